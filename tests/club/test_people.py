"""What a GitHub login is."""

from __future__ import annotations

import pytest

from clubaction.club import people


@pytest.mark.parametrize("login", ["a", "octo-cat", "Octo_Corp", "x" * 39, "0123"])
def test_logins(login: str) -> None:
    assert people.is_login(login)
    assert people.is_mention(f"@{login}")
    assert people.account(login) == people.account(f" @{login} ") == login.lower()


@pytest.mark.parametrize("text", ["", "-a", "_a", "x" * 40, "a b", "a.b", "ä", "a\n", "a/b", "a[bot]", "@a"])
def test_what_is_no_persons_login(text: str) -> None:
    assert not people.is_login(text)
    assert not people.is_mention(f"@{text}")


def test_an_app_has_an_account_but_is_no_person() -> None:
    assert people.account("Dependabot[bot]") == "dependabot[bot]"
    assert people.account("dependabot[cat]") == ""


def test_logins_know_no_case() -> None:
    assert people.same("Octo", "octO")
    assert people.is_among("Octo", (), {"octo"})
    assert not people.is_among("octo", (), {"octocat"})
    assert people.holder("Octo") == "@Octo"
