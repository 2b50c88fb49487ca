"""Where the boxes of a page stand on its picture."""

from dataclasses import dataclass

from decisions.geometry import Box
from decisions.text import PageText


@dataclass(frozen=True, slots=True)
class Spot:
    """A box on the picture: points, origin at the upper left, y downward."""

    x: float
    y: float
    width: float
    height: float


def size_of(page: PageText) -> tuple[float, float]:
    """Width and height of the picture, in points, as a viewer turns it."""
    width, height = page.visible.width, page.visible.height
    return (height, width) if page.rotation in {90, 270} else (width, height)


def spot_of(box: Box, page: PageText) -> Spot:
    """Where a box of the unrotated page is on the picture (ISO 32000-2, 7.7.3.3)."""
    seen = page.visible
    left, right = box.x0 - seen.x0, seen.x1 - box.x1
    below, above = box.y0 - seen.y0, seen.y1 - box.y1
    if page.rotation == 90:
        return Spot(below, left, box.height, box.width)
    if page.rotation == 180:
        return Spot(right, below, box.width, box.height)
    if page.rotation == 270:
        return Spot(above, right, box.height, box.width)
    return Spot(left, above, box.width, box.height)
