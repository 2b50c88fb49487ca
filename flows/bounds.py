"""What one document, or one process, may take of the machine."""

import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooSlow(Exception):
    """A document took longer than it may; another try may be quicker."""


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Interrupt what takes longer.

    Reading and redacting happen in processes with limits of their own; this is for
    what is done with their answers. Only the main thread of a process can be
    interrupted: elsewhere there is no limit.

    Raises:
        TooSlow: It took longer.

    Args:
        seconds: 0: no limit.
    """
    if not seconds or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _too_slow)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _too_slow(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlow


def bound_memory(mebibytes: int) -> None:
    """Let this process, and those it starts, have no more address space than this.

    What does not fit is a fault of one document and not the end of the machine.
    """
    most, hard = mebibytes * 2**20, resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
