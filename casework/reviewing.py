"""What officers rule on flags. Who may do what is decided in `lifecycle`."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from casework.ports import Office
from casework.seen import rulings_seen, see_same
from decisions.decision import Decision, DecisionId, LastAct, State
from decisions.errors import GateClosed, NotFound
from decisions.exemptions import exemption
from decisions.flags import Flag, FlagId, Ruling, Verdict
from decisions.lifecycle import Act, Step, advance


def open_review(decision_id: DecisionId, *, by: str, office: Office) -> Decision:
    """Begin the review; nothing happens where it has begun already."""
    decision = office.store.load(decision_id)
    if decision.state is State.IN_REVIEW:
        return decision
    return office.store.save(
        advance(decision, Act(step=Step.OPEN, by=by, at=office.clock.now()))
    )


def rule(
    decision_id: DecisionId,
    flag_ids: Collection[FlagId],
    verdict: Verdict,
    *,
    by: str,
    office: Office,
    section: str = "",
    reason: str = "",
    interest: str = "",
    seen: Mapping[FlagId, str] = MappingProxyType({}),
) -> Decision:
    """Rule on flags: all of them, or none where one cannot be.

    Args:
        section: The exemption relied on; empty: the one that the flag proposes.
        reason: Needed to release what Part 2 holds too.
        interest: The public-interest test, where the exemption is qualified.
        seen: For a flag, `rulings_seen` of it alone as the officer saw it; of flags
            without one it is not asked.

    Raises:
        NotFound: A flag is not of this decision.
        GateClosed: The officer may not, or an echo is released without a reason.
        ChangedMeanwhile: Another officer ruled on one of them since it was seen.
    """
    before = office.store.load(decision_id)
    chosen = _chosen(before, flag_ids)
    _see_unchanged(chosen, seen, by)
    echoes = sum(flag.is_echo for flag in chosen)
    if verdict is Verdict.RELEASE and echoes and not reason.strip():
        raise GateClosed(
            f"release of {echoes} flags of decision {decision_id}",
            ("what Part 2 holds is released only with a written reason",),
        )
    at = office.clock.now()
    rulings = {
        flag.id: ruling_on(
            flag, verdict, section, by, at, reason=reason, interest=interest
        )
        for flag in chosen
    }
    flags = tuple(
        replace(flag, ruling=rulings.get(flag.id, flag.ruling)) for flag in before.flags
    )
    told = f"{verdict} {' '.join(sorted(rulings))}"
    if verdict is Verdict.WITHHOLD:
        told += f" under {section or 'the section proposed'}"
    note = f"{told}: {reason}" if reason else told
    act = Act(step=Step.RULE, by=by, at=at, note=note)
    return office.store.save(with_flags(before, flags, act))


def _see_unchanged(
    chosen: Collection[Flag], seen: Mapping[FlagId, str], by_whom: str
) -> None:
    """What the same officer ruled in another window is no conflict."""
    changed = [
        flag
        for flag in chosen
        if seen.get(flag.id, "") not in {"", rulings_seen([flag])}
        and not (flag.ruling and flag.ruling.by == by_whom)
    ]
    by = [flag.ruling.by for flag in changed if flag.ruling]
    for flag in changed:
        see_same(seen[flag.id], rulings_seen([flag]), "the ruling on this", by)


def undo_ruling(
    decision_id: DecisionId,
    flag_ids: Collection[FlagId],
    *,
    by: str,
    office: Office,
    seen: Mapping[FlagId, str] = MappingProxyType({}),
) -> Decision:
    """Take rulings back; the flags are open again.

    Raises:
        ChangedMeanwhile: As for `rule`.
    """
    before = office.store.load(decision_id)
    _see_unchanged(_chosen(before, flag_ids), seen, by)
    flags = tuple(
        replace(flag, ruling=None) if flag.id in flag_ids else flag
        for flag in before.flags
    )
    note = f"undo {' '.join(sorted(flag_ids))}"
    act = Act(step=Step.RULE, by=by, at=office.clock.now(), note=note)
    return office.store.save(with_flags(before, flags, act))


def undo_last(decision_id: DecisionId, *, by: str, office: Office) -> Decision:
    """Take back the officer's last act on flags, whatever it did: one step.

    Raises:
        GateClosed: It was another officer's, or something was done since.
    """
    before = office.store.load(decision_id)
    last = before.undoable(by)
    if last is None:
        raise GateClosed(
            f"undoing the last act on decision {decision_id}",
            (
                "something else was done since, or another officer did it; "
                "undo flag by flag",
            ),
        )
    rulings = dict(last.rulings)
    flags = tuple(
        replace(flag, ruling=rulings.get(flag.id, flag.ruling))
        for flag in before.flags
        if flag.id not in last.added
    )
    note = f"undo of the last act: {len(rulings)} rulings, {len(last.added)} additions"
    act = Act(step=Step.RULE, by=by, at=office.clock.now(), note=note)
    after = advance(replace(before, flags=flags), act)
    return office.store.save(replace(after, last_act=None))


def with_flags(before: Decision, flags: tuple[Flag, ...], act: Act) -> Decision:
    """The decision with other rulings or more flags, and what to undo in one step."""
    after = advance(replace(before, flags=flags), act)
    old = {flag.id: flag.ruling for flag in before.flags}
    last = LastAct(
        after=after.history[-1].digest,
        by=act.by,
        rulings=tuple(
            (flag.id, old[flag.id])
            for flag in flags
            if flag.id in old and flag.ruling != old[flag.id]
        ),
        added=tuple(flag.id for flag in flags if flag.id not in old),
    )
    return replace(after, last_act=last)


def _chosen(decision: Decision, flag_ids: Collection[FlagId]) -> list[Flag]:
    """The flags of these ids.

    Raises:
        NotFound: None is named, or one is not of this decision.
    """
    known = {flag.id: flag for flag in decision.flags}
    missing = sum(wanted not in known for wanted in flag_ids)
    if not flag_ids:
        message = "choose at least one flag"
        raise NotFound(message)
    if missing:
        raise NotFound(
            f"decision {decision.id}: {missing} of {len(flag_ids)} flags are "
            "not there any more; load the page again"
        )
    return [known[wanted] for wanted in flag_ids]


def ruling_on(
    flag: Flag,
    verdict: Verdict,
    section: str,
    by: str,
    at: datetime,
    *,
    reason: str = "",
    interest: str = "",
) -> Ruling:
    """An officer's ruling on one flag; a section is kept where it withholds."""
    is_withheld = verdict is Verdict.WITHHOLD
    return Ruling(
        of=flag.id,
        verdict=verdict,
        section=exemption(section or flag.section).section if is_withheld else None,
        by=by,
        at=at,
        reason=reason,
        interest=interest if is_withheld else "",
    )
