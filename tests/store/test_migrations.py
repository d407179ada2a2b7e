"""Migrations lead from an empty database to the tables of the models, and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import SQLModel

from compliance.domain.errors import NotReady
from compliance.store import migrate
from compliance.store.engine import Store


@pytest.fixture
def empty(database_url: str) -> Iterator[Store]:
    """A store on an empty database."""
    store = Store(database_url)
    yield store
    store.close()


def differences(store: Store) -> list[Any]:
    with store.engine.connect() as connection:
        compared = {"compare_type": True, "compare_server_default": True, "include_object": belongs_to_a_model}
        context = MigrationContext.configure(connection, opts=compared)
        return list(compare_metadata(context, SQLModel.metadata))


def belongs_to_a_model(_thing: Any, name: str | None, kind: str, *_more: Any) -> bool:
    """What a search looks in is no table of a model: each kind of database has its own, with its own indexes."""
    return not (kind in ("table", "index") and str(name).startswith(("search_", "ix_search_")))


def checks(store: Store) -> dict[str, set[str]]:
    """The names of the CHECK constraints of each table, which Alembic does not compare."""
    there = inspect(store.engine)
    return {name: {str(check["name"]) for check in there.get_check_constraints(name)} for name in sorted_tables()}


def sorted_tables() -> list[str]:
    return sorted(SQLModel.metadata.tables)


def index_conditions(store: Store) -> dict[str, str]:
    """The WHERE of each partial index, which Alembic does not compare either."""
    kind = store.engine.dialect.name
    return {
        str(index["name"]): " ".join(str(index["dialect_options"][f"{kind}_where"]).split())
        for table in sorted_tables()
        for index in inspect(store.engine).get_indexes(table)
        if f"{kind}_where" in index.get("dialect_options", {})
    }


def test_the_newest_schema_is_that_of_the_models(empty: Store, tmp_path: Path) -> None:
    assert migrate.upgrade(empty) == migrate.head() == migrate.current(empty)
    assert differences(empty) == []
    declared = {
        name: {str(each.name) for each in table.constraints if type(each).__name__ == "CheckConstraint"}
        for name, table in SQLModel.metadata.tables.items()
    }
    assert checks(empty) == declared
    assert sum(len(names) for names in declared.values()) > 25


def test_checks_and_partial_indexes_say_the_same_as_the_models(
    empty: Store, database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The same database made by SQLModel itself, without migrations, shows the same texts."""
    migrate.upgrade(empty)
    if database_kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'made.db'}"
    else:
        server = request.getfixturevalue("postgres_server")
        url = server.url(server.create_database())
    made = Store(url)
    SQLModel.metadata.create_all(made.engine)
    try:
        assert index_conditions(empty) == index_conditions(made)
        assert len(index_conditions(made)) >= 7
        assert check_texts(empty) == check_texts(made)
    finally:
        made.close()


def check_texts(store: Store) -> dict[str, str]:
    there = inspect(store.engine)
    return {
        str(check["name"]): " ".join(str(check["sqltext"]).split())
        for name in sorted_tables()
        for check in there.get_check_constraints(name)
    }


def test_upgrading_again_changes_nothing(empty: Store) -> None:
    migrate.upgrade(empty)
    with empty.engine.begin() as connection:
        connection.execute(text("INSERT INTO authority (code, name, type) VALUES ('E1', 'One', 'county')"))
    assert migrate.upgrade(empty) == migrate.head()
    with empty.engine.connect() as connection:
        assert connection.execute(text("SELECT code FROM authority")).scalars().all() == ["E1"]


def test_down_to_nothing_and_up_again(empty: Store) -> None:
    migrate.upgrade(empty)
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    with migrate.unchecked(empty) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert inspect(empty.engine).get_table_names() == ["alembic_version"]
    assert migrate.current(empty) is None
    migrate.upgrade(empty)
    assert differences(empty) == []


