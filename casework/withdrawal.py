"""Taking a decision back: recorded first, then the site follows at once."""

from dataclasses import replace

from casework.ports import Office
from decisions.decision import Change, ChangeKind, DecisionId, State, Tombstone
from decisions.lifecycle import Act, Step, advance


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
    tombstone = Tombstone(
        reference=before.release.reference,
        withdrawn_at=now,
        reason=public_reason,
        published_on=before.release.published_on,
        changes=(
            *before.release.changes,
            Change(kind=ChangeKind.WITHDRAWN, at=now),
        ),
    )
    return office.store.save(
        replace(after, release=None, tombstone=tombstone, approval=None)
    ).state
