"""Pages as pictures of themselves, with words that were read from the picture.

A page that holds what is not understood is not vouched for: it is drawn, what is
under the marks is burnt out of the pixels, and nothing else of it comes along. The
words under the picture, for readers who search or listen, are those that can still
be read on it.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from io import BytesIO
from typing import Final

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Dictionary, Name, Operator, Pdf, Stream, String
from PIL import Image, ImageDraw

from decisions.geometry import Box
from decisions.text import PageText
from redaction.drawing import LABEL_FONT, Instruction, label_font
from redaction.imagedrawing import plainest
from redaction.images import stream_of
from redaction.lines import label_width
from redaction.matrix import Area
from redaction.pdfium import page_of
from redaction.reading.pages import read_pages
from redaction.reading.seeing import Eyes
from redaction.tagging import add_paragraph

DOTS_PER_INCH: Final = 200
PIXELS_MAX: Final = 24_000_000
BEYOND_PT: Final = 1.0
"""What is burnt is so much larger than its mark: letters lean out of their boxes."""


def picture_of(
    document: pdfium.PdfDocument,
    number: int,
    visible: Area,
    areas: Sequence[Area],
    out: Pdf,
) -> Stream:
    """The visible part of a page, unrotated, with every area burnt out.

    Args:
        document: The source, open.
        number: 1-based.
        visible: What a viewer shows, in user space.
        areas: In user space.
        out: Where the picture is kept.

    Raises:
        RefusedFile: The page cannot be opened.
    """
    page = page_of(document, number)
    page.set_rotation(0)
    width, height = page.get_size()
    wanted = width * height * (DOTS_PER_INCH / 72) ** 2
    scale = DOTS_PER_INCH / 72 * min(1.0, (PIXELS_MAX / max(wanted, 1)) ** 0.5)
    bitmap = page.render(
        scale=scale, draw_annots=False, may_draw_forms=False, prefer_bgrx=True
    )
    pixels = plainest(bitmap.to_pil().convert("RGB"))
    bitmap.close()
    page.close()
    _burn(pixels, visible, areas)
    return stream_of(pixels, out, is_lossy=True)


def _burn(pixels: Image.Image, visible: Area, areas: Sequence[Area]) -> None:
    x0, y0, x1, y1 = visible
    across, down = pixels.width / (x1 - x0), pixels.height / (y1 - y0)
    draw = ImageDraw.Draw(pixels)
    for left, foot, right, top in areas:
        box = (
            (left - BEYOND_PT - x0) * across,
            (y1 - top - BEYOND_PT) * down,
            (right + BEYOND_PT - x0) * across,
            (y1 - foot + BEYOND_PT) * down,
        )
        draw.rectangle(box, fill=(0,) * len(pixels.getbands()))


# Words under pictures


def add_words(opened: Pdf, pdf: bytes, pages: Mapping[int, Sequence[Area]]) -> None:
    """Invisible words under the pictures of some pages of a public file.

    Args:
        opened: The file.
        pdf: Its bytes, as they are so far: only its own pixels are read.
        pages: By number, 1-based, where boxes with a label stand on them: what seems
            to be read there is not.
    """
    chosen = read_pages(_only(pdf, pages), eyes=Eyes(), has_claims=False)
    for number, page in zip(sorted(pages), chosen, strict=True):
        target = opened.pages[number - 1]
        written = _written(page, pages[number])
        if written:
            fonts = target.Resources.get("/Font", Dictionary())
            fonts[LABEL_FONT] = label_font()
            target.Resources.Font = fonts
            words = pikepdf.unparse_content_stream(written)
            both = target.obj.Contents.read_bytes() + b"\n" + words
            if add_paragraph(opened, number):
                both = b"/P <</MCID 0>> BDC\n" + both + b"\nEMC"
            target.obj.Contents = opened.make_stream(both)


def save(opened: Pdf, into: BytesIO) -> None:
    """One revision, written whole; the same content gives the same bytes."""
    opened.remove_unreferenced_resources()
    opened.save(
        into,
        deterministic_id=True,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )


def _only(pdf: bytes, pages: Collection[int]) -> bytes:
    body = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        for number in reversed(range(1, len(opened.pages) + 1)):
            if number not in pages:
                del opened.pages[number - 1]
        opened.save(body)
    return body.getvalue()


def _written(page: PageText, boxes: Sequence[Area]) -> list[Instruction]:
    """The words of a page, each over its ink, in text that is not shown."""
    found: list[Instruction] = []
    for line_at, line in page.lines():
        for word in re.finditer(r"\S+", line):
            plain = word[0].encode("cp1252", "ignore").decode("cp1252")
            start, end = line_at + word.start(), line_at + word.end()
            at = page.boxes_of(start, end)
            if plain and at and not any(_is_on(box, boxes) for box in at):
                found += _word(at[0], page.upright, plain)
    if found:
        found = [
            ([], Operator("q")),
            ([], Operator("BT")),
            ([3], Operator("Tr")),
            *found,
            ([], Operator("ET")),
            ([], Operator("Q")),
        ]
    return found


def _is_on(word: Box, boxes: Sequence[Area]) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return any(x0 < x < x1 and y0 < y < y1 for x0, y0, x1, y1 in boxes)


def _word(box: Box, turn: int, plain: str) -> list[Instruction]:
    """One word over its ink; `turn` sets the unrotated page upright."""
    length, size = box.width, box.height
    if turn in {90, 270}:
        length, size = size, length
    origin = {
        0: (box.x0, box.y0),
        90: (box.x1, box.y0),
        180: (box.x1, box.y1),
        270: (box.x0, box.y1),
    }[turn]
    cos, sin = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[turn]
    natural = label_width(plain, size)
    return [
        ([Name(LABEL_FONT), round(size, 2)], Operator("Tf")),
        ([round(100 * length / natural, 2) if natural else 100], Operator("Tz")),
        (
            [cos, sin, -sin, cos, round(origin[0], 2), round(origin[1], 2)],
            Operator("Tm"),
        ),
        ([String(plain + " ")], Operator("Tj")),
    ]
