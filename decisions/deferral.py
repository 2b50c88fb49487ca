"""A promise not to publish yet.

Deferral is for the shortest time strictly necessary; an answer that is not a
plain date never falls due by itself (FOIA section 22 wants the intended date
and the reason recorded when the promise is made).
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferral:
    """What the form answers about deferral, or what an officer set instead."""

    deferred: bool | None
    """None: the answer is missing or cannot be understood."""
    until: date | None = None
    """The day, in the office's zone, at whose 00:00 publication may happen."""
    until_text: str = ""
    """As written, where it is not a date: "on contract award"."""
    reason: str = ""
    form_says: str = ""
    """The form's own answers, to see whether a corrected form differs."""
    set_by: str = ""
    """The officer who set it; empty as read from the form."""
    must_confirm: bool = False
    """Whether an officer has to confirm before release, by the body's setting."""
    confirmed_by: str = ""

    @property
    def needs_officer(self) -> bool:
        """Whether nobody can tell when it ends."""
        if self.deferred is None:
            return True
        return self.deferred and self.until is None

    def is_over(self, today: date) -> bool:
        """Whether nothing of the deferral stands against publishing on `today`.

        Args:
            today: The date in the office's zone, never the machine's or UTC's.
        """
        if self.deferred is False:
            return True
        if self.deferred is None or self.until is None:
            return False
        return today >= self.until

    @property
    def awaits_confirmation(self) -> bool:
        return bool(self.deferred) and self.must_confirm and not self.confirmed_by


UNKNOWN = Deferral(deferred=None)
