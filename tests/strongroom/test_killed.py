"""A desk that is killed while officers rule loses no ruling that it accepted."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx2
import pytest

from casework import reviewing
from casework.intake import submit
from casework.screening import split_and_flag
from decisions.decision import DecisionId
from decisions.lifecycle import verify_history
from fixtures.browsing import PASSWORD
from fixtures.officers import ANN
from fixtures.recipes import many_flags
from fixtures.servers import free_ports
from flows.settings import (
    BodySettings,
    FilesSettings,
    LedgerSettings,
    Settings,
    SiteSettings,
)
from flows.wiring import Wiring

ID = DecisionId("pcd-9600")
KILLS = 2
ROOT = Path(__file__).parents[2]


@pytest.fixture
def wired(tmp_path, ledger_url) -> Wiring:
    wired = Wiring(
        Settings(
            body=BodySettings(name="-", url="https://example.org", contact="-"),
            site=SiteSettings(bucket="none"),
            ledger=LedgerSettings(url=ledger_url),
            files=FilesSettings(folder=tmp_path / "private"),
        )
    )
    submit("m.pdf", many_flags("PCD 9600", 60), by="officer:sam", office=wired)
    split_and_flag(ID, office=wired)
    reviewing.open_review(ID, by=ANN, office=wired)
    wired.officers.add("ann", "Ann", PASSWORD)
    return wired


class Desk:
    """The desk as its users run it: a process of its own."""

    def __init__(self, wired: Wiring, folder: Path) -> None:
        [port] = free_ports(1)
        self.address = f"http://127.0.0.1:{port}"
        environment = {
            "PARTONE_BODY__NAME": "-",
            "PARTONE_BODY__URL": "https://example.org",
            "PARTONE_BODY__CONTACT": "-",
            "PARTONE_SITE__BUCKET": "none",
            "PARTONE_LEDGER__URL": wired.settings.ledger.url,
            "PARTONE_FILES__FOLDER": str(folder / "private"),
            "PARTONE_DESK__PORT": str(port),
            "PARTONE_DESK__SECURE_COOKIES": "false",
        }
        self.process = subprocess.Popen(
            [Path(sys.executable).with_name("partone"), "desk"],
            cwd=ROOT,
            env={**os.environ, **environment},
        )
        for _ in range(600):
            try:
                httpx2.get(f"{self.address}/sign-in")
                return
            except httpx2.TransportError:
                assert self.process.poll() is None
                time.sleep(0.1)
        raise AssertionError("the desk did not start")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def test_no_accepted_ruling_is_lost(wired: Wiring, tmp_path: Path) -> None:
    flags = [flag.id for flag in wired.store.load(ID).flags_to_rule()]
    accepted: list[str] = []
    turn = iter(flags)
    for _ in range(KILLS):
        desk = Desk(wired, tmp_path)
        with httpx2.Client(base_url=desk.address) as officer:
            form = {"officer": "ann", "password": PASSWORD}
            assert officer.post("/sign-in", data=form).status_code == 303
            found = re.search(r'form_token" value="([^"]+)"', officer.get("/").text)
            timer = threading.Timer(0.7, desk.kill)
            timer.start()
            try:
                for flag in turn:
                    fields = {"flag": flag, "verdict": "withhold", "section": "s43(2)"}
                    done = officer.post(
                        f"/decisions/{ID}/rule", data={**fields, "form_token": found[1]}
                    )
                    assert done.status_code == 303
                    accepted.append(flag)
            except httpx2.TransportError:
                pass  # killed: whether this one was kept, nobody promised
            timer.join()
        assert desk.process.poll() == -signal.SIGKILL
    assert len(accepted) > KILLS
    after = wired.store.load(ID)
    ruled = {flag.id for flag in after.flags if flag.ruling is not None}
    assert set(accepted) <= ruled
    assert len(ruled - set(accepted)) <= KILLS
    verify_history(after)
