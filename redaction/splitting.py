"""Which page belongs to which part, with the evidence for each.

A mention of "part 2" divides nothing: real forms mention it up to nine times
with no Part 2 in the file. Only a heading on a line of its own does, and only
at the top of a page; anything else is left without a part, for an officer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from decisions.decision import DocumentKind
from decisions.fingerprints import Sha256
from decisions.geometry import Box
from decisions.parts import PagePart, Part, Problem
from decisions.text import PageText
from redaction.forms import catalogue
from redaction.forms.base import FormTemplate

PART_2: Final = r"PART\s*(?:2|II|TWO)"

HEADING: Final = re.compile(
    rf"""^\s*
    (?:\d{{1,3}}\s+)?                       # a page number glued before it
    (?:PCD\s?\d{{1,4}}\W{{1,5}})?           # or the reference
    (?:{PART_2}\s*[–—:-]*\s*(?:OF\s+(?:THE\s+)?(?:FORM|REPORT)\s*[–—:-]*\s*)?
       (?:CONFIDENTIAL|EXEMPT|RESTRICTED|RESERVED)\b(?!ITY).*   # says so itself
     | EXEMPT\s+(?:APPENDIX|INFORMATION|ANNEX)\b.{{0,40}}
     | CONFIDENTIAL\s+(?:APPENDIX|ANNEX)\b.{{0,40}}
     | (?:APPENDIX|ANNEX)\s+\w+\W+(?:EXEMPT|CONFIDENTIAL|RESTRICTED)\b.{{0,40}}
    )\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
"""A line that can only be the head of a confidential part."""

PERHAPS: Final = re.compile(
    rf"^\s*(?:\d{{1,3}}\s+)?{PART_2}\b(?!\s+confidentiality\b).{{0,90}}$",
    re.IGNORECASE,
)
"""A line that begins with "Part 2": a heading, or a sentence broken there."""

CAPITALS: Final = re.compile(rf"^\s*(?:\d{{1,3}}\s+)?{PART_2}\b[^a-z]{{0,90}}$")
"""The same in capitals, which no sentence is: wherever it stands on a page."""

MARKING: Final = re.compile(
    r"^\W*(?:(?:TOP\s+)?SECRET|RESTRICTED|CONFIDENTIAL|PROTECT|NOT\s+FOR\s+PUBLICATION)"
    r"(?:\s*[-–—:[(]+\s*[A-Z ]+[])]*)?(?:\s+page\b.{0,14})?\W*$"
    r"|\bOFFICIAL\W{0,4}SENSITIVE\b",
    re.IGNORECASE,
)
"""A protective marking in a page's head or foot. OFFICIAL alone says nothing."""

EDGE_LINES: Final = 3
"""How many lines at the top and the bottom may hold a marking."""

TOP_LINES: Final = 6
"""How many lines with words may stand above a heading at the top of a page."""


@dataclass(frozen=True, slots=True)
class Split:
    parts: tuple[PagePart, ...]
    problems: tuple[Problem, ...]


def split(
    file: Sha256,
    form: FormTemplate | None,
    pages: Sequence[PageText],
    pictures: Sequence[Sequence[Box]],
) -> Split:
    """Give every page of one file its part, or none where that is not clear.

    Args:
        file: The file's hash.
        form: The template that knows it; None: nobody does.
        pages: Its text.
        pictures: For each page the boxes of its pictures.
    """
    if form is None:
        told = Problem(
            code="unknown-form",
            message="the form is not known; expected a heading of one of "
            f"{len(catalogue())} forms; set the part of each page",
            file=file,
        )
        return Split(_all(file, pages, None, "the form is not known"), (told,))
    if form.kind is DocumentKind.PART_2:
        return Split(_all(file, pages, Part.TWO, "the file is a Part 2 form"), ())
    merged = _merged(file, pages)
    if merged is not None:
        return Split(_all(file, pages, None, "two decisions in one file"), (merged,))
    return _Splitter(file, pages, pictures).split()


def _all(
    file: Sha256, pages: Sequence[PageText], part: Part | None, evidence: str
) -> tuple[PagePart, ...]:
    return tuple(
        PagePart(file=file, page=page.number, part=part, evidence=evidence)
        for page in pages
    )


