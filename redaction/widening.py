"""What belongs to a finding though its rule left it: the rest of a sum, or of a name.

A rule weighs a span by what stands about it, so the span it weighs is short. What is
withheld is the whole: "a hundred and" before "forty thousand", "plus VAT" behind
"£750", the last name before a comma and the first name that was found.
"""

from typing import Final

from decisions.flags import FIGURES, Category
from redaction.commonwords import is_common, is_known
from redaction.firstnames import ALSO_WORDS, FIRST_NAMES
from redaction.notnames import NO_NAME, SURNAMES_TOO
from redaction.personnames import bare
from redaction.rules.base import Expression, Span, compiled
from redaction.searching import plain

REACH: Final = 60
"""So many letters before or behind a finding are looked at."""
_NUMBER: Final = (
    r"(?:nought|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|hundred|thousand|million)"
)
_PART: Final = r"(?:half|quarter|third|two-thirds|three-quarters)"
_IN_WORDS: Final = compiled(rf"(?i)(?:{_NUMBER}|pounds|{_PART})$")
_BEGINS_IN_WORDS: Final = compiled(rf"(?i)(?:an?[ ])?{_NUMBER}\b")
_NUMBERS_BEFORE: Final = compiled(
    rf"(?i)(?<![\w£])(?:an?\s)?{_NUMBER}(?:[ -]{_NUMBER}|\sand\s{_NUMBER})*+"
    r"(?:\s(?:and|&|or|to|point)\s|-|\s)$"
)
_NUMBERS_BEHIND: Final = compiled(
    rf"(?i)(?:\s(?:and|&)\s{_NUMBER}|[ -]{_NUMBER})"
    rf"(?:[ -]{_NUMBER}|\sand\s{_NUMBER})*+\b(?:\s(?:pounds|pence))?"
)
_PART_BEHIND: Final = compiled(
    rf"(?i)\s(?:and\s)?(?:an?|three)[ -]{_PART}s?\b"
    r"(?:\s(?:per\s?cent|k\b|million|thousand))?"
)
_FIGURE_BEHIND: Final = compiled(
    r"""(?xi)
    \s?[(]?(?:(?:\+|plus|ex(?:cl(?:uding|\.)?)?|inc(?:l(?:uding|\.)?)?)\s?)VAT\b[)]?
    |,\s(?:ex(?:cl(?:uding|\.)?)?|inc(?:l(?:uding|\.)?)?|plus)\sVAT\b
    |\sin\sthe\spound\b
    |-?plus\b
    |\sor\s(?:thereabouts|so)\b
    |,?\s(?:ono|o\.n\.o\.|all[ ]in|pppn|pppd)(?!\w)
    |(?:\s?/\s?[a-z]{1,9}[²2]?(?!\w)){1,2}
    |\s(?:p/[wmadh]|p\.c\.m\.|psf|psm)(?!\w)
    |\sfor\sthe\s(?:first|second|next)\s(?:hour|day|week|month|year)\b
    |\s(?:each|every|per|a)\s
     (?:hour|day|week|month|quarter|year|night|head|session|visit)\b
    |\sout\sof\s\d+
    |rn\b
    """
)
_BROKEN: Final = compiled(r"(?:(?<=,\d)\s?\n\d\d|(?<=,\d\d)\s?\n\d)(?!\d)(?:\.\d\d)?")
_INDEX_BEFORE: Final = compiled(
    r"(?:RPIX?|CPIH?|SONIA|LIBOR|Bank[ ]Rate|[Bb]ase(?:[ ]rate)?)\s?"
    r"(?:plus|minus|less|[+-])\s?$"
)
_OF_TWO: Final = compiled(r"(?i)per\s(?!cent\b)[\w-]+$")
_NOUN_BEHIND: Final = compiled(
    r"\s(?!(?:and|or|for|in|on|to|of|by|with|at|from|the|an?|is|was|are|were|which|that|"
    r"but|plus|as|than|if|it|we|they|he|she|so|then|when|while|under|over|until|after|"
    r"before|now|all|both|not|no|only|rising|falling|including|excluding|would|will|has|"
    r"had|have|against|per|every|inside|outside|past|depending|included|onwards|each|"
    r"may|can|could|since|because|up|down)\b)[a-z]{3,}\b"
)
_UNITS: Final = frozenset(
    "hour day week month year annum night mile head unit user person shift call minute "
    "kwh litre tonne kg page seat vehicle visit session".split()
)

