"""Every object of the public site, from the released set and nothing else."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from decisions.errors import Refusal
from decisions.fingerprints import of_bytes
from publish import feeds, listing
from publish.manifest import Key, PublicObject, Rank, public_object
from publish.public_view import Body, PublicDecision, PublicTombstone
from publish.render import page

FOR_EVER: Final = "public, max-age=31536000, immutable"


class TwoOfOneReference(Refusal):
    """Two decisions would stand at one public address."""


@cache
def stylesheet() -> tuple[Key, PublicObject]:
    """The stylesheet under a name of its content, so that it can be kept for ever."""
    body = files("publish").joinpath("static/site.css").read_bytes()
    key = Key(f"static/site-{of_bytes(body)[:12]}.css")
    made = public_object(key, body, Rank.ASSET)
    return key, PublicObject(made.body, made.content_type, Rank.ASSET, FOR_EVER)


def site_objects(
    decisions: Sequence[PublicDecision],
    tombstones: Sequence[PublicTombstone],
    body: Body,
) -> dict[Key, PublicObject]:
    """The whole site: the same input gives the same bytes, whatever the day.

    Raises:
        TwoOfOneReference: Nothing is made.
    """
    ordered = listing.newest_first(decisions)
    paths = [d.path for d in decisions] + [t.path for t in tombstones]
    if len(set(paths)) < len(paths):
        raise TwoOfOneReference(
            f"{len(paths) - len(set(paths))} decisions share an address with "
            "another; correct their references"
        )
    css_key, css = stylesheet()
    found = {css_key: css}
    common = {"body": body, "css": f"/{css_key}"}

    def add(key: str, content: bytes, rank: Rank) -> None:
        found[Key(key)] = public_object(Key(key), content, rank)

    for decision in ordered:
        add(decision.pdf_path, decision.pdf, Rank.FILE)
        told = listing.decision_json(decision, body)
        add(f"{decision.path}decision.json", told, Rank.FILE)
        html = page("decision.html", {**common, "decision": decision})
        add(f"{decision.path}index.html", html, Rank.PAGE)
    for gone in tombstones:
        html = page("tombstone.html", {**common, "gone": gone})
        add(f"{gone.path}index.html", html, Rank.PAGE)

    pages = listing.paged(ordered)
    for number, shown in enumerate(pages, start=1):
        values = {**common, "shown": shown, "number": number, "count": len(pages)}
        add(_list_key(number), page("list.html", values), Rank.LIST)
    for name in ("about", "accessibility"):
        add(f"{name}/index.html", page(f"{name}.html", common), Rank.PAGE)
    add("404.html", page("404.html", common), Rank.PAGE)
    add("decisions.csv", listing.catalogue_csv(ordered, body), Rank.LIST)
    add("decisions.csv-metadata.json", listing.catalogue_metadata(body), Rank.LIST)
    add("decisions.jsonl", listing.catalogue_lines(ordered, body), Rank.LIST)
    add("feed.atom", feeds.atom(ordered, tombstones, body), Rank.LIST)
    add("feed.json", feeds.json_feed(ordered, body), Rank.LIST)
    add("sitemap.xml", feeds.sitemap(ordered, body), Rank.LIST)
    return found


def _list_key(number: int) -> str:
    return "index.html" if number == 1 else f"page/{number}/index.html"
