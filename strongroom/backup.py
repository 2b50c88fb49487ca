"""A copy of ledger and private files in a folder, and putting it back.

    objects/ab/abcd…         private files under their hashes, each once
    snapshots/TIME.jsonl.gz  all rows of the ledger at one moment
    snapshots/TIME.sha256    of that file
    disposed.jsonl           what was destroyed: never put back from any snapshot

A snapshot does not depend on the kind of database: one of SQLite can be put back
into PostgreSQL. It holds what is confidential; keep it where only the service reads.
"""

import gzip
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, MetaData, Table, func, insert, select
from sqlalchemy.engine import Connection

from casework.ports import Disposal, PrivateFiles
from decisions.errors import BadBackup, FileDamaged, FileMissing, StoreUnreachable
from decisions.fingerprints import Sha256, of_bytes
from strongroom import halfwritten
from strongroom.database import READING, migrate, migrate_within, revision
from strongroom.retention import Disposals, write_disposals

PASSING: Final = frozenset(
    {"sessions", "claims", "leases", "alarms", "disposals", "alembic_version"}
)
"""Tables of what is so only now; disposals have a file of their own."""
AT_ONCE: Final = 500
"""Rows that are written together."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup did."""

    snapshot: str
    rows: int
    files: int
    """That were not there before."""
    destroyed: int
    """Copies of what was disposed of."""
    pruned: int
    """Snapshots that were too old."""
    damaged: int = 0
    """Files of the copy that are not what they were, and were not put back."""


