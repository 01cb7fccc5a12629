"""Issues, pull requests and comments as GraphQL tells them, gathered page by page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from clubaction.errors import HostError
from clubaction.model import Comment, Issue, PullRequest

Json = dict[str, Any]

REACTIONS = {"THUMBS_UP": "+1", "CONFUSED": "confused"}
"""GraphQL's names of the reactions that we use → those of REST."""

_MARK = "<!-- clubaction:"
_GHOST = "ghost"


@dataclass
class Thread:
    """An issue or a pull request, with the comments that have come so far. `next` is the cursor of those missing."""

    node: Json
    comments: list[Json] = field(default_factory=list)
    next: str | None = None

    def __post_init__(self) -> None:
        if self.node.get("labels", {}).get("pageInfo", {}).get("hasNextPage"):
            raise HostError(f"issue #{self.number} has more than a hundred labels; take some off")
        self.add(self.node["comments"])

    @property
    def number(self) -> int:
        """As people see it."""
        return int(self.node["number"])

    @property
    def labels(self) -> frozenset[str]:
        """The names of its labels."""
        return frozenset(label["name"] for label in self.node["labels"]["nodes"])

    def add(self, page: Json) -> None:
        """Takes a page of comments."""
        self.comments += page["nodes"]
        self.next = cursor(page)

    def issue(self, *, personal: bool) -> Issue:
        """The issue. `personal` says that we act with the account of a person."""
        node = self.node
        login, number, bot = who(node["author"])
        thumbs = [group for group in node["reactionGroups"] or () if group["content"] == "THUMBS_UP"]
        return Issue(
            number=self.number,
            title=node["title"],
            body=node["body"],
            author=login,
            created=moment(node["createdAt"]),
            labels=self.labels,
            state="closed" if node["state"] == "CLOSED" else "open",
            reason=_REASONS.get(node["stateReason"], "") if node["state"] == "CLOSED" else "",
            comments=self._said(personal=personal),
            votes=sum(group["reactors"]["totalCount"] - group["viewerHasReacted"] for group in thumbs),
            bot=bot,
            author_id=number,
        )

    def pull_request(self, *, personal: bool) -> PullRequest:
        """The pull request."""
        state = {"OPEN": "open", "MERGED": "merged"}.get(self.node["state"], "closed")
        return PullRequest(
            number=self.number,
            state=state,  # type: ignore[arg-type]
            title=self.node["title"],
            body=self.node["body"],
            comments=self._said(personal=personal),
        )

    def _said(self, *, personal: bool) -> tuple[Comment, ...]:
        found = (_comment(node, personal=personal) for node in self.comments)
        return tuple(sorted(found, key=lambda comment: comment.id))


_REASONS: dict[str | None, Any] = {"COMPLETED": "completed", "NOT_PLANNED": "not_planned"}


def _comment(node: Json, *, personal: bool) -> Comment:
    """A comment. What a person says by hand with the account that we use is theirs; ours bears our mark."""
    login, number, bot = who(node["author"])
    ours = node["viewerDidAuthor"] and (not personal or node["body"].lstrip().startswith(_MARK))
    groups = (group for group in node["reactionGroups"] or () if group["viewerHasReacted"])
    return Comment(
        id=int(node["fullDatabaseId"]),
        author=login,
        body=node["body"],
        created=moment(node["createdAt"]),
        ours=ours,
        bot=bot,
        author_id=number,
        reactions=frozenset(REACTIONS[group["content"]] for group in groups if group["content"] in REACTIONS),
    )


def who(author: Json | None) -> tuple[str, int, bool]:
    """Login as REST has it, number, and whether it is a bot; a deleted account is called ghost."""
    if author is None:
        return _GHOST, 0, False
    bot = author["__typename"] == "Bot"
    login = author["login"]
    if bot and not login.endswith("[bot]"):
        login += "[bot]"
    return login, author.get("databaseId") or 0, bot


def cursor(page: Json) -> str | None:
    """Where the next page of a connection starts; None on the last."""
    return page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None


def moment(text: str) -> dt.datetime:
    """A time as GitHub writes it."""
    return dt.datetime.fromisoformat(text)
