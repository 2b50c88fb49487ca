"""One function for each form about a decision as a whole: parts, facts, life."""

from dataclasses import replace

from starlette.datastructures import FormData

from casework import (
    approving,
    correcting,
    deferring,
    release,
    reviewing,
    sealing,
    withdrawal,
)
from casework.seen import ChangedMeanwhile
from decisions.decision import Decision, DecisionId
from decisions.errors import NotFound, Refusal
from decisions.lifecycle import Step
from decisions.parts import Part
from reviewdesk import fields
from reviewdesk.addresses import WITHDRAWAL, home_of
from reviewdesk.wired import Wired
from strongroom.sessions import Session


class Claimed(Refusal):
    """Another officer is at work on the decision."""


def see_claim(wired: Wired, who: Session, of: DecisionId) -> None:
    """Make the decision the officer's, where it is nobody's.

    Raises:
        Claimed: Another officer is at work on it.
    """
    if who.officer in wired.store.load(of).submitters:
        return  # they may not work on it; a claim would keep others from it
    mine = wired.queues.claim(of, who.officer, wired.clock.now())
    if mine.officer != who.officer:
        raise Claimed(
            f"{mine.name} has been at work on this decision since "
            f"{mine.at:%H:%M}; nothing was changed. Take it over on its page, or wait"
        )


def open_review(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:  # noqa: ARG001
    reviewing.open_review(of, by=who.officer, office=wired)
    return home_of(of)


def claim(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    """Take a decision; with `over`, from the officer who has it."""
    if fields.text(form, "over"):
        wired.store.load(of)
        wired.queues.take_over(of, who.officer, wired.clock.now())
    see_claim(wired, who, of)
    return home_of(of)


def leave(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:  # noqa: ARG001
    see_claim(wired, who, of)
    wired.queues.give_back(of, who.officer)
    return "/"


def part(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    file, page = fields.page(form)
    if fields.text(form, "part") not in {"1", "2"}:
        message = "part: expected a page and 1 or 2"
        raise NotFound(message)
    after = correcting.set_part(
        of,
        file,
        [page],
        Part(int(fields.text(form, "part"))),
        by=who.officer,
        office=wired,
        seen=_seen(form),
    )
    return _after_a_part(after)


def boundary(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    file, page = fields.page(form)
    after = correcting.set_boundary(
        of,
        file,
        page,
        int(fields.number(form, "line")),
        by=who.officer,
        office=wired,
        seen=_seen(form),
    )
    return _after_a_part(after)


def _after_a_part(after: Decision) -> str:
    """Where it is seen; what it took back from the public is seen to at once."""
    if after.history[-1].step == Step.WITHDRAW:
        return f"/decisions/{after.id}{WITHDRAWAL}"
    return home_of(after.id, "part", "pages")


def settle(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    correcting.settle(
        of,
        fields.text(form, "problem"),
        fields.text(form, "reason"),
        by=who.officer,
        office=wired,
    )
    return home_of(of, "problem", "problems")


def send_back(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    """To whoever reviews it, with a comment; the claim goes with it."""
    correcting.send_back(of, fields.text(form, "comment"), by=who.officer, office=wired)
    wired.queues.give_back(of, who.officer)
    return home_of(of, "sent-back", "problems")


def facts(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    before = wired.store.load(of).facts
    wanted = replace(
        before,
        reference=fields.text(form, "reference"),
        title=fields.text(form, "title"),
        decision_maker=fields.text(form, "decision_maker"),
        summary=fields.text(form, "summary", fields.LONGEST_SUMMARY),
        signed_on=fields.day(form, "signed_on"),
    )
    correcting.correct_facts(of, wanted, by=who.officer, office=wired, seen=_seen(form))
    return home_of(of, "facts", "facts")


def defer(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    deferring.defer(
        of,
        fields.day(form, "until"),
        fields.text(form, "reason"),
        by=who.officer,
        office=wired,
        deferred=fields.text(form, "deferred") != "no",
        seen=_seen(form),
    )
    return home_of(of, "deferral", "deferral")


def confirm(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    deferring.confirm_release(
        of,
        fields.text(form, "reason"),
        by=who.officer,
        office=wired,
        seen=_seen(form),
    )
    return home_of(of, "deferral", "deferral")


def seal(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:  # noqa: ARG001
    """Make the public file and prove it, to be looked at."""
    sealing.seal(of, office=wired)
    return f"/decisions/{of}/preview"


def approve(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    proof = wired.store.load(of).proof
    shown = (fields.text(form, "output"), fields.text(form, "rulings"))
    if proof is None or (proof.output, proof.rulings) != shown:
        raise ChangedMeanwhile(
            "the file or the listing is not the one that you looked at; look again"
        )
    approving.approve(of, proof, by=who.officer, office=wired, deferral=_seen(form))
    return home_of(of, "approved")


def publish(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:  # noqa: ARG001
    """Record it as published now, not by the next run; every gate is asked."""
    release.see_clock(wired)
    release.release(of, by=who.officer, office=wired)
    return home_of(of, "published")


def reopen(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    approving.reopen(of, fields.text(form, "reason"), by=who.officer, office=wired)
    return home_of(of, "reopened")


def withdraw(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    """Record it as withdrawn; the desk then takes it off the site at once."""
    withdrawal.withdraw(of, fields.text(form, "reason"), by=who.officer, office=wired)
    return f"/decisions/{of}{WITHDRAWAL}"


def refresh(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:  # noqa: ARG001
    """Bring the public site in step with the ledger again."""
    wired.store.load(of)
    return f"/decisions/{of}{WITHDRAWAL}"


def _seen(form: FormData) -> str:
    """What the officer looked at; a form without it is of another desk."""
    return fields.text(form, "seen") or "?"
