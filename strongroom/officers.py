"""The officers who may sign in: hashed passwords, and second factors."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine, insert, select, update

from decisions.errors import NotFound, Refusal
from strongroom.sessions import Role, Session, Sessions, roles_of, told_roles
from strongroom.tables import OFFICERS
from strongroom.times import as_kept

PASSWORD_MIN: Final = 12
PASSWORD_MAX: Final = 1_000
"""Hashing takes longer with every character."""
FAILURES_MAX: Final = 5
"""So many wrong passwords one after another lock an account for `LOCKED_FOR`."""
LOCKED_FOR: Final = timedelta(minutes=15)
LETTERS_MIN: Final = 5
"""A password has so many different characters at least."""
ID_MAX: Final = 60
CODE_SECONDS: Final = 30
DRIFT: Final = 1
"""Codes of so many periods before and after are right too (RFC 6238, 5.2)."""


class BadOfficer(Refusal):
    """An officer cannot be added or changed as asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """An account, as an administrator sees it."""

    id: str
    name: str
    roles: frozenset[Role]
    has_password: bool
    has_second_factor: bool
    is_locked: bool
    is_barred: bool


class Officers:
    """Accounts of officers. Whoever signs in elsewhere has one without a password."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._hasher = PasswordHasher()
        self._decoy = self._hasher.hash(secrets.token_hex())
        self.sessions = Sessions(engine)

    def add(
        self,
        officer_id: str,
        name: str,
        password: str | None,
        roles: Collection[Role] = (Role.REVIEWER, Role.APPROVER),
    ) -> None:
        """Add an officer, or write one anew, who is signed out; a bar stays.

        Args:
            password: None: for one who signs in at the body's identity provider.

        Raises:
            BadOfficer: The id, the password or the roles will not do.
        """
        is_plain = officer_id and all(c.isalnum() or c in "-._@" for c in officer_id)
        if not is_plain or len(officer_id) > ID_MAX:
            raise BadOfficer(
                f"an officer's id: expected at most {ID_MAX} letters, digits, '-._@'"
            )
        if not roles:
            raise BadOfficer(f"an officer: expected a role of {', '.join(Role)}")
        if password is not None:
            _see_password(officer_id, password)
        self._write(
            officer_id,
            name=name,
            password_hash=self._hasher.hash(password) if password is not None else "",
            roles=told_roles(roles),
            failures=0,
            locked_until="",
        )

    def change(
        self, officer_id: str, roles: Collection[Role], *, is_barred: bool
    ) -> None:
        """Give an officer other roles, or bar them; they are signed out.

        Raises:
            NotFound: There is no such officer.
            BadOfficer: No role is left, or nobody would be administrator any more.
        """
        known = {officer.id: officer for officer in self.everybody()}
        if officer_id not in known:
            message = "there is no such officer"
            raise NotFound(message)
        if not roles:
            raise BadOfficer(
                "an officer: expected a role; to keep somebody out, bar them"
            )
        stays = Role.ADMINISTRATOR in roles and not is_barred
        others = [
            officer
            for officer in known.values()
            if officer.id != officer_id
            and Role.ADMINISTRATOR in officer.roles
            and not officer.is_barred
        ]
        if not stays and not others:
            raise BadOfficer(
                "nobody would be administrator any more; name another first"
            )
        self._write(
            officer_id,
            roles=told_roles(roles),
            is_barred=is_barred,
            failures=0,
            locked_until="",
        )

    def set_password(self, officer_id: str, password: str) -> None:
        """Give an officer a new password and end their sessions.

        Raises:
            BadOfficer: It will not do.
        """
        _see_password(officer_id, password)
        self._write(
            officer_id,
            password_hash=self._hasher.hash(password),
            failures=0,
            locked_until="",
        )

    def _write(self, officer_id: str, **values: Any) -> None:  # noqa: ANN401
        with self._engine.begin() as connection:
            mine = OFFICERS.c.id == officer_id
            values["totp_offered"] = ""
            done = connection.execute(update(OFFICERS).where(mine).values(**values))
            if done.rowcount == 0:
                fresh = {"totp": "", "totp_used": 0, "is_barred": False, **values}
                connection.execute(insert(OFFICERS).values(id=officer_id, **fresh))
        self.sessions.end_all(officer_id)

    def everybody(self, now: datetime | None = None) -> list[Officer]:
        """Every account, by id."""
        query = select(OFFICERS).order_by(OFFICERS.c.id)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [
            Officer(
                id=row.id,
                name=row.name,
                roles=roles_of(row.roles),
                has_password=bool(row.password_hash),
                has_second_factor=bool(row.totp),
                is_locked=_is_locked(row.locked_until, now),
                is_barred=row.is_barred,
            )
            for row in rows
        ]

    # Signing in

    def sign_in(self, officer_id: str, password: str, now: datetime) -> str | None:
        """A new session's token; None: no such officer, or another password.

        Both take as long: a stranger cannot learn who has an account. After
        `FAILURES_MAX` wrong passwords none is right for `LOCKED_FOR`. Where the
        officer has a second factor, the session is not whole until `add_code`.
        """
        if "\0" in officer_id or len(password) > PASSWORD_MAX:
            return None
        stored = self._counted(officer_id, now)
        if not self._fits(stored or self._decoy, password) or not stored:
            return None
        has_more = self._has_second_factor(officer_id)
        if not has_more:  # otherwise wrong codes go on counting
            self._unlock(officer_id)
        self.sessions.drop_old(now)
        return self.sessions.begin(officer_id, now, is_whole=not has_more)

    def vouched_for(self, officer_id: str, now: datetime) -> str | None:
        """A whole session for an officer whom the identity provider vouches for.

        Returns:
            None: There is no such account, or it is barred.
        """
        known = {o.id for o in self.everybody() if not o.is_barred}
        if officer_id not in known:
            return None
        self.sessions.drop_old(now)
        return self.sessions.begin(officer_id, now, is_whole=True)

    def add_code(self, session: Session, code: str, now: datetime) -> str | None:
        """The token of a whole session in place of one that waits for its code."""
        if self._counted(session.officer_id, now) is None:
            self.sessions.end(session)
            return None
        if not self._is_code(session.officer_id, code, now):
            return None
        self._unlock(session.officer_id)
        self.sessions.end(session)
        return self.sessions.begin(session.officer_id, now, is_whole=True)

    def confirms(self, session: Session, typed: str, now: datetime) -> bool:
        """Whether the signed-in officer typed their password, or a code, again.

        It is counted at the session, not at the account: a stranger who locks an
        account cannot keep its officer from withdrawing a decision.
        """
        row = self._row(session.officer_id)
        if row is None or row.is_barred or len(typed) > PASSWORD_MAX:
            return False
        if not self.sessions.count_try(session):
            self.sessions.end_worn(session)
            return False
        is_right = bool(row.password_hash) and self._fits(row.password_hash, typed)
        if not is_right and not self._is_code(session.officer_id, typed, now):
            self.sessions.end_worn(session)
            return False
        self.sessions.forget_tries(session)
        return True

    def _counted(self, officer_id: str, now: datetime) -> str | None:
        """The stored hash, with this try counted before it is known to be right.

        Of guesses that come at once no more than `FAILURES_MAX` are looked at.

        Returns:
            None: There is no such officer, or the account is locked or barred.
        """
        of, mine = OFFICERS.c, OFFICERS.c.id == officer_id
        query = select(of.password_hash, of.failures, of.locked_until).where(
            mine, of.is_barred.is_(False)
        )
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
            until = as_kept(now.astimezone(UTC) + LOCKED_FOR) if is_last else ""
            connection.execute(
                update(OFFICERS)
                .where(mine)
                .values(failures=failures + 1, locked_until=until)
            )
            return str(row.password_hash)

    def _unlock(self, officer_id: str) -> None:
        self._set(officer_id, failures=0, locked_until="")

    def _row(self, officer_id: str) -> Any:  # noqa: ANN401 - a row of the table
        with self._engine.connect() as connection:
            mine = OFFICERS.c.id == officer_id
            return connection.execute(select(OFFICERS).where(mine)).one_or_none()

    def _fits(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False

    # Second factors (RFC 6238)

    def offer_second_factor(self, officer_id: str) -> str:
        """A secret for an authenticator; it counts once a code of it was typed."""
        row = self._row(officer_id)
        if row.totp_offered:
            return str(row.totp_offered)
        secret = pyotp.random_base32()
        self._set(officer_id, totp_offered=secret)
        return secret

    def take_second_factor(self, officer_id: str, code: str, now: datetime) -> bool:
        """Begin to ask for codes of the secret offered, if this is one."""
        row = self._row(officer_id)
        used = _period_of(row.totp_offered, code, now)
        if not used:
            return False
        offered = row.totp_offered
        self._set(officer_id, totp=offered, totp_used=used, totp_offered="")
        return True

    def drop_second_factor(self, officer_id: str) -> None:
        """For an officer who lost it; they are signed out.

        Raises:
            NotFound: There is no such officer.
        """
        if self._row(officer_id) is None:
            message = "there is no such officer"
            raise NotFound(message)
        self.sessions.end_all(officer_id)
        self._set(officer_id, totp="", totp_used=0, totp_offered="")

    def _has_second_factor(self, officer_id: str) -> bool:
        row = self._row(officer_id)
        return bool(row is not None and row.totp)

    def _is_code(self, officer_id: str, code: str, now: datetime) -> bool:
        """Whether a code is right; each is right once."""
        row = self._row(officer_id)
        if row is None or not row.totp:
            return False
        used = _period_of(row.totp, code, now)
        if not used:
            return False
        mine = (OFFICERS.c.id == officer_id) & (OFFICERS.c.totp_used < used)
        with self._engine.begin() as connection:
            done = connection.execute(
                update(OFFICERS).where(mine).values(totp_used=used)
            )
            return done.rowcount == 1

    def _set(self, officer_id: str, **values: Any) -> None:  # noqa: ANN401
        with self._engine.begin() as connection:
            mine = OFFICERS.c.id == officer_id
            connection.execute(update(OFFICERS).where(mine).values(**values))


def _is_locked(until: str, now: datetime | None) -> bool:
    return bool(until) and now is not None and now < datetime.fromisoformat(until)


def _period_of(secret: str, code: str, now: datetime) -> int:
    """The period, counted from 1970, of which a code is; 0: of none that is near."""
    bare = "".join(code.split())
    if not secret or not (bare.isascii() and bare.isdigit()):
        return 0
    totp = pyotp.TOTP(secret, interval=CODE_SECONDS)
    this = int(now.timestamp()) // CODE_SECONDS
    for period in range(this - DRIFT, this + DRIFT + 1):
        if secrets.compare_digest(totp.generate_otp(period), bare):
            return period
    return 0


def _see_password(officer_id: str, password: str) -> None:
    """Length over classes of characters (NIST SP 800-63B, 5.1.1; NCSC guidance)."""
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        raise BadOfficer(
            f"a password: expected at least {PASSWORD_MIN} characters, found "
            f"{len(password)}"
        )
    is_plain = len(set(password)) < LETTERS_MIN
    if is_plain or officer_id.casefold() in password.casefold():
        raise BadOfficer("a password: it holds the officer's id, or hardly any letters")
