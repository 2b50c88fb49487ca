"""How things stand is counted, never quoted; limits hold; the log says no word."""

import json
import logging
import os
import resource
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from casework.alarms import Alarm
from casework.working import TRIES
from fixtures import recipes
from fixtures.paper import CANARY
from fixtures.servers import free_ports
from flows import bounds, logs, metrics, standing, steps
from flows.settings import LogSettings
from flows.wiring import Wiring

ROOT = Path(__file__).parents[2]


def put(folder: Path, *recipes_: dict[str, bytes]) -> None:
    for files in recipes_:
        for name, pdf in files.items():
            (folder / "inbox" / f"{CANARY} {name}").write_bytes(pdf)


def a_night(wired: Wiring) -> steps.Tally:
    tally = steps.Tally()
    steps.receive(wired, tally)
    for kind in (steps.READ, steps.FLAG, steps.SEAL):
        steps.each(kind, wired, tally)
    return tally


def test_everything_is_counted_and_nothing_quoted(wired, tmp_path) -> None:
    put(tmp_path, recipes.plain(), recipes.broken(), recipes.deferred_to_an_event())
    steps.receive(wired, steps.Tally())
    assert standing.standing(wired).received == 3
    a_night(wired)
    for _ in range(TRIES):
        wired.leases.begin("flag pcd-1", most=TRIES)
        wired.leases.fail("flag pcd-1", "ValueError in x, line 1", counts=True)
    now = wired.clock.now()
    key = wired.runs.begin("release", now)
    wired.runs.end(key, {"published": 2}, now)
    wired.alarms.set("audit", [Alarm("x", "pcd-1 differs")], now)
    found = standing.standing(wired)
    assert (found.states["flagged"], found.set_aside, found.received) == (2, 1, 0)
    assert found.given_up == ("flag pcd-1",)
    assert found.alarms == ("pcd-1 differs",)
    assert found.runs["release"].counts == {"published": 2}
    for told in (json.dumps(found.as_json()), metrics.text(wired)):
        assert CANARY.lower() not in told.lower()
        assert "outreach" not in told


def test_prometheus_can_scrape(wired, tmp_path) -> None:
    put(tmp_path, recipes.plain())
    a_night(wired)
    [port] = free_ports(1)
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.cli", "metrics", "--serve", "--port", str(port)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        for _ in range(300):
            try:
                answer = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics")
                break
            except OSError:
                time.sleep(0.1)
        text = answer.read().decode()
    finally:
        process.terminate()
        process.wait(20)
    assert 'partone_decisions{state="flagged"} 1.0' in text
    assert 'partone_reachable{part="public bucket"} 1.0' in text
    assert "partone_alarms 0.0" in text


def test_health_names_what_is_away(wired) -> None:
    assert standing.health(wired, nights=False) == {}
    assert set(standing.health(wired)) == {"night"}
    for part in standing.NIGHTLY:
        key = wired.runs.begin(part, wired.clock.now())
        assert part in standing.health(wired)["night"], "one that did not end is none"
        wired.runs.end(key, {}, wired.clock.now())
    assert standing.health(wired) == {}
    wired.alarms.set("audit", [Alarm("x", "Wrong.")], wired.clock.now())
    assert set(standing.health(wired)) == {"alarms"}
    away = Wiring(
        wired.settings.model_copy(
            update={
                "s3": wired.settings.s3.model_copy(
                    update={"endpoint": "http://127.0.0.1:9"}
                )
            }
        )
    )
    assert set(standing.health(away, nights=False)) == {"public bucket"}


def test_a_run_that_was_killed_has_no_end(wired) -> None:
    now = wired.clock.now()
    wired.runs.begin("release", now)
    assert wired.runs.last("release").ended_at is None
    assert wired.runs.last("release", ended=True) is None
    assert "release" not in standing.standing(wired).runs


def test_only_so_many_runs_are_remembered(wired, monkeypatch) -> None:
    from datetime import timedelta

    monkeypatch.setattr("strongroom.running.KEPT", 3)
    now = wired.clock.now()
    for number in range(6):
        key = wired.runs.begin("site", now + timedelta(minutes=number))
        wired.runs.end(key, {"site": number}, now + timedelta(minutes=number))
    from sqlalchemy import func, select

    from strongroom.tables import RUNS

    with wired.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(RUNS)) == 3
    assert wired.runs.last("site").counts == {"site": 5}


def test_what_takes_too_long_is_interrupted_and_may_be_tried_again() -> None:
    with pytest.raises(bounds.TooSlow), bounds.within(1):
        time.sleep(30)
    with bounds.within(1):
        pass
    time.sleep(1.1)


def test_memory_is_bounded() -> None:
    code = (
        "from flows.bounds import bound_memory; bound_memory(1024)\n"
        "try: bytes(2 * 2**30)\nexcept MemoryError: print('refused')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True
    )
    assert done.stdout == b"refused\n"
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != 1024 * 2**20


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_log_has_our_words_and_of_others_only_the_place(form, capsys) -> None:
    root, level = logging.getLogger(), logging.getLogger().level
    handlers = root.handlers
    try:
        logs.settle_logs(LogSettings(form=form))
        logging.getLogger("flows.nightly").warning("refused %s", "pcd-1")
        try:
            int(CANARY)
        except ValueError:
            logging.getLogger("somebody").exception("lost %s", CANARY)
    finally:
        root.handlers = handlers
        root.setLevel(level)
    told = capsys.readouterr().err
    assert "refused pcd-1" in told
    assert "test_standing, line" in told
    assert CANARY not in told
    if form == "json":
        first = json.loads(told.splitlines()[0])
        assert (first["level"], first["logger"]) == ("WARNING", "flows.nightly")


def test_a_clock_that_is_wrong_releases_nothing() -> None:
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    from decisions.errors import ClockJumped
    from flows.clock import OfficeClock, _since_start

    london = ZoneInfo("Europe/London")
    clock = OfficeClock(london)
    now, hour = clock.now(), timedelta(hours=1)
    clock.see_steady(None)
    clock.see_steady(now - hour)
    clock.see_right(now)
    with pytest.raises(ClockJumped, match="set the clock right"):
        clock.see_steady(now + hour)
    for elsewhere in (now + hour, now - hour):
        with pytest.raises(ClockJumped, match="apart"):
            clock.see_right(elsewhere)
    put_forward = OfficeClock(london, (time.time() - 3_600, _since_start()))
    with pytest.raises(ClockJumped, match="was set by 3600 s"):
        put_forward.see_steady(None)


def test_runs_of_the_future_can_be_forgotten(wired) -> None:
    from datetime import timedelta

    from decisions.errors import ClockJumped

    now = wired.clock.now()
    wired.runs.begin("site", now + timedelta(days=3_650))
    wired.runs.begin("site", now)
    with pytest.raises(ClockJumped, match="partone retry clock"):
        steps.see_clock(wired)
    assert wired.runs.forget_after(now + timedelta(minutes=1)) == 1
    steps.see_clock(wired)


def test_a_ledger_that_is_away_is_told_to_prometheus(wired, monkeypatch) -> None:
    def away() -> None:
        raise ConnectionError

    monkeypatch.setattr(wired.queues, "states", away)
    text = metrics.text(wired)
    assert 'partone_reachable{part="ledger"} 0.0' in text
    assert "partone_decisions" not in text
