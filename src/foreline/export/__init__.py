"""Standard formats for other programs."""
