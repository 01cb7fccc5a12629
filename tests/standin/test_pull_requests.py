"""What GitHub does to pull requests, and to the issues that they name."""

from __future__ import annotations

import pytest

from .conftest import Client
from .people import GitHub
from .pulls import Method
from .references import closing_numbers
from .state import Refusal

BRANCH = "clubaction/update"


def test_a_pull_request_whose_branch_is_moved_to_its_base_is_closed(github: GitHub, client: Client) -> None:
    number = client.pull()
    commit = github.head(BRANCH)
    client("PATCH", f"git/refs/heads/{BRANCH}", {"sha": github.head(), "force": True})
    assert github.pull_request(number).state == "closed"
    assert github.pull_request(number).merged is None
    client("PATCH", f"git/refs/heads/{BRANCH}", {"sha": commit, "force": True})
    assert github.pull_request(number).state == "closed", "moving the branch back does not reopen it"


def test_a_pull_request_follows_its_branch(github: GitHub, client: Client) -> None:
    number = client.pull()
    new = github.push("olga", {"notes.md": "by hand\n"}, branch=BRANCH)
    assert github.pull_request(number).head_oid == new
    assert github.pull_request(number).state == "open"


def test_deleting_the_branch_closes_its_pull_request(github: GitHub, client: Client) -> None:
    number = client.pull()
    assert client("DELETE", f"git/refs/heads/{BRANCH}").status_code == 204
    assert github.pull_request(number).state == "closed"
    answer = client("PATCH", f"pulls/{number}", {"state": "open"})
    assert answer.status_code == 422


def test_a_pull_request_closed_by_hand_can_be_reopened(github: GitHub, client: Client) -> None:
    number = client.pull()
    github.close_pull_request(number, "olga")
    assert client("PATCH", f"pulls/{number}", {"state": "open"}).json()["state"] == "open"


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_merging_brings_the_files_to_the_default_branch(github: GitHub, client: Client, method: Method) -> None:
    number = client.pull()
    github.push("olga", {"other.md": "meanwhile\n"})
    oid = github.merge(number, "olga", method)
    assert github.head() == oid
    assert set(github.files()) == {"README.md", "other.md", "sessions/a.md"}
    answer = client("GET", f"pulls/{number}").json()
    assert (answer["state"], answer["merged"], answer["merge_commit_sha"]) == ("closed", True, oid)
    assert answer["merged_by"]["login"] == "olga"
    commit = github.repository.git.commit(oid)
    assert commit is not None
    assert len(commit.parents) == (2 if method == "merge" else 1)


def test_a_conflict_cannot_be_merged(github: GitHub, client: Client) -> None:
    number = client.pull()
    github.push("olga", {"sessions/a.md": "title: B\n"})
    assert client("GET", f"pulls/{number}").json()["mergeable"] is False
    with pytest.raises(Refusal):
        github.merge(number, "olga")
    assert github.pull_request(number).state == "open"


def test_changes_to_different_lines_of_a_file_merge(github: GitHub, client: Client) -> None:
    lines = [f"line {number}\n" for number in range(20)]
    github.push("olga", {"long.md": "".join(lines)})
    client.propose({"long.md": "".join(["first\n", *lines[1:]])})
    client("POST", "pulls", {"title": "T", "head": BRANCH, "base": "main"})
    github.push("olga", {"long.md": "".join([*lines[:-1], "last\n"])})
    github.merge(1, "olga")
    assert github.files()["long.md"].decode() == "".join(["first\n", *lines[1:-1], "last\n"])


def test_merging_closes_the_issues_that_have_a_keyword_each(github: GitHub, client: Client) -> None:
    for title in "abcd":
        github.open_issue("ann", title)
    number = client.pull("Closes #1, closes #2\nFixes #3, #4 and `closes #4`")
    github.merge(number, "olga")
    states = [(issue.state, issue.reason) for issue in github.issues]
    assert states == [("closed", "completed")] * 3 + [("open", None)]


