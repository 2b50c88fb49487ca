"""The officers who may sign in, and their sessions. Passwords are only hashed."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine, delete, insert, select, update

from decisions.errors import Refusal
from strongroom.tables import OFFICERS, SESSIONS

PASSWORD_MIN: Final = 12
IDLE_MAX: Final = timedelta(minutes=30)
SESSION_MAX: Final = timedelta(hours=12)


class BadOfficer(Refusal):
    """An officer cannot be added as asked."""


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in officer."""

    officer: str
    """ "officer:<id>": as history names them."""
    name: str
    form_token: str
    """Every form carries it, so that another site cannot post for the officer."""


class Officers:
    """Local accounts and server-side sessions."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._hasher = PasswordHasher()
        self._decoy = self._hasher.hash(secrets.token_hex())

    def add(self, officer_id: str, name: str, password: str) -> None:
        """Add an officer, or give one a new password and end their sessions.

        Raises:
            BadOfficer: The id or the password will not do.
        """
        if not officer_id or not all(c.isalnum() or c in "-._" for c in officer_id):
            raise BadOfficer("an officer's id: expected letters, digits, '-._'")
        if len(password) < PASSWORD_MIN:
            raise BadOfficer(
                f"a password: expected at least {PASSWORD_MIN} characters, found "
                f"{len(password)}"
            )
        hashed = self._hasher.hash(password)
        with self._engine.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.officer == officer_id))
            done = connection.execute(
                update(OFFICERS)
                .where(OFFICERS.c.id == officer_id)
                .values(name=name, password_hash=hashed)
            )
            if done.rowcount == 0:
                connection.execute(
                    insert(OFFICERS).values(
                        id=officer_id, name=name, password_hash=hashed
                    )
                )

    def sign_in(self, officer_id: str, password: str, now: datetime) -> str | None:
        """A new session's token; None: no such officer, or another password.

        Both take as long: a stranger cannot learn who has an account.
        """
        with self._engine.connect() as connection:
            stored = connection.scalar(
                select(OFFICERS.c.password_hash).where(OFFICERS.c.id == officer_id)
            )
        if not self._fits(stored or self._decoy, password) or stored is None:
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

    def confirms(self, session: Session, password: str) -> bool:
        """Whether the signed-in officer typed their password again."""
        with self._engine.connect() as connection:
            stored = connection.scalar(
                select(OFFICERS.c.password_hash).where(
                    OFFICERS.c.id == session.officer.removeprefix("officer:")
                )
            )
        return stored is not None and self._fits(stored, password)

    def session(self, token: str, now: datetime) -> Session | None:
        """The session of a token, if it has not run out; it is then prolonged."""
        query = (
            select(SESSIONS, OFFICERS.c.name)
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
        return Session(f"officer:{row.officer}", row.name, row.form_token)

    def sign_out(self, token: str) -> None:
        with self._engine.begin() as connection:
            mine = SESSIONS.c.token_hash == _hashed(token)
            connection.execute(delete(SESSIONS).where(mine))

    def _fits(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
