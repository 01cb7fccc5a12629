"""How many requests to GitHub a run makes, counted by the stand-in for it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.clubs import paper_form
from tests.clubs.on_github import PAPER, GitHubClub, settle
from tests.standin import GitHub

ISSUES, COMMENTS = 100, 20


def table() -> list[tuple[str, int, str]]:
    """For each case: what it is, how many requests it took, and the goal."""
    return [
        ("requests of a run that changes nothing", _unchanged(), "<= 2"),
        ("requests of a run that changes nothing, with an open pull request", _unchanged_with_pull(), "<= 2"),
        ("requests from a new proposal to its pull request, status comment and reactions", _proposal(), "<= 7"),
        (f"requests to read {ISSUES} open issues with {COMMENTS} comments each", _many(), "<= 6"),
    ]


def _counted(club: GitHubClub, event: int | None = None, *, dry_run: bool = False) -> int:
    before = len(club.github.log)
    club.run(event, dry_run=dry_run)
    return len(club.github.log) - before


def _with_club(count: Callable[[GitHubClub], int]) -> int:
    """What the function counts with a new club."""
    with tempfile.TemporaryDirectory() as folder:
        github = GitHub(Path(folder))
        try:
            return count(settle(github))
        finally:
            github.close()


def _proposed(club: GitHubClub) -> int:
    return club.propose("ada", paper_form(PAPER, "Score matching", "next"))


def _unchanged() -> int:
    def count(club: GitHubClub) -> int:
        _proposed(club)
        club.run()
        club.github.merge(club.open_pull().number, "olga", delete_branch=True)
        club.run()
        return _counted(club)

    return _with_club(count)


def _unchanged_with_pull() -> int:
    def count(club: GitHubClub) -> int:
        number = _proposed(club)
        club.github.comment(number, "bob", "/claim recap\n/swap #9")
        club.run(number)
        return _counted(club, number)

    return _with_club(count)


def _proposal() -> int:
    def count(club: GitHubClub) -> int:
        number = _proposed(club)
        club.github.comment(number, "ada", "/claim recap\n/schedule next")
        return _counted(club, number)

    return _with_club(count)


def _many() -> int:
    def count(club: GitHubClub) -> int:
        for issue in range(ISSUES):
            body = paper_form(f"https://example.org/{issue}", f"Paper {issue}")
            number = club.propose(f"user-{issue % 25}", body)
            for comment in range(COMMENTS):
                text = "/claim recap" if comment == 7 else f"What do you think, {comment}?"
                club.github.comment(number, f"user-{comment}", text)
        return _counted(club, dry_run=True)

    return _with_club(count)
