"""The text of a decision as the pieces of a page, each with an address of its own."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from decisions.text import Block, BlockKind

BULLETS: Final = frozenset("•●▪◦–-")
_SPOKEN: Final = re.compile(r"^\d+(?:\.\d+)*\.?$")
_RECOMMENDATION: Final = re.compile(
    r"^\W*(?:[\dA-Z]{1,2}\.\s*)?(?:recommendations?|decision(?:s)? required"
    r"|decision(?:s)? requested|proposals?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading, a paragraph, a list or a table of the page."""

    kind: str
    """Of a block, or "list" for items with bullets."""
    anchor: str
    blocks: tuple[tuple[str, Block], ...]
    """With the anchor of each."""

    @property
    def block(self) -> Block:
        return self.blocks[0][1]

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table; every row has the same number."""
        rows = [line.split("\t") for line in self.block.text.split("\n")]
        wide = max(map(len, rows))
        return [row + [""] * (wide - len(row)) for row in rows]

    @property
    def has_head(self) -> bool:
        """Whether the first row names the columns: words in all, figures in none."""
        first, *others = self.rows
        return bool(others) and all(
            cell.strip() and not any(c.isdigit() for c in cell) for cell in first
        )


def anchored(blocks: Sequence[Block]) -> Iterator[tuple[str, Block]]:
    """Each block with its anchor.

    A printed number that stands once is the anchor, "para-1.2", so that a later
    version keeps it; else the place in the text is, "p7".
    """
    numbers = [block.number.rstrip(".") for block in blocks]
    times = Counter(numbers)
    notes: set[str] = set()
    for at, (number, block) in enumerate(zip(numbers, blocks, strict=True), start=1):
        is_note = block.kind is BlockKind.FOOTNOTE
        note = f"note-{block.page}-{block.number}" if is_note else ""
        if is_note and note not in notes:
            notes.add(note)
            yield note, block
        elif times[number] == 1 and _SPOKEN.match(block.number):
            yield f"para-{number}", block
        else:
            yield f"p{at}", block


def pieces(blocks: Iterable[tuple[str, Block]]) -> list[Piece]:
    """Blocks, with their anchors, as a page shows them; items with bullets stand in
    one list.
    """
    found = []

    def is_bullet(named: tuple[str, Block]) -> bool:
        block = named[1]
        return block.number in BULLETS and block.kind is BlockKind.ITEM

    for in_list, group in groupby(blocks, key=is_bullet):
        named = tuple(group)
        if in_list:
            found.append(Piece("list", named[0][0], named))
        else:
            found += [Piece(n[1].kind, n[0], (n,)) for n in named]
    return found


def notes_of(blocks: Iterable[tuple[str, Block]]) -> frozenset[str]:
    """Anchors of the footnotes."""
    return frozenset(a for a, block in blocks if block.kind is BlockKind.FOOTNOTE)


def recommendation(blocks: Iterable[tuple[str, Block]]) -> tuple[Block, ...]:
    """What the first heading of that name stands above, to the next heading."""
    found: list[Block] = []
    is_in = False
    for _, block in blocks:
        if block.kind is BlockKind.HEADING:
            if is_in and found:
                break
            is_in = _RECOMMENDATION.match(block.text) is not None
        elif is_in and block.kind is not BlockKind.FOOTNOTE:
            found.append(block)
    return tuple(found)
