"""The record of what was destroyed; it outlives what it tells of."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.engine import Connection

from casework.ports import Disposal
from decisions.fingerprints import Sha256
from strongroom.tables import DISPOSALS
from strongroom.times import as_kept


class Disposals:
    """Disposals in the ledger's database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def intend(self, rows: Sequence[Disposal]) -> None:
        with self._engine.begin() as connection:
            write_disposals(connection, rows)

    def forget(self, names: Collection[Sha256]) -> None:
        mine = DISPOSALS.c.sha256.in_(names), DISPOSALS.c.is_done.is_(False)
        with self._engine.begin() as connection:
            connection.execute(delete(DISPOSALS).where(*mine))

    def done(self, names: Collection[Sha256]) -> None:
        mine = DISPOSALS.c.sha256.in_(names)
        with self._engine.begin() as connection:
            connection.execute(update(DISPOSALS).where(mine).values(is_done=True))

    def all(self) -> Sequence[Disposal]:
        query = select(DISPOSALS).order_by(DISPOSALS.c.at, DISPOSALS.c.sha256)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [
            Disposal(
                sha256=Sha256(row.sha256),
                of=row.of,
                row=row.row,
                by=row.by,
                at=datetime.fromisoformat(row.at),
                is_done=row.is_done,
            )
            for row in rows
        ]


def write_disposals(connection: Connection, rows: Sequence[Disposal]) -> None:
    """Write down what is to be destroyed; what is known of it already is put anew."""
    for row in rows:
        connection.execute(delete(DISPOSALS).where(DISPOSALS.c.sha256 == row.sha256))
        connection.execute(
            insert(DISPOSALS).values(
                sha256=row.sha256,
                of=row.of,
                row=row.row,
                by=row.by,
                at=as_kept(row.at),
                is_done=row.is_done,
            )
        )
