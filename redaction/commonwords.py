"""Ordinary English words, told from names by how often they are written.

Counts come with pyspellchecker, from film subtitles; names stand there too, but
seldom.
"""

from functools import cache, lru_cache
from typing import Final

from spellchecker import SpellChecker

OFTEN: Final = 3_000
"""Written so often it is a word; "smith", "marsh" and "okafor" are below."""


@cache
def _counts() -> SpellChecker:
    return SpellChecker(language="en", distance=1)


@lru_cache(maxsize=8192)
def is_known(word: str) -> bool:
    """Whether a word, in small letters, is ever written."""
    return bool(_counts().word_frequency[word])


@lru_cache(maxsize=8192)
def is_common(word: str) -> bool:
    """Whether a word, in small letters, is an ordinary one."""
    return bool(_counts().word_frequency[word] >= OFTEN)
