"""The things that a page draws, each with its place."""

import math
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pikepdf
from pikepdf import ContentStreamInlineImage

from redaction.clips import Shape
from redaction.matrix import IDENTITY, Area, Matrix, then

Operand: TypeAlias = Any
"""A pikepdf object, or a number or bytes in its place."""
Operands: TypeAlias = list[Operand]


@dataclass(slots=True)
class Op:
    """An operator passed through as it is."""

    operator: str
    operands: Operands


@dataclass(slots=True)
class Glyph:
    """One shown code and its place."""

    raw: bytes
    x: float
    """Where it begins along the show, in text space."""
    advance: float
    """Its own width in text space, without character or word spacing."""
    start: tuple[float, float]
    """Its origin in user space."""
    end: tuple[float, float]
    """The end of its advance in user space."""
    area: Area
    """All of it, by the font's ascent and descent."""
    core: Area
    """Its inner part: what a mark must touch for the glyph to be under it."""
    is_space: bool = False
    label: str | None = None
    """Set: removed, and this stands in its place; empty: nothing does."""
    moved: tuple[float, float] | None = None
    """Its new origin in user space, where its line was set again."""

    @property
    def place(self) -> tuple[float, float]:
        return self.start if self.moved is None else self.moved


@dataclass(slots=True)
class Label:
    """What stands in place of removed glyphs."""

    before: int
    """Index of the first glyph that it stands for."""
    text: str
    start: tuple[float, float]
    """Its origin in user space."""


@dataclass(slots=True)
class Show:
    """One text-showing operator with its state."""

    font: str
    """Its name in the new resources."""
    size: float
    matrix: Matrix
    """The text matrix at its start."""
    ctm: Matrix
    char_spacing: float
    word_spacing: float
    scaling: float
    """Horizontal scaling, 1 for 100 per cent."""
    rise: float
    mode: int
    op: Op
    """As written: Tj or TJ and its operands."""
    glyphs: list[Glyph]
    labels: list[Label] = field(default_factory=list)
    squeeze: float = 1.0
    """Horizontal scaling on top, where labels would run off the page."""
    is_one: bool = False
    """Where no mark is near: `glyphs` is one that stands for all."""

    @property
    def em(self) -> float:
        """The font size in user space, without horizontal scaling."""
        a, b, *_ = then(self.matrix, self.ctm)
        return self.size * math.hypot(a, b)

    @property
    def is_level(self) -> bool:
        """Whether all of its glyphs stand at one height."""
        _, b, c, _, _, _ = then(self.matrix, self.ctm)
        return b == 0 == c

    @property
    def letter_gap(self) -> float:
        """What character spacing adds after each glyph, in user space."""
        a, b, *_ = then(self.matrix, self.ctm)
        return self.char_spacing * math.hypot(a, b) * self.scaling

    @property
    def word_gap(self) -> float:
        """What word spacing adds behind each space, in user space."""
        a, b, *_ = then(self.matrix, self.ctm)
        return self.word_spacing * math.hypot(a, b) * self.scaling


@dataclass(slots=True)
class Path:
    """A path, whether it clips, and how it is painted."""

    steps: list[Op]
    paint: str
    clip: str | None
    area: Area | None
    is_plain: bool
    """Only rectangles and straight level or upright lines."""
    ctm: Matrix = IDENTITY
    points: list[tuple[float, float]] = field(default_factory=list)
    """Its points and control points in user space."""
    cover: Area | None = None
    """What it hides of all that was drawn before it."""
    is_moved: bool = False
    """Whether it clips a picture that was moved, and went along."""


@dataclass(slots=True)
class Picture:
    """An image XObject or inline image on the unit square of `ctm`."""

    image: pikepdf.Object | ContentStreamInlineImage
    ctm: Matrix
    area: Area
    cover: Area | None = None
    """What it hides of all that was drawn before it."""
    shapes: tuple[Shape, ...] = ()
    """The clips that cut it to a shape."""
    is_moved: bool = False
    """Whether it went where its line was set: no mark met it where it stood."""

    @property
    def is_inline(self) -> bool:
        return isinstance(self.image, ContentStreamInlineImage)


Element = Op | Show | Path | Picture


@dataclass(slots=True)
class Kept:
    """The resources that the new content of a page names, under new names."""

    by_kind: dict[str, dict[str, pikepdf.Object]] = field(default_factory=dict)
    _names: dict[tuple[str, tuple[int, int] | bytes], str] = field(default_factory=dict)

    def name(self, kind: str, obj: pikepdf.Object) -> str:
        """The new name of an object of a kind such as /Font: /F1, /F2 ..."""
        key = (kind, obj.objgen if obj.is_indirect else obj.unparse(resolved=True))
        if key not in self._names:
            rows = self.by_kind.setdefault(kind, {})
            self._names[key] = f"/{kind[1]}{len(rows) + 1}"
            rows[self._names[key]] = obj
        return self._names[key]
