"""Every run leaves a line in the ledger: when, and with which counts."""

from collections.abc import Callable
from functools import wraps

from flows.wiring import wiring

Part = Callable[[], dict[str, int]]


def recorded(name: str) -> Callable[[Part], Part]:
    """A flow that writes down that it began and how it ended.

    One that is killed, or ends with a fault, has no end; `partone status` shows it.
    """

    def decorate(part: Part) -> Part:
        @wraps(part)
        def run() -> dict[str, int]:
            wired = wiring()
            key = wired.runs.begin(name, wired.clock.now())
            counts = part()
            wired.runs.end(key, counts, wired.clock.now())
            return counts

        return run

    return decorate
