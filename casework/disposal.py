"""Destroying what was kept long enough: first recorded, then done, in every copy.

What is or was public stays as it is; so do references and the history. Everything else
of a decision goes: submitted files, what was read from them, redacted files that are
not public, facts, flags, rulings.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from casework.ports import Disposal, Inbox, Office, SetAside
from decisions.decision import Decision, DecisionId, Facts
from decisions.deferral import UNKNOWN
from decisions.errors import GateClosed, InboxMissing, NotFound
from decisions.fingerprints import Sha256, of_bytes
from decisions.lifecycle import Act, Step, advance
from decisions.retention import (
    REFUSED,
    Row,
    closed_on,
    due_on,
    files_of,
    is_disposed,
    public_files_of,
    row_of,
)

SET_ASIDE: Final = "set aside"
_NAMED: Final = re.compile(r"\b[0-9a-f]{64}\b")
"""A file that a line of history names: an earlier redacted one."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something that was kept long enough."""

    decision_id: DecisionId | None
    """None: a file that was set aside."""
    row: Row
    closed: date
    due: date
    names: tuple[Sha256, ...]
    kept: str = ""
    """Why it stays all the same: a legal hold."""


def due(office: Office, schedule: tuple[Row, ...]) -> list[Due]:
    """What may go by now; nothing is changed. A dry run ends here."""
    today = office.clock.now().date()
    found = [
        one
        for decision in _all(office)
        if not is_disposed(decision)
        and (one := _due(decision, schedule)) is not None
        and one.due <= today
    ]
    row = next((row for row in schedule if row.id == REFUSED.id), REFUSED)
    destroyed = {gone.sha256 for gone in office.disposals.all()}
    for refused in office.store.all_set_aside():
        closed = refused.at.astimezone(office.clock.now().tzinfo).date()
        when = due_on(closed, row.years)
        if when <= today and refused.sha256 not in destroyed:
            names = (refused.sha256,)
            found.append(Due(None, row, closed, when, names, refused.kept))
    return found


def _due(decision: Decision, schedule: tuple[Row, ...]) -> Due | None:
    row = row_of(decision, schedule)
    closed = closed_on(decision, row) if row else None
    if row is None or closed is None:
        return None
    return Due(
        decision.id,
        row,
        closed,
        due_on(closed, row.years),
        tuple(sorted(private_names(decision))),
        decision.legal_hold,
    )


def dispose(found: Due, *, by: str, office: Office) -> int:
    """Destroy one thing that is due: `record`, then `finish`."""
    count = record(found, by=by, office=office)
    finish(office)
    return count


def record(found: Due, *, by: str, office: Office) -> int:
    """Write down that one thing that is due goes, and empty its record.

    Its files go with the next `finish`, which reads every decision: once for many.

    Args:
        by: "officer:<id>": a person is responsible for it.

    Returns:
        How many files it had.

    Raises:
        GateClosed: A legal hold keeps it, or a new version is being prepared.
        NotFound: It is not due any more: something was done with it meanwhile.
    """
    now = office.clock.now()
    of = found.decision_id or SET_ASIDE
    rows = [
        Disposal(sha256=name, of=of, row=found.row.id, by=by, at=now)
        for name in found.names
    ]
    if found.decision_id is not None:
        before = office.store.load(found.decision_id)
        if closed_on(before, found.row) != found.closed or is_disposed(before):
            raise NotFound(f"decision {before.id} is not due any more; look again")
        note = (
            f"{len(rows)} files, by row {found.row.id} of the retention schedule: "
            f"closed {found.closed}, due {found.due}"
        )
        act = Act(step=Step.DISPOSE, by=by, at=now, note=note)
        after = emptied(advance(before, act))
        # Recorded before the record is emptied: killed in between, nobody knows later
        # which files were its.
        office.disposals.intend(rows)
        office.store.save(after)
    else:
        if any(
            one.kept and one.sha256 in found.names
            for one in office.store.all_set_aside()
        ):
            raise GateClosed("dispose of a file", ("it is under a legal hold",))
        office.disposals.intend(rows)
        for refused in found.names:
            office.store.empty_set_aside(refused)
    return len(rows)


def lying_in(inboxes: Sequence[Inbox]) -> list[tuple[Inbox, str]]:
    """Every file in some inboxes: a copy of what goes may be among them.

    Raises:
        InboxMissing: One is not there, or something in it cannot be read.
    """
    waiting = [(inbox, inbox.waiting()) for inbox in inboxes]
    closed = sum(there.unreadable for _, there in waiting)
    if closed:
        raise InboxMissing(
            f"{closed} files or folders in the inbox cannot be read, and may be copies "
            "of what goes: let the service's user read them, then dispose again"
        )
    return [(inbox, name) for inbox, there in waiting for name, _ in there.files]


def finish(office: Office, inboxes: Sequence[Inbox] = ()) -> int:
    """Destroy what was recorded as to be destroyed, and what came back since.

    Args:
        inboxes: Where copies of submitted files may still lie.

    Returns:
        How many files were destroyed.
    """
    copies = lying_in(inboxes)
    in_use: set[Sha256] = set()
    for decision in _all(office):
        in_use |= private_names(decision) | public_files_of(decision)
    in_use |= {one.sha256 for one in office.store.all_set_aside() if one.kept}
    rows = office.disposals.all()
    # The run that meant to dispose of these was killed before the ledger said so.
    office.disposals.forget([r.sha256 for r in rows if r.sha256 in in_use])
    wanted = {row.sha256 for row in rows} - in_use
    gone = [name for name in office.files.names() if name in wanted]
    for name in gone:
        office.files.destroy(name)
    for inbox, copy in copies:
        if of_bytes(inbox.read(copy)) in wanted:
            inbox.remove(copy)
    office.files.clear()
    office.disposals.done(wanted.difference(office.files.names()))
    return len(gone)


