"""PDFs that others wrote, odd and broken on purpose: each is read or refused.

They come in the source distributions of four PDF libraries, which are fetched once
into a cache of this test's own.
"""

import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from decisions.errors import RefusedFile
from redaction.confined import client

ROOT = Path(__file__).parents[2]
WHOLE = os.environ.get("PARTONE_SOAK") == "1"
"""Every file, and not every fifth."""
CACHE = ROOT / ".cache" / "samples"
PIP = ROOT / ".tools" / "bin" / "pip"
PACKAGES = (
    "pikepdf==10.18.0",
    "pdfplumber==0.11.10",
    "pdfminer.six==20260107",
    "ocrmypdf==17.13.0",
)


def fetched(package: str) -> Path | None:
    """The folder of a source distribution; None where it cannot be had."""
    name = package.split("==", maxsplit=1)[0].replace(".", "_")
    CACHE.mkdir(parents=True, exist_ok=True)
    if not list(CACHE.glob(f"{name}-*.tar.gz")) and PIP.exists():
        wanted = ["download", "--quiet", "--no-deps", "--no-binary", ":all:", package]
        command = [PIP, *wanted, "--dest", CACHE]
        subprocess.run(command, capture_output=True, timeout=240, check=False)
    found = sorted(CACHE.glob(f"{name}-*.tar.gz"))
    if not found:
        return None
    folder = CACHE / found[-1].name.removesuffix(".tar.gz")
    if not folder.exists():
        with tarfile.open(found[-1]) as packed:
            packed.extractall(CACHE, filter="data")
    return folder


@pytest.mark.parametrize("package", PACKAGES)
def test_what_others_wrote_is_read_or_refused(package: str) -> None:
    folder = fetched(package)
    if folder is None:
        pytest.skip(f"the package registry is out of reach: no source of {package}")
    faults, count = [], 0
    for path in sorted(folder.rglob("*.pdf"))[:: 1 if WHOLE else 5]:
        count += 1
        try:
            reading = client.read(path.read_bytes())
            assert len(reading.pages) == reading.facts.pages
        except RefusedFile as refusal:
            is_ours = refusal.code in {"crashed", "too-slow"}
            if is_ours or "the reader fails" in str(refusal):
                faults.append(f"{path.name}: {refusal}")
    assert faults == []
    if count == 0:
        pytest.skip(f"the source of {package} holds no PDF")
