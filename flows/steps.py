"""What a night does, step by step, without Prefect: each can be run again safely."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import Final

from casework import (
    audit,
    finding,
    gone,
    intake,
    precedents,
    publishing,
    release,
    screening,
    sealing,
    working,
)
from casework.alarms import LEAK, Alarm, of_a_leak, of_contradictions, to_look_again
from casework.intake import Submission
from casework.ports import Inbox, Waiting
from casework.sampling import short
from casework.working import Outcome, attempt
from decisions.decision import DecisionId, State
from decisions.errors import (
    ClockJumped,
    CorruptRecord,
    LaterPublisher,
    LeakFound,
    LeftUndone,
    OthersUndone,
    Refusal,
)
from decisions.fingerprints import Sha256
from flows.bounds import within
from flows.quiet import quiet
from flows.wiring import Wiring

ACTOR: Final = "flow:take-in"
log: Final = logging.getLogger(__name__)


Each = Callable[["Work", "Tally"], None]
"""How one kind of work is done to all that waits."""


@dataclass(slots=True)
class Tally:
    """Counts of one run: all that an operator, or Prefect, is told."""

    received: int = 0
    read: int = 0
    flagged: int = 0
    sealed: int = 0
    published: int = 0
    held: int = 0
    given_up: int = 0
    """Pieces of work that were begun too often in vain."""
    refused: list[Refusal] = field(default_factory=list)
    """Their messages name ids and counts only."""

    def counts(self) -> dict[str, int]:
        """Numbers alone."""
        counted = {row.name: getattr(self, row.name) for row in fields(self)}
        return {**counted, "refused": len(self.refused)}


def receive(wired: Wiring, tally: Tally) -> None:
    """Keep every file that waits in an inbox. One bad file does not stop the others.

    One that is too large, or may not be read, stays where it is, which is an alarm as
    long as it is there; so is an inbox that is not there or does not answer.
    """
    wired.files.clear()
    most, large, closed = wired.settings.limits.mebibytes, 0, 0
    wrong = list[Alarm]()
    for inbox in wired.inboxes:
        try:
            waiting = _waiting(inbox)
        except Refusal as refusal:
            tally.refused.append(refusal)
            wrong.append(Alarm("inbox missing", f"inbox: {refusal}"))
            continue
        closed += waiting.unreadable
        for name, size in waiting.files:
            if size > most * 2**20:
                large += 1
                continue
            try:
                tally.received += _received(wired, inbox, name)
            except Refusal as refusal:
                tally.refused.append(refusal)
    if large:
        told = f"{large} files in the inbox are larger than {most} MiB: split them"
        wrong.append(Alarm("inbox", told))
    if closed:
        told = (
            f"{closed} files or folders in the inbox cannot be read: let the service's "
            "user read them"
        )
        wrong.append(Alarm("inbox closed", told))
    wired.alarms.set("inbox", wrong, wired.clock.now())


@quiet
def _waiting(inbox: Inbox) -> Waiting:
    return inbox.waiting()


@quiet
def _received(wired: Wiring, inbox: Inbox, name: str) -> bool:
    return intake.receive(name, inbox.read(name), by=ACTOR, office=wired)


def take_in(wired: Wiring, name: str, pdf: bytes, by: str = ACTOR) -> Submission:
    return intake.submit(name, pdf, by=by, office=wired)


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work: what waits for it, and how it is done to one of them."""

    name: str
    counted: str
    """The field of `Tally`."""
    waiting: Callable[[Wiring], Sequence[str]]
    act: Callable[[Wiring, str], object]
    give_up: Callable[[Wiring, str], object]


def done(work: Work, wired: Wiring, key: str) -> Outcome:
    """Do one piece, if nobody else has it.

    Raises:
        Refusal: It cannot be done; the message says why.
        UnexpectedFault: As in `flows.quiet`.
    """
    return _done(work, wired, key)


@quiet
def _done(work: Work, wired: Wiring, key: str) -> Outcome:
    def act() -> None:
        # The other kinds happen in processes that have limits of their own.
        seconds = wired.settings.work.seconds if work is FLAG else 0
        with within(seconds):
            work.act(wired, key)

    outcome = attempt(f"{work.name} {key}", act, wired)
    if outcome is Outcome.GIVEN_UP:
        work.give_up(wired, key)
    return outcome


def each(
    work: Work,
    wired: Wiring,
    tally: Tally,
    one: Callable[[str], Outcome] | None = None,
) -> None:
    """Do it to each that waits; a refusal is noted and the others go on.

    Args:
        one: How a piece is done, with its own tries; by itself, as `done` does it, and
            where that can help once more when all the others are done.
    """
    waiting = work.waiting(wired)
    for is_last in (one is not None, True):
        again = []
        for key in waiting:
            try:
                note(work, one(key) if one else done(work, wired, key), tally)
            except Refusal as refusal:
                if refusal.retryable and not is_last:
                    again.append(key)
                else:
                    tally.refused.append(refusal)
        waiting = again


def note(work: Work, outcome: Outcome, tally: Tally) -> None:
    if outcome is Outcome.DONE:
        setattr(tally, work.counted, getattr(tally, work.counted) + 1)
    tally.given_up += outcome is Outcome.GIVEN_UP


def to_read(wired: Wiring) -> tuple[str, ...]:
    return tuple(row.sha256 for row in wired.store.waiting())


def _read(wired: Wiring, sha256: str) -> None:
    row = wired.store.received(Sha256(sha256))
    if row is not None:
        intake.read_received(row, office=wired)


def _give_up_file(wired: Wiring, sha256: str) -> None:
    row = wired.store.received(Sha256(sha256))
    if row is not None:
        intake.give_up(row, office=wired)


