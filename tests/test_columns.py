"""Page breaks: the laws of make-up, and its cost against an exhaustive search."""

from __future__ import annotations

import math
import random
from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise, takewhile
from math import inf
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookwork.makeup import columns
from bookwork.makeup.breaks import break_pages, break_section, break_stretch
from bookwork.makeup.columns import FADING
from bookwork.makeup.feet import levelled
from bookwork.makeup.reckoning import Onward, Stretch
from bookwork.makeup.slugs import Column, Frame, Page, Paragraph, Prices, Slug, penalties
from bookwork.records import replace
from bookwork.typesetting.galley import Role

PRICES = Prices()
FLAGS = {"forced", "broken-tie", "overfull"}
WHITE = Slug(blank=True)

heights = st.sampled_from([1, 1, 1, 1, 2, 3, 7])
prices_of_breaks = st.sampled_from([0.0, 0.0, 0.0, 1.0, 3.0, -2.0, inf, inf])
lines_of_type = st.builds(Slug, heights, prices_of_breaks, longer=st.booleans(), shorter=st.booleans())
white_space = st.builds(Slug, st.integers(0, 2), blank=st.just(True))
sections = st.lists(st.one_of(lines_of_type, lines_of_type, lines_of_type, white_space), max_size=12)
frames = st.builds(
    lambda lines, columns, missing: Frame(lines, columns, max(1, lines - missing)),
    st.integers(1, 8),
    st.integers(1, 4),
    st.integers(0, 3),
)
price_lists = st.builds(
    Prices,
    short_line=st.sampled_from([1.0, 2.0]),
    uneven_line=st.sampled_from([0.0, 1.0, 4.0]),
    rising_line=st.sampled_from([4.0, 400.0]),
    max_short=st.integers(0, 4),
    fit_line=st.sampled_from([0.25, 2.0]),
    white_line=st.sampled_from([0.5, 3.0]),
    most_longer=st.integers(0, 3),
    most_shorter=st.integers(0, 2),
    forced=st.sampled_from([50.0, 1e6]),
)


def block(lines: int) -> list[Slug]:
    """So many lines that may not be parted."""
    return [Slug(), *[Slug(penalty=inf)] * (lines - 1)]


def columns_of(pages: tuple[Page, ...]) -> list[Column]:
    return [column for page in pages for column in page.columns]


def flags(column: Column) -> set[str]:
    return FLAGS & {name for name, _ in column.costs}


def filled(pages: tuple[Page, ...]) -> list[list[int]]:
    return [[column.height for column in page.columns] for page in pages]


def whole(costs: Sequence[float]) -> float:
    """What a section costs, page by page: each page weighs a little less than the one before."""
    cost = 0.0
    for page in reversed(costs):
        cost = page + math.floor(cost * FADING * 16) / 16 if cost < inf else inf
    return cost


def cost_of(pages: Sequence[Page]) -> float:
    return whole([sum(column.cost for column in page.columns) for page in pages])


