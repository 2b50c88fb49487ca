"""The forms of the desk by name: what each does, and what it asks of the officer."""

from collections.abc import Callable
from typing import Final

from starlette.datastructures import FormData

from decisions.decision import DecisionId
from reviewdesk import caseacts, flagacts
from reviewdesk.wired import Wired
from strongroom.sessions import Session

Action = Callable[[Wired, Session, DecisionId, FormData], str]
"""Does what a form asks and returns the address to go on to."""

ACTIONS: Final[dict[str, Action]] = {
    "open": caseacts.open_review,
    "claim": caseacts.claim,
    "leave": caseacts.leave,
    "rule": flagacts.rule,
    "undo-last": flagacts.undo_last,
    "add": flagacts.add,
    "words": flagacts.words,
    "region": flagacts.region,
    "part": caseacts.part,
    "boundary": caseacts.boundary,
    "settle": caseacts.settle,
    "facts": caseacts.facts,
    "defer": caseacts.defer,
    "send-back": caseacts.send_back,
    "confirm": caseacts.confirm,
    "seal": caseacts.seal,
    "approve": caseacts.approve,
    "publish": caseacts.publish,
    "reopen": caseacts.reopen,
    "withdraw": caseacts.withdraw,
    "refresh": caseacts.refresh,
}
WORK: Final = frozenset(
    {
        *("open", "rule", "undo-last", "add", "words", "region"),
        *("part", "boundary", "settle", "facts", "defer"),
    }
)
"""What only the officer does who has claimed the decision."""
STEP_UP: Final = frozenset({"confirm", "approve", "publish", "withdraw"})
"""What cannot be undone wants the password, or the second factor, again."""
SITE: Final = frozenset({"publish", "withdraw", "refresh"})
"""After these the public site is brought in step at once."""
