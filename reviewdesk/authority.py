"""Which roles may do what at the desk; every action and page has a line here.

Who may do it to this decision (a second officer approves) is decided in
`decisions.lifecycle`; this says who may try.
"""

from collections.abc import Mapping
from typing import Final

from decisions.errors import Refusal
from strongroom.sessions import Role

_WORKING: Final = frozenset({Role.REVIEWER})
_ANSWERING: Final = frozenset({Role.APPROVER})
_EITHER: Final = frozenset({Role.REVIEWER, Role.APPROVER})
EVERYBODY: Final = frozenset(Role)

MAY_ACT: Final[Mapping[str, frozenset[Role]]] = {
    "open": _WORKING,
    "claim": _EITHER,
    "leave": _EITHER,
    "rule": _WORKING,
    "undo-last": _WORKING,
    "add": _WORKING,
    "words": _WORKING,
    "region": _WORKING,
    "part": _WORKING,
    "boundary": _WORKING,
    "settle": _WORKING,
    "facts": _WORKING,
    "defer": _WORKING,
    "send-back": _EITHER,
    "confirm": _ANSWERING,
    "seal": _EITHER,
    "approve": _ANSWERING,
    "reopen": _EITHER,
    "publish": _ANSWERING,
    "withdraw": _ANSWERING,
    "refresh": _ANSWERING,
}
"""The roles of which an officer needs one, by the action of a form."""
MAY_SEE: Final = frozenset({Role.REVIEWER, Role.APPROVER})
"""Who sees decisions: their text is confidential."""
MAY_SUBMIT: Final = frozenset({Role.SUBMITTER})
MAY_MANAGE: Final = frozenset({Role.ADMINISTRATOR})


class NotYours(Refusal):
    """The officer's roles do not allow it."""


def see(roles: frozenset[Role], needed: frozenset[Role]) -> None:
    """Pass where an officer has one of the roles needed.

    Raises:
        NotYours: They have none.
    """
    if not roles & needed:
        named = " or ".join(sorted(needed))
        raise NotYours(f"this needs the role {named}; an administrator can give it")
