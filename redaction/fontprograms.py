"""Embedded font programs, cut down to the glyphs that are still shown.

A subset is made for one document: its glyphs say which letters stand in that
document, the removed ones too (ASD, "An Examination of the Redaction Functionality
of Adobe Acrobat Pro DC 2017", 2021).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import Any, Final

from fontTools import agl, subset, t1Lib
from fontTools.cffLib import CFFFontSet
from fontTools.encodings.MacRoman import MacRoman
from fontTools.misc.psCharStrings import T2CharString
from fontTools.ttLib import TTFont

Names = Mapping[int, str]
"""Glyph name of a code, where the font dictionary says one."""


def cut_truetype(body: bytes, gids: Iterable[int]) -> bytes:
    """A TrueType or OpenType program with the outlines of some glyphs only.

    Glyph numbers stay: codes lead to them through tables of the PDF.
    """
    with TTFont(BytesIO(body), recalcTimestamp=False) as font:
        options = subset.Options()
        options.retain_gids = True
        options.notdef_outline = True
        options.glyph_names = False
        options.hinting = not _is_wordy(font)
        options.legacy_cmap = options.symbol_cmap = True
        options.name_IDs = []
        options.layout_features = []
        options.desubroutinize = True
        options.drop_tables = [*options.drop_tables, "name", "post", "hdmx", "VDMX"]
        count = font["maxp"].numGlyphs
        cutter = subset.Subsetter(options)
        cutter.populate(gids=sorted({gid for gid in gids if gid < count}))
        cutter.subset(font)
        out = BytesIO()
        font.save(out, reorderTables=True)
    return out.getvalue()


def _is_wordy(font: TTFont) -> bool:
    """Whether the tables that set glyphs on a grid hold something like a word."""
    tables = [font.reader[tag] for tag in ("cvt ", "fpgm", "prep") if tag in font]
    return any(_WORDLIKE.search(table) for table in tables)


_WORDLIKE: Final = re.compile(rb"[A-Za-z]{6}|(?:\x00[A-Za-z]){6}")


def gids_of(body: bytes, codes: Iterable[int], names: Names) -> set[int]:
    """The glyphs that codes of a simple TrueType font may show (9.6.5.4).

    Readers differ in which table they ask first: every answer is kept.
    """
    found: set[int] = set()
    with TTFont(BytesIO(body), lazy=True) as font:
        order = {name: gid for gid, name in enumerate(font.getGlyphOrder())}
        tables = font["cmap"].tables if "cmap" in font else []
        for code in codes:
            name = names.get(code)
            for table in tables:
                kind = (table.platformID, table.platEncID)
                for key in _keys(kind, code, name):
                    glyph = table.cmap.get(key)
                    if glyph is not None:
                        found.add(order[glyph])
            if name in order:
                found.add(order[name])
            if not tables:
                found.add(code)
    return found


def _keys(kind: tuple[int, int], code: int, name: str | None) -> set[int]:
    keys: set[int] = set()
    if kind in {(3, 0), (1, 0)}:
        keys |= {code, 0xF000 + code, 0xF100 + code, 0xF200 + code}
    if name is None:
        return keys | {code}
    text = agl.toUnicode(name)
    if kind == (1, 0):
        keys |= {MacRoman.index(name)} if name in MacRoman else set()
    elif len(text) == 1:
        keys.add(ord(text))
    return keys


def cut_cff(body: bytes, is_kept: Callable[[int, str], bool], *, dense: bool) -> bytes:
    """A bare CFF program (FontFile3, Type1C and CIDFontType0C).

    Args:
        body: The program.
        is_kept: Whether a glyph, by its number and name, is still shown.
        dense: Whether glyphs may move up: false where codes are glyph numbers.
    """
    fonts = CFFFontSet()
    fonts.decompile(BytesIO(body), None, isCFF2=False)
    fonts.desubroutinize()
    _unname(fonts)
    top = fonts[0]
    strings, order = top.CharStrings, list(top.charset)
    keep = [is_kept(gid, name) or gid == 0 for gid, name in enumerate(order)]
    last = max(gid for gid, kept in enumerate(keep) if kept)
    is_cid = hasattr(top, "ROS")
    selected = list(top.FDSelect.gidArray) if hasattr(top, "FDSelect") else None
    charset: list[str] = []
    glyphs: dict[str, Any] = {}
    chosen: list[int] = []
    for gid, name in enumerate(order[: last + 1]):
        if not keep[gid] and (dense or is_cid):
            continue
        glyph, named = strings[name], name
        if not keep[gid]:
            named = f"none{gid}"
            glyph = T2CharString(program=["endchar"], private=glyph.private)
        charset.append(named)
        glyphs[named] = glyph
        if selected is not None:
            chosen.append(selected[gid])
    strings.charStrings, strings.charStringsAreIndexed = glyphs, 0
    top.charset = charset
    if selected is not None:
        top.FDSelect.gidArray = chosen
    if isinstance(getattr(top, "Encoding", None), list):
        kept_names = set(charset)
        top.Encoding = [n if n in kept_names else ".notdef" for n in top.Encoding]
    out = BytesIO()
    fonts.compile(out, TTFont(recalcBBoxes=False), isCFF2=False)
    return out.getvalue()


def _unname(fonts: CFFFontSet) -> None:
    """Take out what a program says of itself in words."""
    fonts.fontNames = ["Font"]
    top = fonts[0]
    for key in _SAID:
        top.rawDict.pop(key, None)
        if key in vars(top):
            delattr(top, key)
    for inner in getattr(top, "FDArray", ()):
        inner.rawDict.pop("FontName", None)
        if "FontName" in vars(inner):
            del inner.FontName


_SAID: Final = (
    "version",
    "Notice",
    "Copyright",
    "FullName",
    "FamilyName",
    "Weight",
    "PostScript",
    "BaseFontName",
)


def cff_encoding(body: bytes) -> list[str]:
    """The names of a bare CFF program's own codes; empty: the standard ones."""
    fonts = CFFFontSet()
    fonts.decompile(BytesIO(body), None, isCFF2=False)
    encoding = getattr(fonts[0], "Encoding", None)
    return list(encoding) if isinstance(encoding, list) else []


