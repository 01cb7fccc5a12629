"""Reads all of a club from GitHub: asks, sees what is missing, and asks for that, until nothing is."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from clubaction import config as configuration
from clubaction import forms, inquiry
from clubaction.config import Config
from clubaction.errors import ConfigError, HostError
from clubaction.hosts.github import queries
from clubaction.hosts.github.files import Blobs, Places, Tree
from clubaction.hosts.github.questions import Question, Repository
from clubaction.hosts.github.talk import Names
from clubaction.hosts.github.threads import Thread, cursor, moment
from clubaction.model import Branch, Issue, Snapshot
from clubaction.pulls import TRAILER

Json = dict[str, Any]

RECENT = dt.timedelta(days=14)
"""How long after its last change a closed issue is still read."""

_WRITERS = ("ADMIN", "MAINTAIN", "WRITE")
_LABELS = (forms.PAPER_LABEL, forms.CLAIM_LABEL)
_LIST_WEIGHT = queries.ISSUES_AT_ONCE * (queries.COMMENTS_AT_ONCE + 100)
_SECRET = frozenset({"FORBIDDEN", "INSUFFICIENT_SCOPES"})
_FILES = frozenset({"sessions", "templates", "readme", "config"})
_GONE = frozenset({"NOT_FOUND"})


@dataclass
class Reading:
    """One reading of the club, in the state of knowing some of it. `snapshot` is valid after `complete`."""

    repository: Repository
    places: Places
    event: int | None
    now: dt.datetime
    texts: bool = True
    """Whether the first request asks for the texts of all files, too."""

    facts: Json = field(default_factory=dict)
    viewer: str = ""
    base: Json = field(default_factory=dict)
    tree: Tree = field(default_factory=Tree)
    branch: Json | None = None
    branch_tree: Tree = field(default_factory=Tree)
    pull: Thread | None = None
    blobs: Blobs = field(default_factory=Blobs)
    threads: dict[int, Thread] = field(default_factory=dict)
    permissions: dict[str, bool] = field(default_factory=dict)
    """Login, lower case → whether it may write, of those who were asked about."""
    config: Config = field(default_factory=Config)
    _asked: set[object] = field(default_factory=set)
    _todo: list[Question] = field(default_factory=list)
    _unseen: set[str] = field(default_factory=set)
    """People whom GraphQL does not let us ask about."""

    # --- asking ----------------------------------------------------------------------------------

    def complete(self) -> None:
        """Reads everything. Raises `HostError` if any of it can't be had."""
        self._begin()
        while self._todo:
            questions, self._todo = self._todo, []
            self.repository.ask(questions)
            self._ask_for_missing()
        for oid in sorted(self.blobs.odd):
            path = f"/repos/{self.repository.owner}/{self.repository.name}/git/blobs/{oid}"
            self.blobs.take_encoded(oid, self.repository.api.rest("GET", path, doing="read a file").body)
        self._ask_singly()

    def _ask(self, key: object, selection: str, take: Callable[[Any], None], **rest: Any) -> None:
        """Puts a question for the next request, once."""
        if key not in self._asked:
            self._asked.add(key)
            self._todo.append(Question(selection, take, **rest))

    def _begin(self) -> None:
        base = queries.files(queries.BASE, texts=self.texts)
        self._ask("viewer", queries.VIEWER, self._take_viewer, root=True)
        self._ask("facts", queries.FACTS, self._take_facts, whole=True)
        self._ask("base", base, self._take_base, variables=self.places.variables(), may_lack=_FILES, weight=1000)
        self._ask_branch()
        for label in _LABELS:
            self._ask_list(label, queries.OPEN)
        self._ask_list("closed", queries.CLOSED)
        self._ask("newest", queries.NEWEST, self._take_newest, weight=30 * 100)
        if self.event:
            self._ask_issue(self.event)

    def _ask_branch(self) -> None:
        variables = {**self.places.variables(), "ref": ("String!", self.places.ref)}
        branch = queries.files(queries.BRANCH, texts=False)
        self._ask(("branch", self.places), branch, self._take_branch, variables=variables, may_lack=_FILES, weight=1000)
        self._ask_pulls(None)

    def _ask_pulls(self, after: str | None) -> None:
        variables = {"branch": ("String!", self.places.branch), "after": ("String", after)}
        self._ask(("pulls", self.places, after), queries.PULLS, self._take_pulls, variables=variables, weight=10 * 50)

    def _ask_list(self, name: str, selection: str, after: str | None = None) -> None:
        variables: dict[str, tuple[str, Any]] = {"after": ("String", after)}
        if "$since" in selection:
            variables["since"] = ("DateTime", (self.now - RECENT).strftime("%Y-%m-%dT%H:%M:%SZ"))
        if "$label" in selection:
            variables["label"] = ("String!", name)
        take = partial(self._take_list, name, selection)
        self._ask((name, after), selection, take, variables=variables, weight=_LIST_WEIGHT)

    def _ask_issue(self, number: int) -> None:
        if number not in self.threads and 0 < number < 2**31:
            self._ask(
                ("issue", number),
                queries.ISSUE,
                self._take_issue,
                variables={"number": ("Int!", number)},
                may_fail=_GONE,
                weight=150,
            )

    def _ask_for_missing(self) -> None:
        """Puts the questions that the answers so far raise."""
        if not all(self.facts.get(label) for label in _LABELS):
            self._ask_list("any", queries.ANY_OPEN)
        for thread in self.threads.values():
            self._ask_comments(thread, queries.ISSUE_COMMENTS)
        if self.pull and self.pull.node["state"] != "MERGED":
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
        variables = {**places.variables(), "oid": ("GitObjectID", self.base["oid"])}
        selection = queries.files(queries.SAME_BASE, texts=self.texts)
        self._ask(("base", places), selection, self._take_files, variables=variables, may_lack=_FILES, weight=1000)
        self._ask_branch()
        return True

    def _ask_for_people(self, files: dict[str, bytes]) -> None:
        for login in inquiry.people_to_ask(self._issues(), files, self.config, self._today()):
            if login not in self.permissions:
                self._ask(
                    ("person", login),
                    queries.PERMISSION,
                    partial(self._take_permission, login),
                    variables={"login": ("String", login)},
                    may_fail=_SECRET,
                )

    def _ask_singly(self) -> None:
        """Asks REST about people where GraphQL keeps silent, as it does for some tokens."""
        for login in sorted(self._unseen):
            path = f"/repos/{self.repository.owner}/{self.repository.name}/collaborators/{login}/permission"
            answer = self.repository.api.rest("GET", path, doing=f"see what {login} may do", allow=(404,))
            self.permissions[login] = answer.status == 200 and answer.body.get("permission") in ("admin", "write")

    # --- answers ---------------------------------------------------------------------------------

    def _take_viewer(self, answer: Json) -> None:
        self.viewer = answer["login"]

    def _take_facts(self, answer: Json) -> None:
        self.facts = answer

    def _take_base(self, answer: Json | None) -> None:
        if answer is None or not answer.get("target"):
            raise HostError("the repository is empty: push a first commit, such as a README, and start the run again")
        self.base = {"branch": answer["name"], **answer["target"]}
        self._take_files(answer["target"])

    def _take_files(self, answer: Json | None) -> None:
        if answer is None:
            raise HostError("the default branch was rewritten while we read it; start the run again")
        self.tree = Tree.read(answer, self.places, self.blobs)

    def _take_branch(self, answer: Json | None) -> None:
        self.branch = answer["target"] if answer else None
        self.branch_tree = Tree.read(self.branch, self.places, self.blobs) if self.branch else Tree()

    def _take_pulls(self, answer: Json) -> None:
        """The newest pull request that is from our own branch, and not from one of that name in a fork."""
        own = [node for node in answer["nodes"] if not node["isCrossRepository"]]
        self.pull = Thread(own[0]) if own else None
        if not own and cursor(answer):
            self._ask_pulls(cursor(answer))

    def _take_list(self, name: str, selection: str, answer: Json) -> None:
        for node in answer["nodes"]:
            self._keep(node)
        if cursor(answer):
            self._ask_list(name, selection, cursor(answer))

    def _take_issue(self, answer: Json | None) -> None:
        if answer:
            self._keep(answer)

    def _keep(self, node: Json) -> None:
        thread = Thread(node)
        if thread.number not in self.threads:
            self.threads[thread.number] = thread

    def _take_newest(self, answer: Json) -> None:
        """A form whose label got lost, or an issue that the list does not have yet."""
        for node in answer["nodes"]:
            labels = {label["name"] for label in node["labels"]["nodes"]}
            form = forms.is_paper_form(node["body"]) or forms.is_claim_form(node["body"])
            if form or labels.intersection(_LABELS):
                self._ask_issue(node["number"])

    def _take_comments(self, thread: Thread, answer: Json | None) -> None:
        if answer is None:
            raise HostError(f"#{thread.number} went away while it was read; start the run again")
        thread.add(answer["comments"])

    def _take_permission(self, login: str, answer: Json | None) -> None:
        edges = [edge for edge in (answer or {}).get("edges") or () if edge["node"]["login"].lower() == login]
        if answer is None or (not edges and answer["pageInfo"]["hasNextPage"]):
            self._unseen.add(login)
        else:
            self.permissions[login] = any(edge["permission"] in _WRITERS for edge in edges)

    # --- what came of it -------------------------------------------------------------------------

    def _today(self) -> dt.date:
        return self.now.astimezone(zoneinfo.ZoneInfo(self.config.timezone)).date()

    @property
    def personal(self) -> bool:
        """Whether we act with the account of a person."""
        return not self.viewer.endswith("[bot]")

    def _issues(self) -> list[Issue]:
        return [self.threads[number].issue(personal=self.personal) for number in sorted(self.threads)]

    def snapshot(self, server: str) -> Snapshot:
        """The club as it was read."""
        contents = self.blobs.contents
        return Snapshot(
            base=self.base["oid"],
            default_branch=self.base["branch"],
            files=self.tree.files(contents),
            issues=tuple(self._issues()),
            organisers=frozenset(login for login, writes in self.permissions.items() if writes),
            branch=self._branch(),
            pull_request=self.pull.pull_request(personal=self.personal) if self.pull else None,
            repository=f"{self.repository.owner}/{self.repository.name}",
            server=server,
            labels=frozenset(label for label in _LABELS if self.facts.get(label)),
            config=self.places.config,
            committed=moment(self.base["committedDate"]),
        )

    def names(self) -> Names:
        """GitHub's own ids of everything that was read."""
        threads = [*self.threads.values(), *([self.pull] if self.pull else [])]
        labels = {label: self.facts[label]["id"] for label in _LABELS if self.facts.get(label)}
        return Names(
            repository=self.facts["id"],
            threads={thread.number: thread.node["id"] for thread in threads},
            comments={int(node["fullDatabaseId"]): node["id"] for thread in threads for node in thread.comments},
            labels=labels,
        )

    def _branch(self) -> Branch | None:
        if self.branch is None:
            return None
        parents = [parent["oid"] for parent in self.branch["parents"]["nodes"]]
        differing = self.branch_tree.differing(self.tree)
        return Branch(
            head=self.branch["oid"],
            parent=parents[0] if parents else "",
            ours=len(parents) == 1 and TRAILER in self.branch["message"].splitlines(),
            files={path: self.blobs.contents[oid] for path, oid in differing.items()},
            deleted=frozenset(self.tree.oids.keys() - self.branch_tree.oids.keys()),
        )
