"""How wide each code of a font is: what is needed to find and move glyphs.

Widths come from the font dictionary (ISO 32000-2, 9.7.4 and 9.2.4) and, for
the fourteen standard fonts, from Adobe's metrics as pdfminer ships them. A
font that is not understood is refused: a glyph whose place is not known cannot
be vouched for.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import pikepdf
from pdfminer.encodingdb import EncodingDB
from pdfminer.fontmetrics import FONT_METRICS
from pdfminer.latin_enc import ENCODING
from pikepdf import Array, Dictionary, Name, Stream

from decisions.errors import CannotRedact
from redaction.matrix import Area
from redaction.plaindrawings import extents_of, font_matrix

_ALIASES: Final = {"Arial": "Helvetica", "TimesNewRoman": "Times-Roman"}
_HEX_PAIR: Final = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_HEX_TRIPLE: Final = re.compile(
    rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>"
)
_HEX_CID: Final = re.compile(rb"<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>\s*)?(\d+)")


class Code(NamedTuple):
    """One character code as it stands in a string of a content stream."""

    raw: bytes
    width: float
    """Advance in text space: 1 is the font size."""
    takes_word_spacing: bool
    """The single-byte code 32 only (9.3.3)."""
    is_blank: bool
    """Whether it stands for a space."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font as far as the place of its glyphs goes."""

    widths: dict[int, float]
    """Advance of a code, or of a CID for composite fonts; 1 is the size."""
    default: float
    ascent: float
    descent: float
    code_bytes: int
    cids: dict[int, int] | None = None
    """From code to CID where an embedded CMap says so; None: the identity."""
    blanks: frozenset[int] = frozenset({32})
    """The codes that stand for a space."""
    extents: dict[int, Area] | None = None
    """Of a font of drawings: where each code draws, in text space."""

    def measure(self, text: bytes) -> tuple[float, int, int]:
        """The width of a shown string, how many codes it has, and how many of them
        take word spacing.
        """
        if self.code_bytes == 1 and self.cids is None:
            widths, default = self.widths, self.default
            width = sum(widths.get(code, default) for code in text)
            return width, len(text), text.count(b" ")
        found = list(self.codes(text))
        return sum(code.width for code in found), len(found), 0

    @property
    def is_widened(self) -> bool:
        """Whether its codes of one byte become codes of two."""
        return self.cids is not None and self.code_bytes == 1

    def codes(self, text: bytes) -> Iterator[Code]:
        """The codes of a shown string, in order."""
        step = self.code_bytes
        if len(text) % step:
            raise CannotRedact("a shown string ends within a code")
        for at in range(0, len(text), step):
            raw = text[at : at + step]
            code = int.from_bytes(raw, "big")
            cid = code if self.cids is None else self.cids.get(code, 0)
            width = self.widths.get(cid, self.default)
            spaced = step == 1 and code == 32 and self.cids is None
            yield Code(raw, width, spaced, code in self.blanks)


def font_of(font: pikepdf.Object, page: int) -> Font:
    """Read a font dictionary.

    Raises:
        CannotRedact: Its kind, encoding or widths are not understood.
    """
    subtype = str(font.get("/Subtype", ""))
    if subtype in {"/Type1", "/TrueType", "/MMType1"}:
        return _simple(font, page)
    if subtype == "/Type0":
        return _composite(font, page)
    if subtype == "/Type3":
        return _drawn(font)
    raise CannotRedact(
        f"page {page}: a font is of type {subtype or 'unknown'}, expected Type1, "
        "TrueType, Type0 or Type3; have the page scanned or withhold it whole"
    )


def _simple(font: pikepdf.Object, page: int) -> Font:
    descriptor = font.get("/FontDescriptor", Dictionary())
    ascent, descent = _vertical(descriptor)
    if "/Widths" not in font:
        return Font(_standard_widths(font, page), 0.5, ascent, descent, 1)
    widths = {code: width / 1000 for code, width in listed_widths(font).items()}
    missing = float(descriptor.get("/MissingWidth", 0)) / 1000
    blanks = _blanks(font.get("/ToUnicode")) | {32}
    return Font(widths, missing, ascent, descent, 1, blanks=blanks)


