"""Private files and an inbox in folders: one machine, or a demonstration."""

import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from casework.ports import Waiting
from decisions.errors import AnotherPublisher, FileDamaged, FileMissing, InboxMissing
from decisions.fingerprints import Sha256, of_bytes
from publish.manifest import Tag
from strongroom import halfwritten

_NEW: Final = ".new-"


class LocalFiles:
    """Files under their hashes below a folder that only the service may read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def put(self, content: bytes) -> Sha256:
        name = of_bytes(content)
        path = self._path(name)
        if not path.exists():
            _write_whole(path, content)
        return name

    def get(self, name: Sha256) -> bytes:
        """The content of a kept file.

        Raises:
            FileMissing: There is none of that hash.
            FileDamaged: It no longer has that hash.
        """
        content = None
        # Unbuffered: half the calls, at each of which threads take turns.
        with suppress(FileNotFoundError), self._path(name).open("rb", 0) as file:
            content = file.read()
        if content is None:
            raise FileMissing(f"private file {name[:12]} is missing; restore it")
        if of_bytes(content) != name:
            raise FileDamaged(f"private file {name[:12]} has changed; restore it")
        return content

    def names(self) -> Iterator[Sha256]:
        for path in (self._folder / "objects").glob("??/*"):
            if not path.name.startswith("."):
                yield Sha256(path.name)

    def destroy(self, name: Sha256) -> None:
        """Delete a file. What the disk keeps below is the operator's to encrypt."""
        self._path(name).unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove pieces of files that nothing names, and that disposal would miss."""
        halfwritten.remove(self._folder.rglob(f"{_NEW}*"))

    def read_note(self, name: str) -> tuple[bytes, Tag] | None:
        path = self._folder / "notes" / name
        if not path.exists():
            return None
        content = path.read_bytes()
        return content, Tag(of_bytes(content))

    def write_note(self, name: str, content: bytes, replaces: Tag | None) -> Tag:
        """Write a note if it still is what was read.

        Raises:
            AnotherPublisher: It is not.
        """
        with self._locked(name):
            now = self.read_note(name)
            if (now[1] if now else None) != replaces:
                raise AnotherPublisher(
                    f"note {name} was written by somebody else meanwhile; run again"
                )
            _write_whole(self._folder / "notes" / name, content)
        return Tag(of_bytes(content))

    def _path(self, name: Sha256) -> Path:
        return self._folder.joinpath("objects", name[:2], name)

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        path = self._folder / "notes" / (name + ".lock")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _write_whole(path: Path, content: bytes) -> None:
    """Write so that a reader, or a crash, sees all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=_NEW)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


_SYSTEMS: Final = "lost+found"
"""A folder at the root of a disk that is the system's own."""


class FolderInbox:
    """A folder into which files are put. They are left where they are, but for what
    is disposed of.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def waiting(self) -> Waiting:
        """Every file below the folder except hidden ones, by name.

        Raises:
            InboxMissing: There is no such folder: its disk may not be mounted.
        """
        if not self._folder.is_dir():
            raise InboxMissing(
                "inbox.folder: there is no such folder; mount or make it, or leave "
                "[inbox] empty"
            )
        found, faults = list[tuple[str, int]](), list[OSError]()
        for folder, below, names in os.walk(self._folder, onerror=faults.append):
            below[:] = [n for n in below if not n.startswith(".") and n != _SYSTEMS]
            for path in (Path(folder, n) for n in names if not n.startswith(".")):
                try:
                    told = path.stat()
                except OSError as fault:
                    faults.append(fault)
                    continue
                if not stat.S_ISREG(told.st_mode):
                    continue
                if os.access(path, os.R_OK):
                    found.append((str(path.relative_to(self._folder)), told.st_size))
                else:
                    faults.append(PermissionError())
        # What was not found somebody took away meanwhile, or a link points nowhere.
        closed = [f for f in faults if not isinstance(f, FileNotFoundError)]
        return Waiting(sorted(found), len(closed))

    def read(self, name: str) -> bytes:
        return (self._folder / name).read_bytes()

    def remove(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)
