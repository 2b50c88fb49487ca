"""Colour spaces, functions and shadings of a public file, written anew.

They hold names, tables and little programs that anything can be written into: names
become plain ones, tables are cut to what is used, programs are read and written down
again, and profiles give way to the device space that they stand for.
"""

import re
from math import prod
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from decisions.errors import CannotRedact
from redaction.plaindrawings import tile_of

DEVICE: Final = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
"""The device space by its number of components."""
_SHORT: Final = {
    "/G": "/DeviceGray",
    "/RGB": "/DeviceRGB",
    "/CMYK": "/DeviceCMYK",
}
_CALIBRATED: Final = ("/WhitePoint", "/BlackPoint", "/Gamma", "/Matrix", "/Range")
_WORDS: Final = re.compile(rb"%[^\r\n]*|[{}]|[^\s{}%]+")
_PROGRAM: Final = frozenset(
    b"abs add atan ceiling cos cvi cvr div exp floor idiv ln log mod mul neg round sin "
    b"sqrt sub truncate and bitshift eq false ge gt le lt ne not or true xor if ifelse "
    b"copy dup exch index pop roll { }".split()
)
"""All that a calculator function may say beside numbers (7.10.5)."""
_WORDLIKE: Final = re.compile(rb"[A-Za-z]{6}")
DEPTH_MAX: Final = 12


def space_of(given: pikepdf.Object, out: Pdf, depth: int = 0) -> pikepdf.Object:
    """A colour space for `out`.

    Raises:
        CannotRedact: It is not understood.
    """
    if depth > DEPTH_MAX:
        raise CannotRedact("a colour space nests endlessly")
    if isinstance(given, Name):
        name = _SHORT.get(str(given), str(given))
        if name in {"/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern"}:
            return Name(name)
        raise CannotRedact("a colour space has a name that is not known")
    if not isinstance(given, Array) or len(given) == 0:
        raise CannotRedact("a colour space is none")
    kind = _SHORT.get(str(given[0]), str(given[0]))
    if len(given) == 1:
        return space_of(Name(kind), out, depth + 1)
    if kind == "/ICCBased":
        return DEVICE[int(given[1].N)]
    if kind in {"/CalGray", "/CalRGB", "/Lab"}:
        held = given[1]
        kept = {key: _numbers(held[key]) for key in _CALIBRATED if key in held}
        return Array([Name(kind), Dictionary(kept)])
    if kind == "/Separation":
        name = str(given[1])
        colour = name if name in {"/All", "/None"} else "/Spot"
        return Array(
            [
                Name.Separation,
                Name(colour),
                space_of(given[2], out, depth + 1),
                function_of(given[3], out, depth + 1),
            ]
        )
    if kind == "/DeviceN":
        names = [Name(f"/Spot{at}") for at in range(len(given[1]))]
        return Array(
            [
                Name.DeviceN,
                Array(names),
                space_of(given[2], out, depth + 1),
                function_of(given[3], out, depth + 1),
            ]
        )
    if kind == "/Pattern":
        return Array([Name.Pattern, space_of(given[1], out, depth + 1)])
    raise CannotRedact("a colour space is of a kind that is not known")


def function_of(given: pikepdf.Object, out: Pdf, depth: int = 0) -> pikepdf.Object:
    """A function for `out` (7.10).

    Raises:
        CannotRedact: It is not understood.
    """
    if depth > DEPTH_MAX:
        raise CannotRedact("a function nests endlessly")
    if isinstance(given, Array):
        return Array([function_of(item, out, depth + 1) for item in given.as_list()])
    kind = int(given.FunctionType)
    kept: dict[str, Any] = {"/FunctionType": kind}
    for key in ("/Domain", "/Range", "/C0", "/C1", "/Bounds", "/Encode", "/Decode"):
        if key in given:
            kept[key] = _numbers(given[key])
    if kind == 2:
        kept["/N"] = float(given.N)
        return Dictionary(kept)
    if kind == 3:
        functions = given.Functions.as_list()
        kept["/Functions"] = Array([function_of(f, out, depth + 1) for f in functions])
        return Dictionary(kept)
    if kind == 0 and isinstance(given, Stream):
        sizes = [int(size) for size in given.Size.as_list()]
        bits = int(given.BitsPerSample)
        outputs = len(given.Range) // 2
        body = given.read_bytes()[: (prod(sizes) * outputs * bits + 7) // 8]
        if _WORDLIKE.search(body):
            raise CannotRedact("a function's table reads like words")
        kept |= {"/Size": Array(sizes), "/BitsPerSample": bits}
    elif kind == 4 and isinstance(given, Stream):
        body = _program(given.read_bytes())
    else:
        raise CannotRedact("a function is of a kind that is not known")
    stream = Stream(out, body)
    for key, value in kept.items():
        stream[key] = value
    return out.make_indirect(stream)


def _program(body: bytes) -> bytes:
    words = [word for word in _WORDS.findall(body) if not word.startswith(b"%")]
    for word in words:
        if word not in _PROGRAM:
            float(word)  # a ValueError where it is no number
    return b" ".join(words)


def shading_of(given: pikepdf.Object, out: Pdf) -> pikepdf.Object:
    """A shading between points, circles or by a function (8.7.4.5).

    Raises:
        CannotRedact: It is a mesh, or not understood.
    """
    kind = int(given.ShadingType)
    if kind not in {1, 2, 3}:
        raise CannotRedact("a shading is a mesh: its data can hold anything")
    kept: dict[str, Any] = {
        "/ShadingType": kind,
        "/ColorSpace": space_of(given.ColorSpace, out),
    }
    for key in ("/Background", "/BBox", "/Coords", "/Domain", "/Matrix"):
        if key in given:
            kept[key] = _numbers(given[key])
    if "/Extend" in given:
        kept["/Extend"] = Array([bool(item) for item in given.Extend.as_list()])
    kept["/Function"] = function_of(given.Function, out)
    return Dictionary(kept)


def pattern_of(given: pikepdf.Object, out: Pdf) -> pikepdf.Object:
    """A pattern that is a shading, or repeats a drawing of lines and curves.

    Raises:
        CannotRedact: It is another.
    """
    if int(given.PatternType) == 1:
        return tile_of(given, out)
    kept = Dictionary(
        Type=Name.Pattern,
        PatternType=2,
        Shading=out.make_indirect(shading_of(given.Shading, out)),
    )
    if "/Matrix" in given:
        kept.Matrix = _numbers(given.Matrix)
    return kept


def _numbers(given: pikepdf.Object) -> Array:
    return Array([float(number) for number in given.as_list()])