def test_an_older_database_keeps_its_rows(empty: Store) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    with empty.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
    with empty.engine.begin() as connection:
        for statement in OLD_ROWS.strip().split(";\n"):
            connection.execute(text(statement))
    assert migrate.upgrade(empty) == migrate.head()
    with empty.engine.connect() as connection:
        kept = connection.execute(
            text("SELECT due_on, original_due_on, hold_ends_on, clock FROM recommendation WHERE id = 1")
        ).one()
        assert [str(kept.due_on), str(kept.original_due_on), kept.hold_ends_on, kept.clock] == [
            "2024-05-14",
            "2024-05-14",
            None,
            "",
        ]
        assert str(connection.execute(text("SELECT due_on FROM task")).scalar_one()) == "2024-04-02"
        assert connection.execute(text("SELECT count(*) FROM message_item")).scalar_one() == 1
        assert connection.execute(text("SELECT seq FROM event")).scalar_one() == 1
        summary = connection.execute(text("SELECT recommendation_id, summary, state, set_by FROM public_summary")).one()
        assert tuple(summary) == (2, "Train all", "unchecked", "amends")
        assert connection.execute(text("SELECT core FROM decision")).scalar_one() == "23001"
    with pytest.raises(DatabaseError, match="append-only"), empty.engine.begin() as connection:
        connection.execute(text("DELETE FROM event"))


OLD_ROWS = """
INSERT INTO authority (id, code, name, type) VALUES (1, 'E1', 'One', 'county');
INSERT INTO decision (id, reference, authority_id, subject, decided_on, outcome, recorded_at)
VALUES (1, 'Case 23/001', 1, '', '2024-04-02', 'upheld', '2024-04-02 09:00:00');
INSERT INTO recommendation (id, reference, decision_id, kind, action, public_summary, period, logged_on, live_from,
    original_due_on, due_on, deadline_version, evidence_waiting, recorded_at)
VALUES (1, '23 001-1', 1, 'personal_remedy', 'Do', '', '', '2024-04-02', '2024-04-02', '2024-05-14', '2024-05-14', 1, 0,
    '2024-04-02 09:00:00'),
    (2, '23 001-2', 1, 'service_improvement', 'Do', 'Train all', '', '2024-04-02', '2024-04-02', '2024-05-14',
    '2024-05-14', 1, 0, '2024-04-02 09:00:00');
INSERT INTO deadline (recommendation_id, version, kind, due_on, agreed_on, reason, approved_by, receipt, recorded_at)
VALUES (1, 1, 'original', '2024-05-14', '2024-04-02', '', '', '{}', '2024-04-02 09:00:00');
INSERT INTO reminder_step (id, recommendation_id, deadline_version, step, notice, on_day, state, reason, facts)
VALUES (1, 1, 1, 'logged', '', '2024-04-02', 'sent', '', '{}');
INSERT INTO message (id, key, channel, recipient, recipient_name, recipient_role, authority_id, day, state, reason,
    attempts, lease_token, subject, body, sent_at)
VALUES (1, 'k1', 'mail', 'a@b.example', '', 'link_officer', 1, '2024-04-02', 'sent', '', 1, 1, '', '',
    '2024-04-02 09:00:00');
INSERT INTO message_item (id, message_id, step_id, recommendation_id, deadline_version, step, recipient)
VALUES (1, 1, 1, 1, 1, 'logged', 'a@b.example');
INSERT INTO task (id, kind, subject, owner, reason, opened_on, recommendation_id)
VALUES (1, 'no_contact', 'recommendation 23 001-1', 'caseworker', 'none', '2024-04-02', 1);
INSERT INTO event (id, stream, seq, at, day, kind, actor, payload, previous, hash)
VALUES (1, 'recommendation/23 001-1', 1, '2024-04-02 09:00:00', '2024-04-02', 'logged', 'Kim', '{}', '0', '1')
"""


def test_a_database_without_or_with_another_schema_is_not_ready(empty: Store) -> None:
    with pytest.raises(NotReady, match="run 'amends init' first"):
        migrate.require(empty)
    migrate.upgrade(empty)
    migrate.require(empty)
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(NotReady, match="has schema 0001, this program needs"):
        migrate.require(empty)


def test_a_server_that_is_not_there_is_said_to_be_so_without_its_password() -> None:
    store = Store("postgresql+psycopg://amends:secret@127.0.0.1:1/amends")
    for act in (migrate.current, migrate.upgrade):
        with pytest.raises(NotReady, match="cannot open the database") as said:
            act(store)
        assert "secret" not in str(said.value)
    store.close()


def test_an_engine_of_the_url_sees_the_same_tables(empty: Store, database_url: str) -> None:
    migrate.upgrade(empty)
    engine = create_engine(database_url)
    assert set(sorted_tables()) < set(inspect(engine).get_table_names())
    engine.dispose()
