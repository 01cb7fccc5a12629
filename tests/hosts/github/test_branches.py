"""Whose the branch and the pull requests are, and what is done to those that are ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from github import Github
from github.Comparison import Comparison

from clubaction.errors import Conflict, HostError
from clubaction.hosts.github import branch_update
from clubaction.hosts.github.branch_update import differing, is_of_both, merged_by_line
from clubaction.model.plan import TREE, ClosePullRequest, Commit, DeleteBranch, EditPullRequest, OpenPullRequest, Plan
from clubaction.model.snapshot import Branch, Snapshot
from tests.clubs.club import BRANCH
from tests.clubs.on_github import GitHubClub, settle
from tests.standin import GitHub, faults

BODY = "What it brings\n\n<!-- clubaction:digest 0123456789abcdef -->"
README = b"".join(b"Line %d\n" % n for n in range(30))
OURS: dict[str, bytes | None] = {
    "README.md": README.replace(b"Line 20\n", b"Line 20, ours\n"),
    "sessions/new.md": b"---\ntitle: New\n---\n",
    "sessions/coming-up.md": None,
}


@pytest.fixture
def club(github: GitHub) -> GitHubClub:
    return settle(github, files={"README.md": README, "notes.md": b"Notes\n"})


def commit(club: GitHubClub, files: Mapping[str, bytes | None] = OURS, branch: str = BRANCH, **more: str) -> str:
    """Makes a commit of ours on the default branch's head, and a pull request of it; `more` is its body or base."""
    host = club.host()
    base, default = host.snapshot().base, club.github.repository.default_branch
    message = f"Update\n\nMade-by: clubaction {TREE} on {base}\n"
    opened = OpenPullRequest(branch, more.get("base", default), "Update", more.get("body", BODY))
    host.apply(Plan((Commit(branch, base, "", message, files), opened)))
    return club.github.head(branch) or ""


def read(club: GitHubClub) -> Branch:
    found = club.host().snapshot().branch
    assert found
    return found


def pull(club: GitHubClub) -> int:
    return club.github.pull_requests[-1].number


# --- our commit


def test_a_commit_that_we_made_is_ours_and_bears_its_tree(club: GitHubClub) -> None:
    head = commit(club)
    found = club.github.repository.git.commit(head)
    assert found
    assert found.tree in found.message
    assert TREE not in found.message
    branch = read(club)
    assert (branch.ours, branch.parent, branch.head) == (True, club.github.head(), head)
    assert branch.deleted == {"sessions/coming-up.md"}


def test_an_amended_commit_is_somebody_s_work_although_it_has_our_message(club: GitHubClub) -> None:
    found = club.github.repository.git.commit(commit(club))
    assert found
    base = club.github.head()
    club.github.push("olga", {"README.md": "Mine"}, branch=BRANCH, onto=base, message=found.message)
    assert not read(club).ours
    club.github.push("olga", {"notes.md": "More"})
    club.github.push("olga", dict(OURS), branch=BRANCH, onto=club.github.head(), message=found.message)
    assert not read(club).ours, "the same files on another commit"


def test_a_commit_on_top_of_ours_is_somebody_s_work(club: GitHubClub) -> None:
    commit(club)
    club.github.push("olga", {"sessions/new.md": "---\ntitle: Mine\n---\n"}, branch=BRANCH)
    assert not read(club).ours


# --- "Update branch"


@pytest.mark.parametrize(
    "pushed",
    [
        {"notes.md": "Others\n"},
        {"README.md": README.replace(b"Line 2\n", b"Line 2, by hand\nAnd one more\n")},
        {"notes.md": "Others\n", "README.md": README.replace(b"Line 2\n", b"")},
        {"sessions/new.md": OURS["sessions/new.md"]},
        {"README.md": README.replace(b"Line 20\n", b"Line 20, ours\n").replace(b"Line 9\n", b"Line nine\n")},
    ],
    ids=["other files", "the same file", "both", "what we bring", "what we bring and more"],
)
def test_the_default_branch_merged_in_is_nobody_s_work(club: GitHubClub, pushed: dict[str, bytes | str | None]) -> None:
    commit(club)
    club.github.push("olga", pushed)
    base, merge = club.github.head(), club.github.update_branch(pull(club), "olga")
    before = len(club.github.log)
    found = read(club)
    assert (found.ours, found.parent, found.head) == (True, base, merge)
    assert len(club.github.log) - before <= 6
    club.github.push("olga", {"notes.md": "Still more\n"})
    assert read(club).ours, "also when the default branch has moved on"


