"""JATS and HTML, as titles and abstracts hold them, to text and paragraphs.

JATS: https://jats.nlm.nih.gov/publishing/. Only tags that we know, or that carry a prefix, are tags; anything
else between angle brackets is text, as in "p<q>r". Every step is linear in the text's length.
"""

from __future__ import annotations

import html
import re

BREAK, STAR, STARS, DASH = "\ue000", "\ue001", "\ue002", "\ue003"
"""Where a paragraph ends, emphasis, strong emphasis, a list's item: private-use characters."""

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
    """Text without tags, its entities resolved; what was escaped twice is resolved twice."""
    for _ in range(2):
        text = html.unescape(_Reader().read(text)).translate(_OURS | {ord(BREAK): " "})
        if "<" not in text and "&" not in text:
            break
    return text


def paragraphs(text: str) -> list[str]:
    """The paragraphs; emphasis and list items are marked with `STAR`, `STARS` and `DASH`, pairwise or not."""
    text = _Reader().read(text)
    unescaped = html.unescape(text)
    if unescaped != text and _TAG.search(unescaped):
        unescaped = _Reader(keep=True).read(unescaped)
    # An item's first paragraph is the item itself.
    return re.sub(rf"{DASH}\s*{BREAK}", DASH, html.unescape(unescaped)).split(BREAK)


class _Reader:
    """One pass over a text: tags become marks, formulas stay as LaTeX."""

    def __init__(self, *, keep: bool = False) -> None:
        self._keep = keep
        self._pieces: list[str] = []
        self._start = 0
        self._script = ""
        self._has_tex = False
        self._muted = 0

    def read(self, text: str) -> str:
        """The text with marks for its tags; marks that it has already stay only on request."""
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
            # The same formula again, as MathML.
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
    """The tag's name without a prefix, in lower case; empty when it is no tag we know."""
    prefix, _, local = tag.lower().rpartition(":")
    return local if prefix in _PREFIXES or local in _KNOWN else ""


def _mark(tag: str, *, closing: bool) -> str:
    if tag in _HEADINGS:
        return f"{STARS} " if closing else f"{BREAK}{STARS}"
    if tag in _ITEMS:
        return "" if closing else BREAK + DASH
    return BREAK if tag in _BREAKS else _MARKS.get(tag, "")


def _formula(text: str) -> str:
    """A `tex-math` element's formula; Springer wraps each in a whole LaTeX document."""
    _, begun, inner = text.partition(r"\begin{document}")
    formula = " ".join((inner.partition(r"\end{document}")[0] if begun else text).split()).strip("$ ")
    return f"${formula}$" if formula else ""


def _script(text: str, sign: str) -> str:
    """Raised or lowered text, with Unicode's characters where it has them all."""
    text = text.strip()
    table = _RAISED if sign == "^" else _LOWERED
    if text and all(ord(character) in table for character in text):
        return text.translate(table)
    return sign + text if text and len(text) < 20 else text
