"""Pictures of pages, and where the boxes of a page stand on them."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

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


def box_of(spot: Spot, page: PageText) -> Box | None:
    """The box of the unrotated page that a spot on its picture is: `spot_of`, back.

    Returns:
        None: Nothing of the spot is on the page.
    """
    wide, high = size_of(page)
    x0, x1 = max(0.0, spot.x), min(wide, spot.x + spot.width)
    y0, y1 = max(0.0, spot.y), min(high, spot.y + spot.height)
    if not (x0 < x1 and y0 < y1):
        return None
    seen = page.visible
    match page.rotation:
        case 90:
            ends = (y0, x0, y1, x1)
        case 180:
            ends = (wide - x1, y0, wide - x0, y1)
        case 270:
            ends = (high - y1, wide - x1, high - y0, wide - x0)
        case _:
            ends = (x0, high - y1, x1, high - y0)
    left, below, right, above = ends
    return Box(
        page.number, seen.x0 + left, seen.y0 + below, seen.x0 + right, seen.y0 + above
    )


class Drawn:
    """Pictures that were drawn, by the hash of their file and the page.

    A hash names bytes, so what is kept never ages. Nothing is kept on a disk: a
    picture of a submitted page is as confidential as the page.
    """

    def __init__(self, most: int = 64 * 1024 * 1024) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def picture(self, file: str, page: int, draw: Callable[[], bytes]) -> bytes:
        """The picture of a page, drawn unless it was kept."""
        key = (file, page)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        drawn = draw()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = drawn
                self._size += len(drawn)
            while self._size > self._most:
                _, oldest = self._kept.popitem(last=False)
                self._size -= len(oldest)
        return drawn
