"""Making bundles and putting what differs, a few or a hundred thousand.

Few are made in this process by some threads. Many are sent to processes of their
own: making a page and signing a request both take more time than the network.
"""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import Final, TypeVar

from casework.ports import PrivateFiles, PublicSite
from decisions.errors import FileDamaged, FileMissing, SiteNotAsPlanned
from publish.manifest import Key, PublicObject, Stored, StoredBundle, Tag, in_order
from publish.site import Bundle, Objects

FEW: Final = 1_000
"""Bundles that are made without another process: starting two takes some seconds."""
CHUNK: Final = 40
"""Bundles that go to a process together."""
PROCESSES: Final = 2
"""Each holds what it makes: more of them would not fit half a gibibyte."""
THREADS: Final = 16
"""Uploads at once in one process of its own."""
HERE: Final = 8
"""Bundles at once in this one: a list of a year has megabytes."""


@dataclass(frozen=True, slots=True)
class Task:
    """A bundle to make, and what there is of it."""

    bundle: Bundle
    rows: Mapping[Key, Stored]
    """What it was given last."""
    present: Mapping[Key, Tag]
    """What the bucket has of it."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What became of a bundle."""

    name: str
    stored: StoredBundle
    put: tuple[Key, ...]
    left: tuple[Key, ...]
    """What the bucket still has of an earlier state of it."""


@dataclass(frozen=True, slots=True)
class NotMade:
    """A bundle of which nothing was put: a file that it is made of is not kept."""

    name: str
    told: str


Send = Callable[[Task, Objects], Uploaded]
Outcome = Uploaded | NotMade
R = TypeVar("R")


def made(task: Task) -> Objects:
    """What a bundle consists of.

    Raises:
        SiteNotAsPlanned: It is not what was planned: a fault of ours.
        FileMissing: The text of a decision is not kept any more.
    """
    objects = task.bundle.make()
    if set(objects) != set(task.bundle.keys):
        raise SiteNotAsPlanned(
            f"public site: {task.bundle.name} was made with other objects than planned"
        )
    return objects


def send(
    task: Task,
    objects: Objects,
    site: PublicSite,
    files: PrivateFiles,
    check: Callable[[], None] = lambda: None,
) -> Uploaded:
    """Put what of a bundle is missing or differs, by SHA-256 of bytes and headers.

    Args:
        check: Called before each is put; raises where no more may be.

    Raises:
        AnotherPublisher: An object is not what it was when this run looked.
        FileMissing: The file of a decision is not kept any more.
    """
    stored, stale = {}, list[tuple[Key, PublicObject]]()
    for key, thing in in_order(objects):
        row = task.rows.get(key)
        if row and (row.sha256, row.tag) == (thing.sha256, task.present.get(key)):
            stored[key] = row
        else:
            # Its file is read before anything is put: all of it is put, or nothing.
            stale.append((key, _whole(thing, files)))
    for key, thing in stale:
        check()
        tag = site.put(key, thing, replaces=task.present.get(key))
        stored[key] = Stored(thing.sha256, tag)
    put = [key for key, _ in stale]
    of = task.bundle
    bundle = StoredBundle(of.recipe, stored, of.gone_at, of.linked)
    left = tuple(sorted(task.present.keys() - stored.keys()))
    return Uploaded(task.bundle.name, bundle, tuple(put), left)


def _whole(thing: PublicObject, files: PrivateFiles) -> PublicObject:
    return (
        thing if thing.body is not None else thing.with_body(files.get(thing.content))
    )


def uploaded(
    tasks: Iterable[Task],
    site: PublicSite,
    files: PrivateFiles,
    check: Callable[[], None],
) -> Iterator[Outcome]:
    """Every task carried out, in whatever order they end.

    Args:
        check: Raises where no more may be put. In this process it is called before
            each object, else before each `CHUNK` of bundles.

    Raises:
        Whatever `made`, `send` or `check` raises: those under way are waited for, no
        other is begun.
    """
    rest = iter(tasks)
    first = list(islice(rest, FEW + 1))
    few = len(first) <= FEW
    every = chain(first, rest)
    give = partial(send, site=site, files=files)
    pool: Executor = ThreadPoolExecutor(HERE) if few else _processes(give)
    work: Callable[[list[Task]], list[Outcome]] = _in_process
    if few:
        work = partial(_each, partial(give, check=check))
    size, ahead = (1, 2 * HERE) if few else (CHUNK, 2 * PROCESSES)
    chunks = iter(lambda: list(islice(every, size)), [])
    under_way: set[Future[list[Outcome]]] = set()
    try:
        while True:
            for chunk in islice(chunks, ahead - len(under_way)):
                check()
                under_way.add(pool.submit(work, chunk))
            if not under_way:
                return
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                yield from future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _each(give: Send, tasks: list[Task]) -> list[Outcome]:
    return [_unless_missing(task, lambda of: give(of, made(of))) for task in tasks]


def _unless_missing(task: Task, work: Callable[[Task], R]) -> R | NotMade:
    try:
        return work(task)
    except (FileMissing, FileDamaged) as refusal:
        return NotMade(task.bundle.name, str(refusal))


def _processes(give: Send) -> ProcessPoolExecutor:
    """Processes that are told once where to send, and keep their connections."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(PROCESSES, context, _begin, (give,))


_OURS: Final[list[tuple[Send, ThreadPoolExecutor]]] = []
"""Of a process of its own: where it sends, and its threads."""


def _begin(give: Send) -> None:
    _OURS.append((give, ThreadPoolExecutor(THREADS)))


def _in_process(tasks: list[Task]) -> list[Outcome]:
    """Pages are made by one thread, since that is all the work; several send them,
    since that is waiting. Each waits for the other to end: beside threads that wake
    at every answer, the one that makes pages loses a third of its time.
    """
    give, threads = _OURS[0]
    objects = [_unless_missing(task, made) for task in tasks]
    return list(threads.map(partial(_put, give), tasks, objects))


def _put(give: Send, task: Task, objects: Objects | NotMade) -> Outcome:
    if isinstance(objects, NotMade):
        return objects
    return _unless_missing(task, lambda of: give(of, objects))
