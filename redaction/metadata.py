"""What a form says of its decision: reference, title, dates, deferral, Part 2.

Nothing is guessed towards release: an answer that is missing, contradicts
another or cannot be read is left open and becomes a problem for an officer.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from decisions.decision import Facts
from decisions.deferral import Deferral
from decisions.fingerprints import Sha256, of_values
from decisions.geometry import Box
from decisions.parts import Problem
from decisions.text import PageText
from redaction.answers import (
    TICKS,
    answer_in,
    changes_an_answer,
    is_choice,
    is_nothing,
)
from redaction.dates import dates_in, only_date
from redaction.forms.base import OFFICER_ROLES, FormTemplate
from redaction.formtext import FormText
from redaction.labels import Label, Printed, labels_in
from redaction.naming import reference_of
from redaction.references import reference_in, reference_of_name, references_in
from redaction.signing import is_hand_missing, offices, signed
from redaction.titles import first_lines, title_without_label

_RUNNING: Final = re.compile(
    r"^\W*[A-Z]{2,5}\s?\d[\d \-–/]{1,9}\W*(?:page\W*\d+(?:\s*of\s*\d+)?)?\W*$",
    re.IGNORECASE,
)
"""A head or foot that is a reference and the number of the page."""
_HINT: Final = re.compile(
    r"\(\s*a date is required[^)]*\)?|\(if applicable\)", re.IGNORECASE
)
_DECLARED: Final = re.compile(
    r"^[ \t]*(?:Head of Unit|Legal Advice|Financial Advice|Equalit(?:y|ies) Advice|"
    r"Commercial (?:Advice|Issues)|Procurement|GDPR[^\n:]{0,30}|"
    r"Data Protection[^\n:]{0,20}|"
    r"Drafting officer|Assistant Director/Head of Service|Sponsoring Director|"
    r"Mayoral Adviser|Public Affairs|Workforce[^\n:]{0,24}|Advice)\s*:",
    re.IGNORECASE | re.MULTILINE,
)
_OTHER_LABEL: Final = re.compile(
    r"(?<=\n)[^\S\n]*[A-Z][A-Za-z/]*(?: [A-Za-z/]+){0,3}:(?=\s)"
)
"""A line that begins with a label which is not known."""
TITLE_MAX: Final = 300
ANSWER_MAX: Final = 400
SUMMARY_MAX: Final = 6_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a fact was read, for the officer who checks it."""

    field: str
    value: str
    file: Sha256
    page: int | None
    boxes: tuple[Box, ...]
    confidence: float
    """0 to 1: how surely it was read, not how likely it is to be true."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read from one form."""

    facts: Facts
    deferral: Deferral
    problems: tuple[Problem, ...]
    places: tuple[Place, ...] = ()


def read_form(
    file: Sha256,
    name: str,
    form: FormTemplate,
    pages: Sequence[PageText],
    today: date,
) -> Read:
    """Read the facts of a decision from its form.

    Args:
        file: The form's hash.
        name: Its file name, compared with the printed reference.
        form: The template that knows it.
        pages: Those that are the form's own and not Part 2.
        today: In the office's zone: a deferral already over is asked about.
    """
    return _Reader(file, name, form, pages, today).read()


_Told = tuple[str, str]


