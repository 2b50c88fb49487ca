"""One function for each form about flags: ruling, undoing, adding."""

from urllib.parse import quote, urlencode

from starlette.datastructures import FormData

from casework import adding, reviewing
from casework.screening import page_of
from casework.seen import rulings_seen, see_same
from decisions.decision import DecisionId
from decisions.errors import NotFound
from decisions.flags import FlagId, Verdict
from reviewdesk import fields
from reviewdesk.addresses import home_of
from reviewdesk.pictures import Spot, box_of
from reviewdesk.views import group_of, groups_of
from reviewdesk.wired import Wired
from strongroom.sessions import Session


def rule(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    """Withhold, release or open again the flags chosen."""
    seen = _chosen(wired, of, form)
    flags = list(seen)
    if fields.text(form, "verdict") == "undo":
        reviewing.undo_ruling(of, flags, by=who.officer, office=wired, seen=seen)
    else:
        known = {v.value: v for v in Verdict}
        verdict = known.get(fields.text(form, "verdict"))
        if verdict is None:
            message = "field verdict: expected withhold, release or undo"
            raise NotFound(message)
        reviewing.rule(
            of,
            flags,
            verdict,
            by=who.officer,
            office=wired,
            section=fields.text(form, "section") if verdict is Verdict.WITHHOLD else "",
            reason=fields.text(form, "reason"),
            interest=fields.text(form, "interest"),
            seen=seen,
        )
    if fields.text(form, "go") == "next":
        return f"/decisions/{quote(of)}/next?{urlencode({'after': flags[0]})}"
    shown = {name: fields.text(form, name) for name in ("show", "least", "order")}
    return home_of(of, "ruled", "flags", **shown)


def _chosen(wired: Wired, of: DecisionId, form: FormData) -> dict[FlagId, str]:
    """The flags that a form names, each with its ruling as the officer saw it.

    A flag comes as "id:seen". A group comes as the id of one of its flags and what
    was seen of all of them: where a place was added meanwhile, it is another group.

    Raises:
        ChangedMeanwhile: A group is not as it was seen.
    """
    chosen: dict[FlagId, str] = {}
    for value in fields.many(form, "flag"):
        flag_id, _, seen = value.partition(":")
        chosen[FlagId(flag_id)] = seen
    named = [value.partition(":") for value in fields.many(form, "group")]
    groups = groups_of(wired.store.load(of)) if named else []
    for flag_id, _, seen in named:
        group = group_of(groups, flag_id)
        see_same(seen or "?", rulings_seen(group.flags), "rulings on what you chose")
        chosen |= {flag.id: "" for flag in group.flags}
    return chosen


def undo_last(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:  # noqa: ARG001
    """Take the officer's own last act back, whatever it changed."""
    reviewing.undo_last(of, by=who.officer, office=wired)
    return home_of(of, "undone", "flags")


def add(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    """Withhold words in the places chosen among those that were shown."""
    adding.add_by_text(
        of,
        fields.text(form, "words"),
        fields.text(form, "section"),
        by=who.officer,
        office=wired,
        only=frozenset(map(FlagId, fields.many(form, "place"))),
    )
    return home_of(of, "added", "flags")


def words(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    """Withhold from one word of a page to another, in this place only."""
    file, page = fields.page(form)
    first, last = fields.text(form, "first"), fields.text(form, "last")
    ends = [part for told in (first, last) for part in told.split("-")]
    if len(ends) != 4 or not all(end.isascii() and end.isdigit() for end in ends):
        message = "fields first and last: expected the ends of words"
        raise NotFound(message)
    numbers = [int(end[:9]) for end in ends]
    span = (min(numbers), max(numbers))
    section = fields.text(form, "section")
    adding.add_words(of, file, page, span, section, by=who.officer, office=wired)
    return f"/decisions/{quote(of)}/words/{file}/{page}?done=added"


def region(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    """Withhold what stands in a box of the picture of a page."""
    file, page = fields.page(form)
    left, top, width, height = (
        fields.number(form, name) for name in ("left", "top", "width", "height")
    )
    text = page_of(wired.store.load(of), file, page, wired)
    if text is None:
        message = "region: the decision has no such page"
        raise NotFound(message)
    box = box_of(Spot(left, top, width, height), text)
    if box is None:
        message = (
            "region: expected some width and height, within the page; the numbers are "
            "points from the upper left corner of its picture"
        )
        raise NotFound(message)
    section = fields.text(form, "section")
    adding.add_region(of, file, box, section, by=who.officer, office=wired)
    return home_of(of, "added", "flags")
