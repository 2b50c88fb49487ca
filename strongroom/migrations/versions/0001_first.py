"""The first tables of the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("reference", sa.String(80), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("ever_public", sa.Boolean, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_index("ix_decisions_reference", "decisions", ["reference"])
    op.create_index("decisions_by_state", "decisions", ["state", "id"])
    op.create_index("decisions_ever_public", "decisions", ["ever_public", "id"])
    op.create_table(
        "files",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column(
            "decision_id", sa.String(80), sa.ForeignKey("decisions.id"), nullable=False
        ),
    )
    op.create_table(
        "history",
        sa.Column(
            "decision_id",
            sa.String(80),
            sa.ForeignKey("decisions.id"),
            primary_key=True,
        ),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
    )
    op.create_table(
        "set_aside",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )
    op.create_table(
        "officers",
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column(
            "officer", sa.String(80), sa.ForeignKey("officers.id"), nullable=False
        ),
        sa.Column("form_token", sa.String(64), nullable=False),
        sa.Column("began_at", sa.String(40), nullable=False),
        sa.Column("seen_at", sa.String(40), nullable=False),
    )
