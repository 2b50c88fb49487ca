"""Looking for what must never be: ledger against files against public site."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from casework.ports import Office
from casework.publishing import differences
from casework.sampling import bundles, short, spoilt, turn
from casework.sealing import look_again
from casework.surveying import kept_manifest
from decisions.decision import Decision, DecisionId, State
from decisions.errors import (
    ChainBroken,
    CorruptRecord,
    FileDamaged,
    FileMissing,
    Refusal,
    UnknownDecision,
    told_of,
)
from decisions.fingerprints import Sha256
from decisions.lifecycle import Step, verify_history
from decisions.retention import files_of, is_disposed

PROOFS_A_DAY: Final = 5


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing that cannot be right."""

    code: str
    message: str
    of: str = ""
    """The decision or bundle, as `short` tells it, where only some are looked at each
    day."""


def contradictions(
    office: Office,
    *,
    with_site: bool = True,
    again: Collection[str] = (),
    unproved: Collection[str] = (),
) -> tuple[Contradiction, ...]:
    """Everything that contradicts something else; empty: nothing was found.

    A look that fails is found itself, and hides nothing that others find.

    Args:
        with_site: False: the public bucket is not looked at.
        again: Decisions and bundles, as `short` tells them, to look at besides those
            whose turn it is.
        unproved: Those of them in whose public file something was found.
    """
    looks: list[tuple[str, Callable[[], Iterable[Contradiction]]]] = [
        ("the records", lambda: _of_records(office)),
        ("files that wait or were set aside", lambda: _of_waiting(office)),
        ("the proofs", lambda: _of_proofs(office, again, unproved)),
    ]
    if with_site:
        looks += [
            ("the site", lambda: _of_site(office)),
            ("what readers get", lambda: _of_samples(office, again)),
        ]
    found: list[Contradiction] = []
    for what, look in looks:
        told = None
        try:
            found += look()
        except Exception as fault:  # noqa: BLE001 - told by its type and place alone
            told = told_of(fault)
        if told:
            found.append(_unseen(what, told))
    return tuple(found)


def _unseen(what: str, told: str, of: str = "") -> Contradiction:
    return Contradiction("cannot-see", f"cannot see {what}: {told}", of)


def _of_records(office: Office) -> Iterator[Contradiction]:
    away = ""
    for decision_id in office.store.in_states(()):
        try:
            decision = office.store.load(decision_id)
        except CorruptRecord as broken:
            yield Contradiction("record", f"decision {decision_id}: {broken}")
            continue
        yield from _of_history(decision)
        yield from _of_state(decision)
        if away:
            continue  # a store that does not answer would be asked for each file
        try:
            missing = _of_files(decision, office)
        except Exception as fault:  # noqa: BLE001 - told by its type and place alone
            away = told_of(fault)
        else:
            yield from missing
    if away:
        yield _unseen("the private files", away)


def _of_history(decision: Decision) -> list[Contradiction]:
    try:
        verify_history(decision)
    except ChainBroken as broken:
        return [Contradiction("chain-broken", str(broken))]
    last = decision.history[-1].state if decision.history else State.SUBMITTED
    if last is decision.state:
        return []
    told = f"decision {decision.id} is {decision.state}, its history says {last}"
    return [Contradiction("state-differs", told)]


def _of_state(decision: Decision) -> list[Contradiction]:
    found = []
    steps = {entry.step for entry in decision.history}
    if decision.state is State.PUBLISHED and decision.release is None:
        told = f"decision {decision.id} is published, but nothing of it is public"
        found.append(Contradiction("published-without-release", told))
    is_unproved = decision.proof is None and not is_disposed(decision)
    if decision.state is State.PUBLISHED and is_unproved:
        told = f"decision {decision.id} is published, and its proof is gone"
        found.append(Contradiction("published-without-proof", told))
    if decision.release is not None and not {Step.APPROVE, Step.PUBLISH} <= steps:
        told = f"decision {decision.id} is public without approval and publication"
        found.append(Contradiction("public-without-approval", told))
    if decision.release is not None and decision.tombstone is not None:
        told = f"decision {decision.id} is public and withdrawn at once"
        found.append(Contradiction("public-and-withdrawn", told))
    return found


