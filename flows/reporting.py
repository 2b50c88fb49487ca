"""The report of a night, for an operator who reads Prefect's pages: counts only."""

import logging
from collections.abc import Mapping
from typing import Any, Final

from prefect.artifacts import create_table_artifact

KEY: Final = "partone-night"
COLUMNS: Final = (
    *("received", "read", "flagged", "sealed", "held", "published"),
    *("refused", "given_up", "site", "search", "contradictions", "alarms", "seconds"),
)
log: Final = logging.getLogger(__name__)


def report(counts: Mapping[str, Mapping[str, int]]) -> None:
    """Leave a table of the night's parts with Prefect.

    A server that does not take it is told in the log: the night itself is done.
    """
    told = None
    try:
        create_table_artifact(
            table=table_of(counts),
            key=KEY,
            description="What the last night did. `partone status` tells the rest.",
        )
    except Exception as fault:  # noqa: BLE001 - any library below Prefect's client
        told = type(fault).__name__
    if told:
        log.warning("the report of the night was not kept: %s", told)


def table_of(counts: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """One row a part; a column that no part has is left out."""
    used = [c for c in COLUMNS if any(row.get(c) for row in counts.values())]
    return [
        {"part": name, **{column: row.get(column, 0) for column in used}}
        for name, row in counts.items()
    ]
