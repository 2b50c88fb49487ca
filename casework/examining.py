"""Reading, splitting and screening the files of one decision, keeping nothing.

Intake, the review desk and `partone inspect` all look at files through here, so
that what is shown before a file is kept is what is found afterwards.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from decisions.decision import DocumentKind, Facts
from decisions.deferral import UNKNOWN, Deferral
from decisions.fingerprints import Sha256, of_bytes
from decisions.flags import Flag, Place
from decisions.geometry import Box
from decisions.parts import PagePart, Part, Problem
from decisions.text import PageText
from redaction.forms import recognise
from redaction.forms.base import FormTemplate
from redaction.inspection import LIMITS, Limits, SourceFacts, inspect
from redaction.language import Names
from redaction.metadata import read_form, reference_of
from redaction.reading import picture_areas, read_pages
from redaction.rules.base import Lexicon
from redaction.screening import Text, screen
from redaction.splitting import split


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file as read: its form, its pages, what else it carries."""

    sha256: Sha256
    name: str
    found: SourceFacts
    pages: tuple[PageText, ...]
    pictures: tuple[tuple[Box, ...], ...]
    forms: tuple[FormTemplate, ...]

    @property
    def form(self) -> FormTemplate | None:
        return self.forms[0] if len(self.forms) == 1 else None

    @property
    def kind(self) -> DocumentKind:
        return self.form.kind if self.form else DocumentKind.PAPER

    @property
    def reference(self) -> str | None:
        return reference_of(self.form, self.pages, self.name)


@dataclass(frozen=True, slots=True)
class Examined:
    """What the files of one decision say, before an officer looked."""

    facts: Facts
    deferral: Deferral
    parts: tuple[PagePart, ...]
    problems: tuple[Problem, ...]
    form: str = ""
    flags: tuple[Flag, ...] = field(default=())


def read_file(
    name: str,
    pdf: bytes,
    forms: Collection[str] = frozenset(),
    limits: Limits = LIMITS,
) -> ReadFile:
    """Read one submitted file.

    Args:
        forms: Ids of the forms to know it by; none named: all there are.

    Raises:
        RefusedFile: It cannot be treated; says why and what to do.
    """
    found = inspect(pdf, limits)
    pages = read_pages(pdf)
    return ReadFile(
        sha256=of_bytes(pdf),
        name=name,
        found=found,
        pages=pages,
        pictures=picture_areas(pdf),
        forms=tuple(f for f in recognise(pages) if not forms or f.id in forms),
    )


def split_files(files: Sequence[ReadFile], today: date) -> Examined:
    """The parts of every page, and the facts that the form states."""
    parts: list[PagePart] = []
    problems: list[Problem] = []
    for file in files:
        done = split(file.sha256, file.form, file.pages, file.pictures)
        parts += done.parts
        problems += [*file.found.problems, *done.problems, *_pictures(file, done.parts)]
    forms = [file for file in files if file.kind is DocumentKind.FORM]
    if len(forms) != 1:
        problems.append(_wrong_forms(len(forms), len(files)))
    if not forms:
        return Examined(_reference_only(files), UNKNOWN, tuple(parts), tuple(problems))
    form_file = forms[-1]
    assert form_file.form is not None
    read = read_form(
        form_file.sha256,
        form_file.name,
        form_file.form,
        [p for p in form_file.pages if not _is_part_2(parts, form_file.sha256, p)],
        today,
    )
    problems += [*read.problems, *_part_2_problems(read.facts, parts)]
    return Examined(
        read.facts, read.deferral, tuple(parts), tuple(problems), form_file.form.id
    )


def screen_files(
    files: Sequence[ReadFile],
    parts: Sequence[PagePart],
    facts: Facts,
    names: Names,
    lexicon: Lexicon,
) -> tuple[Flag, ...]:
    """Flags of everything that these parts make public.

    Raises:
        RuleFailed: A rule did not finish.
    """
    public: list[Text] = []
    secret: list[Text] = []
    known = {(part.file, part.page): part.part for part in parts}
    for file in files:
        for page in file.pages:
            is_public = known.get((file.sha256, page.number)) is Part.ONE
            side = public if is_public else secret
            side.append(Text(file.sha256, Place.BODY, page.text, page))
        public += _around(file)
    home = next((f.sha256 for f in files if f.kind is DocumentKind.FORM), None)
    if home is not None:
        public += [
            Text(home, Place.TITLE, facts.title),
            Text(home, Place.SUMMARY, facts.summary),
        ]
    return screen(
        [text for text in public if text.text.strip()], secret, names, lexicon
    )


def _around(file: ReadFile) -> list[Text]:
    """Words that come with a file; none of them is ever made public."""
    found = [Text(file.sha256, Place.FILENAME, file.name)]
    found += [
        Text(file.sha256, Place.METADATA, value)
        for _, value in file.found.metadata
        if value
    ]
    found += [
        Text(file.sha256, Place.BOOKMARK, title) for title in file.found.bookmarks
    ]
    return found if file.kind is not DocumentKind.PART_2 else []


def _pictures(file: ReadFile, parts: Sequence[PagePart]) -> list[Problem]:
    """Pictures on public pages: nobody has read what they show."""
    public = {part.page for part in parts if part.part is not Part.TWO}
    numbers = [
        page.number
        for page, pictures in zip(file.pages, file.pictures, strict=True)
        if pictures and page.text.strip() and page.number in public
    ]
    return [
        Problem(
            code="picture",
            message=f"page {number} has a picture, which was not read; look at it "
            "and mark what must be withheld",
            file=file.sha256,
            page=number,
        )
        for number in numbers
    ]


def _wrong_forms(forms: int, files: int) -> Problem:
    code = "no-form" if forms == 0 else "several-forms"
    return Problem(
        code=code,
        message=f"expected one decision form among {files} files, found {forms}; "
        + ("submit the form" if forms == 0 else "check which form is right"),
    )


def _reference_only(files: Sequence[ReadFile]) -> Facts:
    return Facts(reference=next((f.reference for f in files if f.reference), ""))


def _is_part_2(parts: Sequence[PagePart], file: Sha256, page: PageText) -> bool:
    return any(
        part.part is Part.TWO
        for part in parts
        if part.file == file and part.page == page.number
    )


def _part_2_problems(facts: Facts, parts: Sequence[PagePart]) -> list[Problem]:
    present = any(part.part is Part.TWO for part in parts)
    if facts.part_2_declared and not present:
        return [
            Problem(
                code="part-2-not-received",
                message="the form says a Part 2 exists, none was received; without "
                "it nothing can be compared with it: submit it, or confirm",
            )
        ]
    if facts.part_2_declared is False and present:
        return [
            Problem(
                code="part-2-not-declared",
                message="the form says there is no Part 2, but pages of one were "
                "found; check the parts of the pages",
            )
        ]
    return []
