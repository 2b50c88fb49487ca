"""What may not be undone wants the password, or a code, again (step-up)."""

from starlette.datastructures import FormData

from reviewdesk.wired import Wired
from strongroom.sessions import Session


class WrongPassword(Exception):
    """What was typed is neither the password nor a code that is right now."""


def confirm(wired: Wired, session: Session, form: FormData) -> None:
    """Pass where the form holds the officer's password or a code.

    Raises:
        WrongPassword: It does not.
    """
    typed = str(form.get("password", ""))
    if not wired.officers.confirms(session, typed, wired.clock.now()):
        raise WrongPassword
