"""No request may be larger than its address allows, whatever it says of itself."""

from collections.abc import Callable
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from decisions.errors import Refusal

MEBIBYTE: Final = 1024 * 1024


class TooLarge(Refusal):
    """A request is larger than its address allows."""


class LimitBody:
    """Counts what comes in and stops reading at the limit."""

    def __init__(self, app: ASGIApp, most: Callable[[str], int]) -> None:
        """`most` gives the bytes that a path may take."""
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not _is_plain(Headers(scope=scope).get("content-type", "")):
            refusal = PlainTextResponse("expected a form in UTF-8", 415)
            await refusal(scope, receive, send)
            return
        most, count = self._most(scope["path"]), 0

        async def counted() -> Message:
            nonlocal count
            message = await receive()
            count += len(message.get("body", b""))
            if count > most:
                raise TooLarge(
                    f"what was sent is larger than {most // MEBIBYTE} MiB; nothing "
                    "of it was kept"
                )
            return message

        await self._app(scope, counted, send)


def _is_plain(content_type: str) -> bool:
    """Whether a form is in UTF-8; some other codings take a square of its length."""
    told = content_type.casefold().replace(" ", "").replace('"', "")
    return "charset=" not in told or "charset=utf-8" in told
