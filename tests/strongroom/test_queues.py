"""Lists of decisions: each is in one queue, found by its words, and one officer's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from casework import deferring, reviewing
from casework.release import hold, release
from casework.withdrawal import withdraw
from decisions.decision import DecisionId
from decisions.flags import Verdict
from fixtures import recipes
from fixtures.officers import ANN, BOB, approve, review, take_in
from redaction.screening import SURE
from strongroom.queues import CLAIM_MAX, PAGE, Queue

PLAIN, DATED = DecisionId("pcd-9001"), DecisionId("pcd-9004")
TODAY = date(2026, 11, 24)


def where(office, decision_id: DecisionId, today: date = TODAY) -> list[Queue]:
    return [
        queue
        for queue in Queue
        if decision_id in {row.id for row in office.queues.page(queue, today)}
    ]


def test_a_decision_moves_from_queue_to_queue(office) -> None:
    take_in(office, recipes.plain())
    assert where(office, PLAIN) == [Queue.WAITING]
    reviewing.open_review(PLAIN, by=ANN, office=office)
    assert where(office, PLAIN) == [Queue.REVIEW]
    for flag in office.store.load(PLAIN).flags_to_rule():
        verdict = Verdict.WITHHOLD if flag.confidence >= SURE else Verdict.RELEASE
        reviewing.rule(PLAIN, [flag.id], verdict, by=ANN, office=office)
    assert where(office, PLAIN) == [Queue.APPROVAL]
    approve(office, PLAIN)
    assert where(office, PLAIN) == [Queue.APPROVED]
    release(PLAIN, office=office)
    assert where(office, PLAIN) == [Queue.PUBLISHED]
    withdraw(PLAIN, "wrong", by=BOB, office=office)
    assert where(office, PLAIN) == [Queue.WITHDRAWN]


def test_a_held_decision_is_overdue_from_its_day_on(office) -> None:
    take_in(office, recipes.deferred_to_a_date())
    review(office, DATED)
    approve(office, DATED)
    hold(DATED, office=office)
    until = office.store.load(DATED).deferral.until
    assert where(office, DATED) == [Queue.HELD]
    assert where(office, DATED, until - timedelta(days=1)) == [Queue.HELD]
    assert where(office, DATED, until) == [Queue.OVERDUE]
    later = until + timedelta(days=30)
    deferring.defer(DATED, later, "not yet", by=ANN, office=office)
    assert where(office, DATED, until) == [Queue.HELD]


def test_a_problem_needs_a_hand(office) -> None:
    take_in(office, recipes.deferred_to_an_event())
    decision_id = DecisionId("pcd-9005")
    assert office.store.load(decision_id).open_problems()
    assert where(office, decision_id) == [Queue.HAND]


def test_counts_are_those_of_the_pages(office) -> None:
    for files in (recipes.plain(), recipes.deferred_to_an_event(), recipes.echo()):
        take_in(office, files)
    counts = office.queues.counts(TODAY)
    assert sum(counts.values()) == 3
    for queue in Queue:
        assert counts[queue] == len(office.queues.page(queue, TODAY))


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("PCD 9001", True),
        ("pcd-9001", True),
        ("9001", True),
        ("youth", True),
        ("YOU", True),
        ("you pcd", False),
        ("youth 9002", False),
        ("", False),
        ("%", False),
        ("' or 1=1 --", False),
    ],
)
def test_search_finds_all_words_and_the_last_one_begun(
    office, words: str, is_found: bool
) -> None:
    take_in(office, recipes.plain())
    assert [row.id for row in office.queues.search(words)] == [PLAIN] * is_found


def test_search_finds_words_of_flags(office) -> None:
    take_in(office, recipes.plain())
    flag = next(f for f in office.store.load(PLAIN).flags if f.text)
    assert office.queues.search(flag.text)[0].id == PLAIN


def test_a_claim_is_one_officers_until_it_lapses_or_is_given_back(office) -> None:
    take_in(office, recipes.plain())
    now = office.clock.now()
    assert office.queues.claim_of(PLAIN, now) is None
    assert office.queues.claim(PLAIN, ANN, now).officer == ANN
    assert office.queues.claim(PLAIN, BOB, now).officer == ANN
    assert [row.id for row in office.queues.of_officer(ANN, now)] == [PLAIN]
    late = now + CLAIM_MAX + timedelta(minutes=1)
    assert office.queues.claim_of(PLAIN, late) is None
    assert office.queues.claim(PLAIN, BOB, late).officer == BOB
    office.queues.give_back(PLAIN, ANN)
    assert office.queues.claim_of(PLAIN, late).officer == BOB
    office.queues.give_back(PLAIN, BOB)
    assert office.queues.claim_of(PLAIN, late) is None


def test_of_many_who_claim_at_once_one_has_it(office) -> None:
    take_in(office, recipes.plain())
    now = office.clock.now()
    officers = [f"officer:{number}" for number in range(8)]

    def claim(officer: str) -> str:
        return office.queues.claim(PLAIN, officer, now).officer

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(claim, officers))) == 1


def test_a_page_holds_so_many_and_pages_do_not_overlap(office) -> None:
    for number in range(PAGE + 2):
        form = recipes.Form(
            reference=f"PCD {7000 + number}", title="T", summary="S.", body=("One.",)
        )
        take_in(office, {f"{number}.pdf": recipes.request(form)})
    first = office.queues.page(Queue.WAITING, TODAY, 1)
    second = office.queues.page(Queue.WAITING, TODAY, 2)
    assert (len(first), len(second)) == (PAGE, 2)
    assert not {row.id for row in first} & {row.id for row in second}
