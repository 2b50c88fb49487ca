"""The six-number matrices of PDF content (ISO 32000-2, 8.3.3).

A point is a row vector: `(x, y) x M`. `then(a, b)` is "first a, then b".
"""

from typing import Final, TypeAlias

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
Area: TypeAlias = tuple[float, float, float, float]
"""x0, y0, x1, y1 in user space, x0 <= x1 and y0 <= y1."""

IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
EVERYWHERE: Final[Area] = (-1e9, -1e9, 1e9, 1e9)


def then(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def point(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def inverse(matrix: Matrix) -> Matrix | None:
    """None where the matrix flattens everything onto a line."""
    a, b, c, d, e, f = matrix
    det = a * d - b * c
    if abs(det) < 1e-12:
        return None
    return (
        d / det,
        -b / det,
        -c / det,
        a / det,
        (c * f - d * e) / det,
        (b * e - a * f) / det,
    )


def area_of(matrix: Matrix, x0: float, y0: float, x1: float, y1: float) -> Area:
    """The axis-aligned area around a transformed rectangle."""
    corners = [point(matrix, x, y) for x in (x0, x1) for y in (y0, y1)]
    xs = [x for x, _ in corners]
    ys = [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def shared(one: Area, other: Area) -> Area:
    """The common area; with x0 > x1 or y0 > y1 where there is none."""
    return (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )


def around(one: Area, other: Area) -> Area:
    """The least area that holds both."""
    x0, y0, x1, y1 = one
    left, foot, right, top = other
    return min(x0, left), min(y0, foot), max(x1, right), max(y1, top)


def is_level(matrix: Matrix) -> bool:
    """Whether a square stays level and upright."""
    a, b, c, d, _, _ = matrix
    return (b == 0 and c == 0) or (a == 0 and d == 0)


def grown(area: Area, by: float) -> Area:
    """The area with a margin."""
    return area[0] - by, area[1] - by, area[2] + by, area[3] + by


def within(one: Area, other: Area) -> bool:
    """Whether all of one area lies in the other."""
    return (
        one[0] >= other[0]
        and one[1] >= other[1]
        and one[2] <= other[2]
        and one[3] <= other[3]
    )


def meet(one: Area, other: Area) -> bool:
    """Whether the two areas have a point in common, edges left out."""
    x0, y0, x1, y1 = shared(one, other)
    return x0 < x1 and y0 < y1


def apart(one: Area, other: Area) -> bool:
    """Whether the two areas have nothing in common, not even an edge."""
    x0, y0, x1, y1 = shared(one, other)
    return x0 > x1 or y0 > y1
