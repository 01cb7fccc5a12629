"""Clubs for tests: what people write, and clubs on three hosts to which people do the same things."""

from __future__ import annotations

from tests.clubs.club import BRANCH, Club
from tests.clubs.in_memory import US, Killed, Repository
from tests.clubs.on_folder import FolderClub
from tests.clubs.texts import (
    CONFIG,
    README,
    START,
    TODAY,
    claim_form,
    club_files,
    paper_form,
    session_file,
)

__all__ = [
    "BRANCH",
    "CONFIG",
    "README",
    "START",
    "TODAY",
    "US",
    "Club",
    "FolderClub",
    "Killed",
    "Repository",
    "claim_form",
    "club_files",
    "paper_form",
    "session_file",
]
