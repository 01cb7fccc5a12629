"""The one status comment of each issue, with the hidden lines in which things are kept."""

from __future__ import annotations

from clubaction.issues import memory_line, paper_memo_line
from clubaction.model.memory import Memory
from clubaction.model.paper_memo import PaperMemo
from clubaction.model.plan import AddComment, DeleteComment, EditComment, Operation
from clubaction.model.thread import STATUS_MARK, Thread
from clubaction.text.line_endings import with_unix_newlines

_LONGEST_COMMENT = 64_000


def status(thread: Thread, text: str, kept: Memory) -> list[Operation]:
    """What must be done so that the issue has this status comment, and only one."""
    mark = memory_line.memory_line(kept)
    number = thread.issue.number
    body = f"{STATUS_MARK}\n{text[: _LONGEST_COMMENT - len(mark)]}\n\n{mark}"
    if not thread.status:
        return [AddComment(number, body)]
    first, *others = thread.status
    same = with_unix_newlines(first.body).strip() == body.strip()
    edits: list[Operation] = [] if same else [EditComment(number, first.id, body)]
    return [*edits, *(DeleteComment(number, other.id) for other in others)]


def paper_memo(thread: Thread) -> PaperMemo | None:
    """What the issue's status comment keeps of its paper."""
    return next(filter(None, (paper_memo_line.read_memo(comment.body) for comment in thread.newest_status)), None)
