"""Reads the club's files: those of the default branch's newest commit, and what our branch has instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from github.Repository import Repository

from clubaction.errors import HostError
from clubaction.hosts.github import selections
from clubaction.hosts.github.branch_update import BranchUpdate
from clubaction.hosts.github.client import Client
from clubaction.hosts.github.files import Blobs, Places, Tree
from clubaction.hosts.github.head_commit import HeadCommit
from clubaction.hosts.github.json_fields import Json, moment, objects, text
from clubaction.hosts.github.queries import Pending
from clubaction.model.snapshot import Branch

_FILES = frozenset({"sessions", "templates", "readme", "config"})


@dataclass(frozen=True, slots=True)
class Base:
    """The newest commit of the default branch. `entries` is what is at the top of its files."""

    branch: str
    oid: str
    tree: str
    committed: dt.datetime
    entries: list[Json]

    @classmethod
    def of(cls, answer: Json) -> Base:
        """The commit in an answer to `selections.BASE`."""
        target = answer["target"]
        committed = moment(target["committedDate"])
        tree = target["tree"]
        return cls(text(answer["name"]), text(target["oid"]), text(tree["oid"]), committed, objects(tree["entries"]))


@dataclass
class FileReader:
    """The club's files, in the state of knowing some of them."""

    client: Client
    pending: Pending
    places: Places
    texts: bool
    """Whether the first request asks for the texts of all files, too."""
    base: Base = field(init=False)
    tree: Tree = field(default_factory=Tree)
    head: HeadCommit | None = None
    """Of our branch."""
    updated: bool = False
    """Whether it is a commit of ours that the default branch was merged into, and nothing else."""
    branch_tree: Tree = field(default_factory=Tree)
    blobs: Blobs = field(default_factory=Blobs)

    def ask(self) -> None:
        """Asks for the newest commit of the default branch with its files, and for our branch."""
        self._ask_files("base", selections.BASE, self._take_base)
        self._ask_branch()

    def move(self, places: Places) -> None:
        """Asks for the files at other places."""
        self.places = places
        self._ask_files(("base", places), selections.SAME_BASE, self._take_files, oid=("GitObjectID", self.base.oid))
        self._ask_branch()

    def _ask_files(self, key: object, selection: str, take: Callable[[Any], None], **rest: tuple[str, Any]) -> None:
        """Asks for the club's files at a commit of the default branch, and for what they lie in."""
        above = self.places.above()
        self.pending.ask(
            key,
            selections.files(selection, texts=self.texts, above=above),
            take,
            variables={**self.places.variables(), **above, **rest},
            may_lack=_FILES | above.keys(),
            weight=1000,
        )

    def _ask_branch(self) -> None:
        variables = {**self.places.variables(), "ref": ("String!", self.places.ref)}
        branch = selections.files(selections.BRANCH, texts=False)
        key = ("branch", self.places)
        self.pending.ask(key, branch, self._take_branch, variables=variables, may_lack=_FILES, weight=1000)

    def ask_for_missing(self) -> None:
        """Asks for the contents that did not come along."""
        for oid in {*self.tree.oids.values(), *self.branch_tree.differing(self.tree).values()}:
            if not self.blobs.knows(oid):
                take = partial(self.blobs.take, oid)
                self.pending.ask(oid, selections.BLOB, take, variables={"oid": ("GitObjectID", oid)}, weight=150)

    def complete(self) -> None:
        """Asks for what takes requests of its own: files that are no text, and what was merged into our branch."""
        for oid in sorted(self.blobs.odd):
            content, encoding = self.client.call("read a file", partial(_content, oid))
            self.blobs.take_encoded(oid, content, encoding)
        if self.head and self.head.may_be_update:
            self.updated = BranchUpdate(self.client, self.base.oid, self.head).adds_nothing()

    def _take_base(self, answer: Json | None) -> None:
        if answer is None or not answer.get("target"):
            raise HostError("the repository is empty: push a first commit, such as a README, and start the run again")
        self.base = Base.of(answer)
        self._take_files(answer["target"])

    def _take_files(self, answer: Json | None) -> None:
        if answer is None:
            raise HostError("the default branch was rewritten while we read it; start the run again")
        self.tree = Tree.read(answer, self.places, self.blobs)
        self.tree.look(self.base.entries)

    def _take_branch(self, answer: Json | None) -> None:
        self.head = HeadCommit.of(answer["target"]) if answer else None
        self.branch_tree = Tree.read(answer["target"], self.places, self.blobs) if answer else Tree()

    # --- what came of it -------------------------------------------------------------------------

    @property
    def config(self) -> bytes | None:
        """The content of the configuration, where it has come."""
        return self.blobs.contents.get(self.tree.oids.get(self.places.config, ""))

    @property
    def are_known(self) -> bool:
        """Whether all files of the default branch have come, as far as GraphQL can tell them."""
        return self.tree.oids.get(self.places.config) not in self.blobs.odd and all(
            map(self.blobs.knows, self.tree.oids.values())
        )

    def known(self) -> dict[str, bytes]:
        """Path → content of the files of the default branch that have come."""
        contents = self.blobs.contents
        return {path: contents[oid] for path, oid in self.tree.oids.items() if oid in contents}

    def branch(self) -> Branch | None:
        """Our branch."""
        if self.head is None:
            return None
        parents = self.head.parents[1:] if self.updated else self.head.parents
        differing = self.branch_tree.differing(self.tree)
        return Branch(
            head=self.head.oid,
            parent=parents[0] if parents else "",
            ours=self.head.is_ours or self.updated,
            files={path: self.blobs.contents[oid] for path, oid in differing.items()},
            deleted=frozenset(self.tree.oids.keys() - self.branch_tree.oids.keys()),
        )


def _content(oid: str, repository: Repository) -> tuple[str, str] | None:
    """A blob's content and how it is encoded."""
    blob = repository.get_git_blob(oid)
    wanted: tuple[Any, ...] = blob.content, blob.encoding
    return None if None in wanted else wanted
