"""Looking papers up for a run, the real way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from clubaction.config import Config
from clubaction.model import Paper, Unresolved
from clubaction.papers.exchange import Fetch
from clubaction.papers.fetch.fetcher import Fetcher, Limits
from clubaction.papers.fetch.hosts import HOSTS
from clubaction.papers.resolve import Found, look_up, paper


def opened(config: Config, *, seconds: float = 30.0) -> Fetcher:
    """What asks for a club: the known hosts and those that its configuration adds, for so many seconds in all."""
    return Fetcher(hosts=HOSTS | frozenset(config.paper_hosts), limits=Limits(run=seconds))


class Resolver:
    """What a run calls to look papers up; one object for one run.

    It remembers what it was told, so a run that starts anew because somebody else was faster asks nothing
    twice, and all its requests share one budget of time. `open_fetch` gives what asks, for the hosts that may
    be asked.
    """

    def __init__(self, open_fetch: Callable[[frozenset[str]], Fetch] = lambda hosts: Fetcher(hosts=hosts)) -> None:
        self._open = open_fetch
        self._fetch: Fetch | None = None
        self._known: dict[str, Found] = {}

    def __call__(self, identifiers: Sequence[str], config: Config) -> dict[str, Paper | Unresolved]:
        """What is known of each paper, or why nothing is; never raises for one that can't be found."""
        return {one: paper(one, found) for one, found in self.look_up(identifiers, config).items()}

    def look_up(self, identifiers: Iterable[str], config: Config) -> dict[str, Found]:
        """As a call, but with all that the services said, as `clubaction.papers.audit` wants it."""
        wanted = tuple(dict.fromkeys(identifiers))
        if self._fetch is None:
            self._fetch = self._open(HOSTS | frozenset(config.paper_hosts))
        self._known |= look_up([one for one in wanted if one not in self._known], self._fetch)
        return {one: self._known[one] for one in wanted}
