"""What is marked is gone; what is not stays; nothing tells how wide it was."""

import json
import zlib
from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from decisions.errors import BadMarks, CannotRedact
from fixtures.paper import CANARY, note_page
from fixtures.search import looks_of, places_of
from redaction import proof
from redaction.blackout import black_out
from redaction.marks import order_from_json
from redaction.pdfium import page_picture
from redaction.proof import prove
from redaction.publicfile import Leak, SourcePages
from redaction.reading.pages import read_pages

LABEL = "[s43(2)]"


def redacted(pdf: bytes, *texts: str, boxes: tuple[list[float], ...] = ()) -> bytes:
    order = order_from_json(
        json.dumps(
            {
                "texts": [{"text": text, "label": "s43(2)"} for text in texts],
                "marks": [{"page": 1, "box": box, "label": "s43(2)"} for box in boxes],
            }
        ).encode(),
        read_pages(pdf),
    )
    return black_out([SourcePages(pdf, order.keep_pages, order.marks)], "Title").pdf


def drawn(draw) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, invariant=1, pagesize=(595, 842))
    canvas.setFont("Helvetica", 11)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def text_of(pdf: bytes) -> str:
    return "\n".join(page.text for page in read_pages(pdf))


def test_the_words_are_gone_and_the_rest_stays() -> None:
    pdf = note_page([f"Paid to {CANARY} Systems Ltd in May.", "Nothing else."])
    out = redacted(pdf, f"{CANARY} Systems Ltd")
    assert text_of(out).split("\n") == [f"Paid to {LABEL} in May.", "Nothing else."]
    assert places_of(CANARY, pdf)
    assert places_of(CANARY, out) == []


@pytest.mark.parametrize(
    "draw",
    [
        lambda c, s: c.drawString(72, 700, f"Cost {s} only"),
        lambda c, s: c.drawRightString(500, 700, s),
        lambda c, s: c.drawCentredString(300, 700, f"Award to {s} today"),
        lambda c, s: (
            c.drawString(72, 700, "Total"),
            c.drawRightString(500, 700, s),
            c.drawString(520, 700, "x"),
        ),
    ],
)
def test_two_secrets_of_one_class_give_the_same_bytes(draw) -> None:
    outputs = {
        redacted(drawn(lambda c, s=secret: draw(c, s)), secret)
        for secret in ("£1,284,550.75", "£9", "£418,000")
    }
    assert len(outputs) == 1


ALIGNED = {
    "centred": lambda c, s: (
        c.drawString(60, 760, "Heading of the page in one line"),
        c.drawCentredString(200, 700, f"To {s} now"),
    ),
    "justified": lambda c, s: c.drawString(
        60,
        700,
        f"The supplier is {s} from April",
        wordSpace=(400 - c.stringWidth(f"The supplier is {s} from April")) / 5,
    ),
    "at a right edge": lambda c, s: (
        [c.drawRightString(500, 760 - 20 * n, f"row {n}") for n in range(3)],
        c.drawRightString(500, 700, s),
    ),
}


@pytest.mark.parametrize("way", ALIGNED)
def test_no_alignment_keeps_the_width_of_what_was_removed(way: str) -> None:
    outputs = {
        redacted(drawn(lambda c, s=secret: ALIGNED[way](c, s)), secret)
        for secret in ("£1,284,550.75", "£9", "£418,000")
    }
    assert len(outputs) == 1


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_redacted_too(turn: int) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(note_page([f"By {CANARY} alone"]))) as opened:
        opened.pages[0].Rotate = turn
        opened.save(out)
    made = redacted(out.getvalue(), CANARY)
    assert places_of(CANARY, made) == []
    assert "alone" in text_of(made)


