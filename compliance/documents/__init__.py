"""Documents that go in and out: tables, calendar files, evidence."""
