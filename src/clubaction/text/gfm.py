"""GitHub Flavored Markdown: text made safe to stand in it, and the little of it that we read.

Rules from the GFM specification (https://github.github.com/gfm/) and, for the
anchors of headings, from what GitHub's own pages do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from clubaction.text import liquid, shown
from clubaction.text.invisible import seen


class Markdown(str):
    """Text that is Markdown already and is not escaped again."""

    __slots__ = ()


_SPECIAL = re.compile(
    r"""
    [\\`*_~\[\]<$]            # starts an escape, code, emphasis, a link, HTML, mathematics
    | \|                      # ends a table's cell, even in code
    | \#(?=\d)?               # a heading, a reference to an issue
    | &(?=[A-Za-z0-9\#])      # an entity
    | @(?=[\w-])              # a mention, an e-mail address
    | :(?=//)                 # an address that would become a link
    | (?i:(?<=www)\.)
    | (?i:(?<=\bgh)-(?=\d))
    | \A[-+=>]                # a list, a quote, the underline of a heading
    | (?<=\{)[{%]             # what Jekyll's Liquid would run
    | (?:(?<=\A\d)|(?<=\A\d\d)|(?<=\A\d\d\d))[.)](?=\s|\Z)
    """,
    re.VERBOSE,
)
_ZERO_WIDTH_SPACE = "&#8203;"


def one_line(text: str) -> str:
    """The text on one line: white space runs become one space, invisible characters go."""
    return " ".join(seen(text).split())


def escape(text: str) -> Markdown:
    """Text of a person as inline Markdown that shows just this text, on one line.

    Safe in a paragraph, a heading, a list item, a table's cell and a link's
    label: no element, no reference and no mention comes of it.
    """
    line = one_line(text)
    return Markdown(_SPECIAL.sub(_escaped, line))


def _escaped(match: re.Match[str]) -> str:
    found = match.group()
    if found == "|":
        return "&#124;"
    if found == "@":
        return "@" + _ZERO_WIDTH_SPACE
    if found == "#":
        following = match.string[match.end() : match.end() + 1]
        return "#" + _ZERO_WIDTH_SPACE if following.isdigit() else "\\#"
    if found == "%":  # the Markdown of Jekyll knows no backslash before it
        return "&#37;"
    if found == "-" and match.start():
        return "-" + _ZERO_WIDTH_SPACE
    return "\\" + found


def plain(inline: str) -> str:
    """The text that a piece of inline Markdown shows, as good as can be told without its page."""
    return one_line(shown.plain(inline))


# --- links ---------------------------------------------------------------------------------

_URL_KEEP = "-._~:/?#@!&'*+,;=%"


@lru_cache(maxsize=4096)
def safe_url(url: str) -> str:
    """The address ready to stand between a link's parentheses; empty if it is not one to follow.

    Only http, https, mailto and paths relative to the page are links.
    """
    text = "".join(seen(url).split())
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    web = parts.scheme.lower() in ("http", "https") and parts.netloc
    mail = parts.scheme.lower() == "mailto" and parts.path
    relative = not parts.scheme and not parts.netloc and not text.startswith(("//", "\\")) and text
    if not (web or mail or relative):
        return ""
    kept = "".join(c if c in _URL_KEEP or c.isalnum() else quote(c, safe="") for c in text)
    return kept.replace("&", "&amp;")


def link(label: str, url: str) -> Markdown:
    """A link with this label (escaped here), or the label alone where the address is no link."""
    text = label if isinstance(label, Markdown) else escape(label)
    target = safe_url(url)
    return Markdown(f"[{text}]({target})") if target else Markdown(text)


_HOST_LABELS = {
    "arxiv.org": "arXiv",
    "doi.org": "DOI",
    "dx.doi.org": "DOI",
    "openreview.net": "OpenReview",
    "biorxiv.org": "bioRxiv",
    "medrxiv.org": "medRxiv",
    "github.com": "GitHub",
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "pubmed.ncbi.nlm.nih.gov": "PubMed",
}


def link_label(url: str) -> str:
    """What to call a link: the service's name, else its host, else the file's name."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return "link"
    return _HOST_LABELS.get(host, host) or url.rstrip("/").rpartition("/")[2] or "link"


# --- blocks --------------------------------------------------------------------------------

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_HTML_BLOCKS = (
    (re.compile(r" {0,3}<!--"), "-->"),
    (re.compile(r" {0,3}<\?"), "?>"),
    (re.compile(r" {0,3}<!\[CDATA\["), "]]>"),
    (re.compile(r" {0,3}<![A-Za-z]"), ">"),
    (re.compile(r" {0,3}<pre(?=[\s>]|$)", re.IGNORECASE), "</pre>"),
    (re.compile(r" {0,3}<script(?=[\s>]|$)", re.IGNORECASE), "</script>"),
    (re.compile(r" {0,3}<style(?=[\s>]|$)", re.IGNORECASE), "</style>"),
    (re.compile(r" {0,3}<textarea(?=[\s>]|$)", re.IGNORECASE), "</textarea>"),
)
"""What starts a block of HTML that goes on over empty lines, and what ends it (GFM 4.6, kinds 1 to 5)."""
_ATX = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)(.*)")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_NOT_PARAGRAPH = re.compile(r"\s*$|\s{4}| {0,3}(?:[>|]|[-*+](?:\s|$)|\d+[.)]\s|(?:[-*_][ \t]*){3,}$)")


class Line(NamedTuple):
    """One line of a Markdown text, without its end, and whether code or such a block of HTML holds it."""

    number: int
    """Counted from 1."""
    text: str
    code: bool
    """In or at the border of a fenced code block, or in a comment or block of HTML of several lines."""
    left_open: str = ""
    """What would close the block that goes on after this line; empty if none does."""


def lines(text: str) -> Iterator[Line]:
    """The lines of a Markdown text, each with whether it is code.

    A fence inside a block quote or a list counts only where it starts the line,
    which is enough to find headings, tables and markers.
    """
    fence = end = ""
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.removesuffix("\r")
        first = line.lstrip(" ")[:1]
        code = bool(fence or end)
        if end:
            end = "" if end in line.lower() else end
        elif first in ("`", "~") and (match := _FENCE.match(line)):
            if fence:
                fence = "" if _closes(match, fence) else fence
            elif not (match[1][0] == "`" and "`" in match[2]):
                fence, code = match[1], True
        elif first == "<" and not fence:
            end = _html_end(line)
            code = bool(end)
        yield Line(number, line, code, fence or end)


def _html_end(line: str) -> str:
    """What ends the block of HTML that this line starts; empty if none goes on after it."""
    for start, end in _HTML_BLOCKS:
        if match := start.match(line):
            return "" if end in line[match.end() :].lower() else end
    return ""


def _closes(match: re.Match[str], fence: str) -> bool:
    return match[1][0] == fence[0] and len(match[1]) >= len(fence) and not match[2].strip()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a Markdown text: its line (from 1), level (1 to 6) and the text it shows."""

    line: int
    level: int
    text: str
    raw: str
    """The text as it is written."""


def headings(text: str) -> Iterator[Heading]:
    """The headings of a Markdown text in order, both `## like this` and underlined."""
    return _headings(lines(text))


def _headings(page: Iterable[Line]) -> Iterator[Heading]:
    previous = ""
    for line in page:
        first = line.text.lstrip(" ")[:1]
        above, previous = previous, "" if line.code else line.text
        if line.code or first not in ("#", "=", "-"):
            continue
        if first == "#" and (atx := _ATX.match(line.text)):
            raw = _heading_text(atx[2])
            yield Heading(line.number, len(atx[1]), shown.plain(raw), raw)
            previous = ""
        elif first != "#" and not _NOT_PARAGRAPH.match(above) and (underline := _SETEXT.match(line.text)):
            yield Heading(line.number - 1, 1 if underline[1][0] == "=" else 2, plain(above), above)
            previous = ""


def _heading_text(written: str) -> str:
    """The text behind a heading's `##`, without the `##` that may close it."""
    text = written.strip(" \t")
    bare = text.rstrip("#")
    return bare.rstrip(" \t") if not bare or bare[-1] in " \t" else text


_NO_WORD = re.compile(r"[^a-z0-9_ -]")


def slug(heading: str) -> str:
    """The anchor that GitHub gives to a heading with this text, before it numbers equal ones.

    Lower case; what is no letter, digit, mark, connector, hyphen or space goes; spaces become hyphens.
    """
    if heading.isascii():
        return _NO_WORD.sub("", heading.strip().lower()).replace(" ", "-")
    kept = (
        c
        for c in heading.strip().lower()
        if c in " -" or unicodedata.category(c)[0] in "LM" or unicodedata.category(c) in ("Nd", "Nl", "Pc")
    )
    return "".join(kept).replace(" ", "-")


class Anchors:
    """Hands out the anchors of one page in the order of its headings: `a`, `a-1`, `a-2`."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def take(self, heading: str) -> str:
        """The anchor of the next heading, which shows this text."""
        base = slug(heading)
        anchor = base
        while anchor in self._used:
            self._used[base] += 1
            anchor = f"{base}-{self._used[base]}"
        self._used[anchor] = 0
        return anchor


_SECTION_LINK = re.compile(r"\]\(#([^\s()]*)\)")
_EXPLICIT = re.compile(r"<a\s[^<>]*?(?:id|name)\s*=\s*[\"']?([^\s\"'<>]+)", re.IGNORECASE)


def section_links(line: str) -> list[str]:
    """The anchors on the same page that a line links to, decoded."""
    return [unquote(target) for target in _SECTION_LINK.findall(shown.without_code(line)) if target]


def explicit_anchors(text: str) -> set[str]:
    """The anchors that a page sets itself with `<a id=…>` or `<a name=…>`, lower case."""
    return {name.lower() for name in _EXPLICIT.findall(text)}


# --- text of several lines -----------------------------------------------------------------

_MARKER = re.compile(r"<!--(?=\s*+/?\s*+clubaction\s*+:)", re.IGNORECASE)


def contain(body: str, *, shift: int) -> Markdown:
    """Markdown of a session's file made ready to stand inside a page of several sessions.

    Headings go down by `shift` levels (to 6 at most), code blocks, comments
    and HTML left open are closed, and our own markers in it are shown as text.
    """
    text = _several_lines(body).strip("\n")
    page = list(lines(_MARKER.sub("&lt;!--", text)))
    out = [line.text for line in page]
    for heading in _headings(page):
        mark = "#" * min(6, heading.level + shift)
        if heading.raw is page[heading.line - 1].text:
            out[heading.line] = ""
        out[heading.line - 1] = f"{mark} {heading.raw.strip()}".rstrip()
    out += filter(None, [page[-1].left_open])
    made = "\n".join([*out, *_unclosed_details(page)]).rstrip()
    return Markdown(liquid.neutral(lines(made)) if liquid.stands_in(made) else made)


def _several_lines(text: str) -> str:
    return seen(text.replace("\r\n", "\n").replace("\r", "\n"))


_DETAILS = re.compile(r"<(/?)details\b", re.IGNORECASE)


def _unclosed_details(page: Iterable[Line]) -> list[str]:
    """An end for each `<details>` that has none: it would hide the sections after it."""
    depth = 0
    for line in page:
        for match in _DETAILS.finditer("" if line.code else line.text):
            depth = max(0, depth - 1) if match[1] else depth + 1
    return ["", "</details>" * depth] if depth else []


_IN_PROSE = re.compile(r"[\\`*_~\[\]<|]|(?<=\{)[{%]|&(?=[A-Za-z0-9#])|@(?=[\w-])|#(?=\d)")
_BLOCK_START = re.compile(r"\A[ \t]*+(?=[-+=>#]|:-|\d{1,9}[.)])(\d*)(.)")
_ITEM = re.compile(r"(\s{0,6}(?:[-*+]|\d{1,3}[.)])\s+)(\S.*)")


def quote_block(text: str, *, keep_lines: bool = False) -> Markdown:
    """Prose (an abstract, notes) as a block quote: formulas and addresses stay, the rest is escaped.

    Paragraphs stay; with `keep_lines` so do single lines and the items of lists.
    """
    clean = _several_lines(text)
    if keep_lines:
        return Markdown("\n".join(f"> {_noted(line)}".rstrip() for line in clean.strip("\n").split("\n")))
    paragraphs = [one_line(p) for p in re.split(r"\n[ \t]*\n", clean)]
    return Markdown("\n>\n".join(f"> {_prose(p)}" for p in paragraphs if p))


def quote_markdown(text: str) -> Markdown:
    """Markdown from elsewhere (a service's abstract) as a block quote.

    Emphasis, code and links stay; no HTML, image, heading or mention comes of it.
    """
    clean = _several_lines(text)
    paragraphs = [one_line(p) for p in re.split(r"\n[ \t]*\n", clean)]
    made = "\n>\n".join(f"> {_stilled(p)}" for p in paragraphs if p)
    return Markdown(liquid.neutral(lines(made)) if liquid.stands_in(made) else made)


def _stilled(paragraph: str) -> str:
    plain = re.sub(r"<(?=[A-Za-z/!?])", "&lt;", paragraph).replace("![", f"!{_ZERO_WIDTH_SPACE}[")
    plain = re.sub(r"\A((?:(?:[-*+>]|\d{1,9}[.)])\s+)*)(?=#)", r"\1\\", plain)
    return re.sub(r"@(?=[\w-])|(?<!&)#(?=\d)", lambda match: match.group() + _ZERO_WIDTH_SPACE, plain)


def _noted(line: str) -> str:
    item = _ITEM.match(line)
    return item[1] + _prose(item[2]) if item else _prose(line.strip())


def _prose(paragraph: str) -> str:
    out: list[str] = []
    end = 0
    for kept in liquid.FORMULA_OR_ADDRESS.finditer(paragraph):
        out += [
            _IN_PROSE.sub(_prose_escaped, paragraph[end : kept.start()]),
            liquid.kept(kept.group()).replace("<", "&lt;"),
        ]
        end = kept.end()
    out.append(_IN_PROSE.sub(_prose_escaped, paragraph[end:]))
    return _BLOCK_START.sub(r"\1\\\2", "".join(out), count=1) if _BLOCK_START.match(paragraph) else "".join(out)


def _prose_escaped(match: re.Match[str]) -> str:
    found = match.group()
    if found == "%":
        return "&#37;"
    if found == "<":  # an address before it would take a backslash in and leave the element free
        return "&lt;"
    return found + _ZERO_WIDTH_SPACE if found in ("@", "#") else "\\" + found
