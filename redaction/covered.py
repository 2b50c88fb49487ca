"""What a page draws and then hides again under something else.

A box drawn over words hides them from the eye alone. What nobody sees on the page
does not come along, whether the box was meant as a redaction or not.
"""

from collections.abc import Sequence
from typing import Final

from redaction.elements import Element, Path, Picture, Show
from redaction.matrix import Area, grown, within

_COVERS_MAX: Final = 400
"""So many of the last boxes and pictures are looked at: work stays linear."""
_SLACK_PT: Final = 0.2


def without_covered(elements: Sequence[Element]) -> list[Element]:
    """The elements without glyphs and pictures that lie under a later opaque one.

    Covered glyphs get an empty label: nothing stands in their place.
    """
    covers: list[Area] = []
    kept: list[Element] = []
    for element in reversed(elements):
        if isinstance(element, Show):
            for glyph in element.glyphs:
                if glyph.label is None and _is_under(glyph.area, covers):
                    glyph.label = ""
        elif isinstance(element, Picture) and _is_under(element.area, covers):
            continue
        if (
            isinstance(element, Path | Picture)
            and element.cover is not None
            and len(covers) < _COVERS_MAX
        ):
            covers.append(grown(element.cover, _SLACK_PT))
        kept.append(element)
    return kept[::-1]


def _is_under(area: Area, covers: Sequence[Area]) -> bool:
    return any(within(area, cover) for cover in covers)
