"""Commands that keep, destroy, copy and try again, through the command line."""

import re
import shutil
import time
from datetime import datetime

import pytest
from typer.testing import CliRunner

from casework import disposal, intake
from casework.ports import Disposal
from casework.working import TRIES
from decisions.decision import DecisionId, State
from decisions.errors import GateClosed, NotFound
from decisions.lifecycle import Step
from decisions.retention import REFUSED, schedule_of
from fixtures import recipes
from fixtures.officers import SAM, take_in
from flows import keepcommands
from flows.cli import app
from flows.wiring import Wiring, wiring
from strongroom.leases import Leases
from tests.conftest import LONDON, HandClock
from tests.flows.conftest import at_the_door
from tests.flows.test_doors import GOOD

RUN = CliRunner()
OLD, KEPT = DecisionId("pcd-9001"), DecisionId("pcd-9004")


@pytest.fixture
def wired(wired, monkeypatch) -> Wiring:
    """The same as the commands have."""
    return at_the_door(wired, monkeypatch)


@pytest.fixture
def old(wired) -> Wiring:
    """Two decisions of ten years ago, one of them under a legal hold."""
    now, wired.clock = wired.clock, HandClock(datetime(2016, 5, 3, 12, tzinfo=LONDON))
    take_in(wired, recipes.plain() | recipes.deferred_to_a_date() | recipes.broken())
    wired.clock = now
    held = RUN.invoke(
        app, ["legal-hold", "set", KEPT, "--reason", "a claim", "--by", "ann"]
    )
    assert held.exit_code == 0, held.output
    return wired


def test_what_is_due_is_listed_before_anything_is_destroyed(old) -> None:
    before = set(old.files.names())
    listed = RUN.invoke(app, ["dispose"])
    assert listed.exit_code == 0, listed.output
    assert OLD in listed.output
    assert "never_published" in listed.output
    assert "2023-04-01" in listed.output, "six years after March 2017"
    assert REFUSED.id in listed.output
    assert re.search(rf"{KEPT} .* legal hold", listed.output)
    nobody = RUN.invoke(app, ["dispose", "--confirm"])
    assert nobody.exit_code == 2
    assert "--by OFFICER" in nobody.output
    assert set(old.files.names()) == before
    assert old.store.load(OLD).state is State.FLAGGED


def test_what_is_due_is_destroyed_by_a_named_officer_and_a_hold_keeps_it(old) -> None:
    kept = {d.sha256 for d in old.store.load(KEPT).documents}
    done = RUN.invoke(app, ["dispose", "--confirm", "--by", "ann"])
    assert done.exit_code == 0, done.output
    gone = old.store.load(OLD)
    assert (gone.state, gone.history[-1].by) == (State.DISPOSED, "officer:ann")
    assert old.store.load(KEPT).state is State.FLAGGED
    assert kept <= set(old.files.names())
    assert [row.sha256 for row in old.disposals.all() if not row.is_done] == []
    again = RUN.invoke(app, ["dispose"])
    assert OLD not in again.output
    lifted = RUN.invoke(
        app, ["legal-hold", "lift", KEPT, "--reason", "settled", "--by", "ann"]
    )
    assert lifted.exit_code == 0, lifted.output
    steps = [entry.step for entry in old.store.load(KEPT).history]
    assert steps[-2:] == [Step.KEEP, Step.LET_GO]
    # A hold keeps nothing for longer than it stands: it was due long ago.
    assert RUN.invoke(app, ["dispose", "--confirm", "--by", "ann"]).exit_code == 0
    assert old.store.load(KEPT).state is State.DISPOSED
    assert not kept & set(old.files.names())


def test_a_file_that_was_set_aside_may_be_under_a_legal_hold_too(old) -> None:
    (aside,) = old.store.all_set_aside()
    hold = ["legal-hold", "set", aside.sha256[:12], "--by", "ann"]
    assert RUN.invoke(app, [*hold, "--reason", " "]).exit_code == 1
    done = RUN.invoke(app, [*hold, "--reason", "a claim"])
    assert done.exit_code == 0, done.output
    assert RUN.invoke(app, [*hold, "--reason", "twice"]).exit_code == 1
    (kept,) = old.store.all_set_aside()
    assert kept.kept.startswith("a claim (officer:ann, ")
    (found,) = (
        one
        for one in disposal.due(old, schedule_of({}))
        if one.names == (aside.sha256,)
    )
    with pytest.raises(GateClosed, match="legal hold"):
        disposal.record(found, by="officer:ann", office=old)
    command = ["dispose", "--confirm", "--by", "ann"]
    assert RUN.invoke(app, command).exit_code == 0
    assert aside.sha256 in set(old.files.names())
    lift = ["legal-hold", "lift", aside.sha256, "--reason", "settled", "--by", "ann"]
    retried = RUN.invoke(app, ["retry", aside.sha256[:12]])
    assert "lift it first" in str(retried.exception)
    assert RUN.invoke(app, lift).exit_code == 0
    assert RUN.invoke(app, lift).exit_code == 1
    (row,) = old.store.all_set_aside()
    assert "legal hold: a claim (officer:ann, " in row.message
    assert "hold lifted: settled (officer:ann, " in row.message
    assert RUN.invoke(app, command).exit_code == 0
    assert aside.sha256 not in set(old.files.names())
    assert RUN.invoke(app, [*hold, "--reason", "too late"]).exit_code == 1
    unknown = RUN.invoke(
        app, ["legal-hold", "set", "0" * 12, "--reason", "x", "--by", "a"]
    )
    assert unknown.exit_code == 1


