"""Whether a figure is commercial or public, by what is said about it.

An offer and a delegated limit may stand in one sentence with the same amount: only
the words about each tell them apart.
"""

from bisect import bisect_left
from collections.abc import Mapping
from typing import Final, TypeAlias

from redaction import leaning
from redaction.codes import shape
from redaction.rules.base import Passage, Span, Weigh, compiled, matches
from redaction.tokens import Tokens

Headings: TypeAlias = Mapping[int, tuple[str, str]]

EXACT_FIGURES: Final = 4
_PENCE: Final = compiled(r"\.\d\d(?!\d)")
_MILLIONS: Final = compiled(r"\d[ ]?m|million")
_THOUSANDS: Final = compiled(r"\d[ ]?k|thousand")


def of_a_figure(passage: Passage, span: Span, rule: str) -> dict[str, float]:
    """What tells of a figure itself: the rule that found it, how exact it is."""
    features = {f"rule {rule}": 1.0}
    text = passage.text[span.start : span.end]
    digits = "".join(filter(str.isdigit, text.split(".")[0]))
    traits = {
        "pence": bool(_PENCE.search(text)),
        "exact": len(digits.rstrip("0")) >= EXACT_FIGURES,
        "round": len(digits) > 2 and len(digits.rstrip("0")) <= 2,
        "millions": bool(_MILLIONS.search(text)),
        "thousands": bool(_THOUSANDS.search(text)),
        "words": not digits,
    }
    features.update((name, 1.0) for name, is_there in traits.items() if is_there)
    parts = passage.once(_parts_of_all)
    at = bisect_left(parts, span.start)
    if at < len(parts) and parts[at] < span.end:
        features["part of all"] = 1.0
    return features


_PERCENT: Final = compiled(r"(?<![\d.,])(?P<it>\d{1,3}(?:\.\d)?)\s?(?:%|per[ ]?cent\b)")
PARTS_MAX: Final = 10
PART_REACH: Final = 80
"""Letters from one percentage to the next, where they are parts of one thing."""


def _parts_of_all(passage: Passage) -> list[int]:
    """Where percentages stand that together are a hundred: weightings, shares."""
    found = [
        (m.start(), m.end(), float(m["it"])) for m in matches(_PERCENT, passage.text)
    ]
    parts: set[int] = set()
    for first in range(len(found)):
        total, end = 0.0, found[first][1]
        for number, (start, stop, share) in enumerate(found[first : first + PARTS_MAX]):
            if start - end > PART_REACH:
                break
            total, end = total + share, stop
            if number and round(total, 1) == HUNDRED:
                parts.update(at for at, _, _ in found[first : first + number + 1])
    return sorted(parts)


HUNDRED: Final = 100.0
_SMALL: Final = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty)"
)
_TENS: Final = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_ONES: Final = (
    rf"(?:{_SMALL}|{_TENS}|halves|half|(?:quarter|third|tenth|fifth|eighth)s?)"
)
_NUMBER: Final = rf"(?:{_TENS}(?:[ -]{_SMALL})?|{_SMALL})"
_BIT: Final = r"(?:[ -](?:and[ ])?(?:a[ ]half|a[ ]quarter|three[ -]quarters|a[ ]bit))"
_SHARE_WORD: Final = (
    r"(?:half|quarter|third|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|twentieth)"
)
_RANK: Final = (
    r"(?:first|second|third|fourth|fifth|sixth|last|top|bottom|runner-up|full[ ]marks|"
    r"1st|2nd|3rd|[4-9]th)"
)
_OF_MOST: Final = (
    r"(?<!(?i:\b(?:lots?|years?|phases?|parts?|stages?|pages?|weeks?|days?|items?))[ ]\d{1,3}[ ])"
    r"(?<=\b\d{1,3}(?:\.\d{1,2})?[ ])of[ ]\d{1,3}(?![\d,.]|[ ]?(?:%|per[ ]cent|a\b|per\b))"
)
"""Of how many a mark is: "15 of 20"."""
_BARE: Final = compiled(
    rf"(?<![\w£€$.,/\u2044-])(?<!\d:)(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?(?:[½¼¾]|\u2044[2-8])?)"
    rf"(?:\s?(?:%|per[ ]cent|p[.]c[.]|pc\b|p\b|(?i:k|m|mn|bn|million|thousand|billion)\b|grand\b|points?\b|ppl\b|/\d+(?:\.\d+)?|out[ ]of[ ](?:a[ ]possible[ ])?\d+|{_OF_MOST}))?(?![\w/:\u2044-]|[.,]\d)"
    rf"|(?i:\b(?:an?[ ])?{_ONES}(?:[ -](?:{_ONES}|and|a|point|hundred|thousand|million|grand)){{0,8}}"
    rf"(?:[ ](?:hundred|thousand|million|grand|per[ ]cent|pounds|pence|guineas))\b)"
    rf"|(?i:\b(?:an?|several)[ ](?:hundred[ ]thousand|hundred|thousand|million)\b)"
    rf"|(?i:\b(?:(?:an?|two|three|four|six)[ -]{_SHARE_WORD}s?)\b)"
    rf"|(?i:(?<![\w-])(?:{_NUMBER}{_BIT}?(?:[ -](?:marks?|points?))?(?:[ ](?:out[ ])?of[ ]{_NUMBER})?|"
    rf"nil|nought|zero|(?:joint[ ]|equal[ ]|a[ ](?:distant|close|poor)[ ])?{_RANK}(?:[ ](?:out[ ])?of[ ]{_NUMBER})?)\b)(?!['-]\w)"
)
"""Figures that no sign marks, figures in words, and places in a row of bidders."""


def bare(passage: Passage) -> list[Span]:
    """Every figure without a currency: most are dates, counts and numbers of things."""
    return [Span(*match.span()) for match in matches(_BARE, passage.text)]


def of_a_bare_figure(passage: Passage, span: Span, heads: Headings) -> dict[str, float]:
    """As of any figure; and what its column and its row are headed with."""
    features = of_a_figure(passage, span, "bare")
    text = passage.text[span.start : span.end]
    features[f"form {shape(text)}"] = 1.0
    features["percent"] = 1.0 if text.endswith(("%", "cent", "pc")) else 0.0
    features["decimal"] = 1.0 if "." in text else 0.0
    if text.isalpha():
        features[f"word {text.lower()}"] = 1.0
    title, label = heads.get(span.start, ("", ""))
    for name, words in (("column", title), ("row", label)):
        for stem in Tokens(words).stems:
            features[f"{name} {stem}"] = 1.0
    if title:
        features["cell"] = 1.0
    return features


WEIGHTING: Final = 0.4
"""What tenders are judged by is published with the notice: "60% quality, 40% price"."""
_CRITERION: Final = compiled(
    r"(?i)[ ](?:for[ ]|on[ ]|to[ ])?(?:quality|price|technical|commercial|cost|social[ ]value)\b"
)


def as_a_figure(rule: str) -> Weigh:
    """How likely a figure that a rule found is withheld."""

    def weigh(passage: Passage, span: Span, _confidence: float) -> float:
        features = of_a_figure(passage, span, rule)
        told = leaning.judged("figures", passage, span, features)["figure"]
        if "part of all" in features and _CRITERION.match(passage.text, span.end):
            told = min(told, WEIGHTING)
        return round(told, 2)

    return weigh


as_figures_are: Final = leaning.telling("figures", "figure")
