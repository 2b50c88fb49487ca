"""Figures without a sign, in words and in tables, by what is said about them."""

from collections import Counter
from typing import Final, TypeAlias

from decisions.flags import Category
from redaction import leaning
from redaction.contexts import Features
from redaction.figures import bare, of_a_bare_figure
from redaction.leaning import learned_rule
from redaction.rules.base import Passage, Rule, Span
from redaction.rules.columns import headings, in_one_column

TOLD_MIN: Final = 0.15
"""A figure less likely a price or a score is not shown: most are counts and dates."""


Shares: TypeAlias = dict[Span, dict[str, float]]


def judged(passage: Passage) -> Shares:
    """Every bare figure, and how likely it is of each kind."""
    heads = passage.once(headings)

    def own(passage: Passage, span: Span) -> Features:
        return of_a_bare_figure(passage, span, heads)

    told = leaning.all_judged("bare", passage, passage.once(bare), own)
    return {**told, **_as_their_column(passage, told)}


def _as_their_column(passage: Passage, told: Shares) -> Shares:
    """What stands in a column of prices or scores is most likely one of them."""
    lent: Shares = {}
    at = {span.start: span for span in told}
    for column in passage.once(in_one_column):
        cells = [at[cell.start] for cell in column if cell.start in at]
        if len(cells) < leaning.LINE_MIN:
            continue
        sums = Counter[str]()
        for cell in cells:
            sums.update(told[cell])
        for cell in cells:
            lent[cell] = {
                kind: max(own, leaning.LENT * (sums[kind] - own) / (len(cells) - 1))
                for kind, own in told[cell].items()
            }
    return lent


def _row(category: Category, why: str, hit: str, miss: str) -> Rule:
    source = "FOIA s.43(2); ICO, Commercial interests"
    return learned_rule(
        "bare",
        judged,
        category,
        "s43(2)",
        why,
        source,
        prefix="bare",
        least=TOLD_MIN,
        hit=hit,
        miss=miss,
    )


_COUNT: Final = "The unit has 24 officers and answered 1,204 calls in 2017."
RULES: Final = (
    _row(
        Category.MONEY,
        "The figure reads like a sum, though no sign says so.",
        "The claimant wants [[forty thousand]] and we offered half.",
        _COUNT,
    ),
    _row(
        Category.RATE,
        "The figure reads like a price for one of something.",
        "Supplier\tDay rate (£)\nAlder Consulting\t[[612]]",
        _COUNT,
    ),
    _row(
        Category.PERCENT,
        "The figure reads like a discount or a margin.",
        "The supplier offered a discount of [[12%]] on its list price.",
        _COUNT,
    ),
    _row(
        Category.BID_SCORE,
        "The figure reads like a bidder's score.",
        "The losing bidder scored [[61.5]] for quality.",
        _COUNT,
    ),
)
