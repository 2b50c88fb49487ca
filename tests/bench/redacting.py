"""How fast pages are redacted, beside PyMuPDF in the same run; run by `make bench`.

PyMuPDF is AGPL and the one that others build on: it is measured here, in a group of
dependencies of its own, and never imported by the product. Both remove the same words
from the same file; ours closes the gaps they leave and cuts the fonts too.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable

from fixtures.paper import bold, drawn, para
from redaction.blackout import black_out
from redaction.marks import Order, order_from_json
from redaction.proof import prove
from redaction.publicfile import SourcePages
from redaction.reading.pages import read_pages
from tests.bench.reading import SENTENCE, by_turns

try:
    import pymupdf
except ImportError:
    pymupdf = None

SECTIONS = 117
"""Make some 50 pages, with three marks each: some 350 in all."""
WORDS = [f"Quillon{letter}frith" for letter in "abcdefg"]


def file() -> bytes:
    story = []
    for number in range(SECTIONS):
        story.append(bold(f"{number}. Issues for consideration"))
        for n in range(3):
            secret = WORDS[(3 * number + n) % len(WORDS)]
            story.append(para(f"{number}.{n}. Paid to {secret}. " + SENTENCE * 3))
    return drawn(story, "dense")


def ours(pdf: bytes, order: Order) -> bytes:
    return black_out([SourcePages(pdf, order.keep_pages, order.marks)], "T").pdf


def theirs(pdf: bytes) -> bytes:
    """Search, apply, scrub, save without what nothing points to."""
    document = pymupdf.open(stream=pdf)
    for page in document:
        for word in WORDS:
            for quad in page.search_for(word):
                page.add_redact_annot(quad, text="[s43(2)]", fill=(0, 0, 0))
        page.apply_redactions()
    document.scrub()
    return document.tobytes(garbage=4, deflate=True)


def tell(what: str, seconds: float, pages: int, aim: str) -> None:
    print(f"{what}: {pages / seconds:.1f} pages a second, {aim}", flush=True)


def main() -> None:
    pdf = file()
    pages = read_pages(pdf)
    marks = {"texts": [{"text": word, "label": "s43(2)"} for word in WORDS]}

    def whole() -> bytes:
        return ours(pdf, order_from_json(json.dumps(marks).encode(), read_pages(pdf)))

    def proved() -> None:
        assert prove(whole(), WORDS, ours=True).is_clean

    order = order_from_json(json.dumps(marks).encode(), pages)
    print(f"{len(pages)} pages, {len(order.marks)} marks")
    acts: list[Callable[[], object]] = [whole, proved]
    if pymupdf is not None:
        acts.append(lambda: theirs(pdf))
    times = by_turns(*acts, runs=3)
    peer = f"PyMuPDF with scrub {len(pages) / times[2]:.1f}" if times[2:] else "no peer"
    tell("redacted without proof", times[0], len(pages), f"aim: {peer}")
    tell("redacted and proved", times[1], len(pages), "aim: 5")
    told = subprocess.run(
        [sys.executable, __file__, "memory"], capture_output=True, check=True
    )
    print(f"memory: {int(told.stdout)} MiB at most, aim 500")


def memory() -> None:
    pdf = file()
    marks = {"texts": [{"text": word, "label": "s43(2)"} for word in WORDS]}
    order = order_from_json(json.dumps(marks).encode(), read_pages(pdf))
    prove(ours(pdf, order), WORDS, ours=True)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


if __name__ == "__main__":
    memory() if sys.argv[1:] == ["memory"] else main()
