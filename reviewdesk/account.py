"""What officers keep up themselves: their password and their second factor."""

from typing import Any, Final

import pyotp
import segno
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from decisions.errors import NotFound
from reviewdesk import fields, sessions
from reviewdesk.confirming import confirm
from reviewdesk.elsewhere import has_just_signed_in
from reviewdesk.pages import html
from reviewdesk.wired import Wired
from strongroom.officers import BadOfficer, Officer
from strongroom.sessions import Session

ISSUER: Final = "Review desk"


class Account:
    """One officer's own page."""

    def __init__(self, wired: Wired) -> None:
        self._wired = wired

    async def page(self, request: Request, session: Session) -> Response:
        return await run_in_threadpool(self._page, request, session)

    def _page(self, request: Request, session: Session) -> Response:
        me = self._me(session)
        may_begin = me.has_password or has_just_signed_in(request, me.id)
        values: dict[str, Any] = {"me": me, "secret": "", "code": ""}
        if not me.has_second_factor and may_begin:
            secret = self._wired.officers.offer_second_factor(me.id)
            address = pyotp.TOTP(secret).provisioning_uri(
                name=me.id, issuer_name=ISSUER
            )
            drawn = segno.make(address, error="m", micro=False)
            told = drawn.svg_inline(
                scale=4, border=4, svgclass="desk-code", lineclass=None
            )
            values |= {"secret": secret, "code": told}
        return html("account.html", session=session, **values)

    def _me(self, session: Session) -> Officer:
        mine = session.officer_id
        return next(o for o in self._wired.officers.everybody() if o.id == mine)

    async def act(self, request: Request, session: Session) -> Response:
        """A new password, or a second factor begun."""
        form = await sessions.form_of(request, session, self._wired)

        def do() -> str:
            officers, now = self._wired.officers, self._wired.clock.now()
            me = self._me(session)
            if me.has_password:
                confirm(self._wired, session, form)
            elif not has_just_signed_in(request, me.id):
                message = (
                    "to set up a second factor, sign in again at the identity provider "
                    "first: there is no password here to ask for"
                )
                raise BadOfficer(message)
            match request.path_params["what"]:
                case "password" if me.has_password:
                    new = str(form.get("new", ""))
                    if new != str(form.get("again", "")):
                        message = "the new password was not typed the same twice"
                        raise BadOfficer(message)
                    officers.set_password(me.id, new)
                    return "/sign-in?ended"
                case "second-factor" if not me.has_second_factor:
                    code = fields.text(form, "code")
                    if not officers.take_second_factor(me.id, code, now):
                        message = (
                            "the code is not one of this secret now; see that the "
                            "clock of the device is right, and try the next one"
                        )
                        raise BadOfficer(message)
                    return "/account"
            message = "there is no such form"
            raise NotFound(message)

        return RedirectResponse(await run_in_threadpool(do), 303)
