"""What is due, and recording it as published. `casework.website` makes it so."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from casework.ports import Office
from casework.sealing import look_again, public_summary, public_title
from decisions.decision import (
    Change,
    ChangeKind,
    Decision,
    DecisionId,
    Release,
    State,
    slug,
)
from decisions.errors import CorruptRecord
from decisions.lifecycle import GATES, Act, Step, advance
from decisions.text import Block, blocks_from_json
from redaction.references import references_in

ACTOR: Final = "flow:release-due"
PUBLISH: Final = "publish"
"""What this work is called where it is counted how often it was tried."""


def see_clock(office: Office) -> None:
    """See that a day may be told from this machine's clock: another machine agrees.

    Raises:
        ClockJumped: It does not.
        SiteUnreachable: It does not answer.
    """
    office.clock.see_right(office.website.site.now())


def due(office: Office) -> tuple[DecisionId, ...]:
    """Approved and held decisions that nothing keeps from the public any more."""
    return _open_to(Step.PUBLISH, (State.APPROVED, State.HELD), office)


def to_hold(office: Office) -> tuple[DecisionId, ...]:
    """Approved decisions that only a deferral keeps back."""
    return _open_to(Step.HOLD, (State.APPROVED,), office)


def _open_to(
    step: Step, states: tuple[State, ...], office: Office
) -> tuple[DecisionId, ...]:
    """Decisions for which every gate of a step is open now.

    A record that cannot be read is passed over: `casework.audit` tells of it,
    and the others are not to wait.
    """
    act = Act(step=step, by=ACTOR, at=office.clock.now())
    found = []
    for decision_id in office.store.in_states(states):
        try:
            decision = office.store.load(decision_id)
        except CorruptRecord:
            continue
        if all(gate(decision, act) is None for gate in GATES[step]):
            found.append(decision_id)
    return tuple(found)


def hold(decision_id: DecisionId, *, office: Office) -> State:
    """Put an approved decision where deferred ones wait."""
    before = office.store.load(decision_id)
    if before.state is State.HELD:
        return before.state
    return office.store.save(
        advance(before, Act(step=Step.HOLD, by=ACTOR, at=office.clock.now()))
    ).state


def release(decision_id: DecisionId, *, office: Office, by: str = ACTOR) -> State:
    """Record one decision as published, its file proved once more.

    Raises:
        GateClosed: It may not be published. `.reasons` says all of why.
        LeakFound: Something withheld can be read from its file after all.
        FileDamaged: The approved bytes are not what they were.
        StaleDecision: An officer saved meanwhile; look again whether it is due.
    """
    before = office.store.load(decision_id)
    if before.state is State.PUBLISHED:
        return before.state
    now = office.clock.now()
    after = advance(before, Act(step=Step.PUBLISH, by=by, at=now))
    proof = after.proof
    assert proof is not None, "the gates ask for a proof"
    look_again(after, office)
    published = as_released(after, now, office)
    return office.store.save(replace(after, release=published, tombstone=None)).state


def as_released(decision: Decision, now: datetime, office: Office) -> Release:
    """What becomes public of a sealed decision, if it is published now.

    Raises:
        FileMissing: Its public text is not kept any more.
        CorruptRecord: The text is not one.
    """
    proof, before, stone = decision.proof, decision.release, decision.tombstone
    assert proof is not None, "it is sealed"
    blocks = blocks_from_json(office.files.get(proof.text))
    first = before.published_on if before else stone.published_on if stone else None
    made = Release(
        reference=decision.facts.reference,
        title=public_title(decision),
        decision_maker=decision.facts.decision_maker,
        signed_on=decision.facts.signed_on,
        summary=public_summary(decision),
        part_2_exists=decision.part_2_exists or bool(decision.facts.part_2_declared),
        output=proof.output,
        text=proof.text,
        size=proof.size,
        pages=proof.pages,
        redactions=proof.redactions,
        published_on=first or now.date(),
        updated_at=now,
        thumbnail=proof.thumbnail,
        mentions=_mentions(decision, blocks),
        made_of=tuple((p.file, p.page) for p in decision.parts if p.is_public),
    )
    return replace(made, changes=_changes(made, decision, now))


def _mentions(decision: Decision, blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """Other decisions that the public words name, in the order in which they do."""
    own = slug(decision.facts.reference)
    texts = [public_title(decision), public_summary(decision)]
    texts += [block.text for block in blocks]
    named = (slug(found.written) for text in texts for found in references_in(text))
    return tuple(dict.fromkeys(name for name in named if name != own))


def _changes(made: Release, decision: Decision, now: datetime) -> tuple[Change, ...]:
    """The public history with what happens now as its last line."""
    before, stone = decision.release, decision.tombstone
    if before is not None:
        earlier = before.changes
        is_new = (made.output, made.text) != (before.output, before.text)
        kind = ChangeKind.REPLACED if is_new else ChangeKind.DETAILS
    elif stone is not None:
        earlier, kind = stone.changes, ChangeKind.PUBLISHED_AGAIN
    else:
        earlier, kind = (), ChangeKind.PUBLISHED
    return (*earlier, Change(kind=kind, at=now))
