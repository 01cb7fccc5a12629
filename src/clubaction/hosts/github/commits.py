"""One commit on GitHub: tree and commit first, then the branch moved once, from where it was expected to be."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from github.GitCommit import GitCommit
from github.GitTree import GitTree
from github.InputGitTreeElement import InputGitTreeElement
from github.Repository import Repository

from clubaction.errors import Conflict, HostError
from clubaction.hosts import path_kinds
from clubaction.hosts.github import selections
from clubaction.hosts.github.client import Client
from clubaction.hosts.github.json_fields import text, whole
from clubaction.hosts.github.queries import Query, ask
from clubaction.hosts.github.refusals import Refused
from clubaction.model.plan import TREE, Commit
from clubaction.model.snapshot import Obstacle

NOWHERE = "0" * 40
"""Where a branch points that is not there."""

_NEEDS = "contents: write"
_MOST_TEXT = 4_000_000
"""Bytes of content in one request for a tree."""


@dataclass(frozen=True, slots=True)
class Commits:
    """Makes commits in a repository. `identity` is its node id; `trees` maps a commit to its tree, as far as known."""

    client: Client
    identity: str
    trees: Mapping[str, str]
    modes: Mapping[str, str]
    """Path → mode of the files that are there."""
    there: Mapping[str, Obstacle]
    """Path → what is there, as far as known."""

    def make(self, step: Commit) -> str:
        """Makes the commit and moves its branch there; returns its id. Raises `Conflict`, `HostError`."""
        path_kinds.refuse((path for path, content in step.changes.items() if content is not None), self.there)
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
        for some in _portions(changes):
            base = self._write(base, [self._element(path, content) for path, content in some.items()])
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
        """Moves a branch that stands at `before`; `NOWHERE` on either side makes or deletes it.

        Raises `Conflict` where it stands elsewhere by now.
        """
        ref = f"refs/heads/{branch}"
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
        """Raises the reason why a branch could not be moved; it may be where it should be all the same."""
        stands = self._head(f"refs/heads/{branch}")
        if stands == after:
            return
        if stands != before:
            raise Conflict(f"somebody else moved the branch {branch} at the same time; start the run again")
        raise HostError(
            f"{refused}. Leave {branch} out of the branch protection, or name another `branch` in the configuration"
        ) from None

    def _head(self, ref: str) -> str:
        found: list[Any] = []
        ask(self.client, [Query(selections.HEAD, found.append, {"ref": ("String!", ref)})])
        with whole(self.client.full_name):
            return text(found[0]["target"]["oid"]) if found[0] else NOWHERE


def _tree(repository: Repository, sha: str) -> GitTree:
    """A tree of which only the name is needed."""
    return GitTree(repository.requester, {}, {"sha": sha}, completed=True)


def _commit(repository: Repository, sha: str) -> GitCommit:
    """A commit of which only the name is needed."""
    return GitCommit(repository.requester, {}, {"sha": sha}, completed=True)


def _updated_refs(repository: Repository, order: dict[str, Any]) -> Any:
    """REST can't move a branch only if it stands where it is expected to."""
    return repository.requester.graphql_named_mutation("updateRefs", order, "clientMutationId")[1] or None


def _plain(content: bytes) -> str | None:
    """A file's content as text; None where a tree could not hold it to the byte."""
    try:
        plain = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in plain else plain


def _portions(changes: Mapping[str, bytes | None]) -> Iterator[dict[str, bytes | None]]:
    some: dict[str, bytes | None] = {}
    size = 0
    for path, content in changes.items():
        if some and size + len(content or b"") > _MOST_TEXT:
            yield some
            some, size = {}, 0
        some[path] = content
        size += len(content or b"")
    if some:
        yield some
