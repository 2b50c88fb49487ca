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
    if len(lines) > 2 * EDGE_LINES:
        del lines[EDGE_LINES:-EDGE_LINES]
    found = []
    for offset, line in lines:
        height = _from_edge(page, offset + len(line) - len(line.lstrip()))
        if height is not None and "£" not in line:
            key = (_FIGURES.sub("#", line.strip().casefold()), round(height / _STEP_PT))
            found.append(((offset, offset + len(line)), key, line))
    return found


def _from_edge(page: PageText, index: int) -> float | None:
    """How far a character is from the edge it is near to: negative at the foot.

    None where it is near to none, or has no place.
    """
    x0, y0, x1, y1 = page.edges[4 * index : 4 * index + 4]
    seen = page.visible
    if page.upright in {90, 270}:
        sides, whole = (x0 - seen.x0, seen.x1 - x1), seen.width
    else:
        sides, whole = (seen.y1 - y1, y0 - seen.y0), seen.height
    from_top, from_foot = sides if page.upright < 180 else (sides[1], sides[0])
    if from_top < EDGE_PART * whole:
        return from_top + 1
    return -from_foot - 1 if from_foot < EDGE_PART * whole else None
