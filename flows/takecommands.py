"""Commands that bring decisions in, and say what was learned of them."""

import json
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.table import Table

from casework.precedents import Tally as Precedent
from casework.precedents import gathered
from flows import steps
from flows.console import REFUSED, out, warn
from flows.wiring import wiring

app: Final = typer.Typer()
rules_app: Final = typer.Typer(no_args_is_help=True, help="What the rules find.")
app.add_typer(rules_app, name="rules")


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
