"""What inline Markdown shows: the algorithm of the GFM specification's appendix, in linear time."""

from __future__ import annotations

import html.entities
import re
from collections.abc import Collection
from dataclasses import dataclass

from clubaction.text.code_spans import Backticks
from clubaction.text.emphasis import PUNCTUATION, Run, Runs
from clubaction.text.invisible import without_invisible
from clubaction.text.link_targets import target_end

_MARKED = re.compile(r"[\\`*_~\[<&\n\u200b]")
_SPECIAL = re.compile(r"[\\`*_~\[\]!<&]|(?<![ \t])[ \t]*+\n|\n")
_ENTITY = re.compile(r"&(?:\#([0-9]{1,8})|\#[xX]([0-9a-fA-F]{1,8})|([A-Za-z][A-Za-z0-9]{1,31}));")
_AUTOLINK = re.compile(
    r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\x00-\x1f]*+|[\w.!#$%&'*+/=?^`{|}~-]++@[A-Za-z0-9.-]++)>", re.ASCII
)
_TAG = re.compile(
    r"""<(?:
      /[A-Za-z][A-Za-z0-9-]*+\s*+>
    | [A-Za-z][A-Za-z0-9-]*+(?:\s++[A-Za-z_:][\w.:-]*+(?:\s*+=\s*+(?:[^\s"'=<>`]++|'[^']*+'|"[^"]*+"))?+)*+\s*+/?>
    )""",
    re.ASCII | re.VERBOSE,
)
_FILTERED = re.compile(
    r"</?(?:title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext)(?=[\s/>])", re.ASCII | re.IGNORECASE
)
"""Tags that GitHub shows as text."""
_OTHER_HTML = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))
_DECLARATION = re.compile(r"<![A-Z]++\s")
_LABEL = re.compile(r"\[((?:[^\\\[\]]|\\.?+){0,999}+)\]", re.DOTALL)


def plain(inline: str) -> str:
    """The text that a piece of inline Markdown shows, on one line.

    An image shows its alternative text. Links by reference are left as they are
    written: what they refer to stands elsewhere on the page.
    """
    return " ".join(without_invisible(_shown(inline, (), with_images=True)).split())


def text_content(inline: str, references: Collection[str] = ()) -> str:
    """The text of an element of the page, without its images: what the anchor of a heading is made from.

    `references` are the labels that the page defines, each as `reference_label` gives it.
    """
    return _shown(inline, references, with_images=False)


def reference_label(written: str) -> str:
    """The label of a reference in the form in which labels are compared."""
    return " ".join(written.split()).lower().upper()


def _shown(inline: str, references: Collection[str], *, with_images: bool) -> str:
    if not _MARKED.search(inline):
        return inline
    return _Scanner(inline, references, with_images=with_images).read().replace("\u200b", "")


@dataclass(slots=True)
class _Bracket:
    piece: int
    image: bool
    last_run: Run | None
    """The last run before it: only later ones are inside."""
    start: int
    """Where the text between the brackets starts, in characters."""
    holds_bracket: bool = False
    """Whether another bracket opens after it: a label of a reference holds none."""


