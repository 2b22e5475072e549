"""Measures the workshop on fictional books: ``python benchmarks/run.py --sizes 300 1200``.

Every step runs in a process of its own, so that none inherits what another has loaded; the table at the end is for
people, and ``benchmarks/results/`` keeps it with the figures and a plot. See ``benchmarks/README.md``.
"""

from __future__ import annotations

import argparse
import datetime
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import corpus
import report
from edits import EDITS, middle_notice
from report import Row
from stopwatch import Cost, measure
from yardsticks import YARDSTICKS, Bench, NotInstalledError, lay_out

ROOT: Final = Path(__file__).resolve().parent.parent
SIZES: Final = (300, 1200, 8971)
COLUMNS_TO: Final = 1200
"""The columns document takes minutes and gigabytes beyond; --full-columns asks for it all the same."""


GAUGE: Final = "total = 0\nfor number in range(10_000_000): total += number"
"""The same work on every machine and in every run, so that a slow hour can be told from a slow program."""


@dataclass(frozen=True, slots=True)
class Course:
    """What is to be measured, and where."""

    folder: Path
    jobs: int
    steps: frozenset[str]
    full_columns: bool
    law: bool

    def wants(self, step: str) -> bool:
        """Whether a step was asked for; without a choice, all are."""
        return not self.steps or step in self.steps


class Book:
    """A fictional book of one size, and the command on it."""

    def __init__(self, course: Course, notices: int) -> None:
        self.course, self.notices = course, notices
        self.root = course.folder / f"book-{notices}"
        self.logs = course.folder / f"logs-{notices}"

    def write(self) -> None:
        """Write it anew, with a ``layout/`` of its own, since a step changes it."""
        shutil.rmtree(self.root, ignore_errors=True)
        corpus.write_book(corpus.Order(self.notices, corpus.SEED, self.root), self.course.jobs)
        shutil.copytree(ROOT / "layout", self.root / "layout")

    def run(self, step: str, *verb: str) -> Row:
        """Measure one verb."""
        cost = self._cost(self.root, step, verb)
        return Row(self.notices, step, cost, _last_line(self.logs / f"{step}.txt") if cost.code else "")

    def build(self, step: str) -> Row:
        """Measure a build; with --law, compare its PDF with that of a clean one."""
        row = self.run(step, "build", "--jobs", str(self.course.jobs))
        return replace(row, lawful=self._is_lawful(step)) if self.course.law else row

    def forget(self) -> None:
        """Take away all that was built and stored."""
        shutil.rmtree(self.root / "build", ignore_errors=True)

    def _cost(self, root: Path, step: str, verb: Sequence[str]) -> Cost:
        command = [sys.executable, str(ROOT / "make_book.py"), "--lang", "fr", "--book", str(root), *verb, "--verbose"]
        # Modules stand compiled, as for anybody who has run the command before, whatever the environment says here.
        compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(self.course.folder / "compiled")}
        return measure(command, self.logs / f"{step}.txt", {"BOOKWORK_NO_VENV": "1", **compiled})

    def _is_lawful(self, step: str) -> bool:
        clean = self.course.folder / "clean" / self.root.name
        shutil.rmtree(clean, ignore_errors=True)
        shutil.copytree(self.root, clean, ignore=shutil.ignore_patterns("build"))
        self._cost(clean, f"{step} – propre", ("build", "--jobs", str(self.course.jobs)))
        ours, theirs = (root / "build" / "livre.pdf" for root in (self.root, clean))
        return ours.is_file() and theirs.is_file() and ours.read_bytes() == theirs.read_bytes()


