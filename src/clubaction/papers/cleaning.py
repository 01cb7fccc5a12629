"""Cleans the titles, abstracts, names and dates that the metadata services send."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Sequence

from clubaction.papers import jats

MAX_AUTHORS = 5_000
_MAX_ABSTRACT = 30_000
_MAX_TITLE = 2_000
_MAX_NAME = 300

_MATH = re.compile(r"(?<![\w\\$])(\$(?=[^\s$])[^$\n]{0,1999}[^\s$]\$|\$[^\s$]\$|\$\$[^$\n]{1,2000}\$\$)(?![\d$])")
_OPENS_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_HEADED = re.compile(r"^(?:\*\*)?Abstract(?:\*\*)?\s*[.:—–-]?\s+(?=[A-Z])")
_OPENS_BLOCK = re.compile(r"^(\d{0,9})([#>+=|.)-])(?=(\s|$)?)")
_INNER = rf"[^\s*{jats.STAR}{jats.STARS}](?:[^*{jats.STAR}{jats.STARS}]*[^\s*\\{jats.STAR}{jats.STARS}])?"
_STRONG = re.compile(rf"(?<![\w*\\]){jats.STARS}\s*({_INNER})\s*{jats.STARS}(?![\w*])")
_WEAK = re.compile(rf"(?<![\w*\\]){jats.STAR}\s*({_INNER})\s*{jats.STAR}(?![\w*])")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}


def title(text: str) -> str:
    """A title as plain text on one line, without HTML or JATS tags and without a full stop at the end."""
    line = one_line(mend(jats.plain(text[:_MAX_TITLE])))
    return line[:-1] if line.endswith(".") and line.count(".") == 1 else line


def abstract(text: str, *, marked_up: bool = True) -> str:
    """An abstract as Markdown paragraphs in which only our own emphasis and list items are Markdown.

    Formulas in dollar signs and LaTeX commands are left as they are. `marked_up` says whether the text is HTML or
    JATS; arXiv's is neither, and "a<b" in it is no tag.
    """
    text = text[:_MAX_ABSTRACT]
    blocks = jats.paragraphs(text) if marked_up else re.split(r"\n\s*\n", text)
    # All blocks in one call, as each call of ftfy takes a while to start.
    lines = mend("\n".join(map(one_line, blocks))).split("\n")
    kept = [block for block in (_safe(one_line(line)) for line in lines) if block]
    if kept and re.fullmatch(r"\W*(?:abstract|summary)\W*", kept[0], re.IGNORECASE):
        del kept[0]
    if kept:
        kept[0] = _HEADED.sub("", kept[0])
    return "\n\n".join(_joined(kept))


def labelled(label: str, text: str) -> str:
    """One part of a structured abstract as HTML for `abstract`, with its label as a heading before it."""
    return f"<title>{html.escape(label)}</title><p>{text}</p>" if label else f"<p>{text}</p>"


def name(given: str, family: str = "", suffix: str = "") -> str:
    """A name as "Given Family"; `given` alone may be a whole name, also one written "Family, Given, Jr."."""
    parts = [one_line(mend(jats.plain(part[:_MAX_NAME]))).strip(" ,;") for part in (given, family, suffix)]
    if parts[0] and not parts[1] and parts[0].count(",") in (1, 2):
        inverted = [part.strip() for part in parts[0].split(",")]
        parts = [inverted[1], inverted[0], inverted[2] if len(inverted) > 2 else parts[2]]
    return " ".join(filter(None, parts))


def names(texts: Sequence[str]) -> tuple[str, ...]:
    """Cleaned names in order; empty ones and repetitions are left out."""
    return tuple(dict.fromkeys(filter(None, (name(text) for text in texts[:MAX_AUTHORS]))))


def date(year: object, month: object = None, day: object = None) -> str:
    """A date in ISO 8601, as exact as the valid parts allow: `2022-06-01`, `2022-06` or `2022`.

    Each part is a number or a string of digits; the month may also be an English name. Empty unless the year is
    between 1000 and 2199.
    """
    number = _number(year)
    if number is None or not 1000 <= number <= 2199:
        return ""
    which = _number(month) or (_MONTHS.get(month.strip()[:3].lower(), 0) if isinstance(month, str) else 0)
    if not 1 <= which <= 12:
        return f"{number}"
    try:
        return dt.date(number, which, _number(day) or 0).isoformat()
    except ValueError:
        return f"{number}-{which:02}"


def date_in(text: str) -> str:
    """The first date in a text, in the form of `date`; empty if there is none.

    Reads `2001 Jun`, `1 June 2016`, `June 1, 2016`, `2022/06/01`, `2017-07-27T08:18Z`, `20170727`. From
    `07/06/2016`, which could be in June or in July, it reads the year only.
    """
    text = re.sub(r"\b([12]\d{3})([01]\d)([0-3]\d)\b", r"\1-\2-\3", text[:100])
    match = re.search(r"\b([12]\d{3})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?!\d)", text)
    if not match:
        return ""
    if match[2]:
        return date(match[1], match[2], match[3])
    after = re.match(r"\s+([A-Za-z]{3})[a-z]*\.?(?:\s+(\d{1,2})\b)?", text[match.end() :])
    if after and after[1].lower() in _MONTHS:
        return date(match[1], after[1], after[2])
    before = re.search(
        r"(?:\b(\d{1,2})\s+)?\b([A-Za-z]{3})[a-z]*\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?$",
        text[: match.start()],
    )
    if before and before[2].lower() in _MONTHS:
        return date(match[1], before[2], before[1] or before[3])
    return date(match[1])


def mend(text: str) -> str:
    """The text with wrongly decoded characters ("SchrÃ¶dinger") repaired by ftfy."""
    if text.isascii():
        return text
    import ftfy  # its import costs 60 ms, and most titles are ASCII

    return ftfy.fix_text(text, unescape_html=False, uncurl_quotes=False)


def one_line(text: str) -> str:
    """The text on one line: each run of white space becomes one space, and control characters are removed."""
    return " ".join("".join(c if c.isprintable() or c.isspace() or c in _MARKS else "" for c in text).split())


_MARKS = frozenset((jats.STAR, jats.STARS, jats.DASH))


def _number(value: object) -> int | None:
    """The number from an int or from a string of at most four digits; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    text = value.strip() if isinstance(value, str) else str(value) if abs(value) < 10_000 else ""
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None


