"""What a page shows beside, or instead of, the text that its content holds.

A page is looked at where its text cannot be all there is to read, or cannot be
trusted: no text, pictures, letters drawn as outlines, fonts without Unicode, a
hidden text layer. Where layer and picture disagree, the picture wins.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pypdfium2 as pdfium

from decisions.geometry import Box
from decisions.text import Source
from redaction.matrix import Area, meet
from redaction.reading import ocr
from redaction.reading.glyphs import Drawn, Glyphs
from redaction.reading.ink import handwriting_on
from redaction.reading.ocr import Word
from redaction.reading.scans import (
    Picture,
    cleaned,
    is_blank,
    is_sideways,
    part_of,
    picture_of,
    straightened,
    turned,
)

WORD_MIN: Final = 0.3
"""Below this what does not look like a word is noise;"""
PICTURE_WORD_MIN: Final = 0.5
"""in a small picture among text everything below this."""
SURE: Final = 0.75
"""A word read with less is marked as doubtful."""
READS_BADLY: Final = 0.6
AGREES: Final = 0.8
"""So much of the words of layer and picture must be the same."""
OUTLINES_MIN: Final = 60
PICTURES_MAX: Final = 24
_LETTER_PT: Final = (2.0, 36.0)
_SMALL_WORDS: Final = (" the ", " of ", " and ", " to ", " in ", " a ", " is ", " for ")
_SMALL_PART: Final = 0.03
_WORDS_TO_JUDGE: Final = 40


@dataclass(slots=True)
class Sight:
    """What there is to read on a page, and how it was come by."""

    glyphs: Glyphs
    source: Source = Source.TEXT
    confidence: float = 1.0
    upright: int = 0
    """Degrees clockwise by which the unrotated page must be turned to read it."""
    handwriting: list[Area] = field(default_factory=list)
    """In user space."""
    oddities: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    picture: Picture
    words: list[Word]

    @property
    def confidence(self) -> float:
        """By letters; 0 where nothing was read."""
        letters = sum(len(w.text) for w in self.words)
        read = sum(len(w.text) * w.confidence for w in self.words)
        return read / letters if letters else 0.0


class Eyes:
    """Looks at the pages of one document; the same small picture is read once."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[list[Word], list[Area]]] = {}

    def seen(
        self,
        page: pdfium.PdfPage,
        glyphs: Glyphs,
        drawn: Drawn,
        visible: Box,
        rotation: int,
    ) -> Sight:
        """All there is to read on a page.

        Args:
            page: Open.
            glyphs: The characters of its content.
            drawn: What else is drawn.
            visible: What a viewer shows of it, in user space.
            rotation: Degrees clockwise by which a viewer turns it.
        """
        place = _Place(visible, rotation)
        text = _text(glyphs)
        if not len(glyphs.inked):
            is_bare = not (drawn.pictures or drawn.paths or drawn.shadings)
            return (
                Sight(glyphs, upright=glyphs.turn)
                if is_bare
                else self._whole(page, glyphs, place)
            )
        if glyphs.unmapped:
            return self._instead(page, glyphs, place, "no-unicode")
        if _is_gibberish(text):
            return self._instead(page, glyphs, place, "text-makes-no-sense")
        if _part_on(glyphs, drawn.pictures) > 0.5:
            return self._compared(page, glyphs, place, text)
        oddities = ["hidden-text"] if drawn.unseen_text else []
        if len(drawn.pictures) > PICTURES_MAX or _outlines(drawn) >= OUTLINES_MIN:
            sight = self._beside(page, glyphs, place)
        elif drawn.pictures:
            sight = self._pictures(page, glyphs, drawn.pictures, place)
        else:
            sight = Sight(glyphs, upright=glyphs.turn)
        sight.oddities += oddities
        return sight

    def _whole(self, page: pdfium.PdfPage, glyphs: Glyphs, place: "_Place") -> Sight:
        picture = picture_of(page)
        if is_blank(picture):
            return Sight(glyphs, upright=glyphs.turn)
        read = _read(cleaned(picture))
        words = [w for w in read.words if w.confidence >= WORD_MIN or _is_word(w.text)]
        return Sight(
            place.glyphs_of(words, read.picture),
            Source.OCR,
            read.confidence,
            (place.rotation + read.picture.turn) % 360,
            [place.user(a) for a in handwriting_on(read.picture, words)],
        )

    def _instead(
        self, page: pdfium.PdfPage, glyphs: Glyphs, place: "_Place", why: str
    ) -> Sight:
        """The picture instead of text that cannot be trusted."""
        sight = self._whole(page, glyphs, place)
        if sight.source is Source.OCR and not len(sight.glyphs.inked):
            sight.glyphs = glyphs
        sight.oddities.append(why)
        return sight

    def _compared(
        self, page: pdfium.PdfPage, glyphs: Glyphs, place: "_Place", text: str
    ) -> Sight:
        sight = self._whole(page, glyphs, place)
        if sight.source is not Source.OCR:
            return Sight(glyphs, upright=glyphs.turn, oddities=["hidden-text"])
        if _agree(text, _text(sight.glyphs)):
            sight.glyphs, sight.upright = glyphs, glyphs.turn
        else:
            sight.oddities.append("text-differs-from-picture")
        return sight

    def _beside(self, page: pdfium.PdfPage, glyphs: Glyphs, place: "_Place") -> Sight:
        """What the whole page shows that its text does not say."""
        sight = self._whole(page, glyphs, place)
        if sight.source is not Source.OCR:
            return Sight(glyphs, upright=glyphs.turn)
        extra = _uncovered(sight.glyphs, glyphs)
        if extra is None:
            return Sight(glyphs, upright=glyphs.turn)
        sight.glyphs, sight.source = joined(glyphs, extra), Source.MIXED
        sight.upright = glyphs.turn
        return sight

    def _pictures(
        self,
        page: pdfium.PdfPage,
        glyphs: Glyphs,
        areas: Sequence[Area],
        place: "_Place",
    ) -> Sight:
        whole = cleaned(picture_of(page))
        sight = Sight(glyphs, upright=glyphs.turn)
        found: list[float] = []
        for area in _merged(areas):
            part = part_of(whole, place.seen(area))
            if part is None or is_blank(part):
                continue
            words, written = self._of_part(part)
            sight.handwriting += [place.user(a) for a in written]
            extra = _uncovered(place.glyphs_of(words, part), sight.glyphs)
            if extra is not None:
                sight.glyphs, sight.source = joined(sight.glyphs, extra), Source.MIXED
                found += [w.confidence for w in words]
        if found:
            sight.confidence = sum(found) / len(found)
        return sight

    def _of_part(self, part: Picture) -> tuple[list[Word], list[Area]]:
        key = part.pixels.tobytes() + repr(part.to_page).encode()
        if key not in self._known:
            read = ocr.words_on(part.pixels, part.dots_per_inch)
            words = [
                w
                for w in read
                if w.confidence >= PICTURE_WORD_MIN and any(c.isalnum() for c in w.text)
            ]
            self._known[key] = words, handwriting_on(part, words)
        return self._known[key]


