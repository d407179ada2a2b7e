"""Pictures of the pages for `docs/screenshots/`, taken from the data of the demonstration."""
