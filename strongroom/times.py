"""How times stand in the database."""

from datetime import UTC, datetime


def as_kept(at: datetime) -> str:
    """A time as it is kept: in UTC and of one length, so that text is in its order."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
