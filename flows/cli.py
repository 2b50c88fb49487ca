"""The command line: `partone ...`. Each command is a door to a function below."""

import asyncio
import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from casework.precedents import Tally as Precedent
from casework.precedents import gathered
from casework.withdrawal import withdraw as withdraw_decision
from decisions.decision import DecisionId, State
from decisions.errors import BadMarks, CannotRedact, Refusal, UnknownDecision
from flows import steps
from flows.inspecting import flagged_text, inspected
from flows.quiet import quiet, settle_prefect
from flows.settings import ProviderSettings
from flows.wiring import CONFIG_VARIABLE, Wiring, wiring
from redaction.confined import client
from redaction.marks import order_from_json
from redaction.publicfile import Made, SourcePages
from strongroom.sessions import Role

if TYPE_CHECKING:
    from reviewdesk.elsewhere import Provider

REFUSED: Final = 3
NO_PROOF: Final = 4

app: Final = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Publish Part 1 of decisions; keep Part 2 confidential.",
)
officer_app: Final = typer.Typer(no_args_is_help=True, help="Who may sign in.")
app.add_typer(officer_app, name="officer")
rules_app: Final = typer.Typer(no_args_is_help=True, help="What the rules find.")
app.add_typer(rules_app, name="rules")

out: Final = Console()
err: Final = Console(stderr=True)


def main() -> None:
    """Run a command; a refusal is one line on standard error and exit code 1.

    So is a fault, by its type and place: its own words may quote a document.
    """
    try:
        quiet(app)()
    except Refusal as refusal:
        err.print(f"partone: {refusal}", style="red", highlight=False, markup=False)
        sys.exit(1)


@app.callback()
def settle(
    config: Annotated[
        Path | None, typer.Option(help="Settings; else PARTONE_CONFIG or partone.toml.")
    ] = None,
) -> None:
    """Name the settings file before anything asks for it."""
    if config is not None:
        os.environ[CONFIG_VARIABLE] = str(config)


@app.command("take-in")
def take_in(
    paths: Annotated[list[Path], typer.Argument(help="PDF files or folders.")],
    by: Annotated[str, typer.Option(help="The officer who submits them.")] = "",
) -> None:
    """Take files in, split them and flag them. Exit 3 if one was refused."""
    wired, tally = wiring(), steps.Tally()
    actor = f"officer:{by}" if by else steps.ACTOR
    for path in _files(paths):
        done = steps.take_in(wired, path.name, path.read_bytes(), actor)
        steps.count(done, tally)
        told = done.decision_id or done.message
        out.print(f"{path}: {done.outcome}: {told}", highlight=False, markup=False)
    steps.each(steps.to_flag(wired), lambda i: steps.flag(wired, i), tally)
    _tell_refusals(tally.refused)
    raise typer.Exit(REFUSED if tally.set_aside or tally.refused else 0)


def _files(paths: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.is_file())
        elif path.is_file():
            found.append(path)
        else:
            message = f"{path}: expected a file or folder, found nothing"
            raise typer.BadParameter(message)
    return found


def _tell_refusals(refused: list[str]) -> None:
    for line in refused:
        err.print(line, style="yellow", highlight=False, markup=False)


@app.command()
def nightly() -> None:
    """Run the whole night now, in this process."""
    settle_prefect(Path(os.environ.get("PARTONE_PREFECT_HOME", "data/prefect")))
    from flows.nightly import nightly as run  # noqa: PLC0415 - Prefect takes seconds

    counts = run()
    table = Table("step", "counts")
    for step, row in counts.items():
        shown = ", ".join(f"{name} {number}" for name, number in row.items() if number)
        table.add_row(step, shown or "nothing to do")
    out.print(table)
    if any(row.get("contradictions") or row.get("refused") for row in counts.values()):
        raise typer.Exit(1)


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """How many decisions are in which state, and what needs a hand."""
    wired = wiring()
    decisions = [wired.store.load(i) for i in wired.store.in_states(())]
    states = Counter(decision.state.value for decision in decisions)
    needs_hand = [d.id for d in decisions if d.open_problems()]
    told = {
        "states": {state.value: states[state.value] for state in State},
        "needs_a_hand": needs_hand,
        "public": sum(d.release is not None for d in decisions),
        "set_aside": len(wired.store.all_set_aside()),
    }
    if as_json:
        print(json.dumps(told, indent=1))  # noqa: T201 - the command's output
        return
    table = Table("state", "decisions")
    for state in State:
        table.add_row(state.value, str(states[state.value]))
    table.add_row("needs a hand", str(len(needs_hand)))
    table.add_row("files set aside", str(told["set_aside"]))
    out.print(table)


