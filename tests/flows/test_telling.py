"""People are told by a real mail server and a real web hook, in ids and counts."""

import json
import threading
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller

from casework.alarms import Alarm
from casework.intake import submit
from casework.screening import split_and_flag
from decisions.decision import DecisionId
from decisions.errors import CannotTell
from fixtures import recipes
from fixtures.officers import SAM
from fixtures.paper import CANARY
from fixtures.servers import free_ports
from flows import telling
from flows.settings import (
    BodySettings,
    FilesSettings,
    LedgerSettings,
    Settings,
    SiteSettings,
    TellSettings,
)
from flows.wiring import Wiring


class Postbox:
    """Takes mail, unless it is full."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.is_full = False

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        if self.is_full:
            return "452 full"
        self.mails.append(message_from_bytes(envelope.content))
        return "250 taken"

    def texts(self) -> list[str]:
        parts = [part for mail in self.mails for part in mail.walk()]
        return [
            part.get_payload(decode=True).decode()
            for part in parts
            if part.get_content_type() == "text/plain"
        ]


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    [port] = free_ports(1)
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    box.address = f"mailto://127.0.0.1:{port}/?from=partone@a.example&to=foi@a.example"
    yield box
    controller.stop()


@pytest.fixture
def hook() -> Iterator[list[dict[str, str]]]:
    taken: list[dict[str, str]] = []

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append(json.loads(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Takes)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    taken.append({"address": f"json://127.0.0.1:{server.server_address[1]}/x"})
    yield taken
    server.shutdown()


@pytest.fixture
def wired(tmp_path, postbox, hook):
    def make(**told: object) -> Wiring:
        return Wiring(
            Settings(
                body=BodySettings(name="-", url="https://example.org", contact="-"),
                site=SiteSettings(bucket="none"),
                ledger=LedgerSettings(url=f"sqlite:///{tmp_path}/ledger.db"),
                files=FilesSettings(folder=tmp_path / "private"),
                tell=TellSettings(**told),
            )
        )

    return make


def test_an_alarm_is_mailed_and_posted_once(wired, postbox, hook) -> None:
    made = wired(
        alarms=(postbox.address, hook[0]["address"]), desk="https://desk.example"
    )
    now = made.clock.now()
    made.alarms.set("audit", [Alarm("x", "decision pcd-1: 2 traces are left")], now)
    assert telling.watch(made) == {"alarms": 1, "told": 1}
    (text,) = postbox.texts()
    assert "decision pcd-1: 2 traces are left (since " in text
    assert "The desk: https://desk.example" in text
    (mail,) = postbox.mails
    assert mail["Subject"] == "Part One: 1 alarms"
    assert mail["To"] == "foi@a.example"
    assert "pcd-1" in hook[1]["message"]
    assert telling.watch(made) == {"alarms": 1, "told": 0}
    assert (len(postbox.mails), len(hook)) == (1, 2)


def test_what_was_not_taken_is_told_the_next_time(wired, postbox) -> None:
    made = wired(alarms=(postbox.address,))
    made.alarms.set("audit", [Alarm("x", "Wrong.")], made.clock.now())
    postbox.is_full = True
    with pytest.raises(CannotTell, match="1 of 1 addresses") as refused:
        telling.watch(made)
    assert "mailto" not in str(refused.value)
    postbox.is_full = False
    telling.watch(made)
    (text,) = postbox.texts()
    assert "Wrong." in text
    assert telling.watch(made) == {"alarms": 1, "told": 0}


def test_one_broken_address_does_not_fill_the_boxes_of_others(wired, postbox) -> None:
    broken = "json://127.0.0.1:9/x"
    made = wired(alarms=(postbox.address, broken))
    made.alarms.set("audit", [Alarm("x", "Wrong.")], made.clock.now())
    with pytest.raises(CannotTell, match="1 of 2 addresses"):
        telling.watch(made)
    with pytest.raises(CannotTell, match="1 of 2 addresses"):
        telling.watch(made)
    telling.watch(made)  # nothing is new: nobody is asked again
    first, second = postbox.texts()
    assert "Wrong." in first
    assert "messages to address 2 of [tell] alarms are not taken" in second
    assert "Wrong." not in second


def test_an_address_that_comes_back_is_told_what_it_missed(
    wired, postbox, hook
) -> None:
    made = wired(alarms=(postbox.address, hook[0]["address"]))
    made.alarms.set("audit", [Alarm("x", "Wrong.")], made.clock.now())
    postbox.is_full = True
    with pytest.raises(CannotTell, match="1 of 2 addresses"):
        telling.watch(made)
    postbox.is_full = False
    telling.watch(made)
    telling.watch(made)
    (text,) = postbox.texts()
    assert "Wrong." in text
    assert [alarm.source for alarm in made.alarms.all()] == ["audit"]


def test_a_digest_says_what_waits_and_no_word_of_it(wired, postbox) -> None:
    made = wired(digest=(postbox.address,))
    assert telling.digest(made)["waiting"] == 0
    assert postbox.mails == [], "a day with nothing to do brings no mail"
    for files in (recipes.part_2_apart(), recipes.broken()):
        for name, pdf in files.items():
            submit(f"{CANARY} {name}", pdf, by=SAM, office=made)
    split_and_flag(DecisionId("pcd-9003"), office=made)
    made.alarms.set("watch", [Alarm("x", "Late.")], made.clock.now())
    assert telling.digest(made)["waiting"] == 1
    (text,) = postbox.texts()
    assert "1 wait for review" in text
    assert "1 submitted files are set aside" in text
    assert "Late." in text
    whole = " ".join(str(mail) for mail in postbox.mails)
    assert CANARY.lower() not in whole.lower()
    assert "Forensic" not in whole
