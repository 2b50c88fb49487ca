"""The ledger leads, the site follows.

A page is there because a decision is recorded as published and goes because it
no longer is. Whatever was interrupted is mended by running this again.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import uuid4

from casework.ports import Office, PublicSite
from decisions.decision import Decision, Tombstone, slug
from decisions.errors import AnotherPublisher, SiteNotAsPlanned, TooManyDeletions
from decisions.text import blocks_from_json
from publish.manifest import (
    Key,
    Manifest,
    Plan,
    PublicObject,
    Stored,
    Tag,
    manifest_from_json,
    manifest_to_json,
    plan,
)
from publish.public_view import PublicDecision, PublicTombstone
from publish.site import site_objects

MANIFEST: Final = "site/manifest.json"
TRIES: Final = 3


def wanted_objects(office: Office) -> dict[Key, PublicObject]:
    """Every object of the site, from the released set and nothing else."""
    released = (office.store.load(i) for i in office.store.ever_public())
    decisions = [public_view(d, office) for d in released if d.release is not None]
    return site_objects(decisions, _tombstones(office), office.website.body)


def public_view(decision: Decision, office: Office) -> PublicDecision:
    """What the templates see of a decision: its release, and nothing else."""
    release = decision.release
    assert release is not None
    return PublicDecision(
        reference=release.reference,
        title=release.title,
        decision_maker=release.decision_maker,
        signed_on=release.signed_on,
        summary=release.summary,
        part_2_exists=release.part_2_exists,
        published_on=release.published_on,
        updated_at=release.updated_at,
        pages=release.pages,
        redactions=release.redactions,
        blocks=blocks_from_json(office.files.get(release.text)),
        pdf=office.files.get(release.output),
    )


def bring_up_to_date(office: Office) -> Plan:
    """Make the public site agree with the ledger, and see that it does.

    What is not released goes first, even where the rest cannot be made. Then
    what is pointed to before what points to it. At the end the bucket is listed
    again and compared with what was sent.

    Returns:
        What was changed; empty when the site agreed already.

    Raises:
        TooManyDeletions: Nothing was changed. A person must look.
        SiteNotAsPlanned: The bucket still differs afterwards.
        AnotherPublisher: Somebody else keeps publishing at the same time.
    """
    for _ in range(TRIES - 1):
        try:
            return _once(office)
        except AnotherPublisher:
            continue  # what was just put may be out of date: look again at once
    return _once(office)


def _once(office: Office) -> Plan:
    site = office.website.site
    purged = _purge(office)
    wanted = wanted_objects(office)
    stones = {Key(stone.path + "index.html") for stone in _tombstones(office)}
    note = office.files.read_note(MANIFEST)
    manifest = manifest_from_json(note[0]) if note else {}
    the_plan = plan(wanted, manifest, site.listing(), stones)
    _see_limit([key for key in the_plan.delete if key not in wanted], office)
    if the_plan.is_empty and not purged and manifest.keys() == wanted.keys():
        return the_plan
    touched = {*the_plan.delete, *the_plan.put}
    kept = {k: v for k, v in manifest.items() if k in wanted and k not in touched}
    claim = f"{office.clock.now().isoformat()} {uuid4()}"
    tag = office.files.write_note(
        MANIFEST, manifest_to_json(kept, claim), note[1] if note else None
    )
    stored = _carry_out(the_plan, wanted, kept, tag, office)
    _see(stored, site)
    office.files.write_note(MANIFEST, manifest_to_json(stored), tag)
    return Plan(delete=(*purged, *the_plan.delete), put=the_plan.put)


def _purge(office: Office) -> tuple[Key, ...]:
    """Remove whatever stands below the address of a decision that is not public.

    It needs no page to be made: a decision that cannot be drawn must not keep
    another one public that was withdrawn.
    """
    public, stones = set(), set()
    for decision_id in office.store.ever_public():
        decision = office.store.load(decision_id)
        if decision.release is not None:
            public.add(slug(decision.release.reference))
        elif decision.tombstone is not None:
            stones.add(slug(decision.tombstone.reference))
    below: dict[str, list[Key]] = {}
    for key in office.website.site.listing():
        parts = key.split("/")
        if parts[0] == "decisions" and len(parts) > 2:
            below.setdefault(parts[1], []).append(key)
    gone = [
        key
        for name, keys in below.items()
        if name not in public and (name not in stones or len(keys) > 1)
        for key in sorted(keys)
    ]
    _see_limit(gone, office)
    for key in gone:
        office.website.site.delete(key)
    return tuple(gone)


def _see_limit(gone: Sequence[Key], office: Office) -> None:
    most = office.website.deletions_max
    if len(gone) > most:
        raise TooManyDeletions(
            f"public site: {len(gone)} objects would be deleted, at most {most} may "
            "be in one go; see whether the ledger is the right one"
        )


def _tombstones(office: Office) -> list[PublicTombstone]:
    found = []
    for decision_id in office.store.ever_public():
        gone = office.store.load(decision_id).tombstone
        if gone is not None:
            found.append(public_tombstone(gone))
    return found


def public_tombstone(stone: Tombstone) -> PublicTombstone:
    """What the templates see of a withdrawn decision."""
    return PublicTombstone(stone.reference, stone.withdrawn_at, stone.reason)


def _carry_out(
    the_plan: Plan,
    wanted: Mapping[Key, PublicObject],
    kept: Manifest,
    claim: Tag,
    office: Office,
) -> Manifest:
    """Delete, then put, for as long as the claim is ours."""
    site = office.website.site
    for key in the_plan.delete:
        site.delete(key)
    stored = dict(kept)
    for key in the_plan.put:
        note = office.files.read_note(MANIFEST)
        if note is None or note[1] != claim:
            raise AnotherPublisher(
                "public site: somebody else began to publish; this run stopped"
            )
        stored[key] = Stored(wanted[key].sha256, site.put(key, wanted[key]))
    return stored


def _see(stored: Manifest, site: PublicSite) -> None:
    present = site.listing()
    wrong = sum(present.get(key) != row.tag for key, row in stored.items())
    extra = len(present.keys() - stored.keys())
    if wrong or extra:
        raise SiteNotAsPlanned(
            f"public site: {wrong} objects are missing or different, {extra} are "
            "there that should not be; run it again, then look who else writes there"
        )
