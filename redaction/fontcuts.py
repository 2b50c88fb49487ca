"""Fonts of a public file, cut down to the codes that its pages still show.

Widths, maps to Unicode, encodings and glyphs of a subset say which letters stand
in the document it was made for: those that were removed must leave none of them,
nor a gap where they were counted.
"""

import re
import struct
from collections.abc import Collection, Iterable, Mapping
from typing import Final, TypeAlias

import pikepdf
from fontTools import agl
from fontTools.encodings.StandardEncoding import StandardEncoding
from fontTools.t1Lib import T1Error
from fontTools.ttLib import TTLibError
from pdfminer.latin_enc import ENCODING
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from decisions.errors import CannotRedact
from redaction.fontcodes import Codes, is_numbered_anew
from redaction.fonts import (
    cid_widths,
    cids_shown,
    gids_shown,
    listed_widths,
    named_encoding,
    names_of,
)
from redaction.plaindrawings import box_of, drawings_of
from redaction.postscript import (
    cff_encoding,
    cut_cff,
    cut_cid_cff,
    cut_type1,
    plain_names,
    type1_encoding,
)
from redaction.scrub import kept_copy
from redaction.truetype import (
    Says,
    cff_within,
    cut_truetype,
    glyph_count,
    glyph_of_codes,
    has_outlines,
    texts_of_gids,
)
from redaction.unicodemaps import unicode_map, unicode_of

_TAG: Final = re.compile(r"^/(?:[A-Z]{6}\+)?")
FONT_FAULTS: Final = (
    TTLibError,
    T1Error,
    pikepdf.PikepdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    struct.error,
    TypeError,
    ValueError,
)
"""What a damaged or unusual font program makes its readers raise."""
_FACES: Final = ("Bold", "Black", "Heavy", "Italic", "Oblique")
_KNOWN: Final = frozenset(
    "Helvetica Times Courier Symbol ZapfDingbats Arial ArialMT ArialNarrow Calibri "
    "Cambria CourierNew CourierNewPS CourierNewPSMT Georgia Garamond SegoeUI Tahoma "
    "TimesNewRoman TimesNewRomanPS TimesNewRomanPSMT TrebuchetMS Verdana "
    "Wingdings".split()
)
"""Families that are on every machine, or have a stand-in there."""
_ORDERINGS: Final = frozenset("Identity UCS Japan1 GB1 CNS1 Korea1 KR".split())


FontKey: TypeAlias = tuple[int, int] | bytes
"""What a font is known by within its file: its object, or all that it says."""


class FontsRefused(CannotRedact):
    """Fonts that can be cut to what their first page shows, and not to the rest."""

    def __init__(self, keys: frozenset[FontKey]) -> None:
        self.keys = keys
        super().__init__("a font's program is not understood")


class Fonts:
    """The fonts of one source file on their way into a public one.

    Args:
        out: Gets them.
        refused: Those that no page may bring along.
    """

    def __init__(self, out: Pdf, refused: Collection[FontKey] = ()) -> None:
        self._out = out
        self._refused = refused
        self._uses: dict[FontKey, tuple[Codes, Dictionary]] = {}

    def is_new(self, font: pikepdf.Object) -> bool:
        return _key(font) not in self._uses

    def check(self, codes: Codes) -> None:
        """Try a font that is new, as long as its page can still be drawn instead.

        Raises:
            CannotRedact: It cannot be cut.
        """
        if _key(codes.font) in self._refused:
            raise CannotRedact("a font's program is not understood")
        cut(codes, self._out, 0)

    def use_of(self, font: pikepdf.Object) -> tuple[Codes, Dictionary]:
        """Its codes, which grow page by page, and where it will stand."""
        key = _key(font)
        if key not in self._uses:
            place = self._out.make_indirect(Dictionary())
            self._uses[key] = (Codes(font), place)
        return self._uses[key]

    def finish(self, first: int) -> int:
        """Write every font; returns how many there are so far.

        Args:
            first: How many fonts the public file has already.

        Raises:
            FontsRefused: Some cannot be cut to what all pages show.
        """
        failed: set[FontKey] = set()
        for number, (font, (codes, place)) in enumerate(self._uses.items(), first):
            try:
                made = cut(codes, self._out, number)
            except CannotRedact:
                failed.add(font)
                continue
            for key, value in made.items():
                place[key] = value
        if failed:
            raise FontsRefused(frozenset(failed))
        return first + len(self._uses)


