"""Why a request came to nothing."""

from __future__ import annotations


class Failure(Exception):
    """No usable answer; its text says why, in words that fit after the service's name.

    `passing` says whether it may be over soon, as in `Answer`.
    """

    def __init__(self, words: str, *, passing: bool = False) -> None:
        super().__init__(words)
        self.passing = passing
