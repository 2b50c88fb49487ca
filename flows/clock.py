"""The office's clock, and whether it can be trusted with a date."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from decisions.errors import ClockJumped

SLACK: Final = timedelta(minutes=5)
"""By so much a clock may be set while a process runs."""


@dataclass(frozen=True, slots=True)
class OfficeClock:
    """Now, in the office's zone; never the machine's."""

    zone: ZoneInfo
    _began: tuple[float, float] = field(
        default_factory=lambda: (time.time(), _since_start())
    )

    def now(self) -> datetime:
        return datetime.now(self.zone)

    def see_steady(self, seen: datetime | None) -> None:
        """See that the clock was not set while this process runs, nor put back.

        Args:
            seen: The latest time that the ledger knows of.

        Raises:
            ClockJumped: It was. What a date decides must wait for a new process.
        """
        wall, steady = self._began
        drift = (time.time() - wall) - (_since_start() - steady)
        if abs(drift) > SLACK.total_seconds():
            raise ClockJumped(
                f"the clock of this machine was set by {drift:.0f} s while this ran; "
                "nothing is released until the next run"
            )
        if seen is not None and self.now() < seen - SLACK:
            raise ClockJumped(
                f"the clock of this machine says {self.now().isoformat()}, the ledger "
                f"knows of {seen.isoformat()}; set the clock right, or, if it is, "
                "`partone retry clock`"
            )

    def see_right(self, elsewhere: datetime) -> None:
        """See that another machine has the same time.

        Args:
            elsewhere: What it says that it is now.

        Raises:
            ClockJumped: It has another. What a date decides must wait.
        """
        apart = (self.now() - elsewhere).total_seconds()
        if abs(apart) > SLACK.total_seconds():
            raise ClockJumped(
                f"the clocks of this machine and of the S3 server are {apart:.0f} s "
                "apart; nothing is released until one of them is set right"
            )


def _since_start() -> float:
    """Seconds that nobody can set; sleep of the machine counts."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)
