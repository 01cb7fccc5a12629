"""Cuts long texts."""

from __future__ import annotations


def shortened(text: str, most: int) -> str:
    """The text with at most `most` characters; where some are cut off, the last one is "…"."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
