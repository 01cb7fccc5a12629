"""What GraphQL sees besides the state itself: references, git objects, pages, groups of reactions."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .limits import Cost
from .objects import CommitObject, Entry, Signature
from .state import Comment, Issue, PullRequest, Reaction, Repository, Store, Token, User, node_id, not_found
from .views import Views

PREFIX_OF = {"Ref": "REF", "Commit": "C", "Tree": "T", "Blob": "B"}


class Unsupported(Exception):
    """The stand-in does not know this part of the schema: it has to be taught, or the query changed."""


@dataclass(slots=True)
class Context:
    """What a resolver may use."""

    store: Store
    views: Views
    token: Token
    cost: Cost
    unsupported: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ref:
    repository: Repository
    name: str
    """With its prefix: `refs/heads/main`."""
    oid: str


@dataclass(frozen=True, slots=True)
class GitNode:
    """A commit, tree or blob; `kind` is git's name of the type, `path` where it lies in its commit."""

    repository: Repository
    oid: str
    kind: str
    path: str = ""

    def commit(self) -> CommitObject:
        found = self.repository.git.commit(self.oid)
        assert found is not None
        return found

    def content(self) -> bytes:
        found = self.repository.git.read(self.oid)
        assert found is not None
        return found[1]


@dataclass(frozen=True, slots=True)
class TreeRow:
    """An entry of a tree; its path counts from the root of the repository."""

    repository: Repository
    entry: Entry
    path: str


@dataclass(frozen=True, slots=True)
class Author:
    """Who made a commit: a signature, and the account that its address names."""

    signature: Signature
    user: User | None


@dataclass(frozen=True, slots=True)
class ReactionGroup:
    """All reactions of one kind. `content` as REST names it."""

    subject: Issue | Comment
    content: str

    @property
    def reactions(self) -> list[Reaction]:
        return [one for one in self.subject.reactions if one.content == self.content]


@dataclass(frozen=True, slots=True)
class PullCommit:
    pull: PullRequest
    commit: GitNode


@dataclass(frozen=True, slots=True)
class Collaborator:
    repository: Repository
    user: User


@dataclass(frozen=True, slots=True)
class Edge:
    cursor: str
    node: Any


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a connection."""

    edges: tuple[Edge, ...]
    total: int
    before: bool
    after: bool


def page(things: Sequence[Any], arguments: dict[str, Any], key: Callable[[Any], Any] | None = None) -> Page:
    """The page that `first`, `after`, `last` and `before` choose. A cursor names a thing, not a place."""
    edges = [Edge(_cursor(key(one) if key else node_id(one)), one) for one in things]
    cursors = [edge.cursor for edge in edges]
    start, end = 0, len(edges)
    if arguments.get("after") is not None:
        start = _position(cursors, arguments["after"]) + 1
    if arguments.get("before") is not None:
        end = _position(cursors, arguments["before"])
    if arguments.get("first") is not None:
        end = min(end, start + int(arguments["first"]))
    if arguments.get("last") is not None:
        start = max(start, end - int(arguments["last"]))
    return Page(tuple(edges[start:end]), len(edges), start > 0, end < len(edges))


def _cursor(key: object) -> str:
    return base64.b64encode(f"cursor:v2:{key}".encode()).decode()


def _position(cursors: list[str], cursor: str) -> int:
    if cursor not in cursors:
        raise not_found(f"`{cursor}` does not appear to be a valid cursor.")
    return cursors.index(cursor)


def decode(text: str) -> tuple[str, list[str]] | None:
    """Prefix and parts of a global id that `encode_id` made."""
    prefix, _, coded = text.partition("_")
    try:
        plain = base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode()
    except ValueError:
        return None
    return prefix, plain.split(":")


def find(store: Store, text: str) -> Any:
    """The thing that a global id names; refused where there is none."""
    if text in store.nodes:
        return store.nodes[text]
    prefix, parts = decode(text) or ("", [])
    repository = next((one for one in store.repositories.values() if parts and str(one.id) == parts[0]), None)
    if repository is not None and len(parts) == 2:
        if prefix == "REF" and parts[1] in (refs := repository.git.refs()):
            return Ref(repository, parts[1], refs[parts[1]])
        if prefix in ("C", "T", "B") and (kind := repository.git.kind(parts[1])):
            return GitNode(repository, parts[1], kind)
    raise not_found(f"Could not resolve to a node with the global id of '{text}'")
