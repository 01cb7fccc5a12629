"""A club in a folder: git for its files, `issues/*.md` for its issues, `pulls/*.md` for its pull requests."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from functools import singledispatchmethod
from pathlib import Path

from clubaction.club import configuration
from clubaction.club.configuration import Config
from clubaction.errors import ClubFileError, ConfigError, HostError, Problem
from clubaction.hosts import path_kinds
from clubaction.hosts.folder.git import IDENTITY, Git
from clubaction.hosts.folder.issue_files import ME, IssueFile
from clubaction.issues.forms import CLAIM_LABEL, PAPER_LABEL
from clubaction.model.plan import (
    PULL_REQUEST,
    AddComment,
    AddLabel,
    Applied,
    CloseIssue,
    ClosePullRequest,
    Commit,
    CreateLabel,
    DeleteBranch,
    DeleteComment,
    EditComment,
    EditPullRequest,
    OpenPullRequest,
    Plan,
    React,
    Unreact,
)
from clubaction.model.snapshot import Branch, Obstacle, PullRequest, Snapshot
from clubaction.pipeline import pull_request as proposing

ISSUES, PULLS = "issues", "pulls"
_CLOSES = re.compile(r"^Closes #(\d+)$", re.MULTILINE)


class LocalHost:
    """The host of a folder that is the top of a git repository.

    `now` gives the time that comments are dated with. Raises `HostError` where
    the folder is no repository with a commit.
    """

    def __init__(self, folder: Path, now: Callable[[], dt.datetime], config: str = configuration.PATH) -> None:
        self.folder = folder
        self.git = Git(folder)
        self._now = now
        self._config = config
        self._opened: int | None = None
        if not self.git.is_repository() or not self.git.commit_id("HEAD"):
            raise HostError(
                f"{folder} is not a git repository with a commit. Make it one: "
                "git init && git add -A && git commit -m 'Our club'"
            )

    # --- reading ---------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """What the folder holds: files as committed, issues and pull requests as they stand."""
        branch = self._default_branch()
        base = self.git.commit_id(f"refs/heads/{branch}") or self.git.commit_id("HEAD")
        self._notice_merge(base)
        config = self._read_config(base)
        pulls = [record.pull_request() for record in self._records(PULLS)]
        there = self._there(base, config)
        left = tuple(pull for pull in pulls if _is_left_behind(pull, config, branch))
        heads = {pull.branch: self.git.commit_id(f"refs/heads/{pull.branch}") for pull in left}
        own = [pull for pull in pulls if _is_own(pull, config, branch)]
        used = (
            p.branch for p in pulls if p.state == "open" and p.base not in ("", branch) and not proposing.is_ours(p)
        )
        return Snapshot(
            base=base,
            default_branch=branch,
            files=self.git.files(base, configuration.paths(config, self._config)),
            issues=tuple(record.issue() for record in self._records(ISSUES)),
            branch=self._branch(config.branch, base),
            pull_request=max(own, key=lambda pull: pull.number, default=None),
            labels=frozenset({PAPER_LABEL, CLAIM_LABEL}),
            config=self._config,
            committed=dt.datetime.fromisoformat(self.git.line("show", "--no-patch", "--format=%cI", base)),
            left_behind=left,
            left_heads={name: head for name, head in heads.items() if head and self._is_ours(head)},
            branches_in_use=frozenset(used),
            obstacles=self._obstacles(there, config),
            names_at_root=frozenset(path for path in there if "/" not in path),
        )

    def _there(self, base: str, config: Config) -> dict[str, Obstacle]:
        """What is at the top of the repository, at the paths of the club, and in its folders."""
        folders = (config.sessions, configuration.TEMPLATES)
        known = path_kinds.with_parents((self._config, config.readme, *folders))
        found = {**self.git.kinds(base), **self.git.kinds(base, known)}
        inside = [f"{folder}/" for folder in folders if found.get(folder) == "folder"]
        within = self.git.kinds(base, inside) if inside else {}
        return {**found, **within}

    def _obstacles(self, there: dict[str, Obstacle], config: Config) -> dict[str, Obstacle]:
        files = (self._config, config.readme, *path_kinds.single_files(there, config.sessions))
        return path_kinds.met(files, (config.sessions, configuration.TEMPLATES), there)

    def uncommitted(self) -> list[str]:
        """The club's files that differ from the last commit, which a plan does not see."""
        config = self._read_config("HEAD")
        listed = self.git.run("status", "--porcelain", "-z", "--", *configuration.paths(config, self._config))
        return [entry[3:] for entry in listed.decode("utf-8", "replace").split("\0") if entry]

    def _read_config(self, commit: str) -> Config:
        try:
            return configuration.parse_config(self.git.files(commit, [self._config]).get(self._config), self._config)
        except ConfigError:
            return Config()

    def _default_branch(self) -> str:
        current = self.git.current_branch() or "main"
        if current != Config().branch:
            return current
        return next((name for name in ("main", "master") if self.git.commit_id(f"refs/heads/{name}")), current)

    def _branch(self, name: str, base: str) -> Branch | None:
        head = self.git.commit_id(f"refs/heads/{name}")
        if not head:
            return None
        parents = self.git.parents(head)
        updated = self._is_update(head, parents, base)
        changed = self.git.changed(base, head)
        there = self.git.files(head, changed) if changed else {}
        return Branch(
            head=head,
            parent=parents[1 if updated else 0] if parents else "",
            ours=updated or self._is_ours(head),
            files=there,
            deleted=frozenset(changed) - there.keys(),
        )

    def _is_ours(self, commit: str) -> bool:
        git = self.git
        return proposing.is_our_commit(git.message(commit), git.tree(commit), git.parents(commit))

    def _is_update(self, head: str, parents: Sequence[str], base: str) -> bool:
        """Whether a commit merged the default branch into a commit of ours, and did nothing else."""
        if len(parents) != 2 or not self._is_ours(parents[0]) or not self.git.contains(base, parents[1]):
            return False
        return self.git.merged_tree(*parents) == self.git.tree(head)

    def _records(self, kind: str) -> list[IssueFile]:
        found: dict[int, IssueFile] = {}
        folder = self.folder / kind
        if folder.is_symlink():
            raise ClubFileError([Problem(str(folder), 0, "this is a link, and links are not followed")])
        for path in sorted(folder.glob("*.md")):
            record = IssueFile.load(path)
            if (other := found.setdefault(record.values["number"], record)) is not record:
                raise ClubFileError([Problem(str(path), 0, f"{other.path.name} has the same number already")])
        return list(found.values())

    def _record(self, number: int) -> IssueFile:
        for kind in (ISSUES, PULLS):
            for record in self._records(kind):
                if record.values["number"] == number:
                    return record
        raise HostError(f"there is no issue or pull request #{number} in {self.folder}")

    # --- doing -----------------------------------------------------------------------------

    def apply(self, plan: Plan) -> Applied:
        """Carries the plan out. A commit goes to its branch; the work tree stays as it is."""
        pull = self.snapshot().pull_request
        self._opened = pull.number if pull and pull.state == "open" else None
        operation: str = "none"
        for step in plan.operations:
            operation = self._do(step) or operation
        open_now = operation != "closed" and self._opened
        path = f"{PULLS}/{self._opened}.md" if open_now else ""
        return Applied(operation, self._opened if open_now else None, path)  # type: ignore[arg-type]

    @singledispatchmethod
    def _do(self, step: object) -> str:
        raise HostError(f"a folder can't do {step!r}")

    @_do.register
    def _(self, step: Commit) -> str:
        self.git.move(step.branch, self.git.commit(step.base, step.changes, step.message), step.expected)
        return "updated"

    @_do.register
    def _(self, step: OpenPullRequest) -> str:
        self._opened = self._free_number()
        values = {
            "number": self._opened,
            "title": step.title,
            "state": "open",
            "head": step.branch,
            "base": step.base,
            "created": self._now().isoformat(),
        }
        IssueFile(self.folder / PULLS / f"{self._opened}.md", values, step.body).save()
        return "created"

    @_do.register
    def _(self, step: EditPullRequest) -> str:
        record = self._record(step.number)
        record.values["title"], record.body = step.title, step.body
        if step.base:
            record.values["base"] = step.base
        record.save()
        return "updated" if step.number == self._opened else ""

    @_do.register
    def _(self, step: ClosePullRequest) -> str:
        self._comment(step.number, step.comment)
        record = self._record(step.number)
        record.values["state"] = "closed"
        record.save()
        return "closed" if step.number == self._opened else ""

    @_do.register
    def _(self, step: DeleteBranch) -> str:
        self.git.delete(step.branch, step.expected)
        return ""

    @_do.register
    def _(self, step: CreateLabel) -> str:
        raise HostError(f"a folder has all labels, {step.name} among them")

    @_do.register
    def _(self, step: AddLabel) -> str:
        record = self._record(step.issue)
        record.values["labels"] = [*(record.values.get("labels") or ()), step.name]
        record.save()
        return ""

    @_do.register
    def _(self, step: AddComment) -> str:
        self._comment(step.issue, step.body)
        return ""

    @_do.register
    def _(self, step: EditComment) -> str:
        record = self._record(step.issue)
        for comment in record.comments:
            if comment["id"] == step.comment:
                comment["body"] = self._filled(step.body)
        record.save()
        return ""

    @_do.register
    def _(self, step: DeleteComment) -> str:
        record = self._record(step.issue)
        record.comments[:] = [comment for comment in record.comments if comment["id"] != step.comment]
        record.save()
        return ""

    @_do.register
    def _(self, step: React) -> str:
        self._react(step.issue, step.comment, step.content, there=True)
        return ""

    @_do.register
    def _(self, step: Unreact) -> str:
        self._react(step.issue, step.comment, step.content, there=False)
        return ""

    @_do.register
    def _(self, step: CloseIssue) -> str:
        self._close(step.issue, step.reason, by=ME)
        return ""

    def _filled(self, text: str) -> str:
        return text.replace(PULL_REQUEST, str(self._opened or ""))

    def _comment(self, number: int, body: str) -> None:
        record = self._record(number)
        record.comments.append(
            {
                "id": self._free_id(),
                "author": ME,
                "created": self._now().isoformat(),
                "body": self._filled(body),
            }
        )
        record.save()

    def _react(self, number: int, comment_id: int, content: str, *, there: bool) -> None:
        record = self._record(number)
        for comment in record.comments:
            if comment["id"] == comment_id:
                kept = [name for name in comment.get("reactions") or () if name != content]
                comment["reactions"] = [*kept, content] if there else kept
        record.save()

    def _close(self, number: int, reason: str, by: str = "") -> None:
        record = self._record(number)
        record.values |= {"state": "closed", "reason": reason, "closed": self._now().isoformat(), "closed_by": by}
        if not by:
            del record.values["closed_by"]
        record.save()

    def _free_number(self) -> int:
        used = [record.values["number"] for kind in (ISSUES, PULLS) for record in self._records(kind)]
        return max(used, default=0) + 1

    def _free_id(self) -> int:
        used = [c["id"] for kind in (ISSUES, PULLS) for record in self._records(kind) for c in record.comments]
        return max(used, default=0) + 1

    # --- what a person does on GitHub with a button --------------------------------------------

    def merge(self, number: int) -> None:
        """Merges a pull request into the branch that is checked out and closes the issues it names."""
        record = self._record(number)
        self.git.run("merge", "--quiet", "--no-edit", "--no-ff", str(record.values["head"]), env=IDENTITY)
        self._notice_merge("HEAD")

    def _notice_merge(self, base: str) -> None:
        """Does what GitHub does by itself: a pull request whose head has come into its base is merged."""
        default = self._default_branch()
        for record in self._records(PULLS):
            head = self.git.commit_id(f"refs/heads/{record.values.get('head')}")
            other = str(record.values.get("base") or default)
            into = base if other == default else self.git.commit_id(f"refs/heads/{other}")
            if record.values.get("state") != "open" or not head or not into or not self.git.contains(into, head):
                continue
            record.values["state"] = "merged"
            record.save()
            for issue in _CLOSES.findall(record.body):
                self._close(int(issue), "completed")


def _is_own(pull: PullRequest, config: Config, default: str) -> bool:
    """Whether a pull request is from our branch, and not one that people opened into another branch."""
    return pull.branch in ("", config.branch) and (pull.base in ("", default) or proposing.is_ours(pull))


def _is_left_behind(pull: PullRequest, config: Config, default: str) -> bool:
    """Whether a pull request is ours and open, but from a branch that the configuration names no longer."""
    ours = pull.state == "open" and proposing.is_ours(pull)
    return ours and pull.branch not in ("", config.branch, default)
