"""How soon the desk answers with 100,000 decisions and 2 million flags in the ledger.

    python -m tests.bench.desk [DECISIONS] [sqlite|postgresql]

One decision is drawn, read and screened; the others are copies of its record under
other references, most of them published. Times are the server's, warm; p95 of each.
"""

import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final

from sqlalchemy import insert
from starlette.testclient import TestClient

from casework.intake import submit
from casework.screening import split_and_flag
from decisions.decision import Decision, DecisionId, State
from fixtures.browsing import PASSWORD
from fixtures.postgres import postgres_server
from fixtures.recipes import many_flags
from flows.settings import (
    BodySettings,
    FilesSettings,
    LedgerSettings,
    Settings,
    SiteSettings,
)
from flows.wiring import Wiring
from reviewdesk.app import create_app
from strongroom.codec import to_json
from strongroom.listing import listed, words_of
from strongroom.tables import DECISIONS, WORDS

COPIES: Final = 100_000
FLAGS_EACH: Final = 20
BATCH: Final = 2_000
TIMES: Final = 100
STATES: Final = (
    *(State.PUBLISHED,) * 90,
    *(State.FLAGGED,) * 4,
    *(State.IN_REVIEW,) * 3,
    *(State.HELD,) * 2,
    State.WITHDRAWN,
)
SUBJECTS: Final = "vans radios estates custody forensics grants drones uniforms".split()


def copies(drawn: Decision, wanted: int) -> Iterator[Decision]:
    flags = drawn.flags[:FLAGS_EACH]
    for number in range(wanted):
        reference = f"PCD {10_000 + number}"
        title = f"{SUBJECTS[number % len(SUBJECTS)]} for area {number % 977}"
        yield replace(
            drawn,
            id=DecisionId(f"pcd-{10_000 + number}"),
            state=STATES[number % len(STATES)],
            version=1,
            facts=replace(drawn.facts, reference=reference, title=title),
            flags=flags,
            documents=(),
        )


def fill(wired: Wiring, drawn: Decision, wanted: int) -> None:
    """Write the copies: rows and words, as saving each would."""
    engine = wired.store._engine
    all_of_them = copies(drawn, wanted)
    while batch := list(islice(all_of_them, BATCH)):
        rows, words = [], []
        for one in batch:
            rows.append(
                {
                    "id": one.id,
                    "reference": one.id,
                    "state": one.state.value,
                    "version": 1,
                    "ever_public": one.state is State.PUBLISHED,
                    **listed(one),
                    "record": to_json(one),
                }
            )
            told = [one.id, one.facts.reference, one.facts.title]
            told += [flag.text for flag in one.flags]
            words += [
                {"word": word, "decision_id": one.id}
                for word in words_of(" ".join(told))
            ]
        with engine.begin() as connection:
            connection.execute(insert(DECISIONS), rows)
            connection.execute(insert(WORDS), words)


def p95(ask: Callable[[], object], times: int = TIMES) -> float:
    """Milliseconds; the first is not counted."""
    ask()
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        ask()
        spent.append(1000 * (time.perf_counter() - began))
    return sorted(spent)[int(0.95 * times)]


def main(wanted: int, database: str) -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        url = f"sqlite:///{folder}/ledger.db"
        if database == "postgresql":
            server = postgres_server(Path(folder) / "postgres", is_safe=True)
            url = running.enter_context(server).database()
        wired = Wiring(
            Settings(
                body=BodySettings(name="-", url="https://example.org", contact="-"),
                site=SiteSettings(bucket="none"),
                ledger=LedgerSettings(url=url),
                files=FilesSettings(folder=Path(folder) / "private"),
            )
        )
        submit("m.pdf", many_flags("PCD 9600", 60), by="officer:sam", office=wired)
        decision_id = DecisionId("pcd-9600")
        split_and_flag(decision_id, office=wired)
        drawn = wired.store.load(decision_id)
        began = time.perf_counter()
        fill(wired, drawn, wanted)
        with wired.store._engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")  # as both do by themselves in time
        print(
            f"{database}: {wanted} decisions, {wanted * FLAGS_EACH} flags written in "
            f"{time.perf_counter() - began:.0f} s"
        )
        tell(wired, drawn)
        wired.store._engine.dispose()


def tell(wired: Wiring, drawn: Decision) -> None:
    wired.officers.add("ann", "Ann", PASSWORD)
    client = TestClient(
        create_app(wired, secure_cookies=False),
        base_url="http://desk",
        follow_redirects=False,
    )
    client.post("/sign-in", data={"officer": "ann", "password": PASSWORD})
    found = re.search(r'name="form_token" value="([^"]+)"', client.get("/").text)
    assert found
    form = {"form_token": found[1]}
    where = f"/decisions/{drawn.id}"
    client.post(f"{where}/open", data=form)
    flags = [flag.id for flag in drawn.flags_to_rule()]
    turn = iter(flags * (TIMES // len(flags) + 2))

    def rule() -> None:
        fields = {"flag": next(turn), "verdict": "withhold", "section": "s43(2)"}
        done = client.post(f"{where}/rule", data={**form, **fields})
        assert done.status_code == 303, done.text

    def page(address: str) -> Callable[[], object]:
        def ask() -> None:
            assert client.get(address).status_code == 200

        return ask

    def search(words: str) -> Callable[[], object]:
        def ask() -> None:
            done = client.post("/search", data={**form, "words": words})
            done = client.get(done.headers["location"])
            assert "PCD" in done.text

        return ask

    asked = {
        "home": page("/"),
        "queue, first page": page("/queues/waiting"),
        "queue, hundredth page of published": page("/queues/published?page=100"),
        "search, a reference": search("PCD 54321"),
        "search, words of a title": search("radios area 12"),
        "search, words of flags": search("larkmere systems"),
        "decision of 60 flags": page(where),
        "one flag": page(f"{where}/flags/{flags[0]}"),
        "a ruling": rule,
        "calendar of deferrals": page("/deferrals"),
        "figures (aim 500)": page("/figures"),
    }
    print(f"p95 of {TIMES}, in ms (aim 100):")
    for name, ask in asked.items():
        print(f"  {name:36} {p95(ask):7.1f}")
    address = f"{where}/page/{drawn.documents[0].sha256}/1"
    print(f"  {'page picture, cold':36} {cold(client, address):7.1f} (aim 150)")
    print(f"  {'page picture, again':36} {p95(page(address)):7.1f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  at most {peak:.0f} MiB; {datetime.now(UTC):%Y-%m-%d}")


def cold(client: TestClient, address: str) -> float:
    """Milliseconds of the first time that a picture is asked for."""
    began = time.perf_counter()
    assert client.get(address).status_code == 200
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    numbers = [int(told) for told in sys.argv[1:] if told.isdigit()]
    named = [told for told in sys.argv[1:] if not told.isdigit()]
    for each in named or ["sqlite", "postgresql"]:
        main(numbers[0] if numbers else COPIES, each)
