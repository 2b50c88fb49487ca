"""Telling people: alarms when something is wrong, and a digest of what waits.

Ids, counts and links only: mail and chat are other people's machines.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Final

from pydantic import SecretStr

from casework.alarms import Alarm, Heard, mended_leaks, seen_now, to_tell
from casework.disposal import due
from decisions.errors import CannotTell, CorruptRecord
from decisions.retention import schedule_of
from flows.standing import BACKUP, NIGHT, missed_night
from flows.wiring import Wiring
from strongroom.queues import Queue

SOURCE: Final = "tell"
"""Of alarms about the telling itself."""
SOON: Final = timedelta(days=7)
COPIED: Final = timedelta(hours=50)
"""Two days of copies that did not come to their end."""
REMEMBERED: Final = 30
"""So many copies tell whether any are made day by day."""
TELLS: Final = (
    (Queue.HAND, "need a hand"),
    (Queue.WAITING, "wait for review"),
    (Queue.REVIEW, "are in review"),
    (Queue.APPROVAL, "wait for a second officer"),
    (Queue.CONFIRM, "wait until an officer confirms that their deferral has ended"),
    (Queue.OVERDUE, "are overdue"),
    (Queue.UNREAD, "were not read or screened yet"),
)
"""Lines of the digest, in the order in which they are to be seen to."""
log: Final = logging.getLogger(__name__)


def watch(wired: Wiring) -> dict[str, int]:
    """Look for what is late, and tell of everything that is wrong and not yet told.

    Raises:
        CannotTell: A message was not taken. That is an alarm for the other addresses;
            this one is told with the next thing there is to tell.
    """
    now = wired.clock.now()
    wired.alarms.set("watch", [*seen_now(wired), *_missed(wired)], now)
    for name in list(mended_leaks(wired, wired.alarms.all("leak"))):
        wired.alarms.clear("leak", name)
    known = wired.alarms.all()
    new = to_tell(known, now)
    for heard in new:
        log.error("alarm %s", heard.alarm.message)
    addresses = wired.settings.tell.alarms
    missed = {heard.alarm.name for heard in known if heard.source == SOURCE}
    wrong = []
    for number, address in enumerate(addresses if new else (), start=1):
        # One that took no message is told everything, with the next that there is.
        name = _of_address(number)
        now_told = known if name in missed else new
        body = "\n".join([*_lines(now_told), "", *_desk(wired)])
        if send(address, f"Part One: {len(now_told)} alarms", body):
            wired.alarms.clear(SOURCE, name)
        else:
            wrong.append(number)
            wired.alarms.add(SOURCE, Alarm(name, f"{name} are not taken"), now)
    for name in missed - {_of_address(n + 1) for n in range(len(addresses))}:
        wired.alarms.clear(SOURCE, name)  # an address that is named no more
    # Where nobody is to be told the log has been; it need not say so each time. One
    # address that is broken must not fill the boxes of the others.
    if len(wrong) < max(1, len(addresses)):
        wired.alarms.told(new, now)
    see_taken(wrong, addresses)
    return {"alarms": len(known), "told": len(new)}


def _missed(wired: Wiring) -> list[Alarm]:
    """A night that did not come to its end, once there was time for one; and a copy,
    where any was ever made by `partone backup`.
    """
    now, found = wired.clock.now(), []
    told, first = missed_night(wired, now), wired.runs.first()
    if told is not None and first is not None and now - first >= NIGHT:
        found.append(Alarm("night", f"no night came to its end in time: {told}"))
    begun = wired.runs.begun(BACKUP, most=REMEMBERED)
    ended = wired.runs.ended(BACKUP, most=1)
    # One alone was made by hand, where copies are made by other means.
    is_daily = any(later - one < COPIED for later, one in pairwise(begun))
    if is_daily and now - (last := (ended or begun[-1:])[0]) >= COPIED:
        since = last.isoformat(timespec="minutes")
        found.append(Alarm(BACKUP, f"no copy came to its end since {since}"))
    return found


def digest(wired: Wiring) -> dict[str, int]:
    """Tell officers what waits.

    Raises:
        CannotTell: The message was not taken.
    """
    today = wired.clock.now().date()
    counts = wired.queues.counts(today)
    lines = [f"{counts[queue]} {what}" for queue, what in TELLS if counts[queue]]
    until = (today + SOON).isoformat()
    soon = [row for row in wired.queues.deferred() if row.until <= until]
    lines += [f"{row.id} is deferred until {row.until}" for row in soon]
    aside = len(wired.store.all_set_aside())
    if aside:
        lines.append(f"{aside} submitted files are set aside")
    alarms = wired.alarms.all()
    lines += _lines(alarms)
    lines += _old(wired)
    waiting = sum(counts[queue] for queue, _ in TELLS)
    addresses = wired.settings.tell.digest if lines else []
    wrong = []
    if addresses:
        body = "\n".join([*lines, "", *_desk(wired)])
        title = f"Part One: {waiting} decisions wait"
        taken = [send(address, title, body) for address in addresses]
        wrong = [n for n, ok in enumerate(taken, start=1) if not ok]
    now_wrong = [
        Alarm(f"digest {n}", f"the digest to address {n} is not taken") for n in wrong
    ]
    if addresses or not wired.settings.tell.digest:
        wired.alarms.set("digest", now_wrong, wired.clock.now())
    see_taken(wrong, addresses)
    return {"waiting": waiting, "soon": len(soon), "alarms": len(alarms)}


def _old(wired: Wiring) -> list[str]:
    try:
        old = due(wired, schedule_of(wired.settings.retention.years))
    except CorruptRecord:
        return ["what is due for disposal cannot be told: a record cannot be read"]
    return [f"{len(old)} records are due for disposal (partone dispose)"] if old else []


def _lines(heard: Sequence[Heard]) -> list[str]:
    return [
        f"{one.alarm.message} (since {one.raised_at.isoformat(timespec='minutes')})"
        for one in heard
    ]


def _desk(wired: Wiring) -> list[str]:
    address = wired.settings.tell.desk
    return [f"The desk: {address}"] if address else []


def _of_address(number: int) -> str:
    return f"messages to address {number} of [tell] alarms"


def send(address: SecretStr, title: str, body: str) -> bool:
    """Send a message.

    Args:
        address: As Apprise writes it: "mailtos://...", "json://...".

    Returns:
        Whether it was taken. The library's own words are not repeated: addresses hold
        passwords.
    """
    from apprise import Apprise, NotifyFormat  # noqa: PLC0415 - only who tells needs it

    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    there = Apprise()
    return bool(
        there.add(address.get_secret_value())
        and there.notify(title=title, body=body, body_format=NotifyFormat.TEXT)
    )


def see_taken(wrong: Sequence[int], addresses: Sequence[SecretStr]) -> None:
    """See that every address took a message.

    Raises:
        CannotTell: Some did not.
    """
    if wrong:
        raise CannotTell(
            f"{len(wrong)} of {len(addresses)} addresses did not take a message "
            f"(in the order of the settings: {', '.join(map(str, wrong))})"
        )
