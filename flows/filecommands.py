"""Commands on files: nothing of them is kept, and nothing is published."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.table import Table

from decisions.errors import BadMarks, CannotRedact, Refusal
from flows.console import REFUSED, err, out
from flows.inspecting import flagged_text, inspected
from flows.wiring import CONFIG_VARIABLE, Wiring, wiring
from redaction.confined import client
from redaction.marks import order_from_json
from redaction.publicfile import Made, SourcePages

NO_PROOF: Final = 4

app: Final = typer.Typer()


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
