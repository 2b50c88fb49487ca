"""Lists of decisions for the desk: by what there is to do, by words, by who has them.

Counts and pages are answered from columns beside the records; no record is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Engine,
    Select,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from decisions.decision import DecisionId, State
from decisions.errors import StaleDecision
from strongroom.listing import words_of
from strongroom.tables import CLAIMS, DECISIONS, OFFICERS, WORDS
from strongroom.times import as_kept

PAGE: Final = 25
CLAIM_MAX: Final = timedelta(hours=2)
"""After so long without anything done, a decision is anybody's again."""
TERMS_MAX: Final = 8
COMMON: Final = 5_000
TRIES: Final = 5
_AT_WORK: Final = (State.FLAGGED.value, State.IN_REVIEW.value)


class Queue(StrEnum):
    """What there is to do with a decision; each is in one of them."""

    WAITING = "waiting"
    HAND = "hand"
    REVIEW = "review"
    APPROVAL = "approval"
    APPROVED = "approved"
    OVERDUE = "overdue"
    CONFIRM = "confirm"
    HELD = "held"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A decision in a list."""

    id: DecisionId
    reference: str
    title: str
    state: State
    waiting: int
    """Flags without a ruling."""
    problems: int
    until: str
    """The day that a deferral ends, or empty."""
    unconfirmed: bool
    """Whether an officer has to confirm that it has ended."""
    touched_at: str
    owner: str
    """Who has claimed it: an officer as history names them, or empty."""
    owner_name: str


@dataclass(frozen=True, slots=True)
class Claim:
    officer: str
    name: str
    at: datetime


class Queues:
    """What the desk asks of the ledger about many decisions at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def counts(self, today: date) -> Mapping[Queue, int]:
        """How many decisions each queue has."""
        counted = select(func.count()).select_from(DECISIONS)
        with self._engine.connect() as connection:
            return {
                queue: connection.scalar(counted.where(rule)) or 0
                for queue, rule in _rules(today).items()
            }

    def states(self) -> Mapping[State, int]:
        """How many decisions are in each state that any is in."""
        query = select(DECISIONS.c.state, func.count()).group_by(DECISIONS.c.state)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return {State(state): count for state, count in rows}

    def public(self) -> int:
        """Of how many something is public."""
        of = DECISIONS.c
        query = select(func.count()).select_from(DECISIONS).where(of.published_on != "")
        with self._engine.connect() as connection:
            return connection.scalar(query) or 0

    def count(self, queue: Queue, today: date) -> int:
        """How many decisions one queue has."""
        counted = select(func.count()).select_from(DECISIONS)
        with self._engine.connect() as connection:
            return connection.scalar(counted.where(_rules(today)[queue])) or 0

    def page(self, queue: Queue, today: date, number: int = 1) -> list[Row]:
        """The rows of a page, numbered from 1; the longest untouched first."""
        query = _rows().where(_rules(today)[queue])
        order = (
            (DECISIONS.c.touched_at.desc(), DECISIONS.c.id.desc())
            if queue in {Queue.PUBLISHED, Queue.WITHDRAWN}
            else (DECISIONS.c.until, DECISIONS.c.touched_at, DECISIONS.c.id)
        )
        return self._page(query.order_by(*order), number)

    def of_officer(self, officer: str, now: datetime) -> list[Row]:
        """What an officer has claimed, the last touched first."""
        since = as_kept(now.astimezone(UTC) - CLAIM_MAX)
        query = _rows().where(
            CLAIMS.c.officer == officer,
            CLAIMS.c.at >= since,
            DECISIONS.c.state.in_(_AT_WORK),
        )
        return self._page(query.order_by(CLAIMS.c.at.desc(), DECISIONS.c.id), 1)

    def search(self, text: str, number: int = 1) -> list[Row]:
        """Decisions whose reference, title or flagged texts have all these words.

        The last word may be the beginning of one. Of more than `TERMS_MAX` words the
        longest are looked for, and the last.
        """
        text = " ".join(text.split())
        words = words_of(text)
        last = (
            max(words_of(text.rsplit(maxsplit=1)[-1]), default="")
            if text.split()
            else ""
        )
        chosen = sorted(words, key=lambda word: (word != last, -len(word), word))
        terms = [_is_term(word, begun=word == last) for word in chosen[:TERMS_MAX]]
        if not terms:
            return []
        with self._engine.connect() as connection:
            counts = [_count(connection, term) for term in terms]
        query = _rows()
        rarest = counts.index(min(counts))
        if counts[rarest] < COMMON:
            known = select(WORDS.c.decision_id).where(terms.pop(rarest))
            query = query.where(DECISIONS.c.id.in_(known))
        # Of words that very many have, the newest decisions are tried one by one.
        for term in terms:
            mine = WORDS.c.decision_id == DECISIONS.c.id
            query = query.where(select(WORDS.c.word).where(mine, term).exists())
        order = (DECISIONS.c.touched_at.desc(), DECISIONS.c.id.desc())
        return self._page(query.order_by(*order), number)

    def deferred(self, number: int = 1) -> list[Row]:
        """Decisions with a day on which their deferral ends, the next one first."""
        of = DECISIONS.c
        states = [State.IN_REVIEW.value, State.APPROVED.value, State.HELD.value]
        query = _rows().where(of.until != "", of.state.in_(states))
        return self._page(query.order_by(of.until, of.id), number)

    def undated(self) -> list[Row]:
        """Held decisions whose deferral ends with an event, the longest held first."""
        of = DECISIONS.c
        return self._page(_rows().where(_UNDATED).order_by(of.touched_at, of.id), 1)

    def count_undated(self) -> int:
        """How many of them there are."""
        query = select(func.count()).select_from(DECISIONS).where(_UNDATED)
        with self._engine.connect() as connection:
            return connection.scalar(query) or 0

    def waits(self) -> list[tuple[date, date]]:
        """For each published decision the day it was signed and that it came out."""
        of = DECISIONS.c
        query = select(of.signed_on, of.published_on).where(
            of.published_on != "", of.signed_on != ""
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [
            (date.fromisoformat(signed), date.fromisoformat(published))
            for signed, published in rows
        ]

    def claim(self, decision_id: DecisionId, officer: str, now: datetime) -> Claim:
        """Take a decision that nobody else has, or keep one's own.

        Returns:
            Whose it is now; another officer's where it was theirs.

        Raises:
            StaleDecision: Others claimed it and gave it back each of `TRIES` times.
        """
        mine = CLAIMS.c.decision_id == decision_id
        values = {"officer": officer, "at": as_kept(now)}
        for _ in range(TRIES):
            try:
                with self._engine.begin() as connection:
                    held = self._claim(connection, decision_id, locking=True)
                    if held and held.officer != officer and now - held.at <= CLAIM_MAX:
                        return replace(held, at=held.at.astimezone(now.tzinfo))
                    if held is None:  # whoever inserts second gets an error
                        connection.execute(
                            insert(CLAIMS).values(decision_id=decision_id, **values)
                        )
                    else:
                        connection.execute(update(CLAIMS).where(mine).values(**values))
                    taken = self._claim(connection, decision_id)
            except IntegrityError:
                continue  # another officer was quicker
            if taken:
                return replace(taken, at=taken.at.astimezone(now.tzinfo))
        raise StaleDecision(f"decision {decision_id}: others claim it; try again")

    def take_over(self, decision_id: DecisionId, officer: str, now: datetime) -> None:
        """Make a claim another officer's, if there is one."""
        mine = CLAIMS.c.decision_id == decision_id
        with self._engine.begin() as connection:
            connection.execute(
                update(CLAIMS).where(mine).values(officer=officer, at=as_kept(now))
            )

    def give_back(self, decision_id: DecisionId, officer: str) -> None:
        """Leave a decision to others; nothing happens where it is another's."""
        mine = and_(CLAIMS.c.decision_id == decision_id, CLAIMS.c.officer == officer)
        with self._engine.begin() as connection:
            connection.execute(delete(CLAIMS).where(mine))

    def claim_of(self, decision_id: DecisionId, now: datetime) -> Claim | None:
        """Who is at work on a decision; None: nobody, or not for `CLAIM_MAX`."""
        with self._engine.connect() as connection:
            found = self._claim(connection, decision_id)
        if found is None or now - found.at > CLAIM_MAX:
            return None
        return replace(found, at=found.at.astimezone(now.tzinfo))

    def _claim(
        self, connection: Connection, decision_id: DecisionId, *, locking: bool = False
    ) -> Claim | None:
        query = select(CLAIMS.c.officer, CLAIMS.c.at, _name()).where(
            CLAIMS.c.decision_id == decision_id
        )
        if locking:  # until the transaction ends nobody else changes it
            query = query.with_for_update(of=CLAIMS)
        row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return Claim(
            row.officer, row.name or row.officer, datetime.fromisoformat(row.at)
        )

    def _page(self, query: "Select[Any]", number: int) -> list[Row]:
        query = query.limit(PAGE).offset(PAGE * (max(1, number) - 1))
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [
            Row(
                id=DecisionId(row.id),
                reference=row.shown or row.id,
                title=row.title,
                state=State(row.state),
                waiting=row.waiting,
                problems=row.problems,
                until=row.until,
                unconfirmed=row.unconfirmed,
                touched_at=row.touched_at,
                owner=row.officer or "",
                owner_name=row.name or row.officer or "",
            )
            for row in rows
        ]


_UNDATED: Final = and_(DECISIONS.c.until == "", DECISIONS.c.state == State.HELD.value)


def _is_term(term: str, *, begun: bool) -> ColumnElement[bool]:
    """Whether a word is this one, or begins with it."""
    if begun:
        return and_(WORDS.c.word >= term, WORDS.c.word < term + "\U0010ffff")
    return WORDS.c.word == term


def _count(connection: Connection, term: ColumnElement[bool]) -> int:
    """How many decisions have a word, up to `COMMON`."""
    some = select(WORDS.c.word).where(term).limit(COMMON).subquery()
    return connection.scalar(select(func.count()).select_from(some)) or 0


def _rows() -> "Select[Any]":
    of = DECISIONS.c
    columns = (of.id, of.shown, of.title, of.state, of.waiting, of.problems, of.until)
    return select(
        *columns, of.unconfirmed, of.touched_at, CLAIMS.c.officer, _name()
    ).outerjoin(CLAIMS, CLAIMS.c.decision_id == of.id)


def _name() -> ColumnElement[str]:
    """The name of the officer who has claimed it."""
    return (
        select(OFFICERS.c.name)
        .where("officer:" + OFFICERS.c.id == CLAIMS.c.officer)
        .scalar_subquery()
        .label("name")
    )


def _rules(today: date) -> Mapping[Queue, ColumnElement[bool]]:
    """What puts a decision into each queue."""
    of = DECISIONS.c
    on = today.isoformat()
    is_held = of.state == State.HELD.value
    is_open = of.state.in_([State.FLAGGED.value, State.IN_REVIEW.value])
    return {
        Queue.WAITING: and_(of.state == State.FLAGGED.value, of.problems == 0),
        Queue.HAND: and_(is_open, of.problems > 0),
        Queue.REVIEW: and_(
            of.state == State.IN_REVIEW.value, of.problems == 0, of.waiting > 0
        ),
        Queue.APPROVAL: and_(
            of.state == State.IN_REVIEW.value, of.problems == 0, of.waiting == 0
        ),
        Queue.APPROVED: of.state == State.APPROVED.value,
        Queue.OVERDUE: and_(
            is_held, of.until != "", of.until <= on, of.unconfirmed.is_(False)
        ),
        Queue.CONFIRM: and_(
            is_held, of.until != "", of.until <= on, of.unconfirmed.is_(True)
        ),
        Queue.HELD: and_(is_held, (of.until == "") | (of.until > on)),
        Queue.PUBLISHED: of.state == State.PUBLISHED.value,
        Queue.WITHDRAWN: of.state == State.WITHDRAWN.value,
        Queue.UNREAD: of.state.in_([State.SUBMITTED.value, State.SPLIT.value]),
    }