def _is_word(text: str) -> bool:
    """Whether it looks like a word or a sum: engines doubt right words too."""
    known = sum(c.isalnum() for c in text)
    return len(text) > 2 and known >= 0.75 * len(text)


def _read(picture: Picture) -> _Reading:
    """Upright and straight, as far as that can be told."""
    if is_sideways(picture):
        picture = _upright(picture, 90)
    read = _read_level(picture)
    if read.confidence < READS_BADLY:
        other = _upright(picture, 0)
        if other is not picture:
            again = _read_level(other)
            read = max(read, again, key=lambda r: r.confidence)
    return read


def _read_level(picture: Picture) -> _Reading:
    level = straightened(picture)
    return _Reading(level, ocr.words_on(level.pixels, level.dots_per_inch))


def _upright(picture: Picture, otherwise: int) -> Picture:
    degrees = ocr.turned_by(picture.pixels, picture.dots_per_inch)
    degrees = otherwise if degrees is None else degrees
    return turned(picture, degrees) if degrees else picture


@dataclass(frozen=True, slots=True)
class _Place:
    """From the page as a viewer shows it to user space, and back."""

    visible: Box
    rotation: int

    def user(self, area: Area) -> Area:
        """An area in user space; given from the lower left of what is shown."""
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
        edges: list[Area] = []
        level: list[Area] = []
        doubtful: list[tuple[int, int]] = []
        line = words[0].line if words else 0
        for word in words:
            if codes:
                codes.append(0x20 if word.line == line else 0x0A)
                edges.append(_NOWHERE)
                level.append(_NOWHERE)
            line = word.line
            if word.confidence < SURE:
                doubtful.append((len(codes), len(codes) + len(word.text)))
            for letter, left, right in zip(
                word.text, word.sides, word.sides[1:], strict=False
            ):
                codes.append(ord(letter))
                area = picture.area(left, word.top, right, word.foot)
                edges.append(self.user(area))
                level.append((left, -word.foot, right, -word.top))
        return Glyphs.made(
            np.array(codes, np.uint32),
            np.array(edges, np.float32).reshape(-1, 4),
            doubtful,
            np.array(level, np.float32).reshape(-1, 4),
        )


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


