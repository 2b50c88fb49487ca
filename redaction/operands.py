"""The operands of content operators."""

import math

from pikepdf import Array

from redaction.elements import Operand, Operands
from redaction.matrix import Matrix


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
