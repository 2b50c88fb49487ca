"""The public bucket as a reader sees it behind a web server: paths, headers, 404."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from publish.bucket import PublicBucket
from publish.manifest import Key

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def key_of(path: str) -> Key:
    """The key of a path: that of a folder is its index.html."""
    bare = path.lstrip("/")
    return Key(bare + "index.html" if bare == "" or bare.endswith("/") else bare)


def create_site(bucket: PublicBucket) -> Starlette:
    """An application that only reads. Held and unknown answer the same."""

    def serve(request: Request) -> Response:
        found = bucket.get(key_of(request.url.path))
        if found is not None:
            return Response(found[0], headers={**found[1], **HEADERS})
        missing = bucket.get(Key("404.html"))
        if missing is None:
            return PlainTextResponse("Not found", 404, headers=HEADERS)
        return Response(missing[0], 404, headers={**missing[1], **HEADERS})

    return Starlette(routes=[Route("/{path:path}", serve, methods=["GET", "HEAD"])])
