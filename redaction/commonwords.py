"""Ordinary English words, told from names by how often they are written.

Counts come with pyspellchecker, from film subtitles; names stand there too, but
seldom. They are read from its file, which is no interface of it: its class takes twice
as long.
"""

import gzip
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

OFTEN: Final = 3_000
"""Written so often it is a word; "smith", "marsh" and "okafor" are below."""


@cache
def _counts() -> Mapping[str, int]:
    packed = files("spellchecker").joinpath("resources", "en.json.gz").read_bytes()
    counts: dict[str, int] = json.loads(gzip.decompress(packed))
    return counts


def is_known(word: str) -> bool:
    """Whether a word, in small letters, is ever written."""
    return word in _counts()


def is_common(word: str) -> bool:
    """Whether a word, in small letters, is an ordinary one."""
    return _counts().get(word, 0) >= OFTEN
