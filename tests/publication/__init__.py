"""A labelled set of public summaries, and how well the publication guard finds what stands in them (rule L3)."""
