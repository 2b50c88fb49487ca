"""What is asked of a worker, and what it answers, as bytes."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from decisions.geometry import Box
from redaction.marks import Mark
from redaction.publicfile import Leak, Made, Report, SourcePages

Asked = dict[str, Any]
_END: Final = b"\n"
"""Between a line of JSON and the bytes it speaks of."""


def together(told: object, body: bytes) -> bytes:
    """A line of JSON, then bytes."""
    return json.dumps(told).encode() + _END + body


def apart(parcel: bytes) -> tuple[Any, bytes]:
    """What `together` made one of."""
    line, _, body = parcel.partition(_END)
    return json.loads(line), body


def black_out_asked(sources: Sequence[SourcePages], title: str) -> tuple[Asked, bytes]:
    """The question and the bytes for the job "black out"."""
    rows = [
        {
            "bytes": len(source.pdf),
            "keep": source.keep,
            "marks": [asdict(mark) for mark in source.marks],
        }
        for source in sources
    ]
    asked = {"job": "black out", "title": title, "sources": rows}
    return asked, b"".join(source.pdf for source in sources)


def sources_of(asked: Asked, body: bytes) -> Iterator[SourcePages]:
    """The sources that `black_out_asked` wrote down."""
    at = 0
    for row in asked["sources"]:
        marks = tuple(Mark(Box(**m["box"]), m["label"]) for m in row["marks"])
        pdf = body[at : at + row["bytes"]]
        yield SourcePages(pdf, tuple(row["keep"]), marks)
        at += len(pdf)


def made_to_bytes(made: Made) -> bytes:
    return together(made.pictured, made.pdf)


def made_from_bytes(parcel: bytes) -> Made:
    pictured, pdf = apart(parcel)
    return Made(pdf, tuple(pictured))


def prove_asked(withheld: Collection[str], *, ours: bool) -> Asked:
    """The question for the job "prove"."""
    return {"job": "prove", "withheld": list(withheld), "ours": ours}


def report_to_bytes(report: Report) -> bytes:
    return json.dumps(asdict(report)).encode()


def report_from_bytes(told: bytes) -> Report:
    rows = json.loads(told)
    leaks = tuple(Leak(**leak) for leak in rows["leaks"])
    return Report(leaks, tuple(rows["checks"]))
