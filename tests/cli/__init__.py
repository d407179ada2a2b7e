"""The `amends` command on real installations."""