def _key(font: pikepdf.Object) -> FontKey:
    return font.objgen if font.is_indirect else font.unparse(resolved=True)


def cut(codes: Codes, out: Pdf, number: int) -> Dictionary:
    """A font dictionary with just what these codes need.

    Args:
        codes: A font of the source and what is shown in it.
        out: Gets its streams.
        number: Makes its name differ from those of other subsets.

    Raises:
        CannotRedact: Its program is not understood.
    """
    try:
        if codes.font.get("/Subtype") == Name.Type3:
            return _cut_type3(codes, out)
        new: Dictionary = kept_copy(codes.font, "font", out)
        if codes.is_composite:
            _cut_composite(new, codes, out)
        else:
            _cut_simple(new, codes, out)
        _rename(new, number)
        return new
    except FONT_FAULTS:
        pass
    raise CannotRedact("a font's program is not understood")


def _collection(given: pikepdf.Object) -> Dictionary:
    """Which characters CIDs stand for; one that is not known: the font's own."""
    ordering = str(given.get("/Ordering", ""))
    return Dictionary(
        Registry=pikepdf.String("Adobe"),
        Ordering=pikepdf.String(ordering if ordering in _ORDERINGS else "Identity"),
        Supplement=int(given.get("/Supplement", 0)),
    )


