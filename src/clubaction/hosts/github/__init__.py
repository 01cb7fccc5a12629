"""A club on GitHub."""

from __future__ import annotations

from clubaction.hosts.github.host import GitHubHost

__all__ = ["GitHubHost"]
