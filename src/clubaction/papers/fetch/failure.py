"""The error for a request without a usable answer."""

from __future__ import annotations


class Failure(Exception):
    """There is no usable answer. The message is a clause that fits after the service's name.

    `temporary` says whether a retry may help soon, as in `Answer`.
    """

    def __init__(self, words: str, *, temporary: bool = False) -> None:
        super().__init__(words)
        self.temporary = temporary
