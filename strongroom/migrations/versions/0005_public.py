"""What is public of each decision, beside its record."""

import sqlalchemy as sa
from alembic import op

from strongroom.codec import from_json, public_to_json

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    public = op.create_table(
        "public",
        sa.Column(
            "decision_id",
            sa.String(80),
            sa.ForeignKey("decisions.id"),
            primary_key=True,
        ),
        sa.Column("is_gone", sa.Boolean, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    decisions = sa.table("decisions", *map(sa.column, ("id", "record", "ever_public")))
    connection = op.get_bind()
    query = sa.select(decisions.c.id, decisions.c.record)
    rows = connection.execute(query.where(decisions.c.ever_public)).all()
    for key, record in rows:
        decision = from_json(record)
        left = decision.release or decision.tombstone
        assert left is not None, "something of it is or was public"
        connection.execute(
            sa.insert(public).values(
                decision_id=key,
                is_gone=decision.release is None,
                record=public_to_json(left),
            )
        )
    op.drop_index("decisions_ever_public", "decisions")
    op.drop_column("decisions", "ever_public")
