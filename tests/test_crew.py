"""The crew: whatever becomes of a worker, every piece is set, and the same; a piece that cannot be set is named.

Everybody here is fictional.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from fixtures_book import BOOK, command, small_book

from bookwork import workshop
from bookwork.cli import CLEAN, FAULTS, HOME
from bookwork.project import read_project
from bookwork.stages import Unwatched
from bookwork.typesetting import crew
from bookwork.typesetting.batches import HEAVIEST, MOST_PIECES, batches, set_records
from bookwork.typesetting.crew import ALONE, Workers
from bookwork.typesetting.encoding import Record, decode_shape
from bookwork.typesetting.galley import Piece
from bookwork.typesetting.shop import Style
from bookwork.typesetting.style import make_style

PIECES = [Piece(f"n-{n}", f'<p id="n-{n}.text.1">Fictif {n}</p>', 180) for n in range(ALONE + 50)]
FATAL = "n-7"


@pytest.fixture(scope="module")
def style(tmp_path_factory: pytest.TempPathFactory) -> Style:
    project, _ = read_project(BOOK, HOME / "layout")
    assert project is not None
    return make_style(project, tmp_path_factory.mktemp("equipe") / "store.sqlite")


class Watch(Unwatched):
    """Remembers what was unusual."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def note(self, name: str, **particulars: object) -> None:
        self.told.append(name)


def crash(folder: str, pieces: Sequence[Piece], times: int) -> None:
    """Be killed, the first times that the fatal piece is met."""
    if any(piece.id == FATAL for piece in pieces):
        met = len(list(Path(folder).iterdir()))
        if met < times:
            (Path(folder) / str(met)).touch()
            os.kill(os.getpid(), signal.SIGKILL)


def killed_once(style: Style, pieces: Sequence[Piece]) -> list[Record]:
    crash(str(Path(style.store).parent / "met"), pieces, 1)
    return set_records(style, pieces)


def killed_always(style: Style, pieces: Sequence[Piece]) -> list[Record]:
    crash(str(Path(style.store).parent / "met"), pieces, 99)
    return set_records(style, pieces)


def raising(style: Style, pieces: Sequence[Piece]) -> list[Record]:
    if any(piece.id == FATAL for piece in pieces):
        raise ZeroDivisionError("fictional")
    return set_records(style, pieces)


