"""What the fonts of a public file still say of text that was removed.

Two attacks: to read what is shown by every map that any font has, whatever the
file says belongs together; and to look for letters that a font maps, measures or
draws though no page shows them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import pikepdf
from pdfminer.latin_enc import ENCODING
from pdfminer.pdfexceptions import PDFException
from pikepdf import Array, Dictionary, Name, Stream, String

from redaction.fontcodes import SPACE, Codes, is_numbered_anew
from redaction.fontcuts import FONT_FAULTS, glyph_names
from redaction.fonts import (
    cid_widths,
    cids_of,
    cids_shown,
    gids_shown,
    listed_widths,
    names_of,
)
from redaction.postscript import (
    cff_encoding,
    cff_parts,
    inked_names,
    type1_encoding,
    type1_names,
    type1_parts,
)
from redaction.truetype import (
    Says,
    glyph_of_codes,
    inked_gids,
    parts_of,
    texts_of_gids,
)
from redaction.unicodemaps import unicode_of

_TEXT_OF_NAME = {row[0]: bytes([row[3]]).decode("cp1252") for row in ENCODING if row[3]}


@dataclass(slots=True)
class Shown:
    """A font and the codes that pages show in it."""

    font: pikepdf.Object
    codes: set[int] = field(default_factory=set)

    @property
    def is_composite(self) -> bool:
        return bool(self.font.get("/Subtype") == Name.Type0)


@dataclass(slots=True)
class Texts:
    """What is shown on each page as runs of bytes, and in which fonts."""

    fonts: dict[tuple[int, int], Shown]
    pages: list[list[tuple[tuple[int, int], bytes]]]


def shown_in(opened: pikepdf.Pdf) -> Texts:
    """Every shown string of the pages' own contents."""
    fonts: dict[tuple[int, int], Shown] = {}
    pages: list[list[tuple[tuple[int, int], bytes]]] = []
    for page in opened.pages:
        runs: list[tuple[tuple[int, int], bytes]] = []
        key: tuple[int, int] | None = None
        resources = page.obj.get("/Resources", Dictionary())
        known = resources.get("/Font", Dictionary())
        for font in known.values():
            fonts.setdefault(font.objgen, Shown(font))
        for instruction in pikepdf.parse_content_stream(page):
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                continue
            operands = list(instruction.operands)
            if str(instruction.operator) == "Tf":
                set_to = known.get(str(operands[0]))
                key = set_to.objgen if set_to is not None else None
                continue
            for raw in _strings(operands):
                if key is not None:
                    runs.append((key, raw))
                    fonts[key].codes |= set(_codes(raw, fonts[key]))
        pages.append(runs)
    return Texts(fonts, pages)


def _strings(operands: Sequence[object]) -> Iterator[bytes]:
    for operand in operands:
        items = operand.as_list() if isinstance(operand, Array) else [operand]
        yield from (bytes(item) for item in items if isinstance(item, String))


def _codes(raw: bytes, shown: Shown) -> list[int]:
    if not shown.is_composite:
        return list(raw)
    return [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]


def readings_of(texts: Texts) -> Iterator[tuple[int, str]]:
    """Page number and its text by every map of every font in turn."""
    maps = {key: list(_maps(shown)) for key, shown in texts.fonts.items()}
    most = max((len(found) for found in maps.values()), default=0)
    for number, runs in enumerate(texts.pages, start=1):
        for at in range(most):
            parts = []
            for key, raw in runs:
                found = maps[key]
                if found:
                    by = found[min(at, len(found) - 1)]
                    codes = _codes(raw, texts.fonts[key])
                    parts.append("".join(by.get(code, "") for code in codes))
            yield number, " ".join(parts)
            yield number, "".join(parts)


def _maps(shown: Shown) -> Iterator[dict[int, str]]:
    font = shown.font
    given = font.get("/ToUnicode")
    if isinstance(given, Stream):
        yield _tried(unicode_of, given)
    if not shown.is_composite:
        names = names_of(font)
        yield {
            code: _TEXT_OF_NAME[name]
            for code, name in names.items()
            if name in _TEXT_OF_NAME
        }
        yield {code: bytes([code]).decode("cp1252", "replace") for code in range(256)}
        return
    inner = font.DescendantFonts[0]
    descriptor = inner.get("/FontDescriptor", Dictionary())
    program = descriptor.get("/FontFile2", descriptor.get("/FontFile3"))
    if isinstance(program, Stream):
        by_gid = _tried(_by_program, program)
        cids = cids_shown(font, shown.codes)
        gids = gids_shown(inner, set(cids.values()))
        yield {code: by_gid.get(gids[cid], "") for code, cid in cids.items()}
    yield {code: chr(code) for code in shown.codes}


