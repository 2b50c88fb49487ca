"""The timetable on a real Prefect server: its schedules really make runs."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from fixtures.servers import free_ports

ROOT = Path(__file__).parents[2]
WAIT_SECONDS = 90


def ask(address: str, body: dict[str, object]) -> list[dict[str, object]]:
    request = urllib.request.Request(
        address,
        data=json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def until(what: str, check) -> object:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        try:
            if found := check():
                return found
        except OSError:
            pass
        time.sleep(0.5)
    pytest.fail(f"{what}: not within {WAIT_SECONDS} s")


@pytest.fixture
def server(tmp_path):
    (port,) = free_ports(1)
    home = tmp_path / "prefect"
    home.mkdir()
    environment = {
        **os.environ,
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PYTHONPATH": str(ROOT),
    }
    with (tmp_path / "server.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1",
             "--port", str(port), "--no-ui"],
            env=environment, stdout=log, stderr=log, cwd=tmp_path,
        )  # fmt: skip
        yield environment
        process.terminate()
        process.wait(30)


def test_every_schedule_makes_runs_in_the_offices_zone(server, tmp_path) -> None:
    api = server["PREFECT_API_URL"]
    until("a healthy server", lambda: urllib.request.urlopen(api + "/health").status)
    text = (ROOT / "partone.example.toml").read_text()
    (tmp_path / "partone.toml").write_text(text)
    pool = [sys.executable, "-m", "prefect", "work-pool", "create", "partone"]
    subprocess.run([*pool, "--type", "process"], env=server, check=True, cwd=tmp_path)
    deploy = [sys.executable, "-c", "from flows.cli import main; main()", "deploy"]
    subprocess.run(deploy, env=server, check=True, cwd=tmp_path)

    deployments = ask(api + "/deployments/filter", {})
    assert {d["entrypoint"] for d in deployments} == {
        "flows.nightly.release_due",
        "flows.nightly.nightly",
        "flows.nightly.take_down",
    }
    for deployment in deployments:
        (schedule,) = deployment["schedules"]
        assert schedule["schedule"]["timezone"] == "Europe/London"
    ids = {d["id"] for d in deployments}

    def all_scheduled() -> bool:
        runs = ask(api + "/flow_runs/filter", {"limit": 200})
        made = {r["deployment_id"] for r in runs if r["state_type"] == "SCHEDULED"}
        return ids <= made

    assert until("scheduled runs of every deployment", all_scheduled)
