"""Headers that every answer of the public site has.

A bucket cannot set them: whatever stands before it must. `publish.edge` writes them
for CloudFront, and `partone site` sends the same.
"""

from typing import Final

from publish.manifest import Key

BASE_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'"
)
SEARCH_POLICY: Final = "; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
SEARCH: Final = "search/"
"""The page and, for itself, the script that searches in the background."""

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Access-Control-Allow-Origin": "*",
}
"""Whoever reads the data may do so from a page of their own."""


def policy_of(key: Key) -> str:
    """The content security policy of an object: that of its page, and no frames."""
    more = SEARCH_POLICY if key.startswith(SEARCH) else ""
    return f"{BASE_POLICY}{more}; frame-ancestors 'none'"
