"""The ten-notice book, printed once for all tests, and small books that tests make for themselves.

Everybody in these books is fictional.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from bookwork.cli import HOME, main
from bookwork.inspection import Inspected, inspect
from bookwork.model.book import Book
from bookwork.model.citation import CitationItem
from bookwork.progress import StageProgress
from bookwork.project import Layout, Project, read_project
from bookwork.store import Store
from bookwork.typesetting.compose import Desk, lay_out_desk
from bookwork.typesetting.figures import cited_in, cited_keys, cited_outside, cited_works
from bookwork.typesetting.gleaning import Harvest, glean, gleaned
from bookwork.typesetting.references import References, Wanted, word_references

BOOK = Path(__file__).parent / "book"

PEOPLE = {
    "aubremont-geoffroy-d": "Geoffroy Marie d’Aubremont",
    "beveziers-anne-sophie": "Anne-Sophie Bévéziers",
    "duval-menard-paul": "Paul Aimé Duval-Ménard",
    "duval-menard-pierre": "Pierre Duval-Ménard",
    "la-fauconniere-maurice-de": "Maurice Hyacinthe de La Fauconnière",
    "lobodowski-stanislaw": "Stanisław Łobodowski",
    "oeuvrard-theophile": "Théophile Œuvrard",
    "orsi-zoltan": "Zoltán Őrsi",
    "saint-ygnace-jean-marie": "Jean-Marie Saint-Ygnace",
    "serban-ion": "Ion Șerban",
}
"""Everybody in the order of the book, as a cross-reference prints them."""

BY_NAME = {"LA FAUCONNIÈRE Maurice": "la-fauconniere-maurice-de", "Bévéziers Anne-Sophie": "beveziers-anne-sophie"}
"""The cross-references that name a person instead of giving the id."""

FOREWORD, ABBREVIATIONS = "ch-10-avant-propos", "ch-90-abreviations"
"""The anchors of the chapters."""

SUPERIOR = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:,[⁰¹²³⁴⁵⁶⁷⁸⁹]+)*")
"""The numbers of sources in a text as copied."""


def worded(book: Book, project: Project, cites: frozenset[CitationItem] | None = None) -> References:
    """The sources of a book in words, or these citations alone; nothing is kept."""
    with TemporaryDirectory() as folder, Store(Path(folder) / "store.sqlite") as store:
        everything = cited_in(book.notices) | cited_outside(book)
        wanted = Wanted(
            everything if cites is None else cites, frozenset(cited_keys(cited_works(book, glean(book, store))))
        )
        return word_references(project, book.works, book.repositories, wanted, store)


def harvest_of(book: Book) -> Harvest:
    """What the notices of a book give to its indexes, gleaned anew."""
    return {notice.id: gleaned(notice, book.registers) for notice in book.notices}


def desk_of(book: Book, project: Project) -> Desk:
    """The compositor's desk for a book without photographs."""
    return lay_out_desk(book, project, harvest_of(book), {}, worded(book, project))


def source_of(notice: str) -> str:
    (path,) = BOOK.glob(f"biographies/*/{notice}.md")
    return path.read_text("utf-8").split("---\n", 2)[2]


