"""Golden files: what came out before and was read by a person. `UPDATE_GOLDEN=1` writes them anew, to be read again."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import pytest


def compare(path: Path, text: str) -> None:
    """Fails with the difference where the text is not the one in the file."""
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="\n")
        return
    there = path.read_text(encoding="utf-8") if path.exists() else ""
    if there != text:
        rows = difflib.unified_diff(there.splitlines(), text.splitlines(), "as it was", "as it is", lineterm="", n=2)
        pytest.fail(f"{path.name} differs; UPDATE_GOLDEN=1 writes it anew:\n" + "\n".join(rows), pytrace=False)
