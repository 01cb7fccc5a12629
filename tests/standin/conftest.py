"""Fixtures of the stand-in's own tests."""

from __future__ import annotations

from .plugin import github

__all__ = ["github"]
