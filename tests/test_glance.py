"""A glance at a few notices: what a proof knows of all others, and what it says of its own. Everybody is fictional."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from fixtures_book import Answer, command, small_book, write_notice
from pdfreading import text

from bookwork import readers
from bookwork.cli import CLEAN, FAULTS, HOME
from bookwork.diagnostics import errors_among
from bookwork.inspection import find_faults
from bookwork.readers import ReadingRoom
from bookwork.stages import Unwatched

NOTICES = {
    "bref": "Personnage fictif, ami de [[long]] et de [[Tardif Jean]].",
    "long": "Personnage fictif.",
    "tardif": "Personnage fictif.",
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return small_book(tmp_path, NOTICES)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files whose notices are read or looked up from now on."""
    files: list[str] = []
    plain = ReadingRoom.read_and_check

    def noting(self: ReadingRoom, desk: readers.Desk, asked: Sequence[str], *others: object) -> object:
        files.extend(asked)
        return plain(self, desk, asked, *others)

    monkeypatch.setattr(ReadingRoom, "read_and_check", noting)
    return files


def proof(book: Path, name: str) -> tuple[Answer, str]:
    """A proof of this notice: what the command answers, and the words of the galley."""
    answer = command(book, "proof", name)
    return answer, " ".join(text(book / "build" / "proofs" / f"{name}.pdf", 1).split())


def test_a_proof_reads_its_own_notice_and_those_that_changed_alone(book: Path, read: list[str]) -> None:
    proof(book, "bref")
    assert set(read) == {f"biographies/{name}.md" for name in NOTICES}, "nobody's name is known at first"
    read.clear()
    proof(book, "bref")
    assert read == ["biographies/bref.md"]
    read.clear()
    write_notice(book, "tardif", "Personnage fictif, corrigé.")
    proof(book, "bref")
    assert read == ["biographies/bref.md", "biographies/tardif.md"]


def test_after_a_check_all_names_are_known(book: Path, read: list[str]) -> None:
    command(book, "check")
    read.clear()
    proof(book, "bref")
    assert read == ["biographies/bref.md"]


def test_a_proof_prints_names_as_they_are_now(book: Path) -> None:
    assert "Jean Long et de Jean Tardif" in proof(book, "bref")[1]
    path = book / "biographies" / "long.md"
    path.write_text(path.read_text("utf-8").replace("nom: Long", "nom: Oblong"), "utf-8")
    assert "Jean Oblong et de Jean Tardif" in proof(book, "bref")[1]


def test_a_proof_says_what_is_wrong_with_its_notice_and_with_no_other(book: Path) -> None:
    write_notice(book, "tardif", "Personnage fictif, ami de [[personne]].")
    answer, _ = proof(book, "long")
    assert answer.code == CLEAN
    assert "[" not in answer.err
    answer, _ = proof(book, "tardif")
    assert answer.code == FAULTS
    assert "[link.unknown]" in answer.err
    (book / "biographies" / "tardif.md").unlink()
    answer, _ = proof(book, "bref")
    assert "Tardif Jean" in answer.err
    assert "[link.unknown]" in answer.err


def test_a_reference_to_a_notice_that_cannot_be_read_is_no_fault_of_the_one_that_makes_it(book: Path) -> None:
    (book / "biographies" / "long.md").write_text("---\nnom: Long\n---\n", "utf-8")
    answer, _ = proof(book, "bref")
    assert "[link.unknown]" not in answer.err


def test_what_is_edited_while_the_book_is_checked_is_looked_at_the_next_time(book: Path) -> None:
    """Whoever spoils the bibliography during a check is told so by the next, not given what was found before."""

    class Busy(Unwatched):
        def stage(self, name: str) -> None:
            if name == "checks":
                (book / "bibliography.bib").write_text("@book{fictif2001, title = {Livre fictif\n", "utf-8")

    assert not errors_among(find_faults(book, HOME / "layout", Busy()))
    assert errors_among(find_faults(book, HOME / "layout", Unwatched()))
