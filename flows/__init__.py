"""When things happen: Prefect flows that wake up, call use cases and report. No rule, no SQL, no template."""
