"""Finds the ways to break one paragraph into lines, by dynamic programming over the places where a line may end.

What a line costs, and how far it gives way, is reckoned here; which of the ways is wanted, :mod:`paragraphs` says.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from math import isqrt
from typing import Final, NamedTuple

from bookwork.records import Struct
from bookwork.typesetting.division import Kind
from bookwork.typesetting.taste import Taste, badness, loosest

_WHOLE: Final = 1000
"""Ratios and shares are in thousandths: a line stretched by as much as it may be has the ratio 1000."""
_CALM: Final = 300
"""Up to this ratio spaces hardly change: glyphs give way first."""
_TIGHT, _DECENT, _LOOSE, _VERY_LOOSE = range(4)
"""Fitness classes (Knuth & Plass 1981, p. 1131)."""


class Breakpoints(NamedTuple):
    """The places where a line may end, in order: the first is the head of the paragraph, the last its end.

    ``ends[k]`` is how far the text reaches if a line ends at place ``k``, with its hyphen and without what hangs out;
    ``starts[k]`` where the text of the next line begins; the count of spaces likewise.
    """

    ends: Sequence[int]
    starts: Sequence[int]
    spaces_before: Sequence[int]
    spaces_after: Sequence[int]
    kinds: Sequence[Kind]
    hyphens: Sequence[bool]


class Room(Struct, frozen=True):
    """The room that lines have: widths of the first lines, the last of them that of all further ones; the em."""

    widths: tuple[int, ...]
    em: int
    """Of the paragraph's fount, in micropoints."""


class Node(NamedTuple):
    """A way to break the text up to a place: its demerits, lines, class and run of hyphens at the end."""

    demerits: int
    line: int
    fitness: int
    run: int
    place: int
    before: Node | None


START: Final = Node(0, 0, _DECENT, 0, 0, None)
"""The head of a paragraph."""


