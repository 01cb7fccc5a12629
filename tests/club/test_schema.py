"""The JSON Schema of the configuration, which editors use, agrees with the code that reads it."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest
import yaml

from clubaction.club.config_file import parse_config
from clubaction.club.config_keys import CADENCE, KEYS
from clubaction.club.config_schema import config_schema
from clubaction.errors import ConfigError
from clubaction.text import templates
from tests.conftest import ROOT

PATH = ROOT / "schema" / "clubaction.schema.json"
SCHEMA: dict[str, Any] = json.loads(config_schema())
README = (ROOT / "README.md").read_text(encoding="utf-8")


class CoreLoader(yaml.SafeLoader):
    """Reads as editors do (YAML 1.2's core schema): a date is text, and so are `yes` and `15:00`."""


CoreLoader.yaml_implicit_resolvers = {}
CoreLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), list("tf"))
CoreLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:~|null|)\Z"), ["~", "n", ""])
CoreLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+\Z"), list("-+0123456789"))


def errors(text: str) -> list[str]:
    values = yaml.load(text, CoreLoader)  # noqa: S506 (a safe loader)
    return [error.message for error in jsonschema.Draft7Validator(SCHEMA).iter_errors(values)]


def uncommented(text: str) -> str:
    """The sample configuration with everything in it that is offered in comments."""
    return re.sub(r"^# ?(?= *[a-z_]+:\s| +- | +a-login: )", "", text, flags=re.MULTILINE)


SAMPLES = {
    "this repository's": (ROOT / ".github" / "clubaction.yml").read_text(encoding="utf-8"),
    "the README's": re.findall(r"```yaml\n(name: .*?)```", README, re.DOTALL)[0],
    "a new club's": templates.shipped("importing/templates/new-config.yml"),
    "all that a new club is offered": uncommented(templates.shipped("importing/templates/new-config.yml")),
    "nothing": "",
    "nothing said": "name:\ncadence:\nroles:\nparts:\norganisers:\n",
    "single values": "cadence: {weekday: Mo, nth: -1, skip: 2024-12-24}\norganisers: a-b\nremind: 3\nroles: [a, b]\n",
    "lists": "cadence: {weekday: [tue, Fri], nth: [first, 3]}\nnotme: ['@a', 'b[bot]']\nremind: [7, 1]\n",
    "hosts": "paper_hosts: [papers.example.org, example.com]\n",
    "public holidays of a region": "cadence: {holidays: DE-BW}\n",
    "public holidays of Norway and Scotland": "cadence: {holidays: [NO, GB-SCT]}\n",
    "capacity": "roles:\n  a: {label: A, capacity: 3}\n  b: B\n",
}
WRONG = {
    "an unknown key": "roels: [a]\n",
    "an unknown key of the cadence": "cadence: {weekdays: Monday}\n",
    "no day": "cadence: {weekday: Someday}\n",
    "a number that is too high": "cadence: {weekday: Monday, slots: 500}\n",
    "no number": "most_claims: many\n",
    "no time": 'cadence: {time: "25:00"}\n',
    "no date": "cadence: {start: in October}\n",
    "a role with a space": "roles: {two words: x}\n",
    "no roles": "roles: {}\n",
    "an unknown key of a role": "roles: {a: {labels: x}}\n",
    "a part without a title": "parts: [{label: Part 1}]\n",
    "no login": "organisers: [not a login]\n",
    "an empty name": "name: ' '\n",
    "a path with a colon": "sessions: C:\\x\n",
    "no country's code": "cadence: {holidays: Germany}\n",
    "no host": "paper_hosts: [localhost]\n",
}


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] in templates.shipped("importing/templates/new-config.yml")


def test_the_file_is_what_the_command_makes() -> None:
    assert PATH.read_text(encoding="utf-8") == config_schema(), "make schema"


def test_every_key_is_described() -> None:
    properties = SCHEMA["properties"]
    assert all(value["description"] for value in (*properties.values(), *properties["cadence"]["properties"].values()))


@pytest.mark.parametrize("name", SAMPLES)
def test_what_the_code_accepts_the_schema_accepts(name: str) -> None:
    parse_config(SAMPLES[name].encode())
    assert errors(SAMPLES[name]) == []


@pytest.mark.parametrize("name", WRONG)
def test_what_the_code_refuses_the_schema_refuses(name: str) -> None:
    with pytest.raises(ConfigError):
        parse_config(WRONG[name].encode())
    assert errors(WRONG[name]) != []


def test_all_that_a_new_club_is_offered_is_every_key() -> None:
    offered = yaml.load(SAMPLES["all that a new club is offered"], CoreLoader)  # noqa: S506
    rare = {"notme", "remind", "most_claims", "most_proposals", "paper_hosts", "sessions", "readme", "branch"}
    assert set(offered) == set(KEYS) - rare
    assert set(offered["cadence"]) == set(CADENCE)
