"""What is kept of a decision beside its record, so that lists of many are quick."""

import re
import unicodedata
from datetime import UTC
from typing import Final, TypedDict

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from decisions.decision import Decision, slug
from strongroom.tables import WORDS

WORD_MAX: Final = 40
"""Letters of a word that are kept."""
_WORD: Final = re.compile(r"\w+")


class Listed(TypedDict):
    """Columns of the table of decisions."""

    shown: str
    title: str
    waiting: int
    problems: int
    until: str
    unconfirmed: bool
    touched_at: str
    signed_on: str
    published_on: str
    public_as: str


def listed(decision: Decision) -> Listed:
    until = decision.deferral.until
    signed, release = decision.facts.signed_on, decision.release
    public = release or decision.tombstone
    last = decision.history[-1].at.astimezone(UTC) if decision.history else None
    return Listed(
        shown=decision.facts.reference,
        title=decision.facts.title,
        waiting=sum(flag.ruling is None for flag in decision.flags_to_rule()),
        problems=len(decision.open_problems()),
        until=until.isoformat() if decision.deferral.deferred and until else "",
        unconfirmed=decision.deferral.awaits_confirmation,
        touched_at=last.isoformat(timespec="seconds") if last else "",
        signed_on=signed.isoformat() if signed else "",
        public_as=slug(public.reference) if public else "",
        published_on=release.published_on.isoformat() if release else "",
    )


def words_of(text: str) -> set[str]:
    """The words of a text, without accents and in small letters."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return {word[:WORD_MAX] for word in _WORD.findall(bare)}


def write_words(connection: Connection, decision: Decision) -> None:
    """Bring the words by which a decision is found up to date."""
    texts = [decision.id, decision.facts.reference, decision.facts.title]
    wanted = words_of(" ".join([*texts, *(flag.text for flag in decision.flags)]))
    mine = WORDS.c.decision_id == decision.id
    kept = set(connection.execute(select(WORDS.c.word).where(mine)).scalars())
    for word in kept - wanted:
        connection.execute(delete(WORDS).where(mine, WORDS.c.word == word))
    rows = [{"word": w, "decision_id": decision.id} for w in sorted(wanted - kept)]
    if rows:
        connection.execute(insert(WORDS), rows)
