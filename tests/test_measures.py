"""The measuring itself: what a command cost, what is said of it, how it is drawn. No test looks at a duration."""

from __future__ import annotations

import json
import shutil
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from fixtures_book import inspected

from bookwork.diagnostics import Level

ROOT = Path(__file__).parent.parent


class Measures(NamedTuple):
    """The modules of ``benchmarks/``, which stand in no package."""

    corpus: ModuleType
    edits: ModuleType
    report: ModuleType
    stopwatch: ModuleType


@pytest.fixture
def measures(monkeypatch: pytest.MonkeyPatch) -> Measures:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    return Measures(*map(import_module, Measures._fields))


def test_edits_leave_a_right_book(measures: Measures, tmp_path: Path) -> None:
    """Each changes something, and none makes a fault."""
    book = tmp_path / "livre"
    measures.corpus.write_book(measures.corpus.Order(40, measures.corpus.SEED, book, pictures=False))
    shutil.copytree(ROOT / "layout", book / "layout")
    for name, edit in measures.edits.EDITS.items():
        before = {path: path.read_bytes() for path in book.rglob("*") if path.is_file()}
        edit(book)
        assert {path: path.read_bytes() for path in book.rglob("*") if path.is_file()} != before, name
        found = inspected(book)
        assert [each for each in found.diagnostics if each.level > Level.INFORMATION] == [], name
    assert len(measures.edits.notice_files(book)) == 41


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_cost_counts_the_whole_tree(measures: Measures, tmp_path: Path) -> None:
    worker = "import time; kept = bytearray(60_000_000); time.sleep(.3)"
    hungry = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {worker!r}])"
    cost = measures.stopwatch.measure([sys.executable, "-c", hungry], tmp_path / "log")
    assert cost.code == 0
    assert cost.workers == 1
    assert cost.worker_mb > 60 > cost.main_mb > 0


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_failure_is_told_and_its_words_kept(measures: Measures, tmp_path: Path) -> None:
    cost = measures.stopwatch.measure([sys.executable, "-c", "raise SystemExit('non')"], tmp_path / "log")
    row = measures.report.Row(300, "livre à neuf", cost)
    assert row.failed
    assert "ÉCHEC (1)" in measures.report.line(row)
    assert (tmp_path / "log").read_text() == "non\n"


def test_results_are_written_three_ways(measures: Measures, tmp_path: Path) -> None:
    cost = measures.stopwatch.Cost(wall=2.0, cpu=3.0, main_mb=100, worker_mb=50, workers=2, code=0)
    slow = measures.stopwatch.Cost(wall=8.0, cpu=9.0, main_mb=900, worker_mb=0, workers=0, code=0)
    rows = [
        measures.report.Row(300, measures.report.CLEAN, cost, lawful=True),
        measures.report.Row(1200, measures.report.CLEAN, slow),
        measures.report.Row(300, measures.report.COLUMNS, slow),
        measures.report.Row(300, "Typst", None, "pas ici"),
    ]
    measures.report.write(tmp_path, "essai", rows)
    assert [row["step"] for row in json.loads((tmp_path / "essai.json").read_text("utf-8"))["rows"]][
        2
    ] == "WeasyPrint en colonnes"
    assert "mêmes octets" in (tmp_path / "essai.md").read_text("utf-8")
    assert "WeasyPrint en colonnes : 4.00 fois le livre à neuf (3.00 en CPU)" in measures.report.table(rows)
    drawing = ElementTree.parse(tmp_path / "essai.svg").getroot()
    names = [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert {"livre à neuf", "WeasyPrint en colonnes", "300", "1200"} <= set(names)


def test_a_budget_is_only_for_the_full_book(measures: Measures) -> None:
    cost = measures.stopwatch.Cost(wall=7.0, cpu=7.0, main_mb=100, worker_mb=0, workers=0, code=0)
    full, small = (measures.report.Row(size, "même longueur", cost) for size in (8971, 300))
    assert "budget 6 s : DÉPASSÉ" in measures.report.line(full)
    assert "budget" not in measures.report.line(small)
