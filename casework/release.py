"""What is due, and recording it as published. `casework.website` makes it so."""

from dataclasses import replace
from typing import Final

from casework.ports import Office
from casework.sealing import public_summary, public_title
from decisions.decision import Decision, DecisionId, Release, State
from decisions.lifecycle import GATES, Act, Step, advance

ACTOR: Final = "flow:release-due"


def due(office: Office) -> tuple[DecisionId, ...]:
    """Approved and held decisions that nothing keeps from the public any more."""
    now = office.clock.now()
    act = Act(step=Step.PUBLISH, by=ACTOR, at=now)
    return tuple(
        decision_id
        for decision_id in office.store.in_states((State.APPROVED, State.HELD))
        if not _refusals(office.store.load(decision_id), act)
    )


def to_hold(office: Office) -> tuple[DecisionId, ...]:
    """Approved decisions that only a deferral keeps back."""
    act = Act(step=Step.HOLD, by=ACTOR, at=office.clock.now())
    return tuple(
        decision_id
        for decision_id in office.store.in_states((State.APPROVED,))
        if not _refusals(office.store.load(decision_id), act)
    )


def _refusals(decision: Decision, act: Act) -> list[str]:
    told = (gate(decision, act) for gate in GATES[act.step])
    return [reason for reason in told if reason is not None]


def hold(decision_id: DecisionId, *, office: Office) -> State:
    """Put an approved decision where deferred ones wait."""
    before = office.store.load(decision_id)
    if before.state is State.HELD:
        return before.state
    return office.store.save(
        advance(before, Act(step=Step.HOLD, by=ACTOR, at=office.clock.now()))
    ).state


def release(decision_id: DecisionId, *, office: Office) -> State:
    """Record one decision as published.

    Raises:
        GateClosed: It may not be published. `.reasons` says all of why.
        FileDamaged: The approved bytes are not what they were.
        StaleDecision: An officer saved meanwhile; look again whether it is due.
    """
    before = office.store.load(decision_id)
    if before.state is State.PUBLISHED:
        return before.state
    now = office.clock.now()
    after = advance(before, Act(step=Step.PUBLISH, by=ACTOR, at=now))
    proof = after.proof
    assert proof is not None, "the gates ask for a proof"
    office.files.get(proof.output)
    office.files.get(proof.text)
    first = before.release.published_on if before.release else now.date()
    published = Release(
        reference=after.facts.reference,
        title=public_title(after),
        decision_maker=after.facts.decision_maker,
        signed_on=after.facts.signed_on,
        summary=public_summary(after),
        part_2_exists=after.part_2_exists or bool(after.facts.part_2_declared),
        output=proof.output,
        text=proof.text,
        size=proof.size,
        pages=proof.pages,
        redactions=proof.redactions,
        published_on=first,
        updated_at=now,
    )
    return office.store.save(replace(after, release=published, tombstone=None)).state