def _by_program(program: pikepdf.Object) -> dict[int, str]:
    return texts_of_gids(program.read_bytes())


def _tried(
    read: Callable[[pikepdf.Object], dict[int, str]], given: pikepdf.Object
) -> dict[int, str]:
    try:
        return dict(read(given))
    except (*FONT_FAULTS, PDFException):
        return {}


def residue_of(texts: Texts) -> Iterator[str]:
    """Where a font knows letters that no page shows. Only for files of our own."""
    for number, shown in enumerate(texts.fonts.values(), start=1):
        try:
            found = list(_residue(shown))
        except FONT_FAULTS:
            found = ["a program that cannot be read"]
        yield from (f"font {number}: {what}" for what in found)


def _residue(shown: Shown) -> Iterator[str]:
    font = shown.font
    given = font.get("/ToUnicode")
    if isinstance(given, Stream) and set(unicode_of(given)) - shown.codes:
        yield "its map names letters that are not shown"
    if is_numbered_anew(font) and not _are_counted(shown):
        yield "its letters have numbers with gaps"
    if shown.is_composite:
        yield from _composite_residue(font, shown.codes)
    else:
        yield from _simple_residue(font, shown.codes)


def _are_counted(shown: Shown) -> bool:
    """Whether codes follow each other as `Codes` gives them, without a gap."""
    counted = shown.codes if shown.is_composite else shown.codes - {SPACE}
    numbers = Codes(shown.font).fresh()
    return counted == {next(numbers) for _ in counted}


def _simple_residue(font: pikepdf.Object, codes: set[int]) -> Iterator[str]:
    if "/Widths" in font:
        widths = {code for code, width in listed_widths(font).items() if width}
        if widths - codes:
            yield "it has widths of letters that are not shown"
    encoding = font.get("/Encoding")
    if isinstance(encoding, Dictionary) and "/Differences" in encoding:
        named = names_of(
            Dictionary(Encoding=Dictionary(Differences=encoding.Differences))
        )
        if set(named) - codes:
            yield "its encoding names letters that are not shown"
    descriptor = font.get("/FontDescriptor", Dictionary())
    names = names_of(font)
    if "/FontFile2" in descriptor:
        body = descriptor.FontFile2.read_bytes()
        shown = glyph_of_codes(body, codes, Says(names, None, is_symbolic=True))
        drawn = inked_gids(body) - parts_of(body, shown.values()) - {0}
        is_more = bool(drawn)
    elif "/FontFile3" in descriptor:
        body = descriptor.FontFile3.read_bytes()
        wanted = set(glyph_names(codes, names, cff_encoding(body)).values())
        is_more = bool(inked_names(body).keys() - cff_parts(body, wanted) - _NONE)
    elif "/FontFile" in descriptor:
        body = descriptor.FontFile.read_bytes()
        wanted = set(glyph_names(codes, names, type1_encoding(body)).values())
        is_more = bool(type1_names(body) - type1_parts(body, wanted) - _NONE)
    else:
        drawn_names = {name[1:] for name in font.get("/CharProcs", Dictionary())}
        is_more = bool(drawn_names - {names.get(code) for code in codes})
    if is_more:
        yield "it draws letters that are not shown"


_NONE: Final = frozenset({".notdef"})


def _composite_residue(font: pikepdf.Object, codes: set[int]) -> Iterator[str]:
    encoding = font.get("/Encoding")
    if isinstance(encoding, Stream):
        known = cids_of(encoding, 0)
        if set(known) - codes:
            yield "its encoding has codes that are not shown"
    inner = font.DescendantFonts[0]
    cids = set(cids_shown(font, codes).values())
    if "/W" in inner and set(cid_widths(inner.W)) - cids:
        yield "it has widths of letters that are not shown"
    gids = set(gids_shown(inner, cids).values())
    descriptor = inner.get("/FontDescriptor", Dictionary())
    if "/FontFile2" in descriptor:
        body = descriptor.FontFile2.read_bytes()
        if inked_gids(body) - parts_of(body, gids) - {0}:
            yield "it draws letters that are not shown"
    elif "/FontFile3" in descriptor:
        body = descriptor.FontFile3.read_bytes()
        by_name = {f"cid{cid:05d}" for cid in cids}
        drawn = {
            gid
            for name, gid in inked_names(body).items()
            if gid and name not in by_name and gid not in cids
        }
        if drawn:
            yield "it draws letters that are not shown"
