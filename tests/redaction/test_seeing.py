"""What is read is what a page shows, whatever its file says it shows."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from decisions.text import PageText, Source
from fixtures.paper import CANARY, joined
from fixtures.scans import Scanner, picture_of, scan_of
from redaction.confined import client

TEXT = [
    "The board of the commissioner agreed that the works be paid for by the",
    f"reserve, and that the claim of Odile {CANARY} is settled at £418,650 in",
    "the year that is to come, which is less than what was asked for at first.",
]


def drawn(draw: Callable[[Canvas], None], lines: list[str] = TEXT) -> bytes:
    """A page of text with more on it."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for at, line in enumerate(lines):
        canvas.drawString(72, 760 - 14 * at, line)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def only(pdf: bytes) -> PageText:
    (page,) = client.read(pdf).pages
    return page


def layered(layer: list[str], across: float = 0, up: float = 0) -> bytes:
    """A scan of `TEXT` under an invisible layer of other, or moved, words."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    picture = picture_of(scan_of(drawn(lambda _: None), Scanner()))
    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
    for at, line in enumerate(layer):
        text = canvas.beginText(72 + across, 760 - 14 * at + up)
        text.setTextRenderMode(3)
        text.textOut(line)
        canvas.drawText(text)
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(("across", "up"), [(0, -200), (60, 0), (0, 8)])
def test_boxes_are_on_the_picture_not_on_its_layer(across: float, up: float) -> None:
    """The canary is drawn at a baseline of 746, behind the words before it."""
    before = TEXT[1][: TEXT[1].index(CANARY)]
    left = 72 + pdfmetrics.stringWidth(before, "Helvetica", 12)
    page = only(layered(TEXT, across, up))
    at = page.text.index(CANARY)
    (box,) = page.boxes_of(at, at + len(CANARY))
    assert page.source is Source.OCR
    assert box.y0 == pytest.approx(744, abs=4)
    assert box.x0 == pytest.approx(left, abs=3)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("£999,650", "£418,650"),
        ("£41,865", "£418,650"),
        ("Maud Thistlewood", f"Odile {CANARY}"),
    ],
)
def test_a_layer_that_lies_a_little_is_told(wrong: str, right: str) -> None:
    page = only(layered([line.replace(right, wrong) for line in TEXT]))
    assert right in page.text
    assert "text-differs-from-picture" in page.oddities


def test_a_layer_that_agrees_is_not_told() -> None:
    assert only(layered(TEXT)).oddities == ()


def lying(shown: str, said: str) -> bytes:
    """A page whose font says other letters than it draws."""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setFont("Vera", 11)
    canvas.drawString(72, 760, shown)
    canvas.save()
    made = BytesIO()
    with pikepdf.open(BytesIO(out.getvalue())) as opened:
        for obj in opened.objects:
            if isinstance(obj, Dictionary) and "/ToUnicode" in obj:
                body = obj.ToUnicode.read_bytes()
                for one, other in zip(shown, said, strict=True):
                    if one != other:
                        old = b"<%02X> <%04X>" % (ord(one), ord(one))
                        new = b"<%02X> <%04X>" % (ord(one), ord(other))
                        body = body.replace(old, new)
                obj.ToUnicode.write(body)
        opened.save(made)
    return made.getvalue()


def test_a_font_that_lies_is_not_believed() -> None:
    shown = "The settlement comes to GBP 418650 in all this year"
    said = "The settlement comes to GBP 793872 in all this year"
    digits = dict(zip("418650", "793872", strict=True))
    assert "".join(digits.get(c, c) for c in shown) == said
    page = only(lying(shown, said))
    assert "793872" not in page.text
    assert "418650" in page.text


def test_a_font_proved_honest_vouches_for_no_other_of_its_name() -> None:
    honest = "Nothing in this line is other than it seems to be at all"
    shown = "The settlement comes to GBP 418650 in all this year"
    said = "The settlement comes to GBP 793872 in all this year"
    pdf = joined(lying(honest, honest), lying(shown, said))
    assert "418650" in client.read(pdf).pages[1].text
    assert client.read(pdf).pages[0].source is Source.TEXT


def signed(canvas: Canvas) -> None:
    canvas.setLineWidth(1.5)
    path = canvas.beginPath()
    path.moveTo(150, 300)
    for step in range(8):
        x = 150 + 14 * step
        path.curveTo(x + 5, 326, x + 9, 286, x + 14, 302)
    canvas.drawPath(path)


def test_a_signature_drawn_with_a_pen_is_a_region() -> None:
    page = only(drawn(signed))
    (box,) = page.signatures
    assert box.x0 < 165
    assert box.x1 > 240
    assert 270 < box.y0 < 305 < box.y1 < 335


def test_words_in_a_picture_over_other_words_are_read() -> None:
    picture = picture_of(scan_of(drawn(lambda _: None, [CANARY]), Scanner()))

    def paste(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(picture), 0, -400, *A4)

    assert CANARY in only(drawn(paste, ["Plain words on the page."])).text


def noted(note: Dictionary) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(drawn(lambda _: None, ["Words."]))) as opened:
        shown = opened.make_stream(
            f"BT /F1 12 Tf 5 8 Td (Paid to {CANARY}) Tj ET".encode(),
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 250, 30]),
            Resources=Dictionary(
                Font=Dictionary(
                    F1=Dictionary(
                        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica
                    )
                )
            ),
        )
        note.Type, note.Rect, note.F = Name.Annot, Array([72, 400, 322, 430]), 4
        note.AP = Dictionary(N=shown)
        opened.pages[0].Annots = Array([opened.make_indirect(note)])
        opened.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "note",
    [
        Dictionary(Subtype=Name.FreeText, Contents=String("x")),
        Dictionary(Subtype=Name.Stamp),
        Dictionary(Subtype=Name.Widget, FT=Name.Tx, T=String("a"), V=String("b")),
    ],
    ids=["comment", "stamp", "form field"],
)
def test_what_a_note_shows_is_read(note: Dictionary) -> None:
    page = only(noted(note))
    at = page.text.index(CANARY)
    (box,) = page.boxes_of(at, at + len(CANARY))
    assert 400 < box.y0 < 415


def test_words_outside_of_the_page_and_under_boxes_are_told() -> None:
    def hide(canvas: Canvas) -> None:
        canvas.drawString(72, -40, "below the page")
        canvas.drawString(72, 500, "under a box")
        canvas.rect(70, 495, 90, 16, fill=1)
        canvas.setFillGray(1)
        canvas.drawString(72, 400, "white on white")

    codes = {"outside-page", "covered-text", "hidden-text"}
    assert codes <= set(only(drawn(hide)).oddities)


def test_white_words_on_a_dark_box_are_not_hidden() -> None:
    def head(canvas: Canvas) -> None:
        canvas.rect(70, 495, 200, 16, fill=1)
        canvas.setFillGray(1)
        canvas.drawString(72, 500, "Head of a table")

    assert only(drawn(head)).oddities == ()
