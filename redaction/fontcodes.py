"""What the character codes of a source become in a public file.

Whoever made a subset numbered its letters as they came. A gap in those numbers
tells how many letters only removed words had, and their order which came first. So
codes are counted anew, in the order in which what stays shows them.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count
from typing import Final

import pikepdf
from pikepdf import Array, Name, String

from redaction.drawing import Instruction
from redaction.fonts import cids_shown, code_bytes_of, program_of

SPACE: Final = 32
"""The code of simple fonts that takes word spacing (9.3.3): it stays."""


class Codes:
    """The codes of one font, as they were and as they will be."""

    def __init__(self, font: pikepdf.Object) -> None:
        self.font = font
        self.numbers: dict[bytes, int] = {}
        """From a code as it stood in a shown string to its new number."""
        self.is_composite = bool(font.get("/Subtype") == Name.Type0)
        self._step = code_bytes_of(font)
        self._is_new = is_numbered_anew(font)
        self._free = self.fresh()

    def of(self, text: bytes) -> bytes:
        """A shown string in the new codes."""
        step = self._step
        raws = [text[at : at + step] for at in range(0, len(text), step)]
        for raw in raws:
            if raw not in self.numbers:
                self.numbers[raw] = self._number(raw)
        return b"".join(self.written(self.numbers[raw]) for raw in raws)

    def written(self, number: int) -> bytes:
        """A new number as it stands in a shown string."""
        return number.to_bytes(2 if self.is_composite else 1, "big")

    def _number(self, raw: bytes) -> int:
        if not self._is_new:
            code = int.from_bytes(raw, "big")
            # Of a composite font its CID, so that no map is needed.
            return cids_shown(self.font, [code])[code] if self.is_composite else code
        if not self.is_composite and raw[0] == SPACE:
            return SPACE
        return next(self._free)

    def fresh(self) -> Iterator[int]:
        """Numbers for codes, in the order in which they are given."""
        if self.is_composite:
            return count(1)
        return chain(range(SPACE + 1, 256), range(1, SPACE), [0])


def is_numbered_anew(font: pikepdf.Object) -> bool:
    """Whether its codes mean what its own program says, and so can be counted anew."""
    if font.get("/Subtype") == Name.Type0:
        return program_of(font.DescendantFonts[0]) is not None
    is_drawn = font.get("/Subtype") == Name.Type3
    return is_drawn or (program_of(font) is not None and "/Widths" in font)


def recoded(
    instructions: Sequence[Instruction], codes: Mapping[str, Codes]
) -> list[Instruction]:
    """Instructions with every shown string in new codes.

    Args:
        instructions: As `drawing` writes them: strings in Tj and TJ only.
        codes: By the name of the font; text in others, as labels are, stays.
    """
    made: list[Instruction] = []
    font: Codes | None = None
    for operands, operator in instructions:
        written = str(operator)
        if written == "Tf":
            font = codes.get(str(operands[0]))
        elif font is not None and written == "Tj":
            made.append(([String(font.of(bytes(operands[0])))], operator))
            continue
        elif font is not None and written == "TJ":
            items = operands[0].as_list()
            made.append(([Array([_item(item, font) for item in items])], operator))
            continue
        made.append((operands, operator))
    return made


def _item(item: object, font: Codes) -> object:
    return String(font.of(bytes(item))) if isinstance(item, String) else item


def fonts_shown(instructions: Sequence[Instruction]) -> set[str]:
    """The names of the fonts in which something is shown."""
    shown: set[str] = set()
    name = ""
    for operands, operator in instructions:
        written = str(operator)
        if written == "Tf":
            name = str(operands[0])
        elif written in {"Tj", "TJ"}:
            shown.add(name)
    return shown
