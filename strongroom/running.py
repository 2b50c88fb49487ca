"""What was run when, and what is wrong now: what an operator asks first."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import Engine, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from casework.alarms import Alarm, Heard
from strongroom.tables import ALARMS, RUNS
from strongroom.times import as_kept

KEPT: Final = 1_000
"""Runs of one name that are remembered."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a part of the night."""

    name: str
    began_at: datetime
    ended_at: datetime | None
    """None: it has not ended, or was killed."""
    counts: Mapping[str, int]


class Runs:
    """Runs in the ledger's database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, name: str, now: datetime) -> str:
        """Write down that a run began.

        Returns:
            Its id, for `end`.
        """
        key = str(uuid4())
        with self._engine.begin() as connection:
            connection.execute(
                insert(RUNS).values(
                    id=key, name=name, began_at=as_kept(now), ended_at="", counts="{}"
                )
            )
        return key

    def end(self, key: str, counts: Mapping[str, int], now: datetime) -> None:
        """Write down that it ended, and forget the oldest of its name."""
        told = json.dumps(dict(counts), sort_keys=True)
        with self._engine.begin() as connection:
            connection.execute(
                update(RUNS)
                .where(RUNS.c.id == key)
                .values(ended_at=as_kept(now), counts=told)
            )
            name = connection.scalar(select(RUNS.c.name).where(RUNS.c.id == key))
            mine = RUNS.c.name == name
            newest = (
                select(RUNS.c.began_at).where(mine).order_by(RUNS.c.began_at.desc())
            )
            oldest = connection.scalar(newest.offset(KEPT).limit(1))
            if oldest is not None:
                connection.execute(delete(RUNS).where(mine, RUNS.c.began_at <= oldest))

    def forget_after(self, now: datetime) -> int:
        """Forget runs of a time that is still to come: a clock was wrong then."""
        late = (RUNS.c.began_at > as_kept(now)) | (RUNS.c.ended_at > as_kept(now))
        with self._engine.begin() as connection:
            return connection.execute(delete(RUNS).where(late)).rowcount

    def ended(self, name: str, *, most: int) -> list[datetime]:
        """When the last runs of a name that came to their end began, newest first."""
        at = RUNS.c.began_at
        query = select(at).where(RUNS.c.name == name, RUNS.c.ended_at != "")
        with self._engine.connect() as connection:
            found = connection.scalars(query.order_by(at.desc()).limit(most)).all()
        return [datetime.fromisoformat(text) for text in found]

    def begun(self, name: str, *, most: int) -> list[datetime]:
        """When the last runs of a name began, ended or not, newest first."""
        at = RUNS.c.began_at
        query = select(at).where(RUNS.c.name == name).order_by(at.desc())
        with self._engine.connect() as connection:
            found = connection.scalars(query.limit(most)).all()
        return [datetime.fromisoformat(text) for text in found]

    def first(self) -> datetime | None:
        """When the oldest run began that is still known."""
        with self._engine.connect() as connection:
            at = connection.scalar(select(func.min(RUNS.c.began_at)))
        return datetime.fromisoformat(at) if at else None

    def latest(self) -> datetime | None:
        """The latest time at which anything began or ended."""
        times = func.max(RUNS.c.began_at), func.max(RUNS.c.ended_at)
        with self._engine.connect() as connection:
            row = connection.execute(select(*times)).one()
        found = [datetime.fromisoformat(at) for at in row if at]
        return max(found, default=None)

    def last(self, name: str, *, ended: bool = False) -> Run | None:
        """The newest run of a name.

        Args:
            ended: Only one that came to its end.
        """
        query = select(RUNS).where(RUNS.c.name == name)
        if ended:
            query = query.where(RUNS.c.ended_at != "")
        with self._engine.connect() as connection:
            row = connection.execute(
                query.order_by(RUNS.c.began_at.desc()).limit(1)
            ).one_or_none()
        if row is None:
            return None
        return Run(
            name=row.name,
            began_at=datetime.fromisoformat(row.began_at),
            ended_at=datetime.fromisoformat(row.ended_at) if row.ended_at else None,
            counts=json.loads(row.counts),
        )


class Alarms:
    """What is wrong, in the ledger's database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self, source: str | None = None) -> Sequence[Heard]:
        """What is known to be wrong, the oldest first."""
        with self._engine.connect() as connection:
            return _all(connection, source)

    def set(self, source: str, alarms: Sequence[Alarm], now: datetime) -> None:
        """What this source sees now takes the place of what it saw before.

        Of one whose message is another by now, people are told anew.
        """
        wanted = {alarm.name: alarm.message for alarm in alarms}
        with self._engine.begin() as connection:
            known = {
                heard.alarm.name: heard.alarm.message
                for heard in _all(connection, source)
            }
            for name in known.keys() - wanted.keys():
                _remove(connection, source, name)
            for name, message in wanted.items():
                if known.get(name) != message:
                    _put(connection, source, Alarm(name, message), now)

    def add(self, source: str, alarm: Alarm, now: datetime) -> None:
        """One more thing is wrong, whatever else this source sees."""
        with self._engine.begin() as connection:
            known = [heard.alarm for heard in _all(connection, source)]
            if alarm not in known:
                _put(connection, source, alarm, now)

    def clear(self, source: str, name: str) -> None:
        """It is right now."""
        with self._engine.begin() as connection:
            _remove(connection, source, name)

    def told(self, heard: Sequence[Heard], now: datetime) -> None:
        """People were told of these."""
        of = ALARMS.c
        with self._engine.begin() as connection:
            for one in heard:
                mine = of.source == one.source, of.name == one.alarm.name
                connection.execute(
                    update(ALARMS).where(*mine).values(told_at=as_kept(now))
                )


def _remove(connection: Connection, source: str, name: str) -> None:
    of = ALARMS.c
    connection.execute(delete(ALARMS).where(of.source == source, of.name == name))


def _put(connection: Connection, source: str, alarm: Alarm, now: datetime) -> None:
    """Write an alarm, or its new message; since when it stands is kept."""
    of = ALARMS.c
    mine = of.source == source, of.name == alarm.name
    values = {"message": alarm.message, "told_at": ""}
    done = connection.execute(update(ALARMS).where(*mine).values(**values))
    if not done.rowcount:
        connection.execute(
            insert(ALARMS).values(
                source=source, name=alarm.name, raised_at=as_kept(now), **values
            )
        )


def _all(connection: Connection, source: str | None) -> list[Heard]:
    query = select(ALARMS).order_by(ALARMS.c.raised_at, ALARMS.c.name)
    if source is not None:
        query = query.where(ALARMS.c.source == source)
    return [
        Heard(
            source=row.source,
            alarm=Alarm(row.name, row.message),
            raised_at=datetime.fromisoformat(row.raised_at),
            told_at=datetime.fromisoformat(row.told_at) if row.told_at else None,
        )
        for row in connection.execute(query)
    ]
