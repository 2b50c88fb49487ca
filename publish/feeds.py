"""Atom, JSON Feed and sitemaps."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml import etree

from decisions.fingerprints import of_values
from publish.public_view import Body, Card, PublicTombstone

LATEST: Final = 50
HEARD: Final = 200
"""Entries that the Atom feed has at least: new, corrected, public again."""
ARCHIVES: Final = "feeds/"
"""Where archives stand."""
ARCHIVED: Final = 200
"""Entries of an archive, once it is whole."""
URLS: Final = 40_000
"""Of one sitemap; 50,000 are allowed."""
_ATOM: Final = "http://www.w3.org/2005/Atom"
_DELETED: Final = "http://purl.org/atompub/tombstones/1.0"
_HISTORY: Final = "http://purl.org/syndication/history/1.0"
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEVER: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
"""When an empty feed last changed."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed document: the latest, or an archive (RFC 5005, section 4)."""

    path: str
    cards: tuple[Card, ...]
    stones: tuple[PublicTombstone, ...]
    is_archive: bool = False
    earlier: str = ""
    """Path of the archive before it; empty: there is none."""
    later: str = ""


def month_of(card: Card) -> str:
    return f"{card.published_on:%Y-%m}"


def latest(cards: Iterable[Card], most: int = LATEST) -> tuple[Card, ...]:
    """What became public or was changed last: followers must hear of a correction."""
    by_time = sorted(cards, key=lambda c: (c.updated_at, c.reference), reverse=True)
    return tuple(by_time[:most])


def parts(
    stem: str, ending: str, cards: Sequence[Card], most: int
) -> Iterator[tuple[str, tuple[Card, ...]]]:
    """Cards over as many files as they need: "2026.xml", "2026-2.xml"."""
    for number, at in enumerate(range(0, len(cards), most), start=1):
        more = f"-{number}" if number > 1 else ""
        yield f"{stem}{more}{ending}", tuple(cards[at : at + most])


def feeds_of(
    cards: Sequence[Card], stones: Sequence[PublicTombstone]
) -> tuple[Feed, ...]:
    """The feed to subscribe to, then archives of each month of publication.

    An archive is to stay as it is (RFC 5005, section 4), so what the newest month has
    beyond whole archives stands in the feed itself until the month is over; and one
    that has other decisions than before, since one was withdrawn, has another address,
    or who knows the old one would not read it.

    Args:
        cards: Newest first.
    """
    months: dict[str, list[Card]] = {}
    for card in reversed(cards):
        months.setdefault(month_of(card), []).append(card)
    kept = [
        tuple(months[name][at : at + ARCHIVED])
        for name in sorted(months)
        for at in range(0, len(months[name]), ARCHIVED)
    ]
    is_open = kept and len(kept[-1]) < ARCHIVED
    open_cards = kept.pop() if is_open else ()
    paths = [_archive_path(its) for its in kept]
    newest = sorted(stones, key=lambda s: (s.withdrawn_at, s.reference), reverse=True)
    shown = dict.fromkeys((*latest(cards, HEARD), *reversed(open_cards)))
    current = Feed(
        "feed.atom",
        tuple(shown),
        tuple(newest),
        earlier=paths[-1] if paths else "",
    )
    archives = [
        Feed(
            path,
            tuple(reversed(its)),
            (),
            is_archive=True,
            earlier=paths[at - 1] if at else "",
            later=paths[at + 1] if at + 1 < len(paths) else "",
        )
        for at, (path, its) in enumerate(zip(paths, kept, strict=True))
    ]
    return (current, *archives)


def _archive_path(cards: Sequence[Card]) -> str:
    """Named by its month and by which decisions it has."""
    told = of_values([card.slug for card in cards])[:10]
    return f"{ARCHIVES}{month_of(cards[0])}-{told}.atom"


