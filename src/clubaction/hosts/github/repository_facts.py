"""Reads the repository's id and our labels in it, and refuses a repository that nobody can change."""

from __future__ import annotations

from dataclasses import dataclass, field

from clubaction.errors import HostError
from clubaction.hosts.github import selections
from clubaction.hosts.github.json_fields import Json, boolean, text

_LOCK_REASONS = {
    "BILLING": ", for its bill is open",
    "MIGRATING": ", for it is being moved to another place",
    "MOVING": ", for it is being moved",
    "RENAME": ", for it is being renamed",
    "TRADE_RESTRICTION": ", for the trade controls of the law",
    "TRANSFERRING_OWNERSHIP": ", for it is being given to another owner",
}
"""GraphQL's `lockReason` → what follows "locked this repository" in the message."""
_READ_ONLY = {
    "isArchived": "this repository is archived, so nothing can be changed in it: "
    "unarchive it under Settings, or disable this workflow",
    "isDisabled": "GitHub has disabled this repository, so nothing can be changed in it: "
    "its owner finds the reason on its page and in the mail, or disable this workflow",
    "isLocked": "GitHub has locked this repository{reason}, so nothing can be changed in it: "
    "start the run again once it is open again, or disable this workflow",
}
"""GraphQL's flag of a repository that can't be changed → the message for it."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label of the repository: GitHub's node id, and the name as the repository spells it."""

    id: str
    name: str


@dataclass(slots=True)
class RepositoryFacts:
    """The repository's node id, and which of our labels it has."""

    id: str = ""
    labels: dict[str, Label] = field(default_factory=dict)
    """Name in lower case → label."""

    def take(self, answer: Json) -> None:
        """Reads an answer to `selections.FACTS`. Raises `HostError` if the repository can't be changed."""
        for fact, sentence in _READ_ONLY.items():
            if boolean(answer[fact]):
                raise HostError(sentence.format(reason=_LOCK_REASONS.get(answer["lockReason"], "")))
        self.id = text(answer["id"])
        for name in selections.LABELS:
            label = next((answer[spelling] for spelling in selections.spellings(name) if answer[spelling]), None)
            if label:
                self.labels[name] = Label(text(label["id"]), text(label["name"]))
