"""Taking a withdrawn decision off the site while the officer watches."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from casework import finding, publishing
from casework.gone import Check, checks, confirm
from decisions.decision import Decision, DecisionId
from decisions.errors import OthersUndone, Refusal, told_of
from reviewdesk.wired import Wired

log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the public site is."""

    at_work: bool = False
    of: datetime | None = None
    """The withdrawal that was looked at; None: none, or nobody looked yet."""
    failed: str = ""
    """Why the site could not be brought in step; empty where it could."""
    at: datetime | None = None
    """When that was."""
    checks: tuple[Check, ...] = ()
    """What was looked up in the bucket afterwards."""

    @property
    def is_gone(self) -> bool:
        return bool(self.checks) and all(check.is_met for check in self.checks)


TOLD: Final = timedelta(hours=1)
"""So long a failure is shown with its decision."""


def withdrawal_of(decision: Decision) -> datetime | None:
    """When what is withdrawn now was; None: nothing is."""
    return decision.tombstone.withdrawn_at if decision.tombstone else None


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
        of, failed, found = None, "", tuple[Check, ...]()
        try:
            of = withdrawal_of(self.wired.store.load(decision_id))
            self._follow()
            found = self._looked_up(decision_id) if of else ()
        except Refusal as refusal:
            failed = str(refusal)
        except Exception as fault:  # noqa: BLE001 - an officer must hear of it
            failed = f"a fault of the desk: {told_of(fault)}"
        now = self.wired.clock.now()
        self._tell(decision_id, Progress(of=of, failed=failed, at=now, checks=found))
        if failed:
            log.warning("site not changed: %s", failed)
        else:
            self._bring_search_back()

    def _looked_up(self, decision_id: DecisionId) -> tuple[Check, ...]:
        found = tuple(checks(self.wired.store.load(decision_id), self.wired))
        if all(check.is_met for check in found):
            confirm(decision_id, self.wired)
        return found

    def _follow(self) -> None:
        try:
            publishing.bring_up_to_date(self.wired)
        except OthersUndone as told:
            # All is done but for another decision: the audit tells of that one.
            log.warning("refused %s", told)

    def _bring_search_back(self) -> None:
        """What was withdrawn is out of the search already; the rest is to be found
        again. The night does it if this fails.
        """
        try:
            finding.bring_search_up_to_date(self.wired)
        except Exception as fault:  # noqa: BLE001 - the withdrawal is done
            log.warning("search not changed: %s", told_of(fault))

    def progress(self, decision: Decision) -> Progress | None:
        """None: this process has not looked, or at an earlier withdrawal."""
        with self._lock:
            known = self._known.get(decision.id)
        if known is None or known.at_work or known.of == withdrawal_of(decision):
            return known
        return None

    def failure(self, decision: Decision) -> str:
        """Why the site did not follow what was just done to a decision.

        After a while a run will have made it good, or an alarm tells of it.
        """
        known, now = self.progress(decision), self.wired.clock.now()
        is_told = known is not None and known.at is not None and now - known.at < TOLD
        return known.failed if known is not None and is_told else ""

    def _tell(self, decision_id: DecisionId, progress: Progress) -> None:
        with self._lock:
            self._known[decision_id] = progress