class Search:
    """Every way of making up a small section, priced as the rules say and in no other way."""

    def __init__(self, slugs: list[Slug], frame: Frame, prices: Prices) -> None:
        self.slugs, self.frame, self.prices = slugs, frame, prices
        self.type = [number for number, slug in enumerate(slugs) if not slug.blank]
        self.legal = self._legal()
        self.known: dict[tuple[int, int], tuple[int, int, int]] = {}

    def height(self, start: int, end: int) -> int:
        """Grid lines that lines of type ``start`` to ``end`` fill, with the white between them."""
        return sum(slug.height for slug in self.slugs[self.type[start] : self.type[end - 1] + 1])

    def _legal(self) -> set[int]:
        end, first = len(self.type), self.frame.first_lines
        free = [0, *(k for k in range(1, end) if self.slugs[self.type[k]].penalty < inf), end]
        legal = set(free)
        for this, following in pairwise(free):
            before = sum(min(self.slugs[number].height, first) for number in self.type[:this])
            lines = first if before <= (self.frame.columns - 1) * first else self.frame.lines
            if following > this and self.height(this, following) > lines:
                legal |= set(range(this, following))
        return legal

    def lines(self, column: int) -> int:
        return self.frame.first_lines if column < self.frame.columns else self.frame.lines

    def gap(self, start: int, end: int, lines: int) -> int:
        """Lines missing at the foot of a column as it was cast; a slug higher than it fills it."""
        if end == start + 1:
            return max(0, lines - self.height(start, end))
        return lines - self.height(start, end)

    def rooms(self, start: int, lines: int) -> tuple[int, int, int]:
        """Lines that a column can be made longer, shorter, or white in it wider, above the highest foot it may have."""
        sure = lines - min(self.prices.max_short + self.prices.most_longer, lines - 1)
        if (start, lines) in self.known:
            return self.known[start, lines]
        self.known[start, lines] = found = self._rooms(start, sure)
        return found

    def _rooms(self, start: int, sure: int) -> tuple[int, int, int]:
        inside = list(takewhile(lambda k: self.height(start, k + 1) <= sure, range(start, len(self.type))))
        if len(inside) < 2 and sure <= self.height(start, start + 1):
            return 0, 0, 0
        slugs = self.slugs[self.type[start] : self.type[inside[-1]] + 1]
        white = sum(slug.blank for slug in slugs)
        longer, shorter = sum(slug.longer for slug in slugs), sum(slug.shorter for slug in slugs)
        prices = self.prices
        return min(longer, prices.most_longer), min(shorter, prices.most_shorter), min(white, prices.max_short)

    def foot(self, start: int, gap: int, lines: int) -> tuple[float, int]:
        """What the foot of a column costs by itself, and how short it is once all has given way that can."""
        longer, shorter, white = self.rooms(start, lines)
        if gap < 0:
            return (self.prices.fit_line * -gap if -gap <= shorter else inf), 0
        if self.prices.white_line <= self.prices.fit_line:
            added = min(gap, white)
            fits = min(gap - added, longer)
        else:
            fits = min(gap, longer)
            added = min(gap - fits, white)
        short = gap - fits - added
        if short > self.prices.max_short:
            return self.prices.short(gap), gap
        return self.prices.fit_line * fits + self.prices.white_line * added + self.prices.short_line * short**2, short

    def ways(self, column: int = 0, start: int = 0) -> Iterator[list[int]]:
        """The lines at which columns may end."""
        if start == len(self.type):
            yield []
        for end in range(start + 1, len(self.type) + 1):
            if end > start + 1 and self.height(start, end) > self.lines(column) + self.prices.most_shorter:
                break
            if end in self.legal:
                yield from ([end, *rest] for rest in self.ways(column + 1, end))

    def price(self, ends: list[int]) -> tuple[float, list[int]]:
        """What one way costs, and how short its columns were before anything gave way."""
        starts = [0, *ends[:-1]]
        places = list(enumerate(zip(starts, ends, strict=True)))
        heights = [self.height(start, start + 1) for start in starts]
        gaps = [self.gap(start, end, self.lines(column)) for column, (start, end) in places]
        last_page = (len(ends) - 1) // self.frame.columns * self.frame.columns
        costs = [0.0] * (last_page // self.frame.columns + 1)
        for column, (start, _) in places:
            costs[column // self.frame.columns] += self.price_of_start(start) if start else 0.0
            if heights[column] > self.lines(column):
                costs[column // self.frame.columns] += self.prices.overfull
        feet = [self.foot(start, gaps[column], self.lines(column)) for column, (start, _) in places[:last_page]]
        for column, (price, short) in enumerate(feet):
            page = column // self.frame.columns
            costs[page] += price
            if column % self.frame.columns and max(short, feet[column - 1][1]) <= self.prices.max_short:
                costs[page] += self.prices.uneven_line * (short - feet[column - 1][1]) ** 2
        if min(gaps[last_page:]) < 0:
            return inf, gaps
        costs[-1] += self.price_of_last([*gaps[last_page:], self.lines(last_page)])
        return whole(costs), gaps

    def price_of_start(self, start: int) -> float:
        penalty = self.slugs[self.type[start]].penalty
        return self.prices.broken_tie if penalty == inf else penalty

    def price_of_last(self, shorts: list[int]) -> float:
        """Levelling of the last page, with one empty column behind if there is room for it."""
        cost = 0.0
        for before, short in pairwise(shorts[: self.frame.columns]):
            cost += (self.prices.rising_line if short < before else self.prices.uneven_line) * (before - short) ** 2
        return cost

    def best(self) -> tuple[float, list[int]]:
        return min((self.price(ends) for ends in self.ways()), default=(0.0, []))


@settings(max_examples=300, deadline=None)
@given(sections, frames, price_lists)
def test_cost_and_columns_are_those_of_an_exhaustive_search(slugs: list[Slug], frame: Frame, prices: Prices) -> None:
    pages = break_pages(slugs, frame, prices)
    cost, gaps = Search(slugs, frame, prices).best() if any(not slug.blank for slug in slugs) else (0.0, [])
    assert cost_of(pages) == cost
    assert [column.short + column.fits + column.white for column in columns_of(pages)] == gaps


def check_laws(slugs: list[Slug], frame: Frame, pages: tuple[Page, ...]) -> None:
    """What holds of every section, however it was set."""
    made = columns_of(pages)
    placed = [number for column in made for number in range(column.start, column.stop)]
    assert placed == sorted(set(placed))
    assert {n for n, slug in enumerate(slugs) if not slug.blank} <= set(placed)
    assert all(len(page.columns) == frame.columns for page in pages[:-1])
    assert all(1 <= len(page.columns) <= frame.columns for page in pages)
    for number, page in enumerate(pages):
        lines = frame.lines if number else frame.first_lines
        for column in page.columns:
            assert not slugs[column.start].blank
            assert not slugs[column.stop - 1].blank
            inside = slugs[column.start : column.stop]
            assert column.height == sum(slug.height for slug in inside) + column.fits + column.white
            assert -sum(slug.shorter for slug in inside) <= column.fits <= sum(slug.longer for slug in inside)
            assert 0 <= column.white <= sum(slug.blank for slug in inside)
            assert column.short == max(0, lines - column.height)
            assert ("overfull" in flags(column)) == (slugs[column.start].height > lines)
            assert column.height <= max(lines, slugs[column.start].height)
    assert all(("broken-tie" in flags(column)) == (slugs[column.start].penalty == inf) for column in made[1:])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(lines_of_type, white_space), max_size=80), frames, price_lists)
def test_laws_hold_whatever_is_set(slugs: list[Slug], frame: Frame, prices: Prices) -> None:
    pages = break_pages(slugs, frame, prices)
    check_laws(slugs, frame, pages)
    assert break_pages(tuple(slugs), frame, prices) == pages
    short = {column.short for page in pages[:-1] for column in page.columns if "forced" not in flags(column)}
    assert max(short, default=0) <= prices.max_short


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(lines_of_type, white_space), max_size=80), frames, price_lists)
def test_feet_are_levelled_without_a_break_moved_and_never_at_a_cost(
    slugs: list[Slug], frame: Frame, prices: Prices
) -> None:
    pages = break_pages(slugs, frame, prices)
    level = tuple(levelled(page, prices) for page in pages)
    check_laws(slugs, frame, level)
    for before, after in zip(pages, level, strict=True):
        assert [(c.start, c.stop) for c in before.columns] == [(c.start, c.stop) for c in after.columns]
        cost, raised = (sum(column.cost for column in page.columns) for page in (before, after))
        assert raised < cost or after == before
        assert all(b.fits <= a.fits and b.white <= a.white for a, b in zip(before.columns, after.columns, strict=True))


