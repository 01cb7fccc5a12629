"""What a command asks about its surroundings: the time, the terminal, the Actions runner, the club's folder."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path

from clubaction.errors import UsageError


def now() -> dt.datetime:
    """The time in UTC."""
    return dt.datetime.now(dt.UTC)


def shows_colours() -> bool:
    """Whether to print colours: on a terminal, unless the variable NO_COLOR is set (https://no-color.org)."""
    wanted = os.environ.get("FORCE_COLOR") or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")
    return bool(wanted) and not os.environ.get("NO_COLOR")


def is_on_actions() -> bool:
    """Whether the command runs in a GitHub Actions job, whose runner reads the output."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def existing_folder(folder: Path) -> Path:
    """The absolute path of a folder. Raises `UsageError` where there is no such folder."""
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}")
    return folder.resolve()
