"""Paragraphs set by hand: the best breaks, lines that fill their measure, nothing lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations, pairwise
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookwork.cli import HOME
from bookwork.project import read_project
from bookwork.typesetting.beside import Aside, free_edges
from bookwork.typesetting.division import Kind, Limits, divisions
from bookwork.typesetting.faces import face_files
from bookwork.typesetting.foundry import CastFont, cast_fonts
from bookwork.typesetting.galley import PT_PER_PX, Galley, Piece, Role
from bookwork.typesetting.galleys import Style, set_pieces
from bookwork.typesetting.inline import outline, read
from bookwork.typesetting.measure import Fount, case
from bookwork.typesetting.paragraphs import Breakpoints, Room, Taste, break_lines, demerits
from bookwork.typesetting.row import Row, RowMaker, Text
from bookwork.typesetting.style import make_style

PROJECT, _ = read_project(HOME, HOME / "layout")
assert PROJECT is not None
FILES = face_files(PROJECT)
STYLE: Style = make_style(PROJECT, PROJECT.build / "cache" / "galleys.sqlite")
MEASURE = 185.0
ROMAN = Fount("Livre", 8800, (("kern", 1), ("lnum", 1), ("pnum", 1)))
TASTE = Taste()
EVERY_WAY = replace(TASTE, tolerance=10**9)
"""A taste that looks at every line, however loose."""

WORDS = (
    "le de il à un et en par sur dans camp train convoi transport matricule arrestation résistance déportation "
    "Buchenwald Dora Compiègne Ellrich Mittelbau-Dora sous-officier l’arrondissement aujourd’hui anniversaire "
    "1944 16 29 39570 (Somme) « », Lucien Saint-Étienne constitution quelques-uns officier affaires www.exemple.fr"
).split()
prose = st.lists(st.sampled_from(WORDS), min_size=1, max_size=70).map(" ".join)


def row_of(text: str, taste: Taste = TASTE) -> Row:
    letters = case(ROMAN, str(FILES["Livre"]))
    return RowMaker(taste, Limits()).row([Text(text, letters, 0, b"0 0 0 1 k", True, False)], frozenset())


def room_of(row: Row, *widths: float) -> Room:
    return Room(tuple(round(width * 1_000_000) for width in widths), row.em)


# Choosing the breaks


def greedy(points: Breakpoints, room: Room, taste: Taste) -> list[int] | None:
    """Each line as full as it can be; what a browser does."""
    places: list[int] = []
    start, last = 0, len(points.ends) - 1
    while start < last:
        fitting = [end for end in range(start + 1, last + 1) if demerits(points, room, taste, [*places, end]) is not None]
        if not fitting:
            return None
        start = fitting[-1]
        places.append(start)
    return places


@settings(max_examples=60)
@given(prose, st.floats(90, 400))
def test_no_way_is_better_than_the_one_chosen_greed_least_of_all(text: str, width: float) -> None:
    row = row_of(text)
    room = room_of(row, width - 8.8, width)
    chosen, filled = break_lines(row.points, room, TASTE), greedy(row.points, room, TASTE)
    if chosen is None:
        assert filled is None
        return
    assert chosen[-1] == len(row.cuts) - 1
    assert all(a < b for a, b in pairwise(chosen))
    price = demerits(row.points, room, TASTE, chosen)
    assert price is not None, "a line overflows"
    if filled is not None:
        other = demerits(row.points, room, TASTE, filled)
        assert other is not None and price <= other


@settings(max_examples=60)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join), st.floats(60, 120))
def test_the_best_of_all_ways_is_found(text: str, width: float) -> None:
    row = row_of(text)
    room, last = room_of(row, width), len(row.cuts) - 1
    inner = range(1, last)
    ways = [[*some, last] for count in range(min(last, 5)) for some in combinations(inner, count)]
    prices = [price for way in ways if (price := demerits(row.points, room, EVERY_WAY, way)) is not None]
    chosen = break_lines(row.points, room, EVERY_WAY)
    if chosen is None:
        assert not prices
    elif prices:
        price = demerits(row.points, room, EVERY_WAY, chosen)
        assert price is not None and price <= min(prices)


def test_three_hyphens_never_stand_below_each_other_where_another_way_exists() -> None:
    """Every word can be divided, none fits the line well: without the price, hyphens would stand in a column."""
    text = " ".join(["constitution"] * 40)
    row = row_of(text)
    room = room_of(row, 78.0)
    careless = replace(TASTE, twice=0, thrice=0, prices=(0,) * len(Kind), last_hyphen=0)

    def longest_run(taste: Taste) -> int:
        places = break_lines(row.points, room, taste)
        assert places is not None
        signs = "".join("-" if row.points.hyphens[place] else " " for place in places)
        return max(map(len, signs.split()), default=0)

    assert longest_run(careless) > 2
    assert longest_run(replace(careless, thrice=TASTE.thrice)) <= 2
    assert longest_run(TASTE) <= 2


@pytest.mark.parametrize("looseness", [-1, 0, 1])
def test_a_paragraph_comes_out_a_line_longer_or_shorter_when_asked(looseness: int) -> None:
    text = " ".join(WORDS * 6)
    row = row_of(text)
    room = room_of(row, MEASURE)
    usual, other = (break_lines(row.points, room, TASTE, asked) for asked in (0, looseness))
    assert usual is not None and other is not None
    assert abs(len(other) - len(usual) - looseness) <= (1 if looseness < 0 else 0)
    assert demerits(row.points, room, TASTE, other) is not None


def test_a_word_wider_than_the_line_has_no_way() -> None:
    row = row_of("mot " + "a" * 300 + " mot")
    assert break_lines(row.points, room_of(row, 60.0), TASTE) is None


def test_lines_may_have_widths_of_their_own() -> None:
    text = " ".join(WORDS * 5)
    row = row_of(text)
    widths = [90.0, 90.0, 90.0, 185.0]
    places = break_lines(row.points, room_of(row, *widths), TASTE)
    assert places is not None
    for number, (start, end) in enumerate(pairwise([0, *places])):
        natural = (row.points.ends[end] - row.points.starts[start]) / 1_000_000
        width = widths[min(number, 3)]
        assert natural <= 1.12 * width
        assert end == places[-1] or natural >= 0.6 * width


def test_a_price_of_its_own_keeps_a_line_from_ending_there() -> None:
    row = row_of("la cote GR 16 P 416039 du fonds et la suite du texte qui va jusqu’à la troisième ligne de la colonne")
    inside = [place for place, kind in enumerate(row.points.kinds) if kind is Kind.NUMBER]
    assert [row.parts[row.cuts[place].part - 1].text for place in inside] == ["GR", "16", "P"]
    for width in range(80, 140, 3):
        dear = replace(TASTE, prices=(0, 10**11, *TASTE.prices[2:]))
        places = break_lines(row.points, room_of(row, float(width)), dear)
        assert places is not None and not set(places) & set(inside)
