"""Sums of weights for every place of a text at once.

`redaction.contexts` says which features a place has; here their weights are summed by
running sums over the words, so that a candidate costs two look-ups, however many
words stand about it. All models are weighed together, side by side in one table.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from redaction.contexts import (
    ABOUT,
    BEFORE,
    BEHIND,
    FADING,
    SHARES,
    Marked,
    shortened,
)
from redaction.rules.base import Passage, Span

Table: TypeAlias = npt.NDArray[np.float32]
Sums: TypeAlias = npt.NDArray[np.float64]
WEIGHTS: Final = Path(__file__).parent / "weights"
_WORDS: Final = ("<", "<!", ">", ">!", "s", "p", "n", "d", "w")
_PAIRS: Final = ("<<", ">>", "2")
_SKIPS: Final = ("3",)
TELLING_MOST: Final = 2
_WORD: Final = re.compile(r"\S{1,40}")
TELLING_MIN: Final = 0.3
"""A word that weighs less, in logits, tells nothing by itself."""
OF_WORDS: Final = frozenset({*_WORDS, *_PAIRS, *_SKIPS})
"""What the features of `redaction.contexts` begin with."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """One model: its kinds, where its columns are, and what weighs beside words."""

    names: tuple[str, ...]
    bias: tuple[float, ...]
    columns: slice
    own: Mapping[str, tuple[tuple[int, float], ...]]
    """For a feature of the span itself, pairs of a kind's number and its weight."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Every model that is learned.

    `words`, `pairs` and `skips` number what has a weight, from 1; row 0 of a table is
    of what has none. A table has a row for each, and the columns of all models.
    """

    models: Mapping[str, Kinds]
    words: Mapping[str, int]
    pairs: Mapping[str, int]
    skips: Mapping[str, int]
    tables: Mapping[str, Table]


@cache
def weights() -> Weights:
    """The learned weights, from the files of `redaction/weights`.

    Raises:
        OSError: A file cannot be read; the installation is not whole.
    """
    files = sorted(WEIGHTS.glob("*.tsv"))
    return made({path.stem: read(path.read_text("utf-8")) for path in files})


@dataclass(frozen=True, slots=True)
class Rows:
    """A weight of each kind for each word, pair of words or trait."""

    names: tuple[str, ...]
    table: Table
    """A row a name, a column a kind."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a file of weights says."""

    kinds: tuple[str, ...]
    bias: tuple[float, ...]
    rows: Mapping[str, Rows]
    """By what they are of, as `redaction.contexts` begins its features; "": traits."""
    learned_from: str = ""
    """The digest of the labelled passages."""


def read(told: str) -> Written:
    """A file of weights: three lines about it, then a feature a line, with tabs.

    Raises:
        ValueError: A line has not a weight for each kind.
    """
    about, kinds, bias, *lines = told.removesuffix("\n").split("\n")
    names = tuple(kinds.split("\t")[2:])
    width = len(names) + 2
    cells = "\t".join(lines).split("\t") if lines else []
    if any(len(row) != len(lines) for row in (cells[at::width] for at in range(width))):
        message = f"weights of {', '.join(names)}: expected {width} cells a line"
        raise ValueError(message)
    number = _Numbers().__getitem__
    columns = [list(map(number, cells[at::width])) for at in range(2, width)]
    table = np.array(columns, dtype=np.float32).T
    heads, features = cells[::width], cells[1::width]
    rows = {}
    for head in dict.fromkeys(heads):
        part = slice(heads.index(head), heads.index(head) + heads.count(head))
        rows[head] = Rows(tuple(map(_plain, features[part])), table[part])
    shift = tuple(map(float, bias.split("\t")[2:]))
    return Written(names, shift, rows, about.split("\t")[2])


def written(of: Written) -> str:
    """The text that `read` reads."""
    lines = [
        ["about", "learned from", of.learned_from],
        ["about", "kinds", *of.kinds],
        ["about", "bias", *map(str, of.bias)],
    ]
    for head, rows in sorted(of.rows.items()):
        for name, weights in zip(rows.names, rows.table.tolist(), strict=True):
            cells = [f"{weight:.2f}" if weight else "0" for weight in weights]
            lines.append([head, name.translate(_ESCAPED), *cells])
    return "".join("\t".join(line) + "\n" for line in lines)


class _Numbers(dict[str, float]):
    """Numbers as they are written: few are different, most are 0."""

    def __missing__(self, written: str) -> float:
        return self.setdefault(written, float(written))


_ESCAPED: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n"})
_MEANT: Final = {r"\\": "\\", r"\t": "\t", r"\n": "\n"}


