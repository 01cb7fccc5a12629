"""Git in a folder, by its plumbing: nothing here touches the work tree or the person's index.

Names and content are passed as arguments or on standard input, never through a shell.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from clubaction.errors import Conflict, HostError
from clubaction.hosts import path_kinds
from clubaction.model.plan import TREE
from clubaction.model.snapshot import Obstacle

_NULL = "0" * 40
IDENTITY = {
    "GIT_AUTHOR_NAME": "clubaction",
    "GIT_AUTHOR_EMAIL": "clubaction@users.noreply.github.com",
    "GIT_COMMITTER_NAME": "clubaction",
    "GIT_COMMITTER_EMAIL": "clubaction@users.noreply.github.com",
}


class Git:
    """The repository that a folder belongs to. Every method raises `HostError` where git fails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: str, data: bytes = b"", env: Mapping[str, str] | None = None) -> bytes:
        """What git prints. The person's own hooks and signing are left out of it."""
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
        """What git prints, as one line; empty where it fails."""
        try:
            return self.run(*arguments).decode().strip()
        except HostError:
            return ""

    def is_repository(self) -> bool:
        """Whether the folder is the top of a repository's work tree."""
        top = self.line("rev-parse", "--show-toplevel")
        return bool(top) and Path(top).resolve() == self.folder.resolve()

    def create(self, branch: str = "main") -> None:
        """Makes the folder a repository without commits."""
        self.run("init", "--quiet", f"--initial-branch={branch}")

    def commit_all(self, message: str) -> None:
        """Commits the folder as it stands, on the branch that is checked out, as clubaction."""
        self.run("add", "--all")
        self.run("commit", "--quiet", "--allow-empty", "--file=-", data=message.encode(), env=IDENTITY)

    def commit_id(self, ref: str) -> str:
        """The commit that a ref stands for; empty where there is no such ref."""
        return self.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")

    def tree(self, commit: str) -> str:
        """The id of a commit's tree."""
        return self.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{tree}}")

    def parents(self, commit: str) -> tuple[str, ...]:
        """The ids of a commit's parents."""
        return tuple(self.line("show", "--no-patch", "--format=%P", commit).split())

    def message(self, commit: str) -> str:
        """A commit's message."""
        return self.run("show", "--no-patch", "--format=%B", commit).decode(errors="replace")

    def merged_tree(self, one: str, other: str) -> str:
        """The id of the tree that git makes of two commits; empty where it can't (a conflict, or a git before 2.38)."""
        return self.line("merge-tree", "--write-tree", one, other)

    def kinds(self, commit: str, paths: Iterable[str] = ()) -> dict[str, Obstacle]:
        """What is at these paths (at the top of the repository, where there are none), as far as anything is there.

        A path with a slash at its end means what is in that folder.
        """
        listed = self.run("--literal-pathspecs", "ls-tree", "-z", "--full-tree", commit, "--", *paths)
        found: dict[str, Obstacle] = {}
        for entry in filter(None, listed.decode("utf-8", "surrogateescape").split("\0")):
            meta, _, path = entry.partition("\t")
            mode, kind, _ = meta.split(" ")
            found[path] = path_kinds.kind_of(int(mode, 8), kind)
        return found

    def files(self, commit: str, paths: Sequence[str]) -> dict[str, bytes]:
        """The content of the files of a commit at or below these paths."""
        listed = self.run("ls-tree", "-r", "-z", commit, "--", *paths).decode("utf-8", "surrogateescape")
        found: dict[str, str] = {}
        for entry in filter(None, listed.split("\0")):
            meta, _, path = entry.partition("\t")
            mode, kind, blob = meta.split(" ")
            if kind == "blob" and mode != "120000":
                found[path] = blob
        return dict(zip(found, self._blobs(list(found.values())), strict=True))

    def _blobs(self, names: list[str]) -> list[bytes]:
        out = self.run("cat-file", "--batch", data="".join(f"{name}\n" for name in names).encode()) if names else b""
        blobs = []
        position = 0
        for _ in names:
            end = out.index(b"\n", position)
            size = int(out[position:end].rsplit(b" ", 1)[1])
            blobs.append(out[end + 1 : end + 1 + size])
            position = end + 2 + size
        return blobs

    def contains(self, later: str, earlier: str) -> bool:
        """Whether a commit is in the history of another."""
        return bool(earlier) and self.line("merge-base", later, earlier) == self.commit_id(earlier)

    def changed(self, before: str, after: str) -> list[str]:
        """The paths that differ between two commits."""
        out = self.run("diff-tree", "-r", "-z", "--name-only", "--no-renames", before, after)
        return [path for path in out.decode("utf-8", "surrogateescape").split("\0") if path]

    def commit(self, base: str, changes: Mapping[str, bytes | None], message: str) -> str:
        """Makes a commit on top of another, with some files changed; no ref moves. Returns its id.

        Raises `HostError` rather than writing through a link, or in the place of anything but a file.
        """
        written = [path for path, content in changes.items() if content is not None]
        path_kinds.refuse(written, self.kinds(base, path_kinds.with_parents(written)))
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
            said = message.replace(TREE, tree).encode()
            made = self.run("commit-tree", tree, "-p", base, "-F", "-", data=said, env=env)
        return made.decode().strip()

    def move(self, branch: str, commit: str, expected: str) -> None:
        """Moves a branch to a commit if it is where it is expected (empty: nowhere); else raises `Conflict`."""
        try:
            self.run("update-ref", f"refs/heads/{branch}", commit, expected or _NULL)
        except HostError:
            if self.commit_id(f"refs/heads/{branch}") != expected:
                raise Conflict(f"the branch {branch} was moved by somebody else") from None
            raise

    def delete(self, branch: str, expected: str) -> None:
        """Deletes a branch while it is at this commit, if it is there; raises `Conflict` where it is elsewhere."""
        ref = f"refs/heads/{branch}"
        if self.commit_id(ref) == expected:
            self.run("update-ref", "-d", ref, expected)
        elif self.commit_id(ref):
            raise Conflict(f"the branch {branch} was moved by somebody else")

    def current_branch(self) -> str:
        """The branch that is checked out; empty if none is."""
        return self.line("symbolic-ref", "--quiet", "--short", "HEAD")