@pytest.mark.parametrize(
    "changes",
    [
        {"notes.md": b"Mine\n"},
        {"sessions/more.md": b"Mine\n"},
        {"sessions/new.md": b"---\ntitle: Mine\n---\n"},
        {"sessions/new.md": None},
        {"README.md": README.replace(b"Line 20\n", b"Line 20, ours\nAnd mine\n")},
        {"README.md": b"\xff\0 no text"},
    ],
    ids=["a file of the default branch", "a new file", "a file of ours", "without a file", "a line", "no text"],
)
def test_a_merge_with_something_of_its_own_is_somebody_s_work(
    club: GitHubClub, changes: dict[str, bytes | None]
) -> None:
    ours = commit(club)
    club.github.push("olga", {"README.md": README.replace(b"Line 2\n", b"Line 2, by hand\n")})
    base = club.github.head() or ""
    merge = club.github.update_branch(pull(club), "olga")
    assert read(club).ours
    git = club.github.repository.git
    who = club.github.store.user("olga").signature(club.github.store.stamp)
    club.github.force(BRANCH, git.write_commit(git.write_files(merge, changes), [ours, base], "m", who, who), "olga")
    found = read(club)
    assert (found.ours, found.parent) == (False, ours)


def test_a_merge_of_another_branch_is_somebody_s_work(club: GitHubClub) -> None:
    ours = commit(club)
    other = club.github.push("olga", {"notes.md": "A feature\n"}, branch="feature")
    git = club.github.repository.git
    tree = git.write_files(ours, {"notes.md": b"A feature\n"})
    who = club.github.store.user("olga").signature(club.github.store.stamp)
    club.github.force(BRANCH, git.write_commit(tree, [ours, other], "m", who, who), "olga")
    assert not read(club).ours


