"""Reads the programme below an overview: its parts, and a section for each session with a table of facts and text."""
