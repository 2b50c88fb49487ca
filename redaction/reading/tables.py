"""Ruled tables: the cells that lines and boxes on a page enclose.

The lines are PDFium's, in the page's own coordinates; pdfplumber's table
functions find the cells. So a page is interpreted once, not twice.
"""

from collections.abc import Sequence
from typing import Final, TypeAlias

from pdfplumber import table as finder

from redaction.matrix import Area

Cell: TypeAlias = Area
Table: TypeAlias = tuple[tuple[Cell, ...], ...]
"""Rows from the top, each with its cells from the left."""

THIN_PT: Final = 2.5
"""A drawing no thicker than this is a line."""
SHORT_PT: Final = 8.0
EDGES_MAX: Final = 1_500
"""A page with more lines than this is a drawing, not a table."""
_SNAP_PT: Final = 3.0


def tables_of(paths: Sequence[Area]) -> tuple[Table, ...]:
    """The tables that lines and boxes make up, from the top of the page.

    Args:
        paths: Areas of lines and boxes, as a reader sees the page: x to the
            right, y upward.
    """
    edges = [edge for path in paths for edge in _edges_of(path)]
    upright = sum(edge["orientation"] == "v" for edge in edges)
    if not 2 <= upright <= EDGES_MAX or not 2 <= len(edges) - upright <= EDGES_MAX:
        return ()
    merged = finder.merge_edges(edges, *[_SNAP_PT] * 4)
    crossings = finder.edges_to_intersections(merged, _SNAP_PT, _SNAP_PT)
    cells = finder.intersections_to_cells(crossings)
    found = [_rows(group) for group in finder.cells_to_tables(cells)]
    return tuple(sorted(found, key=lambda table: -table[0][0][3]))


_Edge: TypeAlias = dict[str, float | str]


def _edges_of(path: Area) -> list[_Edge]:
    x0, y0, x1, y1 = path
    if y1 - y0 <= THIN_PT:
        return [_edge(x0, x1, (y0 + y1) / 2, level=True)] if x1 - x0 > SHORT_PT else []
    if x1 - x0 <= THIN_PT:
        return [_edge(y0, y1, (x0 + x1) / 2, level=False)] if y1 - y0 > SHORT_PT else []
    return [
        _edge(x0, x1, y0, level=True),
        _edge(x0, x1, y1, level=True),
        _edge(y0, y1, x0, level=False),
        _edge(y0, y1, x1, level=False),
    ]


def _edge(start: float, end: float, at: float, *, level: bool) -> _Edge:
    """An edge in pdfplumber's terms, whose y runs downward."""
    if level:
        x0, x1, top, bottom = start, end, -at, -at
    else:
        x0, x1, top, bottom = at, at, -end, -start
    return {
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
        "orientation": "h" if level else "v",
        "object_type": "line",
    }


def _rows(cells: Sequence[tuple[float, float, float, float]]) -> Table:
    rows: dict[float, list[Cell]] = {}
    for x0, top, x1, bottom in cells:
        rows.setdefault(top, []).append((x0, -bottom, x1, -top))
    return tuple(tuple(sorted(rows[top])) for top in sorted(rows))
