"""The tables of the ledger. Every change of them is a migration."""

from typing import Final

from sqlalchemy import (
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
    Column("ever_public", Boolean, nullable=False),
    Column("record", Text, nullable=False),
    Index("decisions_by_state", "state", "id"),
    Index("decisions_ever_public", "ever_public", "id"),
)

FILES: Final = Table(
    "files",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("decision_id", ForeignKey("decisions.id"), nullable=False),
)

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
)

OFFICERS: Final = Table(
    "officers",
    METADATA,
    Column("id", String(80), primary_key=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
)

SESSIONS: Final = Table(
    "sessions",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("officer", ForeignKey("officers.id"), nullable=False),
    Column("form_token", String(64), nullable=False),
    Column("began_at", String(40), nullable=False),
    Column("seen_at", String(40), nullable=False),
)
