"""Whether a merge into our branch is only the default branch brought in, as by the button "Update branch".

The commit of such a merge is made by GitHub in the name of a person, so that it is known by what it holds: every
file is as our commit or the default branch has it, or was put together from the lines of both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from github.Comparison import Comparison

from clubaction.hosts.github import selections
from clubaction.hosts.github.client import Client
from clubaction.hosts.github.files import Blobs
from clubaction.hosts.github.head_commit import HeadCommit
from clubaction.hosts.github.json_fields import Json, text, whole
from clubaction.hosts.github.queries import Query, ask
from clubaction.hosts.github.refusals import Refused

_MOST_FILES = 300
"""A comparison names no more files than these, and does not say that there are more."""
_MOST_LOOKED_INTO = 50


def differing(comparison: Comparison) -> dict[str, str] | None:
    """Path → git id (empty: it is gone) of the files in a comparison; None where there may be more."""
    if len(comparison.files) >= _MOST_FILES:
        return None
    found: dict[str, str] = {}
    for file in comparison.files:
        if file.status == "renamed":
            found.setdefault(text(file.previous_filename), "")
        found[text(file.filename)] = "" if file.status == "removed" else text(file.sha)
    return found


def merged_by_line(merge: Mapping[str, str], ours: Mapping[str, str]) -> list[str] | None:
    """The files of a merge that hold neither what our commit made of them nor what came in.

    `merge` is what differs from the branch that came in, `ours` what our commit
    had changed, each as path → git id. None where the merge has something that
    is of neither.
    """
    if not merge.keys() <= ours.keys():
        return None
    other = [path for path, blob in merge.items() if blob != ours[path]]
    return None if any(not merge[path] or not ours[path] for path in other) else sorted(other)


def is_of_both(text: bytes, one: bytes, other: bytes) -> bool:
    """Whether every line of a text is a line of one of two others."""
    known = {*one.split(b"\n"), *other.split(b"\n")}
    return all(line in known for line in text.split(b"\n"))


@dataclass
class BranchUpdate:
    """A commit at the head of our branch that merged something into a commit of ours."""

    client: Client
    base: str
    """The commit at the head of the default branch."""
    head: HeadCommit

    def adds_nothing(self) -> bool:
        """Whether the merge brought the default branch in and nothing else; in doubt it did not. Asks GitHub."""
        first, second = self.head.first, self.head.parents[1]
        if first is None:
            return False
        if second != self.base and not self._is_in_base(second):
            return False
        with whole(self.client.full_name):
            merge, ours = self._differing(second, self.head.oid), self._differing(first.parents[0], first.oid)
            mixed = merged_by_line(merge, ours) if merge is not None and ours is not None else None
        if merge is None or ours is None or mixed is None:
            return False
        as_came_in = sorted(ours.keys() - merge.keys())
        if len(mixed) + len(as_came_in) > _MOST_LOOKED_INTO:
            return False
        return self._are_of_both(mixed, merge, ours) and self._have_ours(as_came_in, ours, first.parents[0])

    def _is_in_base(self, commit: str) -> bool:
        compared = self._compare(commit, self.base)
        return compared is not None and compared.status in ("ahead", "identical")

    def _differing(self, before: str, after: str) -> dict[str, str] | None:
        compared = self._compare(before, after)
        return None if compared is None else differing(compared)

    def _compare(self, before: str, after: str) -> Comparison | None:
        """What GitHub says of two commits; None where it has not got both, or they have nothing in common."""
        try:
            return self.client.call("compare commits", lambda repository: _read(repository.compare(before, after)))
        except Refused as refused:
            if refused.status == 404:
                return None
            raise

    def _are_of_both(self, files: Sequence[str], merge: Mapping[str, str], ours: Mapping[str, str]) -> bool:
        """Whether each of these files of the merge has lines of ours and of what came in, and no others."""
        known, theirs = self._texts(files, [oid for path in files for oid in (merge[path], ours[path])])
        return all(
            {merge[path], ours[path], theirs.get(path)} <= known.keys()
            and is_of_both(known[merge[path]], known[ours[path]], known[theirs[path]])
            for path in files
        )

    def _have_ours(self, files: Sequence[str], ours: Mapping[str, str], before: str) -> bool:
        """Whether each of these files came in with all lines that our commit had put into it, on top of `before`."""
        known, theirs = self._texts(files, [ours[path] for path in files if ours[path]])
        other = [path for path in files if theirs.get(path, "") != ours[path]]
        older, names = self._texts(other, (), before) if other else ({}, {})
        older[""] = b""
        return all(
            {ours[path], theirs.get(path)} <= known.keys()
            and names.get(path, "") in older
            and is_of_both(known[ours[path]], known[theirs[path]], older[names.get(path, "")])
            for path in other
        )

    def _texts(
        self, files: Sequence[str], oids: Sequence[str], commit: str = ""
    ) -> tuple[dict[str, bytes], dict[str, str]]:
        """The content of these blobs and of these files, as far as it is text; and the files' ids by path.

        The files are those of the commit that came in, if no other is named.
        """
        blobs, theirs = Blobs(), dict[str, str]()
        queries = [
            Query(selections.BLOB, partial(blobs.take, oid), {"oid": ("GitObjectID", oid)}, weight=150) for oid in oids
        ]
        for path in files:
            take = partial(_take_named, blobs, theirs, path)
            at = f"{commit or self.head.parents[1]}:{path}"
            queries.append(Query(selections.BLOB_AT, take, {"at": ("String", at)}, weight=150))
        ask(self.client, queries)
        return blobs.contents, theirs


def _read(comparison: Comparison) -> Comparison | None:
    """A comparison that has been asked for: PyGithub asks when the first of it is wanted."""
    wanted: tuple[Any, ...] = comparison.status, comparison.files
    return None if None in wanted else comparison


def _take_named(blobs: Blobs, names: dict[str, str], path: str, blob: Json | None) -> None:
    if blob:
        names[path] = text(blob["oid"])
        blobs.take(names[path], blob)
