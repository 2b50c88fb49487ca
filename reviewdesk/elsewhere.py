"""Signing in at the body's identity provider (OpenID Connect Core 1.0, code flow).

The provider says who somebody is; what they may do is the ledger's to say. So an
officer has to have an account here, named by one claim of the provider's.
"""

import hashlib
import time
from dataclasses import dataclass
from typing import Any, Final

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from joserfc.errors import JoseError
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response

FAULTS: Final = (AuthlibBaseError, JoseError, httpx2.HTTPError, ValueError, KeyError)
AWAY_MAX: Final = 600
"""Seconds that an officer may spend at the provider."""
FRESH: Final = 300.0
"""Seconds for which somebody counts as having just signed in."""
_AGAIN: Final = "again"
_FRESH: Final = "fresh"


class NotVouchedFor(Exception):
    """The provider's answer is missing, forged, or names nobody."""


def has_just_signed_in(request: Request, officer_id: str) -> bool:
    """Whether this browser's officer gave proof to the provider, a moment ago."""
    if "session" not in request.scope:
        return False  # there is no provider
    who, at = request.session.get(_FRESH, ["", 0.0])
    return bool(who == officer_id) and _is_now(at)


def _is_now(at: object) -> bool:
    return isinstance(at, int | float) and abs(time.time() - at) <= FRESH


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An identity provider, from the settings."""

    name: str
    """As its button is called: "Fenwick single sign-on"."""
    issuer: str
    client_id: str
    client_secret: str
    claim: str = "preferred_username"
    """Its value is the officer's id here. It must be one that people cannot choose."""


class Elsewhere:
    """The provider, and the way there and back."""

    def __init__(self, provider: Provider) -> None:
        self.name = provider.name
        self._claim = provider.claim
        self._secret = provider.client_secret
        self._client: Any = OAuth().register(
            "provider",
            server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            client_kwargs={"scope": "openid profile", "code_challenge_method": "S256"},
        )

    def middleware(self, *, secure: bool) -> Middleware:
        """A signed cookie for the minutes away: state, nonce, and who has just given
        proof of being who they are.
        """
        return Middleware(
            SessionMiddleware,
            secret_key=hashlib.sha256(b"cookie " + self._secret.encode()).hexdigest(),
            session_cookie="__Host-partone-away" if secure else "partone-away",
            max_age=AWAY_MAX,
            same_site="lax",
            https_only=secure,
        )

    async def leave(self, request: Request, *, again: bool = False) -> Response:
        """To the provider.

        Args:
            again: It is to ask who it is, though it knows them, and to say when they
                answered (`prompt`, `max_age`; 3.1.2.1).

        Raises:
            NotVouchedFor: It does not answer.
        """
        back = str(request.url_for("come-back"))
        request.session.pop(_FRESH, None)
        request.session[_AGAIN] = again
        more = {"prompt": "login", "max_age": 0} if again else {}
        try:
            answer: Response = await self._client.authorize_redirect(
                request, back, **more
            )
        except FAULTS as error:
            fault = type(error).__name__
        else:
            return answer
        raise NotVouchedFor(fault)

    async def vouched(self, request: Request) -> str:
        """The officer's id, from a signed answer to our own question.

        Where they were to sign in anew, and the provider says that they just did, that
        is kept for `FRESH` in the cookie: see `has_just_signed_in`. What was asked for
        goes through the browser, so what the provider does not say is not so.

        Raises:
            NotVouchedFor: The answer is not one.
        """
        is_again = request.session.pop(_AGAIN, False) is True
        try:
            told = await self._client.authorize_access_token(request)
        except FAULTS as error:
            fault = type(error).__name__
        else:
            claims = told.get("userinfo") or {}
            found = claims.get(self._claim)
            if isinstance(found, str) and found:
                if is_again and _is_now(claims.get("auth_time")):
                    request.session[_FRESH] = [found, time.time()]
                return found
            fault = f"no claim {self._claim}"
        raise NotVouchedFor(fault)
