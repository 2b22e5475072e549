"""From the sources to the editions for machines: one form asked, its files written into ``build/export/``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from bookwork.citing.csl import StyleTroubleError
from bookwork.diagnostics import Diagnostic
from bookwork.editions.accounts import Archive, open_archive
from bookwork.editions.eac import write_records
from bookwork.editions.folios import read_folios
from bookwork.editions.jsonld import write_jsonld
from bookwork.editions.parquet import PACKAGE, has_parquet, write_parquet
from bookwork.editions.spreadsheet import write_csv
from bookwork.editions.sqlitefile import write_sqlite
from bookwork.editions.tables import make_tables
from bookwork.editions.tei import write_tei
from bookwork.editions.wording import word_works
from bookwork.inspection import inspect
from bookwork.project import BookIdentity
from bookwork.records import Struct
from bookwork.stages import Progress
from bookwork.typesetting.layoutcheck import csl_diagnostic
from bookwork.writing import fill_beside, write_beside


class Exported(Struct, frozen=True):
    """What came of an export: what was written, the optional package that was missing for more, the diagnostics."""

    paths: tuple[Path, ...]
    missing: str
    diagnostics: tuple[Diagnostic, ...]


def export(root: Path, default_layout: Path, form: str, progress: Progress) -> Exported:
    """Write the book in this form; refused, like a print, while errors stand."""
    inspected = inspect(root, default_layout, progress)
    if inspected.project is None or inspected.book is None or inspected.errors:
        return Exported((), "", inspected.diagnostics)
    progress.stage("editions")
    build = inspected.project.build
    try:
        references = word_works(inspected.project, inspected.book)
    except StyleTroubleError as trouble:
        return Exported((), "", (*inspected.diagnostics, csl_diagnostic(trouble)))
    archive = open_archive(inspected.book, read_folios(build / "pagemap.json"), references)
    paths = FORMS[form](archive, inspected.project.book.identity, build / "export")
    lacking = PACKAGE if form == "table" and not has_parquet() else ""
    return Exported(paths, lacking, inspected.diagnostics)


def _tei(archive: Archive, identity: BookIdentity, folder: Path) -> tuple[Path, ...]:
    target = folder / "livre.tei.xml"
    write_beside(target, partial(write_tei, archive, identity))
    return (target,)


def _eac(archive: Archive, identity: BookIdentity, folder: Path) -> tuple[Path, ...]:
    target = folder / "eac"
    fill_beside(target, partial(write_records, archive, identity))
    return (target,)


def _jsonld(archive: Archive, identity: BookIdentity, folder: Path) -> tuple[Path, ...]:
    target = folder / "livre.jsonld"
    write_beside(target, partial(write_jsonld, archive, identity))
    return (target,)


def _table(archive: Archive, _identity: BookIdentity, folder: Path) -> tuple[Path, ...]:
    tables = make_tables(archive)
    fill_beside(folder / "csv", partial(write_csv, tables))
    write_beside(folder / "livre.sqlite", partial(write_sqlite, tables))
    written = [folder / "csv", folder / "livre.sqlite"]
    if has_parquet():
        fill_beside(folder / "parquet", partial(write_parquet, tables))
        written.append(folder / "parquet")
    return tuple(written)


FORMS: Final[Mapping[str, Callable[[Archive, BookIdentity, Path], tuple[Path, ...]]]] = {
    "tei": _tei,
    "eac": _eac,
    "jsonld": _jsonld,
    "table": _table,
}
"""Every form by the word that asks for it."""
