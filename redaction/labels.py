"""What is printed on forms before and above their answers.

Forms print much the same labels in another order, lose some and fuse others
into one bold line ("PCD 9991Title:Executive Summary:"), and OCR reads
"lntrodudion". A label is known by its words at the head of a line, or behind
another label; where the words are damaged, by their likeness to it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import product
from string import ascii_lowercase, ascii_uppercase
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

LIKE: Final = 84.0
"""Per cent of likeness at which damaged words are taken for a label's."""
LIKE_LETTERS: Final = 9
"""Shorter labels are not looked for in damaged words."""
LINE_MAX: Final = 110


_SMALL_L: Final = re.compile(r"\bl(?=[fsnt]\b)")
_UPRIGHT: Final = re.compile(r"\|(?=\s*\w)|(?<=\bPART )[Il|]{1,2}\b", re.IGNORECASE)
_REFERENCE_LIKE: Final = re.compile(
    r"(?<=\bPCD )(?=[Il|O\d]{0,3}\d)[\dOIl|]{1,4}(?![a-zA-Z\d])"
)
_DATE_LIKE: Final = re.compile(
    r"(?<![\w/])[\dOoIl|]{1,2}([/.])[\dOoIl|]{1,2}\1[\dOoIl|]{2,4}(?![\w/])"
)


@lru_cache(maxsize=4096)  # every form asks for every line of a page
def tidied(text: str) -> str:
    """The text with what scanners mistake set right, of the same length.

    "lf yes", "PART ll", "O2/11/17"; nothing that a rule or an officer sees is
    changed by it, only what is looked for on a form.
    """
    text = _SMALL_L.sub("I", text)
    text = _UPRIGHT.sub(lambda match: "I" * len(match[0]), text)
    for figures in (_DATE_LIKE, _REFERENCE_LIKE):
        text = figures.sub(lambda match: match[0].translate(_FIGURES), text)
    return text


_FIGURES: Final = str.maketrans("OoIl|", "00111")


class Label(StrEnum):
    """What a label announces."""

    REFERENCE = "reference"
    TITLE = "title"
    SUMMARY = "summary"
    RECOMMENDATION = "recommendation"
    DECISION_MAKER = "decision-maker"
    PART_1 = "part 1"
    SECTION = "section"
    """A section of the body: it ends whatever stands before it."""
    ACCESS = "public access"
    DEFERRED = "deferred"
    DEFERRAL_REASON = "deferral reason"
    DEFERRED_UNTIL = "deferred until"
    PART_2_DECLARED = "part 2 declared"
    PART_2_NOTE = "part 2 note"
    DECLARATION = "declaration"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class Row:
    """A label as it may be printed."""

    label: Label
    words: str
    """Case does not matter; " " is any white space, [x] may be left out."""
    is_question: bool = False
    """May stand anywhere in a line: nothing else is worded so."""
    needs_colon: bool = False
    """A word of everyday use: just with a colon, or alone on its line."""


