"""How long reading takes beside the engines it stands on; run by `make bench`.

Every figure is CPU time of one process, the median of several runs by turns with
its floor, PDFium's text alone or Tesseract alone: a machine is not as fast in one
minute as in the next.
"""

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from statistics import median

os.environ["OMP_THREAD_LIMIT"] = "1"

import pypdfium2 as pdfium

from fixtures.paper import bold, drawn, joined, para, ruled
from fixtures.recipes import recipes
from fixtures.scans import Scanner, scan_of
from redaction.confined import client, work
from redaction.inspection import LIMITS, inspect
from redaction.pdfium import opened
from redaction.reading import ocr
from redaction.reading.pages import read_pages
from redaction.reading.scans import picture_of
from redaction.reading.seeing import Eyes

SENTENCE = (
    "The programme of the commissioner is delivered with the community and asks the "
    "board to approve the forensic and custody services that are set out in it. "
)


def dense(pages: int) -> bytes:
    """Pages of some 4,500 characters, as a business case has them."""
    story = []
    for number in range(pages * 4):
        story.append(bold(f"{number}. Issues for consideration"))
        story += [para(f"{number}.{n}. " + SENTENCE * 4) for n in range(2)]
    return drawn(story, "dense")


def tabled(pages: int) -> bytes:
    rows = [(f"Lot {n}", SENTENCE, f"£{n},250") for n in range(9 * pages)]
    return drawn([ruled(rows, (60, 310, 80))], "tables")


def taken(act: Callable[[], object]) -> float:
    """CPU seconds."""
    gc.collect()
    gc.disable()
    began = time.process_time()
    act()
    seconds = time.process_time() - began
    gc.enable()
    return seconds


def by_turns(*acts: Callable[[], object], runs: int = 15) -> list[float]:
    """Median CPU seconds of each."""
    times = [[taken(act) for act in acts] for _ in range(runs)]
    return [median(column) for column in zip(*times, strict=True)]


def pdfium_alone(pdf: bytes) -> None:
    document = pdfium.PdfDocument(pdf)
    for page in document:
        text = page.get_textpage()
        text.get_text_bounded()
        text.close()
        page.close()
    document.close()


def tell(what: str, ours: float, floor: float, pages: int, goal: float | None) -> None:
    aim = f", aim {goal}" if goal else ""
    print(
        f"{what}: {1000 * ours / pages:.2f} ms a page, floor "
        f"{1000 * floor / pages:.2f} ms, ratio {ours / floor:.2f}{aim}",
        flush=True,
    )


def digital() -> None:
    pdf = dense(50)
    pages = inspect(pdf).pages
    floor, ours, seen = by_turns(
        lambda: pdfium_alone(pdf),
        lambda: read_pages(pdf, eyes=Eyes(), has_claims=False),
        lambda: inspect(pdf),
    )
    tell("digital text", ours, floor, pages, 2.0)
    tell("looking the file over", seen, floor, pages, None)
    pdf = tabled(20)
    pages = inspect(pdf).pages
    floor, ours = by_turns(
        lambda: pdfium_alone(pdf),
        lambda: read_pages(pdf, eyes=Eyes(), has_claims=False),
    )
    tell("ruled tables", ours, floor, pages, None)


def scanned() -> None:
    forms = [pdf for r in recipes()[:4] for pdf in r.files.values()]
    pdf = scan_of(joined(*forms, dense(3)), Scanner(skew=1.2, specks=900))
    ocr.warm_up()
    with opened(pdf) as document:
        pictures = [picture_of(page) for page in document]
    floor, ours = by_turns(
        lambda: [ocr.words_on(p.pixels, 200) for p in pictures],
        lambda: read_pages(pdf, eyes=Eyes(), has_claims=False),
        runs=3,
    )
    tell("scanned", ours, floor, len(pictures), 1.2)


def large() -> None:
    """A 600-page file in a process of its own, as a worker has it."""
    pdf = dense(600)
    told = subprocess.run(
        [sys.executable, __file__, "worker"],
        input=json.dumps({"limits": asdict(LIMITS)}).encode() + b"\n" + pdf,
        capture_output=True,
        check=True,
    )
    mebibytes, pages, size = map(int, told.stdout.split())
    print(
        f"{pages} pages: {mebibytes} MiB at most, aim 1024; answer of {size >> 20} MiB"
    )
    began = time.monotonic()
    client.read(pdf)
    print(
        f"{pages} pages through the confined process: {time.monotonic() - began:.1f} s"
    )
    small = dense(2)
    client.read(small)
    times = []
    for _ in range(20):
        began = time.monotonic()
        client.read(small)
        times.append(time.monotonic() - began)
    print(f"a small file through the confined process: {1000 * min(times):.0f} ms")


def worker() -> None:
    work.warm_up()
    asked, pdf = work.asked_of(sys.stdin.buffer.read())
    begun: list[object] = []
    answer = work.read(pdf, asked, begun.append)
    with open("/proc/self/status", encoding="ascii") as status:
        peak = next(line for line in status if line.startswith("VmHWM"))
    print(int(peak.split()[1]) // 1024, len(begun) - 1, len(answer))


if __name__ == "__main__":
    if sys.argv[1:] == ["worker"]:
        worker()
    else:
        digital()
        scanned()
        large()
