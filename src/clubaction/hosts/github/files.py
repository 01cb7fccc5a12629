"""Which of the club's files exist at a commit, read from GraphQL's answer; `blobs` has their contents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from clubaction.club import configuration, session_ids
from clubaction.club.configuration import Config
from clubaction.hosts import occupied_paths
from clubaction.hosts.github.blobs import Blobs
from clubaction.hosts.github.branches import ref_of
from clubaction.hosts.github.json_fields import Json, integer, objects, text
from clubaction.model.snapshot import Obstacle

_REGULAR = (0o100644, 0o100755)


@dataclass(frozen=True, slots=True)
class Places:
    """The paths of the club's files, and the name of its branch."""

    config: str
    readme: str
    sessions: str
    """A folder."""
    branch: str

    @classmethod
    def of(cls, config: Config, path: str) -> Places:
        """The places that a configuration names; `path` is that of the configuration itself."""
        return cls(path, config.readme, config.sessions, config.branch)

    def variables(self) -> dict[str, tuple[str, str]]:
        """Name → (GraphQL type, value) of the variables in `selections.FILES`."""
        return {
            "config": ("String!", self.config),
            "readme": ("String!", self.readme),
            "sessions": ("String!", self.sessions),
            "templates": ("String!", configuration.TEMPLATES),
        }

    @property
    def files(self) -> tuple[str, ...]:
        """The paths that must be files."""
        return self.config, self.readme

    @property
    def folders(self) -> tuple[str, ...]:
        """The paths that must be folders, if they exist."""
        return self.sessions, configuration.TEMPLATES

    def above(self) -> dict[str, tuple[str, str]]:
        """GraphQL variables, as in `variables`, for the folders around these paths that lie in another folder."""
        found = {folder for path in (*self.files, *self.folders) for folder in occupied_paths.parents(path)}
        deep = sorted(folder for folder in found if "/" in folder)
        return {f"above{number}": ("String!", folder) for number, folder in enumerate(deep)}

    @property
    def ref(self) -> str:
        """The full name of the club's branch."""
        return ref_of(self.branch)


@dataclass
class Tree:
    """The club's files and folders at one commit, by path."""

    oids: dict[str, str] = field(default_factory=dict)
    """Path of each file → git id."""
    modes: dict[str, str] = field(default_factory=dict)
    """Path of each file → git's mode in octal digits."""
    kinds: dict[str, Obstacle] = field(default_factory=dict)
    """What exists at each path that GitHub was asked about, whether or not it can be used."""
    folders: dict[str, str] = field(default_factory=dict)
    """Path → git id of the folders inside the folder of sessions."""
    unread: set[str] = field(default_factory=set)
    """Those of `folders` whose entries GitHub has not sent yet."""

    @classmethod
    def read(cls, answer: Json, places: Places, blobs: Blobs) -> Tree:
        """The files in an answer to `selections.FILES`; contents that are in it are added to `blobs`."""
        tree = cls()
        for alias, path in (("config", places.config), ("readme", places.readme)):
            if answer[alias]:
                tree._file(path, answer[alias], blobs)
        sessions, templates = answer["sessions"], answer["templates"]
        if sessions and tree._note_kind(places.sessions, sessions) == "folder":
            tree._sessions(places.sessions, objects(sessions["object"]["entries"]), places, blobs)
        if templates and tree._note_kind(configuration.TEMPLATES, templates) == "folder":
            for entry in objects(templates["object"]["entries"]):
                if text(entry["type"]) != "tree":
                    tree._file(f"{configuration.TEMPLATES}/{text(entry['name'])}", entry, blobs)
        for alias, (_, folder) in places.above().items():
            if answer.get(alias):
                tree._note_kind(folder, answer[alias])
        return tree

    def _sessions(self, folder: str, entries: Iterable[Json], places: Places, blobs: Blobs) -> None:
        for entry in entries:
            path = f"{folder}/{text(entry['name'])}"
            if session_ids.is_session_path(path, places.sessions):
                self._file(path, entry, blobs)
            elif text(entry["type"]) == "tree" and not text(entry["name"]).startswith("."):
                self.folders[path] = text(entry["oid"])
                self.add_folder(path, entry.get("object"), places, blobs)

    def add_folder(self, path: str, answer: Json | None, places: Places, blobs: Blobs) -> None:
        """Adds the entries of a folder inside the folder of sessions, or notes it as unread if they are not there."""
        if answer and "entries" in answer:
            self.unread.discard(path)
            self._sessions(path, objects(answer["entries"]), places, blobs)
        else:
            self.unread.add(path)

    def copy_folders(self, other: Tree) -> None:
        """Copies the entries of unread folders that the other tree has read and that have the same id there."""
        same = {path for path in self.unread - other.unread if self.folders[path] == other.folders.get(path)}
        inside = tuple(f"{path}/" for path in same)
        for ours, theirs in ((self.oids, other.oids), (self.modes, other.modes), (self.folders, other.folders)):
            ours.update({path: name for path, name in theirs.items() if path.startswith(inside)})
        self.kinds.update({path: kind for path, kind in other.kinds.items() if path.startswith(inside)})
        self.unread = (self.unread - same) | {path for path in other.unread if path.startswith(inside)}

    def note_top_level(self, entries: Iterable[Json]) -> None:
        """Notes what kind each entry at the top of the repository is."""
        for entry in entries:
            self._note_kind(text(entry["name"]), entry)

    def _note_kind(self, path: str, entry: Json) -> Obstacle:
        self.kinds[path] = occupied_paths.kind_of(integer(entry["mode"]), text(entry["type"]))
        return self.kinds[path]

    def _file(self, path: str, entry: Json, blobs: Blobs) -> None:
        if self._note_kind(path, entry) != "file" or entry["mode"] not in _REGULAR:
            return
        self.oids[path] = text(entry["oid"])
        self.modes[path] = f"{entry['mode']:o}"
        if "object" in entry and entry["oid"] not in blobs.contents:
            blobs.add_graphql(entry["oid"], entry["object"])

    def obstacles(self, places: Places) -> dict[str, Obstacle]:
        """The paths of the club's files and folders that can't be used → what exists there instead."""
        return occupied_paths.club_obstacles(self.kinds, places.config, places.readme, places.sessions)

    def files(self, contents: Mapping[str, bytes]) -> dict[str, bytes]:
        """Path → content of all files; `contents` maps git ids to contents. Raises `KeyError` if one is missing."""
        return {path: contents[oid] for path, oid in self.oids.items()}

    def differing(self, base: Tree) -> dict[str, str]:
        """Path → git id of the files that `base` has not, or has with another content."""
        return {path: oid for path, oid in self.oids.items() if base.oids.get(path) != oid}
