"""Of several publishers at once the latest goes on; the others stop.

The latest has read the ledger last. A claim is a private note; what the site has is
another, so that a claim can be looked at before each upload.
"""

import time
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from casework.ports import Office, PrivateFiles
from decisions.errors import LaterPublisher
from publish.manifest import Tag

CLAIM: Final = "site/claim"
_FINISHED: Final = b"finished"
LOOKED: Final = 0.5
"""Seconds for which a claim that was looked at is taken to stand."""
SAVED: Final = 30.0
"""Seconds after which what was uploaded so far is written down."""


@dataclass(slots=True)
class Claim:
    """The right to publish, until somebody else takes it."""

    files: PrivateFiles
    tag: Tag
    follows_unfinished: bool
    """Whether the run before this one did not come to its end."""
    taken: float
    looked: float
    saved: float

    @classmethod
    def take(cls, office: Office) -> "Claim":
        """Take it from whoever has it.

        Raises:
            AnotherPublisher: Somebody took it at the same moment.
        """
        files = office.files
        note = files.read_note(CLAIM)
        told = f"{office.clock.now().isoformat()} {uuid4()}".encode()
        tag = files.write_note(CLAIM, told, note[1] if note else None)
        now = time.monotonic()
        unfinished = note is not None and note[0] != _FINISHED
        return cls(files, tag, unfinished, taken=now, looked=now, saved=now)

    def check(self) -> None:
        """See that nobody else took it.

        Raises:
            LaterPublisher: Somebody did. Nothing more may be put.
        """
        if time.monotonic() - self.looked < LOOKED:
            return
        self.check_now()

    def check_now(self) -> None:
        """As `check`, however short ago it was looked at."""
        if not self.is_ours():
            raise LaterPublisher(
                "public site: somebody else began to publish; this run stopped"
            )
        self.looked = time.monotonic()

    def is_ours(self) -> bool:
        note = self.files.read_note(CLAIM)
        return note is not None and note[1] == self.tag

    def let_the_other_stop(self) -> None:
        """Wait until whoever had the claim before must have seen that it is gone."""
        if self.follows_unfinished:
            time.sleep(max(0.0, self.taken + 2 * LOOKED - time.monotonic()))

    def is_time_to_save(self) -> bool:
        now = time.monotonic()
        if now - self.saved < SAVED:
            return False
        self.saved = now
        return True

    def finish(self) -> None:
        """Say that the run came to its end.

        Raises:
            LaterPublisher: Somebody else goes on.
        """
        self.check_now()
        self.files.write_note(CLAIM, _FINISHED, self.tag)
