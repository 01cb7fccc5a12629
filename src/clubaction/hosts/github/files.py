"""The club's files at a commit: which there are, and their bytes, each checked against its git id."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from clubaction.club import configuration, session_ids
from clubaction.club.configuration import Config
from clubaction.errors import HostError
from clubaction.hosts import path_kinds
from clubaction.hosts.github.json_fields import Json, count, objects, text
from clubaction.model.snapshot import Obstacle

_REGULAR = (0o100644, 0o100755)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the club's files are, and what its branch is called."""

    config: str
    readme: str
    sessions: str
    branch: str

    @classmethod
    def of(cls, config: Config, path: str) -> Places:
        """The places that a configuration names; `path` is its own."""
        return cls(path, config.readme, config.sessions, config.branch)

    def variables(self) -> dict[str, tuple[str, str]]:
        """The variables of `selections.FILES`."""
        return {
            "config": ("String!", self.config),
            "readme": ("String!", self.readme),
            "sessions": ("String!", self.sessions),
            "templates": ("String!", configuration.TEMPLATES),
        }

    @property
    def files(self) -> tuple[str, ...]:
        """The paths at which a file is needed."""
        return self.config, self.readme

    @property
    def folders(self) -> tuple[str, ...]:
        """The paths at which a folder is needed, if anything is there."""
        return self.sessions, configuration.TEMPLATES

    def above(self) -> dict[str, tuple[str, str]]:
        """Variables that hold the folders in which these paths are, but for those at the top of the repository."""
        found = {folder for path in (*self.files, *self.folders) for folder in path_kinds.parents(path)}
        deep = sorted(folder for folder in found if "/" in folder)
        return {f"above{number}": ("String!", folder) for number, folder in enumerate(deep)}

    @property
    def ref(self) -> str:
        """The branch's full name."""
        return f"refs/heads/{self.branch}"


@dataclass
class Blobs:
    """Contents by git id. `missing` are those that have to be fetched singly, `odd` those that GraphQL can't tell."""

    contents: dict[str, bytes] = field(default_factory=dict)
    odd: set[str] = field(default_factory=set)

    def take(self, oid: str, blob: Json | None) -> None:
        """Takes a blob as GraphQL tells it. Text that is no UTF-8, or was cut, does not have its id and is odd."""
        told = (blob or {}).get("text")
        data = told.encode("utf-8", "surrogatepass") if isinstance(told, str) else None
        if data is not None and blob_id(data) == oid:
            self.contents[oid] = data
        else:
            self.odd.add(oid)

    def knows(self, oid: str) -> bool:
        """Whether it has come, as far as GraphQL can tell it."""
        return oid in self.contents or oid in self.odd

    def take_encoded(self, oid: str, content: str, encoding: str) -> None:
        """Takes a blob as REST tells it, in Base64. Raises `HostError` if it isn't whole."""
        try:
            data = base64.b64decode(content) if encoding == "base64" else content.encode()
        except ValueError:
            data = b""
        if blob_id(data) != oid:
            raise HostError(f"GitHub gave only a part of the file {oid[:10]}; nothing was done. Start the run again")
        self.contents[oid] = data
        self.odd.discard(oid)


def blob_id(data: bytes) -> str:
    """Git's id of a file's content."""
    return hashlib.sha1(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()


@dataclass
class Tree:
    """The club's files at one commit: path → git id, and path → mode."""

    oids: dict[str, str] = field(default_factory=dict)
    modes: dict[str, str] = field(default_factory=dict)
    there: dict[str, Obstacle] = field(default_factory=dict)
    """What each path that was looked at is, whether or not it can be used."""

    @classmethod
    def read(cls, answer: Json, places: Places, blobs: Blobs) -> Tree:
        """The files in an answer to `selections.FILES`; texts that are in it go to `blobs`."""
        tree = cls()
        for alias, path in (("config", places.config), ("readme", places.readme)):
            if answer[alias]:
                tree._file(path, answer[alias], blobs)
        for alias, folder in (("sessions", places.sessions), ("templates", configuration.TEMPLATES)):
            entry = answer[alias]
            if entry is None or tree._look(folder, entry) != "folder":
                continue
            for one in objects(entry["object"]["entries"]):
                path = f"{folder}/{text(one['name'])}"
                is_folder = text(one["type"]) == "tree"
                if session_ids.is_session_path(path, folder) or (alias == "templates" and not is_folder):
                    tree._file(path, one, blobs)
        for alias, (_, folder) in places.above().items():
            if answer.get(alias):
                tree._look(folder, answer[alias])
        return tree

    def look(self, entries: Iterable[Json]) -> None:
        """Notes what is at the top of the repository."""
        for entry in entries:
            self._look(text(entry["name"]), entry)

    def _look(self, path: str, entry: Json) -> Obstacle:
        self.there[path] = path_kinds.kind_of(count(entry["mode"]), text(entry["type"]))
        return self.there[path]

    def _file(self, path: str, entry: Json, blobs: Blobs) -> None:
        if self._look(path, entry) != "file" or entry["mode"] not in _REGULAR:
            return
        self.oids[path] = text(entry["oid"])
        self.modes[path] = f"{entry['mode']:o}"
        if "object" in entry and entry["oid"] not in blobs.contents:
            blobs.take(entry["oid"], entry["object"])

    def obstacles(self, places: Places) -> dict[str, Obstacle]:
        """What is in the way of the club's files, and of single ones in its folders."""
        files = (*places.files, *path_kinds.single_files(self.there, places.sessions))
        return path_kinds.met(files, places.folders, self.there)

    def files(self, contents: Mapping[str, bytes]) -> dict[str, bytes]:
        """Path → content."""
        return {path: contents[oid] for path, oid in self.oids.items()}

    def differing(self, base: Tree) -> dict[str, str]:
        """Path → git id of the files that are not as in `base`."""
        return {path: oid for path, oid in self.oids.items() if base.oids.get(path) != oid}
