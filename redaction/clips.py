"""Clips of other shapes than level rectangles (ISO 32000-2, 8.5.4).

What such a clip hides must go like what stands beyond the edge of the page. Curves
are taken as lines between some of their points.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from redaction.matrix import Area, Matrix, point

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = tuple[Point, ...]
Step: TypeAlias = tuple[str, Sequence[float]]

CURVE_STEPS: Final = 16
EDGES_MAX: Final = 4_000
"""A shape of more edges is not looked at glyph by glyph."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What one clip lets through.

    Attributes:
        rings: Closed lines, in user space.
        is_even_odd: Which of the two rules says what is inside (8.5.3.3).
    """

    rings: tuple[Ring, ...]
    is_even_odd: bool

    @classmethod
    def of(cls, steps: Iterable[Step], ctm: Matrix, clip: str) -> "Shape":
        """The shape of a path that clips.

        Args:
            steps: Its operators with their numbers.
            ctm: From the path's space to user space.
            clip: "W" or "W*".

        Raises:
            ValueError: It has too many edges.
        """
        rings = tuple(
            tuple(point(ctm, x, y) for x, y in ring) for ring in _rings(steps)
        )
        if sum(map(len, rings)) > EDGES_MAX:
            message = "a clip has too many edges"
            raise ValueError(message)
        return cls(rings, clip == "W*")

    def meets(self, area: Area) -> bool:
        """Whether any of an area is let through."""
        return any(_crosses(ring, area) for ring in self.rings) or self._holds(
            ((area[0] + area[2]) / 2, (area[1] + area[3]) / 2)
        )

    def moved(self, across: float, up: float) -> "Shape":
        """The shape at another place."""
        rings = tuple(
            tuple((x + across, y + up) for x, y in ring) for ring in self.rings
        )
        return replace(self, rings=rings)

    def _holds(self, at: Point) -> bool:
        return self._is_inside(sum(_turns(ring, at) for ring in self.rings))

    def _is_inside(self, turns: int) -> bool:
        return bool(turns % 2 if self.is_even_odd else turns)


def _rings(steps: Iterable[Step]) -> Iterator[list[Point]]:
    ring: list[Point] = []
    for operator, numbers in steps:
        at = list(zip(numbers[::2], numbers[1::2], strict=True))
        if operator in {"m", "re"} and ring:
            yield ring
            ring = []
        if operator == "re":
            x, y, width, height = numbers
            right, top = x + width, y + height
            yield [(x, y), (right, y), (right, top), (x, top)]
            ring = []
        elif operator in {"m", "l"}:
            ring += at
        elif operator == "h":
            if ring:
                yield ring
            ring = ring[:1]
        else:
            here = ring[-1]
            first = here if operator == "v" else at[0]
            second = at[-1] if operator == "y" else at[-2]
            ring += _curve(here, first, second, at[-1])
    if ring:
        yield ring


def _curve(start: Point, first: Point, second: Point, end: Point) -> Iterator[Point]:
    for step in range(1, CURVE_STEPS + 1):
        t = step / CURVE_STEPS
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        points = (start, first, second, end)
        yield (
            sum(w * x for w, (x, _) in zip(weights, points, strict=True)),
            sum(w * y for w, (_, y) in zip(weights, points, strict=True)),
        )


def _edges(ring: Sequence[Point]) -> NDArray[np.float64]:
    """Each edge as x, y of its ends: of shape (edges, 4)."""
    ends = np.asarray(ring, np.float64)
    return np.hstack([ends, np.roll(ends, -1, axis=0)])


def _crosses(ring: Sequence[Point], area: Area) -> bool:
    """Whether any edge has a point in an area (Liang and Barsky, 1984)."""
    x, y, end_x, end_y = _edges(ring).T
    enters, leaves = np.zeros(len(x)), np.ones(len(x))
    for start, step, least, most in (
        (x, end_x - x, area[0], area[2]),
        (y, end_y - y, area[1], area[3]),
    ):
        is_still = step == 0
        is_beside = is_still & ((start < least) | (start > most))
        safe = np.where(is_still, 1.0, step)
        one, other = (least - start) / safe, (most - start) / safe
        low = np.where(is_still, 0.0, np.minimum(one, other))
        high = np.where(is_still, 1.0, np.maximum(one, other))
        enters = np.maximum(enters, low)
        leaves = np.where(is_beside, -1.0, np.minimum(leaves, high))
    return bool((enters <= leaves).any())


def _turns(ring: Sequence[Point], at: Point) -> int:
    """How often a ring goes round a point, leftward ones counted as positive."""
    x, y, end_x, end_y = _edges(ring).T
    side = (end_x - x) * (at[1] - y) - (at[0] - x) * (end_y - y)
    up = (y <= at[1]) & (end_y > at[1]) & (side > 0)
    down = (y > at[1]) & (end_y <= at[1]) & (side < 0)
    return int(up.sum()) - int(down.sum())


def turning(ring: Sequence[Point]) -> float:
    """Twice the area of a ring, negative where it turns to the right."""
    x, y, end_x, end_y = _edges(ring).T
    return float((x * end_y - end_x * y).sum())
