"""What is wrong is told until it is right, and what was begun can be begun again."""

from dataclasses import replace

import pyotp
import pytest
from typer.testing import CliRunner

from casework import alarms, audit, correcting
from casework.finding import Kepts
from casework.sealing import seal
from casework.seen import problem_seen
from casework.withdrawal import withdraw
from decisions.decision import DecisionId, State
from decisions.errors import GateClosed, InboxMissing, LeakFound, StaysWithdrawn
from decisions.lifecycle import Step
from fixtures import recipes
from fixtures.officers import ANN, approve, review, take_in
from fixtures.released import CANARY, publish, release
from fixtures.servers import PRIVATE, PUBLIC
from flows import standing, steps, telling
from flows.cli import app
from flows.wiring import Wiring
from publish.bucket import PublicBucket
from strongroom.bucket import PrivateBucket
from strongroom.database import open_database
from strongroom.ledger import Ledger
from strongroom.sessions import Role
from tests.conftest import HandClock
from tests.flows.conftest import at_the_door

RUN = CliRunner()
PLAIN = DecisionId("pcd-9001")


@pytest.fixture
def wired(wired, monkeypatch) -> Wiring:
    wired.clock = HandClock(wired.clock.now())
    return at_the_door(wired, monkeypatch)


def names(wired: Wiring, source: str) -> list[str]:
    return [heard.alarm.name for heard in wired.alarms.all(source)]


def told(wired: Wiring, name: str) -> str:
    """What an alarm says."""
    return next(h.alarm.message for h in wired.alarms.all() if h.alarm.name == name)


def approved(wired: Wiring) -> None:
    take_in(wired, recipes.plain())
    review(wired, PLAIN)
    approve(wired, PLAIN)


def test_what_a_sample_found_stays_an_alarm_until_it_is_right(wired, client) -> None:
    for number in range(1, 30):
        publish(wired.store, release(wired.files, number))
    steps.update_site(wired)
    home = "decisions/pcd-1/index.html"
    body = wired.bucket.get(home)[0]
    client.put_object(Bucket=PUBLIC, Key=home, Body=body, ContentType="text/plain")
    spoilt = "audit site-spoilt decisions/pcd-1/"
    for _ in range(10):
        steps.contradictions(wired)
        if spoilt in names(wired, "audit"):
            break
        wired.clock.on(days=1)
    for _ in range(4):
        wired.clock.on(days=1)
        steps.contradictions(wired)
        assert spoilt in names(wired, "audit"), "it is others' turn"
    assert steps.update_site(wired, look=True) > 0
    steps.contradictions(wired)
    assert spoilt not in names(wired, "audit")


def test_a_look_that_fails_hides_nothing_that_others_find(wired, access) -> None:
    approved(wired)
    take_in(wired, recipes.part_2_apart())
    with wired.engine.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE decisions SET record = '{{}}' WHERE id = '{PLAIN}'"
        )
    wired.files = PrivateBucket(replace(access, secret="not it"), PRIVATE, "files/")
    found = audit.contradictions(wired)
    assert {"record", "cannot-see"} <= {one.code for one in found}, found


def test_a_withdrawal_can_be_run_again(wired, access, monkeypatch) -> None:
    approved(wired)
    assert RUN.invoke(app, ["release-due"]).exit_code == 0
    command = ["withdraw", "PCD 9001", "--reason", "it names a witness"]
    there = wired.bucket
    away = PublicBucket(replace(access, secret="not it"), PUBLIC)
    at = replace(wired.website, site=away)
    with monkeypatch.context() as broken:
        broken.setitem(wired.__dict__, "website", at)
        assert RUN.invoke(app, command).exit_code == 1
    assert wired.store.load(PLAIN).state is State.WITHDRAWN
    assert there.get("decisions/pcd-9001/decision.json") is not None
    for _ in range(2):
        again = RUN.invoke(app, command)
        assert again.exit_code == 0, again.output
        assert "NO" not in again.output
        assert "nothing of it is left" in again.output
    assert there.get("decisions/pcd-9001/decision.json") is None
    history = [entry.step for entry in wired.store.load(PLAIN).history]
    assert history.count(Step.WITHDRAW) == history.count(Step.GONE) == 1


