"""Boxes stand where the ink is, whatever turns or shifts the page."""

from io import BytesIO
from itertools import product

import pikepdf
import pytest

from fixtures.paper import note_page
from redaction.inspection import inspect
from redaction.pdfium import page_picture
from redaction.reading.glyphs import SOFT_HYPHEN
from redaction.reading.pages import read_pages
from reviewdesk.pictures import size_of, spot_of

TURNS = (0, 90, 180, 270)
MEDIA = (None, [-100, -50, 495, 792], [20, 30, 595, 842])
CROPS = (None, [40, 60, 500, 800])
UNITS = (1, 2.5)


def turned(
    pdf: bytes,
    turn: int,
    media: list[int] | None,
    crop: list[int] | None,
    unit: float = 1,
) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        page = opened.pages[0]
        page.Rotate = turn
        if media:
            page.MediaBox = media
        if crop:
            page.CropBox = crop
        if unit != 1:
            page.UserUnit = unit
        opened.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("turn", "media", "crop", "unit"), list(product(TURNS, MEDIA, CROPS, UNITS))
)
def test_boxes_are_in_unrotated_user_space(
    turn: int, media: list[int] | None, crop: list[int] | None, unit: float
) -> None:
    """The line is drawn at x 72, baseline y 760, in 11 points."""
    drawn = note_page(["Fenwick pays £5,000"])
    (page,) = read_pages(turned(drawn, turn, media, crop, unit))
    at = page.text.replace("\n", " ").index("Fenwick")
    (box,) = page.boxes_of(at, at + 7)
    assert box.x0 == pytest.approx(72, abs=0.5)
    assert box.y0 < 760 < box.y1
    assert box.height == pytest.approx(11, rel=0.4)
    assert page.rotation == turn


@pytest.mark.parametrize(("turn", "crop", "unit"), list(product(TURNS, CROPS, UNITS)))
def test_a_box_lies_on_the_ink_of_the_picture(
    turn: int, crop: list[int] | None, unit: float
) -> None:
    from PIL import Image, ImageOps

    pdf = turned(note_page(["Fenwick"]), turn, None, crop, unit)
    (page,) = read_pages(pdf)
    (box,) = page.boxes_of(0, len(page.text))
    spot = spot_of(box, page)
    picture = Image.open(BytesIO(page_picture(pdf, 1, 72)))
    assert picture.size == pytest.approx(size_of(page), abs=1)
    ink = ImageOps.invert(picture.convert("L")).getbbox()
    assert ink is not None
    assert spot.x - 2 <= ink[0]
    assert ink[2] <= spot.x + spot.width + 2
    assert spot.y - 2 <= ink[1]
    assert ink[3] <= spot.y + spot.height + 2


def test_a_word_broken_at_a_line_end_is_one_word_with_two_boxes() -> None:
    (page,) = read_pages(note_page(["the Larkmere Sys-", "tems contract"]))
    at = page.text.index("Sys")
    end = page.text.index("tems") + 4
    assert page.text[at:end].replace(SOFT_HYPHEN, "") == "Systems"
    assert len(page.boxes_of(at, end)) == 2


def test_what_a_file_carries_is_told() -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(note_page(["Fenwick"]))) as opened:
        with opened.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("A bookmark", 0))
        opened.attachments["a.txt"] = b"words"
        opened.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1")
        opened.save(out)
    found = inspect(out.getvalue())
    assert found.bookmarks == ("A bookmark",)
    assert {problem.code for problem in found.problems} == {"actions", "attachments"}
