"""PDFium's calls that are made once a character or an object, bound for speed.

pypdfium2 binds them so that other Python threads may run during each call, and
checks every argument: 0.3 microseconds a call at best. Here the interpreter is
kept, and pointers are made once: 0.13 (measured on pages of 4,500 characters,
where it decides whether reading keeps within twice PDFium's own time). It is the
same library, loaded once; all else goes through pypdfium2.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from ctypes import (
    PyDLL,
    byref,
    c_char,
    c_double,
    c_float,
    c_int,
    c_uint,
    c_ulong,
    c_ushort,
    c_void_p,
    cast,
)
from itertools import pairwise, repeat, starmap
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import pypdfium2 as pdfium
import pypdfium2_raw
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
Handle: TypeAlias = int | None
"""The address of something of PDFium's; None where it gave none."""

_PATH: Final = next(Path(pypdfium2_raw.__file__).parent.glob("*pdfium*.[sd]*"))
_LIBRARY: Final = PyDLL(str(_PATH))


def _bound(name: str, gives: type[Any] | None, *takes: type[Any]) -> Callable[..., Any]:
    """A function of its own; what it takes beyond `takes` is passed as it is."""
    function = _LIBRARY[name]
    function.restype, function.argtypes = gives, list(takes)
    return function


_P: Final = c_void_p
char_angle: Final = _bound("FPDFText_GetCharAngle", c_float, _P, c_int)
object_count: Final = _bound("FPDFPage_CountObjects", c_int, _P)
kind_of: Final = _bound("FPDFPageObj_GetType", c_int, _P)
render_mode: Final = _bound("FPDFTextObj_GetTextRenderMode", c_int, _P)

_get_text: Final = _bound("FPDFText_GetText", c_int, _P, c_int, c_int)
_object_at: Final = _bound("FPDFPage_GetObject", _P)
_inner_count: Final = _bound("FPDFFormObj_CountObjects", c_int, _P)
_inner_at: Final = _bound("FPDFFormObj_GetObject", _P, _P, c_ulong)
_unicode: Final = _bound("FPDFText_GetUnicode", c_uint, _P, c_int)
_loose_box: Final = _bound("FPDFText_GetLooseCharBox", None)
_tight_box: Final = _bound("FPDFText_GetCharBox", c_int, _P, c_int)
_text_object: Final = _bound("FPDFText_GetTextObject", _P)
_font: Final = _bound("FPDFTextObj_GetFont", _P, _P)
_font_name: Final = _bound("FPDFFont_GetBaseFontName", c_ulong, _P)
_bounds: Final = _bound("FPDFPageObj_GetBounds", c_int, _P)
_matrix: Final = _bound("FPDFPageObj_GetMatrix", c_int, _P)
_fill_colour: Final = _bound("FPDFPageObj_GetFillColor", c_int, _P)
_segment_count: Final = _bound("FPDFPath_CountSegments", c_int, _P)
_segment_at: Final = _bound("FPDFPath_GetPathSegment", _P, _P, c_int)
_segment_kind: Final = _bound("FPDFPathSegment_GetType", c_int, _P)
_segment_point: Final = _bound("FPDFPathSegment_GetPoint", c_int, _P)
_draw_mode: Final = _bound("FPDFPath_GetDrawMode", c_int, _P)

# What calls write into, made once with a pointer for each place in it

_ROOM: Final = 20_000
_boxes: Final = (c_float * (4 * _ROOM))()
_each_box: Final = [byref(_boxes, 16 * index) for index in range(_ROOM)]
_as_floats: Final = np.frombuffer(memoryview(_boxes), np.float32).reshape(_ROOM, 4)
_floats: Final = (c_float * 6)()
_each_float: Final = [byref(_floats, 4 * index) for index in range(6)]
_doubles: Final = (c_double * 4)()
_each_double: Final = [byref(_doubles, 8 * index) for index in range(4)]
_uints: Final = (c_uint * 4)()
_each_uint: Final = [byref(_uints, 4 * index) for index in range(4)]
_name: Final = (c_char * 128)()


def handle(of: pdfium.PdfPage | pdfium.PdfTextPage) -> int:
    """The address behind an object of pypdfium2, for as long as that is open."""
    return cast(of.raw, c_void_p).value or 0


def _pointer(address: Handle) -> object:
    """What a call takes fastest: it is neither converted nor checked."""
    return byref(c_char.from_address(address or 0))


def codes(page: Handle, count: int) -> NDArray[np.uint32]:
    """The character codes of a text page.

    PDFium gives all at once, but leaves out what it has no Unicode for: then,
    and where a character takes two units of UTF-16, each is asked for.
    """
    out = (c_ushort * (count + 1))()
    given = _get_text(page, 0, count, byref(out)) - 1
    units = np.frombuffer(memoryview(out), np.uint16)[:count]
    if given == count and not ((units >= 0xD800) & (units < 0xE000)).any():
        return units.astype(np.uint32)
    each = [_unicode(page, index) for index in range(count)]
    return np.array(each, np.uint32)


