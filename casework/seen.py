"""Whether something still is as an officer saw it when they began to write.

Every form of the desk carries a short fingerprint of what it shows. Where that has
changed meanwhile, the change is refused, and nothing of the other officer's is lost.
"""

from collections.abc import Collection
from typing import Final

from decisions.decision import Decision
from decisions.errors import Refusal
from decisions.fingerprints import Plain, Sha256, of_values
from decisions.flags import Flag, Ruling
from decisions.parts import Problem

DIGITS: Final = 16


class ChangedMeanwhile(Refusal):
    """Another officer changed something between an officer's look and their change."""


def see_same(seen: str, now: str, what: str, by: Collection[str] = ()) -> None:
    """Pass where `seen` is empty (nothing was looked at) or equals `now`.

    Raises:
        ChangedMeanwhile: It does not.
    """
    if seen and seen != now:
        others = " and ".join(sorted(set(by))) or "another officer"
        raise ChangedMeanwhile(
            f"{others} changed {what} while you looked at it; nothing of yours was "
            "saved. Look again, then change it"
        )


def rulings_seen(flags: Collection[Flag]) -> str:
    return _short(
        [
            [f.id, *(_told(f.ruling) if f.ruling else ())]
            for f in sorted(flags, key=lambda flag: flag.id)
        ]
    )


def _told(ruling: Ruling) -> tuple[Plain, ...]:
    told = (ruling.verdict.value, ruling.section, ruling.by)
    return (*told, ruling.reason, ruling.interest)


def facts_seen(decision: Decision) -> str:
    facts = decision.facts
    signed = facts.signed_on.isoformat() if facts.signed_on else None
    return _short(
        [facts.reference, facts.title, facts.decision_maker, facts.summary, signed]
    )


def part_seen(decision: Decision, file: Sha256, page: int) -> str:
    return _short(
        [
            [part.part, part.boundary_y]
            for part in decision.parts
            if (part.file, part.page) == (file, page)
        ]
    )


def deferral_seen(decision: Decision) -> str:
    deferral = decision.deferral
    until = deferral.until.isoformat() if deferral.until else None
    told = [deferral.deferred, until, deferral.reason]
    return _short([*told, deferral.set_by, deferral.confirmed_by])


def problem_seen(problem: Problem) -> str:
    """Names a problem among those of its decision."""
    return _short([problem.code, problem.message, problem.file, problem.page])


def _short(told: Plain) -> str:
    return of_values(told)[:DIGITS]
