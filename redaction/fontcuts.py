"""Fonts of a public file, cut down to the codes that its pages still show.

Widths, maps to Unicode, encodings and glyphs of a subset say which letters stand
in the document it was made for: those that were removed must leave none of them.
"""

import re
import struct
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final

import pikepdf
from fontTools.encodings.StandardEncoding import StandardEncoding
from fontTools.t1Lib import T1Error
from fontTools.ttLib import TTLibError
from pdfminer.cmapdb import CMapParser, FileUnicodeMap
from pdfminer.latin_enc import ENCODING
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from decisions.errors import CannotRedact
from redaction.fontprograms import (
    cff_encoding,
    cut_cff,
    cut_truetype,
    cut_type1,
    gids_of,
    type1_encoding,
)
from redaction.fonts import cid_widths, cids_shown, gids_shown
from redaction.scrub import kept_copy

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
_PER_BLOCK: Final = 100
"""A block of a map holds so many rows at most (9.10.3)."""


@dataclass(slots=True)
class FontUse:
    """A font of a source, what is shown in it, and where it will stand."""

    font: pikepdf.Object
    place: pikepdf.Dictionary
    """In the new file; empty until `finish`."""
    codes: set[bytes] = field(default_factory=set)


class Fonts:
    """The fonts of one source file on their way into a public one."""

    def __init__(self, out: Pdf) -> None:
        self._out = out
        self._uses: dict[tuple[int, int] | bytes, FontUse] = {}

    def check(self, font: pikepdf.Object, codes: Collection[bytes]) -> None:
        """Try a font that is new, as long as its page can still be drawn instead.

        Raises:
            CannotRedact: It cannot be cut.
        """
        if _key(font) not in self._uses:
            cut(font, codes, self._out, 0)

    def place_of(self, font: pikepdf.Object, codes: Collection[bytes]) -> Dictionary:
        """Where a font will stand; more of its codes are shown."""
        key = _key(font)
        if key not in self._uses:
            place = self._out.make_indirect(Dictionary())
            self._uses[key] = FontUse(font, place)
        self._uses[key].codes |= set(codes)
        return self._uses[key].place

    def finish(self, first: int) -> int:
        """Write every font; returns how many there are so far.

        Args:
            first: How many fonts the public file has already.

        Raises:
            CannotRedact: One cannot be cut.
        """
        for number, use in enumerate(self._uses.values(), start=first):
            made = cut(use.font, use.codes, self._out, number)
            for key, value in made.items():
                use.place[key] = value
        return first + len(self._uses)


def _key(font: pikepdf.Object) -> tuple[int, int] | bytes:
    return font.objgen if font.is_indirect else font.unparse(resolved=True)


def cut(
    font: pikepdf.Object, codes: Collection[bytes], out: Pdf, number: int
) -> Dictionary:
    """A font dictionary with just what these codes need.

    Args:
        font: In the source.
        codes: As they stand in shown strings.
        out: Gets its streams.
        number: Makes its name differ from those of other subsets.

    Raises:
        CannotRedact: Its program is not understood.
    """
    try:
        new: Dictionary = kept_copy(font, "font", out)
        if new.Subtype == Name.Type0:
            _cut_composite(new, codes, out)
        else:
            _cut_simple(new, codes, out)
        _rename(new, number)
        for inner in new.get("/DescendantFonts", Array()).as_list():
            inner.CIDSystemInfo = _collection(inner.CIDSystemInfo)
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


def _cut_simple(font: Dictionary, raws: Collection[bytes], out: Pdf) -> None:
    codes = sorted({raw[0] for raw in raws})
    names = names_of(font)
    if "/Widths" in font:
        first = int(font.get("/FirstChar", 0))
        listed = font.Widths.as_list()
        low, high = codes[0], codes[-1]
        known = {first + at: width for at, width in enumerate(listed)}
        shown = set(codes)
        font.Widths = Array(
            [
                known.get(code, 0) if code in shown else 0
                for code in range(low, high + 1)
            ]
        )
        font.FirstChar, font.LastChar = low, high
    encoding = font.get("/Encoding")
    if isinstance(encoding, Dictionary) and "/Differences" in encoding:
        encoding.Differences = _differences(names, codes)
    _cut_unicode(font, {raw[0]: raw for raw in raws}, out)
    descriptor = font.get("/FontDescriptor")
    if descriptor is not None:
        _cut_simple_program(descriptor, codes, names)


