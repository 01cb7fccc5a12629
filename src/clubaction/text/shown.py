"""The text that inline Markdown shows: a scanner after the GFM specification's appendix, in linear time.

Links by reference are left as they are written: what they refer to stands
elsewhere on the page.
"""

from __future__ import annotations

import html.entities
import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

_MARKED = re.compile(r"[\\`*_~\[<&\u200b]")
_SPECIAL = re.compile(r"[\\`*_~\[\]!<&]")
_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
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
_OTHER_HTML = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))
_DECLARATION = re.compile(r"<![A-Z]++\s")
_DEEPEST_PARENTHESES = 6


def plain(inline: str) -> str:
    """What a piece of inline Markdown shows, its inner spaces as they are written."""
    if not _MARKED.search(inline):
        return inline.strip()
    return _Scanner(inline).read().replace("\u200b", "").strip()


def without_code(line: str) -> str:
    """A line of Markdown without its code spans."""
    if "`" not in line:
        return line
    out, position = [], 0
    for start, end in code_spans(line)[0]:
        out.append(line[position:start])
        position = end
    return "".join([*out, line[position:]])


def code_spans(text: str) -> tuple[list[tuple[int, int]], bool]:
    """Where the code spans of a text start and end, and whether no other backtick stands outside of them."""
    ticks = _Backticks(text)
    spans: list[tuple[int, int]] = []
    clean = True
    position = text.find("`")
    while position >= 0:
        first = position
        while first > (spans[-1][1] if spans else 0) and text[first - 1] == "\\":
            first -= 1
        start = position + (position - first) % 2
        length = ticks.length(start)
        close = ticks.closing(start, length) if length else -1
        clean = clean and close >= 0
        if close >= 0:
            spans.append((start, close + length))
        position = text.find("`", close + length if close >= 0 else start + max(length, 1))
    return spans, clean


class _Backticks:
    """The runs of backticks of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: dict[int, list[int]] = {}
        self._ends: list[int] = []
        for run in re.finditer("`+", text):
            self._starts.setdefault(run.end() - run.start(), []).append(run.start())
            self._ends.append(run.end())

    def length(self, position: int) -> int:
        """How many backticks stand from here on."""
        if self._text[position : position + 1] != "`":
            return 0
        return self._ends[bisect_left(self._ends, position + 1)] - position

    def closing(self, position: int, length: int) -> int:
        """Where the next run of just this many starts; -1 if there is none."""
        starts = self._starts.get(length, [])
        found = bisect_left(starts, position + length)
        return starts[found] if found < len(starts) else -1


@dataclass(slots=True)
class _Run:
    """A run of `*`, `_` or `~` that may open or close emphasis; doubly linked while it may."""

    piece: int
    character: str
    length: int
    left: int
    """How many of its characters are still shown."""
    opens: bool
    closes: bool
    order: int = 0
    before: _Run | None = None
    after: _Run | None = None


@dataclass(slots=True)
class _Bracket:
    piece: int
    image: bool
    last_run: _Run | None
    """The last run before it: only later ones are inside."""


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.pieces: list[str] = []
        self.ticks = _Backticks(text)
        self.brackets: list[_Bracket] = []
        self.no_link_below = 0
        """Brackets below this height stand around a link already, and a link holds no link."""
        self.last: _Run | None = None
        self.count = 0
        self.absent: set[str] = set()
        """Ends of HTML that don't come any more."""

    def read(self) -> str:
        steps = {"\\": self._escape, "`": self._code, "[": self._open, "!": self._image, "]": self._close}
        steps |= {"<": self._html, "&": self._entity} | dict.fromkeys("*_~", self._run)
        while special := _SPECIAL.search(self.text, self.position):
            self._add(self.text[self.position : special.start()])
            self.position = special.start()
            steps[special.group()]()
        self._add(self.text[self.position :])
        self._emphasis(None)
        return "".join(self.pieces)

    def _add(self, piece: str, length: int = 0) -> None:
        self.pieces.append(piece)
        self.position += length

    def _escape(self) -> None:
        following = self.text[self.position + 1 : self.position + 2]
        if following and following in _PUNCTUATION:
            self._add(following, 2)
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
            self.position = found.end()
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

    # --- links -----------------------------------------------------------------------------

    def _open(self) -> None:
        self.brackets.append(_Bracket(len(self.pieces), image=False, last_run=self.last))
        self._add("[", 1)

    def _image(self) -> None:
        if self.text.startswith("![", self.position):
            self.brackets.append(_Bracket(len(self.pieces), image=True, last_run=self.last))
            self._add("![", 2)
        else:
            self._add("!", 1)

    def _close(self) -> None:
        opener = self.brackets.pop() if self.brackets else None
        around_link = len(self.brackets) < self.no_link_below
        self.no_link_below = min(self.no_link_below, len(self.brackets))
        end = -1
        if opener and (opener.image or not around_link):
            end = _target_end(self.text, self.position + 1)
        if opener is None or end < 0:
            self._add("]", 1)
            return
        self.pieces[opener.piece] = ""
        self.position = end
        self._emphasis(opener.last_run)
        if not opener.image:
            self.no_link_below = len(self.brackets)

    # --- emphasis --------------------------------------------------------------------------

    def _run(self) -> None:
        character = self.text[self.position]
        end = self.position
        while self.text[end : end + 1] == character:
            end += 1
        length = end - self.position
        opens, closes = _flanks(self.text, self.position, end)
        if character != "~" or length <= 2:
            self._push(_Run(len(self.pieces), character, length, length, opens, closes))
        self._add(character * length, length)

    def _push(self, run: _Run) -> None:
        if not (run.opens or run.closes):
            return
        self.count += 1
        run.order, run.before = self.count, self.last
        if self.last:
            self.last.after = run
        self.last = run

    def _emphasis(self, bottom: _Run | None) -> None:
        """Pairs the runs above `bottom`, takes away what opens and closes, and forgets them."""
        lowest: dict[tuple[str, int, bool], int] = {}
        closer = bottom.after if bottom else self._first()
        while closer:
            following = closer.after
            if not closer.closes:
                closer = following
                continue
            floor = lowest.get((closer.character, closer.length % 3, closer.opens), bottom.order if bottom else 0)
            opener = _opener(closer, floor)
            if opener:
                closer = self._pair(opener, closer)
                continue
            lowest[closer.character, closer.length % 3, closer.opens] = closer.before.order if closer.before else 0
            if not closer.opens:
                self._forget(closer)
            closer = following
        self.last = bottom
        if bottom:
            bottom.after = None

    def _first(self) -> _Run | None:
        run = self.last
        while run and run.before:
            run = run.before
        return run

    def _pair(self, opener: _Run, closer: _Run) -> _Run | None:
        """Takes the characters of a pair away; gives back the run to go on with."""
        opener.after, closer.before = closer, opener
        same = opener.length == closer.length
        taken = (closer.length if same else 0) if closer.character == "~" else 1 + (min(opener.left, closer.left) >= 2)
        for run in (opener, closer):
            run.left -= taken
            self.pieces[run.piece] = run.character * run.left
        if opener.left == 0 or closer.character == "~":
            self._forget(opener)
        if closer.left == 0 or closer.character == "~":
            self._forget(closer)
            return closer.after
        return closer

    def _forget(self, run: _Run) -> None:
        if run.before:
            run.before.after = run.after
        if run.after:
            run.after.before = run.before
        if self.last is run:
            self.last = run.before


