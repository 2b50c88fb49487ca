"""What is away, missing, refused or of another time does no more harm than it must."""

import copy
import os
import pickle
import shutil
import time
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from casework import intake, publishing
from casework.alarms import LEAK, Alarm
from casework.correcting import set_part
from casework.finding import Kepts
from casework.gone import withdrawn_at
from casework.ports import Disposal
from casework.publishing import differences
from casework.withdrawal import withdraw
from decisions.decision import DecisionId
from decisions.errors import (
    BadBackup,
    BadSettings,
    CachesNotTold,
    FileDamaged,
    GateClosed,
    LaterPublisher,
    LeakFound,
    PagesNotMade,
    RefusedFile,
    WrongStore,
)
from decisions.parts import Part
from fixtures import recipes
from fixtures.officers import ANN, SAM, review, take_in
from fixtures.released import publish, release
from flows import lastword, standing, steps, telling
from flows.cli import app
from flows.clock import OfficeClock
from flows.quiet import settle_prefect
from flows.settings import TellSettings
from flows.wiring import Wiring
from publish.manifest import Key
from strongroom import backup as copies
from strongroom.database import connect_to
from strongroom.halfwritten import LEFT
from strongroom.local import FolderInbox, LocalFiles
from tests.conftest import HandClock
from tests.flows.conftest import at_the_door
from tests.flows.test_telling import postbox  # noqa: F401 - a fixture

RUN = CliRunner()
PLAIN = DecisionId("pcd-9001")
OTHER = "decisions/pcd-2/"


@pytest.fixture
def wired(wired, monkeypatch) -> Wiring:
    wired.clock = HandClock(wired.clock.now())
    return at_the_door(wired, monkeypatch)


def anew(wired: Wiring, monkeypatch) -> Wiring:
    """The service as another process has it."""
    other = Wiring(wired.settings)
    other.clock = wired.clock
    return at_the_door(other, monkeypatch)


# Private files


def test_a_disk_that_is_not_mounted_takes_nothing_down(wired, monkeypatch) -> None:
    take_in(wired, recipes.plain())
    for number in (1, 2, 3):
        publish(wired.store, release(wired.files, number))
    assert RUN.invoke(app, ["publish"]).exit_code == 0
    before = dict(wired.bucket.listing())
    folder = wired.settings.files.folder
    folder.rename(folder.with_name("the disk"))
    again = anew(wired, monkeypatch)
    done = RUN.invoke(app, ["publish", "--look"])
    assert isinstance(done.exception, WrongStore)
    assert "mount its disk" in str(done.exception)
    assert dict(wired.bucket.listing()) == before
    told = standing.health(again, nights=False)
    assert set(told) == {"private files"}
    assert "mount its disk" in told["private files"]
    shutil.rmtree(folder)
    folder.with_name("the disk").rename(folder)
    anew(wired, monkeypatch)
    assert RUN.invoke(app, ["publish", "--look"]).exit_code == 0
    assert dict(wired.bucket.listing()) == before


def test_files_of_a_service_that_made_no_mark_are_known(wired, monkeypatch) -> None:
    take_in(wired, recipes.plain())
    (wired.settings.files.folder / "notes" / "ours").unlink()
    again = anew(wired, monkeypatch)
    assert again.files.read_note("ours") is not None


def test_files_that_were_disposed_of_are_not_asked_for(wired, monkeypatch) -> None:
    take_in(wired, recipes.plain())
    [document] = wired.store.load(PLAIN).documents
    row = Disposal(
        sha256=document.sha256, of=PLAIN, row="x", by=ANN, at=wired.clock.now()
    )
    wired.disposals.intend([row])
    wired.files.destroy(document.sha256)
    (wired.settings.files.folder / "notes" / "ours").unlink()
    assert anew(wired, monkeypatch).files.read_note("ours") is not None


def test_a_withdrawal_is_seen_though_a_page_that_linked_to_it_is_lost(wired) -> None:
    """Its page went with the title it showed, and cannot be made again."""
    publish(wired.store, release(wired.files, 1))
    other = release(wired.files, 2, mentions=("pcd-1",))
    publish(wired.store, other)
    steps.follow_ledger(wired)
    assert b"/decisions/pcd-1/" in wired.bucket.get(Key(f"{OTHER}index.html"))[0]
    wired.files.destroy(other.text)
    withdraw(DecisionId("pcd-1"), "a witness", by=ANN, office=wired)
    with pytest.raises(PagesNotMade):
        steps.follow_ledger(wired)
    assert wired.bucket.get(Key(f"{OTHER}index.html")) is None
    assert withdrawn_at(wired.store.load(DecisionId("pcd-1"))) is None, "seen"


