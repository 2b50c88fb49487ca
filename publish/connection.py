"""A connection that is made when it is first needed, once in each process."""

from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from typing import Any, Generic, TypeVar

Client = TypeVar("Client")


class Connection(Generic[Client]):
    """Calling it gives the client. It can be sent to another process, where it
    connects anew: what makes it must be something that can be sent.
    """

    def __init__(self, connect: Callable[[], Client]) -> None:
        self._connect = connect
        self._lock = Lock()
        self._made: Client | None = None

    def __call__(self) -> Client:
        with self._lock:
            if self._made is None:
                self._made = self._connect()
            return self._made

    def __reduce__(
        self,
    ) -> tuple[Callable[..., "Connection[Client]"], tuple[Callable[[], Client]]]:
        return _arrived, (self._connect,)


@lru_cache(maxsize=16)
def _arrived(connect: Callable[[], Any]) -> Connection[Any]:
    """The connection of this process, however often it is sent here."""
    return Connection(connect)
