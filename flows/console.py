"""Where commands write, and how they end."""

from typing import Final

from rich.console import Console

REFUSED: Final = 3
"""The exit code of a command that was given a file which cannot be treated."""

out: Final = Console()
err: Final = Console(stderr=True)


def warn(told: object) -> None:
    """A line that something was not done, beside the command's own output."""
    err.print(str(told), style="yellow", highlight=False, markup=False)