def test_a_merge_of_more_than_a_comparison_names_is_in_doubt_and_left_alone(
    club: GitHubClub, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(club)
    club.github.push("olga", {"notes.md": "Others\n"})
    club.github.update_branch(pull(club), "olga")
    monkeypatch.setattr(branch_update, "_MOST_FILES", 2)
    assert not read(club).ours


def compared(files: list[dict[str, str]]) -> Comparison:
    return Comparison(Github(lazy=True).requester, {}, {"files": files}, completed=True)


class TestJudging:
    def test_renamed_files_are_one_that_went_and_one_that_came(self) -> None:
        files = [
            {"filename": "b", "previous_filename": "a", "status": "renamed", "sha": "1"},
            {"filename": "c", "status": "removed", "sha": "2"},
            {"filename": "d", "status": "modified", "sha": "3"},
        ]
        assert differing(compared(files)) == {"a": "", "b": "1", "c": "", "d": "3"}
        assert differing(compared(files * 100)) is None

    def test_what_a_merge_may_hold(self) -> None:
        ours = {"a": "1", "b": "2", "gone": ""}
        assert merged_by_line({}, ours) == []
        assert merged_by_line({"a": "1", "gone": ""}, ours) == []
        assert merged_by_line({"b": "9", "a": "1"}, ours) == ["b"]
        assert merged_by_line({"c": "1"}, ours) is None
        assert merged_by_line({"a": ""}, ours) is None
        assert merged_by_line({"gone": "3"}, ours) is None

    def test_lines_of_both(self) -> None:
        assert is_of_both(b"a\nb\n", b"a\nx\n", b"b\n")
        assert not is_of_both(b"a\nc\n", b"a\nx\n", b"b\n")


# --- pull requests


def snapshot(club: GitHubClub) -> Snapshot:
    return club.host().snapshot()


def test_ours_names_its_base_and_its_branch(club: GitHubClub) -> None:
    commit(club)
    found = snapshot(club).pull_request
    assert found
    assert (found.base, found.branch) == ("main", BRANCH)


def test_one_that_people_opened_into_another_base_is_not_ours(club: GitHubClub) -> None:
    commit(club)
    ours = pull(club)
    club.github.push("olga", {"x": "y"}, branch="release")
    club.github.open_pull_request("olga", "Backport", head=BRANCH, base="release")
    found = snapshot(club).pull_request
    assert found
    assert found.number == ours
    club.github.edit_pull_request(pull(club), "olga", body=BODY)
    found = snapshot(club).pull_request
    assert found
    assert (found.number, found.base) == (pull(club), "release"), "with our mark it is"


def test_one_of_a_fork_is_not_ours(club: GitHubClub) -> None:
    commit(club)
    ours = pull(club)
    club.github.open_from_fork("eve", "Mine", head=BRANCH, body=BODY)
    club.github.open_from_fork("eve", "Mine", head="bot/old", body=BODY)
    found = snapshot(club)
    assert found.pull_request
    assert (found.pull_request.number, found.left_behind) == (ours, ())


def test_when_the_default_branch_changes_ours_can_follow(club: GitHubClub) -> None:
    commit(club)
    club.github.push("olga", {"x": "y"}, branch="trunk")
    club.github.change_default_branch("trunk")
    host = club.host()
    found = host.snapshot()
    assert found.pull_request
    assert (found.default_branch, found.pull_request.base) == ("trunk", "main")
    host.apply(Plan((EditPullRequest(found.pull_request.number, "T", BODY, "trunk"),)))
    assert club.github.pull_requests[-1].base == "trunk"
    host.apply(Plan((EditPullRequest(found.pull_request.number, "T", BODY),)))
    assert club.github.pull_requests[-1].base == "trunk"


def test_what_an_earlier_configuration_left_behind_is_told_and_can_be_cleared_away(club: GitHubClub) -> None:
    head = commit(club, branch="bot/old")
    old = pull(club)
    current = commit(club)
    club.github.open_pull_request("olga", "Theirs", head="bot/old", base=BRANCH, body="No mark")
    host = club.host()
    found = host.snapshot()
    assert [(one.number, one.branch, one.state) for one in found.left_behind] == [(old, "bot/old", "open")]
    assert dict(found.left_heads) == {"bot/old": head}
    applied = host.apply(Plan((ClosePullRequest(old, "Moved on"), DeleteBranch("bot/old", head))))
    assert (applied.operation, applied.pull_request) == ("none", old + 1)
    thread = club.github.thread(old)
    assert (thread.state, [c.body for c in thread.comments]) == ("closed", ["Moved on"])
    assert club.github.head("bot/old") is None
    assert club.github.head(BRANCH) == current
    assert snapshot(club).left_behind == ()


def test_a_branch_left_behind_with_somebody_s_work_is_not_told_as_ours(club: GitHubClub) -> None:
    commit(club, branch="bot/old")
    club.github.push("olga", {"x": "y"}, branch="bot/old")
    found = snapshot(club)
    assert [one.branch for one in found.left_behind] == ["bot/old"]
    assert not found.left_heads


# --- deleting


def test_a_branch_is_deleted_only_from_where_it_was(club: GitHubClub) -> None:
    head = commit(club)
    host = club.host()
    host.snapshot()
    moved = club.github.push("olga", {"x": "y"}, branch=BRANCH)
    with pytest.raises(Conflict):
        host.apply(Plan((DeleteBranch(BRANCH, head),)))
    assert club.github.head(BRANCH) == moved
    host.apply(Plan((DeleteBranch(BRANCH, moved),)))
    assert club.github.head(BRANCH) is None
    host.apply(Plan((DeleteBranch(BRANCH, moved),)))


def test_a_base_that_is_not_there_is_an_error_in_one_line(club: GitHubClub) -> None:
    commit(club)
    host = club.host()
    host.snapshot()
    with pytest.raises(HostError, match="edit the pull request"):
        host.apply(Plan((EditPullRequest(pull(club), "T", BODY, "nowhere"),)))


def test_other_pull_requests_that_github_does_not_show_stop_no_run(club: GitHubClub) -> None:
    commit(club, branch="bot/old")

    def refuse(body: dict[str, Any]) -> dict[str, Any]:
        (name,) = (name for name, value in body["data"].items() if "headRef" in str(value))
        path = [name, "pullRequests", "nodes", 0, "headRef"]
        return {**body, "errors": [{"type": "FORBIDDEN", "path": path, "message": "Resource not accessible"}]}

    club.github.faults.add(faults.changed(refuse))
    found = snapshot(club)
    assert (found.left_behind, dict(found.left_heads)) == ((), {})
