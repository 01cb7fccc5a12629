"""The story that the issue about GitHub tells: a paper, a claim, a merge, a claim issue, a merge."""

from __future__ import annotations

from collections.abc import Callable

from tests.clubs import claim_form, paper_form
from tests.clubs.on_github import PAPER, GitHubClub

Deed = Callable[[GitHubClub], int | None]
"""What people do; gives the issue whose event it is."""


def _propose(club: GitHubClub) -> int:
    return club.propose("ada", paper_form(PAPER, "Score matching", "next"))


def _claim(club: GitHubClub) -> int:
    club.github.comment(1, "bob", "/claim recap\n/set part x")
    return 1


def _merge(club: GitHubClub) -> None:
    club.github.merge(club.open_pull().number, "olga")


def _claim_issue(club: GitHubClub) -> int:
    return club.github.open_issue("cleo", "[claim]", claim_form("#1", "questions"), ["claim"]).number


STORY: tuple[tuple[str, Deed, int, int], ...] = (
    ("a proposal", _propose, 6, 1),
    ("a claim in a comment", _claim, 7, 2),
    ("the merge", _merge, 3, 1),
    ("a claim issue", _claim_issue, 7, 2),
    ("the merge of the claim", _merge, 3, 1),
)
"""What happens, with how many requests the run after it makes, and how many of these only read."""
