"""Names of people who hold no public office."""

from collections.abc import Iterator
from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.codes import SHARED
from redaction.commonwords import is_common, is_known
from redaction.firstnames import FIRST_NAMES
from redaction.leaning import certainty, telling
from redaction.offices import is_cleared
from redaction.people import names
from redaction.personnames import CAPS, FULL, RANKS, is_a_name
from redaction.rules.base import Passage, Rule, Span, compiled, matches
from redaction.searching import plain


def named(passage: Passage) -> Iterator[Span]:
    """Names that the words about them bear out, of anybody but public office-holders.

    An inquiry that bears a name ("the Ellen Sedge Inquiry") is public, and so named.
    """
    for span in passage.once(names):
        is_an_inquiry = _INQUIRY.match(passage.text, span.end) is not None
        if not is_an_inquiry and not is_cleared(passage, span):
            yield span


_INQUIRY: Final = compiled(
    r"(?:[ ]\p{Lu}[\w'-]+)?[ ](?:(?:Public[ ]|Independent[ ])?Inquiry|Independent[ ]Panel)\b"
    r"(?![ ]\p{Lu})"
)
_NO_SURNAME: Final = r"(?:Road|Street|Avenue|Crescent|Terrace|Square)"
_ROAD_WORD: Final = compiled(rf"[ ]{_NO_SURNAME}$")
_ROAD: Final = compiled(
    rf"""[ ]{_NO_SURNAME}\b(?![ ]\p{{Lu}}\p{{Ll}})
    |[ ](?:Lane|Way|Drive|Close),[ ](?:\p{{Lu}}[\w'-]+,?[ ]){{1,4}}[A-Z]{{1,2}}\d"""
)
"""Behind a name: what is no surname, or the rest of an address with its postcode."""


def as_a_person(passage: Passage, span: Span, _confidence: float) -> float:
    """How likely the name is one of a private person."""
    told = certainty(passage.once(names)[span])
    return min(told, SHARED) if _is_a_road(passage.text, span) else told


def _is_a_road(text: str, span: Span) -> bool:
    """Whether a road bears the name; where somebody lives in it, the address is found."""
    ends = _ROAD_WORD.search(text[span.start : span.end]) is not None
    return ends or _ROAD.match(text, span.end) is not None


_LETTERED: Final = compiled(
    r"""\b(?P<it>(?:[Ww]itness|Officer|Person|Child|Adult|Victim|Complainant|Source|Nominal|
    Informant|Patient|Claimant|Subject|Employee|Resident|Suspect)[ ](?:[A-Z]\d?|\d{1,3}|[A-Z]{2})
    |(?:Mr|Mrs|Ms|Miss|Dr|PC|DC|DS|PS|Sgt)[ ][A-Z](?![.]?[ ]?[A-Z]))
    (?![\w-]|[.]\w)"""
)


def lettered(passage: Passage) -> Iterator[Span]:
    """Somebody who goes by a letter."""
    for match in matches(_LETTERED, passage.text):
        yield Span(*match.span("it"))


_ANY_NAME: Final = rf"(?P<it>{FULL}|{CAPS})(?![\w-])"
_RANKED: Final = compiled(rf"\b{RANKS}[ ](?:[A-Z]{{1,3}}[ ]?)?\d{{2,6}}[ ]{_ANY_NAME}")
_INTRODUCED: Final = (
    _RANKED,
    compiled(
        r"""(?i:\b(?:n[eé]e|maiden[ ]name|previous[ ](?:sur)?name|birth[ ]name|formerly[ ]known[ ]as|
        also[ ]known[ ]as|a\.?k\.?a\.?|alias|goes[ ]by(?:[ ]the[ ]name[ ]of)?|answers[ ]to))(?:[:,]?[ ]|\t)[\"\u201c]?"""
        + _ANY_NAME
    ),
    compiled(
        r"""(?im:^[ ]*(?:[\d.()*-]+[ ])?(?:name[ ]of[ ])?(?:the[ ])?(?:patient|(?:certificate[ ])?holder|claimant|complainant|appellant|
        deceased|victim|witness|detained[ ]person|detainee|next[ ]of[ ]kin|emergency[ ]contact|interviewed|interviewee|
        interviewing(?:[ ]officer)?|reported[ ]by|found[ ]by|collected[ ]by|statement[ ](?:taken[ ]by|of)|surname|forenames?|first[ ]names?|
        known[ ]as|full[ ]name|employee|line[ ]manager|mother|father|carer|parent|guardian|missing[ ]person|child|donor|visitor))
        (?:[ ]?:[ ]|\t)(?:(?:Mr|Mrs|Ms|Miss|Dr)[ ])?"""
        + _ANY_NAME
        + r"(?=[ ]*(?:$|[\n,;(.|]|\t(?!\p{L})|[ ]{2}))"
    ),
)
"""What only a name of somebody follows: a collar number, "née", a field of a form."""


