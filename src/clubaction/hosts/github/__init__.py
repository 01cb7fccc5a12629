"""The host for a club on GitHub."""
