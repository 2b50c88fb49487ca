"""Doing a step again when somebody else saved the decision meanwhile."""

from collections.abc import Callable
from typing import Final, TypeVar

from decisions.errors import StaleDecision

TRIES: Final = 5
Made = TypeVar("Made")


def retried(step: "Callable[[], Made]") -> "Made":
    """Do a step that loads, changes and saves; again on the newest version.

    Raises:
        StaleDecision: Somebody else was quicker each of `TRIES` times.
    """
    for _ in range(TRIES - 1):
        try:
            return step()
        except StaleDecision:
            continue
    return step()