def _opener(closer: _Run, floor: int) -> _Run | None:
    run = closer.before
    while run and run.order > floor:
        if run.opens and run.character == closer.character:
            either = closer.opens or run.closes
            if not either or closer.length % 3 == 0 or (run.length + closer.length) % 3:
                return run
        run = run.before
    return None


def _character(entity: re.Match[str]) -> str:
    """What an entity stands for; empty if there is none of this name."""
    if entity[3]:
        return html.entities.html5.get(entity[3] + ";", "")
    number = int(entity[1]) if entity[1] else int(entity[2], 16)
    return chr(number) if 0 < number < 0xD800 or 0xDFFF < number < 0x110000 else "\ufffd"


@lru_cache(maxsize=4096)
def _kind(character: str) -> str:
    """`space`, `punctuation` or `word`; the ends of the text count as spaces."""
    if not character or character.isspace():
        return "space"
    mark = character in _PUNCTUATION or unicodedata.category(character)[0] == "P"
    return "punctuation" if mark else "word"


def _flanks(text: str, start: int, end: int) -> tuple[bool, bool]:
    """Whether a run may open and close emphasis."""
    first, last = start, end
    if text[start] != "~":  # cmark-gfm looks past the marks of a strikethrough
        while first and text[first - 1] == "~":
            first -= 1
        while text[last : last + 1] == "~":
            last += 1
    before, after = _kind(text[first - 1] if first else ""), _kind(text[last : last + 1])
    left = after != "space" and (after == "word" or before != "word")
    right = before != "space" and (before == "word" or after != "word")
    if text[start] != "_":
        return left, right
    return left and (not right or before == "punctuation"), right and (not left or after == "punctuation")


_BLANK = re.compile(r"[ \t\n\r\f\v]*+")
_IN_ANGLES = re.compile(r"<(?:[^<>\n\\]|\\.)*+>")
_WORD = re.compile(r"[^ \t\n\r\f\v()\\\x00-\x1f\x7f]++|\\[()\\]?")
_TITLE = re.compile(r'"(?:[^"\\]|\\.)*+"|\'(?:[^\'\\]|\\.)*+\'|\((?:[^()\\]|\\.)*+\)', re.DOTALL)


def _blank(text: str, position: int) -> int:
    found = _BLANK.match(text, position)
    return found.end() if found else position


def _target_end(text: str, position: int) -> int:
    """Where the `(address "title")` that starts here ends; -1 if there is none."""
    if text[position : position + 1] != "(":
        return -1
    start = _blank(text, position + 1)
    angles = _IN_ANGLES.match(text, start)
    end = angles.end() if angles else _address_end(text, start)
    if end < 0:
        return -1
    after = _blank(text, end)
    if after > end and (title := _TITLE.match(text, after)):
        after = _blank(text, title.end())
    return after + 1 if text[after : after + 1] == ")" else -1


def _address_end(text: str, position: int) -> int:
    if text[position : position + 1] == "<":
        return -1
    depth = 0
    while position < len(text):
        if word := _WORD.match(text, position):
            position = word.end()
        elif text[position] == "(":
            depth += 1
            if depth > _DEEPEST_PARENTHESES:
                return -1
            position += 1
        elif text[position] == ")" and depth:
            depth -= 1
            position += 1
        else:
            break
    return position if not depth else -1
