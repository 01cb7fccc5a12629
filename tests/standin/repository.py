"""A bare git repository, driven by git's own plumbing; nobody's git configuration is read."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from .merging import merge_files
from .objects import BLOB, ZERO, CommitObject, Entry, GitFailure, Signature, parse_commit, parse_entry


class GitRepository:
    """One bare repository on disk. Close it when done: it keeps a `git cat-file` process."""

    def __init__(self, path: Path, default_branch: str = "main") -> None:
        self.path = path
        self._environment = _environment(path)
        self._lock = threading.Lock()
        self._reader: subprocess.Popen[bytes] | None = None
        self.known: dict[tuple[str, ...], bytes] = {}
        """What git said about objects named by their ids: that never changes."""
        path.mkdir(parents=True, exist_ok=True)
        self.run("init", "--quiet", "--bare", f"--initial-branch={default_branch}", str(path))

    def close(self) -> None:
        if self._reader is not None:
            for stream in (self._reader.stdin, self._reader.stdout):
                if stream is not None:
                    stream.close()
            self._reader.wait()
            self._reader = None

    def run(self, *arguments: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None) -> bytes:
        """Run one git command and return what it wrote; raises `GitFailure`."""
        if not _is_lasting(arguments):
            return self._run(arguments, stdin, extra)
        if arguments not in self.known:
            self.known[arguments] = self._run(arguments, stdin, extra)
        return self.known[arguments]

    def _run(self, arguments: Sequence[str], stdin: bytes, extra: Mapping[str, str] | None) -> bytes:
        environment = self._environment | dict(extra or {})
        done = subprocess.run(("git", *arguments), input=stdin, capture_output=True, env=environment, check=False)
        if done.returncode:
            raise GitFailure(done.stderr.decode(errors="replace").strip() or f"git {arguments[0]} failed")
        return done.stdout

    def line(self, *arguments: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None) -> str:
        return self.run(*arguments, stdin=stdin, extra=extra).decode().strip()

    # -- reading ---------------------------------------------------------------------------------------

    def resolve(self, expression: str) -> str | None:
        """The object id that a revision expression names, if it names one."""
        try:
            return self.line("rev-parse", "--verify", "--quiet", "--end-of-options", expression)
        except GitFailure:
            return None

    def branch(self, name: str) -> str | None:
        return self.refs(f"refs/heads/{name}").get(f"refs/heads/{name}")

    def refs(self, prefix: str = "refs/") -> dict[str, str]:
        """Full names of the references that start with `prefix`, with the object each points at."""
        out = self.line("for-each-ref", "--format=%(objectname) %(refname)")
        pairs = (line.split(" ", 1) for line in out.splitlines())
        return {name: oid for oid, name in pairs if name.startswith(prefix)}

    def read(self, oid: str) -> tuple[str, bytes] | None:
        """Type and content of an object, or None where there is no such object."""
        if "\n" in oid:
            return None
        with self._lock:
            reader = self._started()
            assert reader.stdin is not None
            assert reader.stdout is not None
            reader.stdin.write(f"{oid}\n".encode())
            reader.stdin.flush()
            header = reader.stdout.readline().decode().split()
            if len(header) != 3:
                return None
            content = reader.stdout.read(int(header[2]))
            reader.stdout.read(1)
        return header[1], content

    def _started(self) -> subprocess.Popen[bytes]:
        if self._reader is None:
            self._reader = subprocess.Popen(
                ("git", "cat-file", "--batch"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=self._environment,
            )
        return self._reader

    def kind(self, oid: str) -> str | None:
        found = self.read(oid)
        return found[0] if found else None

    def commit(self, oid: str) -> CommitObject | None:
        found = self.read(oid)
        return parse_commit(oid, found[1]) if found and found[0] == "commit" else None

    def entries(self, treeish: str, *, recursive: bool = False, trees: bool = True) -> list[Entry]:
        """The entries of a tree; with `recursive` those of its sub-trees, and with `trees` these too."""
        options = ["-r", "-t"] if recursive and trees else ["-r"] if recursive else []
        out = self.run("ls-tree", "-z", "--long", "--full-tree", *options, treeish)
        return [parse_entry(line) for line in out.decode(errors="surrogateescape").split("\0") if line]

    def files(self, treeish: str) -> dict[str, bytes]:
        """Every file of a tree, by path."""
        found = {}
        for entry in self.entries(treeish, recursive=True, trees=False):
            content = self.read(entry.oid)
            assert content is not None
            found[entry.path] = content[1]
        return found

    def log(self, *revisions: str, path: str = "", limit: int = 0) -> list[str]:
        """Commit ids, newest first."""
        options = [f"--max-count={limit}"] if limit else []
        return self.line("rev-list", *options, *revisions, "--", *([path] if path else [])).split()

    def is_ancestor(self, ancestor: str, descendant: str) -> bool:
        try:
            self.run("merge-base", "--is-ancestor", ancestor, descendant)
        except GitFailure:
            return False
        return True

    def merge_base(self, one: str, other: str) -> str | None:
        try:
            return self.line("merge-base", one, other)
        except GitFailure:
            return None

    def changes(self, one: str, other: str) -> list[tuple[str, str, int, int]]:
        """(status letter, path, lines added, lines deleted) of each file between two trees."""
        status = self.run("diff-tree", "-r", "-z", "--no-renames", "--name-status", one, other)
        counts = self.run("diff-tree", "-r", "-z", "--no-renames", "--numstat", one, other)
        letters = status.decode().split("\0")[:-1]
        lines = {}
        for row in counts.decode().split("\0")[:-1]:
            added, deleted, path = row.split("\t", 2)
            lines[path] = (int(added.replace("-", "0")), int(deleted.replace("-", "0")))
        return [(kind, path, *lines[path]) for kind, path in zip(letters[::2], letters[1::2], strict=True)]

    def renames(self, one: str, other: str) -> dict[str, str]:
        """New path → old path of the files that git takes for renamed between two trees."""
        out = self.run("diff-tree", "-r", "-z", "-M", "--diff-filter=R", "--name-status", one, other)
        parts = out.decode().split("\0")[:-1]
        return dict(zip(parts[2::3], parts[1::3], strict=True))

    def archive(self, oid: str, prefix: str) -> bytes:
        return self.run("archive", "--format=tar.gz", f"--prefix={prefix}/", oid)

    # -- writing ---------------------------------------------------------------------------------------

    def write_blobs(self, contents: Sequence[bytes]) -> list[str]:
        """Store contents and return their ids, in order."""
        if not contents:
            return []
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder, str(number)) for number in range(len(contents))]
            for path, content in zip(paths, contents, strict=True):
                path.write_bytes(content)
            listing = "".join(f"{path}\n" for path in paths).encode()
            return self.line("hash-object", "-w", "--no-filters", "--stdin-paths", stdin=listing).split()

    def write_tree(self, base: str | None, changes: Iterable[tuple[str, str | None, str]]) -> str:
        """A tree like `base` with `changes` made: (mode, object id or None to delete, path)."""
        rows = []
        for mode, oid, path in changes:
            rows.append(f"0 {ZERO}\t{path}" if oid is None else f"{mode} {oid}\t{path}")
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
            if base is not None:
                self.run("read-tree", base, extra=index)
            self.run("update-index", "-z", "--index-info", stdin="\0".join([*rows, ""]).encode(), extra=index)
            return self.line("write-tree", extra=index)

    def write_files(self, base: str | None, files: Mapping[str, bytes | None]) -> str:
        """A tree like `base` with these files written, or deleted where the content is None."""
        written = [path for path, content in files.items() if content is not None]
        oids = self.write_blobs([content for content in files.values() if content is not None])
        gone = [(BLOB, None, path) for path, content in files.items() if content is None]
        return self.write_tree(base, [*gone, *((BLOB, o, p) for p, o in zip(written, oids, strict=True))])

    def write_commit(
        self, tree: str, parents: Sequence[str], message: str, author: Signature, committer: Signature
    ) -> str:
        extra: dict[str, str] = {}
        for role, who in (("AUTHOR", author), ("COMMITTER", committer)):
            extra |= {
                f"GIT_{role}_NAME": who.name,
                f"GIT_{role}_EMAIL": who.email,
                f"GIT_{role}_DATE": who.when,
            }
        options = [option for parent in parents for option in ("-p", parent)]
        return self.line("commit-tree", tree, *options, stdin=message.encode(), extra=extra)

    def move(self, moves: Iterable[tuple[str, str | None, str | None]]) -> None:
        """Move references in one transaction: (full name, new id or None to delete, old id or None)."""
        rows = []
        for name, new, old in moves:
            rows.append(f"delete {name}\0{old}\0" if new is None else f"update {name}\0{new}\0{old or ZERO}\0")
        self.run("update-ref", "-z", "--stdin", stdin="".join(rows).encode())

    def merge_trees(self, base: str, ours: str, theirs: str) -> str:
        """The tree of a three-way merge; raises `MergeConflict`."""
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
            self.run("read-tree", "-i", "-m", "--aggressive", base, ours, theirs, extra=index)
            unmerged = self.run("ls-files", "--unmerged", "-z", extra=index).decode().split("\0")[:-1]
            rows = merge_files(self, unmerged)
            self.run("update-index", "-z", "--index-info", stdin=rows, extra=index)
            return self.line("write-tree", extra=index)


_LASTING = ("ls-tree", "merge-base", "diff-tree", "rev-list")
_FIXED = re.compile(r"-.*|\^?[0-9a-f]{40}(:.*)?", re.DOTALL)


def _is_lasting(arguments: Sequence[str]) -> bool:
    """Whether the answer to a command can't change, as all that it asks about is named by id."""
    return arguments[0] in _LASTING and all(_FIXED.fullmatch(argument) for argument in arguments[1:])


def _environment(path: Path) -> dict[str, str]:
    """An environment in which git sees this repository and no configuration but its own."""
    nobody = {"NAME": "nobody", "EMAIL": "nobody@example.invalid"}
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "GIT_DIR": str(path),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "HOME": str(path),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        **{f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in nobody.items()},
    }
