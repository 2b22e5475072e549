"""Paragraphs set longer or shorter for the page: where the lines then are, and what is asked of whom."""

from __future__ import annotations

from itertools import accumulate, pairwise
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from bookwork.makeup.fitting import Asking, Fitted
from bookwork.makeup.sections import cast_part, line_penalties
from bookwork.makeup.sheets import Matter, Part
from bookwork.makeup.slugs import Asked, Column, Page, Slug
from bookwork.typesetting.galley import Leeway, Piece, Role, Shape, Span

NAME = "n-fictive"
FEWEST = 5


def shape(lengths: list[int], leeways: tuple[Leeway, ...] = ()) -> Shape:
    """A galley of paragraphs of so many lines."""
    firsts = accumulate(lengths[:-1], initial=0)
    spans = tuple(Span(Role.TEXT, first, count) for first, count in zip(firsts, lengths, strict=True))
    return Shape((1,) * sum(lengths), spans, leeways=leeways)


def leeways_of(lengths: list[int], demerits: int = 100) -> tuple[Leeway, ...]:
    """All that paragraphs of two lines and more could give."""
    ends = list(accumulate(lengths))
    return tuple(
        Leeway(number, ends[number] - min(count, 3), demerits + number, demerits - number if count >= FEWEST else -1)
        for number, count in enumerate(lengths)
        if count >= 2
    )


def fitted(base: Shape, asked: dict[int, int]) -> Fitted:
    wanted = tuple(Asked(NAME, number, lines, 0) for number, lines in asked.items())
    return Fitted([Page((Column(0, 1, 1, 0, asked=wanted),))], {NAME: base})


paragraphs = st.lists(st.integers(1, 12), min_size=1, max_size=8)


@given(paragraphs, st.data())
def test_no_line_is_lost_and_none_left_alone_wherever_breaks_and_fits_fall(
    lengths: list[int], data: st.DataObject
) -> None:
    base = shape(lengths, leeways_of(lengths))
    asked = {
        give.paragraph: data.draw(st.sampled_from([-1, 0, 1] if give.shorter >= 0 else [0, 1])) for give in base.leeways
    }
    asked = {number: lines for number, lines in asked.items() if lines}
    again = shape([count + asked.get(number, 0) for number, count in enumerate(lengths)])
    fits = fitted(base, asked)
    assert set(fits.take({NAME: again})) == ({NAME} if asked else set())
    prices = line_penalties(base.heights, base.spans)
    legal = [line for line, price in enumerate(prices) if line and price < inf]
    breaks: list[int] = []
    for line in sorted(data.draw(st.sets(st.sampled_from(legal)))) if legal else []:
        if not breaks or line >= breaks[-1] + FEWEST:  # a column is higher than a short paragraph
            breaks.append(line)
    ends = [0, *breaks, len(base.heights)]
    moved = [fits.line(NAME, line) for line in ends]
    assert moved[0] == 0 and moved[-1] == len(again.heights)
    for (start, stop), (first, last) in zip(pairwise(ends), pairwise(moved), strict=True):
        inside = [
            asked[give.paragraph] for give in base.leeways if start <= give.line < stop and give.paragraph in asked
        ]
        assert last - first == stop - start + sum(inside), "the column has what its paragraphs gave"
    for span in again.spans:
        cuts = [span.first, *(line for line in moved if span.first < line < span.first + span.count)]
        parts = [b - a for a, b in pairwise([*cuts, span.first + span.count])]
        assert len(parts) == 1 or min(parts) >= 2


def test_what_did_not_come_back_as_it_was_asked_for_stays_as_it_was_cast() -> None:
    base = shape([8, 3], leeways_of([8, 3]))
    for wrong in ({}, {NAME: base}):
        fits = fitted(base, {0: 1})
        assert fits.take(wrong) == {}
        assert fits.line(NAME, 9) == 9
        column = Column(0, 11, 12, 0, fits=1, asked=(Asked(NAME, 0, 1, 5),))
        assert fits.column(column) == Column(0, 11, 11, 1)


def asking(lengths: list[int]) -> tuple[Asking, int]:
    """The desk that asks, for a part of two notices between which there is white."""
    galleys = {name: shape(lengths, leeways_of(lengths)) for name in ("n-a", "n-b")}
    part = Part("notices", "", matter=tuple(Matter(Piece(name, "", 1.0), 1) for name in galleys))
    cast = cast_part(part.matter, galleys)
    return Asking(cast.slugs, cast.origins, galleys), len(cast.slugs)


def test_the_cheapest_paragraphs_of_the_column_are_asked() -> None:
    desk, stop = asking([6, 9, 7])
    longer = desk.page(Page((Column(1, stop, 46, 0, fits=2),)))
    shorter = desk.page(Page((Column(1, stop, 43, 0, fits=-1),)))
    assert [(each.piece, each.paragraph, each.lines) for each in longer.columns[0].asked] == [
        ("n-a", 0, 1),
        ("n-b", 0, 1),
    ]
    assert [(each.piece, each.paragraph, each.lines) for each in shorter.columns[0].asked] == [("n-a", 2, -1)]


def test_only_what_stands_in_the_column_is_asked() -> None:
    desk, stop = asking([6, 9, 7])
    line = next(index for index in range(stop) if desk.origins[index][0].piece.id == "n-b")
    page = desk.page(Page((Column(1, line - 1, 22, 0, fits=1), Column(line, stop, 22, 0, fits=1))))
    assert [each.piece for column in page.columns for each in column.asked] == ["n-a", "n-b"]


def test_white_is_doubled_where_the_column_asks_for_it() -> None:
    desk, stop = asking([6, 9, 7])
    page = desk.page(Page((Column(1, stop, 46, 0, white=1),)))
    (white,) = page.columns[0].widened
    assert desk.slugs[white].blank


def test_a_hyphen_at_the_foot_has_a_price_and_lines_know_what_they_stand_for() -> None:
    base = Shape((1,) * 8, (Span(Role.TEXT, 0, 8),), leeways=(Leeway(0, 5, 10, -1),), hyphened=(3, 7))
    part = Part("notices", "", matter=(Matter(Piece(NAME, "", 1.0)),))
    plain, priced = cast_part(part.matter, {NAME: base}), cast_part(part.matter, {NAME: base}, 2.5)
    dearer = [b.penalty - a.penalty for a, b in zip(plain.slugs, priced.slugs, strict=True) if a.penalty < inf]
    assert sum(dearer) == 2.5
    assert priced.slugs[4].penalty == plain.slugs[4].penalty + 2.5
    assert [slug for slug in priced.slugs if slug.longer or slug.shorter] == [
        Slug(1, priced.slugs[5].penalty, longer=True)
    ]
