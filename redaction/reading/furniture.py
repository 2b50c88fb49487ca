"""Running heads and feet: what stands on page after page and is not of the text."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from decisions.text import PageText, Range

EDGE_LINES: Final = 4
"""So many lines at the top and at the foot of a page may be furniture."""
EDGE_PART: Final = 0.14
"""And they stand within this part of the page's height from its edge."""
_STEP_PT: Final = 6.0

PAGE_NUMBER: Final = re.compile(
    r"^\W*(?:(?:page|p\.?|pg\.?)\s*)?(?:\d{1,4}|[ivxl]{1,6})"
    r"(?:\s*(?:of|/)\s*\d{1,4})?\W*$",
    re.IGNORECASE,
)
_FIGURES: Final = re.compile(r"\d+")

_Key: TypeAlias = tuple[str, int]
_Line: TypeAlias = tuple[Range, _Key, str]


def with_furniture(pages: Sequence[PageText]) -> tuple[PageText, ...]:
    """The pages with their heads and feet marked.

    A line near an edge is furniture where the same, figures left out of
    account, stands at the same height on two pages; so is a page number.
    """
    edges = [_edge_lines(page) for page in pages]
    counts = Counter(key for lines in edges for key in {key for _, key, _ in lines})
    return tuple(
        replace(
            page,
            furniture=tuple(
                found
                for found, key, text in lines
                if counts[key] > 1 or PAGE_NUMBER.match(text)
            ),
        )
        if lines
        else page
        for page, lines in zip(pages, edges, strict=True)
    )


def _edge_lines(page: PageText) -> list[_Line]:
    lines = [(offset, line) for offset, line in page.lines() if line.strip()]
    near = (
        lines
        if len(lines) <= 2 * EDGE_LINES
        else [*lines[:EDGE_LINES], *lines[-EDGE_LINES:]]
    )
    found = []
    for offset, line in near:
        height = _from_edge(page, offset, offset + len(line))
        if height is not None and "£" not in line:
            key = (_FIGURES.sub("#", line.strip().casefold()), round(height / _STEP_PT))
            found.append(((offset, offset + len(line)), key, line))
    return found


def _from_edge(page: PageText, start: int, end: int) -> float | None:
    """How far the line is from the edge it is near to: negative at the foot."""
    box = next((b for i in range(start, end) if (b := page.box(i)) is not None), None)
    if box is None:
        return None
    seen = page.visible
    from_top, from_foot, whole = {
        0: (seen.y1 - box.y1, box.y0 - seen.y0, seen.height),
        90: (box.x0 - seen.x0, seen.x1 - box.x1, seen.width),
        180: (box.y0 - seen.y0, seen.y1 - box.y1, seen.height),
        270: (seen.x1 - box.x1, box.x0 - seen.x0, seen.width),
    }[page.upright]
    if from_top < EDGE_PART * whole:
        return from_top + 1
    return -from_foot - 1 if from_foot < EDGE_PART * whole else None
