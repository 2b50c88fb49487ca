"""Decisions and history lines as JSON, and back."""

from dataclasses import replace
from typing import Final

from pydantic import TypeAdapter, ValidationError

from decisions.decision import Decision, HistoryEntry, Release, Tombstone
from decisions.errors import CorruptRecord

_DECISION: Final = TypeAdapter(Decision)
_ENTRY: Final = TypeAdapter(HistoryEntry)
_RELEASE: Final = TypeAdapter(Release)
_TOMBSTONE: Final = TypeAdapter(Tombstone)


def to_json(decision: Decision) -> str:
    """A decision without its history, which is kept line by line."""
    return _DECISION.dump_json(replace(decision, history=())).decode()


def from_json(raw: str) -> Decision:
    """The decision that `to_json` wrote.

    Raises:
        CorruptRecord: Naming the fields that are wrong. pydantic's own error
            quotes the values, which may be withheld text, so it is not chained.
    """
    try:
        return _DECISION.validate_json(raw)
    except ValidationError as invalid:
        told = _problems(invalid)
    raise CorruptRecord(f"stored decision: {told}; restore it from a backup")


def entry_to_json(entry: HistoryEntry) -> str:
    return _ENTRY.dump_json(entry).decode()


def entry_from_json(raw: str) -> HistoryEntry:
    """The line that `entry_to_json` wrote. Raises CorruptRecord, as above."""
    try:
        return _ENTRY.validate_json(raw)
    except ValidationError as invalid:
        told = _problems(invalid)
    raise CorruptRecord(f"stored history line: {told}; restore it from a backup")


def public_to_json(public: Release | Tombstone) -> str:
    adapter = _RELEASE if isinstance(public, Release) else _TOMBSTONE
    return adapter.dump_json(public).decode()  # type: ignore[arg-type]


def public_from_json(raw: str, *, is_gone: bool) -> Release | Tombstone:
    """What `public_to_json` wrote. Raises CorruptRecord, as above."""
    try:
        return (_TOMBSTONE if is_gone else _RELEASE).validate_json(raw)
    except ValidationError as invalid:
        told = _problems(invalid)
    raise CorruptRecord(f"stored release: {told}; restore it from a backup")


def _problems(invalid: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, problem['loc'])) or 'record'} ({problem['type']})"
        for problem in invalid.errors(include_input=False, include_url=False)
    )
