"""Random histories of claims: merged often and never merged, they end alike."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from tests.clubs import Repository, club_files, paper_form, session_file

ISSUE = 1
PEOPLE = ("ann", "ben", "cem", "dora")


class History:
    """A club with one session of two people for the recap, in which things are said at given times."""

    def __init__(self, capacity: int) -> None:
        roles = f"roles:\n  recap: {{label: Recap, capacity: {capacity}}}\n"
        config = f"cadence: {{weekday: wednesday}}\norganisers: [olga]\n{roles}"
        session = session_file(title="A paper", date=dt.date(2024, 12, 18), issue=ISSUE, proposer="@pia")
        self.club = Repository(club_files(config=config, paper=session))
        self.club.issue("pia", "[paper]: A paper", paper_form("https://example.org/1", "A paper"), number=ISSUE)

    def say(self, who: str, text: str, number: int) -> None:
        self.club.later(hours=1)
        self.club.comment(ISSUE, who, text, comment_id=100 * number)

    def merge(self) -> None:
        self.club.run()
        self.club.merge()
        self.club.run()

    def end(self) -> tuple[tuple[str, ...], str]:
        """Who has the role, and the row that tells who waits."""
        self.club.run()
        assert not self.club.plan()
        session = self.club.session_of(ISSUE)
        assert session
        row = next(line for line in self.club.status(ISSUE).splitlines() if line.startswith("| Recap"))
        return session.roles["recap"], row


def words(chance: random.Random) -> list[tuple[str, str]]:
    found = []
    for _ in range(chance.randint(5, 18)):
        who = chance.choice(PEOPLE)
        other = chance.choice(PEOPLE)
        found.append(
            chance.choice(
                (
                    (who, "/claim recap"),
                    (who, "/claim recap"),
                    (who, "/claim recap"),
                    (who, "/unclaim recap"),
                    ("olga", f"/claim recap @{other}"),
                    ("olga", f"/unclaim recap @{other}"),
                    ("olga", "/claim recap for A Guest"),
                    ("olga", f"/set theme Theme {chance.randint(0, 9)}"),
                    (who, f"/claim recap @{other}"),
                )
            )
        )
    return found


@pytest.mark.parametrize("seed", range(40))
def test_merged_often_and_never_merged_a_history_of_claims_ends_alike(seed: int) -> None:
    chance = random.Random(seed)
    capacity = chance.choice((1, 1, 2))
    said = words(chance)
    often, never, some = History(capacity), History(capacity), History(capacity)
    for number, (who, text) in enumerate(said, start=1):
        for history in (often, never, some):
            history.say(who, text, number)
        often.merge()
        if chance.random() < 0.3:
            some.merge()
        if chance.random() < 0.5:
            never.club.run()
    assert often.end() == some.end() == never.end(), said
