"""Text as rules and the language model see it, mapped back to what was read.

Reading leaves ligatures, soft hyphens, words broken at line ends, many dashes and
quotes, and a pound sign in several codings; a scanner takes letters for figures.
Rules are written for one of each.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from redaction.misread import mended

_PLAIN: Final = {
    **dict.fromkeys("‐‑‒–—−―", "-"),  # noqa: RUF001
    **dict.fromkeys("‘’ʼ′`´", "'"),  # noqa: RUF001
    **dict.fromkeys("“”″", '"'),
    **dict.fromkeys("₤￡", "£"),
    "\t": "\t",
    "\n": "\n",
}
WRAP_MIN: Final = 40
"""A shorter line did not reach the edge: the next one begins something new."""
_STARTS_ANEW: Final = re.compile(
    r"\s*(?:$|\d{1,2}(?:\.\d{1,2})*[.)]?\s|\([a-z0-9]{1,3}\)|[•●▪\-*]\s)"
)

_TABULAR: Final = re.compile(r"\t|\S {3,}\S|\S *\| *\S")


@dataclass(frozen=True, slots=True)
class Clean:
    """Cleaned text; for each of its characters the offset it came from."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets into the text as read for start..end of the cleaned text."""
        assert start < end, (start, end)
        return self.offsets[start], self.offsets[end - 1] + 1


def cleaned(text: str) -> Clean:
    """Text with one writing for each thing, and lines joined that were wrapped.

    A line end becomes a space where the sentence goes on; so rules need not ask for
    either. Tabs, which stand between the cells of a table, stay.
    """
    characters: list[str] = []
    offsets: list[int] = []
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        spaced = _is_spaced_out(line)
        if line.isascii() and line.isprintable() and not spaced:
            characters += line
            offsets += range(at, end)
        else:
            _add_plain(text, at, end, spaced, characters, offsets)
        if end < len(text):
            joined = _joint(text, at, end)
            if joined == "" and characters and characters[-1] == "-":
                if text[end + 1 : end + 60].lstrip()[:1].islower():
                    characters.pop()
                    offsets.pop()
            elif joined:
                characters.append(joined)
                offsets.append(end)
        at = end + 1
    return Clean(mended("".join(characters)), tuple(offsets))


def _add_plain(
    text: str,
    start: int,
    end: int,
    spaced: bool,
    characters: list[str],
    offsets: list[int],
) -> None:
    """Add a line that has more in it than plain letters and single spaces."""
    for offset in range(start, end):
        if spaced and text[offset - 1 : offset + 1] == "  ":
            continue
        for plain in _plain(text[offset]):
            characters.append(plain)
            offsets.append(offset)


def _is_spaced_out(line: str) -> bool:
    """Whether two spaces stand where one is meant: between most words of a scan."""
    doubles = line.count("  ")
    return doubles > line.count(" ") - 2 * doubles and not _TABULAR.search(line)


def _joint(text: str, start: int, end: int) -> str:
    """What a line end is: nothing, a space or itself."""
    line = text[start:end].rstrip()
    following = text[end + 1 : end + 60]
    if not line or _TABULAR.search(line) or _STARTS_ANEW.match(following):
        return "\n"
    first = following.lstrip()[:1]
    if line.endswith(("-", "‐", "\u00ad")) and line[-2:-1].islower():  # noqa: RUF001
        return "" if first.isalpha() else " "
    if _TABULAR.search(following.split("\n")[0]) or line.endswith(
        (".", ":", ";", "?", "!")
    ):
        return "\n"
    is_wrapped = len(line) >= WRAP_MIN or first.islower() or first.isdigit()
    return " " if is_wrapped else "\n"


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    if character.isascii() and not character.isspace():
        return character
    if character in _PLAIN:
        return _PLAIN[character]
    if character.isspace():
        return " "
    if unicodedata.category(character) == "Cf":
        return ""
    return unicodedata.normalize("NFKC", character)
