"""Who is at work on what: a lease that lapses when its holder is no more."""

import os
import socket
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

from sqlalchemy import ColumnElement, Engine, delete, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from casework.ports import Begun, GivenUp
from strongroom.tables import LEASES
from strongroom.times import as_kept

LEASE: Final = timedelta(seconds=120)
SLACK: Final = timedelta(minutes=5)
"""By so much the database's clock may be put back."""
BEAT: Final = 30.0
"""Seconds after which a holder that is alive takes its leases for longer."""


class Leases:
    """Leases in the ledger's database, for the work of one process.

    Two workers on one decision would be safe, the ledger sees to that; a lease spares
    the second the work, and counts how often a piece of work was begun in vain.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._mine: set[str] = set()
        self._lock = threading.Lock()
        self._pid = 0
        self._holder = ""

    def begin(self, work: str, *, most: int) -> Begun:
        """Take a piece of work, unless somebody has it or it failed `most` times."""
        holder = self._myself()
        try:
            with self._engine.begin() as connection:
                now = _now(connection)
                values = {"holder": holder, "until": as_kept(now + LEASE)}
                begun = self._take(connection, work, most, values, now)
        except IntegrityError:
            return Begun.BY_OTHERS  # they were quicker
        if begun is Begun.MINE:
            with self._lock:
                self._mine.add(work)
        return begun

    def _take(
        self,
        connection: Connection,
        work: str,
        most: int,
        values: dict[str, str],
        now: datetime,
    ) -> Begun:
        mine = LEASES.c.work == work
        # Until the transaction ends nobody else changes the row.
        query = select(LEASES).where(mine).with_for_update()
        row = connection.execute(query).one_or_none()
        if row is None:
            connection.execute(
                insert(LEASES).values(work=work, tries=1, told="", **values)
            )
            return Begun.MINE
        if row.holder != values["holder"] and _stands(row.holder, row.until, now):
            return Begun.BY_OTHERS
        if row.tries >= most:
            connection.execute(
                update(LEASES).where(mine).values(holder="", until=as_kept(now))
            )
            return Begun.GIVEN_UP
        connection.execute(
            update(LEASES).where(mine).values(tries=row.tries + 1, **values)
        )
        return Begun.MINE

    def end(self, work: str) -> None:
        """It is done, or refused for good: nothing is left to remember."""
        self._leave(work)
        with self._engine.begin() as connection:
            connection.execute(delete(LEASES).where(*self._own(work)))

    def _own(self, work: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        """The row of a piece of work, unless another has taken it over."""
        return LEASES.c.work == work, LEASES.c.holder == self._holder

    def fail(self, work: str, told: str, *, counts: bool) -> None:
        """It failed and may be begun again.

        Args:
            told: The type and place of the fault; never a quotation.
            counts: False where the fault was not of this work but of a server.
        """
        self._leave(work)
        tries = LEASES.c.tries if counts else LEASES.c.tries - 1
        with self._engine.begin() as connection:
            values = {"holder": "", "until": as_kept(_now(connection)), "told": told}
            connection.execute(
                update(LEASES).where(*self._own(work)).values(tries=tries, **values)
            )

    def forget(self, work: str) -> bool:
        """Let work that was given up be begun anew. False: it was not begun."""
        with self._engine.begin() as connection:
            done = connection.execute(delete(LEASES).where(LEASES.c.work == work))
        return bool(done.rowcount)

    def given_up(self, *, most: int) -> Sequence[GivenUp]:
        """Work that nobody has and that was begun `most` times in vain."""
        query = select(LEASES).where(LEASES.c.tries >= most).order_by(LEASES.c.work)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
            now = _now(connection)
        return [
            GivenUp(row.work, row.tries, row.told)
            for row in rows
            if not _stands(row.holder, row.until, now)
        ]

    def at_work(self) -> int:
        """How many pieces of work are being done now, by anybody."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(LEASES.c.holder, LEASES.c.until)).all()
            now = _now(connection)
        return sum(_stands(row.holder, row.until, now) for row in rows)

    def _leave(self, work: str) -> None:
        with self._lock:
            self._mine.discard(work)

    def _myself(self) -> str:
        """This process; the first time, its heart begins to beat."""
        with self._lock:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                self._mine = set()
                began = _began(self._pid)
                self._holder = f"{_here()} {self._pid} {began} {uuid4().hex[:8]}"
                threading.Thread(target=self._beat, daemon=True).start()
        return self._holder

    def _beat(self) -> None:
        pause = threading.Event()
        while not pause.wait(BEAT):
            with self._lock:
                mine = sorted(self._mine)
            if not mine:
                continue
            wanted = LEASES.c.work.in_(mine), LEASES.c.holder == self._holder
            try:
                with self._engine.begin() as connection:
                    until = as_kept(_now(connection) + LEASE)
                    connection.execute(
                        update(LEASES).where(*wanted).values(until=until)
                    )
            except SQLAlchemyError:
                continue  # the lease may lapse: the work is then done twice, safely


def _now(connection: Connection) -> datetime:
    """By the clock of the database: the only one that all workers share."""
    found = connection.scalar(select(func.current_timestamp()))
    at = datetime.fromisoformat(found) if isinstance(found, str) else found
    assert isinstance(at, datetime), "a database tells the time"
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _stands(holder: str, until: str, now: datetime) -> bool:
    """Whether somebody still has it.

    One that lasts much longer than any is given was taken before the clock was put
    back.
    """
    left = datetime.fromisoformat(until) - now
    return (
        bool(holder) and timedelta(0) < left <= LEASE + SLACK and not _is_dead(holder)
    )


def _is_dead(holder: str) -> bool:
    """Whether it was a process of this machine, and container, that has ended."""
    where, pid, began, _ = holder.rsplit(" ", 3)
    return where == _here() and _began(int(pid)) != began


def _here() -> str:
    """Where numbers of processes mean the same: a name alone two machines may share,
    and two containers of one machine count theirs apart.
    """
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return f"{socket.gethostname()} {boot} {Path('/proc/self/ns/pid').readlink()}"


def _began(pid: int) -> str:
    """When a process began, as nobody can set it: ticks since the boot (proc(5)).

    Empty: there is none of that number, or it has ended.
    """
    try:
        line = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    fields = line.rpartition(")")[2].split()
    return "" if fields[0] in {"Z", "X"} else fields[19]