class _Scanner:
    def __init__(self, text: str, references: Collection[str], *, with_images: bool) -> None:
        self.text = text
        self.references = references
        self.with_images = with_images
        self.position = 0
        self.pieces: list[str] = []
        self.runs = Runs(self.pieces)
        self.ticks = Backticks(text)
        self.brackets: list[_Bracket] = []
        self.no_link_below = 0
        """Brackets below this height stand around a link already, and a link holds no link."""
        self.absent: set[str] = set()
        """Ends of HTML that don't come any more."""

    def read(self) -> str:
        steps = {"\\": self._escape, "`": self._code, "[": self._open, "!": self._image, "]": self._close}
        steps |= {"<": self._html, "&": self._entity} | dict.fromkeys("*_~", self._run)
        while special := _SPECIAL.search(self.text, self.position):
            self._add(self.text[self.position : special.start()])
            self.position = special.start()
            steps.get(special.group(), self._line_break)()
        self._add(self.text[self.position :])
        self.runs.pair(None)
        return "".join(self.pieces)

    def _add(self, piece: str, length: int = 0) -> None:
        self.pieces.append(piece)
        self.position += length

    def _line_break(self) -> None:
        self.position = self.text.index("\n", self.position)
        self._add("\n", 1)

    def _escape(self) -> None:
        following = self.text[self.position + 1 : self.position + 2]
        if following and following in PUNCTUATION:
            self._add(following, 2)
        elif following == "\n":
            self._add("\n", 2)
        else:
            self._add("\\", 1)

    def _entity(self) -> None:
        found = _ENTITY.match(self.text, self.position)
        character = _character(found) if found else ""
        self._add(character or "&", len(found.group()) if found and character else 1)

    def _code(self) -> None:
        length = self.ticks.length(self.position)
        close = self.ticks.closing(self.position, length)
        if close < 0:
            self._add("`" * length, length)
            return
        code = self.text[self.position + length : close].replace("\n", " ")
        spaced = code[:1] == code[-1:] == " " and code.strip(" ")
        self._add(code[1:-1] if spaced else code)
        self.position = close + length

    def _html(self) -> None:
        if found := _AUTOLINK.match(self.text, self.position):
            self._add(_ENTITY.sub(lambda entity: _character(entity) or entity.group(), found[1]), len(found.group()))
        elif found := _TAG.match(self.text, self.position):
            self._add(found.group() if _FILTERED.match(found.group()) else "", len(found.group()))
        elif (end := self._other_html()) >= 0:
            self.position = end
        else:
            self._add("<", 1)

    def _other_html(self) -> int:
        for start, end in _OTHER_HTML:
            if not self.text.startswith(start, self.position):
                continue
            if start == "<!" and not _DECLARATION.match(self.text, self.position):
                continue
            close = -1 if end in self.absent else self.text.find(end, self.position + len(start))
            if close >= 0:
                return close + len(end)
            self.absent.add(end)
        return -1

    def _open(self, mark: str = "[") -> None:
        if self.brackets:
            self.brackets[-1].holds_bracket = True
        start = self.position + len(mark)
        self.brackets.append(_Bracket(len(self.pieces), mark == "![", self.runs.last, start))
        self._add(mark, len(mark))

    def _image(self) -> None:
        if self.text.startswith("![", self.position):
            self._open("![")
        else:
            self._add("!", 1)

    def _close(self) -> None:
        opener = self.brackets.pop() if self.brackets else None
        around_link = len(self.brackets) < self.no_link_below
        self.no_link_below = min(self.no_link_below, len(self.brackets))
        end = self._link_end(opener) if opener and (opener.image or not around_link) else -1
        if opener is None or end < 0:
            self._add("]", 1)
            return
        self.pieces[opener.piece] = ""
        self.position = end
        self.runs.pair(opener.last_run)
        if not opener.image:
            self.no_link_below = len(self.brackets)
        elif not self.with_images:
            del self.pieces[opener.piece :]

    def _link_end(self, opener: _Bracket) -> int:
        """Where the link or image ends whose text ends here; -1 if the brackets make none."""
        end = target_end(self.text, self.position + 1)
        if end >= 0 or not self.references:
            return end
        behind = _LABEL.match(self.text, self.position + 1)
        label = behind[1] if behind else ""
        if not label and not opener.holds_bracket:
            label = self.text[opener.start : self.position]
        if reference_label(label) not in self.references:
            return -1
        return behind.end() if behind else self.position + 1

    def _run(self) -> None:
        character = self.text[self.position]
        end = self.position
        while self.text[end : end + 1] == character:
            end += 1
        self.runs.push(self.text, self.position, end)
        self._add(character * (end - self.position), end - self.position)


def _character(entity: re.Match[str]) -> str:
    """What an entity stands for; empty if there is none of this name."""
    if entity[3]:
        return html.entities.html5.get(entity[3] + ";", "")
    number = int(entity[1]) if entity[1] else int(entity[2], 16)
    return chr(number) if 0 < number < 0xD800 or 0xDFFF < number < 0x110000 else "\ufffd"
