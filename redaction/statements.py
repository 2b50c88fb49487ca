"""What a sentence tells: advice, an operation, somebody's health, or nothing secret."""

from itertools import pairwise
from typing import Final

from redaction.contexts import Features
from redaction.leaning import model
from redaction.rules.base import Passage, Span

BEFORE: Final = 40
"""Words before a sentence that tell what it is about."""
BEHIND: Final = 25
LONG: Final = 40
WORDS_MIN: Final = 4
"""Fewer words are a heading or a label, and tell nothing alone."""


def of_a_sentence(passage: Passage, span: Span) -> Features:
    """Words of a sentence alone, in pairs and one apart; those of its neighbours."""
    tokens = passage.tokens
    first, last = tokens.number(span.start), tokens.number(span.end)
    own = ["^", *tokens.stems[first:last], "$"]
    features: Features = {f"w {stem}": 1.0 for stem in own}
    features.update((f"2 {a} {b}", 1.0) for a, b in pairwise(own))
    features.update((f"3 {a} {b}", 0.5) for a, b in zip(own, own[2:], strict=False))
    before = tokens.stems[max(0, first - BEFORE) : first]
    features.update((f"p {stem}", 0.3) for stem in before)
    features.update((f"n {stem}", 0.2) for stem in tokens.stems[last : last + BEHIND])
    features["length"] = min(1.0, (last - first) / LONG)
    return features


def judged(passage: Passage) -> dict[Span, dict[str, float]]:
    """Every sentence, and how likely it tells each kind of thing."""
    learned = model("statements")
    number = passage.tokens.number
    return {
        span: learned.told(of_a_sentence(passage, span))
        for span in passage.sentences
        if number(span.end) - number(span.start) >= WORDS_MIN
    }
