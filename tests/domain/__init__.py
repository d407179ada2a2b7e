"""Tests of the rules: tables by rule number, and properties against slow oracles."""
