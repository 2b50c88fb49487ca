"""What somebody wrote by hand: signatures and notes, which no word covers."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from redaction.matrix import Area
from redaction.reading.ocr import Word
from redaction.reading.scans import Picture

READ_WELL: Final = 0.6
"""Ink under words read this well is print."""
_INCH_PART: Final = 0.45
"""Handwriting is at least so wide, in inches,"""
_HEIGHT_MIN: Final = 0.14
_HEIGHT_MAX: Final = 1.6
_WIDTH_MAX: Final = 4.5
_DENSE: Final = 0.38
"""and its strokes leave most of the ground free; a stamp or logo does not."""


def handwriting_on(picture: Picture, words: Sequence[Word]) -> list[Area]:
    """Areas of the page with ink that is neither print, nor a rule, nor a picture.

    Args:
        picture: Upright and straight.
        words: What was read on it.
    """
    # Half the size does: strokes are looked for, not letters.
    dots = picture.dots_per_inch // 2
    _, ink = cv2.threshold(
        picture.half, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU
    )
    ink = _without_rules(np.asarray(ink, np.uint8), dots)
    for word in words:
        if word.confidence >= READ_WELL:
            left, right = int(word.sides[0] / 2) - 2, int(word.sides[-1] / 2) + 3
            top, foot = int(word.top / 2) - 2, int(word.foot / 2) + 3
            ink[max(0, top) : foot, max(0, left) : right] = 0
    edge = dots // 6
    ink[:edge], ink[-edge:], ink[:, :edge], ink[:, -edge:] = 0, 0, 0, 0
    reach = cv2.getStructuringElement(cv2.MORPH_RECT, (dots // 8, dots // 14))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(ink, reach))
    found = []
    for number in range(1, count):
        left, top, width, height, _ = (int(n) for n in stats[number])
        within = ink[top : top + height, left : left + width]
        mine = labels[top : top + height, left : left + width] == number
        if _is_written(within[mine].mean() / 255 if mine.any() else 0, within, dots):
            area = (left, top, left + width, top + height)
            found.append(picture.area(*(2 * side for side in area)))
    return found


def _without_rules(ink: NDArray[np.uint8], dots: int) -> NDArray[np.uint8]:
    long = dots // 2
    for size in ((long, 1), (1, long)):
        rule = cv2.morphologyEx(
            ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size)
        )
        grown = cv2.dilate(rule, np.ones((3, 3), np.uint8))
        ink = np.asarray(cv2.subtract(ink, grown), np.uint8)
    return ink


def _is_written(density: float, within: NDArray[np.uint8], dots: int) -> bool:
    inked = np.argwhere(within)
    if len(inked) < dots // 4:
        return False
    height, width = (inked.max(axis=0) - inked.min(axis=0) + 1) / dots
    return bool(
        _INCH_PART <= width <= _WIDTH_MAX
        and _HEIGHT_MIN <= height <= _HEIGHT_MAX
        and 0.01 < density < _DENSE
        and width > 0.8 * height
    )