def back_up(
    engine: Engine, files: PrivateFiles, folder: Path, *, now: datetime, days: int
) -> Copied:
    """Add a snapshot to a folder, and the files that it does not have yet.

    Args:
        days: Snapshots older than this are deleted, and files that no snapshot that
            is left can name.

    Raises:
        FileDamaged: A private file is not what it was. All others are copied.
    """
    _make(folder)
    halfwritten.remove(
        [*folder.glob("snapshots/*.new"), *folder.glob("objects/??/*.new")]
    )
    name = now.astimezone(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    # Before anything is written: where the disk is full, what is old makes room.
    pruned = _prune(folder, name, now - timedelta(days=days))
    # The rows first: every file that they name is there by then.
    rows = _write_snapshot(engine, folder / "snapshots" / f"{name}.jsonl.gz")
    disposed = Disposals(engine).all()
    # What is kept though it was destroyed once came anew, and is copied as all else.
    kept = set(files.names())
    gone = [replace(r, is_done=True) for r in disposed if r.sha256 not in kept]
    # Whether these go is known once the run that meant to was finished or forgotten.
    pending = [row for row in disposed if row.sha256 in kept and not row.is_done]
    _write_disposed(folder, [*gone, *pending], kept)
    added, damaged = _copy_files(files, folder, now)
    destroyed = _destroy(folder, {row.sha256 for row in gone})
    pruned += _prune(folder, name, now - timedelta(days=days))
    if damaged:
        raise FileDamaged(
            f"{damaged} private files are damaged, missing or cannot be read; restore "
            "them from an earlier copy. Everything else was copied"
        )
    return Copied(name, rows, added, destroyed, pruned)


def _make(folder: Path) -> None:
    for below in ("snapshots", "objects"):
        (folder / below).mkdir(parents=True, exist_ok=True, mode=0o700)


def _write_snapshot(engine: Engine, path: Path) -> int:
    count = 0
    new = path.with_suffix(".new")
    with _reading(engine) as connection, gzip.open(new, "wt", encoding="utf-8") as out:
        out.write(json.dumps({"revision": revision(connection)}) + "\n")
        for table in _tables(connection):
            for row in connection.execute(select(table)).mappings():
                line = {"table": table.name, "row": dict(row)}
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
                count += 1
        out.write(json.dumps({"rows": count}) + "\n")
    _flush(new)
    digest = _digest(new)
    new.replace(path)
    summed = _sum_of(path)
    summed.write_text(f"{digest}  {path.name}\n")
    _flush(summed)
    return count


def _reading(engine: Engine) -> Connection:
    """A connection that sees one moment of the whole ledger."""
    connection = engine.connect()
    if engine.dialect.name == "postgresql":
        return connection.execution_options(
            isolation_level="REPEATABLE READ", stream_results=True
        )
    # It takes minutes, and others go on writing meanwhile.
    return connection.execution_options(**READING)


def _tables(connection: Connection) -> list[Table]:
    """Those of the database as it is, in an order in which they can be filled."""
    found = MetaData()
    found.reflect(connection)
    return [t for t in found.sorted_tables if t.name not in PASSING]


def _write_disposed(folder: Path, rows: Iterable[Disposal], kept: set[Sha256]) -> None:
    """What was or is to be destroyed, besides what this folder knows already."""
    known = {r.sha256: r for r in disposed_of(folder) if r.sha256 not in kept}
    known |= {row.sha256: row for row in rows}
    new = folder / "disposed.new"
    with new.open("w", encoding="utf-8") as out:
        for row in known.values():
            out.write(json.dumps({**asdict(row), "at": row.at.isoformat()}) + "\n")
    _flush(new)
    new.replace(folder / "disposed.jsonl")


def disposed_of(folder: Path) -> list[Disposal]:
    path = folder / "disposed.jsonl"
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    found = map(json.loads, lines)
    return [Disposal(**{**r, "at": datetime.fromisoformat(r["at"])}) for r in found]


def _copy_files(files: PrivateFiles, folder: Path, now: datetime) -> tuple[int, int]:
    """Some of what is there is read again each day: what rots is copied anew while
    there is something to copy.
    """
    added = damaged = 0
    for name in files.names():
        path = _path(folder, name)
        is_turn = zlib.crc32(name.encode()) % LOOKED_AT == now.toordinal() % LOOKED_AT
        if path.exists() and not (is_turn and _whole(path, name) is None):
            continue
        try:
            content = files.get(name)
        except (FileDamaged, FileMissing, StoreUnreachable, OSError):
            damaged += 1  # a disk that dies must not keep the others from the copy
            continue
        path.parent.mkdir(exist_ok=True, mode=0o700)
        new = path.with_suffix(".new")
        new.write_bytes(content)
        _flush(new)
        new.replace(path)
        added += 1
    return added, damaged


def _whole(path: Path, name: Sha256) -> bytes | None:
    """What a file of the copy holds; None: it is not what it was, or a disk that rots
    does not give it back.
    """
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return content if of_bytes(content) == name else None


LOOKED_AT: Final = 32
"""Within so many daily copies each file of the copy was read once."""


def _destroy(folder: Path, gone: set[Sha256]) -> int:
    paths = [path for name in gone if (path := _path(folder, name)).exists()]
    for path in paths:
        path.unlink()
    return len(paths)


def _prune(folder: Path, made: str, before: datetime) -> int:
    """Delete snapshots that are too old, but never the newest, and none of a time to
    come: those a clock made that was wrong, and a person must look.

    Args:
        made: The name of the one that is to be made.
    """
    count = 0
    known = [path for path in snapshots(folder) if path.name <= f"{made}.jsonl.gz"]
    for path in known[:-1]:
        if _taken(path) < before:
            path.unlink()
            _sum_of(path).unlink(missing_ok=True)
            count += 1
    return count


def snapshots(folder: Path) -> list[Path]:
    """The oldest first."""
    return sorted((folder / "snapshots").glob("*.jsonl.gz"))


def see_begun(folder: Path) -> None:
    """See that a folder has copies already.

    Raises:
        BadBackup: It has none: the disk that should be mounted there may not be.
    """
    if not snapshots(folder):
        raise BadBackup(
            f"{folder}: expected earlier copies, found none: mount the disk that has "
            "them; to begin copies there, run it once with --begin"
        )


def of_the_future(folder: Path, now: datetime) -> list[str]:
    """Snapshots of a time that is still to come, by their names."""
    return [_named(path) for path in snapshots(folder) if _taken(path) > now]


def _named(path: Path) -> str:
    return path.name.removesuffix(".jsonl.gz")


def _taken(path: Path) -> datetime:
    return datetime.strptime(_named(path), "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)


def _sum_of(path: Path) -> Path:
    return path.with_name(_named(path) + ".sha256")


def put_back(
    engine: Engine,
    files: PrivateFiles,
    folder: Path,
    snapshot: str = "",
    *,
    now: datetime,
) -> Copied:
    """Fill an empty ledger and the private files from a copy.

    What was disposed of since the snapshot is not put back; the caller must dispose
    again of what the ledger still says of it (`casework.disposal.again`).

    Args:
        snapshot: Its time, as its file is called; empty: the newest.
        now: None may be of a time to come, unless it is named.

    Raises:
        BadBackup: The copy is not whole, or the ledger is not empty. No row was
            written then.
    """
    path = _chosen(folder, snapshot, now)
    _see_whole(path)
    lines = _lines(path)
    migrate(engine, next(lines)["revision"])
    _see_empty(engine)
    gone = disposed_of(folder)
    done = {row.sha256 for row in gone if row.is_done}
    added, damaged = _fill_files(files, folder, done)
    with engine.begin() as connection:
        rows = _fill(connection, lines)
        migrate_within(connection)
        write_disposals(connection, gone)
    return Copied(_named(path), rows, added, 0, 0, damaged)


def _chosen(folder: Path, snapshot: str, now: datetime) -> Path:
    known = snapshots(folder)
    if snapshot:
        wanted = [path for path in known if _named(path) == snapshot]
    else:
        later = of_the_future(folder, now)
        if later:
            raise BadBackup(
                f"{folder}: {', '.join(later)} is of a time to come: this clock is "
                "wrong or that one was; say which you want with --snapshot"
            )
        wanted = known
    if not wanted:
        told = ", ".join(map(_named, known[-5:]))
        raise BadBackup(
            f"{folder}: expected a snapshot {snapshot or 'of a backup'}, found "
            f"{told or 'none'}"
        )
    return wanted[-1]


def _see_whole(path: Path) -> None:
    summed = _sum_of(path)
    said = summed.read_text().split()[0] if summed.exists() else ""
    if said != _digest(path):
        raise BadBackup(
            f"{path}: it does not have the SHA-256 in {summed.name}; take another"
        )


def _see_empty(engine: Engine) -> None:
    with engine.connect() as connection:
        for table in _tables(connection):
            if connection.scalar(select(func.count()).select_from(table)):
                raise BadBackup(
                    f"expected an empty ledger, found rows in {table.name}; put a copy "
                    "back into a new database"
                )


def _fill_files(
    files: PrivateFiles, folder: Path, gone: set[Sha256]
) -> tuple[int, int]:
    """How many were put back, and how many are damaged: the ledger comes back all the
    same, and the audit names whose they are.
    """
    have = set(files.names())
    count = damaged = 0
    for path in sorted((folder / "objects").glob("??/*")):
        name = Sha256(path.name)
        if path.suffix or name in have or name in gone:
            continue
        content = _whole(path, name)
        if content is None:
            damaged += 1
            continue
        files.put(content)
        count += 1
    return count, damaged


def _fill(connection: Connection, lines: Iterator[dict[str, Any]]) -> int:
    tables = {table.name: table for table in _tables(connection)}
    waiting: list[dict[str, Any]] = []
    now = ""
    for count, line in enumerate(lines):
        name = line.get("table", "")
        if waiting and (name != now or len(waiting) >= AT_ONCE):
            connection.execute(insert(tables[now]), waiting)
            waiting = []
        if not name:
            if line["rows"] != count:
                raise BadBackup(f"expected {line['rows']} rows, found {count}")
            return count
        now = name
        waiting.append(line["row"])
    raise BadBackup("the snapshot ends in the middle; take another")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _path(folder: Path, name: Sha256) -> Path:
    return folder / "objects" / name[:2] / name


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def _flush(path: Path) -> None:
    with path.open("rb+") as written:
        os.fsync(written.fileno())
