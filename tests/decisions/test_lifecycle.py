"""Every move is in the agreed table, and every gate closes."""

from dataclasses import replace
from datetime import date, datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.decision import (
    Approval,
    Decision,
    DecisionId,
    Document,
    DocumentKind,
    Facts,
    Proof,
    Release,
    State,
)
from decisions.deferral import Deferral
from decisions.errors import ChainBroken, GateClosed, IllegalMove
from decisions.exemptions import Section
from decisions.fingerprints import Sha256
from decisions.flags import Category, Flag, FlagId, Place, RuleId, Ruling, Verdict
from decisions.lifecycle import GATES, MOVES, Act, Step, advance, verify_history
from decisions.parts import PagePart, Part, Problem

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 24, 12, tzinfo=LONDON)
FILE = Sha256("f" * 64)
OUT = Sha256("0" * 64)

AGREED = """
    submitted : split    : split
    split     : flag     : flagged
    flagged   : open     : in review
    in review : approve  : approved
    approved  : hold     : held
    approved  : publish  : published
    approved  : reopen   : in review
    held      : publish  : published
    held      : reopen   : in review
    published : withdraw : withdrawn
    withdrawn : reopen   : in review
    in review : rule     : in review
    in review : correct  : in review
    in review : defer    : in review
    approved  : defer    : approved
    held      : defer    : held
    in review : confirm  : in review
    approved  : confirm  : approved
    held      : confirm  : held
    in review : return   : in review
    in review : seal     : in review
    approved  : seal     : approved
    held      : seal     : held
    submitted : withdraw : submitted
    split     : withdraw : split
    flagged   : withdraw : flagged
    in review : withdraw : in review
    approved  : withdraw : in review
    held      : withdraw : in review
    submitted : dispose  : disposed
    split     : dispose  : disposed
    flagged   : dispose  : disposed
    in review : dispose  : disposed
    published : dispose  : published
    withdrawn : dispose  : withdrawn
"""
"""Written out a second time: a test that reads MOVES cannot see a move go missing.
`add` leads from every state to submitted, `refuse`, `keep` and `let go` leave every
state, and `gone` every one but published and disposed."""


def agreed() -> dict[tuple[str, str], str]:
    rows = (line.split(":") for line in AGREED.strip().splitlines())
    table = {(a.strip(), step.strip()): b.strip() for a, step, b in rows}
    for state in State:
        table[state.value, "add"] = "submitted"
        for step in ("refuse", "keep", "let go"):
            table[state.value, step] = state.value
        if state not in {State.PUBLISHED, State.DISPOSED}:
            table[state.value, "gone"] = state.value
    return table


def a_flag(verdict: Verdict | None = Verdict.WITHHOLD) -> Flag:
    flag = Flag(
        id=FlagId("flag-1"),
        file=FILE,
        place=Place.BODY,
        text="words",
        category=Category.MONEY,
        section=Section("s43(2)"),
        confidence=0.5,
        why="Because.",
        sources=(RuleId("test"),),
        page=1,
    )
    if verdict is None:
        return flag
    section = Section("s43(2)") if verdict is Verdict.WITHHOLD else None
    ruling = Ruling(
        of=flag.id, verdict=verdict, section=section, by="officer:ann", at=NOON
    )
    return replace(flag, ruling=ruling)


def ready(state: State = State.IN_REVIEW) -> Decision:
    """A decision that nothing stands against."""
    document = Document(
        sha256=FILE,
        name="a.pdf",
        kind=DocumentKind.FORM,
        form="dmpc-request",
        pages=1,
        by="officer:sam",
        at=NOON,
    )
    made = Decision(
        id=DecisionId("pcd-1"),
        state=state,
        documents=(document,),
        facts=Facts(reference="PCD 1", title="A title"),
        deferral=Deferral(deferred=False),
        parts=(PagePart(file=FILE, page=1, part=Part.ONE, evidence="test"),),
        flags=(a_flag(),),
    )
    proof = Proof(
        sources=made.sources_fingerprint,
        rulings=made.rulings_fingerprint,
        output=OUT,
        text=OUT,
        size=1,
        pages=1,
        leaks=0,
        checks=("test",),
        redactions=(),
        at=NOON,
    )
    approval = Approval(by="officer:bob", at=NOON, output=OUT)
    release = Release(
        reference="PCD 1",
        title="A title",
        decision_maker="",
        signed_on=None,
        summary="",
        part_2_exists=False,
        output=OUT,
        text=OUT,
        size=1,
        pages=1,
        redactions=(),
        published_on=NOON.date(),
        updated_at=NOON,
    )
    return replace(made, proof=proof, approval=approval, release=release)


def act(step: Step, by: str = "officer:bob", note: str = "test") -> Act:
    return Act(step=step, by=by, at=NOON, note=note)


