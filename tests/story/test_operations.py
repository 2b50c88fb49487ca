"""Years of nights: work that fails, things that are late, things kept long enough."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import alarms, approving, disposal, intake, reviewing, working
from casework.alarms import Alarm
from casework.audit import contradictions
from casework.finding import bring_search_up_to_date
from casework.publishing import bring_up_to_date
from casework.release import release
from casework.screening import split_and_flag
from casework.withdrawal import withdraw
from decisions.decision import DecisionId, State
from decisions.deferral import Deferral
from decisions.errors import GateClosed, NotFound, ReaderStopped, StaleDecision
from decisions.flags import Verdict
from decisions.lifecycle import Step, verify_history
from decisions.retention import SCHEDULE, closed_on, due_on, ends_on, schedule_of
from fixtures import recipes
from fixtures.officers import ANN, SAM, approve, review, take_in
from fixtures.paper import CANARY, note_page
from fixtures.scans import scanned
from publish.manifest import Key
from redaction.confined import client
from strongroom.local import FolderInbox
from tests.decisions.test_lifecycle import ready

LONDON = ZoneInfo("Europe/London")
PLAIN = DecisionId("pcd-9001")


@pytest.fixture
def public(office):
    """A decision on the site, with something withheld in it."""
    take_in(office, recipes.plain())
    review(office, PLAIN)
    approve(office, PLAIN)
    release(PLAIN, office=office)
    bring_up_to_date(office)
    return office


# Work


def test_a_file_is_received_once_and_read_by_whoever_comes(office) -> None:
    ((name, pdf),) = recipes.plain().items()
    assert intake.receive(name, pdf, by=SAM, office=office)
    assert not intake.receive(name, pdf, by=SAM, office=office)
    (row,) = office.store.waiting()
    assert intake.read_received(row, office=office).decision_id == PLAIN
    assert office.store.waiting() == ()
    assert not intake.receive(name, pdf, by=SAM, office=office)
    (row,) = office.store.load(PLAIN).documents
    assert (row.name, row.by) == (name, SAM)


def test_a_refused_file_waits_no_more(office) -> None:
    ((name, pdf),) = recipes.broken().items()
    intake.receive(name, pdf, by=SAM, office=office)
    (row,) = office.store.waiting()
    assert intake.read_received(row, office=office).outcome == "refused"
    assert office.store.waiting() == ()
    assert not intake.receive(name, pdf, by=SAM, office=office)


def test_a_poisonous_document_is_set_aside_and_an_officer_sees_why(office) -> None:
    take_in(office, recipes.plain())
    work = f"flag {PLAIN}"

    def fails() -> None:
        raise ValueError(CANARY)

    for _ in range(working.TRIES):
        with pytest.raises(ValueError, match=CANARY):
            working.attempt(work, fails, office)
    assert working.attempt(work, fails, office) is working.Outcome.GIVEN_UP
    for _ in range(2):
        working.give_up(PLAIN, work, office)
    last, before = office.store.load(PLAIN).history[-1:-3:-1]
    assert last.step == Step.REFUSE
    assert before.step != Step.REFUSE, "told once, not every night"
    assert "given up after 3 tries: ValueError in fails" in last.note
    assert CANARY not in last.note


def test_a_poisonous_file_is_set_aside(office) -> None:
    ((name, pdf),) = recipes.plain().items()
    intake.receive(name, pdf, by=SAM, office=office)
    (row,) = office.store.waiting()
    intake.give_up(row, office=office)
    assert office.store.waiting() == ()
    (aside,) = office.store.all_set_aside()
    assert (aside.code, aside.name) == ("given-up", name)
    assert office.files.get(aside.sha256) == pdf


@contextmanager
def readers_killed() -> Iterator[None]:
    """As a machine without memory does it: each process that reads a file is ended."""
    client.read(note_page(["Fenwick"]))
    assert client._server is not None
    of, over = str(client._server.process.pid), Event()

    def children(of: str) -> list[str]:
        try:
            return Path(f"/proc/{of}/task/{of}/children").read_text().split()
        except OSError:
            return []

    def kill() -> None:
        while not over.wait(0.005):
            for keeper in children(of):
                for worker in children(keeper):
                    os.kill(int(worker), signal.SIGKILL)

    killer = Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        over.set()
        killer.join()
        client._end()  # the process that waits for the next file may be a dead one's


def test_a_file_whose_reader_is_killed_waits_and_is_tried_three_times(office) -> None:
    pdf = scanned([f"Line {n} of the letter on vans" for n in range(25)])
    with readers_killed():
        done = intake.submit("letter.pdf", pdf, by=SAM, office=office)
        assert (done.outcome, done.decision_id) == ("waits", None)
        (row,) = office.store.waiting()
        assert office.files.get(row.sha256) == pdf
        work = f"read {row.sha256}"
        for _ in range(working.TRIES):
            with pytest.raises(ReaderStopped):
                working.attempt(
                    work, lambda: intake.read_received(row, office=office), office
                )
    given_up = working.attempt(work, lambda: None, office)
    assert given_up is working.Outcome.GIVEN_UP


@pytest.mark.parametrize("fault", [OSError("no space"), StaleDecision("x")])
def test_a_full_disk_or_another_worker_poisons_nothing(office, fault) -> None:
    def fails() -> None:
        raise fault

    for _ in range(2 * working.TRIES):
        with pytest.raises(type(fault)):
            working.attempt("flag x", fails, office)
    assert working.attempt("flag x", lambda: None, office) is working.Outcome.DONE


# Late


def test_what_is_due_and_not_out_after_an_hour_is_told(office) -> None:
    take_in(office, recipes.deferred_to_a_date())
    decision_id = DecisionId("pcd-9004")
    review(office, decision_id)
    approve(office, decision_id)
    until = office.store.load(decision_id).deferral.until
    for hour, minute, expected in ((23, 59, 0), (24, 0, 0), (24, 59, 0), (25, 0, 1)):
        at = datetime(until.year, until.month, until.day, tzinfo=LONDON)
        office.clock.at = at + timedelta(hours=hour - 24, minutes=minute)
        found = alarms.seen_now(office)
        assert len(found) == expected, office.clock.at
    (alarm,) = found
    assert alarm.name == "overdue pcd-9004"
    assert alarm.message.startswith("decision pcd-9004 is due since 2031-03-31T00:00")
    release(decision_id, office=office)
    assert [a.name for a in alarms.seen_now(office)] == []
    office.clock.on(hours=1)
    assert [a.name for a in alarms.seen_now(office)] == ["not on the site pcd-9004"]
    bring_up_to_date(office)
    assert alarms.seen_now(office) == []


def test_a_withdrawal_that_nobody_saw_finish_is_told(public) -> None:
    withdraw(PLAIN, "wrong", by=ANN, office=public)
    public.clock.on(minutes=59)
    assert alarms.seen_now(public) == []
    public.clock.on(minutes=1)
    (alarm,) = alarms.seen_now(public)
    assert alarm.name == "not gone pcd-9001"


@given(until=st.dates(date(2015, 1, 1), date(2037, 12, 31)), late=st.integers(0, 7_200))
def test_an_hour_is_an_hour_on_both_clock_changes(until: date, late: int) -> None:
    from datetime import UTC

    midnight = datetime(until.year, until.month, until.day, tzinfo=LONDON)
    now = (midnight.astimezone(UTC) + timedelta(seconds=late)).astimezone(LONDON)
    decision = replace(ready(State.HELD), deferral=Deferral(deferred=True, until=until))
    today = datetime(now.year, now.month, now.day, tzinfo=LONDON)
    since = alarms.due_since(decision, today)
    assert since == midnight
    assert alarms._passed(since, now) == timedelta(seconds=late)


def test_people_are_told_once_a_day_and_of_what_is_new(office) -> None:
    first, second = Alarm("a", "A."), Alarm("b", "B.")
    now = office.clock.now()
    office.alarms.set("watch", [first], now)
    office.alarms.set("audit", [second], now)
    heard = alarms.to_tell(office.alarms.all(), now)
    assert [h.alarm for h in heard] == [first, second]
    office.alarms.told(heard, now)
    office.alarms.set("watch", [first], now)
    assert alarms.to_tell(office.alarms.all(), now + timedelta(hours=23)) == []
    again = alarms.to_tell(office.alarms.all(), now + timedelta(hours=24))
    assert [h.alarm for h in again] == [first, second]
    office.alarms.set("watch", [replace(first, message="A, and more.")], now)
    changed = alarms.to_tell(office.alarms.all(), now + timedelta(hours=1))
    assert [h.alarm.message for h in changed] == ["A, and more."]
    leak = Alarm("leak pcd-1", "L.")
    for _ in range(2):
        office.alarms.add("leak", leak, now)
    office.alarms.add("leak", Alarm("leak pcd-2", "M."), now)
    office.alarms.clear("leak", "leak pcd-1")
    assert [h.alarm.name for h in office.alarms.all("leak")] == ["leak pcd-2"]
    office.alarms.set("watch", [], now)
    assert [h.source for h in office.alarms.all()] == ["audit", "leak"]


def test_one_record_that_cannot_be_read_silences_no_alarm(public) -> None:
    withdraw(PLAIN, "wrong", by=ANN, office=public)
    take_in(public, recipes.part_2_apart())
    review(public, DecisionId("pcd-9003"))
    approve(public, DecisionId("pcd-9003"))
    with public.store._engine.begin() as connection:
        for broken in (PLAIN, "pcd-9003"):
            connection.exec_driver_sql(
                f"UPDATE decisions SET record = '{{}}' WHERE id = '{broken}'"
            )
    public.clock.on(hours=2)
    assert [a.name for a in alarms.seen_now(public)] == ["record pcd-9003"]
    assert "record" in {c.code for c in contradictions(public, with_site=False)}


def test_a_look_that_fails_is_an_alarm_itself(public, monkeypatch) -> None:
    withdraw(PLAIN, "wrong", by=ANN, office=public)
    public.clock.on(hours=2)

    def away(*_: object) -> None:
        raise ConnectionError(CANARY)

    monkeypatch.setattr(public.store, "in_states", away)
    names = [a.name for a in alarms.seen_now(public)]
    assert names == ["cannot see what is overdue", "not gone pcd-9001"]
    assert CANARY not in str(alarms.seen_now(public))


# Keeping and destroying


@pytest.mark.parametrize(
    ("closed", "years", "due"),
    [
        ("2020-03-31", 6, "2026-04-01"),
        ("2020-04-01", 6, "2027-04-01"),
        ("2020-12-31", 6, "2027-04-01"),
        ("2021-01-01", 0, "2021-04-01"),
        ("2024-02-29", 1, "2025-04-01"),
    ],
)
def test_years_count_from_the_end_of_a_financial_year(closed, years, due) -> None:
    assert due_on(date.fromisoformat(closed), years) == date.fromisoformat(due)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 50))
def test_nothing_is_kept_too_short_or_a_year_too_long(closed: date, years: int) -> None:
    gap = due_on(closed, years) - closed
    assert timedelta(days=1) <= gap - timedelta(days=365 * years) <= timedelta(days=380)
    assert closed <= ends_on(closed)


def due_of(office, decision_id):
    return [d for d in disposal.due(office, SCHEDULE) if d.decision_id == decision_id]


def test_what_was_kept_long_enough_is_destroyed_and_the_page_stays(public) -> None:
    before = public.store.load(PLAIN)
    site = dict(public.bucket.listing())
    words = {n: public.files.get(n) for n in disposal.private_names(before)}
    assert before.documents[0].sha256 in words
    public.clock.go_to(2033, 3, 31)
    assert due_of(public, PLAIN) == []
    public.clock.go_to(2033, 4, 1)
    (due,) = due_of(public, PLAIN)
    assert disposal.dispose(due, by=ANN, office=public) == len(words)
    after = public.store.load(PLAIN)
    assert not set(words) & set(public.files.names())
    assert CANARY not in str(replace(after, history=()))
    assert after.release == before.release
    assert after.state is State.PUBLISHED
    verify_history(after)
    bring_up_to_date(public)
    bring_search_up_to_date(public)
    left = dict(public.bucket.listing())
    assert {k: v for k, v in left.items() if k in site} == site
    assert contradictions(public) == ()
    assert {row.sha256 for row in public.disposals.all() if row.is_done} == set(words)
    assert due_of(public, PLAIN) == []
    with pytest.raises(NotFound, match="not due any more"):
        disposal.dispose(due, by=ANN, office=public)


def test_the_same_file_again_is_known_and_not_taken_in(public, tmp_path) -> None:
    ((name, pdf),) = recipes.plain().items()
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / name).write_bytes(pdf)
    (tmp_path / "inbox" / "other.pdf").write_bytes(b"other")
    public.clock.go_to(2033, 4, 1)
    disposal.dispose(due_of(public, PLAIN)[0], by=ANN, office=public)
    assert not intake.receive(name, pdf, by=SAM, office=public)
    disposal.finish(public, [FolderInbox(tmp_path / "inbox")])
    assert [p.name for p in (tmp_path / "inbox").iterdir()] == ["other.pdf"]


def test_earlier_redacted_files_and_their_texts_go_too(office) -> None:
    take_in(office, recipes.plain())
    review(office, PLAIN)
    approve(office, PLAIN)
    approving.reopen(PLAIN, "look again", by=ANN, office=office)
    flag = next(
        f for f in office.store.load(PLAIN).flags_to_rule() if not f.is_withheld
    )
    reviewing.rule(PLAIN, [flag.id], Verdict.WITHHOLD, by=ANN, office=office)
    approve(office, PLAIN)
    release(PLAIN, office=office)
    kept = office.store.load(PLAIN).release
    office.clock.go_to(2040, 1, 1)
    disposal.dispose(due_of(office, PLAIN)[0], by=ANN, office=office)
    public_names = {kept.output, kept.text, kept.thumbnail}
    assert set(office.files.names()) == public_names


def test_what_came_after_a_disposal_is_not_disposed_of_again(public) -> None:
    """A restore empties what the disposal was of, and no later case or hold."""
    public.clock.go_to(2040, 1, 1)
    disposal.dispose(due_of(public, PLAIN)[0], by=ANN, office=public)
    take_in(public, {"late.pdf": recipes.part_2("PCD 9001", "Something new.")})
    disposal.keep(PLAIN, "a claim", by=ANN, office=public)
    assert disposal.again(public) == 0
    after = public.store.load(PLAIN)
    assert (len(after.documents), after.legal_hold) == (1, "a claim")


def test_a_legal_hold_keeps_everything_until_it_is_lifted(public) -> None:
    disposal.keep(PLAIN, "a claim", by=ANN, office=public)
    public.clock.go_to(2040, 1, 1)
    (due,) = due_of(public, PLAIN)
    assert due.kept == "a claim"
    with pytest.raises(GateClosed, match="legal hold"):
        disposal.dispose(due, by=ANN, office=public)
    assert public.disposals.all() == []
    disposal.let_go(PLAIN, "settled", by=ANN, office=public)
    (due,) = due_of(public, PLAIN)
    disposal.dispose(due, by=ANN, office=public)


def test_a_disposal_that_was_interrupted_is_finished_or_forgotten(
    public, monkeypatch
) -> None:
    public.clock.go_to(2040, 1, 1)
    (due,) = due_of(public, PLAIN)

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(public.store, "save", killed)
        with pytest.raises(Killed):
            disposal.dispose(due, by=ANN, office=public)
    assert disposal.finish(public) == 0, "the ledger does not say so yet"
    assert public.disposals.all() == []
    with monkeypatch.context() as patch:
        patch.setattr(public.files, "destroy", killed)
        with pytest.raises(Killed):
            disposal.dispose(due, by=ANN, office=public)
    assert disposal.finish(public) == len(due.names)
    assert not set(due.names) & set(public.files.names())


def test_what_was_never_approved_goes_whole(office) -> None:
    take_in(office, recipes.part_2_apart() | recipes.broken())
    decision_id = DecisionId("pcd-9003")
    office.clock.go_to(2034, 1, 1)
    found = disposal.due(office, schedule_of({"refused": 7}))
    assert {d.decision_id for d in found} == {decision_id}
    for due in disposal.due(office, schedule_of({})):
        disposal.dispose(due, by=ANN, office=office)
    after = office.store.load(decision_id)
    assert (after.state, after.facts.reference) == (State.DISPOSED, "PCD 9003")
    assert CANARY not in str(after)
    assert list(office.files.names()) == []
    assert [a.name for a in office.store.all_set_aside()] == ["(disposed)"]
    assert disposal.due(office, schedule_of({})) == []
    assert contradictions(office, with_site=False) == ()
    # New material may come, and the decision begins again.
    assert take_in(office, recipes.part_2_apart())[0].outcome == "known"


def test_what_is_under_way_is_never_due(public) -> None:
    late = recipes.part_2("PCD 9001", "Nothing.")
    take_in(public, {"late.pdf": late})
    public.clock.go_to(2050, 1, 1)
    with pytest.raises(GateClosed, match="new version"):
        disposal.dispose(due_of(public, PLAIN)[0], by=ANN, office=public)
    decision = public.store.load(PLAIN)
    assert all(closed_on(replace(decision, state=s), r) is None for r in SCHEDULE
               for s in (State.APPROVED, State.HELD, State.DISPOSED))  # fmt: skip


def test_a_withdrawn_decision_keeps_its_tombstone(public) -> None:
    withdraw(PLAIN, "wrong", by=ANN, office=public)
    bring_up_to_date(public)
    public.clock.go_to(2040, 1, 1)
    (due,) = due_of(public, PLAIN)
    assert due.row.id == "withdrawn"
    disposal.dispose(due, by=ANN, office=public)
    bring_up_to_date(public)
    assert public.bucket.get(Key("decisions/pcd-9001/index.html")) is not None
    assert list(public.files.names()) == []
    split_and_flag(PLAIN, office=public)
    assert public.store.load(PLAIN).state is State.WITHDRAWN
