"""What was printed last, and from what: a build with nothing changed is known by its stamp and does nothing again.

The stamp holds the size and date of every file that shapes the book, of the program's own modules, and of what was
printed. It only ever saves work: where it is missing, foreign or out of date, the book is built.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from stat import S_ISDIR
from typing import Any, Final

from bookwork.diagnostics import Diagnostic, Level, NoticeId, Place
from bookwork.records import Struct
from bookwork.typesetting.pango import pango_version

PRODUCTS: Final = ("livre.pdf", "pagemap.json", "makeup.json", "makeup.html")
"""What a build leaves in ``build/``: the book first."""
_SOURCES: Final = ("manuscript", "biographies", "bibliography.bib", "bibliography.json", "layout")
_FORM: Final = 2
"""Changes when the stamp's own form does."""
_LIBRARIES: Final = (
    "bibtexparser", "fonttools", "google-re2", "jinja2", "markdown", "markupsafe", "msgspec", "pikepdf", "pillow",
    "pydantic", "pypandoc_binary", "pyphen", "pyyaml", "rapidfuzz", "uharfbuzz", "weasyprint",
)  # fmt: skip


class Stamp(Struct, frozen=True):
    """A finished build: the print of its sources, that of its products, its diagnostics, and what people were told."""

    sources: str
    products: str
    diagnostics: tuple[Diagnostic, ...]
    sheets: int
    pieces: int


def standing(root: Path, sources: str) -> Stamp | None:
    """The stamp of the last build, if its sources have the print that they had, and the book still stands.

    To say so takes neither WeasyPrint nor the model: what loads them takes a second.
    """
    stamp = read_stamp(stamp_file(root))
    if stamp is None or stamp.products != print_of_products(root):
        return None
    return stamp if stamp.sources == sources != "" else None


def stamp_file(root: Path) -> Path:
    """Where the stamp of this book is."""
    return root / "build" / "cache" / "stamp.json"


def print_of_products(root: Path) -> str:
    """The print of what the last build left."""
    return fingerprint(root / "build" / name for name in PRODUCTS)


def wish(*, screen: bool, draft: bool) -> str:
    """What a build may be asked that shapes the book: the edition, and frames for faulty notices."""
    return f"{screen} {draft}"


def print_of_sources(root: Path, default_layout: Path, asked: str) -> str:
    """The print of all that shapes a book: its folders, the layout, the program, what was asked; "" if unknown."""
    pango = pango_version()
    if not pango:
        return ""
    libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
    folders = [*(root / name for name in _SOURCES), default_layout, Path(__file__).parent]
    return fingerprint(folders, sys.version, str(pango), *libraries, asked)


def fingerprint(paths: Iterable[Path], *words: str) -> str:
    """A hash of the name, size and date of every file here and below, and of these words."""
    seen = [f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\0" for path, stat in _files(map(str, paths))]
    told = "".join([*seen, "\0".join(words)])
    return hashlib.blake2b(told.encode("utf-8", "surrogateescape"), digest_size=20).hexdigest()


def newest(paths: Iterable[Path], without: Iterable[Path] = ()) -> int:
    """When the last of the files here and below was changed, in nanoseconds, but for some; 0 if there are none."""
    left_out = set(map(str, without))
    return max((stat.st_mtime_ns for path, stat in _files(map(str, paths)) if path not in left_out), default=0)


def _files(paths: Iterable[str]) -> Iterator[tuple[str, os.stat_result]]:
    """Every file here and below with its size and dates, in the order of their paths."""
    for path in paths:
        with suppress(FileNotFoundError):
            stat = os.stat(path)  # noqa: PTH116 - a book has thousands of files, and a Path of each takes longer
            if not S_ISDIR(stat.st_mode):
                yield path, stat
                continue
            with os.scandir(path) as entries:
                inside = sorted((entry for entry in entries if entry.name != "__pycache__"), key=lambda each: each.name)
            for entry in inside:
                if entry.is_dir():
                    yield from _files([entry.path])
                elif entry.is_file():
                    yield entry.path, entry.stat()


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
    told = [list(pair) for pair in diagnostic.particulars]
    return [diagnostic.code, int(diagnostic.level), where, diagnostic.notice, told, diagnostic.folio]


def _diagnostic(row: Sequence[Any]) -> Diagnostic:
    code, level, (file, line, column, key), notice, particulars, folio = row
    return Diagnostic(
        str(code),
        Level(level),
        Place(str(file), int(line), int(column), str(key)),
        NoticeId(notice) if notice is not None else None,
        tuple((str(name), str(value)) for name, value in particulars),
        str(folio),
    )
