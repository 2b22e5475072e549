"""From the sources to ``build/audit/``: concordance, report, lists for reading rooms; and filled lists back."""

from __future__ import annotations

import datetime
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from functools import partial
from html import escape
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bookwork.audit.cells import utf8
from bookwork.audit.checklist import Checklist, make_checklists, printed_list, to_fill_in
from bookwork.audit.concordance import Concordance, make_concordance
from bookwork.audit.gathering import Collection, gather
from bookwork.audit.importing import UNWRITABLE, enter, read_filled
from bookwork.audit.online import FILE as ONLINE
from bookwork.audit.online import dead_addresses
from bookwork.audit.opendocument import write_spreadsheet
from bookwork.audit.report import Report, fault_pages, frame, head_of
from bookwork.audit.slips import Slips
from bookwork.audit.summary import Other, Summary, index_page, summarise
from bookwork.audit.tables import make_listings, write_csv, write_json, write_ods
from bookwork.citing.csl import StyleTroubleError
from bookwork.diagnostics import Diagnostic, Level, Place, worst
from bookwork.editions.accounts import UNWORDED, open_archive
from bookwork.editions.folios import Printed, read_printed
from bookwork.editions.wording import WorkWords, word_entries
from bookwork.inspection import Overview, look_over
from bookwork.project import Project
from bookwork.records import Struct, replace
from bookwork.sources.reading import Frame, collector_paused
from bookwork.sources.verifications import FILE, read_verifications
from bookwork.stages import Progress
from bookwork.stamp import newest
from bookwork.typesetting.layoutcheck import csl_diagnostic
from bookwork.writing import fill_beside, write_at_once, write_beside

FOLDER: Final = "audit"
_LISTS: Final = "recolement"
_PAGEMAP: Final = "build/pagemap.json"
_SOURCES: Final = ("manuscript", "biographies", "bibliography.bib", "bibliography.json", "layout")


class Audited(Struct, frozen=True):
    """What came of an audit: its numbers and lists, what to say of the pages, diagnostics."""

    summary: Summary | None
    checklists: tuple[Checklist, ...]
    pages: str
    """``current``, ``older`` than the sources, or ``missing``: what is known of the pages of the book."""
    diagnostics: tuple[Diagnostic, ...]


class Imported(Struct, frozen=True):
    """What came of a filled list: how many documents were entered, and what was wrong."""

    count: int
    diagnostics: tuple[Diagnostic, ...]


class AuditWish(Struct, frozen=True):
    """In how many processes new notices are read; the day, if addresses are to be asked on the network."""

    jobs: int = 1
    online: datetime.date | None = None


_PLAIN: Final = AuditWish()


def audit(root: Path, default_layout: Path, progress: Progress, wish: AuditWish = _PLAIN) -> Audited:
    """Audit the book in this folder, faults and all; only without settings there is nothing to audit."""
    book = look_over(root, default_layout, progress, wish.jobs)
    if book.project is None:
        return Audited(None, (), "missing", book.diagnostics)
    progress.stage("audit")
    build = book.project.build
    printed = read_printed(root / _PAGEMAP)
    dead: tuple[Diagnostic, ...] = ()
    if wish.online:
        dead = dead_addresses(book.frame.works, build / "cache" / ONLINE, wish.online)
    pages = _standing(book, root, printed)
    title = book.project.book.identity.title
    with collector_paused(), _slips(book, progress.step) as (collection, slips):
        known, faults = read_verifications(root)
        concordance = make_concordance(collection, slips, printed, known)
        words, trouble = _words(book.project, book.frame, {each.fonds for each in concordance.sources})
        concordance = replace(concordance, archive=replace(concordance.archive, words=words))
        diagnostics = tuple(sorted((*book.diagnostics, *trouble, *dead, *faults), key=lambda each: each.order))
        work = _Audit(concordance, make_checklists(concordance), summarise(concordance), diagnostics)
        progress.count(citations=len(concordance))
        fill_beside(build / FOLDER, partial(_write, work, title, pages, build / FOLDER))
    write_beside(build / "cache" / "lists.json", partial(_write_digests, build / FOLDER / _LISTS))
    return Audited(work.summary, work.checklists, pages, diagnostics)


@contextmanager
def _slips(book: Overview, step: Callable[[int, int], None]) -> Iterator[tuple[Collection, Slips]]:
    """The slips of the whole book, as long as they are needed."""
    archive = replace(open_archive(book.frame.without_notices(), {}), directory=book.directory)
    collection = Collection(archive, book.notices, book.shelf)
    build = Path(book.shelf.root) / "build"
    build.mkdir(exist_ok=True)
    with (
        TemporaryDirectory(prefix=".slips.", dir=build, ignore_cleanup_errors=True) as folder,
        Slips(Path(folder), gather(collection, Path(folder), step)) as slips,
    ):
        yield collection, slips