_CELL: Final = r"(?:^|[\n\t|]|[ ]{2}|[;:.][ ])"
_LAST_NAME: Final = (
    r"(?:(?:Ó|Ní|Mac|Van[ ]der|Van|de|De|al|El)[ ])?"
    r"\p{Lu}[\p{L}\p{M}]*+(?:['-]\p{L}[\p{L}\p{M}]*+)*+"
)
_ONE_LAST: Final = compiled(rf"{_LAST_NAME}$")
_LAST_BEFORE: Final = compiled(rf"{_CELL}[ ]*(?P<it>{_LAST_NAME}),[ ]$")
_CAPITALS_BEFORE: Final = compiled(r"(?<![\w'-])(?P<it>\p{Lu}['\p{Lu}-]{1,30}),[ ]$")
_BEGINS_A_CELL: Final = compiled(rf"{_CELL}[ ]*$")
_FIRST_BEHIND: Final = compiled(
    r",[ ](?P<it>\p{Lu}(?:\p{Ll}[\p{L}\p{M}]*+(?:-\p{Lu}\p{Ll}+)?)?)"
    r"(?:[ ]\p{Lu}\p{Ll}+|[.])?"
    r"(?=[\t\n|]|[ ]{2}|[ ]?[(\u2013]|$)"
)
_NAME_BEHIND: Final = compiled(
    r"[ ](?:(?:Mac|Mc|an|de|van|von|al|el|Mac[ ]an|St)[ -])?"
    r"(?P<it>\p{Lu}[\p{L}\p{M}]+(?:['-]\p{L}[\p{L}\p{M}]*+)*+)"
    r"(?!['\w])"
)
_NAME_BEFORE: Final = compiled(r"(?<![\w'-])(?P<it>\p{Lu}\p{Ll}[\p{L}\p{M}-]*)[ ]$")
_OTHER_TITLE: Final = compiled(r"(?:Mr|Mrs|Ms|Dr)[ ](?:&|and)[ ]$")
_TITLE_BEHIND: Final = compiled(
    r"[ ](?:[(](?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)[)]|(?:MR|MRS|MS|MISS)\b)"
)
_INITIAL_LAST: Final = compiled(r"(?:^|[.'-])\p{Lu}$")
_QUOTE_INSIDE: Final = compiled(r"^[\p{L}]+[\"')]")


def widened(text: str, span: Span, category: Category) -> Span:
    """The whole of what a rule found a part of.

    Args:
        text: As rules read it.
        span: What was found.
        category: What it is; figures, names of people and telephone numbers are
            widened.
    """
    if category in FIGURES:
        return _whole_figure(text, span)
    if category is Category.PHONE:
        return _whole_number(text, span)
    if category is Category.PERSON:
        return _whole_name(text, _whole_word(text, span))
    return span


def _whole_figure(text: str, span: Span) -> Span:
    start, end = span
    before = text[max(0, start - REACH) : start]
    if _BEGINS_IN_WORDS.match(text[start:end]):
        found = _NUMBERS_BEFORE.search(before)
        start -= len(found[0]) if found else 0
    elif text[start : start + 1].isdigit() or text[start : start + 1] in "+-":
        found = _INDEX_BEFORE.search(before)
        start -= len(found[0]) if found else 0
    for pattern in (_BROKEN, _FIGURE_BEHIND):
        end = _behind(pattern, text, end)
    if _IN_WORDS.search(text[start:end]):
        end = _behind(_NUMBERS_BEHIND, text, end)
    end = _behind(_PART_BEHIND, text, end)
    if _OF_TWO.search(text[start:end]) and _last_word(text[start:end]) not in _UNITS:
        end = _behind(_NOUN_BEHIND, text, end)
    return Span(start, end)


