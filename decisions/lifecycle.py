"""The life of a decision: every step, the move it makes, and the gates before it.

    submitted --split--> split --flag--> flagged --open--> in review
    in review --approve--> approved --hold--> held
    approved, held --publish--> published --withdraw--> withdrawn
    approved, held, withdrawn --reopen--> in review
    approved, held --withdraw--> in review (what is public, of an earlier version)
    any state --add--> submitted          (a late Part 2, a corrected form)
    what was never public --dispose--> disposed

Steps that leave the state as it is: rule, correct, defer, confirm, return, seal,
refuse, gone, keep, let go, withdraw while a new version of a public decision is being
prepared and is not approved, and dispose of what is or was public: of its private
files.

`MOVES` is that picture as data and `GATES` what must hold before a step is
taken. Nothing else in the project may set `Decision.state`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from decisions.decision import Decision, HistoryEntry, State
from decisions.errors import ChainBroken, GateClosed, IllegalMove
from decisions.fingerprints import Sha256, of_values


class Step(StrEnum):
    ADD = "add"
    """A submitted file joined the decision."""
    REFUSE = "refuse"
    """The machine could not go on; the note says why."""
    SPLIT = "split"
    FLAG = "flag"
    OPEN = "open"
    RULE = "rule"
    CORRECT = "correct"
    """An officer set parts or facts, or settled a problem."""
    DEFER = "defer"
    """An officer set or extended a deferral."""
    CONFIRM = "confirm"
    """An officer confirmed that what a deferral waited for is over."""
    RETURN = "return"
    """An officer sent it back to whoever reviews, with a comment."""
    SEAL = "seal"
    """The redacted file was made and proved clean."""
    APPROVE = "approve"
    HOLD = "hold"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    GONE = "gone"
    """It was seen that nothing of it is left on the public site; the note says after
    how long."""
    REOPEN = "reopen"
    KEEP = "keep"
    """An officer put it under a legal hold: nothing of it is disposed of."""
    LET_GO = "let go"
    """An officer lifted the legal hold."""
    DISPOSE = "dispose"
    """Its private files and words were destroyed, by the retention schedule."""


_UNDER_WAY: Final = (
    State.SUBMITTED,
    State.SPLIT,
    State.FLAGGED,
    State.IN_REVIEW,
    State.APPROVED,
    State.HELD,
)
_BEFORE_APPROVAL: Final = (
    State.SUBMITTED,
    State.SPLIT,
    State.FLAGGED,
    State.IN_REVIEW,
)

MOVES: Final[dict[tuple[State, Step], State]] = {
    (State.SUBMITTED, Step.SPLIT): State.SPLIT,
    (State.SPLIT, Step.FLAG): State.FLAGGED,
    (State.FLAGGED, Step.OPEN): State.IN_REVIEW,
    (State.IN_REVIEW, Step.APPROVE): State.APPROVED,
    (State.APPROVED, Step.HOLD): State.HELD,
    (State.APPROVED, Step.PUBLISH): State.PUBLISHED,
    (State.HELD, Step.PUBLISH): State.PUBLISHED,
    (State.PUBLISHED, Step.WITHDRAW): State.WITHDRAWN,
    (State.APPROVED, Step.REOPEN): State.IN_REVIEW,
    (State.HELD, Step.REOPEN): State.IN_REVIEW,
    (State.WITHDRAWN, Step.REOPEN): State.IN_REVIEW,
    (State.IN_REVIEW, Step.RULE): State.IN_REVIEW,
    (State.IN_REVIEW, Step.CORRECT): State.IN_REVIEW,
    (State.IN_REVIEW, Step.DEFER): State.IN_REVIEW,
    (State.APPROVED, Step.DEFER): State.APPROVED,
    (State.HELD, Step.DEFER): State.HELD,
    (State.IN_REVIEW, Step.CONFIRM): State.IN_REVIEW,
    (State.APPROVED, Step.CONFIRM): State.APPROVED,
    (State.HELD, Step.CONFIRM): State.HELD,
    (State.IN_REVIEW, Step.RETURN): State.IN_REVIEW,
    (State.IN_REVIEW, Step.SEAL): State.IN_REVIEW,
    (State.APPROVED, Step.SEAL): State.APPROVED,
    (State.HELD, Step.SEAL): State.HELD,
    **{(state, Step.ADD): State.SUBMITTED for state in State},
    **{(state, Step.REFUSE): state for state in State},
    **{(state, Step.WITHDRAW): state for state in _BEFORE_APPROVAL},
    # What was approved was approved for a site that had the earlier version.
    (State.APPROVED, Step.WITHDRAW): State.IN_REVIEW,
    (State.HELD, Step.WITHDRAW): State.IN_REVIEW,
    **{(state, Step.GONE): state for state in (*_UNDER_WAY, State.WITHDRAWN)},
    **{(state, Step.KEEP): state for state in State},
    **{(state, Step.LET_GO): state for state in State},
    **{(state, Step.DISPOSE): State.DISPOSED for state in _BEFORE_APPROVAL},
    (State.PUBLISHED, Step.DISPOSE): State.PUBLISHED,
    (State.WITHDRAWN, Step.DISPOSE): State.WITHDRAWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who takes which step when."""

    step: Step
    by: str
    """"officer:<id>" for a person, "flow:<name>" for a machine."""
    at: datetime
    """Timezone-aware, in the office's zone: deferrals end on a day there."""
    note: str = ""
    """What was done, for the history; never a quotation of a document."""

    def __post_init__(self) -> None:
        assert self.by, "history must name who took the step"
        assert self.at.tzinfo is not None, "times are timezone-aware"