def emptied(decision: Decision) -> Decision:
    """What is left of a decision: what is public of it, its reference, its history."""
    public = decision.release
    facts = Facts(reference=decision.facts.reference)
    if public is not None:
        facts = Facts(
            reference=public.reference,
            title=public.title,
            decision_maker=public.decision_maker,
            signed_on=public.signed_on,
        )
    return replace(
        decision,
        documents=(),
        facts=facts,
        places=(),
        deferral=UNKNOWN,
        parts=(),
        problems=(),
        flags=(),
        proof=None,
        approval=None,
        last_act=None,
    )


def private_names(decision: Decision) -> set[Sha256]:
    """Names of all files of a decision that are not public now, earlier ones too."""
    names = files_of(decision)
    if not is_disposed(decision):
        notes = (entry.note for entry in decision.history)
        names |= {Sha256(name) for note in notes for name in _NAMED.findall(note)}
    return names - public_files_of(decision)


def keep(decision_id: DecisionId, reason: str, *, by: str, office: Office) -> None:
    """Put a decision under a legal hold: nothing of it is disposed of.

    Raises:
        GateClosed: It is under one, or no reason is given.
    """
    before = office.store.load(decision_id)
    act = Act(step=Step.KEEP, by=by, at=office.clock.now(), note=reason)
    office.store.save(replace(advance(before, act), legal_hold=reason))


def let_go(decision_id: DecisionId, reason: str, *, by: str, office: Office) -> None:
    """Lift a legal hold.

    Raises:
        GateClosed: It is under none, or no reason is given.
    """
    before = office.store.load(decision_id)
    act = Act(step=Step.LET_GO, by=by, at=office.clock.now(), note=reason)
    office.store.save(replace(advance(before, act), legal_hold=""))


def keep_file(sha256: Sha256, reason: str, *, by: str, office: Office) -> None:
    """Put a file that was set aside under a legal hold.

    Raises:
        NotFound: No such file was set aside, or it is disposed of.
        GateClosed: It is under one, or no reason is given.
    """
    one = _one_aside(sha256, office)
    if any(row.sha256 == sha256 for row in office.disposals.all()):
        raise NotFound(f"file {sha256[:12]} is disposed of")
    if one.kept:
        raise GateClosed("keep of a file", ("it is under a legal hold",))
    told = _line(reason, by, "keep of a file", office)
    office.store.keep_set_aside(sha256, told, f"{one.message}; legal hold: {told}")


def let_file_go(sha256: Sha256, reason: str, *, by: str, office: Office) -> None:
    """Lift the legal hold of a file that was set aside.

    Raises:
        NotFound: No such file was set aside.
        GateClosed: It is under none, or no reason is given.
    """
    one = _one_aside(sha256, office)
    if not one.kept:
        raise GateClosed("let go of a file", ("it is under no legal hold",))
    told = _line(reason, by, "let go of a file", office)
    office.store.keep_set_aside(sha256, "", f"{one.message}; hold lifted: {told}")


def _line(reason: str, by: str, what: str, office: Office) -> str:
    """What stays of an act on a file that has no history of its own."""
    if not reason.strip():
        raise GateClosed(what, ("a written reason is needed",))
    return f"{reason} ({by}, {office.clock.now().isoformat(timespec='minutes')})"


def _one_aside(sha256: Sha256, office: Office) -> SetAside:
    for one in office.store.all_set_aside():
        if one.sha256 == sha256:
            return one
    raise NotFound(f"no file {sha256[:12]} was set aside")


def again(office: Office) -> int:
    """Dispose again of what a copy that was put back has brought back.

    Returns:
        How many decisions were emptied.
    """
    recorded = defaultdict(list)
    for row in office.disposals.all():
        if row.is_done:  # else nobody knows yet whether it came to that
            recorded[row.of].append(row)
    count = 0
    for decision in _all(office):
        rows = recorded.get(decision.id, [])
        held = files_of(decision) - public_files_of(decision)
        # What came after a disposal is not what was disposed of.
        is_from_before = all(e.step != Step.DISPOSE for e in decision.history)
        if not held or not is_from_before or not held <= {r.sha256 for r in rows}:
            continue
        first = rows[0]
        note = f"disposed of before, by row {first.row}; a copy had brought it back"
        act = Act(step=Step.DISPOSE, by=first.by, at=office.clock.now(), note=note)
        # A hold that was in the copy was lifted before the disposal.
        free = replace(decision, legal_hold="")
        office.store.save(emptied(advance(free, act)))
        count += 1
    for refused in office.store.all_set_aside():
        if refused.sha256 in {row.sha256 for row in recorded.get(SET_ASIDE, [])}:
            office.store.empty_set_aside(refused.sha256)
    return count


def _all(office: Office) -> Iterable[Decision]:
    """Every decision. A record that cannot be read stops it: nobody knows which files
    are its, and nothing is destroyed on a doubt.
    """
    return (office.store.load(one) for one in office.store.in_states(()))
