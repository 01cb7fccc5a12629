"""What a folder says of its issues, its branches and its files, fact by fact."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path
from typing import Any

import pytest

from clubaction.errors import ClubFileError, Conflict, HostError
from clubaction.hosts.folder.host import LocalHost
from clubaction.hosts.folder.issue_files import ME, IssueFile
from clubaction.model.issue import Comment, Issue
from clubaction.model.plan import (
    TREE,
    AddComment,
    CloseIssue,
    ClosePullRequest,
    Commit,
    DeleteBranch,
    DeleteComment,
    EditPullRequest,
    OpenPullRequest,
    Plan,
    React,
)
from clubaction.model.snapshot import Branch, Obstacle
from tests.clubs import club_files
from tests.clubs.club import BRANCH
from tests.clubs.on_github import COMING

NOW = dt.datetime(2024, 10, 2, 15, tzinfo=dt.UTC)
BODY = "What it brings\n\n<!-- clubaction:digest 0123456789abcdef -->"
README = b"".join(b"Line %d\n" % n for n in range(30))
OURS: dict[str, bytes | None] = {
    "README.md": README.replace(b"Line 20\n", b"Line 20, ours\n"),
    "sessions/new.md": b"---\ntitle: New\n---\n",
}


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=o", "-c", "user.email=o@example.org", "-c", "commit.gpgSign=false")
    done = subprocess.run(("git", "-C", folder, *who, *arguments), check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path, data in {**club_files(coming_up=COMING), "README.md": README, "notes.md": b"Notes\n"}.items():
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    commit_all(tmp_path)
    return tmp_path


@pytest.fixture
def host(folder: Path) -> LocalHost:
    return LocalHost(folder, lambda: NOW)


def commit_all(folder: Path) -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "By hand")
    return git(folder, "rev-parse", "HEAD")


def write(folder: Path, kind: str = "issues", number: int = 1, body: str = "Text", **values: Any) -> None:
    told = {"number": number, "title": "T", "author": "ada", "created": NOW, **values}
    IssueFile(folder / kind / f"{number}.md", told, body).save()


def issue(host: LocalHost) -> Issue:
    return host.snapshot().issues[0]


def comments(host: LocalHost, *said: dict[str, Any]) -> tuple[Comment, ...]:
    told = [{"id": n, "author": "bob", "created": NOW, "body": "x", **one} for n, one in enumerate(said, 1)]
    write(host.folder, comments=told)
    return issue(host).comments


# --- issues and comments


def test_an_issue_without_these_keys_says_nothing_of_them(host: LocalHost) -> None:
    write(host.folder, state="closed")
    found = issue(host)
    assert (found.edited, found.editor, found.closed, found.closer, found.reopened) == (None, "", None, "", None)


def test_an_issue_tells_who_edited_and_closed_it_and_when(host: LocalHost) -> None:
    later = NOW + dt.timedelta(hours=1)
    write(host.folder, edited=later, editor="Olga", closed=later, closed_by="olga", reopened="2024-10-03T10:00:00")
    found = issue(host)
    assert (found.edited, found.editor, found.closed, found.closer) == (later, "Olga", later, "olga")
    assert found.reopened == dt.datetime(2024, 10, 3, 10, tzinfo=dt.UTC)
    write(host.folder, edited=later, editor="ADA")
    assert issue(host).editor == ""


def test_comments_tell_the_same(host: LocalHost) -> None:
    one, two, three = comments(host, {"edited": NOW, "editor": "Bob"}, {"edited": NOW, "editor": "eve"}, {})
    assert (one.edited, one.editor, one.minimised) == (NOW, "", False)
    assert two.editor == "eve"
    assert three.edited is None
    assert comments(host, {"minimised": True})[0].minimised
    assert not comments(host, {"minimised": False})[0].minimised


def test_a_time_that_is_none_is_named_with_its_key(host: LocalHost) -> None:
    write(host.folder, edited="lately")
    with pytest.raises(ClubFileError, match="`edited: lately` is not a time"):
        host.snapshot()


def test_a_deleted_account_has_no_name(host: LocalHost) -> None:
    assert [one.author for one in comments(host, {"author": "ghost"}, {"author": ""}, {"author": "Bob"})] == [
        "",
        "",
        "Bob",
    ]


def test_ours_are_known_by_account_and_mark(host: LocalHost) -> None:
    mark = "<!-- clubaction:status -->\nAll is well."
    said = [{"author": ME, "body": mark}, {"author": ME, "body": "Stale!"}, {"author": "eve", "body": mark}]
    assert [(one.ours, one.bot) for one in comments(host, *said)] == [(True, True), (False, True), (False, False)]


def test_a_comment_is_deleted_and_one_that_is_gone_is_no_trouble(host: LocalHost) -> None:
    write(host.folder)
    host.apply(Plan((AddComment(1, "a"), AddComment(1, "b"))))
    host.apply(Plan((React(1, 1, "eyes"), DeleteComment(1, 2), DeleteComment(1, 2))))
    assert [(one.id, one.reactions) for one in issue(host).comments] == [(1, frozenset({"eyes"}))]


def test_what_we_close_says_so(host: LocalHost) -> None:
    write(host.folder)
    host.apply(Plan((CloseIssue(1, "completed"),)))
    assert (issue(host).closer, issue(host).closed, issue(host).reason) == (ME, NOW, "completed")


@pytest.mark.parametrize("kind", ["issues", "pulls"])
def test_no_record_is_read_through_a_link(host: LocalHost, tmp_path: Path, kind: str) -> None:
    write(tmp_path, kind)
    (tmp_path / "elsewhere.md").write_bytes((tmp_path / kind / "1.md").read_bytes())
    (tmp_path / kind / "1.md").unlink()
    (tmp_path / kind / "1.md").symlink_to("../elsewhere.md")
    with pytest.raises(ClubFileError, match="links are not followed"):
        host.snapshot()
    (tmp_path / kind / "1.md").unlink()
    (tmp_path / kind).rmdir()
    (tmp_path / "real").mkdir()
    (tmp_path / kind).symlink_to("real")
    with pytest.raises(ClubFileError, match="links are not followed"):
        host.snapshot()


# --- files


@pytest.mark.parametrize(
    "links, config, found",
    [
        ({}, "", {}),
        ({"README.md": "notes.md"}, "", {"README.md": "link"}),
        ({".github": "elsewhere"}, "", {".github/clubaction.yml": "link", ".github/clubaction": "link"}),
        ({"sessions/x.md": "../notes.md"}, "", {"sessions/x.md": "link"}),
        ({"a/b": "../sessions"}, "sessions: a/b/c\n", {"a/b/c": "link"}),
        ({}, "readme: sessions\nsessions: notes.md\n", {"sessions": "folder", "notes.md": "file"}),
    ],
    ids=["none", "README", "above", "a session", "further above", "the wrong kind"],
)
def test_what_stands_in_the_way_is_told(
    host: LocalHost, links: dict[str, str], config: str, found: dict[str, Obstacle]
) -> None:
    for path, to in links.items():
        place = host.folder / path
        git(host.folder, "rm", "-r", "--quiet", "--ignore-unmatch", path)
        place.parent.mkdir(exist_ok=True)
        place.symlink_to(to)
    if config:
        (host.folder / ".github/clubaction.yml").write_text(config)
    commit_all(host.folder)
    snapshot = host.snapshot()
    assert dict(snapshot.obstacles) == found
    assert not snapshot.files.keys() & links.keys()
    assert snapshot.names_at_root >= {"README.md", "sessions", "notes.md"} - found.keys()


def test_a_submodule_is_told(host: LocalHost) -> None:
    git(host.folder, "rm", "-r", "--quiet", "sessions")
    git(host.folder, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sessions")
    git(host.folder, "commit", "--quiet", "-m", "A submodule")
    assert dict(host.snapshot().obstacles) == {"sessions": "submodule"}


@pytest.mark.parametrize("path", ["link/a.md", "link", "notes.md/a.md", "sessions"])
def test_nothing_is_written_through_a_link_or_in_the_place_of_something_else(host: LocalHost, path: str) -> None:
    (host.folder / "link").symlink_to("sessions")
    base = commit_all(host.folder)
    with pytest.raises(HostError, match=r"can't be written: .* is a (link|file|folder), which is left as it is"):
        host.apply(Plan((Commit(BRANCH, base, "", "m", {path: b"x"}),)))
    assert host.snapshot().branch is None


# --- branches and pull requests


def propose(host: LocalHost, branch: str = BRANCH, files: dict[str, bytes | None] | None = None) -> str:
    base = host.snapshot().base
    message = f"Update\n\nMade-by: clubaction {TREE} on {base}\n"
    opened = OpenPullRequest(branch, "main", "Update", BODY)
    host.apply(Plan((Commit(branch, base, "", message, files or OURS), opened)))
    return git(host.folder, "rev-parse", branch)


def read(host: LocalHost) -> Branch:
    branch = host.snapshot().branch
    assert branch
    return branch


def merge(host: LocalHost, other: str = "main", change: str = "") -> None:
    """Merges into our branch, as somebody does in a clone; with `change`, adds to a file in the same commit."""
    folder = host.folder
    git(folder, "checkout", "--quiet", BRANCH)
    git(folder, "merge", "--quiet", "--no-ff", "--no-commit", other)
    if change:
        (folder / change).write_bytes((folder / change).read_bytes() + b"Mine\n")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--no-edit")
    git(folder, "checkout", "--quiet", "main")


def by_hand(host: LocalHost, path: str = "README.md") -> str:
    place = host.folder / path
    place.write_bytes(b"First, by hand\n" + place.read_bytes())
    return commit_all(host.folder)


def test_our_commit_is_known_by_its_tree_and_parent(host: LocalHost) -> None:
    propose(host)
    assert read(host).ours
    git(host.folder, "checkout", "--quiet", BRANCH)
    (host.folder / "notes.md").write_text("Mine\n")
    git(host.folder, "commit", "--quiet", "--all", "--amend", "--no-edit")
    git(host.folder, "checkout", "--quiet", "main")
    assert not read(host).ours


def test_the_default_branch_merged_in_is_nobody_s_work(host: LocalHost) -> None:
    propose(host)
    base = by_hand(host)
    merge(host)
    assert (read(host).ours, read(host).parent) == (True, base)


@pytest.mark.parametrize("change", ["README.md", "notes.md", "sessions/new.md"])
def test_a_merge_with_something_of_its_own_is_somebody_s_work(host: LocalHost, change: str) -> None:
    ours = propose(host)
    by_hand(host)
    merge(host, change=change)
    assert (read(host).ours, read(host).parent) == (False, ours)


def test_a_merge_of_another_branch_is_somebody_s_work(host: LocalHost) -> None:
    propose(host)
    git(host.folder, "checkout", "--quiet", "-b", "feature")
    by_hand(host, "notes.md")
    git(host.folder, "checkout", "--quiet", "main")
    merge(host, "feature")
    assert not read(host).ours


def test_what_an_earlier_configuration_left_behind_is_told_and_can_be_cleared_away(host: LocalHost) -> None:
    head = propose(host, "bot/old")
    propose(host)
    write(host.folder, "pulls", 3, "No mark", state="open", head="bot/third", base="main")
    found = host.snapshot()
    assert found.pull_request
    assert (found.pull_request.number, found.pull_request.base, found.pull_request.branch) == (2, "main", BRANCH)
    assert [(one.number, one.branch) for one in found.left_behind] == [(1, "bot/old")]
    assert dict(found.left_heads) == {"bot/old": head}
    applied = host.apply(Plan((ClosePullRequest(1, "Moved on"), DeleteBranch("bot/old", head))))
    assert (applied.operation, applied.pull_request) == ("none", 2)
    assert host.snapshot().left_behind == ()
    assert git(host.folder, "branch", "--list", "bot/old") == ""


def test_a_pull_request_into_another_base_is_ours_only_with_our_mark(host: LocalHost) -> None:
    propose(host)
    write(host.folder, "pulls", 7, "Backport", state="open", head=BRANCH, base="release")
    found = host.snapshot().pull_request
    assert found
    assert found.number == 1
    write(host.folder, "pulls", 7, BODY, state="open", head=BRANCH, base="release")
    found = host.snapshot().pull_request
    assert found
    assert found.number == 7
    host.apply(Plan((EditPullRequest(7, "T", BODY, "main"),)))
    found = host.snapshot().pull_request
    assert found
    assert found.base == "main"


def test_a_branch_is_deleted_only_from_where_it_was(host: LocalHost) -> None:
    head = propose(host)
    base = host.snapshot().base
    with pytest.raises(Conflict):
        host.apply(Plan((DeleteBranch(BRANCH, base),)))
    host.apply(Plan((DeleteBranch(BRANCH, head), DeleteBranch(BRANCH, head))))
    assert host.snapshot().branch is None
