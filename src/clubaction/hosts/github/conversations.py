"""Issues, pull requests and comments as GraphQL tells them, gathered page by page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from clubaction.errors import HostError
from clubaction.hosts.github.json_fields import Json, count, cursor, flag, moment, objects, perhaps, rows, text
from clubaction.hosts.github.queries import GONE, Pending
from clubaction.hosts.marked import is_marked
from clubaction.model.issue import Comment, Issue
from clubaction.model.snapshot import PullRequest

REACTIONS = {"THUMBS_UP": "+1", "CONFUSED": "confused", "EYES": "eyes"}
"""GraphQL's names of the reactions that we use → those of REST."""

_GHOST = "ghost"
"""GitHub's own name for an account that is gone."""
_ACCOUNTS = ("User", "EnterpriseUserAccount", "Organization")


@dataclass
class Conversation:
    """An issue or a pull request, with the comments that have come so far. `next` is the cursor of those missing."""

    node: Json
    comments: list[Json] = field(default_factory=list)
    next: str | None = None

    def __post_init__(self) -> None:
        if self.node.get("labels", {}).get("pageInfo", {}).get("hasNextPage"):
            raise HostError(f"issue #{self.number} has more than a hundred labels; take some off")
        self.comments += rows(self.node["comments"])
        if "pageInfo" in self.node["comments"]:
            self.next = cursor(self.node["comments"])

    @property
    def number(self) -> int:
        """As people see it."""
        return count(self.node["number"])

    @property
    def id(self) -> str:
        """GitHub's own id of it."""
        return text(self.node["id"])

    @property
    def labels(self) -> frozenset[str]:
        """The names of its labels."""
        return frozenset(text(label["name"]) for label in rows(self.node["labels"]))

    def add(self, page: Json) -> None:
        """Takes a page of comments."""
        self.comments += rows(page)
        self.next = cursor(page)

    def issue(self) -> Issue:
        """The issue."""
        node = self.node
        login, number, bot = who(node["author"])
        edited, editor = _edit(node, login)
        closed, closer, reopened = _ending(node)
        return Issue(
            number=self.number,
            title=text(node["title"]),
            body=text(node["body"]),
            author=login,
            created=moment(node["createdAt"]),
            labels=self.labels,
            state="closed" if _is_closed(node) else "open",
            reason=_REASONS.get(node["stateReason"], "") if _is_closed(node) else "",
            comments=self._said(),
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
        """The pull request."""
        return PullRequest(
            number=self.number,
            state=_PULL_STATES[self.node["state"]],
            title=text(self.node["title"]),
            body=text(self.node["body"]),
            comments=self._said(),
            base=text(self.node["baseRefName"]),
            branch=text(self.node["headRefName"]),
        )

    def _said(self) -> tuple[Comment, ...]:
        return tuple(sorted(map(_comment, self.comments), key=lambda comment: comment.id))

    def comment_ids(self) -> Iterable[tuple[int, str]]:
        """The number of each comment, and GitHub's own id of it."""
        return ((int(node["fullDatabaseId"]), text(node["id"])) for node in self.comments)


def ask_for_comments(pending: Pending, conversation: Conversation, selection: str) -> None:
    """Asks for the comments that are missing, if any are."""
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
    return count(group["reactors"]["totalCount"]) - flag(group["viewerHasReacted"])


def _comment(node: Json) -> Comment:
    """A comment. What people or other programs say with the account that we use is theirs; ours bears our mark."""
    login, number, bot = who(node["author"])
    edited, editor = _edit(node, login)
    groups = (group for group in objects(node["reactionGroups"] or []) if flag(group["viewerHasReacted"]))
    return Comment(
        id=int(node["fullDatabaseId"]),
        author=login,
        body=text(node["body"]),
        created=moment(node["createdAt"]),
        ours=flag(node["viewerDidAuthor"]) and is_marked(node["body"]),
        bot=bot,
        edited=edited,
        editor=editor,
        minimised=flag(node["isMinimized"]),
        author_id=number,
        reactions=frozenset(REACTIONS[group["content"]] for group in groups if group["content"] in REACTIONS),
    )


def _edit(node: Json, author: str) -> tuple[dt.datetime | None, str]:
    """When a text was last edited, and by whom where that was not its author."""
    edited = perhaps(node["lastEditedAt"])
    if edited is None:
        return None, ""
    editor = who(node["editor"])[0] or (_GHOST if author else "")
    return edited, "" if editor.lower() == author.lower() else editor


def _ending(node: Json) -> tuple[dt.datetime | None, str, dt.datetime | None]:
    """When an issue was last closed and by whom, and when it was last reopened."""
    events = rows(node["timelineItems"])
    closings = [event for event in events if event["__typename"] == "ClosedEvent"]
    reopenings = [event for event in events if event["__typename"] == "ReopenedEvent"]
    reopened = moment(reopenings[-1]["createdAt"]) if reopenings else None
    if not closings:
        return perhaps(node["closedAt"]), _GHOST if _is_closed(node) else "", reopened
    return moment(closings[-1]["createdAt"]), who(closings[-1]["actor"])[0] or _GHOST, reopened


def who(actor: Json | None) -> tuple[str, int, bool]:
    """Login as REST has it, number, and whether it is a bot; all empty for an account that is gone or was imported."""
    if actor is None:
        return "", 0, False
    login, kind = text(actor["login"]), text(actor["__typename"])
    number = count(actor.get("databaseId") or 0)
    if kind == "Bot":
        return login if login.endswith("[bot]") else f"{login}[bot]", number, True
    if kind not in _ACCOUNTS or login.lower() == _GHOST:
        return "", 0, False
    return login, number, False
