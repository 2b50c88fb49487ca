"""Taking a decision back: recorded first, then the site follows at once."""

from dataclasses import replace
from datetime import datetime

from casework.ports import Office
from decisions.decision import (
    Change,
    ChangeKind,
    DecisionId,
    Release,
    State,
    Tombstone,
)
from decisions.lifecycle import Act, Step, advance
from decisions.parts import SENT_BACK, Problem


def withdraw(
    decision_id: DecisionId,
    reason: str,
    *,
    by: str,
    office: Office,
    public_reason: str = "Withdrawn by the publishing body.",
) -> State:
    """Record a decision as withdrawn.

    Args:
        reason: For the history. It is not published: it may say too much.
        public_reason: What the tombstone says.

    Raises:
        GateClosed: Nothing of it is public, or no reason is given.
    """
    before = office.store.load(decision_id)
    now = office.clock.now()
    after = advance(before, Act(step=Step.WITHDRAW, by=by, at=now, note=reason))
    assert before.release is not None, "the gate asks for a release"
    tombstone = tombstone_of(before.release, now, public_reason)
    if before.state in {State.APPROVED, State.HELD}:
        # So that it takes an officer to settle it and another one to approve.
        told = f"What was public was withdrawn by {by}, {now:%Y-%m-%d %H:%M}: {reason}"
        asked = Problem(code=SENT_BACK, message=told)
        after = replace(after, problems=(*after.problems, asked))
    return office.store.save(
        replace(after, release=None, tombstone=tombstone, approval=None)
    ).state


def tombstone_of(release: Release, now: datetime, public_reason: str) -> Tombstone:
    """What is left of a release that is taken back: its public history goes on."""
    return Tombstone(
        reference=release.reference,
        withdrawn_at=now,
        reason=public_reason,
        published_on=release.published_on,
        changes=(*release.changes, Change(kind=ChangeKind.WITHDRAWN, at=now)),
    )
