"""Work is begun by one worker, counted, and free again when that one is no more."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from casework.ports import Begun
from strongroom.database import open_database
from strongroom.leases import LEASE, Leases
from strongroom.tables import LEASES

WORK = "flag pcd-1"
DIES = """
import os, sys
from strongroom.database import open_database
from strongroom.leases import Leases
print(Leases(open_database(sys.argv[1])).begin(sys.argv[2], most=3).value, flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def engine(ledger_url):
    engine = open_database(ledger_url)
    yield engine
    engine.dispose()


def killed_on(url: str, work: str = WORK) -> str:
    """A process that begins a piece of work and is killed."""
    done = subprocess.run(
        [sys.executable, "-c", DIES, url, work], capture_output=True, check=False
    )
    assert done.returncode == -9, done.stderr
    return done.stdout.decode().strip()


def test_only_one_of_many_has_it(engine) -> None:
    found: list[Begun] = []

    def begin() -> None:
        found.append(Leases(engine).begin(WORK, most=3))

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found).count(Begun.MINE) == 1
    assert Leases(engine).at_work() == 1


def test_what_is_done_is_forgotten(engine) -> None:
    leases = Leases(engine)
    assert leases.begin(WORK, most=1) is Begun.MINE
    leases.end(WORK)
    assert leases.at_work() == 0
    assert leases.begin(WORK, most=1) is Begun.MINE


def test_what_kills_its_process_is_given_up(engine, ledger_url) -> None:
    for _ in range(3):
        assert killed_on(ledger_url) == "mine"
    assert killed_on(ledger_url) == "given up"
    (row,) = Leases(engine).given_up(most=3)
    assert (row.work, row.tries, row.told) == (WORK, 3, "")
    assert Leases(engine).forget(WORK)
    assert Leases(engine).begin(WORK, most=3) is Begun.MINE


def test_a_server_that_is_away_is_no_try(engine) -> None:
    leases = Leases(engine)
    for _ in range(9):
        assert leases.begin(WORK, most=2) is Begun.MINE
        leases.fail(WORK, "ConnectionError in send, line 1", counts=False)
    for _ in range(2):
        assert leases.begin(WORK, most=2) is Begun.MINE
        leases.fail(WORK, "ValueError in flag, line 2", counts=True)
    assert leases.begin(WORK, most=2) is Begun.GIVEN_UP
    assert [row.told for row in leases.given_up(most=2)] == [
        "ValueError in flag, line 2"
    ]


@pytest.mark.parametrize(
    ("until", "begun"),
    [
        (timedelta(seconds=60), Begun.BY_OTHERS),
        (timedelta(seconds=-1), Begun.MINE),
        (LEASE + timedelta(hours=1), Begun.MINE),
        (LEASE + timedelta(seconds=30), Begun.BY_OTHERS),
    ],
    ids=[
        "of another host",
        "lapsed",
        "from before the clock was put back",
        "clocks differ a little",
    ],
)
def test_a_lease_of_another_host_lapses(engine, until, begun) -> None:
    leases = Leases(engine)
    leases.begin(WORK, most=3)
    leases.fail(WORK, "", counts=True)
    with engine.begin() as connection:
        at = (datetime.now(UTC) + until).isoformat(timespec="microseconds")
        values = {"holder": "elsewhere 1 1.00 abcd", "until": at}
        connection.execute(update(LEASES).values(**values))
    assert leases.begin(WORK, most=3) is begun


def test_who_lives_keeps_it(engine, monkeypatch) -> None:
    monkeypatch.setattr("strongroom.leases.BEAT", 0.05)
    monkeypatch.setattr("strongroom.leases.LEASE", timedelta(seconds=2))
    mine, other = Leases(engine), Leases(engine)
    mine.begin(WORK, most=9)
    assert not threading.Event().wait(3.5)
    assert other.begin(WORK, most=9) is Begun.BY_OTHERS
    assert other.at_work() == 1