def test_the_moves_are_the_agreed_ones() -> None:
    assert {(a.value, s.value): b.value for (a, s), b in MOVES.items()} == agreed()


@pytest.mark.parametrize(("state", "step"), list(product(State, Step)))
def test_only_the_agreed_moves_are_possible(state: State, step: Step) -> None:
    decision = ready(state)
    if step is Step.HOLD:
        decision = replace(decision, deferral=Deferral(deferred=True, reason="x"))
    if step in {Step.GONE, Step.DISPOSE}:
        decision = replace(decision, release=None)
    if step is Step.LET_GO:
        decision = replace(decision, legal_hold="a claim")
    target = agreed().get((state.value, step.value))
    if target is None:
        with pytest.raises(IllegalMove, match=state.value):
            advance(decision, act(step))
        return
    after = advance(decision, act(step))
    assert after.state.value == target
    assert after.history[-1].step == step


BREAKS = {
    "flags have no ruling": lambda d: replace(d, flags=(a_flag(None),)),
    "made for another finding": lambda d: replace(
        d, flags=(replace(a_flag(), id=FlagId("flag-2")),)
    ),
    "pages have no part": lambda d: replace(
        d,
        documents=(replace(d.documents[0], pages=2),),
    ),
    "no page is Part 1": lambda d: replace(
        d, parts=(replace(d.parts[0], part=Part.TWO),)
    ),
    "problems are not settled": lambda d: replace(
        d, problems=(Problem(code="x", message="y"),)
    ),
    "no title": lambda d: replace(d, facts=replace(d.facts, title=" ")),
    "no reference": lambda d: replace(d, facts=replace(d.facts, reference="")),
    "no proof": lambda d: replace(d, proof=None),
    "found 1 leaks": lambda d: replace(d, proof=replace(d.proof, leaks=1)),
    "other files or parts": lambda d: replace(
        d, proof=replace(d.proof, sources=Sha256("1"))
    ),
    "have changed since the proof": lambda d: replace(
        d, flags=(a_flag(Verdict.RELEASE),)
    ),
}


@pytest.mark.parametrize("reason", BREAKS)
@pytest.mark.parametrize("step", [Step.APPROVE, Step.PUBLISH, Step.HOLD])
def test_what_is_not_fit_goes_nowhere(reason: str, step: Step) -> None:
    state = State.IN_REVIEW if step is Step.APPROVE else State.APPROVED
    decision = ready(state)
    if step is Step.HOLD:
        decision = replace(decision, deferral=Deferral(deferred=None))
    advance(decision, act(step))
    with pytest.raises(GateClosed, match=reason):
        advance(BREAKS[reason](decision), act(step))


def test_nobody_approves_what_they_submitted_reviewed_or_opened() -> None:
    decision = ready()
    with pytest.raises(GateClosed, match="submitted"):
        advance(decision, act(Step.APPROVE, by="officer:sam"))
    for step in (Step.RULE, Step.CORRECT):
        worked = advance(decision, act(step, by="officer:ann"))
        with pytest.raises(GateClosed, match="reviewed"):
            advance(worked, act(Step.APPROVE, by="officer:ann"))
    opened = advance(ready(State.FLAGGED), act(Step.OPEN, by="officer:ann"))
    with pytest.raises(GateClosed, match="reviewed"):
        advance(opened, act(Step.APPROVE, by="officer:ann"))


@pytest.mark.parametrize("step", [Step.RULE, Step.CORRECT])
def test_nobody_reviews_what_they_submitted(step: Step) -> None:
    with pytest.raises(GateClosed, match="submitted"):
        advance(ready(), act(step, by="officer:sam"))


@pytest.mark.parametrize("step", [Step.RULE, Step.CORRECT, Step.APPROVE, Step.DEFER])
def test_a_machine_never_decides(step: Step) -> None:
    with pytest.raises(GateClosed, match="not an officer"):
        advance(ready(), act(step, by="flow:nightly"))


def test_an_approval_of_other_bytes_publishes_nothing() -> None:
    decision = ready(State.APPROVED)
    other = replace(decision.approval, output=Sha256("2"))
    for changed in (None, other):
        with pytest.raises(GateClosed, match="approv"):
            advance(replace(decision, approval=changed), act(Step.PUBLISH))


@pytest.mark.parametrize(
    ("deferral", "reason"),
    [
        (Deferral(deferred=None), "not clear"),
        (Deferral(deferred=True), "not clear"),
        (Deferral(deferred=True, until=date(2026, 11, 25)), "until 2026-11-25"),
        (
            Deferral(deferred=True, until=date(2026, 1, 1), must_confirm=True),
            "confirm",
        ),
    ],
)
def test_a_deferral_holds(deferral: Deferral, reason: str) -> None:
    decision = replace(ready(State.APPROVED), deferral=deferral)
    with pytest.raises(GateClosed, match=reason):
        advance(decision, act(Step.PUBLISH, by="flow:release-due"))
    assert advance(decision, act(Step.HOLD)).state is State.HELD


