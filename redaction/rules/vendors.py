"""Firms: by their legal form, and by the model's organisations in a bidder's role."""

from collections.abc import Iterator
from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.rules.base import Passage, Rule, Span, compiled, matches, pattern
from redaction.searching import folded

_WORD: Final = r"[A-Z0-9][\w&'’.-]*"
_FORM: Final = r"(?:Ltd|Limited|LTD|plc|PLC|LLP|Inc|GmbH|CIC|S\.?A\.?|B\.?V\.?)"

_ROLE: Final = compiled(
    r"""(?i)\b(?:supplier|vendor|contractor|bidder|tenderer|provider|consultan(?:t|cy)|
    procur\w+|award(?:ed)?\s(?:of\s)?(?:the\s)?(?:contract\s)?to|contract(?:ed)?\s(?:with|to)|
    bids?\s(?:by|from)|tenders?\s(?:by|from)|quotation|quote\sfrom|purchase\w*\sfrom|
    supplied\sby|provided\sby|negotiat\w+\swith|novat\w+|sub-?contract\w*)\b"""
)


def in_a_bidders_role(passage: Passage) -> Iterator[Span]:
    """Organisations that the model found in a sentence about buying."""
    for entity in passage.entities:
        if entity.label != "ORG":
            continue
        text = passage.text[entity.start : entity.end].split("\n")[0]
        name = " ".join(
            folded(text.removeprefix("the ").removeprefix("The ")).text.split()
        )
        if len(name) < 4 or name in passage.lexicon.public_bodies or text.isupper():
            continue
        span = Span(entity.start, entity.start + len(text))
        if any(matches(_ROLE, passage.around(span, 60))):
            yield span


RULES: Final = (
    Rule(
        id=RuleId("vendor.company"),
        category=Category.VENDOR,
        section=Section("s43(2)"),
        confidence=0.6,
        why="A firm is named; an unannounced or losing bidder is not public.",
        source="FOIA s.43(2); Companies Act 2006, Part 5: endings of company names",
        find=pattern(rf"(?P<it>{_WORD}(?:[ ](?:{_WORD}|and|of|&)){{0,5}}[ ]{_FORM}\b)"),
        hits=(
            "awarded to [[Larkmere Systems Ltd]] in",
            "[[Brackwater & Sons Limited]] bid",
        ),
        misses=("limited resources", "the Metropolitan Police"),
    ),
    Rule(
        id=RuleId("vendor.role"),
        category=Category.VENDOR,
        section=Section("s43(2)"),
        confidence=0.45,
        why="An organisation is named where buying is spoken of.",
        source="FOIA s.43(2); ICO, Commercial interests",
        find=in_a_bidders_role,
        hits=("The contract was awarded to [[Larkmere Consulting Group]] last year.",),
        misses=("The Home Office wrote to the board.",),
    ),
)
