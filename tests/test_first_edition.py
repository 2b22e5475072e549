"""The first edition itself: every statement of the book about real people rests on what its files say."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from fixtures_book import SUPERIOR, harvest_of
from pdfreading import letters, needs_poppler
from pdfreading import text as text_of

from bookwork.cli import HOME, main
from bookwork.diagnostics import Diagnostic, Level
from bookwork.inspection import Inspected, inspect
from bookwork.model.book import Book
from bookwork.model.dates import french_days
from bookwork.stages import Unwatched
from bookwork.typesetting.figures import cited_keys, cited_works, counts
from bookwork.typography.rules import set_html

NEGATIONIST = ("trantor.is", "kostenlosonlinelesen", "historiography-project")
MOST_SHORT = 6
"""Lines that may be missing at the foot of a column that no letter of the alphabet follows."""


@pytest.fixture(scope="module")
def inspected() -> Inspected:
    return inspect(HOME, HOME / "layout", Unwatched())


@pytest.fixture(scope="module")
def book(inspected: Inspected) -> Book:
    assert inspected.book is not None
    return inspected.book


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first edition, built from a copy of its sources."""
    root = tmp_path_factory.mktemp("first-edition")
    for name in ("manuscript", "biographies"):
        shutil.copytree(HOME / name, root / name)
    shutil.copy(HOME / "bibliography.bib", root)
    assert main(["--lang", "fr", "--book", str(root), "build"]) == 0
    return root / "build"


