"""Addresses of pages at which people look at the repository."""

from __future__ import annotations

from urllib.parse import quote

from clubaction.club.configuration import Config
from clubaction.model.snapshot import Snapshot


def compare_link(snapshot: Snapshot, config: Config) -> str:
    """The page on which a person opens the pull request with one click."""
    base, head = quote(snapshot.default_branch), quote(config.branch)
    return f"{snapshot.server}/{snapshot.repository}/compare/{base}...{head}?expand=1"


def files_link(snapshot: Snapshot) -> str:
    """What a file's path is put after for the address at which people look at it; empty on a folder."""
    return (
        f"{snapshot.server}/{snapshot.repository}/blob/{quote(snapshot.default_branch)}/" if snapshot.repository else ""
    )
