"""The `amends` command: what a person types, and what comes back. No rule lives here."""
