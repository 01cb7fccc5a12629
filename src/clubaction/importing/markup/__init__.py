"""Reads the source text: its lines, headings and tables, `Key: value` lines, and what a stretch of Markdown shows."""
