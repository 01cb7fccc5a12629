"""The locks: complete, hash-pinned, and silent about where they were made."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNTIME = PROJECT["dependencies"]
LOCKS = {
    "requirements.lock": RUNTIME,
    "requirements-dev.lock": RUNTIME + PROJECT["optional-dependencies"]["dev"],
    "action/installer.lock": ["uv"],
}
ENTRY = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[^ ;]+)(?P<marker> ; [^\\]+?)?"
    r"(?P<hashes>( \\\n    --hash=sha256:[0-9a-f]{64})+)\n"
)


def pins(lock: str) -> dict[str, str]:
    return {entry["name"]: entry["version"] for entry in ENTRY.finditer(lock)}


def canonical(requirement: str) -> str:
    """The name in a requirement as an index spells it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", re.split(r"[ ;<>=\[]", requirement, maxsplit=1)[0]).lower()


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_pins_with_hashes_and_nothing_else(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert ENTRY.sub("", text) == ""


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_everything_that_the_project_asks_for(name: str) -> None:
    pinned = pins((ROOT / name).read_text(encoding="utf-8"))
    assert {canonical(requirement) for requirement in LOCKS[name]} - set(pinned) == set()


def test_tests_run_on_the_very_versions_that_clubs_run_on() -> None:
    runtime, everything = (
        pins((ROOT / name).read_text(encoding="utf-8")) for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert runtime.items() <= everything.items()
