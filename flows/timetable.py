"""When each flow runs, in the office's zone: one row a schedule."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Schedule:
    """One deployment."""

    name: str
    entrypoint: str
    """A module path: a file path would put `flows/` first on `sys.path`."""
    cron: str
    """Empty: it runs when another flow calls it."""
    why: str
    at_once: int = 1
    """How many runs of it there may be at a time; 0: any number."""


TIMETABLE: Final = (
    Schedule(
        "release-at-midnight",
        "flows.nightly.release_due",
        "0 0 * * *",
        "a deferral ends at 00:00, which no clock change skips or doubles",
    ),
    Schedule(
        "nightly",
        "flows.nightly.nightly",
        "0 4 * * *",
        "after both hours that a clock change touches",
    ),
    Schedule(
        "share-the-night",
        "flows.nightly.share",
        "",
        "the nightly run calls as many as the work is worth",
        at_once=0,
    ),
    Schedule(
        "site-follows",
        "flows.nightly.take_down",
        "3-59/10 * * * *",
        "a withdrawal that was interrupted is finished within ten minutes; not when "
        "a release or the night begins",
    ),
    Schedule(
        "watch",
        "flows.nightly.watch",
        "5-59/15 * * * *",
        "what is due and not out after an hour is told within a quarter of one",
    ),
    Schedule(
        "digest",
        "flows.nightly.digest",
        "30 7 * * 1-5",
        "before officers begin their day",
    ),
)
