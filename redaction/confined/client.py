"""Asking a confined process to parse a file.

A crash, a hang, a bomb or a limit there is a refusal here; the next file has a
worker of its own.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Final

from decisions.errors import (
    CannotRedact,
    ReaderStopped,
    Refusal,
    RefusedFile,
    UnexpectedFault,
)
from decisions.text import Block, blocks_from_json
from redaction.confined import parcels
from redaction.confined.frames import DONE, ENDED, FAULT, JOB, PAGES, receive, send
from redaction.inspection import LIMITS, Limits, refuse_others
from redaction.publicfile import Made, Report, SourcePages
from redaction.reading.reading import Reading, from_bytes

ANSWER_MAX: Final = 1024 * 2**20
"""A longer answer is not taken."""
START_SECONDS: Final = 120
_GRACE_SECONDS: Final = 5


def read(pdf: bytes, limits: Limits = LIMITS) -> Reading:
    """All that a file says and carries.

    Raises:
        RefusedFile: It cannot be treated, or reading it crashed or went over a
            limit; says why and what to do.
    """
    refuse_others(pdf, limits)
    return from_bytes(_ask({"job": "read"}, pdf, limits))


def picture(
    pdf: bytes, page: int, dots_per_inch: int = 110, limits: Limits = LIMITS
) -> bytes:
    """One page, 1-based, as a PNG, as a viewer shows it.

    Raises:
        RefusedFile: As for `read`.
    """
    return _ask(
        {"job": "picture", "page": page, "dots_per_inch": dots_per_inch}, pdf, limits
    )


def black_out(
    sources: Sequence[SourcePages], title: str, limits: Limits = LIMITS
) -> Made:
    """One public file of the kept pages of all sources: `redaction.blackout`.

    Raises:
        CannotRedact: A page can neither be understood nor drawn, or none is kept.
        RefusedFile: As for `read`.
    """
    asked, body = parcels.black_out_asked(sources, title)
    return parcels.made_from_bytes(_ask(asked, body, limits))


def prove(
    output: bytes, withheld: Collection[str], *, ours: bool, limits: Limits = LIMITS
) -> Report:
    """Look for every withheld term everywhere in a file: `redaction.proof`.

    Raises:
        RefusedFile: As for `read`: then nothing can be said about it.
    """
    asked = parcels.prove_asked(withheld, ours=ours)
    return parcels.report_from_bytes(_ask(asked, output, limits))


def blocks(output: bytes, limits: Limits = LIMITS) -> tuple[Block, ...]:
    """The text of a public file in blocks: `redaction.publictext`.

    Raises:
        RefusedFile: As for `read`.
    """
    return blocks_from_json(_ask({"job": "blocks"}, output, limits))


def start() -> None:
    """Start the server now, while the caller has other things to load."""
    with _lock:
        _begin()


# The server


class _Server:
    """The process and the socket over which jobs are handed to it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own module
                [
                    sys.executable,
                    "-I",
                    "-m",
                    "redaction.confined.server",
                    str(theirs.fileno()),
                ],
                pass_fds=[theirs.fileno()],
                env={"OMP_THREAD_LIMIT": "1", "LANG": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.control = ours
        self.of = os.getpid()
        self.is_ready = False

    def hand(self, job: socket.socket) -> None:
        if not self.is_ready:
            self.control.settimeout(START_SECONDS)
            if self.control.recv(1) != b"!":
                raise ConnectionResetError
            self.is_ready = True
        socket.send_fds(self.control, [b"j"], [job.fileno()])

    def end(self) -> None:
        self.control.close()
        if self.of == os.getpid():
            self.process.wait()


_lock: Final = threading.Lock()
_server: _Server | None = None


def _begin() -> _Server:
    """The server of this process; a forked child starts its own."""
    global _server  # noqa: PLW0603 - one for the process, like the process itself
    if (
        _server is None
        or _server.of != os.getpid()
        or _server.process.poll() is not None
    ):
        _server = _Server()
    return _server


@atexit.register
def _end() -> None:
    if _server is not None and _server.of == os.getpid():
        _server.end()


# One job


def _ask(asked: parcels.Asked, body: bytes, limits: Limits) -> bytes:
    parcel = parcels.together({**asked, "limits": asdict(limits)}, body)
    with _job() as job:
        try:
            return _answer(job, parcel, limits)
        except TimeoutError:
            pass
        except OSError:
            raise _stopped() from None
        except ValueError:
            raise _crashed() from None
    raise _stopped()


def _job() -> socket.socket:
    """A socket to a new worker.

    Raises:
        UnexpectedFault: No process could be started.
    """
    for _ in range(2):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs, _lock:
            try:
                _begin().hand(theirs)
            except OSError:
                ours.close()
                continue
            return ours
    told = "the process that reads files could not be started; see its installation"
    raise UnexpectedFault(told)


def _answer(job: socket.socket, body: bytes, limits: Limits) -> bytes:
    # Wall clock is given generously beyond CPU time: other work may take turns.
    deadline = time.monotonic() + 2 * limits.seconds + _GRACE_SECONDS
    job.settimeout(deadline - time.monotonic())
    send(job, JOB, body)
    del body
    while True:
        job.settimeout(max(0.01, deadline - time.monotonic()))
        frame = receive(job, ANSWER_MAX)
        if frame is None:
            raise _stopped()
        letter, told = frame
        if letter == DONE:
            return told
        if letter == PAGES:
            seconds = int(told) * limits.seconds_per_page
            deadline = time.monotonic() + 2 * seconds + _GRACE_SECONDS
            continue
        raise _refusal(letter, told, limits)


def _refusal(letter: bytes, told: bytes, limits: Limits) -> Refusal:
    if letter == ENDED:
        number = int(told)
        if number == signal.SIGXCPU:
            return _too_slow()
        if number == signal.SIGKILL:
            return _stopped()
        # What the engines do where memory gives out, and seldom otherwise.
        return _too_large(limits) if number == signal.SIGABRT else _crashed()
    if letter == FAULT:
        return RefusedFile(
            "unreadable",
            "expected a PDF that can be read, found one that the reader fails on "
            f"({told.decode()}); export it again from the original",
        )
    code, message = json.loads(told)
    if code == CannotRedact.__name__:
        return CannotRedact(str(message))
    return RefusedFile(str(code), str(message))


def _crashed() -> RefusedFile:
    return RefusedFile(
        "crashed",
        "expected a PDF that can be read, found one that crashes the reader; "
        "export it again from the original",
    )


def _stopped() -> ReaderStopped:
    """Not known to be the file's fault: a machine without memory or time does it."""
    return ReaderStopped(
        "the process that looks at a file was ended, or had no turn for too long; "
        "it is tried again. See the machine's memory and load"
    )


def _too_large(limits: Limits) -> RefusedFile:
    return RefusedFile(
        "too-much-memory",
        f"expected a file that can be read in {limits.memory_mebibytes} MiB, found "
        "one on which the reader gave up; split it or reduce its pictures, or export "
        "it again from the original",
    )


def _too_slow() -> RefusedFile:
    return RefusedFile(
        "too-slow",
        "expected a file that can be read in its time, found one that takes longer; "
        "split it, or export it again from the original",
    )
