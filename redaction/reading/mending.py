"""Characters that a font or a converter wrote wrongly, set right.

Every mending keeps the number of characters, so that each keeps its box.
"""

import re
from collections.abc import Callable
from typing import Final

from redaction.reading.glyphs import SOFT_HYPHEN

_SYMBOLS: Final = {
    0xF0FC: "✓",  # Wingdings
    0xF0FE: "☑",
    0xF0FD: "☒",
    0xF0FB: "✗",
    0xF0A8: "☐",
    0xF06F: "☐",
    0xF050: "✓",  # Wingdings 2
    0xF052: "☑",
    0xF054: "☒",
    0xF0A3: "☐",
    0xF0B7: "•",  # Symbol
    0xF0A7: "▪",
    0xF0D8: "➢",
    0xF0E0: "→",
    0xF0F0: "→",
    0x20A4: "£",  # the lira sign, drawn much the same
    0xFFE1: "£",
}

_BROKEN: Final = re.compile(r"(?<=[a-z]{2})-\n(?=[a-z]{2})")
"""A word broken at the end of a line, where PDFium does not say so."""
_SYMBOL_POUND: Final = re.compile("\uf0a3(?=\\s?\\d)")
_PRIVATE: Final = re.compile("[\uf020-\uf0ff\u20a4\uffe1]")
_MOJIBAKE: Final = re.compile("[Â¬](?=£)")
"""What UTF-8 leaves before a pound sign when it is read as something else."""
_POUND: Final = re.compile(
    r"(?<![^\W\d_])[Łúœ](?=\s?\d)"
    r"|(?<!\bref )(?<!\bno )(?<!\bnumber )(?<![^\W_])#(?=\d{1,3}(?:,\d{3})+\b)",
    re.IGNORECASE,
)
"""Code 0xA3 in Central European (Ł) and DOS (ú) sets, 0x9C (œ), ISO 646-GB (#)."""


def mended(text: str) -> str:
    """The text with what is known to be wrong set right; of the same length."""
    if "-\n" in text:
        text = _BROKEN.sub(SOFT_HYPHEN * 2, text)
    if text.isascii() and "#" not in text:
        return text
    for pattern, right in _MENDINGS:
        text = pattern.sub(right, text)
    return text


def _symbol(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    # A font that calls itself symbolic but holds letters: its codes are shifted.
    return chr(code - 0xF000)


_MENDINGS: Final[
    tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]
] = (
    (_SYMBOL_POUND, "£"),
    (_PRIVATE, _symbol),
    (_MOJIBAKE, lambda match: SOFT_HYPHEN * len(match[0])),
    (_POUND, "£"),
)
"""What is looked for, and what is set in its place."""
