"""Pages that list decisions, and the data of all of them."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from decisions.decision import slug
from publish.public_view import Body, Card, PublicDecision

PER_PAGE: Final = 20
LETTERS_MAX: Final = 120
"""Of a decision-maker in an address: a key has 1,024 bytes at most."""
LICENCE: Final = (
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
)

COLUMNS: Final = {
    "reference": ("string", "The body's reference of the decision"),
    "title": ("string", "Title, with what is withheld replaced by its section"),
    "decision_maker": ("string", "Who decided: role and, where printed, name"),
    "date_signed": ("date", "When it was signed"),
    "date_published": ("date", "When it was first published"),
    "updated": ("dateTime", "When what is public last changed"),
    "part_2_exists": ("boolean", "Whether a confidential Part 2 exists"),
    "exemptions": (
        "string",
        "Sections of the Freedom of Information Act 2000 relied on, a space between",
    ),
    "url": ("anyURI", "The decision's page"),
    "pdf": ("anyURI", "The redacted file"),
}
"""Column of the catalogue, its type and what it means."""

T = TypeVar("T")


def newest_first(cards: Iterable[Card]) -> list[Card]:
    """By day of publication, then by reference: the same for the same set."""
    return sorted(cards, key=lambda c: (c.published_on, c.reference), reverse=True)


def paged(items: Sequence[T]) -> list[Sequence[T]]:
    """At least one page, even where nothing is published yet."""
    return [items[at : at + PER_PAGE] for at in range(0, max(1, len(items)), PER_PAGE)]


def near(number: int, last: int) -> list[int]:
    """Pages that a page of a list leads to: both ends, and those beside it."""
    beside = range(max(1, number - 2), min(last, number + 2) + 1)
    return sorted({1, *beside, last})


@dataclass(frozen=True, slots=True)
class List:
    """Decisions of one kind, over as many pages as they need."""

    title: str
    path: str
    """Ends with a slash."""
    cards: tuple[Card, ...]
    """Newest first."""


def by_year(cards: Sequence[Card]) -> list[List]:
    """A list for each year in which something was decided, the latest first."""
    years: dict[int, list[Card]] = {}
    for card in cards:
        years.setdefault(card.year, []).append(card)
    return [
        List(f"Decisions of {year}", f"years/{year}/", tuple(years[year]))
        for year in sorted(years, reverse=True)
    ]


@dataclass(frozen=True, slots=True)
class Maker:
    """Somebody who decides, and the lists of what they decided, year by year."""

    name: str
    path: str
    years: tuple[List, ...]

    @property
    def count(self) -> int:
        return sum(len(year.cards) for year in self.years)


def maker_path(card: Card) -> str:
    name = slug(card.maker)[:LETTERS_MAX].rstrip("-")
    return f"decision-makers/{name or '-'}/"


def by_maker(cards: Sequence[Card]) -> list[Maker]:
    """Decision-makers by name. Two ways of writing one address are one."""
    found: dict[str, list[Card]] = {}
    for card in cards:
        found.setdefault(maker_path(card), []).append(card)
    made = []
    for path in sorted(found):
        theirs = found[path]
        shown = theirs[0].maker
        years = tuple(
            List(f"{shown}: {year.title[0].lower()}{year.title[1:]}",
                 path + year.path.removeprefix("years/"), year.cards)
            for year in by_year(theirs)
        )  # fmt: skip
        made.append(Maker(shown, path, years))
    return made


def row(card: Card, body: Body) -> dict[str, str | bool | None]:
    """One decision as the catalogue has it."""
    signed = card.signed_on
    return {
        "reference": card.reference,
        "title": card.title,
        "decision_maker": card.decision_maker,
        "date_signed": signed.isoformat() if signed else None,
        "date_published": card.published_on.isoformat(),
        "updated": card.updated_at.isoformat(timespec="seconds"),
        "part_2_exists": card.part_2_exists,
        "exemptions": " ".join(card.sections),
        "url": f"{body.url}/{card.path}",
        "pdf": f"{body.url}/{card.pdf_path}",
    }


def catalogue_csv(cards: Iterable[Card], body: Body) -> bytes:
    """RFC 4180, with a header line. A cell never begins a spreadsheet formula."""
    out = io.BytesIO()
    # Text kept as text would take four times as much, and there may be 100,000 rows.
    text = io.TextIOWrapper(out, "utf-8", newline="", write_through=True)
    writer = csv.DictWriter(text, fieldnames=list(COLUMNS), lineterminator="\r\n")
    writer.writeheader()
    for card in cards:
        writer.writerow({k: _cell(v) for k, v in row(card, body).items()})
    text.flush()
    return out.getvalue()


def _cell(value: str | bool | None) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = value or ""
    return "'" + text if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def catalogue_metadata(body: Body) -> bytes:
    """What the columns mean: Metadata Vocabulary for Tabular Data (W3C, 2015)."""
    columns = [
        {
            "name": name,
            "titles": name,
            "datatype": kind,
            "dc:description": meaning,
            "required": name not in {"date_signed", "exemptions", "decision_maker"},
        }
        for name, (kind, meaning) in COLUMNS.items()
    ]
    told = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": "decisions.csv",
        "dc:title": f"Decisions of {body.name}",
        "dc:publisher": body.name,
        "dc:license": {"@id": LICENCE},
        "dialect": {"lineTerminators": ["\r\n"], "header": True},
        "tableSchema": {"columns": columns, "primaryKey": "reference"},
    }
    return as_json(told)


def catalogue_lines(cards: Iterable[Card], body: Body) -> bytes:
    """One JSON object a line."""
    out = io.BytesIO()
    for card in cards:
        out.write(as_json(row(card, body)))
    return out.getvalue()


def decision_json(decision: PublicDecision, body: Body) -> bytes:
    """Everything that the decision's page says, for programs."""
    card = decision.card
    told = {
        **row(card, body),
        "summary": decision.summary,
        "pages": card.pages,
        "bytes": card.size,
        "sha256": decision.output,
        "exemptions_used": [
            {
                "section": used.section,
                "title": used.title,
                "why": f"It {used.plain}.",
                "times": times,
            }
            for used, times in decision.exemptions
        ],
        "redactions": [
            {"page": r.page, "section": r.section} for r in decision.redactions
        ],
        "names": [link.reference for link in decision.names],
        "named_by": [link.reference for link in decision.named_by],
        "history": [
            {"what": c.kind.value, "at": c.at.isoformat(timespec="seconds")}
            for c in decision.changes
        ],
        "licence": LICENCE,
        "text": [
            {
                "anchor": anchor,
                "kind": block.kind,
                "number": block.number,
                "text": block.text,
                "page": block.page,
            }
            for anchor, block in decision.blocks
        ],
    }
    return as_json(told)


def as_json(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"