OPERATORS = {
    "Tj": b"BT /F1 12 Tf 72 700 Td (Paid to %s now) Tj ET",
    "TJ": b"BT /F1 12 Tf 72 700 Td [(Paid to ) -50 (%s) 20 ( now)] TJ ET",
    "'": b"BT /F1 12 Tf 14 TL 72 714 Td (Paid to %s now) ' ET",
    '"': b'BT /F1 12 Tf 14 TL 72 714 Td 2 1 (Paid to %s now) " ET',
    "scaled": b"BT /F1 12 Tf 80 Tz 1 Tc 3 Tw 4 Ts 72 700 Td (Paid to %s now) Tj ET",
    "matrix": b"q 2 0 0 2 0 0 cm BT /F1 6 Tf 1 0 0 1 36 350 Tm "
    b"(Paid to %s now) Tj ET Q",
    "marked": b"/Span <</ActualText (harmless)>> BDC BT /F1 12 Tf 72 700 Td "
    b"(Paid to %s now) Tj ET EMC",
    "comment": b"%% %s\nBT /F1 12 Tf 72 700 Td (Paid to %s now) Tj ET",
    "by glyph": b"BT /F1 12 Tf 72 700 Td (Paid to ) Tj "
    + b" ".join(b"(%c) Tj" % c for c in CANARY.encode())
    + b" ( now) Tj ET",
}


def with_content(content: bytes, form: bool = False) -> bytes:
    out = BytesIO()
    content = content.replace(b"%s", CANARY.encode()).replace(b"%%", b"%")
    with pikepdf.Pdf.new() as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
        resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        if form:
            inner = pdf.make_stream(content)
            inner.Type, inner.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
            inner.BBox, inner.Resources = [0, 0, 595, 842], resources
            resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
            content = b"q 1 0 0 1 10 -20 cm /X Do Q q 1 0 0 1 0 -200 cm /X Do Q"
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=[0, 0, 595, 842],
            Resources=resources,
            Contents=pdf.make_stream(content),
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("form", [False, True])
@pytest.mark.parametrize("operator", OPERATORS)
def test_every_way_of_showing_text_is_understood(operator: str, form: bool) -> None:
    made = redacted(with_content(OPERATORS[operator], form), CANARY)
    assert places_of(CANARY, made) == []
    text = text_of(made)
    assert text.count("now") == (2 if form else 1)
    assert text.count(LABEL) == (2 if form else 1)


def test_text_outside_the_visible_page_is_dropped() -> None:
    content = b"BT /F1 12 Tf 72 700 Td (Seen) Tj 1 0 0 1 -900 700 Tm (%s) Tj ET"
    made = redacted(with_content(content))
    assert places_of(CANARY, made) == []
    assert "Seen" in text_of(made)


@pytest.mark.parametrize("mode", [3, 7])
def test_text_that_nobody_sees_is_dropped(mode: int) -> None:
    """Under a scan it may say anything, and stand where no mark finds it."""
    content = b"BT /F1 12 Tf 72 700 Td (Seen) Tj %d Tr ( %%s here) Tj ET" % mode
    made = redacted(with_content(content))
    assert places_of(CANARY, made) == []
    assert "Seen" in text_of(made)
    assert "here" not in text_of(made)


def test_text_that_is_clipped_away_is_dropped() -> None:
    content = b"q 0 0 100 100 re W n BT /F1 12 Tf 72 700 Td (%s) Tj ET Q"
    assert places_of(CANARY, redacted(with_content(content))) == []


def test_pages_that_are_not_kept_leave_nothing() -> None:
    from fixtures.paper import joined

    both = joined(note_page(["Public words"]), note_page([f"{CANARY} secret"]))
    made = black_out([SourcePages(both, (1,), ())], "Title").pdf
    assert len(read_pages(made)) == 1
    assert places_of(CANARY, made) == []


def test_pixels_under_a_mark_are_burnt() -> None:
    picture = Image.new("RGB", (200, 100), (255, 0, 0))

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(picture), 100, 500, 200, 100)

    made = redacted(drawn(draw), boxes=([100, 500, 200, 600],))
    with pikepdf.open(BytesIO(made)) as opened:
        (image,) = opened.pages[0].get_images().values()
        stored = pikepdf.PdfImage(image).as_pil_image().convert("RGB")
    assert stored.getpixel((50, 50)) == (0, 0, 0)
    assert stored.getpixel((150, 50)) == (255, 0, 0)


def test_a_jpegs_comments_do_not_come_along() -> None:
    stored = BytesIO()
    picture = Image.new("L", (80, 80), 128)
    picture.save(stored, format="JPEG", comment=CANARY.encode())

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(BytesIO(stored.getvalue())), 100, 500, 80, 80)

    pdf = drawn(draw)
    out = redacted(pdf)
    with pikepdf.open(BytesIO(out)) as opened:
        (image,) = opened.pages[0].get_images().values()
        raw = image.read_raw_bytes()
        assert CANARY.encode() not in raw
        assert pikepdf.PdfImage(image).as_pil_image().size == (80, 80)