def loose_boxes(page: Handle, indices: Sequence[int]) -> Floats:
    """A row x0, y0, x1, y1 for each character: its advance by its font's height.

    Zeros where PDFium has no box.
    """
    found = np.empty((len(indices), 4), np.float32)
    pointer = _pointer(page)
    for start in range(0, len(indices), _ROOM):
        some = indices[start : start + _ROOM]
        into = _as_floats[: len(some)]
        into[:] = 0
        asked = zip(repeat(pointer), some, _each_box, strict=False)
        deque(starmap(_loose_box, asked), maxlen=0)
        np.take(into, _FIELDS, 1, found[start : start + len(some)])
    return found


_FIELDS: Final = (0, 3, 2, 1)
"""Where the left, foot, right and top of a box stand in what PDFium gives."""


def rows_of(table: Floats, at: NDArray[np.intp]) -> Floats:
    """Some rows of a table; ten times as fast as an index."""
    return np.take(table, at, axis=0)


def put_rows(table: Floats, at: NDArray[np.intp], given: Floats) -> None:
    """Set rows of four floats, each moved as one number of sixteen bytes.

    Eight times as fast as an index; both tables lie row by row in memory.
    """
    table.view(np.complex128)[at, 0] = given.view(np.complex128)[:, 0]


def tight_box(page: Handle, index: int) -> tuple[float, float, float, float] | None:
    """x0, y0, x1, y1 of the ink of one character; None where PDFium has none."""
    if not _tight_box(page, index, *_each_double):
        return None
    left, right, foot, top = _doubles
    return left, foot, right, top


def fonts(page: Handle, indices: Sequence[int]) -> list[Handle]:
    """The font of each character; None where PDFium made the character up."""
    objects = map(_text_object, repeat(_pointer(page)), indices)
    return list(map(_font, objects))


def font_name(font: Handle) -> str:
    _font_name(font, byref(_name), 128)
    return _name.value.decode("latin-1")


def objects_of(page: Handle, at_most: int) -> list[Handle]:
    """The first objects that a page draws, in the order in which it draws them."""
    count = min(object_count(page), at_most)
    return list(map(_object_at, repeat(_pointer(page)), range(count)))


def objects_in(form: Handle) -> Iterator[Handle]:
    """The objects that a form XObject draws."""
    return (_inner_at(form, index) for index in range(_inner_count(form)))


def bounds(obj: Handle) -> tuple[float, float, float, float] | None:
    """x0, y0, x1, y1 in the space of whatever holds the object."""
    if not _bounds(obj, *_each_float[:4]):
        return None
    x0, y0, x1, y1, _, _ = _floats
    return x0, y0, x1, y1


def matrix(obj: Handle) -> tuple[float, float, float, float, float, float]:
    _matrix(obj, _each_float[0])
    a, b, c, d, e, f = _floats
    return a, b, c, d, e, f


def is_fill_pale(obj: Handle, near_white: int) -> bool:
    """Whether what it is filled with is as light as that, of 255, or transparent."""
    if not _fill_colour(obj, *_each_uint):
        return False
    red, green, blue, opacity = _uints
    return opacity == 0 or bool(
        red >= near_white and green >= near_white and blue >= near_white
    )


_SEGMENTS_MAX: Final = 16
_BEZIER: Final = 1
_CURVES_SEEN: Final = 40


def has_slant(path: Handle) -> bool:
    """Whether two neighbouring points of a path differ in both directions."""
    count = _segment_count(path)
    if not 2 <= count <= _SEGMENTS_MAX:
        return False
    return _slants([_segment_at(path, index) for index in range(count)])


def _slants(segments: Sequence[Handle]) -> bool:
    points = []
    for segment in segments:
        if _segment_point(segment, *_each_float[:2]):
            points.append((_floats[0], _floats[1]))
    return any(
        abs(x1 - x0) > 1 and abs(y1 - y0) > 1 for (x0, y0), (x1, y1) in pairwise(points)
    )


def has_curves(path: Handle) -> bool:
    """Whether a path bends, or has more corners than boxes and lines have."""
    count = _segment_count(path)
    if count > _SEGMENTS_MAX and count % 5:
        return True
    seen = [_segment_at(path, index) for index in range(min(count, _CURVES_SEEN))]
    if any(_segment_kind(segment) == _BEZIER for segment in seen):
        return True
    return count > _SEGMENTS_MAX and _slants(seen)


def is_filled(path: Handle) -> bool:
    return bool(_draw_mode(path, *_each_uint[:2]) and _uints[0])
