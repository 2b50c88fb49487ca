"""The operators of content, by what they do, and their operands."""

import math
from collections.abc import Sequence
from typing import Final

from pikepdf import Array

from redaction.elements import Op, Operand, Operands
from redaction.matrix import Matrix

PASSED: Final = frozenset("w J j M d ri i CS cs SC sc G g RG rg K k".split())
PAINTS: Final = frozenset("S s f F f* B B* b b* n".split())
FILLS: Final = frozenset("f F f* B B* b b*".split())
CLIPS_FROM: Final = 4
"""Text render modes from here on add to the clip."""
LINE_PT: Final = 6.0
"""A line is drawn so far beside its path, at most."""
STEPS: Final = frozenset("m l c v y h re".split())
DROPPED: Final = frozenset("MP DP BX EX".split())
INTENTS: Final = frozenset(
    "/AbsoluteColorimetric /RelativeColorimetric /Saturation /Perceptual".split()
)
DEVICE_SPACES: Final = frozenset(
    "/DeviceGray /DeviceRGB /DeviceCMYK /G /RGB /CMYK".split()
)
MASKS: Final = frozenset({"/SMask", "/Mask", "/ImageMask"})
"""Keys of a picture that does not hide all that is under it."""


def flat(operands: Operands) -> Operands:
    """Operands with those of an array (a dash pattern) in its place."""
    flat: Operands = []
    for operand in operands:
        flat += operand.as_list() if isinstance(operand, Array) else [operand]
    return flat


def is_number(operand: Operand) -> bool:
    """Whether it is a number that has an end."""
    try:
        return math.isfinite(float(operand))
    except (TypeError, ValueError, OverflowError):
        return False


def matrix_of(operands: Operands) -> Matrix:
    """Six numbers as a matrix; a ValueError where there are others."""
    a, b, c, d, e, f = (float(number) for number in operands)
    return a, b, c, d, e, f


def is_rectangle(steps: Sequence[Op]) -> bool:
    """Whether a path of level and upright lines is one rectangle."""
    operators = "".join(step.operator for step in steps)
    if operators in {"re", "reh"}:
        return True
    if operators not in {"mlllh", "mllllh", "mllll", "mlll"}:
        return False
    corners = [tuple(map(float, step.operands)) for step in steps if step.operands]
    xs, ys = {x for x, _ in corners}, {y for _, y in corners}
    return len(xs) <= 2 and len(ys) <= 2