Gate = Callable[[Decision, Act], str | None]
"""Returns why the step is refused, or None where it may go ahead."""


def an_officer_acts(decision: Decision, act: Act) -> str | None:  # noqa: ARG001
    if act.by.startswith("officer:"):
        return None
    return f"{act.by} is not an officer; a person must do this"


def a_reason_is_given(decision: Decision, act: Act) -> str | None:  # noqa: ARG001
    return None if act.note.strip() else "a written reason is needed"


def reviewer_is_not_submitter(decision: Decision, act: Act) -> str | None:
    if act.by not in decision.submitters:
        return None
    return f"{act.by} submitted it; another officer must review"


def approver_is_a_second_officer(decision: Decision, act: Act) -> str | None:
    if act.by in decision.submitters:
        return f"{act.by} submitted it; another officer must approve"
    worked = {
        entry.by
        for entry in decision.history
        if entry.step in {Step.RULE, Step.CORRECT, Step.OPEN, Step.DEFER}
    }
    if act.by in worked:
        return f"{act.by} reviewed it; another officer must approve"
    return None


def it_has_a_form(decision: Decision, act: Act) -> str | None:  # noqa: ARG001
    if any(part.is_public for part in decision.parts):
        return None
    return "no page is Part 1: there is nothing to publish"


def every_page_has_a_part(decision: Decision, act: Act) -> str | None:  # noqa: ARG001
    known = {(part.file, part.page) for part in decision.parts if part.part is not None}
    total = sum(document.pages for document in decision.documents)
    return _count(total - len(known), total, "pages have no part")


def no_problem_is_open(decision: Decision, act: Act) -> str | None:  # noqa: ARG001
    left = len(decision.open_problems())
    return _count(left, len(decision.problems), "problems are not settled")


def facts_are_complete(decision: Decision, act: Act) -> str | None:  # noqa: ARG001
    facts = decision.facts
    named = {"reference": facts.reference, "title": facts.title}
    missing = [name for name, value in named.items() if not value.strip()]
    return f"no {' and no '.join(missing)}" if missing else None


def every_flag_is_ruled(decision: Decision, act: Act) -> str | None:  # noqa: ARG001
    wanted = decision.flags_to_rule()
    left = sum(flag.ruling is None for flag in wanted)
    return _count(left, len(wanted), "flags have no ruling")


def rulings_are_of_their_flags(decision: Decision, act: Act) -> str | None:  # noqa: ARG001
    ruled = [flag for flag in decision.flags if flag.ruling is not None]
    wrong = sum(flag.ruling.of != flag.id for flag in ruled if flag.ruling)
    return _count(wrong, len(ruled), "rulings were made for another finding")


def proof_is_clean(decision: Decision, act: Act) -> str | None:  # noqa: ARG001
    proof = decision.proof
    if proof is None:
        return "no proof was made of the redacted file"
    if proof.leaks > 0:
        return f"the proof found {proof.leaks} leaks"
    if proof.sources != decision.sources_fingerprint:
        return "the proof is of other files or parts"
    if proof.rulings != decision.rulings_fingerprint:
        return "rulings or facts have changed since the proof was made"
    return None


def approval_is_of_these_bytes(decision: Decision, act: Act) -> str | None:  # noqa: ARG001
    if decision.approval is None:
        return "nobody has approved it"
    if decision.proof is None or decision.approval.output != decision.proof.output:
        return "the approval is of another file"
    return None


def deferral_is_over(decision: Decision, act: Act) -> str | None:
    deferral = decision.deferral
    if deferral.is_over(act.at.date()):
        return None
    if deferral.until is None:
        return "it is not clear when the deferral ends; an officer must set the date"
    return f"deferred until {deferral.until.isoformat()}"


def deferral_is_open(decision: Decision, act: Act) -> str | None:
    over = deferral_is_over(decision, act) is None
    if over and release_is_confirmed(decision, act) is None:
        return "nothing defers it"
    return None


def release_is_confirmed(decision: Decision, act: Act) -> str | None:  # noqa: ARG001
    if decision.deferral.awaits_confirmation:
        return "an officer must confirm that the deferral has ended"
    return None