def names_of(font: pikepdf.Object) -> dict[int, str]:
    """The glyph names that the dictionary says for codes."""
    encoding = font.get("/Encoding")
    base = encoding
    differences: list[pikepdf.Object] = []
    if isinstance(encoding, Dictionary):
        base = encoding.get("/BaseEncoding")
        differences = list(encoding.get("/Differences", Array()).as_list())
    names: dict[int, str] = {}
    names |= _TABLES.get(str(base), {})
    code = 0
    for item in differences:
        if isinstance(item, Name):
            names[code] = str(item)[1:]
            code += 1
        else:
            code = int(item)
    return names


_TABLES: Final[dict[str, dict[int, str]]] = {
    f"/{encoding}": {row[at]: row[0] for row in ENCODING if row[at] is not None}
    for at, encoding in enumerate(
        ("StandardEncoding", "MacRomanEncoding", "WinAnsiEncoding"), start=1
    )
}
"""Glyph names by code of the encodings that have a name (annex D)."""


def _differences(names: Mapping[int, str], codes: Iterable[int]) -> Array:
    rows: list[object] = []
    last = -2
    for code in codes:
        if code not in names:
            continue
        if code != last + 1:
            rows.append(code)
        rows.append(Name("/" + names[code]))
        last = code
    return Array(rows)


def _cut_simple_program(
    descriptor: pikepdf.Object, codes: Collection[int], names: Mapping[int, str]
) -> None:
    if "/FontFile2" in descriptor:
        stream = descriptor.FontFile2
        body = stream.read_bytes()
        _write(stream, cut_truetype(body, gids_of(body, codes, names)))
        stream.Length1 = len(stream.read_bytes())
    elif "/FontFile3" in descriptor:
        stream = descriptor.FontFile3
        body = stream.read_bytes()
        if stream.get("/Subtype") == Name.OpenType:
            _write(stream, cut_truetype(body, gids_of(body, codes, names)))
            return
        wanted = wanted_of(codes, names, cff_encoding(body))
        _write(stream, cut_cff(body, lambda _, name: name in wanted, dense=True))
    elif "/FontFile" in descriptor:
        stream = descriptor.FontFile
        body = stream.read_bytes()
        wanted = wanted_of(codes, names, type1_encoding(body))
        made, lengths = cut_type1(body, wanted)
        _write(stream, made)
        stream.Length1, stream.Length2, stream.Length3 = lengths


def wanted_of(
    codes: Iterable[int], names: Mapping[int, str], own: list[str]
) -> set[str]:
    """Names of the glyphs that codes may show: the dictionary's, else the font's."""
    own = own or list(StandardEncoding)
    wanted: set[str] = set()
    for code in codes:
        if code in names:
            wanted.add(names[code])
        elif code < len(own):
            wanted.add(own[code])
    return wanted


# Composite fonts


def _cut_composite(font: Dictionary, raws: Collection[bytes], out: Pdf) -> None:
    codes = {int.from_bytes(raw, "big"): raw for raw in raws}
    cids = cids_shown(font, codes)
    if isinstance(font.get("/Encoding"), Stream):
        font.Encoding = out.make_indirect(_cmap(codes, cids, out))
    _cut_unicode(font, codes, out)
    inner = font.DescendantFonts[0]
    shown = set(cids.values())
    if "/W" in inner:
        inner.W = _widths(inner.W, shown)
    gids = gids_shown(inner, shown)
    table = inner.get("/CIDToGIDMap")
    if isinstance(table, Stream):
        made = bytearray(2 * (max(shown) + 1))
        for cid, gid in gids.items():
            made[2 * cid : 2 * cid + 2] = gid.to_bytes(2, "big")
        _write(table, bytes(made))
    descriptor = inner.get("/FontDescriptor", Dictionary())
    _cut_composite_program(descriptor, shown, set(gids.values()))