ROWS: Final = (
    Row(Label.REFERENCE, "Reference[ number]", needs_colon=True),
    Row(Label.REFERENCE, "Decision [reference ]number", needs_colon=True),
    Row(Label.TITLE, "Title[ of decision]", needs_colon=True),
    Row(Label.TITLE, "Title/Subject", needs_colon=True),
    Row(Label.TITLE, "Title / Subject[ of decision]", needs_colon=True),
    Row(Label.TITLE, "Subject[ of decision]", needs_colon=True),
    Row(Label.TITLE, "Subject matter", needs_colon=True),
    Row(Label.TITLE, "Decision title", needs_colon=True),
    Row(Label.TITLE, "Report title", needs_colon=True),
    Row(Label.SUMMARY, "Executive Summary"),
    Row(Label.SUMMARY, "Summary", needs_colon=True),
    Row(Label.SUMMARY, "Summary of [the ]decision", needs_colon=True),
    Row(Label.SUMMARY, "Purpose of [the ]report", needs_colon=True),
    Row(Label.RECOMMENDATION, "Recommendation", needs_colon=True),
    Row(Label.RECOMMENDATION, "Recommendations", needs_colon=True),
    Row(Label.RECOMMENDATION, "A. Recommendation"),
    Row(Label.RECOMMENDATION, "A. Recommendations"),
    Row(Label.RECOMMENDATION, "Decision", needs_colon=True),
    Row(Label.RECOMMENDATION, "Decisions", needs_colon=True),
    Row(Label.RECOMMENDATION, "Proposed decision", needs_colon=True),
    Row(Label.RECOMMENDATION, "Decision taken", needs_colon=True),
    Row(Label.APPROVAL, "The above request has my approval", is_question=True),
    Row(Label.APPROVAL, "The above decision has my approval", is_question=True),
    Row(Label.APPROVAL, "I approve the above", is_question=True),
    Row(
        Label.APPROVAL,
        "I confirm [that ]I have considered whether or not I have any",
        is_question=True,
    ),
    Row(
        Label.APPROVAL,
        "I confirm that I do not have any disclosable pecuniary",
        is_question=True,
    ),
    Row(Label.SECTION, "Decision required"),
    Row(Label.SECTION, "Introduction and background"),
    Row(Label.SECTION, "Background", needs_colon=True),
    Row(Label.SECTION, "Issues for consideration"),
    Row(Label.SECTION, "Objectives and expected outcomes"),
    Row(Label.SECTION, "Equality comments"),
    Row(Label.SECTION, "Financial comments"),
    Row(Label.SECTION, "Financial implications", needs_colon=True),
    Row(Label.SECTION, "Legal comments"),
    Row(Label.SECTION, "Legal implications", needs_colon=True),
    Row(Label.SECTION, "Other considerations"),
    Row(Label.SECTION, "B. Supporting information"),
    Row(Label.SECTION, "Planned delivery approach"),
    Row(Label.SECTION, "Appendices and supporting papers"),
    Row(Label.SECTION, "Background/supporting papers"),
    Row(Label.SECTION, "Contact officer", needs_colon=True),
    Row(Label.ACCESS, "Public access to information"),
    Row(Label.ACCESS, "Part 1 Deferral"),
    Row(
        Label.DEFERRED,
        "Is [the ]publication of [Part (1|I|one) of ]th(is|e) "
        "(approval|decision|notice|form|report)[ notice] to be deferred",
        is_question=True,
    ),
    Row(
        Label.DEFERRED,
        "Is [the ]publication of Part (1|I|one) to be deferred",
        is_question=True,
    ),
    Row(
        Label.DEFERRED,
        "Should [the ]publication of [Part (1|I|one) of ]"
        "this (approval|decision|notice|form|report) be deferred",
        is_question=True,
    ),
    Row(Label.DEFERRED, "Is [the ]publication to be deferred", is_question=True),
    Row(Label.DEFERRED, "Publication deferred", needs_colon=True),
    Row(Label.DEFERRAL_REASON, "If yes, for what reason[s]", is_question=True),
    Row(Label.DEFERRAL_REASON, "If yes, what is the reason", is_question=True),
    Row(Label.DEFERRAL_REASON, "Reason[s] for deferral", is_question=True),
    Row(Label.DEFERRED_UNTIL, "Until what date", is_question=True),
    Row(Label.DEFERRED_UNTIL, "If yes, until what date", is_question=True),
    Row(Label.DEFERRED_UNTIL, "Deferred until", needs_colon=True),
    Row(Label.DEFERRED_UNTIL, "Date of publication", needs_colon=True),
    Row(
        Label.PART_2_DECLARED,
        "Is there a[ny] [separate ]Part (2|II|two) (form|report)",
        is_question=True,
    ),
    Row(
        Label.PART_2_DECLARED,
        "Is there a[ny] [separate ]Part (2|II|two) to this "
        "(notice|form|report|decision)[ notice]",
        is_question=True,
    ),
    Row(Label.PART_2_DECLARED, "Is there a[ny] Part (2|II|two)", is_question=True),
    Row(Label.PART_2_NOTE, "Part (2|II|two) Confidentiality"),
    Row(Label.PART_2_NOTE, "Part (2|II|two) [–|-|—] Confidentiality"),
    Row(Label.PART_2_NOTE, "Part (2|II|two) [–|-|—] Sensitive information"),
    Row(Label.DECLARATION, "Originating officer declaration"),
    Row(Label.DECLARATION, "Originating officer", needs_colon=True),
    Row(Label.DECLARATION, "Officer declaration"),
    Row(Label.DECLARATION, "Tick to confirm statement"),
    Row(Label.DECLARATION, "Tick to confirm following"),
)
"""The longest that fits at a place counts."""

