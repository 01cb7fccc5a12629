"""One commit on GitHub: tree and commit first, then the branch moved once, from where it was expected to be."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clubaction.errors import Conflict, HostError
from clubaction.hosts import obstacles
from clubaction.hosts.github import queries
from clubaction.hosts.github.api import Json, refused_field
from clubaction.hosts.github.parts import text, whole
from clubaction.hosts.github.questions import Question, Repository
from clubaction.model import Obstacle
from clubaction.plan import TREE, Commit

NOWHERE = "0" * 40
"""Where a branch points that is not there."""

_NEEDS = "contents: write"
_MOST_TEXT = 4_000_000
"""Bytes of content in one request for a tree."""

_MOVE = "mutation Move($move: UpdateRefsInput!) { updateRefs(input: $move) { clientMutationId } }"


@dataclass(frozen=True, slots=True)
class Commits:
    """Makes commits in a repository. `identity` is its node id; `trees` maps a commit to its tree, as far as known."""

    repository: Repository
    identity: str
    trees: Mapping[str, str]
    modes: Mapping[str, str]
    """Path → mode of the files that are there."""
    there: Mapping[str, Obstacle]
    """Path → what is there, as far as known."""

    def make(self, step: Commit) -> str:
        """Makes the commit and moves its branch there; returns its id. Raises `Conflict`, `HostError`."""
        obstacles.refuse((path for path, content in step.changes.items() if content is not None), self.there)
        tree = self._tree(self.trees.get(step.base, step.base), step.changes)
        body = {"message": step.message.replace(TREE, tree), "tree": tree, "parents": [step.base]}
        oid = self._post("commits", body, "make a commit")
        self.move(step.branch, step.expected or NOWHERE, oid)
        return oid

    def _post(self, kind: str, body: Json, doing: str) -> str:
        """Git's objects are named by what they hold, so that making one twice does no harm."""
        path = f"{self.repository.path}/git/{kind}"
        answer = self.repository.api.rest("POST", path, body, doing=doing, needs=_NEEDS, gives=("sha",))
        with whole(f"its answer to {doing}"):
            return text(answer.body["sha"])

    def _tree(self, base: str, changes: Mapping[str, bytes | None]) -> str:
        for some in _portions(changes):
            entries = [self._entry(path, content) for path, content in some.items()]
            base = self._post("trees", {"base_tree": base, "tree": entries}, "write files")
        return base

    def _entry(self, path: str, content: bytes | None) -> Json:
        entry: dict[str, Any] = {"path": path, "mode": self.modes.get(path, "100644"), "type": "blob"}
        if content is None:
            return {**entry, "sha": None}
        try:
            plain = content.decode("utf-8")
        except UnicodeDecodeError:
            plain = "\0"
        if "\0" not in plain:
            return {**entry, "content": plain}
        encoded = {"content": base64.b64encode(content).decode(), "encoding": "base64"}
        return {**entry, "sha": self._post("blobs", encoded, "write a file")}

    def move(self, branch: str, before: str, after: str) -> None:
        """Moves a branch that stands at `before`; `NOWHERE` on either side makes or deletes it.

        Raises `Conflict` where it stands elsewhere by now.
        """
        ref = f"refs/heads/{branch}"
        update = {"name": ref, "beforeOid": before, "afterOid": after, "force": True}
        move = {"repositoryId": self.identity, "refUpdates": [update]}
        doing = f"move the branch {branch}"
        result = self.repository.api.graphql(
            _MOVE, {"move": move}, doing=doing, needs=_NEEDS, gives=("updateRefs",), repeatable=False
        )
        if not result.errors:
            return
        stands = self._head(ref)
        if stands == after:
            return
        if stands != before:
            raise Conflict(f"somebody else moved the branch {branch} at the same time; start the run again")
        said = refused_field(result.errors[0], doing, _NEEDS)
        raise HostError(
            f"{said}. Leave {branch} out of the branch protection, or name another `branch` in the configuration"
        )

    def _head(self, ref: str) -> str:
        found: list[Any] = []
        self.repository.ask([Question(queries.HEAD, found.append, {"ref": ("String!", ref)})])
        with whole(self.repository.full_name):
            return text(found[0]["target"]["oid"]) if found[0] else NOWHERE


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
