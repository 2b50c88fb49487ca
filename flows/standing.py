"""How things stand, in counts: what `status`, metrics and health checks are made of."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from casework.working import TRIES
from decisions.decision import State
from decisions.errors import Refusal, told_of
from flows.wiring import Wiring
from strongroom.ownfiles import see_marked
from strongroom.queues import Queue

NIGHT: Final = timedelta(hours=26)
"""A night that ended longer ago than this is missed."""
BACKUP: Final = "backup"
NIGHTLY: Final = ("receive", "take in", "seal", "release", "sweep")
"""Parts of a night: each has its turn, whatever became of the one before."""
RUNS: Final = (*NIGHTLY, "site", "watch", "digest", BACKUP)


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that is counted, at one moment."""

    states: Mapping[str, int]
    queues: Mapping[str, int]
    needs_a_hand: int
    public: int
    received: int
    """Files that wait to be read."""
    set_aside: int
    at_work: int
    """Pieces of work that somebody is doing now."""
    given_up: tuple[str, ...]
    alarms: tuple[str, ...]
    runs: Mapping[str, "RunStanding"]

    def as_json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class RunStanding:
    """The newest run of a part of the night that came to its end."""

    ended_at: str
    seconds: int
    counts: Mapping[str, int]


def standing(wired: Wiring) -> Standing:
    """Counts of everything; no record is read."""
    today = wired.clock.now().date()
    queues = wired.queues.counts(today)
    states = wired.queues.states()
    return Standing(
        states={state.value: states.get(state, 0) for state in State},
        queues={queue.value: queues[queue] for queue in Queue},
        needs_a_hand=queues[Queue.HAND],
        public=wired.queues.public(),
        received=len(wired.store.waiting()),
        set_aside=len(wired.store.all_set_aside()),
        at_work=wired.leases.at_work(),
        given_up=tuple(row.work for row in wired.leases.given_up(most=TRIES)),
        alarms=tuple(heard.alarm.message for heard in wired.alarms.all()),
        runs={name: found for name in RUNS if (found := _run(wired, name))},
    )


def _run(wired: Wiring, name: str) -> RunStanding | None:
    run = wired.runs.last(name, ended=True)
    if run is None or run.ended_at is None:
        return None
    ended = run.ended_at.astimezone(wired.clock.zone)
    took = round((run.ended_at - run.began_at).total_seconds())
    return RunStanding(ended.isoformat(timespec="seconds"), took, run.counts)


def health(wired: Wiring, *, nights: bool = True) -> dict[str, str]:
    """What is not well, by what it is; empty: all is.

    Args:
        nights: Whether a missed night and an open alarm count; a probe that restarts
            a process should not, since that mends neither.
    """
    checks: dict[str, Callable[[], object]] = {
        "ledger": wired.queues.states,
        "private files": lambda: see_marked(wired.files),
        "public bucket": lambda: next(iter(wired.bucket.folders("decisions/")), None),
    }
    found = {}
    for what, look in checks.items():
        try:
            look()
        except Refusal as refusal:
            found[what] = str(refusal)
        except Exception as fault:  # noqa: BLE001 - told by its type and place alone
            found[what] = f"cannot be reached: {told_of(fault)}"
    if nights and "ledger" not in found:
        found |= _nights(wired)
    return found


def missed_night(wired: Wiring, now: datetime) -> str | None:
    """Which part of a night was not done for too long; None: all were."""
    for part in NIGHTLY:
        last = wired.runs.last(part, ended=True)
        if last is None:
            return f"{part} has not come to its end yet"
        if now - last.began_at > NIGHT:
            began = last.began_at.isoformat(timespec="minutes")
            return f"the last {part} that came to its end began at {began}"
    return None


def _nights(wired: Wiring) -> dict[str, str]:
    found = {}
    night = missed_night(wired, datetime.now(UTC))
    if night is not None:
        found["night"] = night
    open_alarms = len(wired.alarms.all())
    if open_alarms:
        found["alarms"] = f"{open_alarms} are open; see partone status"
    return found