def _plain(name: str) -> str:
    if "\\" not in name:
        return name
    return re.sub(r"\\.", lambda found: _MEANT[found[0]], name)


def made(models: Mapping[str, Written]) -> Weights:
    """Tables of all models, side by side, from weights by the model's name.

    Pairs are numbered as they stand in a text, and so turned about where they stand
    before a span: there the nearer word comes first.
    """
    words, pairs, skips = (
        _numbered(
            rows.names if head != "<<" else map(_turned, rows.names)
            for one in models.values()
            for head, rows in one.rows.items()
            if head in heads
        )
        for heads in (_WORDS, _PAIRS, _SKIPS)
    )
    width = sum(len(one.kinds) for one in models.values())
    numbers = dict.fromkeys(_WORDS, words) | dict.fromkeys(_PAIRS, pairs)
    numbers |= dict.fromkeys(_SKIPS, skips)
    tables = {
        head: np.zeros((len(of) + 1, width), dtype=np.float32)
        for head, of in numbers.items()
    }
    found: dict[str, Kinds] = {}
    at = 0
    for name in sorted(models):
        one = models[name]
        columns = slice(at, at + len(one.kinds))
        for head, rows in one.rows.items():
            if head:
                turned = map(_turned, rows.names) if head == "<<" else rows.names
                places = [numbers[head][feature] for feature in turned]
                tables[head][places, columns] = rows.table
        found[name] = Kinds(one.kinds, one.bias, columns, _own(one.rows.get("")))
        at = columns.stop
    return Weights(found, words, pairs, skips, tables)


def _own(rows: Rows | None) -> dict[str, tuple[tuple[int, float], ...]]:
    if rows is None:
        return {}
    return {
        trait: tuple((kind, weight) for kind, weight in enumerate(row) if weight)
        for trait, row in zip(rows.names, rows.table.tolist(), strict=True)
    }


def _numbered(names: Iterable[Iterable[str]]) -> dict[str, int]:
    return {
        name: number
        for number, name in enumerate(dict.fromkeys(chain.from_iterable(names)), 1)
    }


def _turned(pair: str) -> str:
    nearer, beyond = pair.split(" ")
    return f"{beyond} {nearer}"


