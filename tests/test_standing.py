"""Pages kept standing: what was made up of the same is not made up again, and comes back as it was."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from fixtures_book import BOOK

from bookwork.cli import HOME
from bookwork.makeup import takes
from bookwork.makeup.changes import Comparison
from bookwork.makeup.overrun import overrun
from bookwork.makeup.sections import MadeUp, break_part
from bookwork.makeup.sheets import Matter, Part
from bookwork.makeup.standing import Marks, Standing, keep, recall, standing, what_makes
from bookwork.makeup.takes import costs_kept, divide, keep_costs
from bookwork.project import Layout, Project, read_project
from bookwork.records import replace
from bookwork.typesetting.crew import Workers
from bookwork.typesetting.galley import Anchor, Leeway, Piece, Role, Shape, Span
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


def recalled_as(part: Part, shapes: dict[str, Shape], room: SettingRoom, layout: Layout) -> MadeUp | None:
    """The part as it stands, where it is made of the same."""
    marks = what_makes(part, shapes, layout)
    old = standing(part, room.store, marks.setting)
    return recall(part, shapes, room, old) if old and old.marks == marks else None


def change_of(part: Part, shapes: dict[str, Shape], old: Standing, marks: Marks) -> Comparison:
    """What has changed in the part since it stood so."""
    return Comparison(old, marks.rows, tuple(divide(part.matter, shapes, LOW.grid.lines)))


def test_pages_of_the_same_lines_come_back_as_they_were_made(room: SettingRoom) -> None:
    part, shapes = part_of(60)
    assert recalled_as(part, shapes, room, LAYOUT) is None
    made = break_part(part, shapes, LAYOUT).place({})
    keep(part, made, room.store, what_makes(part, shapes, LAYOUT), ())
    known = recalled_as(part, shapes, room, LAYOUT)
    assert known is not None
    assert known.pages == made.pages
    assert known.columns == made.columns
    assert any(placed.galley == "suite" for page in known.pages for placed in page)
    assert known.pages[0][0].galley == "titre"


def test_letters_that_change_within_lines_change_no_page(room: SettingRoom) -> None:
    part, shapes = part_of(40)
    keep(part, break_part(part, shapes, LAYOUT).place({}), room.store, what_makes(part, shapes, LAYOUT), ())
    other = shapes | {"n-7": replace(shapes["n-7"], anchors=(Anchor("x", 3, 12.0, 40.0),))}
    assert recalled_as(part, other, room, LAYOUT) is not None


@pytest.mark.parametrize("change", ["a line more", "tied lines", "white", "another piece", "layout"])
def test_whatever_pages_hang_on_makes_them_anew(change: str, room: SettingRoom) -> None:
    part, shapes = part_of(40)
    keep(part, break_part(part, shapes, LAYOUT).place({}), room.store, what_makes(part, shapes, LAYOUT), ())
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
    assert recalled_as(part, shapes, room, layout) is None


# What has changed is broken again where the change tells


LOW = LAYOUT.model_copy(update={"grid": LAYOUT.grid.model_copy(update={"lines": 14})})
EDITS = ("a line more", "three lines less", "no fit any more", "a notice more", "a notice less", "another heading")


def long_part(dice: random.Random, count: int) -> tuple[Part, dict[str, Shape]]:
    """Notices of fictional lengths, of which paragraphs may give way."""
    shapes = {f"n-{number}": giving(notice(dice.randint(5, 30)), dice) for number in range(count)}
    shapes["titre"], shapes["suite"] = Shape((1,) * 4), Shape((1,))
    carried = Piece("suite", "", 100.0)
    matter = tuple(Matter(Piece(f"n-{n}", "", 100.0), 1, carried=carried if n % 9 == 1 else None) for n in range(count))
    return Part("essai", "Essai", heading=Piece("titre", "", 300.0), matter=matter, columns=2), shapes


def giving(shape: Shape, dice: random.Random) -> Shape:
    lines = len(shape.heights)
    leeways = (Leeway(1, lines - 3, dice.choice([-1, 3, 9]), dice.choice([-1, 5])),) if lines > 6 else ()
    return replace(shape, leeways=leeways)


def edited(
    part: Part, shapes: dict[str, Shape], edit: str, place: int, dice: random.Random
) -> tuple[Part, dict[str, Shape]]:
    name = part.matter[place].piece.id
    lines, matter = len(shapes[name].heights), part.matter
    if edit == "a notice more":
        more = Matter(Piece(f"n-nouvelle-{place}", "", 100.0), 1)
        shapes = shapes | {more.piece.id: giving(notice(dice.randint(5, 30)), dice)}
        return replace(part, matter=(*matter[:place], more, *matter[place:])), shapes
    if edit == "a notice less":
        return replace(part, matter=(*matter[:place], *matter[place + 1 :])), shapes
    if edit == "another heading":
        return part, shapes | {name: Shape((1,) * 2, (Span(Role.HEAD, 0, 2),))}
    if edit == "no fit any more":
        return part, shapes | {name: replace(shapes[name], leeways=())}
    return part, shapes | {name: giving(notice(max(3, lines + (1 if edit == "a line more" else -3))), dice)}


def settable(part: Part, shapes: dict[str, Shape], room: SettingRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    """The room sets each notice as long as it is asked for; none of them has any text."""

    def again(orders: list[Piece]) -> dict[str, Shape]:
        return {each.id: notice(len(shapes[each.id].heights) + sum(more for _, more in each.fits)) for each in orders}

    monkeypatch.setattr(room, "set", again)


def test_pages_broken_again_are_those_that_would_be_made_anew(
    room: SettingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(takes, "_MATTERS", 4)
    monkeypatch.setattr("bookwork.makeup.columns._SELDOM", 1)
    monkeypatch.setattr("bookwork.makeup.columns.FADING", 0.7)  # changes tell over fewer pages than in a real book
    dice = random.Random(1943)
    monkeypatch.setattr("bookwork.makeup.overrun._NEAR", ((4, 2), (12, 4), (12, 1 << 32)))
    monkeypatch.setattr("bookwork.makeup.overrun._FAR", ((4, 6), (12, 1 << 32)))
    part, shapes = long_part(dice, 500)
    settable(part, shapes, room, monkeypatch)
    before = whole(part, shapes, room)
    stood = apart = 0
    for edit in EDITS * 4:
        old = standing(part, room.store, what_makes(part, shapes, LOW).setting)
        for _ in range(dice.choice([1, 1, 2, 3])):
            part, shapes = edited(part, shapes, edit, dice.randrange(len(part.matter)), dice)
        settable(part, shapes, room, monkeypatch)
        marks = what_makes(part, shapes, LOW)
        assert old is not None
        compared = change_of(part, shapes, old, marks)
        corrected = overrun(part, shapes, LOW, room, compared)
        kept = costs_kept(part.id, corrected.takes, 2, room.store) if corrected else None
        before = whole(part, shapes, room)
        if corrected is not None:
            stood += 1
            apart += len(compared.windows(4, 2)) > 1
            assert corrected.made.columns == before.columns
            assert corrected.made.pages == before.pages
            assert corrected.made.fitted == before.fitted
            anew = standing(part, room.store, marks.setting)
            assert anew is not None
            assert corrected.takes == anew.takes
            assert kept == costs_kept(part.id, anew.takes, 2, room.store)
    assert stood > 2 * len(EDITS)
    assert apart > 2, "changes far from each other are dealt with by themselves"


def whole(part: Part, shapes: dict[str, Shape], room: SettingRoom) -> MadeUp:
    """The part made up from its head to its end, and kept."""
    broken = break_part(part, shapes, LOW)
    made = broken.place(room.set(broken.orders()))
    own = keep_costs(part.id, tuple(divide(part.matter, shapes, LOW.grid.lines)), broken.onward, room.store)
    keep(part, made, room.store, what_makes(part, shapes, LOW), own)
    return made


def test_costs_that_the_store_has_lost_are_not_guessed_at(room: SettingRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takes, "_MATTERS", 4)
    part, shapes = long_part(random.Random(1), 300)
    settable(part, shapes, room, monkeypatch)
    whole(part, shapes, room)
    other = shapes | {"n-150": notice(9)}
    marks = what_makes(part, other, LOW)
    old = standing(part, room.store, marks.setting)
    assert old is not None
    room.store.write({key: b"" for (key,) in room.store._connection.execute("SELECT key FROM record").fetchall()})
    assert overrun(part, other, LOW, room, change_of(part, other, old, marks)) is None


def test_a_damaged_record_is_made_anew(room: SettingRoom) -> None:
    part, shapes = part_of(12)
    keep(part, break_part(part, shapes, LAYOUT).place({}), room.store, what_makes(part, shapes, LAYOUT), ())
    rows = room.store._connection.execute("SELECT key FROM record").fetchall()
    room.store.write({key: b"\x93nothing of ours" for (key,) in rows})
    assert recalled_as(part, shapes, room, LAYOUT) is None
