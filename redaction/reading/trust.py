"""Whether the text of a page is what its picture shows."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

from redaction.matrix import Area
from redaction.reading.glyphs import Glyphs

AGREES: Final = 0.8
"""So much of the words of layer and picture must be the same."""
ALIKE: Final = 75.0
"""Per cent of likeness at which OCR may have misread one word for another."""
LINE_ALIKE: Final = 60.0
_SMALL_WORDS: Final = (" the ", " of ", " and ", " to ", " in ", " a ", " is ", " for ")
_SMALL_PART: Final = 0.03
_WORDS_TO_JUDGE: Final = 40


def part_on(glyphs: Glyphs, pictures: Sequence[Area]) -> float:
    """The part of the characters that stand on pictures."""
    if not pictures:
        return 0.0
    left, foot, right, top = glyphs.sides
    x, y = (left + right) / 2, (foot + top) / 2
    on = np.zeros(len(x), np.bool_)
    for x0, y0, x1, y1 in pictures:
        on |= (x > x0) & (x < x1) & (y > y0) & (y < y1)
    return float(on.mean())


def is_gibberish(text: str) -> bool:
    """Whether running text lacks the small words that English cannot do without."""
    words = text.count(" ") + text.count("\n")
    if words < _WORDS_TO_JUDGE:
        return False
    found, enough = 0, _SMALL_PART * words
    for small in _SMALL_WORDS:
        found += text.count(small)
        if found >= enough:
            return False
    return True


def agree(layer: str, picture: str) -> bool:
    """Whether a text layer says what was read from the picture.

    Most words must be the same; figures, and words that begin with a capital,
    must all be found in both, a misread letter allowed for.
    """
    one, other = _bag(layer), _bag(picture)
    shared = sum((one & other).values())
    if shared < AGREES * max(sum(one.values()), sum(other.values()), 1):
        return False
    return not (_missing(one, other) or _missing(other, one))


def _bag(text: str) -> Counter[str]:
    words = re.findall(r"[^\W_](?:[\w.,/’'-]*[^\W_])?", text)
    return Counter(w for w in words if len(w) > 2 or w.isdigit())


def _missing(one: Counter[str], other: Counter[str]) -> bool:
    """Whether a figure or a name of one is nowhere in the other."""
    others = list(other)
    for word in one - other:
        is_figure = any(c.isdigit() for c in word)
        if not is_figure and not (word[0].isupper() and len(word) > 3):
            continue
        if is_figure:
            figures = re.sub(r"\D", "", word)
            if len(figures) > 2 and all(
                re.sub(r"\D", "", o) != figures for o in others
            ):
                return True
        elif (
            process.extractOne(word, others, scorer=fuzz.ratio, score_cutoff=ALIKE)
            is None
        ):
            return True
    return False


def line_agrees(layer: str, picture: str) -> bool:
    """Whether one line of text is what was read from its picture."""
    one, other = _plain(layer), _plain(picture)
    if len(other) < 0.5 * len(one):
        return True  # it could not be read: nothing is known
    figures, seen = re.sub(r"\D", "", one), re.sub(r"\D", "", other)
    if len(figures) > 3 and len(seen) > 3 and fuzz.ratio(figures, seen) < LINE_ALIKE:
        return False
    return fuzz.ratio(one, other) >= LINE_ALIKE


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