def something_is_public(decision: Decision, act: Act) -> str | None:  # noqa: ARG001
    return None if decision.release is not None else "nothing of it is public"


def no_legal_hold_keeps_it(decision: Decision, act: Act) -> str | None:  # noqa: ARG001
    return "it is under a legal hold" if decision.legal_hold else None


def a_legal_hold_keeps_it(decision: Decision, act: Act) -> str | None:  # noqa: ARG001
    return None if decision.legal_hold else "it is under no legal hold"


def no_new_version_is_under_way(decision: Decision, act: Act) -> str | None:  # noqa: ARG001
    if decision.state in _BEFORE_APPROVAL and decision.release is not None:
        return "a new version of what is public is being prepared"
    return None


def nothing_is_public(decision: Decision, act: Act) -> str | None:  # noqa: ARG001
    return None if decision.release is None else "something of it is public"


def _count(wrong: int, total: int, what: str) -> str | None:
    return f"{wrong} of {total} {what}" if wrong else None


_FIT_TO_PUBLISH: Final = (
    it_has_a_form,
    every_page_has_a_part,
    no_problem_is_open,
    facts_are_complete,
    every_flag_is_ruled,
    rulings_are_of_their_flags,
    proof_is_clean,
)

GATES: Final[dict[Step, tuple[Gate, ...]]] = {
    Step.OPEN: (an_officer_acts, reviewer_is_not_submitter),
    Step.RULE: (an_officer_acts, reviewer_is_not_submitter),
    Step.CORRECT: (an_officer_acts, reviewer_is_not_submitter),
    Step.DEFER: (an_officer_acts, reviewer_is_not_submitter, a_reason_is_given),
    Step.CONFIRM: (an_officer_acts, reviewer_is_not_submitter, a_reason_is_given),
    Step.RETURN: (an_officer_acts, a_reason_is_given),
    Step.SEAL: (every_flag_is_ruled, rulings_are_of_their_flags, proof_is_clean),
    Step.APPROVE: (an_officer_acts, approver_is_a_second_officer, *_FIT_TO_PUBLISH),
    Step.HOLD: (deferral_is_open, *_FIT_TO_PUBLISH, approval_is_of_these_bytes),
    Step.PUBLISH: (
        *_FIT_TO_PUBLISH,
        approval_is_of_these_bytes,
        deferral_is_over,
        release_is_confirmed,
    ),
    Step.WITHDRAW: (something_is_public, a_reason_is_given),
    Step.GONE: (nothing_is_public,),
    Step.REOPEN: (an_officer_acts, a_reason_is_given),
    Step.REFUSE: (a_reason_is_given,),
    Step.KEEP: (an_officer_acts, a_reason_is_given, no_legal_hold_keeps_it),
    Step.LET_GO: (an_officer_acts, a_reason_is_given, a_legal_hold_keeps_it),
    Step.DISPOSE: (
        an_officer_acts,
        a_reason_is_given,
        no_legal_hold_keeps_it,
        no_new_version_is_under_way,
    ),
}


def advance(decision: Decision, act: Act) -> Decision:
    """The decision after `act`, with one line more in its history.

    Raises:
        IllegalMove: `MOVES` has no such step from this state.
        GateClosed: A gate refused; `.reasons` lists every gate that did.
    """
    target = MOVES.get((decision.state, act.step))
    if target is None:
        raise IllegalMove(
            f"decision {decision.id} is {decision.state}: it cannot {act.step}"
        )
    refusals = (gate(decision, act) for gate in GATES.get(act.step, ()))
    reasons = tuple(reason for reason in refusals if reason is not None)
    if reasons:
        raise GateClosed(f"{act.step} of decision {decision.id}", reasons)

    entry = _entry(decision, act, target)
    return replace(decision, state=target, history=(*decision.history, entry))


def _entry(decision: Decision, act: Act, target: State) -> HistoryEntry:
    previous = decision.history[-1].digest if decision.history else Sha256("")
    entry = HistoryEntry(
        step=act.step,
        state=target,
        by=act.by,
        at=act.at,
        note=act.note,
        previous=previous,
        digest=Sha256(""),
    )
    return replace(entry, digest=_digest(decision, entry))


def _digest(decision: Decision, entry: HistoryEntry) -> Sha256:
    return of_values(
        decision.id,
        entry.previous,
        entry.step,
        entry.state.value,
        entry.by,
        entry.at.isoformat(),
        entry.note,
    )


def verify_history(decision: Decision) -> None:
    """See that no line was changed, removed or put in between.

    Raises:
        ChainBroken: Names the first line, from 1, that does not follow.
    """
    previous = Sha256("")
    for number, entry in enumerate(decision.history, start=1):
        if entry.previous != previous or entry.digest != _digest(decision, entry):
            raise ChainBroken(
                f"history of decision {decision.id}: line {number} of "
                f"{len(decision.history)} does not follow from the one before"
            )
        previous = entry.digest
