"""What Amends does: the rules, the use cases, the store and the channels of an ombudsman's compliance work."""
