"""A club in memory: a repository without git, whose commits are whole file trees.

Numbers and times are given by the test, so that the same history told with other runs in between has the same issues
and comments.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from clubaction.club import session_folder
from clubaction.club.session_file import read_session
from clubaction.errors import Conflict
from clubaction.model.issue import Comment, Issue
from clubaction.model.paper import Paper, Unresolved
from clubaction.model.plan import (
    PULL_REQUEST,
    TREE,
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
    Operation,
    Plan,
    React,
    Unreact,
)
from clubaction.model.session import Session
from clubaction.model.snapshot import Branch, PullRequest, Snapshot
from clubaction.pipeline import sync
from clubaction.pipeline.our_commit import is_our_commit
from tests.clubs.club import ORGANISER, Club
from tests.clubs.texts import START

US = "clubaction[bot]"


class Killed(Exception):
    """The run was stopped between two of its operations."""


@dataclass
class Tree:
    """A commit: what it holds, what it was built on, and whether its message has our trailer."""

    files: dict[str, bytes]
    parent: str
    message: str = ""

    @property
    def id(self) -> str:
        """Tells trees apart by what they hold."""
        return hashlib.sha256(repr(sorted(self.files.items())).encode()).hexdigest()


@dataclass
class Repository(Club):
    """A repository in memory. People's deeds are methods; `snapshot` and `apply` make it a host."""

    main: dict[str, bytes]
    now: dt.datetime = START
    issues: dict[int, Issue] = field(default_factory=dict)
    pulls: dict[int, PullRequest] = field(default_factory=dict)
    papers: Mapping[str, Paper | Unresolved] = field(default_factory=dict)
    writers: frozenset[str] = frozenset()
    labels: set[str] = field(default_factory=set)
    branch: str = ""
    trees: dict[str, Tree] = field(default_factory=dict)
    head: str = ""
    most_operations: int | None = None
    """How many operations the next `apply` gets to carry out before it is killed."""
    _last_id: int = 0

    def __post_init__(self) -> None:
        self.head = self._commit(self.main, "")

    @property
    def files(self) -> dict[str, bytes]:
        return self.main

    # --- the host --------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        branch = self.trees.get(self.branch)
        ours = None
        if branch:
            paths = {*branch.files, *self.files}
            changed = {p for p in paths if branch.files.get(p) != self.files.get(p)}
            ours = Branch(
                head=self.branch,
                parent=branch.parent,
                ours=is_our_commit(branch.message, branch.id, [branch.parent]),
                files={p: branch.files[p] for p in sorted(changed) if p in branch.files},
                deleted=frozenset(changed - branch.files.keys()),
            )
        return Snapshot(
            base=self.head,
            default_branch="main",
            files=dict(self.files),
            issues=tuple(self.issues[number] for number in sorted(self.issues)),
            organisers=self.writers,
            branch=ours,
            pull_request=self.pulls[max(self.pulls)] if self.pulls else None,
            repository="club/club",
            labels=frozenset(self.labels),
        )

    def apply(self, plan: Plan) -> Applied:
        for done, step in enumerate(plan.operations):
            if done == self.most_operations:
                raise Killed
            self._do(step)
        return Applied()

    def _do(self, step: Operation) -> None:  # noqa: C901, PLR0912 (one line for each operation)
        match step:
            case Commit():
                if step.expected != self.branch:
                    raise Conflict("the branch was moved")
                assert step.base in self.trees
                files = dict(self.trees[step.base].files)
                for path, content in step.changes.items():
                    if content is None:
                        del files[path]
                    else:
                        files[path] = content
                self.branch = self._commit(files, step.base, step.message)
            case OpenPullRequest():
                assert not any(pull.state == "open" for pull in self.pulls.values())
                number = 1001 + len(self.pulls)
                self.pulls[number] = PullRequest(number, "open", step.title, step.body, (), step.base, step.branch)
            case EditPullRequest():
                pull = self.pulls[step.number]
                self.pulls[step.number] = replace(pull, title=step.title, body=step.body, base=step.base or pull.base)
            case ClosePullRequest():
                self._say(step.number, step.comment)
                self.pulls[step.number] = replace(self.pulls[step.number], state="closed")
            case DeleteBranch():
                assert step.expected == self.branch
                self.delete_branch()
            case DeleteComment():
                self.delete_comment(step.issue, step.comment)
            case CreateLabel():
                self.labels.add(step.name)
            case AddLabel():
                assert step.name in self.labels
                issue = self.issues[step.issue]
                self.issues[step.issue] = replace(issue, labels=issue.labels | {step.name})
            case AddComment():
                self._say(step.issue, step.body)
            case EditComment():
                self.change_comment(step.issue, step.comment, body=self._filled(step.body))
            case React():
                had = self._comment(step.issue, step.comment).reactions
                self.change_comment(step.issue, step.comment, reactions=had | {step.content})
            case Unreact():
                had = self._comment(step.issue, step.comment).reactions
                self.change_comment(step.issue, step.comment, reactions=had - {step.content})
            case CloseIssue():
                self.close(step.issue, step.reason)

    def _commit(self, files: dict[str, bytes], parent: str, message: str = "") -> str:
        name = f"commit-{len(self.trees) + 1}"
        tree = Tree(dict(files), parent)
        self.trees[name] = replace(tree, message=message.replace(TREE, tree.id))
        return name

    def _filled(self, text: str) -> str:
        return text.replace(PULL_REQUEST, str(max(self.pulls, default=0)))

    def _say(self, number: int, body: str) -> None:
        self._last_id += 1
        comment = Comment(self._last_id, US, self._filled(body), self.now, ours=True, bot=True)
        if number in self.pulls:
            pull = self.pulls[number]
            self.pulls[number] = replace(pull, comments=(*pull.comments, comment))
        else:
            issue = self.issues[number]
            self.issues[number] = replace(issue, comments=(*issue.comments, comment))

    def _comment(self, number: int, comment: int) -> Comment:
        return next(c for c in self.issues[number].comments if c.id == comment)

    def change_comment(self, number: int, comment: int, **changes: object) -> None:
        """Makes a comment look otherwise to the host: its `author_id`, say, or that people have hidden it."""
        issue = self.issues[number]
        changed = (replace(c, **changes) if c.id == comment else c for c in issue.comments)  # type: ignore[arg-type]
        self.issues[number] = replace(issue, comments=tuple(changed))

    # --- what people do --------------------------------------------------------------------

    def issue(
        self, author: str, title: str, body: str, *, number: int = 0, labels: tuple[str, ...] = ("paper",)
    ) -> int:
        number = number or max(self.issues, default=0) + 1
        self.labels |= set(labels)
        self.issues[number] = Issue(number, title, body, author, self.now, labels=frozenset(labels))
        return number

    def comment(self, issue: int, author: str, body: str, *, comment_id: int = 0, bot: bool = False) -> int:
        self._last_id = max(self._last_id + 1, comment_id)
        said = Comment(self._last_id, author, body, self.now, bot=bot)
        self.issues[issue] = replace(self.issues[issue], comments=(*self.issues[issue].comments, said))
        return said.id

    def edit_comment(self, issue: int, comment: int, body: str, editor: str = "") -> None:
        self.change_comment(issue, comment, body=body, edited=self.now, editor=editor)

    def edit_issue(self, issue: int, body: str, editor: str = "") -> None:
        self.issues[issue] = replace(self.issues[issue], body=body, edited=self.now, editor=editor)

    def delete_comment(self, issue: int, comment: int) -> None:
        left = tuple(c for c in self.issues[issue].comments if c.id != comment)
        self.issues[issue] = replace(self.issues[issue], comments=left)

    def close(
        self, issue: int, reason: Literal["completed", "not_planned"] = "completed", *, by: str = ORGANISER
    ) -> None:
        self.issues[issue] = replace(self.issues[issue], state="closed", reason=reason, closed=self.now, closer=by)

    def reopen(self, issue: int) -> None:
        if self.issues[issue].state == "closed":
            self.issues[issue] = replace(self.issues[issue], state="open", reason="", reopened=self.now)

    def label(self, issue: int, *names: str) -> None:
        """Gives the issue just these labels."""
        self.issues[issue] = replace(self.issues[issue], labels=frozenset(names))

    def edit_files(self, changes: Mapping[str, bytes | None]) -> None:
        files = {**self.files, **{path: data for path, data in changes.items() if data is not None}}
        self.main = {path: data for path, data in files.items() if changes.get(path, b"") is not None}
        self.head = self._commit(self.main, self.head)

    def merge(self, *, delete_branch: bool = False) -> bool:
        """Merges the open pull request, unless there is none or it has conflicts."""
        pull = self.pulls[max(self.pulls)] if self.pulls else None
        branch = self.trees.get(self.branch)
        if pull is None or pull.state != "open" or branch is None:
            return False
        base = self.trees[branch.parent].files
        changed = {p: branch.files.get(p) for p in {*branch.files, *base} if branch.files.get(p) != base.get(p)}
        if any(base.get(p) != self.files.get(p) for p in changed):
            return False
        self.edit_files(changed)
        self.pulls[pull.number] = replace(pull, state="merged")
        for line in pull.body.splitlines():
            if line.startswith("Closes #") and self.issues[int(line[8:])].state == "open":
                self.close(int(line[8:]))
        if delete_branch:
            self.delete_branch()
        return True

    def close_pull(self) -> None:
        """An organiser closes the pull request without merging it."""
        number = max(self.pulls)
        self.pulls[number] = replace(self.pulls[number], state="closed")

    def delete_branch(self) -> None:
        """The branch goes; GitHub closes its open pull request then."""
        self.branch = ""
        for number, pull in self.pulls.items():
            if pull.state == "open":
                self.pulls[number] = replace(pull, state="closed")

    def push_to_branch(self, changes: Mapping[str, bytes]) -> None:
        """Somebody adds a commit to our branch."""
        self.branch = self._commit({**self.trees[self.branch].files, **changes}, self.branch, "A word corrected")

    # --- runs ------------------------------------------------------------------------------

    def run(self) -> Plan:
        """One run of clubaction."""
        return sync.sync(self, self._resolve, self.now).plan

    def plan(self) -> Plan:
        """What a run would do."""
        return sync.sync(self, self._resolve, self.now, dry_run=True).plan

    def run_killed_after(self, operations: int) -> None:
        """A run that is stopped before its operation of this index."""
        self.most_operations = operations
        try:
            self.run()
        except Killed:
            pass
        finally:
            self.most_operations = None

    def _resolve(self, identifiers: object, config: object) -> Mapping[str, Paper | Unresolved]:
        assert isinstance(identifiers, list)
        return {name: self.papers[name] for name in identifiers if name in self.papers}

    # --- what there is to see -----------------------------------------------------------------

    def proposed_files(self) -> dict[str, bytes]:
        """The default branch with everything in it that a run wants."""
        changes = self.plan().files
        files = {**self.files, **{path: data for path, data in changes.items() if data is not None}}
        return {path: data for path, data in files.items() if changes.get(path, b"") is not None}

    def session(self, session_id: str) -> Session:
        """A session as a run wants it."""
        path = f"sessions/{session_id}.md"
        return read_session(path, self.proposed_files()[path])

    def session_of(self, issue: int) -> Session | None:
        """The session of an issue as a run wants it."""
        found, _ = session_folder.read_all(self.proposed_files(), "sessions")
        return next((s for s in found.values() if s.issue == issue), None)

    def open_issues(self) -> list[int]:
        return [number for number, issue in self.issues.items() if issue.state == "open"]

    def answers(self, issue: int) -> list[str]:
        return [c.body for c in self.issues[issue].comments if c.ours]

    def reactions(self, issue: int, comment: int) -> set[str]:
        return set(self._comment(issue, comment).reactions)
