"""The inline Markdown of a table's cell or a line: the text it shows, its links, what is struck out.

One pass from left to right, so that a hostile cell costs time in proportion to
its length. It reads what people write in schedules (links, code, emphasis,
`<br>`, `<a href>`, entities, bare addresses), not all of CommonMark.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from clubaction.importing.words import GENERIC_LABELS, fold

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
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\ufeff\u2060"))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of shown text, with the address it links to, if any."""

    text: str
    url: str = ""
    bare: bool = False
    """The text is the address itself."""


@dataclass(frozen=True, slots=True)
class Inline:
    """What a piece of inline Markdown shows. A line break (`<br>`) is a newline in the text."""

    source: str = ""
    pieces: tuple[Piece, ...] = ()
    struck: tuple[str, ...] = ()
    """The texts that were struck out; they are in no piece."""

    @property
    def text(self) -> str:
        """All that is shown, line by line, without what is struck out."""
        return _tidy("".join(piece.text for piece in self.pieces))

    @property
    def words(self) -> str:
        """The text without bare addresses and without links that only say `arxiv` or `here`."""
        return _tidy("".join(" " if _says_nothing(p) else p.text for p in self.pieces)).strip(" \n,;&")

    @property
    def links(self) -> tuple[Piece, ...]:
        """The links in order."""
        return tuple(piece for piece in self.pieces if piece.url)

    @property
    def flat(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())


def read(source: str) -> Inline:
    """Reads inline Markdown. Never fails: what is no Markdown is text."""
    return _Scan(source).run()


def _says_nothing(piece: Piece) -> bool:
    return bool(piece.url) and (piece.bare or fold(piece.text) in GENERIC_LABELS)


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.translate(_INVISIBLE).split("\n"))
    return "\n".join(line for line in lines if line)


@dataclass(slots=True)
class _Token:
    text: str
    url: str = ""
    bare: bool = False
    mark: str = ""
    """The character of an emphasis run that has no partner yet."""
    opens: bool = False
    closes: bool = False
    struck: bool = False