def test_one_lost_text_keeps_all_other_pages_public(wired) -> None:
    for number in (1, 2, 3):
        publish(wired.store, release(wired.files, number))
    assert RUN.invoke(app, ["publish"]).exit_code == 0
    corrected = release(wired.files, 2, summary="It was put right.")
    new = release(wired.files, 4, "new")
    publish(wired.store, corrected)
    publish(wired.store, new)
    publish(wired.store, release(wired.files, 5))
    lost = {name: wired.files.get(name) for name in (corrected.text, new.text)}
    for name in lost:
        wired.files.destroy(name)
    with pytest.raises(PagesNotMade, match=r"2 decisions were not made anew.*restore"):
        steps.follow_ledger(wired)
    there = {key for key, _ in wired.bucket.listing()}
    assert {"index.html", "feed.atom"} <= there
    assert set(Kepts.read(wired.files).shards["all"].pages) == {
        "pcd-1",
        "pcd-3",
        "pcd-5",
    }, "what can be found is found"
    assert b"PCD 5" in wired.bucket.get(Key("index.html"))[0]
    assert Key("decisions/pcd-5/index.html") in there
    assert Key("decisions/pcd-2/index.html") in there, "as it was"
    assert Key("decisions/pcd-4/index.html") not in there
    lists = ("index.html", "feed.atom", "decisions.csv", "decisions/index.html")
    named = [wired.bucket.get(Key(key))[0] for key in lists if key in there]
    assert len(named) > 2
    assert not any(b"pcd-4" in body for body in named), "no list leads to nothing"
    assert steps.update_search(wired) == 0, "it is not made anew each time"
    for content in lost.values():
        wired.files.put(content)
    assert steps.follow_ledger(wired)["site"] > 0
    assert b"put right" in wired.bucket.get(Key("decisions/pcd-2/index.html"))[0]
    assert differences(wired) == (0, 0, 0)
    assert steps.follow_ledger(wired) == {"site": 0, "search": 0}


def test_what_a_killed_process_left_half_written_goes(wired, tmp_path) -> None:
    name = wired.files.put(b"whole")
    folder = wired.settings.files.folder / "objects" / "ab"
    folder.mkdir(parents=True)
    old, new = folder / ".new-abc", folder / ".new-def"
    for path in (old, new):
        path.write_bytes(b"half of a Part 2")
    then = wired.clock.now().timestamp() - LEFT - 60
    os.utime(old, (then, then))
    steps.receive(wired, steps.Tally())
    assert not old.exists()
    assert new.exists(), "somebody may be writing it now"
    assert set(wired.files.names()) == {name}


# Refusals


@pytest.mark.parametrize(
    "refusal",
    [GateClosed("seal", ("one flag", "another")), RefusedFile("too-slow", "it is.")],
)
def test_a_refused_document_is_counted(refusal) -> None:
    again = pickle.loads(pickle.dumps(refusal))
    for other in (again, copy.deepcopy(refusal)):
        assert (type(other), str(other)) == (type(refusal), str(refusal))
        assert vars(other) == vars(refusal)
    tally = steps.Tally(sealed=2, refused=[refusal])
    assert tally.counts()["refused"] == 1
    assert tally.counts()["sealed"] == 2


def test_a_file_that_is_refused_and_then_read_is_no_ghost(wired, monkeypatch) -> None:
    [(name, pdf)] = recipes.plain().items()
    right = wired.screener
    small = replace(right, limits=replace(right.limits, pages=1))
    monkeypatch.setitem(vars(wired), "screener", small)
    refused = intake.submit(name, pdf, by=SAM, office=wired)
    assert refused.outcome == "refused"
    monkeypatch.setitem(vars(wired), "screener", right)
    assert len(wired.store.all_set_aside()) == 1
    assert intake.submit(name, pdf, by=SAM, office=wired).outcome == "taken in"
    assert wired.store.all_set_aside() == ()


# The ledger


