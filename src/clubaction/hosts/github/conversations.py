"""Reads issues, pull requests and comments from GraphQL's answers, page by page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from clubaction.club import people
from clubaction.errors import HostError
from clubaction.hosts.comment_mark import is_marked
from clubaction.hosts.github.json_fields import (
    Json,
    boolean,
    cursor,
    integer,
    nodes,
    objects,
    optional_timestamp,
    text,
    timestamp,
)
from clubaction.hosts.github.queries import GONE, Pending
from clubaction.model.issue import Comment, Issue
from clubaction.model.snapshot import PullRequest

REACTIONS = {"THUMBS_UP": "+1", "CONFUSED": "confused", "EYES": "eyes"}
"""GraphQL's name of each reaction that we use → REST's name of it."""

_ACCOUNTS = ("User", "EnterpriseUserAccount", "Organization")
"""GraphQL's types of accounts that somebody can write with; a `Mannequin` stands for an imported author."""


@dataclass
class Conversation:
    """An issue or a pull request with the comments read so far.

    Raises `HostError` for an issue with more labels than one page of an answer holds.
    """

    node: Json
    """The object in GraphQL's answer."""
    comments: list[Json] = field(default_factory=list)
    next: str | None = None
    """Where the next page of comments starts; None when all are here."""

    def __post_init__(self) -> None:
        if self.node.get("labels", {}).get("pageInfo", {}).get("hasNextPage"):
            raise HostError(f"issue #{self.number} has more than a hundred labels; take some off")
        self.comments += nodes(self.node["comments"])
        if "pageInfo" in self.node["comments"]:
            self.next = cursor(self.node["comments"])

    @property
    def number(self) -> int:
        """The number that people see."""
        return integer(self.node["number"])

    @property
    def id(self) -> str:
        """GitHub's node id."""
        return text(self.node["id"])

    @property
    def labels(self) -> frozenset[str]:
        """The names of the issue's labels."""
        return frozenset(text(label["name"]) for label in nodes(self.node["labels"]))

    def add(self, page: Json) -> None:
        """Adds a page of comments."""
        self.comments += nodes(page)
        self.next = cursor(page)

    def issue(self) -> Issue:
        """The value for an issue, with the comments read so far. Raises `TypeError`, `KeyError` as all here do."""
        node = self.node
        login, number, bot = account_of(node["author"])
        edited, editor = _edit(node, login)
        closed, closer, reopened = _ending(node)
        return Issue(
            number=self.number,
            title=text(node["title"]),
            body=text(node["body"]),
            author=login,
            created=timestamp(node["createdAt"]),
            labels=self.labels,
            state="closed" if _is_closed(node) else "open",
            reason=_REASONS.get(node["stateReason"], "") if _is_closed(node) else "",
            comments=self._sorted_comments(),
            votes=sum(map(_votes, objects(node["reactionGroups"] or []))),
            bot=bot,
            author_id=number,
            edited=edited,
            editor=editor,
            closed=closed,
            closer=closer,
            reopened=reopened,
        )

    def pull_request(self) -> PullRequest:
        """The value for a pull request, with the comments read so far."""
        return PullRequest(
            number=self.number,
            state=_PULL_STATES[self.node["state"]],
            title=text(self.node["title"]),
            body=text(self.node["body"]),
            comments=self._sorted_comments(),
            base=text(self.node["baseRefName"]),
            branch=text(self.node["headRefName"]),
        )

    def _sorted_comments(self) -> tuple[Comment, ...]:
        return tuple(sorted(map(_comment, self.comments), key=lambda comment: comment.id))

    def comment_ids(self) -> Iterable[tuple[int, str]]:
        """(number, node id) of each comment."""
        return ((int(node["fullDatabaseId"]), text(node["id"])) for node in self.comments)


def ask_for_comments(pending: Pending, conversation: Conversation, selection: str) -> None:
    """Adds a query for the next page of comments, if there is one."""
    if conversation.next:
        pending.ask(
            ("comments", conversation.number, conversation.next),
            selection,
            partial(_take_comments, conversation),
            variables={"number": ("Int!", conversation.number), "after": ("String", conversation.next)},
            may_fail=GONE,
            weight=100,
        )


def _take_comments(conversation: Conversation, answer: Json | None) -> None:
    if answer is None:
        raise HostError(f"#{conversation.number} went away while it was read; start the run again")
    conversation.add(answer["comments"])


_REASONS: dict[str | None, Any] = {"COMPLETED": "completed", "NOT_PLANNED": "not_planned"}
_PULL_STATES: dict[str, Any] = {"OPEN": "open", "MERGED": "merged", "CLOSED": "closed"}


def _is_closed(node: Json) -> bool:
    return {"OPEN": False, "CLOSED": True}[node["state"]]


def _votes(group: Json) -> int:
    """How many people other than ourselves gave a 👍."""
    if group["content"] != "THUMBS_UP":
        return 0
    return integer(group["reactors"]["totalCount"]) - boolean(group["viewerHasReacted"])


def _comment(node: Json) -> Comment:
    """The value for a comment.

    People and other programs may write with the account that we use, so only a comment with our mark is ours.
    """
    login, number, bot = account_of(node["author"])
    edited, editor = _edit(node, login)
    groups = (group for group in objects(node["reactionGroups"] or []) if boolean(group["viewerHasReacted"]))
    return Comment(
        id=int(node["fullDatabaseId"]),
        author=login,
        body=text(node["body"]),
        created=timestamp(node["createdAt"]),
        ours=boolean(node["viewerDidAuthor"]) and is_marked(node["body"]),
        bot=bot,
        edited=edited,
        editor=editor,
        minimised=boolean(node["isMinimized"]),
        author_id=number,
        reactions=frozenset(REACTIONS[group["content"]] for group in groups if group["content"] in REACTIONS),
    )


def _edit(node: Json, author: str) -> tuple[dt.datetime | None, str]:
    """When a text was last edited (None: never), and the editor's login if that is not the author."""
    edited = optional_timestamp(node["lastEditedAt"])
    if edited is None:
        return None, ""
    editor = account_of(node["editor"])[0] or (people.GHOST if author else "")
    return edited, "" if people.same(editor, author) else editor


def _ending(node: Json) -> tuple[dt.datetime | None, str, dt.datetime | None]:
    """(last closed, the login of who closed it, last reopened) of an issue."""
    events = nodes(node["timelineItems"])
    closings = [event for event in events if event["__typename"] == "ClosedEvent"]
    reopenings = [event for event in events if event["__typename"] == "ReopenedEvent"]
    reopened = timestamp(reopenings[-1]["createdAt"]) if reopenings else None
    if not closings:
        return optional_timestamp(node["closedAt"]), people.GHOST if _is_closed(node) else "", reopened
    return timestamp(closings[-1]["createdAt"]), account_of(closings[-1]["actor"])[0] or people.GHOST, reopened


def account_of(actor: Json | None) -> tuple[str, int, bool]:
    """(login as REST writes it, number, whether it is a bot); all empty for a deleted or imported account."""
    if actor is None:
        return "", 0, False
    login, kind = text(actor["login"]), text(actor["__typename"])
    number = integer(actor.get("databaseId") or 0)
    if kind == "Bot":
        return login if people.is_app(login) else f"{login}[bot]", number, True
    if kind not in _ACCOUNTS or login.lower() == people.GHOST:
        return "", 0, False
    return login, number, False
