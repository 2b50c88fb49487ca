"""Second factors, barred accounts, and sessions that wait for a code."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_OFFICERS = (
    sa.Column("totp", sa.String(64), nullable=False, server_default=""),
    sa.Column("totp_used", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("totp_offered", sa.String(64), nullable=False, server_default=""),
    sa.Column("is_barred", sa.Boolean, nullable=False, server_default=sa.false()),
)
_SESSIONS = (
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("is_whole", sa.Boolean, nullable=False, server_default=sa.true()),
)


def upgrade() -> None:
    for column in _OFFICERS:
        op.add_column("officers", column)
    for column in _SESSIONS:
        op.add_column("sessions", column)