@pytest.mark.parametrize(("white_line", "fits", "white"), [(2.0, 0, 1), (6.0, 1, 0)])
def test_a_full_column_is_raised_to_the_one_beside_it_the_dearer_first(
    white_line: float, fits: int, white: int
) -> None:
    prices = Prices(short_line=1.0, uneven_line=20.0, fit_line=4.0, white_line=white_line)
    full = Column(0, 30, 30, 0, (("break", 1.0), ("fit", 4.0), ("white", white_line)), fits=1, white=1)
    short = Column(30, 59, 29, 1, (("short", 1.0), ("uneven", 20.0)))
    raised, other = levelled(Page((full, short)), prices).columns
    assert (raised.fits, raised.white, raised.height, raised.short) == (fits, white, 29, 1)
    assert raised.costs[0] == ("break", 1.0) and raised.costs[-1] == ("short", 1.0)
    assert other.costs == (("short", 1.0),)


def notices(lines: int, seed: int) -> list[Slug]:
    """So many slugs of fictional notices: headings, pictures, paragraphs, notes, white between them."""
    chance, slugs = random.Random(seed), list[Slug]()
    while len(slugs) < lines:
        galley = [Paragraph(chance.choice((1, 2)), Role.HEAD)]
        galley += [Paragraph(chance.randint(9, 14), Role.PICTURE)] * (chance.random() < 0.3)
        galley += [Paragraph(chance.randint(1, 14)) for _ in range(chance.randint(1, 12))]
        galley += [Paragraph(chance.randint(1, 4), Role.NOTE)]
        slugs += [
            Slug(penalty=penalty, longer=chance.random() < 0.02, shorter=chance.random() < 0.01)
            for penalty in penalties(galley)
        ]
        slugs.append(WHITE)
    return slugs[:lines]


