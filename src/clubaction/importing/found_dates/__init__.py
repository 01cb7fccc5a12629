"""Reads dates as people write them: where one starts a text, in which order its numbers are, in which year it is."""
