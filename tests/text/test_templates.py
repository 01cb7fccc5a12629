"""A club's own template does what ours do, and can neither hang a run nor reach out of its sandbox."""

from __future__ import annotations

import datetime as dt
import json
import random

import pytest

from clubaction.club.configuration import TEMPLATES, Config, Part, Role
from clubaction.errors import ConfigError
from clubaction.model.session import Session
from clubaction.readme import blocks, page
from clubaction.text import templates
from tests import hostile
from tests.text.test_limits import outcomes, parted

CONFIG = Config(roles=(Role("recap", "Recap"), Role("questions", "Questions")), parts=(Part("One", intro="*Hello*"),))
PAGE = "".join(f"<!-- clubaction:{name} -->\n<!-- /clubaction:{name} -->\n\n" for name in blocks.BLOCKS)


def club(count: int = 60) -> dict[str, Session]:
    chance = random.Random(7)
    made = [
        Session(
            id=f"s{number}",
            title=hostile.text(chance),
            date=dt.date(2024, 1, 1) + dt.timedelta(days=number) if number % 5 else None,
            part=chance.choice(("", "One", "Two")),
            link="https://example.org/x",
            authors=("A", "B"),
            roles={"recap": ("@olga",) if number % 2 else (), "questions": ("Ben",)},
            status="cancelled" if number % 7 == 0 else "",
            slides="https://example.org/slides" if number % 3 == 0 else "",
            issue=number + 1,
            body="## Abstract\n\n> text",
        )
        for number in range(count)
    ]
    return {session.id: session for session in made}


@pytest.mark.parametrize("sessions", [0, 60])
def test_our_own_templates_make_the_same_page_in_the_sandbox(sessions: int) -> None:
    copies = {
        f"{TEMPLATES}/{name}.md.j2": templates.shipped(f"readme/templates/{name}.md.j2").encode() + b"{# a copy #}"
        for name in blocks.BLOCKS
    }
    today = dt.date(2024, 1, 20)
    made = page.page(PAGE, club(sessions), CONFIG, today, copies)
    assert made == page.page(PAGE, club(sessions), CONFIG, today, {})


def shown(source: str, **values: object) -> str:
    return templates.template(templates.environment(trusted=False), "x.md.j2", source)(values)


@pytest.mark.parametrize(
    "source, wanted",
    [
        ("{% for n in [3, 1, 2] | sort if n > 1 %}{{ loop.index }}:{{ n }} {% endfor %}", "1:2 2:3 "),
        ("{{ names | join(', ') }} {{ names | length }} {{ names | first | upper }}", "a\\*, b 2 A\\*"),
        ("{% set ns = namespace(n=0) %}{% for x in names %}{% set ns.n = ns.n + 2 %}{% endfor %}{{ ns.n }}", "4"),
        ("{% macro row(x) %}<{{ x }}>{% endmacro %}{{ row(names[0]) | raw }}", "<a\\*>"),
        (
            "{{ day | short }} {{ day.isoformat() }} {{ day.strftime('%Y') }} {{ day.year }}",
            "3 Jan 2024-01-03 2024 2024",
        ),
        ("{{ 'a' ~ 1 ~ 'b' }} {{ 'x' + 'y' }} {{ 7 // 2 }} {{ 2 ** 5 }} {{ 7 % 4 }} {{ -3 }}", "a1b xy 3 32 3 -3"),
        ("{{ missing | default('none') }} {{ names[1:] | join }} {{ 'a-b'.split('-') | last }}", "none b b"),
        ("{% if 'a*' in names and names != [1] %}yes{% endif %}{{ 'x' if names else 'y' }}", "yesx"),
        ("{% for k, v in {'a': 1}.items() %}{{ k }}={{ v }}{% endfor %}", "a=1"),
        ("{{ 'aXb' | replace('X', '-') }} {{ range(3) | map('string') | join('+') }}", "a-b 0+1+2"),
        (
            "{% filter upper %}a{% endfilter %}{% set x %}b{% endset %}{{ x }}{% with y = 1 %}{{ y }}{% endwith %}",
            "Ab1",
        ),
        (
            "{{ names | select('equalto', 'b') | list | length }} {{ 'https://a.org' | link('A') }}",
            "1 [A](https://a.org)",
        ),
    ],
)
def test_what_a_template_needs_is_there(source: str, wanted: str) -> None:
    assert shown(source, names=["a*", "b"], day=dt.date(2024, 1, 3)) == wanted


