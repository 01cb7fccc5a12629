"""The blocks of a Markdown text as CommonMark's parser finds them, where a quick look can't tell."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

_TAG_ALONE = re.compile(
    r"""<(?:
      /[A-Za-z][A-Za-z0-9-]*+\s*+
    | [A-Za-z][A-Za-z0-9-]*+(?:\s++[A-Za-z_:][\w.:-]*+(?:\s*+=\s*+(?:[^\s"'=<>`]++|'[^']*+'|"[^"]*+"))?+)*+\s*+/?
    )>[ \t]*+$""",
    re.ASCII | re.VERBOSE,
)
_UNDERLINE = re.compile(r"-++[ \t]*+")


class Heading(NamedTuple):
    """A heading of a Markdown text."""

    line: int
    """Its first line, counted from 1."""
    last: int
    """Its last line: that of the underline, if it has one."""
    level: int
    """1 to 6."""
    source: str
    """The inline Markdown of its text, on one line or, where it is underlined, several."""
    inside: bool = False
    """Whether a quote or a list holds it."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """What is needed of a text's blocks."""

    headings: tuple[Heading, ...]
    references: Collection[str]
    """The labels of links that the text defines, in the form in which they are compared."""
    last_code: int
    """The first line, counted from 1, of the code or HTML that the text ends with; 0 if it ends with neither."""


def parse(text: str) -> Blocks:
    """The blocks of a text with LF line ends."""
    known: dict[str, dict[str, object]] = {}
    tokens = _parser().parse(text, known)
    headings = tuple(
        _heading(token, tokens[number + 1].content)
        for number, token in enumerate(tokens)
        if token.type == "heading_open"
    )
    code = [token.map[0] + 1 for token in tokens[-1:] if token.map and token.type in ("fence", "html_block")]
    return Blocks(headings, known.get("references", {}).keys(), code[0] if code else 0)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import html_block, table

    def html_rule(state: StateBlock, line: int, *rest: Any) -> bool:
        # In cmark a tag alone on its line ends a table, and a paragraph that the line would only continue lazily.
        silent = rest[-1]
        lazy = silent and (state.sCount[line] < state.blkIndent or state.parentType in ("blockquote", "table"))
        return html_block(state, line, *rest) or (lazy and _TAG_ALONE.match(_line(state, line)) is not None)

    def table_rule(state: StateBlock, line: int, end: int, *rest: Any) -> bool:
        # cmark takes a line of dashes for the underline of a heading first, and only then for a table's.
        underlined = line + 1 < end and _UNDERLINE.fullmatch(_line(state, line + 1))
        return not underlined and table(state, line, end, *rest)

    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    parser.block.ruler.at("html_block", html_rule, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.block.ruler.at("table", table_rule, {"alt": ["paragraph", "reference"]})
    return parser


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _heading(token: Token, content: str) -> Heading:
    first, behind = token.map or (0, 1)
    return Heading(first + 1, behind, int(token.tag[1]), re.sub(r"\n[ \t]++", "\n", content), token.level > 0)
