"""What `partone inspect` and `partone flag-text` print."""

from collections.abc import Sequence
from datetime import date
from pathlib import PurePath
from typing import Any

from casework.examining import ReadFile, read_file, screen_files, split_files
from casework.ports import Screener
from decisions.errors import Refusal, RefusedFile
from decisions.fingerprints import Sha256
from decisions.flags import Flag
from decisions.parts import Part, Problem
from redaction.metadata import Place as FactPlace
from redaction.screening import flags_of_text

Json = dict[str, Any]


def inspected(
    files: Sequence[tuple[str, bytes]], screener: Screener, today: date
) -> Json:
    """Read, split and screen files as one decision, keeping nothing.

    Returns:
        The object that design documents call `inspect --json`. `outcome` is
        "refused" when no file could be read, "held" when an officer must look
        at something first.
    """
    read: list[ReadFile] = []
    problems: list[Json] = []
    for name, pdf in files:
        try:
            read.append(read_file(name, pdf, screener.forms, screener.limits))
        except RefusedFile as refusal:
            problems.append(
                {"code": refusal.code, "message": str(refusal), "page": None}
            )
    if not read:
        return _nothing(problems)
    names = {file.sha256: PurePath(file.name).name for file in read}
    examined = split_files(read, today)
    flags: tuple[Flag, ...] = ()
    try:
        flags = screen_files(
            read, examined.parts, examined.facts, screener.names, screener.lexicon
        )
    except Refusal as refusal:
        problems.append({"code": "screening", "message": str(refusal), "page": None})
    problems += [_problem(problem) for problem in examined.problems]
    facts, deferral = examined.facts, examined.deferral
    sources = {(f.sha256, p.number): p.source.value for f in read for p in f.pages}
    told = [_fact(place, names) for place in examined.places]
    is_held = bool(problems) or deferral.needs_officer
    return {
        "outcome": "held" if is_held else "accepted",
        "problems": problems,
        "reference": facts.reference or None,
        "title": facts.title or None,
        "signed_on": facts.signed_on.isoformat() if facts.signed_on else None,
        "decision_maker": facts.decision_maker or None,
        "form": examined.form or None,
        "deferral": {
            "deferred": deferral.deferred,
            "until": deferral.until.isoformat() if deferral.until else None,
            "reason": deferral.reason or None,
            "needs_officer": deferral.needs_officer,
        },
        "part_2": {
            "declared": facts.part_2_declared,
            "present": any(
                part.part in {Part.TWO, Part.MIXED} for part in examined.parts
            ),
        },
        "pages": [
            {
                "file": names[part.file],
                "number": part.page,
                "part": _part(part.part),
                "boundary_y": part.boundary_y,
                "source": sources[part.file, part.page],
                "evidence": part.evidence,
            }
            for part in examined.parts
        ],
        "facts": told,
        "flags": [_flag(flag, names) for flag in flags],
    }


def _nothing(problems: list[Json]) -> Json:
    return {
        "outcome": "refused",
        "problems": problems,
        "reference": None,
        "title": None,
        "signed_on": None,
        "decision_maker": None,
        "form": None,
        "deferral": {
            "deferred": None,
            "until": None,
            "reason": None,
            "needs_officer": True,
        },
        "part_2": {"declared": None, "present": False},
        "pages": [],
        "facts": [],
        "flags": [],
    }


def _part(part: Part | None) -> int | str | None:
    if part is None:
        return None
    return "mixed" if part is Part.MIXED else part.value


def _fact(place: FactPlace, names: dict[Sha256, str]) -> Json:
    """Where a value was read, for whoever checks it."""
    return {
        "field": place.field,
        "value": place.value,
        "file": names[place.file],
        "page": place.page,
        "boxes": [[b.x0, b.y0, b.x1, b.y1] for b in place.boxes],
        "confidence": place.confidence,
    }


def _problem(problem: Problem) -> Json:
    return {"code": problem.code, "message": problem.message, "page": problem.page}


def _flag(flag: Flag, names: dict[Sha256, str]) -> Json:
    return {
        "id": flag.id,
        "file": names.get(flag.file, ""),
        "page": flag.page,
        "place": flag.place.value,
        "text": flag.text,
        "category": flag.category.value,
        "section": flag.section,
        "confidence": flag.confidence,
        "why": flag.why,
        "sources": list(flag.sources),
        "boxes": [[b.x0, b.y0, b.x1, b.y1] for b in flag.boxes],
    }


def flagged_text(texts: Sequence[str], screener: Screener) -> list[list[Json]]:
    """The flags of each text, in the order of their place."""
    found = flags_of_text(texts, screener.names, screener.lexicon)
    return [
        [
            {
                "start": flag.span[0],
                "end": flag.span[1],
                "text": flag.text,
                "category": flag.category.value,
                "section": flag.section,
                "confidence": flag.confidence,
                "why": flag.why,
            }
            for flag in sorted(flags, key=lambda flag: flag.span)
        ]
        for flags in found
    ]
