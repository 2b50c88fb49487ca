"""The public bucket as a reader sees it behind a web server: paths, headers, 404."""

from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from publish.bucket import PublicBucket
from publish.headers import HEADERS, policy_of
from publish.manifest import Key

NOT_FOUND: Final = Key("404.html")


def key_of(path: str) -> Key:
    """The key of a path: that of a folder is its index.html."""
    bare = path.lstrip("/")
    return Key(bare + "index.html" if bare == "" or bare.endswith("/") else bare)


def create_site(bucket: PublicBucket) -> Starlette:
    """An application that only reads. Held and unknown answer the same."""

    def serve(request: Request) -> Response:
        path = request.url.path
        key = key_of(path)
        found = bucket.get(key)
        if found is not None:
            body, headers = found
            told = {**headers, **HEADERS, "Content-Security-Policy": policy_of(key)}
            if headers.get("ETag", "-") in request.headers.get("If-None-Match", ""):
                return Response(b"", 304, headers=told)
            return Response(body, headers=told)
        if not path.endswith("/") and bucket.get(key_of(path + "/")) is not None:
            return RedirectResponse(f"/{key}/", 301, headers=HEADERS)
        missing = bucket.get(NOT_FOUND)
        told = {**HEADERS, "Content-Security-Policy": policy_of(NOT_FOUND)}
        if missing is None:
            return PlainTextResponse("Not found", 404, headers=told)
        told["Content-Type"] = missing[1]["Content-Type"]
        return Response(missing[0], 404, headers=told)

    return Starlette(routes=[Route("/{path:path}", serve, methods=["GET", "HEAD"])])
