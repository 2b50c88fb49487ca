"""A piece of work by one of several workers: begun once, counted, given up in time."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from casework.ports import Begun, Office
from casework.retrying import retried
from casework.screening import note_refusal
from decisions.decision import DecisionId
from decisions.errors import Refusal, told_of

TRIES: Final = 3
"""So often a piece of work is begun before it is set aside."""
_SERVERS: Final = ("botocore", "awscrt", "sqlalchemy", "psycopg", "urllib3")
"""Whose errors are of a server or a network and not of the document at hand."""


class Outcome(StrEnum):
    """What became of a piece of work."""

    DONE = "done"
    BY_OTHERS = "by others"
    GIVEN_UP = "given up"


def attempt(work: str, act: Callable[[], object], office: Office) -> Outcome:
    """Do a piece of work, unless another worker has it or it failed too often.

    A process that is killed on it, or a fault, counts as a try in vain; a refusal of
    ours does not unless it says so, nor does a server that is away.

    Args:
        work: What it is: "flag pcd-269", "read 5f3a…". No word of a document.
    """
    begun = office.leases.begin(work, most=TRIES)
    if begun is not Begun.MINE:
        others = begun is Begun.BY_OTHERS
        return Outcome.BY_OTHERS if others else Outcome.GIVEN_UP
    try:
        act()
    except Refusal as refusal:
        if refusal.retryable:
            office.leases.fail(work, type(refusal).__name__, counts=refusal.counts)
        else:
            office.leases.end(work)
        raise
    except BaseException as fault:
        office.leases.fail(work, told_of(fault), counts=not _is_of_a_server(fault))
        raise
    office.leases.end(work)
    return Outcome.DONE


def _is_of_a_server(fault: BaseException) -> bool:
    """Whether it says nothing against the document: a network, a disk, Ctrl-C."""
    root = type(fault).__module__.partition(".")[0]
    is_ours = isinstance(fault, Exception) and not isinstance(fault, OSError)
    return root in _SERVERS or not is_ours


def give_up(decision_id: DecisionId, work: str, office: Office) -> None:
    """Write down on a decision that the machine does not try any more."""
    told = {row.work: row for row in office.leases.given_up(most=TRIES)}.get(work)
    why = (told.told if told else "") or "the process ended each time"
    line = f"given up after {TRIES} tries: {why}; see it, then `partone retry`"
    retried(lambda: note_refusal(decision_id, line, office=office))
