"""Reading, splitting and screening the files of one decision, keeping nothing.

Intake, the review desk and `partone inspect` all look at files through here, so
that what is shown before a file is kept is what is found afterwards.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from decisions.decision import DocumentKind, Facts
from decisions.deferral import UNKNOWN, Deferral
from decisions.exemptions import Section
from decisions.fingerprints import Sha256, of_bytes
from decisions.flags import Category, Flag, Place, RuleId, flag_id
from decisions.parts import PagePart, Part, Problem
from decisions.text import PageText, Source
from redaction.confined import client
from redaction.forms import recognise
from redaction.forms.base import FormTemplate
from redaction.inspection import LIMITS, Limits
from redaction.language import Names
from redaction.metadata import Place as ReadFact
from redaction.metadata import read_form
from redaction.naming import reference_of
from redaction.reading.reading import Reading
from redaction.rules.base import Lexicon
from redaction.screening import Text, screen
from redaction.splitting import begins_paper, split

HANDWRITING_RULE: Final = RuleId("region.handwriting")


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file as read, and the forms that know it."""

    sha256: Sha256
    name: str
    reading: Reading
    forms: tuple[FormTemplate, ...]

    @property
    def pages(self) -> tuple[PageText, ...]:
        return self.reading.pages

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
    places: tuple[ReadFact, ...] = ()
    """Where each fact was read."""


def read_file(
    name: str,
    pdf: bytes,
    forms: Collection[str] = frozenset(),
    limits: Limits = LIMITS,
) -> ReadFile:
    """Read one submitted file, in a process with limits.

    Args:
        name: As submitted.
        pdf: Its bytes.
        forms: Ids of the forms to know it by; none named: all there are.
        limits: How large it may be, and how much work it may make.

    Raises:
        RefusedFile: It cannot be treated; says why and what to do.
    """
    return as_read(name, of_bytes(pdf), client.read(pdf, limits), forms)


def as_read(
    name: str, sha256: Sha256, reading: Reading, forms: Collection[str]
) -> ReadFile:
    """A file whose reading is at hand."""
    known = recognise(reading.pages)
    return ReadFile(
        sha256, name, reading, tuple(f for f in known if not forms or f.id in forms)
    )


def split_files(files: Sequence[ReadFile], today: date) -> Examined:
    """The parts of every page, and the facts that the form states."""
    parts: list[PagePart] = []
    problems: list[Problem] = []
    for file in files:
        done = split(file.sha256, file.form, file.pages)
        parts += done.parts
        problems += [
            *file.reading.facts.problems,
            *done.problems,
            *to_look_at(file, done.parts),
        ]
    forms = [file for file in files if file.kind is DocumentKind.FORM]
    if len(forms) != 1:
        problems.append(_wrong_forms(len(forms), len(files)))
    if not forms:
        return Examined(_reference_only(files), UNKNOWN, tuple(parts), tuple(problems))
    public = {part.file for part in parts if part.is_public}
    form_file = next((f for f in reversed(forms) if f.sha256 in public), forms[-1])
    assert form_file.form is not None
    read = read_form(
        form_file.sha256,
        form_file.name,
        form_file.form,
        _own_pages(form_file, parts),
        today,
    )
    problems += [*read.problems, *_part_2_problems(read.facts, parts)]
    return Examined(
        read.facts,
        read.deferral,
        tuple(parts),
        tuple(problems),
        form_file.form.id,
        read.places,
    )


