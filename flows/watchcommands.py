"""Commands for whoever runs the service: how things stand, and the work of a night."""

import json
from typing import Annotated, Final

import typer
from rich.table import Table

from casework.alarms import kept_back
from casework.ports import Received, SetAside
from casework.working import TRIES
from decisions.errors import NotFound
from flows import standing, steps
from flows.bounds import bound_memory
from flows.console import out, warn
from flows.named import set_aside
from flows.quiet import alone, settle_prefect
from flows.recording import recorded
from flows.wiring import Wiring, wiring

app: Final = typer.Typer()


@app.command()
def nightly() -> None:
    """Run the whole night now, in this process and others of this machine.

    Exit 1 where something was refused or contradicts something else.
    """
    settle_prefect(wiring().settings.work.folder)
    from flows.nightly import nightly as run  # noqa: PLC0415 - Prefect takes seconds

    bound_memory(wiring().settings.work.memory_mebibytes)
    with alone():
        counts = run()
    table = Table("step", "counts")
    for step, row in counts.items():
        shown = ", ".join(f"{name} {number}" for name, number in row.items() if number)
        table.add_row(step, shown or "nothing to do")
    out.print(table)
    if any(row.get("contradictions") or row.get("refused") for row in counts.values()):
        raise typer.Exit(1)


@app.command()
def work() -> None:
    """Read, flag and seal what waits and nobody else has, without Prefect."""
    wired, tally = wiring(), steps.Tally()
    bound_memory(wired.settings.work.memory_mebibytes)
    for kind in (steps.READ, steps.FLAG, steps.SEAL):
        steps.each(kind, wired, tally)
    for refusal in tally.refused:
        warn(refusal)


@app.command()
def retry(
    what: Annotated[str, typer.Argument(help="Work as status names it, or a hash.")],
) -> None:
    """Let work that was given up be begun again by the next night.

    `partone retry clock` forgets runs of a time that is still to come.
    """
    wired = wiring()
    if what == "clock":
        gone = wired.runs.forget_after(wired.clock.now())
        out.print(f"{gone} runs of the future forgotten", highlight=False)
        return
    known = [row.work for row in wired.leases.given_up(most=TRIES)]
    wanted = [work for work in known if what in {work, work.partition(" ")[2]}]
    for work_ in wanted:
        wired.leases.forget(work_)
    aside = set_aside(wired, what.rpartition(" ")[2])
    if aside:
        _take_back(wired, aside)
    if not wanted and not aside:
        message = f"expected work that was given up, as partone status names it: {what}"
        raise NotFound(message)
    out.print(f"{len(wanted) or 1} will be begun again", highlight=False)


def _take_back(wired: Wiring, aside: SetAside) -> None:
    """Let a file wait again: given up, or refused by a reader that is mended since.

    Raises:
        NotFound: It is kept, or gone.
    """
    why = ""
    if aside.kept:
        why = "it is under a legal hold, which would be forgotten: lift it first"
    elif any(row.sha256 == aside.sha256 for row in wired.disposals.all()):
        why = "it is disposed of"
    if why:
        message = f"file {aside.sha256[:12]} cannot be begun again: {why}"
        raise NotFound(message)
    now = wired.clock.now()
    again = Received(sha256=aside.sha256, name=aside.name, by=aside.by, at=now)
    wired.store.take_back(aside.sha256, again)
    wired.leases.forget(f"read {aside.sha256}")


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """How things stand: decisions, what waits, the last runs, what is wrong."""
    now = standing.standing(wiring())
    if as_json:
        print(json.dumps(now.as_json(), indent=1))  # noqa: T201 - the command's output
        return
    table = Table("what", "how many")
    for state, count in now.states.items():
        table.add_row(state, str(count))
    for told, number in (
        ("needs a hand", now.needs_a_hand),
        ("public", now.public),
        ("files that wait to be read", now.received),
        ("files set aside", now.set_aside),
        ("being worked on", now.at_work),
        ("given up", len(now.given_up)),
    ):
        table.add_row(told, str(number))
    out.print(table)
    runs = Table("run", "ended", "seconds", "counts")
    for name, run in now.runs.items():
        counts = ", ".join(f"{k} {v}" for k, v in run.counts.items() if v)
        runs.add_row(name, run.ended_at, str(run.seconds), counts)
    out.print(runs)
    for line in (*now.given_up, *now.alarms):
        out.print(line, style="red", highlight=False, markup=False)


@app.command()
def health(
    live: Annotated[
        bool, typer.Option("--live", help="Only whether everything can be reached.")
    ] = False,
) -> None:
    """Exit 1 where something is away, a night was missed or an alarm is open."""
    wrong = standing.health(wiring(), nights=not live)
    for what, told in wrong.items():
        out.print(f"{what}: {told}", highlight=False, markup=False)
    if not wrong:
        out.print("well")
    raise typer.Exit(1 if wrong else 0)


@app.command()
def metrics(
    serve: Annotated[
        bool, typer.Option("--serve", help="Answer Prometheus until Ctrl-C.")
    ] = False,
    host: Annotated[str, typer.Option(help="Where it listens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Where it listens.")] = 8602,
) -> None:
    """Print counts in Prometheus' text form, or serve them."""
    from flows import metrics as counted  # noqa: PLC0415 - only this door needs it

    if serve:
        counted.serve(wiring(), host, port)
    print(counted.text(wiring()), end="")  # noqa: T201 - the command's output


@app.command()
def watch() -> None:
    """Look for what is late, and tell of what is wrong. For a timer without Prefect."""
    from flows import telling  # noqa: PLC0415 - loads the library of messages
    from flows.lastword import not_in_silence  # noqa: PLC0415 - as above

    run = recorded("watch")(lambda: telling.watch(wiring()))
    counts = not_in_silence(run)()
    out.print(f"{counts['alarms']} alarms, {counts['told']} told now", highlight=False)
    raise typer.Exit(1 if counts["alarms"] else 0)


@app.command()
def digest() -> None:
    """Tell officers what waits for them. For a timer without Prefect."""
    from flows import telling  # noqa: PLC0415 - as above

    counts = recorded("digest")(lambda: telling.digest(wiring()))()
    out.print(f"{counts['waiting']} decisions wait", highlight=False)


@app.command()
def audit() -> None:
    """Look for what must never be. Exit 1 where something was found."""
    found = steps.contradictions(wiring())
    for line in found:
        out.print(line, highlight=False, markup=False)
    out.print(f"{len(found)} contradictions", highlight=False)
    raise typer.Exit(1 if found else 0)


@app.command("release-due")
def release_due() -> None:
    """Publish what is due now and bring the site up to date. For a midnight timer.

    Exit 1 where something was refused, or is due and not out; it says why.
    """
    wired, tally = wiring(), steps.Tally()

    @recorded("release")
    def run() -> dict[str, int]:
        steps.release_due(wired, tally, lambda kind, of: steps.each(kind, wired, of))
        for refusal in tally.refused:
            warn(refusal)
        changed = sum(steps.follow_ledger(wired).values())
        counts = {"published": tally.published, "held": tally.held}
        return {**counts, "refused": len(tally.refused), "site": changed}

    counts = run()
    left = list(kept_back(wired))
    for decision_id, why in left:
        warn(f"decision {decision_id} is due and not out: {why or 'see above'}")
    out.print(
        f"{counts['published']} published, {counts['held']} held, {counts['site']} "
        "public objects changed",
        highlight=False,
    )
    raise typer.Exit(1 if tally.refused or left else 0)
