"""How long private files are kept: whole years from the end of a financial year.

The public page of a decision stays; what goes is what was never public: submitted
files, readings of them, Part 2, what was flagged and withheld. The years below are
those in which a claim on a simple contract can be brought (Limitation Act 1980, s.5),
and a body's own schedule takes their place (Lord Chancellor's Code of Practice under
FOIA s.46: disposal by a schedule, with a record of what was destroyed).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from decisions.decision import NOT_KEPT, Decision, State
from decisions.fingerprints import Sha256
from decisions.lifecycle import Step

_HOLDS: Final = frozenset({Step.KEEP, Step.LET_GO})
YEAR_ENDS: Final = (3, 31)
"""Month and day on which a financial year of a public body ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One class of records."""

    id: str
    what: str
    states: frozenset[State]
    closed_by: Step | None
    """The step from which it counts; None: the last one but for legal holds, which
    keep a thing for as long as they stand and no longer."""
    years: int


SCHEDULE: Final = (
    Row(
        id="published",
        what="private files of published decisions",
        states=frozenset({State.PUBLISHED}),
        closed_by=Step.PUBLISH,
        years=6,
    ),
    Row(
        id="withdrawn",
        what="private files of withdrawn decisions",
        states=frozenset({State.WITHDRAWN}),
        closed_by=Step.WITHDRAW,
        years=6,
    ),
    Row(
        id="never_published",
        what="decisions that were never approved, untouched since",
        states=frozenset(
            {State.SUBMITTED, State.SPLIT, State.FLAGGED, State.IN_REVIEW}
        ),
        closed_by=None,
        years=6,
    ),
)
REFUSED: Final = Row(
    id="refused",
    what="submitted files that could not be treated",
    states=frozenset(),
    closed_by=None,
    years=1,
)


def schedule_of(years: Mapping[str, int]) -> tuple[Row, ...]:
    """The schedule with a body's own years, by id of the row."""
    known = (*SCHEDULE, REFUSED)
    return tuple(replace(row, years=years.get(row.id, row.years)) for row in known)


def ends_on(day: date) -> date:
    """The last day of the financial year in which a day lies."""
    end = day.replace(month=YEAR_ENDS[0], day=YEAR_ENDS[1])
    return end if day <= end else end.replace(year=end.year + 1)


def due_on(closed: date, years: int) -> date:
    """The first day on which something may go: the day after whole years have passed
    since the end of the financial year in which it was closed.
    """
    end = ends_on(closed)
    return end.replace(year=end.year + years) + timedelta(days=1)


def closed_on(decision: Decision, row: Row) -> date | None:
    """The day from which a decision's years count; None: it is not of this row."""
    if decision.state not in row.states:
        return None
    steps = (
        entry
        for entry in reversed(decision.history)
        if (
            entry.step not in _HOLDS
            if row.closed_by is None
            else entry.step == row.closed_by
        )
    )
    last = next(steps, None)
    return last.at.date() if last else None


def row_of(decision: Decision, schedule: tuple[Row, ...]) -> Row | None:
    return next((row for row in schedule if decision.state in row.states), None)


def is_disposed(decision: Decision) -> bool:
    """Whether its private files were destroyed and none came since."""
    steps = (entry.step for entry in decision.history)
    return not decision.documents and Step.DISPOSE in steps


def files_of(decision: Decision) -> set[Sha256]:
    """Names of all files that the record of a decision needs as it is now."""
    names = {d.sha256 for d in decision.documents}
    names |= {d.reading for d in decision.documents}
    proof = decision.proof
    if proof is not None:
        names |= {proof.output, proof.text, proof.thumbnail}
    return (names | public_files_of(decision)) - {NOT_KEPT}


def public_files_of(decision: Decision) -> set[Sha256]:
    """Of those, the ones that are on the public site."""
    public = decision.release
    names = {public.output, public.text, public.thumbnail} if public else set()
    return names - {NOT_KEPT}
