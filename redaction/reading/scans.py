"""Pictures of pages set upright and straight, and where their points came from."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, TypeAlias

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from redaction.matrix import Area, Matrix, area_of, inverse, then

DOTS_PER_INCH: Final = 200
PIXELS_MAX: Final = 24_000_000
"""A larger page is drawn more coarsely."""

_SPECKS_MIN: Final = 12
_TILE: Final = 420
_WHITE: Final = 205
_BLACK: Final = 60
_DARK: Final = 100
_CONTRAST: Final = 40
"""What is darker than its paper by so many grey levels is ink."""
_SKEW_MAX: Final = 7.0
_SKEW_MIN: Final = 0.15
_SMALL: Final = 900

# A second thread gains little on a page, and takes a processor from another file.
cv2.setNumThreads(1)

Grey: TypeAlias = NDArray[np.uint8]
"""Rows from the top, one byte a pixel, 0 black."""


@dataclass(frozen=True)
class Picture:
    """A picture and the way from its pixels back to the page."""

    pixels: Grey
    dots_per_inch: int
    to_page: Matrix
    """From pixels (y downward) to points of the page as a viewer shows it: from
    its lower left corner, y upward."""
    turn: int = 0
    """Degrees clockwise by which it was turned from what a viewer shows."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.pixels.shape[1], self.pixels.shape[0]

    @cached_property
    def half(self) -> Grey:
        """At half its size; an odd last row or column falls away."""
        height, width = (max(1, side // 2) for side in self.pixels.shape)
        whole = self.pixels[: 2 * height, : 2 * width]
        return _grey(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA))

    @cached_property
    def small_ink(self) -> NDArray[np.float32]:
        """Where it is dark, 1 and 0, at no more than `_SMALL` pixels a side."""
        height, width = self.half.shape
        scale = min(1.0, _SMALL / max(height, width))
        size = (max(1, int(width * scale)), max(1, int(height * scale)))
        small = cv2.resize(self.half, size, interpolation=cv2.INTER_AREA)
        _, ink = cv2.threshold(small, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
        return ink.astype(np.float32)

    def area(self, left: float, top: float, right: float, foot: float) -> Area:
        """The area on the page around a rectangle of pixels."""
        return area_of(self.to_page, left, top, right, foot)

    def pixels_of(self, area: Area) -> tuple[int, int, int, int]:
        """The rectangle of pixels around an area of the page, within the picture."""
        back = inverse(self.to_page)
        assert back is not None, "a picture has an extent"
        x0, y0, x1, y1 = area_of(back, *area)
        width, height = self.size
        return (
            max(0, int(x0)),
            max(0, int(y0)),
            min(width, int(x1) + 1),
            min(height, int(y1) + 1),
        )


def picture_of(page: pdfium.PdfPage, dots_per_inch: int = DOTS_PER_INCH) -> Picture:
    """A page as a viewer shows it (turned, cropped), in grey."""
    width, height = page.get_size()
    wanted = width * height * (dots_per_inch / 72) ** 2
    dots = int(dots_per_inch * min(1.0, (PIXELS_MAX / max(wanted, 1)) ** 0.5)) or 1
    scale = dots / 72
    # PDFium scales a picture three times as fast in colour as in grey.
    bitmap = page.render(scale=scale, prefer_bgrx=True)
    pixels = _grey(cv2.cvtColor(bitmap.to_numpy(), cv2.COLOR_BGRA2GRAY))
    bitmap.close()
    to_page = (1 / scale, 0.0, 0.0, -1 / scale, 0.0, height)
    return Picture(pixels, dots, to_page)


def part_of(picture: Picture, area: Area) -> Picture | None:
    """What stands in an area of the page; None where that is next to nothing."""
    left, top, right, foot = picture.pixels_of(area)
    if right - left < 16 or foot - top < 16:
        return None
    pixels = np.ascontiguousarray(picture.pixels[top:foot, left:right])
    moved = then((1, 0, 0, 1, left, top), picture.to_page)
    return replace(picture, pixels=pixels, to_page=moved)


def cleaned(picture: Picture) -> Picture:
    """Without the specks of a scanner, where it has many.

    A median of nine pixels takes specks out and wears thin letters down: of 1,600
    words on drawn pages, 30 instead of 74 were misread with specks and 14 instead
    of 8 without.
    """
    picture = dark_on_light(picture)
    pixels = _evenly_lit(picture.pixels)
    if _is_specked(pixels):
        pixels = _grey(cv2.medianBlur(pixels, 3))
    return picture if pixels is picture.pixels else replace(picture, pixels=pixels)


def dark_on_light(picture: Picture) -> Picture:
    """With dark ink on light paper, as engines want it."""
    if float(np.median(picture.pixels[::8, ::8])) > _DARK:
        return picture
    return replace(picture, pixels=_grey(255 - picture.pixels))


def _evenly_lit(pixels: Grey) -> Grey:
    """The same on white paper: a shadow or a grey ground is divided out.

    The paper is what is brightest around, its ink closed over.
    """
    if min(pixels.shape) < 128:
        return pixels
    small = cv2.resize(pixels, None, fx=1 / 16, fy=1 / 16, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), (0, 0), 3)
    if int(paper.min()) > _WHITE or int(paper.max()) < _BLACK:
        return pixels
    height, width = pixels.shape
    ground = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return _grey(cv2.divide(pixels, np.maximum(ground, 32), scale=255))


def _is_specked(pixels: Grey) -> bool:
    """Whether many of the dark spots are of one or two pixels; looked at in tiles."""
    height, width = pixels.shape
    specks = spots = 0
    for part in (0.15, 0.45, 0.75):
        top, left = int(part * height), int(part * width)
        tile = pixels[top : top + _TILE, left : left + _TILE]
        _, ink = cv2.threshold(tile, 128, 255, cv2.THRESH_BINARY_INV)
        _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
        sizes = stats[1:, cv2.CC_STAT_AREA]
        specks += int(np.count_nonzero(sizes <= 2))
        spots += len(sizes)
    return specks > _SPECKS_MIN and specks > 0.06 * spots


def turned(picture: Picture, degrees: int) -> Picture:
    """Turned clockwise by a quarter, a half or three quarters."""
    width, height = picture.size
    code, back = {
        90: (cv2.ROTATE_90_CLOCKWISE, (0, -1, 1, 0, 0, height)),
        180: (cv2.ROTATE_180, (-1, 0, 0, -1, width, height)),
        270: (cv2.ROTATE_90_COUNTERCLOCKWISE, (0, 1, -1, 0, width, 0)),
    }[degrees]
    pixels = _grey(cv2.rotate(picture.pixels, code))
    return replace(
        picture,
        pixels=pixels,
        to_page=then(_floats(back), picture.to_page),
        turn=(picture.turn + degrees) % 360,
    )


def straightened(picture: Picture) -> Picture:
    """With its lines of text level, as far as they were a few degrees off."""
    angle = skew_of(picture)
    if abs(angle) < _SKEW_MIN:
        return picture
    width, height = picture.size
    there = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    pixels = cv2.warpAffine(
        picture.pixels,
        there,
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=255,
    )
    (a, c, e), (b, d, f) = cv2.invertAffineTransform(there).tolist()
    back = then((a, b, c, d, e, f), picture.to_page)
    return replace(picture, pixels=_grey(pixels), to_page=back)


def skew_of(picture: Picture) -> float:
    """Degrees by which the picture must be turned anticlockwise to be level.

    The angle at which the rows of ink stand out most: the sum of squared steps
    of the row profile (Postl 1986), first in whole degrees, then in thirds of them.
    """
    ink = picture.small_ink
    if not ink.any():
        return 0.0
    half = cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    best, step = 0.0, 1.0
    reach = _SKEW_MAX
    while step > 0.05:
        angles = np.arange(best - reach, best + reach + step / 2, step)
        scores = [_levelness(half, a) for a in angles]
        best = float(angles[int(np.argmax(scores))])
        reach, step = step, step / 3
    found = best
    # A page of pictures has no level: it is left as it is.
    return found if max(scores) > 1.1 * _levelness(half, 0.0) else 0.0


def _levelness(ink: NDArray[Any], angle: float) -> float:
    height, width = ink.shape
    there = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1.0)
    level = cv2.warpAffine(ink, there, (width, height), flags=cv2.INTER_NEAREST)
    return float((np.diff(level.sum(axis=1)) ** 2).sum())


