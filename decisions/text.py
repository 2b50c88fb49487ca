"""Text with places: what was read from a page, and what the public will read."""

import json
from array import array
from dataclasses import dataclass, replace
from enum import StrEnum
from math import isnan
from typing import Final, TypeAlias

from decisions.errors import CorruptRecord
from decisions.geometry import Box, per_line


class Source(StrEnum):
    """Where the characters of a page come from."""

    TEXT = "text"
    OCR = "ocr"
    MIXED = "mixed"


Range: TypeAlias = tuple[int, int]
"""Characters start..end of a text."""

NO_EDGE: Final = float("nan")
READS_BADLY: Final = 0.6
"""A picture whose words were read with less confidence may say something else."""


@dataclass(frozen=True, slots=True)
class PageText:
    """One page as text, with the place of each character.

    The words stand in reading order: down a column before the next one, a
    table row by row with a tab between cells.
    """

    number: int
    """1-based."""
    text: str
    edges: "array[float]"
    """Four numbers a character, x0, y0, x1, y1 in points of the unrotated page;
    not-a-number for white space and for what reading put in."""
    visible: Box
    """What a viewer shows of the page."""
    rotation: int = 0
    """Degrees clockwise by which a viewer turns the page: 0, 90, 180 or 270."""
    upright: int = 0
    """Degrees clockwise by which the unrotated page must be turned for its text to
    stand upright. Not always `rotation`: a page may lie askew on the scanner."""
    source: Source = Source.TEXT
    bold: tuple[Range, ...] = ()
    """Characters set in a bold face."""
    furniture: tuple[Range, ...] = ()
    """Running heads and feet, page numbers: on the page, not of its text."""
    doubtful: tuple[Range, ...] = ()
    """Words that were read from a picture without much certainty."""
    raised: tuple[Range, ...] = ()
    """Small characters set high: the marks of footnotes."""
    ticks: tuple[Box, ...] = ()
    """Where a tick or a cross seems to be drawn."""
    confidence: float = 1.0
    """0 to 1: how well the words that came from a picture were read."""
    pictures: tuple[Box, ...] = ()
    """Where pictures stand."""
    signatures: tuple[Box, ...] = ()
    """Where something written by hand seems to stand."""
    oddities: tuple[str, ...] = ()
    """Codes of what reading found odd, such as "text-differs-from-picture"."""

    def __post_init__(self) -> None:
        assert 4 * len(self.text) == len(self.edges), "each character has its place"

    def box(self, index: int) -> Box | None:
        """The box of one character; None where it has none."""
        x0, y0, x1, y1 = self.edges[4 * index : 4 * index + 4]
        return None if isnan(x0) else Box(self.number, x0, y0, x1, y1)

    def boxes_of(self, start: int, end: int) -> tuple[Box, ...]:
        """One box a line around the characters start..end."""
        assert 0 <= start <= end <= len(self.text), (start, end, len(self.text))
        four = iter(self.edges[4 * start : 4 * end])
        found = (
            sides
            for sides in zip(four, four, four, four, strict=True)
            if not isnan(sides[0])
        )
        lines = per_line(found, upright=self.upright in {90, 270})
        return tuple(Box(self.number, *sides).rounded() for sides in lines)

    def lines(self) -> list[tuple[int, str]]:
        """Offset and text of every line."""
        told, offset = [], 0
        for line in self.text.split("\n"):
            told.append((offset, line))
            offset += len(line) + 1
        return told

    def body(self) -> list[tuple[int, str]]:
        """Offset and text of every line with words that is no furniture."""
        return [
            (offset, line)
            for offset, line in self.lines()
            if line.strip() and not self.is_furniture(offset, offset + len(line))
        ]

    def above(self, y: float) -> "PageText":
        """The page with blanks for all that stands below a height, in points."""
        return self._blanked(y, below=True)

    def below(self, y: float) -> "PageText":
        """The page with blanks for all that stands above a height, in points."""
        return self._blanked(y, below=False)

    def _blanked(self, y: float, *, below: bool) -> "PageText":
        text, edges = list(self.text), array("f", self.edges)
        for at in range(len(text)):
            foot, top = edges[4 * at + 1], edges[4 * at + 3]
            if not isnan(foot) and ((foot + top) / 2 < y) == below:
                text[at] = " "
                edges[4 * at : 4 * at + 4] = no_edges(1)
        return replace(self, text="".join(text), edges=edges)

    def is_furniture(self, start: int, end: int) -> bool:
        """Whether all of the characters start..end are of heads and feet."""
        return any(first <= start and end <= last for first, last in self.furniture)


RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""How figures that are set high stand in the text of a block: marks of footnotes."""
NOT_RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def no_edges(characters: int) -> "array[float]":
    """Edges of so many characters without a place."""
    return array("f", [NO_EDGE]) * (4 * characters)


class BlockKind(StrEnum):
    """What a piece of public text is, for HTML and for a screen reader."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    """A paragraph with a printed number or bullet, which is kept in `number`."""
    TABLE = "table"
    """A line of text a row, with a tab between cells."""
    FOOTNOTE = "footnote"
    """What stands at the foot of a page beside a raised number, kept in `number`."""


_KINDS: Final = {kind.value: kind for kind in BlockKind}


@dataclass(frozen=True, slots=True)
class Block:
    """One heading or paragraph of the text made from the redacted file."""

    kind: BlockKind
    text: str
    page: int
    number: str = ""


def blocks_to_json(blocks: tuple[Block, ...]) -> bytes:
    rows = [[b.kind.value, b.text, b.page, b.number] for b in blocks]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def blocks_from_json(raw: bytes) -> tuple[Block, ...]:
    """The blocks that `blocks_to_json` wrote.

    Raises:
        CorruptRecord: The bytes are not such a list. Nothing of them is quoted.
    """
    try:
        rows = json.loads(raw)
        assert isinstance(rows, list), "a list of blocks"
        return tuple(Block(_KINDS[k], str(t), int(p), str(n)) for k, t, p, n in rows)
    except (ValueError, TypeError, KeyError, AssertionError):
        told = f"public text of {len(raw)} bytes is not a list of blocks; seal again"
    raise CorruptRecord(told)
