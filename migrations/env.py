"""Runs the migrations on the connection that `app.database.migrating` hands over."""

from alembic import context
from sqlalchemy import Connection

from app.database.migrating import tables

connection: Connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=tables(), compare_type=True, compare_server_default=True)
with context.begin_transaction():
    context.run_migrations()