def _behind(pattern: Expression, text: str, end: int) -> int:
    """Where what belongs to a finding ends, or the finding itself."""
    found = pattern.match(text, end, end + REACH)
    return found.end() if found else end


def _whole_number(text: str, span: Span) -> Span:
    """With the plus of its country and the figures that were spaced out."""
    start, end = span
    start -= text[start - 1 : start] == "+" and text[start : start + 1].isdigit()
    if _SPACED.search(text[start:end]):
        end = _behind(_FIGURES_BEHIND, text, end)
    return Span(start, end)


_SPACED: Final = compiled(r"\d(?:[ ]\d){3}$")
_FIGURES_BEHIND: Final = compiled(r"(?:[ ]{1,2}\d(?!\d)){1,12}")


def _last_word(text: str) -> str:
    return text.rsplit(maxsplit=1)[-1].lower().removesuffix("s")


def _whole_word(text: str, span: Span) -> Span:
    """Reading may have set a figure into a name: "Rosa1ind Peverel1"."""
    start, end = span
    if len(text[start:end]) > 2 and text[end - 3 : end].isalpha():
        while text[end : end + 1].isdigit():
            end += 1
    return Span(start, end)


def _whole_name(text: str, span: Span) -> Span:
    start, end = span
    words = [bare(word) for word in text[start:end].split()]
    before = text[max(0, start - REACH) : start]
    if text[end : end + 1] == "." and _INITIAL_LAST.search(text[start:end]):
        end += 1
    is_given = all(word in FIRST_NAMES or len(word) == 1 for word in words)
    if is_given and len(words) <= GIVEN_MAX:
        found = _LAST_BEFORE.search(before) or _CAPITALS_BEFORE.search(before)
        is_last = found and plain(found["it"]) not in _NO_LAST
        start = start - len(before) + found.start("it") if found and is_last else start
        found = _NAME_BEHIND.match(text, end, end + REACH)
        is_next = start == span.start and found and _are_one(words[-1], found["it"])
        end = found.end() if found and is_next else end
    elif _ONE_LAST.match(text[start:end]) and _BEGINS_A_CELL.search(before):
        found = _FIRST_BEHIND.match(text, end, end + REACH)
        is_first = found and _may_be_first(found["it"])
        end = found.end() if found and is_first else end
    if len(words) == 1 and start == span.start:
        found = _NAME_BEFORE.search(before)
        is_one = found and _are_one(plain(found["it"]), words[0])
        start -= len(found[0]) if found and is_one else 0
    found = _OTHER_TITLE.search(text, max(0, start - REACH), start)
    start = found.start() if found else start
    end = _behind(_TITLE_BEHIND, text, end)
    if text[start - 1 : start] in {'"', "(", "'"} and _QUOTE_INSIDE.match(
        text[start:end]
    ):
        start -= 1
    return Span(start, end)


GIVEN_MAX: Final = 2
"""So many first names before a last one."""


def _are_one(first: str, last: str) -> bool:
    """Whether a word beside a first name is the last name that goes with it."""
    name = plain(last)
    is_sure = first in FIRST_NAMES and first not in ALSO_WORDS
    if name in NO_NAME:
        return first in FIRST_NAMES and name in SURNAMES_TOO
    return is_sure or (
        (first in FIRST_NAMES or len(first) == 1) and not is_common(name)
    )


def _may_be_first(word: str) -> bool:
    name = plain(word)
    return (
        name in FIRST_NAMES
        or len(name) == 1
        or not (is_common(name) or is_known(name) or name in NO_NAME)
    )


_NO_LAST: Final = frozenset(
    "i a cheers regards thanks dear hi hello signed love best yours sincerely "
    "faithfully also note attn from for cc one two ps nb yes no ok so and but pcso pc "
    "dc ds sgt".split()
)
"""Words before a comma that begin a line and are no last name."""