@pytest.fixture(scope="module")
def text(printed: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed: the text of the PDF cannot be read")
    command = ["pdftotext", str(printed / "livre.pdf"), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def codes(diagnostics: tuple[Diagnostic, ...], least: Level = Level.INFORMATION) -> Counter[str]:
    return Counter(each.code for each in diagnostics if each.level >= least)


def test_nothing_is_wrong_with_the_sources(inspected: Inspected) -> None:
    assert not codes(inspected.diagnostics, Level.WARNING)


def test_no_notice_states_a_date_or_a_number_that_its_front_matter_does_not_hold(inspected: Inspected) -> None:
    assert not [code for code in codes(inspected.diagnostics) if code.startswith("prose.")]


def test_every_paragraph_of_a_notice_cites_a_source(book: Book) -> None:
    bare = [
        (notice.id, paragraph[:60])
        for notice in book.notices
        for paragraph in re.findall(r"<p>(.*?)</p>", notice.text.html, re.DOTALL)
        if "<x-cite" not in paragraph
    ]
    assert not bare


def test_no_source_that_must_not_be_cited_is_in_the_bibliography(book: Book) -> None:
    fields = [value for work in book.works.values() for value in work.fields.values()]
    assert not [value for value in fields if any(name in value for name in NEGATIONIST)]


def test_numbers_about_the_book_are_never_typed(book: Book) -> None:
    """A chapter may not say by hand what the program counts."""
    counted = {str(number) for number in counts(book, cited_works(book, harvest_of(book))).values() if number > 9}
    for chapter in book.chapters.values():
        prose = re.sub(r"\{\{.*?\}\}|\[@[^\]]*\]|<[^>]*>", " ", chapter.text.source)
        typed = re.findall(
            r"(?<![\d-])(\d+) (?:notices|sources|convois|camps|femmes|hommes) (?:de ce livre|du livre)", prose
        )
        assert not counted.intersection(typed), chapter.file


def test_the_book_is_printed_without_a_trace_of_its_markup(text: str) -> None:
    for trace in ("[@", "[[", "]]", "{{", "}}", "x-cite", "x-ref", "{.index", "&nbsp;", "**"):
        assert trace not in text, trace


def test_every_notice_stands_in_the_book_with_its_numbers(book: Book, text: str) -> None:
    flat = re.sub(r"\s+", " ", text)
    for notice in book.notices:
        assert notice.name.family.upper() in flat
        for number in notice.facts.numbers.values():
            for figures in re.findall(r"\d+", number.value):
                assert re.search(rf"(?<!\d){figures}(?!\d)", flat), (notice.id, figures)


@needs_poppler
def test_every_sentence_of_a_notice_is_printed_whole_and_once(printed: Path, inspected: Inspected) -> None:
    """No character is lost or doubled between the file and the page, however a paragraph was asked to be set."""
    assert inspected.project is not None and inspected.book is not None
    layout = inspected.project.layout
    area = (28.0, layout.head - 2, layout.page_width - 57, layout.text_height + 4)  # guide words and tabs left out
    pages = json.loads((printed / "makeup.json").read_text(encoding="utf-8"))["pages"]
    sheets = [page["sheet"] for page in pages if page["part"] == "notices"]
    stream = SUPERIOR.sub("", letters(text_of(printed / "livre.pdf", sheets[0], sheets[-1], area)))
    found = 0
    for notice in inspected.book.notices:
        prose = re.sub(r"<x-cite[^>]*></x-cite>", "", set_html(notice.text.html))
        for part in re.split(r"<x-ref.*?</x-ref>|</p>", prose):
            wanted = SUPERIOR.sub("", letters(re.sub("<[^>]*>", "", part)))
            if len(wanted) > 60:
                found += 1
                assert stream.count(wanted) == 1, (notice.id, part)
    assert found > 100


def test_every_dated_day_of_the_prose_is_printed_whole(book: Book, text: str) -> None:
    """« 17 janvier » is never parted by the typography from what the author wrote."""
    flat = re.sub(r"\s+", " ", text.replace("-\n", "").replace("ᵉʳ", "er"))
    for notice in book.notices:
        for _, day in french_days(re.sub(r"<[^>]*>", "", notice.text.html)):
            assert day.in_french().replace("1er ", "1er ") in flat, (notice.id, day.text)


def test_every_cited_work_is_in_the_bibliography(printed: Path, book: Book) -> None:
    anchors = json.loads((printed / "pagemap.json").read_text(encoding="utf-8"))["anchors"]
    assert not [key for key in cited_keys(cited_works(book, harvest_of(book))) if f"b-{key}" not in anchors]


def test_columns_are_full_but_at_the_ends_of_sections(printed: Path) -> None:
    pages = json.loads((printed / "makeup.json").read_text(encoding="utf-8"))["pages"]
    anchors = json.loads((printed / "pagemap.json").read_text(encoding="utf-8"))["anchors"]
    letters = [(spot[0], spot[2], spot[3]) for name, spot in anchors.items() if name.startswith("lettre-")]
    opened = {(sheet, column) for sheet, column, top in letters if top == min(row[2] for row in letters)}
    last = {page["part"]: page["sheet"] for page in pages}
    for page in pages:
        for number, column in enumerate(page["columns"], 1):
            assert not {"broken-tie", "overfull"} & set(column["costs"]), page["folio"]
            following = (page["sheet"], number + 1) if number < len(page["columns"]) else (page["sheet"] + 1, 1)
            if page["sheet"] != last[page["part"]] and following not in opened:
                assert column["short"] <= MOST_SHORT, (page["part"], page["folio"])


# The audit


@pytest.fixture(scope="module")
def concordance(printed: Path) -> list[dict[str, str]]:
    """Every line of the concordance of the printed book."""
    assert main(["--lang", "fr", "--book", str(printed.parent), "audit"]) == 0
    with (printed / "audit" / "csv" / "concordance.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def stands_on(words: str, pages: list[str]) -> bool:
    """Whether a page has these words, or two columns, of one page or of two in a row, have them together."""
    beside = [*zip(pages, pages, strict=True), *pairwise(pages)]
    return any(words in page for page in pages) or any(
        words[:cut] in one and words[cut:] in other for one, other in beside for cut in range(1, len(words))
    )


def test_every_statement_leads_to_its_source_in_the_file_and_to_its_page(
    printed: Path, concordance: list[dict[str, str]], text: str
) -> None:
    sheets = [letters(SUPERIOR.sub("", page)) for page in text.split("\f")]
    places = json.loads((printed / "pagemap.json").read_text("utf-8"))["notices"]
    lines = {path: path.read_text("utf-8").split("\n") for path in printed.parent.rglob("*.md")}
    for row in concordance:
        if not row["notice"]:
            continue
        written = lines[printed.parent / row["fichier"]][int(row["ligne"]) - 1]
        assert f"@{row['source']}" in written, row
        there = [sheets[number - 1] for number in sorted({place["sheet"] for place in places[row["notice"]]["places"]})]
        words = row["affirmation"].removeprefix("'") if not row["champ"] else row["personne"].partition(" (")[0]
        wanted = letters(re.sub("<[^>]*>", "", set_html(f"<p>{words}</p>")))
        assert stands_on(wanted, there), row


def test_every_citation_of_the_files_is_in_the_concordance(book: Book, concordance: list[dict[str, str]]) -> None:
    written = Counter(
        (notice.id, item.key)
        for notice in book.notices
        for part in (notice.text, notice.sources, notice.value_sources)
        for citation in part.citations
        for item in citation.items
    )
    assert Counter((row["notice"], row["source"]) for row in concordance if row["notice"]) == written
    assert {row["source"] for row in concordance} <= set(book.works)
