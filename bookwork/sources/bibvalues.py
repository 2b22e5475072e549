"""Values of ``.bib`` fields: braces and quotes taken off, macros and ``#`` resolved, what a missing comma swallowed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bookwork.records import Struct
from bookwork.sources.bibsplit import HIDDEN

MONTHS: Final = {
    name: str(number)
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
"""The macros that every BibTeX style defines, as biblatex writes months: 1 to 12."""
_SIMPLE = re.compile(r'\{([^{}]*)\}|"([^"{}]*)"|(\d+)')
_SPACES = re.compile(r"\s*")
_IN_QUOTES = re.compile(r'(?<!\\)[{}"]')
_BARE = re.compile(r"[^\s#{}\"=,]+")
_BRACE = re.compile(r"(?<!\\)[{}]")
_NEXT_FIELD = re.compile(r"\s*([A-Za-z][\w:+-]*)\s*=\s*(.+)", re.DOTALL)


class Value(Struct, frozen=True):
    """A value as text, the macros nobody defined, and what stood behind it without a comma."""

    text: str
    undefined: tuple[str, ...] = ()
    rest: str = ""

    @property
    def swallowed(self) -> tuple[str, str] | None:
        """The name and raw value of a field that follows without a comma."""
        match = _NEXT_FIELD.fullmatch(self.rest)
        return (match[1], match[2]) if match else None


def simple_value(raw: str) -> str | None:
    """What a raw value says that is one group without braces in it, or one number; None for any other."""
    simple = _SIMPLE.fullmatch(raw)
    return simple[simple.lastindex or 1] if simple else None


def read_value(raw: str, macros: Mapping[str, str]) -> Value:
    """What a raw value says; an undefined macro stands for itself, and braces within are kept."""
    pieces: list[str] = []
    undefined: list[str] = []
    at = _skip_spaces(raw, 0)
    while at < len(raw):
        piece, end = _piece(raw, at)
        if end == at:
            break
        if raw[at] not in '{"' and not piece.isdigit():
            undefined += [] if piece.lower() in macros else [piece]
            piece = macros.get(piece.lower(), piece)
        pieces.append(piece)
        at = _skip_spaces(raw, end)
        if not raw.startswith("#", at):
            break
        at = _skip_spaces(raw, at + 1)
    return Value("".join(pieces).replace(HIDDEN, ""), tuple(undefined), raw[at:].replace(HIDDEN, "").strip())


def _skip_spaces(raw: str, at: int) -> int:
    match = _SPACES.match(raw, at)
    return match.end() if match else at


def _piece(raw: str, at: int) -> tuple[str, int]:
    """One piece between ``#`` signs, and where it ends; the same index when there is none."""
    if raw[at] == "{":
        end = closing_brace(raw, at + 1)
        return raw[at + 1 : end], end + 1
    if raw[at] == '"':
        end = _closing_quote(raw, at + 1)
        return raw[at + 1 : end], end + 1
    bare = _BARE.match(raw, at)
    return (bare[0], bare.end()) if bare else ("", at)


def _closing_quote(text: str, start: int) -> int:
    """The index of the quotation mark outside braces that closes the one before ``start``, or the end of the text."""
    depth = 0
    for match in _IN_QUOTES.finditer(text, start):
        if match[0] == '"' and depth <= 0:
            return match.start()
        depth += {"{": 1, "}": -1}.get(match[0], 0)
    return len(text)


def closing_brace(text: str, start: int) -> int:
    """The index of the brace that closes the group before ``start``, or the end of the text."""
    depth = 1
    for match in _BRACE.finditer(text, start):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.start()
    return len(text)
