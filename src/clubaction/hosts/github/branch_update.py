"""Whether a merge commit on our branch only merges the default branch, as GitHub's button "Update branch" makes it.

GitHub makes that commit in the name of a person, so its author proves nothing. Its files do: each is as in our commit,
or as in the default branch, or has only lines of these two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from github.Comparison import Comparison

from clubaction.hosts.github import selections
from clubaction.hosts.github.blobs import Blobs
from clubaction.hosts.github.branches import HeadCommit
from clubaction.hosts.github.client import Client
from clubaction.hosts.github.json_fields import Json, complete_answer, text
from clubaction.hosts.github.queries import Query, ask
from clubaction.hosts.github.refusals import Refused

_MOST_FILES = 300
"""GitHub's comparison of two commits lists at most so many files, and does not say that there are more."""
_MOST_FILES_READ = 50
"""Files whose lines are compared; a merge with more of them counts as somebody's work."""


def differing(comparison: Comparison) -> dict[str, str] | None:
    """Path → git id of the files that differ (empty: deleted); None if the comparison may be incomplete."""
    if len(comparison.files) >= _MOST_FILES:
        return None
    found: dict[str, str] = {}
    for file in comparison.files:
        if file.status == "renamed":
            found.setdefault(text(file.previous_filename), "")
        found[text(file.filename)] = "" if file.status == "removed" else text(file.sha)
    return found


def merged_by_line(merge: Mapping[str, str], ours: Mapping[str, str]) -> list[str] | None:
    """The files that the merge took from neither side as a whole, sorted by path.

    `merge` maps the files in which the merge differs from the default branch to
    their git ids, `ours` those that our commit had changed. None if the merge
    changes, or deletes, a file in a way that neither side explains.
    """
    if not merge.keys() <= ours.keys():
        return None
    other = [path for path, blob in merge.items() if blob != ours[path]]
    return None if any(not merge[path] or not ours[path] for path in other) else sorted(other)


def is_of_both(text: bytes, first: bytes, second: bytes) -> bool:
    """Whether every line of a text is also a line of one of two other texts."""
    known = {*first.split(b"\n"), *second.split(b"\n")}
    return all(line in known for line in text.split(b"\n"))


@dataclass
class BranchUpdate:
    """A merge commit at the head of our branch, whose first parent is a commit of ours."""

    client: Client
    base: str
    """The commit at the head of the default branch."""
    head: HeadCommit

    def adds_nothing(self) -> bool:
        """Whether the merge only brings in the default branch; False in doubt. Sends requests to GitHub."""
        first, second = self.head.first_parent, self.head.parents[1]
        if first is None:
            return False
        if second != self.base and not self._is_in_base(second):
            return False
        with complete_answer(self.client.full_name):
            merge, ours = self._differing(second, self.head.oid), self._differing(first.parents[0], first.oid)
            mixed = merged_by_line(merge, ours) if merge is not None and ours is not None else None
        if merge is None or ours is None or mixed is None:
            return False
        as_in_default = sorted(ours.keys() - merge.keys())
        if len(mixed) + len(as_in_default) > _MOST_FILES_READ:
            return False
        return self._are_of_both(mixed, merge, ours) and self._have_ours(as_in_default, ours, first.parents[0])

    def _is_in_base(self, commit: str) -> bool:
        compared = self._compare(commit, self.base)
        return compared is not None and compared.status in ("ahead", "identical")

    def _differing(self, before: str, after: str) -> dict[str, str] | None:
        compared = self._compare(before, after)
        return None if compared is None else differing(compared)

    def _compare(self, before: str, after: str) -> Comparison | None:
        """GitHub's comparison of two commits; None if one of them is unknown or they share no ancestor."""
        try:
            return self.client.call("compare commits", lambda repository: _read(repository.compare(before, after)))
        except Refused as refused:
            if refused.status == 404:
                return None
            raise

    def _are_of_both(self, files: Sequence[str], merge: Mapping[str, str], ours: Mapping[str, str]) -> bool:
        """Whether each of these files has only lines of our commit and of the default branch."""
        known, theirs = self._texts(files, [oid for path in files for oid in (merge[path], ours[path])])
        return all(
            {merge[path], ours[path], theirs.get(path)} <= known.keys()
            and is_of_both(known[merge[path]], known[ours[path]], known[theirs[path]])
            for path in files
        )

    def _have_ours(self, files: Sequence[str], ours: Mapping[str, str], before: str) -> bool:
        """Whether the default branch has, in each of these files, all lines that our commit added to `before`."""
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
        """(git id → content, path → git id) of these blobs and of these files, as far as they are text.

        The files are read at `commit`, or else at the merge's second parent.
        """
        blobs, theirs = Blobs(), dict[str, str]()
        queries = [
            Query(selections.BLOB, partial(blobs.add_graphql, oid), {"oid": ("GitObjectID", oid)}, weight=150)
            for oid in oids
        ]
        for path in files:
            take = partial(_take_named, blobs, theirs, path)
            at = f"{commit or self.head.parents[1]}:{path}"
            queries.append(Query(selections.BLOB_AT, take, {"at": ("String", at)}, weight=150))
        ask(self.client, queries)
        return blobs.contents, theirs


def _read(comparison: Comparison) -> Comparison | None:
    """The comparison; None if it is incomplete. PyGithub sends the request when a field is first read."""
    wanted: tuple[Any, ...] = comparison.status, comparison.files
    return None if None in wanted else comparison


def _take_named(blobs: Blobs, names: dict[str, str], path: str, blob: Json | None) -> None:
    if blob:
        names[path] = text(blob["oid"])
        blobs.add_graphql(names[path], blob)
