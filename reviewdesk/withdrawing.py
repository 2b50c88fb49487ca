"""Taking a withdrawn decision off the site while the officer watches."""

import logging
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from casework import finding, publishing
from casework.gone import Check, checks, confirm
from decisions.decision import DecisionId
from decisions.errors import Refusal, told_of
from reviewdesk.wired import Wired

log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the public site is."""

    at_work: bool = False
    failed: str = ""
    """Why the site could not be brought in step; empty where it could."""
    checks: tuple[Check, ...] = ()
    """What was looked up in the bucket afterwards."""

    @property
    def is_gone(self) -> bool:
        return bool(self.checks) and all(check.is_met for check in self.checks)


@dataclass(slots=True)
class Withdrawing:
    """What this process knows of the withdrawals it carried out.

    Nothing depends on it: the ledger says what is withdrawn, and every run of the
    site follows it. Another process knows nothing, and looks again when asked.
    """

    wired: Wired
    _known: dict[DecisionId, Progress] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def begin(self, decision_id: DecisionId) -> None:
        """Say that it is at work, before the work is begun."""
        self._tell(decision_id, Progress(at_work=True))

    def carry_out(self, decision_id: DecisionId) -> None:
        """Bring the site in step with the ledger, then look whether it is gone."""
        try:
            publishing.bring_up_to_date(self.wired)
            decision = self.wired.store.load(decision_id)
            found = tuple(checks(decision, self.wired))
            if all(check.is_met for check in found):
                confirm(decision_id, self.wired)
        except Refusal as refusal:
            self._tell(decision_id, Progress(failed=str(refusal)))
        except Exception as fault:  # noqa: BLE001 - an officer must hear of it
            told = told_of(fault)
            log.warning("site not changed: %s", told)
            self._tell(decision_id, Progress(failed=f"a fault of the desk: {told}"))
        else:
            self._tell(decision_id, Progress(checks=found))
            self._bring_search_back()

    def _bring_search_back(self) -> None:
        """What was withdrawn is out of the search already; the rest is to be found
        again. The night does it if this fails.
        """
        try:
            finding.bring_search_up_to_date(self.wired)
        except Exception as fault:  # noqa: BLE001 - the withdrawal is done
            log.warning("search not changed: %s", told_of(fault))

    def progress(self, decision_id: DecisionId) -> Progress | None:
        """None: this process has not looked."""
        with self._lock:
            return self._known.get(decision_id)

    def _tell(self, decision_id: DecisionId, progress: Progress) -> None:
        with self._lock:
            self._known[decision_id] = progress
