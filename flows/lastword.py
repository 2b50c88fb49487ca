"""What people are told when the ledger itself is away.

Then nobody knows what is wrong nor what was told before, and no alarm can be kept; so
one plain message goes to every address for alarms, and again after some hours.
"""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Final, TypeVar

from decisions.errors import told_of
from flows.telling import send
from flows.wiring import Wiring, wiring
from strongroom.database import LedgerAway

AGAIN: Final = 6 * 3600
"""Seconds after which it is told again."""
MARK: Final = "ledger-away"
"""File of this machine that says when it was told last."""
TOLD: Final = (
    "The ledger cannot be read or written ({}). Nothing is taken in, released or "
    "withdrawn until it can. On the machine: partone health."
)
R = TypeVar("R")
log: Final = logging.getLogger(__name__)


def not_in_silence(part: Callable[[], R]) -> Callable[[], R]:
    """`part`; where the ledger does not answer it, people are told before it fails."""

    @wraps(part)
    def run() -> R:
        try:
            done = part()
        except LedgerAway as fault:
            tell(wiring(), told_of(fault))
            raise
        with suppress(OSError):
            _mark(wiring()).unlink(missing_ok=True)  # the next time is told at once
        return done

    return run


def _mark(wired: Wiring) -> Path:
    return wired.settings.work.folder / MARK


def tell(wired: Wiring, fault: str) -> None:
    """Send the message, unless it was sent some hours ago or less.

    Args:
        fault: Type and place; never a quotation.
    """
    log.error("alarm %s", TOLD.format(fault))
    mark = _mark(wired)
    with suppress(OSError):
        if 0 <= time.time() - mark.stat().st_mtime < AGAIN:
            return
    title, addresses = "Part One: the ledger is away", wired.settings.tell.alarms
    taken = [send(address, title, TOLD.format(fault)) for address in addresses]
    if addresses and not any(taken):
        return
    # Where this cannot be written either it is told each time: better than never.
    with suppress(OSError):
        mark.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark.touch()
