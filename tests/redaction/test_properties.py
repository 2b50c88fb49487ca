"""Random pages: nothing marked survives, nothing unmarked is lost or moved."""

import json
import string
from dataclasses import dataclass
from io import BytesIO

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from fixtures.leaks.words import FONTS
from fixtures.search import places_of
from redaction.blackout import black_out
from redaction.marks import Order, order_from_json
from redaction.pdfium import page_picture
from redaction.proof import prove
from redaction.publicfile import SourcePages
from redaction.reading.pages import read_pages

SECRET = "Quillonfrith"
ROW_PT = 46.0
FAR_GREY = 60
"""Grey levels by which a pixel may differ where nothing was touched."""

pdfmetrics.registerFont(TTFont("Vera", FONTS / "Vera.ttf"))


@dataclass(frozen=True)
class Line:
    words: list[str]
    face: str
    size: float
    across: float
    tilt: float
    scale: float
    spacing: float
    wide: float
    is_secret: bool

    @property
    def text(self) -> str:
        middle = [SECRET] if self.is_secret else []
        half = len(self.words) // 2
        return " ".join([*self.words[:half], *middle, *self.words[half:]])

    @property
    def end(self) -> float:
        """How far across the page it goes, in points, were it level."""
        letters = pdfmetrics.stringWidth(self.text, self.face, self.size)
        letters += self.spacing * len(self.text)
        return self.across + letters * self.scale * self.wide / 100


WIDTH_PT = 595
WORDS = st.lists(
    st.text(string.ascii_letters, min_size=2, max_size=8), min_size=1, max_size=5
)
LINES = st.builds(
    Line,
    words=WORDS,
    face=st.sampled_from(["Helvetica", "Times-Roman", "Courier", "Vera"]),
    size=st.floats(6, 13).map(lambda n: round(n, 2)),
    across=st.floats(30, 120).map(lambda n: round(n, 2)),
    tilt=st.sampled_from([0.0, 0.0, 0.0, 1.5, -3.0]),
    scale=st.sampled_from([1.0, 1.0, 0.7, 1.3]),
    spacing=st.sampled_from([0.0, 0.0, 0.4, 1.1]),
    wide=st.sampled_from([100.0, 100.0, 80.0, 120.0]),
    is_secret=st.booleans(),
).filter(lambda line: line.end < WIDTH_PT)


def drawn(lines: list[Line]) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH_PT, 842), invariant=1)
    for at, line in enumerate(lines):
        canvas.saveState()
        canvas.translate(line.across, 800 - ROW_PT * at)
        canvas.rotate(line.tilt)
        canvas.scale(line.scale, line.scale)
        text = canvas.beginText(0, 0)
        text.setFont(line.face, line.size)
        text.setCharSpace(line.spacing)
        text.setHorizScale(line.wide)
        text.textOut(line.text)
        canvas.drawText(text)
        canvas.restoreState()
    canvas.save()
    return out.getvalue()


def ordered(pdf: bytes) -> Order:
    marks = {"texts": [{"text": SECRET, "label": "s43(2)"}]}
    return order_from_json(json.dumps(marks).encode(), read_pages(pdf))


def squeezed(pdf: bytes) -> str:
    return "".join("".join(page.text.split()) for page in read_pages(pdf))


def picture(pdf: bytes) -> Image.Image:
    return Image.open(BytesIO(page_picture(pdf, 1, 72))).convert("L")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(LINES, min_size=1, max_size=12))
def test_what_is_marked_goes_and_all_else_stays(lines: list[Line]) -> None:
    pdf = drawn(lines)
    order = ordered(pdf)
    found = squeezed(pdf).count(SECRET)
    assert found == sum(line.is_secret for line in lines)
    made = black_out([SourcePages(pdf, (1,), order.marks)], "Title")
    assert made.pictured == ()
    assert places_of(SECRET, made.pdf) == []
    assert prove(made.pdf, [SECRET], ours=True).leaks == ()
    text = squeezed(made.pdf)
    for line in lines:
        assert all(word in text for word in line.words)
    assert text.count("[s43(2)]") == found
    _same_elsewhere(pdf, made.pdf, lines)


def _same_elsewhere(pdf: bytes, out: bytes, lines: list[Line]) -> None:
    changed = ImageChops.difference(picture(pdf), picture(out))
    rows = changed.point(lambda v: 255 if v > FAR_GREY else 0)
    for at, line in enumerate(lines):
        if not line.is_secret and not line.tilt:
            foot = 842 - (800 - ROW_PT * at)
            area = rows.crop((0, int(foot - 14), WIDTH_PT, int(foot + 5)))
            near = [o for o in (at - 1, at + 1) if 0 <= o < len(lines)]
            if not any(lines[o].tilt and lines[o].is_secret for o in near):
                assert area.getbbox() is None


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    line=LINES,
    others=st.lists(
        st.text("abcdefgnoq", min_size=3, max_size=30), min_size=2, max_size=4
    ),
)
def test_what_was_removed_leaves_no_width(line: Line, others: list[str]) -> None:
    """Secrets of any length under one mark give one and the same file."""
    outputs = set()
    for other in others:
        out = BytesIO()
        canvas = Canvas(out, pagesize=(WIDTH_PT, 842), invariant=1)
        canvas.setFont(line.face, line.size)
        secret = f"Quill{other}th"
        canvas.drawString(line.across, 500, f"Paid to {secret} and more")
        canvas.drawString(line.across, 460, "Another line")
        canvas.save()
        marks = {"texts": [{"text": secret, "label": "s43(2)"}]}
        order = order_from_json(json.dumps(marks).encode(), read_pages(out.getvalue()))
        source = SourcePages(out.getvalue(), (1,), order.marks)
        outputs.add(black_out([source], "Title").pdf)
    assert len(outputs) == 1