def _cut_composite_program(
    descriptor: pikepdf.Object, cids: Collection[int], gids: Collection[int]
) -> None:
    if "/FontFile2" in descriptor:
        stream = descriptor.FontFile2
        made = cut_truetype(stream.read_bytes(), gids)
        _write(stream, made)
        stream.Length1 = len(made)
    elif "/FontFile3" in descriptor:
        stream = descriptor.FontFile3
        body = stream.read_bytes()
        if stream.get("/Subtype") == Name.OpenType:
            _write(stream, cut_truetype(body, gids))
            return
        by_name = {f"cid{cid:05d}" for cid in cids}

        def is_kept(gid: int, name: str) -> bool:
            return name in by_name if name.startswith("cid") else gid in cids

        _write(stream, cut_cff(body, is_kept, dense=False))
    elif "/FontFile" in descriptor:
        message = "a composite font holds a Type 1 program"
        raise ValueError(message)


def _widths(listed: pikepdf.Object, shown: Collection[int]) -> Array:
    known = cid_widths(listed)
    rows: list[object] = []
    for cid in sorted(set(shown) & known.keys()):
        rows += [cid, Array([round(1000 * known[cid], 3)])]
    return Array(rows)


# Maps


def unicode_of(stream: pikepdf.Object) -> dict[int, str]:
    """The text of every code that a /ToUnicode map names."""
    assert isinstance(stream, Stream), "maps are streams"
    found = FileUnicodeMap()
    CMapParser(found, BytesIO(stream.read_bytes())).run()
    return dict(found.cid2unichr)


def _cut_unicode(font: Dictionary, codes: Mapping[int, bytes], out: Pdf) -> None:
    given = font.get("/ToUnicode")
    if not isinstance(given, Stream):
        if given is not None:
            del font["/ToUnicode"]
        return
    known = unicode_of(given)
    rows = [
        b"<%s> <%s>" % (_hex(codes[code]), _hex(known[code].encode("utf-16-be")))
        for code in sorted(codes)
        if known.get(code)
    ]
    size = len(next(iter(codes.values())))
    body = _map(b"/Adobe-Identity-UCS", 2, size, b"bfchar", rows)
    font.ToUnicode = out.make_stream(body)


def _cmap(
    codes: Mapping[int, bytes],
    cids: Mapping[int, int],
    out: Pdf,
) -> Stream:
    rows = [b"<%s> %d" % (_hex(codes[code]), cids[code]) for code in sorted(codes)]
    stream = out.make_stream(_map(b"/Codes", 1, 2, b"cidchar", rows))
    stream.Type, stream.CMapName = Name.CMap, Name.Codes
    stream.CIDSystemInfo = Dictionary(
        Registry=pikepdf.String("Adobe"),
        Ordering=pikepdf.String("Identity"),
        Supplement=0,
    )
    return stream


def _map(name: bytes, kind: int, size: int, rows_of: bytes, rows: list[bytes]) -> bytes:
    """A CMap file with nothing but its rows (Adobe Technical Note 5014)."""
    parts = [
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
        b"def",
        b"/CMapName %s def /CMapType %d def" % (name, kind),
        b"1 begincodespacerange <%s> <%s> endcodespacerange"
        % (b"00" * size, b"FF" * size),
    ]
    for at in range(0, len(rows), _PER_BLOCK):
        block = rows[at : at + _PER_BLOCK]
        parts += [b"%d begin%s" % (len(block), rows_of), *block, b"end" + rows_of]
    parts.append(b"endcmap CMapName currentdict /CMap defineresource pop end end")
    return b"\n".join(parts)


def _hex(raw: bytes) -> bytes:
    return raw.hex().upper().encode()


def _write(stream: pikepdf.Object, body: bytes) -> None:
    assert isinstance(stream, Stream), "programs and maps are streams"
    stream.write(body)
