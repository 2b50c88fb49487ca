"""Setting, extending and confirming the end of a deferral."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from casework.ports import Office
from casework.seen import deferral_seen, see_same
from decisions.decision import Decision, DecisionId, State
from decisions.deferral import Deferral
from decisions.errors import GateClosed
from decisions.lifecycle import Act, Step, advance


def defer(
    decision_id: DecisionId,
    until: date | None,
    reason: str,
    *,
    by: str,
    office: Office,
    deferred: bool = True,
    seen: str = "",
) -> Decision:
    """Set or extend a deferral, or say that there is none, with the reason.

    Args:
        until: None with `deferred`: until something happens; it stays held
            until an officer sets a date.
        seen: `deferral_seen` of the decision as the officer saw it.

    Raises:
        GateClosed: The date is past, no reason is given, or it would shorten what
            was approved.
        ChangedMeanwhile: Another officer set the deferral since it was seen.
    """

    def change(before: Decision) -> Decision:
        see_same(seen, deferral_seen(before), "the deferral", [before.deferral.set_by])
        _see_change(before, until, office, deferred=deferred)
        deferral = Deferral(
            deferred=deferred,
            until=until if deferred else None,
            until_text=before.deferral.until_text,
            reason=reason,
            form_says=before.deferral.form_says,
            set_by=by,
            must_confirm=before.deferral.must_confirm,
        )
        problems = tuple(
            replace(p, settled_by=by) if p.code.startswith("deferral-") else p
            for p in before.problems
        )
        return replace(before, deferral=deferral, problems=problems)

    end = until.isoformat() if until else "an event"
    told = f"deferred until {end}" if deferred else "not deferred"
    return _defer(
        decision_id, change, told, reason, step=Step.DEFER, by=by, office=office
    )


def _see_change(
    before: Decision, until: date | None, office: Office, *, deferred: bool
) -> None:
    """A date lies ahead; what is approved is only ever deferred for longer.

    Two officers agreed to the deferral as it was: to shorten or end it, or to put a
    date in the place of an event, the decision is taken back into review.
    """
    told = []
    if deferred and until is not None and until <= office.clock.now().date():
        told.append("the date is not in the future")
    if before.state is not State.IN_REVIEW:
        earlier = before.deferral.until
        if not deferred:
            told.append("it is approved as deferred; reopen it to end the deferral")
        elif until is not None and earlier is None:
            told.append("it is approved until something happens; reopen it for a date")
        elif until is not None and earlier is not None and until < earlier:
            told.append("it is approved for a later date; reopen it to shorten")
    if told:
        raise GateClosed(f"deferral of decision {before.id}", tuple(told))


def confirm_release(
    decision_id: DecisionId,
    reason: str,
    *,
    by: str,
    office: Office,
    seen: str = "",
) -> Decision:
    """Confirm that what the deferral waited for is over.

    Args:
        seen: `deferral_seen` of the decision as the officer saw it.

    Raises:
        GateClosed: No reason is given.
        ChangedMeanwhile: Another officer set the deferral since it was seen.
    """

    def change(before: Decision) -> Decision:
        see_same(seen, deferral_seen(before), "the deferral", [before.deferral.set_by])
        return replace(before, deferral=replace(before.deferral, confirmed_by=by))

    return _defer(
        decision_id,
        change,
        "confirmed",
        reason,
        step=Step.CONFIRM,
        by=by,
        office=office,
    )


def _defer(
    decision_id: DecisionId,
    change: Callable[[Decision], Decision],
    told: str,
    reason: str,
    *,
    step: Step,
    by: str,
    office: Office,
) -> Decision:
    """Take the step; without a reason its note is empty and the gate stays shut."""
    note = f"{told}: {reason}" if reason.strip() else ""
    after = change(office.store.load(decision_id))
    act = Act(step=step, by=by, at=office.clock.now(), note=note)
    return office.store.save(advance(after, act))
