"""What stands about a span, as numbers that a linear model weighs.

A word counts by its first letters, so that "tendered" and "tenderer" are one; nearer
words count more. The model is a maximum-entropy one over such features (Berger,
Della Pietra and Della Pietra, 1996); its weights are learned from labelled passages.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from redaction.rules.base import Passage, Span

Features: TypeAlias = dict[str, float]
FAR: Final = 12
"""Words of the same sentence before a span that are looked at one by one."""
NEAR: Final = 10
"""The same behind it: English says what a thing is before it more often."""
HALF: Final = 8
"""So many words away a word counts half."""
BEFORE: Final = 45
BEHIND: Final = 25
"""Words before and behind the sentence."""
ABOUT: Final = 100
"""Words to either side that tell what the text is about."""
STRETCH: Final = 50
"""So many words share what is about them."""
FADING: Final = tuple(0.5 ** (number / HALF) for number in range(FAR + 2))
Where: TypeAlias = tuple[int, int, bool]
"""The first word, the one behind the last, and whether it is a sentence."""


class Surroundings:
    """What stands farther about, told once for all that stand in one place."""

    def __init__(self, passage: Passage) -> None:
        self._passage = passage
        self._told: dict[Where, Features] = {}
        self.sums: dict[tuple[str, Where], list[float]] = {}
        """For a model's name and a place, what its words weigh."""

    def places(self, span: Span) -> tuple[Where, Where]:
        """The sentence of a span, and the stretch of text that it stands in."""
        tokens = self._passage.tokens
        sentence = self._passage.sentence_of(span)
        first = tokens.number(min(sentence.start, span.start))
        last = tokens.number(max(sentence.end, span.end))
        stretch = tokens.number(span.start) // STRETCH * STRETCH
        own = max(first, stretch - STRETCH), min(last, stretch + 2 * STRETCH), True
        return own, (stretch, stretch + STRETCH, False)

    def far(self, place: Where) -> Features:
        """The words of a sentence and of those around it; or of the text about."""
        if place not in self._told:
            first, last, is_sentence = place
            stems = self._passage.tokens.stems
            if is_sentence:
                before = stems[max(0, first - BEFORE) : first]
                features = {f"s {stem}": 0.5 for stem in stems[first:last]}
                features.update((f"p {stem}", 0.3) for stem in before)
                behind = stems[last : last + BEHIND]
                features.update((f"n {stem}", 0.2) for stem in behind)
            else:
                around = stems[max(0, first - ABOUT) : last + ABOUT]
                features = {f"d {stem}": 0.2 for stem in around}
            self._told[place] = features
        return self._told[place]


def near(passage: Passage, span: Span) -> Features:
    """The words of the same sentence before and behind a span, by how near they are."""
    tokens = passage.tokens
    sentence = passage.sentence_of(span)
    first = max(
        tokens.number(min(sentence.start, span.start)),
        tokens.number(span.start) - FAR,
    )
    last = min(
        tokens.number(max(sentence.end, span.end)), tokens.number(span.end) + NEAR
    )
    before = tokens.stems[first : tokens.number(span.start)]
    behind = tokens.stems[tokens.number(span.end) : last]
    features: Features = {}
    _chain(features, "<", [*reversed(before), "^", "^"])
    _chain(features, ">", [*behind, "$", "$"])
    return features


def _chain(features: Features, side: str, stems: Sequence[str]) -> None:
    """Words and pairs of words, from the nearest outward; the nearest counts."""
    features[f"{side}! {stems[0]}"] = 1.0
    for (stem, beyond), weight in zip(pairwise(stems), FADING, strict=False):
        features.setdefault(f"{side} {stem}", weight)
        features.setdefault(f"{side}{side} {stem} {beyond}", weight)
