"""Pages that list decisions, newest first, and the data of all of them."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Final

from publish.public_view import Body, PublicDecision

PER_PAGE: Final = 20

COLUMNS: Final = {
    "reference": "The body's reference of the decision",
    "title": "Title, with what is withheld replaced by its section",
    "decision_maker": "Who decided",
    "date_signed": "When it was signed, ISO 8601",
    "date_published": "When it was first published, ISO 8601",
    "updated": "When what is public last changed, ISO 8601",
    "part_2_exists": "Whether a confidential Part 2 exists",
    "exemptions": "Sections of the Freedom of Information Act 2000 relied on",
    "url": "The decision's page",
    "pdf": "The redacted file",
}
"""Column of the catalogue and what it means."""


def newest_first(decisions: Sequence[PublicDecision]) -> list[PublicDecision]:
    return sorted(decisions, key=lambda d: (d.published_on, d.reference), reverse=True)


def paged(decisions: Sequence[PublicDecision]) -> list[list[PublicDecision]]:
    """At least one page, even where nothing is published yet."""
    return [
        list(decisions[at : at + PER_PAGE])
        for at in range(0, max(1, len(decisions)), PER_PAGE)
    ]


def row(decision: PublicDecision, body: Body) -> dict[str, str | bool | None]:
    """One decision as the catalogue has it."""
    signed = decision.signed_on
    return {
        "reference": decision.reference,
        "title": decision.title,
        "decision_maker": decision.decision_maker,
        "date_signed": signed.isoformat() if signed else None,
        "date_published": decision.published_on.isoformat(),
        "updated": decision.updated_at.isoformat(),
        "part_2_exists": decision.part_2_exists,
        "exemptions": " ".join(
            exemption.section for exemption, _ in decision.exemptions
        ),
        "url": f"{body.url}/{decision.path}",
        "pdf": f"{body.url}/{decision.pdf_path}",
    }


def catalogue_csv(decisions: Sequence[PublicDecision], body: Body) -> bytes:
    """RFC 4180, with a header line. A cell never begins a spreadsheet formula."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, fieldnames=list(COLUMNS), lineterminator="\r\n")
    writer.writeheader()
    for decision in decisions:
        writer.writerow({k: _cell(v) for k, v in row(decision, body).items()})
    return out.getvalue().encode()


def _cell(value: str | bool | None) -> str:
    text = (
        ""
        if value is None
        else str(value).lower()
        if value in {True, False}
        else str(value)
    )
    return "'" + text if text[:1] in {"=", "+", "-", "@"} else text


def catalogue_metadata(body: Body) -> bytes:
    """What the columns mean, in the way of CSV on the Web."""
    told = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": "decisions.csv",
        "dc:title": f"Decisions of {body.name}",
        "dc:license": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        "tableSchema": {
            "columns": [
                {"name": name, "titles": name, "dc:description": meaning}
                for name, meaning in COLUMNS.items()
            ],
            "primaryKey": "reference",
        },
    }
    return _json(told)


def catalogue_lines(decisions: Sequence[PublicDecision], body: Body) -> bytes:
    """One JSON object a line."""
    return b"".join(
        json.dumps(row(d, body), ensure_ascii=False).encode() + b"\n" for d in decisions
    )


def decision_json(decision: PublicDecision, body: Body) -> bytes:
    """Everything that the decision's page says, for programs."""
    told = {
        **row(decision, body),
        "summary": decision.summary,
        "pages": decision.pages,
        "redactions": [
            {"page": r.page, "section": r.section} for r in decision.redactions
        ],
        "text": list(_texts(decision)),
    }
    return _json(told)


def _texts(decision: PublicDecision) -> Iterator[dict[str, object]]:
    for number, block in enumerate(decision.blocks, start=1):
        yield {
            "anchor": f"p{number}",
            "kind": block.kind.value,
            "number": block.number,
            "text": block.text,
            "page": block.page,
        }


def _json(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"