def _own_pages(file: ReadFile, parts: Sequence[PagePart]) -> list[PageText]:
    """The pages of a form itself: neither Part 2 nor an appended paper."""
    by_page = {part.page: part for part in parts if part.file == file.sha256}
    own: list[PageText] = []
    for page in file.pages:
        part = by_page[page.number]
        if part.part is Part.TWO or (page.number > 1 and begins_paper(page)):
            break
        if part.boundary_y is not None:
            return [*own, page.above(part.boundary_y)]
        own.append(page)
    return own


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
    known = {(part.file, part.page): part for part in parts}
    written: list[Flag] = []
    for file in files:
        for page in file.pages:
            part = known.get((file.sha256, page.number))
            for side, shown in (
                (public, public_side(page, part)),
                (secret, secret_side(page, part)),
            ):
                if shown is not None:
                    side.append(Text(file.sha256, Place.BODY, shown.text, shown))
            if part is not None and part.is_public:
                written += _handwriting(file.sha256, page, part)
        public += _around(file)
    forms = [f for f in files if f.kind is DocumentKind.FORM]
    home = next((f.sha256 for f in (*forms, *files)), None)
    if home is not None:
        public += [
            Text(home, Place.TITLE, facts.title),
            Text(home, Place.SUMMARY, facts.summary),
        ]
    texts = [text for text in public if text.text.strip()]
    return (*screen(texts, secret, names, lexicon), *written)


def public_side(page: PageText, part: PagePart | None) -> PageText | None:
    """What of a page is Part 1; None: nothing."""
    if part is None or not part.is_public:
        return None
    return page if part.boundary_y is None else page.above(part.boundary_y)


def secret_side(page: PageText, part: PagePart | None) -> PageText | None:
    """What of a page is, or may be, Part 2; None: nothing."""
    if part is None or not part.is_public:
        return page
    return None if part.boundary_y is None else page.below(part.boundary_y)


def _handwriting(file: Sha256, page: PageText, part: PagePart) -> list[Flag]:
    """Signatures and notes: a region each, since nobody can read them."""
    found = []
    for box in page.signatures:
        if part.boundary_y is not None and box.y1 <= part.boundary_y:
            continue
        where = f"region {box.x0:g} {box.y0:g} {box.x1:g} {box.y1:g}"
        found.append(
            Flag(
                id=flag_id(file, Place.BODY, page.number, (0, 0), where),
                file=file,
                place=Place.BODY,
                text="",
                category=Category.SIGNATURE,
                section=Section("s40(2)"),
                confidence=0.8,
                why="Something written by hand: a signature identifies its writer.",
                sources=(HANDWRITING_RULE,),
                page=page.number,
                boxes=(box,),
            )
        )
    return found


def _around(file: ReadFile) -> list[Text]:
    """Words that come with a file; none of them is ever made public."""
    found = [Text(file.sha256, Place.FILENAME, file.name)]
    found += [
        Text(file.sha256, carried.place, carried.text)
        for carried in file.reading.facts.carried
    ]
    return found if file.kind is not DocumentKind.PART_2 else []


_ODDITIES: Final = {
    "no-unicode": "its text has no Unicode and was read from its picture instead",
    "text-makes-no-sense": "its text makes no sense and was read from its picture "
    "instead",
    "text-differs-from-picture": "its hidden text says something else than the "
    "picture, which was read instead",
    "hidden-text": "it holds text that a reader does not see",
    "covered-text": "it holds text over which a box was drawn, and which is still "
    "there",
    "outside-page": "it holds text outside of what a reader sees of the page",
}


def to_look_at(file: ReadFile, parts: Sequence[PagePart]) -> list[Problem]:
    """Pages that may be public and that an officer must see with their own eyes."""
    public = {part.page for part in parts if part.part is not Part.TWO}
    found: list[tuple[str, str, int]] = []
    for page in file.pages:
        if page.number not in public:
            continue
        found += [(code, _ODDITIES[code], page.number) for code in page.oddities]
        if page.source is Source.OCR:
            told = (
                "it is a picture and was read by machine, with a confidence of "
                f"{page.confidence:.0%}"
            )
            found.append(("scan", told, page.number))
        elif page.pictures or page.source is Source.MIXED or page.signatures:
            told = "it has a picture or a drawing, whose words were read by machine"
            found.append(("picture", told, page.number))
    return [
        Problem(
            code=code,
            message=f"page {number}: {told}; look at it and mark what must be withheld",
            file=file.sha256,
            page=number,
        )
        for code, told, number in found
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


def _part_2_problems(facts: Facts, parts: Sequence[PagePart]) -> list[Problem]:
    present = any(part.part in {Part.TWO, Part.MIXED} for part in parts)
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
