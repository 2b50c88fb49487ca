"""What a process that was killed left half written: nothing names it."""

import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

LEFT: Final = 86_400
"""Seconds: what was not written to its end for so long never will be."""


def remove(paths: Iterable[Path]) -> None:
    """Delete those of some half-written files that nobody can be writing any more."""
    old = time.time() - LEFT
    for path in paths:
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < old:
                path.unlink()