ATTACKS = {
    "nested loops": "{% for a in range(9999) %}" * 6 + "x" + "{% endfor %}" * 6,
    "a loop that does nothing": "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
    "a loop that only tests": "{% for a in range(9999) %}"
    "{% for b in range(9999) if a > b > 99999 %}{% endfor %}{% endfor %}",
    "a long range": "{% for a in range(10 ** 12) %}{% endfor %}",
    "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a macro that calls itself twice": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}"
    "{% endmacro %}{{ m(60) }}",
    "a recursive loop": "{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "doubling with ~": "{% set ns = namespace(x='ab') %}{% for a in range(99) %}"
    "{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
    "doubling with +": "{% set ns = namespace(x='ab') %}{% for a in range(99) %}"
    "{% set ns.x = ns.x + ns.x %}{% endfor %}",
    "doubling with replace": "{% set ns = namespace(x='aa') %}{% for a in range(99) %}"
    "{% set ns.x = ns.x | replace('a', 'aaaaaaaa') %}{% endfor %}",
    "doubling with a method": "{% set ns = namespace(x='aa') %}{% for a in range(99) %}"
    "{% set ns.x = ns.x.replace('a', 'aaaaaaaa') %}{% endfor %}",
    "doubling with join": "{% set ns = namespace(x='aa') %}{% for a in range(99) %}"
    "{% set ns.x = [1, 1, 1] | join(ns.x) %}{% endfor %}",
    "doubling with format": "{% set x = '%s%s' | format('a' * 9999, 'b') %}",
    "a width": "{{ '%999999999d' % 1 }}",
    "a width in a format": "{{ '{:>999999999}'.format(1) }}",
    "times": "{{ 'a' * 10 ** 9 }}",
    "times of a list": "{{ ([1] * 10 ** 9) | length }}",
    "center": "{{ 'a' | center(10 ** 9) }}",
    "a method that fills": "{{ 'a'.ljust(10 ** 9) }}",
    "indent": "{{ 'a' | indent(10 ** 9) }}",
    "indent by a text": "{{ 'a\n' | indent('x' * 99999) }}",
    "a power": "{{ 10 ** 10 ** 10 }}",
    "a power of a power": "{% set ns = namespace(x=9) %}{% for a in range(99) %}"
    "{% set ns.x = ns.x * ns.x %}{% endfor %}",
    "lipsum": "{{ lipsum(9999) }}",
    "cycler": "{{ cycler(1) }}",
    "brackets": "{{ " + "(" * 30_000 + "1" + ")" * 30_000 + " }}",
    "open brackets": "{{ " + "(" * 30_000,
    "lists in lists": "{{ " + "[" * 30_000 + "]" * 30_000 + " }}",
    "nots": "{{ " + "not " * 30_000 + "1 }}",
    "signs": "{{ " + "- " * 30_000 + "1 }}",
    "sums": "{{ 1" + " + 1" * 20_000 + " }}",
    "attributes": "{{ a" + ".a" * 30_000 + " }}",
    "nested ifs": "{% if 1 %}" * 5_000 + "{% endif %}" * 5_000,
    "forty loops": "{% for a in [1] %}" * 40 + "{% endfor %}" * 40,
    "a hundred ifs": "{% if a %}" * 55 + "{% endif %}" * 55,
    "else after else": "{{ 1 " + "if 0 else 1 " * 8_000 + "}}",
    "filters": "{{ 1" + " | abs" * 10_000 + " }}",
    "include": "{% include 'x' %}",
    "import": "{% import 'x' as y %}",
    "from import": "{% from 'x' import y %}",
    "extends": "{% extends 'x' %}",
    "block": "{% block x %}{% endblock %}",
    "a class": "{{ ''.__class__.__mro__ }}",
    "a class by filter": "{{ '' | attr('__class__') }}",
    "a class by key": "{{ ''['__class__'] }}",
    "a class by map": "{{ [''] | map(attribute='__class__') | list | first }}",
    "globals of a function": "{{ range.__globals__ }}",
    "a method as a value": "{{ ''.upper }}",
    "self": "{{ self }}",
    "an unknown filter": "{{ 1 | nope }}",
    "an unknown filter behind an if": "{% if 0 %}{{ 1 | nope }}{% endif %}{{ 1 | nope }}",
    "an unknown filter by map": "{{ [1] | map('pprint') | list }}",
    "a list that is shown": "{{ sessions }}",
    "a list as a text": "{{ sessions | string }}",
    "a list that is joined": "{{ sessions | join }}",
    "a list in upper case": "{{ sessions | upper }}",
    "a list with ~": "{{ sessions ~ '' }}",
    "a list that grows": "{% set ns = namespace(x=[1]) %}{% for a in range(99) %}"
    "{% set ns.x = ns.x + ns.x %}{% endfor %}",
    "a list in itself": "{% set ns = namespace(x=[1]) %}{% for a in range(99) %}"
    "{% set ns.x = [ns.x, ns.x] %}{% endfor %}",
    "a list filled up": "{% set ns = namespace(x=[1]) %}{% for a in range(99) %}"
    "{% set ns.x = [1] | batch(3, ns.x) | list %}{% endfor %}",
    "arguments of a macro": "{% macro m() %}{{ varargs }}{% endmacro %}{{ m(1, 2) }}",
    "stars": "{{ range(*[1, 2]) }}",
    "a large template": "x" * 5_000_000,
    "a large template of tags": "{{ 1 }}" * 7_000,
    "a long number": "{{ " + "9" * 5_000 + " }}",
    "much output": "{% for a in range(9999) %}" + "x" * 1_000 + "{% endfor %}",
    "much output in a macro": "{% macro m() %}{% for a in range(9999) %}"
    + "x" * 9_000
    + "{% endfor %}{% endmacro %}{{ m() }}",
    "searching in long texts": "{% set x %}{% for a in range(9000) %}abcdefgh{% endfor %}{% endset %}"
    "{% for a in range(9999) %}{% for b in range(9999) %}{% if 'abcdefgx' in x %}{% endif %}{% endfor %}{% endfor %}",
    "splitting long texts": "{% set x %}{% for a in range(9000) %}a b c d {% endfor %}{% endset %}"
    "{% for a in range(9999) %}{% if x.split() | sort | first == 'x' %}{% endif %}{% endfor %}",
    "stripping": "{% set x %}{% for a in range(9000) %}abcdefgh{% endfor %}{% endset %}{{ x.strip(x) }}",
    "comparing": "{% for a in range(9999) %}{% for b in range(9999) %}"
    "{% if sessions == other %}{% endif %}{% endfor %}{% endfor %}",
    "slices": "{% for a in range(9999) %}{% for b in range(9999) %}{% set x = sessions[:] %}{% endfor %}{% endfor %}",
    "sorting": "{% for a in range(9999) %}{% set x = range(9999) | sort %}{% endfor %}",
    "grouping": "{% for a in range(9999) %}{% set x = range(9999) | groupby('real') %}{% endfor %}",
    "division by zero": "{{ 1 // 0 }}",
    "a name that is not there": "{{ nope }}",
    "a long name": "{{ " + "n" * 60_000 + " }}",
    "a comment without an end": "{#" * 30_000,
    "a text without an end": "{{ '" * 20_000,
    "braces": "{{" * 30_000,
    "a raw block": "{% raw %}" * 10_000,
    "spaces": "{{" + " " * 90_000,
    "a wide date": "{{ day.strftime('%999999999d' * 90) }}",
    "a large float": "{{ 1e308 * 10 }}",
    "a sum of lists": "{{ [[1], [2]] | sum(start=[]) }}",
    "a method of the club": "{{ club.cadence.dates() }}",
}


