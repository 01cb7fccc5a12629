"""Git in a folder, by its plumbing: nothing here touches the work tree or the person's index.

Names and content are passed as arguments or on standard input, never through a shell.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from clubaction.errors import Conflict, HostError

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
        """Makes a commit on top of another, with some files changed; no ref moves. Returns its id."""
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
            made = self.run("commit-tree", tree, "-p", base, "-F", "-", data=message.encode(), env=env)
        return made.decode().strip()

    def move(self, branch: str, commit: str, expected: str) -> None:
        """Moves a branch to a commit if it is where it is expected (empty: nowhere); else raises `Conflict`."""
        try:
            self.run("update-ref", f"refs/heads/{branch}", commit, expected or _NULL)
        except HostError:
            if self.commit_id(f"refs/heads/{branch}") != expected:
                raise Conflict(f"the branch {branch} was moved by somebody else") from None
            raise

    def delete(self, branch: str) -> None:
        """Deletes a branch, if it is there."""
        if self.commit_id(f"refs/heads/{branch}"):
            self.run("update-ref", "-d", f"refs/heads/{branch}")

    def current_branch(self) -> str:
        """The branch that is checked out; empty if none is."""
        return self.line("symbolic-ref", "--quiet", "--short", "HEAD")
