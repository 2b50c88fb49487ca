"""Pictures in every coding: they look the same, and what is marked is gone."""

from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, ImageChops, ImageDraw

from decisions.geometry import Box
from redaction.blackout import black_out
from redaction.marks import Mark
from redaction.pdfium import opened, page_of
from redaction.publicfile import SourcePages

SIZE: Final = (200, 100)
MARK: Final = Mark(Box(1, 60, 180, 100, 195), "[s43(2)]")
_BEHIND: Final = b"0.8 1 0.8 rg 0 0 300 300 re f 1 0 0 rg "
_GOLD: Final = Array(
    [
        Name.Separation,
        Name.Gold,
        Name.DeviceRGB,
        Dictionary(
            FunctionType=2,
            Domain=Array([0, 1]),
            N=1,
            C0=Array([1, 1, 1]),
            C1=Array([0.5, 0.2, 0]),
        ),
    ]
)


def lines() -> Image.Image:
    drawn = Image.new("1", SIZE, 1)
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((20, 50, 180, 90), fill=0)
    pen.line((15, 10, 120, 30), fill=0)
    return drawn


def fax() -> bytes:
    body = BytesIO()
    lines().save(body, "TIFF", compression="group4")
    tags = Image.open(body).tag_v2
    start, length = tags[273][0], tags[279][0]
    return body.getvalue()[start : start + length]


def jpeg(quality: int, mode: str) -> bytes:
    body = BytesIO()
    lines().convert(mode).save(body, "JPEG", quality=quality)
    return body.getvalue()


def bits(**keys: object) -> Callable[[], tuple[bytes, dict[str, Any]]]:
    return lambda: (lines().tobytes(), {"BitsPerComponent": 1, **keys})


def faxed(**keys: object) -> Callable[[], tuple[bytes, dict[str, Any]]]:
    how = Dictionary(K=-1, Columns=SIZE[0], Rows=SIZE[1], BlackIs1=False)
    told = {"BitsPerComponent": 1, "Filter": Name.CCITTFaxDecode, "DecodeParms": how}
    return lambda: (fax(), {**told, **keys})


def grades(**keys: object) -> Callable[[], tuple[bytes, dict[str, Any]]]:
    body = bytes(x % 256 for y in range(SIZE[1]) for x in range(y, y + SIZE[0]))
    return lambda: (body, {"BitsPerComponent": 8, **keys})


CODED: Final = {
    "bits": bits(ColorSpace=Name.DeviceGray),
    "bits backwards": bits(ColorSpace=Name.DeviceGray, Decode=Array([1, 0])),
    "stencil": bits(ImageMask=True),
    "stencil backwards": bits(ImageMask=True, Decode=Array([1, 0])),
    "fax": faxed(ColorSpace=Name.DeviceGray),
    "fax backwards": faxed(ColorSpace=Name.DeviceGray, Decode=Array([1, 0])),
    "faxed stencil": faxed(ImageMask=True),
    "faxed stencil backwards": faxed(ImageMask=True, Decode=Array([1, 0])),
    "ink": grades(ColorSpace=_GOLD),
    "ink backwards": grades(ColorSpace=_GOLD, Decode=Array([1, 0])),
    "half the greys": grades(ColorSpace=Name.DeviceGray, Decode=Array([0.5, 1])),
}


def with_picture(
    body: bytes, keys: dict[str, Any], matrix: bytes = b"", profile: int = 0
) -> bytes:
    """One picture, perhaps in the colours of a profile of so many components."""
    out = BytesIO()
    with Pdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 300))
        picture = Stream(pdf, body, Width=SIZE[0], Height=SIZE[1])
        for key, value in {"Type": Name.XObject, "Subtype": Name.Image, **keys}.items():
            picture[f"/{key}"] = value
        if profile:
            space = pdf.make_indirect(Stream(pdf, b"none", N=profile))
            picture.ColorSpace = Array([Name.ICCBased, space])
        page.Resources = Dictionary(XObject=Dictionary(I=pdf.make_indirect(picture)))
        placed = matrix or b"200 0 0 100 50 100"
        page.Contents = pdf.make_stream(_BEHIND + placed + b" cm /I Do")
        pdf.save(out)
    return out.getvalue()