def to_flag(wired: Wiring) -> tuple[DecisionId, ...]:
    return wired.store.in_states((State.SUBMITTED, State.SPLIT))


def flag(wired: Wiring, decision_id: str) -> State:
    return screening.split_and_flag(DecisionId(decision_id), office=wired)


def to_seal(wired: Wiring) -> tuple[DecisionId, ...]:
    """What is fully ruled on or approved and has no proof of it yet."""
    states = (State.IN_REVIEW, State.APPROVED, State.HELD)
    ids = wired.store.in_states(states)
    return tuple(i for i in ids if _can_be_sealed(wired, i))


def _can_be_sealed(wired: Wiring, decision_id: DecisionId) -> bool:
    try:
        decision = wired.store.load(decision_id)
    except CorruptRecord:
        return False  # the audit tells of it; the others are not to wait
    is_ruled = all(f.ruling is not None for f in decision.flags_to_rule())
    is_public = any(part.is_public for part in decision.parts)
    return is_ruled and is_public and not decision.is_sealed


def _seal(wired: Wiring, decision_id: str) -> None:
    one = DecisionId(decision_id)
    _told_of_leaks(wired, one, lambda: sealing.seal(one, office=wired))


def _publish(wired: Wiring, decision_id: str) -> None:
    one = DecisionId(decision_id)
    _told_of_leaks(wired, one, lambda: release.release(one, office=wired))


def _told_of_leaks(
    wired: Wiring, decision_id: DecisionId, act: Callable[[], object]
) -> None:
    """A leak is an alarm until this decision was sealed or released without one."""
    try:
        act()
    except LeakFound as found:
        alarm = of_a_leak(decision_id, found)
        wired.alarms.clear("leak", alarm.name)  # so that it counts from now
        wired.alarms.add("leak", alarm, wired.clock.now())
        raise
    wired.alarms.clear("leak", f"{LEAK}{decision_id}")


def _hold(wired: Wiring, decision_id: str) -> None:
    release.hold(DecisionId(decision_id), office=wired)


def _give_up(work: str) -> Callable[[Wiring, str], None]:
    """How a piece of work on a decision is given up: so that an officer sees it."""

    def give_up(wired: Wiring, decision_id: str) -> None:
        working.give_up(DecisionId(decision_id), f"{work} {decision_id}", wired)

    return give_up


READ: Final = Work("read", "read", to_read, _read, _give_up_file)
FLAG: Final = Work("flag", "flagged", to_flag, flag, _give_up("flag"))
SEAL: Final = Work("seal", "sealed", to_seal, _seal, _give_up("seal"))
HOLD: Final = Work("hold", "held", release.to_hold, _hold, _give_up("hold"))
PUBLISH: Final = Work(
    release.PUBLISH, "published", release.due, _publish, _give_up(release.PUBLISH)
)
"""Reading, flagging and sealing take time, and several workers share them."""


def see_clock(wired: Wiring) -> None:
    """See that a day may be told from this machine's clock.

    Raises:
        ClockJumped: It was set, or the S3 server has another time.
    """
    wired.clock.see_steady(wired.runs.latest())
    release.see_clock(wired)


def release_due(wired: Wiring, tally: Tally, each: Each) -> None:
    """Hold what is deferred and publish what is due, where the clock can be trusted."""
    try:
        see_clock(wired)
    except ClockJumped as refusal:
        tally.refused.append(refusal)
    else:
        each(HOLD, tally)
        each(PUBLISH, tally)


def update_site(wired: Wiring, *, look: bool = False, anew: bool = False) -> int:
    """The number of public objects that were changed.

    Args:
        look: As in `bring_up_to_date`; what an audit found wrong is put anew.
        anew: Put every object again, by whatever ledger there is.
    """
    wrong = to_look_again(wired.alarms.all("audit")) if look else set[str]()
    try:
        changed = publishing.bring_up_to_date(
            wired,
            look=look or anew,
            anew=(lambda name: anew or short(name) in wrong) if anew or wrong else None,
            is_right=anew,
        ).count
    except OthersUndone:
        gone.confirm_all(wired)  # it is refused for another decision's sake
        raise
    gone.confirm_all(wired)
    return changed


def update_search(wired: Wiring) -> int:
    """The same of the files of the search, which takes longer."""
    return finding.bring_search_up_to_date(wired)


def follow_ledger(
    wired: Wiring, *, look: bool = False, anew: bool = False
) -> dict[str, int]:
    """The site, then its search: how many public objects of each were changed.

    Where a later run began meanwhile, this one leaves it to that: it is no fault.

    Raises:
        Refusal: As `bring_up_to_date`. Where all was done that could be, the search is
            in step too.
    """
    refusal, site = None, 0
    try:
        site = update_site(wired, look=look, anew=anew)
    except LaterPublisher as told:
        if anew:
            raise  # that one does not do all of it
        log.info("%s", told)
        return {"site": 0, "search": 0}
    except LeftUndone as told:
        refusal = told
    if anew:
        finding.clear(wired)
    search = update_search(wired)
    if refusal:
        raise refusal
    return {"site": site, "search": search}


def learn(wired: Wiring) -> int:
    """How many words officers have ruled on so far."""
    return precedents.learn(wired)


def contradictions(wired: Wiring) -> list[str]:
    """What the audit finds. It is an alarm until an audit finds it no more."""
    known = wired.alarms.all("audit")
    proofs = to_look_again(known, "proof")
    found = audit.contradictions(wired, again=to_look_again(known), unproved=proofs)
    now = wired.clock.now()
    wired.alarms.set("audit", of_contradictions(found), now)
    return [f"{item.code}: {item.message}" for item in found]
