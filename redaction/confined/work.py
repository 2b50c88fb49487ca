"""What a worker can be asked to do with the bytes of one file."""

import resource
import time
from collections.abc import Callable
from io import BytesIO
from typing import Final, TypeAlias

import pikepdf

from decisions.text import PageText, blocks_to_json
from redaction.blackout import black_out
from redaction.confined.parcels import (
    Asked,
    made_to_bytes,
    report_to_bytes,
    sources_of,
)
from redaction.inspection import Limits, inspect, open_pdf, refuse_others
from redaction.pdfium import page_picture
from redaction.proof import prove
from redaction.publictext import blocks_of
from redaction.reading import ocr
from redaction.reading.furniture import with_furniture
from redaction.reading.pages import pages_of
from redaction.reading.reading import Reading, to_bytes
from redaction.reading.seeing import Eyes

MEBIBYTE: Final = 2**20

Tell: TypeAlias = Callable[[int], None]
"""Called when so many pages begin: time is given anew."""


def read(pdf: bytes, asked: Asked, tell: Tell) -> bytes:
    """All that a file says: a `Reading`, written down."""
    facts = inspect(pdf, Limits(**asked["limits"]))
    eyes = Eyes(facts.look_at, facts.claiming_fonts)
    pages: list[PageText] = []
    tell(1)
    for page in pages_of(pdf, eyes, has_claims=facts.makes_claims):
        pages.append(page)
        tell(1)
    return to_bytes(Reading(facts, with_furniture(pages)))


def picture(pdf: bytes, asked: Asked, tell: Tell) -> bytes:
    """One page as a PNG, as a viewer shows it."""
    refuse_others(pdf, Limits(**asked["limits"]))
    tell(1)
    return page_picture(pdf, int(asked["page"]), int(asked["dots_per_inch"]))


def make_public(pdfs: bytes, asked: Asked, tell: Tell) -> bytes:
    """The public file of some sources: a `Made`, written down."""
    sources = list(sources_of(asked, pdfs))
    tell(1 + sum(len(source.keep) for source in sources))
    return made_to_bytes(black_out(sources, asked["title"]))


def attack(pdf: bytes, asked: Asked, tell: Tell) -> bytes:
    """What a public file still says of what is withheld: a `Report`."""
    tell(1 + _pages_of(pdf))
    return report_to_bytes(prove(pdf, asked["withheld"], ours=asked["ours"]))


def blocks(pdf: bytes, _: Asked, tell: Tell) -> bytes:
    """The text of a public file, as JSON."""
    tell(1 + _pages_of(pdf))
    return blocks_to_json(blocks_of(pdf))


def _pages_of(pdf: bytes) -> int:
    with open_pdf(pdf) as opened:
        return len(opened.pages)


JOBS: Final[dict[str, Callable[[bytes, Asked, Tell], bytes]]] = {
    "read": read,
    "picture": picture,
    "black out": make_public,
    "prove": attack,
    "blocks": blocks,
}


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
    page_picture(_a_page(), 1)  # the coder of pictures and the fonts of the engine


def _a_page() -> bytes:
    """A file of ours with one page and one letter on it."""
    out = BytesIO()
    with pikepdf.new() as made:
        page = made.add_blank_page()
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
        )
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.obj.Contents = made.make_stream(b"BT /F 12 Tf 72 72 Td (a) Tj ET")
        made.save(out)
    return out.getvalue()