def listed_widths(font: pikepdf.Object) -> dict[int, float]:
    """The /Widths of a simple font by code, in glyph space."""
    first = int(font.get("/FirstChar", 0))
    return {
        code: float(width)
        for code, width in enumerate(font.Widths.as_list(), start=first)
    }


def _drawn(font: pikepdf.Object) -> Font:
    wide = font_matrix(font)[0]
    widths = {code: width * wide for code, width in listed_widths(font).items()}
    names = names_of(font)
    extents = extents_of(font, names)
    spaces = {code for code, name in names.items() if name == "space"}
    blanks = _blanks(font.get("/ToUnicode")) | spaces
    return Font(widths, 0, 0.9, -0.22, 1, blanks=blanks, extents=extents)


def _vertical(descriptor: pikepdf.Object) -> tuple[float, float]:
    """Ascent and descent in text space; sane values where a font's are not."""
    ascent = float(descriptor.get("/Ascent", 0)) / 1000
    descent = float(descriptor.get("/Descent", 0)) / 1000
    if not 0.3 <= ascent <= 2:
        ascent = 0.9
    if not -1 <= descent < 0:
        descent = -0.22
    return ascent, descent


def _standard_widths(font: pikepdf.Object, page: int) -> dict[int, float]:
    base = str(font.get("/BaseFont", ""))[1:]
    family, _, style = base.partition(",")
    name = _ALIASES.get(family, family) + (f"-{style}" if style else "")
    if name not in FONT_METRICS:
        raise CannotRedact(
            f"page {page}: a font has no widths and is none of the fourteen "
            "standard ones; have the document exported again with fonts embedded"
        )
    encoding = font.get("/Encoding", Name.StandardEncoding)
    differences: list[object] = []
    encoding_name = "StandardEncoding"
    if isinstance(encoding, Name):
        encoding_name = str(encoding)[1:]
    elif isinstance(encoding, Dictionary):
        encoding_name = str(encoding.get("/BaseEncoding", "/StandardEncoding"))[1:]
        differences = [
            _Named(str(item)[1:]) if isinstance(item, Name) else int(item)
            for item in encoding.get("/Differences", Array()).as_list()
        ]
    unicode_of = EncodingDB.get_encoding(encoding_name, differences)
    by_character: dict[str, float] = FONT_METRICS[name][1]
    return {
        code: by_character[character] / 1000
        for code, character in unicode_of.items()
        if character in by_character
    }


class _Named:
    """A glyph name in the shape pdfminer's encodings expect."""

    def __init__(self, name: str) -> None:
        self.name = name


def _composite(font: pikepdf.Object, page: int) -> Font:
    descendant = font.DescendantFonts[0]
    ascent, descent = _vertical(descendant.get("/FontDescriptor", Dictionary()))
    encoding = font.get("/Encoding")
    cids: dict[int, int] | None = None
    if isinstance(encoding, Stream):
        cids = cids_of(encoding, page)
    elif encoding != Name("/Identity-H"):
        raise CannotRedact(
            f"page {page}: a font uses the encoding {encoding!s:.24}, expected "
            "Identity-H or an embedded map; have the document exported again"
        )
    default = float(descendant.get("/DW", 1000)) / 1000
    widths = cid_widths(descendant.get("/W", Array()))
    blanks = _blanks(font.get("/ToUnicode"))
    return Font(widths, default, ascent, descent, code_bytes_of(font), cids, blanks)


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


def named_encoding(font: pikepdf.Object) -> str | None:
    """The name of an encoding without differences, such as WinAnsiEncoding."""
    base = str(font.get("/Encoding", "")) if "/Encoding" in font else ""
    return base[1:] if base in _TABLES else None


def code_bytes_of(font: pikepdf.Object) -> int:
    """How many bytes of a shown string are one code of a font that is understood."""
    if font.get("/Subtype") != Name.Type0:
        return 1
    encoding = font.get("/Encoding")
    return _code_bytes(encoding) if isinstance(encoding, Stream) else 2