@dataclass(slots=True)
class _Scan:
    source: str
    tokens: list[_Token] = field(default_factory=list)
    brackets: list[int] = field(default_factory=list)
    anchors: list[tuple[int, str]] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    """What is struck out inside links."""
    at: int = 0

    def run(self) -> Inline:
        readers = {
            "\\": self._escape, "`": self._code, "<": self._tag, "&": self._entity, "[": self._open,
            "]": self._close, "*": self._emphasis, "_": self._emphasis, "~": self._emphasis,
            "h": self._bare, "H": self._bare,
        }  # fmt: skip
        while self.at < len(self.source):
            reader = readers.get(self.source[self.at], self._plain)
            reader()
        outside = _pair(self.tokens)
        known = frozenset(outside)
        struck = (*outside, *dict.fromkeys(text for text in self.struck if text not in known))
        pieces = tuple(Piece(t.text, t.url, t.bare) for t in self.tokens if t.text and not t.struck)
        return Inline(self.source, _joined(pieces), struck)

    def _add(self, text: str, length: int) -> None:
        self.tokens.append(_Token(text))
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

    def _tag(self) -> None:
        if link := _AUTOLINK.match(self.source, self.at):
            self.tokens.append(_Token(link[1], link[1], bare=True))
            self.at = link.end()
            return
        tag = _TAG.match(self.source, self.at)
        if not tag:
            self._add("<", 1)
            return
        name = tag[1].lower()
        if name.startswith("br") and name.rstrip(" /") == "br":
            self.tokens.append(_Token("\n"))
        elif name.startswith(("a ", "a\n", "a\t")) and (href := _HREF.search(tag[1])):
            self.anchors.append((len(self.tokens), html.unescape(href[1] or href[2] or href[3] or "")))
        elif name == "/a" and self.anchors:
            start, url = self.anchors.pop()
            self._link(start, url)
        elif name in ("s", "del", "strike", "/s", "/del", "/strike"):
            closing = name.startswith("/")
            self.tokens.append(_Token("", mark="~", opens=not closing, closes=closing))
        self.at = tag.end()

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
        target = _DESTINATION.match(self.source, self.at + 1)
        loose = None if target else _LOOSE_DESTINATION.match(self.source, self.at + 1)
        if target or loose:
            url = (target[1] or target[2] or "") if target else loose[1].strip().replace(" ", "%20") if loose else ""
            self.tokens[start].text = ""
            self._link(start + 1, html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", url)).strip())
            self.at = (target or loose).end()  # type: ignore[union-attr]
        else:
            self._add("]", 1)

    def _link(self, start: int, url: str) -> None:
        inside = self.tokens[start:]
        self.struck += _pair(inside)
        label = "".join(token.text for token in inside if not token.struck)
        del self.tokens[start:]
        if url.startswith("#") or url:
            self.tokens.append(_Token(label or url, url, bare=not label or label.strip() == url))
        elif fold(label) not in GENERIC_LABELS:
            self.tokens.append(_Token(label))

    def _bare(self) -> None:
        before = self.source[self.at - 1 : self.at]
        found = None if before.isalnum() and before.isascii() else _BARE.match(self.source, self.at)
        if not found or self.brackets or self.anchors:
            self._add(self.source[self.at], 1)
            return
        url = _without_end(found[0]).split("\uff0c")[0].split("\u3001")[0]
        self.tokens.append(_Token(url, html.unescape(url), bare=True))
        self.at += max(len(url), 1)

    def _emphasis(self) -> None:
        mark = self.source[self.at]
        end = self.at
        while self.source[end : end + 1] == mark:
            end += 1
        before, after = self.source[self.at - 1 : self.at] if self.at else "", self.source[end : end + 1]
        opens = bool(after) and not after.isspace()
        closes = bool(before) and not before.isspace()
        if mark == "_":
            opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
        run = self.source[self.at : end]
        known = mark != "~" or len(run) <= 2
        self.tokens.append(_Token(run, mark=mark if known else "", opens=opens, closes=closes))
        self.at = end


def _without_end(url: str) -> str:
    """A bare address without the sentence's punctuation, and without brackets that were opened before it."""
    too_many = url.count(")") - url.count("(")
    end = len(url.rstrip(_SENTENCE))
    while too_many > 0 and url[:end].endswith(")"):
        too_many -= 1
        end -= 1
        while end and url[end - 1] in _SENTENCE:
            end -= 1
    return url[:end]


def _pair(tokens: list[_Token]) -> tuple[str, ...]:
    """Removes paired emphasis marks and marks what lies between `~~`; the texts struck out."""
    waiting: dict[str, list[int]] = {"*": [], "_": [], "~": []}
    struck: list[str] = []
    spans: dict[int, int] = {}
    for index, token in enumerate(tokens):
        if not token.mark:
            continue
        stack = waiting[token.mark]
        if token.closes and stack:
            start = stack.pop()
            opening = tokens[start]
            opening.text = token.text = ""
            if token.mark == "~":
                struck.append(_strike(tokens, start, index, spans))
            opening.mark = token.mark = ""
        elif token.opens:
            stack.append(index)
    for token in tokens:
        token.mark = ""
    return tuple(text for text in struck if text)


def _strike(tokens: list[_Token], start: int, end: int, spans: dict[int, int]) -> str:
    """Strikes out the tokens from `start` to `end`; the text of those that were not yet.

    `spans` has the stretches inside that were struck out before, start → end, so that each is passed over at once.
    """
    text = []
    index = start
    while index <= end:
        if index in spans:
            tokens[index].text = ""
            index = spans.pop(index) + 1
            continue
        token = tokens[index]
        if not token.struck:
            text.append(token.text)
        token.struck = True
        token.text = ""
        index += 1
    spans[start] = end
    tokens[start].text = _tidy("".join(text))
    return tokens[start].text


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
