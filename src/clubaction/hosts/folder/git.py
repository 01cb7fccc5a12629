"""Git commands on a local repository.

All but `commit_all` leave the work tree and the index of whoever works there as they are. Names and content are
passed as arguments or on standard input, never through a shell.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from clubaction.errors import Conflict, HostError
from clubaction.hosts import occupied_paths
from clubaction.model.plan import TREE
from clubaction.model.snapshot import Obstacle

_NULL = "0" * 40
"""The id by which git means that there is no object."""
IDENTITY = {
    "GIT_AUTHOR_NAME": "clubaction",
    "GIT_AUTHOR_EMAIL": "clubaction@users.noreply.github.com",
    "GIT_COMMITTER_NAME": "clubaction",
    "GIT_COMMITTER_EMAIL": "clubaction@users.noreply.github.com",
}
"""Environment variables that make clubaction the author of a commit."""

USUAL_BRANCHES = ("main", "master")
"""The names that a default branch usually has, the one that we give first."""


class _Entry(NamedTuple):
    """One line of `git ls-tree`."""

    mode: str
    """In octal digits."""
    kind: str
    id: str
    path: str


def _fields(output: bytes) -> list[str]:
    """The texts in what git prints with `-z`. Bytes that are not UTF-8 become what Python turns back into them."""
    return [field for field in output.decode("utf-8", "surrogateescape").split("\0") if field]


def _entries(output: bytes) -> list[_Entry]:
    """The lines that `git ls-tree -z` printed."""
    entries = []
    for line in _fields(output):
        meta, _, path = line.partition("\t")
        mode, kind, oid = meta.split(" ")
        entries.append(_Entry(mode, kind, oid, path))
    return entries


class Git:
    """The repository that a folder belongs to. Methods raise `HostError` where git fails, unless they say otherwise."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: str, data: bytes = b"", env: Mapping[str, str] | None = None) -> bytes:
        """What git prints, run without the hooks and the signing that somebody may have configured."""
        command = ["git", "-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false", *arguments]
        try:
            done = subprocess.run(
                command,
                cwd=self.folder,
                input=data,
                capture_output=True,
                check=False,
                env={**os.environ, **(env or {})},
            )
        except OSError as error:
            raise HostError(f"git could not be started: {error.strerror}. Is git installed?") from None
        if done.returncode:
            reason = done.stderr.decode(errors="replace").strip().partition("\n")[0]
            raise HostError(f"git {arguments[0]} failed in {self.folder}: {reason}")
        return done.stdout

    def line(self, *arguments: str) -> str:
        """What git prints, without spaces around it; empty where git fails."""
        try:
            return self.run(*arguments).decode().strip()
        except HostError:
            return ""

    def is_repository(self) -> bool:
        """Whether the folder is the top of a repository's work tree."""
        top = self.line("rev-parse", "--show-toplevel")
        return bool(top) and Path(top).resolve() == self.folder.resolve()

    def create(self) -> None:
        """Makes the folder a repository without commits, on the branch `main`."""
        self.run("init", "--quiet", f"--initial-branch={USUAL_BRANCHES[0]}")

    def commit_all(self, message: str) -> None:
        """Commits everything in the folder to the branch that is checked out, with clubaction as the author."""
        self.run("add", "--all")
        self.run("commit", "--quiet", "--allow-empty", "--file=-", data=message.encode(), env=IDENTITY)

    def commit_id(self, ref: str) -> str:
        """The id of the commit that a ref points to; empty where there is no such ref."""
        return self.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")

    def tree(self, commit: str) -> str:
        """The id of a commit's tree; empty where there is no such commit."""
        return self.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{tree}}")

    def parents(self, commit: str) -> tuple[str, ...]:
        """The ids of a commit's parents; empty where there is no such commit."""
        return tuple(self.line("show", "--no-patch", "--format=%P", commit).split())

    def message(self, commit: str) -> str:
        """A commit's message."""
        return self.run("show", "--no-patch", "--format=%B", commit).decode(errors="replace")

    def merged_tree(self, ours: str, theirs: str) -> str:
        """The id of the tree of two merged commits; empty where they conflict, or git is older than 2.38."""
        return self.line("merge-tree", "--write-tree", ours, theirs)

    def kinds(self, commit: str, paths: Iterable[str] = (), *, deep: bool = False) -> dict[str, Obstacle]:
        """Path → what is there, for those of these paths at which a commit has something.

        Without paths: everything at the top of the repository. A path with a slash at its end means all that is in that
        folder and, if `deep`, in the folders inside it.
        """
        options = ("-r", "-t") if deep else ()
        listed = self.run("--literal-pathspecs", "ls-tree", "-z", "--full-tree", *options, commit, "--", *paths)
        return {entry.path: occupied_paths.kind_of(int(entry.mode, 8), entry.kind) for entry in _entries(listed)}

    def files(self, commit: str, paths: Sequence[str]) -> dict[str, bytes]:
        """Path → content of a commit's files at or below these paths; links are left out."""
        entries = _entries(self.run("ls-tree", "-r", "-z", commit, "--", *paths))
        files = [entry for entry in entries if occupied_paths.kind_of(int(entry.mode, 8), entry.kind) == "file"]
        blobs = self._blobs([entry.id for entry in files])
        return {entry.path: data for entry, data in zip(files, blobs, strict=True)}

    def _blobs(self, ids: list[str]) -> list[bytes]:
        # git answers with a line for each blob, whose last word is the number of bytes that follow.
        out = self.run("cat-file", "--batch", data="".join(f"{each}\n" for each in ids).encode()) if ids else b""
        blobs = []
        position = 0
        for _ in ids:
            end = out.index(b"\n", position)
            size = int(out[position:end].rsplit(b" ", 1)[1])
            blobs.append(out[end + 1 : end + 1 + size])
            position = end + 2 + size
        return blobs

    def contains(self, later: str, earlier: str) -> bool:
        """Whether the commit `earlier` is in the history of the commit `later`."""
        return bool(earlier) and self.line("merge-base", later, earlier) == self.commit_id(earlier)

    def changed(self, before: str, after: str) -> list[str]:
        """The paths that differ between two commits."""
        out = self.run("diff-tree", "-r", "-z", "--name-only", "--no-renames", before, after)
        return _fields(out)

    def commit(self, base: str, changes: Mapping[str, bytes | None], message: str) -> str:
        """Makes a commit with the parent `base` and these files changed (None: deleted), and returns its id.

        No branch moves. Raises `HostError` where that would write through a link or replace anything but a file.
        """
        written = [path for path, content in changes.items() if content is not None]
        occupied_paths.require_writable(written, self.kinds(base, occupied_paths.with_parents(written)))
        with tempfile.TemporaryDirectory(prefix="clubaction-") as scratch:
            env = {"GIT_INDEX_FILE": str(Path(scratch) / "index"), **IDENTITY}
            self.run("read-tree", base, env=env)
            lines = []
            for path, content in changes.items():
                if content is None:
                    lines.append(f"0 {_NULL}\t{path}\0")
                else:
                    blob = self.run("hash-object", "-w", "--stdin", data=content).decode().strip()
                    lines.append(f"100644 {blob}\t{path}\0")
            self.run("update-index", "-z", "--index-info", data="".join(lines).encode(), env=env)
            tree = self.run("write-tree", env=env).decode().strip()
            text = message.replace(TREE, tree).encode()
            made = self.run("commit-tree", tree, "-p", base, "-F", "-", data=text, env=env)
        return made.decode().strip()

    def move(self, branch: str, commit: str, expected: str) -> None:
        """Moves a branch from the commit `expected` (empty: makes it). Raises `Conflict` where it is elsewhere."""
        try:
            self.run("update-ref", f"refs/heads/{branch}", commit, expected or _NULL)
        except HostError:
            if self.commit_id(f"refs/heads/{branch}") != expected:
                raise Conflict(f"the branch {branch} was moved by somebody else") from None
            raise

    def delete(self, branch: str, expected: str) -> None:
        """Deletes a branch that is at the commit `expected`, if it exists. Raises `Conflict` where it is elsewhere."""
        ref = f"refs/heads/{branch}"
        if self.commit_id(ref) == expected:
            self.run("update-ref", "-d", ref, expected)
        elif self.commit_id(ref):
            raise Conflict(f"the branch {branch} was moved by somebody else")

    def current_branch(self) -> str:
        """The name of the branch that is checked out; empty if none is."""
        return self.line("symbolic-ref", "--quiet", "--short", "HEAD")
