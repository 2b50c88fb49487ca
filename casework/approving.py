"""Approval of exactly the bytes that will be public, and taking it back."""

from dataclasses import replace

from casework.ports import Office
from casework.sealing import seal
from casework.seen import deferral_seen, see_same
from decisions.decision import Approval, Decision, DecisionId, Proof, State
from decisions.errors import GateClosed
from decisions.lifecycle import Act, Step, advance
from decisions.parts import SENT_BACK, Problem


def approve(
    decision_id: DecisionId,
    seen: Proof,
    *,
    by: str,
    office: Office,
    deferral: str = "",
) -> Decision:
    """Approve exactly the bytes and the listing that the officer looked at.

    Args:
        seen: The proof shown beside the preview. Its output names the file; its
            rulings bind to title, summary and the other facts that become public
            with it.
        deferral: `deferral_seen` of the decision as the officer saw it.

    Raises:
        GateClosed: It may not be approved, or the file has changed since.
        ChangedMeanwhile: Another officer set the deferral since it was seen.
    """
    proof = seal(decision_id, office=office, by=by)
    before = office.store.load(decision_id)
    see_same(deferral, deferral_seen(before), "the deferral", [before.deferral.set_by])
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
    """Take it back into review; the approval is void.

    What was withdrawn needs work before it can be approved again: a problem is left,
    so that it takes an officer to settle it and another one to approve.
    """
    before = office.store.load(decision_id)
    at = office.clock.now()
    act = Act(step=Step.REOPEN, by=by, at=at, note=reason)
    after = replace(advance(before, act), approval=None)
    if before.state is State.WITHDRAWN:
        told = f"It was withdrawn; {by} reopened it, {at:%Y-%m-%d %H:%M}: {reason}"
        asked = Problem(code=SENT_BACK, message=told)
        after = replace(after, problems=(*after.problems, asked))
    return office.store.save(after)
