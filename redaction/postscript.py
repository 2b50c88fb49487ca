"""Embedded CFF and Type 1 programs, cut down to the glyphs that are still shown.

As with TrueType programs, glyphs are named and ordered anew, by what stays.
"""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any, Final

from fontTools import agl, t1Lib
from fontTools.cffLib import CFFFontSet
from fontTools.encodings.StandardEncoding import StandardEncoding
from fontTools.misc.psCharStrings import T1CharString
from fontTools.ttLib import TTFont

NOTHING: Final = ".notdef"
_ALWAYS_SUBRS: Final = 5
"""Subroutines that set curves and hints, in every Type 1 program."""


def plain_names(shown: Sequence[str]) -> dict[str, str]:
    """New names of glyphs, by their order; one that stands for a letter stays."""
    return {
        name: name if agl.toUnicode(name) else f"g{number}"
        for number, name in enumerate(shown, start=1)
    }


# CFF


def cut_cff(body: bytes, shown: Sequence[str]) -> bytes:
    """The bare CFF program of a simple font (Type1C).

    Args:
        body: The program.
        shown: Names of glyphs, in the order of their new numbers.
    """
    fonts = _cff(body)
    strings = fonts[0].CharStrings
    held, more = _with_parts(strings, shown, "endchar", 4)
    pairs = [(NOTHING, NOTHING), *plain_names(held).items()]
    return _written(fonts, [*pairs, *((part, part) for part in more)])


def cut_cid_cff(body: bytes, shown: Sequence[int]) -> bytes:
    """The bare CFF program of a composite font (CIDFontType0C).

    Args:
        body: The program.
        shown: CIDs in the order of their new ones, which begin at 1.
    """
    fonts = _cff(body)
    top = fonts[0]
    order = list(top.charset)
    is_cid = hasattr(top, "ROS")
    pairs = [(order[0], order[0])]
    for number, cid in enumerate(shown, start=1):
        name = f"cid{cid:05d}"
        if not is_cid:
            name = order[cid] if cid < len(order) else order[0]
        if name not in top.CharStrings:
            name = order[0]
        pairs.append((name, f"cid{number:05d}" if is_cid else f"g{number}"))
    return _written(fonts, pairs)


def _written(fonts: CFFFontSet, pairs: Sequence[tuple[str, str]]) -> bytes:
    """The program of some glyphs, in order, each by its old and its new name."""
    top = fonts[0]
    strings = top.CharStrings
    if hasattr(top, "FDSelect"):
        by_name = dict(zip(top.charset, top.FDSelect.gidArray, strict=True))
        chosen = [by_name[old] for old, _ in pairs]
        used = list(dict.fromkeys(chosen))
        top.FDArray.items = [top.FDArray[at] for at in used]
        top.FDSelect.gidArray = [used.index(at) for at in chosen]
    glyphs = {new: strings[old] for old, new in pairs}
    strings.charStrings, strings.charStringsAreIndexed = glyphs, 0
    top.charset = [new for _, new in pairs]
    if hasattr(top, "ROS"):
        top.ROS = ("Adobe", "Identity", 0)
        top.CIDCount = len(pairs)
    else:
        top.Encoding = "StandardEncoding"
    out = BytesIO()
    fonts.compile(out, TTFont(recalcBBoxes=False), isCFF2=False)
    return out.getvalue()


def _cff(body: bytes) -> CFFFontSet:
    """A program without its subroutines and what it says of itself in words."""
    fonts = CFFFontSet()
    fonts.decompile(BytesIO(body), None, isCFF2=False)
    fonts.desubroutinize()
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
    return fonts


_SAID: Final = (
    "version",
    "Notice",
    "Copyright",
    "FullName",
    "FamilyName",
    "Weight",
    "PostScript",
    "BaseFontName",
    "UniqueID",
    "XUID",
)


def cff_encoding(body: bytes) -> list[str]:
    """The names of a bare CFF program's own codes; empty: the standard ones."""
    fonts = CFFFontSet()
    fonts.decompile(BytesIO(body), None, isCFF2=False)
    encoding = getattr(fonts[0], "Encoding", None)
    return list(encoding) if isinstance(encoding, list) else []


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


