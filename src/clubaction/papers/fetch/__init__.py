"""Asking over the network; nothing else in `clubaction.papers` touches it."""
