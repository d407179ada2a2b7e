"""Channels and templates: against real servers, real folders, real parsers."""
