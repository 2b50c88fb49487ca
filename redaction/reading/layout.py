"""The order in which a reader reads the lines of a page.

PDFium gives characters in the order of the page's content, which is that of
reading on nearly every page that a word processor made: it is kept wherever
each line stands below the one before it and no line has a wide gap. Elsewhere
lines are cut into segments, and these are put in order: down one column before
the next, a table row by row with a tab between its cells.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from redaction.matrix import Area
from redaction.reading.glyphs import SOFT_HYPHEN, Glyphs
from redaction.reading.native import Floats, rows_of
from redaction.reading.tables import Table

WIDE: Final = 2.0
"""A gap of so many line heights parts columns or cells."""
NARROW: Final = 0.75
"""One of so many, where gaps stand under each other line after line."""
STEP_BACK_PT: Final = 12.0
"""Kerning never steps back so far, from where one letter begins to the next."""
LARGE: Final = 2.4
"""Letters so many times as high are not of the same line: a watermark."""
COLUMN_LINES: Final = 4
"""A column has at least so many lines."""
PROSE_WORDS: Final = 3.5
"""A column of running text has so many words a line; a table's cells fewer."""
CELL_LINES: Final = 6
"""A cell with more lines is text of its own: its lines are kept."""
SEGMENTS_MAX: Final = 6_000


class Piece(NamedTuple):
    """Characters start..end of the page's content, and what is put behind them."""

    start: int
    end: int
    behind: str


@dataclass(slots=True)
class Segment:
    """Words that stand side by side on one line."""

    start: int
    end: int
    x0: float
    y0: float
    x1: float
    y1: float
    words: int
    is_broken: bool
    """Whether it ends with a word that goes on in the next line."""

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


def reading_order(
    glyphs: Glyphs, seen: Floats, tables: Sequence[Table]
) -> list[Piece] | None:
    """How the characters are to be put together; None: as they come.

    Args:
        glyphs: The characters of a page.
        seen: Their edges as a reader sees the page: turned upright, y upward.
        tables: Its ruled tables, in the same coordinates.
    """
    inked = glyphs.inked
    if len(inked) < 2:
        return None
    if glyphs.aside:
        return _with_aside(glyphs, seen, tables)
    left = rows_of(seen, inked)[:, 0]
    # PDFium puts white space into a gap, but not where a line steps back.
    is_parted = inked[1:] - inked[:-1] > 1
    is_parted |= left[1:] < left[:-1] - STEP_BACK_PT
    parted = np.flatnonzero(is_parted)
    is_cut = np.zeros(len(inked) - 1, np.bool_)
    is_cut[np.searchsorted(inked, glyphs.lines[1:, 0]) - 1] = True
    if SOFT_HYPHEN in glyphs.text:
        is_cut |= glyphs.codes[inked[:-1]] == ord(SOFT_HYPHEN)
    one, other = _sides(seen, inked[parted]), _sides(seen, inked[parted + 1])
    apart = parted[_is_apart(one, other) | _in_gutter(one, other, is_cut)]
    if not tables and is_cut[apart].all():
        starts = np.flatnonzero(is_cut) + 1
        if _goes_down(rows_of(seen, inked[np.concatenate(([0], starts))])):
            return None
    if tables:
        is_cut[parted[_crosses_cells(one, other, tables)]] = True
    is_cut[apart] = True
    cuts = np.flatnonzero(is_cut)
    segments = list(_segments(glyphs, rows_of(seen, inked), cuts))
    if len(segments) > SEGMENTS_MAX:
        return None
    return list(_pieces(_with_tables(segments, tables)))


def _with_aside(glyphs: Glyphs, seen: Floats, tables: Sequence[Table]) -> list[Piece]:
    """Turned lines, as in a margin, are read by themselves behind all others."""
    is_aside = np.zeros(len(glyphs.codes), np.bool_)
    for start, end in glyphs.aside:
        is_aside[start:end] = True
    inked = glyphs.inked[~is_aside[glyphs.inked]]
    lines = glyphs.lines[~is_aside[glyphs.lines[:, 0]]]
    upright = replace(glyphs, inked=inked, lines=lines, aside=[])
    pieces = reading_order(upright, seen, tables)
    if pieces is None:
        pieces = [Piece(first, last + 1, "\n") for first, last in lines.tolist()]
    return [*pieces, *(Piece(start, end, "\n") for start, end in glyphs.aside)]


def _sides(edges: Floats, at: NDArray[np.intp]) -> Floats:
    """x0, y0, x1 and y1 of some characters, a row for each side."""
    return np.ascontiguousarray(rows_of(edges, at).T)


