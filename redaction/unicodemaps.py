"""Maps from the codes of a font to the text they stand for (/ToUnicode, 9.10.3)."""

from collections.abc import Mapping
from io import BytesIO
from typing import Final

import pikepdf
from pdfminer.cmapdb import CMapParser, FileUnicodeMap
from pikepdf import Stream

_PER_BLOCK: Final = 100
"""A block of a map holds so many rows at most (9.10.3)."""


def unicode_of(stream: pikepdf.Object) -> dict[int, str]:
    """The text of every code that a /ToUnicode map names."""
    assert isinstance(stream, Stream), "maps are streams"
    found = FileUnicodeMap()
    CMapParser(found, BytesIO(stream.read_bytes())).run()
    return dict(found.cid2unichr)


def unicode_map(texts: Mapping[bytes, str]) -> bytes:
    """A CMap file with nothing but a row for each code (Adobe Technical Note 5014).

    Args:
        texts: By code, all of one length; in the order of the rows.
    """
    rows = [
        b"<%s> <%s>" % (_hex(raw), _hex(text.encode("utf-16-be")))
        for raw, text in texts.items()
    ]
    size = len(next(iter(texts), b"0"))
    parts = [
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
        b"def",
        b"/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        b"1 begincodespacerange <%s> <%s> endcodespacerange"
        % (b"00" * size, b"FF" * size),
    ]
    for at in range(0, len(rows), _PER_BLOCK):
        block = rows[at : at + _PER_BLOCK]
        parts += [b"%d beginbfchar" % len(block), *block, b"endbfchar"]
    parts.append(b"endcmap CMapName currentdict /CMap defineresource pop end end")
    return b"\n".join(parts)


def _hex(raw: bytes) -> bytes:
    return raw.hex().upper().encode()
