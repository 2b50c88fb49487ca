"""The ledger: decisions in SQL, a version check on every save, history appended."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Engine,
    Row,
    delete,
    func,
    insert,
    select,
    true,
    update,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from casework.ports import DISPOSED, PublicRecord, Received, SetAside
from decisions.decision import Decision, DecisionId, State, slug
from decisions.errors import ChainBroken, CorruptRecord, StaleDecision, UnknownDecision
from decisions.fingerprints import Sha256, of_bytes
from strongroom.codec import (
    entry_from_json,
    entry_to_json,
    from_json,
    public_from_json,
    public_to_json,
    to_json,
)
from strongroom.listing import listed, write_words
from strongroom.tables import (
    DECISIONS,
    DISPOSALS,
    FILES,
    HISTORY,
    PUBLIC,
    RECEIVED,
    SET_ASIDE,
)
from strongroom.times import as_kept

AT_ONCE: Final = 1_000
"""Public records that are read together."""


class Ledger:
    """Decisions in a database that `strongroom.database` opened."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def load(self, decision_id: DecisionId) -> Decision:
        """One decision with its whole history.

        Raises:
            UnknownDecision: There is none of that id.
            CorruptRecord: What is stored does not have the shape of one.
        """
        with self._engine.connect() as connection:
            row = connection.execute(
                select(DECISIONS.c.record, DECISIONS.c.version).where(
                    DECISIONS.c.id == decision_id
                )
            ).one_or_none()
            if row is None:
                raise UnknownDecision(f"the ledger has no decision {decision_id}")
            lines = connection.execute(
                select(HISTORY.c.entry)
                .where(HISTORY.c.decision_id == decision_id)
                .order_by(HISTORY.c.number)
            ).scalars()
            history = tuple(entry_from_json(line) for line in lines)
        return replace(from_json(row.record), version=row.version, history=history)

    def save(self, decision: Decision) -> Decision:
        """Keep a decision, its new history lines and its new files together.

        Raises:
            StaleDecision: Somebody saved it since it was loaded, or made it
                at the same time.
            ChainBroken: Its history does not continue the one that is kept.
        """
        saved = replace(decision, version=decision.version + 1)
        try:
            with self._engine.begin() as connection:
                self._write(connection, decision.version, saved)
        except IntegrityError:
            pass
        else:
            return saved
        raise StaleDecision(
            f"decision {decision.id}: somebody else saved it at the same time; "
            "load it again"
        )

    def _write(self, connection: Connection, version: int, saved: Decision) -> None:
        values = {
            "reference": slug(saved.facts.reference),
            "state": saved.state.value,
            "version": saved.version,
            **listed(saved),
            "record": to_json(saved),
        }
        if version == 0:
            connection.execute(insert(DECISIONS).values(id=saved.id, **values))
        else:
            done = connection.execute(
                update(DECISIONS)
                .where(DECISIONS.c.id == saved.id, DECISIONS.c.version == version)
                .values(**values)
            )
            if done.rowcount != 1:
                raise StaleDecision(
                    f"decision {saved.id}: this save was made from version {version}, "
                    "which is not the newest; load it again"
                )
        self._append(connection, saved)
        self._claim_files(connection, saved)
        self._write_public(connection, saved)
        write_words(connection, saved)

    def _append(self, connection: Connection, saved: Decision) -> None:
        kept = connection.execute(
            select(HISTORY.c.digest)
            .where(HISTORY.c.decision_id == saved.id)
            .order_by(HISTORY.c.number)
        ).scalars()
        digests = list(kept)
        if digests != [entry.digest for entry in saved.history[: len(digests)]]:
            raise ChainBroken(
                f"decision {saved.id}: its history does not continue the "
                f"{len(digests)} lines that are kept"
            )
        rows = [
            {
                "decision_id": saved.id,
                "number": number,
                "digest": entry.digest,
                "entry": entry_to_json(entry),
            }
            for number, entry in enumerate(saved.history, start=1)
            if number > len(digests)
        ]
        if rows:
            connection.execute(insert(HISTORY), rows)

    def _claim_files(self, connection: Connection, saved: Decision) -> None:
        kept = set(
            connection.execute(
                select(FILES.c.sha256).where(FILES.c.decision_id == saved.id)
            ).scalars()
        )
        rows = [
            {"sha256": document.sha256, "decision_id": saved.id}
            for document in saved.documents
            if document.sha256 not in kept
        ]
        if rows:
            connection.execute(insert(FILES), rows)
            self._waits_no_more(connection, [row["sha256"] for row in rows])

    @staticmethod
    def _waits_no_more(connection: Connection, read: Sequence[str]) -> None:
        """Files that were read are neither waiting nor, unless held, set aside."""
        connection.execute(delete(RECEIVED).where(RECEIVED.c.sha256.in_(read)))
        aside = SET_ASIDE.c.sha256.in_(read), SET_ASIDE.c.kept == ""
        connection.execute(delete(SET_ASIDE).where(*aside))

    def is_read(self, sha256: Sha256) -> None:
        with self._engine.begin() as connection:
            self._waits_no_more(connection, [sha256])

    def some_files(self, *, most: int) -> tuple[Sha256, ...]:
        """Some of the files that decisions have, and that were not disposed of."""
        gone = select(DISPOSALS.c.sha256)
        query = select(FILES.c.sha256).where(FILES.c.sha256.not_in(gone))
        query = query.order_by(FILES.c.sha256).limit(most)
        with self._engine.connect() as connection:
            return tuple(map(Sha256, connection.scalars(query)))

    def _write_public(self, connection: Connection, saved: Decision) -> None:
        public = saved.release or saved.tombstone
        connection.execute(delete(PUBLIC).where(PUBLIC.c.decision_id == saved.id))
        if public is not None:
            connection.execute(
                insert(PUBLIC).values(
                    decision_id=saved.id,
                    is_gone=saved.release is None,
                    record=public_to_json(public),
                )
            )

    def public(
        self, ids: Sequence[DecisionId] | None = None, *, readable: bool = False
    ) -> Iterator[PublicRecord]:
        """What is or was public, read in pieces: memory does not grow with it.

        Args:
            readable: Leave out what cannot be read.

        Raises:
            CorruptRecord: What is stored does not have the shape of it.
        """
        query = select(PUBLIC).order_by(PUBLIC.c.decision_id).limit(AT_ONCE)
        if ids is not None:
            query = query.where(PUBLIC.c.decision_id.in_(ids))
        last = ""
        while True:
            # Each piece in a transaction of its own: whoever goes through the pieces
            # may take minutes, and nobody is to wait for that.
            with self._engine.connect() as connection:
                piece = query.where(PUBLIC.c.decision_id > last)
                rows = connection.execute(piece).all()
            for row in rows:
                try:
                    public = public_from_json(row.record, is_gone=row.is_gone)
                except CorruptRecord:
                    if readable:
                        continue
                    raise
                yield PublicRecord(
                    decision_id=DecisionId(row.decision_id),
                    public=public,
                    fingerprint=of_bytes(row.record.encode()),
                )
            if len(rows) < AT_ONCE:
                return
            last = rows[-1].decision_id

    def in_states(self, states: Iterable[State]) -> tuple[DecisionId, ...]:
        wanted = [state.value for state in states]
        query = select(DECISIONS.c.id).order_by(DECISIONS.c.id)
        if wanted:
            query = query.where(DECISIONS.c.state.in_(wanted))
        return self._ids(query)

    def gone(self) -> tuple[DecisionId, ...]:
        query = select(PUBLIC.c.decision_id).where(PUBLIC.c.is_gone)
        return self._ids(query.order_by(PUBLIC.c.decision_id))

    def of_file(self, sha256: Sha256) -> DecisionId | None:
        query = select(FILES.c.decision_id).where(FILES.c.sha256 == sha256)
        return next(iter(self._ids(query)), None)

    def of_reference(self, reference: str) -> DecisionId | None:
        """Whose it is now, or whose public page stands at its address."""
        for column in (DECISIONS.c.reference, DECISIONS.c.public_as):
            query = select(DECISIONS.c.id).where(column == slug(reference))
            found = self._ids(query.order_by(DECISIONS.c.id))
            if found:
                return found[0]
        return None

    def _ids(self, query: Any) -> tuple[DecisionId, ...]:  # noqa: ANN401 - any Select
        with self._engine.connect() as connection:
            return tuple(DecisionId(found) for found in connection.scalars(query))

    def set_aside(self, refused: SetAside) -> None:
        known = select(func.count()).where(SET_ASIDE.c.sha256 == refused.sha256)
        waits = RECEIVED.c.sha256 == refused.sha256
        with self._engine.begin() as connection:
            connection.execute(delete(RECEIVED).where(waits))
            if connection.scalar(known):
                return
            connection.execute(
                insert(SET_ASIDE).values(
                    sha256=refused.sha256,
                    name=refused.name,
                    code=refused.code,
                    message=refused.message,
                    by=refused.by,
                    at=refused.at.isoformat(),
                    kept=refused.kept,
                )
            )

    def receive(self, received: Received) -> bool:
        tables = (RECEIVED, FILES, SET_ASIDE)
        known = (
            select(func.count()).where(table.c.sha256 == received.sha256)
            for table in tables
        )
        try:
            with self._engine.begin() as connection:
                if any(connection.scalar(query) for query in known):
                    return False
                connection.execute(insert(RECEIVED).values(**_row(received)))
        except IntegrityError:
            return False  # somebody received it at the same moment
        return True

    def received(self, sha256: Sha256) -> Received | None:
        return next(iter(self._waiting(RECEIVED.c.sha256 == sha256)), None)

    def waiting(self) -> tuple[Received, ...]:
        return self._waiting(true())

    def _waiting(self, rule: ColumnElement[bool]) -> tuple[Received, ...]:
        query = select(RECEIVED).where(rule)
        query = query.order_by(RECEIVED.c.at, RECEIVED.c.sha256)
        with self._engine.connect() as connection:
            rows: Sequence[Row[Any]] = connection.execute(query).all()
        return tuple(
            Received(
                sha256=Sha256(row.sha256),
                name=row.name,
                by=row.by,
                at=datetime.fromisoformat(row.at),
            )
            for row in rows
        )

    def touched_since(
        self, at: datetime, states: Iterable[State]
    ) -> tuple[DecisionId, ...]:
        since = at.astimezone(UTC).isoformat(timespec="seconds")
        wanted = [state.value for state in states]
        query = select(DECISIONS.c.id).where(
            DECISIONS.c.state.in_(wanted), DECISIONS.c.touched_at >= since
        )
        return self._ids(query.order_by(DECISIONS.c.id))

    def keep_set_aside(self, sha256: Sha256, kept: str, message: str) -> None:
        values = {"kept": kept, "message": message}
        mine = SET_ASIDE.c.sha256 == sha256
        with self._engine.begin() as connection:
            connection.execute(update(SET_ASIDE).where(mine).values(values))

    def empty_set_aside(self, sha256: Sha256) -> None:
        mine = SET_ASIDE.c.sha256 == sha256
        with self._engine.begin() as connection:
            connection.execute(update(SET_ASIDE).where(mine).values(name=DISPOSED))

    def take_back(self, sha256: Sha256, received: Received) -> None:
        """Let a file that was set aside wait to be read again, unless it is held."""
        mine = SET_ASIDE.c.sha256 == sha256, SET_ASIDE.c.kept == ""
        with self._engine.begin() as connection:
            if connection.execute(delete(SET_ASIDE).where(*mine)).rowcount:
                connection.execute(insert(RECEIVED).values(**_row(received)))

    def all_set_aside(self) -> tuple[SetAside, ...]:
        query = select(SET_ASIDE).order_by(SET_ASIDE.c.at, SET_ASIDE.c.sha256)
        with self._engine.connect() as connection:
            rows: Sequence[Row[Any]] = connection.execute(query).all()
        return tuple(
            SetAside(
                sha256=Sha256(row.sha256),
                name=row.name,
                code=row.code,
                message=row.message,
                by=row.by,
                at=datetime.fromisoformat(row.at),
                kept=row.kept,
            )
            for row in rows
        )


def _row(received: Received) -> dict[str, str]:
    return {
        "sha256": received.sha256,
        "name": received.name,
        "by": received.by,
        "at": as_kept(received.at),
    }
