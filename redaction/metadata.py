"""What a form says of its decision: reference, title, dates, deferral, Part 2.

Nothing is guessed towards release: an answer that is missing, contradicts
another or cannot be read is left open and becomes a problem for an officer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath
from typing import Final

from decisions.decision import DocumentKind, Facts
from decisions.deferral import Deferral
from decisions.fingerprints import Sha256, of_values
from decisions.parts import Problem
from decisions.text import PageText
from redaction.forms.base import FormTemplate, reference_in

DATE: Final = re.compile(
    r"""(?<![\d/])(?P<day>\d{1,2})(?:
      (?P<sep>\s*/\s*|[.-])(?P<month>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})(?![\d/])
    | \s*(?:st|nd|rd|th)?\s+(?:of\s+)?
      (?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?
      \s+(?P<long_year>\d{4})(?!\d)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""A whole date, day first. A month, a year or "2023/24" is none."""

_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_YES_OR_NO: Final = re.compile(
    r"[\s:–—-]*(YES|NO)\b[ \t.;]*"
    r"(?=\n|$|If\s+yes|Until\s+what|Part\s+2\s+Conf|Is\s+there|ORIGINATING)",
    re.IGNORECASE,
)
"""One of the two and nothing else: where more is said, an officer reads it."""
_NOTHING: Final = re.compile(r"^\W*(?:n\s*/?\s*a|none|not\s+applicable|nil)?\W*$", re.I)
_HEADED: Final = re.compile(
    r"^[^\S\n]*(?:ref(?:erence)?\b\W{0,3}|(?:request\s+for\s+)?DMPC\s+decision\W{0,4})?"
    r"(PCD\s?\d{1,4})(?!\d)[^\n]{0,80}$",
    re.IGNORECASE | re.MULTILINE,
)
"""A line that begins with the reference; one in running text is another's."""
_REFERENCE_LINES: Final = 12


@dataclass(frozen=True, slots=True)
class Read:
    """What was read from one form."""

    facts: Facts
    deferral: Deferral
    problems: tuple[Problem, ...]


def reference_of(
    form: FormTemplate | None, pages: Sequence[PageText], name: str
) -> str | None:
    """The reference of the decision that a file belongs to.

    A form prints it in its title. Other files name it in their first lines or
    in the file name; references in running text are of other decisions.
    """
    first = next((page.text for page in pages if page.text.strip()), "")
    if form is not None and form.kind is DocumentKind.FORM:
        title = form.title.search(first)
        return reference_in(title[0]) if title else None
    head = "\n".join(first.splitlines()[:_REFERENCE_LINES])
    if form is not None and form.kind is DocumentKind.PART_2:
        printed = _HEADED.search(head)
        both = {
            reference
            for reference in (
                reference_in(printed[1]) if printed else None,
                reference_in(_stem(name)),
            )
            if reference
        }
        return both.pop() if len(both) == 1 else None
    labelled = re.search(
        r"(?:reference|decision|ref)\W{1,4}(PCD\s?\d{1,4})(?!\d)", head, re.I
    )
    return reference_in(labelled[1]) if labelled else reference_in(_stem(name))


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
        pages: Those that are not Part 2.
        today: In the office's zone: a deferral already over is asked about.
    """
    text = "\n".join(page.text for page in pages).replace("\u00ad", "")
    reference = reference_of(form, pages, name) or ""
    signed, signed_problem = _signed_on(form, text, today)
    facts = Facts(
        reference=reference,
        title=_between(text, form.labels.get("title"), form.labels.get("summary")),
        decision_maker=form.decision_maker,
        signed_on=signed,
        summary=_between(
            text, form.labels.get("summary"), form.labels.get("recommendation")
        ),
        part_2_declared=_answer(text, form.part_2_declared),
    )
    deferral, deferral_problem = _deferral(form, text, today)
    said = (deferral.deferred, deferral.until_text, deferral.reason)
    deferral = replace(deferral, form_says=of_values(*said))
    problems = [signed_problem, deferral_problem, _other_name(name, reference)]
    missing = [
        field
        for field, value in (("title", facts.title), ("summary", facts.summary))
        if not value
    ]
    if missing:
        problems.append(
            ("no-" + missing[0], f"no {' and no '.join(missing)} found; type it in")
        )
    if facts.part_2_declared is None:
        problems.append(
            ("part-2-unclear", "whether a Part 2 exists is not answered YES or NO")
        )
    return Read(
        facts,
        deferral,
        tuple(
            Problem(code=told[0], message=told[1], file=file)
            for told in problems
            if told
        ),
    )


_Told = tuple[str, str] | None


def _stem(name: str) -> str:
    return re.sub(r"[_\-.]+", " ", PurePath(name).stem)


def _other_name(name: str, reference: str) -> _Told:
    named = reference_in(_stem(name))
    if not reference:
        return "no-reference", "no reference found in the title; type it in"
    if named is None or named == reference:
        return None
    return (
        "other-reference",
        "the file name has another reference than the form; check which is right",
    )


def _between(
    text: str, start: re.Pattern[str] | None, end: re.Pattern[str] | None
) -> str:
    if start is None or end is None:
        return ""
    first = start.search(text)
    last = end.search(text, first.end()) if first else None
    if first is None or last is None:
        return ""
    return " ".join(text[first.end() : last.start()].split())


def _answer(text: str, question: re.Pattern[str] | None) -> bool | None:
    found = question.search(text) if question else None
    answer = _YES_OR_NO.match(text, found.end()) if found else None
    return None if answer is None else answer[1].upper() == "YES"


def dates_in(text: str) -> list[date]:
    """Every whole date in `text`, day first; impossible ones are left out."""
    found = []
    for match in DATE.finditer(text):
        name = match["name"]
        month = _MONTHS.index(name.lower()) + 1 if name else int(match["month"])
        year = int(match["long_year"] or match["year"])
        try:
            found.append(
                date(year + 2000 if year < 100 else year, month, int(match["day"]))
            )
        except ValueError:
            continue
    return found


def _signed_on(form: FormTemplate, text: str, today: date) -> tuple[date | None, _Told]:
    """The decision-maker's date: between the approval and the head of Part 1."""
    start = form.approval.search(text) if form.approval else None
    end = (
        form.approval_end.search(text, start.end())
        if start and form.approval_end
        else None
    )
    if start is None or end is None:
        return None, ("no-signature", "the decision-maker's approval was not found")
    found = sorted(set(dates_in(text[start.end() : end.start()])))
    if len(found) == 1 and found[0] <= today:
        return found[0], None
    if len(found) == 1:
        return None, ("signed-later", "the decision-maker's date is still to come")
    return None, (
        "no-date-signed",
        f"expected one date beside the decision-maker's signature, found {len(found)}",
    )


def _deferral(form: FormTemplate, text: str, today: date) -> tuple[Deferral, _Told]:
    answer = _answer(text, form.deferred)
    reason = _between(text, form.deferral_reason, form.deferral_until)
    until_text = _between(text, form.deferral_until, form.after_answers)
    reason = "" if _NOTHING.match(reason) else reason
    until_text = "" if _NOTHING.match(until_text) else until_text
    if answer is None:
        told = "whether publication is deferred is not answered YES or NO"
        return (
            Deferral(deferred=None, until_text=until_text, reason=reason),
            ("deferral-unclear", told),
        )
    if not answer:
        if not until_text and not reason:
            return Deferral(deferred=False), None
        told = "the form says no deferral but gives a date or a reason; check"
        return (
            Deferral(deferred=None, until_text=until_text, reason=reason),
            ("deferral-contradicts", told),
        )
    deferral = Deferral(deferred=True, until_text=until_text, reason=reason)
    found = dates_in(until_text)
    is_bare = DATE.fullmatch(until_text.strip(" .")) is not None
    if len(found) != 1 or not is_bare:
        return deferral, ("deferral-no-date", "deferred, but not until a plain date")
    if found[0] <= today:
        told = "the date it was deferred to is already past; confirm or extend it"
        return deferral, ("deferral-past", told)
    return replace(deferral, until=found[0]), None