def test_a_drawing_under_a_mark_goes_and_a_table_stays() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(50, 400, 400, 200)
        canvas.bezier(110, 510, 130, 560, 150, 480, 190, 520)

    out = redacted(drawn(draw), boxes=([100, 500, 200, 530],))
    with pikepdf.open(BytesIO(out)) as opened:
        operators = [
            str(i.operator) for i in pikepdf.parse_content_stream(opened.pages[0])
        ]
    assert "c" not in operators
    assert operators.count("re") == 2  # the table and the black box


@pytest.mark.parametrize(
    "content",
    [
        b"/OC /L BDC BT /F1 12 Tf (x) Tj ET EMC",
        b"BT /F1 12 Tf (x) Tj ET flurb",
        b"BT (x) Tj ET",
        b"/Nope Do",
    ],
)
def test_what_is_not_understood_is_drawn_as_a_picture(content: bytes) -> None:
    shown = b" BT /F1 12 Tf 72 700 Td (Fenwick is paid %s) Tj ET"
    pdf = with_content(content + shown)
    order = order_from_json(
        b'{"texts": [{"text": "%s", "label": "s43(2)"}]}' % CANARY.encode(),
        read_pages(pdf),
    )
    made = black_out([SourcePages(pdf, (1,), order.marks)], "Title")
    assert made.pictured == (1,)
    assert places_of(CANARY, made.pdf) == []
    assert looks_of(CANARY, made.pdf) == []
    assert "Fenwick is paid" in " ".join(text_of(made.pdf).split())


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        (b"no json", "JSON"),
        (b'{"mark": []}', "not known"),
        (b'{"keep_pages": []}', "keep_pages"),
        (b'{"keep_pages": [2]}', "pages 1 to 1"),
        (
            b'{"marks": [{"page": 7, "box": [0, 0, 1, 1], "label": "s43(2)"}]}',
            "kept pages",
        ),
        (
            b'{"marks": [{"page": 1, "box": [5, 0, 1, 1], "label": "s43(2)"}]}',
            "x0 < x1",
        ),
        (
            b'{"marks": [{"page": 1, "box": [900, 0, 950, 9], "label": "s43(2)"}]}',
            "outside",
        ),
        (b'{"marks": [{"page": 1, "box": [0, 0, 9, 9], "label": "s99"}]}', "section"),
        (b'{"texts": [{"text": " ", "label": "s43(2)"}]}', "words"),
    ],
)
def test_bad_marks_are_told(marks: bytes, told: str) -> None:
    with pytest.raises(BadMarks, match=told):
        order_from_json(marks, read_pages(note_page(["Fenwick"])))


WORDS = st.text(
    st.characters(
        codec="latin-1",
        categories=("L", "N"),
        exclude_characters="Úú",  # before a figure they are read as a pound sign
    ),
    min_size=2,
    max_size=9,
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    before=st.lists(WORDS, max_size=4),
    secret=st.integers(10_000, 9_999_999),
    after=st.lists(WORDS, max_size=4),
    size=st.integers(6, 11),
)
def test_nothing_marked_survives_and_nothing_else_is_lost(
    before: list[str], secret: int, after: list[str], size: int
) -> None:
    hidden = f"Qz{secret}Zq"

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        canvas.drawString(40, 700, " ".join([*before, hidden, *after]))

    made = redacted(drawn(draw), hidden)
    assert prove(made, [hidden], ours=True).is_clean
    assert "".join(text_of(made).split()) == "".join([*before, LABEL, *after])


def test_the_picture_outside_the_mark_stays_the_same() -> None:
    from PIL import ImageChops

    pdf = note_page(["First line of words", f"Pay {CANARY}", "Third line, unmarked"])
    out = redacted(pdf, CANARY)
    one, other = (
        Image.open(BytesIO(page_picture(p, 1, 72))).convert("L") for p in (pdf, out)
    )
    changed = ImageChops.difference(one, other).point(lambda v: 255 if v > 60 else 0)
    area = changed.getbbox()
    assert area is not None
    (page,) = read_pages(pdf)
    (box,) = page.boxes_of(page.text.index("Pay"), page.text.index("Pay") + 5)
    assert area[1] >= 842 - box.y1 - 2
    assert area[3] <= 842 - box.y0 + 2


