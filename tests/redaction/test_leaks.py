"""Every place where a PDF can hide words: hidden, then redacted, then looked for."""

import json
import re
from collections import Counter
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageChops

from decisions.geometry import Box
from fixtures.leaks import CASES
from fixtures.leaks.around import tagged
from fixtures.leaks.case import Leak
from fixtures.search import looks_of, places_of
from redaction.blackout import black_out
from redaction.confined import client
from redaction.marks import Mark, order_from_json
from redaction.pdfium import page_picture
from redaction.proof import prove
from redaction.publicfile import Made, SourcePages
from redaction.reading.pages import read_pages

PLACES = Path(__file__).parents[2] / "docs" / "hidden-places.md"
BY_NAME = {case.name: case for case in CASES}
ROWS = range(1, 32)


@cache
def made_of(name: str) -> Made:
    case = BY_NAME[name]
    pdf = case.draw()
    marks = {
        "keep_pages": list(case.keep),
        "texts": [{"text": case.hidden, "label": "s43(2)"}],
        "marks": [{"page": 1, "box": box, "label": "s43(2)"} for box in case.boxes],
    }
    order = order_from_json(json.dumps(marks).encode(), client.read(pdf).pages)
    return black_out([SourcePages(pdf, order.keep_pages, order.marks)], "Title")


def test_hardly_any_page_is_not_understood() -> None:
    """Pages of the corpus that become pictures are told; none is refused."""
    drawn = {case.name for case in CASES if made_of(case.name).pictured}
    assert drawn <= PICTURED


PICTURED = {
    "as-a-clip",
    "soft-mask-group",
    "tiling-pattern",
    "type-3",
}


def rendered(pdf: bytes) -> Image.Image:
    return Image.open(BytesIO(page_picture(pdf, 1, 60))).convert("L")


@pytest.mark.parametrize("name", [n for n in BY_NAME if n.startswith("picture-")])
def test_a_picture_looks_the_same_beside_a_mark(name: str) -> None:
    """A small mark in the corner of the picture, where no ink stands."""
    pdf = BY_NAME[name].draw()
    mark = Mark(Box(1, 330, 545, 350, 549), "[s43(2)]")
    made = black_out([SourcePages(pdf, (1,), (mark,))], "Title")
    assert made.pictured == ()
    changed = ImageChops.difference(rendered(pdf), rendered(made.pdf))
    far = changed.point(lambda v: 255 if v > 40 else 0)
    scale = 60 / 72
    area = far.getbbox() or (330 * scale, 0, 0, 0)
    assert area[0] >= int(320 * scale), "nothing changed left of the mark"


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.text for page in read_pages(pdf)).split())


@pytest.mark.parametrize("name", BY_NAME)
def test_nothing_is_left_and_nothing_else_is_lost(name: str) -> None:
    case, made = BY_NAME[name], made_of(name)
    assert places_of(case.hidden, made.pdf) == []
    assert looks_of(case.hidden, made.pdf) == []
    text = words_of(made.pdf)
    assert all(words in text for words in case.kept)


@pytest.mark.parametrize("name", BY_NAME)
def test_the_proof_is_clean_then_and_was_not_before(name: str) -> None:
    case = BY_NAME[name]
    report = prove(made_of(name).pdf, [case.hidden], ours=True)
    assert report.leaks == ()
    before = prove(case.draw(), [case.hidden], ours=False)
    assert any(leak.term == 1 for leak in before.leaks)


def test_the_corpus_has_every_row_of_the_table() -> None:
    rows = Counter(case.row for case in CASES)
    assert set(rows) == set(ROWS)
    assert len(CASES) >= 100
    assert len(BY_NAME) == len(CASES)
    told = {int(n) for n in re.findall(r"^\| (\d+) \|", PLACES.read_text(), re.M)}
    assert told == set(ROWS)


@pytest.mark.parametrize(
    "case", [c for c in CASES if c.is_tagged], ids=lambda c: c.name
)
def test_tags_are_kept(case: Leak) -> None:
    with pikepdf.open(BytesIO(made_of(case.name).pdf)) as opened:
        root = opened.Root.StructTreeRoot
        roles = [str(kid.S) for kid in root.K[0].K.as_list()]
    assert roles == ["/H1", "/P", "/P"]


def test_a_page_that_becomes_a_picture_keeps_a_place_among_the_tags() -> None:
    """The page in the middle holds an operator that nobody knows."""
    pdf = joined_tagged(tagged(), tagged(more=b"flurb"), tagged())
    marks = order_from_json(b"{}", client.read(pdf).pages)
    made = black_out([SourcePages(pdf, marks.keep_pages, ())], "Title")
    assert made.pictured == (2,)
    with pikepdf.open(BytesIO(made.pdf)) as opened:
        root = opened.Root.StructTreeRoot
        roles = [str(kid.S) for kid in root.K[0].K.as_list()]
        assert roles == ["/H1", "/P", "/P", "/P", "/H1", "/P", "/P"]
        page = opened.pages[1].obj
        assert root.ParentTree.Nums[2 * 2 + 1][0].K[0].Pg.objgen == page.objgen
        assert b"/MCID 0" in page.Contents.read_bytes()
    assert "Heading of it" in read_pages(made.pdf)[1].text
    assert prove(made.pdf, [], ours=True).leaks == ()


def joined_tagged(*pdfs: bytes) -> bytes:
    """One tagged file of several pages."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdfs[0])) as whole:
        root = whole.Root.StructTreeRoot
        kids = list(root.K.as_list())
        for pdf in pdfs[1:]:
            with pikepdf.open(BytesIO(pdf)) as other:
                tree = whole.copy_foreign(other.Root.StructTreeRoot)
                whole.pages.extend(other.pages)
            page = whole.pages[-1].obj
            for kid in tree.K.as_list():
                kid.Pg = page
                kids.append(kid)
        root.K = pikepdf.Array(kids)
        whole.save(out, deterministic_id=True)
    return out.getvalue()
