"""What a page shows beside, or instead of, the text that its content holds.

A page is looked at where its text cannot be all there is to read, or cannot be
trusted: no text, pictures, letters drawn as outlines, fonts without Unicode, a
hidden text layer. Where layer and picture disagree, the picture wins.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pypdfium2 as pdfium

from decisions.text import READS_BADLY, Source
from redaction.matrix import Area, meet
from redaction.reading import ocr
from redaction.reading.glyphs import Glyphs, text_of
from redaction.reading.ink import handwriting_on
from redaction.reading.objects import Drawn
from redaction.reading.ocr import Word
from redaction.reading.placing import SURE, Place, joined, unsaid
from redaction.reading.scans import (
    Picture,
    cleaned,
    dark_on_light,
    is_blank,
    is_sideways,
    part_of,
    picture_of,
    straightened,
    turned,
)
from redaction.reading.trust import agree, is_gibberish, line_agrees, part_on

WORD_MIN: Final = 0.3
"""Below this what does not look like a word is noise;"""
PICTURE_WORD_MIN: Final = 0.5
"""in a small picture among text everything below this."""
PICTURES_MAX: Final = 60
"""A page with more pictures and drawings is looked at as a whole."""
NEAR_PT: Final = 6.0
"""Drawings no further apart are looked at together: letters as outlines."""
FONT_LETTERS: Final = 12
"""A line with so many letters shows whether a font says what it draws."""


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
    """Looks at the pages of one document; the same small picture is read once.

    Args:
        look_at: Pages, 1-based, that draw something which only a look shows.
        claiming: The name of each font that says itself what its glyphs mean. What
            is found of one that shares its name holds for no more than a page.
    """

    def __init__(
        self,
        look_at: Collection[int] = (),
        claiming: Collection[str] = (),
    ) -> None:
        self._look_at = frozenset(look_at)
        self._claiming = Counter(claiming)
        self._proved: set[str] = set()
        self._liars: set[str] = set()
        self._known: dict[bytes, tuple[_Reading, list[Area]]] = {}

    def seen(
        self,
        page: pdfium.PdfPage,
        number: int,
        glyphs: Glyphs,
        drawn: Drawn,
        place: Place,
    ) -> Sight:
        """All there is to read on a page.

        Args:
            page: Open.
            number: 1-based.
            glyphs: The characters of its content.
            drawn: What else is drawn.
            place: What a viewer shows of it.
        """
        must_look = number in self._look_at or drawn.is_deep
        areas = [*drawn.pictures, *drawn.inky]
        text = glyphs.text
        if not len(glyphs.inked):
            is_bare = not (areas or drawn.paths or drawn.shadings or must_look)
            return _as_text(glyphs) if is_bare else self._whole(page, glyphs, place)
        if glyphs.unmapped:
            sight = self._instead(page, glyphs, place, "no-unicode")
        elif is_gibberish(text) or self._lies(page, glyphs, place):
            sight = self._compared(page, glyphs, place, "text-makes-no-sense")
        elif part_on(glyphs, drawn.pictures) > 0.5:
            sight = self._instead(page, glyphs, place, "")
            if sight.source is Source.OCR:
                drawn.unseen_text.clear()  # the layer of a scan: it is compared
                if not agree(text, sight.glyphs.text):
                    sight.oddities.append("text-differs-from-picture")
        elif must_look or len(areas) > PICTURES_MAX:
            sight = self._beside(page, glyphs, place)
        elif areas:
            sight = self._pictures(page, glyphs, areas, place)
        else:
            sight = _as_text(glyphs)
        sight.oddities += _unseen(glyphs, drawn, place)
        return sight

    # A page as a whole

    def _whole(self, page: pdfium.PdfPage, glyphs: Glyphs, place: Place) -> Sight:
        picture = picture_of(page)
        if is_blank(picture):
            return _as_text(glyphs)
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
        self, page: pdfium.PdfPage, glyphs: Glyphs, place: Place, why: str
    ) -> Sight:
        """The picture instead of text that cannot be trusted."""
        sight = self._whole(page, glyphs, place)
        if sight.source is Source.OCR and not len(sight.glyphs.inked):
            sight.glyphs = glyphs
        sight.oddities += [why] if why else []
        return sight

    def _compared(
        self, page: pdfium.PdfPage, glyphs: Glyphs, place: Place, why: str
    ) -> Sight:
        """The text where the picture says the same, else the picture."""
        sight = self._instead(page, glyphs, place, why)
        if agree(glyphs.text, sight.glyphs.text):
            return _as_text(glyphs)
        return sight

    def _beside(self, page: pdfium.PdfPage, glyphs: Glyphs, place: Place) -> Sight:
        """What the whole page shows that its text does not say."""
        whole = self._whole(page, glyphs, place)
        sight = _as_text(glyphs)
        sight.handwriting = whole.handwriting
        if whole.source is Source.OCR:
            _add(sight, whole.glyphs, [whole.confidence])
        return sight

    # Pictures and drawings among text

    def _pictures(
        self, page: pdfium.PdfPage, glyphs: Glyphs, areas: Sequence[Area], place: Place
    ) -> Sight:
        whole = cleaned(picture_of(page))
        sight = _as_text(glyphs)
        for area in _merged(areas):
            x0, y0, x1, y1 = place.seen(area)
            margin = NEAR_PT / 2
            around = (x0 - margin, y0 - margin, x1 + margin, y1 + margin)
            part = part_of(whole, around)
            if part is None or is_blank(part):
                continue
            read, written = self._of_part(part)
            sight.handwriting += [place.user(a) for a in written]
            if read.words:
                found = place.glyphs_of(read.words, read.picture)
                _add(sight, found, [w.confidence for w in read.words])
        return sight

    def _of_part(self, part: Picture) -> tuple[_Reading, list[Area]]:
        key = part.pixels.tobytes() + repr(part.to_page).encode()
        if key not in self._known:
            part = dark_on_light(part)
            read = _Reading(part, ocr.words_on(part.pixels, part.dots_per_inch))
            if read.words and read.confidence < SURE:
                read = _read(part)
            words = [
                w
                for w in read.words
                if w.confidence >= PICTURE_WORD_MIN and any(c.isalnum() for c in w.text)
            ]
            kept = _Reading(read.picture, words)
            self._known[key] = kept, handwriting_on(read.picture, words)
        return self._known[key]

    # Fonts that say themselves what their glyphs mean

    def _lies(self, page: pdfium.PdfPage, glyphs: Glyphs, place: Place) -> bool:
        """Whether a font on the page says other letters than it draws.

        /ToUnicode may say anything. A line or two of each font are read from
        their picture, the first time that a page has enough of it.
        """
        names = {n for n in glyphs.line_fonts if n.split("#")[0] in self._claiming}
        picture: Picture | None = None
        for name in sorted(names - self._proved - self._liars):
            lines = _lines_in(glyphs, name)
            if not lines:
                continue
            picture = picture or picture_of(page)
            is_honest = all(_shows(picture, glyphs, line, place) for line in lines)
            if not is_honest:
                self._liars.add(name)
            elif self._claiming[name] == 1:
                self._proved.add(name)
        return bool(names & self._liars)


def _as_text(glyphs: Glyphs) -> Sight:
    return Sight(glyphs, upright=glyphs.turn)


def _add(sight: Sight, found: Glyphs, confidences: Sequence[float]) -> None:
    """Put words that the text does not say into what was read."""
    extra, differs = unsaid(found, sight.glyphs)
    if extra is None:
        return
    sight.glyphs, sight.source = joined(sight.glyphs, extra), Source.MIXED
    read = [*([sight.confidence] if sight.confidence < 1 else []), *confidences]
    sight.confidence = sum(read) / len(read)
    if differs and "text-differs-from-picture" not in sight.oddities:
        sight.oddities.append("text-differs-from-picture")


def _unseen(glyphs: Glyphs, drawn: Drawn, place: Place) -> list[str]:
    """Codes of text that the file holds and a viewer does not show."""
    seen = place.visible.grown(1)
    x0, y0, x1, y1 = glyphs.sides
    # A character is outside when all of it is, not when an edge cuts it.
    is_out = bool(
        x0.max() > seen.x1
        or y0.max() > seen.y1
        or x1.min() < seen.x0
        or y1.min() < seen.y0
    )
    found = {
        "hidden-text": bool(drawn.unseen_text),
        "covered-text": bool(drawn.covered_text),
        "outside-page": is_out,
    }
    return [code for code, is_so in found.items() if is_so]


def _lines_in(glyphs: Glyphs, font: str) -> list[tuple[int, int]]:
    """The longest line that begins in a font, and the one with most figures."""
    every = zip(glyphs.lines.tolist(), glyphs.line_fonts, strict=True)
    lines = [(a, b + 1) for (a, b), name in every if name == font]
    long = [line for line in lines if line[1] - line[0] >= FONT_LETTERS]
    if not long:
        return []

    def figures(line: tuple[int, int]) -> int:
        return sum(c.isdigit() for c in text_of(glyphs.codes[line[0] : line[1]]))

    longest = max(long, key=lambda line: line[1] - line[0])
    most = max(long, key=figures)
    return [longest, most] if figures(most) > 3 and most != longest else [longest]


def _shows(
    picture: Picture, glyphs: Glyphs, line: tuple[int, int], place: Place
) -> bool:
    """Whether the picture of a line says what its characters say."""
    edges = glyphs.edges[line[0] : line[1]]
    x0, y0, x1, y1 = (
        float(edges[:, 0][~np.isnan(edges[:, 0])].min()) - 4,
        float(edges[:, 1][~np.isnan(edges[:, 1])].min()) - 2,
        float(edges[:, 2][~np.isnan(edges[:, 2])].max()) + 4,
        float(edges[:, 3][~np.isnan(edges[:, 3])].max()) + 2,
    )
    part = part_of(picture, place.seen((x0, y0, x1, y1)))
    if part is None:
        return True
    words = ocr.words_on(part.pixels, part.dots_per_inch, one_line=True)
    said = text_of(glyphs.codes[line[0] : line[1]])
    return line_agrees(said, " ".join(word.text for word in words))


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


def _merged(areas: Sequence[Area]) -> list[Area]:
    """Pictures that all but touch are one: programs cut large ones into strips."""
    left = list(areas)
    found: list[Area] = []
    while left:
        area = left.pop()
        grown = (
            area[0] - NEAR_PT,
            area[1] - NEAR_PT,
            area[2] + NEAR_PT,
            area[3] + NEAR_PT,
        )
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
