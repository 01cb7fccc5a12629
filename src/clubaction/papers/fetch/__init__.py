"""Sends requests over the network; nothing else in `clubaction.papers` uses it."""
