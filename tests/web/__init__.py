"""Tests of what is reached by HTTP."""
