"""The demonstration: the main job on drawn decisions, with two scripted officers."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import uvicorn
from rich.console import Console
from rich.table import Table

from casework import adding, approving, deferring, reviewing
from casework.sealing import seal
from decisions.decision import Decision, DecisionId, State
from decisions.errors import NotFound, Refusal
from decisions.flags import Flag, Verdict
from flows.quiet import alone, settle_prefect
from flows.settings import read_settings
from flows.wiring import CONFIG_VARIABLE, Wiring
from publish.manifest import Key
from reviewdesk.app import create_app
from reviewdesk.site import create_site

REVIEWER: Final = "officer:dana-demo"
APPROVER: Final = "officer:priya-demo"
PASSWORD: Final = "demonstration only"  # noqa: S105 - printed below, on purpose
LIKELY: Final = 0.55
"""Of the flags that are no echo, the scripted reviewer withholds from here on."""

out: Final = Console()


class NoCheckout(Refusal):
    """The demonstration draws its decisions with what only a checkout has."""


def run(folder: Path, *, once: bool) -> None:
    """Start the server, do the job, say what happened; then serve until Ctrl-C."""
    told = None
    try:
        from fixtures.recipes import recipes  # noqa: PLC0415 - not in the wheel
        from fixtures.servers import PRIVATE, PUBLIC, s3_server  # noqa: PLC0415
    except ImportError:
        told = "the demonstration runs from a checkout: `make demo`"
    if told:
        raise NoCheckout(told)
    folder.mkdir(parents=True, exist_ok=True)
    with s3_server(folder / "s3") as server:
        settings = folder / "partone.toml"
        settings.write_text(_SETTINGS.format(folder=folder.resolve(), bucket=PUBLIC))
        os.environ[CONFIG_VARIABLE] = str(settings)
        os.environ["PARTONE_S3__ENDPOINT"] = server.endpoint
        os.environ["PARTONE_S3__KEY"] = server.key
        os.environ["PARTONE_S3__SECRET"] = server.secret
        out.print(f"S3 server on {server.endpoint}, buckets {PUBLIC} and {PRIVATE}")
        wired = Wiring(read_settings(settings))
        inbox = folder / "inbox"
        inbox.mkdir(exist_ok=True)
        for recipe in recipes():
            for name, pdf in recipe.files.items():
                (inbox / name).write_bytes(pdf)
        _nights(wired, folder)
        shows = {r.name: r.shows for r in recipes()}
        _tell(wired, len(shows))
        if not once:
            _serve(wired)


def _nights(wired: Wiring, folder: Path) -> None:
    """A night, the officers' day, and the night after."""
    settle_prefect(folder)
    from flows.nightly import nightly  # noqa: PLC0415 - Prefect takes seconds

    for officer, name in (
        (REVIEWER, "Dana (demonstration reviewer)"),
        (APPROVER, "Priya (demonstration approver)"),
    ):
        wired.officers.add(officer.removeprefix("officer:"), name, PASSWORD)
    with alone():
        _timed("first night: take in, split, flag", nightly)
        _timed("day: two officers rule and approve", lambda: _day(wired))
        _timed("second night: seal, publish, hold, audit", nightly)


def _timed(what: str, act: Callable[[], object]) -> None:
    began = time.monotonic()
    with out.status(what):
        act()
    out.print(f"{what}: {time.monotonic() - began:.1f} s", highlight=False)


def _day(wired: Wiring) -> None:
    for decision_id in wired.store.in_states((State.FLAGGED, State.IN_REVIEW)):
        try:
            _review(wired, decision_id)
        except Refusal as refusal:
            out.print(f"  {refusal}", style="yellow", highlight=False, markup=False)


def _review(wired: Wiring, decision_id: DecisionId) -> None:
    decision = reviewing.open_review(decision_id, by=REVIEWER, office=wired)
    if decision.deferral.needs_officer:
        told = "The event has not happened yet (demonstration)."
        deferring.defer(decision_id, None, told, by=REVIEWER, office=wired)
    for verdict in Verdict:
        chosen = [f.id for f in decision.flags_to_rule() if _wish(f) is verdict]
        if chosen:
            reviewing.rule(decision_id, chosen, verdict, by=REVIEWER, office=wired)
    try:
        adding.add_by_text(
            decision_id, _overlooked(), "s40(2)", by=REVIEWER, office=wired
        )
    except NotFound:
        pass
    if not wired.store.load(decision_id).open_problems():
        proof = seal(decision_id, office=wired)
        approving.approve(decision_id, proof, by=APPROVER, office=wired)


def _wish(flag: Flag) -> Verdict:
    is_likely = flag.is_echo or flag.confidence > LIKELY
    return Verdict.WITHHOLD if is_likely else Verdict.RELEASE


def _overlooked() -> str:
    """A name that the machine overlooks here and there, and a reader would not."""
    from fixtures.paper import PERSON  # noqa: PLC0415

    return PERSON


def _tell(wired: Wiring, drawn: int) -> None:
    table = Table("decision", "title", "state", "what happened")
    for decision_id in wired.store.in_states(()):
        decision = wired.store.load(decision_id)
        table.add_row(
            decision.facts.reference or decision.id,
            decision.facts.title,
            decision.state.value,
            _happened(decision),
        )
    for aside in wired.store.all_set_aside():
        table.add_row("–", aside.name, "set aside", aside.message)
    out.print(table)
    public = sum(1 for _ in wired.bucket.listing())
    out.print(f"{drawn} drawn decisions; {public} public objects", highlight=False)
    assert wired.bucket.get(Key("index.html")) is not None


def _happened(decision: Decision) -> str:
    if decision.release is not None:
        withheld = len(decision.release.redactions)
        return f"public: {decision.release.pages} pages, {withheld} redactions"
    if decision.state is State.HELD:
        until = decision.deferral.until
        return f"held until {until}" if until else "held until an officer sets a date"
    problems = [problem.message for problem in decision.open_problems()]
    return "needs a hand: " + "; ".join(problems) if problems else ""


def _serve(wired: Wiring) -> None:
    """The site and the desk, until Ctrl-C."""
    desk, public = wired.settings.desk, wired.settings.public
    site = uvicorn.Server(
        uvicorn.Config(
            create_site(wired.bucket), "127.0.0.1", public.port, log_level="warning"
        )
    )
    thread = threading.Thread(target=site.run, daemon=True)
    thread.start()
    out.print(f"public site: http://127.0.0.1:{public.port}/", highlight=False)
    out.print(
        f"review desk: http://{desk.host}:{desk.port}/ as dana-demo or priya-demo, "
        f"password {PASSWORD!r}. Ctrl-C ends it.",
        highlight=False,
    )
    uvicorn.run(
        create_app(wired, secure_cookies=False),
        host=desk.host,
        port=desk.port,
        log_level="warning",
    )
    site.should_exit = True
    thread.join(5)


_SETTINGS: Final = """\
# Written anew by each demonstration.
zone = "Europe/London"

[body]
name = "Office for Policing and Crime of Fenwick"
url = "http://127.0.0.1:8601"
contact = "decisions@fenwick.example"
review = "To ask for an internal review, write to decisions@fenwick.example."

[ledger]
url = "sqlite:///{folder}/ledger.db"

[files]
folder = "{folder}/private"

[inbox]
folder = "{folder}/inbox"

[site]
bucket = "{bucket}"
"""
