"""Line breaks of paragraphs, chosen for the best whole.

Donald E. Knuth and Michael F. Plass, “Breaking paragraphs into lines” (Software: Practice and Experience 11, 1981):
every way to break a paragraph has its demerits, and the way with the fewest is found by dynamic programming over the
places where a line may end. From microtype (Hàn Thế Thành, *Micro-typographic extensions to the TeX typesetting
system*, 2000) comes that glyphs, too, may give way a little before spaces do.

Lengths are whole micropoints and demerits whole numbers, so that the same breaks come out on any machine; of two ways
with equal demerits the one is taken that was found first, from the left.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from bookwork.typesetting.division import Kind

_WHOLE: Final = 1000
"""Ratios and shares are in thousandths: a line stretched by as much as it may be has the ratio 1000."""
_ANY: Final = 100_000
"""A tolerance that hardly any line exceeds."""
_TIGHT, _DECENT, _LOOSE, _VERY_LOOSE = range(4)
"""Fitness classes (Knuth & Plass 1981, p. 1131)."""


@dataclass(frozen=True, slots=True)
class Taste:
    """How far lines give way, and what the setter pays for what it does not like.

    Spaces are in thousandths of an em of the paragraph's fount, shares of width in thousandths, prices in demerits: a
    line stretched as far as it should be has (10 + 100)² = 12 100 of them (*The TeXbook*, ch. 14).
    """

    justified: bool = True
    space: int = 250
    narrowest: int = 200
    widest: int = 270
    """The space at which a line counts as fully stretched; it may go beyond, at a steeply rising price."""
    expansion: int = 20
    """How much wider or narrower glyphs may become."""
    tracking: int = 20
    """How much letter-spacing may widen a line that would be loose otherwise."""
    tightening: int = 20
    """How much it may narrow a line that would be tight otherwise."""
    hanging: int = 500
    """The part of a hyphen, point or comma that hangs in the margin."""
    prices: tuple[int, ...] = (0, 90_000, 175_000, 250_000, 1_000_000, 100_000, 400_000)
    """Of what a line ends with, by :class:`Kind`."""
    twice: int = 30_000
    """Two hyphens below each other."""
    thrice: int = 10**12
    """A third one, and any more."""
    mismatch: int = 10_000
    """Neighbours that are not of neighbouring classes: a tight line beside a loose one."""
    last_hyphen: int = 30_000
    """A hyphen on the last line but one."""
    short_last: int = 50_000
    """A last line shorter than ``short_em``."""
    short_em: int = 3_000
    tolerance: int = 8_000
    """The ratio up to which lines are weighed against each other; looser ones are taken where nothing else is."""
    line: int = 10
    """What any line costs, before it is squared with its badness."""


@dataclass(slots=True)
class Breakpoints:
    """The places where a line may end, in order: the first is the head of the paragraph, the last its end.

    ``ends[k]`` is how far the text reaches if a line ends at place ``k``, with its hyphen and without what hangs out;
    ``starts[k]`` where the text of the next line begins; the count of spaces likewise.
    """

    ends: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    spaces_before: list[int] = field(default_factory=list)
    spaces_after: list[int] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    hyphens: list[bool] = field(default_factory=list)

    def add(self, end: tuple[int, int], start: tuple[int, int], kind: Kind, hyphen: bool) -> None:
        """One more place; ``end`` and ``start`` are width and spaces up to it."""
        self.ends.append(end[0])
        self.spaces_before.append(end[1])
        self.starts.append(start[0])
        self.spaces_after.append(start[1])
        self.kinds.append(kind)
        self.hyphens.append(hyphen)


@dataclass(frozen=True, slots=True)
class Room:
    """The room that lines have: widths of the first lines, the last of them that of all further ones; the em."""

    widths: tuple[int, ...]
    em: int
    """Of the paragraph's fount, in micropoints."""


class _Node(NamedTuple):
    """A way to break the text up to a place: its demerits, lines, class and run of hyphens at the end."""

    demerits: int
    line: int
    fitness: int
    run: int
    place: int
    before: _Node | None


def ragged(taste: Taste, space: int) -> Taste:
    """The taste for lines that are not justified, with such spaces: they may fall short by a tenth of their width."""
    return replace(
        taste, justified=False, space=space, narrowest=space, widest=space, expansion=0, tracking=100, tightening=0,
        hanging=0, mismatch=0, short_last=0,
    )  # fmt: skip


def break_lines(points: Breakpoints, room: Room, taste: Taste, looseness: int = 0) -> list[int] | None:
    """The places where the lines of a paragraph end; None where a line cannot but overflow.

    With ``looseness`` (*The TeXbook*, p. 103) it comes out so many lines longer or shorter, or as near as can be.
    """
    best = _Search(points, room, taste, counted=False).ways()
    if best and best[0].demerits >= taste.thrice:  # three hyphens: look whether a looser way has fewer
        taste = replace(taste, tolerance=_ANY)
        best = _Search(points, room, taste, counted=False).ways()
    if best and looseness:
        wanted = best[0].line + looseness
        ways = _Search(points, room, taste, counted=True).ways()
        best = sorted(ways, key=lambda node: (abs(node.line - wanted), node.demerits))
    return list(_path(best[0])) if best else None


