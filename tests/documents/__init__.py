"""Files for people, read back by other programs."""
