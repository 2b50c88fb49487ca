"""From shown strings to glyphs that have a place (ISO 32000-2, 9.4.4)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pikepdf

from redaction.clips import Shape
from redaction.elements import Glyph, Operand
from redaction.fonts import Code, Font
from redaction.matrix import (
    EVERYWHERE,
    IDENTITY,
    Area,
    Matrix,
    apart,
    area_of,
    around,
    point,
)

UNSEEN_MODES: Final = frozenset({3, 7})
"""Text that nobody sees is not copied: under a scan it may say anything, and stand
where no mark on the picture finds it."""
THIN_EM: Final = 0.15
ODD_EM: Final = 0.25
"""A drawn glyph that reaches farther out of its place is under any mark it meets."""
EM_MIN_PT: Final = 0.8
"""Smaller text cannot be read: it is as good as invisible."""


@dataclass(slots=True)
class State:
    """What decides where drawings and glyphs stand."""

    ctm: Matrix = IDENTITY
    clip: Area = EVERYWHERE
    font: Font | None = None
    font_name: str = ""
    size: float = 0.0
    char_spacing: float = 0.0
    word_spacing: float = 0.0
    scaling: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0
    shapes: tuple[Shape, ...] = ()
    """The clips beside `clip` that are no level rectangles."""
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    is_normal: bool = True
    """Whether paint replaces what is under it: no blend mode, no pattern."""
    is_tiled: bool = False
    """Whether some colour is a pattern that repeats a drawing."""

    @property
    def hides(self) -> bool:
        """Whether text is shown so that nobody sees it."""
        if self.mode in UNSEEN_MODES:
            return True
        is_filled, is_stroked = self.mode in {0, 2}, self.mode in {1, 2}
        return not (
            (is_filled and self.fill_alpha > 0)
            or (is_stroked and self.stroke_alpha > 0)
        )

    def set_alpha(self, graphics: pikepdf.Object) -> None:
        """How a graphics state dictionary lets paint through (11.6.4.4)."""
        self.fill_alpha = float(graphics.get("/ca", self.fill_alpha))
        self.stroke_alpha = float(graphics.get("/CA", self.stroke_alpha))
        if "/BM" in graphics:
            self.is_normal = graphics.BM in {pikepdf.Name.Normal, "/Compatible"}

    def lets_through(self, area: Area) -> bool:
        """Whether a clip leaves anything of an area."""
        if apart(area, self.clip):
            return False
        return all(shape.meets(area) for shape in self.shapes)

    @property
    def is_opaque(self) -> bool:
        """Whether what is filled hides what is under it, within `clip`."""
        return self.is_normal and self.fill_alpha == 1 and not self.shapes


def as_one(
    items: Sequence[Operand],
    state: State,
    font: Font,
    to_user: Matrix,
    marks: Sequence[Area],
) -> tuple[Glyph, float] | None:
    """One glyph for a whole show; and where it ends.

    None where it must be taken apart: a mark is near, its line may be set
    again, or a clip cuts it.
    """
    if font.extents is not None or state.shapes:
        return None
    x = least = most = 0.0
    for item in items:
        if not isinstance(item, pikepdf.String | bytes):
            x -= float(item) / 1000 * state.size * state.scaling
            least, most = min(least, x), max(most, x)
            continue
        width, count, spaced = font.measure(bytes(item))
        spacing = count * state.char_spacing + spaced * state.word_spacing
        x += (width * state.size + spacing) * state.scaling
        least, most = min(least, x), max(most, x)
    if x <= 0 or to_user[1] or to_user[2] or to_user[0] <= 0 or state.size <= 0:
        return None
    low = state.rise + font.descent * state.size
    high = state.rise + font.ascent * state.size
    area = area_of(to_user, least, low, most, high)
    em = abs(state.size * to_user[3])
    foot, top = area[1] - em, area[3] + em
    if em < EM_MIN_PT or any(foot < mark[3] and mark[1] < top for mark in marks):
        return None
    clip = state.clip
    is_inside = area[0] >= clip[0] and area[2] <= clip[2]
    if not (is_inside and area[1] >= clip[1] and area[3] <= clip[3]):
        return None
    glyph = Glyph(
        raw=b"all of it",
        x=0,
        advance=x,
        start=point(to_user, 0, state.rise),
        end=point(to_user, x, state.rise),
        area=area,
        core=area,
    )
    return glyph, x


def taken_apart(
    items: Sequence[Operand], state: State, font: Font, to_user: Matrix
) -> tuple[list[Glyph], float]:
    """The glyphs of a show one by one, and where it ends.

    What nobody sees has an empty label: it goes, and nothing stands for it.
    """
    glyphs: list[Glyph] = []
    a, b, *_ = to_user
    is_unseen = state.hides or abs(state.size) * math.hypot(a, b) < EM_MIN_PT
    x = 0.0
    for item in items:
        if not isinstance(item, pikepdf.String | bytes):
            x -= float(item) / 1000 * state.size * state.scaling
            continue
        for code in font.codes(bytes(item)):
            advance = code.width * state.size * state.scaling
            glyph = _glyph(code, x, advance, state, font, to_user)
            if is_unseen or not state.lets_through(glyph.area):
                glyph.label = ""
            glyphs.append(glyph)
            spacing = state.char_spacing
            spacing += state.word_spacing if code.takes_word_spacing else 0.0
            x += advance + spacing * state.scaling
    return glyphs, x


def _glyph(
    code: Code, x: float, advance: float, state: State, font: Font, to_user: Matrix
) -> Glyph:
    low = state.rise + font.descent * state.size
    high = state.rise + font.ascent * state.size
    inset = 0.15 * advance
    if abs(advance) < THIN_EM * abs(state.size):
        # Accents and glyphs without a width still show ink about their origin.
        inset = -THIN_EM * abs(state.size)
    start = point(to_user, x, state.rise)
    if not all(map(math.isfinite, start)):
        message = "a place beyond all bounds"
        raise ValueError(message)
    end = point(to_user, x + advance, state.rise)
    left, right, foot = x + inset, x + advance - inset, state.rise
    middle = foot + 0.5 * state.size
    if to_user[1] == 0 == to_user[2]:
        # Level text, as nearly all is: two corners tell all four.
        area = _level(to_user, x, low, x + advance, high)
        core = _level(to_user, left, foot, right, middle)
    else:
        area = area_of(to_user, x, low, x + advance, high)
        core = area_of(to_user, left, foot, right, middle)
    drawn = _drawn(code, x, state, font)
    if drawn is not None:
        extent = area_of(to_user, *drawn)
        area = around(area, extent)
        odd = ODD_EM * abs(state.size)
        is_beside = drawn[0] < x - odd or drawn[2] > x + advance + odd
        if is_beside or drawn[1] < low - odd or drawn[3] > high + odd:
            core = extent
    return Glyph(
        raw=code.raw,
        is_space=code.is_blank,
        x=x,
        advance=advance,
        start=start,
        end=end,
        area=area,
        core=core,
    )


def _drawn(code: Code, x: float, state: State, font: Font) -> Area | None:
    """Where a glyph that is a drawing has its ink, in text space."""
    extent = (font.extents or {}).get(code.raw[0])
    if extent is None:
        return None
    wide = state.size * state.scaling
    x0, y0, x1, y1 = extent
    return (
        x + x0 * wide,
        state.rise + y0 * state.size,
        x + x1 * wide,
        state.rise + y1 * state.size,
    )


def _level(matrix: Matrix, x0: float, y0: float, x1: float, y1: float) -> Area:
    a, _, _, d, e, f = matrix
    left, right, foot, top = a * x0 + e, a * x1 + e, d * y0 + f, d * y1 + f
    if left > right:
        left, right = right, left
    return (left, foot, right, top) if foot <= top else (left, top, right, foot)
