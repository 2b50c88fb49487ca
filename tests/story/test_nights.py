"""A whole night killed or disturbed at its effects: the next one makes it good.

`make test` disturbs it at some effects of each kind; `make soak` at every effect of a
night of eight decisions, and at some of a night of fifty.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from casework.publishing import bring_up_to_date
from casework.release import hold, release
from casework.withdrawal import withdraw
from decisions.decision import DecisionId, State
from decisions.fingerprints import of_bytes
from decisions.lifecycle import Step, verify_history
from fixtures.nights import LONDON
from fixtures.officers import BOB, approve, review, take_in
from fixtures.paper import CANARY, PERSON
from fixtures.postgres import PostgresServer
from fixtures.prefect_server import PrefectServer
from fixtures.recipes import Form, part_2, request
from fixtures.servers import PUBLIC, S3Server, s3_server
from publish.bucket import PublicBucket
from publish.manifest import PublicObject, Rank
from strongroom.backup import back_up, put_back
from strongroom.bucket import S3Access
from strongroom.database import connect_to, open_database
from strongroom.ledger import Ledger
from strongroom.local import LocalFiles

SOAK = int(os.environ.get("PARTONE_SOAK", "0"))
"""1: at every effect; more: at every so many; 0: at one of each kind."""
ROOT = Path(__file__).parents[2]
KINDS = 8
SETTINGS = """
[body]
name = "Office for Policing and Crime of Fenwick"
url = "https://decisions.fenwick.example"
contact = "decisions@fenwick.example"
[site]
bucket = "{bucket}"
[ledger]
url = "{ledger}"
[files]
folder = "{folder}/private"
[inbox]
folder = "{folder}/inbox"
"""


def form(number: int, **changes: Any) -> dict[str, bytes]:
    made = Form(
        **{
            "reference": f"PCD {6000 + number}",
            "title": f"Grant {number} for outreach",
            "summary": f"A grant for area {number}.",
            "body": (f"Contact officer: {PERSON}, {CANARY.lower()}@example.org.",),
            **changes,
        }
    )
    return {f"{number}.pdf": request(made)}


DUE = {"deferred": "YES", "reason": "Talks", "until": "30/11/2026"}
LATER = {"deferred": "YES", "reason": "Talks", "until": "31/01/2027"}


def prepared(office, inbox: Path, count: int) -> None:
    """What a night finds: an eighth of the decisions in each condition."""
    inbox.mkdir()
    for number in range(count):
        decision_id = DecisionId(f"pcd-{6000 + number}")
        kind = number % KINDS
        if kind in {0, 1}:
            files = form(number)
            if kind == 1:
                secret = part_2(f"PCD {6000 + number}", f"{CANARY} bid £418,000.")
                files["part 2 " + next(iter(files))] = secret
            for name, pdf in files.items():
                (inbox / name).write_bytes(pdf)
            continue
        changes = {4: LATER, 5: DUE}.get(kind, {})
        take_in(office, form(number, **changes))
        if kind == 7:
            continue
        review(office, decision_id)
        if kind == 2:
            continue
        approve(office, decision_id)
        if kind == 5:
            hold(decision_id, office=office)
        if kind == 6:
            release(decision_id, office=office)
    bring_up_to_date(office)
    for number in range(6, count, KINDS):
        decision_id = DecisionId(f"pcd-{6000 + number}")
        withdraw(decision_id, "a witness", by=BOB, office=office)


PUBLIC_AFTER = {3, 5}
"""Conditions that are public after the night; 6 leaves a tombstone."""


@dataclass
class Stage:
    """A night that can be begun again from the same beginning."""

    folder: Path
    kind: str
    postgres: Any
    bucket: PublicBucket
    objects: dict
    count: int
    ledger: str = ""
    process: Any = None

    def reset(self) -> None:
        shutil.rmtree(self.folder / "private", ignore_errors=True)
        shutil.copytree(self.folder / "first" / "private", self.folder / "private")
        if self.kind == "sqlite":
            for old in self.folder.glob("ledger.db*"):
                old.unlink()
            shutil.copy(self.folder / "first" / "ledger.db", self.folder / "ledger.db")
            self.ledger = f"sqlite:///{self.folder}/ledger.db"
        else:
            self.ledger = self.postgres.database()
            engine = connect_to(self.ledger)
            put_back(
                engine,
                LocalFiles(self.folder / "private"),
                self.folder / "copy",
                now=datetime.max.replace(tzinfo=UTC),
            )
            engine.dispose()
        text = SETTINGS.format(bucket=PUBLIC, ledger=self.ledger, folder=self.folder)
        (self.folder / "partone.toml").write_text(text)
        now = dict(self.bucket.listing())
        self.bucket.delete([key for key in now if key not in self.objects])
        for key, (body, tag) in self.objects.items():
            if now.get(key) != tag:
                self.bucket.put(key, body, now.get(key))

    def night(self, **disturbance: Any) -> dict[str, Any]:
        self.process.stdin.write(json.dumps(disturbance) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def go_on(self) -> dict[str, Any]:
        """Let a night go on that waits."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def public(self) -> dict[str, bytes]:
        """Every public byte but one table of the search.

        Pagefind writes its filters and sorts in another order each time, and the name
        of that file into its entry; that it is there is seen here.
        """
        found = {key: self.bucket.get(key)[0] for key, _ in self.bucket.listing()}
        tables = {key for key in found if key.endswith(".pf_meta")}
        for entry in [key for key in found if key.endswith("pagefind-entry.json")]:
            told = json.loads(found.pop(entry))
            for row in told["languages"].values():
                name = f"pagefind.{row['hash']}.pf_meta"
                tables.remove(entry.replace("pagefind-entry.json", name))
        assert not tables, "each table is that of an index"
        return {k: body for k, body in found.items() if not k.endswith(".pf_meta")}

    def see_sound(self) -> None:
        """Nothing early, twice or lost; every chain whole; no canary outside."""
        engine = open_database(self.ledger)
        store = Ledger(engine)
        public = {
            row.decision_id for row in store.public() if hasattr(row.public, "output")
        }
        for number in range(self.count):
            decision = store.load(DecisionId(f"pcd-{6000 + number}"))
            verify_history(decision)
            steps = [entry.step for entry in decision.history]
            kind = number % KINDS
            assert steps.count(Step.PUBLISH) == (kind in {3, 5, 6}), (number, steps)
            assert steps.count(Step.HOLD) == (kind in {4, 5}), number
            # On a full disk its Part 2 may have come a night later than its form.
            assert steps.count(Step.FLAG) in {1, 1 + (kind == 1)}, number
            assert len(decision.documents) == 1 + (kind == 1), number
            assert (decision.id in public) == (kind in PUBLIC_AFTER), number
            assert decision.is_sealed == (kind in {2, 3, 4, 5, 6}), number
            expected = {0: State.FLAGGED, 1: State.FLAGGED, 2: State.IN_REVIEW}
            assert decision.state is expected.get(kind, decision.state), number
        assert store.waiting() == ()
        engine.dispose()
        for key, body in self.public().items():
            assert CANARY.lower().encode() not in body.lower(), key


