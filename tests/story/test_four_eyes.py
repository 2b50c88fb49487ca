"""What takes two officers cannot be done by one, whichever way they go about it."""

from dataclasses import replace
from datetime import date

import pytest

from casework import approving, correcting, deferring, reviewing
from casework.publishing import bring_up_to_date
from casework.release import due, hold, release
from casework.sealing import seal
from casework.seen import ChangedMeanwhile, deferral_seen, problem_seen
from casework.withdrawal import withdraw
from decisions.decision import DecisionId, State
from decisions.errors import GateClosed, LeakFound
from decisions.flags import Verdict
from fixtures import recipes
from fixtures.officers import ANN, BOB, approve, review, take_in

PLAIN, DATED, ECHO = map(DecisionId, ("pcd-9001", "pcd-9004", "pcd-9006"))


@pytest.fixture
def held(office) -> DecisionId:
    take_in(office, recipes.deferred_to_a_date())
    review(office, DATED)
    approve(office, DATED)
    hold(DATED, office=office)
    return DATED


def test_an_approved_deferral_is_not_ended_by_way_of_an_event(office, held) -> None:
    until = office.store.load(held).deferral.until
    deferring.defer(held, None, "an event", by=ANN, office=office)
    for day in (date(2026, 11, 25), until):
        with pytest.raises(GateClosed, match="reopen it for a date"):
            deferring.defer(held, day, "soon", by=ANN, office=office)
    office.clock.go_to(until.year + 5, 1, 1)
    assert due(office) == ()


def test_a_deferral_is_extended_and_never_shortened(office, held) -> None:
    until = office.store.load(held).deferral.until
    later = until.replace(year=until.year + 1)
    deferring.defer(held, later, "a tender", by=ANN, office=office)
    with pytest.raises(GateClosed, match="later date"):
        deferring.defer(held, until, "soon", by=ANN, office=office)
    with pytest.raises(GateClosed, match="reopen it to end"):
        deferring.defer(held, None, "x", by=ANN, office=office, deferred=False)


def test_whoever_ends_a_deferral_does_not_approve_that(office, held) -> None:
    approving.reopen(held, "look again", by=BOB, office=office)
    deferring.defer(held, None, "over", by=BOB, office=office, deferred=False)
    proof = seal(held, office=office)
    with pytest.raises(GateClosed, match="another officer must approve"):
        approving.approve(held, proof, by=BOB, office=office)


def test_approval_is_of_the_deferral_too(office) -> None:
    take_in(office, recipes.deferred_to_a_date())
    review(office, DATED)
    proof = seal(DATED, office=office)
    seen = deferral_seen(office.store.load(DATED))
    deferring.defer(DATED, None, "over", by=ANN, office=office, deferred=False)
    with pytest.raises(ChangedMeanwhile, match="the deferral"):
        approving.approve(DATED, proof, by=BOB, office=office, deferral=seen)
    assert office.store.load(DATED).state is State.IN_REVIEW


def test_a_confirmation_is_of_the_deferral_that_was_seen(office, held) -> None:
    decision = office.store.load(held)
    must = replace(decision.deferral, must_confirm=True)
    office.store.save(replace(decision, deferral=must))
    seen = deferral_seen(office.store.load(held))
    later = must.until.replace(year=must.until.year + 9)
    deferring.defer(held, later, "longer", by=ANN, office=office)
    with pytest.raises(ChangedMeanwhile):
        deferring.confirm_release(held, "over", by=BOB, office=office, seen=seen)
    now = deferral_seen(office.store.load(held))
    deferring.confirm_release(held, "over", by=BOB, office=office, seen=now)
    assert office.store.load(held).deferral.confirmed_by == BOB
    even_later = later.replace(year=later.year + 1)
    deferring.defer(held, even_later, "longer still", by=ANN, office=office)
    office.clock.go_to(even_later.year, 12, 31)
    assert office.store.load(held).deferral.awaits_confirmation, "of this one anew"
    assert due(office) == ()
    deferring.confirm_release(held, "over now", by=BOB, office=office)
    assert due(office) == (held,)


def test_whoever_confirmed_may_approve_again(office, held) -> None:
    deferring.confirm_release(held, "over", by=BOB, office=office)
    approving.reopen(held, "a slip", by=ANN, office=office)
    approve(office, held)
    assert office.store.load(held).approval.by == BOB


def test_what_was_withdrawn_takes_two_to_come_back(office) -> None:
    take_in(office, recipes.plain())
    review(office, PLAIN)
    approve(office, PLAIN)
    release(PLAIN, office=office)
    withdraw(PLAIN, "a name was missed", by=BOB, office=office)
    approving.reopen(PLAIN, "mended", by=BOB, office=office)
    [problem] = office.store.load(PLAIN).open_problems()
    assert "It was withdrawn" in problem.message
    with pytest.raises(GateClosed, match="not settled"):
        approve(office, PLAIN)
    which = problem_seen(problem)
    correcting.settle(PLAIN, which, "looked", by=BOB, office=office)
    with pytest.raises(GateClosed, match="reviewed it"):
        approve(office, PLAIN)


def test_a_reference_that_was_public_is_not_given_to_another(office) -> None:
    take_in(office, recipes.plain() | recipes.echo())
    review(office, PLAIN)
    approve(office, PLAIN)
    release(PLAIN, office=office)
    bring_up_to_date(office)
    approving_again = office.store.load(PLAIN)
    renamed = replace(approving_again.facts, reference="PCD 9777")
    office.store.save(replace(approving_again, facts=renamed))
    reviewing.open_review(ECHO, by=ANN, office=office)
    facts = replace(office.store.load(ECHO).facts, reference="PCD 9001")
    with pytest.raises(GateClosed, match="has that reference"):
        correcting.correct_facts(ECHO, facts, by=ANN, office=office)


def test_a_withheld_word_is_not_published_as_the_decision_maker(office) -> None:
    take_in(office, recipes.echo())
    review(office, ECHO)
    flag = next(f for f in office.store.load(ECHO).flags if "£75,000" in f.text)
    reviewing.rule(ECHO, [flag.id], Verdict.WITHHOLD, by=ANN, office=office)
    facts = replace(office.store.load(ECHO).facts, decision_maker="Board (£75,000)")
    correcting.correct_facts(ECHO, facts, by=ANN, office=office)
    with pytest.raises(LeakFound, match="decision-maker"):
        seal(ECHO, office=office)
