"""Text with places: what was read from a page, and what the public will read."""

import json
from dataclasses import dataclass
from enum import StrEnum

from decisions.errors import CorruptRecord
from decisions.geometry import Box, per_line


class Source(StrEnum):
    """Where the characters of a page come from."""

    TEXT = "text"
    OCR = "ocr"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class PageText:
    """One page as text, a box for each character.

    `boxes[i]` belongs to `text[i]`; it is None for the spaces and line ends
    that reading put in.
    """

    number: int
    """1-based."""
    text: str
    boxes: tuple[Box | None, ...]
    visible: Box
    """What a viewer shows of the page."""
    rotation: int = 0
    """Degrees clockwise by which a viewer turns the page: 0, 90, 180 or 270."""
    source: Source = Source.TEXT
    bold: tuple[tuple[int, int], ...] = ()
    """Character ranges set in a bold face."""

    def __post_init__(self) -> None:
        assert len(self.text) == len(self.boxes), "each character has its box"

    def boxes_of(self, start: int, end: int) -> tuple[Box, ...]:
        """One box a line around the characters start..end."""
        found = [box for box in self.boxes[start:end] if box is not None]
        return tuple(box.rounded() for box in per_line(found))

    def lines(self) -> list[tuple[int, str]]:
        """Offset and text of every line."""
        told, offset = [], 0
        for line in self.text.split("\n"):
            told.append((offset, line))
            offset += len(line) + 1
        return told


class BlockKind(StrEnum):
    """What a piece of public text is, for HTML and for a screen reader."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    """A paragraph with a printed number, which is kept in `number`."""


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
        return tuple(Block(BlockKind(k), str(t), int(p), str(n)) for k, t, p, n in rows)
    except (ValueError, TypeError, AssertionError):
        told = f"public text of {len(raw)} bytes is not a list of blocks; seal again"
    raise CorruptRecord(told)
