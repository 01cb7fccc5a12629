"""Reads dates as people write them: finds them, decides on the order of day and month, and fills in missing years."""