def is_sideways(picture: Picture) -> bool:
    """Whether lines of text seem to run up or down the picture, a bit askew or not."""
    ink = picture.small_ink
    small = cv2.resize(ink, None, fx=0.35, fy=0.35, interpolation=cv2.INTER_AREA)
    angles = np.arange(-_SKEW_MAX, _SKEW_MAX + 0.1, 1.0)
    rows = max(_levelness(small, a) for a in angles) / max(1, small.shape[1])
    upright = np.ascontiguousarray(small.T)
    columns = max(_levelness(upright, a) for a in angles) / max(1, small.shape[0])
    return bool(columns > 1.6 * rows)


def is_blank(picture: Picture) -> bool:
    """Whether nothing is to be seen but paper."""
    some = picture.pixels[::2, ::2]
    ground = int(np.median(some[::4, ::4]))
    _, dark = cv2.threshold(some, max(0, ground - _CONTRAST), 1, cv2.THRESH_BINARY_INV)
    _, light = cv2.threshold(some, min(255, ground + _CONTRAST), 1, cv2.THRESH_BINARY)
    away = cv2.countNonZero(dark) + cv2.countNonZero(light)
    return bool(away < 2e-5 * some.size)


def _grey(pixels: object) -> Grey:
    assert isinstance(pixels, np.ndarray)
    return pixels.astype(np.uint8, copy=False)


def _floats(six: tuple[int, ...]) -> Matrix:
    a, b, c, d, e, f = map(float, six)
    return a, b, c, d, e, f
