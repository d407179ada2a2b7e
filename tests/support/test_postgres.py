"""Each test gets a database of its own, on both kinds."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, inspect, text

from compliance.store import migrate
from compliance.store.engine import Store
from tests.support.postgres import PostgresServer


def names(server: PostgresServer) -> list[str]:
    with psycopg.connect(host=str(server.socket_folder), user="postgres") as connection:
        return [row[0] for row in connection.execute("SELECT datname FROM pg_database ORDER BY 1")]


def test_a_database_address_works_and_is_empty(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mine (a INTEGER)"))
        connection.execute(text("INSERT INTO mine VALUES (1)"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT a FROM mine")).scalars().all() == [1]
    engine.dispose()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_migrated_database_has_the_newest_schema_and_is_the_tests_own(migrated_url: str, turn: str) -> None:
    store = Store(migrated_url)
    assert migrate.current(store) == migrate.head()
    with store.engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {turn} (a INTEGER)"))
        assert not inspect(connection).has_table("second" if turn == "first" else "first")
    store.close()


def test_databases_do_not_meet_and_go_away(postgres_server: PostgresServer) -> None:
    first, second = postgres_server.create_database(), postgres_server.create_database()
    assert {first, second} <= set(names(postgres_server))
    with psycopg.connect(host=str(postgres_server.socket_folder), user="postgres", dbname=first) as connection:
        connection.execute("CREATE TABLE mine (a INTEGER)")
    with psycopg.connect(host=str(postgres_server.socket_folder), user="postgres", dbname=second) as connection:
        assert connection.execute("SELECT to_regclass('mine')").fetchone() == (None,)
    postgres_server.drop_database(first)
    postgres_server.drop_database(second)
    assert not {first, second} & set(names(postgres_server))


def test_the_environment_of_the_machine_does_not_reach_a_test(tmp_path: Path) -> None:
    ours = {name: value for name, value in os.environ.items() if name.startswith("AMENDS_")}
    assert ours == {"AMENDS_HOME": str(tmp_path / "home")}
