"""Alembic's entry: runs on the connection that `strongroom.database` opened."""

from alembic import context

from strongroom.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