def _rename(font: Dictionary, number: int) -> None:
    """A name that says no more than whether the face is bold or slanted.

    A subset's tag may be made from its glyphs, and a name may be anything. Only of
    a font that is not embedded does the name say which one is meant.
    """
    letters = "".join(chr(ord("A") + number // 26**at % 26) for at in range(5, -1, -1))
    holders = [font, *font.get("/DescendantFonts", Array()).as_list()]
    for holder in holders:
        descriptor = holder.get("/FontDescriptor")
        is_embedded = descriptor is not None and any(
            key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")
        )
        for owner, key in ((holder, "/BaseFont"), (descriptor, "/FontName")):
            if owner is None or key not in owner:
                continue
            name = _TAG.sub("", str(owner[key]))
            faces = "".join(face for face in _FACES if face in name)
            if is_embedded or holder.get("/Subtype") == Name.Type0:
                plain = f"/{letters}+Font{number}"
                owner[key] = Name(plain + (f"-{faces}" if faces else ""))
            elif re.split(r"[-,]", name)[0] not in _KNOWN:
                owner[key] = Name("/Helvetica" + (f"-{faces}" if faces else ""))


# Simple fonts: one byte a code


def _cut_simple(font: Dictionary, codes: Codes, out: Pdf) -> None:
    numbers = {raw[0]: number for raw, number in codes.numbers.items()}
    names = names_of(font)
    texts = {code: _TEXT_OF_NAME.get(name, "") for code, name in names.items()}
    if "/Widths" in font:
        _write_widths(font, codes.font, numbers)
    if is_numbered_anew(codes.font):
        texts = _cut_simple_program(font, numbers, names, out)
    elif isinstance(font.get("/Encoding"), Dictionary):
        font.Encoding.Differences = _differences(
            {code: names[code] for code in numbers if code in names}
        )
    _write_unicode(font, codes, texts, out)


def _write_widths(
    font: Dictionary, source: pikepdf.Object, numbers: Mapping[int, int]
) -> None:
    known = listed_widths(source)
    descriptor = source.get("/FontDescriptor", Dictionary())
    missing = float(descriptor.get("/MissingWidth", 0))
    widths = {new: known.get(old, missing) for old, new in numbers.items()}
    low, high = min(widths), max(widths)
    font.Widths = Array([widths.get(new, 0) for new in range(low, high + 1)])
    font.FirstChar, font.LastChar = low, high


_TEXT_OF_NAME: Final = {
    row[0]: bytes([row[3]]).decode("cp1252") for row in ENCODING if row[3]
}


def _differences(names: Mapping[int, str]) -> Array:
    rows: list[object] = []
    last = -2
    for code in sorted(names):
        if code != last + 1:
            rows.append(code)
        rows.append(Name("/" + names[code]))
        last = code
    return Array(rows)


def _cut_simple_program(
    font: Dictionary, numbers: Mapping[int, int], names: Mapping[int, str], out: Pdf
) -> dict[int, str]:
    """Cut the program and say what the new codes mean; returns texts by old code."""
    descriptor = font.FontDescriptor
    kind, body = _program(descriptor)
    if kind == "/FontFile2":
        says = Says(
            names,
            named_encoding(font),
            is_symbolic=not int(descriptor.get("/Flags", 4)) & _NONSYMBOLIC,
        )
        glyphs = glyph_of_codes(body, numbers, says)
        shown = list(dict.fromkeys(glyphs[old] for old in numbers if glyphs[old]))
        by_new = {new: glyphs[old] for old, new in numbers.items() if glyphs[old]}
        _embed(descriptor, "/FontFile2", cut_truetype(body, shown, by_new), out)
        font.Subtype = Name.TrueType
        flags = int(descriptor.get("/Flags", 0))
        descriptor.Flags = (flags & ~_NONSYMBOLIC) | _SYMBOLIC
        if "/Encoding" in font:
            del font["/Encoding"]
        told = texts_of_gids(body)
        read = {old: told.get(gid, "") for old, gid in glyphs.items()}
        return read | {
            old: _TEXT_OF_NAME[names[old]]
            for old in numbers
            if names.get(old) in _TEXT_OF_NAME
        }
    own = type1_encoding(body) if kind == "/FontFile" else cff_encoding(body)
    named = glyph_names(numbers, names, own)
    ordered = list(dict.fromkeys(named[old] for old in numbers if old in named))
    if kind == "/FontFile":
        made, lengths = cut_type1(body, ordered)
        stream = _embed(descriptor, kind, made, out)
        stream.Length1, stream.Length2, stream.Length3 = lengths
    else:
        _embed(descriptor, kind, cut_cff(body, ordered), out).Subtype = Name.Type1C
        font.Subtype = Name.Type1
    renamed = plain_names(ordered)
    by_code = {new: renamed[named[old]] for old, new in numbers.items() if old in named}
    font.Encoding = Dictionary(Type=Name.Encoding, Differences=_differences(by_code))
    return {old: agl.toUnicode(name) for old, name in named.items()}


_SYMBOLIC: Final = 4
_NONSYMBOLIC: Final = 32
"""Flags of a font descriptor (9.8.2)."""


def _program(descriptor: pikepdf.Object) -> tuple[str, bytes]:
    """An embedded program as one of three kinds, by its key, and its bytes."""
    for key in ("/FontFile", "/FontFile2"):
        if key in descriptor:
            return key, descriptor[key].read_bytes()
    body: bytes = descriptor.FontFile3.read_bytes()
    if descriptor.FontFile3.get("/Subtype") != Name.OpenType:
        return "/FontFile3", body
    if has_outlines(body):
        return "/FontFile2", body
    return "/FontFile3", cff_within(body)


def _embed(descriptor: pikepdf.Object, key: str, body: bytes, out: Pdf) -> Stream:
    """Give a descriptor its only program."""
    for other in ("/FontFile", "/FontFile2", "/FontFile3"):
        if other in descriptor:
            del descriptor[other]
    stream = Stream(out, body)
    if key == "/FontFile2":
        stream.Length1 = len(body)
    descriptor[key] = out.make_indirect(stream)
    return stream


def glyph_names(
    codes: Iterable[int], names: Mapping[int, str], own: list[str]
) -> dict[int, str]:
    """The glyph that each code shows: the dictionary's name, else the program's."""
    own = own or list(StandardEncoding)
    return {
        code: names[code] if code in names else own[code]
        for code in codes
        if code in names or code < len(own)
    }


def _cut_type3(codes: Codes, out: Pdf) -> Dictionary:
    font = codes.font
    numbers = {raw[0]: number for raw, number in codes.numbers.items()}
    names, drawings = names_of(font), drawings_of(font)
    named = {old: names[old] for old in numbers if names.get(old) in drawings}
    ordered = list(dict.fromkeys(named.values()))
    renamed = plain_names(ordered)
    procs = {"/" + renamed[n]: out.make_stream(drawings[n].content) for n in ordered}
    by_code = {new: renamed[named[old]] for old, new in numbers.items() if old in named}
    made = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=box_of([drawings[name] for name in ordered]),
        FontMatrix=Array(font.FontMatrix.as_list()),
        CharProcs=Dictionary(procs),
        Encoding=Dictionary(Type=Name.Encoding, Differences=_differences(by_code)),
        Resources=Dictionary(),
    )
    _write_widths(made, font, numbers)
    texts = {old: agl.toUnicode(name) for old, name in named.items()}
    _write_unicode(made, codes, texts, out)
    return made


# Composite fonts


def _cut_composite(font: Dictionary, codes: Codes, out: Pdf) -> None:
    inner = font.DescendantFonts[0]
    numbers = {int.from_bytes(raw, "big"): new for raw, new in codes.numbers.items()}
    cids = cids_shown(codes.font, numbers)
    font.Encoding = Name("/Identity-H")
    known = cid_widths(inner.get("/W", Array()))
    default = float(inner.get("/DW", 1000)) / 1000
    rows: list[object] = []
    for code, new in sorted(numbers.items(), key=lambda pair: pair[1]):
        rows += [new, Array([round(1000 * known.get(cids[code], default), 3)])]
    inner.W, inner.DW = Array(rows), 1000
    texts: dict[int, str] = {}
    if is_numbered_anew(codes.font):
        in_order = [cids[code] for code in numbers]
        texts = dict(
            zip(numbers, _cut_composite_program(inner, in_order, out), strict=True)
        )
        inner.CIDSystemInfo = _collection(Dictionary())
    else:
        inner.CIDSystemInfo = _collection(inner.CIDSystemInfo)
        if "/CIDToGIDMap" in inner:
            del inner["/CIDToGIDMap"]  # without a program it says nothing
    if "/CIDSystemInfo" in font:
        del font["/CIDSystemInfo"]
    _write_unicode(font, codes, texts, out)


def _cut_composite_program(
    inner: pikepdf.Object, cids: list[int], out: Pdf
) -> list[str]:
    """Cut the program to CIDs, in the order of their new ones; returns their texts."""
    descriptor = inner.FontDescriptor
    kind, body = _program(descriptor)
    if kind == "/FontFile":
        message = "a composite font holds a Type 1 program"
        raise ValueError(message)
    if kind == "/FontFile3":
        made = _embed(descriptor, kind, cut_cid_cff(body, cids), out)
        made.Subtype = Name.CIDFontType0C
        inner.Subtype = Name.CIDFontType0
        if "/CIDToGIDMap" in inner:
            del inner["/CIDToGIDMap"]
        return [""] * len(cids)
    told = texts_of_gids(body)
    gids = gids_shown(inner, cids)
    last = glyph_count(body) - 1
    glyphs = [gids[cid] if gids[cid] <= last else 0 for cid in cids]
    shown = list(dict.fromkeys(gid for gid in glyphs if gid))
    new = {gid: number for number, gid in enumerate(shown, start=1)}
    _embed(descriptor, kind, cut_truetype(body, shown), out)
    inner.Subtype = Name.CIDFontType2
    table = bytearray(2)
    for gid in glyphs:
        table += new.get(gid, 0).to_bytes(2, "big")
    inner.CIDToGIDMap = out.make_indirect(Stream(out, bytes(table)))
    return [told.get(gid, "") for gid in glyphs]


def _write_unicode(
    font: Dictionary, codes: Codes, texts: Mapping[int, str], out: Pdf
) -> None:
    """The text of each new code: as the source's map has it, or as its glyph says."""
    given = codes.font.get("/ToUnicode")
    if not isinstance(given, Stream) and not is_numbered_anew(codes.font):
        if "/ToUnicode" in font:
            del font["/ToUnicode"]
        return
    known = dict(texts)
    if isinstance(given, Stream):
        # A composite font that has a map says with it what has no text.
        known = unicode_of(given) if codes.is_composite else known | unicode_of(given)
    rows = {
        codes.written(new): text
        for raw, new in sorted(codes.numbers.items(), key=lambda pair: pair[1])
        if (text := known.get(int.from_bytes(raw, "big")))
    }
    font.ToUnicode = out.make_stream(unicode_map(rows))
