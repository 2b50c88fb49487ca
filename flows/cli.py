"""The command line: `partone ...`. Each command is a door to a function below.

A command's module is loaded when it is called: some load what takes seconds.
"""

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from typer.core import TyperGroup

from decisions.errors import Refusal
from flows.console import err, out
from flows.quiet import quiet
from flows.wiring import CONFIG_VARIABLE

if TYPE_CHECKING:
    from typer._click import Command, Context

COMMANDS: Final = {
    "startcommands": ("demo", "officer", "desk", "deploy"),
    "takecommands": ("take-in", "rules"),
    "filecommands": ("inspect", "flag-text", "redact", "prove"),
    "watchcommands": (
        *("nightly", "work", "release-due", "watch", "digest"),
        *("status", "health", "metrics", "audit", "retry"),
    ),
    "sitecommands": ("publish", "withdraw", "site", "bucket"),
    "keepcommands": ("dispose", "legal-hold", "backup", "restore"),
}
"""The commands of each module of `flows`, as they are listed."""
PLACES: Final = {name: place for place, names in COMMANDS.items() for name in names}


class Loaded(TyperGroup):
    """Commands by name, their modules loaded when they are asked for."""

    def list_commands(self, ctx: "Context") -> list[str]:  # noqa: ARG002
        return list(PLACES)

    def resolve_command(
        self, ctx: "Context", args: list[str]
    ) -> "tuple[str | None, Command | None, list[str]]":
        """As ever; what else may have been meant is told of all commands."""
        if args and args[0] not in PLACES:
            found = {name: self.get_command(ctx, name) for name in PLACES}
            self.commands = {name: one for name, one in found.items() if one}
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: "Context", cmd_name: str) -> "Command | None":
        """One command; all are loaded only to tell what there is."""
        if cmd_name not in PLACES:
            return None
        module = import_module(f"flows.{PLACES[cmd_name]}")
        return typer.main.get_group(module.app).get_command(ctx, cmd_name)


app: Final = typer.Typer(
    cls=Loaded,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Publish Part 1 of decisions; keep Part 2 confidential.",
)


def main() -> None:
    """Run a command; a refusal is one line on standard error and exit code 1.

    So is a fault, by its type and place: its own words may quote a document.
    """
    try:
        quiet(app)()
    except Refusal as refusal:
        err.print(f"partone: {refusal}", style="red", highlight=False, markup=False)
        sys.exit(1)


def _tell_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - nobody else asks

        out.print(f"partone {version('partone')}", highlight=False)
        raise typer.Exit


@app.callback()
def settle(
    config: Annotated[
        Path | None, typer.Option(help="Settings; else PARTONE_CONFIG or partone.toml.")
    ] = None,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_tell_version, is_eager=True, help="Which this is."
        ),
    ] = False,
) -> None:
    """Name the settings file before anything asks for it."""
    if config is not None:
        os.environ[CONFIG_VARIABLE] = str(config)


if __name__ == "__main__":
    main()
