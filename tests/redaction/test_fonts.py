"""Fonts are cut to what is shown: it looks the same, and knows no other letter."""

import json
from collections.abc import Callable
from functools import partial
from io import BytesIO

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops

from fixtures.leaks.case import SECRET
from fixtures.leaks.drawings import drawn_letters
from fixtures.leaks.words import compact, compact_program, composite, embedded
from redaction.blackout import black_out
from redaction.marks import order_from_json
from redaction.pdfium import page_picture
from redaction.proof import prove
from redaction.publicfile import SourcePages
from redaction.reading.pages import read_pages

WORDS = f"Paid to {SECRET}"
FONTS: dict[str, Callable[[], bytes]] = {
    "TrueType": lambda: embedded("Vera"),
    "Type 1": lambda: embedded("DarkGarden"),
    "composite TrueType": lambda: composite(WORDS),
    "composite with a table": lambda: composite(WORDS, tabled=True),
    "composite with codes": lambda: composite(WORDS, mapped=True),
    "composite with short codes": lambda: composite(WORDS, short=True),
    "drawings": lambda: drawn_letters(WORDS),
    "drawings without names": lambda: drawn_letters(WORDS, says=False),
    "compact": lambda: compact(simple=True),
    "composite compact": lambda: compact(simple=False),
}


def picture(pdf: bytes) -> Image.Image:
    return Image.open(BytesIO(page_picture(pdf, 1, 110))).convert("L")


@pytest.mark.parametrize("name", FONTS)
def test_what_stays_looks_the_same(name: str) -> None:
    pdf = FONTS[name]()
    made = black_out([SourcePages(pdf, (1,), ())], "Title")
    assert made.pictured == ()
    assert ImageChops.difference(picture(pdf), picture(made.pdf)).getbbox() is None


@pytest.mark.parametrize("name", FONTS)
def test_a_letter_that_is_not_shown_is_found_in_a_font(name: str) -> None:
    """The proof's own eye: the same file with its words taken away by hand."""
    made = black_out([SourcePages(FONTS[name](), (1,), ())], "Title").pdf
    assert prove(made, [], ours=True).is_clean
    out = BytesIO()
    with pikepdf.open(BytesIO(made)) as opened:
        kept = [
            instruction
            for instruction in pikepdf.parse_content_stream(opened.pages[0])
            if str(instruction.operator) != "Tj"
        ]
        body = pikepdf.unparse_content_stream(kept)
        opened.pages[0].Contents = opened.make_stream(body)
        opened.save(out, deterministic_id=True)
    leaks = prove(out.getvalue(), [], ours=True).leaks
    assert any("not shown" in leak.where for leak in leaks)


def test_no_font_says_its_name() -> None:
    made = black_out([SourcePages(compact(simple=True), (1,), ())], "Title").pdf
    with pikepdf.open(BytesIO(made)) as opened:
        fonts = opened.pages[0].Resources.Font
        names = {str(font.BaseFont) for font in fonts.values()}
        program = next(iter(fonts.values())).FontDescriptor.FontFile3.read_bytes()
    assert names == {"/AAAAAA+Font0"}
    assert SECRET.encode() not in program
    assert SECRET.encode() in compact_program(WORDS)


def test_a_page_that_becomes_a_picture_leaves_no_letter_in_a_font() -> None:
    """Two pages share a font; the first has another one that nobody can read."""
    out = BytesIO()
    with pikepdf.open(BytesIO(composite(WORDS))) as opened:
        first = opened.pages[0]
        program = opened.make_stream(b"no font at all")
        first.Resources.Font.F3 = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.TrueType,
            BaseFont=pikepdf.Name.Broken,
            FirstChar=120,
            LastChar=120,
            Widths=[500],
            FontDescriptor=pikepdf.Dictionary(FontFile2=program),
        )
        shown = first.Contents.read_bytes()
        code = shown[shown.index(b"<") + 1 :][:4]
        broken = b" BT /F3 12 Tf 72 400 Td (x) Tj ET"
        first.Contents = opened.make_stream(shown + broken)
        second = opened.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(F2=first.Resources.Font.F2)
        second.Resources = pikepdf.Dictionary(Font=font)
        line = b"BT /F2 12 Tf 72 600 Td <%b> Tj ET" % code
        second.Contents = opened.make_stream(line)
        opened.save(out, deterministic_id=True)
    made = black_out([SourcePages(out.getvalue(), (1, 2), ())], "Title")
    assert made.pictured == (1,)
    assert prove(made.pdf, [], ours=True).leaks == ()


