"""Many withheld terms, looked for in a text all at once.

A Part 2 of two hundred pages makes eighty thousand of them. Each text is gone through
once for all (Aho and Corasick, 1975), and what may be there is then looked at closely.
"""

import html
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from ahocorasick_rs import AhoCorasick

from redaction.searching import folded, occurrences, run_together, squeezed_text

RAW_TERM_MIN: Final = 5
"""Shorter terms are looked for in text only: in raw data they occur by chance."""
SHINGLE_WORDS: Final = 7


class Terms:
    """Terms by their number, from 1; blank ones are never found."""

    def __init__(self, terms: Sequence[str]) -> None:
        self.all = tuple(terms)

    def __bool__(self) -> bool:
        return any(map(str.strip, self.all))

    def in_text(self, text: str) -> Iterator[int]:
        """Those that stand in a text that is read, as words of their own."""
        whole = squeezed_text(text)
        for number in self._squeezed.near(whole):
            if any(occurrences(self.all[number - 1], text)):
                yield number

    def in_data(self, text: str) -> Iterator[int]:
        """Those that stand in what may be text, also within other words."""
        whole = run_together(html.unescape(text))
        for number in self._folded.near(whole):
            term = self.all[number - 1]
            # Figures occur by chance within longer ones, as in coordinates.
            if any(c.isalpha() for c in term) or any(occurrences(term, text)):
                yield number

    @cached_property
    def long(self) -> "Terms":
        """Without those that stray marks may be taken for; the numbers stay."""
        least = RAW_TERM_MIN
        return Terms([t if len(run_together(t)) >= least else "" for t in self.all])

    @cached_property
    def _squeezed(self) -> "_Search":
        return _Search(list(map(squeezed_text, self.all)))

    @cached_property
    def _folded(self) -> "_Search":
        return _Search(list(map(run_together, self.long.all)))


class _Search:
    def __init__(self, wanted: Sequence[str]) -> None:
        numbered = [(at, text) for at, text in enumerate(wanted, start=1) if text]
        self._numbers = [number for number, _ in numbered]
        self._machine = AhoCorasick([text for _, text in numbered])

    def near(self, text: str) -> list[int]:
        """Numbers of what stands in a text, in order."""
        if not self._numbers:
            return []
        # Half a pair of UTF-16 is no letter of any term.
        plain = text.encode("utf-8", "replace").decode()
        found = self._machine.find_matches_as_indexes(plain, overlapping=True)
        return sorted({self._numbers[at] for at, _, _ in found})


def shingles(text: str, others: str) -> tuple[str, ...]:
    """Runs of words of `text` that are nowhere in `others`.

    Used on a confidential Part 2: none of its runs may stand in the public
    file, but the phrases that the public part shares with it may.
    """
    words = folded(text).text.split()
    last = max(1, len(words) - SHINGLE_WORDS + 1)
    runs = (" ".join(words[at : at + SHINGLE_WORDS]) for at in range(last))
    found = [run for run in dict.fromkeys(runs) if run]
    shared = _Search(list(map(squeezed_text, found))).near(squeezed_text(others))
    public = set(shared)
    return tuple(run for at, run in enumerate(found, start=1) if at not in public)