def cff_parts(body: bytes, names: Iterable[str]) -> set[str]:
    """Glyphs and those that they are put together from."""
    fonts = CFFFontSet()
    fonts.decompile(BytesIO(body), None, isCFF2=False)
    strings = fonts[0].CharStrings
    found = {name for name in names if name in strings}
    parts = [_accent_parts(strings[name], "endchar", 4) for name in found]
    return found.union(*parts)


def _draws(charstring: Any) -> bool:  # noqa: ANN401 - fontTools has no types
    charstring.decompile()
    return any(
        isinstance(token, str) and token.endswith(("lineto", "curveto"))
        for token in charstring.program
    ) or any(token in {"callsubr", "callgsubr"} for token in charstring.program)


def _with_parts(
    strings: Any,  # noqa: ANN401 - fontTools has no types
    shown: Sequence[str],
    operator: str,
    least: int,
) -> tuple[list[str], list[str]]:
    """The glyphs of a program that are shown, and others that they are made of."""
    held = [name for name in shown if name in strings and name != NOTHING]
    parts = [p for name in held for p in _accent_parts(strings[name], operator, least)]
    more = [part for part in dict.fromkeys(parts) if part in strings]
    return held, [part for part in more if part not in held]


def _accent_parts(
    charstring: Any,  # noqa: ANN401 - fontTools has no types
    operator: str,
    least: int,
) -> Iterator[str]:
    """The letter and the accent that a glyph names by their standard codes."""
    charstring.decompile()
    program = charstring.program
    for at, token in enumerate(program):
        before = program[max(0, at - least) : at]
        are_numbers = len(before) == least and not any(
            isinstance(number, str) for number in before
        )
        if token == operator and are_numbers:
            yield from (StandardEncoding[int(code)] for code in before[-2:])


# Type 1


def cut_type1(body: bytes, shown: Sequence[str]) -> tuple[bytes, tuple[int, int, int]]:
    """A Type 1 program (FontFile) with some glyphs; and the lengths of its parts."""
    font = _type1(body)
    inside = font.font
    strings = inside["CharStrings"]
    held, more = _with_parts(strings, shown, "seac", 5)
    names = plain_names(held) | {part: part for part in more}
    order = [*([NOTHING] if NOTHING in strings else []), *held, *more]
    _empty_subrs(inside["Private"], [strings[name] for name in order])
    inside["CharStrings"] = {names.get(name, name): strings[name] for name in order}
    inside["Encoding"] = list(StandardEncoding)
    inside["FontInfo"] = {}
    inside["FontName"] = "Font"
    for holder in (inside, inside["Private"]):
        for key in ("UniqueID", "XUID"):
            holder.pop(key, None)
    made = font.createData()
    chunks = t1Lib.findEncryptedChunks(made)
    return made, _lengths(chunks)


def _empty_subrs(private: dict[str, Any], kept: Sequence[T1CharString]) -> None:
    """Leave nothing in the subroutines that only removed glyphs call."""
    subrs = private.get("Subrs", [])
    called = set(range(min(_ALWAYS_SUBRS, len(subrs))))
    waiting = [*kept, *(subrs[at] for at in called)]
    while waiting:
        string = waiting.pop()
        string.decompile()
        program = string.program
        for at, token in enumerate(program):
            if token not in {"callsubr", "callothersubr"}:
                continue
            # A hint's subroutine is named two or three numbers before its call.
            for number in program[max(0, at - 3) : at]:
                is_new = isinstance(number, int) and number not in called
                if is_new and 0 <= number < len(subrs):
                    called.add(number)
                    waiting.append(subrs[number])
    for at in range(len(subrs)):
        if at not in called:
            subrs[at] = T1CharString(program=["return"])


def type1_encoding(body: bytes) -> list[str]:
    """The names of a Type 1 program's own codes; empty: the standard ones."""
    encoding = _type1(body).font.get("Encoding")
    return list(encoding) if isinstance(encoding, list) else []


def type1_names(body: bytes) -> set[str]:
    """The glyphs of a Type 1 program."""
    return set(_type1(body).font["CharStrings"])


def type1_parts(body: bytes, names: Iterable[str]) -> set[str]:
    """Glyphs and those that they are put together from."""
    strings = _type1(body).font["CharStrings"]
    found = {name for name in names if name in strings}
    return found.union(*(_accent_parts(strings[name], "seac", 5) for name in found))


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
