"""The network of caches before the bucket: told what to forget, and set up to serve.

Amazon CloudFront. The bucket itself stays closed to the public: it answers only the
distribution (origin access control), so nobody reads an object's versions or lists.
"""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Final
from urllib.parse import quote
from uuid import uuid4

from publish.headers import BASE_POLICY, HEADERS, SEARCH_POLICY
from publish.manifest import Key

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient

PATHS_MAX: Final = 30
"""Of more, everything is forgotten: that is one path to the service."""
EVERYTHING: Final = "/*"

INDEX_FUNCTION: Final = """\
function handler(event) {
  var request = event.request;
  var last = request.uri.split("/").pop();
  if (request.uri.endsWith("/")) {
    request.uri += "index.html";
  } else if (last.indexOf(".") < 0) {
    return {
      statusCode: 301,
      statusDescription: "Moved Permanently",
      headers: { location: { value: request.uri.replace(/^\\/+/, "/") + "/" } },
    };
  }
  return request;
}
"""
"""A CloudFront function of the viewer's request: a folder is its index.html."""


def paths_of(keys: Collection[Key]) -> list[str]:
    """The paths under which readers know some objects."""
    paths = set()
    for key in keys:
        paths.add(f"/{key}")
        if key.endswith("index.html"):
            paths.add(f"/{key.removesuffix('index.html')}")
    return sorted(paths) if len(paths) <= PATHS_MAX else [EVERYTHING]


class CloudFront:
    """A distribution."""

    def __init__(
        self, connect: "Callable[[], CloudFrontClient]", distribution: str
    ) -> None:
        self._connect = connect
        self._distribution = distribution

    def forget(self, paths: Collection[str]) -> None:
        """Take paths out of every cache. It takes effect within a minute or so."""
        self._connect().create_invalidation(
            DistributionId=self._distribution,
            InvalidationBatch={
                "Paths": {"Quantity": len(paths), "Items": sorted(map(_coded, paths))},
                "CallerReference": str(uuid4()),
            },
        )


def _coded(path: str) -> str:
    """A path as the service wants it: letters that are not ASCII coded (RFC 3986)."""
    return quote(path, safe="/~*%")


def error_responses() -> list[dict[str, object]]:
    """The custom error responses of the distribution, for its creation.

    A bucket that may not be listed says 403 of what is not there: readers are to get
    the site's own page, and 404.
    """
    return [
        {
            "ErrorCode": code,
            "ResponsePagePath": "/404.html",
            "ResponseCode": "404",
            "ErrorCachingMinTTL": 10,
        }
        for code in (403, 404)
    ]


def response_headers() -> dict[str, object]:
    """The response headers policy of the distribution, for its creation.

    One policy is for all of the site, so it lets the search page's script run
    everywhere; each page narrows it for itself.
    """
    security = {
        "ContentSecurityPolicy": {
            "Override": True,
            "ContentSecurityPolicy": f"{BASE_POLICY}{SEARCH_POLICY}; "
            "frame-ancestors 'none'",
        },
        "ContentTypeOptions": {"Override": True},
        "FrameOptions": {"Override": True, "FrameOption": "DENY"},
        "ReferrerPolicy": {"Override": True, "ReferrerPolicy": "no-referrer"},
        "StrictTransportSecurity": {
            "Override": True,
            "AccessControlMaxAgeSec": 31_536_000,
            "IncludeSubdomains": True,
        },
    }
    own = ("Permissions-Policy", "Cross-Origin-Opener-Policy")
    items = [{"Header": name, "Value": HEADERS[name], "Override": True} for name in own]
    origins = {"Quantity": 1, "Items": ["*"]}
    return {
        "Name": "partone-public-site",
        "SecurityHeadersConfig": security,
        "CustomHeadersConfig": {"Quantity": len(items), "Items": items},
        "CorsConfig": {
            "AccessControlAllowOrigins": origins,
            "AccessControlAllowHeaders": origins,
            "AccessControlAllowMethods": {"Quantity": 2, "Items": ["GET", "HEAD"]},
            "AccessControlAllowCredentials": False,
            "OriginOverride": True,
        },
    }
