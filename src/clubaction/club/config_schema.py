"""The JSON Schema of the configuration, by which editors complete and check it."""

from __future__ import annotations

import json

from clubaction.club.config_keys import KEYS
from clubaction.club.config_reader import mapping_schema
from clubaction.club.configuration import PATH

_ADDRESS = "https://raw.githubusercontent.com/clubaction/clubaction/v1/schema/clubaction.schema.json"


def config_schema() -> str:
    """The JSON Schema as text, in the form in which its file is stored."""
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": _ADDRESS,
        "title": "clubaction",
        "description": f"The configuration of a club: {PATH}. Every key is optional.",
        **mapping_schema(KEYS),
        "type": ["object", "null"],
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
