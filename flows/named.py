"""What somebody names at the command line: a decision, or a file that was set aside."""

import re
from typing import Final

from casework.ports import SetAside
from decisions.decision import DecisionId
from decisions.errors import NotFound, UnknownDecision
from flows.wiring import Wiring

_HASH: Final = re.compile("[0-9a-f]{12,64}")


def found_decision(wired: Wiring, reference: str) -> DecisionId:
    """By its reference or its id.

    Raises:
        UnknownDecision: There is none.
    """
    found = wired.store.of_reference(reference)
    if found is None:
        try:
            found = wired.store.load(DecisionId(reference)).id
        except UnknownDecision:
            pass
    if found is None:
        message = f"no decision has the reference or id {reference!r}"
        raise UnknownDecision(message)
    return found


def set_aside(wired: Wiring, beginning: str) -> SetAside | None:
    """By twelve letters or more that its hash begins with; None: none begins so.

    Raises:
        NotFound: Several do.
    """
    if not _HASH.fullmatch(beginning):
        return None
    rows = wired.store.all_set_aside()
    found = [row for row in rows if row.sha256.startswith(beginning)]
    if len(found) > 1:
        message = f"{len(found)} files set aside begin with {beginning}: write more"
        raise NotFound(message)
    return found[0] if found else None
