"""The configuration: what may stand in it, and how a mistake is named."""

from __future__ import annotations

import datetime as dt

import pytest

from clubaction.club import configuration
from clubaction.club.config_file import parse_config
from clubaction.errors import ConfigError

FULL = """
name: Diffusion club   # ours
timezone: Europe/Berlin
cadence:
  weekday: [wed, Friday]
  every: 2
  time: 19:30
  duration: 90
  place: Room 1
  link: https://example.org/room
  start: 2024-10-02
  end: 2025-07-31
  skip: [2024-12-25, 2025-03-01..2025-03-31]
  slots: 4
roles:
  recap: Responsible for Recap
  time-keeper: {label: Time, capacity: 2}
  snacks:
parts:
  - One
  - {title: Two, label: Part 2, intro: "# Hello"}
organisers: ["@Olga", hans]
people: {Olga: Olga N.}
notme: [ada]
date_format: "%d.%m.%Y"
sessions: club/sessions/
readme: docs/README.md
branch: club/update
"""


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse_config(text.encode(), "c.yml")
    assert caught.value.exit_code == 2
    return [str(problem) for problem in caught.value.problems]


def test_everything_that_a_club_can_choose_is_read() -> None:
    read = parse_config(FULL.encode())
    assert read.name == "Diffusion club"
    assert (read.cadence.weekdays, read.cadence.every, read.cadence.time) == ((2, 4), 2, dt.time(19, 30))
    assert read.cadence.skips(dt.date(2025, 3, 15))
    assert [(role.key, role.label, role.capacity) for role in read.roles] == [
        ("recap", "Responsible for Recap", 1),
        ("time-keeper", "Time", 2),
        ("snacks", "Snacks", 1),
    ]
    assert [part.heading for part in read.parts] == ["One", "Part 2: Two"]
    assert read.organisers == {"olga", "hans"}
    assert (read.show("@OLGA"), read.show("@hans"), read.show("Fritz")) == ("Olga N.", "hans", "Fritz")
    assert read.person("olga n.") == read.person("@Olga")
    assert read.day(dt.date(2024, 10, 2)) == "02.10.2024"
    assert (read.sessions, read.readme) == ("club/sessions", "docs/README.md")


@pytest.mark.parametrize("data", [None, b"", b"# nothing\n", b"roles:\n", b"cadence: {}\n", b"\xef\xbb\xbf"])
def test_everything_is_optional(data: bytes | None) -> None:
    assert parse_config(data) == configuration.Config()


@pytest.mark.parametrize(
    "text, line, says",
    [
        ("nmae: x\n", 1, "unknown key `nmae`; did you mean `name`?"),
        ("name: x\ncadence:\n  wekday: mon\n", 3, "did you mean `weekday`?"),
        ("timezone: Europe/Berlim\n", 1, "did you mean `Europe/Berlin`?"),
        ("timezone: berlin\n", 1, "did you mean `Europe/Berlin`?"),
        ("cadence:\n  weekday: caturday\n", 2, "did you mean `saturday`?"),
        ("cadence:\n  weekday: t\n", 2, "no day of the week"),
        ("cadence:\n  time: 25:00\n", 2, "hours and minutes"),
        ("cadence:\n  start: 2.10.2024\n", 2, "2024-10-02"),
        ("cadence:\n  every: 2\n", 1, "needs `start`"),
        ("cadence:\n  nth: 6\n", 2, "from -5 to 5"),
        ("cadence:\n  nth: 0\n", 2, "1 to 5"),
        ("cadence:\n  skip: 2025-01-06..2024-12-23\n", 2, "ends before"),
        ("cadence:\n  start: 2025-01-01\n  end: 2024-01-01\n", 1, "`end` is before"),
        ("cadence: weekly\n", 1, "below it"),
        ("roles:\n  Recap!: x\n", 2, "short name"),
        ("roles:\n  a:\n    labl: x\n", 3, "did you mean `label`?"),
        ("roles:\n  a: {capacity: 0}\n", 2, "from 1 to 20"),
        ("roles: []\n", 1, "one line for each role"),
        ("parts:\n  - titel: x\n", 2, "did you mean `title`?"),
        ("parts: [A, A]\n", 1, "same title"),
        ("organisers: [olga, 'not a login']\n", 1, "no GitHub login"),
        ("people: [olga]\n", 1, "`login: Name`"),
        ("date_format: '%d.%m.'\n", 1, "day, month and year"),
        ("date_format: '%d.%m.%Y%n'\n", 1, "strftime"),
        ("sessions: ../x\n", 1, "inside the repository"),
        ("readme: .git/config\n", 1, "inside the repository"),
        ("readme: /etc/passwd\n", 1, ""),
        ("branch: 'a..b'\n", 1, "git allows no branch of the name"),
        ("branch: -x\n", 1, "git allows no branch of the name"),
        ("name: [x]\n", 1, "expected text"),
        ("a: [\n", 2, "not YAML"),
        ("name: a\nname: b\n", 2, "second time"),
        ("- x\n", 1, "key: value"),
    ],
)
def test_a_mistake_is_named_with_line_key_and_the_nearest_valid_one(text: str, line: int, says: str) -> None:
    if text.startswith("readme: /etc"):
        assert parse_config(text.encode()).readme == "etc/passwd"  # relative to the repository
        return
    first = problems(text)[0]
    assert first.startswith(f"c.yml:{line}: ")
    assert says in first


def test_all_mistakes_are_named_at_once() -> None:
    found = problems("nmae: x\ncadence:\n  wekday: 1\n  every: x\norganisers: ['?']\n")
    assert [line.split(":")[1] for line in found] == ["1", "3", "4", "5"]


def test_bytes_that_are_no_text_are_an_error_of_the_configuration() -> None:
    with pytest.raises(ConfigError, match=r"c\.yml:1: this is not UTF-8"):
        parse_config(b"\xff", "c.yml")
