"""What was printed last, and from what: a build with nothing changed is known by its stamp and does nothing again.

The stamp holds the size and date of every file that shapes the book, of the program's own modules, and of what was
printed. It only ever saves work: where it is missing, foreign or out of date, the book is built.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bookwork.diagnostics import RULES, Diagnostic, NoticeId, Place

_FORM = 1
"""Changes when the stamp's own form does."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A finished build: the print of its sources, that of its products, its diagnostics, and what people were told."""

    sources: str
    products: str
    diagnostics: tuple[Diagnostic, ...]
    sheets: int
    pieces: int


def fingerprint(paths: Iterable[Path], *words: str) -> str:
    """A hash of the name, size and date of every file here and below, and of these words."""
    digest = hashlib.blake2b(digest_size=20)
    for path in _files(paths):
        stat = path.stat()
        digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode("utf-8", "surrogateescape"))
    digest.update("\0".join(words).encode())
    return digest.hexdigest()


def newest(paths: Iterable[Path], without: Iterable[Path] = ()) -> int:
    """When the last of the files here and below was changed, in nanoseconds, but for some; 0 if there are none."""
    left_out = set(without)
    return max((path.stat().st_mtime_ns for path in _files(paths) if path not in left_out), default=0)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from _files(sorted(each for each in path.iterdir() if each.name != "__pycache__"))
        elif path.is_file():
            yield path


def read_stamp(path: Path) -> Stamp | None:
    """The stamp in this file, or None where there is none that can be understood."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["form"] != _FORM:
            return None
        found = tuple(_diagnostic(row) for row in data["diagnostics"])
        return Stamp(str(data["sources"]), str(data["products"]), found, int(data["sheets"]), int(data["pieces"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def stamp_text(stamp: Stamp) -> str:
    """The stamp as it is kept."""
    data = {
        "form": _FORM,
        "sources": stamp.sources,
        "products": stamp.products,
        "diagnostics": [_row(each) for each in stamp.diagnostics],
        "sheets": stamp.sheets,
        "pieces": stamp.pieces,
    }
    return json.dumps(data, ensure_ascii=False)


def _row(diagnostic: Diagnostic) -> list[Any]:
    place = diagnostic.place
    where = [place.file, place.line, place.column, place.key]
    return [diagnostic.code, where, diagnostic.notice, [list(p) for p in diagnostic.particulars], diagnostic.folio]


def _diagnostic(row: Sequence[Any]) -> Diagnostic:
    code, (file, line, column, key), notice, particulars, folio = row
    return Diagnostic(
        str(code),
        RULES[code].level,
        Place(str(file), int(line), int(column), str(key)),
        NoticeId(notice) if notice is not None else None,
        tuple((str(name), str(value)) for name, value in particulars),
        str(folio),
    )