def test_a_ledger_that_is_away_is_told_all_the_same(wired, postbox, monkeypatch):  # noqa: F811
    assert RUN.invoke(app, ["watch"]).exit_code == 0
    tell = TellSettings(alarms=(postbox.address,))
    wired.settings = wired.settings.model_copy(update={"tell": tell})
    again = anew(wired, monkeypatch)
    wired.engine.dispose()
    ledger = Path(again.settings.ledger.url.removeprefix("sqlite:///"))
    kept = ledger.read_bytes()
    for path in ledger.parent.glob(ledger.name + "-*"):
        path.unlink()
    ledger.write_bytes(b"this is no database" * 500)
    for _ in range(3):
        assert RUN.invoke(app, ["watch"]).exit_code == 1
    assert len(postbox.texts()) == 1, "once in some hours"
    assert "cannot be read or written (DatabaseError" in postbox.texts()[0]
    mark = again.settings.work.folder / lastword.MARK
    then = mark.stat().st_mtime - lastword.AGAIN - 1
    os.utime(mark, (then, then))
    assert RUN.invoke(app, ["watch"]).exit_code == 1
    assert len(postbox.texts()) == 2
    ledger.write_bytes(kept)
    anew(wired, monkeypatch)
    assert RUN.invoke(app, ["watch"]).exit_code == 0
    assert not mark.exists(), "the next time is told at once"


# Inboxes


def test_what_cannot_be_read_in_an_inbox_is_told_and_the_rest_is_kept(wired) -> None:
    inbox = wired.settings.inbox.folder
    (inbox / "a.pdf").write_bytes(b"%PDF")
    (inbox / "loop.pdf").symlink_to("loop.pdf")
    tally = steps.Tally()
    steps.receive(wired, tally)
    assert tally.received == 1
    [alarm] = wired.alarms.all("inbox")
    assert "1 files or folders in the inbox cannot be read" in alarm.alarm.message
    (inbox / "loop.pdf").unlink()
    (inbox / "gone.pdf").symlink_to("nowhere.pdf")
    (inbox / "lost+found").mkdir()
    (inbox / "lost+found" / "loop.pdf").symlink_to("loop.pdf")
    assert FolderInbox(inbox).waiting().unreadable == 0, "it points to nothing"
    steps.receive(wired, steps.Tally())
    assert wired.alarms.all("inbox") == []


# Several publishers


def test_a_run_leaves_the_site_to_a_later_one(wired, monkeypatch) -> None:
    publish(wired.store, release(wired.files, 1))
    real, others = wired.bucket.put, []

    def put(key, body, replaces):
        if not others:
            others.append(key)
            monkeypatch.setattr("casework.claiming.LOOKED", 0.0)
            steps.follow_ledger(wired)
        return real(key, body, replaces)

    monkeypatch.setattr(wired.bucket, "put", put)
    assert steps.follow_ledger(wired) == {"site": 0, "search": 0}
    assert others
    assert differences(wired) == (0, 0, 0)
    assert publishing.bring_up_to_date(wired, look=True).is_nothing
    others.clear()
    publish(wired.store, release(wired.files, 2))
    with pytest.raises(LaterPublisher):
        steps.follow_ledger(wired, anew=True)  # the later one does less than that


class Edge:
    """Caches before the site, which may be away."""

    is_away = False

    def forget(self, _paths) -> None:
        if self.is_away:
            raise ConnectionError("no words of a service are repeated")


def test_what_caches_may_still_have_is_not_called_gone(wired, monkeypatch) -> None:
    edge, one = Edge(), DecisionId("pcd-1")
    monkeypatch.setitem(vars(wired), "website", replace(wired.website, edge=edge))
    publish(wired.store, release(wired.files, 1))
    steps.follow_ledger(wired)
    withdraw(one, "a witness", by=ANN, office=wired)
    edge.is_away = True
    with pytest.raises(CachesNotTold, match="ConnectionError in forget") as refused:
        steps.follow_ledger(wired)
    assert "repeated" not in str(refused.value)
    assert b"data-withdrawn" in wired.bucket.get(Key("decisions/pcd-1/index.html"))[0]
    assert withdrawn_at(wired.store.load(one)) is not None, "nobody saw that it is"
    edge.is_away = False
    steps.follow_ledger(wired)
    assert withdrawn_at(wired.store.load(one)) is None


# Copies


