"""Type 3 fonts, whose glyphs are little drawings (ISO 32000-2, 9.6.4), and patterns.

Glyphs and tiles of lines and curves are understood; one that shows pictures, text or
anything by name is not, and makes its page a picture.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Final

import pikepdf
from pikepdf import Array

from decisions.errors import CannotRedact
from redaction.drawing import Instruction
from redaction.matrix import IDENTITY, Area, Matrix, area_of, around, grown, point, then
from redaction.operands import PAINTS, STEPS, flat, is_number, matrix_of

_PLAIN: Final = (
    STEPS | PAINTS | frozenset("q Q cm w J j M d i d0 d1 g G rg RG k K".split())
)
_COUNTS: Final = {"d0": 2, "d1": 6}
"""How many numbers a glyph begins with: its width, and its extent."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One glyph: its instructions, and where it draws in glyph space."""

    content: bytes
    extent: Area | None
    """None: it draws nothing."""


def drawings_of(font: pikepdf.Object) -> dict[str, Drawing]:
    """The glyphs of a font by name.

    Raises:
        CannotRedact: One is not of lines and curves.
    """
    return {
        name[1:]: _drawing(stream)
        for name, stream in font.CharProcs.items()
        if isinstance(stream, pikepdf.Stream)
    }


def tile_of(pattern: pikepdf.Object, out: pikepdf.Pdf) -> pikepdf.Object:
    """A pattern that repeats a drawing (8.7.3), written anew.

    Raises:
        CannotRedact: The drawing is not of lines and curves.
    """
    content, _ = _plain_drawing(pattern)
    if any(str(operator) in _COUNTS for _, operator in content):
        raise CannotRedact("a pattern says a width, as glyphs do")
    made = pikepdf.Stream(out, pikepdf.unparse_content_stream(content))
    made.Type, made.PatternType = pikepdf.Name.Pattern, 1
    made.PaintType, made.TilingType = int(pattern.PaintType), int(pattern.TilingType)
    made.XStep, made.YStep = float(pattern.XStep), float(pattern.YStep)
    for key in ("/BBox", "/Matrix"):
        if key in pattern:
            made[key] = Array([float(number) for number in pattern[key].as_list()])
    made.Resources = pikepdf.Dictionary()
    return made


def _drawing(stream: pikepdf.Object) -> Drawing:
    content, extent = _plain_drawing(stream)
    begins = str(content[0][1]) if content else ""
    if begins not in _COUNTS or len(content[0][0]) != _COUNTS[begins]:
        raise CannotRedact("a glyph does not say its width")
    if any(str(operator) in _COUNTS for _, operator in content[1:]):
        raise CannotRedact("a glyph says its width twice")
    return Drawing(pikepdf.unparse_content_stream(content), extent)


def _plain_drawing(
    stream: pikepdf.Object,
) -> tuple[list[Instruction], Area | None]:
    """A content of lines and curves in device colours, and where it draws."""
    made: list[Instruction] = []
    points: list[tuple[float, float]] = []
    stack: list[Matrix] = []
    ctm, wide = IDENTITY, 0.0
    for instruction in pikepdf.parse_content_stream(stream):
        if isinstance(instruction, pikepdf.ContentStreamInlineImage):
            raise CannotRedact("a drawing holds a picture")
        operator, operands = str(instruction.operator), list(instruction.operands)
        if operator not in _PLAIN or not all(map(is_number, flat(operands))):
            raise CannotRedact("a drawing is not of lines and curves")
        if operator == "q":
            stack.append(ctm)
        elif operator == "Q" and stack:
            ctm = stack.pop()
        elif operator == "cm":
            ctm = then(matrix_of(operands), ctm)
        elif operator == "w":
            wide = max(wide, float(operands[0]))
        elif operator == "re":
            x, y, width, height = map(float, operands)
            corners = ((x, y), (x + width, y), (x, y + height), (x + width, y + height))
            points += [point(ctm, *corner) for corner in corners]
        elif operator in STEPS:
            numbers = [float(number) for number in operands]
            pairs = zip(numbers[::2], numbers[1::2], strict=True)
            points += [point(ctm, x, y) for x, y in pairs]
        made.append((operands, instruction.operator))
    return made, _extent(points, wide)


def _extent(points: list[tuple[float, float]], wide: float) -> Area | None:
    if not points:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return grown((min(xs), min(ys), max(xs), max(ys)), wide / 2)


def font_matrix(font: pikepdf.Object) -> Matrix:
    """From glyph space to text space.

    Raises:
        CannotRedact: It turns, mirrors or moves its glyphs.
    """
    a, b, c, d, e, f = matrix_of(list(font.FontMatrix.as_list()))
    if a <= 0 or d <= 0 or b or c or e or f:
        raise CannotRedact("a font of drawings turns or moves its glyphs")
    return a, b, c, d, e, f


def extents_of(font: pikepdf.Object, names: Mapping[int, str]) -> dict[int, Area]:
    """Where each code draws, in text space: 1 is the font size.

    Raises:
        CannotRedact: A glyph is not understood.
    """
    matrix = font_matrix(font)
    drawings = drawings_of(font)
    return {
        code: area_of(matrix, *extent)
        for code, name in names.items()
        if name in drawings and (extent := drawings[name].extent) is not None
    }


def box_of(drawings: list[Drawing]) -> Array:
    """A /FontBBox of some glyphs, whatever else the font had."""
    extents = [drawing.extent for drawing in drawings if drawing.extent is not None]
    if not extents:
        return Array([0, 0, 0, 0])
    return Array([round(number, 3) for number in reduce(around, extents)])
