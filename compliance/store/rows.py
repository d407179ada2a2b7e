"""Inserting many rows at once, the same way on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Table, insert, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

Value = TypeVar("Value")
CHUNK = 500


def table_of(model: type[SQLModel]) -> Table:
    """The Core table behind a model."""
    table: Table = model.__table__  # type: ignore[attr-defined]  # SQLModel adds it when the class is made
    return table


def constant(value: str) -> BindParameter[str]:
    """A value that stands in the statement itself: only then is a partial index on it certain to be used."""
    return literal(value, literal_execute=True)


def insert_rows(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows in few statements; column defaults of the model apply."""
    if rows:
        session.execute(insert(table_of(model)), [_with_defaults(model, row) for row in rows])


def insert_returning(
    session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]], name: str
) -> dict[Any, int]:
    """Insert many rows and give their ids by the value of the unique column `name`."""
    if not rows:
        return {}
    table = table_of(model)
    statement = insert(table).returning(table.c[name], table.c.id)
    made = session.execute(statement, [_with_defaults(model, row) for row in rows])
    return {key: identifier for key, identifier in made}


def insert_new(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows that no unique index already holds; the others stay as they are."""
    if not rows:
        return
    dialect = session.get_bind().dialect.name
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    session.execute(make(table_of(model)).on_conflict_do_nothing(), [_with_defaults(model, row) for row in rows])


def chunks(values: Sequence[Value], size: int = CHUNK) -> Iterator[Sequence[Value]]:
    """Cut a long list into pieces a database takes as parameters."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _with_defaults(model: type[SQLModel], row: Mapping[str, Any]) -> dict[str, Any]:
    return _defaults(model) | dict(row)


_KNOWN: dict[type[SQLModel], dict[str, Any]] = {}


def _defaults(model: type[SQLModel]) -> dict[str, Any]:
    if model not in _KNOWN:
        _KNOWN[model] = {
            name: field.default
            for name, field in model.model_fields.items()
            if name != "id" and not field.is_required()
        }
    return _KNOWN[model]
