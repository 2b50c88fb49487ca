"""What a night does, step by step, without Prefect: each can be run again safely."""

from collections.abc import Callable
from dataclasses import dataclass, field
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
)
from casework.intake import Submission
from casework.ports import Inbox
from decisions.decision import Decision, DecisionId, State
from decisions.errors import Refusal
from flows.quiet import quiet
from flows.wiring import Wiring

ACTOR: Final = "flow:take-in"


@dataclass(slots=True)
class Tally:
    """Counts of one run: all that an operator, or Prefect, is told."""

    taken_in: int = 0
    known: int = 0
    set_aside: int = 0
    flagged: int = 0
    sealed: int = 0
    published: int = 0
    held: int = 0
    refused: list[str] = field(default_factory=list)
    """One message a refusal; they name ids and counts only."""


def take_in_inboxes(wired: Wiring, tally: Tally) -> None:
    """Submit every file that waits. One bad file does not stop the others."""
    for inbox in wired.inboxes:
        for name, size in inbox.files():
            most = wired.settings.limits.mebibytes
            if size > most * 2**20:
                tally.refused.append(
                    f"a file of {size // 2**20} MiB in the inbox is larger than "
                    f"{most} MiB; split it"
                )
                continue
            try:
                count(_from_inbox(wired, inbox, name), tally)
            except Refusal as refusal:
                tally.refused.append(f"a file in the inbox: {refusal}")


@quiet
def _from_inbox(wired: Wiring, inbox: Inbox, name: str) -> Submission:
    return take_in(wired, name, inbox.read(name))


def take_in(wired: Wiring, name: str, pdf: bytes, by: str = ACTOR) -> Submission:
    return intake.submit(name, pdf, by=by, office=wired)


def count(done: Submission, tally: Tally) -> None:
    tally.taken_in += done.outcome == "taken in"
    tally.known += done.outcome == "known"
    tally.set_aside += done.outcome == "refused"


def to_flag(wired: Wiring) -> tuple[DecisionId, ...]:
    return wired.store.in_states((State.SUBMITTED, State.SPLIT))


def flag(wired: Wiring, decision_id: DecisionId) -> State:
    return screening.split_and_flag(decision_id, office=wired)


def to_seal(wired: Wiring) -> tuple[DecisionId, ...]:
    """What is fully ruled on or approved and has no proof of it yet."""
    states = (State.IN_REVIEW, State.APPROVED, State.HELD)
    ids = wired.store.in_states(states)
    return tuple(i for i in ids if _can_be_sealed(wired.store.load(i)))


def _can_be_sealed(decision: Decision) -> bool:
    is_ruled = all(f.ruling is not None for f in decision.flags_to_rule())
    is_public = any(part.is_public for part in decision.parts)
    return is_ruled and is_public and not decision.is_sealed


def seal(wired: Wiring, decision_id: DecisionId) -> None:
    sealing.seal(decision_id, office=wired)


def to_publish(wired: Wiring) -> tuple[DecisionId, ...]:
    return release.due(wired)


def publish(wired: Wiring, decision_id: DecisionId) -> State:
    return release.release(decision_id, office=wired)


def to_hold(wired: Wiring) -> tuple[DecisionId, ...]:
    return release.to_hold(wired)


def hold(wired: Wiring, decision_id: DecisionId) -> State:
    return release.hold(decision_id, office=wired)


def update_site(wired: Wiring, *, look: bool = False) -> int:
    """The number of public objects that were changed."""
    changed = publishing.bring_up_to_date(wired, look=look).count
    for decision_id in gone.to_confirm(wired):
        gone.confirm(decision_id, wired)
    return changed


def update_search(wired: Wiring) -> int:
    """The same of the files of the search, which takes longer."""
    return finding.bring_search_up_to_date(wired)


def learn(wired: Wiring) -> int:
    """How many words officers have ruled on so far."""
    return precedents.learn(wired)


def contradictions(wired: Wiring) -> list[str]:
    found = audit.contradictions(wired)
    return [f"{item.code}: {item.message}" for item in found]


def each(
    ids: tuple[DecisionId, ...],
    act: Callable[[DecisionId], object],
    tally: Tally,
) -> int:
    """Do it to each; a refusal is noted and the others go on.

    Returns:
        How many it was done to.
    """
    done = 0
    for decision_id in ids:
        try:
            act(decision_id)
        except Refusal as refusal:
            tally.refused.append(str(refusal))
        else:
            done += 1
    return done
