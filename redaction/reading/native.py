"""PDFium's calls that are made once a character, bound for speed.

pypdfium2 binds them with ctypes, 0.3 microseconds a call at best; cffi takes
0.2 (measured on pages of 4,500 characters, where it decides whether reading
keeps within twice PDFium's own time). It is the same library, loaded once;
everything that is not called for each character goes through pypdfium2.
"""

from collections import deque
from collections.abc import Sequence
from ctypes import c_void_p, cast
from itertools import pairwise, repeat
from pathlib import Path
from typing import Any, Final, TypeAlias

import cffi
import numpy as np
import pypdfium2 as pdfium
import pypdfium2_raw
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]

_FFI: Final = cffi.FFI()
_FFI.cdef(
    """
    typedef struct { float left, top, right, bottom; } RECT;
    int FPDFText_GetLooseCharBox(void *page, int index, RECT *box);
    int FPDFText_GetCharBox(void *page, int index, double *left, double *right,
                            double *bottom, double *top);
    float FPDFText_GetCharAngle(void *page, int index);
    unsigned int FPDFText_GetUnicode(void *page, int index);
    int FPDFText_GetText(void *page, int start, int count, unsigned short *out);
    int FPDFText_HasUnicodeMapError(void *page, int index);
    void *FPDFText_GetTextObject(void *page, int index);
    void *FPDFTextObj_GetFont(void *object);
    int FPDFTextObj_GetTextRenderMode(void *object);
    size_t FPDFFont_GetBaseFontName(void *font, char *out, size_t length);
    int FPDFPage_CountObjects(void *page);
    void *FPDFPage_GetObject(void *page, int index);
    int FPDFFormObj_CountObjects(void *object);
    void *FPDFFormObj_GetObject(void *object, unsigned long index);
    int FPDFPageObj_GetType(void *object);
    int FPDFPageObj_GetBounds(void *object, float *left, float *bottom,
                              float *right, float *top);
    int FPDFPageObj_GetFillColor(void *object, unsigned int *r, unsigned int *g,
                                 unsigned int *b, unsigned int *a);
    int FPDFPath_CountSegments(void *path);
    void *FPDFPath_GetPathSegment(void *path, int index);
    int FPDFPathSegment_GetType(void *segment);
    int FPDFPath_GetDrawMode(void *path, int *fill, int *stroke);
    int FPDFPathSegment_GetPoint(void *segment, float *x, float *y);
    typedef struct { float a, b, c, d, e, f; } MATRIX;
    int FPDFPageObj_GetMatrix(void *object, MATRIX *matrix);
    """
)
LIBRARY: Final[Any] = _FFI.dlopen(
    str(next(Path(pypdfium2_raw.__file__).parent.glob("*pdfium*.[sd]*")))
)
Handle: TypeAlias = Any
"""A pointer that PDFium gave out."""

_UNITS: Final = _FFI.typeof("unsigned short[]")
_SEGMENTS_MAX: Final = 16
_ROOM: Final = 20_000
_boxes: Final = _FFI.new(f"RECT[{_ROOM}]")
_each_box: Final = [_boxes + index for index in range(_ROOM)]
_as_floats: Final = np.frombuffer(_FFI.buffer(_boxes), np.float32).reshape(_ROOM, 4)
_four: Final = _FFI.new("double[4]")
_bounds: Final = _FFI.new("float[4]")
_colour: Final = _FFI.new("unsigned int[4]")
_name: Final = _FFI.new("char[128]")
_matrix: Final = _FFI.new("MATRIX *")


def handle(of: pdfium.PdfPage | pdfium.PdfTextPage) -> Handle:
    """The pointer behind an object of pypdfium2, for as long as that is open."""
    return _FFI.cast("void *", cast(of.raw, c_void_p).value or 0)


def codes(page: Handle, count: int) -> tuple[NDArray[np.uint32], bool]:
    """The character codes of a text page; whether each has one.

    PDFium gives all at once, but leaves out what it has no Unicode for: then,
    and where a character takes two units of UTF-16, each is asked for.
    """
    out = _FFI.new(_UNITS, count + 1)
    given = LIBRARY.FPDFText_GetText(page, 0, count, out) - 1
    units = np.frombuffer(_FFI.buffer(out), np.uint16)[:count]
    if given == count and not ((units >= 0xD800) & (units < 0xE000)).any():
        return units.astype(np.uint32), True
    each = [LIBRARY.FPDFText_GetUnicode(page, index) for index in range(count)]
    return np.array(each, np.uint32), given == count


