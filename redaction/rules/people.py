"""Names of people who hold no public office."""

from collections.abc import Iterator
from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.leaning import certainty, telling
from redaction.offices import is_cleared
from redaction.people import names
from redaction.rules.base import Passage, Rule, Span, compiled, matches


def named(passage: Passage) -> Iterator[Span]:
    """Names that the words about them bear out, of anybody but public office-holders."""
    for span in passage.once(names):
        if not is_cleared(passage, span):
            yield span


def as_a_person(passage: Passage, span: Span, _confidence: float) -> float:
    """How likely the name is one of a private person."""
    return certainty(passage.once(names)[span])


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


RULES: Final = (
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
            "The van was left in Victoria Street.",
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