def test_the_proof_finds_a_canary_wherever_it_is_planted() -> None:
    clean = redacted(note_page(["Public words"]))
    assert prove(clean, [CANARY], ours=True).is_clean
    plants = {
        "text": lambda p: p.pages[0].contents_add(
            b"BT /F1 12 Tf 72 500 Td (%s) Tj ET" % CANARY.encode()
        ),
        "info": lambda p: p.docinfo.__setitem__("/Subject", CANARY),
        "key": lambda p: p.Root.__setitem__(f"/{CANARY}", True),
        "stream": lambda p: p.Root.__setitem__("/X", p.make_stream(CANARY.encode())),
        "utf-16": lambda p: p.Root.__setitem__(
            "/X", p.make_stream(CANARY.encode("utf-16-be"))
        ),
    }
    for name, plant in plants.items():
        out = BytesIO()
        with pikepdf.open(BytesIO(clean)) as opened:
            plant(opened)
            opened.save(out)
        assert not prove(out.getvalue(), [CANARY.upper()], ours=True).is_clean, name
    orphan = b"99 0 obj\n<</Length 40>>\nstream\n%s\nendstream\nendobj\n"
    for body in (CANARY.encode(), zlib.compress(CANARY.encode())):
        planted = clean.replace(b"xref", orphan % body + b"xref", 1)
        report = prove(planted, [CANARY], ours=False)
        assert "carved data" in report.checks
        assert any(
            "carved" in leak.where or "bytes" in leak.where for leak in report.leaks
        )


