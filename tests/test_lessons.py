"""Lessons: what was set without WeasyPrint, from what it had said before, is what WeasyPrint gives; all fictional."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from fixtures_book import BOOK, command, small_book, write_notice

from bookwork.cli import CLEAN, HOME
from bookwork.project import Project, read_project
from bookwork.records import pack, unpack
from bookwork.stages import Progress
from bookwork.store import Store
from bookwork.typesetting import crew, galleys
from bookwork.typesetting.batches import Done
from bookwork.typesetting.crew import Workers
from bookwork.typesetting.galley import Piece
from bookwork.typesetting.lessons import NO_LESSONS, Lessons
from bookwork.typesetting.setting import SettingRoom
from bookwork.typesetting.shop import Style

ENGINE = "bookwork.typesetting.engine"


def the_project() -> Project:
    project, _ = read_project(BOOK, HOME / "layout")
    assert project is not None
    return project


class Idle(Workers):
    """A crew that writes down what it is asked to set."""

    def __init__(self) -> None:
        super().__init__(1)
        self.asked: list[str] = []

    def set(self, style: Style, pieces: Sequence[Piece], progress: Progress) -> Iterator[Done]:
        self.asked += [piece.id for piece in pieces]
        return super().set(style, pieces, progress)


def paragraph(name: str, text: str) -> Piece:
    return Piece(name, f'<section class="notice" id="{name}"><p id="{name}.text.1">{text}</p></section>', 180.0)


ONE = paragraph("n-un", "Personnage fictif, <b>Anselme</b> de son prénom, et que personne n’a connu.")
OTHER = paragraph("n-deux", "Autre personnage <b>fictif</b>, dont rien n’est dit qui soit <b>vrai</b>.")
STRANGE = paragraph("n-trois", "Encore un, <kbd>tout autrement</kbd>.")


@pytest.fixture
def taught(tmp_path: Path) -> Path:
    """A store with what WeasyPrint said of the first piece, and nothing else."""
    with SettingRoom(the_project(), tmp_path / "first.sqlite", Workers(1)) as room:
        room.set([ONE])
        key = room.style.lessons
        known = room.store.read([key])
    with Store(tmp_path / "taught.sqlite") as store:
        store.write(known)
    return tmp_path / "taught.sqlite"


def test_a_piece_set_as_taught_is_the_one_that_weasyprint_gives(taught: Path, tmp_path: Path) -> None:
    project = the_project()
    idle = Idle()
    with SettingRoom(project, taught, idle) as room, SettingRoom(project, tmp_path / "b.sqlite", Workers(1)) as asked:
        assert room.set([ONE, OTHER]) == asked.set([ONE, OTHER])
        assert idle.asked == []
        assert room.types(["n-un", "n-deux"]) == asked.types(["n-un", "n-deux"])


def test_whoever_sets_a_batch_finds_the_lessons_in_the_store(
    taught: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = the_project()
    with SettingRoom(project, taught, Workers(1)) as room, monkeypatch.context() as without:
        without.setitem(sys.modules, ENGINE, None)
        found = galleys.set_pieces(room.style, [ONE, OTHER])
        with pytest.raises(ImportError):
            galleys.set_pieces(room.style, [STRANGE])
    with SettingRoom(project, tmp_path / "b.sqlite", Workers(1)) as asked:
        assert [galley.shape for galley in found] == list(asked.set([ONE, OTHER]).values())


def test_of_what_no_lesson_tells_weasyprint_is_asked_once(taught: Path, tmp_path: Path) -> None:
    project = the_project()
    with SettingRoom(project, taught, idle := Idle()) as room:
        found = room.set([ONE, STRANGE])
        assert idle.asked == ["n-trois"]
        room.set([paragraph("n-quatre", "Un dernier, <kbd>de même</kbd>.")])
        assert idle.asked == ["n-trois"]
    with SettingRoom(project, tmp_path / "b.sqlite", Workers(1)) as asked:
        assert found == asked.set([ONE, STRANGE])


def test_a_corrected_notice_is_printed_without_weasyprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notices = {"bref": "Personnage fictif.", "long": "Autre personnage *fictif*, dont rien n’est vrai."}
    book, other = (small_book(tmp_path / name, notices) for name in ("a", "b"))
    assert command(book, "build", "--jobs", "1").code == CLEAN
    for each in (book, other):
        write_notice(each, "brave", "Personnage fictif, ajouté après coup, dont rien n’est vrai.")
    with monkeypatch.context() as without:
        without.setitem(sys.modules, ENGINE, None)
        without.setattr(crew, "_started", lambda *way: pytest.fail("a worker was called"))
        assert command(book, "build").code == CLEAN
        assert command(book, "proof", "brave").code == CLEAN
    assert command(other, "build").code == CLEAN
    assert (book / "build" / "livre.pdf").read_bytes() == (other / "build" / "livre.pdf").read_bytes()


def test_a_worker_says_what_it_has_learnt(tmp_path: Path) -> None:
    with SettingRoom(the_project(), tmp_path / "first.sqlite", Workers(2)) as room:
        room._crew.call()
        room.set([ONE])
        known = unpack(room.store.read([room.style.lessons])[room.style.lessons], Lessons)
    assert len(known.values) > 2
    assert known.stances
    assert unpack(pack(known), Lessons) == known
    assert known.with_more(known) == known
    assert len(NO_LESSONS) == 0


def test_what_is_kept_of_values_gives_them_again(tmp_path: Path) -> None:
    with SettingRoom(the_project(), tmp_path / "first.sqlite", Workers(1)) as room:
        room.set([ONE, STRANGE])
        stone = galleys._stone(room.style)
    assert stone._setter is not None
    assert {chain: kept.values for chain, kept in stone.lessons.values} == stone._setter.values
