"""Measures whether clubaction is as fast as its design asks for: `python -m bench`."""