def test_a_font_that_fails_on_a_later_page_makes_that_file_pictures() -> None:
    """Its letter P is damaged; the first page, and a second font, do not show it."""
    out = BytesIO()
    with pikepdf.open(BytesIO(embedded("Vera"))) as opened:
        first = opened.pages[0]
        (name,) = set(map(str, first.Resources.Font.as_dict())) - {"/F1"}
        font = first.Resources.Font[name]
        program = font.FontDescriptor.FontFile2
        program.write(with_damage(program.read_bytes(), "P"))
        for letters in ("ai", "P"):
            page = opened.add_blank_page(page_size=(595, 842))
            page.Resources = pikepdf.Dictionary(Font=first.Resources.Font)
            shown = b"BT /F1 12 Tf 72 700 Td (Minutes) Tj %b 20 Tf (%b) Tj ET"
            page.Contents = opened.make_stream(
                shown % (name.encode(), letters.encode())
            )
        page = opened.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(F1=first.Resources.Font.F1)
        )
        page.Contents = opened.make_stream(b"BT /F1 12 Tf 72 700 Td (Ends) Tj ET")
        opened.save(out, deterministic_id=True)
    made = black_out([SourcePages(out.getvalue(), (2, 3, 4), ())], "Title")
    assert made.pictured == (1, 2)
    assert prove(made.pdf, [], ours=True).leaks == ()
    assert read_pages(made.pdf)[2].text == "Ends"
    alone = black_out([SourcePages(out.getvalue(), (2, 4), ())], "Title")
    assert alone.pictured == ()


def with_damage(program: bytes, letter: str) -> bytes:
    """A TrueType program whose outline of one letter says nonsense."""
    with TTFont(BytesIO(program)) as font:
        glyph = font["cmap"].tables[0].cmap[ord(letter)]
        at = font.reader.tables["glyf"].offset
        at += font["loca"][font.getGlyphID(glyph)]
    return program[:at] + b"\x7f" * 40 + program[at + 40 :]


def redacted(pdf: bytes, marks: dict[str, object]) -> bytes:
    order = order_from_json(json.dumps(marks).encode(), read_pages(pdf))
    made = black_out([SourcePages(pdf, (1,), order.marks)], "Title")
    assert made.pictured == ()
    return made.pdf


@pytest.mark.parametrize("kind", ["drawings", "composite", "short codes"])
def test_no_number_of_a_letter_tells_what_was_removed(kind: str) -> None:
    """The secrets differ in letters that come before those of the other words."""
    draw = {
        "drawings": drawn_letters,
        "composite": partial(composite, tabled=True),
        "short codes": partial(composite, short=True),
    }[kind]
    outputs = set()
    for secret in ("Oxblood", "Quaver-Jonz", "waxy"):
        marks = {"texts": [{"text": secret, "label": "s43(2)"}]}
        outputs.add(redacted(draw(f"{secret} drew up a zoo"), marks))
    assert len(outputs) == 1
    assert "drew up a zoo" in read_pages(outputs.pop())[0].text


def test_a_drawn_letter_beside_its_place_is_under_a_mark_on_its_ink() -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(drawn_letters("ab"))) as opened:
        procs = opened.pages[0].Resources.Font.F3.CharProcs
        body = b"1000 0 d0 9000 -9000 2000 2000 re f"
        procs.b = opened.make_stream(body)
        opened.save(out, deterministic_id=True)
    mark = {"page": 1, "box": [125.0, 545.0, 140.0, 570.0], "label": "s43(2)"}
    pdf = out.getvalue()
    assert picture(pdf).crop((180, 400, 220, 460)).getextrema()[0] < 50
    made = redacted(pdf, {"marks": [mark]})
    with pikepdf.open(BytesIO(made)) as opened:
        fonts = opened.pages[0].Resources.Font
        drawn = [set(f.CharProcs.keys()) for f in fonts.values() if "/CharProcs" in f]
    assert drawn == [{"/a"}]