def plain_least(slugs: list[Slug], frame: Frame, prices: Prices) -> float:
    """The least cost again, every state and every end weighed, for sections that need no ties broken."""
    search = Search(slugs, frame, prices)
    end = len(search.type)

    def foot(column: int, before: int, short: int, last: bool) -> float:
        if last:
            return search.price_of_last([before, short]) if column else 0.0
        return prices.uneven(before, short) if column else 0.0

    @cache
    def follows(column: int, stop: int, short: int, last: bool) -> float:
        """Cost of all that comes after a column."""
        if stop == end:
            empty = search.price_of_last([short, frame.lines]) if column + 1 < frame.columns else 0.0
            return empty if last else inf
        if column + 1 < frame.columns:
            return search.price_of_start(stop) + least(column + 1, stop, short, last)
        return inf if last else whole([0.0, search.price_of_start(stop) + page(stop)])

    def least(column: int, start: int, before: int, last: bool) -> float:
        gaps = {stop: frame.lines - search.height(start, stop) for stop in stops[start]}
        feet = {
            stop: (0.0 if gap >= 0 else inf, gap) if last else search.foot(start, gap, frame.lines)
            for stop, gap in gaps.items()
        }
        return min(
            price + foot(column, before, short, last) + follows(column, stop, short, last)
            for stop, (price, short) in feet.items()
            if price < inf
        )

    @cache
    def page(start: int) -> float:
        return min(least(0, start, 0, True), least(0, start, 0, False))

    legal = sorted(search.legal)
    stops = {
        this: [stop for stop in legal if this < stop and search.height(this, stop) <= frame.lines + prices.most_shorter]
        for this in legal
    }
    return [page(start) for start in reversed(legal) if start < end][-1]


@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize("seed", range(2))
def test_no_bound_loses_the_least_cost(columns: int, seed: int) -> None:
    slugs, frame, prices = notices(270, seed), Frame(30, columns, 30), replace(PRICES, max_short=2, forced=60.0)
    assert any(slug.longer for slug in slugs) and any(slug.shorter for slug in slugs)
    assert cost_of(break_pages(slugs, frame, prices)) == plain_least(slugs, frame, prices)


@pytest.mark.parametrize("frame", [Frame(60, 2, 60), Frame(60, 2, 41), Frame(72, 3, 60)])
def test_a_big_section(frame: Frame) -> None:
    slugs = notices(20_000, 1)
    pages = break_pages(slugs, frame, PRICES)
    check_laws(slugs, frame, pages)
    assert not any(flags(column) for page in pages[1:] for column in page.columns)
    assert sum(column.short for column in columns_of(pages[:-1])) < len(pages) * frame.columns


def test_nothing_makes_no_pages() -> None:
    assert break_pages([], Frame(60, 2, 60), PRICES) == ()
    assert break_pages([WHITE, WHITE], Frame(60, 2, 60), PRICES) == ()


def test_a_single_line() -> None:
    (page,) = break_pages([Slug()], Frame(60, 2, 60), PRICES)
    assert [(column.start, column.stop, column.height) for column in page.columns] == [(0, 1, 1)]