class Search:
    """Finds the ways to break one paragraph. ``counted`` keeps ways with different counts of lines apart."""

    def __init__(self, points: Breakpoints, room: Room, taste: Taste, *, counted: bool) -> None:
        self._points, self._room, self._taste = points, room, taste
        self._last = len(points.ends) - 1
        self._counted = counted
        self._space = taste.space * room.em // _WHOLE
        self._stretch = (taste.widest - taste.space) * room.em // _WHOLE
        self._shrink = (taste.space - taste.narrowest) * room.em // _WHOLE
        self._give = taste.expansion + taste.tracking
        self._take = taste.expansion + taste.tightening
        self._short = self._give * (1 if taste.justified or not counted else 2)
        """Ragged lines may be shorter for another count of lines than for the best way: where it is asked for."""
        self._prices = [taste.prices[kind] for kind in points.kinds]
        self._items = [place for place, kind in enumerate(points.kinds) if kind is Kind.ITEM]

    def width(self, line: int) -> int:
        """The room of this line."""
        widths = self._room.widths
        return widths[min(line, len(widths) - 1)]

    def ways(self, most: int | None = None) -> list[Node]:
        """The ways to break the whole paragraph that are worth comparing, the best first; none that costs ``most``."""
        nodes: list[dict[tuple[int, int, int], Node]] = [{} for _ in range(self._last + 1)]
        nodes[0][0, 0, 0] = START
        for place in range(self._last):
            if nodes[place]:
                self._go_on(place, nodes, most)
        return sorted(nodes[self._last].values(), key=lambda node: (node.demerits, node.line))

    def _go_on(self, place: int, nodes: list[dict[tuple[int, int, int], Node]], most: int | None) -> None:
        """From each way that ends at this place, add one line."""
        known = len(self._room.widths) - 1
        by_width: dict[int, list[Node]] = {}
        for node in self._worthy(list(nodes[place].values())):
            by_width.setdefault(self.width(node.line), []).append(node)
        for width, ways in by_width.items():
            left = None if most is None else most - min([way.demerits for way in ways])
            for end, line in self._lines(place, width, left):
                kept = nodes[end]
                for way in ways:
                    demerits, run = self._total(way, end, line)
                    if most is not None and demerits >= most:
                        continue
                    count = way.line + 1
                    key = (count if self._counted or count < known else known, line[1], run)
                    rival = kept.get(key)
                    if rival is None or demerits < rival.demerits:
                        kept[key] = Node(demerits, count, line[1], run, end, way)

    def _worthy(self, ways: list[Node]) -> list[Node]:
        """Without those that another one beats whatever follows: no more hyphens, no more lines, fewer demerits."""
        if len(ways) == 1:
            return ways
        mismatch, known = self._taste.mismatch, len(self._room.widths) - 1
        dearest = min([way.demerits for way in ways]) + mismatch

        def beaten(way: Node) -> bool:
            return way.demerits >= dearest and any(
                other.demerits + mismatch <= way.demerits
                and other.run <= way.run
                and (other.line == way.line or (not self._counted and min(other.line, way.line) >= known))
                for other in ways
                if other is not way
            )

        return [way for way in ways if not beaten(way)]

    def _lines(self, place: int, width: int, left: int | None) -> list[tuple[int, tuple[int, int]]]:
        """The lines within the tolerance that may begin at this place: end, demerits and class.

        With demerits ``left``, those alone that cost less; else, where there is none, the nearest.
        """
        most = self._taste.tolerance if left is None else self._affordable(left)
        if most < 0:
            return []
        found = [(end, self._price(ratio, end, place)) for end, ratio in self._fitting(place, width, most)]
        if not found and left is None and (loose := self._loosest(place, width)):
            found.append((loose[1], self._price(*loose, place)))
        return found

    def _affordable(self, left: int) -> int:
        """The ratio of the loosest line that costs less than this; -1 where there is none."""
        worst = isqrt(left - 1) - self._taste.line if left > 0 else -1
        return min(self._taste.tolerance, loosest(worst)) if worst >= 0 else -1

    def _fitting(self, place: int, width: int, limit: int) -> Iterator[tuple[int, int]]:
        """The lines that begin at this place and are stretched by no more than this ratio: end and ratio."""
        ends, _, spaces_before, _, _, hyphens = self._points
        start, spaces_after = self._points.starts[place], self._points.spaces_after[place]
        space, stretch, shrink, give, take = self._space, self._stretch, self._shrink, self._give, self._take
        most = spaces_before[min(bisect_right(ends, start + width, place + 1), self._last)] - spaces_after
        slack = min(
            (limit + 1) * (most * stretch + width * give // _WHOLE) // _WHOLE + 1,
            width * self._short // _WHOLE + 12 * stretch * self._taste.tolerance // _WHOLE,
        )
        first = min(bisect_left(ends, start + width - slack, place + 1), self._last)
        for end in self._items[bisect_right(self._items, place) : bisect_left(self._items, first)]:
            natural = ends[end] - start
            spaces = spaces_before[end] - spaces_after
            room = spaces * stretch + (natural - spaces * space) * give // _WHOLE
            yield end, (width - natural) * _WHOLE // max(room, 1)
        for end in range(first, self._last + 1):
            natural = ends[end] - start
            spaces = spaces_before[end] - spaces_after
            glyphs = natural - spaces * space
            missing = width - natural
            if missing < 0:
                room = spaces * shrink + glyphs * take // _WHOLE
                if -missing <= room:
                    yield end, missing * _WHOLE // room
                elif not hyphens[end]:
                    return
            elif end == self._last:
                yield end, 0
            else:
                ratio = missing * _WHOLE // max(spaces * stretch + glyphs * give // _WHOLE, 1)
                if ratio <= limit or self._points.kinds[end] is Kind.ITEM:
                    yield end, ratio

    def _loosest(self, place: int, width: int) -> tuple[int, int] | None:
        """The fullest line that fits, however loose: ratio and end."""
        fits = [
            (ratio, end)
            for end in range(place + 1, self._last + 1)
            if self._points.ends[end] <= self._points.starts[place] + width
            and (ratio := self._ratio(place, end, width)) is not None
        ]
        return min(fits, default=None)

    def _ratio(self, place: int, end: int, width: int) -> int | None:
        """How far a line is stretched (above 0) or shrunk, in thousandths of what it may; None where it overflows."""
        points = self._points
        natural = points.ends[end] - points.starts[place]
        spaces = points.spaces_before[end] - points.spaces_after[place]
        glyphs = natural - spaces * self._space
        missing = width - natural
        if missing >= 0:
            if end == self._last:
                return 0
            room = spaces * self._stretch + glyphs * self._give // _WHOLE
            return missing * _WHOLE // max(room, 1)
        room = spaces * self._shrink + glyphs * self._take // _WHOLE
        return missing * _WHOLE // room if -missing <= room else None

    def _price(self, ratio: int, end: int, place: int) -> tuple[int, int]:
        """Demerits and class of a line by itself."""
        taste = self._taste
        if ratio > taste.item and self._points.kinds[end] is Kind.ITEM:
            return (taste.line + badness(taste.item)) ** 2 * ratio // taste.item, _DECENT
        price = (taste.line + badness(ratio)) ** 2 + self._prices[end]
        if taste.spread and (ratio > _CALM or ratio < -_CALM) and end != self._last:
            price += taste.spread * self._spread(ratio, end, place)
        if end == self._last:
            short = taste.short_em * self._room.em // _WHOLE
            if self._points.ends[end] - self._points.starts[place] < short:
                price += taste.short_last
        if ratio < -500:
            return price, _TIGHT
        return price, _DECENT if ratio <= 500 else _LOOSE if ratio <= _WHOLE else _VERY_LOOSE

    def _spread(self, ratio: int, end: int, place: int) -> int:
        """The squares of what the spaces of a line are wider or narrower, once its glyphs have given way."""
        points = self._points
        spaces = points.spaces_before[end] - points.spaces_after[place]
        if not spaces:
            return 0
        glyphs = points.ends[end] - points.starts[place] - spaces * self._space
        give = glyphs * (self._give if ratio > 0 else self._take) // _WHOLE
        rest = abs(ratio) * (spaces * (self._stretch if ratio > 0 else self._shrink) + give) // _WHOLE - give
        return spaces * (rest * _WHOLE // (spaces * self._room.em)) ** 2 if rest > 0 else 0

    def line(self, place: int, end: int, width: int) -> tuple[int, int] | None:
        """Demerits and class of the line from one place to another; None where it overflows."""
        ratio = self._ratio(place, end, width)
        return None if ratio is None else self._price(ratio, end, place)

    def after(self, way: Node, end: int, line: tuple[int, int]) -> Node:
        """The way that goes on with this line."""
        demerits, run = self._total(way, end, line)
        return Node(demerits, way.line + 1, line[1], run, end, way)

    def _total(self, way: Node, end: int, line: tuple[int, int]) -> tuple[int, int]:
        """The demerits of a way and one more line, and the run of hyphens at its end."""
        taste = self._taste
        total = way.demerits + line[0]
        if not -1 <= way.fitness - line[1] <= 1:
            total += taste.mismatch
        if self._points.hyphens[end]:
            if way.run == 0:
                return total, 1
            return (total + taste.twice, 2) if way.run == 1 else (total + taste.thrice, 3)
        if way.run and end == self._last:
            total += taste.last_hyphen
        return total, 0
