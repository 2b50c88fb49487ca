"""Numbers and codes, and what each stands for by the words about it.

Labels differ from body to body ("collar", "shoulder no.", "a/c", "roll no."), and
many codes have none; so what may be a code is found by its shape, and a learned model
says of which kind it is.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Final

import phonenumbers

from decisions.flags import Category
from redaction import leaning
from redaction.commonwords import is_known
from redaction.contexts import Features
from redaction.leaning import certainty
from redaction.rules.base import Passage, Span, compiled, matches

LETTERS_MAX: Final = 30
_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
_ORDINAL: Final = (
    r"(?:(?:twenty|thirty)[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|"
    r"ninth|tenth|eleventh|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth|"
    r"twentieth|thirtieth)"
)
_PIECE: Final = r"[A-Za-z\d]{1,30}+(?:[-/._\\][A-Za-z\d]{1,30}+){0,8}"
_MORE: Final = r"(?:[ ]?[-/][ ]?\d{1,8}|[ ](?=[A-Z\d]{0,8}\d|[A-Z]{1,3}(?![\w'-]))[A-Z\d]{1,8}(?:[-/][A-Z\d]+)*)"
_LABEL: Final = (
    r"(?:PCSO|PC|PS|DC|DS|DI|DO|WPC|SC|NI|NINO|NHS|DOB|BIC|IBAN|ID|VRM|REG|URN|"
    r"VAT|PIN|MR|TO|AND|OF|ON|AT|IN|NO|REF|ACC|A)[ ]"
)
_END: Final = r"(?![\w%]|[.,]\d|[-/]\w|@)"
_CODE: Final = compiled(
    rf"(?<![\w£€$@.,/\u2044-])(?:"
    rf"(?P<it>(?:\d{{1,2}}(?:st|nd|rd|th)?|{_ORDINAL})[ ](?:day[ ])?(?:of\s)?{_MONTH},?\s'?(?:\d{{4}}|\d{{2}})"
    rf"|{_MONTH}[ ]\d{{1,2}},?[ ]\d{{4}})(?!\d)"
    rf"|(?:{_LABEL}){{0,3}}+(?:(?P<it>[A-Z]{{2}}\d{{2}}(?:[ ]?[A-Z\d]{{4}}){{3,7}}(?:[ ]?[A-Z\d]{{1,3}})?){_END}"
    rf"|(?P<it>(?=[^\s]{{0,30}}\d){_PIECE}{_MORE}{{0,5}}){_END}"
    rf"|(?P<it>[A-Z]{{1,5}}[ ](?=[A-Z\d/-]{{0,30}}\d){_PIECE}(?:[ ][A-Z\d]{{1,5}}(?![\w'-])){{0,5}}){_END})"
    rf"|(?P<it>(?=[a-z]{{0,20}}[._][a-z]|[a-z]{{1,20}}\d)[a-z][a-z\d._]{{2,20}}[a-z\d])(?![\w@/]|\.\w))"
)
_SECTION: Final = compiled(r"ss?\.?\d{1,3}[A-Z]{0,2}")
"""Of an Act: "the s151 officer"."""
_RUN: Final = compiled(r"(.)\1+")


_SIGN_IN: Final = (
    r"(?<![\w@/.\\-])(?:[A-Za-z]{2,12}\\)?(?P<it>[a-z]{1,20}+(?:[._-][a-z]{1,20}+){0,3})(?![\w@/\\]|[.]\w|[ ]?@)"
    r"|(?<![\w/.])(?P<or>[A-Za-z]{2,12}\\[A-Za-z][\w.-]{1,20}+|[A-Z]{2,8}[.][a-z]{3,20})(?![\w@])"
)
_IN_LATIN: Final = re.compile(_SIGN_IN)
"""Every word of a page is looked at, and this engine is four times as quick; the pieces
are bounded and overlap nothing, so it needs no guard of time. The two engines differ in
what letters are beyond Latin ones: there the other one is asked.
"""
_ELSEWHERE: Final = compiled(_SIGN_IN)
_BEYOND_LATIN: Final = re.compile("[^\x00-\u02ff\u2010-\u2044\u20ac]")
SIGN_IN_MIN: Final = 5


def _sign_ins(passage: Passage) -> Iterator[Span]:
    """Names for signing in: no word of English, in small letters, or behind a domain."""
    text = passage.text
    is_latin = _BEYOND_LATIN.search(text) is None
    for match in _IN_LATIN.finditer(text) if is_latin else matches(_ELSEWHERE, text):
        name = match["it"] or match["or"]
        words = name.replace("-", ".").replace("_", ".").split(".")
        is_told = "\\" in match[0] or not name.islower()
        is_odd = len(name) >= SIGN_IN_MIN and not all(map(_is_word, words))
        if is_told or (is_odd and ("-" not in name or "." in name or "_" in name)):
            yield Span(*match.span())


def _is_word(word: str) -> bool:
    endings = ("s", "ed", "ing", "er", "ly", "es", "d", "ised", "ise")
    return is_known(word) or any(
        word.endswith(end) and is_known(word.removesuffix(end)) for end in endings
    )


def candidates(passage: Passage) -> list[Span]:
    """What is written as a code may be: with a figure in it, in one piece or several."""
    found = list(_sign_ins(passage))
    for match in matches(_CODE, passage.text):
        span = Span(*match.span("it"))
        is_section = _SECTION.fullmatch(match["it"]) is not None
        if span.end - span.start <= LETTERS_MAX and not is_section:
            found.append(span)
        elif not is_section:
            found += _pieces(passage.text, span)
    return sorted(set(found))


def _pieces(text: str, span: Span) -> Iterator[Span]:
    """Several codes that stand in one row, each for itself."""
    for piece in re.finditer(r"\S+", text[span.start : span.end]):
        is_code = any(map(str.isdigit, piece[0]))
        if is_code and len(piece[0]) <= PIECE_MAX:
            yield Span(span.start + piece.start(), span.start + piece.end())


PIECE_MAX: Final = 40
"""Letters of the longest code of one piece."""


_SHAPES: Final = str.maketrans(
    {
        **dict.fromkeys(ascii_uppercase, "A"),
        **dict.fromkeys(ascii_lowercase, "a"),
        **dict.fromkeys(digits, "9"),
    }
)


def shape(text: str) -> str:
    """A9 for each letter and figure of a code; other signs as they are."""
    return text.translate(_SHAPES)


def of_a_code(passage: Passage, span: Span) -> Features:
    """What tells of a code itself: its shape and length, its first letters."""
    features: dict[str, float] = {}
    text = passage.text[span.start : span.end]
    form = shape(text)
    features[f"form {form}"] = 1.5
    features[f"runs {_RUN.sub(lambda m: m[1], form)}"] = 1.0
    features[f"digits {form.count('9')}"] = 1.0
    features[f"letters {form.count('A') + form.count('a')}"] = 0.5
    features[f"head {text[:3].lower()}"] = 0.5
    if form.count("9") >= PHONE_MIN:
        start = "".join(filter(str.isdigit, text))[:4]
        features[f"starts {start}"] = 1.0
        features["dialled"] = 1.0 if _dialled(text) else 0.0
    label = _label(passage, span)
    if label:
        features[f"label {label}"] = 1.0
    first = passage.text.rfind("\n", 0, span.start) + 1
    features["line start"] = (
        1.0 if not passage.text[first : span.start].strip() else 0.0
    )
    before = passage.text[span.start - 1 : span.start]
    features[f"sign {before}"] = 0.5
    return features


_FILLERS: Final = frozenset(". : ( no nos numbe num ref code id is was of the".split())
"""Stems that may stand between a label and its code: "part no. 12"."""
LABEL_REACH: Final = 5


def _label(passage: Passage, span: Span) -> str:
    """The stem of the word that names a code, or nothing."""
    tokens = passage.tokens
    last = tokens.number(span.start)
    before = tokens.stems[max(0, last - LABEL_REACH) : last]
    label = next((stem for stem in reversed(before) if stem not in _FILLERS), "")
    return label if label.isalpha() else ""


PHONE_MIN: Final = 9


def _dialled(text: str) -> bool:
    """Whether a number may be called in Britain."""
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text, "GB"))
    except phonenumbers.NumberParseException:
        return False


def judged(passage: Passage) -> dict[Span, dict[str, float]]:
    """Every candidate, and how likely it is a code of each kind."""
    spans = passage.once(candidates)
    told = leaning.all_judged("codes", passage, spans, of_a_code)
    for span in spans[: leaning.most(passage)]:
        shares = told[span]
        is_a_phone = max(shares, key=lambda kind: shares[kind]) == Category.PHONE.value
        whole = sum(shares.values())
        if is_a_phone and whole > SHARED and is_an_office(passage.text, span):
            told[span] = {kind: SHARED * s / whole for kind, s in shares.items()}
    return told


SHARED: Final = 0.2
"""So low stands what reaches an office and nobody in it."""
_HELPLINE: Final = compiled(
    r"\(?0(?:800|808|300|303|306|330|333|345|370|844|845|870|871)"
)


def is_an_office(text: str, span: Span) -> bool:
    """Whether a telephone number is one that only organisations have (Ofcom: 03, 08)."""
    return _HELPLINE.match(text, span.start, span.end) is not None


def as_a_code(passage: Passage, span: Span, confidence: float) -> float:
    """How likely anything within a span is a code that may be withheld.

    Where nothing in it was weighed, the rule's own confidence stands.
    """
    told = passage.once(judged)
    spans = passage.once(candidates)
    shares = []
    for found in spans[max(0, bisect_left(spans, Span(span.start, 0)) - 1) :]:
        if found.start >= span.end:
            break
        if span.start < found.end:
            shares.append(sum(told[found].values()))
    return certainty(max(shares, default=confidence))
