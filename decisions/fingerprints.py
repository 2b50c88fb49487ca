"""Names for content: what a hash was made of is what it binds."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Final, NewType, TypeAlias

Sha256 = NewType("Sha256", str)
"""64 lower-case hexadecimal digits."""

Plain: TypeAlias = (
    str | int | float | bool | Sequence["Plain"] | Mapping[str, "Plain"] | None
)

_ENCODED: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def of_bytes(content: bytes) -> Sha256:
    return Sha256(hashlib.sha256(content).hexdigest())


def of_values(*values: Plain) -> Sha256:
    """The hash of plain values, independent of the order of mapping keys."""
    return of_bytes(_ENCODED(values).encode())
