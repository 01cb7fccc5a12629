"""Turns entries into drafts of sessions: reads their cells and dates, and recognises days without a meeting."""