def _uncovered(glyphs: Glyphs, known: Glyphs) -> Glyphs | None:
    """The words of `glyphs` that do not lie on characters of `known`."""
    boxes = known.edges[known.inked]
    keep: list[tuple[int, int]] = []
    for start, end in glyphs.words():
        x0, y0 = glyphs.edges[start:end, :2].min(axis=0)
        x1, y1 = glyphs.edges[start:end, 2:].max(axis=0)
        over = (np.minimum(boxes[:, 2], x1) - np.maximum(boxes[:, 0], x0)).clip(0) * (
            np.minimum(boxes[:, 3], y1) - np.maximum(boxes[:, 1], y0)
        ).clip(0)
        if over.sum() < 0.3 * (x1 - x0) * (y1 - y0):
            keep.append((start, end))
    return glyphs.only(keep) if keep else None


def _text(glyphs: Glyphs) -> str:
    return glyphs.codes.astype("<u4").tobytes().decode("utf-32-le")


def _part_on(glyphs: Glyphs, pictures: Sequence[Area]) -> float:
    """The part of the characters that stand on pictures."""
    if not pictures:
        return 0.0
    edges = glyphs.edges[glyphs.inked]
    x, y = (edges[:, 0] + edges[:, 2]) / 2, (edges[:, 1] + edges[:, 3]) / 2
    on = np.zeros(len(edges), np.bool_)
    for x0, y0, x1, y1 in pictures:
        on |= (x > x0) & (x < x1) & (y > y0) & (y < y1)
    return float(on.mean())


def _outlines(drawn: Drawn) -> int:
    """Drawings of the size of a letter: text may be drawn as outlines."""
    low, high = _LETTER_PT
    return sum(
        low < x1 - x0 < high and low < y1 - y0 < high for x0, y0, x1, y1 in drawn.paths
    )


def _is_gibberish(text: str) -> bool:
    """Whether running text lacks the small words that English cannot do without."""
    words = text.count(" ") + text.count("\n")
    if words < _WORDS_TO_JUDGE:
        return False
    return sum(map(text.count, _SMALL_WORDS)) < _SMALL_PART * words


def _agree(layer: str, picture: str) -> bool:
    one, other = _bag(layer), _bag(picture)
    shared = sum((one & other).values())
    if shared < AGREES * max(sum(one.values()), sum(other.values()), 1):
        return False
    # One changed figure matters more than many misread letters.
    figures = Counter({w: n for w, n in one.items() if w.isdigit() and len(w) > 2})
    return sum((figures - other).values()) <= 0.1 * sum(figures.values())


def _bag(text: str) -> Counter[str]:
    return Counter(w for w in re.findall(r"\w+", text.casefold()) if len(w) > 2)


def _merged(areas: Sequence[Area]) -> list[Area]:
    """Pictures that touch are one: programs cut large ones into strips."""
    left = list(areas)
    found: list[Area] = []
    while left:
        area = left.pop()
        grown = (area[0] - 1, area[1] - 1, area[2] + 1, area[3] + 1)
        touching = [a for a in left if meet(a, grown)]
        if touching:
            left = [a for a in left if a not in touching]
            both = [area, *touching]
            left.append(
                (
                    min(a[0] for a in both),
                    min(a[1] for a in both),
                    max(a[2] for a in both),
                    max(a[3] for a in both),
                )
            )
        else:
            found.append(area)
    return sorted(found, key=lambda a: (-a[3], a[0]))