def test_a_check_that_cannot_be_run_is_no_clean_proof(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def failing(_: bytes, __: list[str]) -> Iterator[Leak]:
        message = "nothing to be read"
        raise ValueError(message)

    clean = redacted(note_page(["Public words"]))
    assert prove(clean, [CANARY], ours=True).is_clean
    monkeypatch.setitem(proof.CHECKS, "PDFium", failing)
    report = prove(clean, [CANARY], ours=True)
    assert [leak.where for leak in report.leaks] == [
        "the check PDFium cannot be run on it"
    ]


def test_the_proof_refuses_a_second_revision_and_strange_keys() -> None:
    clean = redacted(note_page(["Public words"]))
    assert not prove(clean + b"\n%%EOF\n", [], ours=True).is_clean
    out = BytesIO()
    with pikepdf.open(BytesIO(clean)) as opened:
        opened.Root.AcroForm = pikepdf.Dictionary()
        opened.save(out)
    assert not prove(out.getvalue(), [], ours=True).is_clean


SECRETS = ("Smithson", "Maximilian Longname")


def width_of(text: str) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return stringWidth(text, "Helvetica", 12)


DOT = b"BI /W 3 /H 3 /BPC 8 /CS /G ID ABCDEFGHI EI"
CHUNKED = {
    "a matrix for each chunk": lambda s: (
        b"q 1 0 0 1 72 700 cm BT /F1 12 Tf (%s) Tj ET Q "
        b"q 1 0 0 1 %.3f 700 cm BT /F1 12 Tf ( owes us) Tj ET Q"
        % (s.encode(), 72 + width_of(s))
    ),
    "a clip for each word": lambda s: (
        b"q 72 695 %.3f 16 re W n BT /F1 12 Tf 72 700 Td (%s) Tj ET Q "
        b"BT /F1 12 Tf %.3f 700 Td ( owes us) Tj ET"
        % (width_of(s), s.encode(), 72 + width_of(s))
    ),
    "scaled to a width": lambda s: (
        b"BT /F1 12 Tf %.3f Tz 72 700 Td (%s) Tj 100 Tz 60 0 Td ( owes us) Tj ET"
        % (6000 / width_of(s), s.encode())
    ),
    "a picture behind it": lambda s: (
        b"BT /F1 12 Tf 72 700 Td (%s) Tj ET q 10 0 0 10 %.3f 700 cm %s Q "
        b"BT /F1 12 Tf %.3f 700 Td ( owes us) Tj ET"
        % (s.encode(), 74 + width_of(s), DOT, 86 + width_of(s))
    ),
    "a picture in a clip of its own": lambda s: (
        b"BT /F1 12 Tf 72 700 Td (%s owes us) Tj ET "
        b"q %.3f 699 12 12 re W* n 10 0 0 10 %.3f 700 cm %s Q "
        % (
            s.encode(),
            73 + width_of(s + " owes us"),
            74 + width_of(s + " owes us"),
            DOT,
        )
    ),
    "a block for each letter": lambda s: (
        b"".join(
            b"BT /F1 12 Tf %.3f 700 Td (%c) Tj ET " % (72 + width_of(s[:n]), c)
            for n, c in enumerate(s.encode())
        )
        + b"BT /F1 12 Tf %.3f 700 Td ( owes us) Tj ET" % (72 + width_of(s))
    ),
}


@pytest.mark.parametrize("way", CHUNKED)
def test_no_operator_keeps_the_width_of_what_was_removed(way: str) -> None:
    other = b" BT /F1 12 Tf 72 650 Td (Other line) Tj ET"
    outputs = {
        redacted(with_content(CHUNKED[way](secret) + other), secret)
        for secret in SECRETS
    }
    assert len(outputs) == 1
    assert "owes us" in text_of(outputs.pop())


@pytest.mark.parametrize(
    "matrix", [b"-1 0 0 -1 300 700", b"0 -1 1 0 300 700", b"0 1 -1 0 300 300"]
)
def test_turned_text_stays_on_the_page(matrix: bytes) -> None:
    content = b"BT /F1 12 Tf " + matrix + b" Tm (Mr %s owes us) Tj ET"
    made = redacted(with_content(content), CANARY)
    assert places_of(CANARY, made) == []
    (page,) = read_pages(made)
    assert page.text.replace("\n", "").count("owes us") == 1
    for index in range(len(page.text)):
        box = page.box(index)
        assert box is None or page.visible.grown(1).holds(box.x0, box.y0)


def test_glyphs_without_a_width_are_removed_too() -> None:
    pdf = with_content(
        b"BT /F1 12 Tf 72 700 Td "
        + b" ".join(b"(%c) Tj 7 0 Td" % c for c in CANARY.encode())
        + b" ET"
    )
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        font = opened.pages[0].Resources.Font.F1
        font.FirstChar, font.LastChar, font.Widths = 32, 126, [0] * 95
        opened.save(out)
    made = redacted(out.getvalue(), boxes=([60, 690, 300, 715],))
    text = text_of(made).replace(LABEL, "")
    assert not set(text) & set(CANARY)


def test_a_mark_that_only_grazes_letters_takes_them() -> None:
    pdf = drawn(lambda c: (c.setFont("Helvetica", 20), c.drawString(72, 700, CANARY)))
    made = redacted(pdf, boxes=([60, 711, 300, 720],))
    assert places_of(CANARY, made) == []


def test_pixels_that_a_clip_hides_are_gone() -> None:
    picture = Image.new("RGB", (100, 50), (255, 0, 0))

    def draw(canvas: Canvas) -> None:
        path = canvas.beginPath()
        path.rect(100, 400, 100, 200)
        canvas.saveState()
        canvas.clipPath(path, stroke=0)
        canvas.drawImage(ImageReader(picture), 100, 400, 200, 100)
        canvas.restoreState()

    with pikepdf.open(BytesIO(redacted(drawn(draw)))) as opened:
        (image,) = opened.pages[0].get_images().values()
        stored = pikepdf.PdfImage(image).as_pil_image().convert("RGB")
    assert stored.getpixel((10, 25)) == (255, 0, 0)
    assert stored.getpixel((80, 25)) == (0, 0, 0)


def test_an_inline_picture_stays_where_no_mark_is() -> None:
    content = b"q 9 0 0 9 72 700 cm BI /W 3 /H 3 /BPC 8 /CS /G ID ABCDEFGHI EI Q"
    with pikepdf.open(BytesIO(redacted(with_content(content)))) as opened:
        (picture,) = opened.pages[0].Resources.XObject.values()
        assert picture.read_bytes() == b"ABCDEFGHI"


def test_a_frame_round_the_page_stays_and_bars_under_a_mark_go() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.roundRect(40, 40, 500, 700, 12)
        for n in range(12):
            canvas.rect(100 + 8 * n, 500, 4, 20, fill=1)

    out = redacted(drawn(draw), boxes=([90, 490, 144, 530],))
    with pikepdf.open(BytesIO(out)) as opened:
        found = [str(i.operator) for i in pikepdf.parse_content_stream(opened.pages[0])]
    assert "c" in found
    assert found.count("re") == 6 + 1  # the bars beside the mark, and the black box


@pytest.mark.parametrize(
    "content",
    [
        b"(%s) 0 g",
        b"BDC EMC",
        b"BT /F1 12 Tf " + b"9" * 310 + b" 0 Td (x) Tj ET",
    ],
)
def test_odd_operands_are_refused_or_dropped(content: bytes) -> None:
    try:
        made = redacted(with_content(content))
    except CannotRedact:
        return
    assert places_of(CANARY, made) == []


FOREIGN = {
    "hex string": lambda p: p.pages[0].contents_add(
        b"BT /F1 12 Tf <%s> Tj ET" % CANARY.encode().hex().encode()
    ),
    "utf-16-le": lambda p: p.Root.__setitem__(
        "/X", p.make_stream(CANARY.encode("utf-16-le"))
    ),
    "attached PDF": lambda p: p.attachments.__setitem__(
        "a.pdf", note_page([f"Words of {CANARY}"])
    ),
    "outline": lambda p: p.Root.__setitem__(
        "/Outlines", p.make_indirect(pikepdf.Dictionary(Title=pikepdf.String(CANARY)))
    ),
}


@pytest.mark.parametrize("way", FOREIGN)
def test_the_proof_reads_files_of_others(way: str) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(note_page(["Public words"]))) as opened:
        FOREIGN[way](opened)
        opened.save(out)
    assert not prove(out.getvalue(), [CANARY], ours=False).is_clean


