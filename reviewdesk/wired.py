"""What the desk needs of the world."""

from typing import Protocol

from casework.ports import Office
from strongroom.officers import Officers
from strongroom.queues import Queues


class Wired(Office, Protocol):
    """Handed in by the door that starts the desk."""

    @property
    def officers(self) -> Officers: ...
    @property
    def queues(self) -> Queues: ...
