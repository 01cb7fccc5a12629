"""Reads the inline Markdown of a cell or a line: the text it shows, its links, what is struck out.

It reads what people write in schedules (links, code, emphasis, `<br>`, `<a href>`, entities, bare addresses), not all
of CommonMark, and more leniently. It reads from left to right once, so that it takes linear time for any text.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from clubaction.importing.markup.emphasis_marks import Token, emphasis_token, pair_marks
from clubaction.importing.markup.inline import Inline, Piece
from clubaction.importing.vocabulary import GENERIC_LABELS, fold

_DESTINATION = re.compile(
    r"""(?<=\])\(\s{0,9}(?:<([^<>]{0,2000})>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.){0,500}+\)){0,2000}+))"""
    r"""(?:\s{1,9}(?:"[^"]{0,500}"|'[^']{0,500}'))?\s{0,9}\)""",
    re.DOTALL,
)
_LOOSE_DESTINATION = re.compile(r"\(([^()<>\"']{1,500})\)")
_TAG = re.compile(r"<(/?[a-zA-Z][^<>]{0,2000}|!--[^<>]{0,2000}--)>")
_HREF = re.compile(r"""\bhref\s{0,3}=\s{0,3}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]{1,30}:[^\s<>]{1,2000})>")
_BARE = re.compile(r"https?://[^\s<>|`\"']{1,2000}", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_PLAIN = re.compile(r"[^\\`<&\[\]*_~hH!]+")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_SENTENCE = ".,;:!?*_~"
_CODE_LIMIT = 2000
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_STRIKING = ("s", "del", "strike")


def read_inline(source: str) -> Inline:
    """Inline Markdown, read; what is no valid Markdown counts as text."""
    return _Scanner(source).run()


@dataclass(slots=True)
class _Scanner:
    """Reads a text into tokens."""

    source: str
    tokens: list[Token] = field(default_factory=list)
    brackets: list[int] = field(default_factory=list)
    """The indexes of the tokens that are open `[`."""
    anchors: list[tuple[int, str]] = field(default_factory=list)
    """(index of the first token inside, address) of the open `<a href>`."""
    struck: list[str] = field(default_factory=list)
    """The texts that are struck out inside links."""
    at: int = 0
    """The position of the next character to read."""

    def run(self) -> Inline:
        readers = {
            "\\": self._escape, "`": self._code, "<": self._angle, "&": self._entity, "[": self._open,
            "]": self._close, "*": self._emphasis, "_": self._emphasis, "~": self._emphasis,
            "h": self._bare, "H": self._bare,
        }  # fmt: skip
        while self.at < len(self.source):
            reader = readers.get(self.source[self.at], self._plain)
            reader()
        outside = pair_marks(self.tokens)
        known = frozenset(outside)
        struck = (*outside, *dict.fromkeys(text for text in self.struck if text not in known))
        pieces = tuple(Piece(t.text, t.url, t.bare) for t in self.tokens if t.text and not t.struck)
        return Inline(self.source, _joined(pieces), struck)

    def _add(self, text: str, length: int) -> None:
        self.tokens.append(Token(text))
        self.at += length

    def _plain(self) -> None:
        character = self.source[self.at]
        if character == "!" and self.source.startswith("![", self.at):
            self.at += 1
            return
        run = _PLAIN.match(self.source, self.at)
        text = run[0] if run else character
        self._add(text, len(text))

    def _escape(self) -> None:
        following = self.source[self.at + 1 : self.at + 2]
        if following in _PUNCTUATION and following:
            self._add(following, 2)
        else:
            self._add("\\", 1)

    def _code(self) -> None:
        run = 1
        while self.source[self.at + run : self.at + run + 1] == "`":
            run += 1
        fence = "`" * run
        start = self.at + run
        end = self.source.find(fence, start, start + _CODE_LIMIT)
        while end >= 0 and self.source[end + run : end + run + 1] == "`":
            after = end + run
            while self.source[after : after + 1] == "`":
                after += 1
            end = self.source.find(fence, after, start + _CODE_LIMIT)
        if end < 0:
            self._add(fence, run)
        else:
            self._add(self.source[start:end].strip() or " ", end + run - self.at)

    def _angle(self) -> None:
        if link := _AUTOLINK.match(self.source, self.at):
            self.tokens.append(Token(link[1], link[1], bare=True))
            self.at = link.end()
        elif tag := _TAG.match(self.source, self.at):
            self._tag(tag[1])
            self.at = tag.end()
        else:
            self._add("<", 1)

    def _tag(self, inside: str) -> None:
        """Reads an HTML tag, given without `<` and `>`; tags without a meaning here are dropped."""
        name = inside.lower()
        if name.rstrip(" /") == "br":
            self.tokens.append(Token("\n"))
        elif name.startswith(("a ", "a\n", "a\t")) and (href := _HREF.search(inside)):
            self.anchors.append((len(self.tokens), html.unescape(href[1] or href[2] or href[3] or "")))
        elif name == "/a" and self.anchors:
            self._link(*self.anchors.pop())
        elif name.removeprefix("/") in _STRIKING:
            closing = name.startswith("/")
            self.tokens.append(Token("", mark="~", opens=not closing, closes=closing))

    def _entity(self) -> None:
        entity = _ENTITY.match(self.source, self.at)
        if entity:
            self._add(html.unescape(entity[0]), len(entity[0]))
        else:
            self._add("&", 1)

    def _open(self) -> None:
        self.brackets.append(len(self.tokens))
        self._add("[", 1)

    def _close(self) -> None:
        if not self.brackets:
            self._add("]", 1)
            return
        start = self.brackets.pop()
        if found := _destination(self.source, self.at + 1):
            url, self.at = found
            self.tokens[start].text = ""
            self._link(start + 1, url)
        else:
            self._add("]", 1)

    def _link(self, start: int, url: str) -> None:
        inside = self.tokens[start:]
        self.struck += pair_marks(inside)
        label = "".join(token.text for token in inside if not token.struck)
        del self.tokens[start:]
        if url:
            self.tokens.append(Token(label or url, url, bare=not label or label.strip() == url))
        elif fold(label) not in GENERIC_LABELS:
            self.tokens.append(Token(label))

    def _bare(self) -> None:
        before = self.source[self.at - 1 : self.at]
        found = None if before.isalnum() and before.isascii() else _BARE.match(self.source, self.at)
        if not found or self.brackets or self.anchors:
            self._add(self.source[self.at], 1)
            return
        url = _without_end(found[0]).split("\uff0c")[0].split("\u3001")[0]
        self.tokens.append(Token(url, html.unescape(url), bare=True))
        self.at += max(len(url), 1)

    def _emphasis(self) -> None:
        token = emphasis_token(self.source, self.at)
        self.tokens.append(token)
        self.at += len(token.text)


def _destination(source: str, start: int) -> tuple[str, int] | None:
    """(address, position after it) of a link whose label ends at `start`; None if no address follows."""
    if target := _DESTINATION.match(source, start):
        url = target[1] or target[2] or ""
    elif target := _LOOSE_DESTINATION.match(source, start):
        url = target[1].strip().replace(" ", "%20")
    else:
        return None
    return html.unescape(_ESCAPED.sub(r"\1", url)).strip(), target.end()


def _without_end(url: str) -> str:
    """The bare address without the punctuation of the sentence around it, or brackets opened before it."""
    too_many = url.count(")") - url.count("(")
    end = len(url.rstrip(_SENTENCE))
    while too_many > 0 and url[:end].endswith(")"):
        too_many -= 1
        end -= 1
        while end and url[end - 1] in _SENTENCE:
            end -= 1
    return url[:end]


def _joined(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    joined: list[Piece] = []
    text: list[str] = []
    for piece in pieces:
        if not piece.url:
            text.append(piece.text)
            continue
        if text:
            joined.append(Piece("".join(text)))
            text = []
        joined.append(piece)
    if text:
        joined.append(Piece("".join(text)))
    return tuple(joined)
