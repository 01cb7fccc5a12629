"""Reads the club's pull request, and open ones from a branch that an earlier configuration named."""

from __future__ import annotations

from dataclasses import dataclass, field

from clubaction.hosts.github import selections
from clubaction.hosts.github.branches import BranchNames, HeadCommit
from clubaction.hosts.github.conversations import Conversation, ask_for_comments
from clubaction.hosts.github.json_fields import Json, boolean, cursor, nodes
from clubaction.hosts.github.queries import ANY_REASON, Pending
from clubaction.model.snapshot import PullRequest
from clubaction.pipeline import pull_request_marks


@dataclass
class PullRequestReader:
    """Reads pull requests step by step; each answer may show that more must be asked."""

    pending: Pending
    branches: BranchNames
    own: Conversation | None = None
    """The newest pull request from our branch."""
    left_behind: list[Conversation] = field(default_factory=list)
    """The open pull requests with our mark, from any branch."""
    left_heads: dict[str, str] = field(default_factory=dict)
    """The branch of each of these → the commit at its head, if that is one of ours."""
    in_use: set[str] = field(default_factory=set)
    """The branches of people's open pull requests that do not go into the default branch."""

    def ask(self) -> None:
        """Adds the queries for our pull request and for all open ones."""
        self.ask_own()
        take = self._take_others
        self.pending.ask("other pulls", selections.OTHER_PULLS, take, may_fail=ANY_REASON, weight=30 * 25)

    def ask_own(self, after: str | None = None) -> None:
        """Adds the query for one page of the pull requests from our branch."""
        branch = self.branches.ours
        variables = {"branch": ("String!", branch), "after": ("String", after)}
        key = ("pulls", branch, after)
        self.pending.ask(key, selections.PULLS, self._take_own, variables=variables, weight=10 * 50)

    def ask_for_missing(self) -> None:
        """Adds the query for further comments of our pull request; those of a merged one are not needed."""
        if self.own and self.own.pull_request().state != "merged":
            ask_for_comments(self.pending, self.own, selections.PULL_COMMENTS)

    def _take_own(self, answer: Json) -> None:
        """Keeps the newest pull request that is ours, not one from a fork, nor one that people opened elsewhere."""
        own = [pull for node in nodes(answer) if (pull := self._own(node)) is not None]
        self.own = own[0] if own else None
        if not own and cursor(answer):
            self.ask_own(cursor(answer))

    def _own(self, node: Json) -> Conversation | None:
        if boolean(node["isCrossRepository"]):
            return None
        pull = Conversation(node).pull_request()
        return Conversation(node) if pull.base == self.branches.default or pull_request_marks.is_ours(pull) else None

    def _take_others(self, answer: Json | None) -> None:
        """Keeps the open pull requests with our mark, and the branches of all others.

        GitHub refuses the query if the token may not see one of the forks; then there are none to keep.
        """
        for node in nodes(answer) if answer else ():
            pull = Conversation(node).pull_request()
            if boolean(node["isCrossRepository"]) or pull.branch == self.branches.default:
                continue
            if not pull_request_marks.is_ours(pull):
                self.in_use |= {pull.branch} if pull.base != self.branches.default else set()
                continue
            self.left_behind.append(Conversation(node))
            head = HeadCommit.of(node["headRef"]["target"]) if node["headRef"] else None
            if head and head.is_ours:
                self.left_heads[pull.branch] = head.oid

    # --- the results -----------------------------------------------------------------------------

    def others(self) -> list[Conversation]:
        """Our open pull requests from other branches than the one that the configuration names now."""
        return [pull for pull in self.left_behind if pull.node["headRefName"] != self.branches.ours]

    def conversations(self) -> list[Conversation]:
        """All our pull requests that were read."""
        return [*self.others(), *([self.own] if self.own else [])]

    def pull_request(self) -> PullRequest | None:
        """The value for the newest pull request from our branch; None if there is none."""
        return self.own.pull_request() if self.own else None