def _in_gutter(
    one: Floats, other: Floats, is_cut: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Whether a gap is one of many that stand under each other: a narrow gutter."""
    height = np.maximum(one[3] - one[1], 1)
    is_gap = other[0] - one[2] > NARROW * height
    enough = max(COLUMN_LINES + 1, 0.3 * np.count_nonzero(is_cut))
    found = np.zeros(len(is_gap), np.bool_)
    if np.count_nonzero(is_gap) < enough:
        return found
    right = np.round(other[0] / 3).astype(np.intp)
    places, counts = np.unique(right[is_gap], return_counts=True)
    for place in places[counts >= enough]:
        found |= is_gap & (np.abs(right - place) <= 1)
    return found


def _is_apart(one: Floats, other: Floats) -> NDArray[np.bool_]:
    """Whether a wide gap, a step back or another height parts two neighbours.

    A column for each pair with white space between; PDFium puts it into any gap.
    """
    height = np.maximum(one[3] - one[1], 1)
    gap = other[0] - one[2]
    shared = np.minimum(one[3], other[3]) - np.maximum(one[1], other[1])
    lower = np.minimum(height, np.maximum(other[3] - other[1], 1))
    higher = np.maximum(height, other[3] - other[1])
    apart: NDArray[np.bool_] = (
        (gap > WIDE * height)
        | (gap < -height)
        | (shared < 0.1 * lower)
        | (higher > LARGE * lower)
    )
    return apart


def _goes_down(firsts: Floats) -> bool:
    """Whether each line begins below the one before it."""
    middles = (firsts[:, 1] + firsts[:, 3]) / 2
    heights = firsts[1:, 3] - firsts[1:, 1]
    return bool((middles[1:] - middles[:-1] < -0.3 * heights).all())


def _crosses_cells(
    one: Floats, other: Floats, tables: Sequence[Table]
) -> NDArray[np.bool_]:
    """Whether the side of a cell stands between two neighbouring words."""
    found = np.zeros(one.shape[1], np.bool_)
    middle = (one[1] + one[3]) / 2
    for table in tables:
        for x0, y0, x1, y1 in (cell for row in table for cell in row):
            level = (middle > y0) & (middle < y1)
            for side in (x0, x1):
                found |= level & (one[2] <= side + 1) & (other[0] >= side - 1)
    return found


def _segments(
    glyphs: Glyphs, edges: Floats, cuts: NDArray[np.intp]
) -> Iterator[Segment]:
    """What lies between cuts; a cut stands behind the inked character it names."""
    inked = glyphs.inked
    starts = np.concatenate((np.zeros(1, np.intp), cuts + 1))
    lasts = np.append(cuts, len(inked) - 1)
    low = np.minimum.reduceat(edges, starts, axis=0).tolist()
    high = np.maximum.reduceat(edges, starts, axis=0).tolist()
    gaps = np.concatenate(([0], np.diff(inked) > 1)).astype(np.intp)
    gaps[starts] = 1
    words = np.add.reduceat(gaps, starts).tolist()
    firsts, ends = inked[starts].tolist(), inked[lasts].tolist()
    for first, last, (x0, y0, _, _), (_, _, x1, y1), count in zip(
        firsts, ends, low, high, words, strict=True
    ):
        is_broken = int(glyphs.codes[last]) == ord(SOFT_HYPHEN)
        yield Segment(first, last + 1, x0, y0, x1, y1, count, is_broken)


# Blocks: a table, or lines between tables


def _with_tables(
    segments: Sequence[Segment], tables: Sequence[Table]
) -> Iterator[list[list[Segment]]]:
    """Lines of the page, each a list of cells, each a list of segments."""
    if not tables:
        yield from ([[s] for s in row] for row in _ordered(list(segments)))
        return
    left = list(segments)
    blocks: list[tuple[float, list[list[list[Segment]]]]] = []
    for table in tables:
        inside, left = _split(left, _outline(table))
        if inside:
            top = max(s.y1 for s in inside)
            blocks.append((top, list(_table_lines(inside, table))))
    rows = _ordered(left)
    at = 0
    for top, lines in sorted(blocks, key=lambda block: -block[0]):
        while at < len(rows) and max(s.middle for s in rows[at]) > top:
            yield [[s] for s in rows[at]]
            at += 1
        yield from lines
    yield from ([[s] for s in row] for row in rows[at:])


def _outline(table: Table) -> Area:
    cells = [cell for row in table for cell in row]
    return (
        min(cell[0] for cell in cells),
        min(cell[1] for cell in cells),
        max(cell[2] for cell in cells),
        max(cell[3] for cell in cells),
    )


def _split(
    segments: Iterable[Segment], area: Area
) -> tuple[list[Segment], list[Segment]]:
    inside: list[Segment] = []
    outside: list[Segment] = []
    x0, y0, x1, y1 = area
    for s in segments:
        across = (s.x0 + s.x1) / 2
        is_in = x0 <= across <= x1 and y0 <= s.middle <= y1
        (inside if is_in else outside).append(s)
    return inside, outside


def _table_lines(
    segments: list[Segment], table: Table
) -> Iterator[list[list[Segment]]]:
    left = segments
    for row in table:
        cells: list[list[list[Segment]]] = []
        for cell in row:
            inside, left = _split(left, cell)
            if inside:
                cells.append(_ordered(inside))
        if len(cells) == 1 or any(len(lines) > CELL_LINES for lines in cells):
            for lines in cells:
                yield from ([[s] for s in line] for line in lines)
        elif cells:
            yield [[s for line in lines for s in line] for lines in cells]
    # What a merged cell or a missing line left over is not lost.
    yield from ([[s] for s in line] for line in _ordered(left))


# Columns


def _ordered(segments: list[Segment]) -> list[list[Segment]]:
    """Rows in reading order, each from left to right."""
    if not segments:
        return []
    gutter = _gutter(segments)
    if gutter is None:
        return _rows(segments)
    found: list[list[Segment]] = []
    band: list[Segment] = []
    for row in _rows(segments):
        if any(s.x0 < gutter < s.x1 for s in row):
            found += _columns(band, gutter)
            found.append(row)
            band = []
        else:
            band += row
    return found + _columns(band, gutter)


def _columns(band: list[Segment], gutter: float) -> list[list[Segment]]:
    left = [s for s in band if s.x1 <= gutter]
    right = [s for s in band if s.x0 >= gutter]
    if _is_prose(left) and _is_prose(right):
        return _ordered(left) + _ordered(right)
    return _rows(band)


def _is_prose(column: Sequence[Segment]) -> bool:
    words = sum(s.words for s in column)
    return len(column) >= 2 and words >= PROSE_WORDS * len(column)


def _gutter(segments: Sequence[Segment]) -> float | None:
    """Where a white strip parts two columns of lines, the fewest lines crossing it."""
    if len(segments) < 2 * COLUMN_LINES:
        return None
    x0 = np.array([s.x0 for s in segments])
    x1 = np.array([s.x1 for s in segments])
    places = np.arange(x0.min() + 20, x1.max() - 20, 2.0)
    if not len(places):
        return None
    left = (x1[:, None] <= places).sum(axis=0)
    right = (x0[:, None] >= places).sum(axis=0)
    crossing = len(segments) - left - right
    fit = (left >= COLUMN_LINES) & (right >= COLUMN_LINES)
    fit &= crossing <= 0.4 * len(segments)
    if not fit.any():
        return None
    fewest = crossing[fit].min()
    best = places[fit & (crossing == fewest)]
    gutter = float(best[len(best) // 2])
    sides = (
        [s for s in segments if s.x1 <= gutter],
        [s for s in segments if s.x0 >= gutter],
    )
    tops = [max(s.y1 for s in side) for side in sides]
    feet = [min(s.y0 for s in side) for side in sides]
    shared = min(tops) - max(feet)
    return gutter if shared > 0.3 * min(tops[0] - feet[0], tops[1] - feet[1]) else None


def _rows(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Segments that stand side by side, from the top; a watermark stands alone."""
    rows: list[list[Segment]] = []
    large = LARGE * median(s.height for s in segments) if segments else 0.0
    for s in sorted(segments, key=lambda s: (-s.middle, s.x0)):
        first = rows[-1][0] if rows else None
        if first is not None:
            shared = min(first.y1, s.y1) - max(first.y0, s.y0)
            is_alike = (first.height > large) == (s.height > large)
            if is_alike and shared > 0.5 * min(first.height, s.height):
                rows[-1].append(s)
                continue
        rows.append([s])
    return [sorted(row, key=lambda s: s.x0) for row in rows]


def _pieces(lines: Iterable[list[list[Segment]]]) -> Iterator[Piece]:
    for line in lines:
        cells = [cell for cell in line if cell]
        for number, cell in enumerate(cells):
            is_last_cell = number == len(cells) - 1
            for at, s in enumerate(cell):
                if at < len(cell) - 1:
                    behind = "" if s.is_broken else " "
                elif not is_last_cell:
                    behind = "\t" if _is_wide(s, cells[number + 1][0]) else " "
                else:
                    behind = "" if s.is_broken else "\n"
                yield Piece(s.start, s.end, behind)


def _is_wide(one: Segment, other: Segment) -> bool:
    return other.x0 - one.x1 > median((one.height, other.height)) or (
        other.middle > one.middle + one.height
    )
