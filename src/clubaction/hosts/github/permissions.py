"""Who may write to the repository."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from clubaction.errors import HostError
from clubaction.hosts.github import selections
from clubaction.hosts.github.client import Client
from clubaction.hosts.github.json_fields import Json, flag, objects, text
from clubaction.hosts.github.queries import ANY_REASON, Pending
from clubaction.hosts.github.refusals import Refused

_WRITERS = ("ADMIN", "MAINTAIN", "WRITE")


@dataclass
class Permissions:
    """What is known of people by their logins in lower case. Nobody's refusal stops a run."""

    client: Client
    known: dict[str, bool] = field(default_factory=dict)
    """Login → whether it may write."""
    unknown: set[str] = field(default_factory=set)
    """Those of whom GitHub would not say it."""
    _unseen: set[str] = field(default_factory=set)
    """People whom GraphQL does not let us ask about."""

    @property
    def writers(self) -> frozenset[str]:
        """Those who may write."""
        return frozenset(login for login, writes in self.known.items() if writes)

    def ask(self, pending: Pending, logins: Iterable[str]) -> None:
        """Asks about those of these people of whom nothing is known."""
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
            self._unseen.add(login)
        else:
            self.known[login] = writes

    def ask_singly(self) -> None:
        """Asks REST about people where GraphQL keeps silent, as it does for some tokens."""
        for login in sorted(self._unseen):
            try:
                self.known[login] = self._ask(login)
            except HostError:
                self.unknown.add(login)
        self._unseen.clear()

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
    """Whether a person is among those who may write; None where GitHub has not named all who might be meant."""
    edges = [edge for edge in objects(answer["edges"] or []) if text(edge["node"]["login"]).lower() == login]
    if not edges and flag(answer["pageInfo"]["hasNextPage"]):
        return None
    return any(text(edge["permission"]) in _WRITERS for edge in edges)