def loose_boxes(page: Handle, indices: Sequence[int]) -> Floats:
    """A row x0, y0, x1, y1 for each character: its advance by its font's height."""
    found = np.empty((len(indices), 4), np.float32)
    for start in range(0, len(indices), _ROOM):
        some = indices[start : start + _ROOM]
        ask = LIBRARY.FPDFText_GetLooseCharBox
        deque(map(ask, repeat(page), some, _each_box), maxlen=0)
        for column, field in enumerate((0, 3, 2, 1)):
            found[start : start + len(some), column] = _as_floats[: len(some), field]
    return found


def tight_box(page: Handle, index: int) -> tuple[float, float, float, float] | None:
    """x0, y0, x1, y1 of the ink of one character; None where PDFium has none."""
    at = _four
    if not LIBRARY.FPDFText_GetCharBox(page, index, at, at + 1, at + 2, at + 3):
        return None
    return at[0], at[2], at[1], at[3]


def fonts(page: Handle, indices: Sequence[int]) -> list[Handle]:
    """The font of each character; null where PDFium made the character up."""
    objects = map(LIBRARY.FPDFText_GetTextObject, repeat(page), indices)
    return list(map(LIBRARY.FPDFTextObj_GetFont, objects))


def font_name(font: Handle) -> str:
    LIBRARY.FPDFFont_GetBaseFontName(font, _name, 128)
    return bytes(_FFI.string(_name)).decode("latin-1")


def bounds(obj: Handle) -> tuple[float, float, float, float] | None:
    """x0, y0, x1, y1 in the space of whatever holds the object."""
    at = _bounds
    if not LIBRARY.FPDFPageObj_GetBounds(obj, at, at + 1, at + 2, at + 3):
        return None
    return at[0], at[1], at[2], at[3]


def matrix(obj: Handle) -> tuple[float, float, float, float, float, float]:
    LIBRARY.FPDFPageObj_GetMatrix(obj, _matrix)
    found = _matrix
    return found.a, found.b, found.c, found.d, found.e, found.f


def fill(obj: Handle) -> tuple[int, int, int, int] | None:
    """Red, green, blue and opacity, 0 to 255; None where there is none."""
    at = _colour
    if not LIBRARY.FPDFPageObj_GetFillColor(obj, at, at + 1, at + 2, at + 3):
        return None
    return at[0], at[1], at[2], at[3]


def has_slant(path: Handle) -> bool:
    """Whether two neighbouring points of a path differ in both directions."""
    count = LIBRARY.FPDFPath_CountSegments(path)
    if not 2 <= count <= _SEGMENTS_MAX:
        return False
    points = []
    for index in range(count):
        segment = LIBRARY.FPDFPath_GetPathSegment(path, index)
        if LIBRARY.FPDFPathSegment_GetPoint(segment, _bounds, _bounds + 1):
            points.append((_bounds[0], _bounds[1]))
    return any(
        abs(x1 - x0) > 1 and abs(y1 - y0) > 1 for (x0, y0), (x1, y1) in pairwise(points)
    )


_BEZIER: Final = 1
_CURVES_SEEN: Final = 40
_mode: Final = _FFI.new("int[2]")


def has_curves(path: Handle) -> bool:
    """Whether a path bends, or has more corners than boxes and lines have."""
    count = LIBRARY.FPDFPath_CountSegments(path)
    if count > _SEGMENTS_MAX and count % 5:
        return True
    kinds = LIBRARY.FPDFPathSegment_GetType
    return any(
        kinds(LIBRARY.FPDFPath_GetPathSegment(path, index)) == _BEZIER
        for index in range(min(count, _CURVES_SEEN))
    )


def is_filled(path: Handle) -> bool:
    return bool(LIBRARY.FPDFPath_GetDrawMode(path, _mode, _mode + 1) and _mode[0])
