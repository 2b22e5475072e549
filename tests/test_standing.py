"""Pages kept standing: what was made up of the same is not made up again, and comes back as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fixtures_book import BOOK

from bookwork.cli import HOME
from bookwork.makeup.sections import break_part
from bookwork.makeup.sheets import Matter, Part
from bookwork.makeup.standing import keep, recall, what_makes
from bookwork.project import Project, read_project
from bookwork.typesetting.crew import Workers
from bookwork.typesetting.galley import Anchor, Piece, Role, Shape, Span
from bookwork.typesetting.setting import SettingRoom


def the_project() -> Project:
    project, _ = read_project(BOOK, HOME / "layout")
    assert project is not None
    return project


PROJECT = the_project()
LAYOUT = PROJECT.layout


@pytest.fixture
def room(tmp_path: Path):
    with SettingRoom(PROJECT, tmp_path / "galleys.sqlite", Workers(1)) as room:
        yield room


def notice(lines: int) -> Shape:
    return Shape((1,) * lines, (Span(Role.HEAD, 0, 1), Span(Role.TEXT, 1, lines - 1)))


def part_of(count: int) -> tuple[Part, dict[str, Shape]]:
    """A part with its heading, and under headings that are carried on, so many notices of unlike lengths."""
    shapes = {f"n-{number}": notice(9 + number * 7 % 31) for number in range(count)}
    shapes["titre"], shapes["suite"] = Shape((1,) * 9), Shape((1,))
    carried = Piece("suite", "", 100.0)
    matter = tuple(Matter(Piece(f"n-{n}", "", 100.0), 1, carried=carried if n % 2 else None) for n in range(count))
    return Part("essai", "Essai", heading=Piece("titre", "", 300.0), matter=matter, columns=2), shapes


def test_pages_of_the_same_lines_come_back_as_they_were_made(room: SettingRoom) -> None:
    part, shapes = part_of(60)
    assert recall(part, shapes, room, what_makes(part, shapes, LAYOUT)) is None
    made = break_part(part, shapes, LAYOUT, None).place({})
    keep(part, made, room, what_makes(part, shapes, LAYOUT))
    known = recall(part, shapes, room, what_makes(part, shapes, LAYOUT))
    assert known is not None
    assert known.pages == made.pages
    assert known.columns == made.columns
    assert any(placed.galley == "suite" for page in known.pages for placed in page)
    assert known.pages[0][0].galley == "titre"


def test_letters_that_change_within_lines_change_no_page(room: SettingRoom) -> None:
    part, shapes = part_of(40)
    keep(part, break_part(part, shapes, LAYOUT, None).place({}), room, what_makes(part, shapes, LAYOUT))
    other = shapes | {"n-7": replace(shapes["n-7"], anchors=(Anchor("x", 3, 12.0, 40.0),))}
    assert recall(part, other, room, what_makes(part, other, LAYOUT)) is not None


@pytest.mark.parametrize("change", ["a line more", "tied lines", "white", "another piece", "layout"])
def test_whatever_pages_hang_on_makes_them_anew(change: str, room: SettingRoom) -> None:
    part, shapes = part_of(40)
    keep(part, break_part(part, shapes, LAYOUT, None).place({}), room, what_makes(part, shapes, LAYOUT))
    layout = LAYOUT
    if change == "a line more":
        shapes |= {"n-7": notice(len(shapes["n-7"].heights) + 1)}
    elif change == "tied lines":
        shapes |= {"n-7": replace(shapes["n-7"], spans=(Span(Role.PICTURE, 0, len(shapes["n-7"].heights)),))}
    elif change == "white":
        part = replace(part, matter=(replace(part.matter[0], blank=2), *part.matter[1:]))
    elif change == "another piece":
        shapes["n-neuf"] = shapes["n-7"]
        own = tuple(
            replace(each, piece=Piece("n-neuf", "", 100.0)) if each.piece.id == "n-7" else each for each in part.matter
        )
        part = replace(part, matter=own)
    else:
        layout = layout.model_copy(update={"grid": layout.grid.model_copy(update={"lines": layout.grid.lines - 1})})
    assert recall(part, shapes, room, what_makes(part, shapes, layout)) is None


def test_a_damaged_record_is_made_anew(room: SettingRoom) -> None:
    part, shapes = part_of(12)
    keep(part, break_part(part, shapes, LAYOUT, None).place({}), room, what_makes(part, shapes, LAYOUT))
    rows = room.store._connection.execute("SELECT key FROM record").fetchall()
    room.store.write({key: b"\x93nothing of ours" for (key,) in rows})
    assert recall(part, shapes, room, what_makes(part, shapes, LAYOUT)) is None
