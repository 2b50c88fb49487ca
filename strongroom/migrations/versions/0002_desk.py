"""What the desk's lists, search, claims and roles need."""

from dataclasses import replace

import sqlalchemy as sa
from alembic import op

from strongroom.codec import entry_from_json, from_json
from strongroom.listing import listed, write_words

revision = "0002"
down_revision = "0001"

_LISTED = (
    sa.Column("shown", sa.String(80), nullable=False, server_default=""),
    sa.Column("title", sa.Text, nullable=False, server_default=""),
    sa.Column("waiting", sa.Integer, nullable=False, server_default="0"),
    sa.Column("problems", sa.Integer, nullable=False, server_default="0"),
    sa.Column("until", sa.String(10), nullable=False, server_default=""),
    sa.Column("unconfirmed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("touched_at", sa.String(40), nullable=False, server_default=""),
)
_OFFICERS = (
    sa.Column("roles", sa.String(80), nullable=False, server_default=""),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("locked_until", sa.String(40), nullable=False, server_default=""),
)


def upgrade() -> None:
    for column in _LISTED:
        op.add_column("decisions", column)
    for column in _OFFICERS:
        op.add_column("officers", column)
    op.create_index(
        "decisions_in_queues",
        "decisions",
        ["state", "until", "touched_at", "id", "waiting", "problems", "unconfirmed"],
    )
    op.create_index("decisions_by_touch", "decisions", ["state", "touched_at", "id"])
    op.create_index("decisions_touched", "decisions", ["touched_at", "id"])
    decision = sa.ForeignKey("decisions.id")
    op.create_table(
        "words",
        sa.Column("word", sa.String(40), primary_key=True),
        sa.Column("decision_id", sa.String(80), decision, primary_key=True),
    )
    op.create_index("words_of_decision", "words", ["decision_id"])
    op.create_table(
        "claims",
        sa.Column(
            "decision_id",
            sa.String(80),
            sa.ForeignKey("decisions.id"),
            primary_key=True,
        ),
        sa.Column("officer", sa.String(80), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )
    op.create_index("ix_claims_officer", "claims", ["officer"])
    _fill(op.get_bind())


def _fill(connection: sa.engine.Connection) -> None:
    """The columns of what is there already; officers keep all that they could do."""
    officers = sa.table("officers", sa.column("roles"))
    connection.execute(
        sa.update(officers).values(roles="submitter reviewer approver administrator")
    )
    names = [column.name for column in _LISTED]
    decisions = sa.table("decisions", *map(sa.column, ("id", "record", *names)))
    history = sa.table("history", *map(sa.column, ("decision_id", "number", "entry")))
    rows = connection.execute(sa.select(decisions.c.id, decisions.c.record)).all()
    for key, record in rows:
        mine = sa.select(history.c.entry).where(history.c.decision_id == key)
        lines = connection.scalars(mine.order_by(history.c.number))
        entries = tuple(entry_from_json(line) for line in lines)
        decision = replace(from_json(record), history=entries)
        told = dict(listed(decision))
        connection.execute(
            sa.update(decisions)
            .where(decisions.c.id == key)
            .values({name: told[name] for name in names})
        )
        write_words(connection, decision)
