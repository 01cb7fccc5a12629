"""Turns titles and abstracts in JATS or HTML into text and paragraphs.

JATS is the XML of journal articles: https://jats.nlm.nih.gov/publishing/. Only known tags, and tags with a known
prefix, count as tags; anything else between angle brackets is text, as in "p<q>r". Each step takes time in proportion
to the text's length.
"""

from __future__ import annotations

import html
import re

BREAK, STAR, STARS, DASH = "\ue000", "\ue001", "\ue002", "\ue003"
"""Marks for the end of a paragraph, emphasis, strong emphasis and a list item: private-use characters."""

_OURS = str.maketrans("", "", BREAK + STAR + STARS + DASH)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>|<\?[^<>]*\?>", re.DOTALL)
_TAG = re.compile(r"<(/?)((?:[A-Za-z]+:)?[A-Za-z][A-Za-z0-9-]*)((?:\s[^<>]*)?/?)>")
_PREFIXES = frozenset(("jats", "mml", "m", "xhtml", "html"))
_HEADINGS = frozenset(("title", "h1", "h2", "h3", "h4", "h5", "h6", "label"))
_ITEMS = frozenset(("li", "list-item"))
_BREAKS = frozenset(
    ("abstract", "br", "break", "disp-formula", "div", "list", "ol", "p", "sec", "section", "table", "tr")
) | {"ul"}
_MARKS = {"b": STARS, "bold": STARS, "strong": STARS, "i": STAR, "italic": STAR, "em": STAR}
_SCRIPTS = {"sup": "^", "sub": "_", "inf": "_"}
_SILENT = frozenset(
    (
        "a", "alternatives", "article-title", "blockquote", "cite", "code", "ext-link", "font",
        "formula", "graphic", "hr", "img", "inline-formula", "inline-graphic", "institution",
        "mark", "math", "monospace", "named-content", "ovl", "overline", "q", "roman", "s",
        "sans-serif", "sc", "scp", "small", "span", "strike", "styled-content", "tbody", "td",
        "tex-math", "th", "thead", "tt", "u", "underline", "xref",
    )
)  # fmt: skip
_KNOWN = _HEADINGS | _ITEMS | _BREAKS | _SILENT | _MARKS.keys() | _SCRIPTS.keys()
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def plain(text: str) -> str:
    """The text without tags and with its entities decoded; text that was escaped twice is decoded twice."""
    for _ in range(2):
        text = html.unescape(_Reader().read(text)).translate(_OURS | {ord(BREAK): " "})
        if "<" not in text and "&" not in text:
            break
    return text


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text; `STAR` and `STARS` (not always in pairs) mark emphasis, `DASH` a list item."""
    text = _Reader().read(text)
    unescaped = html.unescape(text)
    if unescaped != text and _TAG.search(unescaped):
        unescaped = _Reader(keep=True).read(unescaped)
    # A paragraph that starts a list item is no paragraph of its own.
    return re.sub(rf"{DASH}\s*{BREAK}", DASH, html.unescape(unescaped)).split(BREAK)


class _Reader:
    """Reads a text once: replaces tags by marks and keeps formulas as LaTeX."""

    def __init__(self, *, keep: bool = False) -> None:
        self._keep = keep
        self._pieces: list[str] = []
        self._start = 0
        self._script = ""
        self._has_tex = False
        self._muted = 0

    def read(self, text: str) -> str:
        """The text with marks in place of its tags. Marks that are in it already stay only with `keep`."""
        text = _COMMENT.sub("", text if self._keep else text.translate(_OURS))
        position = 0
        for match in _TAG.finditer(text):
            tag = _known(match[2])
            if not tag:
                continue
            if not self._muted:
                self._pieces.append(text[position : match.start()])
            position = match.end()
            if not match[3].endswith("/") or tag in _BREAKS:
                self._meet(tag, closing=bool(match[1]))
        if not self._muted:
            self._pieces.append(text[position:])
        return "".join(self._pieces)

    def _meet(self, tag: str, *, closing: bool) -> None:
        if tag == "math" and (self._muted or self._has_tex):
            # MathML of a formula that was just read as LaTeX.
            self._muted = max(0, self._muted + (-1 if closing else 1))
        elif self._muted:
            return
        elif tag in ("inline-formula", "disp-formula") and not closing:
            self._has_tex = False
        elif tag == "tex-math":
            self._formula(closing=closing)
        elif tag in _SCRIPTS:
            self._raise_or_lower(tag, closing=closing)
        else:
            self._pieces.append(_mark(tag, closing=closing))

    def _formula(self, *, closing: bool) -> None:
        if closing:
            self._pieces[self._start :] = [_formula("".join(self._pieces[self._start :]))]
            self._has_tex = True
        self._start = len(self._pieces)

    def _raise_or_lower(self, tag: str, *, closing: bool) -> None:
        if closing and self._script:
            self._pieces[self._start :] = [_script("".join(self._pieces[self._start :]), self._script)]
            self._script = ""
        elif not closing:
            self._script, self._start = _SCRIPTS[tag], len(self._pieces)


def _known(tag: str) -> str:
    """The tag's name without its prefix, in lower case; empty if it is unknown."""
    prefix, _, local = tag.lower().rpartition(":")
    return local if prefix in _PREFIXES or local in _KNOWN else ""


def _mark(tag: str, *, closing: bool) -> str:
    if tag in _HEADINGS:
        return f"{STARS} " if closing else f"{BREAK}{STARS}"
    if tag in _ITEMS:
        return "" if closing else BREAK + DASH
    return BREAK if tag in _BREAKS else _MARKS.get(tag, "")


def _formula(text: str) -> str:
    """The formula of a `tex-math` element, in dollar signs; Springer wraps each in a complete LaTeX document."""
    _, begun, inner = text.partition(r"\begin{document}")
    formula = " ".join((inner.partition(r"\end{document}")[0] if begun else text).split()).strip("$ ")
    return f"${formula}$" if formula else ""


def _script(text: str, sign: str) -> str:
    """Superscript (`^`) or subscript (`_`) text: in Unicode's characters if they exist for all of it, else as LaTeX."""
    text = text.strip()
    table = _RAISED if sign == "^" else _LOWERED
    if text and all(ord(character) in table for character in text):
        return text.translate(table)
    return sign + text if text and len(text) < 20 else text
