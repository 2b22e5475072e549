"""Reading one source file: bytes to text, and what can be wrong with the bytes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bookwork.diagnostics import Diagnostic, Level, Place, rule
from bookwork.records import Struct

BIBLIOGRAPHY: Final = "bibliography.bib"
CSL_JSON: Final = "bibliography.json"
"""The bibliography of a book, and what Zotero exports beside it."""

ENCODING = rule(
    "file.encoding",
    Level.ERROR,
    fr="Le fichier n’est pas en UTF-8 (octet {offset}) ; enregistrez-le en UTF-8.",
    en="The file is not UTF-8 (byte {offset}); save it as UTF-8.",
    why="Sans codage sûr, les accents d’un nom seraient devinés.",
)
NUL = rule(
    "file.nul",
    Level.ERROR,
    fr="Le fichier contient des octets nuls : il est en UTF-16 ou abîmé ; enregistrez-le en UTF-8.",
    en="The file holds NUL bytes: it is UTF-16 or damaged; save it as UTF-8.",
    why="Un fichier UTF-16 lu comme de l’UTF-8 semblerait vide sans aucune erreur.",
)
UNREADABLE = rule(
    "file.unreadable",
    Level.ERROR,
    fr="Le fichier ne peut pas être lu : {reason}.",
    en="The file cannot be read: {reason}.",
    why="Une notice illisible manquerait au livre sans qu’on le sache.",
)


class SourceText(Struct, frozen=True):
    """A source file as text: line ends are ``\\n``, a byte order mark is taken off."""

    file: str
    text: str


def read_text(root: Path, path: Path) -> tuple[SourceText | None, tuple[Diagnostic, ...]]:
    """The file's text, or None and why it cannot be read."""
    file = printable(path.relative_to(root))
    try:
        content = path.read_bytes()
    except OSError as error:
        return None, (unreadable(file, error),)
    return decode(file, content)


def content_of(path: str) -> bytes:
    """The bytes of a file; raises OSError."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - a Path of each takes longer than the reading
        return file.read()


def unreadable(file: str, error: OSError) -> Diagnostic:
    """Why the disk does not give a file."""
    return UNREADABLE.at(Place(file), reason=error.strerror or type(error).__name__)


def decode(file: str, content: bytes) -> tuple[SourceText | None, tuple[Diagnostic, ...]]:
    """The text of these bytes, or None and what is wrong with them."""
    start = 3 if content.startswith(b"\xef\xbb\xbf") else 0
    nul = content.find(b"\0")
    if nul >= 0:
        return None, (NUL.at(_place_of_byte(file, content, nul)),)
    try:
        text = content[start:].decode("utf-8")
    except UnicodeDecodeError as error:
        offset = start + error.start
        return None, (ENCODING.at(_place_of_byte(file, content, offset), offset=offset),)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return SourceText(file, text), ()


def printable(path: Path | str) -> str:
    """A path as text that any report can print, even if the disk holds a name that is not UTF-8."""
    text = path if isinstance(path, str) else path.as_posix()
    return text.encode("utf-8", "replace").decode("utf-8")


def walk(folder: Path, *endings: str) -> Iterator[Path]:
    """The files under a folder with one of these endings, in the order of their paths; hidden ones left out."""
    return (folder / name for name in names_under(folder, *endings))


def names_under(folder: Path, *endings: str) -> list[str]:
    """The same files as paths from the folder, with slashes."""
    return sorted(_names(str(folder), "", endings))


def _names(folder: str, start: str, endings: tuple[str, ...]) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith((".", "_")):
            continue
        if entry.name.endswith(endings):
            yield start + entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _names(entry.path, f"{start}{entry.name}/", endings)


def _place_of_byte(file: str, content: bytes, offset: int) -> Place:
    before = content[:offset]
    return Place(file, before.count(b"\n") + 1, offset - before.rfind(b"\n"))
