"""Atom, JSON Feed and the sitemap."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from lxml import etree

from publish.public_view import Body, PublicDecision, PublicTombstone

LATEST: Final = 50
_ATOM: Final = "http://www.w3.org/2005/Atom"
_DELETED: Final = "http://purl.org/atompub/tombstones/1.0"
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def atom(
    decisions: Sequence[PublicDecision],
    tombstones: Sequence[PublicTombstone],
    body: Body,
) -> bytes:
    """RFC 4287, with RFC 6721's deleted entries for what was withdrawn."""
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM, "at": _DELETED})  # type: ignore[dict-item]
    _add(feed, "title", f"Decisions of {body.name}")
    _add(feed, "id", f"{body.url}/")
    _add(feed, "updated", _latest(decisions, tombstones).isoformat())
    _link(feed, f"{body.url}/feed.atom", "self")
    _link(feed, f"{body.url}/", "alternate")
    author = etree.SubElement(feed, f"{{{_ATOM}}}author")
    _add(author, "name", body.name)
    for gone in tombstones:
        entry = etree.SubElement(feed, f"{{{_DELETED}}}deleted-entry")
        entry.set("ref", f"{body.url}/{gone.path}")
        entry.set("when", gone.withdrawn_at.isoformat())
    for decision in decisions[:LATEST]:
        entry = etree.SubElement(feed, f"{{{_ATOM}}}entry")
        _add(entry, "title", f"{decision.reference}: {decision.title}")
        _add(entry, "id", f"{body.url}/{decision.path}")
        _add(entry, "published", f"{decision.published_on.isoformat()}T00:00:00Z")
        _add(entry, "updated", decision.updated_at.isoformat())
        _link(entry, f"{body.url}/{decision.path}", "alternate")
        _add(entry, "summary", decision.summary)
    return _xml(feed)


def _latest(
    decisions: Sequence[PublicDecision], tombstones: Sequence[PublicTombstone]
) -> datetime:
    """When the feed last changed. An empty one has not changed since 1970."""
    times = [d.updated_at for d in decisions] + [t.withdrawn_at for t in tombstones]
    return max(times, default=datetime.fromisoformat("1970-01-01T00:00:00+00:00"))


def json_feed(decisions: Sequence[PublicDecision], body: Body) -> bytes:
    """JSON Feed 1.1."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"Decisions of {body.name}",
        "home_page_url": f"{body.url}/",
        "feed_url": f"{body.url}/feed.json",
        "language": "en-GB",
        "items": [
            {
                "id": f"{body.url}/{decision.path}",
                "url": f"{body.url}/{decision.path}",
                "title": f"{decision.reference}: {decision.title}",
                "content_text": decision.summary,
                "date_published": f"{decision.published_on.isoformat()}T00:00:00Z",
                "date_modified": decision.updated_at.isoformat(),
            }
            for decision in decisions[:LATEST]
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def sitemap(decisions: Sequence[PublicDecision], body: Body) -> bytes:
    """Every decision with the day on which it last changed."""
    root = etree.Element(f"{{{_SITEMAP}}}urlset", nsmap={None: _SITEMAP})  # type: ignore[dict-item]
    for decision in decisions:
        url = etree.SubElement(root, f"{{{_SITEMAP}}}url")
        etree.SubElement(url, f"{{{_SITEMAP}}}loc").text = f"{body.url}/{decision.path}"
        day = decision.updated_at.date().isoformat()
        etree.SubElement(url, f"{{{_SITEMAP}}}lastmod").text = day
    return _xml(root)


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = _printable(text)


def _link(parent: etree._Element, href: str, rel: str) -> None:
    link = etree.SubElement(parent, f"{{{_ATOM}}}link")
    link.set("href", href)
    link.set("rel", rel)


def _printable(text: str) -> str:
    """Without the control characters that XML 1.0 cannot hold (2.2)."""
    return "".join(
        c
        for c in text
        if c in "\t\n\r"
        or 0x20 <= ord(c) < 0xD800
        or 0xE000 <= ord(c) < 0xFFFE
        or ord(c) >= 0x10000
    )


def _xml(root: etree._Element) -> bytes:
    return bytes(
        etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    )
