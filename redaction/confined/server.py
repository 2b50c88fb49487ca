"""The process that forks a worker for each file.

Started once by whoever first asks, with an empty environment: what parses
hostile bytes has no secrets to give away. For each job it is handed a socket; a
keeper, forked before, has forked the worker, waits for it, kills it when the other
side hangs up, and says how it ended where it ended without an answer.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
from typing import NoReturn

from decisions.errors import CannotRedact, Refusal, RefusedFile, told_of
from redaction.confined import parcels, work
from redaction.confined.frames import (
    DONE,
    ENDED,
    FAULT,
    JOB,
    PAGES,
    REFUSED,
    receive,
    send,
)
from redaction.inspection import Limits


def serve(control: socket.socket) -> None:
    """Hand each socket that comes to a keeper, until the other side goes.

    The next keeper and its worker are forked before they are asked for: forking a
    process with so many libraries takes longer than drawing a page.
    """
    work.warm_up()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    spare = _prepared(control)
    control.sendall(b"!")
    while True:
        message, handed, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        with socket.socket(fileno=handed[0]) as job:
            _hand(spare, job)
        spare.close()
        spare = _prepared(control)


def _hand(to: socket.socket, job: socket.socket) -> None:
    socket.send_fds(to, [b"j"], [job.fileno()])


def _handed(by: socket.socket) -> socket.socket:
    """The job that is handed over; the process ends where none comes any more."""
    message, handed, _, _ = socket.recv_fds(by, 1, 1)
    if not message:
        os._exit(0)
    return socket.socket(fileno=handed[0])


def _prepared(control: socket.socket) -> socket.socket:
    """The way to a keeper that waits, with its worker, for the next job."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    if os.fork() == 0:
        control.close()
        ours.close()
        _keep(theirs)
    theirs.close()
    return ours


def _keep(way: socket.socket) -> NoReturn:
    """Wait for a worker; end it when nobody waits for its answer any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    worker = os.fork()
    if worker == 0:
        way.close()
        ours.close()
        _work(_handed(theirs))
    theirs.close()
    job = _handed(way)
    way.close()
    _hand(ours, job)
    ours.close()
    ended = os.pidfd_open(worker)
    poll = select.poll()
    poll.register(ended, select.POLLIN)
    poll.register(job, select.POLLHUP | select.POLLRDHUP)
    while not any(fd == ended for fd, _ in poll.poll()):
        os.kill(worker, signal.SIGKILL)
        poll.unregister(job)
    _, status = os.waitpid(worker, 0)
    if os.WIFSIGNALED(status) or os.WEXITSTATUS(status) != 0:
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        try:
            send(job, ENDED, str(number).encode())
        except OSError:
            pass
    os._exit(0)


def _work(job: socket.socket) -> NoReturn:
    """Do one job and end."""
    status = 1
    try:
        letter, body = _answer(job)
        send(job, letter, body)
        status = 0
    finally:
        os._exit(status)


def _answer(job: socket.socket) -> tuple[bytes, bytes]:
    gc.disable()
    try:
        frame = receive(job, sys.maxsize)
        assert frame is not None, "a job was sent"
        assert frame[0] == JOB, frame[0]
        asked, pdf = parcels.apart(frame[1])
        del frame
        limits = Limits(**asked["limits"])
        work.limit(limits)

        def tell(pages: int) -> None:
            work.allow_seconds(pages * limits.seconds_per_page)
            send(job, PAGES, str(pages).encode())

        return DONE, work.JOBS[asked["job"]](pdf, asked, tell)
    except RefusedFile as refusal:
        return _refused(refusal.code, str(refusal))
    except CannotRedact as refusal:
        return _refused(CannotRedact.__name__, str(refusal))
    except Refusal as refusal:
        return _refused("unreadable", str(refusal))
    except MemoryError:
        return _refused(
            "too-much-memory",
            f"expected a file that can be read in {limits.memory_mebibytes} MiB, "
            "found one that takes more; split it or reduce its pictures",
        )
    except Exception as fault:  # noqa: BLE001 - told without its words, as a refusal
        return FAULT, told_of(fault).encode()


def _refused(code: str, message: str) -> tuple[bytes, bytes]:
    return REFUSED, json.dumps([code, message]).encode()


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as from_parent:
        serve(from_parent)
