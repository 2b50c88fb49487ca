"""What passes between the two sides: a letter, a length, bytes."""

import socket
import struct
from typing import Final

HEAD: Final = struct.Struct("!cQ")

JOB: Final = b"J"
"""To the worker: a line of JSON, then the file."""
PAGES: Final = b"P"
"""From it: how many pages begin; they have their own time."""
DONE: Final = b"D"
REFUSED: Final = b"R"
"""JSON: code and message of a refusal."""
FAULT: Final = b"F"
"""Type and place of a fault in our own code, without its words."""
ENDED: Final = b"E"
"""From the server: the worker ended without an answer; by which signal."""


def send(to: socket.socket, letter: bytes, body: bytes) -> None:
    to.sendall(HEAD.pack(letter, len(body)))
    to.sendall(body)


def receive(source: socket.socket, most: int) -> tuple[bytes, bytes] | None:
    """The next frame; None where the other side has gone.

    Raises:
        ValueError: It is longer than `most` bytes.
        TimeoutError: The socket's time-out passed.
    """
    head = _exactly(source, HEAD.size)
    if head is None:
        return None
    letter, length = HEAD.unpack(head)
    if length > most:
        told = f"a frame of {length} bytes, at most {most} are taken"
        raise ValueError(told)
    body = _exactly(source, length)
    return None if body is None else (letter, body)


def _exactly(source: socket.socket, count: int) -> bytes | None:
    body = bytearray(count)
    view, at = memoryview(body), 0
    while at < count:
        got = source.recv_into(view[at:])
        if got == 0:
            return None
        at += got
    return bytes(body)
