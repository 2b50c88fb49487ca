"""When decisions were signed and published, and under which reference."""

import sqlalchemy as sa
from alembic import op

from strongroom.codec import from_json
from strongroom.listing import listed

revision = "0004"
down_revision = "0003"

_NAMES = ("signed_on", "published_on", "public_as")


def upgrade() -> None:
    for name in _NAMES:
        op.add_column(
            "decisions",
            sa.Column(name, sa.String(80), nullable=False, server_default=""),
        )
    op.create_index("decisions_published", "decisions", ["published_on", "signed_on"])
    op.create_index("ix_decisions_public_as", "decisions", ["public_as"])
    decisions = sa.table("decisions", *map(sa.column, ("id", "record", *_NAMES)))
    connection = op.get_bind()
    rows = connection.execute(sa.select(decisions.c.id, decisions.c.record)).all()
    for key, record in rows:
        told = dict(listed(from_json(record)))
        connection.execute(
            sa.update(decisions)
            .where(decisions.c.id == key)
            .values({name: told[name] for name in _NAMES})
        )
