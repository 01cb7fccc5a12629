"""The table of all configuration keys: how each is read, what it is for, and its default."""

from __future__ import annotations

import re
from collections.abc import Mapping

from clubaction.club import config_values
from clubaction.club.cadence import Cadence
from clubaction.club.config_reader import Key, Reader, Schema, Table, Wrong, kind, mapping_schema
from clubaction.club.config_values import text, whole
from clubaction.club.configuration import Config, Part, Role
from clubaction.text.yaml_tree import Value

_DEFAULTS = Config()

# --- cadence ---------------------------------------------------------------------------------

CADENCE: Table = {
    "weekday": Key(config_values.weekdays, "The day of the week, or several."),
    "every": Key(whole(1, 52), "Every how many weeks, counted from the week of `start`.", _DEFAULTS.cadence.every),
    "nth": Key(config_values.nth, "Only on the n-th of these weekdays in a month."),
    "time": Key(config_values.time, "When it begins, in the club's time zone, in quotes.", examples=("15:00",)),
    "duration": Key(whole(1, 1440), "How long a session is, in minutes.", _DEFAULTS.cadence.duration),
    "place": Key(text, "Where the club meets."),
    "link": Key(text, "The address of the video call."),
    "start": Key(config_values.date, "The first day."),
    "end": Key(config_values.date, "The last day."),
    "skip": Key(
        config_values.days_off,
        "Days without a session, single or as ranges whose ends belong to them.",
        examples=("2024-12-23..2025-01-06",),
    ),
    "holidays": Key(
        config_values.regions,
        "The country, or country and region, whose public holidays are kept free, by their ISO 3166 codes; or several.",
        examples=("DE", "DE-BW", ["GB-SCT", "FR"]),
    ),
    "slots": Key(whole(0, 104), "How many weeks from today are kept filled with open slots.", _DEFAULTS.cadence.slots),
}


@kind(mapping_schema(CADENCE))
def _cadence(reader: Reader, value: Value, at: tuple[str, ...]) -> Cadence:
    found = reader.mapping(value, CADENCE, at)
    if "weekday" in found:
        found["weekdays"] = found.pop("weekday")
    if found.get("every", 1) > 1 and "start" not in found:
        raise Wrong("`every` above 1 needs `start`, the date the weeks are counted from")
    if "start" in found and "end" in found and found["end"] < found["start"]:
        raise Wrong("`end` is before `start`")
    return Cadence(**found)


# --- roles -----------------------------------------------------------------------------------

_ROLE: Table = {
    "label": Key(text, "What the schedule calls it."),
    "capacity": Key(whole(1, 20), "How many people can have the role.", 1),
}
_ROLE_KEY: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9-]{0,39}$"}
_LABEL_OR_MORE: Schema = {"oneOf": [Key(text).schema, mapping_schema(_ROLE)]}


@kind(
    {
        "oneOf": [
            {"type": "object", "minProperties": 1, "propertyNames": _ROLE_KEY, "additionalProperties": _LABEL_OR_MORE},
            {"type": "array", "minItems": 1, "items": _ROLE_KEY},
        ]
    }
)
def _roles(reader: Reader, value: Value, at: tuple[str, ...]) -> tuple[Role, ...]:
    entries: Value = dict.fromkeys(map(str, value)) if isinstance(value, list) else value
    if not isinstance(entries, dict) or not entries:
        raise Wrong("expected one line for each role, such as `recap: Responsible for Recap`")
    roles = []
    for key, item in entries.items():
        if not re.fullmatch(_ROLE_KEY["pattern"], key):
            reader.wrong((*at, key), f"the role `{key}` needs a short name of small letters, digits and hyphens")
        elif isinstance(item, dict):
            found = reader.mapping(item, _ROLE, (*at, key))
            roles.append(Role(key, found.get("label", key.capitalize()), found.get("capacity", 1)))
        elif item is None or isinstance(item, str):
            roles.append(Role(key, (item or key.replace("-", " ").capitalize()).strip()))
        else:
            reader.wrong((*at, key), f"`{key}`: expected a label, or `label` and `capacity` below it")
    return tuple(roles)


# --- parts -----------------------------------------------------------------------------------

_PART: Table = {
    "title": Key(text, "The title, which sessions give as their part.", required=True),
    "label": Key(text, "What comes before the title, such as Part 1."),
    "intro": Key(text, "Markdown under the heading."),
}


@kind({"type": "array", "items": {"oneOf": [text.schema, mapping_schema(_PART)]}})
def _parts(reader: Reader, value: Value, at: tuple[str, ...]) -> tuple[Part, ...]:
    if not isinstance(value, list):
        raise Wrong("expected a list of parts, each `- title: …`")
    parts = []
    for number, item in enumerate(value):
        here = (*at, str(number))
        if isinstance(item, str) and item.strip():
            parts.append(Part(item.strip()))
            continue
        found = reader.mapping(item, _PART, here)
        if "title" in found:
            parts.append(Part(**found))
        else:
            reader.wrong(here, "a part needs a `title`")
    if len({part.title for part in parts}) < len(parts):
        raise Wrong("two parts have the same title")
    return tuple(parts)


# --- people ----------------------------------------------------------------------------------


@kind({"type": "object", "propertyNames": config_values.LOGIN, "additionalProperties": {"type": "string"}})
def _people(_: Reader, value: Value, at: tuple[str, ...]) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value.values()):
        raise Wrong("expected one line for each person: `login: Name`")
    return {config_values.login(login): str(name).strip() for login, name in value.items()}


# --- all -------------------------------------------------------------------------------------

KEYS: Table = {
    "name": Key(text, "What the club is called.", _DEFAULTS.name),
    "timezone": Key(
        config_values.zone,
        "The club's time zone, by its IANA name.",
        _DEFAULTS.timezone,
        examples=("Europe/Berlin", "America/New_York"),
    ),
    "cadence": Key(
        _cadence, "When the club meets. Without it, proposals wait in the pool until they are given a date."
    ),
    "roles": Key(_roles, "What people do at a session: the short name for /claim, and what the schedule calls it."),
    "parts": Key(_parts, "The parts of the programme, in order."),
    "organisers": Key(
        config_values.logins, "The logins of organisers. Everybody with write access to the repository is one as well."
    ),
    "people": Key(_people, "Names to show for logins."),
    "notme": Key(
        config_values.logins,
        "The logins of people who are not suggested for roles. The command /notme changes this list.",
    ),
    "remind": Key(
        config_values.days_before,
        "How many days before a session the people with a role in it are reminded.",
        _DEFAULTS.remind[0],
    ),
    "most_claims": Key(
        whole(0, 100), "How many roles to come one person can hold; 0: any number.", _DEFAULTS.most_claims
    ),
    "most_proposals": Key(
        whole(0, 100),
        "How many proposals of one person get a date by themselves before they are merged; 0: any number. "
        "More wait in the pool.",
        _DEFAULTS.most_proposals,
    ),
    "date_format": Key(
        config_values.date_format,
        "How the schedule writes dates: a strftime pattern with day, month and year.",
        _DEFAULTS.date_format,
        examples=("%d.%m.%Y", "%d %b %Y"),
    ),
    "paper_hosts": Key(
        config_values.hosts, "Further hosts, such as a publisher's, whose pages may be fetched for a paper."
    ),
    "sessions": Key(config_values.path, "The folder of the session files.", _DEFAULTS.sessions),
    "readme": Key(config_values.path, "The file with the schedule.", _DEFAULTS.readme),
    "branch": Key(
        config_values.branch,
        "The branch of the pull request. Nobody else should commit to it.",
        _DEFAULTS.branch,
    ),
}