@pytest.mark.parametrize(("lines", "columns", "expected"), [(10, 2, [5, 5]), (11, 2, [6, 5]), (10, 3, [4, 3, 3])])
def test_the_last_page_is_balanced(lines: int, columns: int, expected: list[int]) -> None:
    assert filled(break_pages([Slug()] * lines, Frame(60, columns, 60), PRICES)) == [expected]
    full = 60 * columns
    assert filled(break_pages([Slug()] * (lines + full), Frame(60, columns, 60), PRICES)) == [[60] * columns, expected]


def test_the_first_column_of_the_last_page_is_not_the_shorter() -> None:
    frame = Frame(60, 2, 60)
    assert filled(break_pages([*block(8), Slug(), *block(10)], frame, PRICES)) == [[9, 10]]
    assert filled(break_pages([*block(5), *[Slug()] * 2, *block(4)], frame, PRICES)) == [[6, 5]]
    assert filled(break_pages([*block(3), *block(4), *block(2)], frame, PRICES)) == [[7, 2]]
    assert filled(break_pages([*block(20), *block(21)], frame, PRICES)) == [[20, 21]]


def test_white_falls_away_at_heads_and_feet() -> None:
    slugs = [WHITE, *[Slug()] * 4, WHITE, WHITE, *[Slug()] * 2, WHITE, Slug(), WHITE]
    (page,) = break_pages(slugs, Frame(4, 2, 4), PRICES)
    assert [(column.start, column.stop, column.height) for column in page.columns] == [(1, 5, 4), (7, 11, 4)]
    assert break_pages([*slugs, *[WHITE] * 9], Frame(4, 2, 4), PRICES) == (page,)


def test_feet_of_a_page_are_level_when_that_is_cheaper() -> None:
    slugs = [*[Slug()] * 9, *block(4), *[Slug()] * 61]
    assert filled(break_pages(slugs, Frame(10, 2, 10), replace(PRICES, uneven_line=0.0)))[0] == [9, 10]
    assert filled(break_pages(slugs, Frame(10, 2, 10), PRICES))[0] == [9, 9]


def test_a_column_before_a_picture_is_cut_short_only_by_force() -> None:
    picture = Slug(height=7)
    pages = break_pages([*[Slug()] * 4, picture, *[Slug()] * 30], Frame(10, 1, 10), PRICES)
    assert filled(pages)[:2] == [[4], [10]]
    assert flags(pages[0].columns[0]) == {"forced"}
    assert not any(flags(column) for column in columns_of(pages[1:]))


def test_a_slug_higher_than_the_column_stands_alone() -> None:
    pages = break_pages([Slug(), Slug(height=12), Slug()], Frame(10, 1, 10), PRICES)
    assert filled(pages) == [[1], [12], [1]]
    assert [flags(column) for column in columns_of(pages)] == [{"forced"}, {"overfull"}, set()]


def test_a_run_higher_than_the_column_is_parted() -> None:
    pages = break_pages([Slug(penalty=inf)] * 25, Frame(10, 1, 10), PRICES)
    assert filled(pages) == [[10], [10], [5]]
    assert [flags(column) for column in columns_of(pages)] == [set(), {"broken-tie"}, {"broken-tie"}]


def test_a_run_too_high_for_the_opening_only_is_parted_there_only() -> None:
    pages = break_pages(block(8) * 4, Frame(10, 1, 5), PRICES)
    assert filled(pages) == [[2], [6], [8], [8], [8]]
    assert [flags(column) for column in columns_of(pages)] == [set(), {"broken-tie"}, set(), set(), set()]


def test_the_opening_page_is_shorter() -> None:
    pages = break_pages([Slug()] * 40, Frame(10, 2, 6), PRICES)
    assert filled(pages) == [[6, 6], [10, 10], [4, 4]]


@pytest.mark.parametrize("frame", [(0, 1, 0), (10, 0, 10), (10, 1, 0), (10, 1, 11)])
def test_a_frame_that_holds_no_type_is_refused(frame: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="Frame"):
        Frame(*frame)


