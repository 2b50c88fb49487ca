"""The ledger leads, the site follows.

A page is there because a decision is recorded as published and goes because it
no longer is. Whatever was interrupted is mended by running this again.
"""

from collections.abc import Mapping

from casework.ports import Office, PublicSite
from decisions.decision import Decision
from decisions.errors import SiteNotAsPlanned, TooManyDeletions
from decisions.text import blocks_from_json
from publish.manifest import (
    Key,
    Manifest,
    Plan,
    PublicObject,
    Stored,
    manifest_from_json,
    manifest_to_json,
    plan,
)
from publish.public_view import PublicDecision, PublicTombstone
from publish.site import site_objects

MANIFEST = "site/manifest.json"


def wanted_objects(office: Office) -> dict[Key, PublicObject]:
    """Every object of the site, from the released set and nothing else."""
    decisions, tombstones = [], []
    for decision_id in office.store.ever_public():
        decision = office.store.load(decision_id)
        if decision.release is not None:
            decisions.append(_view(decision, office))
        elif decision.tombstone is not None:
            gone = decision.tombstone
            tombstones.append(
                PublicTombstone(gone.reference, gone.withdrawn_at, gone.reason)
            )
    return site_objects(decisions, tombstones, office.website.body)


def _view(decision: Decision, office: Office) -> PublicDecision:
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

    Withdrawals go first. Then what is pointed to before what points to it. At
    the end the bucket is listed again and compared with what was sent.

    Returns:
        What was changed; empty when the site agreed already.

    Raises:
        TooManyDeletions: Nothing was changed. A person must look.
        SiteNotAsPlanned: The bucket still differs afterwards.
        AnotherPublisher: Somebody else publishes at the same time.
    """
    wanted = wanted_objects(office)
    note = office.files.read_note(MANIFEST)
    manifest = manifest_from_json(note[0]) if note else {}
    the_plan = plan(wanted, manifest, office.website.site.listing())
    if len(the_plan.delete) > office.website.deletions_max:
        raise TooManyDeletions(
            f"public site: {len(the_plan.delete)} objects would be deleted, at most "
            f"{office.website.deletions_max} may be in one go; see whether the "
            "ledger is the right one"
        )
    if the_plan.is_empty and manifest.keys() == wanted.keys():
        return the_plan
    stored = _carry_out(the_plan, wanted, manifest, office.website.site)
    _see(stored, office.website.site)
    office.files.write_note(
        MANIFEST, manifest_to_json(stored), note[1] if note else None
    )
    return the_plan


def _carry_out(
    the_plan: Plan,
    wanted: Mapping[Key, PublicObject],
    manifest: Manifest,
    site: PublicSite,
) -> Manifest:
    for key in the_plan.delete:
        site.delete(key)
    stored = {key: old for key, old in manifest.items() if key in wanted}
    for key in the_plan.put:
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
