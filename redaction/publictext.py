"""The text of a redacted file as headings, numbered paragraphs and paragraphs.

Made from the redacted bytes and from nothing else, so that the web page can
never say more than the file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from decisions.text import NOT_RAISED, RAISED, Block, BlockKind, PageText
from redaction.reading.glyphs import SOFT_HYPHEN
from redaction.reading.pages import read_pages

NUMBER: Final = re.compile(
    r"^\s*(\d{1,2}(?:\.\d{1,2}){0,3}\.?|\([a-z]\)|[a-z]\)|•|●)\s+(?=\S)"
)
PAGE_NUMBER: Final = re.compile(
    r"^\W*(?:page\s+)?\d{1,3}(?:\s+of\s+\d{1,3})?\W*$", re.I
)
LETTER_HEADING: Final = re.compile(r"^\s*[A-C]\.\s+[A-Z][A-Z &–—-]{5,}$")
_END_OF_SENTENCE: Final = re.compile(r"[.;!?:]['\"”’)]?\s*$")


_NOTE: Final = re.compile(r"^\s*([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})\s*(?=\S)")
_TAB: Final = "\t"


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    """With raised figures as such: the mark of a footnote is no part of a number."""
    top: float
    bottom: float
    is_bold: bool

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return _TAB in self.text.strip()


def blocks_of(pdf: bytes) -> tuple[Block, ...]:
    """The blocks of a redacted file, in reading order."""
    return tuple(block for page in read_pages(pdf) for block in blocks_on(page))


def blocks_on(page: PageText) -> Iterator[Block]:
    """The blocks of one page."""
    waiting: list[_Line] = []
    for line in _lines(page):
        if waiting and _begins_anew(waiting[-1], line):
            yield _block(waiting, page.number)
            waiting = []
        waiting.append(line)
    if waiting:
        yield _block(waiting, page.number)


def _lines(page: PageText) -> Iterator[_Line]:
    found = [(offset, text) for offset, text in page.lines() if text.strip()]
    for at, (offset, text) in enumerate(found):
        feet, tops = _sides(page, offset, offset + len(text))
        if not feet:
            continue
        is_edge = at in {0, len(found) - 1}
        if is_edge and PAGE_NUMBER.match(text):
            continue
        bold = sum(
            min(end, offset + len(text)) - max(start, offset)
            for start, end in page.bold
            if start < offset + len(text) and offset < end
        )
        yield _Line(
            text=_with_raised(page, offset, text),
            top=max(tops),
            bottom=min(feet),
            is_bold=bold >= 0.8 * sum(not c.isspace() for c in text),
        )


def _with_raised(page: PageText, offset: int, text: str) -> str:
    """Figures that are set high, where all that is set high there is figures: the
    "th" of a date is not.
    """
    for start, end in page.raised:
        at, to = start - offset, end - offset
        if 0 <= at < to <= len(text) and text[at:to].isdecimal():
            text = text[:at] + text[at:to].translate(RAISED) + text[to:]
    return text


def _row(line: _Line) -> str:
    """A row of a table, a tab between its cells."""
    cells = line.text.replace(SOFT_HYPHEN, "").split(_TAB)
    return _TAB.join(" ".join(cell.split()) for cell in cells)


def _sides(page: PageText, start: int, end: int) -> tuple[list[float], list[float]]:
    """Lower and upper edges of the characters that have a place."""
    feet = page.edges[4 * start + 1 : 4 * end : 4]
    tops = page.edges[4 * start + 3 : 4 * end : 4]
    return [y for y in feet if y == y], [y for y in tops if y == y]  # noqa: PLR0124


def _begins_anew(last: _Line, line: _Line) -> bool:
    height = max(1.0, last.top - last.bottom)
    gap = last.bottom - line.top
    if line.is_row and last.is_row:
        return False
    return (
        line.is_bold != last.is_bold
        or line.is_row != last.is_row
        or _NOTE.match(line.text) is not None
        or NUMBER.match(line.text) is not None
        or LETTER_HEADING.match(line.text) is not None
        or gap > 0.45 * height
        or gap < -3 * height
        or (gap > 0.2 * height and _END_OF_SENTENCE.search(last.text) is not None)
    )


def _block(lines: list[_Line], page: int) -> Block:
    if len(lines) > 1 and lines[0].is_row:
        return Block(BlockKind.TABLE, "\n".join(map(_row, lines)), page)
    text = " ".join(line.text.strip() for line in lines)
    text = " ".join(text.replace(SOFT_HYPHEN, "").split())
    is_heading = all(line.is_bold for line in lines) and len(text) <= 160
    is_capitals = LETTER_HEADING.match(text) or (
        text.isupper() and 4 < len(text) <= 120
    )
    if is_heading or is_capitals:
        return Block(BlockKind.HEADING, text, page)
    note = _NOTE.match(text)
    if note is not None:
        number_of_note = note[1].translate(NOT_RAISED)
        return Block(BlockKind.FOOTNOTE, text[note.end() :], page, number_of_note)
    number = NUMBER.match(text)
    if number is not None:
        return Block(BlockKind.ITEM, text[number.end() :], page, number[1])
    return Block(BlockKind.PARAGRAPH, text, page)
