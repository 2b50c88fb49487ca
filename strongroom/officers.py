"""The officers who may sign in, and their sessions. Passwords are only hashed."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine, delete, insert, select, update

from decisions.errors import Refusal
from strongroom.tables import OFFICERS, SESSIONS

PASSWORD_MIN: Final = 12
FAILURES_MAX: Final = 5
"""So many wrong passwords one after another lock an account for `LOCKED_FOR`."""
LOCKED_FOR: Final = timedelta(minutes=15)
LETTERS_MIN: Final = 5
"""A password has so many different characters at least."""
IDLE_MAX: Final = timedelta(minutes=30)
SESSION_MAX: Final = timedelta(hours=12)


class BadOfficer(Refusal):
    """An officer cannot be added as asked."""


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


class Officers:
    """Local accounts and server-side sessions."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._hasher = PasswordHasher()
        self._decoy = self._hasher.hash(secrets.token_hex())

    def add(
        self,
        officer_id: str,
        name: str,
        password: str,
        roles: Collection[Role] = (Role.REVIEWER, Role.APPROVER),
    ) -> None:
        """Add an officer, or give one a new password and end their sessions.

        Raises:
            BadOfficer: The id, the password or the roles will not do.
        """
        if not officer_id or not all(c.isalnum() or c in "-._" for c in officer_id):
            raise BadOfficer("an officer's id: expected letters, digits, '-._'")
        if len(password) < PASSWORD_MIN:
            raise BadOfficer(
                f"a password: expected at least {PASSWORD_MIN} characters, found "
                f"{len(password)}"
            )
        if (
            officer_id.casefold() in password.casefold()
            or len(set(password)) < LETTERS_MIN
        ):
            raise BadOfficer(
                "a password: it holds the officer's id, or hardly any letters"
            )
        if not roles:
            raise BadOfficer(f"an officer: expected a role of {', '.join(Role)}")
        values = {
            "name": name,
            "password_hash": self._hasher.hash(password),
            "roles": " ".join(sorted(roles)),
            "failures": 0,
            "locked_until": "",
        }
        with self._engine.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.officer == officer_id))
            mine = OFFICERS.c.id == officer_id
            done = connection.execute(update(OFFICERS).where(mine).values(**values))
            if done.rowcount == 0:
                connection.execute(insert(OFFICERS).values(id=officer_id, **values))

    def everybody(self) -> list[tuple[str, str, frozenset[Role]]]:
        """Id, name and roles of each officer."""
        of = OFFICERS.c
        query = select(of.id, of.name, of.roles).order_by(of.id)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [(row.id, row.name, _roles(row.roles)) for row in rows]

    def sign_in(self, officer_id: str, password: str, now: datetime) -> str | None:
        """A new session's token; None: no such officer, or another password.

        Both take as long: a stranger cannot learn who has an account. After
        `FAILURES_MAX` wrong passwords none is right for `LOCKED_FOR`.
        """
        if "\0" in officer_id or not self._is_right(officer_id, password, now):
            return None
        token = secrets.token_urlsafe(32)
        with self._engine.begin() as connection:
            connection.execute(
                insert(SESSIONS).values(
                    token_hash=_hashed(token),
                    officer=officer_id,
                    form_token=secrets.token_urlsafe(24),
                    began_at=now.isoformat(),
                    seen_at=now.isoformat(),
                )
            )
        return token

    def confirms(self, session: Session, password: str, now: datetime) -> bool:
        """Whether the signed-in officer typed their password again."""
        return self._is_right(session.officer.removeprefix("officer:"), password, now)

    def _is_right(self, officer_id: str, password: str, now: datetime) -> bool:
        """Whether a password is the officer's; wrong ones are counted."""
        stored = self._counted(officer_id, now)
        if not self._fits(stored or self._decoy, password) or stored is None:
            return False
        mine = OFFICERS.c.id == officer_id
        with self._engine.begin() as connection:
            values = {"failures": 0, "locked_until": ""}
            connection.execute(update(OFFICERS).where(mine).values(**values))
        return True

    def _counted(self, officer_id: str, now: datetime) -> str | None:
        """The stored hash, with this try counted before it is known to be right.

        Of guesses that come at once no more than `FAILURES_MAX` are looked at.

        Returns:
            None: There is no such officer, or the account is locked.
        """
        of, mine = OFFICERS.c, OFFICERS.c.id == officer_id
        query = select(of.password_hash, of.failures, of.locked_until).where(mine)
        with self._engine.begin() as connection:
            row = connection.execute(query.with_for_update()).one_or_none()
            if row is None:
                return None
            failures = row.failures
            if row.locked_until:
                if now < datetime.fromisoformat(row.locked_until):
                    return None
                failures = 0
            is_last = failures + 1 >= FAILURES_MAX
            until = (now + LOCKED_FOR).isoformat() if is_last else ""
            connection.execute(
                update(OFFICERS)
                .where(mine)
                .values(failures=failures + 1, locked_until=until)
            )
            return str(row.password_hash)

    def session(self, token: str, now: datetime) -> Session | None:
        """The session of a token, if it has not run out; it is then prolonged."""
        query = (
            select(SESSIONS, OFFICERS.c.name, OFFICERS.c.roles)
            .join(OFFICERS, OFFICERS.c.id == SESSIONS.c.officer)
            .where(SESSIONS.c.token_hash == _hashed(token))
        )
        with self._engine.begin() as connection:
            row = connection.execute(query).one_or_none()
            if row is None:
                return None
            idle = now - datetime.fromisoformat(row.seen_at)
            age = now - datetime.fromisoformat(row.began_at)
            mine = SESSIONS.c.token_hash == row.token_hash
            if idle > IDLE_MAX or age > SESSION_MAX:
                connection.execute(delete(SESSIONS).where(mine))
                return None
            connection.execute(
                update(SESSIONS).where(mine).values(seen_at=now.isoformat())
            )
        roles = _roles(row.roles)
        return Session(f"officer:{row.officer}", row.name, row.form_token, roles)

    def sign_out(self, token: str) -> None:
        with self._engine.begin() as connection:
            mine = SESSIONS.c.token_hash == _hashed(token)
            connection.execute(delete(SESSIONS).where(mine))

    def _fits(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False


def _roles(stored: str) -> frozenset[Role]:
    return frozenset(Role(name) for name in stored.split())


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
