"""Schema versions, oldest first; each file is one Alembic revision."""