def test_the_proof_finds_short_names_in_titles() -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(note_page(["Public words"]))) as opened:
        opened.docinfo["/Title"] = "About Khan, 2026"
        opened.save(out)
    assert not prove(out.getvalue(), ["Khan"], ours=False).is_clean


def hatched() -> bytes:
    """A box filled with slanted lines, and a line of words above it."""
    content = (
        b"BT /F1 12 Tf 72 700 Td (Khan owes us) Tj ET "
        b"/Pattern cs /P scn 72 490 280 60 re f"
    )
    out = BytesIO()
    with pikepdf.open(BytesIO(with_content(content))) as opened:
        tile = opened.make_stream(b"1 0 0 RG .7 w 0 0 m 8 8 l S")
        tile.PatternType, tile.PaintType, tile.TilingType = 1, 1, 1
        tile.BBox = pikepdf.Array([0, 0, 8, 8])
        tile.XStep = tile.YStep = 8
        tile.Resources = pikepdf.Dictionary()
        opened.pages[0].Resources.Pattern = pikepdf.Dictionary(P=tile)
        opened.save(out, deterministic_id=True)
    return out.getvalue()


def test_a_pattern_of_lines_stays_and_is_drawn_where_a_mark_lies_on_it() -> None:
    pdf = hatched()
    order = order_from_json(
        b'{"texts": [{"text": "Khan", "label": "s40(2)"}]}', read_pages(pdf)
    )
    made = black_out([SourcePages(pdf, (1,), order.marks)], "Title")
    assert made.pictured == ()
    pictures = [
        Image.open(BytesIO(page_picture(body, 1, 72))).crop((60, 280, 360, 360))
        for body in (pdf, made.pdf)
    ]
    assert pictures[0].tobytes() == pictures[1].tobytes()
    assert pictures[0].convert("L").getextrema()[0] < 200
    boxed = order_from_json(
        b'{"marks": [{"page": 1, "box": [80, 500, 120, 520], "label": "s40(2)"}]}',
        read_pages(pdf),
    )
    made = black_out([SourcePages(pdf, (1,), boxed.marks)], "Title")
    assert made.pictured == (1,)


def test_a_picture_above_a_line_does_not_move_with_it() -> None:
    """It is higher than a letter, but its foot stands clear of the line."""
    content = (
        b"q 36 0 0 36 100 714 cm " + DOT + b" Q "
        b"BT /F1 12 Tf 72 700 Td (Mr Khan owes us) Tj ET"
    )
    made = redacted(with_content(content), "Khan")
    with pikepdf.open(BytesIO(made)) as opened:
        body = opened.pages[0].Contents.read_bytes()
    assert b"36 0 0 36 100 714 cm" in body
    assert "Mr [s43(2)] owes us" in text_of(made)
