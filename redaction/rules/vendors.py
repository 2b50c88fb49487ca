"""Firms: by their legal form, and by what is said about a name."""

from collections.abc import Iterator
from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.firms import firms, judged
from redaction.leaning import certainty, telling
from redaction.rules.base import Passage, Rule, Span

TOLD_MIN: Final = 0.1
"""A name less likely a bidder's is not shown."""


def likely(passage: Passage) -> Iterator[Span]:
    """Names that may well be those of unannounced firms."""
    for span, share in passage.once(judged).items():
        if share >= TOLD_MIN:
            yield span


def as_a_firm(passage: Passage, span: Span, _confidence: float) -> float:
    """How likely the firm is one that is not yet public."""
    return certainty(passage.once(judged)[span])


RULES: Final = (
    Rule(
        id=RuleId("vendor.company"),
        category=Category.VENDOR,
        section=Section("s43(2)"),
        confidence=0.6,
        why="A firm is named; an unannounced or losing bidder is not public.",
        source="FOIA s.43(2); Companies Act 2006, Part 5: endings of company names",
        find=firms,
        weigh=as_a_firm,
        tell=telling("firms", "vendor"),
        hits=(
            "awarded to [[Larkmere Systems Ltd]] in",
            "[[Brackwater & Sons Limited]] bid",
        ),
        misses=("limited resources", "the Metropolitan Police"),
    ),
    Rule(
        id=RuleId("vendor.named"),
        category=Category.VENDOR,
        section=Section("s43(2)"),
        confidence=0.5,
        why="The name reads like that of a bidder or supplier who is not yet public.",
        source="FOIA s.43(2); ICO, Commercial interests",
        find=likely,
        weigh=as_a_firm,
        tell=telling("firms", "vendor"),
        hits=("The lowest bid came from [[Brackwater Analytics]] at £41,000.",),
        misses=("The Home Office wrote to the board.",),
    ),
)
