"""A connection that is made when it is first needed, once in each process."""

from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from typing import Any, Generic, TypeVar

Client = TypeVar("Client")


class Connection(Generic[Client]):
    """Calling it gives the client. It can be sent to another process, where it
    connects anew.
    """

    def __init__(self, access: object, name: str) -> None:
        """Connect by a method, of this name, of something that can be sent."""
        self._told = access, name
        self._lock = Lock()
        self._made: Client | None = None

    def __call__(self) -> Client:
        with self._lock:
            if self._made is None:
                access, name = self._told
                self._made = getattr(access, name)()
            return self._made

    def __reduce__(
        self,
    ) -> tuple[Callable[..., "Connection[Client]"], tuple[object, str]]:
        return _arrived, self._told


@lru_cache(maxsize=16)
def _arrived(access: object, name: str) -> Connection[Any]:
    """The connection of this process, however often the same access is sent here."""
    return Connection(access, name)
