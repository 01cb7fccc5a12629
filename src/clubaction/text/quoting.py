"""Text of several lines as a block quote: prose that is escaped, or Markdown without what a quote must not hold."""

from __future__ import annotations

import re

from clubaction.text import liquid
from clubaction.text.invisible import without_invisible
from clubaction.text.line_endings import with_unix_newlines
from clubaction.text.markdown import ZERO_WIDTH_SPACE, Markdown, one_line

_IN_PROSE = re.compile(r"[\\`*_~\[\]<|]|(?<=\{)[{%]|&(?=[A-Za-z0-9#])|@(?=[\w-])|#(?=\d)")
_BLOCK_START = re.compile(r"\A[ \t]*+(?=[-+=>#]|:-|\d{1,9}[.)])(\d*)(.)")
_ITEM = re.compile(r"(\s{0,6}(?:[-*+]|\d{1,3}[.)])\s+)(\S.*)")


def quote_block(text: str, *, keep_lines: bool = False) -> Markdown:
    """Prose (an abstract, notes) as a block quote: formulas and addresses stay, the rest is escaped.

    Paragraphs stay; with `keep_lines` so do single lines and the items of lists.
    """
    clean = without_invisible(with_unix_newlines(text))
    if keep_lines:
        return Markdown("\n".join(f"> {_note_line(line)}".rstrip() for line in clean.strip("\n").split("\n")))
    paragraphs = [one_line(p) for p in re.split(r"\n[ \t]*\n", clean)]
    return Markdown("\n>\n".join(f"> {_prose(p)}" for p in paragraphs if p))


def quote_markdown(text: str) -> Markdown:
    """Markdown from elsewhere (a service's abstract) as a block quote.

    Emphasis, code and links stay; no HTML, image, heading or mention comes of it.
    """
    clean = without_invisible(with_unix_newlines(text))
    paragraphs = [one_line(p) for p in re.split(r"\n[ \t]*\n", clean)]
    made = "\n>\n".join(f"> {_without_blocks(p)}" for p in paragraphs if p)
    return Markdown(liquid.escaped(made))


def _without_blocks(paragraph: str) -> str:
    """A paragraph of Markdown in which no HTML, image, heading, mention or reference is left."""
    plain = re.sub(r"<(?=[A-Za-z/!?])", "&lt;", paragraph).replace("![", f"!{ZERO_WIDTH_SPACE}[")
    plain = re.sub(r"\A((?:(?:[-*+>]|\d{1,9}[.)])\s+)*)(?=#)", r"\1\\", plain)
    return re.sub(r"@(?=[\w-])|(?<!&)#(?=\d)", lambda match: match.group() + ZERO_WIDTH_SPACE, plain)


def _note_line(line: str) -> str:
    """A line of people's notes, escaped; the bullet or number of a list's item stays."""
    item = _ITEM.match(line)
    return item[1] + _prose(item[2]) if item else _prose(line.strip())


def _prose(paragraph: str) -> str:
    """A paragraph as Markdown that shows just its text; formulas and addresses stay as they are."""
    out: list[str] = []
    end = 0
    for kept in liquid.FORMULA_OR_ADDRESS.finditer(paragraph):
        out += [
            _IN_PROSE.sub(_escaped, paragraph[end : kept.start()]),
            liquid.escaped_formula_or_address(kept.group()).replace("<", "&lt;"),
        ]
        end = kept.end()
    out.append(_IN_PROSE.sub(_escaped, paragraph[end:]))
    return _BLOCK_START.sub(r"\1\\\2", "".join(out), count=1) if _BLOCK_START.match(paragraph) else "".join(out)


def _escaped(match: re.Match[str]) -> str:
    found = match.group()
    if found == "%":
        return "&#37;"
    if found == "<":  # an address before it would take a backslash in and leave the element free
        return "&lt;"
    return found + ZERO_WIDTH_SPACE if found in ("@", "#") else "\\" + found