@pytest.mark.parametrize("wrong", [{"short_line": -1.0}, {"max_short": -1}, {"forced": inf}])
def test_a_price_is_neither_negative_nor_infinite(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Prices"):
        replace(PRICES, **wrong)


def test_a_line_without_height_is_refused() -> None:
    with pytest.raises(ValueError, match="slug 1"):
        break_pages([Slug(), Slug(height=0)], Frame(10, 1, 10), PRICES)


def tied(*galley: Paragraph) -> str:
    """Each line of a galley as a letter: ``x`` where no column may begin, ``-`` elsewhere."""
    return "".join("x" if price == inf else "-" for price in penalties(galley))


@pytest.mark.parametrize(
    ("galley", "expected"),
    [
        ([Paragraph(1)], "-"),
        ([Paragraph(2)], "-x"),
        ([Paragraph(3)], "-xx"),
        ([Paragraph(4)], "-x-x"),
        ([Paragraph(7)], "-x----x"),
        ([Paragraph(5, Role.PICTURE)], "-xxxx"),
        ([Paragraph(1, Role.HEAD), Paragraph(6)], "-xx---x"),
        ([Paragraph(2, Role.HEAD), Paragraph(1), Paragraph(5)], "-xxxx--x"),
        ([Paragraph(1, Role.HEAD), Paragraph(1, Role.NOTE), Paragraph(1, Role.NOTE), Paragraph(1)], "-xx-"),
        ([Paragraph(1, Role.HEAD), Paragraph(3, Role.PICTURE), Paragraph(1)], "-xxx-"),
        ([Paragraph(1, Role.HEAD), Paragraph(1, Role.HEAD), Paragraph(4)], "-xxx-x"),
        ([Paragraph(1), Paragraph(0), Paragraph(1, Role.HEAD)], "--"),
        ([], ""),
    ],
)
def test_where_no_column_may_begin(galley: list[Paragraph], expected: str) -> None:
    assert tied(*galley) == expected


@given(st.lists(st.builds(Paragraph, st.integers(1, 12), st.sampled_from(Role))))
def test_one_penalty_for_each_line_and_no_widows_nor_orphans(galley: list[Paragraph]) -> None:
    prices = iter(penalties(galley))
    for paragraph in galley:
        inside = [next(prices) for _ in range(paragraph.lines)][1:]
        assert not inside or inside[0] == inside[-1] == inf
    assert next(prices, None) is None


def test_breaks_are_dearer_inside_a_notice_and_dearest_inside_a_short_paragraph() -> None:
    assert penalties([Paragraph(4), Paragraph(6)]) == (0.0, inf, 3.0, inf, 1.0, inf, 1.0, 1.0, 1.0, inf)


# What is broken again after a change


class Made(NamedTuple):
    """A section made up, with what its breaks cost."""

    slugs: list[Slug]
    pages: tuple[Page, ...]
    onward: Onward

    @classmethod
    def of(cls, slugs: list[Slug], frame: Frame, prices: Prices) -> Made:
        return cls(slugs, *break_section(slugs, frame, prices))

    def changed(
        self, change: tuple[int, int, list[Slug]], bounds: tuple[int, int], frame: Frame, prices: Prices
    ) -> tuple[list[Slug], Made | None]:
        """The slugs with some of them replaced; the section overrun, if the stretch between these bounds tells it."""
        place, less, more = change
        new = [*self.slugs[:place], *more, *self.slugs[place + less :]]
        head, tail = min(bounds[0], place), min(bounds[1], len(self.slugs) - place - less)
        shift = len(new) - len(self.slugs)
        starts = frozenset(page.columns[0].start for page in self.pages)
        above = {start - head for start in starts if head <= start < place}
        below = {start + shift - head for start in starts if start >= place + less}
        before = ruled(self.slugs, frame)
        first, last = before[head], before[len(self.slugs) - tail]
        stretch = Stretch(
            same_above=place - head,
            same_below=len(self.slugs) - place - less - tail,
            slugs=len(new) - head - tail,
            grown=ruled(new, frame)[-1] - before[-1],
            onward=tuple(costs[first : last + 1] for costs in self.onward),
            began=frozenset(above | below),
            is_head=not head,
            is_end=not tail,
        )
        again = break_stretch(new[head : len(new) - tail], frame, prices, stretch)
        if again is None:
            return new, None
        old = [page for page in self.pages if page.columns[0].start < again.start + head]
        later = [page for page in self.pages if page.columns[0].start + shift >= again.stop + head]
        pages = (*old, *(moved(page, head) for page in again.pages), *(moved(page, shift) for page in later))
        onward = tuple(
            costs[:first] + array("d", [*mine, *[inf] * (last - first)])[: last - first + stretch.grown] + costs[last:]
            if tail
            else costs[:first] + mine
            for costs, mine in zip(self.onward, again.onward, strict=True)
        )
        return new, Made(new, pages, onward)


def ruled(slugs: list[Slug], frame: Frame) -> list[int]:
    """Where each slug begins on the ruler, and where the last one ends."""
    return list(accumulate((each.height if each.blank else min(each.height, frame.lines) for each in slugs), initial=0))


def moved(page: Page, shift: int) -> Page:
    """The page of slugs that stand so many further on."""
    return Page(tuple(replace(each, start=each.start + shift, stop=each.stop + shift) for each in page.columns))


changes = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 3), st.lists(lines_of_type, max_size=3)), max_size=4)