def test_withdrawing_wants_a_reason_and_something_public() -> None:
    with pytest.raises(GateClosed, match="reason"):
        advance(ready(State.PUBLISHED), act(Step.WITHDRAW, note=" "))
    nothing = replace(ready(State.APPROVED), release=None)
    with pytest.raises(GateClosed, match="nothing of it is public"):
        advance(nothing, act(Step.WITHDRAW))


def test_all_refusals_are_told_together() -> None:
    broken = replace(ready(State.APPROVED), flags=(a_flag(None),), proof=None)
    with pytest.raises(GateClosed) as refused:
        advance(broken, act(Step.PUBLISH))
    assert len(refused.value.reasons) >= 3


@pytest.mark.parametrize(
    "gate", sorted({g.__name__ for gs in GATES.values() for g in gs})
)
def test_every_gate_is_a_sentence(gate: str) -> None:
    assert len(gate.split("_")) >= 3


@given(
    until=st.dates(date(2015, 1, 1), date(2037, 12, 31)),
    seconds=st.integers(-172_800, 172_800),
)
def test_a_deferral_ends_at_midnight_in_the_office(until: date, seconds: int) -> None:
    """Across both clock changes of every year: by the wall clock of the office."""
    from datetime import UTC, timedelta

    midnight = datetime(until.year, until.month, until.day, tzinfo=LONDON)
    at = (midnight.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(LONDON)
    decision = replace(
        ready(State.APPROVED), deferral=Deferral(deferred=True, until=until)
    )
    moved = Act(step=Step.PUBLISH, by="flow:release-due", at=at, note="t")
    if seconds >= 0:
        assert advance(decision, moved).state is State.PUBLISHED
    else:
        with pytest.raises(GateClosed):
            advance(decision, moved)


def test_history_cannot_be_changed_unseen() -> None:
    decision = ready(State.FLAGGED)
    decision = advance(decision, act(Step.OPEN, by="officer:ann"))
    decision = advance(decision, act(Step.RULE, by="officer:ann"))
    verify_history(decision)
    first, second = decision.history
    for tampered in (
        (replace(first, by="officer:eve"), second),
        (first, replace(second, note="other")),
        (second,),
        (second, first),
    ):
        with pytest.raises(ChainBroken):
            verify_history(replace(decision, history=tampered))


def test_nothing_is_held_without_a_deferral() -> None:
    with pytest.raises(GateClosed, match="nothing defers"):
        advance(ready(State.APPROVED), act(Step.HOLD))


@pytest.mark.parametrize("reason", ["flags have no ruling", "made for another finding"])
def test_only_what_is_ruled_on_is_sealed(reason: str) -> None:
    broken = BREAKS[reason](ready())
    proof = replace(broken.proof, rulings=broken.rulings_fingerprint)
    with pytest.raises(GateClosed, match=reason):
        advance(replace(broken, proof=proof), act(Step.SEAL))


def test_a_legal_hold_keeps_everything() -> None:
    kept = replace(ready(State.PUBLISHED), legal_hold="a claim")
    with pytest.raises(GateClosed, match="under a legal hold"):
        advance(kept, act(Step.DISPOSE))
    with pytest.raises(GateClosed, match="under a legal hold"):
        advance(kept, act(Step.KEEP))
    with pytest.raises(GateClosed, match="under no legal hold"):
        advance(ready(State.PUBLISHED), act(Step.LET_GO))
    advance(kept, act(Step.LET_GO))


def test_what_prepares_a_new_version_is_not_disposed_of() -> None:
    with pytest.raises(GateClosed, match="new version"):
        advance(ready(State.IN_REVIEW), act(Step.DISPOSE))


@pytest.mark.parametrize("step", [Step.KEEP, Step.LET_GO, Step.DISPOSE])
def test_only_an_officer_keeps_or_destroys_and_says_why(step: Step) -> None:
    held = replace(ready(State.PUBLISHED), legal_hold="x" * (step is Step.LET_GO))
    with pytest.raises(GateClosed, match="not an officer"):
        advance(held, act(step, by="flow:nightly"))
    with pytest.raises(GateClosed, match="reason"):
        advance(held, act(step, note=" "))


@pytest.mark.parametrize("step", [Step.REFUSE, Step.REOPEN, Step.DEFER])
def test_what_must_be_explained_wants_a_reason(step: Step) -> None:
    with pytest.raises(GateClosed, match="reason"):
        advance(ready(State.APPROVED), act(step, note="  "))


def test_the_submitter_does_not_settle_the_deferral() -> None:
    with pytest.raises(GateClosed, match="submitted"):
        advance(ready(State.HELD), act(Step.DEFER, by="officer:sam"))
