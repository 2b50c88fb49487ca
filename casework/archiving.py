"""The whole record of a decision as one file, to hand to an auditor or to keep.

It holds no submitted file and no word that was withheld: places, reasons and hashes.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from casework.ports import Office
from casework.records import as_csv, notice, table
from decisions.decision import Decision
from decisions.fingerprints import of_bytes

_BEGINNING: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every entry: the same record gives the same bytes."""
READ_ME: Final = """Record of decision {id}

history.json    every step, oldest first. `digest` is the SHA-256 of the JSON list
                [id, previous, step, state, by, at, note] without white space, keys in
                order, ASCII only; `previous` is the digest of the step before.
rulings.csv     every ruling: where, under which section, by whom, why; not what
schedule.*      what is withheld in the public file, and why
notice.txt      words for a refusal notice (FOIA s.17)
files.csv       the submitted files, which are not in this archive. The fingerprint is
                the SHA-256 of the 64 digits of the file's own SHA-256: with that one
                itself, what was withheld could be guessed from the ids of flags
proof.json      what the public file was made of and how it was checked
public.pdf      the public file, if one was made and proved of the record as it is
SHA256SUMS      of everything here; check with: sha256sum -c SHA256SUMS
"""


def archive(decision: Decision, extra: Mapping[str, bytes], office: Office) -> bytes:
    """A ZIP file of the record. Its bytes depend on the record alone.

    Args:
        extra: More files by name, such as the schedule as a PDF.

    Raises:
        FileMissing: The public file that was proved is not kept any more.
    """
    review = office.website.body.review
    files: dict[str, bytes] = {
        "README.txt": READ_ME.format(id=decision.id).encode(),
        "history.json": _history(decision),
        "rulings.csv": _rulings(decision),
        "schedule.csv": as_csv(decision).encode(),
        "notice.txt": "\n\n".join(notice(decision, review)).encode(),
        "files.csv": _files(decision),
        **extra,
    }
    proof = decision.proof
    if proof is not None:
        told = {**asdict(proof), "at": proof.at.isoformat()}
        told["is_of_this_record"] = decision.is_sealed
        files["proof.json"] = json.dumps(told, indent=1, default=str).encode()
        if decision.is_sealed and proof.leaks == 0:
            files["public.pdf"] = office.files.get(proof.output)
    sums = [f"{of_bytes(body)}  {name}\n" for name, body in sorted(files.items())]
    files["SHA256SUMS"] = "".join(sums).encode()
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name, body in sorted(files.items()):
            entry = ZipInfo(f"{decision.id}/{name}", _BEGINNING)
            entry.compress_type = ZIP_DEFLATED
            packed.writestr(entry, body)
    return out.getvalue()


def _history(decision: Decision) -> bytes:
    rows = [
        {**asdict(entry), "at": entry.at.isoformat(), "state": entry.state.value}
        for entry in decision.history
    ]
    return json.dumps({"id": decision.id, "history": rows}, indent=1).encode()


def _rulings(decision: Decision) -> bytes:
    rows = [
        (
            number,
            flag.page or "",
            flag.place.value,
            flag.category.value,
            f"{flag.confidence:.2f}",
            " ".join(flag.sources),
            ruling.verdict.value,
            ruling.section or "",
            ruling.reason,
            ruling.interest,
            ruling.by,
            ruling.at.isoformat(timespec="seconds"),
        )
        for number, flag in enumerate(decision.flags, start=1)
        if (ruling := flag.ruling) is not None
    ]
    head = (
        *("number", "page", "place", "category", "confidence", "rules"),
        *("verdict", "section", "reason", "public_interest", "officer", "ruled_at"),
    )
    return table(head, rows).encode()


def _files(decision: Decision) -> bytes:
    head = ("fingerprint", "kind", "form", "pages", "submitted_by", "submitted_at")
    rows = [
        (
            of_bytes(d.sha256.encode()),
            d.kind.value,
            d.form,
            d.pages,
            d.by,
            d.at.isoformat(),
        )
        for d in decision.documents
    ]
    return table(head, rows).encode()
