"""What stands about a span, as features that a linear model weighs.

A word counts by its first letters, so that "tendered" and "tenderer" are one; nearer
words count more. The model is a maximum-entropy one over such features (Berger,
Della Pietra and Della Pietra, 1996). Here they are told by name, one span at a time,
for learning and for tests; `redaction.weighing` sums their weights for a whole text.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from redaction.rules.base import Passage, Span

Features: TypeAlias = Mapping[str, float]
HALF: Final = 6
"""So many words away a word counts half."""
FADING: Final = 0.5 ** (1 / HALF)
LONG: Final = 160
"""A longer sentence is told in pieces."""
BEFORE: Final = 45
BEHIND: Final = 25
"""Words before and behind the sentence."""
ABOUT: Final = 100
"""Words to either side that tell what the text is about."""
SHARES: Final = {"s": 0.5, "p": 0.3, "n": 0.2, "d": 0.2}
"""What each word counts of the sentence, of what is before and behind it, and about."""
BEGIN: Final = "^"
END: Final = "$"


class Place(NamedTuple):
    """Where a span stands among the words: its first and its last."""

    first: int
    last: int


class Marked:
    """The words of a passage, with a mark before and behind each sentence.

    Attributes:
        stems: Words and marks in their order.
        starts: The character that each begins with; of a mark, -1.
        once: For each, whether it stands for the first time in its sentence.
        afresh: Whether for the first time among `ABOUT` words.
        begins: For each word or mark, the number of the mark its sentence begins with.
        ends: The same of the mark it ends with.
        pieces: For each sentence, or part of a long one, the numbers of its marks.
        spans: Its characters.
    """

    def __init__(self, passage: Passage) -> None:
        self._tokens = passage.tokens
        self.stems: list[str] = []
        self.starts: list[int] = []
        self.begins: list[int] = []
        self.ends: list[int] = []
        self.pieces: list[tuple[int, int]] = []
        self.spans: list[Span] = []
        self._places: list[int] = []
        starts = [passage.tokens.number(span.start) for span in passage.sentences]
        count = len(passage.tokens.stems)
        edges = [0, *starts[1:], count] if starts else [0, count]
        for sentence, first, last in zip(
            passage.sentences or [Span(0, 0)], edges, edges[1:], strict=False
        ):
            for at in range(first, last, LONG):
                until = min(at + LONG, last)
                start = self._tokens.starts[at] if at > first else sentence.start
                end = self._tokens.starts[until] if until < last else sentence.end
                self._add(at, until, Span(start, end))
        self.once: list[bool] = []
        self.afresh: list[bool] = []
        seen: dict[str, int] = {}
        for at, stem in enumerate(self.stems):
            last = seen.get(stem, -ABOUT)
            self.once.append(last < self.begins[at])
            self.afresh.append(at - last >= ABOUT)
            seen[stem] = at

    def _add(self, first: int, last: int, span: Span) -> None:
        begin = len(self.stems)
        end = begin + last - first + 1
        self.stems += [BEGIN, *self._tokens.stems[first:last], END]
        self.starts += [-1, *self._tokens.starts[first:last], -1]
        self._places += range(begin + 1, end)
        self.begins += [begin] * (end - begin + 1)
        self.ends += [end] * (end - begin + 1)
        self.pieces.append((begin, end))
        self.spans.append(span)

    def place(self, span: Span) -> Place:
        """The numbers of the first and the last word of a span."""
        if not self._places:
            return Place(0, 0)
        most = len(self._places) - 1
        first = min(self._tokens.number(span.start), most)
        last = min(max(self._tokens.number(span.end) - 1, first), most)
        return Place(self._places[first], self._places[last])


def about(passage: Passage, span: Span) -> dict[str, float]:
    """The words of the same sentence before and behind a span; those farther about."""
    marked = passage.once(Marked)
    first, last = marked.place(span)
    features: defaultdict[str, float] = defaultdict(float)
    if not marked.stems:
        return features
    stems = marked.stems
    before = stems[marked.begins[first] : first][::-1]
    behind = stems[last + 1 : marked.ends[last] + 1]
    _chain(features, "<", before)
    _chain(features, ">", behind)
    begin, end = marked.begins[first], marked.ends[first]
    for name, start, stop, counts in (
        ("s", begin, end + 1, marked.once),
        ("p", max(0, begin - BEFORE), begin, marked.once),
        ("n", end + 1, end + 1 + BEHIND, marked.once),
        ("d", max(0, first - ABOUT), first + ABOUT, marked.afresh),
    ):
        _add_each(features, name, stems[start:stop], counts[start:stop])
    return features


def _add_each(
    features: dict[str, float], name: str, stems: Sequence[str], counts: Sequence[bool]
) -> None:
    for stem, is_counted in zip(stems, counts, strict=True):
        if is_counted:
            features[f"{name} {stem}"] += SHARES[name]


def _chain(features: dict[str, float], side: str, stems: Sequence[str]) -> None:
    """Words and pairs of words, from the nearest outward; the nearest counts alone."""
    weight = 1.0
    for at, stem in enumerate(stems):
        features[f"{side} {stem}"] += weight
        if at + 1 < len(stems):
            features[f"{side}{side} {stem} {stems[at + 1]}"] += weight
        if not at:
            features[f"{side}! {stem}"] = 1.0
        weight *= FADING


def shortened(words: int) -> float:
    """How much each word of a piece of so many counts: long ones are no surer."""
    return min(1.0, float((PIECE / words) ** PIECE_FADING))


PIECE: Final = 8
PIECE_FADING: Final = 0.25


def of_a_piece(passage: Passage, number: int) -> dict[str, float]:
    """Words of a piece of text alone, in pairs and one apart; those about it."""
    marked = passage.once(Marked)
    begin, end = marked.pieces[number]
    own = marked.stems[begin : end + 1]
    features: defaultdict[str, float] = defaultdict(float)
    for at, stem in enumerate(own):
        features[f"w {stem}"] += marked.once[begin + at]
        if at + 1 < len(own):
            features[f"2 {stem} {own[at + 1]}"] += 1.0
        if at + 2 < len(own):
            features[f"3 {stem} {own[at + 2]}"] += 0.5
    share = shortened(len(own))
    features = defaultdict(float, {name: share * n for name, n in features.items()})
    first = max(0, begin - BEFORE)
    last = end + 1 + BEHIND
    _add_each(features, "p", marked.stems[first:begin], marked.once[first:begin])
    _add_each(features, "n", marked.stems[end + 1 : last], marked.once[end + 1 : last])
    return features
