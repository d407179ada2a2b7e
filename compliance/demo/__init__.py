"""The demonstration: published figures replayed, then a small office living through two months."""