def _safe(text: str) -> str:
    """One paragraph in which only our own emphasis is Markdown."""
    pieces = _MATH.split(text)
    pieces[::2] = [_escaped(piece) for piece in pieces[::2]]
    # With a space after `<` the formula is the same in LaTeX, but `<b` is no tag in HTML any more.
    pieces[1::2] = [_OPENS_TAG.sub("< ", piece) for piece in pieces[1::2]]
    return _emphasis("".join(pieces).strip())


def _escaped(text: str) -> str:
    text = _OPENS_TAG.sub("&lt;", re.sub(r"&(?=#?\w{1,32};)", "&amp;", text))
    # After an even number of backslashes the next character is not escaped yet; after an odd number it is.
    return re.sub(r"(?<!\\)((?:\\\\)*)([`*~\[]|(?<![\w{}])_|_(?![\w{}]))", r"\1\\\2", text)


def _escape_block(match: re.Match[str]) -> str:
    """The start of a paragraph with a backslash before a sign that would start a heading, quote, list or table."""
    digits, sign = match[1], match[2]
    opens = sign in ".)" and match[3] is not None if digits else sign not in ".)"
    return f"{digits}\\{sign}" if opens else match[0]


def _emphasis(text: str) -> str:
    """The text with our marks replaced by asterisks where Markdown would read these as emphasis, else removed."""
    item = text.startswith(jats.DASH)
    text = text.replace(jats.DASH, "").strip()
    for mark, pattern, stars in ((jats.STARS, _STRONG, "**"), (jats.STAR, _WEAK, "*")):
        text = pattern.sub(rf"{stars}\1{stars}", text).replace(mark, "")
    text = _OPENS_BLOCK.sub(_escape_block, " ".join(text.split()))
    return f"- {text}" if item and text else text


def _joined(blocks: Sequence[str]) -> list[str]:
    """The blocks, where each heading is joined with the paragraph after it."""
    joined: list[str] = []
    for block in blocks:
        if joined and re.fullmatch(r"\*\*[^*]{1,80}\*\*", joined[-1]) and not block.startswith("- "):
            joined[-1] += f" {block}"
        else:
            joined.append(block)
    return joined