def stage_of(office, folder: Path, kind: str, postgres, count: int) -> Stage:
    prepared(office, folder / "inbox", count)
    first = folder / "first"
    first.mkdir()
    shutil.copytree(office.files._folder, first / "private")
    engine = office.store._engine
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM leases")
    now = office.clock.now()
    back_up(engine, office.files, folder / "copy", now=now, days=35)
    if kind == "sqlite":
        with (
            sqlite3.connect(engine.url.database) as source,
            sqlite3.connect(first / "ledger.db") as target,
        ):
            source.backup(target)
    objects = {}
    for key, tag in office.bucket.listing():
        content, headers = office.bucket.get(key)
        made = PublicObject(
            content=of_bytes(content),
            body=content,
            content_type=headers["Content-Type"],
            rank=Rank.ASSET,
            cache_control=headers["Cache-Control"],
            disposition=headers.get("Content-Disposition", ""),
        )
        objects[key] = (made, tag)
    return Stage(folder, kind, postgres, office.bucket, objects, count)


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def count() -> int:
    return KINDS


@pytest.fixture
def endpoint(s3) -> str:
    """Where the night believes the S3 server to be."""
    return s3.endpoint


@pytest.fixture
def prefect_api() -> str:
    """Where a Prefect server is; empty: the night is done without one."""
    return ""


