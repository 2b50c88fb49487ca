"""From words in a picture to characters on the page, and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from decisions.geometry import Box
from redaction.matrix import Area
from redaction.reading.glyphs import Glyphs, text_of
from redaction.reading.ocr import Word
from redaction.reading.scans import Picture

SURE: Final = 0.75
"""A word read with less is marked as doubtful."""
SAME: Final = 55.0
"""Per cent of likeness at which a word says what the characters under it say."""


_Side = TypeVar("_Side", float, NDArray[np.float64])
_Sides: TypeAlias = tuple[_Side, _Side, _Side, _Side]


@dataclass(frozen=True, slots=True)
class Place:
    """From the page as a viewer shows it to user space, and back."""

    visible: Box
    rotation: int

    def user(self, area: _Sides[_Side]) -> _Sides[_Side]:
        """An area in user space, or many; given from the corner of what is shown."""
        x0, y0, x1, y1 = area
        box = self.visible
        if self.rotation == 90:
            return box.x1 - y1, box.y0 + x0, box.x1 - y0, box.y0 + x1
        if self.rotation == 180:
            return box.x1 - x1, box.y1 - y1, box.x1 - x0, box.y1 - y0
        if self.rotation == 270:
            return box.x0 + y0, box.y1 - x1, box.x0 + y1, box.y1 - x0
        return box.x0 + x0, box.y0 + y0, box.x0 + x1, box.y0 + y1

    def seen(self, area: Area) -> Area:
        """The way back."""
        x0, y0, x1, y1 = area
        box = self.visible
        if self.rotation == 90:
            return y0 - box.y0, box.x1 - x1, y1 - box.y0, box.x1 - x0
        if self.rotation == 180:
            return box.x1 - x1, box.y1 - y1, box.x1 - x0, box.y1 - y0
        if self.rotation == 270:
            return box.y1 - y1, x0 - box.x0, box.y1 - y0, x1 - box.x0
        return x0 - box.x0, y0 - box.y0, x1 - box.x0, y1 - box.y0

    def glyphs_of(self, words: Sequence[Word], picture: Picture) -> Glyphs:
        """The letters of words, as if the page's content held them."""
        codes: list[int] = []
        boxes: list[Area] = []
        doubtful: list[tuple[int, int]] = []
        line = words[0].line if words else 0
        for word in words:
            if codes:
                codes.append(0x20 if word.line == line else 0x0A)
                boxes.append(_NOWHERE)
            line = word.line
            if word.confidence < SURE:
                doubtful.append((len(codes), len(codes) + len(word.text)))
            codes += map(ord, word.text)
            boxes += [
                (left, word.top, right, word.foot)
                for left, right in pairwise(word.sides)
            ]
        left, top, right, foot = np.array(boxes, np.float64).reshape(-1, 4).T
        xs, ys = _points(picture, left, top, right, foot)
        area = (xs.min(axis=0), ys.min(axis=0), xs.max(axis=0), ys.max(axis=0))
        return Glyphs.made(
            np.array(codes, np.uint32),
            np.stack(self.user(area), axis=1).astype(np.float32),
            doubtful,
            np.stack((left, -foot, right, -top), axis=1).astype(np.float32),
        )


def _points(
    picture: Picture,
    left: NDArray[np.float64],
    top: NDArray[np.float64],
    right: NDArray[np.float64],
    foot: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The four corners of rectangles of pixels, on the page: a row for each corner."""
    x = np.stack((left, left, right, right))
    y = np.stack((top, foot, top, foot))
    a, b, c, d, e, f = picture.to_page
    return a * x + c * y + e, b * x + d * y + f


_NOWHERE: Final = (np.nan, np.nan, np.nan, np.nan)


def joined(one: Glyphs, other: Glyphs) -> Glyphs:
    """Both, the second on lines of its own."""
    if not len(one.codes):
        return other
    at = len(one.codes) + 1
    codes = np.concatenate((one.codes, [0x0A], other.codes)).astype(np.uint32)
    edges = np.concatenate((one.edges, np.array([_NOWHERE]), other.edges))
    both = Glyphs.made(
        codes,
        edges.astype(np.float32),
        [*one.doubtful, *((a + at, b + at) for a, b in other.doubtful)],
    )
    both.bold = one.bold
    return both


def unsaid(glyphs: Glyphs, known: Glyphs) -> tuple[Glyphs | None, bool]:
    """The words of `glyphs` that the characters of `known` there do not say.

    Returns:
        Them, None where there are none; and whether one lies on characters that
        say something else.
    """
    boxes = known.edges[known.inked]
    keep: list[tuple[int, int]] = []
    differs = False
    for start, end in glyphs.words():
        x0, y0 = glyphs.edges[start:end, :2].min(axis=0)
        x1, y1 = glyphs.edges[start:end, 2:].max(axis=0)
        over = (np.minimum(boxes[:, 2], x1) - np.maximum(boxes[:, 0], x0)).clip(0) * (
            np.minimum(boxes[:, 3], y1) - np.maximum(boxes[:, 1], y0)
        ).clip(0)
        if over.sum() < 0.3 * (x1 - x0) * (y1 - y0):
            keep.append((start, end))
            continue
        under = _letters(known.codes[known.inked[over > 0]])
        word = _letters(glyphs.codes[start:end])
        if len(word) > 3 and fuzz.partial_ratio(word, under) < SAME:
            keep.append((start, end))
            differs = True
    return (glyphs.only(keep) if keep else None), differs


def _letters(codes: NDArray[np.uint32]) -> str:
    return "".join(c for c in text_of(codes).casefold() if c.isalnum())
