"""What pages tell programs: schema.org and DCAT as JSON-LD, and the addresses."""

from dataclasses import dataclass
from typing import Final

from publish.listing import LICENCE, as_json
from publish.public_view import Body, PublicDecision


@dataclass(frozen=True, slots=True)
class Address:
    """An address, or a way of making addresses, that stays as it is."""

    path: str
    what: str
    kind: str
    """Media type."""


ADDRESSES: Final = (
    Address("/decisions/{reference}/", "A decision: its facts, its text, what is withheld and why; or that it was withdrawn", "text/html"),
    Address("/decisions/{reference}/decision.json", "The same for programs", "application/json"),
    Address("/decisions/{reference}/{reference}.pdf", "Part 1 as a file, with what is withheld removed", "application/pdf"),
    Address("/years/{year}/", "Decisions signed in a year, 20 a page; then /years/{year}/page/2/", "text/html"),
    Address("/decision-makers/{name}/{year}/", "Those of one decision-maker", "text/html"),
    Address("/withdrawn/", "Decisions that were withdrawn", "text/html"),
    Address("/decisions.csv", "The catalogue: a line for each decision (RFC 4180)", "text/csv"),
    Address("/decisions.csv-metadata.json", "What its columns mean (CSV on the Web)", "application/json"),
    Address("/decisions.jsonl", "The catalogue as one JSON object a line", "application/x-ndjson"),
    Address("/feed.atom", "The latest 200, new or changed, what was withdrawn, and what is in no archive yet (RFC 4287, RFC 6721)", "application/atom+xml"),
    Address("/feeds/{archive}.atom", "200 decisions of a month at most; the feed leads to them, each to the one before it (RFC 5005)", "application/atom+xml"),
    Address("/feed.json", "The latest 50, new or changed (JSON Feed 1.1)", "application/feed+json"),
    Address("/sitemap.xml", "Every page of a decision and when it last changed", "application/xml"),
)  # fmt: skip
WORDS: Final = {
    "reference": "In small letters, with a hyphen for each space: pcd-269",
    "year": "Four digits",
    "name": "In small letters, with a hyphen for each space",
    "archive": "As the link of relation prev-archive names it",
}
"""What stands between braces."""


def openapi(body: Body) -> bytes:
    """The addresses as an OpenAPI 3.1 document."""
    paths = {}
    for address in ADDRESSES:
        named = [word for word in WORDS if f"{{{word}}}" in address.path]
        paths[address.path] = {
            "get": {
                "summary": address.what,
                "responses": {
                    "200": {"description": address.what, "content": {address.kind: {}}},
                    "404": {"description": "There is nothing at this address"},
                },
                "parameters": [
                    {
                        "name": word,
                        "in": "path",
                        "required": True,
                        "description": WORDS[word],
                        "schema": {"type": "string"},
                    }
                    for word in named
                ],
            }
        }
    told = {
        "openapi": "3.1.0",
        "info": {
            "title": f"Decisions of {body.name}",
            "version": "1",
            "license": {"name": "Open Government Licence v3.0", "url": LICENCE},
        },
        "servers": [{"url": body.url}],
        "paths": paths,
    }
    return as_json(told)


def _publisher(body: Body) -> dict[str, object]:
    return {
        "@type": "GovernmentOrganization",
        "name": body.name,
        "url": f"{body.url}/",
    }


def of_decision(decision: PublicDecision, body: Body) -> dict[str, object]:
    """A decision in the words of schema.org."""
    card = decision.card
    signed = card.signed_on.isoformat() if card.signed_on else None
    told = {
        "@context": "https://schema.org",
        "@type": "DigitalDocument",
        "@id": f"{body.url}/{card.path}",
        "url": f"{body.url}/{card.path}",
        "identifier": card.reference,
        "name": card.title,
        "abstract": decision.summary,
        "inLanguage": "en-GB",
        "dateCreated": signed,
        "datePublished": card.published_on.isoformat(),
        "dateModified": card.updated_at.isoformat(timespec="seconds"),
        "author": {"@type": "Person", "name": card.maker},
        "publisher": _publisher(body),
        "license": LICENCE,
        "isPartOf": {"@type": "Dataset", "@id": f"{body.url}/data/"},
        "encoding": {
            "@type": "MediaObject",
            "contentUrl": f"{body.url}/{card.pdf_path}",
            "encodingFormat": "application/pdf",
            "contentSize": str(card.size),
            "sha256": decision.output,
        },
        "citation": [f"{body.url}/{link.path}" for link in decision.names],
    }
    return {name: value for name, value in told.items() if value}


_FILES: Final = (
    ("decisions.csv", "text/csv"),
    ("decisions.jsonl", "application/x-ndjson"),
    ("feed.atom", "application/atom+xml"),
)


def of_dataset(body: Body) -> dict[str, object]:
    """The catalogue as a schema.org Dataset."""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": f"{body.url}/data/",
        "url": f"{body.url}/data/",
        "name": f"Decisions of {body.name}",
        "description": f"Every published decision of {body.name}: what was decided, by "
        "whom and when, and which exemptions were used.",
        "license": LICENCE,
        "isAccessibleForFree": True,
        "creator": _publisher(body),
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": f"{body.url}/{name}",
                "encodingFormat": kind,
            }
            for name, kind in _FILES
        ],
    }


def of_catalogue(body: Body) -> dict[str, object]:
    """The same in the words of DCAT 2 (W3C, 2020)."""
    named = {"@type": "foaf:Organization", "foaf:name": body.name}
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
        },
        "@type": "dcat:Dataset",
        "@id": f"{body.url}/data/#dataset",
        "dct:title": f"Decisions of {body.name}",
        "dct:publisher": named,
        "dct:license": {"@id": LICENCE},
        "dcat:landingPage": {"@id": f"{body.url}/data/"},
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dcat:downloadURL": {"@id": f"{body.url}/{name}"},
                "dcat:mediaType": kind,
            }
            for name, kind in _FILES
        ],
    }
