"""Tests of compliance.usecases."""