def cut_type1(body: bytes, names: Iterable[str]) -> tuple[bytes, tuple[int, int, int]]:
    """A Type 1 program (FontFile) with some glyphs; and the lengths of its parts."""
    font = _type1(body)
    wanted = {*names, ".notdef"}
    shown = font.font["CharStrings"]
    # Accented letters are made of others, which "seac" names by standard codes.
    font.font["CharStrings"] = {n: g for n, g in shown.items() if n in wanted}
    encoding = font.font.get("Encoding")
    if isinstance(encoding, list):
        font.font["Encoding"] = [n if n in wanted else ".notdef" for n in encoding]
    font.font["FontInfo"] = {}
    font.font["FontName"] = "Font"
    made = font.createData()
    chunks = t1Lib.findEncryptedChunks(made)
    return made, _lengths(chunks)


def type1_encoding(body: bytes) -> list[str]:
    """The names of a Type 1 program's own codes; empty: the standard ones."""
    encoding = _type1(body).font.get("Encoding")
    return list(encoding) if isinstance(encoding, list) else []


def _type1(body: bytes) -> Any:  # noqa: ANN401 - fontTools has no types
    font = t1Lib.T1Font.__new__(t1Lib.T1Font)
    font.encoding = "latin-1"
    font.data = body
    font.parse()
    return font


def _lengths(chunks: Iterable[tuple[bool, bytes]]) -> tuple[int, int, int]:
    plain: list[int] = []
    secret = 0
    for is_encrypted, chunk in chunks:
        if is_encrypted:
            secret += len(chunk)
        else:
            plain.append(len(chunk))
    return plain[0], secret, sum(plain[1:])


def inked_gids(body: bytes) -> set[int]:
    """The glyphs of a TrueType or OpenType program that draw something."""
    with TTFont(BytesIO(body), lazy=True) as font:
        if "glyf" in font:
            table = font["glyf"]
            order = font.getGlyphOrder()
            return {
                gid
                for gid, name in enumerate(order)
                if table[name].numberOfContours != 0
            }
        strings = font["CFF "].cff[0].CharStrings
        return {
            gid
            for gid, name in enumerate(font.getGlyphOrder())
            if _draws(strings[name])
        }


def parts_of(body: bytes, gids: Iterable[int]) -> set[int]:
    """The glyphs that others are put together from, and those themselves."""
    found = set(gids)
    with TTFont(BytesIO(body), lazy=True) as font:
        if "glyf" not in font:
            return found
        order = font.getGlyphOrder()
        waiting = [gid for gid in found if gid < len(order)]
        while waiting:
            glyph = font["glyf"][order[waiting.pop()]]
            if not glyph.isComposite():
                continue
            for name in glyph.getComponentNames(font["glyf"]):
                gid = font.getGlyphID(name)
                if gid not in found:
                    found.add(gid)
                    waiting.append(gid)
    return found


def inked_names(body: bytes) -> dict[str, int]:
    """The glyphs of a bare CFF program that draw something, and their numbers."""
    fonts = CFFFontSet()
    fonts.decompile(BytesIO(body), None, isCFF2=False)
    top = fonts[0]
    return {
        name: gid
        for gid, name in enumerate(top.charset)
        if _draws(top.CharStrings[name])
    }


def type1_names(body: bytes) -> set[str]:
    """The glyphs of a Type 1 program."""
    return set(_type1(body).font["CharStrings"])


def texts_of_gids(body: bytes) -> dict[int, str]:
    """The text that a program's own tables give its glyphs."""
    with TTFont(BytesIO(body), lazy=True) as font:
        if "cmap" not in font:
            return {}
        return {
            font.getGlyphID(name): chr(code % 0xF000 if code >= 0xF000 else code)
            for table in font["cmap"].tables
            for code, name in table.cmap.items()
        }


def _draws(charstring: Any) -> bool:  # noqa: ANN401 - fontTools has no types
    charstring.decompile()
    return any(
        isinstance(token, str) and token.endswith(("lineto", "curveto"))
        for token in charstring.program
    ) or any(token in {"callsubr", "callgsubr"} for token in charstring.program)
