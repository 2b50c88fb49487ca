"""Finding words in text that was read from pages, and telling where they stood.

Reading splits words over lines, leaves soft hyphens, ligatures and odd spaces.
Searches run on folded text and give offsets into the text as it was.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_DASHES: Final = "‐‑‒–—−"  # noqa: RUF001
_QUOTES: Final = {"‘": "'", "’": "'", "“": '"', "”": '"'}  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and, for each of its characters, the offset it came from."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets into the original for start..end of the folded text."""
        assert start < end, (start, end)
        return self.offsets[start], self.offsets[end - 1] + 1


def folded(text: str, *, spaces: bool = True) -> Folded:
    """Case, accents, ligatures, dashes, quotes and white space made alike.

    Args:
        text: As read.
        spaces: Keep one space where there was white space; False: none at all.
    """
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        if character == "\u00ad" or unicodedata.category(character) == "Cf":
            continue
        if character.isspace():
            if spaces and characters and characters[-1] != " ":
                characters.append(" ")
                offsets.append(offset)
            continue
        for plain in _fold(character):
            characters.append(plain)
            offsets.append(offset)
    return Folded("".join(characters), tuple(offsets))


def run_together(text: str) -> str:
    """The text of `folded` without spaces, quicker where nobody asks where it stood."""
    if text.isascii():
        return "".join(text.lower().split())
    return text.translate(_TOGETHER)


class _Together(dict[int, str]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        if len(self) >= CHARACTERS_KEPT:
            self.clear()  # data that is no text has characters of every kind
        character = chr(code)
        is_nothing = character.isspace() or unicodedata.category(character) == "Cf"
        self[code] = told = "" if is_nothing else _fold(character)
        return told


CHARACTERS_KEPT: Final = 70_000
_TOGETHER: Final = _Together()


def squeezed_text(text: str) -> str:
    """That of `squeezed`, likewise."""
    together = run_together(text)
    return _INNER_DASH.sub("", together) if "-" in together else together


@lru_cache(maxsize=16_384)
def plain(text: str) -> str:
    """A word or a name folded; for short texts that come again and again."""
    return folded(text).text


@lru_cache(maxsize=4)
def squeezed(text: str) -> Folded:
    """Folded, without white space and without dashes between letters.

    A hyphen may be a soft one, or one at which a word was broken: it hides nothing.
    """
    whole = folded(text, spaces=False)
    if "-" not in whole.text:
        return whole
    inner = {match.start() for match in _INNER_DASH.finditer(whole.text)}
    return Folded(
        "".join(c for at, c in enumerate(whole.text) if at not in inner),
        tuple(offset for at, offset in enumerate(whole.offsets) if at not in inner),
    )


_INNER_DASH: Final = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")


def _fold(character: str) -> str:
    if character.isascii():
        return character.lower()
    if character in _DASHES:
        return "-"
    if character in _QUOTES:
        return _QUOTES[character]
    plain = unicodedata.normalize("NFKD", character)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return plain.casefold()


def occurrences(words: str, text: str) -> Iterator[tuple[int, int]]:
    """Where `words` stand in `text`, as offsets into `text`.

    White space between words may be any, or none at a line end; so may the dashes
    between letters. A hit inside a longer word or number does not count.
    """
    wanted = squeezed_text(words)
    where = squeezed(text)
    at = where.text.find(wanted) if wanted else -1
    while at >= 0:
        start, end = where.span(at, at + len(wanted))
        if not (_runs_on(text, start) or _runs_on(text, end)):
            yield start, end
        at = where.text.find(wanted, at + 1)


def _runs_on(text: str, at: int) -> bool:
    """Whether a word or number goes on across the boundary before `at`."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before.isalnum() and after.isalnum():
        return before.isdigit() == after.isdigit()
    further = text[at + 1] if at + 1 < len(text) else ""
    is_inside_number = before.isdigit() and after in ",." and further.isdigit()
    is_after_point = (
        at >= 2 and before in ",." and after.isdigit() and text[at - 2].isdigit()
    )
    return is_inside_number or is_after_point