def _of_files(decision: Decision, office: Office) -> list[Contradiction]:
    return _of_names(f"decision {decision.id}", sorted(files_of(decision)), office)


def _of_names(
    what: str, names: Iterable[Sha256], office: Office
) -> list[Contradiction]:
    found = []
    for name in names:
        try:
            office.files.get(name)
        except (FileMissing, FileDamaged) as wrong:
            found.append(Contradiction("file", f"{what}: {wrong}"))
    return found


def _of_waiting(office: Office) -> list[Contradiction]:
    """Files that belong to no decision: they wait, or were set aside."""
    destroyed = {row.sha256 for row in office.disposals.all()}
    waiting = [row.sha256 for row in office.store.waiting()]
    aside = [row.sha256 for row in office.store.all_set_aside()]
    return [
        *_of_names("a file that waits to be read", waiting, office),
        *_of_names("a file set aside", set(aside) - destroyed, office),
    ]


def _of_proofs(
    office: Office, again: Collection[str], unproved: Collection[str]
) -> Iterator[Contradiction]:
    """Some of the public files, others every day, proved once more.

    What is looked for is what is withheld today, in the ways known today. That the
    public site has these very bytes is told by `_of_site`.
    """
    published = office.store.in_states((State.PUBLISHED,))
    today = office.clock.now().date()
    for decision_id in turn(published, PROOFS_A_DAY, today, again):
        told = None
        try:
            decision = office.store.load(decision_id)
            if decision.proof is not None:  # else nobody knows what was withheld
                look_again(decision, office)
        except Refusal as refusal:
            if refusal.retryable:
                told = str(refusal)
            else:
                yield Contradiction("proof", str(refusal), short(decision_id))
        except Exception as fault:  # noqa: BLE001 - told by its type and place alone
            told = told_of(fault)
        if told:
            what = f"the proof of decision {decision_id}"
            yield _unseen(what, told, short(decision_id))
    yield from _of_earlier_proofs(office, set(unproved) - set(map(short, published)))


def _of_earlier_proofs(
    office: Office, names: Collection[str]
) -> Iterator[Contradiction]:
    """What was found wrong in a public file stays so while a new version is made."""
    for name in names:
        try:
            decision = office.store.load(DecisionId(name))
        except (UnknownDecision, CorruptRecord):
            continue  # a bundle; or the record is told of by itself
        if decision.release is not None:
            told = f"decision {name}: what was found wrong in its file is public still"
            yield Contradiction("proof", told, name)


def _of_site(office: Office) -> list[Contradiction]:
    try:
        extra, wrong, risen = differences(office)
    except Refusal as refusal:
        return [Contradiction("site", str(refusal))]
    found = []
    if extra:
        told = f"{extra} public objects should not be there; publish again"
        found.append(Contradiction("site-has-too-much", told))
    if wrong:
        told = f"{wrong} public pages or lists are missing or differ; publish again"
        found.append(Contradiction("site-differs", told))
    if risen:
        told = f"{risen} decisions are withdrawn on the site, and not here"
        found.append(Contradiction("ledger-too-old", told))
    return found


def _of_samples(office: Office, again: Collection[str]) -> Iterator[Contradiction]:
    manifest, _ = kept_manifest(office)
    for name in bundles(office, manifest, again):
        told, bad = None, 0
        try:
            stored = manifest.get(name)
            bad = spoilt(office, stored) if stored else 0
        except Exception as fault:  # noqa: BLE001 - told by its type and place alone
            told = told_of(fault)
        if told:
            yield _unseen(f"what readers get of {name}", told, short(name))
        if bad:
            told = (
                f"{bad} objects of {name} are not the bytes or headers that were sent"
            )
            yield Contradiction("site-spoilt", told, short(name))
