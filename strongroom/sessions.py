"""Sessions of signed-in officers, kept at the server; a browser has only a token."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import Engine, delete, insert, select, update

from strongroom.tables import OFFICERS, SESSIONS

IDLE_MAX: Final = timedelta(minutes=30)
SESSION_MAX: Final = timedelta(hours=12)
CODE_MAX: Final = timedelta(minutes=5)
"""A session that waits for the second factor ends after so long."""
STEP_UP_FAILURES_MAX: Final = 5
"""So many wrong confirmations end a session."""


class Role(StrEnum):
    """What an officer may do at the desk; one may have several."""

    SUBMITTER = "submitter"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in officer."""

    officer: str
    """ "officer:<id>": as history names them."""
    name: str
    form_token: str
    """Every form carries it, so that another site cannot post for the officer."""
    roles: frozenset[Role]
    key: str
    """Names the session in the ledger; not the token that the browser has."""
    began_at: datetime
    seconds_left: int
    """So long it can last, whatever its officer does."""
    is_whole: bool = True
    """False: the password was right, and the second factor is still to come."""

    @property
    def may_read(self) -> bool:
        """Whether decisions may be shown: their text is confidential."""
        return bool(self.roles & {Role.REVIEWER, Role.APPROVER})

    @property
    def officer_id(self) -> str:
        return self.officer.removeprefix("officer:")


class Sessions:
    """Who is signed in."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, officer_id: str, now: datetime, *, is_whole: bool) -> str:
        """A new session; its token is told this once and kept only as a hash."""
        token = secrets.token_urlsafe(32)
        with self._engine.begin() as connection:
            connection.execute(
                insert(SESSIONS).values(
                    token_hash=_hashed(token),
                    officer=officer_id,
                    form_token=secrets.token_urlsafe(24),
                    began_at=now.isoformat(),
                    seen_at=now.isoformat(),
                    failures=0,
                    is_whole=is_whole,
                )
            )
        return token

    def find(self, token: str, now: datetime) -> Session | None:
        """The session of a token, if it has not run out; it is then prolonged."""
        of = OFFICERS.c
        query = (
            select(SESSIONS, of.name, of.roles)
            .join(OFFICERS, of.id == SESSIONS.c.officer)
            .where(SESSIONS.c.token_hash == _hashed(token), of.is_barred.is_(False))
        )
        with self._engine.begin() as connection:
            row = connection.execute(query).one_or_none()
            if row is None:
                return None
            idle = now - datetime.fromisoformat(row.seen_at)
            age = now - datetime.fromisoformat(row.began_at)
            mine = SESSIONS.c.token_hash == row.token_hash
            if idle > IDLE_MAX or age > (SESSION_MAX if row.is_whole else CODE_MAX):
                connection.execute(delete(SESSIONS).where(mine))
                return None
            connection.execute(
                update(SESSIONS).where(mine).values(seen_at=now.isoformat())
            )
        return Session(
            officer=f"officer:{row.officer}",
            name=row.name,
            form_token=row.form_token,
            roles=roles_of(row.roles),
            key=row.token_hash,
            began_at=datetime.fromisoformat(row.began_at),
            seconds_left=int((SESSION_MAX - age).total_seconds()),
            is_whole=row.is_whole,
        )

    def count_try(self, session: Session) -> bool:
        """Whether the session has a try left to confirm itself; it then has one less.

        It is counted before anybody knows whether the try is right: of many that come
        at once no more than `STEP_UP_FAILURES_MAX` are looked at.
        """
        of = SESSIONS.c
        mine = (of.token_hash == session.key) & (of.failures < STEP_UP_FAILURES_MAX)
        with self._engine.begin() as connection:
            done = connection.execute(
                update(SESSIONS).where(mine).values(failures=of.failures + 1)
            )
            return done.rowcount == 1

    def end_worn(self, session: Session) -> None:
        """End a session without a try left."""
        of = SESSIONS.c
        mine = (of.token_hash == session.key) & (of.failures >= STEP_UP_FAILURES_MAX)
        with self._engine.begin() as connection:
            connection.execute(delete(SESSIONS).where(mine))

    def forget_tries(self, session: Session) -> None:
        """After a right one."""
        mine = SESSIONS.c.token_hash == session.key
        with self._engine.begin() as connection:
            connection.execute(update(SESSIONS).where(mine).values(failures=0))

    def end(self, session: Session) -> None:
        with self._engine.begin() as connection:
            mine = SESSIONS.c.token_hash == session.key
            connection.execute(delete(SESSIONS).where(mine))

    def end_all(self, officer_id: str) -> None:
        """Sign an officer out everywhere."""
        with self._engine.begin() as connection:
            mine = SESSIONS.c.officer == officer_id
            connection.execute(delete(SESSIONS).where(mine))

    def drop_old(self, now: datetime) -> None:
        """Forget sessions that ran out and whose browser never came back."""
        with self._engine.begin() as connection:
            rows = connection.execute(
                select(SESSIONS.c.token_hash, SESSIONS.c.began_at)
            )
            old = [
                row.token_hash
                for row in rows
                if now - datetime.fromisoformat(row.began_at) > SESSION_MAX
            ]
            connection.execute(delete(SESSIONS).where(SESSIONS.c.token_hash.in_(old)))


def roles_of(stored: str) -> frozenset[Role]:
    return frozenset(Role(name) for name in stored.split())


def told_roles(roles: Collection[Role]) -> str:
    """As they are kept: in one order, with blanks between."""
    return " ".join(sorted(roles))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
