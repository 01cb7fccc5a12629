"""What a GitHub login is, with and without its @, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Collection

LOGIN_PATTERN = r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}"
"""A person's login as a regular expression; those that a company manages have an underscore in theirs."""
ACCOUNT_PATTERN = rf"@?({LOGIN_PATTERN}(?:\[bot\])?)"
"""The login of a person, or of an app, whose ends in `[bot]`, with or without the @."""

GHOST = "ghost"
"""The login that GitHub shows in place of a deleted account's."""

_LOGIN = re.compile(LOGIN_PATTERN)
_ACCOUNT = re.compile(ACCOUNT_PATTERN)


def is_login(text: str) -> bool:
    """Whether a text can be a person's login, without the @. Those of apps are none."""
    return _LOGIN.fullmatch(text) is not None


def is_app(login: str) -> bool:
    """Whether a login is that of an app, whose ends in `[bot]`."""
    return login.endswith("[bot]")


def is_mention(text: str) -> bool:
    """Whether a text is an @ followed by a person's login, as a role's holder is written."""
    return text.startswith("@") and is_login(text[1:])


def account(text: str) -> str:
    """The login, lower case, of a person or an app, written with or without the @; empty where the text is none."""
    match = _ACCOUNT.fullmatch(text.strip())
    return match[1].lower() if match else ""


def holder(login: str) -> str:
    """Somebody with an account, as a role's holder is written."""
    return f"@{login}"


def same(login: str, other: str) -> bool:
    """Whether two logins are one: GitHub's know no upper and lower case."""
    return login.lower() == other.lower()


def is_among(login: str, *listed: Collection[str]) -> bool:
    """Whether a login stands in one of these lists of logins, which are in lower case."""
    return any(login.lower() in one for one in listed)