def introduced(passage: Passage) -> Iterator[Span]:
    """Names behind words that only introduce somebody."""
    for expression in _INTRODUCED:
        for match in matches(expression, passage.text):
            span = Span(*match.span("it"))
            is_private = is_a_name(passage, span) and not is_cleared(passage, span)
            if is_private and not _is_prose(match["it"], by_rank=expression is _RANKED):
                yield span


def _is_prose(name: str, *, by_rank: bool) -> bool:
    """Whether it is an answer or a heading: "Not Known", "Respondent", "MARAC"."""
    words = [plain(word.strip(".,'")) for word in name.split()]
    if by_rank:
        return len(words) == 1 and is_common(words[0])
    if words[0] in FIRST_NAMES:
        return False
    if len(words) == 1:
        return name.isupper() or is_known(words[0]) or words[0] in _NO_ANSWERS
    return all(is_common(word) or word in _NO_ANSWERS for word in words)


_NO_ANSWERS: Final = frozenset(
    "n/a nil stated disclosed recorded redacted withheld given named applicable respondent "
    "offence offences organisation behaviour programme authorised".split()
)
"""Words that are no names, and that films seldom or never write."""


RULES: Final = (
    Rule(
        id=RuleId("person.introduced"),
        category=Category.PERSON,
        section=Section("s40(2)"),
        confidence=0.85,
        why="Somebody is named where only a name of a private person stands.",
        source="FOIA s.40(2); ICO, Requests for personal data about employees",
        find=introduced,
        hits=(
            "with PC HF 8011 [[Araujo]] at noon",
            "and DC 4930 [[Lazenby]] spoke",
            "Rosalind Tipper née [[Gaskarth]]; seen",
            "Patient: [[Evangeline Moth]]",
            "Previous surname\t[[Hartigan]]",
            "Certificate holder: [[LANCELOT CRINDLE]], of no fixed",
        ),
        misses=(
            "Victim: Unknown",
            "Witness: Redacted",
            "Patient: Not Known",
            "Mother: Not Stated",
            "Complainant\tRespondent",
            "Victim\tOffence\tDate",
            "also known as MARAC",
            "formerly known as Market Square",
            "Witness: None",
            "Patient: Not known",
            "the PC 101 Service is",
            "Parent: the Council",
        ),
    ),
    Rule(
        id=RuleId("person.named"),
        category=Category.PERSON,
        section=Section("s40(2)"),
        confidence=0.65,
        why="A person is named who, it seems, holds no public office.",
        source="FOIA s.40(2); ICO, Requests for personal data about employees",
        find=named,
        weigh=as_a_person,
        tell=telling("people", "person"),
        hits=(
            "The bid was led by [[Margaret Oldfield]] of the finance unit.",
            "The form was checked by [[Siobhan O'Dell]] in May.",
            "She was seen by [[Dr Orla Fenn]] on Friday.",
            "Report by [[Tom Sedge]] on behalf of the Deputy Commissioner",
        ),
        misses=(
            "The Investment Advisory Board met in September.",
            "The lessons of the Harold Shipman Inquiry were adopted.",
            "The findings of the Ellen Sedge Independent Panel were read.",
        ),
    ),
    Rule(
        id=RuleId("person.lettered"),
        category=Category.PERSON,
        section=Section("s40(2)"),
        confidence=0.55,
        why="Somebody is named by a letter; with other facts it may say who it is.",
        source="FOIA s.40(2); ICO, What is personal data: identifiers",
        find=lettered,
        hits=(
            "as [[Witness K]] said",
            "given by [[Witness K]].",
            "given by [[Witness 14]] then",
            "when [[Mr A]] said",
            "when [[PC B]] was",
        ),
        misses=("a witness said", "Officer training", "Mr A. Quill", "DC HQ"),
    ),
)
