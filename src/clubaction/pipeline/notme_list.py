"""The list in the configuration of those who don't want to be asked to take a role (`/notme`)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from clubaction.club.state import Club
from clubaction.errors import ClubFileError, Problem
from clubaction.model.snapshot import Snapshot
from clubaction.text import encoding, yaml_edit, yaml_text


def changed_config_file(snapshot: Snapshot, club: Club) -> dict[str, bytes | None]:
    """The configuration's file with the list, where that has changed. Raises `ClubFileError` where it can't be."""
    if club.notme == club.config.notme:
        return {}
    path = snapshot.config
    text = encoding.decode(path, snapshot.files.get(path, b""))
    return {path: _with_notme(path, text, club.notme).encode()}


def _with_notme(path: str, text: str, logins: Collection[str]) -> str:
    """The configuration with this list; an empty one goes, or stays empty where it can't be taken out."""
    listed = yaml_text.read_yaml(path, text).get("notme")
    written = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    kept = {name.removeprefix("@").lower(): name for name in written}
    wanted = [name for login, name in kept.items() if login in logins]
    wanted += sorted(login for login in logins if login not in kept)
    try:
        return yaml_edit.edit(path, text, {"notme": wanted or None}, ())
    except ClubFileError:
        if wanted:
            raise
        return yaml_edit.edit(path, text, {"notme": []}, ())


def problems(snapshot: Snapshot, club: Club) -> list[Problem]:
    """Why the file can't be changed for those who don't want to be asked; empty where it can."""
    try:
        changed_config_file(snapshot, club)
    except ClubFileError as error:
        names = ", ".join(sorted(club.notme ^ club.config.notme))
        return [replace(p, message=f"{p.message}; change `notme` there by hand: {names}") for p in error.problems]
    return []
