"""Other workers for the part of a night that takes time.

They take what nobody has (`strongroom.leases`), so it does not matter how many come,
when, or whether they live to the end.
"""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.deployments import run_deployment
from prefect.states import Cancelled

from flows import steps
from flows.quiet import has_server
from flows.wiring import Wiring

IDLE: Final = 300.0
"""Seconds without any lease after which nobody is waited for."""
PIECES: Final = 8
"""A worker takes seconds to start; for fewer pieces each it is not worth it."""
DEPLOYMENT: Final = "share/share-the-night"
log: Final = logging.getLogger(__name__)


@contextmanager
def of_workers(wired: Wiring) -> Iterator[None]:
    """Others work while this lasts, and have ended what they began afterwards.

    With a Prefect server they are flow runs, on whichever hosts have workers; without,
    processes on this machine.
    """
    count = wanted(wired)
    if has_server():
        runs = [_run() for _ in range(count)]
        try:
            yield
        finally:
            _await_runs([run for run in runs if run is not None], wired)
        return
    command = [sys.executable, "-m", "flows.cli", "work"]
    processes = [
        subprocess.Popen(command)  # noqa: S603 - our own command
        for _ in range(count)
    ]
    try:
        yield
    finally:
        for process in processes:
            if process.wait() != 0:
                log.warning("a worker ended with %s", process.returncode)


def wanted(wired: Wiring) -> int:
    """How many workers besides this one the waiting work is worth."""
    settings = wired.settings.work
    if settings.dask:
        return 0
    most = settings.workers or len(os.sched_getaffinity(0))
    pieces = sum(
        len(work.waiting(wired)) for work in (steps.READ, steps.FLAG, steps.SEAL)
    )
    return max(0, min(most - 1, pieces // PIECES))


def _run() -> UUID | None:
    """A flow run for whoever is free; None: nobody deployed any."""
    try:
        found = run_deployment(DEPLOYMENT, timeout=0, as_subflow=False)
    except Exception as fault:  # noqa: BLE001 - then this worker does it all
        told = type(fault).__name__
    else:
        return found.id  # type: ignore[union-attr]
    log.warning("no other worker was called: %s", told)
    return None


def _await_runs(runs: list[UUID], wired: Wiring) -> None:
    """Until those that began have ended; those that nobody began are called off.

    A host that lost its power never says that its run ended: once nobody holds a
    lease for longer than one lasts, there is nothing to wait for.
    """
    idle_since = time.monotonic()
    with get_client(sync_client=True) as client:
        for run in runs:
            while not _is_over(client, run):
                time.sleep(1)
                if wired.leases.at_work():
                    idle_since = time.monotonic()
                elif time.monotonic() - idle_since > IDLE:
                    log.warning("another worker does nothing any more")
                    return


def _is_over(client: SyncPrefectClient, run: UUID) -> bool:
    told = None
    try:
        state = client.read_flow_run(run).state
    except Exception as fault:  # noqa: BLE001 - the night goes on without an answer
        told = type(fault).__name__
    if told:
        log.warning("the server did not say how another worker does: %s", told)
        return False
    if state is None or state.is_final():
        return True
    if state.is_scheduled():
        client.set_flow_run_state(run, Cancelled(), force=True)
        return True
    return False
