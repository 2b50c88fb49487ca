"""The pages of a PDF as text in reading order, with a place for each character."""

from array import array
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from decisions.geometry import Box
from decisions.text import PageText, Range
from redaction.matrix import Area
from redaction.pdfium import opened, page_of
from redaction.reading.drawn import as_drawn
from redaction.reading.furniture import with_furniture
from redaction.reading.glyphs import Glyphs, glyphs_of, text_of
from redaction.reading.layout import Piece, reading_order
from redaction.reading.mending import mended
from redaction.reading.native import Floats
from redaction.reading.objects import drawn_on
from redaction.reading.placing import Place
from redaction.reading.seeing import Eyes, Sight
from redaction.reading.tables import Table, tables_of

RULES_MIN: Final = 4
"""A ruled table takes at least so many lines."""


def read_pages(
    pdf: bytes, *, eyes: Eyes | None = None, has_claims: bool = True
) -> tuple[PageText, ...]:
    """Every page of a PDF that `inspection.inspect` has passed.

    Args:
        pdf: The file.
        eyes: To look at its pages too, at pictures and what cannot be trusted as
            text; None: only the text that the file holds.
        has_claims: Whether it may hold words that replace what is drawn.

    Raises:
        RefusedFile: PDFium cannot read a page; names the page, 1-based.
    """
    return with_furniture(tuple(pages_of(pdf, eyes, has_claims=has_claims)))


def pages_of(pdf: bytes, eyes: Eyes | None, *, has_claims: bool) -> Iterator[PageText]:
    """The same one by one, heads and feet not yet known."""
    with opened(as_drawn(pdf) if has_claims else pdf) as document:
        for number in range(1, len(document) + 1):
            yield read_page(document, number, eyes)


def text_of_pages(pdf: bytes) -> tuple[str, ...]:
    """The bare text of every page: for checks that need no boxes."""
    return tuple(page.text for page in read_pages(pdf))


def read_page(
    document: pdfium.PdfDocument, number: int, eyes: Eyes | None = None
) -> PageText:
    """One page, 1-based.

    Args:
        document: Open.
        eyes: Look at what it shows too; None: only the text that it holds.
    """
    page = page_of(document, number)
    if eyes is not None and _draws_notes(page):
        page.close()
        page = page_of(document, number)
    try:
        glyphs, drawn = glyphs_of(page), drawn_on(page)
        visible = _box(number, page.get_bbox()).rounded()
        rotation = page.get_rotation()
        sight = Sight(glyphs, upright=glyphs.turn)
        if eyes is not None:
            place = Place(visible, rotation)
            sight = eyes.seen(page, number, glyphs, drawn, place)
    finally:
        page.close()
    glyphs, upright = sight.glyphs, sight.upright
    tables: tuple[Table, ...] = ()
    if len(drawn.paths) >= RULES_MIN and glyphs.level is None:
        tables = tables_of([area_upright(a, visible, upright) for a in drawn.paths])
    seen = glyphs.level
    if seen is None:
        seen = seen_upright(glyphs.edges, visible, upright)
    text, edges, (bold, doubtful, raised) = _put_together(
        glyphs, reading_order(glyphs, seen, tables)
    )
    return PageText(
        number=number,
        text=mended(text),
        edges=_kept(edges),
        visible=visible,
        rotation=rotation,
        upright=upright,
        source=sight.source,
        bold=bold,
        doubtful=doubtful,
        raised=raised,
        ticks=_boxes(number, drawn.ticks),
        confidence=round(sight.confidence, 2),
        pictures=_boxes(number, drawn.pictures),
        signatures=_boxes(number, sight.handwriting),
        oddities=tuple(sight.oddities),
    )


def _draws_notes(page: pdfium.PdfPage) -> bool:
    """Make comments, stamps and form fields part of what the page draws.

    They are seen, so they are read; a public file never has them. The page has to
    be opened anew.

    Returns:
        Whether there were any.
    """
    if not any(
        raw.FPDFAnnot_GetSubtype(note) not in _UNSHOWN for note in _notes_of(page)
    ):
        return False
    return bool(
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS
    )


def _notes_of(page: pdfium.PdfPage) -> Iterator[object]:
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        try:
            yield note
        finally:
            raw.FPDFPage_CloseAnnot(note)


_UNSHOWN: Final = frozenset(
    {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_TEXT}
)


def seen_upright(edges: Floats, visible: Box, rotation: int) -> Floats:
    """Edges on the page as a viewer turns it: x to the right, y upward."""
    if rotation == 0:
        return edges
    x0, y0, x1, y1 = edges.T
    left, foot, right, top = visible.x0, visible.y0, visible.x1, visible.y1
    turned = {
        90: (y0 - foot, right - x1, y1 - foot, right - x0),
        180: (right - x1, top - y1, right - x0, top - y0),
        270: (top - y1, x0 - left, top - y0, x1 - left),
    }[rotation]
    return np.stack(turned, axis=1)


def area_upright(area: Area, visible: Box, rotation: int) -> Area:
    """The same for one area."""
    (row,) = seen_upright(np.array([area], np.float32), visible, rotation).tolist()
    return (row[0], row[1], row[2], row[3])


def _put_together(
    glyphs: Glyphs, pieces: Sequence[Piece] | None
) -> tuple[str, Floats, tuple[tuple[Range, ...], ...]]:
    """Text, edges, and the bold, doubtful and raised runs in the new order."""
    codes, runs = glyphs.codes, (glyphs.bold, glyphs.doubtful, glyphs.raised)
    if pieces is None:
        return glyphs.text, glyphs.edges, tuple(map(tuple, runs))
    nowhere = np.full((1, 4), np.nan, np.float32)
    texts: list[str] = []
    edges: list[Floats] = [np.zeros((0, 4), np.float32)]
    came_from: list[NDArray[np.intp]] = [np.zeros(0, np.intp)]
    for start, end, behind in pieces:
        texts += [text_of(codes[start:end]), behind]
        edges += [glyphs.edges[start:end], *[nowhere] * len(behind)]
        came_from += [np.arange(start, end), np.full(len(behind), -1)]
    source = np.concatenate(came_from)
    moved = tuple(_moved(ranges, source, len(codes)) for ranges in runs)
    return "".join(texts), np.concatenate(edges), moved


def _moved(
    ranges: Sequence[Range], source: NDArray[np.intp], size: int
) -> tuple[Range, ...]:
    """Ranges of the content as ranges of the text that was put together."""
    marked = np.zeros(size + 1, np.int8)
    for start, end in ranges:
        marked[start:end] = 1
    change = np.flatnonzero(np.diff(np.concatenate(([0], marked[source], [0]))))
    return tuple((a, b) for a, b in change.reshape(-1, 2).tolist())


def _kept(edges: Floats) -> "array[float]":
    kept = array("f")
    kept.frombytes(np.ascontiguousarray(edges, np.float32).ravel().view(np.uint8).data)
    return kept


def _box(number: int, area: Area) -> Box:
    x0, y0, x1, y1 = area
    return Box(number, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _boxes(number: int, areas: Sequence[Area]) -> tuple[Box, ...]:
    return tuple(_box(number, area).rounded() for area in areas)
