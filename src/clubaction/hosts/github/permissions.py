"""Reads which people may write to the repository."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from clubaction.club import people
from clubaction.errors import HostError
from clubaction.hosts.github import selections
from clubaction.hosts.github.client import Client
from clubaction.hosts.github.json_fields import Json, boolean, objects, text
from clubaction.hosts.github.queries import ANY_REASON, Pending
from clubaction.hosts.github.refusals import Refused

_WRITERS = ("ADMIN", "MAINTAIN", "WRITE")


@dataclass
class Permissions:
    """Who may write, by login in lower case. If GitHub does not say it for somebody, the run goes on."""

    client: Client
    known: dict[str, bool] = field(default_factory=dict)
    """Login → whether this person may write."""
    unknown: set[str] = field(default_factory=set)
    """The logins for which GitHub refused to say it."""
    _not_in_graphql: set[str] = field(default_factory=set)
    """The logins for which GraphQL gave no answer, so that REST must be asked."""

    @property
    def writers(self) -> frozenset[str]:
        """The logins of those who may write."""
        return frozenset(login for login, writes in self.known.items() if writes)

    def ask(self, pending: Pending, logins: Iterable[str]) -> None:
        """Adds the queries for those of these logins that are not known yet."""
        for login in logins:
            if login not in self.known:
                take = partial(self._take, login)
                variables = {"login": ("String", login)}
                pending.ask(("person", login), selections.PERMISSION, take, variables=variables, may_fail=ANY_REASON)

    def _take(self, login: str, answer: Json | None) -> None:
        try:
            writes = _writes(login, answer) if answer else None
        except (KeyError, TypeError, AttributeError):
            writes = None
        if writes is None:
            self._not_in_graphql.add(login)
        else:
            self.known[login] = writes

    def ask_singly(self) -> None:
        """Asks REST about each person for whom GraphQL gave no answer, as happens with some tokens."""
        for login in sorted(self._not_in_graphql):
            try:
                self.known[login] = self._ask(login)
            except HostError:
                self.unknown.add(login)
        self._not_in_graphql.clear()

    def _ask(self, login: str) -> bool:
        try:
            permission = self.client.call(
                f"see what {login} may do", lambda repository: text(repository.get_collaborator_permission(login))
            )
        except Refused as refused:
            if refused.status == 404:
                return False
            raise
        return permission in ("admin", "write")


def _writes(login: str, answer: Json) -> bool | None:
    """Whether a person is among the collaborators who may write; None if the answer's list is cut off without them."""
    edges = [edge for edge in objects(answer["edges"] or []) if people.same(text(edge["node"]["login"]), login)]
    if not edges and boolean(answer["pageInfo"]["hasNextPage"]):
        return None
    return any(text(edge["permission"]) in _WRITERS for edge in edges)
