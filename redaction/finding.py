"""What helps a reader to find their way in a public file: headings and addresses.

Both are made of what can be read in the file anyway: an outline of its headings,
and links whose addresses are printed where they stand.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, String

from decisions.text import NOT_RAISED, BlockKind, PageText
from redaction.baggage import dictionary
from redaction.matrix import Area, meet, within
from redaction.publictext import blocks_on

HEADINGS_MAX: Final = 500
TITLE_MAX: Final = 160
_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._~/%?=&#+-]*)?")
_LINKS_MAX: Final = 2_000


@dataclass(frozen=True, slots=True)
class Link:
    """An address of the source and where it stood."""

    page: int
    """Of the public file, 1-based."""
    area: Area
    address: str


def links_of(
    page: pikepdf.Page, number: int, visible: Area, marks: Sequence[Area]
) -> list[Link]:
    """The web links of a source page that no mark touches."""
    found: list[Link] = []
    notes = page.obj.get("/Annots")
    if not isinstance(notes, Array):
        return found
    for note in notes.as_list()[:_LINKS_MAX]:
        if not isinstance(note, Dictionary) or not isinstance(note.get("/Rect"), Array):
            continue
        action = dictionary(dictionary(note).get("/A"))
        if action.get("/S") != Name.URI or note.get("/Subtype") != Name.Link:
            continue
        address = str(action.get("/URI", ""))
        sides = [round(float(side), 2) for side in note.Rect.as_list()]
        if len(sides) != 4:
            continue
        x0, x1 = sorted(sides[0::2])
        y0, y1 = sorted(sides[1::2])
        area = (x0, y0, x1, y1)
        is_free = within(area, visible) and not any(meet(area, m) for m in marks)
        if is_free and _ADDRESS.fullmatch(address):
            found.append(Link(number, area, address))
    return found


def add_ways(opened: Pdf, pages: Sequence[PageText], links: Sequence[Link]) -> None:
    """Put the outline and the links into a public file.

    Args:
        opened: The file.
        pages: What is read from it.
        links: Of its sources; one whose address is not printed is left out.
    """
    headings = [
        (block.text.translate(NOT_RAISED)[:TITLE_MAX], page.number)
        for page in pages
        for block in blocks_on(page)
        if block.kind is BlockKind.HEADING
    ]
    if len(headings) > 1:
        with opened.open_outline() as outline:
            for title, number in headings[:HEADINGS_MAX]:
                outline.root.append(OutlineItem(title, number - 1))
    for link in links:
        printed = "".join(pages[link.page - 1].text.split())
        plain = re.sub(r"^https?://|/$", "", link.address)
        if plain in printed:
            _add(opened.pages[link.page - 1].obj, link, opened)


def _add(page: pikepdf.Object, link: Link, opened: Pdf) -> None:
    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array(link.area),
        Border=Array([0, 0, 0]),
        F=4,
        A=Dictionary(S=Name.URI, URI=String(link.address)),
    )
    notes = page.get("/Annots", Array())
    notes.append(opened.make_indirect(note))
    page.Annots = notes


NOTE_KEYS: Final = frozenset({"/Type", "/Subtype", "/Rect", "/Border", "/F", "/A"})


def is_plain_link(note: pikepdf.Object) -> bool:
    """Whether an annotation is such as `add_ways` makes."""
    action = dictionary(note.get("/A"))
    return (
        set(note.keys()) <= NOTE_KEYS
        and note.get("/Subtype") == Name.Link
        and set(action.keys()) == {"/S", "/URI"}
        and action.S == Name.URI
        and _ADDRESS.fullmatch(str(action.URI)) is not None
    )
