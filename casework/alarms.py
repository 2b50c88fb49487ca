"""What is wrong now, in ids and counts: for the people who have to do something."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from casework.audit import Contradiction
from casework.gone import to_confirm, withdrawn_at
from casework.ports import Office
from casework.release import ACTOR, PUBLISH
from casework.surveying import kept_manifest
from casework.working import TRIES
from decisions.decision import Decision, DecisionId, State, slug
from decisions.errors import CorruptRecord, LeakFound, UnknownDecision, told_of
from decisions.lifecycle import GATES, Act, Step
from publish.public_view import DECISIONS

GRACE: Final = timedelta(hours=1)
"""So long a thing that is due may take until somebody is told."""
AGAIN: Final = timedelta(hours=24)
"""After so long people are told again of what is still wrong."""
MOST: Final = 5
"""Things of one kind that a message names."""
LEAK: Final = "leak "
"""What the name of an alarm about one begins with."""
_PROVES: Final = frozenset({Step.SEAL, Step.PUBLISH, Step.DISPOSE})
LOOKED_BACK: Final = timedelta(days=3)
"""What was published longer ago is looked for on the site by the nightly audit."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that is wrong."""

    name: str
    """The same as long as it is the same thing: "overdue pcd-269"."""
    message: str
    """Ids and counts; never a word of a document."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An alarm that is known, and who was told when."""

    source: str
    """Which look raised it: only that one can say that it is over."""
    alarm: Alarm
    raised_at: datetime
    told_at: datetime | None


def to_tell(known: Iterable[Heard], now: datetime) -> list[Heard]:
    """Those of which people have not been told, or not for a day."""
    return [h for h in known if h.told_at is None or now - h.told_at >= AGAIN]


def seen_now(office: Office) -> list[Alarm]:
    """What should have happened an hour ago and has not.

    A look that fails is an alarm itself, and hides none of the others.
    """
    found: list[Alarm] = []
    for what, look in (
        ("what is overdue", _overdue),
        ("what is on the site", _not_on_the_site),
        ("what is gone from it", _not_gone),
    ):
        told = None
        try:
            found += look(office)
        except Exception as fault:  # noqa: BLE001 - told by its type and place alone
            told = told_of(fault)
        if told:
            found.append(Alarm(f"cannot see {what}", f"cannot see {what}: {told}"))
    return found


def due_since(decision: Decision, midnight: datetime) -> datetime | None:
    """Since when nothing but this service keeps a decision from the public.

    It is due at 00:00 of the day on which its deferral ends, in the office's zone, or
    when an officer last did something about it; None: it is not due, or waits for an
    officer's confirmation.

    Args:
        midnight: At which the present day began, in the office's zone.
    """
    deferral, today = decision.deferral, midnight.date()
    if decision.state not in {State.APPROVED, State.HELD}:
        return None
    if not deferral.is_over(today) or deferral.awaits_confirmation:
        return None
    people = [e.at for e in decision.history if e.by.startswith("officer:")]
    last = max(people, default=midnight)
    until = deferral.until if deferral.deferred else None
    if until is None:
        return last
    return max(last, datetime.combine(until, time(), tzinfo=midnight.tzinfo))


def kept_back(office: Office) -> Iterator[tuple[DecisionId, str]]:
    """What is due and not out, and why not."""
    now = office.clock.now()
    given_up = {row.work: row.told for row in office.leases.given_up(most=TRIES)}
    act = Act(step=Step.PUBLISH, by=ACTOR, at=now)
    for decision_id, decision, since in _due(office, now):
        if decision is None:
            yield decision_id, "its record cannot be read; restore it"
            continue
        if since > now:
            continue
        why = [told for gate in GATES[Step.PUBLISH] if (told := gate(decision, act))]
        work = f"{PUBLISH} {decision_id}"
        if work in given_up:
            told = given_up[work] or "the process ended each time"
            why.append(f"given up: {told}; see it, then partone retry {decision_id}")
        yield decision_id, "; ".join(why)


