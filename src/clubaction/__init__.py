"""clubaction: a journal club run out of a repository."""

__version__ = "0.1.0"
