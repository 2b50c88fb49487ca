"""A public file says where its headings are, and links what is printed in it."""

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from decisions.geometry import Box
from fixtures.paper import CANARY, bold, drawn, para
from redaction.blackout import black_out
from redaction.marks import Mark
from redaction.proof import prove
from redaction.publicfile import SourcePages
from redaction.reading.pages import read_pages

PRINTED = "https://example.org/decisions"


def linked(*addresses: str) -> bytes:
    """A page with headings and its first address printed; a link for each."""
    story = [
        bold("1. What is decided"),
        para(f"See {PRINTED} for all of them."),
        bold(f"2. What {CANARY} is paid"),
        para("Nothing yet."),
    ]
    out = BytesIO()
    with pikepdf.open(BytesIO(drawn(story, "t"))) as opened:
        notes = [
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([72, 400 - 30 * at, 300, 420 - 30 * at]),
                A=Dictionary(S=Name.URI, URI=String(address)),
                Contents=String(CANARY),
            )
            for at, address in enumerate(addresses)
        ]
        opened.pages[0].Annots = Array([opened.make_indirect(note) for note in notes])
        opened.save(out, deterministic_id=True)
    return out.getvalue()


def made(pdf: bytes, *areas: tuple[float, float, float, float]) -> bytes:
    (page,) = read_pages(pdf)
    at = page.text.index(CANARY)
    boxes = [*page.boxes_of(at, at + len(CANARY)), *(Box(1, *area) for area in areas)]
    marks = tuple(Mark(box, "[s40(2)]") for box in boxes)
    return black_out([SourcePages(pdf, (1,), marks)], "Title").pdf


def addresses(pdf: bytes) -> list[str]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        notes = opened.pages[0].obj.get("/Annots", Array())
        return [str(note.A.URI) for note in notes.as_list()]


def test_the_outline_is_of_the_headings_as_the_public_reads_them() -> None:
    out = made(linked(PRINTED))
    with pikepdf.open(BytesIO(out)) as opened, opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles == ["1. What is decided", "2. What [s40(2)] is paid"]
    assert prove(out, [CANARY], ours=True).leaks == ()


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/other",
        "http://user:word@example.org/decisions",
        "javascript:alert(1)",
        "file:///etc/passwd",
    ],
)
def test_only_an_address_that_is_printed_stays_a_link(address: str) -> None:
    out = made(linked(PRINTED, address))
    assert addresses(out) == [PRINTED]
    assert prove(out, [CANARY], ours=True).leaks == ()


@pytest.mark.parametrize("rect", [None, Array([1, 2]), String("none")])
def test_a_damaged_note_is_no_link_and_no_second_page(rect: object) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(linked(PRINTED))) as opened:
        note = opened.pages[0].Annots[0]
        if rect is None:
            del note["/Rect"]
        else:
            note.Rect = rect
        opened.save(out, deterministic_id=True)
    done = made(out.getvalue())
    assert addresses(done) == []
    assert len(read_pages(done)) == 1


def test_a_link_under_a_mark_goes() -> None:
    assert addresses(made(linked(PRINTED), (72, 390, 90, 430))) == []


def test_the_proof_knows_a_link_that_is_more_than_one() -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(made(linked(PRINTED)))) as opened:
        opened.pages[0].Annots[0].Contents = String("more")
        opened.save(out, deterministic_id=True)
    assert prove(out.getvalue(), [], ours=True).leaks
