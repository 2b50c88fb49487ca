"""Prefect keeps parameters, results, logs and the words of errors: it learns nothing.

Only ids, states and counts pass through it. An error that is not a refusal of
ours is replaced by its type and place before it can leave a task.
"""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from decisions.errors import BadSettings, Refusal, UnexpectedFault, told_of

P = ParamSpec("P")
R = TypeVar("R")

log: Final = logging.getLogger(__name__)


def quiet(function: Callable[P, R]) -> Callable[P, R]:
    """`function`, with every error that is not ours replaced by type and place."""

    @wraps(function)
    def quieted(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except Refusal:
            raise
        except Exception as fault:  # noqa: BLE001 - the last guard before the server
            told = told_of(fault)
            log.error("fault %s", told)  # noqa: TRY400 - a traceback would quote it
        raise UnexpectedFault(told)

    return quieted


def can_retry(task: object, run: object, state: object) -> bool:  # noqa: ARG001
    """Whether trying again may help: a refusal stays a refusal."""
    try:
        state.result()  # type: ignore[attr-defined]
    except Refusal as refusal:
        return refusal.retryable
    except Exception:  # noqa: BLE001 - network and server faults
        return True
    return False


def has_server() -> bool:
    """Whether a Prefect server is named that stays, wherever Prefect looks for one."""
    # Not at the head: what it reads from is settled by `settle_prefect`.
    from prefect.settings import get_current_settings  # noqa: PLC0415

    return bool(get_current_settings().api.url)


@contextmanager
def alone() -> Iterator[None]:
    """A night without a server that stays: nobody listens whether it still lives.

    Else each flow waits up to a second at its end for the thread that says so.
    """
    from prefect.settings import temporary_settings  # noqa: PLC0415 - as above

    if has_server():
        yield
        return
    # At the end it says that it still has some to send, and sends them.
    logging.getLogger("EventsWorker").setLevel(logging.ERROR)
    with temporary_settings({"flows.heartbeat_frequency": None}):
        yield


def settle_prefect(folder: Path) -> None:
    """Keep Prefect on this machine, in a folder of ours, and silent.

    Must run before Prefect is imported: it reads the environment then.

    Args:
        folder: In which it gets one of its own.

    Raises:
        BadSettings: There can be none.
    """
    home, told = folder / "prefect", ""
    try:
        # Its own server cannot open a database in a folder that is not there.
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as fault:
        told = fault.strerror or told_of(fault)
    if told:
        raise BadSettings(
            f"work.folder: {folder.resolve()} cannot be used ({told}); name one where "
            "the service's user may write"
        )
    defaults = {
        "PREFECT_HOME": str(home.resolve()),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
    }
    if not os.environ.get("PREFECT_API_URL"):
        # Nobody asks the server of one night what became of each task; without these
        # it does a fifth of the work and its database does not grow.
        for service in ("TASK_RUN_RECORDER", "EVENT_PERSISTER", "TRIGGERS"):
            defaults[f"PREFECT_SERVER_SERVICES_{service}_ENABLED"] = "false"
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