def measured(book: Book) -> Iterator[Row]:
    """All steps on one book, in the order in which each finds what it needs; one that fails keeps none from running."""
    if trouble := _attempted(book.write):
        yield Row(book.notices, "livre fictif", None, trouble=trouble)
        return
    course = book.course
    yield _gauged(book)
    if course.wants("contrôle"):
        yield book.run("contrôle à froid", "check")
        yield book.run("contrôle à chaud", "check")
    if course.wants("livre") or course.wants("audit") or course.wants("retouches"):  # of a book that was built
        book.forget()
        yield book.build(report.CLEAN)
    if course.wants("livre"):
        yield book.build("rien de changé")
    if course.wants("audit"):
        yield from _audited(book)
    if course.wants("épreuve"):
        yield book.run("épreuve d’une notice", "proof", middle_notice(book.root).stem)
    if course.wants("repères"):
        yield from _yardsticks(book)
    if course.wants("retouches"):
        for name, edit in EDITS.items():
            yield _gauged(book)
            trouble = _attempted(partial(edit, book.root))
            yield Row(book.notices, name, None, trouble=trouble) if trouble else book.build(name)


def _gauged(book: Book) -> Row:
    """How fast the machine is now: it may not be as fast in an hour."""
    return Row(book.notices, report.GAUGE, measure([sys.executable, "-c", GAUGE], book.logs / "étalon.txt"))


def _audited(book: Book) -> Iterator[Row]:
    """The audit of the built book: the first words every work, later ones find the words kept."""
    yield book.run("premier audit", "audit")
    yield book.run("audit", "audit")


def _last_line(log: Path) -> str:
    return next(reversed(log.read_text("utf-8", "replace").split("\n")[:-1]), "")


def _attempted(step: Callable[[], object]) -> str:
    """Do a step; what went wrong in it, or an empty text."""
    try:
        step()
    except Exception as error:
        return _said(error)
    return ""


def _yardsticks(book: Book) -> Iterator[Row]:
    folder = book.course.folder / f"yardsticks-{book.notices}"
    benches: list[Bench] = []
    trouble = _attempted(lambda: benches.append(lay_out(book.root, folder)))
    for name, yardstick in YARDSTICKS.items():
        if name == report.COLUMNS and book.notices > COLUMNS_TO and not book.course.full_columns:
            yield Row(book.notices, name, None, "sauté : --full-columns le demande")
        elif trouble:
            yield Row(book.notices, name, None, trouble=trouble)
        else:
            yield _yardstick(book, name, partial(yardstick, benches[0]))


def _yardstick(book: Book, name: str, command: Callable[[], list[str]]) -> Row:
    try:
        return Row(book.notices, name, measure(command(), book.logs / f"{name}.txt"))
    except NotInstalledError as missing:
        return Row(book.notices, name, None, str(missing))
    except Exception as error:
        return Row(book.notices, name, None, trouble=_said(error))


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]


def main(argv: Sequence[str] | None = None) -> int:
    """The command."""
    options = _parser().parse_args(argv)
    folder = options.work or Path(tempfile.mkdtemp(prefix="mesures-"))
    course = Course(folder.resolve(), options.jobs, frozenset(options.steps), options.full_columns, options.law)
    rows: list[Row] = []
    for size in options.sizes:
        for row in measured(Book(course, size)):
            rows.append(row)
            print(report.line(row), file=sys.stderr, flush=True)
            report.write(options.results, options.label, rows)
    print(report.table(rows))
    if options.work is None:
        shutil.rmtree(folder)
    return int(any(row.failed or row.lawful is False for row in rows))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Mesure l’atelier sur des livres fictifs.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="nombres de notices")
    parser.add_argument("--steps", nargs="+", default=(), choices=report.STEPS, help="seulement ces étapes")
    parser.add_argument("--full-columns", action="store_true", help="WeasyPrint en colonnes à toute taille")
    parser.add_argument("--law", action="store_true", help="compare chaque livre à celui d’une fabrication à neuf")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processus en parallèle")
    parser.add_argument("--label", default=f"{datetime.date.today()}", help="nom des fichiers de résultats (la date)")
    parser.add_argument("--results", type=Path, default=ROOT / "benchmarks" / "results", metavar="DIR")
    parser.add_argument("--work", type=Path, metavar="DIR", help="garde ici livres et journaux (sinon effacés)")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
