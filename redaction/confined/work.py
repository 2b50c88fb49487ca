"""What a worker can be asked to do with the bytes of one file."""

import json
import resource
import time
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from decisions.text import PageText
from redaction.inspection import Limits, inspect, refuse_others
from redaction.pdfium import page_picture
from redaction.reading import ocr
from redaction.reading.furniture import with_furniture
from redaction.reading.pages import pages_of
from redaction.reading.reading import Reading, to_bytes
from redaction.reading.seeing import Eyes

MEBIBYTE: Final = 2**20


TellPage: TypeAlias = Callable[[Limits], None]
"""Called when a page begins: time is given anew."""


def read(pdf: bytes, asked: dict[str, Any], tell_page: TellPage) -> bytes:
    """All that a file says: a `Reading`, written down."""
    limits = Limits(**asked["limits"])
    facts = inspect(pdf, limits)
    eyes = Eyes(facts.look_at, facts.claiming_fonts)
    pages: list[PageText] = []
    tell_page(limits)
    for page in pages_of(pdf, eyes, has_claims=facts.makes_claims):
        pages.append(page)
        tell_page(limits)
    return to_bytes(Reading(facts, with_furniture(pages)))


def picture(pdf: bytes, asked: dict[str, Any], tell_page: TellPage) -> bytes:
    """One page as a PNG, as a viewer shows it."""
    limits = Limits(**asked["limits"])
    refuse_others(pdf, limits)
    tell_page(limits)
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


def allow_seconds(more: int) -> None:
    """CPU time from now on, after which the process is killed."""
    seconds = int(time.process_time()) + 1 + more
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