class Weighed:
    """What the words about each place of a passage weigh, for every model."""

    def __init__(self, passage: Passage, learned: Weights | None = None) -> None:
        self._text = passage.text
        self._marked = passage.once(Marked)
        self._weights = learned or weights()
        stems = self._marked.stems
        of = self._weights
        self._words = np.fromiter((of.words.get(s, 0) for s in stems), int, len(stems))
        pairs = [of.pairs.get(f"{a} {b}", 0) for a, b in pairwise(stems)]
        self._pairs = np.array([*pairs, 0], dtype=int)
        begins = np.array(self._marked.begins, dtype=int)
        ends = np.array(self._marked.ends, dtype=int)
        self._once = np.where(self._marked.once, self._words, 0)
        self._afresh = np.where(self._marked.afresh, self._words, 0)
        self._pairs[ends] = 0  # the mark behind a sentence and that before the next
        if stems:
            self._before = self._chain(begins) + self._far(begins, ends)
            self._behind = self._chain_back(ends)

    def about(self, name: str, span: Span) -> Sums:
        """For each kind of a model, what the words about a span weigh."""
        columns = self._weights.models[name].columns
        if not self._marked.stems:
            return np.zeros(columns.stop - columns.start)
        first, last = self._marked.place(span)
        told: Sums = self._before[first, columns] + self._behind[last, columns]
        return told

    def telling(self, name: str, kind: str, span: Span) -> list[Span]:
        """The words of the sentence that weigh most for a kind, the weightiest first.

        Args:
            name: The model.
            kind: Of that model.
            span: What it was asked about; a whole sentence where it judges those.
        """
        marked = self._marked
        if not marked.stems:
            return []
        one = self._weights.models[name]
        column = one.columns.start + one.names.index(kind)
        first, last = marked.place(span)
        begin, end = marked.begins[first], marked.ends[last]
        weight = self._alone(column, begin, first, last, end)
        heaviest = np.argsort(-weight)[:TELLING_MOST]
        return [
            self._word(begin + int(at))
            for at in heaviest
            if weight[at] >= TELLING_MIN and marked.starts[begin + int(at)] >= 0
        ]

    def _alone(self, column: int, begin: int, first: int, last: int, end: int) -> Sums:
        """What each word of a sentence, from begin to end, weighs by itself."""
        tables, words = self._weights.tables, self._words[begin : end + 1]
        at = np.arange(begin, end + 1)
        before, behind = at < first, at > last
        away = np.where(before, first - 1 - at, np.maximum(at - last - 1, 0))
        fading = FADING ** away.astype(float)
        told: Sums = fading * before * tables["<"][words, column]
        told += fading * behind * tables[">"][words, column]
        told += (before | behind) * SHARES["s"] * tables["s"][words, column]
        told += tables["w"][words, column]
        return told

    def _word(self, at: int) -> Span:
        start = self._marked.starts[at]
        word = _WORD.match(self._text, start)
        return Span(start, word.end() if word else start)

    def pieces(self, name: str) -> Sums:
        """The same for each piece of the text: rows are pieces, columns kinds."""
        columns = self._weights.models[name].columns
        of = self._weights
        skips = [
            of.skips.get(f"{a} {b}", 0)
            for a, b in zip(self._marked.stems, self._marked.stems[2:], strict=False)
        ]
        edges = np.array(self._marked.pieces, dtype=int).reshape(-1, 2)
        begin, end = edges[:, 0], edges[:, 1]
        words = _running(of.tables["w"][self._once, columns])
        twos = _running(of.tables["2"][self._pairs, columns])
        threes = _running(of.tables["3"][np.array([*skips, 0, 0], dtype=int), columns])
        inside: Sums = words[end + 1] - words[begin] + twos[end] - twos[begin]
        inside += 0.5 * (threes[np.maximum(begin, end - 1)] - threes[begin])
        shares = np.array([shortened(int(words)) for words in end + 1 - begin])
        told: Sums = inside * shares[:, None] + self._around(begin, end, columns)
        return told

    def _around(
        self, begins: npt.NDArray[np.int_], ends: npt.NDArray[np.int_], columns: slice
    ) -> Sums:
        """What stands before and behind the sentences."""
        count = len(self._words)
        before = _running(self._weights.tables["p"][self._once, columns])
        behind = _running(self._weights.tables["n"][self._once, columns])
        first = np.maximum(0, begins - BEFORE)
        last = np.minimum(count, ends + 1 + BEHIND)
        told: Sums = SHARES["p"] * (before[begins] - before[first])
        told += SHARES["n"] * (behind[last] - behind[np.minimum(count, ends + 1)])
        return told

    def _far(self, begins: npt.NDArray[np.int_], ends: npt.NDArray[np.int_]) -> Sums:
        """The sentence, those about it, and what the text is about."""
        tables, count = self._weights.tables, len(self._words)
        own = _running(tables["s"].take(self._once, axis=0))
        wide = _running(tables["d"].take(self._afresh, axis=0))
        at = np.arange(count)
        told = SHARES["s"] * (own[ends + 1] - own[begins])
        told += SHARES["d"] * (
            wide[np.minimum(count, at + ABOUT)] - wide[np.maximum(0, at - ABOUT)]
        )
        return told + self._around(begins, ends, slice(None))

    def _chain(self, begins: npt.NDArray[np.int_]) -> Sums:
        """The words of the sentence before each place, fading with how far they are."""
        tables = self._weights.tables
        at = np.arange(len(self._words))
        place = at - begins
        fresh = FADING ** -place.astype(float)[:, None]
        words = tables["<"].take(self._words, axis=0).astype(float)
        # The pair that ends with this word: the mark before a sentence has none.
        ending = np.concatenate(([0], self._pairs[:-1]))
        words += tables["<<"][np.where(place > 0, ending, 0)]
        sums = _running(words * fresh)
        faded = (sums[at] - sums[begins]) / fresh / FADING
        nearest = tables["<!"][self._words[np.maximum(begins, at - 1)]]
        told: Sums = faded + nearest
        told[place == 0] = 0
        return told

    def _chain_back(self, ends: npt.NDArray[np.int_]) -> Sums:
        """The same of the words behind each place."""
        tables = self._weights.tables
        at = np.arange(len(self._words))
        left = ends - at
        fresh = FADING ** -left.astype(float)[:, None]
        words = tables[">"].take(self._words, axis=0).astype(float)
        words += tables[">>"].take(self._pairs, axis=0)
        backward = _running((words * fresh)[::-1])[::-1]
        following = np.minimum(at + 1, ends)
        faded = (backward[following] - backward[ends + 1]) / fresh / FADING
        nearest = tables[">!"][self._words[following]]
        told: Sums = faded + nearest
        told[left == 0] = 0
        return told


def _running(rows: Table | Sums) -> Sums:
    """Sums of the rows before each: one row more, the first of zeros."""
    sums = np.zeros((len(rows) + 1, rows.shape[1]))
    np.cumsum(rows, axis=0, out=sums[1:])
    return sums
