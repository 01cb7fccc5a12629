"""What a block of the README holds, made with the club's own template or ours."""

from __future__ import annotations

from collections.abc import Mapping

from clubaction.club import configuration
from clubaction.errors import ConfigError, Problem
from clubaction.readme import blocks as readme_blocks
from clubaction.text import encoding, templates


def block_content(name: str, files: Mapping[str, bytes], values: Mapping[str, object]) -> str:
    """The content of a block, with these values. Raises `ConfigError` for what can't be in a block."""
    shipped = f"{name}.md.j2"
    own = f"{configuration.TEMPLATES}/{shipped}"
    if own not in files:
        source = templates.shipped(f"readme/templates/{shipped}")
        return templates.template(templates.environment(), shipped, source)(values)
    text = encoding.decode(own, files[own])
    content = templates.template(templates.environment(trusted=False), own, text)(values)
    if wrong := readme_blocks.check_content(name, content):
        raise ConfigError([Problem(own, 1, wrong)])
    return content
