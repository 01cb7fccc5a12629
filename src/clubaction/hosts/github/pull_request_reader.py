"""Reads the club's pull request, and those that an earlier configuration left behind."""

from __future__ import annotations

from dataclasses import dataclass, field

from clubaction.hosts.github import selections
from clubaction.hosts.github.conversations import Conversation, ask_for_comments
from clubaction.hosts.github.file_reader import FileReader
from clubaction.hosts.github.head_commit import HeadCommit
from clubaction.hosts.github.json_fields import Json, cursor, flag, rows
from clubaction.hosts.github.queries import ANY_REASON, Pending
from clubaction.model.snapshot import PullRequest
from clubaction.pipeline import pull_request


@dataclass
class PullRequestReader:
    """The pull requests that matter, in the state of knowing some of them."""

    pending: Pending
    files: FileReader
    own: Conversation | None = None
    """The newest from our branch."""
    left_behind: list[Conversation] = field(default_factory=list)
    """Open ones with our mark, of whatever branch."""
    left_heads: dict[str, str] = field(default_factory=dict)
    in_use: set[str] = field(default_factory=set)
    """Branches of other open pull requests into other branches than the default one."""

    def ask(self) -> None:
        """Asks for ours and for all that are open."""
        self.ask_own()
        take = self._take_others
        self.pending.ask("other pulls", selections.OTHER_PULLS, take, may_fail=ANY_REASON, weight=30 * 25)

    def ask_own(self, after: str | None = None) -> None:
        """Asks for those from our branch."""
        branch = self.files.places.branch
        variables = {"branch": ("String!", branch), "after": ("String", after)}
        key = ("pulls", self.files.places, after)
        self.pending.ask(key, selections.PULLS, self._take_own, variables=variables, weight=10 * 50)

    def ask_for_missing(self) -> None:
        """Asks for the comments that did not come along."""
        if self.own and self.own.pull_request().state != "merged":
            ask_for_comments(self.pending, self.own, selections.PULL_COMMENTS)

    def _take_own(self, answer: Json) -> None:
        """The newest of ours: not one of a fork, nor one that people opened into another branch."""
        own = [pull for node in rows(answer) if (pull := self._own(node)) is not None]
        self.own = own[0] if own else None
        if not own and cursor(answer):
            self.ask_own(cursor(answer))

    def _own(self, node: Json) -> Conversation | None:
        if flag(node["isCrossRepository"]):
            return None
        pull = Conversation(node).pull_request()
        return Conversation(node) if pull.base == self.files.base.branch or pull_request.is_ours(pull) else None

    def _take_others(self, answer: Json | None) -> None:
        """Open ones with our mark, and branches of others; which are from which branch is seen in the end.

        Forks that the token may not see are a reason for GitHub to refuse some of it: nothing is left behind then.
        """
        for node in rows(answer) if answer else ():
            pull = Conversation(node).pull_request()
            if flag(node["isCrossRepository"]) or pull.branch == self.files.base.branch:
                continue
            if not pull_request.is_ours(pull):
                self.in_use |= {pull.branch} if pull.base != self.files.base.branch else set()
                continue
            self.left_behind.append(Conversation(node))
            head = HeadCommit.of(node["headRef"]["target"]) if node["headRef"] else None
            if head and head.is_ours:
                self.left_heads[pull.branch] = head.oid

    # --- what came of it -------------------------------------------------------------------------

    def others(self) -> list[Conversation]:
        """Ours that are open though the configuration names another branch now."""
        return [pull for pull in self.left_behind if pull.node["headRefName"] != self.files.places.branch]

    def conversations(self) -> list[Conversation]:
        """All of ours."""
        return [*self.others(), *([self.own] if self.own else [])]

    def pull_request(self) -> PullRequest | None:
        """The club's pull request."""
        return self.own.pull_request() if self.own else None
