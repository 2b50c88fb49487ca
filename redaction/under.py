"""What of a page is visible, and what of it lies under a mark."""

from typing import Final

import pikepdf

from redaction.elements import Op, Path
from redaction.matrix import Area, area_of, meet, shared

HIDDEN_PT: Final = 0.5
UNDERLINE_PT: Final = 6.0
"""How far beyond a mark an underline or a highlight of its words may reach."""


def visible_part(page: pikepdf.Page) -> Area:
    media = [float(number) for number in page.mediabox.as_list()]
    crop = [float(number) for number in page.cropbox.as_list()]
    x0 = max(min(media[0], media[2]), min(crop[0], crop[2]))
    y0 = max(min(media[1], media[3]), min(crop[1], crop[3]))
    x1 = min(max(media[0], media[2]), max(crop[0], crop[2]))
    y1 = min(max(media[1], media[3]), max(crop[1], crop[3]))
    return x0, y0, x1, y1


def hidden(whole: Area, seen: Area) -> list[Area]:
    """The strips of a picture that a clip or the page's edge hides."""
    x0, y0, x1, y1 = whole
    strips = [
        (x0, y0, seen[0], y1),
        (seen[2], y0, x1, y1),
        (x0, y0, x1, seen[1]),
        (x0, seen[3], x1, y1),
    ]
    return [s for s in strips if s[2] - s[0] > HIDDEN_PT and s[3] - s[1] > HIDDEN_PT]


def is_taken(glyph: Area, mark: Area, part: float = 0.0) -> bool:
    """Whether a mark covers more than a part of a glyph's area."""
    x0, y0, x1, y1 = shared(glyph, mark)
    if x0 >= x1 or y0 >= y1:
        return False
    whole = (glyph[2] - glyph[0]) * (glyph[3] - glyph[1])
    return (x1 - x0) * (y1 - y0) > part * whole


def all_rectangles(path: Path) -> bool:
    return all(step.operator == "re" for step in path.steps)


def rectangle(path: Path, step: Op) -> Path:
    """One rectangle of a path of several."""
    x, y, width, height = (float(number) for number in step.operands)
    area = area_of(path.ctm, x, y, x + width, y + height)
    return Path([step], path.paint, None, area, is_plain=True, ctm=path.ctm)


def belongs_under(path: Path, mark: Area) -> bool:
    """Whether a path is part of what the mark hides.

    A long rule of a table that passes through stays: it says nothing of the
    words. A rule or highlight just as wide as the words tells their width.
    """
    assert path.area is not None
    x0, y0, x1, y1 = path.area
    slack = UNDERLINE_PT
    if not meet((x0 - 0.1, y0 - 0.1, x1 + 0.1, y1 + 0.1), mark):
        return False
    if not path.is_plain and any(
        mark[0] <= x <= mark[2] and mark[1] <= y <= mark[3] for x, y in path.points
    ):
        return True
    height = mark[3] - mark[1]
    return (
        mark[0] - slack <= x0
        and x1 <= mark[2] + slack
        and mark[1] - slack - height <= y0
        and y1 <= mark[3] + slack + height
    )
