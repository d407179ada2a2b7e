"""What a search looks in, as migration 0007 makes it: kept right by the database itself, whoever writes.

References lie in a table in capitals and without their spaces, those of cases and of recommendations, and beside that
`plain`, without the marks between their parts (migration 0019). Words lie in FTS5
tables without text of their own on SQLite, and in tables of text search vectors on PostgreSQL. SQLite makes no table
anew while a view or trigger mentions it: a later migration that has to do so drops these before and makes them again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_TEXT = 100_000
"""Characters of a text that PostgreSQL makes searchable: it refuses vectors that grow beyond a megabyte."""
TABLES = ("search_reference", "search_decision", "search_recommendation")
TOKENS = "tokenize = 'unicode61 remove_diacritics 0'"


@dataclass(frozen=True)
class Keeper:
    """A trigger on each act on a table: what `comes` and what `goes`, where "ROW" stands for the row.

    A row that changes in one of `columns` goes and comes. `crowd` is what comes with many rows at once, named "ROW".
    """

    name: str
    table: str
    columns: tuple[str, ...]
    comes: str
    goes: str
    crowd: str


def made(dialect: str) -> list[str]:
    """The statements that make it, from what there is."""
    if dialect == "sqlite":
        return [*_sqlite_tables(), *(each for keeper in SQLITE for each in _sqlite_triggers(keeper)), *filling(dialect)]
    return [*_postgresql_tables(), *filling(dialect), *(each for keeper in POSTGRESQL for each in _triggers(keeper))]


def filling(dialect: str) -> list[str]:
    """The statements that fill the empty tables from what there is."""
    references = filling_references()
    if dialect == "sqlite":
        rebuilt = [f"INSERT INTO {table} ({table}) VALUES ('rebuild')" for table in TABLES[1:]]
    else:
        rebuilt = [keeper.crowd.replace("FROM ROW", f"FROM {keeper.table} ROW") for keeper in VECTORS]
    return [statement.replace("ROW", "t") for statement in (*references, *rebuilt)]


def references_anew(dialect: str) -> list[str]:
    """The statements that make the table of references anew, with what keeps it right."""
    sqlite = dialect == "sqlite"
    kept = [each for keeper in REFERENCES for each in (_sqlite_triggers(keeper) if sqlite else _triggers(keeper))]
    gone = _dropped(REFERENCES, sqlite=sqlite)
    return [*gone, "DROP TABLE search_reference", *_references(_exactly(dialect)), *filling_references(), *kept]


def filling_references() -> list[str]:
    """The statements that fill the empty table of references."""
    crowds = [keeper.crowd.replace("FROM ROW", f"FROM {keeper.table} ROW") for keeper in REFERENCES]
    return [crowd.replace("ROW", "t") for crowd in crowds]


def _exactly(dialect: str) -> str:
    """A text that is compared byte by byte."""
    return "text" if dialect == "sqlite" else 'text COLLATE "C"'


def _dropped(keepers: Sequence[Keeper], *, sqlite: bool) -> list[str]:
    found = []
    for keeper in keepers:
        for act in ("insert", "update", "delete"):
            name = f"{keeper.name}_{act}"
            found += [f"DROP TRIGGER {name}"] if sqlite else []
            found += [] if sqlite else [f"DROP TRIGGER {name} ON {keeper.table}", f"DROP FUNCTION {name}()"]
    return found


def dropped(dialect: str) -> list[str]:
    """The statements that take it away."""
    sqlite = dialect == "sqlite"
    found = _dropped(SQLITE if sqlite else POSTGRESQL, sqlite=sqlite)
    last = "DROP VIEW search_text" if sqlite else "DROP FUNCTION search_words(text)"
    return [*found, *(f"DROP TABLE {table}" for table in TABLES), last]


# What `compliance.domain.references` calls marks; a test compares them.
MARKS = "-/._\N{NO-BREAK SPACE}\N{EN DASH}\N{NON-BREAKING HYPHEN}"
COMPACT = "upper(replace(ROW.reference, ' ', ''))"
PLAIN = "replace(" * len(MARKS) + COMPACT + "".join(f", '{mark}', '')" for mark in MARKS)
NAMED = f"INSERT INTO search_reference (compact, plain, decision_id, recommendation_id) SELECT {COMPACT}, {PLAIN}"
REFERENCES = (
    Keeper(
        "search_name_of_decision",
        "decision",
        ("id", "reference"),
        f"{NAMED}, ROW.id, NULL",
        "DELETE FROM search_reference WHERE decision_id = ROW.id AND recommendation_id IS NULL",
        f"{NAMED}, ROW.id, NULL FROM ROW",
    ),
    Keeper(
        "search_name_of_recommendation",
        "recommendation",
        ("id", "reference", "decision_id"),
        f"{NAMED}, ROW.decision_id, ROW.id",
        "DELETE FROM search_reference WHERE recommendation_id = ROW.id",
        f"{NAMED}, ROW.decision_id, ROW.id FROM ROW",
    ),
)
SUBJECT = "INSERT INTO search_decision (rowid, subject)"
GONE_SUBJECT = "INSERT INTO search_decision (search_decision, rowid, subject)"
ACTION = "INSERT INTO search_recommendation (rowid, action, public_summary, subject)"
GONE_ACTION = "INSERT INTO search_recommendation (search_recommendation, rowid, action, public_summary, subject)"
OF_CASE = "r.id, r.action, r.public_summary, ROW.subject FROM recommendation r WHERE r.decision_id = ROW.id"
OF_ONE = "ROW.id, ROW.action, ROW.public_summary, d.subject FROM decision d WHERE d.id = ROW.decision_id"
WORDS = (
    Keeper(
        "search_words_of_decision",
        "decision",
        ("id", "subject"),
        f"{SUBJECT} SELECT ROW.id, ROW.subject; {ACTION} SELECT {OF_CASE}",
        f"{GONE_SUBJECT} SELECT 'delete', ROW.id, ROW.subject; {GONE_ACTION} SELECT 'delete', {OF_CASE}",
        "",
    ),
    Keeper(
        "search_words_of_recommendation",
        "recommendation",
        ("id", "action", "public_summary", "decision_id"),
        f"{ACTION} SELECT {OF_ONE}",
        f"{GONE_ACTION} SELECT 'delete', {OF_ONE}",
        "",
    ),
)
VECTOR = (
    "INSERT INTO search_recommendation SELECT {0}.id, "
    "search_words({0}.action || ' ' || {0}.public_summary || ' ' || d.subject)"
)
VECTORS = (
    Keeper(
        "search_words_of_decision",
        "decision",
        ("id", "subject"),
        "INSERT INTO search_decision SELECT ROW.id, search_words(ROW.subject); "
        + VECTOR.format("r").replace("d.subject", "ROW.subject")
        + " FROM recommendation r WHERE r.decision_id = ROW.id",
        "DELETE FROM search_recommendation s USING recommendation r WHERE r.id = s.recommendation_id "
        "AND r.decision_id = ROW.id; DELETE FROM search_decision WHERE decision_id = ROW.id",
        "INSERT INTO search_decision SELECT ROW.id, search_words(ROW.subject) FROM ROW",
    ),
    Keeper(
        "search_words_of_recommendation",
        "recommendation",
        ("id", "action", "public_summary", "decision_id"),
        f"{VECTOR.format('ROW')} FROM decision d WHERE d.id = ROW.decision_id",
        "DELETE FROM search_recommendation WHERE recommendation_id = ROW.id",
        f"{VECTOR.format('ROW')} FROM ROW JOIN decision d ON d.id = ROW.decision_id",
    ),
)
SQLITE = (*REFERENCES, *WORDS)
POSTGRESQL = (*REFERENCES, *VECTORS)


def _sqlite_triggers(keeper: Keeper) -> list[str]:
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in keeper.columns)
    comes, goes = keeper.comes.replace("ROW", "NEW"), keeper.goes.replace("ROW", "OLD")
    when = {
        "insert": (f"INSERT ON {keeper.table}", comes),
        "update": (f"UPDATE OF {', '.join(keeper.columns)} ON {keeper.table} WHEN {changed}", f"{goes}; {comes}"),
        "delete": (f"DELETE ON {keeper.table}", goes),
    }
    return [f"CREATE TRIGGER {keeper.name}_{act} AFTER {on} BEGIN {does}; END" for act, (on, does) in when.items()]


def _triggers(keeper: Keeper) -> list[str]:
    """Those of PostgreSQL: rows come in crowds and are looked at a statement at a time."""
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in keeper.columns)
    comes, goes = keeper.comes.replace("ROW", "NEW"), keeper.goes.replace("ROW", "OLD")
    crowd = keeper.crowd.replace("ROW", "came")
    when = {
        "insert": (f"INSERT ON {keeper.table} REFERENCING NEW TABLE AS came FOR EACH STATEMENT", crowd),
        "update": (
            f"UPDATE OF {', '.join(keeper.columns)} ON {keeper.table} FOR EACH ROW WHEN ({changed})",
            f"{goes}; {comes}",
        ),
        "delete": (f"DELETE ON {keeper.table} FOR EACH ROW", goes),
    }
    return [
        statement
        for act, (on, does) in when.items()
        for statement in (
            f"CREATE FUNCTION {keeper.name}_{act}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {does}; RETURN NULL; END $$",
            f"CREATE TRIGGER {keeper.name}_{act} AFTER {on} EXECUTE FUNCTION {keeper.name}_{act}()",
        )
    ]


def _references(compact: str) -> list[str]:
    columns = f"compact {compact} NOT NULL, plain {compact} NOT NULL"
    columns += ", decision_id integer NOT NULL, recommendation_id integer"
    return [
        f"CREATE TABLE search_reference ({columns})",
        "CREATE INDEX ix_search_reference_plain ON search_reference (plain, decision_id, compact)",
        "CREATE INDEX ix_search_reference_decision ON search_reference (decision_id)",
        "CREATE INDEX ix_search_reference_recommendation ON search_reference (recommendation_id)",
    ]


def _sqlite_tables() -> list[str]:
    return [
        *_references(_exactly("sqlite")),
        "CREATE VIEW search_text AS SELECT r.id, r.action, r.public_summary, d.subject FROM recommendation r "
        "JOIN decision d ON d.id = r.decision_id",
        "CREATE VIRTUAL TABLE search_decision USING fts5(subject, "
        f"content = 'decision', content_rowid = 'id', {TOKENS})",
        "CREATE VIRTUAL TABLE search_recommendation USING fts5(action, public_summary, subject, "
        f"content = 'search_text', content_rowid = 'id', {TOKENS})",
    ]


def _postgresql_tables() -> list[str]:
    return [
        *_references(_exactly("postgresql")),
        "CREATE FUNCTION search_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS "
        f"$$ SELECT to_tsvector('simple', regexp_replace(left($1, {LONGEST_TEXT}), '[^[\\:alnum\\:]]+', ' ', 'g')) $$",
        "CREATE TABLE search_decision (decision_id integer PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE TABLE search_recommendation (recommendation_id integer PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX ix_search_decision_words ON search_decision USING gin (words)",
        "CREATE INDEX ix_search_recommendation_words ON search_recommendation USING gin (words)",
    ]
