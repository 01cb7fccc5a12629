"""The names of hosts on the internet."""

from __future__ import annotations

from collections.abc import Iterator


def with_parents(host: str) -> Iterator[str]:
    """The host and the domains that it lies in: `api.arxiv.org`, `arxiv.org`, `org`."""
    labels = host.split(".")
    return (".".join(labels[start:]) for start in range(len(labels)))