def _words(project: Project, frame: Frame, keys: AbstractSet[str]) -> tuple[WorkWords, tuple[Diagnostic, ...]]:
    """The works cited in the words of the book; by their titles where a style will not do."""
    try:
        return WorkWords(frame.works, word_entries(project, frame.without_notices(), keys)), ()
    except StyleTroubleError as trouble:
        return WorkWords(frame.works, UNWORDED), (csl_diagnostic(trouble),)


def import_list(root: Path, default_layout: Path, path: Path, progress: Progress) -> Imported:
    """Enter a filled list into the register, or nothing of it; raises OSError where it cannot be read or written."""
    book = look_over(root, default_layout, progress)
    known, faults = read_verifications(root)
    if worst(faults) is Level.ERROR:
        return Imported(0, (*faults, UNWRITABLE.at(Place(FILE, 1, 1), file=FILE)))
    with _slips(book, progress.step) as (collection, slips):
        cited = frozenset(each.known for each in make_concordance(collection, slips, None, known).sources)
    filled = read_filled(path, cited, known)
    if filled.found:
        enter(filled.found, root, known)
    return Imported(len(filled.found), filled.faults)


def _standing(book: Overview, root: Path, printed: Printed | None) -> str:
    """What is known of the pages: a source changed after the build, or other notices, make the page map old."""
    if printed is None:
        return "missing"
    changed = newest((root / name for name in _SOURCES), without=(root / FILE,))
    same = set(printed.notices) == {each.id for each in book.notices} | book.broken
    return "current" if same and changed <= (root / _PAGEMAP).stat().st_mtime_ns else "older"


class _Audit(Struct, frozen=True):
    """All that is written."""

    concordance: Concordance
    checklists: tuple[Checklist, ...]
    summary: Summary
    diagnostics: tuple[Diagnostic, ...]


_PAGES: Final[Mapping[str, str]] = {
    "current": "Les pages sont celles de build/livre.pdf.",
    "older": "Les pages sont celles d’un livre plus ancien que les sources : construisez-le de nouveau (build).",
    "missing": "Les pages manquent : le livre n’est pas construit (build).",
}


def _write(work: _Audit, title: str, pages: str, before: Path, folder: Path) -> None:
    """Everything, by two processes."""
    (folder / "csv").mkdir()
    (folder / _LISTS).mkdir()
    concordance = work.concordance
    listings = make_listings(concordance, work.checklists, work.diagnostics)
    slugs = {shelf: _shelf_slug(shelf.name, shelf.part, work.checklists) for shelf, _ in concordance.shelves}

    def write_pages() -> None:
        report = Report(concordance, slugs)
        for page in chain(report.pages(), fault_pages(work.diagnostics)):
            (folder / page.file).write_bytes(frame(page.title, page.body))
        shown = Other(work.diagnostics, _idle(concordance), _PAGES[pages], pages == "current")
        index = index_page(title, work.summary, work.checklists, report.contents(), shown)
        (folder / "index.html").write_bytes(index)

    one = partial(write_ods, listings, folder / "audit.ods")
    csv = [partial(write_csv, each, folder / "csv") for each in listings]
    lists = partial(_write_lists, work, folder)
    write_at_once(one, write_pages, (partial(write_json, listings, folder / "audit.json"), *csv, lists))
    _keep_filled(before / _LISTS, folder / _LISTS, before.parent / "cache" / "lists.json")


def _write_lists(work: _Audit, folder: Path) -> None:
    for each in work.checklists:
        head = head_of(f"Récolement – {each.name}")
        (folder / _LISTS / f"{each.slug}.html").write_bytes(utf8(printed_list(each, head, work.concordance)))
        write_spreadsheet(to_fill_in(each, work.concordance), folder / _LISTS / f"{each.slug}.ods")


def _shelf_slug(name: str, part: str, checklists: Sequence[Checklist]) -> str:
    return next((each.slug for each in checklists if each.name == name), part or "inconnues")


def _idle(concordance: Concordance) -> str:
    """Documents that were looked up and that nothing cites any more."""
    if not concordance.idle:
        return ""
    items = "".join(f"<li>{escape(each.fonds)}, {escape(each.cote)} ({each.finding})</li>" for each in concordance.idle)
    return f"<h2>Vérifications sans citation</h2><ul>{items}</ul>"


def _keep_filled(old: Path, new: Path, digests: Path) -> None:
    """Keep lists that somebody filled in where they stood: a new audit never deletes them."""
    try:
        ours = set(json.loads(digests.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        ours = set()
    for path in sorted(old.glob("*.ods")) if old.is_dir() else ():
        mark = _digest(path)
        if mark not in ours and (not (new / path.name).exists() or mark != _digest(new / path.name)):
            shutil.copy2(path, new / f"{path.stem.removesuffix('-rempli')}-rempli.ods")


def _write_digests(folder: Path, path: Path) -> None:
    marks = sorted(_digest(each) for each in folder.glob("*.ods") if not each.stem.endswith("-rempli"))
    path.write_text(json.dumps(marks), encoding="utf-8")


def _digest(path: Path) -> str:
    return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
