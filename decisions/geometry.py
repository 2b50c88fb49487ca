"""Rectangles on pages.

Units are PDF points (1/72 inch). The origin is the lower-left corner of the
unrotated page, y grows upward: the system of PDF content streams (ISO 32000-2,
8.3.2), whatever /Rotate, /CropBox or a MediaBox away from (0, 0) say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

Sides: TypeAlias = tuple[float, float, float, float]
"""x0, y0, x1, y1 of a box on a page that is known."""


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """An axis-aligned rectangle on one page of one file."""

    page: int
    """1-based, as an officer counts."""
    x0: float
    y0: float
    x1: float
    y1: float

    def __post_init__(self) -> None:
        assert self.page >= 1, self.page
        assert self.x0 <= self.x1, (self.x0, self.x1)
        assert self.y0 <= self.y1, (self.y0, self.y1)

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share area. Touching edges do not count."""
        return (
            self.page == other.page
            and self.x0 < other.x1
            and other.x0 < self.x1
            and self.y0 < other.y1
            and other.y0 < self.y1
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies inside, edges included. The page is not asked."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def joined_with(self, other: "Box") -> "Box":
        """The smallest box around both."""
        assert self.page == other.page, (self.page, other.page)
        return Box(
            self.page,
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )

    def grown(self, margin_pt: float) -> "Box":
        return Box(
            self.page,
            self.x0 - margin_pt,
            self.y0 - margin_pt,
            self.x1 + margin_pt,
            self.y1 + margin_pt,
        )

    def rounded(self) -> "Box":
        """With two decimals: what is stored, shown and hashed."""
        return Box(
            self.page,
            round(self.x0, 2),
            round(self.y0, 2),
            round(self.x1, 2),
            round(self.y1, 2),
        )


def per_line(sides: Iterable[Sides], *, upright: bool = False) -> list[Sides]:
    """Characters of one page joined to one box a line, in the order given.

    Two neighbours are on one line when they share at least half the height of
    the lower one; where lines run up or down the page, half the width of the
    narrower one. Where a line is askew it gets a box for each step.
    """
    low, high = (0, 2) if upright else (1, 3)
    joined: list[Sides] = []
    first: Sides | None = None
    for box in sides:
        if first is not None:
            shared = min(first[high], box[high]) - max(first[low], box[low])
            least = min(first[high] - first[low], box[high] - box[low])
            if shared > 0.5 * least:
                x0, y0, x1, y1 = joined[-1]
                joined[-1] = (
                    min(x0, box[0]), min(y0, box[1]), max(x1, box[2]), max(y1, box[3]),
                )  # fmt: skip
                continue
        joined.append(box)
        first = box
    return joined
