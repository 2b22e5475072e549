"""Line breaks of paragraphs, chosen for the best whole.

Donald E. Knuth and Michael F. Plass, “Breaking paragraphs into lines” (Software: Practice and Experience 11, 1981):
every way to break a paragraph has its demerits, and the way with the fewest is found by dynamic programming over the
places where a line may end. From microtype (Hàn Thế Thành, *Micro-typographic extensions to the TeX typesetting
system*, 2000) comes that glyphs, too, may give way a little before spaces do.

Lengths are whole micropoints and demerits whole numbers, so that the same breaks come out on any machine; of two ways
with equal demerits the one is taken that was found first, from the left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from bookwork.records import replace
from bookwork.typesetting.search import START, Breakpoints, Node, Room, Search
from bookwork.typesetting.taste import Taste

_ANY: Final = 100_000
"""A tolerance that hardly any line exceeds."""
_HOPES: Final = (300_000, 1_000_000, 3_000_000)
"""Demerits that the best way may have, tried one after the other before all ways are."""
_FEWEST: Final = 5
"""Lines of a paragraph that may be set a line longer or shorter: with fewer, a break in it could leave one alone."""
_FEWEST_RAGGED: Final = 2
"""Lines of one that may be a line longer where lines are not justified: references, which are seldom more."""


class Way(NamedTuple):
    """A way to break a paragraph: its demerits, and the places where its lines end."""

    demerits: int
    places: tuple[int, ...]


def break_lines(points: Breakpoints, room: Room, taste: Taste) -> list[int] | None:
    """The places where the lines of a paragraph end; None where a line cannot but overflow."""
    best = _best(points, room, taste)
    return _path(best) if best else None


def ways(points: Breakpoints, room: Room, taste: Taste, more: int) -> dict[int, Way]:
    """The best way of all, and the best ones of a line less and a line more (*The TeXbook*, p. 103: ``\\looseness``).

    By count of lines; none where a line cannot but overflow. A way of another length has at most ``more`` demerits more
    than the best of all, and no line looser than the tolerance.
    """
    best = _best(points, room, taste)
    return _around(best, Search(points, room, taste, counted=True), more) if best else {}


def _around(best: Node, search: Search, more: int) -> dict[int, Way]:
    """The best way, and those of a line less and a line more."""
    found = {best.line: best}
    for node in search.ways(best.demerits + more + 1):
        if abs(node.line - best.line) == 1:
            found.setdefault(node.line, node)
    return {count: Way(found[count].demerits, tuple(_path(found[count]))) for count in sorted(found)}


class Choice(NamedTuple):
    """The places where the lines of a paragraph end, and what it would cost more to be a line longer, and shorter."""

    places: Sequence[int]
    leeway: tuple[int, int] = (-1, -1)
    """In demerits; -1 where there is no such way."""


def choose(points: Breakpoints, room: Room, taste: Taste, asked: int) -> Choice | None:
    """The way that is so many lines longer than the best, or else that one; None where a line cannot but overflow.

    Only the best may end in a last line that is too short: where the page asks, that is no way out.
    """
    best = _best(points, room, taste)
    if best is None or best.line < (_FEWEST if taste.justified else _FEWEST_RAGGED):
        return Choice(_path(best)) if best else None
    strict = replace(taste, short_last=taste.short_last + taste.leeway + 1)
    found = _around(best, Search(points, room, strict, counted=True), taste.leeway)
    if best.line < _FEWEST:
        found.pop(best.line - 1, None)
    longer, shorter = (
        found[count].demerits - best.demerits if count in found else -1 for count in (best.line + 1, best.line - 1)
    )
    return Choice(found.get(best.line + asked, found[best.line]).places, (longer, shorter))


def _best(points: Breakpoints, room: Room, taste: Taste) -> Node | None:
    """The best way. Three hyphens below each other stay only where no looser way is without them."""
    best = _cheapest(points, room, taste)
    if best and best.demerits >= taste.thrice:
        best = _cheapest(points, room, replace(taste, tolerance=_ANY))
    return best


def _cheapest(points: Breakpoints, room: Room, taste: Taste) -> Node | None:
    """The way with the fewest demerits.

    What costs more than a hope is not followed until the hope has failed: most paragraphs need no line that is very
    loose, and what costs more than the best way is no part of it.
    """
    search = Search(points, room, taste, counted=False)
    for hope in (*_HOPES, None):
        if nodes := search.ways(hope):
            return nodes[0]
    return None


def demerits(points: Breakpoints, room: Room, taste: Taste, places: Sequence[int]) -> int | None:
    """The demerits of breaking a paragraph at these places; None where a line would overflow."""
    search = Search(points, room, taste, counted=True)
    node: Node | None = START
    for place in places:
        assert node is not None
        line = search.line(node.place, place, search.width(node.line))
        if line is None:
            return None
        node = search.after(node, place, line)
    return node.demerits if node else None


def _path(node: Node) -> list[int]:
    places: list[int] = []
    while node.before is not None:
        places.append(node.place)
        node = node.before
    return places[::-1]
