"""Everything in a snapshot is parsed once a run."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from bench import large_club
from clubaction.club import config_file, session_folder
from clubaction.club.session_file import read_session
from clubaction.errors import ConfigError
from clubaction.model.issue import Issue
from clubaction.model.session import Session
from clubaction.model.snapshot import Snapshot
from clubaction.pipeline import parsed_snapshot, sync
from clubaction.pipeline.reconcile import plan_for, reconcile

NOW = dt.datetime(2024, 10, 1, 8, tzinfo=dt.UTC)


def snapshot(**more: bytes) -> Snapshot:
    issue = Issue(1_000, "A new one", "https://arxiv.org/abs/2401.00001", "ada", NOW, frozenset({"paper"}))
    files = {**large_club.files(12), **more}
    return Snapshot("base", "main", files, (issue,), labels=frozenset({"paper", "claim"}))


def test_a_run_parses_each_session_file_and_the_configuration_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: Counter[str] = Counter()

    def counted(path: str, data: bytes) -> Session:
        parsed[path] += 1
        return read_session(path, data)

    real = config_file.parse_config

    def counted_config(data: bytes | None, path: str) -> object:
        parsed[path] += 1
        return real(data, path)

    monkeypatch.setattr(session_folder, "read_session", counted)
    monkeypatch.setattr(parsed_snapshot, "parse_config", counted_config)
    assert sync.decide(snapshot(), sync.no_papers, NOW)
    assert parsed == {f"sessions/session-{n}.md": 1 for n in range(12)} | {".github/clubaction.yml": 1}


def test_a_plan_is_the_same_for_a_snapshot_and_for_what_is_parsed_of_it() -> None:
    one = snapshot()
    assert reconcile(one, {}, NOW.date()) == plan_for(parsed_snapshot.parse_snapshot(one), {}, NOW.date())


def test_a_branch_that_is_the_default_branch_is_refused_before_anything_is_looked_up() -> None:
    files = {".github/clubaction.yml": b"branch: main\n"}
    with pytest.raises(ConfigError, match="main is the default branch"):
        sync.decide(snapshot(**files), lambda *_: pytest.fail("looked something up"), NOW)