def _due(
    office: Office, now: datetime
) -> Iterator[tuple[DecisionId, Decision | None, datetime]]:
    """What is due, and since when; None: its record cannot be read."""
    midnight = datetime.combine(now.date(), time(), tzinfo=now.tzinfo)
    for decision_id in office.store.in_states((State.APPROVED, State.HELD)):
        try:
            decision = office.store.load(decision_id)
        except CorruptRecord:
            yield decision_id, None, now
            continue
        since = due_since(decision, midnight)
        if since is not None:
            yield decision_id, decision, since


def _overdue(office: Office) -> Iterable[Alarm]:
    now = office.clock.now()
    for decision_id, decision, since in _due(office, now):
        if decision is None:
            told = f"decision {decision_id}: its record cannot be read; restore it"
            yield Alarm(f"record {decision_id}", told)
            continue
        if _passed(since, now) >= GRACE:
            told = f"decision {decision_id} is due since {_minute(since)} and not out"
            yield Alarm(f"overdue {decision_id}", told)


def _not_on_the_site(office: Office) -> Iterable[Alarm]:
    """Published in the ledger, not in what the site was given."""
    now = office.clock.now()
    since = now - LOOKED_BACK
    recent = office.store.touched_since(since, (State.PUBLISHED,))
    if not recent:
        return
    manifest, _ = kept_manifest(office)
    for record in office.store.public(recent, readable=True):
        at = getattr(record.public, "updated_at", None)
        path = f"{DECISIONS}{slug(record.public.reference)}/"
        if at is None or _passed(at, now) < GRACE or manifest.get(path) is not None:
            continue
        told = (
            f"decision {record.decision_id} was published at {_minute(at)} and is not "
            "on the site"
        )
        yield Alarm(f"not on the site {record.decision_id}", told)


def _not_gone(office: Office) -> Iterable[Alarm]:
    now = office.clock.now()
    for decision_id in to_confirm(office):
        since = withdrawn_at(office.store.load(decision_id))
        if since is not None and _passed(since, now) >= GRACE:
            told = (
                f"decision {decision_id} was withdrawn at {_minute(since)}; nobody has "
                "seen yet that it is gone from the site"
            )
            yield Alarm(f"not gone {decision_id}", told)


def _passed(since: datetime, now: datetime) -> timedelta:
    """Real time, whatever clocks on the wall did in between.

    Two times of one zone are subtracted as they stand on the wall; in UTC they are not.
    """
    return now.astimezone(UTC) - since.astimezone(UTC)


def _minute(at: datetime) -> str:
    return at.isoformat(timespec="minutes")


def of_contradictions(found: Sequence[Contradiction]) -> list[Alarm]:
    """One alarm for each kind of thing that the audit found.

    What only some days look at has an alarm of its own: see `to_look_again`.
    """
    kinds: dict[str, list[str]] = {}
    for one in found:
        kinds.setdefault(f"audit {one.code} {one.of}".rstrip(), []).append(one.message)
    return [
        Alarm(name, "; ".join(told[:MOST]) + _more(len(told) - MOST))
        for name, told in kinds.items()
    ]


def to_look_again(known: Iterable[Heard], code: str = "") -> set[str]:
    """Decisions and bundles that an audit found wrong when it was their turn.

    They are looked at each time until they are right: tomorrow it is others' turn.

    Args:
        code: Only what was found of this kind.
    """
    words = [heard.alarm.name.split(" ", 2) for heard in known]
    return {rest[0] for _, kind, *rest in words if rest and code in {"", kind}}


def mended_leaks(office: Office, known: Iterable[Heard]) -> Iterator[str]:
    """Names of alarms about a leak of what was sealed or released since without one, or
    of which nothing is or can become public any more.
    """
    for heard in known:
        decision_id = DecisionId(heard.alarm.name.removeprefix(LEAK))
        try:
            decision = office.store.load(decision_id)
        except (CorruptRecord, UnknownDecision):
            continue
        is_proved = any(
            entry.step in _PROVES and entry.at > heard.raised_at
            for entry in decision.history
        )
        is_secret = not any(part.is_public for part in decision.parts)
        if is_proved or (is_secret and decision.release is None):
            yield heard.alarm.name


def of_a_leak(decision_id: DecisionId, found: LeakFound) -> Alarm:
    """What stopped a seal or a release: something withheld can still be read."""
    return Alarm(f"{LEAK}{decision_id}", str(found))


def _more(count: int) -> str:
    return f"; and {count} more" if count > 0 else ""
