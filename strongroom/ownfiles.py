"""Whether the private files at hand are those that the ledger speaks of.

A disk that is not mounted is an empty folder, and a wrong prefix an empty bucket: all
that the ledger says is public would seem lost.
"""

from contextlib import suppress
from typing import Final

from casework.ports import PrivateFiles
from decisions.errors import AnotherPublisher, FileDamaged, FileMissing, WrongStore
from decisions.fingerprints import Sha256
from strongroom.ledger import Ledger

MARK: Final = "ours"
"""A note that says: files of this ledger are kept here."""
ASKED: Final = 20
"""So many files of the ledger are looked for where there is no mark."""


def see_marked(files: PrivateFiles) -> None:
    """See that files of the ledger were kept here before.

    Raises:
        WrongStore: Nothing says so.
    """
    if files.read_note(MARK) is None:
        raise WrongStore(
            "private files: [files] names a place that has none of the files that the "
            "ledger knows: mount its disk, set folder, bucket and prefix right, or "
            "restore a copy"
        )


def see_ours(files: PrivateFiles, ledger: Ledger) -> None:
    """The same, where the ledger may be new; then the place is marked.

    Raises:
        WrongStore: The ledger knows of files, and none of some of them is there.
    """
    if files.read_note(MARK) is not None:
        return
    known = ledger.some_files(most=ASKED)
    if not known or any(_is_there(name, files) for name in known):
        with suppress(AnotherPublisher):  # somebody marked it at the same moment
            files.write_note(MARK, b"files of this ledger are kept here", None)
    see_marked(files)


def _is_there(name: Sha256, files: PrivateFiles) -> bool:
    try:
        files.get(name)
    except FileMissing:
        return False
    except FileDamaged:
        pass
    return True