def program_of(holder: pikepdf.Object) -> pikepdf.Object | None:
    """The embedded program of a simple font or of a composite font's descendant."""
    descriptor = holder.get("/FontDescriptor", Dictionary())
    for key in ("/FontFile", "/FontFile2", "/FontFile3"):
        if isinstance(descriptor.get(key), Stream):
            return descriptor[key]
    return None


def cids_shown(font: pikepdf.Object, codes: Collection[int]) -> dict[int, int]:
    """The CID of each code of a composite font; 0 where its CMap has none."""
    encoding = font.get("/Encoding")
    if not isinstance(encoding, Stream):
        return {code: code for code in codes}
    known = cids_of(encoding, 0)
    return {code: known.get(code, 0) for code in codes}


def gids_shown(descendant: pikepdf.Object, cids: Collection[int]) -> dict[int, int]:
    """The glyph number of each CID (9.7.4.2); 0 where its table ends before it."""
    table = descendant.get("/CIDToGIDMap")
    if not isinstance(table, Stream):
        return {cid: cid for cid in cids}
    body = table.read_bytes()
    return {cid: int.from_bytes(body[2 * cid : 2 * cid + 2], "big") for cid in cids}


def _blanks(to_unicode: pikepdf.Object | None) -> frozenset[int]:
    """The codes that a /ToUnicode map (9.10.3) sends to a space."""
    if not isinstance(to_unicode, Stream):
        return frozenset()
    body = to_unicode.read_bytes()
    found = set()
    for code, target in _HEX_PAIR.findall(_section(body, b"bfchar")):
        if int(target, 16) in {0x20, 0xA0}:
            found.add(int(code, 16))
    for low, high, target in _HEX_TRIPLE.findall(_section(body, b"bfrange")):
        for space in (0x20, 0xA0):
            code = int(low, 16) + space - int(target, 16)
            if int(low, 16) <= code <= int(high, 16):
                found.add(code)
    return frozenset(found)


def cid_widths(listed: pikepdf.Object) -> dict[int, float]:
    """The /W array: `first [w w w]` and `first last w` in any mixture (9.7.4.3)."""
    widths: dict[int, float] = {}
    items = listed.as_list()
    at = 0
    while at + 1 < len(items):
        first = int(items[at])
        if isinstance(items[at + 1], Array):
            for offset, width in enumerate(items[at + 1].as_list()):
                widths[first + offset] = float(width) / 1000
            at += 2
            continue
        last = min(int(items[at + 1]), first + 0xFFFF)
        for cid in range(first, last + 1):
            widths[cid] = float(items[at + 2]) / 1000
        at += 3
    return widths


def cids_of(stream: pikepdf.Stream, page: int) -> dict[int, int]:
    """Codes of an embedded CMap, all of one length."""
    body = stream.read_bytes()
    if not _code_bytes(stream) or int(stream.get("/WMode", 0)) != 0:
        raise CannotRedact(
            f"page {page}: a font's embedded map has codes of mixed length, rests on "
            "another or runs downwards; have the document exported again"
        )
    cids: dict[int, int] = {}
    both = _section(body, b"cidrange") + b"\n" + _section(body, b"cidchar")
    for low, high, cid in _HEX_CID.findall(both):
        first = int(low, 16)
        last = int(high, 16) if high else first
        for offset in range(min(last - first, 0xFFFF) + 1):
            cids[first + offset] = int(cid) + offset
    return cids


def _code_bytes(stream: pikepdf.Object) -> int:
    """One or two where all codes of an embedded CMap are as long; else 0."""
    body = stream.read_bytes()
    if b"usecmap" in body or "/UseCMap" in stream:
        return 0  # it goes on in another map
    spaces = _section(body, b"codespacerange")
    lengths = {len(low) for low, _ in _HEX_PAIR.findall(spaces)}
    digits = lengths.pop() if len(lengths) == 1 else 0
    return {2: 1, 4: 2}.get(digits, 0)


def _section(body: bytes, what: bytes) -> bytes:
    found = re.findall(rb"begin" + what + rb"(.*?)end" + what, body, re.DOTALL)
    return b"\n".join(found)
