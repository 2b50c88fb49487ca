"""What runs by itself for years needs: work, runs, alarms, disposals."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "received",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )
    op.create_table(
        "leases",
        sa.Column("work", sa.String(100), primary_key=True),
        sa.Column("holder", sa.String(200), nullable=False),
        sa.Column("until", sa.String(40), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("began_at", sa.String(40), nullable=False),
        sa.Column("ended_at", sa.String(40), nullable=False),
        sa.Column("counts", sa.Text, nullable=False),
    )
    op.create_index("runs_by_name", "runs", ["name", "began_at"])
    op.create_table(
        "alarms",
        sa.Column("source", sa.String(20), primary_key=True),
        sa.Column("name", sa.String(120), primary_key=True),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("raised_at", sa.String(40), nullable=False),
        sa.Column("told_at", sa.String(40), nullable=False),
    )
    op.create_table(
        "disposals",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("of", sa.String(80), nullable=False),
        sa.Column("row", sa.String(40), nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("is_done", sa.Boolean, nullable=False),
    )
    op.create_index("ix_disposals_of", "disposals", ["of"])
