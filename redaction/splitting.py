"""Which page belongs to which part, with the evidence for each.

A mention of "part 2" divides nothing: real forms mention it up to nine times
with no Part 2 in the file. Only a heading on a line of its own does. What is not
clear is left without a part, for an officer: it counts as Part 2.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from decisions.decision import DocumentKind
from decisions.fingerprints import Sha256
from decisions.parts import PagePart, Part, Problem
from decisions.text import READS_BADLY, PageText, Source
from redaction.answers import answer_in
from redaction.forms import catalogue
from redaction.forms.base import FormTemplate, head_of
from redaction.labels import PART_1_HEAD, Label, labels_in, tidied
from redaction.part_two import (
    CAPITALS,
    ELSEWHERE,
    MARKING,
    PERHAPS,
    PUBLIC,
    RUNNING,
    SUSPECT,
    has_tail,
    is_heading,
    is_run_in,
    is_suspect,
    plain_line,
)
from redaction.references import reference_in

EDGE_LINES: Final = 3
"""How many lines at the top and the bottom may hold a marking."""
TOP_LINES: Final = 6
"""How many lines with words may stand above a heading at the top of a page."""
HEADING_LETTERS: Final = 90
WRAPPED: Final = 50
"""A line with fewer letters is not one that ran into the margin."""


@dataclass(frozen=True, slots=True)
class Split:
    parts: tuple[PagePart, ...]
    problems: tuple[Problem, ...]


def split(file: Sha256, form: FormTemplate | None, pages: Sequence[PageText]) -> Split:
    """Give every page of one file its part, or none where that is not clear.

    Args:
        file: The file's hash.
        form: The template that knows it; None: nobody does.
        pages: What was read from it.
    """
    return _Splitter(file, form, pages).split()


def form_starts(pages: Sequence[PageText]) -> list[PageText]:
    """The pages on which a decision form begins."""
    forms = [f for f in catalogue() if f.kind is DocumentKind.FORM and f.splits]
    return [p for p in pages if any(f.stands_on(p) or f.is_like(p) for f in forms)]


def begins_paper(page: PageText) -> bool:
    """Whether an appended paper begins on the page."""
    papers = [f for f in catalogue() if f.kind is DocumentKind.PAPER]
    return any(form.stands_on(page) for form in papers)


_Told = tuple[Part | None, str]


class _Splitter:
    """Goes through the pages of one file from the first to the last."""

    def __init__(
        self, file: Sha256, form: FormTemplate | None, pages: Sequence[PageText]
    ) -> None:
        self._file = file
        self._form = form
        self._pages = pages
        self._began: int | None = None
        """The page on which Part 2 began."""
        self._doubted: tuple[int, str] | None = None
        """The first page of which it is not clear whether Part 2 began there."""
        self._boundary: float | None = None
        self._public_again: int | None = None
        """The page on which a public paper began behind Part 2."""
        self._has_part_1 = False
        """Whether the head of Part 1 or one of its questions was met."""
        self._is_declared = False
        """Whether the form answered that there is a Part 2."""
        self._problems: list[Problem] = []

    def split(self) -> Split:
        self._before_the_first()
        parts = []
        for page in self._pages:
            self._boundary = None
            part, evidence = self._part_of(page)
            parts.append(
                PagePart(
                    file=self._file,
                    page=page.number,
                    part=part,
                    evidence=evidence,
                    boundary_y=self._boundary,
                )
            )
        return Split(tuple(parts), tuple(self._problems))

    def _before_the_first(self) -> None:
        """What the file as a whole says about its pages."""
        if self._form is None:
            self._tell(
                "unknown-form",
                "the form is not known; expected a heading of one of "
                f"{len(catalogue())} forms; set the part of each page",
            )
            self._doubted = (1, "the form is not known")
        elif self._form.kind is DocumentKind.PART_2:
            self._began = 1
        elif not self._form.splits:
            self._tell(
                "generic-form",
                "no form that is known; its facts were read, but say which part each "
                "page belongs to",
            )
            self._doubted = (1, "the form is not one that is known")
        starts = form_starts(self._pages)
        if self._form is not None and len(starts) > 1 and self._began is None:
            named = {reference_in(head_of(page)) for page in starts}
            told = "different references" if len(named) > 1 else "one reference"
            self._tell(
                "two-decisions",
                f"expected one decision in the file, found form titles with {told} on "
                f"{len(starts)} pages; submit each decision as a file of its own",
                starts[1].number,
            )
            self._doubted = (1, "two decisions in one file")

    def _part_of(self, page: PageText) -> _Told:
        lines = page.body()
        if self._began is not None:
            return self._after_part_2(page, lines)
        at = _heading_at(page, lines)
        if at is not None:
            return self._at_heading(page, lines, at)
        if self._doubted is not None:
            number, why = self._doubted
            follows = f"it follows page {number}, whose part is not clear"
            is_it = number in {1, page.number}
            return None, why if is_it else follows
        if not page.text.strip():
            return self._without_text(page)
        doubt = _doubt_of(page, lines)
        if doubt is not None:
            return self._confidential(page, *doubt)
        self._has_part_1 = self._has_part_1 or _says_part_1(page)
        self._is_declared = self._is_declared or _declares_part_2(page)
        return Part.ONE, "no heading of Part 2 on it or before it"

    def _confidential(self, page: PageText, code: str, what: str) -> _Told:
        """A page that looks confidential without the heading of Part 2.

        Where the form has said that a Part 2 exists and a running head or foot
        marks the page, Part 2 has begun; an officer is asked all the same.
        """
        if code == "marking" and self._is_declared and _is_marked_throughout(page):
            self._began = page.number
            self._tell_page(page, code, what)
            return Part.TWO, "it is marked, and the form says that there is a Part 2"
        return self._doubt(page, code, what)

    # The heading of Part 2

    def _at_heading(
        self, page: PageText, lines: list[tuple[int, str]], at: int
    ) -> _Told:
        before = self._doubted
        self._began, self._doubted = page.number, None
        is_sure = is_heading(lines[at][1]) or is_heading(_two_lines(lines, at))
        if at < TOP_LINES and page.number > 1 and not _is_tail(page, lines[:at]):
            if not is_sure:
                told = "a heading that seems to be that of Part 2 stands at the top"
                self._tell_page(page, "perhaps-part-2", told)
            return Part.TWO, "the heading of Part 2 stands at the top"
        told = f"the heading of Part 2 stands below {at} other lines"
        self._tell_page(page, "part-2-mid-page", told)
        # A Part 2 form may bear the title of the decision above its heading:
        # without anything of a Part 1 before it, all of it may be Part 2.
        above = "\n".join(line for _, line in lines[:at])
        if before is not None or not (self._has_part_1 or _is_of_part_1(above)):
            return None, "the heading of Part 2 stands below lines of an unclear part"
        self._boundary = _boundary(page, lines, at)
        return (Part.MIXED if self._boundary is not None else None), told

    def _after_part_2(self, page: PageText, lines: list[tuple[int, str]]) -> _Told:
        assert self._began is not None
        if self._public_again is not None:
            is_clear = page.text.strip() and _doubt_of(page, lines) is None
            if is_clear and _heading_at(page, lines) is None:
                return Part.ONE, f"it follows page {self._public_again}"
            self._public_again = None
        is_form = page.number > 1 and bool(form_starts([page]))
        top = [tidied(text) for _, text in lines[:TOP_LINES]]
        says_public = any(PUBLIC.match(t) or PART_1_HEAD.match(t) for t in top)
        is_new = is_form or says_public or begins_paper(page)
        if not is_new or page.number == self._began:
            return Part.TWO, f"Part 2 began on page {self._began}"
        is_part_2_form = (
            self._form is not None and self._form.kind is DocumentKind.PART_2
        )
        if is_part_2_form:
            self._began, self._doubted = None, (page.number, "a form behind Part 2")
            self._tell_page(page, "form-after-part-2", "something begins behind Part 2")
            return None, "something that may be public begins behind Part 2"
        return self._new_after_part_2(page, says_public=says_public)

    def _new_after_part_2(self, page: PageText, *, says_public: bool) -> _Told:
        """A paper that begins behind Part 2: its own words say whose it is.

        An appended paper is Part 1 unless an officer says otherwise, but one
        behind Part 2 may belong to that. Where it calls itself public, or speaks
        of Part 2 as something else, and nothing on its first page looks
        confidential, it is taken for Part 1, and an officer is asked all the same;
        else it has no part.
        """
        began, at = self._began, self._pages.index(page)
        speaks = any(ELSEWHERE.search(p.text) for p in self._pages[at:])
        top = page.body()[:TOP_LINES]
        is_clear = _doubt_of(page, page.body()) is None and not any(
            SUSPECT.search(plain_line(line)) for _, line in top
        )
        self._tell_page(
            page,
            "after-part-2",
            f"something new begins behind Part 2, which began on page {began}",
        )
        if (says_public or speaks) and is_clear:
            self._public_again = page.number
            why = (
                "calls itself public"
                if says_public
                else "speaks of Part 2 as elsewhere"
            )
            return Part.ONE, f"a paper begins on it that {why}"
        self._began, self._doubted = None, (page.number, "a paper behind Part 2")
        return None, "a paper begins on it, behind Part 2: it may belong to either"

    # Doubt

    def _without_text(self, page: PageText) -> _Told:
        if page.source is Source.TEXT and not page.pictures and not page.oddities:
            return Part.ONE, "the page is empty"
        return self._doubt(page, "no-text", "the page shows something but no words")

    def _doubt(self, page: PageText, code: str, what: str) -> tuple[None, str]:
        self._doubted = self._doubted or (page.number, what)
        self._tell_page(page, code, what)
        return None, what

    def _tell_page(self, page: PageText, code: str, what: str) -> None:
        self._tell(
            code,
            f"page {page.number}: {what}; say which part it belongs to",
            page.number,
        )

    def _tell(self, code: str, message: str, page: int | None = None) -> None:
        self._problems.append(
            Problem(code=code, message=message, file=self._file, page=page)
        )


def _heading_at(page: PageText, lines: Sequence[tuple[int, str]]) -> int | None:
    """How many lines stand above the heading of Part 2; None where there is none."""
    for at, line in enumerate(lines):
        if is_heading(line[1]):
            return at
        plain = plain_line(line[1])
        both = plain_line(_two_lines(lines, at))
        # A heading may be set on two lines: "PART 2", "CONFIDENTIAL FACTS".
        is_short = len(plain.split()) <= 3 and PERHAPS.match(plain)
        if is_short and is_heading(both):
            return at
        # Its number, alone on the next line, may pass for that of the page.
        if re.fullmatch(r"\W*PART\W*", plain, re.IGNORECASE) and _is_bold(page, line):
            return at
        if PERHAPS.match(plain) and _is_bold(page, line) and is_suspect(plain):
            return at
    return None


def _two_lines(lines: Sequence[tuple[int, str]], at: int) -> str:
    following = lines[at + 1][1] if at + 1 < len(lines) else ""
    return f"{lines[at][1].strip()} {following.strip()}"


def _doubt_of(
    page: PageText, lines: Sequence[tuple[int, str]]
) -> tuple[str, str] | None:
    """Code and words of a doubt whether a page is public; None: there is none."""
    if page.source is Source.OCR and page.confidence < READS_BADLY:
        return "reads-badly", "the picture reads badly"
    if _is_marked(page):
        return "marking", "a protective marking stands on the page"
    for above, (offset, line) in enumerate(lines):
        plain = plain_line(line)
        is_top = above < EDGE_LINES and PERHAPS.match(plain) is not None
        if CAPITALS.match(plain) or is_top:
            return "perhaps-part-2", 'a line begins with "Part 2"'
        if is_suspect(plain) and _stands_out(page, lines, above, (offset, line)):
            return "perhaps-part-2", "a heading may head something confidential"
        if is_run_in(plain) and _begins_anew(lines, above):
            return "perhaps-part-2", "a sentence begins as the heading of Part 2 would"
    if has_tail("\n".join(line for _, line in lines)):
        return "exempt-words", "words on it say that it is exempt"
    return None


def _is_marked(page: PageText) -> bool:
    """A marking alone on a line anywhere, or in a running head or foot."""
    if any(MARKING.search(tidied(line)) for _, line in page.lines() if line.strip()):
        return True
    return any(
        RUNNING.search(tidied(page.text[start:end])) for start, end in page.furniture
    )


def _stands_out(
    page: PageText,
    lines: Sequence[tuple[int, str]],
    at: int,
    line: tuple[int, str],
) -> bool:
    """Whether a line looks like a heading: bold, in capitals, or short and alone."""
    words = line[1].strip()
    if len(words) > HEADING_LETTERS:
        return False
    if words.upper() == words or _is_bold(page, line):
        return True
    most = 14 if re.match(r"(?:Appendix|Annex|Part|Section|Schedule)\b", words) else 8
    is_short = len(words.split()) <= most and words[:1].isupper()
    return is_short and _begins_anew(lines, at)


def _begins_anew(lines: Sequence[tuple[int, str]], at: int) -> bool:
    """Whether a line is no continuation of the one above it."""
    before = lines[at - 1][1].rstrip() if at else "."
    return before.endswith((".", ":", ";", "?")) or len(before) < WRAPPED


def _is_marked_throughout(page: PageText) -> bool:
    """Whether the marking is a running head or foot, or the first line."""
    lines = [line for _, line in page.lines() if line.strip()]
    edges = [*lines[:1], *lines[-1:]]
    return any(MARKING.search(t) or RUNNING.search(t) for t in map(tidied, edges))


def _declares_part_2(page: PageText) -> bool:
    text = tidied("\n".join(line for _, line in page.body()))
    return any(
        printed.label is Label.PART_2_DECLARED
        and answer_in(text[printed.end :].strip().split("\n")[0]) is True
        for printed in labels_in(text)
    )


def _says_part_1(page: PageText) -> bool:
    return _is_of_part_1("\n".join(line for _, line in page.body()))


def _is_of_part_1(text: str) -> bool:
    """Whether the head of Part 1, or a question that only Part 1 asks, stands there."""
    asked = {Label.PART_1, Label.DEFERRED, Label.PART_2_DECLARED, Label.APPROVAL}
    return any(printed.label in asked for printed in labels_in(tidied(text)))


def _is_tail(page: PageText, above: Sequence[tuple[int, str]]) -> bool:
    """Whether the lines above a heading are the end of what came before it.

    A body's name, a reference, a marking or a date may head a Part 2; a sentence
    that ends there is of the page before.
    """
    words = sum(len(line.split()) for _, line in above)
    ends = any(line.rstrip().endswith((".", ";")) for _, line in above)
    return page.number > 1 and words > 12 and ends


def _with_markings(lines: Sequence[tuple[int, str]], at: int) -> int:
    """The first of the markings that stand right above a heading."""
    while at and MARKING.search(tidied(lines[at - 1][1])):
        at -= 1
    return at


def _boundary(
    page: PageText, lines: Sequence[tuple[int, str]], at: int
) -> float | None:
    """The height between the heading of Part 2 and what stands above it, in points.

    None where there is no such height, or the heading may be a sentence.
    """
    if not _looks_like_heading(page, lines[at]):
        return None
    return height_above(page, lines, _with_markings(lines, at))


def height_above(
    page: PageText, lines: Sequence[tuple[int, str]], at: int
) -> float | None:
    """The height between a line and all that stands above it, in points.

    Args:
        lines: Offset and text of each line, as `PageText.body` gives them.
        at: The line's number among them, from 0.

    Returns:
        None where there is no such height: words of both sides stand side by side,
        the page is turned, or a picture lies across.
    """
    if page.upright != 0:
        return None
    offset = lines[at][0]
    above = [
        page.box(i)
        for start, line in lines[:at]
        for i in range(start, start + len(line))
    ]
    below = [page.box(i) for i in range(offset, len(page.text))]
    low = min((box.y0 for box in above if box is not None), default=None)
    high = max((box.y1 for box in below if box is not None), default=None)
    if low is None or high is None or low < high - 1:
        return None
    y = round((low + high) / 2, 2)
    if any(box.y0 < y < box.y1 for box in page.pictures):
        return None
    return y


def _looks_like_heading(page: PageText, line: tuple[int, str]) -> bool:
    words = line[1].strip()
    if len(words) > HEADING_LETTERS or words.endswith((".", ",", ";")):
        return False
    is_capitals = words.upper() == words
    return is_capitals or _is_bold(page, line) or page.source is Source.OCR


def _is_bold(page: PageText, line: tuple[int, str]) -> bool:
    offset, text = line
    inked = sum(not c.isspace() for c in text)
    bold = sum(
        min(end, offset + len(text)) - max(start, offset)
        for start, end in page.bold
        if start < offset + len(text) and offset < end
    )
    return inked > 0 and bold >= 0.8 * inked
