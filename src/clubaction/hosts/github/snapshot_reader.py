"""Reads a whole club from GitHub: sends queries, finds out what is still missing, and repeats that until nothing is."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from clubaction.club.config_file import parse_config
from clubaction.club.configuration import Config
from clubaction.errors import ConfigError
from clubaction.hosts.github import selections
from clubaction.hosts.github.branches import BranchNames
from clubaction.hosts.github.client import Client
from clubaction.hosts.github.file_reader import FileReader
from clubaction.hosts.github.files import Places
from clubaction.hosts.github.issue_changes import NodeIds
from clubaction.hosts.github.issue_reader import IssueReader
from clubaction.hosts.github.json_fields import complete_answer
from clubaction.hosts.github.permissions import Permissions
from clubaction.hosts.github.pull_request_reader import PullRequestReader
from clubaction.hosts.github.queries import Pending
from clubaction.hosts.github.repository_facts import RepositoryFacts
from clubaction.model.issue import Issue
from clubaction.model.snapshot import Snapshot
from clubaction.pipeline import reads_needed


class SnapshotReader:
    """Reads the club once. `snapshot` and `ids` are valid after `complete`.

    `texts` says whether the first request also asks for the contents of all files; `now` is in UTC.
    """

    def __init__(
        self, client: Client, places: Places, now: dt.datetime, permissions: Permissions, *, texts: bool
    ) -> None:
        self.facts = RepositoryFacts()
        self._client = client
        self._now = now
        self._permissions = permissions
        self._pending = Pending(client)
        branches = BranchNames(places.branch)
        self.files = FileReader(client, self._pending, places, branches, texts)
        self.pulls = PullRequestReader(self._pending, branches)
        self._issues = IssueReader(self._pending, now)
        self._config = Config()

    def complete(self, event: int | None) -> None:
        """Reads everything, and in any case the issue number `event`. Raises `HostError` on failure."""
        self._pending.ask("facts", selections.FACTS, self.facts.take, all_fields=True)
        self.files.ask()
        self.pulls.ask()
        self._issues.ask()
        self._issues.ask_singly([event] if event else [])
        while self._pending.send():
            self._ask_for_missing()
        self.files.complete()
        self._permissions.ask_singly()

    def _ask_for_missing(self) -> None:
        """Adds the queries for what is missing, as the answers so far show."""
        self._issues.ask_for_missing(self.facts)
        self.pulls.ask_for_missing()
        self.files.ask_for_missing()
        if self.files.are_known and not self._has_other_places():
            files = self.files.known()
            read = self._issues.found.keys()
            self._issues.ask_singly(reads_needed.threads_to_come(files, self._config, self._today(), read))
            logins = reads_needed.people_to_ask(self._read_issues(), files, self._config, self._today())
            self._permissions.ask(self._pending, logins)

    def _has_other_places(self) -> bool:
        """Whether the configuration names other places than those that were read; if so, asks for them."""
        path = self.files.places.config
        try:
            self._config = parse_config(self.files.config, path)
        except ConfigError:
            self._config = Config()
        places = Places.of(self._config, path)
        if places == self.files.places:
            return False
        self.files.change_places(places)
        self.pulls.ask_own()
        return True

    # --- the results -----------------------------------------------------------------------------

    def _today(self) -> dt.date:
        return self._now.astimezone(zoneinfo.ZoneInfo(self._config.timezone)).date()

    def _read_issues(self) -> list[Issue]:
        with complete_answer(self._client.full_name):
            return self._issues.issues()

    def snapshot(self, server: str) -> Snapshot:
        """The club as it was read; `server` is where people see it. Raises `HostError` if a part is missing."""
        files, pulls, base = self.files, self.pulls, self.files.base
        issues = self._read_issues()
        with complete_answer(self._client.full_name):
            others = tuple(pull.pull_request() for pull in pulls.others())
            heads = {pull.branch: pulls.left_heads[pull.branch] for pull in others if pull.branch in pulls.left_heads}
            return Snapshot(
                base=base.oid,
                default_branch=base.branch,
                files=files.tree.files(files.blobs.contents),
                issues=tuple(issues),
                organisers=self._permissions.writers,
                branch=files.branch(),
                pull_request=pulls.pull_request(),
                repository=self._client.full_name,
                server=server,
                labels=frozenset(self.facts.labels),
                config=files.places.config,
                committed=base.committed,
                left_behind=others,
                left_heads=heads,
                branches_in_use=frozenset(pulls.in_use),
                obstacles=files.tree.obstacles(files.places),
                names_at_root=frozenset(entry["name"] for entry in base.entries),
                unknown=frozenset(self._permissions.unknown),
            )

    def ids(self) -> NodeIds:
        """GitHub's node ids of everything that was read. Raises `HostError` if a part is missing."""
        with complete_answer(self._client.full_name):
            conversations = [*self._issues.found.values(), *self.pulls.conversations()]
            return NodeIds(
                repository=self.facts.id,
                conversations={conversation.number: conversation.id for conversation in conversations},
                comments=dict(ids for conversation in conversations for ids in conversation.comment_ids()),
                labels={name: label.id for name, label in self.facts.labels.items()},
            )
