"""A state of the stand-in, kept so that many tests can start from it."""

from __future__ import annotations

import copy
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.clubs.on_github import GitHubClub
from tests.standin import GitHub
from tests.standin.repository import GitRepository
from tests.standin.state import Store


@dataclass(frozen=True)
class Checkpoint:
    """What one club's GitHub knew at a moment. `folder` holds its git repository."""

    store: Store
    folder: Path

    @classmethod
    def of(cls, club: GitHubClub, folder: Path) -> Checkpoint:
        return cls(_copy(club.github.store, folder), folder)

    def restore(self, club: GitHubClub, folder: Path) -> None:
        """Lets the club's GitHub be as it was; its repository goes to `folder`, which must not be there."""
        github = club.github
        for repository in github.store.repositories.values():
            repository.git.close()
        store = _copy(self.store, folder)
        github.store = github.server.store = store
        github._main = next(iter(store.repositories.values()))  # noqa: SLF001 (tests of the same project)
        github.faults.clear()
        github.after_request(lambda entry: None)
        github.log.clear()
        club.token = store.tokens[club.token.value]


def _copy(store: Store, folder: Path) -> Store:
    known = {}
    for repository in store.repositories.values():
        git = repository.git
        place = folder / git.path.name
        shutil.copytree(git.path, place, ignore=shutil.ignore_patterns("hooks"))
        copied = GitRepository(place, repository.default_branch)
        copied.known = git.known
        known[id(git)] = copied
    return copy.deepcopy(store, known)


def described(github: GitHub) -> dict[str, object]:
    """Everything that people can see, without times and ids."""
    repository = github.repository
    threads = {
        number: (
            type(thread).__name__,
            thread.title,
            thread.body,
            thread.state,
            thread.reason,
            sorted(label.name for label in thread.labels),
            [(c.author.login, c.body, sorted((r.user.login, r.content) for r in c.reactions)) for c in thread.comments],
        )
        for number, thread in repository.threads.items()
    }
    branches = {
        name: ([_message(github, oid) for oid in github.commits(name)], github.files(name))
        for name in sorted(ref.removeprefix("refs/heads/") for ref in repository.git.refs("refs/heads/"))
    }
    return {"threads": threads, "branches": branches, "files": github.files(), "labels": sorted(repository.labels)}


def _message(github: GitHub, oid: str) -> str:
    commit = github.repository.git.commit(oid)
    assert commit
    return re.sub(r"\b[0-9a-f]{40}\b", "…", commit.message)
