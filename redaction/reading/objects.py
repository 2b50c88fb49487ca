"""What is drawn on a page beside its readable characters."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from redaction.matrix import IDENTITY, Area, Matrix, area_of, then
from redaction.reading import native
from redaction.reading.native import Handle

_UNSEEN: Final = frozenset({3, 7})
"""Text render modes that put no ink on the page."""
_NEAR_WHITE: Final = 245
_TICK_PT: Final = (3.0, 24.0)
_INK_PT: Final = 6.0
"""A drawing with curves that is no larger is a bullet."""
_NEST_MAX: Final = 8
_OBJECTS_MAX: Final = 200_000
_COVERS_MAX: Final = 400


@dataclass(slots=True)
class Drawn:
    """The objects of a page by kind; areas are in user space."""

    pictures: list[Area] = field(default_factory=list)
    paths: list[Area] = field(default_factory=list)
    """Lines, boxes and curves."""
    shadings: list[Area] = field(default_factory=list)
    unseen_text: list[Area] = field(default_factory=list)
    """Text that is invisible, or white on nothing dark: a viewer does not show it."""
    covered_text: list[Area] = field(default_factory=list)
    """Text over which a filled box was drawn afterwards."""
    ticks: list[Area] = field(default_factory=list)
    """Small drawings with a slanting line: ticks and crosses in boxes."""
    inky: list[Area] = field(default_factory=list)
    """Drawings with curves or many corners: letters as outlines, signatures, charts."""
    is_deep: bool = False
    """Whether drawings nest so deep that not all were looked at."""
    _texts: list[tuple[Handle, Matrix]] = field(default_factory=list)
    _fills: list[Area] = field(default_factory=list)


def drawn_on(page: pdfium.PdfPage) -> Drawn:
    """Everything drawn on a page; call it while its document is open."""
    found = Drawn()
    handle = native.handle(page)
    found.is_deep = native.object_count(handle) > _OBJECTS_MAX
    _sort(native.objects_of(handle, _OBJECTS_MAX), found, IDENTITY, 0)
    return found


def _sort(objects: Iterable[Handle], found: Drawn, ctm: Matrix, depth: int) -> None:
    texts = found._texts
    for obj in objects:
        kind = native.kind_of(obj)
        if kind != raw.FPDF_PAGEOBJ_TEXT:
            _other(obj, kind, found, ctm, depth)
            continue
        texts.append((obj, ctm))
        mode = native.render_mode(obj)
        if mode in _UNSEEN or (mode == 0 and native.is_fill_pale(obj, _NEAR_WHITE)):
            _pale(obj, found, ctm, is_white=mode == 0)


def _other(obj: Handle, kind: int, found: Drawn, ctm: Matrix, depth: int) -> None:
    if kind == raw.FPDF_PAGEOBJ_IMAGE:
        _keep(obj, found.pictures, ctm)
    elif kind == raw.FPDF_PAGEOBJ_PATH:
        _path(obj, found, ctm)
    elif kind == raw.FPDF_PAGEOBJ_SHADING:
        _keep(obj, found.shadings, ctm)
    elif kind == raw.FPDF_PAGEOBJ_FORM:
        if depth >= _NEST_MAX:
            found.is_deep = True
            return
        inner = then(native.matrix(obj), ctm)
        _sort(native.objects_in(obj), found, inner, depth + 1)


def _path(obj: Handle, found: Drawn, ctm: Matrix) -> None:
    area = _area(obj, ctm)
    if area is None:
        return
    found.paths.append(area)
    x0, y0, x1, y1 = area
    low, high = _TICK_PT
    if low < x1 - x0 < high and low < y1 - y0 < high and native.has_slant(obj):
        found.ticks.append(area)
    elif max(x1 - x0, y1 - y0) > _INK_PT and native.has_curves(obj):
        found.inky.append(area)
    is_box = y1 - y0 > _INK_PT and x1 - x0 > _INK_PT and len(found._fills) < _COVERS_MAX
    if is_box and native.is_filled(obj):
        found._fills.append(area)
        texts = (_area(*text) for text in found._texts)
        found.covered_text += [t for t in texts if t and _is_within(t, area)]


def _is_within(one: Area, other: Area) -> bool:
    across, up = (one[0] + one[2]) / 2, (one[1] + one[3]) / 2
    shared = min(one[2], other[2]) - max(one[0], other[0])
    is_over = other[1] < up < other[3] and shared > 0
    return is_over and (
        other[0] < across < other[2] or shared > 0.2 * (one[2] - one[0])
    )


def _pale(obj: Handle, found: Drawn, ctm: Matrix, *, is_white: bool) -> None:
    """White on a dark box that was drawn before it is read well; else it is unseen."""
    area = _area(obj, ctm)
    if area is None:
        return
    if not (is_white and any(_is_within(area, fill) for fill in found._fills)):
        found.unseen_text.append(area)


def _area(obj: Handle, ctm: Matrix) -> Area | None:
    found = native.bounds(obj)
    if found is None or ctm == IDENTITY:
        return found
    return area_of(ctm, *found)


def _keep(obj: Handle, where: list[Area], ctm: Matrix) -> None:
    area = _area(obj, ctm)
    if area is not None:
        where.append(area)
