"""The office's configuration files as domain values; every fault in them is one line with file and line number."""

from __future__ import annotations

from compliance.domain.office import Notice, Office, Rulebook
from compliance.rulebook.loading import load_rulebook

__all__ = ["Notice", "Office", "Rulebook", "load_rulebook"]
