"""The values that git deals in, and how its plumbing writes them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

ZERO = "0" * 40
BLOB, FOLDER = "100644", "040000"


class GitFailure(Exception):
    """git refused; the text is what it said."""


class MergeConflict(GitFailure):
    """Both sides changed the same lines."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who made a commit and when: `when` is ISO 8601 in UTC, to the second, ending in Z."""

    name: str
    email: str
    when: str


@dataclass(frozen=True, slots=True)
class CommitObject:
    """A parsed commit."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    message: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a tree. `size` is None for anything but a blob."""

    mode: str
    type: str
    oid: str
    path: str
    size: int | None

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


def parse_entry(line: str) -> Entry:
    facts, _, path = line.partition("\t")
    mode, kind, oid, size = facts.split()
    return Entry(mode, kind, oid, path, int(size) if size.isdigit() else None)


def parse_commit(oid: str, content: bytes) -> CommitObject:
    head, _, message = content.decode(errors="replace").partition("\n\n")
    pairs = [line.partition(" ")[::2] for line in head.splitlines()]
    values = dict(pairs)
    parents = tuple(value for key, value in pairs if key == "parent")
    author, committer = _parse_signature(values["author"]), _parse_signature(values["committer"])
    return CommitObject(oid, values["tree"], parents, author, committer, message)


def _parse_signature(text: str) -> Signature:
    who, _, rest = text.rpartition("> ")
    name, _, email = who.partition(" <")
    when = dt.datetime.fromtimestamp(int(rest.split()[0]), dt.UTC)
    return Signature(name, email, when.strftime("%Y-%m-%dT%H:%M:%SZ"))
