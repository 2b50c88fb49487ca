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
    why: str


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
        "site-follows",
        "flows.nightly.take_down",
        "*/10 * * * *",
        "a withdrawal that was interrupted is finished within ten minutes",
    ),
)
