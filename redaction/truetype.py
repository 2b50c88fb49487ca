"""Embedded TrueType programs, cut down to the glyphs that are still shown.

A subset is made for one document: its glyphs, and the numbers they have, say which
letters stand in that document and in which order they first appear, the removed
ones too (ASD, "An Examination of the Redaction Functionality of Adobe Acrobat Pro
DC 2017", 2021). So the glyphs are numbered anew, in the order in which what stays
shows them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from fontTools import agl, subset
from fontTools.encodings.MacRoman import MacRoman
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.reorderGlyphs import reorderGlyphs
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

Names = Mapping[int, str]
"""Glyph name of a code, where the font dictionary says one."""

_TABLES: Final = frozenset(
    ["head", "hhea", "hmtx", "maxp", "loca", "glyf", "cvt ", "fpgm", "prep", "cmap"]
)
"""The tables that readers of a PDF need."""


_LONG_AGO: Final = 2_082_844_800
"""1970 in seconds since 1904: no program says when it was made."""


@dataclass(frozen=True, slots=True)
class Says:
    """What a font dictionary says of its codes."""

    names: Names
    base: str | None
    """A named encoding without differences: WinAnsiEncoding or MacRomanEncoding."""
    is_symbolic: bool


def cut_truetype(
    body: bytes, shown: Sequence[int], codes: Mapping[int, int] | None = None
) -> bytes:
    """A TrueType program with some glyphs only, in a new order.

    Args:
        body: The program; its outlines are in `glyf`.
        shown: Glyph numbers in the order of their new ones, which begin at 1;
            each once, without 0.
        codes: For simple fonts: the number in `body` that each new code shows.
    """
    with TTFont(BytesIO(body), recalcTimestamp=False) as font:
        options = subset.Options()
        options.notdef_outline = True
        options.glyph_names = False
        options.hinting = not _is_wordy(font)
        options.name_IDs = []
        options.layout_features = []
        options.drop_tables = [tag for tag in font.keys() if tag not in _TABLES]  # noqa: SIM118 - no mapping
        old = font.getGlyphOrder()
        wanted = [old[gid] for gid in shown]
        named = {code: old[gid] for code, gid in (codes or {}).items()}
        cutter = subset.Subsetter(options)
        cutter.populate(glyphs=wanted)
        cutter.subset(font)
        reorderGlyphs(font, _order(font, [old[0], *wanted]))
        font["head"].created = font["head"].modified = _LONG_AGO
        if "cmap" in font:
            del font["cmap"]
        if codes is not None:
            font["cmap"] = _cmap(named)
        out = BytesIO()
        font.save(out, reorderTables=True)
    return out.getvalue()


def _order(font: TTFont, first: Sequence[str]) -> list[str]:
    """Some glyphs, and behind them those that they are put together from."""
    order = list(dict.fromkeys(first))
    table = font["glyf"]
    for name in order:  # grows while it is walked
        glyph = table[name]
        if glyph.isComposite():
            order += [n for n in glyph.getComponentNames(table) if n not in order]
    return order


def _cmap(named: Mapping[int, str]) -> Any:  # noqa: ANN401 - fontTools has no types
    """Tables for both kinds of reader of a font with codes of its own (9.6.5.4)."""
    table = newTable("cmap")
    table.tableVersion = 0
    table.tables = []
    for platform, encoding, kind, base in ((1, 0, 6, 0), (3, 0, 4, 0xF000)):
        part = CmapSubtable.newSubtable(kind)
        part.platformID, part.platEncID, part.language = platform, encoding, 0
        part.cmap = {base + code: name for code, name in named.items()}
        table.tables.append(part)
    return table


def _is_wordy(font: TTFont) -> bool:
    """Whether the tables that set glyphs on a grid hold something like a word."""
    tables = [font.reader[tag] for tag in ("cvt ", "fpgm", "prep") if tag in font]
    return any(_WORDLIKE.search(table) for table in tables)


_WORDLIKE: Final = re.compile(rb"[A-Za-z]{6}|(?:\x00[A-Za-z]){6}")


def glyph_of_codes(body: bytes, codes: Iterable[int], says: Says) -> dict[int, int]:
    """The glyph that each code of a simple TrueType font shows; 0 for none.

    As ISO 32000-2, 9.6.5.4 has it, and where that leaves it open as PDFium decides.
    """
    with TTFont(BytesIO(body), lazy=True) as font:
        order = {name: gid for gid, name in enumerate(font.getGlyphOrder())}
        tables = font["cmap"].tables if "cmap" in font else []
        by_kind = {(t.platformID, t.platEncID): t.cmap for t in tables}
        found = {}
        for code in codes:
            name = _glyph_name(code, says, by_kind, order)
            if name is not None:
                found[code] = order[name]
            else:
                found[code] = 0 if tables else min(code, len(order) - 1)
        return found


def _glyph_name(
    code: int,
    says: Says,
    by_kind: Mapping[tuple[int, int], Mapping[int, str]],
    order: Mapping[str, int],
) -> str | None:
    symbol = by_kind.get((3, 0), {})
    mac = by_kind.get((1, 0), {})
    unicode = by_kind.get((3, 1), by_kind.get((0, 3), by_kind.get((0, 1), {})))
    name = says.names.get(code)
    own = [symbol.get(high + code) for high in (0xF000, 0xF100, 0xF200, 0)]
    if name is not None and (says.base or not says.is_symbolic):
        text = agl.toUnicode(name)
        answers = [unicode.get(ord(text)) if len(text) == 1 else None]
        if not unicode:
            by_mac = mac.get(MacRoman.index(name)) if name in MacRoman else None
            answers += [*own, by_mac] if says.is_symbolic else [by_mac, *own]
        answers += [name if name in order else None, mac.get(code)]
    else:
        answers = [*own, mac.get(code), unicode.get(code)]
    return next((answer for answer in answers if answer is not None), None)


def inked_gids(body: bytes) -> set[int]:
    """The glyphs of a TrueType program that draw something."""
    with TTFont(BytesIO(body), lazy=True) as font:
        table = font["glyf"]
        names = enumerate(font.getGlyphOrder())
        return {gid for gid, name in names if table[name].numberOfContours != 0}


def parts_of(body: bytes, gids: Iterable[int]) -> set[int]:
    """The glyphs that others are put together from, and those themselves."""
    found = set(gids)
    with TTFont(BytesIO(body), lazy=True) as font:
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


def texts_of_gids(body: bytes) -> dict[int, str]:
    """The text that a program's own tables give its glyphs."""
    with TTFont(BytesIO(body), lazy=True) as font:
        if "cmap" not in font:
            return {}
        texts: dict[int, str] = {}
        for table in sorted(font["cmap"].tables, key=lambda t: t.isUnicode()):
            for code, name in table.cmap.items():
                texts[font.getGlyphID(name)] = _text_of(code, table.platformID)
        return texts


def _text_of(code: int, platform: int) -> str:
    if platform == 1:
        return bytes([code]).decode("mac_roman") if code < 256 else ""
    return chr(code % 0xF000 if 0xF000 <= code < 0xF100 else code)


def glyph_count(body: bytes) -> int:
    with TTFont(BytesIO(body), lazy=True) as font:
        return int(font["maxp"].numGlyphs)


def has_outlines(body: bytes) -> bool:
    """Whether its outlines are TrueType's own, and not a CFF program within."""
    with TTFont(BytesIO(body), lazy=True) as font:
        return "glyf" in font


def cff_within(body: bytes) -> bytes:
    """The bare CFF program of an OpenType font."""
    with TTFont(BytesIO(body), lazy=True) as font:
        return bytes(font.reader["CFF "])