def test_what_is_due_and_not_out_is_told_with_the_reason(wired) -> None:
    approved(wired)
    for _ in range(3):
        wired.leases.begin(f"publish {PLAIN}", most=3)
        wired.leases.fail(f"publish {PLAIN}", "ValueError in x, line 1", counts=True)
    told = RUN.invoke(app, ["release-due"])
    assert told.exit_code == 1
    assert "pcd-9001 is due and not out: given up: ValueError in x" in told.output
    assert RUN.invoke(app, ["retry", "pcd-9001"]).exit_code == 0
    done = RUN.invoke(app, ["release-due"])
    assert done.exit_code == 0, done.output
    assert wired.store.load(PLAIN).state is State.PUBLISHED
    assert standing.standing(wired).runs["release"].counts["published"] == 1


def test_what_was_approved_for_a_site_with_an_earlier_version_is_reviewed_again(
    wired,
) -> None:
    approved(wired)
    decision = wired.store.load(PLAIN)
    public = release(wired.files, 1, updated_at=wired.clock.now())
    wired.store.save(replace(decision, release=replace(public, reference="PCD 9001")))
    withdraw(PLAIN, "wrong", by=ANN, office=wired)
    assert wired.store.load(PLAIN).state is State.IN_REVIEW
    wired.clock.on(hours=2)
    assert [a.name for a in alarms.seen_now(wired)] == [f"not gone {PLAIN}"]
    with pytest.raises(GateClosed, match="problem"):
        approve(wired, PLAIN)
    (asked,) = (p for p in wired.store.load(PLAIN).problems if p.is_open)
    correcting.settle(PLAIN, problem_seen(asked), "done", by=ANN, office=wired)
    approve(wired, PLAIN)
    assert RUN.invoke(app, ["release-due"]).exit_code == 0
    assert wired.store.load(PLAIN).state is State.PUBLISHED


def test_a_leak_that_was_mended_at_the_desk_is_no_alarm_any_more(wired) -> None:
    take_in(wired, recipes.plain())
    found = alarms.of_a_leak(PLAIN, LeakFound("decision pcd-9001: 1 still there"))
    wired.alarms.add("leak", found, wired.clock.now())
    telling.watch(wired)
    assert names(wired, "leak") == ["leak pcd-9001"]
    wired.clock.on(hours=1)
    review(wired, PLAIN)
    seal(PLAIN, office=wired)
    telling.watch(wired)
    assert names(wired, "leak") == []


def test_a_file_that_is_too_large_is_an_alarm_as_long_as_it_is_there(
    wired, tmp_path
) -> None:
    large = tmp_path / "inbox" / "A. Person.pdf"
    with large.open("wb") as file:
        file.truncate((wired.settings.limits.mebibytes + 1) * 2**20)
    steps.receive(wired, steps.Tally())
    (heard,) = wired.alarms.all("inbox")
    assert heard.alarm.message.startswith("1 files in the inbox are larger")
    assert "Person" not in heard.alarm.message
    large.unlink()
    steps.receive(wired, steps.Tally())
    assert names(wired, "inbox") == []


def test_a_night_or_a_copy_that_does_not_come_is_an_alarm(wired, tmp_path) -> None:
    assert RUN.invoke(app, ["backup", "--begin", str(tmp_path / "copy")]).exit_code == 0
    wired.clock.on(seconds=1)
    assert RUN.invoke(app, ["backup", str(tmp_path / "copy")]).exit_code == 0
    assert RUN.invoke(app, ["watch"]).exit_code == 0, "there was no time for a night"
    wired.clock.on(hours=27)
    watched = RUN.invoke(app, ["watch"])
    assert watched.exit_code == 1
    assert names(wired, "watch") == ["night"]
    for part in standing.NIGHTLY:
        assert RUN.invoke(app, ["watch"]).exit_code == 1
        assert part in told(wired, "night"), "every part has to be done"
        key = wired.runs.begin(part, wired.clock.now())
        wired.runs.end(key, {}, wired.clock.now())
    assert RUN.invoke(app, ["watch"]).exit_code == 0
    wired.clock.on(hours=25)
    RUN.invoke(app, ["watch"])
    assert names(wired, "watch") == [standing.BACKUP]
    assert RUN.invoke(app, ["backup", str(tmp_path / "copy")]).exit_code == 0
    assert RUN.invoke(app, ["watch"]).exit_code == 0
    assert {"watch", "backup"} <= standing.standing(wired).runs.keys()


