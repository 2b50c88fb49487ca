"""The timetable on a real Prefect server with a real worker: runs are made and done."""

import json
import os
import subprocess
import sys
import tomllib

import pytest
from distributed import Client

from decisions.decision import State
from decisions.errors import BadSettings
from fixtures import recipes
from fixtures.paper import CANARY
from fixtures.prefect_server import WAIT_SECONDS, PrefectServer, ask, until
from fixtures.servers import PUBLIC, free_ports
from flows.settings import WorkSettings
from flows.timetable import TIMETABLE
from strongroom.database import open_database
from strongroom.ledger import Ledger

BODY = """
[body]
name = "Fenwick"
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
[work]
workers = 2
"""
"""With whole paths: a worker runs in a folder of its own."""


@pytest.fixture(scope="module")
def prefect(tmp_path_factory, postgres):
    """A server with the timetable, before anything ran."""
    folder = tmp_path_factory.mktemp("prefect")
    server = PrefectServer(folder, postgres.database())
    server.begin()
    ledger = postgres.database()
    text = BODY.format(bucket=PUBLIC, ledger=ledger, folder=folder)
    assert tomllib.loads(text)["work"]["workers"] == 2
    (folder / "partone.toml").write_text(text)
    server.run("prefect", "work-pool", "create", "partone", "--type", "process")
    server.run("flows.cli", "deploy")
    server.ledger = ledger
    yield server
    server.end()


def test_every_schedule_makes_runs_in_the_offices_zone(prefect) -> None:
    """A pair of versions that does not fit makes none, and says so nowhere else."""
    deployments = ask(prefect.api + "/deployments/filter", {})
    rows = {row.name: row for row in TIMETABLE}
    assert {d["name"]: d["entrypoint"] for d in deployments} == {
        row.name: row.entrypoint for row in TIMETABLE
    }
    ids = set()
    for deployment in deployments:
        row = rows[deployment["name"]]
        made = [s["schedule"] for s in deployment["schedules"]]
        wanted = [("Europe/London", row.cron)] if row.cron else []
        assert [(s["timezone"], s["cron"]) for s in made] == wanted
        if row.cron:
            ids.add(deployment["id"])

    def all_scheduled() -> bool:
        runs = ask(prefect.api + "/flow_runs/filter", {"limit": 200})
        made = {r["deployment_id"] for r in runs if r["state_type"] == "SCHEDULED"}
        return ids <= made

    assert until("scheduled runs of every deployment", all_scheduled)


def test_a_night_by_workers_tells_the_server_counts_and_nothing_else(
    prefect, s3, bucket
) -> None:
    """Two files with a canary in each; two workers share them."""
    prefect.environment |= {
        "PARTONE_S3__ENDPOINT": s3.endpoint,
        "PARTONE_S3__KEY": s3.key,
        "PARTONE_S3__SECRET": s3.secret,
    }
    inbox = prefect.folder / "inbox"
    inbox.mkdir()
    for recipe in recipes.recipes():
        for name, pdf in recipe.files.items():
            (inbox / f"{CANARY} {name}").write_bytes(pdf)
    for number in range(8):  # so many that another worker is called
        form = recipes.Form(
            reference=f"PCD {8000 + number}", title=CANARY, summary="S."
        )
        (inbox / f"{number}.pdf").write_bytes(recipes.request(form))
    worker = ("worker", "start", "--pool", "partone", "--limit", "3")
    prefect.start("worker", "prefect", *worker)
    command = ("deployment", "run", "nightly/nightly", "--watch")
    prefect.run("prefect", *command)

    engine = open_database(prefect.ledger)
    store = Ledger(engine)
    assert store.waiting() == ()
    assert len(store.in_states((State.FLAGGED,))) >= 12
    engine.dispose()

    runs = ask(prefect.api + "/flow_runs/filter", {"limit": 200})
    names = {d["id"]: d["name"] for d in ask(prefect.api + "/deployments/filter", {})}
    begun = [
        (names[r["deployment_id"]], r["state_type"])
        for r in runs
        if r["state_type"] != "SCHEDULED" and r["deployment_id"]
    ]
    # The watch and the site may have had their turn meanwhile.
    for name in ("nightly", "share-the-night"):
        assert [state for found, state in begun if found == name] == ["COMPLETED"]

    (report,) = ask(
        prefect.api + "/artifacts/filter",
        {"artifacts": {"key": {"any_": ["partone-night"]}}},
    )
    rows = {row["part"]: row for row in json.loads(report["data"])}
    assert rows["receive"]["received"] == 19
    assert rows["sweep"].keys() == rows["receive"].keys()

    logs = [p.read_text() for p in prefect.folder.glob("*.log")]
    kept = prefect.kept()
    assert "partone-night" in kept
    assert "read " in kept, "the dump has the names of the tasks"
    for text in (kept, *logs):
        assert CANARY.lower() not in text.lower()


