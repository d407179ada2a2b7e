"""Logging a decision with its recommendations on the pages, typed or read from the text of its agreed action."""
