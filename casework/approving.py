"""Approval of exactly the bytes that will be public, and taking it back."""

from dataclasses import replace

from casework.ports import Office
from casework.sealing import seal
from decisions.decision import Approval, Decision, DecisionId
from decisions.errors import GateClosed
from decisions.fingerprints import Sha256
from decisions.lifecycle import Act, Step, advance


def approve(
    decision_id: DecisionId,
    output: Sha256,
    *,
    by: str,
    office: Office,
) -> Decision:
    """Approve exactly the bytes that the officer looked at.

    Args:
        output: The hash shown beside the preview.

    Raises:
        GateClosed: It may not be approved, or the file has changed since.
    """
    proof = seal(decision_id, office=office, by=by)
    if proof.output != output:
        raise GateClosed(
            f"approve of decision {decision_id}",
            ("the redacted file is not the one that was looked at; look again",),
        )
    before = office.store.load(decision_id)
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
