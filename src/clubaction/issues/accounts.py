"""The accounts of people, which keep their number when their login changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clubaction.club import people
from clubaction.model.thread import Thread


def known_accounts(thread: Thread) -> Mapping[str, int]:
    """The accounts that wrote in a thread: the first login that each had there, lower case → its number."""
    comments = (statement.comment for statement in thread.statements)
    speakers = [(one.author, one.author_id) for one in (thread.issue, *comments) if one]
    found = dict(thread.memory.accounts)
    known = set(found.values())
    for login, number in speakers:
        if login and number and number not in known:
            found.setdefault(login.lower(), number)
            known.add(number)
    return found


def renamed(threads: Iterable[Thread]) -> dict[str, str]:
    """For each account that was renamed: its `@login` now → its `@login` before, both in lower case."""
    former: dict[int, str] = {}
    current: dict[int, str] = {}
    for thread in threads:
        for login, number in thread.memory.accounts.items():
            former.setdefault(number, login)
        current |= _current(thread)
    pairs = ((current[number], before) for number, before in former.items() if number in current)
    return {people.holder(now): people.holder(before) for now, before in pairs if now != before}


def _current(thread: Thread) -> dict[int, str]:
    """Number → login, lower case, of the accounts that have written in a thread; the issue's author counts last."""
    writers = [(comment.author, comment.author_id) for comment in thread.issue.comments]
    writers.append((thread.issue.author, thread.issue.author_id))
    return {number: login.lower() for login, number in writers if login and number}
