"""What the public site consists of: from the released set and nothing else.

The same input gives the same bytes, whatever the day. What is not pages of
decisions or lists of them stands in `publish.fixedpages`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from typing import Final

from decisions.errors import Refusal
from decisions.fingerprints import Plain, Sha256, of_values
from publish import feeds, linked, listing
from publish.fixedpages import (
    PAGES,
    Frame,
    key_of,
    objects_of_pages,
    static_objects,
)
from publish.listing import List, Maker
from publish.manifest import Key, PublicObject, Rank, kept_object, public_object
from publish.public_view import (
    Body,
    Card,
    Link,
    PublicDecision,
    PublicTombstone,
    Stub,
    files_of,
)
from publish.render import generation, page

Objects = Mapping[Key, PublicObject]


class TwoOfOneReference(Refusal):
    """Two decisions would stand at one public address."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is made and goes together."""

    name: str
    recipe: Sha256
    """Of everything that it is made from."""
    keys: tuple[Key, ...]
    """Of all its objects."""
    make: Callable[[], Objects] = field(repr=False)
    """Can be sent to another process."""
    gone_at: str = ""
    """Of a withdrawn decision: when it was withdrawn, ISO 8601."""
    linked: tuple[str, ...] = ()
    """Of a decision: slugs of the others whose titles stand on its page."""


STATIC: Final = "static"
"""The bundle of stylesheets, script and pictures."""
NAMELESS: frozenset[str] = frozenset(
    {*(key_of(path, template) for path, template in PAGES), STATIC}
    | {"openapi.json", "decisions.csv-metadata.json"}
)
"""Bundles in which no decision is named, whatever is released."""


