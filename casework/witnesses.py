"""What the public site itself says was withdrawn, whatever the ledger says."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from casework.ports import PublicSite
from casework.surveying import Survey, is_decision
from casework.website import Released
from publish.manifest import Key, Manifest

AHEAD: Final = timedelta(days=1)
"""So far another machine's clock may be ahead; what is later nobody withdrew."""
_WITHDRAWN: Final = re.compile(rb'<h1[^>]* data-withdrawn="([^"]+)"')


def without_risen(
    found: Released, manifest: Manifest, survey: Survey, site: PublicSite, now: datetime
) -> tuple[Released, dict[str, str]]:
    """Without what the site says was withdrawn after it was published.

    A ledger that was put back from a copy of yesterday must not make public what
    was withdrawn today: the tombstone stays, whatever the ledger says, and also where
    the ledger says nothing of it, for a newer copy may be put back after this one.
    Where the manifest was put back too, the tombstone in the bucket is the witness.

    Returns:
        What is public; and of the paths that stay withdrawn, since when.
    """
    is_lost = not len(manifest)

    def gone_since(path: str, *, ask: bool) -> str:
        _, gone_at = manifest.head(path)
        home = Key(f"{path}index.html")
        if ask and not gone_at and survey.differs.get(path, {}).keys() == {home}:
            gone_at = withdrawn_at(site.get(home), now)
        return gone_at if gone_at not in found.withdrawals else ""

    risen = {}
    for card in found.cards:
        since = gone_since(card.path, ask=True)
        if since and card.updated_at <= datetime.fromisoformat(since):
            risen[card.path] = since
    others = {*manifest, *survey.differs} - {stone.path for stone in found.stones}
    for path in others - {card.path for card in found.cards}:
        # Whoever may write there could make a page that says so: of what neither the
        # ledger nor the manifest knows, it is believed only where that is lost.
        since = gone_since(path, ask=is_lost) if is_decision(path) else ""
        if since:
            risen[path] = since
    cards = [card for card in found.cards if card.path not in risen]
    stubs = [stub for stub in found.stubs if stub.path not in risen]
    return replace(found, cards=cards, stubs=stubs), risen


def withdrawn_at(page: tuple[bytes, object] | None, now: datetime) -> str:
    """When a decision was withdrawn, from its tombstone; empty: it is none."""
    found = _WITHDRAWN.search(page[0]) if page else None
    told = found[1].decode("ascii", "replace") if found else ""
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        return ""
    return told if at.tzinfo is not None and at <= now + AHEAD else ""
