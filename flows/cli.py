"""The command line: `partone ...`. Each command is a door to a function below."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.table import Table

from casework.precedents import Tally as Precedent
from casework.precedents import gathered
from decisions.errors import Refusal
from flows import filecommands, keepcommands, sitecommands, steps, watchcommands
from flows.console import REFUSED, err, out, warn
from flows.quiet import quiet, settle_prefect
from flows.settings import ProviderSettings
from flows.wiring import CONFIG_VARIABLE, wiring
from strongroom.sessions import Role

if TYPE_CHECKING:
    from reviewdesk.elsewhere import Provider

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

app.add_typer(filecommands.app)
app.add_typer(sitecommands.app)
app.add_typer(watchcommands.app)
app.add_typer(keepcommands.app)


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
    refused = 0
    actor = f"officer:{by}" if by else steps.ACTOR
    for path in _files(paths):
        done = steps.take_in(wired, path.name, path.read_bytes(), actor)
        refused += done.outcome == "refused"
        told = done.decision_id or done.message
        out.print(f"{path}: {done.outcome}: {told}", highlight=False, markup=False)
    steps.each(steps.FLAG, wired, tally)
    for refusal in tally.refused:
        warn(refusal)
    raise typer.Exit(REFUSED if refused or tally.refused else 0)


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


@officer_app.command("add")
def officer_add(
    officer_id: Annotated[str, typer.Argument(help="Short, as history names it.")],
    name: Annotated[str, typer.Option(help="Shown at the desk.")] = "",
    password: Annotated[str, typer.Option(help="Else it is asked for.")] = "",
    no_password: Annotated[
        bool, typer.Option("--no-password", help="They sign in at the provider alone.")
    ] = False,
    role: Annotated[
        list[Role] | None,
        typer.Option(
            help="What they may do; may be given several times. Else review and "
            "approve, or for one who is known, as before."
        ),
    ] = None,
    drop_second_factor: Annotated[
        bool, typer.Option("--drop-second-factor", help="They set up a new one.")
    ] = False,
) -> None:
    """Add an officer, or give one a new password; roles and a bar stay."""
    officers = wiring().officers
    known = {officer.id: officer for officer in officers.everybody()}
    before = known.get(officer_id)
    roles = role or (before.roles if before else {Role.REVIEWER, Role.APPROVER})
    shown = name or (before.name if before else officer_id)
    if not (password or no_password):
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    officers.add(officer_id, shown, None if no_password else password, roles)
    if drop_second_factor:
        officers.drop_second_factor(officer_id)
    told = ", ".join(sorted(roles))
    is_barred = before is not None and before.is_barred
    what = "is barred, with the roles" if is_barred else "may sign in as"
    out.print(f"officer:{officer_id} {what} {told}", highlight=False)


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
def deploy(
    pool: Annotated[str, typer.Option(help="Prefect work pool.")] = "partone",
) -> None:
    """Register the timetable with the Prefect server that PREFECT_API_URL names."""
    settle_prefect(wiring().settings.work.folder)
    from flows.deploying import register  # noqa: PLC0415 - Prefect takes seconds

    for name in asyncio.run(register(pool, wiring().settings.zone)):
        out.print(f"registered {name}", highlight=False)


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


if __name__ == "__main__":
    main()
