"""Makes one commit on GitHub: first its tree, then the commit, then one step that moves the branch to it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from github.GitCommit import GitCommit
from github.GitTree import GitTree
from github.InputGitTreeElement import InputGitTreeElement
from github.Repository import Repository

from clubaction.errors import Conflict, HostError
from clubaction.hosts import occupied_paths
from clubaction.hosts.github import selections
from clubaction.hosts.github.branches import ref_of
from clubaction.hosts.github.client import Client
from clubaction.hosts.github.json_fields import complete_answer, text
from clubaction.hosts.github.portions import portions
from clubaction.hosts.github.queries import Query, ask
from clubaction.hosts.github.refusals import Refused
from clubaction.model.plan import TREE, Commit
from clubaction.model.snapshot import Obstacle

NOWHERE = "0" * 40
"""The commit id that stands for "no such branch"."""

_NEEDS = "contents: write"
_MOST_BYTES = 4_000_000
"""Bytes of content in one request for a tree."""


@dataclass(frozen=True, slots=True)
class Commits:
    """Makes commits in one repository."""

    client: Client
    identity: str
    """GitHub's node id of the repository."""
    trees: Mapping[str, str]
    """Commit id → tree id, as far as they are known."""
    modes: Mapping[str, str]
    """Path → git's mode of the files that exist."""
    kinds: Mapping[str, Obstacle]
    """Path → what exists there, as far as it is known."""

    def make(self, step: Commit) -> str:
        """Makes the commit, moves its branch to it, and returns its id.

        Raises `Conflict` if the branch is not where `step.expected` says, `HostError` for any other failure.
        """
        written = (path for path, content in step.changes.items() if content is not None)
        occupied_paths.require_writable(written, self.kinds)
        tree = self._tree(self.trees.get(step.base, step.base), step.changes)
        message = step.message.replace(TREE, tree)
        oid = self.client.call(
            "make a commit",
            lambda repository: (
                repository.create_git_commit(message, _tree(repository, tree), [_commit(repository, step.base)]).sha
            ),
            needs=_NEEDS,
        )
        self.move(step.branch, step.expected or NOWHERE, oid)
        return oid

    def _tree(self, base: str, changes: Mapping[str, bytes | None]) -> str:
        """The id of the tree that has these changes on top of the tree `base`; many bytes take several requests."""
        for portion in portions(changes.items(), _size, most_size=_MOST_BYTES):
            base = self._write(base, [self._element(path, content) for path, content in portion])
        return base

    def _write(self, base: str, elements: list[InputGitTreeElement]) -> str:
        return self.client.call(
            "write files",
            lambda repository: repository.create_git_tree(elements, _tree(repository, base)).sha,
            needs=_NEEDS,
        )

    def _element(self, path: str, content: bytes | None) -> InputGitTreeElement:
        mode = self.modes.get(path, "100644")
        if content is None:
            return InputGitTreeElement(path, mode, "blob", sha=None)
        plain = _plain(content)
        if plain is not None:
            return InputGitTreeElement(path, mode, "blob", content=plain)
        encoded = base64.b64encode(content).decode()
        sha = self.client.call(
            "write a file", lambda repository: repository.create_git_blob(encoded, "base64").sha, needs=_NEEDS
        )
        return InputGitTreeElement(path, mode, "blob", sha=sha)

    def move(self, branch: str, before: str, after: str) -> None:
        """Moves a branch from one commit to another; `NOWHERE` as `before` creates it, as `after` deletes it.

        Raises `Conflict` if the branch is not at `before` any more.
        """
        ref = ref_of(branch)
        update = {"name": ref, "beforeOid": before, "afterOid": after, "force": True}
        order = {"repositoryId": self.identity, "refUpdates": [update]}
        try:
            self.client.call(
                f"move the branch {branch}",
                lambda repository: _updated_refs(repository, order),
                needs=_NEEDS,
                repeatable=False,
            )
        except Refused as refused:
            if refused.status:
                raise
            self._explain(refused, branch, before, after)

    def _explain(self, refused: Refused, branch: str, before: str, after: str) -> None:
        """Raises the reason why a branch could not be moved, unless it is at `after` already."""
        head = self._head(ref_of(branch))
        if head == after:
            return
        if head != before:
            raise Conflict(f"somebody else moved the branch {branch} at the same time; start the run again")
        raise HostError(
            f"{refused}. Leave {branch} out of the branch protection, or name another `branch` in the configuration"
        ) from None

    def _head(self, ref: str) -> str:
        found: list[Any] = []
        ask(self.client, [Query(selections.HEAD, found.append, {"ref": ("String!", ref)})])
        with complete_answer(self.client.full_name):
            return text(found[0]["target"]["oid"]) if found[0] else NOWHERE


def _tree(repository: Repository, sha: str) -> GitTree:
    """PyGithub's object for a tree of which only the id is known."""
    return GitTree(repository.requester, {}, {"sha": sha}, completed=True)


def _commit(repository: Repository, sha: str) -> GitCommit:
    """PyGithub's object for a commit of which only the id is known."""
    return GitCommit(repository.requester, {}, {"sha": sha}, completed=True)


def _updated_refs(repository: Repository, order: dict[str, Any]) -> Any:
    """Moves branches by GraphQL, since REST can't make it a condition where the branch is now."""
    return repository.requester.graphql_named_mutation("updateRefs", order, "clientMutationId")[1] or None


def _plain(content: bytes) -> str | None:
    """A file's content as text; None if a request for a tree, which takes text, could not carry each byte of it."""
    try:
        plain = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in plain else plain


def _size(change: tuple[str, bytes | None]) -> int:
    """The bytes of a changed file; 0 for a deleted one."""
    return len(change[1] or b"")