def _merged(file: Sha256, pages: Sequence[PageText]) -> Problem | None:
    """A second form title in the file: two decisions were joined."""
    forms = [form for form in catalogue() if form.kind is DocumentKind.FORM]
    starts = [p.number for p in pages if any(form.stands_on(p) for form in forms)]
    if len(starts) < 2:
        return None
    return Problem(
        code="two-decisions",
        message=f"expected one decision in the file, found form titles on "
        f"{len(starts)} pages; submit each decision as a file of its own",
        file=file,
        page=starts[1],
    )


class _Splitter:
    """Goes through the pages of one file from the first to the last."""

    def __init__(
        self,
        file: Sha256,
        pages: Sequence[PageText],
        pictures: Sequence[Sequence[Box]],
    ) -> None:
        self._file = file
        self._pages = pages
        self._pictures = pictures
        self._began: int | None = None
        """The page on which Part 2 began."""
        self._doubted: int | None = None
        """The first page of which it is not clear whether Part 2 began there."""
        self._problems: list[Problem] = []

    def split(self) -> Split:
        parts = []
        for page, pictures in zip(self._pages, self._pictures, strict=True):
            part, evidence = self._part_of(page, pictures)
            parts.append(
                PagePart(
                    file=self._file, page=page.number, part=part, evidence=evidence
                )
            )
        return Split(tuple(parts), tuple(self._problems))

    def _part_of(
        self, page: PageText, pictures: Sequence[Box]
    ) -> tuple[Part | None, str]:
        lines = [line for _, line in page.lines() if line.strip()]
        if self._began is not None:
            return self._after_part_2(page, lines)
        if self._doubted is not None:
            return None, f"it follows page {self._doubted}, whose part is not clear"
        if not lines:
            return self._without_text(page, pictures)
        for above, line in enumerate(lines):
            if HEADING.match(line):
                return self._at_heading(page, above)
        for above, line in enumerate(lines):
            is_edge = above < EDGE_LINES or above >= len(lines) - EDGE_LINES
            if is_edge and MARKING.search(line):
                return self._doubt(
                    page, "marking", "a protective marking stands on the page"
                )
            if CAPITALS.match(line) or (above < EDGE_LINES and PERHAPS.match(line)):
                return self._doubt(
                    page, "perhaps-part-2", 'a line begins with "Part 2"'
                )
        return Part.ONE, "no heading of Part 2 on it or before it"

    def _at_heading(self, page: PageText, above: int) -> tuple[Part | None, str]:
        self._began = page.number
        if above < TOP_LINES and page.number > 1:
            return Part.TWO, "the heading of Part 2 stands at the top"
        part, evidence = self._doubt(
            page,
            "part-2-mid-page",
            f"the heading of Part 2 stands below {above} other lines",
        )
        return part, evidence

    def _after_part_2(
        self, page: PageText, lines: list[str]
    ) -> tuple[Part | None, str]:
        assert self._began is not None
        papers = [f for f in catalogue() if f.kind is not DocumentKind.PART_2]
        is_new = any(form.stands_on(page) for form in papers)
        is_public = any(
            re.match(r"\s*PART\s*(?:1|I|ONE)\b(?!I)", line, re.IGNORECASE)
            for line in lines[:TOP_LINES]
        )
        if is_new or is_public:
            self._problems.append(
                Problem(
                    code="after-part-2",
                    message=f"page {page.number} begins something new after Part 2 "
                    f"began on page {self._began}; it stays Part 2 unless you say "
                    "otherwise",
                    file=self._file,
                    page=page.number,
                )
            )
        return Part.TWO, f"Part 2 began on page {self._began}"

    def _without_text(
        self, page: PageText, pictures: Sequence[Box]
    ) -> tuple[Part | None, str]:
        if not pictures:
            return Part.ONE, "the page is empty"
        return self._doubt(page, "no-text", "the page is a picture without text")

    def _doubt(self, page: PageText, code: str, what: str) -> tuple[None, str]:
        self._doubted = self._doubted or page.number
        self._problems.append(
            Problem(
                code=code,
                message=f"page {page.number}: {what}; say which part it belongs to",
                file=self._file,
                page=page.number,
            )
        )
        return None, what