def test_a_copy_of_a_time_to_come_is_asked_about(wired, tmp_path) -> None:
    folder, now = tmp_path / "copy", wired.clock.now().astimezone(UTC)

    def copied(at, days=35):
        return copies.back_up(wired.engine, wired.files, folder, now=at, days=days)

    copied(now - timedelta(days=60))
    future = copied(now + timedelta(days=1500), days=36_500).snapshot
    copied(now - timedelta(days=50))
    assert copied(now).pruned == 2, "what is old goes, though a clock was wrong once"
    assert copies.of_the_future(folder, now) == [future]
    engine = connect_to(f"sqlite:///{tmp_path / 'new.db'}")
    files, wanted = LocalFiles(tmp_path / "new"), now.strftime("%Y-%m-%dT%H%M%SZ")
    with pytest.raises(BadBackup, match=f"{future} is of a time to come"):
        copies.put_back(engine, files, folder, now=now)
    done = copies.put_back(engine, files, folder, wanted, now=now)
    assert done.snapshot == wanted
    engine.dispose()
    told = RUN.invoke(app, ["backup", str(folder)])
    assert future in " ".join(told.output.split())


def test_a_copy_by_a_clock_that_nobody_can_trust_deletes_nothing(wired, tmp_path):
    folder = tmp_path / "copy"
    old = wired.clock.now() - timedelta(days=60)
    for at in (old, old + timedelta(days=1)):
        copies.back_up(wired.engine, wired.files, folder, now=at, days=35)
    wired.clock = OfficeClock(wired.clock.zone)
    wired.runs.begin("sweep", wired.clock.now() + timedelta(days=2))
    done = RUN.invoke(app, ["backup", str(folder)])
    assert done.exit_code == 0, done.output
    assert "no old snapshot is deleted" in " ".join(done.output.split())
    assert len(copies.snapshots(folder)) == 3
    assert RUN.invoke(app, ["retry", "clock"]).exit_code == 0
    time.sleep(1)  # a copy has the second in its name
    assert RUN.invoke(app, ["backup", str(folder)]).exit_code == 0
    assert len(copies.snapshots(folder)) == 2


def test_a_file_that_the_disk_does_not_give_keeps_no_other_from_the_copy(
    wired, tmp_path
) -> None:
    names = sorted(wired.files.put(f"file {n}".encode()) for n in range(5))
    bad = wired.settings.files.folder / "objects" / names[0][:2] / names[0]
    bad.unlink()
    bad.mkdir()  # reading it is an error of the system's, as of a bad sector
    with pytest.raises(FileDamaged, match="1 private files are damaged, missing or"):
        copies.back_up(
            wired.engine, wired.files, tmp_path / "copy", now=wired.clock.now(), days=35
        )
    there = {path.name for path in (tmp_path / "copy").glob("objects/??/*")}
    assert set(names[1:]) <= there


def test_a_copy_that_was_refused_was_not_begun(wired, tmp_path) -> None:
    assert RUN.invoke(app, ["backup", str(tmp_path / "copy")]).exit_code == 1
    assert wired.runs.begun(standing.BACKUP, most=9) == []


def test_copies_that_fail_again_are_an_alarm_again(wired) -> None:
    def tried(*, ends: bool) -> None:
        key = wired.runs.begin(standing.BACKUP, wired.clock.now())
        if ends:
            wired.runs.end(key, {}, wired.clock.now())

    def late() -> bool:
        return any(alarm.name == standing.BACKUP for alarm in telling._missed(wired))

    tried(ends=False)
    wired.clock.on(hours=60)
    assert not late(), "one alone was a try by hand"
    for _ in range(3):
        tried(ends=False)
        wired.clock.on(hours=24)
    assert late(), "none ever came to its end"
    tried(ends=True)
    assert not late()
    for _ in range(3):
        wired.clock.on(hours=24)
        tried(ends=False)
    assert late(), "and it is told again after a copy by hand"


# Settings, alarms


def test_settings_that_cannot_be_meant_are_refused(tmp_path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(BadSettings, match=r"work\.folder: .*data cannot be used"):
        settle_prefect(tmp_path / "data")


def test_a_leak_of_what_nobody_can_read_any_more_is_no_alarm(wired) -> None:
    take_in(wired, recipes.plain())
    alarm = Alarm(f"{LEAK}{PLAIN}", str(LeakFound("it leaks")))
    wired.alarms.add("leak", alarm, wired.clock.now())
    telling.watch(wired)
    assert len(wired.alarms.all("leak")) == 1
    review(wired, PLAIN)
    parts = wired.store.load(PLAIN).parts
    pages = [part.page for part in parts]
    set_part(PLAIN, parts[0].file, pages, Part.TWO, by=ANN, office=wired)
    telling.watch(wired)
    assert wired.alarms.all("leak") == []