@rules_app.command("report")
def report_rules(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """How often each rule found something, and officers withheld it."""
    found = gathered(wiring().store)
    rows = [
        (rule, found.flags[rule], found.rules.get(rule, Precedent()))
        for rule in sorted(found.flags)
    ]
    if as_json:
        told = [
            {"rule": rule, "flags": flags, "ruled": t.ruled, "withheld": t.withheld}
            for rule, flags, t in rows
        ]
        print(json.dumps(told, indent=1))  # noqa: T201 - the command's output
        return
    table = Table("rule", "flags", "ruled on", "withheld", "precision")
    for rule, flags, t in rows:
        share = f"{t.precision:.0%}" if t.ruled else "-"
        table.add_row(rule, str(flags), str(t.ruled), str(t.withheld), share)
    out.print(table)


@app.command()
def audit() -> None:
    """Look for what must never be. Exit 1 where something was found."""
    found = steps.contradictions(wiring())
    for line in found:
        out.print(line, highlight=False, markup=False)
    out.print(f"{len(found)} contradictions", highlight=False)
    raise typer.Exit(1 if found else 0)


@app.command()
def withdraw(
    reference: str,
    reason: Annotated[str, typer.Option(help="For the record; not published.")],
    by: Annotated[str, typer.Option(help="The officer who withdraws it.")] = "operator",
) -> None:
    """Take a decision off the public site now; a tombstone stays."""
    wired = wiring()
    decision_id = _found(wired, reference)
    withdraw_decision(
        decision_id,
        reason,
        by=f"officer:{by}",
        office=wired,
    )
    changed = steps.update_site(wired)
    out.print(f"{decision_id} withdrawn; {changed} public objects changed")
    steps.update_search(wired)


def _found(wired: Wiring, reference: str) -> DecisionId:
    found = wired.store.of_reference(reference)
    if found is None:
        try:
            found = wired.store.load(DecisionId(reference)).id
        except UnknownDecision:
            pass
    if found is None:
        message = f"no decision has the reference or id {reference!r}"
        raise UnknownDecision(message)
    return found


@officer_app.command("add")
def officer_add(
    officer_id: Annotated[str, typer.Argument(help="Short, as history names it.")],
    name: Annotated[str, typer.Option(help="Shown at the desk.")] = "",
    password: Annotated[
        str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)
    ] = "",
    role: Annotated[
        list[Role], typer.Option(help="What they may do; may be given several times.")
    ] = [Role.REVIEWER, Role.APPROVER],  # noqa: B006 - typer reads it
) -> None:
    """Add an officer, or give one a new password, name and roles."""
    wiring().officers.add(officer_id, name or officer_id, password, role)
    told = ", ".join(sorted(role))
    out.print(f"officer:{officer_id} may sign in as {told}", highlight=False)


@app.command()
def desk() -> None:
    """Serve the review desk."""
    import uvicorn  # noqa: PLC0415 - only this door needs it

    from reviewdesk.app import create_app  # noqa: PLC0415

    wired = wiring()
    settings = wired.settings.desk
    uvicorn.run(
        create_app(
            wired,
            secure_cookies=settings.secure_cookies,
            provider=_provider(settings.provider),
            hosts=settings.hosts,
        ),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
    )


def _provider(named: ProviderSettings | None) -> "Provider | None":
    """The identity provider of the settings, as the desk knows it."""
    from reviewdesk.elsewhere import Provider  # noqa: PLC0415

    if named is None:
        return None
    return Provider(
        name=named.name,
        issuer=named.issuer,
        client_id=named.client_id,
        client_secret=named.client_secret.get_secret_value(),
        claim=named.claim,
    )


@app.command()
def site() -> None:
    """Show the public bucket on this machine, as a reader would see it."""
    import uvicorn  # noqa: PLC0415

    from reviewdesk.site import create_site  # noqa: PLC0415

    wired = wiring()
    uvicorn.run(
        create_site(wired.bucket),
        host="127.0.0.1",
        port=wired.settings.public.port,
        log_level="warning",
        server_header=False,
    )


@app.command()
def deploy(
    pool: Annotated[str, typer.Option(help="Prefect work pool.")] = "partone",
) -> None:
    """Register the timetable with the Prefect server that PREFECT_API_URL names."""
    settle_prefect(Path(os.environ.get("PARTONE_PREFECT_HOME", "data/prefect")))
    from flows.deploying import register  # noqa: PLC0415 - Prefect takes seconds

    for name in asyncio.run(register(pool, wiring().settings.zone)):
        out.print(f"registered {name}", highlight=False)


