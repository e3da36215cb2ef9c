"""Scores with intervals, for spans and for labels."""
