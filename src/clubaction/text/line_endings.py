"""The ends of lines: LF as Unix writes them, CRLF as Windows does, CR as old Macs did."""

from __future__ import annotations


def newline_of(text: str) -> str:
    """The line ending that a text uses: CRLF if one stands in it, else LF."""
    return "\r\n" if "\r\n" in text else "\n"


def with_unix_newlines(text: str) -> str:
    """The text with LF at the end of every line, whatever stood there."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
