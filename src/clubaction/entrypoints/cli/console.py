"""What the commands of the command line do, on a folder and on standard output."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from clubaction.club import session_file, session_folder, session_ids, written_dates
from clubaction.club.configuration import Config
from clubaction.club.state import Club
from clubaction.entrypoints import log_commands
from clubaction.errors import ClubFileError, Problem, UsageError
from clubaction.hosts.folder import worktree
from clubaction.hosts.folder.host import LocalHost
from clubaction.model.plan import Plan
from clubaction.pipeline import check as checking
from clubaction.pipeline import obstacles, plan_in_words
from clubaction.pipeline import sync as syncing
from clubaction.readme import page as rendering
from clubaction.text import terminal, yaml_text

_CHECK_SECONDS = 300.0
"""How long `check --online` may take to ask about all papers of a club."""


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _folder(folder: Path) -> Path:
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}")
    return folder.resolve()


def _today(config: Config) -> dt.date:
    return syncing.local_day(config, _now())


def sync(folder: Path, *, dry_run: bool, offline: bool, colour: bool) -> int:
    """`clubaction sync`."""
    paint = terminal.Paint(colour=colour)
    host = LocalHost(_folder(folder), _now)
    run = syncing.sync(host, syncing.no_papers if offline else _resolver(), _now(), dry_run=dry_run)
    print(_plan_in_words(run.plan, paint))
    if dry_run:
        for path, content in run.plan.files.items():
            print(paint.diff(path, _shown(run.snapshot.files.get(path)), _shown(content)))
    for path in host.uncommitted():
        print(paint(f"not in this plan, since it is not committed: {path}", terminal.YELLOW))
    if run.applied.pull_request and not dry_run:
        print(f"The pull request: {host.folder / run.applied.url}")
    return 1 if run.plan.problems else 0


def _resolver() -> syncing.Resolve:
    from clubaction.papers.fetch.online_lookup import OnlineLookup

    return OnlineLookup()


def _plan_in_words(plan: Plan, paint: terminal.Paint) -> str:
    lines = [paint(line) for line in plan_in_words.operations(plan)] if plan or not plan.problems else []
    lines += [paint(notice, terminal.YELLOW) for notice in plan.notices]
    lines += [paint(str(problem), terminal.RED) for problem in plan.problems]
    return "\n".join(lines)


def _shown(content: bytes | None) -> str:
    return (content or b"").decode(errors="replace")


def render(folder: Path, *, check: bool, colour: bool) -> int:
    """`clubaction render`."""
    folder = _folder(folder)
    files = worktree.read_files(folder)
    config = worktree.config_of(files)
    club, problems = session_folder.read_all(files, config.sessions)
    if problems:
        raise ClubFileError(problems)
    met = worktree.obstacles(folder, config)
    if config.readme in met:
        raise UsageError(f"{config.readme}: {obstacles.sentence(met[config.readme], 'file')}")
    if config.readme not in files:
        raise UsageError(f"there is no {config.readme} in {folder}; `clubaction init` makes one")
    before = yaml_text.decode(config.readme, files[config.readme])
    after = rendering.page(before, club, config, _today(config), files, ages="never" if check else "weekly")
    if before == after:
        print(f"{config.readme} is up to date.")
        return 0
    if check:
        print(terminal.Paint(colour=colour).diff(config.readme, before, after))
        return 1
    worktree.write(folder, {config.readme: after.encode()})
    print(f"{config.readme} is rendered again: {len(club)} sessions.")
    return 0


def check(folder: Path, *, online: bool, annotate: bool) -> int:
    """`clubaction check`."""
    folder = _folder(folder)
    files = worktree.read_files(folder)
    config = worktree.config_of(files)
    met, names = worktree.obstacles(folder, config), worktree.names_at_root(folder)
    problems = [problem for problem in checking.problems(files, _today(config), names=names) if problem.path not in met]
    problems = sorted([*problems, *obstacles.obstructed(met, config)])
    if online:
        problems = sorted({*problems, *_against_papers(files, config)})
    for problem in problems:
        print(log_commands.harmless(str(problem)) if annotate else terminal.safe(str(problem)))
        if annotate:
            print(log_commands.error(problem))
    if not problems:
        print(f"Nothing wrong in {sum(session_ids.is_session_path(p, config.sessions) for p in files)} session files.")
    return 1 if problems else 0


def _against_papers(files: Mapping[str, bytes], config: Config) -> list[Problem]:
    from clubaction.papers.fetch.allowed_hosts import ALLOWED_HOSTS
    from clubaction.papers.fetch.fetcher import Fetcher, Limits

    fetcher = Fetcher(hosts=ALLOWED_HOSTS.union(config.paper_hosts), limits=Limits(run=_CHECK_SECONDS))
    return checking.against_papers(files, config, fetcher)


def slots(folder: Path, *, until: str) -> int:
    """`clubaction slots`."""
    folder = _folder(folder)
    files = worktree.read_files(folder)
    config = worktree.config_of(files)
    last = written_dates.read_date(until, config.date_format)
    if isinstance(last, written_dates.UnclearDate):
        raise UsageError(f"--until needs a date such as {_today(config).isoformat()}, not {until!r}")
    if not config.cadence.weekdays:
        raise UsageError("the configuration has no `cadence` with a `weekday`, so there are no dates to fill")
    club, problems = session_folder.read_all(files, config.sessions)
    if problems:
        raise ClubFileError(problems)
    made = Club(config, _today(config), dict(club), club).fill_slots(last)
    roles = [role.key for role in config.roles]
    worktree.write(folder, {session_ids.path_of(s.id, config.sessions): session_file.new_file(s, roles) for s in made})
    for slot in made:
        print(f"made  {session_ids.path_of(slot.id, config.sessions)}  {slot.date:%A}")
    if not made:
        print(f"No date of the cadence until {last} is free.")
    return render(folder, check=False, colour=False) if made and config.readme in files else 0


def import_file(file: Path, into: Path, *, date_order: str, year: int | None, dry_run: bool) -> int:
    """`clubaction import`."""
    from clubaction import importing
    from clubaction.importing import new_club

    try:
        text = yaml_text.decode(str(file), file.read_bytes())
    except OSError as error:
        raise UsageError(f"{file} can't be read: {error.strerror}") from None
    html = file.suffix.lower() in (".html", ".htm")
    found = importing.read_schedule(text, year=year, date_order=date_order, html=html)
    for note in found.report:
        print(terminal.safe(f"{file}: {note}"))
    open_slots = sum(session.is_open for session in found.sessions)
    print(f"{len(found.sessions)} sessions, {open_slots} of them open")
    for line in [] if dry_run else new_club.settle(found, text, into, _now().date()):
        print(line)
    return 0


def init(folder: Path) -> int:
    """`clubaction init`."""
    from clubaction.importing import starter_files

    folder.mkdir(parents=True, exist_ok=True)
    files = worktree.read_files(folder.resolve())
    paths = starter_files.paths(worktree.config_of(files))
    made = starter_files.files(files | worktree.read_paths(folder.resolve(), paths))
    worktree.write(folder.resolve(), made)
    for path in paths:
        print(f"{'made' if path in made else 'kept'}  {terminal.safe(path)}")
    print(starter_files.NEXT_STEPS)
    return 0