@settings(max_examples=300)
@given(st.lists(st.one_of(lines_of_type, lines_of_type, white_space), max_size=60), frames, price_lists, changes)
def test_after_a_change_the_same_as_from_the_beginning(
    slugs: list[Slug], frame: Frame, prices: Prices, edits: list[tuple[int, int, list[Slug]]]
) -> None:
    made = Made.of(slugs, frame, prices)
    with pytest.MonkeyPatch.context() as always:
        always.setattr(columns, "_SELDOM", 1)
        for start, count, more in edits:
            place = min(start, len(made.slugs))
            less = min(count, len(made.slugs) - place)
            again = made.changed((place, less, more), (0, 0), frame, prices)[1] if made.onward else None
            made = Made.of([*made.slugs[:place], *more, *made.slugs[place + less :]], frame, prices)
            assert again is None or again == made


def long_section(seed: int, lines: int) -> list[Slug]:
    """Notices of fictional lengths."""
    dice = random.Random(seed)
    slugs: list[Slug] = []
    while len(slugs) < lines:
        slugs += [WHITE, *(Slug(penalty=price) for price in penalties([Paragraph(dice.randint(3, 40))]))]
    return slugs


small = Frame(12, 2, 12)
quick = replace(PRICES, max_short=2, forced=1000.0, most_longer=1)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10), st.floats(0, 1), st.integers(0, 30), st.lists(lines_of_type, max_size=30), st.data())
def test_a_stretch_broken_again_is_as_the_whole_section_would_be(
    seed: int, where: float, less: int, more: list[Slug], data: st.DataObject
) -> None:
    slugs = long_section(seed, 3000)
    frame = replace(small, first_lines=data.draw(st.sampled_from([12, 9])))
    made = Made.of(slugs, frame, quick)
    place = round(where * (len(slugs) - less))
    bounds = [data.draw(st.sampled_from([0, place - 900, place - 100])), len(slugs) - place - less]
    bounds[1] -= data.draw(st.sampled_from([400, 900, bounds[1]]))
    head = bounds[0] if bounds[0] > 60 else 0
    new, again = made.changed((place, less, more), (head, max(0, bounds[1])), frame, quick)
    if again is not None:
        assert again == Made.of(new, frame, quick)


@pytest.mark.parametrize("place", [20, 30_000, 59_900])
def test_only_the_stretch_in_which_a_change_tells_is_broken_again(place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    slugs, frame = long_section(1944, 60_000), Frame(15, 2, 15)
    prices = replace(PRICES, max_short=4, forced=1000.0)
    made = Made.of(slugs, frame, prices)
    counted: list[int] = []
    least = columns.Running._least
    monkeypatch.setattr(columns.Running, "_least", lambda self, *way: counted.append(1) or least(self, *way))
    bounds = (max(0, place - 12_000), max(0, len(slugs) - place - 1_000))
    new, again = made.changed((place, 0, [Slug()]), bounds, frame, prices)
    few = len(counted)
    counted.clear()
    is_same = again == Made.of(new, frame, prices)  # not in an assertion: pytest would compare line by line
    assert is_same
    assert 0 < few < 0.25 * len(counted)


def test_a_change_that_tells_beyond_the_stretch_is_not_guessed_at() -> None:
    slugs, frame = long_section(1945, 6_000), Frame(30, 2, 30)
    made = Made.of(slugs, frame, PRICES)
    assert made.changed((3_000, 0, [Slug()] * 17), (2_990, 2_990), frame, PRICES)[1] is None
