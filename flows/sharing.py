"""How the pieces of a night are done: one after another, or by a Dask cluster."""

from collections import deque
from typing import Final, Protocol

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.flows import Flow
from prefect.futures import PrefectFuture

from casework.working import Outcome
from decisions.errors import BadSettings, Refusal
from flows import steps
from flows.quiet import can_retry, has_server
from flows.settings import WorkSettings
from flows.steps import Tally, Work
from flows.wiring import wiring

AHEAD: Final = 64
"""So many pieces are handed to a cluster before the first has come back."""


class Named(Protocol):
    """A Prefect task of one piece of work: its id and nothing else."""

    def __call__(self, key: str) -> Outcome: ...
    def submit(self, key: str) -> PrefectFuture[Outcome]: ...


def _task(work: Work) -> Named:
    """Retried where that can help; nothing is kept."""

    def one(key: str) -> Outcome:
        return steps.done(work, wiring(), key)

    one.__name__ = work.name
    made: Named = task(
        name=work.name,
        task_run_name=work.name + " {key}",
        retries=2,
        retry_delay_seconds=1,
        retry_condition_fn=can_retry,
        cache_policy=NO_CACHE,
        persist_result=False,
    )(one)
    return made


TASKS: Final = {
    work.name: _task(work)
    for work in (steps.READ, steps.FLAG, steps.SEAL, steps.HOLD, steps.PUBLISH)
}


def each(work: Work, tally: Tally) -> None:
    """Do it to each that waits: as the settings say, here or by the cluster.

    A task of Prefect for each takes a twentieth of the time of a document, which is
    for nothing where its server ends with the night and nobody looks at it.
    """
    if not has_server():
        steps.each(work, wiring(), tally)
        return
    one = TASKS[work.name]
    if not wiring().settings.work.dask:
        steps.each(work, wiring(), tally, one)
        return
    waiting = deque(work.waiting(wiring()))
    begun: deque[PrefectFuture[Outcome]] = deque()
    while waiting or begun:
        while waiting and len(begun) < AHEAD:
            begun.append(one.submit(waiting.popleft()))
        try:
            steps.note(work, begun.popleft().result(), tally)
        except Refusal as refusal:
            tally.refused.append(refusal)


def on_the_cluster(
    made: Flow[[], dict[str, int]], settings: WorkSettings
) -> Flow[[], dict[str, int]]:
    """A flow with the task runner that the settings name.

    Raises:
        BadSettings: A cluster is named and its library is not installed, or no Prefect
            server is named: each of its workers would start one for itself.
    """
    if not settings.dask:
        return made
    if not has_server():
        raise BadSettings("work.dask: name a Prefect server in PREFECT_API_URL too")
    told = None
    try:
        from prefect_dask import DaskTaskRunner  # noqa: PLC0415 - an extra
    except ImportError:
        told = "work.dask: install partone[dask], or leave it empty"
    if told:
        raise BadSettings(told)
    return made.with_options(task_runner=DaskTaskRunner(address=settings.dask))