@app.command()
def inspect(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Read, split and screen files as one decision, keeping nothing."""
    screener = _screener()
    named = [(path.name, path.read_bytes()) for path in files]
    told = inspected(named, screener.screener, screener.clock.now().date())
    if as_json:
        print(json.dumps(told, ensure_ascii=False))  # noqa: T201
    else:
        _show_inspected(told)
    raise typer.Exit(REFUSED if told["outcome"] == "refused" else 0)


def _show_inspected(told: dict[str, object]) -> None:
    table = Table("what", "found")
    for name in (
        "outcome",
        "reference",
        "title",
        "signed_on",
        "decision_maker",
        "form",
    ):
        table.add_row(name.replace("_", " "), str(told[name] or "–"))
    for name in ("deferral", "part_2"):
        table.add_row(name.replace("_", " "), json.dumps(told[name]))
    for name in ("problems", "pages", "flags"):
        rows = told[name]
        assert isinstance(rows, list)
        table.add_row(name, str(len(rows)))
        for row in rows:
            shown = ", ".join(
                f"{v}" for k, v in row.items() if k not in {"id", "boxes", "sources"}
            )
            table.add_row("", shown)
    out.print(table)


def _screener() -> Wiring:
    """The body's settings where there are some, else those that come with us."""
    path = Path(os.environ.get(CONFIG_VARIABLE, "partone.toml"))
    if path.exists() or CONFIG_VARIABLE in os.environ:
        return wiring()
    return Wiring.bare()


@app.command()
def redact(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    marks: Annotated[Path, typer.Option(exists=True, dir_okay=False)],
    output: Annotated[Path, typer.Option(dir_okay=False)],
) -> None:
    """Remove what the marks name. Exit 0 with a clean proof, else 4 and no file."""
    refused = None
    try:
        made = _redacted(file.read_bytes(), marks.read_bytes(), output.stem)
    except Refusal as refusal:
        refused = str(refusal)
    if refused is not None:
        err.print(
            f"partone: {file}: {refused}", style="red", highlight=False, markup=False
        )
        raise typer.Exit(NO_PROOF)
    temporary = output.with_name(f".{output.name}.part")
    try:
        temporary.write_bytes(made.pdf)
        temporary.replace(output)
    finally:
        temporary.unlink(missing_ok=True)
    told = f"{output}: {len(made.pdf)} bytes, proved clean"
    if made.pictured:
        numbers = ", ".join(map(str, made.pictured))
        told += f"; drawn as pictures, since not all on them is understood: {numbers}"
    out.print(told, highlight=False)


def _redacted(pdf: bytes, marks: bytes, title: str) -> Made:
    order = order_from_json(marks, client.read(pdf).pages)
    made = client.black_out([SourcePages(pdf, order.keep_pages, order.marks)], title)
    report = client.prove(made.pdf, order.withheld, ours=True)
    if not report.is_clean:
        where = sorted({leak.where for leak in report.leaks})
        message = f"{len(report.leaks)} traces are left: {'; '.join(where)}"
        raise CannotRedact(message)
    return made


@app.command()
def prove(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    withheld: Annotated[Path, typer.Option(exists=True, dir_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Look for each line of a list everywhere in a file.

    Exit 0: no trace. Exit 1: a trace of one. Exit 3: no trace, but something in the
    file cannot be read, so nothing can be certified.
    """
    listed = withheld.read_bytes().decode("utf-8-sig", "replace")
    terms = [line for line in listed.splitlines() if line.strip()]
    if not terms:
        message = f"{withheld}: expected a term a line, found none"
        raise BadMarks(message)
    report = client.prove(file.read_bytes(), terms, ours=False)
    if as_json:
        rows = [
            {"term": leak.term, "where": leak.where, "page": leak.page}
            for leak in report.leaks
        ]
        told = {"clean": report.is_clean, "checks": report.checks, "leaks": rows}
        print(json.dumps(told))  # noqa: T201
    else:
        for leak in report.leaks:
            page = f", page {leak.page}" if leak.page else ""
            out.print(f"term {leak.term}: {leak.where}{page}", highlight=False)
        out.print(f"{len(report.leaks)} traces", highlight=False)
    if any(leak.term for leak in report.leaks):
        raise typer.Exit(1)
    raise typer.Exit(0 if report.is_clean else REFUSED)


@app.command("flag-text")
def flag_text() -> None:
    """JSON lines {"id", "text"} on standard input; their flags on standard output."""
    screener = _screener().screener
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        row = _row(line, number)
        (flags,) = flagged_text([row["text"]], screener)
        told = {"id": row["id"], "flags": flags}
        print(json.dumps(told, ensure_ascii=False), flush=True)  # noqa: T201


def _row(line: str, number: int) -> dict[str, str]:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        message = f'line {number}: expected a JSON object with "id" and "text"'
        raise BadMarks(message)
    return {"id": row.get("id", number), "text": row["text"]}


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Return at the end.")] = False,
    folder: Annotated[Path, typer.Option(help="Where it keeps its data.")] = Path(
        "demo"
    ),
) -> None:
    """Run the main job on drawn decisions, against a real S3 server on loopback."""
    from flows.demo import run  # noqa: PLC0415 - needs what only a checkout has

    run(folder, once=once)
