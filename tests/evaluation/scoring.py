"""Scores of flags against labels; one definition for every detector."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from tests.evaluation.labelled import Labelled

PROPOSED: Final = 0.5
"""From this confidence on a flag proposes to withhold; below it looks public."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a detector says: characters start..end, and what for."""

    start: int
    end: int
    section: str
    confidence: float = 1.0


@dataclass(slots=True)
class Score:
    """Counts over passages; shares are worked out from them."""

    whole: Counter[str] = field(default_factory=Counter)
    half: Counter[str] = field(default_factory=Counter)
    spans: Counter[str] = field(default_factory=Counter)
    right_section: int = 0
    sectioned: int = 0
    proposed: int = 0
    proposed_right: int = 0
    alike: Counter[str] = field(default_factory=Counter)
    alike_hit: Counter[str] = field(default_factory=Counter)
    clean_words: int = 0
    clean_flags: int = 0
    bins: dict[int, list[bool]] = field(default_factory=lambda: defaultdict(list))

    def recall(
        self, kinds: Iterable[str] | None = None, *, half: bool = False
    ) -> float:
        names = list(self.spans if kinds is None else kinds)
        got = self.half if half else self.whole
        return sum(got[n] for n in names) / max(1, sum(self.spans[n] for n in names))

    @property
    def precision(self) -> float:
        return self.proposed_right / max(1, self.proposed)

    @property
    def alike_rate(self) -> float:
        return sum(self.alike_hit.values()) / max(1, sum(self.alike.values()))

    @property
    def section_rate(self) -> float:
        return self.right_section / max(1, self.sectioned)

    @property
    def flags_per_1000(self) -> float:
        return 1000 * self.clean_flags / max(1, self.clean_words)


def add(score: Score, passage: Labelled, found: Sequence[Found]) -> None:
    """Count one passage."""
    shown = [f for f in found if f.confidence >= PROPOSED]
    covered = {at for f in shown for at in range(f.start, f.end)}
    for wanted in passage.wanted:
        inked = [
            at
            for at in range(wanted.start, wanted.end)
            if not passage.text[at].isspace()
        ]
        got = sum(at in covered for at in inked)
        score.spans[wanted.category] += 1
        score.whole[wanted.category] += got == len(inked)
        score.half[wanted.category] += 2 * got >= len(inked)
        best = max(
            shown, key=lambda f: _alike(f, wanted.start, wanted.end), default=None
        )
        if best is not None and _alike(best, wanted.start, wanted.end) > 0:
            score.sectioned += 1
            score.right_section += _same(best.section, wanted.section)
    for flag in found:
        is_right = any(
            w.start < flag.end and flag.start < w.end for w in passage.wanted
        )
        score.bins[min(9, int(flag.confidence * 10))].append(is_right)
        if flag.confidence >= PROPOSED:
            score.proposed += 1
            score.proposed_right += is_right
    for one in passage.look_alikes:
        score.alike[one.kind] += 1
        score.alike_hit[one.kind] += any(
            f.start < one.end and one.start < f.end for f in shown
        )
    if passage.is_clean:
        score.clean_words += len(passage.text.split())
        score.clean_flags += len(shown)


def _alike(flag: Found, start: int, end: int) -> float:
    shared = min(flag.end, end) - max(flag.start, start)
    whole = max(flag.end, end) - min(flag.start, start)
    return max(0, shared) / whole


def _same(told: str, wanted: str) -> bool:
    """The same section; of security and operations either of their two will do."""
    either = {"s24(1)", "s31(1)", "s38(1)", "s30(1)"}
    return told == wanted or (told in either and wanted in either)
