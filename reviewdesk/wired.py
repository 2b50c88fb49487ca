"""What the desk needs of the world."""

from typing import Protocol

from casework.ports import Clock, DecisionStore, PrivateFiles
from casework.screening import Screener
from casework.website import Website
from strongroom.officers import Officers


class Wired(Protocol):
    """Handed in by the door that starts the desk."""

    @property
    def store(self) -> DecisionStore: ...
    @property
    def files(self) -> PrivateFiles: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def officers(self) -> Officers: ...
    @property
    def screener(self) -> Screener: ...
    @property
    def website(self) -> Website: ...