class _Reader:
    def __init__(
        self,
        file: Sha256,
        name: str,
        form: FormTemplate,
        pages: Sequence[PageText],
        today: date,
    ) -> None:
        self._file = file
        self._name = name
        self._form = form
        self._pages = pages
        self._today = today
        self._form_text = FormText.of(pages)
        self._text = self._form_text.text
        self._labels = labels_in(self._text)
        self._offices = offices(OFFICER_ROLES, self._text)
        if form.maker is not None:
            self._offices += offices(form.maker, self._text)
        self._places: list[Place] = []
        self._problems: list[_Told] = []

    def read(self) -> Read:
        reference = self._reference()
        title = self._value(Label.TITLE, "title", TITLE_MAX) or self._headed_title()
        summary = self._value(Label.SUMMARY, "summary", SUMMARY_MAX)
        facts = Facts(
            reference=reference,
            title=title,
            decision_maker=self._decision_maker(),
            signed_on=self._signed_on(),
            summary=summary,
            part_2_declared=self._part_2_declared(),
        )
        missing = [n for n, v in (("title", title), ("summary", summary)) if not v]
        if missing:
            self._tell(
                "no-" + missing[0], f"no {' and no '.join(missing)} found; type it in"
            )
        deferral = self._deferral()
        said = (deferral.deferred, deferral.until_text, deferral.reason)
        deferral = replace(deferral, form_says=of_values(*said))
        self._see_declarations()
        problems = tuple(
            Problem(code=code, message=message, file=self._file)
            for code, message in dict(self._problems).items()
        )
        return Read(facts, deferral, problems, tuple(self._places))

    def _tell(self, code: str, message: str) -> None:
        self._problems.append((code, message))

    # Labels and what stands behind them

    def _first(self, label: Label) -> Printed | None:
        return next((p for p in self._labels if p.label is label), None)

    def _behind(self, printed: Printed, most: int) -> tuple[int, int]:
        """From a label to the next one, or to the line of somebody's office."""
        after = [p.start for p in self._labels if p.start >= printed.end]
        stops = [after[0] if after else len(self._text), printed.end + most]
        stops += [at for at in self._offices if at > printed.end]
        return printed.end, max(printed.end, min(stops))

    def _value(self, label: Label, field: str, most: int) -> str:
        for printed in self._labels:
            if printed.label is not label:
                continue
            start, end = self._behind(printed, most)
            if label is Label.TITLE:
                other = _OTHER_LABEL.search(self._text, start, end)
                end = other.start() if other else end
            value = self._form_text.value(start, end).strip(" :–—-")
            if not value:
                continue
            confidence = printed.likeness
            if end - start >= most:
                # Nothing printed ends it: the first lines must do.
                end = start + first_lines(self._text[start:end])
                value, confidence = self._form_text.value(start, end), 0.5
                self._tell(
                    f"{field}-unclear",
                    f"it is not clear where the {field} ends; check it",
                )
            self._keep(field, value, start, end, confidence)
            return value
        return ""

    def _headed_title(self) -> str:
        """The title of a form that prints no label for it."""
        start, end = title_without_label(self._form, self._text)
        value = self._form_text.value(start, end)
        if len(value.split()) < 2:
            return ""
        self._keep("title", value, start, end, 0.8)
        return value

    def _keep(
        self, field: str, value: str, start: int, end: int, confidence: float
    ) -> None:
        page = self._form_text.page_at(start)
        read = page.confidence if page else 1.0
        boxes = self._form_text.boxes(start, end)
        number = boxes[0].page if boxes else (page.number if page else None)
        self._places.append(
            Place(
                field=field,
                value=value,
                file=self._file,
                page=number,
                boxes=boxes,
                confidence=round(confidence * read, 2),
            )
        )

    def _answer(self, label: Label, field: str) -> bool | None:
        """The one answer to a question, however often it is printed."""
        asked = [p for p in self._labels if p.label is label]
        said = [self._said_to(printed) for printed in asked]
        answers = {answer for answer, _ in said}
        if len(answers) != 1 or None in answers:
            return None
        (answer, end), printed = said[0], asked[0]
        word = "yes" if answer else "no"
        self._keep(field, word, printed.start, end, printed.likeness)
        return answer

    def _said_to(self, printed: Printed) -> tuple[bool | None, int]:
        """What stands behind one question, and where that ends."""
        start, end = self._behind(printed, ANSWER_MAX)
        lines = self._text[start:end].split("\n")
        while len(lines) > 1 and not lines[0].strip():
            start += len(lines.pop(0)) + 1
        said, more = lines[0], [line for line in lines[1:] if re.search(r"\w", line)]
        while more and (re.match(r"\s*[a-z]", more[0]) or is_choice(more[0])):
            said += "\n" + more.pop(0)
        if any(changes_an_answer(line) for line in more[:3]):
            return None, end
        return answer_in(said), start + len(said)

    # The facts, one by one

    def _reference(self) -> str:
        reference = reference_of(self._form, self._pages, self._name)
        named = reference_of_name(self._name)
        if reference is None:
            self._tell("no-reference", "no reference found in the title; type it in")
            return ""
        if named is not None and named != reference:
            self._tell(
                "other-reference",
                "the file name has another reference than the form; check which is "
                "right",
            )
        others = {r for r in self._running_references() if r != reference}
        if others:
            self._tell(
                "other-reference",
                f"{len(others)} other references stand at the head or foot of pages or "
                "behind a label; check which is right",
            )
        found = next(
            (
                r
                for r in references_in(self._text, bare=self._form.has_bare_references)
                if r.written == reference
            ),
            None,
        )
        if found is not None:
            self._keep("reference", reference, found.start, found.end, 1.0)
        elif reference == named:
            self._tell(
                "reference-from-name",
                "the reference was found in the file name only; check it",
            )
        return reference

    def _running_references(self) -> Iterator[str]:
        """References by which pages name themselves: in heads and feet, or labelled."""
        for page in self._pages:
            lines = [line for _, line in page.lines() if line.strip()]
            heads = [page.text[start:end] for start, end in page.furniture]
            heads += filter(_RUNNING.match, (*lines[:2], *lines[-2:]))
            for line in heads:
                for found in references_in(line):
                    yield found.written
        for printed in self._labels:
            if printed.label is Label.REFERENCE:
                start, end = self._behind(printed, 60)
                line = self._text[start:end].strip("\n").split("\n")[0]
                reference = reference_in(line, bare=self._form.has_bare_references)
                if reference is not None:
                    yield reference

    def _decision_maker(self) -> str:
        maker = self._form.maker.search(self._text) if self._form.maker else None
        if maker is None:
            return self._form.decision_maker
        role = self._form_text.value(*maker.span())
        if self._form.decision_maker:
            role = self._form.decision_maker
        self._keep("decision_maker", role, *maker.span(), 1.0)
        return role

    def _signed_on(self) -> date | None:
        block = signed(self._form, self._text, self._labels)
        day = block.day(self._today)
        if day is not None:
            one = block.dates[0]
            self._keep("signed_on", day.isoformat(), one.start, one.end, 1.0)
            if is_hand_missing(self._form_text, block.blocks):
                self._tell(
                    "signature-not-seen",
                    "a signature is seen on the form, but none beside the "
                    "decision-maker's date; check that the decision was signed",
                )
        elif not block.has_block:
            self._tell("no-signature", "the decision-maker's approval was not found")
        elif len(block.dates) == 1:
            self._tell("signed-later", "the decision-maker's date is still to come")
        else:
            self._tell(
                "no-date-signed",
                "expected one date beside the decision-maker's signature, found "
                f"{len(block.dates)}",
            )
        return day

    def _part_2_declared(self) -> bool | None:
        declared = self._answer(Label.PART_2_DECLARED, "part_2_declared")
        if declared is None:
            self._tell(
                "part-2-unclear",
                "whether a Part 2 exists is not answered YES or NO",
            )
        return declared

    def _deferral(self) -> Deferral:
        answer = self._answer(Label.DEFERRED, "deferred")
        reason = self._said(Label.DEFERRAL_REASON, "deferral_reason")
        until_text = self._said(Label.DEFERRED_UNTIL, "deferred_until")
        if answer is None:
            told = "whether publication is deferred is not answered YES or NO"
            self._tell("deferral-unclear", told)
            return Deferral(deferred=None, until_text=until_text, reason=reason)
        if not answer:
            if not until_text and not reason:
                return Deferral(deferred=False)
            told = "the form says no deferral but gives a date or a reason; check"
            self._tell("deferral-contradicts", told)
            return Deferral(deferred=None, until_text=until_text, reason=reason)
        deferral = Deferral(deferred=True, until_text=until_text, reason=reason)
        until = only_date(until_text)
        if until is None:
            has_date = next(dates_in(until_text), None) is not None
            more = ": more than a date is written there" if has_date else ""
            self._tell(
                "deferral-no-date", f"deferred, but not until a plain date{more}"
            )
        elif until <= self._today:
            told = "the date it was deferred to is already past; confirm or extend it"
            self._tell("deferral-past", told)
        else:
            return replace(deferral, until=until)
        return deferral

    def _said(self, label: Label, field: str) -> str:
        printed = self._first(label)
        if printed is None:
            return ""
        start, end = self._behind(printed, ANSWER_MAX)
        said = _HINT.sub("", self._form_text.value(start, end))
        if is_nothing(said):
            return ""
        self._keep(field, said, start, end, printed.likeness)
        return said.strip(" :")

    def _see_declarations(self) -> None:
        """Every statement of the officers' declaration wants a tick."""
        printed = self._first(Label.DECLARATION)
        if printed is None:
            return
        after = [
            at
            for at in self._offices
            if at > printed.end and not _DECLARED.match(self._text, at)
        ]
        end = min([*after, len(self._text)])
        declared = [m.start() for m in _DECLARED.finditer(self._text, printed.end, end)]
        ends = [*declared[1:], end][: len(declared)]
        open_rows = sum(
            TICKS.search(self._text, a, b) is None and not self._has_drawn_tick(a, b)
            for a, b in zip(declared, ends, strict=True)
        )
        if open_rows:
            self._tell(
                "not-ticked",
                f"{open_rows} of {len(declared)} declarations have no tick that can "
                "be read; check the page",
            )

    def _has_drawn_tick(self, start: int, end: int) -> bool:
        """Whether something like a tick or a cross is drawn beside these lines."""
        page = self._form_text.page_at(start)
        if page is None:
            return False
        rows = [b for b in self._form_text.boxes(start, end) if b.page == page.number]
        return any(
            row.y0 - 2 < (tick.y0 + tick.y1) / 2 < row.y1 + 2
            for row in rows
            for tick in page.ticks
        )
