"""Reads the club's files from GitHub: those of the default branch's newest commit, and what our branch has instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from github.Repository import Repository

from clubaction.errors import HostError
from clubaction.hosts.github import selections
from clubaction.hosts.github.blobs import Blobs
from clubaction.hosts.github.branch_update import BranchUpdate
from clubaction.hosts.github.branches import BranchNames, HeadCommit
from clubaction.hosts.github.client import Client
from clubaction.hosts.github.files import Places, Tree
from clubaction.hosts.github.json_fields import Json, objects, text, timestamp
from clubaction.hosts.github.queries import Pending
from clubaction.model.snapshot import Branch

_FILES = frozenset({"sessions", "templates", "readme", "config"})
"""The fields of `selections.FILES`."""


@dataclass(frozen=True, slots=True)
class Base:
    """The newest commit of the default branch."""

    branch: str
    """The name of the default branch."""
    oid: str
    tree: str
    """The git id of its tree."""
    committed: dt.datetime
    """In UTC."""
    entries: list[Json]
    """The files and folders at the top of the repository."""

    @classmethod
    def of(cls, answer: Json) -> Base:
        """The commit in an answer to `selections.BASE`. Raises `TypeError`, `KeyError`."""
        target = answer["target"]
        committed = timestamp(target["committedDate"])
        tree = target["tree"]
        return cls(text(answer["name"]), text(target["oid"]), text(tree["oid"]), committed, objects(tree["entries"]))


@dataclass
class FileReader:
    """Reads the club's files step by step; each answer may show that more must be asked."""

    client: Client
    pending: Pending
    places: Places
    branches: BranchNames
    texts: bool
    """Whether the first request also asks for the contents of all files."""
    base: Base = field(init=False)
    tree: Tree = field(default_factory=Tree)
    head: HeadCommit | None = None
    """The commit at the head of our branch; None if there is no such branch."""
    updated: bool = False
    """Whether `head` only merges the default branch into a commit of ours."""
    branch_tree: Tree = field(default_factory=Tree)
    blobs: Blobs = field(default_factory=Blobs)

    def ask(self) -> None:
        """Adds the queries for the newest commit of the default branch with its files, and for our branch."""
        self._ask_files("base", selections.BASE, self._take_base)
        self._ask_branch()

    def change_places(self, places: Places) -> None:
        """Adds the queries for the files at other places, at the same commit of the default branch."""
        self.places, self.branches.ours = places, places.branch
        self._ask_files(("base", places), selections.SAME_BASE, self._take_files, oid=("GitObjectID", self.base.oid))
        self._ask_branch()

    def _ask_files(self, key: object, selection: str, take: Callable[[Any], None], **rest: tuple[str, Any]) -> None:
        """Adds the query for the club's files at a commit of the default branch, and for the folders around them."""
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
        """Adds the queries for the folders and the contents that no answer had yet."""
        self.branch_tree.copy_folders(self.tree)
        for name, tree in (("base", self.tree), ("branch", self.branch_tree)):
            for path in tree.unread:
                self._ask_folder(name, tree, path)
        for oid in {*self.tree.oids.values(), *self.branch_tree.differing(self.tree).values()}:
            if not self.blobs.was_asked(oid):
                take = partial(self.blobs.add_graphql, oid)
                self.pending.ask(oid, selections.BLOB, take, variables={"oid": ("GitObjectID", oid)}, weight=150)

    def _ask_folder(self, name: str, tree: Tree, path: str) -> None:
        def take(answer: Json | None) -> None:
            if answer is None:
                raise HostError("a folder was deleted while we read it; start the run again")
            tree.add_folder(path, answer, self.places, self.blobs)

        oid = tree.folders[path]
        folder = selections.files(selections.FOLDER, texts=self.texts and tree is self.tree)
        variables = {"oid": ("GitObjectID", oid)}
        self.pending.ask(("folder", name, path, oid), folder, take, variables=variables, weight=1000)

    def complete(self) -> None:
        """Sends the requests that can't be combined: for binary files, and for what was merged into our branch.

        Raises `HostError` if one fails.
        """
        for oid in sorted(self.blobs.unreadable):
            content, encoding = self.client.call("read a file", partial(_content, oid))
            self.blobs.add_rest(oid, content, encoding)
        if self.head and self.head.may_be_update:
            self.updated = BranchUpdate(self.client, self.base.oid, self.head).adds_nothing()

    def _take_base(self, answer: Json | None) -> None:
        if answer is None or not answer.get("target"):
            raise HostError("the repository is empty: push a first commit, such as a README, and start the run again")
        self.base = Base.of(answer)
        self.branches.default = self.base.branch
        self._take_files(answer["target"])

    def _take_files(self, answer: Json | None) -> None:
        if answer is None:
            raise HostError("the default branch was rewritten while we read it; start the run again")
        self.tree = Tree.read(answer, self.places, self.blobs)
        self.tree.note_top_level(self.base.entries)

    def _take_branch(self, answer: Json | None) -> None:
        self.head = HeadCommit.of(answer["target"]) if answer else None
        self.branch_tree = Tree.read(answer["target"], self.places, self.blobs) if answer else Tree()

    # --- the results -----------------------------------------------------------------------------

    @property
    def config(self) -> bytes | None:
        """The content of the configuration; None as long as it has not been read, or if there is none."""
        return self.blobs.contents.get(self.tree.oids.get(self.places.config, ""))

    @property
    def are_known(self) -> bool:
        """Whether all files of the default branch have been read, as far as GraphQL can send them."""
        config = self.tree.oids.get(self.places.config)
        texts = all(map(self.blobs.was_asked, self.tree.oids.values()))
        return texts and not self.tree.unread and config not in self.blobs.unreadable

    def known(self) -> dict[str, bytes]:
        """Path → content of the files of the default branch read so far."""
        contents = self.blobs.contents
        return {path: contents[oid] for path, oid in self.tree.oids.items() if oid in contents}

    def branch(self) -> Branch | None:
        """The value for our branch; None if there is no such branch."""
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
    """(content, encoding) of a blob; None if the answer is incomplete."""
    blob = repository.get_git_blob(oid)
    wanted: tuple[Any, ...] = blob.content, blob.encoding
    return None if None in wanted else wanted
