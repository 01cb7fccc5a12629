"""Issues and pull requests as Markdown files: front matter with their fields and comments, and their text below it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from clubaction.club import people
from clubaction.errors import ClubFileError, Problem
from clubaction.hosts.comment_mark import is_marked
from clubaction.model.issue import Comment, Issue
from clubaction.model.snapshot import PullRequest
from clubaction.text import encoding, front_matter
from clubaction.text.yaml_tree import Value

ME = "clubaction[bot]"
"""The login with which clubaction writes comments in a folder."""

_NUMBERS = ("number", "id", "votes")
"""The keys whose values are whole numbers; all others are text."""


class _Dumper(yaml.SafeDumper):
    """Writes text of several lines as a block, one line below the other."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 (the signature is PyYAML's)
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text and not any(line.endswith(" ") for line in text.split("\n")) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


class IssueFile:
    """The file of one issue or pull request: its keys, and the text below them."""

    def __init__(self, path: Path, values: dict[str, Any], body: str) -> None:
        self.path = path
        self.values = values
        self.body = body

    @classmethod
    def load(cls, path: Path) -> IssueFile:
        """Reads a file. Raises `ClubFileError` where it is a link, or has no front matter with a `number`."""
        _refuse_link(path)
        values, body = front_matter.read(str(path), encoding.decode(str(path), path.read_bytes()))
        record = cls(path, {key: _typed(key, value) for key, value in values.items()}, body)
        if not isinstance(record.values.get("number"), int):
            raise ClubFileError([Problem(str(path), 2, "`number` is missing or not a number")])
        return record

    def save(self) -> None:
        """Writes the file. Raises `ClubFileError` where a link is in its place."""
        _refuse_link(self.path)
        options = {"Dumper": _Dumper, "sort_keys": False, "allow_unicode": True, "width": 110}
        text = front_matter.new(self.values, self.body, **options)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(text, encoding="utf-8", newline="\n")

    @property
    def comments(self) -> list[dict[str, Any]]:
        """The list of comments itself: what is changed in it is changed in the file at the next `save`."""
        found: list[dict[str, Any]] = self.values.setdefault("comments", [])
        return found

    def issue(self) -> Issue:
        """The issue. Raises `ClubFileError` where a time or a comment's `id` is missing or can't be read."""
        values = self.values
        author = _login(values.get("author"))
        return Issue(
            number=values["number"],
            title=str(values.get("title") or ""),
            body=self.body,
            author=author,
            created=self._moment("created", values),
            labels=frozenset(map(str, values.get("labels") or ())),
            state="closed" if values.get("state") == "closed" else "open",
            reason=_reason(values),
            comments=tuple(map(self._comment, values.get("comments") or ())),
            votes=values["votes"] if isinstance(values.get("votes"), int) else 0,
            bot=people.is_app(author),
            edited=self._optional_moment("edited", values),
            editor=_editor(values, author),
            closed=self._optional_moment("closed", values),
            closer=str(values.get("closed_by") or ""),
            reopened=self._optional_moment("reopened", values),
        )

    def pull_request(self) -> PullRequest:
        """The pull request. Raises `ClubFileError` where a comment has no `id` or time that can be read."""
        state = self.values.get("state")
        return PullRequest(
            number=self.values["number"],
            state=state if state in ("open", "merged") else "closed",
            title=str(self.values.get("title") or ""),
            body=self.body,
            comments=tuple(map(self._comment, self.values.get("comments") or ())),
            base=str(self.values.get("base") or ""),
            branch=str(self.values.get("head") or ""),
        )

    def _comment(self, entry: object) -> Comment:
        values: Mapping[str, Any] = entry if isinstance(entry, Mapping) else {}
        author = _login(values.get("author"))
        if not isinstance(values.get("id"), int):
            raise ClubFileError([Problem(str(self.path), 0, "a comment has no `id`, or one that is not a number")])
        body = str(values.get("body") or "")
        return Comment(
            id=values["id"],
            author=author,
            body=body,
            created=self._moment("created", values),
            ours=author == ME and is_marked(body),
            bot=people.is_app(author),
            edited=self._optional_moment("edited", values),
            editor=_editor(values, author),
            minimised=str(values.get("minimised") or "").lower() in ("true", "yes"),
            reactions=frozenset(map(str, values.get("reactions") or ())),
        )

    def _moment(self, key: str, values: Mapping[str, Any]) -> dt.datetime:
        value = values.get(key)
        try:
            moment = dt.datetime.fromisoformat(str(value))
        except ValueError:
            raise ClubFileError(
                [Problem(str(self.path), 0, f"`{key}: {value}` is not a time such as 2024-10-02T15:00:00Z")]
            ) from None
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)

    def _optional_moment(self, key: str, values: Mapping[str, Any]) -> dt.datetime | None:
        return self._moment(key, values) if values.get(key) else None


def _refuse_link(path: Path) -> None:
    if path.is_symlink() or path.parent.is_symlink():
        place = path if path.is_symlink() else path.parent
        raise ClubFileError([Problem(str(place), 0, "this is a link, and links are not followed: put the file here")])


def _login(value: object) -> str:
    """The login of an author; empty for a deleted account."""
    login = str(value or "")
    return "" if login.lower() == people.GHOST else login


def _editor(values: Mapping[str, Any], author: str) -> str:
    """The login of whoever changed a text last; empty if nobody did or its author did."""
    editor = str(values.get("editor") or "") if values.get("edited") else ""
    return "" if editor.lower() == author.lower() else editor


def _reason(values: Mapping[str, Any]) -> Any:
    reason = values.get("reason")
    return reason if reason in ("completed", "not_planned") else ""


def _typed(key: str, value: Value) -> Any:
    if isinstance(value, list):
        return [_typed("", item) for item in value]
    if isinstance(value, dict):
        return {name: _typed(name, item) for name, item in value.items()}
    if key in _NUMBERS and value and value.isdigit():
        return int(value)
    return value