def demerits(points: Breakpoints, room: Room, taste: Taste, places: Sequence[int]) -> int | None:
    """The demerits of breaking a paragraph at these places; None where a line would overflow."""
    search = _Search(points, room, taste, counted=True)
    node: _Node | None = _Node(0, 0, _DECENT, 0, 0, None)
    for place in places:
        assert node is not None
        line = search.line(node.place, place, search.width(node.line))
        if line is None:
            return None
        node = search.after(node, place, line)
    return node.demerits if node else None


def _path(node: _Node) -> Iterator[int]:
    places: list[int] = []
    while node.before is not None:
        places.append(node.place)
        node = node.before
    return reversed(places)


class _Search:
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
        self._prices = [taste.prices[kind] for kind in points.kinds]

    def width(self, line: int) -> int:
        """The room of this line."""
        widths = self._room.widths
        return widths[min(line, len(widths) - 1)]

    def ways(self) -> list[_Node]:
        """The ways to break the whole paragraph that are worth comparing, the best first."""
        nodes: list[dict[tuple[int, int, int], _Node]] = [{} for _ in range(self._last + 1)]
        nodes[0][0, 0, 0] = _Node(0, 0, _DECENT, 0, 0, None)
        for place in range(self._last):
            if nodes[place]:
                self._go_on(place, nodes)
        return sorted(nodes[self._last].values(), key=lambda node: (node.demerits, node.line))

    def _go_on(self, place: int, nodes: list[dict[tuple[int, int, int], _Node]]) -> None:
        """From each way that ends at this place, add one line."""
        known = len(self._room.widths) - 1
        by_width: dict[int, list[_Node]] = {}
        for node in self._worthy(list(nodes[place].values())):
            by_width.setdefault(self.width(node.line), []).append(node)
        for width, ways in by_width.items():
            for end, line in self._lines(place, width):
                kept = nodes[end]
                for way in ways:
                    node = self.after(way, end, line)
                    count = node.line if self._counted else min(node.line, known)
                    key = (count, node.fitness, node.run)
                    rival = kept.get(key)
                    if rival is None or node.demerits < rival.demerits:
                        kept[key] = node

    def _worthy(self, ways: list[_Node]) -> list[_Node]:
        """Without those that another one beats whatever follows: no more hyphens, no more lines, fewer demerits."""
        if len(ways) == 1:
            return ways
        mismatch, known = self._taste.mismatch, len(self._room.widths) - 1

        def beaten(way: _Node) -> bool:
            return any(
                other.demerits + mismatch <= way.demerits
                and other.run <= way.run
                and (other.line == way.line or (not self._counted and min(other.line, way.line) >= known))
                for other in ways
                if other is not way
            )

        return [way for way in ways if not beaten(way)]

    def _lines(self, place: int, width: int) -> list[tuple[int, tuple[int, int]]]:
        """The lines within the tolerance that may begin at this place, else the nearest: end, demerits and class."""
        ends, last = self._points.ends, self._last
        start = self._points.starts[place]
        slack = width * self._give // _WHOLE + 12 * self._stretch * self._taste.tolerance // _WHOLE
        found: list[tuple[int, tuple[int, int]]] = []
        loose: tuple[int, int] | None = None
        for end in range(min(bisect_left(ends, start + width - slack, place + 1), last), last + 1):
            ratio = self._ratio(place, end, width)
            if ratio is None:
                if not self._points.hyphens[end] and ends[end] - start > width + slack:
                    break
            elif ratio <= self._taste.tolerance:
                found.append((end, self._price(ratio, end, start)))
            elif loose is None or ratio <= loose[0]:
                loose = (ratio, end)
        if not found:
            loose = loose or self._loosest(place, width)
            if loose:
                found.append((loose[1], self._price(loose[0], loose[1], start)))
        return found

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

    def _price(self, ratio: int, end: int, start: int) -> tuple[int, int]:
        """Demerits and class of a line by itself."""
        taste = self._taste
        badness = 100 * abs(ratio) ** 3 // _WHOLE**3
        price = (taste.line + badness) ** 2 + self._prices[end]
        if end == self._last and self._points.ends[end] - start < taste.short_em * self._room.em // _WHOLE:
            price += taste.short_last
        if ratio < -500:
            return price, _TIGHT
        return price, _DECENT if ratio <= 500 else _LOOSE if ratio <= _WHOLE else _VERY_LOOSE

    def line(self, place: int, end: int, width: int) -> tuple[int, int] | None:
        """Demerits and class of the line from one place to another; None where it overflows."""
        ratio = self._ratio(place, end, width)
        return None if ratio is None else self._price(ratio, end, self._points.starts[place])

    def after(self, way: _Node, end: int, line: tuple[int, int]) -> _Node:
        """The way that goes on with this line."""
        taste = self._taste
        cost, fitness = line
        total = way.demerits + cost
        if abs(way.fitness - fitness) > 1:
            total += taste.mismatch
        run = 0
        if self._points.hyphens[end]:
            run = min(way.run + 1, 3)
            if run > 1:
                total += taste.twice if run == 2 else taste.thrice
        elif end == self._last and way.run:
            total += taste.last_hyphen
        return _Node(total, way.line + 1, fitness, run, end, way)
