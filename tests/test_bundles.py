"""Bundles: what is kept of many notices at once is what is kept of each.

Everybody in these books is fictional.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fixtures_book import harvest_of, inspected, small_book, write_notice

from bookwork import readers
from bookwork.bundles import parted
from bookwork.inspection import Inspected
from bookwork.store import Store
from bookwork.typesetting.gleaning import glean

PEOPLE = {f"fictif-{number}": f"Personnage fictif numéro {number} [@fictif2001, p. {number}]." for number in range(200)}
FILES = [f"biographies/{name}.md" for name in sorted(PEOPLE)]


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that readers are asked about from now on."""
    files: list[str] = []
    plain = readers._answer

    def noting(desk: readers.Desk, shelf: readers.Shelf, order: readers._Order) -> readers._Answer:
        files.append(order.file)
        return plain(desk, shelf, order)

    monkeypatch.setattr(readers, "_answer", noting)
    return files


def forget(root: Path, largest: int) -> None:
    """Take away the records of the store that are no larger."""
    with closing(sqlite3.connect(root / "build" / "cache" / "reading.sqlite")) as connection, connection:
        connection.execute("DELETE FROM record WHERE length(body) <= ?", (largest,))


def same(first: Inspected, second: Inspected) -> None:
    assert first == second
    assert first.book is not None
    assert second.book is not None
    assert first.book.prints == second.book.prints
    assert [each.text for each in first.book.notices] == [each.text for each in second.book.notices]


def test_a_file_more_changes_its_own_bundle_alone() -> None:
    before = set(parted(FILES))
    after = set(parted(sorted([*FILES, "biographies/fictif-110b.md"])))
    assert len(before) > 2
    assert len(before - after) == 1
    assert sorted(file for bundle in before for file in bundle) == FILES


def test_a_notice_that_lies_in_a_bundle_is_that_of_its_own_records(tmp_path: Path, answered: list[str]) -> None:
    root = small_book(tmp_path / "livre", PEOPLE)
    first = inspected(root)
    assert len(answered) == len(PEOPLE)
    same(inspected(root), first)
    forget(root, 1000)
    same(inspected(root), first)
    assert len(answered) == len(PEOPLE), "bundles were enough"


def test_where_bundles_are_lost_each_notice_has_its_own_records(tmp_path: Path, answered: list[str]) -> None:
    root = small_book(tmp_path / "livre", PEOPLE)
    first = inspected(root)
    with closing(sqlite3.connect(root / "build" / "cache" / "reading.sqlite")) as connection, connection:
        connection.execute("UPDATE record SET body = substr(body, 1, 3000) WHERE length(body) > 5000")
    same(inspected(root), first)
    assert len(answered) == len(PEOPLE)


def test_of_a_bundle_in_which_one_notice_changed_the_others_are_not_read(tmp_path: Path, answered: list[str]) -> None:
    root = small_book(tmp_path / "livre", PEOPLE)
    inspected(root)
    answered.clear()
    write_notice(root, "fictif-7", "Personnage fictif, corrigé.")
    assert inspected(root).book == inspected(root).book
    assert answered == ["biographies/fictif-7.md"]


def test_a_notice_that_no_longer_cites_a_fonds_is_read_again_though_it_lies_in_a_bundle(
    tmp_path: Path, answered: list[str]
) -> None:
    root = small_book(tmp_path / "livre", PEOPLE)
    inspected(root)
    answered.clear()
    (root / "bibliography.bib").write_text("@archive{fictif2001, title = {Un fonds fictif}}\n", "utf-8")
    inspected(root)
    assert len(answered) == len(PEOPLE)


def test_what_notices_give_is_the_same_from_bundles_from_their_own_records_and_anew(tmp_path: Path) -> None:
    book = inspected(small_book(tmp_path / "livre", PEOPLE)).book
    assert book is not None
    anew = harvest_of(book)
    path = tmp_path / "store.sqlite"
    spoil = (
        "SELECT 1",
        "DELETE FROM record WHERE length(body) < 500",
        "UPDATE record SET body = substr(body, 1, 100) WHERE length(body) > 500",
    )
    for edit in spoil:
        with Store(path) as store:
            assert glean(book, store) == anew
            assert list(glean(book, store)) == list(anew)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(edit)
