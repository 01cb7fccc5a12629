"""Files with front matter (YAML between two lines `---`) and Markdown below it, read and written by python-frontmatter.

Our handler differs from those that it comes with: all values are text as it is written, an error names its line, and
a file that is changed keeps every byte of what does not change.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler

from clubaction.errors import ClubFileError, Problem
from clubaction.text import line_endings, yaml_edit, yaml_text, yaml_writing
from clubaction.text.yaml_tree import Value
from clubaction.text.yaml_writing import Writable

_FENCE = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_OPENING = re.compile(r"\A\ufeff?---[ \t]*+(?:\r?\n|\Z)")
FIRST_LINE = 2
"""The line of a file at which its YAML starts."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the two parts of a file are, as positions in its text."""

    start: int
    """Where the YAML starts."""
    end: int
    """Where it ends, and the closing `---` starts."""
    body: int
    """Where the Markdown starts."""


def find(text: str) -> Parts | None:
    """Where the front matter of a file is, or None if it has none."""
    match = _FENCE.match(text)
    return Parts(match.start(1), match.end(1), match.end()) if match else None


def source(text: str) -> str:
    """The YAML of a file's front matter, as it is written; empty where there is no front matter."""
    parts = find(text)
    return text[parts.start : parts.end] if parts else ""


def read(path: str, text: str) -> tuple[dict[str, Value], str]:
    """Key → value of the front matter in a file's text, and the Markdown below it without empty lines around it.

    Raises `ClubFileError`, with the line, where the front matter is missing or can't be read.
    """
    handler = Handler(path, text)
    values, _ = frontmatter.parse(text, handler=handler)
    return cast("dict[str, Value]", values), handler.body


def new(values: Mapping[str, object], body: str, **options: object) -> str:
    """The text of a new file with these keys and this Markdown. The options are those of `yaml.dump`, if any."""
    return frontmatter.dumps(_post(values, body), handler=Handler("", None), **options)


def edit(path: str, text: str, changes: Mapping[str, Writable], order: Sequence[str], body: str | None = None) -> str:
    """The text of a file with these keys changed (None removes a key) and, unless it is None, with this Markdown.

    All else stays as it is, to the byte. `order` lists all keys, and tells where a new
    one goes. Raises `ClubFileError` where the file is written in a way that can't be
    changed safely.
    """
    handler = Handler(path, text)
    return frontmatter.dumps(_post(changes, handler.body if body is None else body), handler=handler, order=order)


def _post(values: Mapping[str, object], body: str) -> frontmatter.Post:
    post = frontmatter.Post(body)
    post.metadata = dict(values)  # as keyword arguments, keys named `content` and `handler` would replace its own
    return post


class Handler(BaseHandler):
    """How python-frontmatter reads and writes one file."""

    FM_BOUNDARY = _FENCE
    START_DELIMITER = END_DELIMITER = "---"

    def __init__(self, path: str, text: str | None) -> None:
        """`path` is named in errors; `text` is the text of the file, None for a new one."""
        super().__init__()
        self._path = path
        self._text = text or ""
        self._is_new = text is None
        self._parts = find(self._text)

    @property
    def body(self) -> str:
        """The Markdown. Unlike python-frontmatter's, its first line keeps its indentation, which can mean code."""
        start = self._parts.body if self._parts else len(self._text)
        return line_endings.with_unix_newlines(self._text[start:]).strip("\n").rstrip()

    def split(self, text: str) -> tuple[str, str]:  # noqa: ARG002
        """The YAML and the Markdown. They come from the file, as `text` no longer has the file's line endings."""
        if self._parts is None:
            raise ClubFileError([Problem(self._path, 1, _missing(self._text))])
        return self._text[self._parts.start : self._parts.end], self._text[self._parts.body :]

    def load(self, fm: str) -> dict[str, Any]:
        """Key → value. Raises `ClubFileError`."""
        return dict(yaml_text.read_yaml(self._path, fm, FIRST_LINE))

    def export(self, metadata: dict[str, object], **kwargs: object) -> str:
        """The YAML of a new file: our own or, with options, that of `yaml.dump`."""
        if kwargs:
            return str(yaml.dump(metadata, **cast("dict[str, Any]", kwargs)))
        return "".join(yaml_writing.entry(key, cast("Writable", value)) for key, value in metadata.items())

    def format(self, post: frontmatter.Post, **kwargs: object) -> str:
        """The text of a new file, or that of the old one with the keys and the Markdown of the post changed."""
        if self._is_new:
            body = f"\n{post.content}\n" if post.content else ""
            return f"---\n{self.export(post.metadata, **kwargs)}---\n{body}"
        if self._parts is None:
            raise ClubFileError([Problem(self._path, 1, "no front matter any more")])
        text, parts = self._text, self._parts
        changes = cast("dict[str, Writable]", post.metadata)
        order = cast("Sequence[str]", kwargs.get("order", ()))
        head = yaml_edit.edit(self._path, text[parts.start : parts.end], changes, order)
        tail = text[parts.end :]
        if post.content != self.body:
            newline = line_endings.newline_of(text)
            tail = text[parts.end : parts.body] + newline + post.content.replace("\n", newline) + newline
        return text[: parts.start] + head + tail


def _missing(text: str) -> str:
    """What to tell a person whose file has no front matter."""
    if not text.strip("\ufeff\r\n\t "):
        return "the file is empty: undo the change that emptied it, or delete the file"
    if not _OPENING.match(text):
        return "the file must start with a line `---`, then `key: value` lines, then another line `---`"
    return "the closing `---` is missing: put it on a line of its own after the last key"