def test_a_hold_on_a_file_stops_a_disposal_that_was_begun(old) -> None:
    """Killed before the file was destroyed, and a copy from before was put back."""
    (aside,) = old.store.all_set_aside()
    old.disposals.intend(
        [
            Disposal(
                sha256=aside.sha256,
                of=disposal.SET_ASIDE,
                row=REFUSED.id,
                by="officer:ann",
                at=old.clock.now(),
            )
        ]
    )
    with pytest.raises(NotFound, match="is disposed of"):
        disposal.keep_file(aside.sha256, "x", by="officer:ann", office=old)
    old.store.keep_set_aside(aside.sha256, "a claim", aside.message)
    disposal.finish(old)
    assert aside.sha256 in set(old.files.names())
    assert old.disposals.all() == []


def test_two_do_not_dispose_at_once(old) -> None:
    other = Leases(old.engine)
    other.begin("dispose", most=keepcommands.MANY)
    done = RUN.invoke(app, ["dispose", "--confirm", "--by", "ann"])
    assert done.exit_code == 1
    assert "somebody else disposes now" in str(done.exception)
    assert old.store.load(OLD).state is State.FLAGGED
    other.end("dispose")
    assert RUN.invoke(app, ["dispose", "--confirm", "--by", "ann"]).exit_code == 0


def test_a_copy_fills_an_empty_place_and_never_a_full_one(
    old, tmp_path, monkeypatch
) -> None:
    copy = tmp_path / "copy"
    unbegun = RUN.invoke(app, ["backup", str(copy)])
    assert "mount the disk" in str(unbegun.exception), "it may not be mounted"
    done = RUN.invoke(app, ["backup", "--begin", str(copy)])
    assert done.exit_code == 0, done.output
    full = RUN.invoke(app, ["restore", str(copy)])
    assert full.exit_code == 1
    assert "empty" in str(full.exception)
    # What was disposed of after the copy was made does not come back with it.
    disposed = RUN.invoke(app, ["dispose", "--confirm", "--by", "ann"])
    assert disposed.exit_code == 0, disposed.output
    time.sleep(1)  # a copy has the second in its name
    assert RUN.invoke(app, ["backup", str(copy)]).exit_code == 0
    first, _ = sorted(path.name for path in copy.rglob("*.gz"))
    left = set(old.files.names())
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "partone.toml").write_text(
        GOOD + f'[ledger]\nurl = "sqlite:///{elsewhere}/ledger.db"\n'
        f'[files]\nfolder = "{elsewhere}/private"\n'
    )
    monkeypatch.undo()
    monkeypatch.chdir(elsewhere)
    wiring.cache_clear()
    back = RUN.invoke(
        app, ["restore", str(copy), "--snapshot", first.partition(".")[0]]
    )
    assert back.exit_code == 0, back.output
    assert "0 contradictions" in back.output
    mended = wiring()
    wiring.cache_clear()
    assert mended.store.load(OLD).state is State.DISPOSED
    assert mended.store.load(KEPT) == old.store.load(KEPT)
    assert set(mended.files.names()) == left
    shutil.rmtree(elsewhere)


def test_work_reads_and_flags_what_waits(wired) -> None:
    for name, pdf in recipes.plain().items():
        intake.receive(name, pdf, by=SAM, office=wired)
    done = RUN.invoke(app, ["work"])
    assert done.exit_code == 0, done.output
    assert wired.store.load(OLD).state is State.FLAGGED
    assert wired.store.waiting() == ()


def test_what_was_given_up_is_tried_again_when_somebody_says_so(wired) -> None:
    for name, pdf in recipes.plain().items():
        intake.receive(name, pdf, by=SAM, office=wired)
    (row,) = wired.store.waiting()
    for _ in range(TRIES):
        wired.leases.begin(f"read {row.sha256}", most=TRIES)
        wired.leases.fail(f"read {row.sha256}", "ValueError in x", counts=True)
    assert RUN.invoke(app, ["work"]).exit_code == 0
    assert wired.store.in_states(()) == ()
    (aside,) = wired.store.all_set_aside()
    unknown = RUN.invoke(app, ["retry", "flag pcd-1"])
    assert unknown.exit_code == 1
    assert "expected work that was given up" in str(unknown.exception)
    retry = ["retry", aside.sha256[:12]]
    wired.store.keep_set_aside(aside.sha256, "a claim", aside.message)
    assert "lift it first" in str(RUN.invoke(app, retry).exception)
    assert wired.store.all_set_aside() != ()
    wired.store.keep_set_aside(aside.sha256, "", aside.message)
    done = RUN.invoke(app, retry)
    assert done.exit_code == 0, done.output
    assert RUN.invoke(app, ["work"]).exit_code == 0
    assert wired.store.load(OLD).state is State.FLAGGED
    assert wired.store.all_set_aside() == ()
