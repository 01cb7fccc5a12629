"""A club in a folder on disk."""