def prose_of(notice: str, people: Mapping[str, str] = PEOPLE) -> str:
    """The words of a notice's text as they are to be printed, read off its source without any of our code."""

    def refer(match: re.Match[str]) -> str:
        target, _, words = match[1].partition("|")
        return words or people[BY_NAME.get(target, target)]

    prose = re.sub(r"\s*\[@[^\]]*\]", "", source_of(notice))
    prose = re.sub(r"\[\[(.+?)\]\]", refer, prose)
    prose = re.sub(r"\[([^\]]+)\]\{[^}]*\}", r"\1", prose)
    return re.sub(r"^- ", "– ", prose.replace("*", ""), flags=re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """What a command answered: its exit code, and what it said."""

    code: int
    out: str
    err: str

    @property
    def set(self) -> int:
        """How many pieces a build set."""
        return int(self.out.split(" pièces composées sur ")[0].split()[-1])


def command(book: Path, *argv: str) -> Answer:
    """Run a verb on this book, in this process and in French."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(["--lang", "fr", "--book", str(book), *argv])
        except SystemExit as stopped:  # argparse
            code = int(stopped.code or 0)
    return Answer(code, out.getvalue(), err.getvalue())


def built(book: Path, *argv: str) -> Answer:
    """Build this book, which must be without fault."""
    answer = command(book, "build", "--jobs", "1", *argv)
    assert answer.code == 0, answer.err
    return answer


@dataclass(frozen=True)
class Printed:
    """A book in its folder, off the press."""

    root: Path

    @property
    def pdf(self) -> Path:
        return self.root / "build" / "livre.pdf"

    @cached_property
    def pagemap(self) -> dict[str, Any]:
        return json.loads((self.root / "build" / "pagemap.json").read_text("utf-8"))

    @cached_property
    def makeup(self) -> dict[str, Any]:
        return json.loads((self.root / "build" / "makeup.json").read_text("utf-8"))

    @cached_property
    def inspected(self) -> Inspected:
        return inspected(self.root)

    @property
    def layout(self) -> Layout:
        assert self.inspected.project is not None
        return self.inspected.project.layout

    def sheet_of(self, anchor: str) -> int:
        """The sheet, from 1, on which an anchor stands."""
        return int(self.pagemap["anchors"][anchor][0])

    def files(self) -> dict[str, bytes]:
        """Everything that the build made, but for the store."""
        return {path.name: path.read_bytes() for path in sorted((self.root / "build").iterdir()) if path.is_file()}


def inspected(root: Path) -> Inspected:
    with redirect_stderr(StringIO()):
        return inspect(root, HOME / "layout", StageProgress("fr"))


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """The ten-notice book in its edition for the screen; nobody may change its folder."""
    root = tmp_path_factory.mktemp("dix") / "livre"
    shutil.copytree(BOOK, root)
    built(root)
    return Printed(root)


@pytest.fixture(scope="session")
def for_print(printed: Printed, tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """The same book in its edition for the printer."""
    root = tmp_path_factory.mktemp("presse") / "livre"
    shutil.copytree(printed.root, root)
    built(root, "--edition", "print")
    return Printed(root)


@pytest.fixture
def copied(printed: Printed, tmp_path: Path) -> Printed:
    """A copy of the printed book, with its store, for a test to change."""
    shutil.copytree(printed.root, tmp_path / "livre")
    return Printed(tmp_path / "livre")


SMALL_TOML = """
[livre]
titre = "Un petit livre fictif"
date = 2001-01-17
[ordre]
devant = []
derriere = []
"""


def small_book(root: Path, notices: dict[str, str], toml: str = SMALL_TOML) -> Path:
    """A book of these notices alone, id to text; the family name is the id with a capital."""
    shutil.copytree(BOOK / "manuscript" / "registers", root / "manuscript" / "registers")
    shutil.copy(BOOK / "bibliography.bib", root)
    (root / "manuscript" / "book.toml").write_text(toml, "utf-8")
    for name, text in notices.items():
        write_notice(root, name, text)
    return root


def write_notice(root: Path, name: str, text: str) -> None:
    path = root / "biographies" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    head = f"nom: {name.capitalize()}\nprénoms: Jean\nsexe: H\nsources: ['@fictif2001']\nauteurs: [AF]\nstatut: relu\n"
    path.write_text(f"---\n{head}---\n{text}\n", "utf-8")


@pytest.fixture
def project_of(tmp_path: Path):
    """The project of a small book with these notices."""

    def make(notices: dict[str, str]):
        project, _ = read_project(small_book(tmp_path / "petit", notices), HOME / "layout")
        assert project is not None
        return project

    return make