class Site:
    """Every bundle of the site."""

    def __init__(
        self,
        cards: Sequence[Card],
        stones: Sequence[PublicTombstone],
        stubs: Sequence[Stub],
        body: Body,
    ) -> None:
        """See that no two of them share an address.

        Raises:
            TwoOfOneReference: Nothing is made.
        """
        self.frame = Frame(body)
        self.cards = listing.newest_first(cards)
        self.stones = sorted(stones, key=lambda stone: stone.path)
        self.stubs = sorted(stubs, key=lambda stub: stub.path)
        self._of_slug = {card.slug: card for card in self.cards}
        others = {stone.path for stone in self.stones}
        others |= {stub.path for stub in self.stubs}
        every = len(self.cards) + len(self.stones) + len(self.stubs)
        apart = len(self._of_slug.keys() | {p.split("/")[1] for p in others})
        if apart < every:
            raise TwoOfOneReference(
                f"{every - apart} decisions share an address with another; correct "
                "their references"
            )
        self._made_with = of_values(generation(), body.fingerprint)

    def _recipe(self, *made_of: Plain) -> Sha256:
        return of_values(self._made_with, *made_of)

    # Decisions

    @cached_property
    def _named_by(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for card in reversed(self.cards):
            for name in card.mentions:
                if name in self._of_slug:
                    found.setdefault(name, []).append(card.slug)
        return found

    def links(self, card: Card) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
        """Released decisions that it names, and those that name it."""
        return (
            self._links(card.mentions),
            self._links(self._named_by.get(card.slug, ())),
        )

    def _links(self, names: Sequence[str]) -> tuple[Link, ...]:
        found = (self._of_slug.get(name) for name in names)
        return tuple(Link(c.reference, c.title, c.path) for c in found if c is not None)

    def recipe(self, card: Card) -> Sha256:
        """Of a decision's bundle, without reading more of it than its card."""
        links = [[[k.reference, k.title] for k in kind] for kind in self.links(card)]
        return self._recipe("decision", card.fingerprint, links)

    def decision(self, card: Card, make: Callable[[], Objects]) -> Bundle:
        """A decision's bundle.

        Args:
            make: Gives what `decision_objects` makes of it.
        """
        linked = [link.path.split("/")[1] for kind in self.links(card) for link in kind]
        return Bundle(
            card.path, self.recipe(card), keys_of(card), make, linked=tuple(linked)
        )

    # What is left of others

    def left(self) -> Iterator[Bundle]:
        """Tombstones, and stubs of deferred decisions."""
        for stone in self.stones:
            told = [[c.kind.value, c.at.isoformat()] for c in stone.changes]
            at = stone.withdrawn_at.isoformat()
            first = stone.published_on.isoformat() if stone.published_on else ""
            yield Bundle(
                stone.path,
                self._recipe("stone", stone.reference, at, stone.reason, first, told),
                (Key(stone.path + "index.html"),),
                partial(objects_of_pages, self.frame, stone.path, "tombstone.html",
                        {"gone": stone}),
                gone_at=at,
            )  # fmt: skip
        for stub in self.stubs:
            until = stub.until.isoformat() if stub.until else ""
            yield Bundle(
                stub.path,
                self._recipe("stub", stub.reference, until),
                (Key(stub.path + "index.html"),),
                partial(objects_of_pages, self.frame, stub.path, "stub.html",
                        {"stub": stub}),
            )  # fmt: skip

    # Everything that many decisions stand in

    def static(self) -> Bundle:
        made = static_objects(self.frame)
        recipe = self._recipe("static")
        return Bundle(STATIC, recipe, tuple(made), partial(static_objects, self.frame))

    def lists(self) -> Iterator[Bundle]:
        """Lists, data files and feeds; the smallest change touches the fewest."""
        for year in self.years:
            yield self._list(year)
        for path, cards in self._sitemaps:
            make = partial(feeds.sitemap, cards, self.frame.body)
            yield self._one(Key(path), make, cards)
        for maker in self.makers:
            for year in maker.years:
                yield self._list(year)
            yield self._pages(
                maker.path,
                "maker.html",
                {"maker": maker, "latest": latest(maker)},
                [maker.name, [[y.path, len(y.cards)] for y in maker.years],
                 [c.fingerprint for c in latest(maker)]],
            )  # fmt: skip
        yield self._index_of_years()
        yield self._index_of_makers()
        yield self._state_lists("withdrawn/", "withdrawn.html", self.stones)
        if self.stubs:
            yield self._state_lists("deferred/", "deferred.html", self.stubs)
        for path, template in PAGES:
            yield self._pages(path, template, {}, [])
        yield from self._data()
        yield from self._feeds()
        yield self._home()

    @cached_property
    def years(self) -> list[List]:
        return listing.by_year(self.cards)

    @cached_property
    def makers(self) -> list[Maker]:
        return listing.by_maker(self.cards)

    @property
    def _sitemaps(self) -> Iterator[tuple[str, tuple[Card, ...]]]:
        """Path and decisions of each: one a year, or several of a year with many."""
        for year in self.years:
            name = year.path.split("/")[1]
            yield from feeds.parts(f"sitemap-{name}", ".xml", year.cards, feeds.URLS)

    def _list(self, shown: List) -> Bundle:
        keys = [page_key(shown.path, n) for n in range(1, pages_of(shown.cards) + 1)]
        recipe = self._recipe(shown.title, [card.fingerprint for card in shown.cards])
        make = partial(list_objects, self.frame, shown)
        return Bundle(shown.path, recipe, tuple(keys), make)

    def _state_lists(
        self,
        path: str,
        template: str,
        things: Sequence[PublicTombstone] | Sequence[Stub],
    ) -> Bundle:
        keys = [page_key(path, n) for n in range(1, pages_of(things) + 1)]
        told = [str(thing) for thing in things]
        make = partial(state_objects, self.frame, path, template, tuple(things))
        return Bundle(path, self._recipe(path, told), tuple(keys), make)

    def _index_of_years(self) -> Bundle:
        rows: list[list[Plain]] = [
            [year.path, year.title, len(year.cards)] for year in self.years
        ]
        values = {"rows": rows, "gone": len(self.stones), "held": len(self.stubs)}
        told: list[Plain] = [rows, len(self.stones), len(self.stubs)]
        return self._pages("decisions/", "years.html", values, told)

    def _index_of_makers(self) -> Bundle:
        rows: list[list[Plain]] = [[m.path, m.name, m.count] for m in self.makers]
        return self._pages("decision-makers/", "makers.html", {"rows": rows}, rows)

    def _home(self) -> Bundle:
        shown = self.cards[: listing.PER_PAGE]
        years = [[y.path, y.path.split("/")[1]] for y in self.years]
        values = {"shown": shown, "years": years, "count": len(self.cards)}
        told: list[Plain] = [[c.fingerprint for c in shown], years, len(self.cards)]
        return self._pages("", "home.html", values, told)

    def _data(self) -> Iterator[Bundle]:
        body, cards = self.frame.body, self.cards
        for key, function in (
            (Key("decisions.csv"), listing.catalogue_csv),
            (Key("decisions.jsonl"), listing.catalogue_lines),
        ):
            yield self._one(key, partial(function, cards, body), cards, saved=True)
        for key, told in (
            (Key("decisions.csv-metadata.json"), listing.catalogue_metadata),
            (Key("openapi.json"), linked.openapi),
        ):
            yield self._one(key, partial(told, body), ())

    def _feeds(self) -> Iterator[Bundle]:
        body = self.frame.body
        for feed in feeds.feeds_of(self.cards, self.stones):
            told = [feed.earlier, feed.later, *(str(s) for s in feed.stones)]
            yield self._one(
                Key(feed.path), partial(feeds.atom, feed, body), feed.cards, told
            )
        latest_cards = feeds.latest(self.cards)
        yield self._one(
            Key("feed.json"), partial(feeds.json_feed, latest_cards, body), latest_cards
        )
        parts = [(path, changed(cards)) for path, cards in self._sitemaps]
        when: list[Plain] = [[path, last.isoformat()] for path, last in parts]
        make = partial(feeds.sitemap_index, parts, body)
        yield self._one(Key("sitemap.xml"), make, (), when)

    def _one(
        self,
        key: Key,
        make: Callable[[], bytes],
        cards: Sequence[Card],
        told: Sequence[Plain] = (),
        *,
        saved: bool = False,
    ) -> Bundle:
        """A bundle of one object, made from cards and from what else is told."""
        recipe = self._recipe(key, [card.fingerprint for card in cards], list(told))
        return Bundle(key, recipe, (key,), partial(one_object, key, make, saved))

    def _pages(
        self,
        path: str,
        template: str,
        values: dict[str, object],
        told: Sequence[Plain],
    ) -> Bundle:
        """A bundle of one page."""
        key = key_of(path, template)
        recipe = self._recipe(template, path, list(told))
        make = partial(objects_of_pages, self.frame, path, template, values)
        return Bundle(key, recipe, (key,), make)


def latest(maker: Maker) -> list[Card]:
    """What a decision-maker decided last."""
    cards = (card for year in maker.years for card in year.cards)
    return [card for card, _ in zip(cards, range(listing.PER_PAGE), strict=False)]


def changed(cards: Sequence[Card]) -> datetime:
    return max(card.updated_at for card in cards)


def pages_of(things: Sequence[object]) -> int:
    return max(1, -(-len(things) // listing.PER_PAGE))


def page_key(path: str, number: int) -> Key:
    return Key(
        f"{path}index.html" if number == 1 else f"{path}page/{number}/index.html"
    )


def keys_of(card: Card) -> tuple[Key, ...]:
    """Of every object of a decision."""
    pdf, told, picture = file_keys(card.slug)
    home = Key(f"{card.path}index.html")
    return (pdf, told, home, picture) if card.has_thumbnail else (pdf, told, home)


def every_key(path: str) -> tuple[Key, ...]:
    """Of every object that a decision may have, from where it stands."""
    return (Key(path + "index.html"), *file_keys(path.split("/")[1]))


def file_keys(name: str) -> tuple[Key, Key, Key]:
    """Of a decision's file, data and picture, from its reference as a slug."""
    pdf, told, picture = files_of(name)
    return Key(pdf), Key(told), Key(picture)


def decision_objects(frame: Frame, view: PublicDecision) -> Objects:
    """Page, file, data and picture of a decision."""
    card, body = view.card, frame.body
    pdf, told, picture = file_keys(card.slug)
    html = Key(f"{card.path}index.html")
    shown_as = f'inline; filename="{card.slug}-part-1.pdf"'
    if not card.slug.isascii():
        shown_as = "inline"
    found = {
        pdf: kept_object(pdf, view.output, Rank.FILE, disposition=shown_as),
        told: public_object(told, listing.decision_json(view, body), Rank.FILE),
    }
    if card.has_thumbnail:
        found[picture] = kept_object(picture, view.thumbnail, Rank.FILE)
    values = {**frame.common, "decision": view, "card": card, "path": card.path}
    found[html] = public_object(html, page("decision.html", values), Rank.PAGE)
    return found


def list_objects(frame: Frame, shown: List) -> Objects:
    return _paged(
        frame,
        shown.path,
        "list.html",
        listing.paged(shown.cards),
        {"title": shown.title, "count": len(shown.cards)},
    )


def state_objects(
    frame: Frame, path: str, template: str, things: Sequence[object]
) -> Objects:
    return _paged(frame, path, template, listing.paged(things), {})


def _paged(
    frame: Frame,
    path: str,
    template: str,
    pages: Sequence[Sequence[object]],
    values: dict[str, object],
) -> Objects:
    found = {}
    for number, shown in enumerate(pages, start=1):
        key = page_key(path, number)
        own = {"shown": shown, "number": number, "last": len(pages), "path": path}
        html = page(template, {**frame.common, **values, **own})
        found[key] = public_object(key, html, Rank.LIST)
    return found


def one_object(key: Key, make: Callable[[], bytes], saved: bool) -> Objects:
    name = key.rsplit("/", 1)[-1] if saved else ""
    return {key: public_object(key, make(), Rank.LIST, saved_as=name)}
