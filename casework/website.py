"""What the public site should have, worked out from the ledger and from nothing else.

The ledger leads, the site follows: a page is there because a decision is recorded
as published and goes because it no longer is. `casework.publishing` makes it so.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from sys import intern

from casework.ports import Office, PrivateFiles
from decisions.decision import (
    NOT_KEPT,
    ChangeKind,
    DecisionId,
    Release,
    State,
    Tombstone,
    slug,
)
from decisions.errors import CorruptRecord, FileDamaged, FileMissing
from decisions.exemptions import Section
from decisions.fingerprints import Sha256
from decisions.text import Block, blocks_from_json
from publish.fixedpages import Frame
from publish.public_view import (
    Card,
    Link,
    PublicDecision,
    PublicTombstone,
    Stub,
)
from publish.site import Bundle, Objects, Site, decision_objects
from publish.textual import anchored

SUMMARY_MAX = 1_000
"""Letters of a summary that lists and feeds have; the page has all of it."""
AT_ONCE = 200
"""Releases that are read together."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The site as it should be."""

    site: Site
    ids: dict[str, DecisionId]
    """Of released decisions, by their slug."""

    def decisions(self, cards: Sequence[Card], office: Office) -> Iterator[Bundle]:
        """The bundles of some decisions; their texts are read where they are made.

        Raises:
            CorruptRecord: A release is not one.
        """
        for card, release in self._releases(cards, office):
            view = self._view(card, release)
            make = partial(_made, self.site.frame, view, release.text, office.files)
            yield self.site.decision(card, make)

    def views(self, cards: Sequence[Card], office: Office) -> Iterator[PublicDecision]:
        """Some decisions with all that their pages say, but for those whose public text
        is not kept any more.

        Raises:
            CorruptRecord: A release or a text is not one.
        """
        for card, release in self._releases(cards, office):
            with suppress(FileMissing, FileDamaged):
                blocks = blocks_of(release.text, office.files)
                yield replace(self._view(card, release), blocks=blocks)

    def _view(self, card: Card, release: Release) -> PublicDecision:
        names, named_by = self.site.links(card)
        return public_view(release, card, (), names, named_by)

    def _releases(
        self, cards: Sequence[Card], office: Office
    ) -> Iterator[tuple[Card, Release]]:
        for at in range(0, len(cards), AT_ONCE):
            some = {self.ids[card.slug]: card for card in cards[at : at + AT_ONCE]}
            for record in office.store.public(list(some)):
                card, release = some[record.decision_id], record.public
                # One that changed meanwhile is for the next run, which sees it.
                if record.fingerprint == card.fingerprint:
                    assert isinstance(release, Release), "its fingerprint is of one"
                    yield card, release


@dataclass(frozen=True, slots=True)
class Released:
    """What the ledger says is public, and what is left of what was."""

    cards: list[Card]
    stones: list[PublicTombstone]
    stubs: list[Stub]
    ids: dict[str, DecisionId]
    """Of the cards, by their slug."""
    withdrawals: frozenset[str]
    """When any of them was withdrawn, ISO 8601: also what is public again."""


def released(office: Office, *, readable: bool = False) -> Released:
    """All of it, read once.

    Args:
        readable: Only what can be read.

    Raises:
        CorruptRecord: What is kept of a release is not one. Nothing is made of the
            others: it may be one that was withdrawn.
    """
    cards, stones, ids, withdrawals = [], [], {}, set[str]()
    for record in office.store.public(readable=readable):
        for change in record.public.changes:
            if change.kind is ChangeKind.WITHDRAWN:
                withdrawals.add(change.at.isoformat())
        if isinstance(record.public, Release):
            card = card_of(record.public, record.fingerprint)
            cards.append(card)
            ids[card.slug] = record.decision_id
        else:
            stones.append(public_tombstone(record.public))
    taken = {*ids, *(stone.path.split("/")[1] for stone in stones)}
    stubs = [stub for stub in _stubs(office) if stub.path.split("/")[1] not in taken]
    return Released(cards, stones, stubs, ids, frozenset(withdrawals))


def wanted(found: Released, office: Office) -> Wanted:
    """The site of what is released.

    Raises:
        TwoOfOneReference: Two would stand at one address.
    """
    site = Site(found.cards, found.stones, found.stubs, office.website.body)
    return Wanted(site, found.ids)


def _stubs(office: Office) -> Iterator[Stub]:
    """Held decisions, where the body says that there are some."""
    if not office.website.show_deferred:
        return
    for decision_id in office.store.in_states((State.HELD,)):
        try:
            decision = office.store.load(decision_id)
        except CorruptRecord:
            continue  # nothing of it is public; the audit tells of it
        reference = decision.facts.reference
        if slug(reference) and decision.release is None and decision.tombstone is None:
            yield Stub(reference=reference, until=decision.deferral.until)


def card_of(release: Release, fingerprint: Sha256) -> Card:
    """What lists say of a release."""
    summary = release.summary
    return Card(
        reference=release.reference,
        title=release.title,
        summary=summary if len(summary) <= SUMMARY_MAX else _cut(summary),
        decision_maker=intern(release.decision_maker),
        signed_on=release.signed_on,
        published_on=release.published_on,
        updated_at=release.updated_at,
        part_2_exists=release.part_2_exists,
        sections=_same(tuple(sorted({row.section for row in release.redactions}))),
        mentions=release.mentions,
        size=release.size,
        pages=release.pages,
        has_thumbnail=release.thumbnail != NOT_KEPT,
        fingerprint=fingerprint,
    )


@cache
def _same(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """One tuple for all decisions with the same exemptions: there are many cards."""
    return sections


def _cut(text: str) -> str:
    """The whole words that fit, and a sign that there were more."""
    return text[:SUMMARY_MAX].rsplit(None, 1)[0] + " …"


def blocks_of(text: Sha256, files: PrivateFiles) -> tuple[tuple[str, Block], ...]:
    """The public text of a release, each block with its anchor."""
    return tuple(anchored(blocks_from_json(files.get(text))))


def _made(
    frame: Frame, view: PublicDecision, text: Sha256, files: PrivateFiles
) -> Objects:
    return decision_objects(frame, replace(view, blocks=blocks_of(text, files)))


def public_view(
    release: Release,
    card: Card,
    blocks: tuple[tuple[str, Block], ...],
    names: tuple[Link, ...] = (),
    named_by: tuple[Link, ...] = (),
) -> PublicDecision:
    """What the templates see of a decision: its release, and nothing else."""
    return PublicDecision(
        card=card,
        summary=release.summary,
        redactions=release.redactions,
        changes=release.changes,
        blocks=blocks,
        output=release.output,
        thumbnail=release.thumbnail,
        names=names,
        named_by=named_by,
    )


def public_tombstone(stone: Tombstone) -> PublicTombstone:
    """What the templates see of a withdrawn decision."""
    return PublicTombstone(
        reference=stone.reference,
        withdrawn_at=stone.withdrawn_at,
        reason=stone.reason,
        published_on=stone.published_on,
        changes=stone.changes,
    )
