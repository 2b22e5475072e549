"""Front matter: where it starts and ends in a file, and the lines of its keys."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bookwork.diagnostics import Diagnostic, Level, Place, rule
from bookwork.records import Struct, replace
from bookwork.sources.files import SourceText, read_text
from bookwork.sources.yamltext import EMPTY, Positions

FENCE: Final = "---"
_OPENING: Final = re.compile(rf"(?:[^\S\n]*\n)*{FENCE}[^\S\n]*(?:\n|\Z)")
_CLOSING: Final = re.compile(rf"\n{FENCE}[^\S\n]*(?:\n|\Z)")

MISSING = rule(
    "front-matter.missing",
    Level.ERROR,
    fr="Le fichier ne commence pas par un en-tête ; la première ligne doit être « --- ».",
    en="The file does not start with front matter; its first line must be “---”.",
    why="Le nom, les dates et les sources se lisent dans l’en-tête.",
)
UNCLOSED = rule(
    "front-matter.unclosed",
    Level.ERROR,
    fr="L’en-tête n’est pas fermé : il manque une ligne « --- » avant le texte.",
    en="The front matter is not closed: a line “---” is missing before the text.",
    why="Sans fin d’en-tête, tout le texte serait pris pour des données.",
)


class Parts(Struct, frozen=True):
    """A file cut in two: YAML and body, each with the number of its first line."""

    yaml: str
    yaml_line: int
    body: str
    body_line: int


def split(source: SourceText) -> tuple[Parts | None, tuple[Diagnostic, ...]]:
    """The front matter and the body of a file, or None and why they cannot be told apart."""
    text = source.text
    if not text.strip():
        return None, (EMPTY.at(Place(source.file, 1, 1)),)
    first = 1 + text.count("\n", 0, len(text) - len(text.lstrip()))
    opening = _OPENING.match(text)
    if opening is None:
        return None, (MISSING.at(Place(source.file, first, 1)),)
    closing = _CLOSING.search(text, opening.end() - 1)
    if closing is None:
        return None, (UNCLOSED.at(Place(source.file, first, 1)),)
    head, lines = text[opening.end() : closing.start()] + "\n", text.count("\n", opening.end() - 1, closing.start())
    return Parts(head, first + 1, text[closing.end() :], first + lines + 2), ()


def locate(root: Path, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The same diagnostics, with line and column where their place only named a key."""
    known: dict[str, Positions | None] = {}
    found = []
    for diagnostic in diagnostics:
        place = diagnostic.place
        if place.key and not place.line:
            if place.file not in known:
                source, _ = read_text(root, root / place.file)
                known[place.file] = _positions(source) if source else None
            diagnostic = _placed(diagnostic, known[place.file])  # noqa: PLW2901
        found.append(diagnostic)
    return tuple(found)


def lines_in(root: Path, file: str, keys: Iterable[str]) -> dict[str, int]:
    """The line of the value under each of these keys (``naissance.source.0``); none if the file is gone since.

    Most values stand on one line with their first key. Only for others is the YAML composed, which takes 0.5 ms a
    notice where this takes 0.05 (November 2026).
    """
    source, _ = read_text(root, root / file)
    if source is None:
        return {}
    parts = split(source)[0] if file.endswith(".md") else None
    head, first_line = (parts.yaml, parts.yaml_line) if parts else ("", 0)
    whole = {match[1]: first_line + head.count("\n", 0, match.start()) for match in _ON_ONE_LINE.finditer(head)}
    positions: Positions | None = None
    found: dict[str, int] = {}
    for key in keys:
        line = whole.get(key.partition(".")[0], 0)
        if not line:
            positions = positions or _positions(source)
            line = positions.place(key.split(".")).line if positions else 0
        found[key] = line
    return found


_ON_ONE_LINE: Final = re.compile(
    r"^([^\W\d][\w ]*):[ \t]+(?:[\[{][^\n]*[\]}]|[^\s\[{|>&*!][^\n]*)\n(?=[^\W\d][\w ]*:|\Z)", re.M
)
"""A key at the margin with its whole value: another key follows on the next line, or the end of the front matter."""


def located(diagnostics: Iterable[Diagnostic], source: SourceText) -> tuple[Diagnostic, ...]:
    """The same diagnostics, all of this file, with line and column where their place only named a key."""
    found = tuple(diagnostics)
    if all(each.place.line or not each.place.key for each in found):
        return found
    positions = _positions(source)
    return tuple(_placed(each, positions) if each.place.key and not each.place.line else each for each in found)


def _placed(diagnostic: Diagnostic, positions: Positions | None) -> Diagnostic:
    if positions is None:
        return diagnostic
    return replace(diagnostic, place=positions.place(diagnostic.place.key.split(".")))


def _positions(source: SourceText) -> Positions | None:
    if source.file.endswith(".md"):
        parts, _ = split(source)
        return Positions(parts.yaml, Place(source.file, parts.yaml_line)) if parts else None
    return Positions(source.text, Place(source.file, 1))
