"""The folder host and GitHub come to the same files."""

from __future__ import annotations

import subprocess
from pathlib import Path

from clubaction.hosts.folder.host import LocalHost
from clubaction.hosts.folder.issue_files import IssueFile
from clubaction.pipeline import sync
from tests.clubs import paper_form
from tests.clubs.club import BRANCH
from tests.clubs.on_github import PAPER, GitHubClub
from tests.hosts.github.conftest import Told
from tests.hosts.github.stories import STORY


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(("git", "-C", folder, *arguments), check=True, capture_output=True, text=True).stdout


def folder_of(club: GitHubClub, folder: Path) -> LocalHost:
    """A folder with the files of the club's default branch."""
    for path, data in club.github.files().items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "-c", "user.name=o", "-c", "user.email=o@example.org", "commit", "--quiet", "-m", "Begin")
    return LocalHost(folder, lambda: club.now)


def copy_threads(club: GitHubClub, folder: Path) -> None:
    """Issues and people's comments as they stand on GitHub, for the folder; our own comments stay."""
    for thread in club.github.issues:
        path = folder / "issues" / f"{thread.number}.md"
        before = IssueFile.load(path).values if path.exists() else {}
        ours = [comment for comment in before.get("comments") or () if comment["author"] == "clubaction[bot]"]
        said = [
            {"id": c.id, "author": c.author.login, "created": c.created, "body": c.body}
            for c in thread.comments
            if c.author is not club.token.user
        ]
        values = {
            "number": thread.number,
            "title": thread.title,
            "author": thread.author.login,
            "created": thread.created,
            "labels": [label.name for label in thread.labels],
            "state": thread.state,
            "reason": thread.reason or "",
            "comments": [*said, *ours],
        }
        IssueFile(path, values, thread.body).save()


def test_the_same_story_ends_in_the_same_bytes(told: Told, tmp_path: Path, club: GitHubClub) -> None:
    host = folder_of(club, tmp_path / "folder")
    for _, deed, _, _ in STORY:
        merging = club.open_pull() if club.github.issues and deed.__name__ == "_merge" else None
        event = deed(club)
        if merging:
            host.merge(merging.number)
        copy_threads(club, host.folder)
        run = club.run(event)
        local = sync.sync(host, sync.no_papers, club.now)
        assert dict(local.plan.files) == dict(run.plan.files)
    files = {path: data for path, data in club.github.files().items() if path.endswith(".md")}
    assert "sessions/score-matching.md" in files
    for path, data in files.items():
        assert (host.folder / path).read_bytes() == data, path
    assert club.github.head(BRANCH) is None


def test_a_plan_for_github_is_the_plan_for_a_folder(club: GitHubClub, tmp_path: Path) -> None:
    host = folder_of(club, tmp_path / "folder")
    club.propose("ada", paper_form(PAPER, "Score matching", "2024-10-23"))
    copy_threads(club, host.folder)
    here = club.run(dry_run=True).plan
    there = sync.sync(host, sync.no_papers, club.now, dry_run=True).plan
    assert (here.files, here.changes) == (there.files, there.changes)
