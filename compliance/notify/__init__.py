"""Channels that carry a letter to one recipient, behind one protocol."""
