"""What is to be removed from a file: boxes with the label that replaces them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from decisions.errors import BadMarks
from decisions.exemptions import EXEMPTIONS, exemption
from decisions.fingerprints import Sha256
from decisions.flags import Flag
from decisions.geometry import Box
from decisions.parts import PagePart
from decisions.text import PageText
from redaction.searching import occurrences


@dataclass(frozen=True, slots=True)
class Mark:
    """One box to redact and the exemption it is withheld under."""

    box: Box
    label: str
    """As printed: "[s43(2)]"."""


@dataclass(frozen=True, slots=True)
class Order:
    """What `partone redact` is asked to do with one file."""

    keep_pages: tuple[int, ...]
    marks: tuple[Mark, ...]
    withheld: tuple[str, ...]
    """The words that must be nowhere in the output."""


def marks_of(flags: Iterable[Flag], file: Sha256) -> tuple[Mark, ...]:
    """The marks of every flag in `file` that an officer ruled to withhold."""
    found = []
    for flag in flags:
        if flag.file != file or not flag.is_withheld:
            continue
        assert flag.ruling is not None
        assert flag.ruling.section is not None
        label = exemption(flag.ruling.section).label
        found += [Mark(box, label) for box in flag.boxes]
    return tuple(sorted(found, key=lambda mark: (mark.box, mark.label)))


def feet_of(
    parts: Iterable[PagePart], file: Sha256, pages: Sequence[PageText]
) -> tuple[Mark, ...]:
    """A mark over the foot of each mixed page of a file, where Part 2 stands.

    It has no label: the schedule says that there is a Part 2, and a label for
    each line would tell how many there are.
    """
    visible = {page.number: page.visible for page in pages}
    found = []
    for part in parts:
        if part.file == file and part.boundary_y is not None:
            seen = visible[part.page]
            top = max(seen.y0, min(part.boundary_y, seen.y1))
            box = Box(part.page, seen.x0, seen.y0, seen.x1, top)
            found.append(Mark(box, ""))
    return tuple(found)


def order_from_json(raw: bytes, pages: Sequence[PageText]) -> Order:
    """Read MARKS.json for a file whose pages were read.

    `texts` marks every occurrence on a kept page, whatever its case, spacing or
    line breaks.

    Raises:
        BadMarks: Names the entry, what was expected and what was found.
    """
    told = _loaded(raw)
    keep = _keep_pages(told.get("keep_pages"), len(pages))
    marks = [
        _mark(entry, f"marks[{at}]", keep, pages)
        for at, entry in enumerate(_entries(told, "marks"))
    ]
    wanted: list[tuple[str, str]] = []
    for at, entry in enumerate(_entries(told, "texts")):
        where = f"texts[{at}]"
        text = entry.get("text")
        if not isinstance(text, str) or not text.strip():
            raise BadMarks(f"{where}: expected words in 'text', found none")
        wanted.append((text, _label(entry, where)))
    for number in keep:
        page = pages[number - 1]
        for text, label in wanted:
            for start, end in occurrences(text, page.text):
                marks += [Mark(box, label) for box in page.boxes_of(start, end)]
    return Order(keep, tuple(marks), tuple(text for text, _ in wanted))


def _loaded(raw: bytes) -> dict[str, object]:
    try:
        told = json.loads(raw)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise BadMarks('the marks are not a JSON object with "keep_pages" and "marks"')
    unknown = sorted(set(told) - {"keep_pages", "marks", "texts"})
    if unknown:
        raise BadMarks(
            f"{len(unknown)} keys are not known; expected keep_pages, marks, texts"
        )
    return told


def _entries(told: dict[str, object], name: str) -> list[dict[str, object]]:
    entries = told.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise BadMarks(f"{name}: expected a list of objects")
    return entries


def _keep_pages(keep: object, total: int) -> tuple[int, ...]:
    if keep is None:
        return tuple(range(1, total + 1))
    if not isinstance(keep, list) or not keep:
        raise BadMarks("keep_pages: expected a list of page numbers, at least one")
    for number in keep:
        if type(number) is not int or not 1 <= number <= total:
            raise BadMarks(f"keep_pages: expected pages 1 to {total}, found another")
    if len(set(keep)) != len(keep):
        raise BadMarks("keep_pages: a page is named twice")
    return tuple(keep)


def _mark(
    entry: dict[str, object],
    where: str,
    keep: tuple[int, ...],
    pages: Sequence[PageText],
) -> Mark:
    page, box = entry.get("page"), entry.get("box")
    if type(page) is not int or page not in keep:
        raise BadMarks(f"{where}: expected one of the kept pages, found another")
    if (
        not isinstance(box, list)
        or len(box) != 4
        or not all(type(n) in {int, float} and abs(n) < 1e6 for n in box)
        or not (box[0] < box[2] and box[1] < box[3])
    ):
        raise BadMarks(
            f"{where}: expected a box [x0, y0, x1, y1] with x0 < x1, y0 < y1"
        )
    visible = pages[page - 1].visible
    wanted = Box(page, *(float(number) for number in box))
    if not wanted.overlaps(visible):
        raise BadMarks(
            f"{where}: the box lies outside page {page}, which is {visible.x0:g} "
            f"to {visible.x1:g} by {visible.y0:g} to {visible.y1:g} points"
        )
    return Mark(wanted, _label(entry, where))


def _label(entry: dict[str, object], where: str) -> str:
    label = entry.get("label")
    name = label.strip("[]") if isinstance(label, str) else ""
    if name not in EXEMPTIONS:
        raise BadMarks(
            f"{where}: expected a section as label, one of {', '.join(EXEMPTIONS)}"
        )
    return exemption(name).label