def in_line(keys: bytes) -> bytes:
    out = BytesIO()
    with Pdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 300))
        head = b"200 0 0 100 50 100 cm BI /W 200 /H 100 /BPC 1 " + keys
        body = _BEHIND + head + b" ID " + lines().tobytes() + b" EI"
        page.Contents = pdf.make_stream(body)
        pdf.save(out)
    return out.getvalue()


FILES: Final[dict[str, Callable[[], bytes]]] = {
    **{name: lambda made=made: with_picture(*made()) for name, made in CODED.items()},
    "in line": lambda: in_line(b"/CS /G"),
    "in line backwards": lambda: in_line(b"/CS /G /D [1 0]"),
    "stencil in line": lambda: in_line(b"/IM true"),
    "stencil in line backwards": lambda: in_line(b"/IM true /D [1 0]"),
}


def look(pdf: bytes) -> Image.Image:
    with opened(pdf) as document:
        page = page_of(document, 1)
        return page.render(scale=2).to_pil().convert("RGB")


@pytest.mark.parametrize("name", FILES)
def test_it_looks_the_same_where_no_mark_lies(name: str) -> None:
    pdf = FILES[name]()
    for marks in ((), (MARK,)):
        made = black_out([SourcePages(pdf, (1,), marks)], "Title")
        assert made.pictured == ()
        difference = ImageChops.difference(look(pdf), look(made.pdf))
        for mark in marks:
            x0, y0, x1, y1 = mark.box.x0, mark.box.y0, mark.box.x1, mark.box.y1
            around = (2 * x0 - 6, 594 - 2 * y1, 2 * x1 + 6, 606 - 2 * y0)
            ImageDraw.Draw(difference).rectangle(around, fill=0)
        assert max(most for _, most in difference.getextrema()) <= 2


@pytest.mark.parametrize("name", FILES)
def test_what_was_under_a_mark_makes_no_difference(name: str) -> None:
    """The picture that is kept is the same whatever stood there."""
    pdf = FILES[name]()
    made = black_out([SourcePages(pdf, (1,), (MARK,))], "Title")
    with pikepdf.open(BytesIO(made.pdf)) as opened:
        (picture,) = opened.pages[0].Resources.XObject.as_dict().values()
        seen = pikepdf.PdfImage(picture).as_pil_image().convert("L")
    # The mark covers columns 10 to 50, and 5 to 20 of the rows.
    assert len(set(seen.crop((10, 5, 50, 20)).tobytes())) == 1


@pytest.mark.parametrize("matrix", [b"", b"140 140 -70 70 150 60"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_no_block_of_a_jpeg_keeps_a_trace(mode: str, matrix: bytes) -> None:
    """Two secrets under one mark give one file, however coarse the coding."""
    made = []
    for secret in ((10, 52), (30, 60)):
        drawn = Image.new("RGB", SIZE, (250, 250, 240))
        pen = ImageDraw.Draw(drawn)
        pen.rectangle((100, 30, 180, 90), fill=(20, 60, 90))
        for at in range(*secret, 3):
            pen.line((at, 8, at, 18), fill=(200, 30, 20))
        body = BytesIO()
        drawn.convert(mode).save(body, "JPEG", quality=30)
        keys = {"BitsPerComponent": 8, "Filter": Name.DCTDecode}
        pdf = with_picture(body.getvalue(), keys, matrix, profile=len(mode))
        box = (55, 178, 115, 196) if not matrix else (90, 122, 137, 168)
        mark = Mark(Box(1, *box), "[s43(2)]")
        made.append(black_out([SourcePages(pdf, (1,), (mark,))], "Title"))
    assert made[0] == made[1]
    assert made[0].pictured == ()
