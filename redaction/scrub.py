"""What may pass from a source file into a public one: lists of allowed keys.

Nothing is cleaned out of the old file; a new one is made, and only what these
tables name is copied into it. So metadata, XMP, outlines, annotations, forms,
attachments, scripts, layers, thumbnails, private data, structure text, unused
resources, orphans and earlier revisions do not have to be found: they are not
asked for. `docs/hidden-places.md` has a line for each.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from decisions.errors import CannotRedact
from redaction.colours import pattern_of, shading_of, space_of

Spec = Mapping[str, str]
"""Allowed key -> the kind of its value, "" for numbers and names."""

KEPT: Final[dict[str, Spec]] = {
    "font": {
        "/Type": "",
        "/Subtype": "",
        "/BaseFont": "",
        "/FirstChar": "",
        "/LastChar": "",
        "/Widths": "",
        "/Encoding": "encoding",
        "/ToUnicode": "map",
        "/FontDescriptor": "font descriptor",
        "/DescendantFonts": "font",
        "/CIDSystemInfo": "character collection",
        "/DW": "",
        "/W": "",
        "/CIDToGIDMap": "map",
    },
    "encoding": {
        "/Type": "",
        "/BaseEncoding": "",
        "/Differences": "",
        "/CMapName": "",
        "/CIDSystemInfo": "character collection",
        "/WMode": "",
    },
    "map": {"/Type": "", "/CMapName": "", "/CIDSystemInfo": "character collection"},
    "character collection": {
        "/Registry": "text",
        "/Ordering": "text",
        "/Supplement": "",
    },
    "font descriptor": {
        "/Type": "",
        "/FontName": "",
        "/Flags": "",
        "/FontBBox": "",
        "/ItalicAngle": "",
        "/Ascent": "",
        "/Descent": "",
        "/Leading": "",
        "/CapHeight": "",
        "/XHeight": "",
        "/StemV": "",
        "/StemH": "",
        "/MissingWidth": "",
        "/FontFile": "font program",
        "/FontFile2": "font program",
        "/FontFile3": "font program",
    },
    "font program": {
        "/Subtype": "",
        "/Length1": "",
        "/Length2": "",
        "/Length3": "",
    },
    "graphics state": dict.fromkeys(
        (
            "/Type /LW /LC /LJ /ML /D /OP /op /OPM /FL /SM /SA /BM /CA /ca /AIS /TK"
        ).split(),
        "",
    ),
    "page group": {"/Type": "", "/S": "", "/I": "", "/K": ""},
}
"""One row a kind of object. A key that is not here is not copied."""

MODES: Final = frozenset(
    "Normal Compatible Multiply Screen Overlay Darken Lighten ColorDodge ColorBurn "
    "HardLight SoftLight Difference Exclusion Hue Saturation Color Luminosity".split()
)
"""Blend modes (11.3.5)."""
_NAMES: Final = {
    "graphics state": MODES | {"ExtGState"},
    "page group": frozenset({"Group", "Transparency"}),
}
"""The names that objects of a kind may hold as values; fonts may hold any."""

DEPTH_MAX: Final = 24


def kept_copy(obj: Any, kind: str, out: Pdf, depth: int = 0) -> Any:  # noqa: ANN401 - numbers too
    """A copy of `obj` in `out` with the keys that `KEPT[kind]` names.

    Arrays are copied item by item; a stream's data is decoded and stored anew,
    so nothing behind the end of its filter comes along.

    Raises:
        CannotRedact: It nests endlessly, or holds what its kind may not.
    """
    if depth > DEPTH_MAX:
        raise CannotRedact(f"a {kind} nests more than {DEPTH_MAX} deep")
    if isinstance(obj, Stream):
        new: pikepdf.Object = Stream(out, obj.read_bytes())
        _fill(new, obj, kind, out, depth)
        return out.make_indirect(new)
    if isinstance(obj, Dictionary):
        new = Dictionary()
        _fill(new, obj, kind, out, depth)
        return new
    if isinstance(obj, Array):
        return Array([kept_copy(item, kind, out, depth + 1) for item in obj.as_list()])
    if isinstance(obj, String):
        if kind != "text":
            raise CannotRedact(f"a {kind} holds text where none is expected")
        return String(bytes(obj))
    return obj if not isinstance(obj, pikepdf.Object) else _plain(obj, kind)


def _fill(
    new: pikepdf.Object, old: pikepdf.Object, kind: str, out: Pdf, depth: int
) -> None:
    for key, inner in KEPT.get(kind, {}).items():
        if key in old:
            new[key] = kept_copy(old[key], inner or kind, out, depth + 1)


def _plain(obj: pikepdf.Object, kind: str) -> pikepdf.Object:
    if isinstance(obj, Name) and str(obj)[1:] in _NAMES.get(kind, {str(obj)[1:]}):
        return Name(str(obj))
    raise CannotRedact(f"a {kind} holds an object of a kind that is not expected")


def _graphics(obj: pikepdf.Object, out: Pdf) -> pikepdf.Object:
    state: Dictionary = kept_copy(obj, "graphics state", out)
    return state


_MAKERS: Final[dict[str, Callable[[pikepdf.Object, Pdf], pikepdf.Object]]] = {
    "/ExtGState": _graphics,
    "/ColorSpace": space_of,
    "/Shading": shading_of,
    "/Pattern": pattern_of,
}
"""What makes the resources of a kind anew; fonts and pictures are made apart."""

Copies: TypeAlias = dict[tuple[str, tuple[int, int]], pikepdf.Object]
"""What was copied from one source already, by kind and object number."""


def new_resources(
    by_kind: Mapping[str, Mapping[str, pikepdf.Object]], out: Pdf, copies: Copies
) -> Dictionary:
    """Resource dictionaries of the used objects but fonts, under their new names."""
    resources = Dictionary()
    for kind, rows in by_kind.items():
        if kind == "/Font":
            continue
        new = Dictionary()
        for name, obj in rows.items():
            key = (kind, obj.objgen)
            if not obj.is_indirect or key not in copies:
                copies[key] = out.make_indirect(_MAKERS[kind](obj, out))
            new[name] = copies[key]
        resources[kind] = new
    return resources


def write_facts(out: Pdf, title: str) -> None:
    """Fresh document information: a title, a language, nothing of the source."""
    out.docinfo = out.make_indirect(
        Dictionary(Title=String(title), Producer=String("Part One"))
    )
    out.Root.Lang = String("en-GB")
    out.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with out.open_metadata(set_pikepdf_as_editor=False) as xmp:
        xmp["dc:title"] = title
        xmp["dc:language"] = ["en-GB"]
