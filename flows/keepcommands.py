"""Commands on keeping and destroying: retention, legal holds, copies."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.table import Column, Table

from casework import audit, disposal
from casework.ports import Begun
from decisions.errors import AnotherDisposal, Refusal
from decisions.retention import schedule_of
from flows import steps
from flows.console import out, warn
from flows.named import found_decision, set_aside
from flows.standing import BACKUP
from flows.wiring import wiring
from strongroom import backup as copies

app: Final = typer.Typer()
hold_app: Final = typer.Typer(
    no_args_is_help=True, help="Decisions of which nothing may be destroyed."
)
app.add_typer(hold_app, name="legal-hold")
MANY: Final = 1_000_000_000
"""Tries of what is never given up."""
FOREVER: Final = 36_500
"""Days."""
What = Annotated[
    str, typer.Argument(help="A reference, or 12 letters of the hash of a file.")
]
By = Annotated[str, typer.Option(help="The officer who does it.")]
Why = Annotated[str, typer.Option(help="For the record.")]


@app.command()
def dispose(
    by: By = "",
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Destroy; else only list what is due.")
    ] = False,
) -> None:
    """List what was kept long enough; destroy it in every copy with --confirm.

    What is public stays. Exit 1 where something could not be disposed of.
    """
    wired = wiring()
    schedule = schedule_of(wired.settings.retention.years)
    found = disposal.due(wired, schedule)
    if not confirm:
        _list(found)
        return
    if not by:
        message = "expected the officer who is responsible: --by OFFICER"
        raise typer.BadParameter(message)
    if wired.leases.begin("dispose", most=MANY) is not Begun.MINE:
        message = "somebody else disposes now; wait until that is done"
        raise AnotherDisposal(message)
    problems = 0
    disposal.lying_in(wired.inboxes)  # refused before any record is emptied
    disposal.again(wired)
    for one in found:
        if one.kept:
            continue
        try:
            disposal.record(one, by=f"officer:{by}", office=wired)
        except Refusal as refusal:
            problems += 1
            warn(refusal)
    files = disposal.finish(wired, wired.inboxes)
    wired.leases.end("dispose")
    out.print(f"{files} files destroyed; the next backup destroys its copies of them")
    raise typer.Exit(1 if problems else 0)


def _list(found: Sequence[disposal.Due]) -> None:
    """What is due, and what keeps some of it."""
    if not found:
        out.print("nothing is due")
        return
    # What is to be typed again is never shortened.
    names = ("row", "closed", "due", "files", "kept")
    others = (Column(name, no_wrap=True) for name in names)
    record = Column("record", overflow="fold")
    table = Table(record, *others, box=None, pad_edge=False)
    for one in found:
        table.add_row(
            one.decision_id or f"file {one.names[0][:12]}",
            one.row.id,
            one.closed.isoformat(),
            one.due.isoformat(),
            str(len(one.names)),
            "legal hold" if one.kept else "",
        )
    out.print(table)
    out.print("nothing was changed; --confirm --by OFFICER destroys", highlight=False)


@hold_app.command("set")
def hold_set(what: What, reason: Why, by: By) -> None:
    """Keep everything of a decision, or a file set aside, until the hold is lifted."""
    _change_hold(what, reason, by, disposal.keep_file, disposal.keep)
    out.print(f"{what} is under a legal hold", highlight=False)


@hold_app.command("lift")
def hold_lift(what: What, reason: Why, by: By) -> None:
    """Let the retention schedule apply again."""
    _change_hold(what, reason, by, disposal.let_file_go, disposal.let_go)
    out.print(f"{what} is under no legal hold", highlight=False)


Act = Callable[..., None]


def _change_hold(
    what: str, reason: str, by: str, of_file: Act, of_decision: Act
) -> None:
    wired, officer = wiring(), f"officer:{by}"
    if aside := set_aside(wired, what):
        of_file(aside.sha256, reason, by=officer, office=wired)
    else:
        of_decision(found_decision(wired, what), reason, by=officer, office=wired)


@app.command()
def backup(
    folder: Path,
    days: Annotated[int, typer.Option(help="Delete older snapshots.")] = 35,
    begin: Annotated[
        bool, typer.Option("--begin", help="The folder has no copy yet.")
    ] = False,
) -> None:
    """Copy ledger and private files into a folder; it holds what is confidential."""
    wired = wiring()
    now = wired.clock.now()
    if not begin:
        copies.see_begun(folder)
    run = wired.runs.begin(BACKUP, now)
    try:
        steps.see_clock(wired)
    except Refusal as told:
        # A copy is good whatever the time is; which are old it takes a clock to tell.
        warn(f"no old snapshot is deleted: {told}")
        days = FOREVER
    done = copies.back_up(wired.engine, wired.files, folder, now=now, days=days)
    counts = {"rows": done.rows, "files": done.files}
    wired.runs.end(run, counts, wired.clock.now())
    out.print(
        f"snapshot {done.snapshot}: {done.rows} rows, {done.files} new files; "
        f"{done.destroyed} disposed files and {done.pruned} old snapshots deleted",
        highlight=False,
    )
    _tell_of_the_future(folder, now)


def _tell_of_the_future(folder: Path, now: datetime) -> None:
    """Snapshots of a time to come: a clock was wrong when they were made."""
    later = copies.of_the_future(folder, now)
    if later:
        warn(
            f"of a time to come: {', '.join(later)}: this clock is wrong or one was; "
            "see which, and delete those that are of no use"
        )


@app.command()
def restore(
    folder: Path,
    snapshot: Annotated[str, typer.Option(help="Its time; else the newest.")] = "",
) -> None:
    """Fill an empty ledger and the private files from a copy, then audit them.

    The public site is not touched: run `partone audit`, then `partone publish --look`.
    """
    wired = wiring()
    now = wired.clock.now()
    done = copies.put_back(
        wired.bare_engine, wired.bare_files, folder, snapshot, now=now
    )
    emptied = disposal.again(wired)
    disposal.finish(wired)
    out.print(
        f"snapshot {done.snapshot}: {done.rows} rows, {done.files} files put back; "
        f"{emptied} decisions disposed of again",
        highlight=False,
    )
    if done.damaged:
        out.print(
            f"{done.damaged} files of the copy are damaged and were not put back: take "
            "them from another copy",
            highlight=False,
        )
    found = audit.contradictions(wired, with_site=False)
    for line in found:
        out.print(f"{line.code}: {line.message}", highlight=False, markup=False)
    out.print(f"{len(found)} contradictions", highlight=False)
    raise typer.Exit(1 if found else 0)
