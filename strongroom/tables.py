"""The tables of the ledger. Every change of them is a migration."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

METADATA: Final = MetaData()

DECISIONS: Final = Table(
    "decisions",
    METADATA,
    Column("id", String(80), primary_key=True),
    Column("reference", String(80), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("shown", String(80), nullable=False),
    Column("title", Text, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("problems", Integer, nullable=False),
    Column("until", String(10), nullable=False),
    Column("unconfirmed", Boolean, nullable=False),
    Column("touched_at", String(40), nullable=False),
    Column("signed_on", String(80), nullable=False),
    Column("published_on", String(80), nullable=False),
    Column("public_as", String(80), nullable=False, index=True),
    Column("record", Text, nullable=False),
    Index("decisions_by_state", "state", "id"),
    Index("decisions_by_touch", "state", "touched_at", "id"),
    Index("decisions_touched", "touched_at", "id"),
    Index("decisions_published", "published_on", "signed_on"),
    Index(
        "decisions_in_queues",
        *("state", "until", "touched_at", "id", "waiting", "problems", "unconfirmed"),
    ),
)
"""One row a decision: what lists of decisions ask for, and the whole record.

`shown` is the reference as printed, `waiting` the flags without a ruling, `problems`
those that are open, `until` the day a deferral ends or empty, `touched_at` the time of
the last step, in UTC, `signed_on` and `published_on` days or empty, `public_as` the
reference, as it stands in addresses, of what is public or was withdrawn.
"""

WORDS: Final = Table(
    "words",
    METADATA,
    Column("word", String(40), primary_key=True),
    Column("decision_id", ForeignKey("decisions.id"), primary_key=True),
    Index("words_of_decision", "decision_id"),
)
"""The words of references, titles and flagged texts, for the desk's search."""

CLAIMS: Final = Table(
    "claims",
    METADATA,
    Column("decision_id", ForeignKey("decisions.id"), primary_key=True),
    Column("officer", String(80), nullable=False, index=True),
    Column("at", String(40), nullable=False),
)
"""Who is working on which decision, and since when anything was done."""

FILES: Final = Table(
    "files",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("decision_id", ForeignKey("decisions.id"), nullable=False),
)

PUBLIC: Final = Table(
    "public",
    METADATA,
    Column("decision_id", ForeignKey("decisions.id"), primary_key=True),
    Column("is_gone", Boolean, nullable=False),
    Column("record", Text, nullable=False),
)
"""What is public of a decision or, where `is_gone`, what is left of it: a copy, so
that the site is worked out without reading what is not."""

HISTORY: Final = Table(
    "history",
    METADATA,
    Column("decision_id", ForeignKey("decisions.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("entry", Text, nullable=False),
)

SET_ASIDE: Final = Table(
    "set_aside",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("code", String(40), nullable=False),
    Column("message", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", String(40), nullable=False),
    Column("kept", Text, nullable=False),
)
"""Submitted files that could not be treated; `kept` says which legal hold keeps one."""

RECEIVED: Final = Table(
    "received",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", String(40), nullable=False),
)
"""Files that are kept and wait to be read; whoever reads one takes its row away."""

LEASES: Final = Table(
    "leases",
    METADATA,
    Column("work", String(100), primary_key=True),
    Column("holder", String(200), nullable=False),
    Column("until", String(40), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("told", Text, nullable=False),
)
"""Work that was begun and is not done: by whom, until when it is theirs (UTC), how
often it was begun, and what was told of the last failure."""

RUNS: Final = Table(
    "runs",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("name", String(40), nullable=False),
    Column("began_at", String(40), nullable=False),
    Column("ended_at", String(40), nullable=False),
    Column("counts", Text, nullable=False),
    Index("runs_by_name", "name", "began_at"),
)
"""What was run when, in UTC, with its counts; `ended_at` is empty until it ends."""

ALARMS: Final = Table(
    "alarms",
    METADATA,
    Column("source", String(20), primary_key=True),
    Column("name", String(120), primary_key=True),
    Column("message", Text, nullable=False),
    Column("raised_at", String(40), nullable=False),
    Column("told_at", String(40), nullable=False),
)
"""What is wrong now, since when, and when people were last told of it."""

DISPOSALS: Final = Table(
    "disposals",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("of", String(80), nullable=False, index=True),
    Column("row", String(40), nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", String(40), nullable=False),
    Column("is_done", Boolean, nullable=False),
)
"""Files that were or are to be destroyed, in every copy: of which decision, by which
row of the schedule. It outlives them: a copy that is put back is destroyed again."""

OFFICERS: Final = Table(
    "officers",
    METADATA,
    Column("id", String(80), primary_key=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("roles", String(80), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", String(40), nullable=False),
    Column("totp", String(64), nullable=False),
    Column("totp_used", BigInteger, nullable=False),
    Column("totp_offered", String(64), nullable=False),
    Column("is_barred", Boolean, nullable=False),
)
"""An empty `password_hash` is of an officer who signs in elsewhere; `totp` is the
secret of the second factor, `totp_used` the period of its last code."""

SESSIONS: Final = Table(
    "sessions",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("officer", ForeignKey("officers.id"), nullable=False),
    Column("form_token", String(64), nullable=False),
    Column("began_at", String(40), nullable=False),
    Column("seen_at", String(40), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("is_whole", Boolean, nullable=False),
)
