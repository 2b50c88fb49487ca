"""Files that were set aside may be under a legal hold too."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column(
        "set_aside", sa.Column("kept", sa.Text, nullable=False, server_default="")
    )
