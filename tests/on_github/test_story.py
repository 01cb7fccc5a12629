from __future__ import annotations

from tests.clubs import claim_form, paper_form

from .clubs import BRANCH, PAPER, Club


def test_first(club: Club) -> None:
    github = club.github
    number = club.propose("ada", paper_form(PAPER, "Score matching", "next"))
    print(*club.requests(number), sep="\n")
    print(club.status(number))
    print(github.commits(BRANCH), club.open_pull.title, club.open_pull.body)
    github.comment(number, "bob", "/claim recap")
    print(*club.requests(number), sep="\n")
    print(club.status(number))
    print(*club.requests(number), sep="\n")
    github.merge(club.open_pull.number, "olga")
    print(*club.requests(number), sep="\n")
    print(*club.requests(number), sep="\n")
    claim = github.open_issue("cleo", "[claim]", claim_form(f"#{number}", "questions"), ["claim"]).number
    print(*club.requests(claim), sep="\n")
    print(*club.requests(claim), sep="\n")
    print(club.status(claim))
    github.merge(club.open_pull.number, "olga")
    print(*club.requests(), sep="\n")
    print(*club.requests(), sep="\n")
    assert 0
