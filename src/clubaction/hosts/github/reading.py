"""Reads all of a club from GitHub: asks, sees what is missing, and asks for that, until nothing is."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from clubaction import config as configuration
from clubaction import forms, inquiry, pulls
from clubaction.config import Config
from clubaction.errors import ConfigError, HostError
from clubaction.hosts.github import queries
from clubaction.hosts.github.files import Blobs, Places, Tree
from clubaction.hosts.github.heads import Head
from clubaction.hosts.github.parts import count, cursor, flag, moment, objects, rows, text, whole
from clubaction.hosts.github.permissions import Permissions
from clubaction.hosts.github.questions import ANYHOW, Question, Repository
from clubaction.hosts.github.talk import Names
from clubaction.hosts.github.threads import Thread
from clubaction.hosts.github.updates import Update
from clubaction.model import Branch, Issue, Snapshot

Json = dict[str, Any]

RECENT = dt.timedelta(days=14)
"""How long after its last change a closed issue is still read."""

_LABELS = (forms.PAPER_LABEL, forms.CLAIM_LABEL)
_EVENTS_AT_ONCE = 4
_LIST_WEIGHT = queries.ISSUES_AT_ONCE * (queries.COMMENTS_AT_ONCE + _EVENTS_AT_ONCE + 100)
_FILES = frozenset({"sessions", "templates", "readme", "config"})
_GONE = frozenset({"NOT_FOUND"})


@dataclass
class Reading:
    """One reading of the club, in the state of knowing some of it. `snapshot` is valid after `complete`."""

    repository: Repository
    places: Places
    event: int | None
    now: dt.datetime
    permissions: Permissions
    texts: bool = True
    """Whether the first request asks for the texts of all files, too."""

    facts: Json = field(default_factory=dict)
    base: Json = field(default_factory=dict)
    tree: Tree = field(default_factory=Tree)
    head: Head | None = None
    """Of our branch."""
    updated: bool = False
    """Whether it is a commit of ours that the default branch was merged into, and nothing else."""
    branch_tree: Tree = field(default_factory=Tree)
    pull: Thread | None = None
    left_behind: list[Thread] = field(default_factory=list)
    """Open pull requests with our mark, of whatever branch."""
    left_heads: dict[str, str] = field(default_factory=dict)
    in_use: set[str] = field(default_factory=set)
    """Branches of other open pull requests into other branches than the default one."""
    blobs: Blobs = field(default_factory=Blobs)
    threads: dict[int, Thread] = field(default_factory=dict)
    config: Config = field(default_factory=Config)
    _asked: set[object] = field(default_factory=set)
    _todo: list[Question] = field(default_factory=list)

    # --- asking ----------------------------------------------------------------------------------

    def complete(self) -> None:
        """Reads everything. Raises `HostError` if any of it can't be had."""
        self._begin()
        while self._todo:
            questions, self._todo = self._todo, []
            self.repository.ask(questions)
            self._ask_for_missing()
        for oid in sorted(self.blobs.odd):
            path = f"{self.repository.path}/git/blobs/{oid}"
            answer = self.repository.api.rest("GET", path, doing="read a file", gives=("content",))
            self.blobs.take_encoded(oid, answer.body)
        if self.head and self.head.may_be_update:
            self.updated = Update(self.repository, self.base["oid"], self.head).adds_nothing()
        self.permissions.ask_singly()

    def _ask(self, key: object, selection: str, take: Callable[[Any], None], **rest: Any) -> None:
        """Puts a question for the next request, once."""
        if key not in self._asked:
            self._asked.add(key)
            self._todo.append(Question(selection, take, **rest))

    def _begin(self) -> None:
        self._ask("facts", queries.FACTS, self._take_facts, whole=True)
        self._ask_files("base", queries.BASE, self._take_base)
        self._ask_branch()
        take = self._take_other_pulls
        self._ask("other pulls", queries.OTHER_PULLS, take, may_fail=ANYHOW, weight=30 * 25)
        for label in _LABELS:
            self._ask_lists(label)
        self._ask("newest", queries.NEWEST, self._take_newest, weight=30 * 100)
        if self.event:
            self._ask_issue(self.event)

    def _ask_files(self, key: object, selection: str, take: Callable[[Any], None], **rest: tuple[str, Any]) -> None:
        """Asks for the club's files at a commit of the default branch, and for what they lie in."""
        above = self.places.above()
        self._ask(
            key,
            queries.files(selection, texts=self.texts, above=above),
            take,
            variables={**self.places.variables(), **above, **rest},
            may_lack=_FILES | above.keys(),
            weight=1000,
        )

    def _ask_branch(self) -> None:
        variables = {**self.places.variables(), "ref": ("String!", self.places.ref)}
        branch = queries.files(queries.BRANCH, texts=False)
        self._ask(("branch", self.places), branch, self._take_branch, variables=variables, may_lack=_FILES, weight=1000)
        self._ask_pulls(None)

    def _ask_pulls(self, after: str | None) -> None:
        variables = {"branch": ("String!", self.places.branch), "after": ("String", after)}
        self._ask(("pulls", self.places, after), queries.PULLS, self._take_pulls, variables=variables, weight=10 * 50)

    def _ask_lists(self, label: str) -> None:
        """Asks for the issues with a label, whose name a list takes to the letter (github.com/cli/cli/issues/1819)."""
        self._ask_list("open", queries.OPEN, label)
        self._ask_list("closed", queries.CLOSED, label)

    def _ask_list(self, name: str, selection: str, label: str = "", after: str | None = None) -> None:
        variables: dict[str, tuple[str, Any]] = {"after": ("String", after)}
        if "$since" in selection:
            variables["since"] = ("DateTime", (self.now - RECENT).strftime("%Y-%m-%dT%H:%M:%SZ"))
        if "$label" in selection:
            variables["label"] = ("String!", label)
        take = partial(self._take_list, name, selection, label)
        self._ask((name, label, after), selection, take, variables=variables, weight=_LIST_WEIGHT)

    def _ask_issue(self, number: int) -> None:
        if number not in self.threads and 0 < number < 2**31:
            self._ask(
                ("issue", number),
                queries.ISSUE,
                self._take_issue,
                variables={"number": ("Int!", number)},
                may_fail=_GONE,
                weight=150 + _EVENTS_AT_ONCE,
            )

    def _ask_for_missing(self) -> None:
        """Puts the questions that the answers so far raise."""
        if not all(self.facts.get(label) for label in _LABELS):
            self._ask_list("any", queries.ANY_OPEN)
        for label in filter(None, map(self.facts.get, _LABELS)):
            self._ask_lists(label["name"])
        for thread in self.threads.values():
            self._ask_comments(thread, queries.ISSUE_COMMENTS)
        if self.pull and self.pull.pull_request().state != "merged":
            self._ask_comments(self.pull, queries.PULL_COMMENTS)
        for oid in {*self.tree.oids.values(), *self.branch_tree.differing(self.tree).values()}:
            if oid not in self.blobs.contents and oid not in self.blobs.odd:
                take = partial(self.blobs.take, oid)
                self._ask(oid, queries.BLOB, take, variables={"oid": ("GitObjectID", oid)}, weight=150)
        if not self._have_files() or self._moved():
            return
        known = self.blobs.contents
        files = {path: known[oid] for path, oid in self.tree.oids.items() if oid in known}
        for number in inquiry.threads_to_come(files, self.config, self._today(), self.threads.keys()):
            self._ask_issue(number)
        self._ask_for_people(files)

    def _ask_comments(self, thread: Thread, selection: str) -> None:
        if thread.next:
            variables = {"number": ("Int!", thread.number), "after": ("String", thread.next)}
            take = partial(self._take_comments, thread)
            key = ("comments", thread.number, thread.next)
            self._ask(key, selection, take, variables=variables, may_fail=_GONE, weight=100)

    def _have_files(self) -> bool:
        wanted = self.tree.oids.get(self.places.config)
        if wanted in self.blobs.odd:
            return False
        return all(oid in self.blobs.contents or oid in self.blobs.odd for oid in self.tree.oids.values())

    def _moved(self) -> bool:
        """Whether the configuration names other places than were read; asks for those then."""
        try:
            data = self.blobs.contents.get(self.tree.oids.get(self.places.config, ""))
            self.config = configuration.read(data, self.places.config)
        except ConfigError:
            self.config = Config()
        places = Places.of(self.config, self.places.config)
        if places == self.places:
            return False
        self.places = places
        self._ask_files(("base", places), queries.SAME_BASE, self._take_files, oid=("GitObjectID", self.base["oid"]))
        self._ask_branch()
        return True

    def _ask_for_people(self, files: dict[str, bytes]) -> None:
        logins = inquiry.people_to_ask(self._issues(), files, self.config, self._today())
        for question in self.permissions.questions(logins):
            key = ("person", question.variables["login"])
            if key not in self._asked:
                self._asked.add(key)
                self._todo.append(question)

    # --- answers ---------------------------------------------------------------------------------

    def _take_facts(self, answer: Json) -> None:
        for fact, word in (("isArchived", "archived"), ("isDisabled", "disabled"), ("isLocked", "locked")):
            if flag(answer[fact]):
                raise HostError(_NO_CHANGES[word].format(reason=_LOCKS.get(answer["lockReason"], "")))
        self.facts = {"id": text(answer["id"])}
        for label in _LABELS:
            found = answer[label] or answer[label.title()] or answer[label.upper()]
            self.facts[label] = found and {"id": text(found["id"]), "name": text(found["name"])}

    def _take_base(self, answer: Json | None) -> None:
        if answer is None or not answer.get("target"):
            raise HostError("the repository is empty: push a first commit, such as a README, and start the run again")
        target = answer["target"]
        self.base = {
            "branch": text(answer["name"]),
            "oid": text(target["oid"]),
            "tree": text(target["tree"]["oid"]),
            "committed": moment(target["committedDate"]),
            "entries": target["tree"]["entries"],
        }
        self._take_files(target)

    def _take_files(self, answer: Json | None) -> None:
        if answer is None:
            raise HostError("the default branch was rewritten while we read it; start the run again")
        self.tree = Tree.read(answer, self.places, self.blobs)
        self.tree.look(objects(self.base["entries"]))

    def _take_branch(self, answer: Json | None) -> None:
        self.head = Head.of(answer["target"]) if answer else None
        self.branch_tree = Tree.read(answer["target"], self.places, self.blobs) if answer else Tree()

    def _take_pulls(self, answer: Json) -> None:
        """The newest pull request of ours: not one of a fork, nor one that people opened into another branch."""
        own = [thread for node in rows(answer) if (thread := self._own_pull(node)) is not None]
        self.pull = own[0] if own else None
        if not own and cursor(answer):
            self._ask_pulls(cursor(answer))

    def _own_pull(self, node: Json) -> Thread | None:
        if flag(node["isCrossRepository"]):
            return None
        pull = Thread(node).pull_request()
        return Thread(node) if pull.base == self.base["branch"] or pulls.is_ours(pull) else None

    def _take_other_pulls(self, answer: Json | None) -> None:
        """Open pull requests with our mark, and branches of others; which are from which branch is seen in the end.

        Forks that the token may not see are a reason for GitHub to refuse some of it: nothing is left behind then.
        """
        for node in rows(answer) if answer else ():
            pull = Thread(node).pull_request()
            if flag(node["isCrossRepository"]) or pull.branch == self.base["branch"]:
                continue
            if not pulls.is_ours(pull):
                self.in_use |= {pull.branch} if pull.base != self.base["branch"] else set()
                continue
            self.left_behind.append(Thread(node))
            head = Head.of(node["headRef"]["target"]) if node["headRef"] else None
            if head and head.is_ours:
                self.left_heads[pull.branch] = head.oid

    def _take_list(self, name: str, selection: str, label: str, answer: Json) -> None:
        for node in rows(answer):
            self._keep(node)
        if cursor(answer):
            self._ask_list(name, selection, label, cursor(answer))

    def _take_issue(self, answer: Json | None) -> None:
        if answer:
            self._keep(answer)

    def _keep(self, node: Json) -> None:
        thread = Thread(node)
        thread.issue()
        self.threads.setdefault(thread.number, thread)

    def _take_newest(self, answer: Json) -> None:
        """A form whose label got lost, or an issue that the list does not have yet."""
        for node in rows(answer):
            labels = {text(label["name"]).lower() for label in rows(node["labels"])}
            form = forms.is_paper_form(text(node["body"])) or forms.is_claim_form(node["body"])
            if form or labels.intersection(_LABELS):
                self._ask_issue(count(node["number"]))

    def _take_comments(self, thread: Thread, answer: Json | None) -> None:
        if answer is None:
            raise HostError(f"#{thread.number} went away while it was read; start the run again")
        thread.add(answer["comments"])

    # --- what came of it -------------------------------------------------------------------------

    def _today(self) -> dt.date:
        return self.now.astimezone(zoneinfo.ZoneInfo(self.config.timezone)).date()

    def _issues(self) -> list[Issue]:
        with whole(self.repository.full_name):
            return [self.threads[number].issue() for number in sorted(self.threads)]

    def _others(self) -> list[Thread]:
        """Our pull requests that are open though the configuration names another branch now."""
        return [thread for thread in self.left_behind if thread.node["headRefName"] != self.places.branch]

    def snapshot(self, server: str) -> Snapshot:
        """The club as it was read."""
        issues = self._issues()
        with whole(self.repository.full_name):
            others = tuple(thread.pull_request() for thread in self._others())
            heads = {pull.branch: self.left_heads[pull.branch] for pull in others if pull.branch in self.left_heads}
            return Snapshot(
                base=self.base["oid"],
                default_branch=self.base["branch"],
                files=self.tree.files(self.blobs.contents),
                issues=tuple(issues),
                organisers=self.permissions.writers,
                branch=self._branch(),
                pull_request=self.pull.pull_request() if self.pull else None,
                repository=self.repository.full_name,
                server=server,
                labels=frozenset(label for label in _LABELS if self.facts[label]),
                config=self.places.config,
                committed=self.base["committed"],
                left_behind=others,
                left_heads=heads,
                branches_in_use=frozenset(self.in_use),
                obstacles=self.tree.obstacles(self.places),
                names_at_root=frozenset(entry["name"] for entry in self.base["entries"]),
                unknown=frozenset(self.permissions.unknown),
            )

    def names(self) -> Names:
        """GitHub's own ids of everything that was read."""
        with whole(self.repository.full_name):
            threads = [*self.threads.values(), *self._others(), *([self.pull] if self.pull else [])]
            return Names(
                repository=self.facts["id"],
                threads={thread.number: thread.id for thread in threads},
                comments={number: name for thread in threads for number, name in thread.comment_ids()},
                labels={label: self.facts[label]["id"] for label in _LABELS if self.facts[label]},
            )

    def _branch(self) -> Branch | None:
        if self.head is None:
            return None
        parents = self.head.parents[1:] if self.updated else self.head.parents
        differing = self.branch_tree.differing(self.tree)
        return Branch(
            head=self.head.oid,
            parent=parents[0] if parents else "",
            ours=self.head.is_ours or self.updated,
            files={path: self.blobs.contents[oid] for path, oid in differing.items()},
            deleted=frozenset(self.tree.oids.keys() - self.branch_tree.oids.keys()),
        )


_LOCKS = {
    "BILLING": ", for its bill is open",
    "MIGRATING": ", for it is being moved to another place",
    "MOVING": ", for it is being moved",
    "RENAME": ", for it is being renamed",
    "TRADE_RESTRICTION": ", for the trade controls of the law",
    "TRANSFERRING_OWNERSHIP": ", for it is being given to another owner",
}
_NO_CHANGES = {
    "archived": "this repository is archived, so nothing can be changed in it: "
    "unarchive it under Settings, or disable this workflow",
    "disabled": "GitHub has disabled this repository, so nothing can be changed in it: "
    "its owner finds the reason on its page and in the mail, or disable this workflow",
    "locked": "GitHub has locked this repository{reason}, so nothing can be changed in it: "
    "start the run again once it is open again, or disable this workflow",
}
