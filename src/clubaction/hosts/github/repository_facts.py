"""What a run must know of the repository itself: its id, its labels, and that it may be changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from clubaction.errors import HostError
from clubaction.hosts.github.json_fields import Json, flag, text
from clubaction.issues import forms

LABELS = (forms.PAPER_LABEL, forms.CLAIM_LABEL)
"""The labels whose issues are the club's."""

_LOCKS = {
    "BILLING": ", for its bill is open",
    "MIGRATING": ", for it is being moved to another place",
    "MOVING": ", for it is being moved",
    "RENAME": ", for it is being renamed",
    "TRADE_RESTRICTION": ", for the trade controls of the law",
    "TRANSFERRING_OWNERSHIP": ", for it is being given to another owner",
}
_NO_CHANGES = {
    "isArchived": "this repository is archived, so nothing can be changed in it: "
    "unarchive it under Settings, or disable this workflow",
    "isDisabled": "GitHub has disabled this repository, so nothing can be changed in it: "
    "its owner finds the reason on its page and in the mail, or disable this workflow",
    "isLocked": "GitHub has locked this repository{reason}, so nothing can be changed in it: "
    "start the run again once it is open again, or disable this workflow",
}


@dataclass(frozen=True, slots=True)
class Label:
    """A label that the repository has: GitHub's id of it, and its name as the repository writes it."""

    id: str
    name: str


@dataclass(slots=True)
class RepositoryFacts:
    """GitHub's id of the repository, and which of our labels it has: name in lower case → label."""

    id: str = ""
    labels: dict[str, Label] = field(default_factory=dict)

    def take(self, answer: Json) -> None:
        """Takes an answer to `selections.FACTS`. Raises `HostError` if the repository can't be changed."""
        for fact, sentence in _NO_CHANGES.items():
            if flag(answer[fact]):
                raise HostError(sentence.format(reason=_LOCKS.get(answer["lockReason"], "")))
        self.id = text(answer["id"])
        for name in LABELS:
            found = answer[name] or answer[name.title()] or answer[name.upper()]
            if found:
                self.labels[name] = Label(text(found["id"]), text(found["name"]))