def test_a_night_by_a_cluster(prefect, s3, bucket, postgres, tmp_path) -> None:
    """Every piece is done by a worker of Dask, which is told ids and nothing else."""
    [port] = free_ports(1)
    address = f"tcp://127.0.0.1:{port}"
    ledger = postgres.database()
    text = BODY.format(bucket=PUBLIC, ledger=ledger, folder=tmp_path)
    settings = tmp_path / "partone.toml"
    settings.write_text(text + f'dask = "{address}"\n')
    (tmp_path / "inbox").mkdir()
    for name, pdf in (recipes.plain() | recipes.part_2_apart()).items():
        (tmp_path / "inbox" / f"{CANARY} {name}").write_bytes(pdf)
    prefect.environment |= {
        "PARTONE_CONFIG": str(settings),
        "PARTONE_S3__ENDPOINT": s3.endpoint,
        "PARTONE_S3__KEY": s3.key,
        "PARTONE_S3__SECRET": s3.secret,
    }
    quietly = ("--no-dashboard", "--host", "127.0.0.1")
    scheduler = ("distributed.cli.dask_scheduler", *quietly, "--port", str(port))
    prefect.start("scheduler", *scheduler)
    folder = ("--local-directory", str(tmp_path), "--nthreads", "1")
    prefect.start("cluster", "distributed.cli.dask_worker", address, *quietly, *folder)

    def story(dask_scheduler: object) -> list[str]:
        """What became of every piece of work, as the scheduler remembers it."""
        return [str(line) for line in dask_scheduler.transition_log]

    with Client(address, timeout=WAIT_SECONDS) as client:
        client.wait_for_workers(1, timeout=WAIT_SECONDS)
        prefect.run("flows.cli", "nightly")
        kept = client.run_on_scheduler(story)
    done = [line for line in kept if "finish='memory'" in line]
    assert len(done) >= 4, kept
    engine = open_database(ledger)
    assert len(Ledger(engine).in_states((State.FLAGGED,))) == 2
    engine.dispose()
    logs = [p.read_text() for p in prefect.folder.glob("*.log")]
    for told in (*kept, *logs):
        assert CANARY.lower() not in told.lower()


def test_a_server_that_only_a_profile_names_is_seen(monkeypatch, tmp_path) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    (tmp_path / "profiles.toml").write_text(
        'active = "county"\n[profiles.county]\n'
        'PREFECT_API_URL = "http://127.0.0.1:9/api"\n'
    )
    asked = "from flows.quiet import has_server; print(has_server())"
    told = {}
    for home in (tmp_path, tmp_path / "other"):
        done = subprocess.run(
            [sys.executable, "-c", asked],
            env=os.environ | {"PREFECT_HOME": str(home)},
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        told[home.name] = done.stdout.strip()
    assert told == {tmp_path.name: "True", "other": "False"}


def test_a_cluster_without_a_server_is_refused(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    from flows.nightly import take_in
    from flows.sharing import on_the_cluster

    with pytest.raises(BadSettings, match="PREFECT_API_URL"):
        on_the_cluster(take_in, WorkSettings(dask="tcp://127.0.0.1:1"))
