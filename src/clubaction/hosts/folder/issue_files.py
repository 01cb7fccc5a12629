"""Issues and pull requests as files that a person can read: front matter, and the text below it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from clubaction.errors import ClubFileError, Problem
from clubaction.hosts.marked import is_marked
from clubaction.model.issue import Comment, Issue
from clubaction.model.snapshot import PullRequest
from clubaction.text import yaml_text
from clubaction.text.yaml_text import Value

ME = "clubaction[bot]"
"""Whom we write as in a folder."""

_NUMBERS = ("number", "id", "votes")
_GHOST = "ghost"
"""As GitHub calls an account that is gone."""


class _Dumper(yaml.SafeDumper):
    """Writes text of several lines as it reads."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 (the signature is PyYAML's)
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text and not any(line.endswith(" ") for line in text.split("\n")) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


class IssueFile:
    """One such file: its keys, and the text below them."""

    def __init__(self, path: Path, values: dict[str, Any], body: str) -> None:
        self.path = path
        self.values = values
        self.body = body

    @classmethod
    def load(cls, path: Path) -> IssueFile:
        """Reads a file. Raises `ClubFileError` where it is no such record, or a link."""
        _refuse_link(path)
        text = yaml_text.decode(str(path), path.read_bytes())
        parts = yaml_text.front_matter(text)
        if parts is None:
            raise ClubFileError([Problem(str(path), 1, "no front matter: expected `---`, `number: …`, `---`")])
        values = yaml_text.read_yaml(str(path), text[parts.start : parts.end], first_line=2)
        body = text[parts.body :].replace("\r\n", "\n").strip("\n")
        record = cls(path, {key: _typed(key, value) for key, value in values.items()}, body)
        if not isinstance(record.values.get("number"), int):
            raise ClubFileError([Problem(str(path), 2, "`number` is missing, or is no number")])
        return record

    def save(self) -> None:
        """Writes the file, never through a link."""
        _refuse_link(self.path)
        head = yaml.dump(self.values, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(f"---\n{head}---\n\n{self.body}\n", encoding="utf-8", newline="\n")

    @property
    def comments(self) -> list[dict[str, Any]]:
        """The record's own list of comments, to be changed in place."""
        found: list[dict[str, Any]] = self.values.setdefault("comments", [])
        return found

    def issue(self) -> Issue:
        """The issue that the record holds."""
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
            bot=_is_bot(author),
            edited=self._perhaps("edited", values),
            editor=_editor(values, author),
            closed=self._perhaps("closed", values),
            closer=str(values.get("closed_by") or ""),
            reopened=self._perhaps("reopened", values),
        )

    def pull_request(self) -> PullRequest:
        """The pull request that the record holds."""
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

    def _comment(self, said: object) -> Comment:
        values: Mapping[str, Any] = said if isinstance(said, Mapping) else {}
        author = _login(values.get("author"))
        if not isinstance(values.get("id"), int):
            raise ClubFileError([Problem(str(self.path), 0, "a comment has no `id`, or one that is no number")])
        body = str(values.get("body") or "")
        return Comment(
            id=values["id"],
            author=author,
            body=body,
            created=self._moment("created", values),
            ours=author == ME and is_marked(body),
            bot=_is_bot(author),
            edited=self._perhaps("edited", values),
            editor=_editor(values, author),
            minimised=str(values.get("minimised") or "").lower() in ("true", "yes"),
            reactions=frozenset(map(str, values.get("reactions") or ())),
        )

    def _moment(self, key: str, values: Mapping[str, Any]) -> dt.datetime:
        said = values.get(key)
        try:
            moment = dt.datetime.fromisoformat(str(said))
        except ValueError:
            raise ClubFileError(
                [Problem(str(self.path), 0, f"`{key}: {said}` is no time such as 2024-10-02T15:00:00Z")]
            ) from None
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)

    def _perhaps(self, key: str, values: Mapping[str, Any]) -> dt.datetime | None:
        return self._moment(key, values) if values.get(key) else None


def _refuse_link(path: Path) -> None:
    if path.is_symlink() or path.parent.is_symlink():
        place = path if path.is_symlink() else path.parent
        raise ClubFileError([Problem(str(place), 0, "this is a link, and links are not followed: put the file here")])


def _login(said: object) -> str:
    """Who wrote something; empty for an account that is gone."""
    login = str(said or "")
    return "" if login.lower() == _GHOST else login


def _is_bot(login: str) -> bool:
    return login.endswith("[bot]")


def _editor(values: Mapping[str, Any], author: str) -> str:
    """Who changed a text last, where that was not its author."""
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
