"""Opening the ledger's database and bringing its tables up to date."""

import os
from typing import Final, TypeAlias

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_MS: Final = 30_000
READING: Final = {"partone_reading": True}
"""Options of a connection that only reads, for long."""
Database: TypeAlias = Engine
LedgerAway: Final = SQLAlchemyError
"""What is raised where the database does not answer, or takes nothing."""


def open_database(url: str) -> Database:
    """An engine on a database whose tables are those of the newest migration.

    Args:
        url: SQLAlchemy's: "sqlite:////srv/partone/ledger.db" or
            "postgresql+psycopg://...".
    """
    engine = connect_to(url)
    migrate(engine)
    return engine


def connect_to(url: str) -> Database:
    """An engine on a database as it is, whatever tables it has."""
    _keep_private(url)
    # A server that was away and is back: a connection is tried before it is used.
    engine = create_engine(url, hide_parameters=True, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_writing)
    return engine


def _keep_private(url: str) -> None:
    """A new SQLite file is its owner's alone, whatever the umask of who starts it."""
    path = make_url(url).database or ":memory:"
    if not url.startswith("sqlite") or path.startswith((":memory:", "file:")):
        return
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
    except OSError:
        pass  # it is there; or it cannot be, and whoever connects is told why


def revision(connection: Connection) -> str:
    """The newest migration that a database has; empty: none."""
    from alembic.migration import MigrationContext  # noqa: PLC0415 - as below

    return MigrationContext.configure(connection).get_current_revision() or ""


def migrate(engine: Engine, to: str = "head") -> None:
    """Run the migrations that the database does not have yet, up to one of them."""
    with engine.begin() as connection:
        migrate_within(connection, to)


def migrate_within(connection: Connection, to: str = "head") -> None:
    """The same in a transaction that somebody began."""
    # Half a second to load, and only a door that opens the ledger needs it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "strongroom:migrations")
    if connection.dialect.name == "postgresql":
        # Two processes starting at once: one migrates, the other waits.
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(726071)")
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _prepare_sqlite(raw: object, _: ConnectionPoolEntry) -> None:
    raw.isolation_level = None  # type: ignore[attr-defined]
    cursor = raw.cursor()  # type: ignore[attr-defined]
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_writing(connection: Connection) -> None:
    """Take the write lock at once: a lock taken later can deadlock (SQLite).

    Who says that nothing will be written takes none.
    """
    is_reading = READING.items() <= connection.get_execution_options().items()
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")
