"""Tests of compliance.store."""
