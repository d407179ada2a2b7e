"""How Alembic reaches the database: through the connection that `compliance.store.migrate` hands over."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from compliance.store import case_tables, deadline_tables, delivery_tables, people_tables, work_tables

TABLES = (case_tables, deadline_tables, delivery_tables, people_tables, work_tables)


def run() -> None:
    """Run the wanted revisions in one transaction."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=SQLModel.metadata, transaction_per_migration=False)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()


run()
