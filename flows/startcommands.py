"""Commands that one begins with: officers, the desk, the timetable, a demo."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from flows.console import out
from flows.quiet import settle_prefect
from flows.settings import ProviderSettings
from flows.wiring import wiring
from strongroom.sessions import Role

if TYPE_CHECKING:
    from reviewdesk.elsewhere import Provider

app: Final = typer.Typer()
officer_app: Final = typer.Typer(no_args_is_help=True, help="Who may sign in.")
app.add_typer(officer_app, name="officer")


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
