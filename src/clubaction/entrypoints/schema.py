"""Prints the JSON Schema of the configuration; `make schema` writes it into the folder `schema/`."""

from __future__ import annotations

import sys

from clubaction.club.config_schema import config_schema

if __name__ == "__main__":
    sys.stdout.write(config_schema())
