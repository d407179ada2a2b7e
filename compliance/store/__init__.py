"""The only SQL: tables, queries by subject, migrations. SQLite when one office works alone, PostgreSQL for many."""
