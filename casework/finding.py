"""The search of the public site follows the ledger too, after the pages.

What is no longer public as it was is taken out of it at once, by deleting the index
that names it; the index is made anew afterwards. What an index holds is a private
note, written before the first of its files is put: whoever withdraws something finds
every file that may have words of it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from casework.ports import Office, PrivateFiles, PublicSite
from casework.surveying import Survey, kept_manifest, survey
from casework.website import Released, Wanted, released, wanted
from casework.witnesses import without_risen
from decisions.errors import AnotherPublisher
from decisions.fingerprints import Sha256, of_values
from publish import search
from publish.manifest import Key, PublicObject, Stored, Tag, in_order
from publish.public_view import Card
from publish.render import generation

NOTE: Final = "site/search"
FOLDER: Final = search.FOLDER
NOT_SENT: Final = Tag("")


@dataclass(slots=True)
class Kept:
    """One index, as it was put or is about to be."""

    recipe: Sha256
    """Empty: it must be made anew."""
    pages: dict[str, tuple[Sha256, Key]]
    """By slug: the release it was made from, and the file with its text."""
    rows: dict[Key, Stored]
    lacks: tuple[str, ...] = ()
    """Slugs of decisions that are not in it: their texts are not kept any more."""


@dataclass(slots=True)
class Kepts:
    """All indexes, as the private note has them."""

    files: PrivateFiles
    tag: Tag | None
    shards: dict[str, Kept] = field(default_factory=dict)
    index: Stored | None = None
    """The list of indexes."""
    is_known: bool = True
    """False: the note is lost or damaged, and the bucket may have more than it says."""

    @classmethod
    def read(cls, files: PrivateFiles) -> "Kepts":
        note = files.read_note(NOTE)
        if note is None:
            return cls(files, None, is_known=False)
        try:
            told = json.loads(note[0])
            shards = {
                name: Kept(
                    Sha256(row["recipe"]),
                    {s: (Sha256(f), Key(k)) for s, (f, k) in row["pages"].items()},
                    {
                        Key(k): Stored(Sha256(s), Tag(t))
                        for k, (s, t) in row["rows"].items()
                    },
                    tuple(row.get("lacks", ())),
                )
                for name, row in told["shards"].items()
            }
            index = told["index"]
            kept = Stored(Sha256(index[0]), Tag(index[1])) if index else None
            return cls(files, note[1], shards, kept)
        except (ValueError, TypeError, LookupError, AttributeError):
            return cls(files, note[1], is_known=False)

    def save(self) -> None:
        """Write it. Raises AnotherPublisher where somebody else did."""
        told = {
            "shards": {
                name: {
                    "recipe": kept.recipe,
                    "pages": kept.pages,
                    "rows": {k: [r.sha256, r.tag] for k, r in kept.rows.items()},
                    "lacks": kept.lacks,
                }
                for name, kept in self.shards.items()
            },
            "index": [self.index.sha256, self.index.tag] if self.index else None,
        }
        raw = json.dumps(told, separators=(",", ":")).encode()
        self.tag = self.files.write_note(NOTE, raw, self.tag)

    def keys(self) -> set[Key]:
        own = {search.SHARDS_KEY} if self.index else set()
        return own.union(*(kept.rows for kept in self.shards.values()))


def forget(cards: Mapping[str, Card], office: Office) -> list[Key]:
    """Take what is no longer public as it was out of the search.

    Args:
        cards: What is public, by slug.

    Returns:
        The objects that were deleted.
    """
    site, kepts = office.website.site, Kepts.read(office.files)
    unknown, gone = list[Key](), list[Key]()
    if not kepts.is_known:
        unknown = _delete_unknown(kepts, dict(site.listing(FOLDER)), site)
    for kept in kepts.shards.values():
        stale = [
            slug
            for slug, (fingerprint, _) in kept.pages.items()
            if slug not in cards or cards[slug].fingerprint != fingerprint
        ]
        if not stale:
            continue
        texts = {kept.pages[slug][1] for slug in stale}
        found = [key for key in kept.rows if key in texts or search.names_words(key)]
        gone += sorted(found)
        kept.recipe = Sha256("")
        kept.pages = {s: page for s, page in kept.pages.items() if s not in stale}
        kept.rows = {k: row for k, row in kept.rows.items() if k not in set(found)}
    if unknown or gone:
        site.delete(gone)
        kepts.save()
    return unknown + gone


def clear(office: Office) -> None:
    """Delete every file of the search, so that each is put again."""
    office.website.site.delete(sorted(Kepts.read(office.files).keys()))


def bring_search_up_to_date(office: Office) -> int:
    """Make the search agree with what is released.

    All its files are compared with what was sent first.

    Returns:
        The number of objects that were changed.

    Raises:
        NoIndex: One could not be made.
        AnotherPublisher: Somebody else changed the search, or took something out of
            it; what this run put is deleted.
    """
    site, begun = office.website.site, set[Key]()
    try:
        return _once(office, begun)
    except AnotherPublisher:
        site.delete(sorted(begun - Kepts.read(office.files).keys()))
        raise


def _once(office: Office, begun: set[Key]) -> int:
    site = office.website.site
    kepts = Kepts.read(office.files)
    found = wanted(_public(office), office)
    changed = _look(site, kepts)
    shards = search.shards(found.site.cards)
    for name, cards in shards.items():
        recipe = _recipe(cards)
        kept = kepts.shards.get(name)
        if (
            kept is None
            or kept.recipe != recipe
            or _is_back(kept, cards, found, office)
        ):
            index = search.index_of(name, found.views(cards, office))
            begun.update(index.objects)
            changed += _put_index(name, cards, recipe, index, kepts, site)
    for name in kepts.shards.keys() - shards.keys():
        ended = sorted(kepts.shards.pop(name).rows)
        changed += len(ended)
        site.delete(ended)
    changed += _put_list(tuple(shards), kepts, site)
    kepts.save()
    del found  # it holds the cards of the whole site
    # What was withdrawn while the index was made must not come back with it.
    now = {card.slug: card for card in _public(office).cards}
    return changed + len(forget(now, office))


def _is_back(
    kept: Kept, cards: tuple[Card, ...], found: Wanted, office: Office
) -> bool:
    """Whether a text that an index lacks is there again."""
    lacking = [card for card in cards if card.slug in kept.lacks]
    return any(True for _ in found.views(lacking, office))


def _public(office: Office) -> Released:
    """As the pages have it: without what an older ledger takes for public still."""
    manifest, _ = kept_manifest(office)
    now, site = office.clock.now(), office.website.site
    # Where the manifest is lost, the tombstones in the bucket are the witness.
    there = Survey() if len(manifest) else survey(site, manifest)
    return without_risen(released(office), manifest, there, site, now)[0]


def _recipe(cards: tuple[Card, ...]) -> Sha256:
    return of_values(generation(), [[c.slug, c.fingerprint] for c in cards])


def _put_index(
    name: str,
    cards: tuple[Card, ...],
    recipe: Sha256,
    index: search.Index,
    kepts: Kepts,
    site: PublicSite,
) -> int:
    old = kepts.shards.get(name)
    before = old.rows if old else {}
    pages = {
        card.slug: (card.fingerprint, index.fragments[card.slug])
        for card in cards
        if card.slug in index.fragments
    }
    rows = {
        key: before.get(key, Stored(thing.sha256, NOT_SENT))
        for key, thing in index.objects.items()
    }
    every = {**(old.pages if old else {}), **pages}
    kepts.shards[name] = Kept(Sha256(""), every, {**before, **rows})
    kepts.save()
    put = 0
    for key, thing in in_order(index.objects):
        row = before.get(key)
        if row is None or row.sha256 != thing.sha256 or row.tag == NOT_SENT:
            rows[key] = Stored(thing.sha256, _put(key, thing, row, site))
            put += 1
    left = sorted(before.keys() - rows.keys())
    site.delete(left)
    lacks = tuple(card.slug for card in cards if card.slug not in pages)
    kepts.shards[name] = Kept(recipe, pages, rows, lacks)
    kepts.save()
    return put + len(left)


def _put(key: Key, thing: PublicObject, row: Stored | None, site: PublicSite) -> Tag:
    replaces = row.tag if row and row.tag != NOT_SENT else None
    return site.put(key, thing, replaces)


def _put_list(names: tuple[str, ...], kepts: Kepts, site: PublicSite) -> int:
    thing = search.shards_object(names)
    if kepts.index is not None and kepts.index.sha256 == thing.sha256:
        return 0
    tag = _put(search.SHARDS_KEY, thing, kepts.index, site)
    kepts.index = Stored(thing.sha256, tag)
    return 1


def _look(site: PublicSite, kepts: Kepts) -> int:
    """Delete what nobody knows, and note which indexes are not as they were put."""
    there = dict(site.listing(FOLDER))
    unknown = _delete_unknown(kepts, there, site)
    for kept in kepts.shards.values():
        rows = {k: row for k, row in kept.rows.items() if there.get(k) == row.tag}
        if len(rows) < len(kept.rows):
            wrong = sorted(k for k in kept.rows if k in there and k not in rows)
            site.delete(wrong)
            kept.recipe, kept.rows = Sha256(""), rows
    index = kepts.index
    if index and there.get(search.SHARDS_KEY) != index.tag:
        site.delete([search.SHARDS_KEY])
        kepts.index = None
    return len(unknown)


def _delete_unknown(
    kepts: Kepts, there: Mapping[Key, Tag], site: PublicSite
) -> list[Key]:
    unknown = sorted(there.keys() - kepts.keys() - {search.PAGE_KEY})
    site.delete(unknown)
    return unknown
