"""What a worker can be asked to do with the bytes of one file."""

import json
import resource
from collections.abc import Callable
from typing import Any, Final

from redaction.inspection import Limits, inspect, refuse_others
from redaction.pdfium import page_picture
from redaction.reading import ocr
from redaction.reading.pages import read_pages
from redaction.reading.reading import Reading, to_bytes

MEBIBYTE: Final = 2**20


def read(pdf: bytes, asked: dict[str, Any], tell_pages: Callable[[int], None]) -> bytes:
    """All that a file says: a `Reading`, written down."""
    limits = Limits(**asked["limits"])
    facts = inspect(pdf, limits)
    tell_pages(facts.pages)
    pages = read_pages(pdf, look=True, has_claims=facts.makes_claims)
    return to_bytes(Reading(facts, pages))


def picture(
    pdf: bytes, asked: dict[str, Any], tell_pages: Callable[[int], None]
) -> bytes:
    """One page as a PNG, as a viewer shows it."""
    limits = Limits(**asked["limits"])
    refuse_others(pdf, limits)
    tell_pages(1)
    return page_picture(pdf, int(asked["page"]), int(asked["dots_per_inch"]))


JOBS: Final = {"read": read, "picture": picture}


def limit(limits: Limits) -> None:
    """Hold this process to its limits, before it has seen a byte of the file.

    Memory is counted on top of what the programs take by themselves. No file can
    be written, and a crash leaves no picture of the memory behind.
    """
    with open("/proc/self/statm", encoding="ascii") as told:  # noqa: PTH123
        mapped = int(told.read().split()[0]) * resource.getpagesize()
    memory = mapped + limits.memory_mebibytes * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    allow_seconds(limits.seconds)


def allow_seconds(seconds: int) -> None:
    """CPU time from the start of the process, after which it is killed."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


def warm_up() -> None:
    """Load what every worker needs, once, before they are forked."""
    ocr.warm_up()


def asked_of(body: bytes) -> tuple[dict[str, Any], bytes]:
    """The question and the file of a job."""
    line, _, pdf = body.partition(b"\n")
    asked = json.loads(line)
    assert isinstance(asked, dict), "a job is an object"
    return asked, pdf
