"""Fixtures of the stand-in's own tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from .people import GitHub
from .plugin import github
from .state import Token

__all__ = ["Client", "client", "github"]

Json = dict[str, Any]


class Client:
    """Asks the stand-in as a job would, by its own connection."""

    def __init__(self, github: GitHub) -> None:
        self.github, self.token = github, github.job_token()
        self._session = requests.Session()

    def close(self) -> None:
        self._session.close()

    def __call__(
        self, method: str, path: str, body: Json | None = None, *, token: Token | None = None, **headers: str
    ) -> requests.Response:
        """One REST request; `path` counts from the repository unless it starts with a slash."""
        url = self.github.api_url + (path if path.startswith("/") else f"/repos/club/papers/{path}")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Authorization": f"Bearer {(token or self.token).value}", **named}
        return self._session.request(method, url, json=body, headers=sent, allow_redirects=False, timeout=20)

    def graphql(self, query: str, *, token: Token | None = None, **variables: Any) -> Json:
        """One GraphQL request; the whole answer."""
        sent = {"Authorization": f"Bearer {(token or self.token).value}"}
        body = {"query": query, "variables": variables}
        answer = self._session.post(self.github.graphql_url, json=body, headers=sent, timeout=20)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def propose(self, files: dict[str, str], branch: str = "clubaction/update") -> str:
        """Commit these files onto the default branch and point a new branch at the commit."""
        base = self.github.head()
        rows = [{"path": path, "mode": "100644", "type": "blob", "content": text} for path, text in files.items()]
        tree = self("POST", "git/trees", {"base_tree": base, "tree": rows}).json()["sha"]
        body = {"message": "Update", "tree": tree, "parents": [base]}
        commit = str(self("POST", "git/commits", body).json()["sha"])
        assert self("POST", "git/refs", {"ref": f"refs/heads/{branch}", "sha": commit}).status_code == 201
        return commit

    def pull(self, body: str = "", branch: str = "clubaction/update") -> int:
        """Propose a change and open a pull request of it."""
        self.propose({"sessions/a.md": "title: A\n"}, branch)
        asked = {
            "title": "Update",
            "body": body,
            "head": branch,
            "base": self.github.repository.default_branch,
        }
        answer = self("POST", "pulls", asked)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["number"])


@pytest.fixture
def client(github: GitHub) -> Iterator[Client]:
    made = Client(github)
    yield made
    made.close()
