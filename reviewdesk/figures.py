"""How the office does: days to publication, backlog, exemptions, worth of rules."""

import math
import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from casework.precedents import Precedents, known
from decisions.exemptions import exemption
from reviewdesk.lists import HEADINGS
from reviewdesk.pages import html
from reviewdesk.wired import Wired
from strongroom.queues import Queue
from strongroom.sessions import Session

MONTHS: Final = 12
RULES: Final = 20
RULED_MIN: Final = 5
"""A rule ruled on less often has no share worth showing."""
BACKLOG: Final = (
    *(Queue.UNREAD, Queue.HAND, Queue.WAITING, Queue.REVIEW, Queue.APPROVAL),
    *(Queue.OVERDUE, Queue.CONFIRM, Queue.HELD, Queue.APPROVED),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart and one row of the table that says the same."""

    name: str
    value: float
    share: float
    """0 to 1: of the longest bar."""
    told: str


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    id: str
    names: str
    """What the bars are: the heading of the table's first column."""
    values: str
    bars: tuple[Bar, ...]
    told: str
    """One sentence under the title."""

    @property
    def height(self) -> int:
        return self.step * len(self.bars)

    step: ClassVar[int] = 28
    """From one bar to the next, as the chart is drawn."""


class Figures:
    """One page of charts, drawn at the server, each with its table."""

    def __init__(self, wired: Wired) -> None:
        self._wired = wired

    async def page(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        def load() -> dict[str, Any]:
            today = self._wired.clock.now().date()
            ruled = known(self._wired)
            return {
                "charts": [
                    days(self._wired.queues.waits()),
                    backlog(self._wired.queues.counts(today)),
                    exemptions(ruled),
                    rules(ruled),
                ]
            }

        return html("figures.html", session=session, **await run_in_threadpool(load))


def days(waits: Sequence[tuple[date, date]]) -> Chart:
    """Median days from signature to publication, by the month of publication."""
    by_month: dict[str, list[int]] = defaultdict(list)
    for signed, published in waits:
        by_month[f"{published:%Y-%m}"].append((published - signed).days)
    last = sorted(by_month)[-MONTHS:]
    rows = [
        (
            month,
            statistics.median(by_month[month]),
            f"{statistics.median(by_month[month]):g} days, {len(by_month[month])} "
            f"decision{'' if len(by_month[month]) == 1 else 's'}",
        )
        for month in last
    ]
    spent = sorted(day for month in by_month.values() for day in month)
    told = "Nothing has been published yet."
    if spent:
        nine = spent[math.ceil(0.9 * len(spent)) - 1]
        told = (
            f"Half of all {len(spent):,} took {statistics.median(spent):g} days or "
            f"less, nine of ten {nine} or less."
        )
    return _chart(
        "Days from signature to publication", "days", "Month", "Median", rows, told
    )


def backlog(counts: Mapping[Queue, int]) -> Chart:
    """How many decisions wait, and for what."""
    rows = [(HEADINGS[q].title, counts[q], f"{counts[q]:,}") for q in BACKLOG]
    told = f"{sum(counts[q] for q in BACKLOG):,} decisions are under way."
    return _chart("Backlog", "backlog", "Waiting for", "Decisions", rows, told)


def exemptions(ruled: Precedents) -> Chart:
    """How often each exemption was relied on, the most used first."""
    ranked = sorted(ruled.sections.items(), key=lambda row: (-row[1], row[0]))
    rows = [
        (f"{section} {exemption(section).title}", count, f"{count:,}")
        for section, count in ranked
    ]
    told = "As of the last nightly run; of rulings on every decision in the ledger."
    return _chart(
        "Exemptions relied on", "exemptions", "Section", "Rulings", rows, told
    )


def rules(ruled: Precedents) -> Chart:
    """Of what each rule flagged and officers ruled on, the share that they withheld."""
    worth = [(rule, t) for rule, t in ruled.rules.items() if t.ruled >= RULED_MIN]
    ranked = sorted(worth, key=lambda row: (-row[1].ruled, row[0]))[:RULES]
    rows = [
        (rule, 100 * tally.precision, f"{tally.precision:.0%} of {tally.ruled:,}")
        for rule, tally in ranked
    ]
    told = (
        f"The {RULES} rules ruled on most often, as of the last night; rules with "
        f"fewer than {RULED_MIN} rulings are left out."
    )
    return _chart("What rules are worth", "rules", "Rule", "Withheld", rows, told)


def _chart(
    title: str,
    id: str,  # noqa: A002 - of the heading on the page
    names: str,
    values: str,
    rows: Sequence[tuple[str, float, str]],
    told: str,
) -> Chart:
    longest = max((value for _, value, _ in rows), default=0) or 1
    bars = tuple(
        Bar(name, value, max(0.0, value) / longest, said) for name, value, said in rows
    )
    return Chart(title, id, names, values, bars, told)
