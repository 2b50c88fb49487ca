"""What stands about a span, as numbers that a linear model weighs.

A word counts by its first letters, so that "tendered" and "tenderer" are one; nearer
words count more. The model is a maximum-entropy one over such features (Berger,
Della Pietra and Della Pietra, 1996); its weights are learned from labelled passages.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from redaction.rules.base import Passage, Span

Features: TypeAlias = dict[str, float]
FAR: Final = 20
"""Words of the same sentence before a span that are looked at one by one."""
NEAR: Final = 15
"""The same behind it: English says what a thing is before it more often."""
HALF: Final = 8
"""So many words away a word counts half."""
ABOUT: Final = 100
"""Words to either side that tell what the text is about."""


def about(passage: Passage, span: Span) -> Features:
    """The words before and behind a span, of its sentence and of those around it."""
    tokens = passage.tokens
    sentence = passage.sentence_of(span)
    first = tokens.number(min(sentence.start, span.start))
    at, behind = tokens.number(span.start), tokens.number(span.end)
    last = tokens.number(max(sentence.end, span.end))
    stems = tokens.stems
    before = ["^", "^", *stems[first:at]]
    after = [*stems[behind:last], "$", "$"]
    features: Features = {}
    _add(features, _chain("<", before[::-1], FAR))
    _add(features, _chain(">", after, NEAR))
    _add(features, ((f"s {stem}", 0.5) for stem in {*before, *after}))
    _add(
        features, ((f"p {stem}", 0.3) for stem in {*stems[max(0, first - 45) : first]})
    )
    _add(features, ((f"n {stem}", 0.2) for stem in {*stems[last : last + 25]}))
    around = {*stems[max(0, at - ABOUT) : at], *stems[behind : behind + ABOUT]}
    _add(features, ((f"d {stem}", 0.2) for stem in around))
    return features


def _chain(side: str, stems: Sequence[str], reach: int) -> Iterator[tuple[str, float]]:
    """Words and pairs of words, from the nearest outward."""
    yield f"{side}! {stems[0]}", 1.0
    for number, stem in enumerate(stems[:reach]):
        weight = 0.5 ** (number / HALF)
        yield f"{side} {stem}", weight
        if number + 1 < len(stems):
            yield f"{side}{side} {stem} {stems[number + 1]}", weight


def _add(features: Features, more: Iterable[tuple[str, float]]) -> None:
    for name, weight in more:
        if features.get(name, 0.0) < weight:
            features[name] = weight
