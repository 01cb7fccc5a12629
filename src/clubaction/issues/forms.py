"""Issue forms: the body that GitHub writes for a filled-in form, and plain issues that propose a paper.

GitHub writes each field as `### Label`, an empty line and the answer
(https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema).
The body is split at the form's own labels, each at its first appearance. Any other heading of this level is of a
field that a club added, and ends the answer before it; but the last field is free text and may hold headings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from clubaction.model.proposal import Claim, Proposal
from clubaction.text import markdown
from clubaction.text.line_endings import with_unix_newlines

PAPER_LABEL = "paper"
CLAIM_LABEL = "claim"

PAPER_FIELDS = (
    "Paper",
    "Title",
    "Preferred date",
    "Theme",
    "Part",
    "Roles you would take",
    "Why this paper / notes",
)
CLAIM_FIELDS = ("Session", "Role", "Name")

_NO_ANSWER = frozenset(
    (
        *("no response", "none", "n/a", "na", "n.a", "n.a.", "not applicable", "nil", "null", "nothing", "unknown"),
        *("tbd", "t.b.d", "tba", "t.b.a", "tbc"),
        *("to be determined", "to be decided", "to be announced", "to be confirmed"),
    )
)
"""What people and GitHub write where they say nothing, lower case and without the punctuation around it."""
LONGEST_FIELD = 65_536
"""Characters of an answer that are looked at."""
LONGEST_NAME = 200
_CHECKED = re.compile(r"\s*[-*+]\s+\[[xX]\]\s*(\S.*)\Z")
_PREFIX = re.compile(r"(?:\[ ?(?:paper|claim) ?\] ?:?|(?:paper|claim) ?:) ?", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"'`|]{1,2000}", re.IGNORECASE)


def is_paper_form(body: str) -> bool:
    """Whether a body was made with our form for papers."""
    return with_unix_newlines(body).lstrip().startswith("### Paper\n")


def is_claim_form(body: str) -> bool:
    """Whether a body was made with our form for claims."""
    return _sections(body, CLAIM_FIELDS).keys() >= {"Session", "Role"} and body.lstrip().startswith("### Session")


@lru_cache(maxsize=1024)
def read_proposal(title: str, body: str) -> Proposal:
    """The proposal in an issue, made with the form or written freely with a link in it."""
    line = markdown.one_line(title)
    prefix = _PREFIX.match(line)
    own_title = line[prefix.end() :] if prefix else line
    fields = _sections(body, PAPER_FIELDS)
    if "Paper" not in fields:
        return _freely(own_title, _visible(body))
    return Proposal(
        paper=markdown.one_line(fields["Paper"]),
        title=markdown.one_line(fields.get("Title", "")),
        headline=_speaking(own_title, fields["Paper"]),
        date=markdown.one_line(fields.get("Preferred date", "")),
        theme=markdown.one_line(fields.get("Theme", "")),
        part=markdown.one_line(fields.get("Part", "")),
        roles=_ticked(fields.get("Roles you would take", "")),
        notes=fields.get("Why this paper / notes", "").strip(),
    )


def read_claim(body: str) -> Claim | None:
    """The claim in an issue made with the form, or None where a session or a role is not to be found in it."""
    fields = _sections(body, CLAIM_FIELDS)
    session, role = markdown.one_line(fields.get("Session", "")), markdown.one_line(fields.get("Role", ""))
    if not session or not role:
        return None
    return Claim(session, role, markdown.one_line(fields.get("Name", ""))[:LONGEST_NAME])


def _freely(title: str, body: str) -> Proposal:
    link = _URL.search(body) or _URL.search(title)
    paper = link.group().rstrip(".,;:!?)]}") if link else title
    return Proposal(paper=paper, headline=_speaking(title, paper), notes=with_unix_newlines(body).strip())


def _speaking(title: str, paper: str) -> str:
    """An issue's title where it says more than the link that it repeats."""
    named = markdown.one_line(paper)
    rest = _URL.sub("", title).replace(named, "").strip(" :-–—") if named else title
    usual = title.lower() in ("paper", "new paper", "proposal") or is_no_answer(title)
    return title if len(rest) > 3 and not usual else ""


def _sections(body: str, labels: Sequence[str]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    current: list[str] = []
    last = labels[-1]
    for line in _visible(body).split("\n"):
        label = line[4:].strip() if line.startswith("### ") else ""
        if label in labels and label not in found and last not in found:
            current = found.setdefault(label, [])
        elif label and last not in found:
            current = []
        else:
            current.append(line)
    answers = {label: "\n".join(answer).strip() for label, answer in found.items()}
    return {label: "" if is_no_answer(answer) else answer for label, answer in answers.items()}


def _visible(body: str) -> str:
    """The text without what HTML comments hide, such as another tool's notes to itself."""
    parts = with_unix_newlines(body).split("<!--")
    return parts[0] + "".join(rest.partition("-->")[2] if "-->" in rest else f"<!--{rest}" for rest in parts[1:])


def is_no_answer(text: str) -> bool:
    """Whether a text says nothing: a word for it, or punctuation alone."""
    return (
        not any(map(str.isalnum, text[:LONGEST_FIELD]))
        or text.strip(" \n_*.()[]!?-–—`'\"“”„‘’«»").casefold() in _NO_ANSWER
    )


def _ticked(answer: str) -> tuple[str, ...]:
    boxes = (_CHECKED.match(line) for line in answer.split("\n"))
    return tuple(markdown.one_line(box[1]) for box in boxes if box)
