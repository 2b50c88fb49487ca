"""Approval of exactly the bytes that will be public, and taking it back."""

from dataclasses import replace

from casework.ports import Office
from casework.sealing import seal
from decisions.decision import Approval, Decision, DecisionId, Proof
from decisions.errors import GateClosed
from decisions.lifecycle import Act, Step, advance


def approve(
    decision_id: DecisionId,
    seen: Proof,
    *,
    by: str,
    office: Office,
) -> Decision:
    """Approve exactly the bytes and the listing that the officer looked at.

    Args:
        seen: The proof shown beside the preview. Its output names the file; its
            rulings bind to title, summary and the other facts that become public
            with it.

    Raises:
        GateClosed: It may not be approved, or the file has changed since.
    """
    proof = seal(decision_id, office=office, by=by)
    before = office.store.load(decision_id)
    is_same = (proof.output, proof.rulings) == (seen.output, seen.rulings)
    if not is_same or before.rulings_fingerprint != seen.rulings:
        raise GateClosed(
            f"approve of decision {decision_id}",
            ("the file or the listing is not the one that was looked at; look again",),
        )
    output = seen.output
    at = office.clock.now()
    act = Act(step=Step.APPROVE, by=by, at=at, note=f"output {output}")
    approved = replace(before, approval=Approval(by=by, at=at, output=output))
    return office.store.save(advance(approved, act))


def reopen(
    decision_id: DecisionId, reason: str, *, by: str, office: Office
) -> Decision:
    """Take it back into review; the approval is void."""
    before = office.store.load(decision_id)
    act = Act(step=Step.REOPEN, by=by, at=office.clock.now(), note=reason)
    return office.store.save(replace(advance(before, act), approval=None))