def stillborn(*_asked: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def set_all(workers: Workers, style: Style, watch: Watch) -> dict[str, tuple[Record, bool]]:
    """The record of each piece, and whether it is to be kept."""
    met = Path(style.store).parent / "met"
    met.mkdir(exist_ok=True)
    for each in met.iterdir():
        each.unlink()
    found: dict[str, tuple[Record, bool]] = {}
    try:
        for done in workers.set(style, PIECES, watch):
            for piece, record in zip(done.pieces, done.records, strict=True):
                assert piece.id not in found, "set once"
                found[piece.id] = record, done.to_keep
    finally:
        workers.close()
    return found


@pytest.fixture(scope="module")
def alone(style: Style) -> dict[str, tuple[Record, bool]]:
    return set_all(Workers(1), style, Watch())


def test_a_worker_that_is_killed_loses_no_piece(style: Style, alone: dict[str, tuple[Record, bool]]) -> None:
    watch = Watch()
    assert set_all(Workers(2, killed_once), style, watch) == alone
    assert watch.told == ["worker-lost"]


@pytest.mark.parametrize(("work", "code"), [(killed_always, "galley.crash"), (raising, "galley.failed")])
def test_the_piece_that_is_to_blame_is_named_and_all_others_are_set(work, code: str, style: Style, alone) -> None:
    found = set_all(Workers(2, work), style, Watch())
    record, kept = found.pop(FATAL)
    assert found == {name: each for name, each in alone.items() if name != FATAL}
    assert not kept
    galley = decode_shape(record[0])
    assert galley is not None
    (fault,) = galley.faults
    assert fault.code == code
    assert dict(fault.particulars)["piece"] == FATAL
    assert ("fictional" in str(fault.particulars)) == (code == "galley.failed")


def test_one_process_names_the_piece_that_raises_too(style: Style) -> None:
    assert set_all(Workers(1, raising), style, Watch()) == set_all(Workers(2, raising), style, Watch())


def test_where_no_worker_starts_this_process_sets_everything(style: Style, alone, monkeypatch) -> None:
    monkeypatch.setattr(crew, "_serve", stillborn)
    watch = Watch()
    assert set_all(Workers(2), style, watch) == alone
    assert watch.told == ["no-workers"]


def test_a_worker_that_has_grown_is_replaced(style: Style, alone, monkeypatch) -> None:
    monkeypatch.setattr(crew, "FULL_GROWN", 1)
    pids: set[int | None] = set()
    started = crew._started

    def remember(*values):
        worker = started(*values)
        pids.add(worker.process.pid)
        return worker

    monkeypatch.setattr(crew, "_started", remember)
    workers = Workers(2)
    assert set_all(workers, style, Watch()) == alone
    assert len(pids) > 2
    assert 0 < workers.peak < 400_000_000


def called(monkeypatch: pytest.MonkeyPatch) -> Workers:
    """Workers of whom one was called, by a process that has not loaded WeasyPrint."""
    workers = Workers(2)
    with monkeypatch.context() as without:
        without.delitem(sys.modules, "weasyprint")
        workers.call()
    return workers


@pytest.mark.parametrize(("chapters", "workers"), [(1, 0), (2, 2)])
def test_several_long_chapters_have_a_worker_each(
    chapters: int, workers: int, style: Style, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, came = crew._started, []

    def remember(*values):
        came.append(values)
        return started(*values)

    monkeypatch.setattr(crew, "_started", remember)
    monkeypatch.setattr(crew, "LONG_CHAPTERS", 5_000)
    text = "<p>Phrase fictive d’un long chapitre.</p>" * 150
    pieces = [Piece(f"ch-{n}", f'<h1 id="ch-{n}">Fictif {n}</h1>{text}', 300, paged=True) for n in range(chapters)]
    crew_of_two = Workers(2)
    done = [piece.id for each in crew_of_two.set(style, pieces, Watch()) for piece in each.pieces]
    crew_of_two.close()
    assert sorted(done) == [piece.id for piece in pieces]
    assert len(came) == workers


def test_a_worker_that_was_called_sets_the_few_pieces_and_takes_along_what_it_leaves(
    style: Style, alone, monkeypatch
) -> None:
    workers = called(monkeypatch)
    (worker,) = workers._workers
    assert workers.versions() == Workers(1).versions()
    done = list(workers.set(style, PIECES[:3], Watch()))
    assert {piece.id: record for each in done for piece, record in zip(each.pieces, each.records, strict=True)} == {
        piece.id: alone[piece.id][0] for piece in PIECES[:3]
    }
    assert workers._workers == [worker], "nobody else was called"
    folder = Path(workers._folder.name)
    assert any(folder.iterdir()), "WeasyPrint leaves its fonts there"
    workers.close()
    assert not folder.exists()


def test_a_worker_that_never_comes_is_done_without(style: Style, alone, monkeypatch) -> None:
    monkeypatch.setattr(crew, "_serve", stillborn)
    workers = called(monkeypatch)
    assert workers.versions() == Workers(1).versions()
    (done,) = workers.set(style, PIECES[:3], Watch())
    assert done.records == tuple(alone[piece.id][0] for piece in PIECES[:3])
    workers.close()


def test_heavy_batches_come_first_and_none_is_too_heavy() -> None:
    pieces = [Piece(f"n-{n}", "x" * (n * 977 % 90_000), 180) for n in range(200)]
    pieces += [Piece("ch-1", "y" * 500_000, 400, paged=True), Piece("ch-2", "y", 400, paged=True)]
    pieces += [Piece(f"i-{n}", "z", 90) for n in range(100)]
    made = batches(pieces)
    weights = [sum(len(piece.html) for piece in batch.pieces) for batch in made]
    assert weights == sorted(weights, reverse=True)
    assert sorted(piece.id for batch in made for piece in batch.pieces) == sorted(piece.id for piece in pieces)
    for batch, weight in zip(made, weights, strict=True):
        assert len(batch.pieces) <= MOST_PIECES
        assert len(batch.pieces) == 1 or weight <= HEAVIEST
        assert len({(piece.measure, piece.paged) for piece in batch.pieces}) == 1
        assert len(batch.pieces) == 1 or not batch.pieces[0].paged


def failing_notice(style: Style, pieces: Sequence[Piece]) -> list[Record]:
    if any("zoneron" in piece.id and "index" not in piece.id for piece in pieces):
        raise ZeroDivisionError("fictional")
    return set_records(style, pieces)


def test_a_notice_that_cannot_be_set_is_an_error_of_its_own_and_a_draft_has_all_others(
    tmp_path: Path, monkeypatch
) -> None:
    book = small_book(tmp_path, {"aaon": "Personnage fictif.", "zoneron": "Personnage fictif, renvoi à [[aaon]]."})
    monkeypatch.setattr(workshop, "Workers", Workers)
    monkeypatch.setattr(crew.Workers.__init__, "__defaults__", (failing_notice,))
    refused = command(book, "build", "--jobs", "1")
    assert refused.code == FAULTS
    assert "biographies/zoneron.md:1: erreur [galley.failed]" in refused.err
    assert "Traceback" not in refused.err
    assert not (book / "build" / "livre.pdf").exists()
    draft = command(book, "build", "--draft", "--jobs", "1")
    assert draft.code == FAULTS
    assert (book / "build" / "livre.pdf").exists()
    monkeypatch.undo()
    assert command(book, "build", "--jobs", "1").code == CLEAN, "the stand-in was not kept"
