"""The flows: thin wrappers that say when a step of `flows.steps` runs.

Parameters, results and logs of a flow are kept by Prefect's server, so only
decision ids, states and counts pass through here.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import Final

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from decisions.decision import DecisionId
from decisions.errors import Refusal
from flows import steps
from flows.quiet import can_retry, quiet
from flows.steps import Tally
from flows.wiring import wiring

log: Final = logging.getLogger(__name__)


def _task(name: str, function: Callable[[DecisionId], object]) -> "_Named":
    """A task of one decision: retried where that can help, nothing kept."""
    return task(
        name=name,
        task_run_name=name + " {decision_id}",
        retries=3,
        retry_delay_seconds=1,
        retry_condition_fn=can_retry,
        cache_policy=NO_CACHE,
        persist_result=False,
    )(function)


_Named = Callable[[DecisionId], object]


@quiet
def _flag(decision_id: DecisionId) -> str:
    return steps.flag(wiring(), decision_id).value


@quiet
def _seal(decision_id: DecisionId) -> None:
    steps.seal(wiring(), decision_id)


@quiet
def _publish(decision_id: DecisionId) -> str:
    return steps.publish(wiring(), decision_id).value


@quiet
def _hold(decision_id: DecisionId) -> str:
    return steps.hold(wiring(), decision_id).value


flag_one = _task("flag", _flag)
seal_one = _task("seal", _seal)
publish_one = _task("publish", _publish)
hold_one = _task("hold", _hold)


@flow(name="take-in", persist_result=False, log_prints=False)
@quiet
def take_in() -> dict[str, int]:
    """Take in what waits in the inboxes, split it and flag it."""
    tally = Tally()
    steps.learn(wiring())
    steps.take_in_inboxes(wiring(), tally)
    tally.flagged = steps.each(steps.to_flag(wiring()), flag_one, tally)
    return told(tally)


@flow(name="seal-approved", persist_result=False, log_prints=False)
@quiet
def seal_approved() -> dict[str, int]:
    """Make and prove the redacted file of whatever officers have ruled on."""
    tally = Tally()
    tally.sealed = steps.each(steps.to_seal(wiring()), seal_one, tally)
    return told(tally)


@flow(name="release-due", persist_result=False, log_prints=False)
@quiet
def release_due() -> dict[str, int]:
    """Publish what is due, hold what is deferred, bring the site up to date."""
    tally = Tally()
    tally.held = steps.each(steps.to_hold(wiring()), hold_one, tally)
    tally.published = steps.each(steps.to_publish(wiring()), publish_one, tally)
    site = steps.update_site(wiring(), look=True)
    return {**told(tally), "site": site, "search": steps.update_search(wiring())}


@flow(name="take-down", persist_result=False, log_prints=False)
@quiet
def take_down() -> dict[str, int]:
    """Make the site follow the ledger at once, withdrawals first."""
    site = steps.update_site(wiring())
    return {"site": site, "search": steps.update_search(wiring())}


@flow(name="sweep", persist_result=False, log_prints=False)
@quiet
def sweep() -> dict[str, int]:
    """Look for what must never be: ledger against files against site."""
    found = steps.contradictions(wiring())
    for line in found:
        log.error("contradiction %s", line)
    return {"contradictions": len(found)}


@flow(name="nightly", persist_result=False, log_prints=False)
def nightly() -> dict[str, dict[str, int]]:
    """The whole night: take in, seal, release what is due, the site, the sweep."""
    parts = {
        "take in": take_in,
        "seal": seal_approved,
        "release": release_due,
        "sweep": sweep,
    }
    return {name: _whatever_comes(part) for name, part in parts.items()}


def _whatever_comes(part: Callable[[], dict[str, int]]) -> dict[str, int]:
    """A part of the night; if it is refused the others still have their turn."""
    try:
        return part()
    except Refusal as refusal:
        log.error("refused %s", refusal)  # noqa: TRY400 - ids and counts only
        return {"refused": 1}


def told(tally: Tally) -> dict[str, int]:
    """Counts only; the refusals go to the log, they name ids and counts."""
    for line in tally.refused:
        log.warning("refused %s", line)
    counts = asdict(tally)
    return {**counts, "refused": len(tally.refused)}
