"""Clips of any shape: what they hide is gone, what they show looks the same."""

from io import BytesIO

import numpy as np
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from decisions.geometry import Box
from fixtures.paper import CANARY
from redaction.blackout import black_out
from redaction.clips import Shape
from redaction.marks import Mark
from redaction.matrix import IDENTITY
from redaction.pdfium import opened, page_of
from redaction.publicfile import Made, SourcePages
from redaction.reading.pages import read_pages

ROUND = (
    b"250 150 m 250 205 205 250 150 250 c 95 250 50 205 50 150 c "
    b"50 95 95 50 150 50 c 205 50 250 95 250 150 c h "
)
SMALL = (
    b"200 150 m 200 178 178 200 150 200 c 122 200 100 178 100 150 c "
    b"100 122 122 100 150 100 c 178 100 200 122 200 150 c h "
)
WORDS = (
    b"BT /F1 9 Tf 130 150 Td (Minutes) Tj ET "
    b"BT /F1 9 Tf 52 240 Td (%b) Tj ET BT /F1 9 Tf 70 150 Td (Rim) Tj ET"
)


def page_with(content: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 300))
        pixels = np.tile(np.arange(240, dtype=np.uint8), (240, 1)).tobytes()
        picture = pdf.make_stream(pixels)
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width = picture.Height = 240
        picture.BitsPerComponent, picture.ColorSpace = 8, pikepdf.Name.DeviceGray
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
        )
        page.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(F1=font), XObject=pikepdf.Dictionary(I=picture)
        )
        page.Contents = pdf.make_stream(content)
        pdf.save(out)
    return out.getvalue()


def look(pdf: bytes) -> Image.Image:
    with opened(pdf) as document:
        page = page_of(document, 1)
        return page.render(scale=2, grayscale=True).to_pil().convert("L")


def same_look(pdf: bytes, *marks: Mark) -> Made:
    made = black_out([SourcePages(pdf, (1,), marks)], "Title")
    assert made.pictured == ()
    difference = ImageChops.difference(look(pdf), look(made.pdf))
    for mark in marks:
        box = mark.box
        around = (2 * box.x0 - 4, 596 - 2 * box.y1, 2 * box.x1 + 4, 604 - 2 * box.y0)
        ImageDraw.Draw(difference).rectangle(around, fill=0)
    assert difference.getextrema()[1] <= 8
    return made


@pytest.mark.parametrize("rule", [b"W n ", b"W* n "])
def test_words_beyond_a_round_clip_are_dropped(rule: bytes) -> None:
    pdf = page_with(ROUND + rule + WORDS % CANARY.encode())
    made = same_look(pdf)
    assert read_pages(made.pdf)[0].text.split() == ["Rim", "Minutes"]


def test_words_in_the_hole_of_a_clip_are_dropped() -> None:
    pdf = page_with(ROUND + SMALL + b"W* n " + WORDS % b"Corner")
    assert read_pages(same_look(pdf).pdf)[0].text.split() == ["Rim"]
    pdf = page_with(ROUND + SMALL + b"W n " + WORDS % b"Corner")
    assert read_pages(same_look(pdf).pdf)[0].text.split() == ["Rim", "Minutes"]


def test_a_mark_takes_words_under_such_a_clip() -> None:
    pdf = page_with(ROUND + b"W n " + WORDS % b"Corner")
    made = black_out(
        [SourcePages(pdf, (1,), (Mark(Box(1, 128, 148, 170, 160), "[s40(2)]"),))], "T"
    )
    assert "Minutes" not in read_pages(made.pdf)[0].text
    assert "Rim" in read_pages(made.pdf)[0].text


@pytest.mark.parametrize("marks", [(), (Mark(Box(1, 140, 140, 160, 160), "[s43(2)]"),)])
@pytest.mark.parametrize("hole", [b"", SMALL])
def test_pixels_beyond_a_round_clip_are_burnt(
    marks: tuple[Mark, ...], hole: bytes
) -> None:
    pdf = page_with(ROUND + hole + b"W* n 240 0 0 240 30 30 cm /I Do")
    made = same_look(pdf, *marks)
    with pikepdf.open(BytesIO(made.pdf)) as new:
        (picture,) = new.pages[0].Resources.XObject.as_dict().values()
        pixels = np.asarray(pikepdf.PdfImage(picture).as_pil_image().convert("L"))
    y, x = np.mgrid[0:240, 0:240]
    away = np.hypot(x - 119.5, y - 119.5)
    hidden = (away > 105) | ((away < 45) if hole else np.zeros_like(x, bool))
    assert not pixels[hidden].any()
    assert pixels[(away < 98) & (away > 52) & (x > 0)].all()


def test_a_picture_all_beyond_such_a_clip_is_dropped() -> None:
    pdf = page_with(ROUND + b"W n 20 0 0 20 52 232 cm /I Do")
    made = same_look(pdf)
    with pikepdf.open(BytesIO(made.pdf)) as new:
        assert "/XObject" not in new.pages[0].Resources


COORDINATE = st.integers(0, 100)
RING = st.lists(st.tuples(COORDINATE, COORDINATE), min_size=3, max_size=8)


@given(ring=RING, x=COORDINATE, y=COORDINATE, wide=st.integers(2, 40))
def test_an_area_meets_a_shape_where_pixels_of_both_meet(
    ring: list[tuple[int, int]], x: int, y: int, wide: int
) -> None:
    steps = [("m", ring[0]), *(("l", at) for at in ring[1:])]
    shape = Shape.of(steps, IDENTITY, "W*")
    area = (x, y, x + wide, y + wide)
    scale = 8
    drawn = Image.new("1", (150 * scale, 150 * scale))
    corners = [(px * scale, py * scale) for px, py in ring]
    ImageDraw.Draw(drawn).polygon(corners, fill=1)
    pixels = np.asarray(drawn)

    def has_any(margin: int) -> bool:
        low = max(0, y * scale - margin), max(0, x * scale - margin)
        high = (y + wide) * scale + margin, (x + wide) * scale + margin
        return bool(pixels[low[0] : high[0], low[1] : high[1]].any())

    if has_any(-2):
        assert shape.meets(area)
    if not has_any(2):
        assert not shape.meets(area)