def test_headers_that_somebody_changed_are_put_right(wired, client) -> None:
    """Of a page and of a file of the search; a listing does not show it."""
    publish(wired.store, release(wired.files, 1))
    assert RUN.invoke(app, ["publish"]).exit_code == 0
    there = [key for key, _ in wired.bucket.listing()]
    some = ["decisions/pcd-1/index.html", *(k for k in there if "pagefind-entry" in k)]
    assert len(some) == 2

    def kinds() -> list[str]:
        return [wired.bucket.get(key)[1]["Content-Type"] for key in some]

    right = kinds()
    for key in some:
        body = wired.bucket.get(key)[0]
        client.put_object(Bucket=PUBLIC, Key=key, Body=body, ContentType="text/x-evil")
    assert RUN.invoke(app, ["publish", "--look"]).exit_code == 0
    assert kinds() == ["text/x-evil"] * 2
    assert RUN.invoke(app, ["publish", "--anew"]).exit_code == 0
    assert kinds() == right
    assert len(list(wired.bucket.listing())) == len(there), "nothing is left over"


def test_the_search_has_no_words_of_what_an_older_ledger_has_public(
    wired, tmp_path
) -> None:
    publish(wired.store, release(wired.files, 1, CANARY))
    publish(wired.store, release(wired.files, 2))
    steps.follow_ledger(wired)
    withdraw(DecisionId("pcd-1"), "a witness", by=ANN, office=wired)
    steps.follow_ledger(wired)
    wired.store = Ledger(open_database(f"sqlite:///{tmp_path / 'old.db'}"))
    for number in (1, 2, 3):
        publish(wired.store, release(wired.files, number, CANARY * (number == 1)))
    with pytest.raises(StaysWithdrawn, match="1 decisions"):
        steps.follow_ledger(wired)
    pages = Kepts.read(wired.files).shards["all"].pages
    assert set(pages) == {"pcd-2", "pcd-3"}, "and what is new is found"
    wired.store._engine.dispose()


def test_an_inbox_that_is_not_there_is_no_empty_one(wired) -> None:
    inbox = wired.settings.inbox.folder
    inbox.rename(inbox.with_name("elsewhere"))
    tally = steps.Tally()
    steps.receive(wired, tally)
    assert [type(refusal) for refusal in tally.refused] == [InboxMissing]
    assert names(wired, "inbox") == ["inbox missing"]
    inbox.mkdir()
    steps.receive(wired, steps.Tally())
    assert names(wired, "inbox") == []


def test_a_new_password_changes_no_role_and_lifts_no_bar(wired) -> None:
    officers, words = wired.officers, "some words that are new"
    for name in ("eve", "ada"):
        officers.add(name, name.title(), "long enough words", [Role.ADMINISTRATOR])
    officers.change("eve", [Role.SUBMITTER, Role.ADMINISTRATOR], is_barred=True)
    told = RUN.invoke(app, ["officer", "add", "eve"], input=f"{words}\n{words}\n")
    assert told.exit_code == 0
    assert "is barred" in told.output
    eve = next(one for one in officers.everybody() if one.id == "eve")
    assert (eve.name, eve.is_barred) == ("Eve", True)
    assert eve.roles == {Role.SUBMITTER, Role.ADMINISTRATOR}
    now = wired.clock.now()
    assert officers.sign_in("eve", words, now) is None
    officers.change("eve", eve.roles, is_barred=False)
    assert officers.sign_in("eve", words, now), "the password is the new one"


def test_after_a_theft_an_officer_begins_without_a_second_factor(wired) -> None:
    officers, words = wired.officers, "some words that are new"
    officers.add("ann", "Ann", "long enough words")
    now = wired.clock.now()
    secret = officers.offer_second_factor("ann")
    assert officers.take_second_factor("ann", pyotp.TOTP(secret).at(now), now)
    command = ["officer", "add", "ann", "--drop-second-factor"]
    told = RUN.invoke(app, command, input=f"{words}\n{words}\n")
    assert told.exit_code == 0
    (ann,) = officers.everybody()
    assert not ann.has_second_factor
    told = RUN.invoke(app, ["officer", "add", "ann", "--no-password"])
    assert told.exit_code == 0
    (ann,) = officers.everybody()
    assert not ann.has_password
