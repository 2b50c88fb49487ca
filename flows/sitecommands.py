"""Commands on the public site and its bucket."""

import json
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

import typer

from casework import gone
from casework.withdrawal import withdraw as withdraw_decision
from decisions.errors import BadSettings, OthersUndone, SiteNotAsPlanned
from decisions.lifecycle import Step
from flows import steps
from flows.console import out
from flows.named import found_decision
from flows.recording import recorded
from flows.wiring import Wiring, wiring
from publish import edge, provision

app: Final = typer.Typer()
bucket_app: Final = typer.Typer(no_args_is_help=True, help="The public bucket.")
app.add_typer(bucket_app, name="bucket")


@app.command()
def publish(
    look: Annotated[
        bool, typer.Option("--look", help="Compare every object with what was sent.")
    ] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="Put every object again, whatever is there.")
    ] = False,
) -> None:
    """Bring the public site in step with the ledger now, then its search."""
    wired = wiring()

    @recorded("site")
    def run() -> dict[str, int]:
        return steps.follow_ledger(wired, look=look, anew=anew)

    counts = run()
    out.print(f"{counts['site']} public objects changed")
    out.print(f"{counts['search']} objects of the search changed")


@bucket_app.command("set-up")
def set_up() -> None:
    """Create the public bucket if need be, and close it to all but who serves it.

    Exit 1 where the server lacks something; it says what.
    """
    wired = wiring()
    settings = wired.settings
    name = settings.site.bucket
    is_tls = _is_tls(settings.s3.endpoint)
    policy = provision.bucket_policy(name, _distribution(wired), is_tls=is_tls)
    problems = 0
    if not is_tls:
        problems += 1
        out.print("it is reached over TLS alone: NOT SO: the endpoint has none")
    for done in provision.set_up(wired.s3, name, settings.s3.region, policy):
        problems += bool(done.problem)
        told = f"NOT SO: {done.problem}" if done.problem else "yes"
        out.print(f"{done.what}: {told}", highlight=False, markup=False)
    raise typer.Exit(1 if problems else 0)


def _is_tls(endpoint: str) -> bool:
    """Whether the server is reached over TLS; without only on this machine.

    Raises:
        BadSettings: It is another machine's.
    """
    parts = urlsplit(endpoint)
    if parts.scheme != "http":
        return True
    if parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise BadSettings("s3.endpoint: expected https for a server elsewhere")
    return False


@bucket_app.command("policies")
def policies() -> None:
    """Print, as JSON, every policy that the bucket and its users need."""
    wired = wiring()
    name, distribution = wired.settings.site.bucket, _distribution(wired)
    told: dict[str, Any] = {
        "bucket policy": provision.bucket_policy(
            name, distribution, is_tls=_is_tls(wired.settings.s3.endpoint)
        ),
        "IAM policy of the publisher": provision.publisher_policy(name, distribution),
        "IAM policy of a reader": provision.reader_policy(name),
        "lifecycle": provision.LIFECYCLE,
        "public access block": provision.CLOSED,
        "response headers policy": edge.response_headers(),
        "function of the viewer's request": edge.INDEX_FUNCTION,
        "custom error responses": edge.error_responses(),
    }
    print(json.dumps(told, indent=1))  # noqa: T201 - the command's output


def _distribution(wired: Wiring) -> str:
    """The distribution's name for policies; empty: there is none."""
    site = wired.settings.site
    if not site.distribution:
        return ""
    return f"arn:aws:cloudfront::{site.account}:distribution/{site.distribution}"


@app.command()
def withdraw(
    reference: str,
    reason: Annotated[str, typer.Option(help="For the record; not published.")],
    by: Annotated[str, typer.Option(help="The officer who withdraws it.")] = "operator",
) -> None:
    """Take a decision off the public site now; a tombstone stays.

    Of one that is withdrawn already it sees again that the site has nothing of it.
    """
    wired = wiring()
    decision_id = found_decision(wired, reference)
    before = wired.store.load(decision_id)
    if before.release is not None or before.tombstone is None:
        withdraw_decision(decision_id, reason, by=f"officer:{by}", office=wired)
    others = None
    try:
        changed = steps.follow_ledger(wired)["site"]
        out.print(f"{decision_id} withdrawn; {changed} public objects changed")
    except OthersUndone as told:
        others = told
    decision = wired.store.load(decision_id)
    for check in gone.checks(decision, wired):
        out.print(f"{check.told}: {'yes' if check.is_met else 'NO'}", highlight=False)
    if gone.withdrawn_at(decision) is not None:
        message = "something of it is left on the public site; run it again"
        raise SiteNotAsPlanned(message)
    seen = [entry.note for entry in decision.history if entry.step == Step.GONE]
    out.print(seen[-1], highlight=False)
    if others:
        raise others


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
