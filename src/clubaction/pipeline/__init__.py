"""The run: what must be read, which papers are needed, what is decided, and the pull request that comes of it."""
