"""REST as GitHub answers it."""

from __future__ import annotations

import base64
import io
import tarfile

import pytest
import requests

from .conftest import Client
from .people import GitHub

ZERO = "0" * 40


def test_a_request_without_a_token_or_with_an_expired_one_is_refused(github: GitHub, client: Client) -> None:
    assert requests.get(f"{github.api_url}/repos/club/papers", timeout=20).status_code == 401
    github.expire(client.token)
    answer = client("GET", "issues")
    assert (answer.status_code, answer.json()["message"]) == (401, "Bad credentials")


def test_a_token_may_do_what_its_permissions_say_and_no_more(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one")
    weak = github.job_token({"contents": "read", "issues": "write"})
    assert client("POST", "issues/1/comments", {"body": "hi"}, token=weak).status_code == 201
    for path in ("git/refs", "git/trees", "git/blobs", "git/commits", "pulls"):
        answer = client("POST", path, {}, token=weak)
        assert (answer.status_code, answer.json()["message"]) == (
            403,
            "Resource not accessible by integration",
        )


def test_a_private_repository_is_not_found_by_strangers(github: GitHub, client: Client) -> None:
    github.repository.private = True
    assert client("GET", "issues", token=github.personal_token("eve")).status_code == 404
    assert client("GET", "issues", token=github.personal_token("olga")).status_code == 200


def test_a_list_comes_in_pages_with_links_to_the_others(github: GitHub, client: Client) -> None:
    for number in range(7):
        github.open_issue("ann", f"issue {number}")
    first = client("GET", "issues?per_page=3&direction=asc")
    assert set(first.links) == {"next", "last"}
    second = requests.get(
        first.links["next"]["url"], headers={"Authorization": f"token {client.token.value}"}, timeout=20
    )
    assert [issue["number"] for issue in second.json()] == [4, 5, 6]
    last = client("GET", "issues?per_page=3&direction=asc&page=3")
    assert set(last.links) == {"first", "prev"}
    assert len(client("GET", "issues?per_page=1000").json()) == 7


def test_an_answer_that_the_client_has_already_is_304_and_free(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one")
    first = client("GET", "issues/1")
    again = client("GET", "issues/1", if_none_match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    left = int(first.headers["X-RateLimit-Remaining"])
    assert int(again.headers["X-RateLimit-Remaining"]) == left
    github.comment(1, "ben", "news")
    assert client("GET", "issues/1", if_none_match=first.headers["ETag"]).status_code == 200


def test_a_body_may_hold_65536_characters(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one")
    assert client("POST", "issues/1/comments", {"body": "\u00e9" * 65_536}).status_code == 201
    answer = client("POST", "issues/1/comments", {"body": "x" * 65_537})
    assert answer.status_code == 422
    assert "too long" in answer.json()["errors"][0]["message"]
    assert len(github.thread(1).comments) == 1


def test_the_jobs_comments_are_by_the_bot_and_their_ids_grow(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one")
    ids = [client("POST", "issues/1/comments", {"body": text}).json() for text in "ab"]
    assert ids[0]["user"]["login"] == "github-actions[bot]"
    assert ids[0]["user"]["type"] == "Bot"
    assert 2**31 < ids[0]["id"] < ids[1]["id"]
    assert client("GET", "/user").status_code == 403


def test_reacting_twice_is_one_reaction(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one")
    comment = github.comment(1, "ben", "/claim recap")
    path = f"issues/comments/{comment.id}/reactions"
    answers = [client("POST", path, {"content": "+1"}) for _ in "ab"]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert client("GET", path).json()[0]["content"] == "+1"
    assert client("DELETE", f"{path}/{answers[0].json()['id']}").status_code == 204
    assert comment.reactions == []


def test_labels_are_made_once_and_put_on_issues(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one", labels=["paper", "unheard-of"])
    assert [label["name"] for label in client("GET", "issues/1").json()["labels"]] == ["paper"]
    body = {"name": "held", "color": "0e8a16", "description": "over"}
    assert client("POST", "labels", body).status_code == 201
    assert client("POST", "labels", body).json()["errors"][0]["code"] == "already_exists"
    client("POST", "issues/1/labels", {"labels": ["held"]})
    assert len(client("GET", "issues?labels=paper,held").json()) == 1
    client("DELETE", "issues/1/labels/paper")
    assert client("GET", "issues?labels=paper,held").json() == []


def test_closing_and_reopening_say_why(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one")
    answer = client("PATCH", "issues/1", {"state": "closed", "state_reason": "not_planned"}).json()
    assert (answer["state"], answer["state_reason"]) == ("closed", "not_planned")
    answer = client("PATCH", "issues/1", {"state": "open"}).json()
    assert (answer["state"], answer["state_reason"]) == ("open", "reopened")


def test_the_permission_of_each_person_is_known(github: GitHub, client: Client) -> None:
    github.add_user("rita", "read")
    asked = {login: client("GET", f"collaborators/{login}/permission") for login in ("club", "olga", "rita")}
    assert {login: answer.json()["permission"] for login, answer in asked.items()} == {
        "club": "admin",
        "olga": "write",
        "rita": "read",
    }
    assert client("GET", "collaborators/nobody-at-all/permission").status_code == 404


def test_a_branch_moves_forward_and_backward_only_by_force(github: GitHub, client: Client) -> None:
    before, after = github.head(), github.push("olga", {"a.md": "x"})
    answer = client("PATCH", "git/refs/heads/main", {"sha": before})
    assert (answer.status_code, answer.json()["message"]) == (422, "Update is not a fast forward")
    assert github.head() == after
    assert client("PATCH", "git/refs/heads/main", {"sha": before, "force": True}).status_code == 200
    assert github.head() == before


@pytest.mark.parametrize(
    "method, path, body, message",
    [
        ("POST", "git/refs", {"ref": "refs/heads/main"}, "Reference already exists"),
        ("PATCH", "git/refs/heads/nowhere", {}, "Reference does not exist"),
        ("DELETE", "git/refs/heads/nowhere", None, "Reference does not exist"),
        ("POST", "git/refs", {"ref": "refs/heads/new", "sha": "1" * 40}, "Object does not exist"),
        ("PATCH", "git/refs/heads/main", {"sha": "main"}, "The sha parameter must be exactly 40"),
    ],
)
def test_a_reference_that_cannot_be_moved_is_refused(
    github: GitHub, client: Client, method: str, path: str, body: dict[str, str] | None, message: str
) -> None:
    answer = client(method, path, None if body is None else {"sha": github.head(), **body})
    assert answer.status_code == 422
    assert answer.json()["message"].startswith(message)


def test_a_protected_branch_changes_by_pull_request_only(github: GitHub, client: Client) -> None:
    github.protect("main")
    commit = client.propose({"a.md": "x"})
    answer = client("PATCH", "git/refs/heads/main", {"sha": commit})
    assert (answer.status_code, answer.json()["message"]) == (
        422,
        "Changes must be made through a pull request.",
    )
    client("POST", "pulls", {"title": "T", "head": "clubaction/update", "base": "main"})
    github.merge(1, "olga")
    assert "a.md" in github.files()


def test_trees_are_written_on_top_of_others(github: GitHub, client: Client) -> None:
    github.push("olga", {"sessions/a.md": "a", "sessions/b.md": "b"})
    blob = client("POST", "git/blobs", {"content": base64.b64encode(b"\r\n\0\xff").decode(), "encoding": "base64"})
    rows = [
        {"path": "sessions/a.md", "mode": "100644", "type": "blob", "sha": None},
        {"path": "sessions/c.md", "mode": "100644", "type": "blob", "sha": blob.json()["sha"]},
        {"path": "d/e.md", "mode": "100644", "type": "blob", "content": "e\n"},
    ]
    tree = client("POST", "git/trees", {"base_tree": github.head(), "tree": rows}).json()
    paths = {row["path"] for row in client("GET", f"git/trees/{tree['sha']}?recursive=1").json()["tree"]}
    assert paths == {"README.md", "d", "d/e.md", "sessions", "sessions/b.md", "sessions/c.md"}
    content = client("GET", f"git/blobs/{blob.json()['sha']}").json()["content"]
    assert base64.b64decode(content) == b"\r\n\0\xff"


@pytest.mark.parametrize("path", ["/etc/passwd", "../up", "a//b", ".git/config", ""])
def test_a_path_that_leaves_the_repository_is_refused(github: GitHub, client: Client, path: str) -> None:
    row = {"path": path, "mode": "100644", "type": "blob", "content": "x"}
    assert client("POST", "git/trees", {"base_tree": github.head(), "tree": [row]}).status_code == 422


def test_files_are_read_one_by_one_or_all_in_one_archive(github: GitHub, client: Client) -> None:
    github.push("olga", {"sessions/a.md": "Schrödinger\r\n"})
    file = client("GET", "contents/sessions/a.md").json()
    assert base64.b64decode(file["content"]).decode() == "Schrödinger\r\n"
    assert [row["name"] for row in client("GET", "contents/sessions").json()] == ["a.md"]
    moved = client("GET", "tarball/main")
    assert moved.status_code == 302
    data = requests.get(moved.headers["Location"], timeout=20).content
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        name = f"club-papers-{(github.head() or '')[:7]}/sessions/a.md"
        member = archive.extractfile(name)
        assert member is not None
        assert member.read().decode() == "Schrödinger\r\n"


def test_two_branches_are_compared(github: GitHub, client: Client) -> None:
    client.propose({"a.md": "x\n"})
    github.push("olga", {"b.md": "y\n"})
    answer = client("GET", "compare/main...clubaction/update").json()
    assert (answer["status"], answer["ahead_by"], answer["behind_by"]) == ("diverged", 1, 1)
    assert [(row["filename"], row["status"]) for row in answer["files"]] == [("a.md", "added")]


def test_used_up_requests_are_refused_until_the_hour_is_over(github: GitHub, client: Client) -> None:
    github.store.rate.remaining = 1
    assert client("GET", "issues").status_code == 200
    answer = client("GET", "issues")
    assert (answer.status_code, answer.headers["X-RateLimit-Remaining"]) == (403, "0")
    assert client("GET", "/rate_limit").json()["rate"]["remaining"] == 0


def test_an_enterprise_server_answers_under_its_own_prefix(github: GitHub, client: Client) -> None:
    root = github.api_url.removesuffix("/api/v3")
    headers = {"Authorization": f"token {client.token.value}"}
    assert requests.get(f"{root}/api/v3/repos/club/papers", headers=headers, timeout=20).status_code == 200
    body = {"query": "{viewer{login}}"}
    answer = requests.post(f"{root}/api/graphql", json=body, headers=headers, timeout=20).json()
    assert answer == {"data": {"viewer": {"login": "github-actions[bot]"}}}


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"null"])
def test_a_body_that_is_no_json_object_is_a_bad_request(github: GitHub, client: Client, body: bytes) -> None:
    headers = {"Authorization": f"token {client.token.value}"}
    url = f"{github.api_url}/repos/club/papers/issues"
    assert requests.post(url, data=body, headers=headers, timeout=20).status_code == 400