def atom(feed: Feed, body: Body) -> bytes:
    """RFC 4287, with RFC 6721's deleted entries for what was withdrawn."""
    spaces = {None: _ATOM, "at": _DELETED, "fh": _HISTORY}
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap=spaces)  # type: ignore[arg-type]
    _add(root, "title", f"Decisions of {body.name}")
    own = f"{body.url}/{feed.path}"
    _add(root, "id", own if feed.is_archive else f"{body.url}/")
    _add(root, "updated", _stamp(_latest(feed)))
    _link(root, own, "self")
    _link(root, f"{body.url}/", "alternate")
    if feed.is_archive:
        etree.SubElement(root, f"{{{_HISTORY}}}archive")
        _link(root, f"{body.url}/feed.atom", "current")
    if feed.earlier:
        _link(root, f"{body.url}/{feed.earlier}", "prev-archive")
    if feed.later:
        _link(root, f"{body.url}/{feed.later}", "next-archive")
    author = etree.SubElement(root, f"{{{_ATOM}}}author")
    _add(author, "name", body.name)
    _add(root, "rights", "Open Government Licence v3.0")
    for gone in feed.stones:
        entry = etree.SubElement(root, f"{{{_DELETED}}}deleted-entry")
        entry.set("ref", f"{body.url}/{gone.path}")
        entry.set("when", _stamp(gone.withdrawn_at))
    for card in feed.cards:
        entry = etree.SubElement(root, f"{{{_ATOM}}}entry")
        _add(entry, "title", f"{card.reference}: {card.title}")
        _add(entry, "id", f"{body.url}/{card.path}")
        _add(entry, "published", f"{card.published_on.isoformat()}T00:00:00Z")
        _add(entry, "updated", _stamp(card.updated_at))
        _link(entry, f"{body.url}/{card.path}", "alternate", "text/html")
        _link(entry, f"{body.url}/{card.pdf_path}", "enclosure", "application/pdf")
        _add(entry, "summary", card.summary or card.title)
    return _xml(root)


def _latest(feed: Feed) -> datetime:
    times = [card.updated_at for card in feed.cards]
    return max(times + [stone.withdrawn_at for stone in feed.stones], default=_NEVER)


def json_feed(cards: Sequence[Card], body: Body) -> bytes:
    """JSON Feed 1.1."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"Decisions of {body.name}",
        "home_page_url": f"{body.url}/",
        "feed_url": f"{body.url}/feed.json",
        "language": "en-GB",
        "authors": [{"name": body.name, "url": f"{body.url}/"}],
        "items": [
            {
                "id": f"{body.url}/{card.path}",
                "url": f"{body.url}/{card.path}",
                "title": f"{card.reference}: {card.title}",
                "content_text": card.summary or card.title,
                "date_published": f"{card.published_on.isoformat()}T00:00:00Z",
                "date_modified": _stamp(card.updated_at),
                "attachments": [
                    {
                        "url": f"{body.url}/{card.pdf_path}",
                        "mime_type": "application/pdf",
                        "size_in_bytes": card.size,
                    }
                ],
            }
            for card in cards
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def sitemap(cards: Sequence[Card], body: Body) -> bytes:
    """Pages of decisions with the day on which each last changed."""
    root = etree.Element(f"{{{_SITEMAP}}}urlset", nsmap={None: _SITEMAP})  # type: ignore[dict-item]
    for card in cards:
        url = etree.SubElement(root, f"{{{_SITEMAP}}}url")
        etree.SubElement(url, f"{{{_SITEMAP}}}loc").text = f"{body.url}/{card.path}"
        day = card.updated_at.date().isoformat()
        etree.SubElement(url, f"{{{_SITEMAP}}}lastmod").text = day
    return _xml(root)


def sitemap_index(parts: Sequence[tuple[str, datetime]], body: Body) -> bytes:
    """Sitemaps by path, with the time at which something in each last changed."""
    root = etree.Element(f"{{{_SITEMAP}}}sitemapindex", nsmap={None: _SITEMAP})  # type: ignore[dict-item]
    for path, changed in parts:
        part = etree.SubElement(root, f"{{{_SITEMAP}}}sitemap")
        etree.SubElement(part, f"{{{_SITEMAP}}}loc").text = f"{body.url}/{path}"
        day = changed.date().isoformat()
        etree.SubElement(part, f"{{{_SITEMAP}}}lastmod").text = day
    return _xml(root)


def _stamp(when: datetime) -> str:
    """RFC 3339, to the second."""
    return when.isoformat(timespec="seconds")


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = _printable(text)


def _link(parent: etree._Element, href: str, rel: str, kind: str = "") -> None:
    link = etree.SubElement(parent, f"{{{_ATOM}}}link")
    link.set("href", href)
    link.set("rel", rel)
    if kind:
        link.set("type", kind)


_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _printable(text: str) -> str:
    """Without the control characters that XML 1.0 cannot hold (2.2)."""
    return _NO_XML.sub("", text)


def _xml(root: etree._Element) -> bytes:
    return bytes(
        etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    )
