"""The words of a text as stems, for what weighs words rather than matching them."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

STEM: Final = 5
"""Letters of a word that count: "tendered" and "tenderer" are one."""

_TOKEN: Final = re.compile(
    r"[^\W\d_]+|[£€$]?\d[\d,.]*(?<=\d)(?:m|k|bn|p)?\b%?|[.;:()%£\t\n]"
)


class Tokens:
    """The words of a passage, as stems, and where each begins."""

    def __init__(self, text: str) -> None:
        found = [(m.start(), _stem(m[0])) for m in _TOKEN.finditer(text)]
        self.starts: Sequence[int] = [start for start, _ in found]
        self.stems: Sequence[str] = [stem for _, stem in found]

    def number(self, at: int) -> int:
        return bisect_left(self.starts, at)


def _stem(word: str) -> str:
    first = word[0]
    if first in "£€$":
        return "#£"
    if first.isdigit():
        return "#%" if word.endswith("%") else "#"
    return word[:STEM].lower()
