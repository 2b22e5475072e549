"""Each rule has a folder ``cases/<code>``: a wrong book, what is said of it, and a right book of which nothing is said.

The folders hold only the files that differ from the stock book ``cases/base``; everybody in them is fictional.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bookwork.checks import run_checks
from bookwork.diagnostics import RULES, Diagnostic
from bookwork.reports import text
from bookwork.sources.reading import locate, read_book

CASES = Path(__file__).parent / "cases"
CODES = sorted(path.name for path in CASES.iterdir() if path.is_dir() and path.name != "base")


def faults_of(side: Path, book: Path) -> tuple[Diagnostic, ...]:
    shutil.copytree(CASES / "base", book)
    shutil.copytree(side, book, dirs_exist_ok=True)
    read, found = read_book(book)
    return locate(book, run_checks(read, found))


@pytest.mark.parametrize("code", CODES)
def test_wrong_book_is_reported(code: str, tmp_path: Path, golden) -> None:
    faults = faults_of(CASES / code / "wrong", tmp_path / "book")
    assert code in {fault.code for fault in faults}
    report = text.render(faults, "fr") + "\n" + text.render(faults, "en")
    golden(CASES / code / "expected.txt", report)


@pytest.mark.parametrize("code", CODES)
def test_right_book_is_left_alone(code: str, tmp_path: Path) -> None:
    faults = faults_of(CASES / code / "right", tmp_path / "book")
    assert text.render(faults, "fr") == "Aucune faute.\n"


@pytest.mark.parametrize("code", CODES)
def test_every_fault_has_an_address(code: str, tmp_path: Path) -> None:
    for fault in faults_of(CASES / code / "wrong", tmp_path / "book"):
        assert fault.place.file
        if fault.code != "file.unreadable":
            assert fault.place.line >= 1
            assert fault.place.column >= 1


def test_cases_are_of_known_rules() -> None:
    assert set(CODES) <= set(RULES)