@pytest.mark.parametrize(
    "text, numbers",
    [
        ("Closes #1, #2", [1]),
        ("closes: #7", [7]),
        ("RESOLVED #1\n\nFixed club/papers#2", [1, 2]),
        ("see #3, discloses #4", []),
        ("<!-- closes #5 -->\n```\ncloses #6\n```", []),
    ],
)
def test_closing_keywords_are_read_as_github_reads_them(text: str, numbers: list[int]) -> None:
    assert closing_numbers(text) == numbers


def test_a_commit_pushed_to_the_default_branch_closes_issues_too(github: GitHub) -> None:
    github.open_issue("ann", "one")
    github.push("olga", {"a.md": "x"}, message="Fixes #1", branch="elsewhere")
    assert github.thread(1).state == "open"
    github.push("olga", {"a.md": "x"}, message="Fixes #1")
    assert github.thread(1).state == "closed"


def test_a_branch_pushed_into_its_base_counts_as_merged(github: GitHub, client: Client) -> None:
    number = client.pull()
    github.force("main", github.head(BRANCH) or "", "club")
    assert github.pull_request(number).merged is not None


def test_issues_and_pull_requests_share_their_numbers(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one")
    assert client.pull() == 2
    assert github.open_issue("ann", "three").number == 3
    assert client("GET", "issues/2").json()["pull_request"]["html_url"].endswith("/pull/2")


def test_a_pull_request_without_commits_of_its_own_is_refused(github: GitHub, client: Client) -> None:
    github.force("same", github.head() or "", "olga")
    answer = client("POST", "pulls", {"title": "T", "head": "same", "base": "main"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["message"] == "No commits between main and same"


def test_a_second_pull_request_from_a_branch_is_refused(client: Client) -> None:
    client.pull()
    answer = client("POST", "pulls", {"title": "T", "head": BRANCH, "base": "main"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["message"] == f"A pull request already exists for club:{BRANCH}."


def test_actions_may_be_forbidden_to_open_pull_requests(github: GitHub, client: Client) -> None:
    github.forbid_pull_requests_by_actions()
    client.propose({"a.md": "x"})
    asked = {"title": "T", "head": BRANCH, "base": "main"}
    answer = client("POST", "pulls", asked)
    assert answer.status_code == 403
    assert answer.json()["message"] == "GitHub Actions is not permitted to create or approve pull requests."
    answer = client("POST", "pulls", asked, token=github.app_token())
    assert answer.status_code == 201, "an App's token is not the job's"


def test_update_branch_merges_the_base_into_the_branch(github: GitHub, client: Client) -> None:
    number = client.pull()
    ours = github.head(BRANCH)
    base = github.push("olga", {"notes.md": "x"})
    merge = github.update_branch(number, "olga")
    found = github.repository.git.commit(merge)
    assert found
    assert (found.parents, github.head(BRANCH)) == ((ours, base), merge)
    assert github.files(BRANCH).keys() >= {"notes.md", "sessions/a.md"}


def test_a_pull_request_of_a_fork_does_not_follow_a_branch_of_ours(github: GitHub, client: Client) -> None:
    fork = github.open_from_fork("eve", "Mine", head=BRANCH)
    number = client.pull()
    github.delete_branch(BRANCH, "olga")
    assert (fork.state, github.thread(number).state) == ("open", "closed")
    selection = f"pullRequest(number: {fork.number}) {{ isCrossRepository headRefName headRef {{ name }} }}"
    query = f'query {{ repository(owner: "club", name: "papers") {{ {selection} }} }}'
    told = client.graphql(query)["data"]["repository"]["pullRequest"]
    assert told == {"isCrossRepository": True, "headRefName": BRANCH, "headRef": {"name": BRANCH}}


def test_a_comparison_tells_what_was_renamed(github: GitHub, client: Client) -> None:
    text = "".join(f"Line {n}\n" for n in range(30))
    before = github.push("olga", {"a.md": text, "b.md": "x\n"})
    after = github.push("olga", {"a.md": None, "c.md": text, "b.md": None})
    files = client("GET", f"compare/{before}...{after}").json()["files"]
    told = [(one["filename"], one["status"], one.get("previous_filename")) for one in files]
    assert told == [("b.md", "removed", None), ("c.md", "renamed", "a.md")]
