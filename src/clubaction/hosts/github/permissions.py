"""Who may write to the repository."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from clubaction.errors import HostError
from clubaction.hosts.github import queries
from clubaction.hosts.github.parts import flag, objects, text, whole
from clubaction.hosts.github.questions import ANYHOW, Question, Repository

Json = dict[str, Any]

_WRITERS = ("ADMIN", "MAINTAIN", "WRITE")


@dataclass
class Permissions:
    """What is known of people by their logins in lower case. Nobody's refusal stops a run."""

    repository: Repository
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

    def questions(self, logins: Iterable[str]) -> Iterator[Question]:
        """A question for each of these people of whom nothing is known."""
        for login in logins:
            if login not in self.known:
                variables = {"login": ("String", login)}
                yield Question(queries.PERMISSION, partial(self._take, login), variables, may_fail=ANYHOW)

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
        path = f"{self.repository.path}/collaborators/{login}/permission"
        doing = f"see what {login} may do"
        answer = self.repository.api.rest("GET", path, doing=doing, allow=(404,), gives=("permission",))
        with whole(self.repository.full_name):
            return answer.status == 200 and text(answer.body["permission"]) in ("admin", "write")


def _writes(login: str, answer: Json) -> bool | None:
    """Whether a person is among those who may write; None where GitHub has not named all who might be meant."""
    edges = [edge for edge in objects(answer["edges"] or []) if text(edge["node"]["login"]).lower() == login]
    if not edges and flag(answer["pageInfo"]["hasNextPage"]):
        return None
    return any(text(edge["permission"]) in _WRITERS for edge in edges)