RENDER = """
import datetime as dt, json
from clubaction.text import templates
from clubaction.club.configuration import Config
source = json.loads({source!r})
values = dict(sessions=["a"] * 500 + ["b"], other=["a"] * 500 + ["c"], day=dt.date(2024, 1, 3), club=Config())
templates.template(templates.environment(trusted=False), "x.md.j2", source)(values)
"""


@pytest.mark.parametrize("names", parted(ATTACKS))
def test_a_hostile_template_ends_in_a_sentence(names: list[str]) -> None:
    codes = {name: RENDER.replace("{source!r}", repr(json.dumps(ATTACKS[name]))) for name in names}
    for name, said in outcomes(codes).items():
        if said == "done":
            assert name in FINE, name
            continue
        assert said.startswith("x.md.j2:"), name
        assert int(said.split(":")[1]) >= 1
        assert len(said) < 500


FINE = ("a raw block", "a wide date", "a hundred ifs", "a list that is joined", "a large template of tags")


def test_a_refused_template_is_named_with_its_line() -> None:
    for tag in (
        "\n\n{{ 10 ** 99 }}",
        "\n\n{% include 'x' %}",
        "\n\n{% for a in range(99999) %}{% endfor %}",
        "\n\n{{ x | y }}",
    ):
        with pytest.raises(ConfigError) as caught:
            shown(tag)
        assert [(p.path, p.line) for p in caught.value.problems] == [("x.md.j2", 3)]


def test_a_template_ends_in_the_same_way_every_time() -> None:
    source = "{% for a in range(100) %}{{ a }}{% endfor %}"
    first = shown(source)
    with pytest.raises(ConfigError):
        shown(ATTACKS["nested loops"])
    assert shown(source) == first
