"""From PDF bytes to text with a box for each character.

PDFium gives the characters. Its boxes are in the user space of the unrotated
page already (ISO 32000-2, 8.3.2), whatever /Rotate, /CropBox or a MediaBox
away from (0, 0) say; a test holds it to that.
"""

import ctypes
from typing import Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from decisions.geometry import Box
from decisions.text import PageText, Source
from redaction.drawn import as_drawn
from redaction.pdfium import opened, page_of

HYPHEN_AT_LINE_END: Final = {0x02, 0xFFFE}
"""What PDFium writes for a hyphen at which it joined two lines."""
SOFT_HYPHEN: Final = "\u00ad"
"""What we write for it: it has a box and is passed over by every search."""


def read_pages(pdf: bytes) -> tuple[PageText, ...]:
    """Every page of a PDF that `inspection.inspect` has passed.

    Returns:
        One PageText a page, in page order. A page without any text has an
        empty `text`; whether that is an empty page or a picture of one is for
        `has_pictures` to say.

    Raises:
        RefusedFile: PDFium cannot read a page; names the page, 1-based.
    """
    with opened(as_drawn(pdf)) as document:
        return tuple(_read(document, number) for number in range(1, len(document) + 1))


def text_of_pages(pdf: bytes) -> tuple[str, ...]:
    """The bare text of every page: for checks that need no boxes."""
    return tuple(page.text for page in read_pages(pdf))


def picture_areas(pdf: bytes) -> tuple[tuple[Box, ...], ...]:
    """For each page the boxes of its pictures, in points, unrotated.

    On a page without text drawings count as pictures: letters may be drawn.
    """
    with opened(pdf) as document:
        return tuple(
            _pictures(document, number) for number in range(1, len(document) + 1)
        )


def _read(document: pdfium.PdfDocument, number: int) -> PageText:
    page = page_of(document, number)
    textpage = page.get_textpage()
    characters: list[str] = []
    boxes: list[Box | None] = []
    bold: list[tuple[int, int]] = []
    is_bold_object: dict[int, bool] = {}
    for index in range(textpage.count_chars()):
        character = _character(raw.FPDFText_GetUnicode(textpage.raw, index))
        if not character:
            continue
        generated = raw.FPDFText_IsGenerated(textpage.raw, index) == 1
        box = None if generated else _box(textpage, index, number)
        if _is_bold(textpage, index, is_bold_object) and not generated:
            if bold and bold[-1][1] == len(characters):
                bold[-1] = (bold[-1][0], len(characters) + 1)
            else:
                bold.append((len(characters), len(characters) + 1))
        characters.append(character)
        boxes.append(box)
    visible = _ordered(number, *page.get_bbox())
    rotation = page.get_rotation()
    textpage.close()
    page.close()
    return PageText(
        number=number,
        text="".join(characters),
        boxes=tuple(boxes),
        visible=visible.rounded(),
        rotation=rotation,
        source=Source.TEXT,
        bold=tuple(bold),
    )


def _character(code: int) -> str:
    if code in HYPHEN_AT_LINE_END:
        return SOFT_HYPHEN
    if code in {0x00, 0x0D} or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return ""
    return chr(code)


def _box(textpage: pdfium.PdfTextPage, index: int, number: int) -> Box | None:
    """The glyph's whole advance by its font's height; tight where it is turned."""
    if abs(raw.FPDFText_GetCharAngle(textpage.raw, index)) < 0.01:
        loose = raw.FS_RECTF()
        if raw.FPDFText_GetLooseCharBox(textpage.raw, index, loose):
            return _ordered(number, loose.left, loose.bottom, loose.right, loose.top)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if raw.FPDFText_GetCharBox(textpage.raw, index, left, right, bottom, top):
        return _ordered(number, left.value, bottom.value, right.value, top.value)
    return None


def _ordered(number: int, x0: float, y0: float, x1: float, y1: float) -> Box:
    return Box(number, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _is_bold(textpage: pdfium.PdfTextPage, index: int, known: dict[int, bool]) -> bool:
    """Whether the glyph's font calls itself bold; asked once a text object."""
    obj = raw.FPDFText_GetTextObject(textpage.raw, index)
    if not obj:
        return False
    address = ctypes.addressof(obj.contents)
    if address not in known:
        font = raw.FPDFTextObj_GetFont(obj)
        name = ctypes.create_string_buffer(128)
        raw.FPDFFont_GetBaseFontName(font, name, 128)
        known[address] = b"Bold" in name.raw or b"Black" in name.raw
    return known[address]


def _pictures(document: pdfium.PdfDocument, number: int) -> tuple[Box, ...]:
    page = page_of(document, number)
    found = []
    kinds = [raw.FPDF_PAGEOBJ_IMAGE]
    textpage = page.get_textpage()
    if textpage.count_chars() == 0:
        kinds += [raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING]
    textpage.close()
    for obj in page.get_objects(filter=kinds, max_depth=8):
        x0, y0, x1, y1 = obj.get_bounds()
        found.append(_ordered(number, x0, y0, x1, y1).rounded())
    page.close()
    return tuple(found)
