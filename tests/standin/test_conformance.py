"""The stand-in is held to GitHub's own descriptions, and the check can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import conformance, people
from .conftest import Client
from .exchange import Request, Response
from .people import GitHub

DESCRIBED = pytest.mark.skipif(conformance.description() is None, reason="GitHub's descriptions are not here")


def _violations(method: str, path: str, status: int, body: object, sent: bytes = b"") -> list[str]:
    described = conformance.description()
    assert described is not None
    return described.violations(Request(method, path, {}, {}, sent), Response(status, body))


@DESCRIBED
def test_an_answer_that_lacks_a_field_is_found_out(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one")
    shape = client("GET", "issues/1").json()
    assert _violations("GET", "/repos/club/papers/issues/1", 200, shape) == []
    del shape["user"]
    assert "'user' is a required property" in _violations("GET", "/repos/club/papers/issues/1", 200, shape)[0]


@DESCRIBED
@pytest.mark.parametrize(
    "method, path, status, body",
    [
        ("GET", "/repos/club/papers/nowhere", 200, {}),
        ("GET", "/repos/club/papers/labels", 201, []),
        ("GET", "/repos/club/papers/labels", 200, [{"id": "1"}]),
        ("DELETE", "/repos/club/papers/git/refs/heads/a", 204, {"message": "gone"}),
        ("POST", "/repos/club/papers/labels", 422, {"message": "Validation Failed"}),
    ],
)
def test_whatever_github_does_not_describe_is_found_out(method: str, path: str, status: int, body: object) -> None:
    assert _violations(method, path, status, body) != []


@DESCRIBED
def test_a_request_that_github_would_not_understand_fails_its_test(tmp_path: Path) -> None:
    made = people.GitHub(tmp_path)
    made.create_repository()
    made.open_issue("ann", "one")
    client = Client(made)
    client("PATCH", "issues/1", {"state": "shut"})
    client.graphql("{ viewer { shoeSize } }")
    client.close()
    with pytest.raises(AssertionError, match=r"'shut' is not one of(.|\n)*shoeSize"):
        made.close()


@DESCRIBED
def test_a_field_that_the_stand_in_was_not_taught_fails_its_test(tmp_path: Path) -> None:
    made = people.GitHub(tmp_path)
    made.create_repository()
    client = Client(made)
    answer = client.graphql('{ repository(owner: "club", name: "papers") { forkCount } }')
    assert "errors" in answer
    client.close()
    with pytest.raises(AssertionError, match=r"does not know Repository\.forkCount"):
        made.close()


def test_nobodys_git_configuration_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text("[core]\n\tautocrlf = true\n[commit]\n\tgpgsign = true\n[user]\n\tname = Me\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Someone Else")
    made = [people.GitHub(tmp_path / name) for name in "ab"]
    for one in made:
        one.create_repository(files={"a.txt": "one\r\ntwo\n"})
    assert made[0].files()["a.txt"] == b"one\r\ntwo\n"
    assert made[0].head() == made[1].head(), "the same story gives the same commits"
    for one in made:
        one.close()