@pytest.fixture
def stage(
    request, office, tmp_path, s3, database, count, endpoint, prefect_api
) -> Iterator[Stage]:
    postgres = request.getfixturevalue("postgres") if database != "sqlite" else None
    folder = tmp_path / "night"
    folder.mkdir()
    office.clock.at = datetime(2026, 11, 29, 12, tzinfo=LONDON)
    made = stage_of(office, folder, database, postgres, count)
    made.reset()
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("PARTONE_")},
        "PARTONE_S3__ENDPOINT": endpoint,
        "PARTONE_S3__KEY": s3.key,
        "PARTONE_S3__SECRET": s3.secret,
    }
    if prefect_api:
        environment["PREFECT_API_URL"] = prefect_api
    made.process = subprocess.Popen(
        [sys.executable, "-m", "fixtures.nights", str(folder)],
        cwd=ROOT, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert json.loads(made.process.stdout.readline()) == {"ready": True}
    yield made
    made.process.stdin.close()
    made.process.wait(30)


def some_of(effects: list[str], database: str, most: int) -> list[int]:
    """Of each kind of effect some in even steps; on one database other than on the
    other.
    """
    chosen = set()
    for kind in sorted(set(effects)):
        at = [n for n, found in enumerate(effects) if found == kind]
        step = max(1, len(at) // most)
        chosen |= set(
            at[(step // 2) if database == "sqlite" else step - 1 :: step][:most]
        )
    return sorted(chosen)


def undisturbed(stage: Stage) -> tuple[list[str], dict[str, bytes]]:
    """The effects of a night, and what is public after it."""
    done = stage.night()
    assert (done["ended"], done["refused"], done["contradictions"]) == ("whole", [], [])
    assert {"file", "commit", "request"} == set(done["effects"]) - {"prefect"}
    stage.see_sound()
    return done["effects"], stage.public()


def see_made_good(stage: Stage, wanted: dict[str, bytes], what: object) -> None:
    done = stage.night()
    assert (done["ended"], done["refused"]) == ("whole", []), (what, done)
    assert done["contradictions"] == [], what
    stage.see_sound()
    assert stage.public() == wanted, what


def kill_at(stage: Stage, at: int, wanted: dict[str, bytes], *, after: bool) -> None:
    stage.reset()
    killed = stage.night(kind="kill", at=at, after=after)
    assert killed["ended"] == "killed", (at, killed)
    see_made_good(stage, wanted, (at, after))


def goes_and_comes_back(
    server: S3Server | PostgresServer, stage: Stage, at: int, wanted: dict[str, bytes]
) -> None:
    """A server ends at an effect; it is back at once or after the night has failed."""
    stage.reset()
    assert stage.night(kind="wait", at=at) == {"waits": True}
    server.stop()
    if at % 2:
        server.come_back()
    stage.go_on()
    if not at % 2:
        server.come_back()
    see_made_good(stage, wanted, at)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_night_that_is_killed_is_made_good_by_the_next(stage, database) -> None:
    effects, wanted = undisturbed(stage)
    first = {"sqlite": ("file", "commit"), "postgresql": ("commit", "request")}
    some = [
        at for at in some_of(effects, database, 1) if effects[at] in first[database]
    ]
    chosen = range(0, len(effects), SOAK) if SOAK else some
    # Killed after an effect is killed before the next one, but for what lies between.
    for number, at in enumerate(chosen):
        kill_at(stage, at, wanted, after=bool(number % 2))


soak = pytest.mark.skipif(not SOAK, reason="minutes: make soak")


@soak
@pytest.mark.parametrize("count", [50])
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_night_of_fifty_is_made_good(stage, database) -> None:
    effects, wanted = undisturbed(stage)
    for number, at in enumerate(some_of(effects, database, 12)):
        kill_at(stage, at, wanted, after=bool(number % 2))


@soak
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_night_on_a_full_disk_loses_nothing(stage, database) -> None:
    effects, wanted = undisturbed(stage)
    for at in some_of(effects, database, 8):
        stage.reset()
        stage.night(kind="full", at=at)
        see_made_good(stage, wanted, at)


@soak
def test_a_night_on_a_full_ledger_loses_nothing(stage) -> None:
    """The disk under the ledger and the files really is full, at several sizes."""
    _, wanted = undisturbed(stage)
    disk = stage.folder / "disk"
    disk.mkdir()
    for spare in (0, 16, 64, 256, 1024):
        stage.reset()
        kept = [stage.folder / "ledger.db", *(stage.folder / "private").rglob("*")]
        used = sum(-(-p.stat().st_size // 4096) * 4 for p in kept)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={used + spare}k", "tmpfs", disk]
        if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
            pytest.skip("may not mount")
        settings = stage.folder / "partone.toml"
        whole = settings.read_text()
        try:
            shutil.copy(stage.folder / "ledger.db", disk)
            shutil.copytree(stage.folder / "private", disk / "private")
            for name in ("ledger.db", "private"):
                whole_name = f"{stage.folder}/{name}"
                settings.write_text(
                    settings.read_text().replace(whole_name, f"{disk}/{name}")
                )
            stage.night()
            for old in stage.folder.glob("ledger.db*"):
                old.unlink()
            shutil.rmtree(stage.folder / "private")
            shutil.copytree(disk, stage.folder, dirs_exist_ok=True)
        finally:
            # A process that the night began may need a moment to see that it ended.
            for _ in range(100):
                if subprocess.run(["umount", disk], check=False).returncode == 0:
                    break
                time.sleep(0.2)
            settings.write_text(whole)
        see_made_good(stage, wanted, spare)


@soak
def test_nothing_is_released_by_a_clock_that_jumped(stage) -> None:
    effects, wanted = undisturbed(stage)
    for at in some_of(effects, "sqlite", 4):
        stage.reset()
        stage.night(kind="jump", at=at)
        see_made_good(stage, wanted, at)


@soak
@pytest.mark.parametrize("database", ["postgresql"])
def test_a_database_that_goes_and_comes_back_loses_nothing(stage, postgres) -> None:
    effects, wanted = undisturbed(stage)
    for at in some_of(effects, "postgresql", 6):
        goes_and_comes_back(postgres, stage, at, wanted)


@soak
class TestNightOfPrefect:
    """The flow that a deployment runs, killed at what it asks Prefect's server."""

    @pytest.fixture
    def database(self) -> str:
        return "postgresql"

    @pytest.fixture
    def prefect_api(self, tmp_path, postgres) -> Iterator[str]:
        (tmp_path / "server").mkdir()
        server = PrefectServer(tmp_path / "server", postgres.database())
        server.begin()
        yield server.api
        server.end()

    def test_it_is_made_good(self, stage) -> None:
        effects, wanted = undisturbed(stage)
        at_prefect = [n for n, kind in enumerate(effects) if kind == "prefect"]
        assert len(at_prefect) > 20
        for number, at in enumerate(at_prefect[:: max(1, SOAK // 5)]):
            kill_at(stage, at, wanted, after=bool(number % 2))


@soak
class TestServerThatRestarts:
    """The S3 server ends in the middle of a night and starts again."""

    @pytest.fixture
    def s3(self, tmp_path):
        with s3_server(tmp_path / "own s3") as server:
            yield server

    @pytest.fixture
    def client(self, access):
        return access.client()

    @pytest.fixture
    def access(self, s3) -> S3Access:
        return S3Access(
            endpoint=s3.endpoint, region="eu-west-2", key=s3.key, secret=s3.secret
        )

    def test_nothing_is_lost(self, stage, s3) -> None:
        effects, wanted = undisturbed(stage)
        at_requests = [n for n, kind in enumerate(effects) if kind == "request"]
        for at in at_requests[:: max(1, len(at_requests) // 6)]:
            goes_and_comes_back(s3, stage, at, wanted)