PART_1_HEAD: Final = re.compile(
    r"^[ \t]*PART\s*(?:1|I|L|ONE)\b\s*[–—:-]*\s*"
    r"(?:N[O0]N\s*[-–]?\s*(?:C[O0]NF[IL1]DENT[IL1]AL|EXEMPT|RESTRICTED)|"
    r"UNRESTRICTED|PUBLIC|OPEN)\b",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A label that stands in a text."""

    label: Label
    start: int
    end: int
    """Behind the label and its colon: where the answer begins."""
    likeness: float = 1.0
    """1 where the words are as they should be."""


@lru_cache(maxsize=64)
def labels_in(text: str) -> tuple[Printed, ...]:
    """Every label in `text`, in the order in which they stand; none overlap.

    Several questions are asked of one page, so the last pages are remembered.
    """
    found = [*_as_printed(text), *_part_1(text)]
    found += _damaged(text, found)
    found.sort(key=lambda p: (p.start, -p.end))
    kept: list[Printed] = []
    for printed in found:
        if not kept or printed.start >= kept[-1].end:
            kept.append(printed)
    return tuple(kept)


def _as_printed(text: str) -> Iterator[Printed]:
    folded = text.casefold().replace("\N{LATIN SMALL LETTER DOTLESS I}", "i")
    plain = " ".join(folded.split())
    for row, words, pattern in _PATTERNS:
        if words not in plain:
            continue
        for match in pattern.finditer(text):
            if row.is_question or _is_at_a_head(text, match.start()):
                yield Printed(row.label, match.start(), match.end())


def _is_at_a_head(text: str, start: int) -> bool:
    """Whether a label may begin there: at the head of a line, behind its number, or
    fused to the run before it, which then ends in a figure, a colon or a small letter
    and is followed by a capital.
    """
    before = text[text.rfind("\n", 0, start) + 1 : start]
    if _NUMBERED.fullmatch(before) or before.rstrip(" \t")[-1:] in _ENDS_A_RUN:
        return True
    return before[-1:] in _SMALL and text[start] in ascii_uppercase


_NUMBERED: Final = re.compile(r"[ \t]*(?:\d{1,2}(?:\.\d{1,2})?[.)]?[^\S\n]+)?")
_ENDS_A_RUN: Final = frozenset(":0123456789")
_SMALL: Final = frozenset(ascii_lowercase + ".")


def _part_1(text: str) -> Iterator[Printed]:
    for match in PART_1_HEAD.finditer(text):
        yield Printed(Label.PART_1, *match.span())


def _pattern(row: Row) -> re.Pattern[str]:
    words = re.sub(r"\[(.+?)\]", r"(?:\1)?", re.sub(r"([.?/])", r"\\\1", row.words))
    words = words.replace(" ", r"\s+")
    if row.is_question:
        return re.compile(rf"(?<![A-Za-z]){words}\b\s*[?:–—-]*", re.IGNORECASE)
    end = r"[ \t]*(?::|[–—-]\s|\t|$)" if row.needs_colon else r"\b[ \t]*:?"
    return re.compile(rf"(?i:{words}){end}", re.MULTILINE)


def _needed(row: Row) -> str:
    """The longest run of words without which a label cannot be printed."""
    runs: list[str] = re.split(r"\[.*?\]|\(.*?\)", row.words.casefold())
    return max((run.strip() for run in runs), key=len)


_PATTERNS: Final = tuple((row, _needed(row), _pattern(row)) for row in ROWS)


# Damaged words


def folded_like(text: str) -> str:
    """Letters that scanners take for each other made alike, the rest left out."""
    plain = text.casefold().translate(_ALIKE)
    return re.sub(r"[^a-z]+", " ", plain).strip()


_ALIKE: Final = str.maketrans(
    {"1": "i", "l": "i", "|": "i", "!": "i", "0": "o", "5": "s"}
)


def _likenesses() -> Sequence[tuple[Label, str]]:
    """Each label in every wording that its row allows, as scans may show it."""
    found = []
    for row in ROWS:
        first = re.sub(r"\(([^|)]*)\|[^)]*\)", r"\1", row.words)
        pieces = re.split(r"(\[.*?\])", first)
        choices = [("", p[1:-1]) if p.startswith("[") else (p,) for p in pieces]
        for wording in product(*choices):
            folded = folded_like("".join(wording))
            if len(folded) >= LIKE_LETTERS:
                found.append((row.label, folded))
    return tuple(dict.fromkeys(found))


_LIKE: Final = _likenesses()


def _damaged(text: str, found: Sequence[Printed]) -> Iterator[Printed]:
    """Labels at the head of a line that its words are like, all lines at once."""
    lines = [line for line in _Line.of(text) if line.head]
    best: dict[int, tuple[float, int, str]] = {}
    known = frozenset(printed.label for printed in found)
    for length, wordings in _wanted(known) if lines else ():
        heads = [line.head[:length] for line in lines]
        words = list(wordings.values())
        # In doubles: the score of equal words is exactly 100.
        scores = process.cdist(
            heads, words, scorer=fuzz.ratio, score_cutoff=LIKE, dtype=np.float64
        )
        places = list(wordings)
        for of, which in np.argwhere(scores).tolist():
            fit = (-float(scores[of, which]), places[which], words[which])
            # Of the most alike, the one that stands first in the list.
            best[of] = min(best.get(of, fit), fit)
    for of, (score, place, words_of) in best.items():
        line = lines[of]
        if -score < 100 or not line.text[:1].isspace():
            end = line.start + _end_of(line.text, len(words_of))
            yield Printed(_LIKE[place][0], line.start, end, -score / 100)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line, and its head as `folded_like` has it; empty: no label is so short."""

    start: int
    text: str
    head: str

    @classmethod
    def of(cls, text: str) -> "Iterator[_Line]":
        offset = 0
        for line in text.split("\n"):
            is_one = 6 <= len(line.strip()) <= 3 * LINE_MAX
            yield cls(offset, line, folded_like(line[:LINE_MAX]) if is_one else "")
            offset += len(line) + 1


@lru_cache(maxsize=256)
def _wanted(known: frozenset[Label]) -> tuple[tuple[int, dict[int, str]], ...]:
    """Wordings of labels that are not known yet, by length; each by its place."""
    by_length: dict[int, dict[int, str]] = {}
    for at, (label, words) in enumerate(_LIKE):
        if label not in known:
            by_length.setdefault(len(words), {})[at] = words
    return tuple(by_length.items())


def _end_of(line: str, letters: int) -> int:
    """Where so many letters of the line, and the mark behind them, end."""
    count = 0
    for at, character in enumerate(line):
        count += character.isalpha() or character in "1|!05 "
        if count >= letters:
            mark = re.search(r"[?:]", line[max(0, at - 8) : at + 10])
            if mark:
                return max(0, at - 8) + mark.end()
            rest = re.match(r"\w*[\s\t–—-]*", line[at + 1 :])
            return at + 1 + (rest.end() if rest else 0)
    return len(line)
