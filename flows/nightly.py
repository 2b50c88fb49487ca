"""The flows: thin wrappers that say when a step of `flows.steps` runs.

Parameters, results and logs of a flow are kept by Prefect's server, so only
decision ids, states and counts pass through here.
"""

import logging
import time
from typing import Final

from prefect import flow
from prefect.flows import Flow

from decisions.errors import Refusal
from flows import company, reporting, sharing, steps, telling
from flows.lastword import not_in_silence
from flows.quiet import quiet
from flows.recording import recorded
from flows.steps import Tally
from flows.wiring import wiring

log: Final = logging.getLogger(__name__)


@flow(name="receive", persist_result=False, log_prints=False)
@quiet
@recorded("receive")
def receive() -> dict[str, int]:
    """Keep what waits in the inboxes, so that any worker can read it."""
    tally = Tally()
    steps.learn(wiring())
    steps.receive(wiring(), tally)
    return told(tally)


@flow(name="take-in", persist_result=False, log_prints=False)
@quiet
@recorded("take in")
def take_in() -> dict[str, int]:
    """Read what was received, split it and flag it; shared with other workers."""
    tally = Tally()
    sharing.each(steps.READ, tally)
    sharing.each(steps.FLAG, tally)
    return told(tally)


@flow(name="seal-approved", persist_result=False, log_prints=False)
@quiet
@recorded("seal")
def seal_approved() -> dict[str, int]:
    """Make and prove the redacted file of whatever officers have ruled on."""
    tally = Tally()
    sharing.each(steps.SEAL, tally)
    return told(tally)


@flow(name="release-due", persist_result=False, log_prints=False)
@quiet
@recorded("release")
def release_due() -> dict[str, int]:
    """Publish what is due, hold what is deferred, bring the site up to date."""
    tally = Tally()
    steps.release_due(wiring(), tally, sharing.each)
    return {**told(tally), **steps.follow_ledger(wiring(), look=True)}


@flow(name="take-down", persist_result=False, log_prints=False)
@quiet
@recorded("site")
def take_down() -> dict[str, int]:
    """Make the site follow the ledger at once, withdrawals first."""
    return steps.follow_ledger(wiring())


@flow(name="sweep", persist_result=False, log_prints=False)
@quiet
@recorded("sweep")
def sweep() -> dict[str, int]:
    """Look for what must never be: ledger against files against site."""
    found = steps.contradictions(wiring())
    for line in found:
        log.error("contradiction %s", line)
    return {"contradictions": len(found)}


@flow(name="watch", persist_result=False, log_prints=False)
@quiet
@not_in_silence
@recorded("watch")
def watch() -> dict[str, int]:
    """Look for what should have happened by now, and tell people what is wrong."""
    return telling.watch(wiring())


@flow(name="digest", persist_result=False, log_prints=False)
@quiet
@recorded("digest")
def digest() -> dict[str, int]:
    """Tell officers what waits for them."""
    return telling.digest(wiring())


@flow(name="share", persist_result=False, log_prints=False)
def share() -> dict[str, dict[str, int]]:
    """What another worker does while a night lasts: the work that takes time."""
    return _done({"take in": take_in, "seal": seal_approved})


@flow(name="nightly", persist_result=False, log_prints=False)
def nightly() -> dict[str, dict[str, int]]:
    """The whole night: take in, seal, release what is due, the site, the sweep."""
    counts = _done({"receive": receive})
    with company.of_workers(wiring()):
        counts |= _done({"take in": take_in, "seal": seal_approved})
    counts |= _done({"release": release_due, "sweep": sweep, "watch": watch})
    reporting.report(counts)
    return counts


Part = Flow[[], dict[str, int]]


def _done(parts: dict[str, Part]) -> dict[str, dict[str, int]]:
    return {name: _whatever_comes(part) for name, part in parts.items()}


def _whatever_comes(part: Part) -> dict[str, int]:
    """A part of the night; if it is refused the others still have their turn."""
    began = time.monotonic()
    try:
        counts = sharing.on_the_cluster(part, wiring().settings.work)()
    except Refusal as refusal:
        log.error("refused %s", refusal)  # noqa: TRY400 - ids and counts only
        counts = {"refused": 1}
    return {**counts, "seconds": round(time.monotonic() - began)}


def told(tally: Tally) -> dict[str, int]:
    """Counts only; the refusals go to the log, they name ids and counts."""
    for refusal in tally.refused:
        log.warning("refused %s", refusal)
    return tally.counts()
