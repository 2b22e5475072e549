"""What the foot of a column costs, by how much in it could give way.

A column that breaks too early may be filled by white between notices set double and by paragraphs set a line longer,
the cheaper first; one that breaks too late may be emptied by paragraphs set a line shorter. How much could give way is
counted from the head of a column to the highest foot that it may have, so that one number holds for all its feet; what
more there is below is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import inf
from typing import Final, NamedTuple

from bookwork.makeup.slugs import Column, Frame, Page, Prices, Ruler
from bookwork.records import replace

_OF_FEET: Final = ("fit", "white", "short", "forced", "uneven")
"""The costs of a column that hang on its foot."""


class Foot(NamedTuple):
    """The foot of a column: lines missing as it was cast, then at last; lines by fits (± lines), and by white."""

    gap: int
    short: int
    fits: int = 0
    white: int = 0

    def cost(self, prices: Prices) -> float:
        """What it costs by itself."""
        return prices.short(self.short) + prices.fit_line * abs(self.fits) + prices.white_line * self.white

    def raised(self, short: int, prices: Prices) -> Foot:
        """The foot where what fills the column is left undone, the dearer first, until it is so many lines short."""
        longer = max(0, self.fits)
        undone = max(0, min(short - self.short, longer + self.white))
        fits = min(undone, longer) if prices.white_first else undone - min(undone, self.white)
        return Foot(self.gap, self.short + undone, self.fits - fits, self.white - undone + fits)


def foot_costs(feet: Sequence[Foot], prices: Prices) -> Iterator[tuple[str, float]]:
    """What the last of these feet costs, by name: what gave way, lines missing, the difference from the one before."""
    foot = feet[-1]
    if foot.fits:
        yield "fit", prices.fit_line * abs(foot.fits)
    if foot.white:
        yield "white", prices.white_line * foot.white
    if foot.short:
        yield "short", prices.short_line * foot.short**2
    if foot.short > prices.max_short:
        yield "forced", prices.forced
    if len(feet) > 1 and prices.uneven(feet[-2].short, foot.short):
        yield "uneven", prices.uneven(feet[-2].short, foot.short)


def levelled(page: Page, prices: Prices) -> Page:
    """A page with its fuller columns raised to the others, where that costs less than their being uneven.

    Breaks are found with every column as full as it can be; they stay, as does a column in which nothing gave way.
    """
    feet = [Foot(each.short + each.fits + each.white, each.short, each.fits, each.white) for each in page.columns]
    shorts = {foot.short for foot in feet}
    if len(shorts) == 1 or max(shorts) > prices.max_short:
        return page

    def cost(level: Sequence[Foot]) -> float:
        return sum(price for stop in range(len(level)) for _, price in foot_costs(level[: stop + 1], prices))

    level = min(([foot.raised(short, prices) for foot in feet] for short in sorted(shorts)), key=cost)
    if level == feet:
        return page
    return Page(tuple(_at(page.columns[n], level[: n + 1], prices) for n in range(len(level))))


def _at(column: Column, feet: Sequence[Foot], prices: Prices) -> Column:
    """The column on the last of these feet."""
    _, short, fits, white = feet[-1]
    costs = (*(cost for cost in column.costs if cost[0] not in _OF_FEET), *foot_costs(feet, prices))
    height = column.height + column.short - short
    return replace(column, height=height, short=short, costs=costs, fits=fits, white=white)


class Window:
    """The feet that a column may have, the fullest first; ``beside`` their costs by how short the column before is."""

    def __init__(self, feet: list[Foot | None], prices: Prices) -> None:
        self.feet = [foot or Foot(0, 0) for foot in feet]
        self.costs = [foot.cost(prices) if foot else _NEVER for foot in feet]
        self.shorts = [foot.short for foot in self.feet]
        self.beside: dict[int | None, list[float]] = {
            before: [cost + prices.uneven(before, short) for cost, short in zip(self.costs, self.shorts, strict=True)]
            for before in range(prices.max_short + 1)
        }


_NEVER = float("inf")


class Feet:
    """The feet of columns of so many lines."""

    def __init__(self, ruler: Ruler, prices: Prices, lines: int) -> None:
        self._prices = prices
        self.over = prices.most_shorter
        """How many lines beyond its full height a column may have as it was cast."""
        self.deepest = min(prices.max_short + prices.most_longer, lines - 1)
        """How many lines a column may be short as it was cast, if it is not forced."""
        self._windows: list[Window | None] = [None] * len(ruler.heights)
        self._rooms: dict[tuple[int, int, int], Window] = {}
        below = [0] * len(ruler.after)
        for foot, gives in zip(ruler.feet[1:], ruler.gives, strict=True):
            below[foot] += gives
        self._below = list(accumulate(below))
        self._ruler = ruler

    def window(self, start: int, full: int) -> Window:
        """The feet of a column that begins with this line, and ends at this ruler line when full."""
        known = self._windows[start]
        if known is not None:
            return known
        ruler = self._ruler
        head, sure = ruler.heads[start], full - self.deepest
        gives = self._below[sure] - self._below[head] if sure > ruler.feet[start + 1] else 0
        longer, shorter, white = ruler.parted(gives)
        prices = self._prices
        white = min(white - ruler.parted(ruler.gives[start])[2], prices.max_short) if gives else 0
        key = (min(longer, prices.most_longer), min(shorter, self.over), white)
        found = self._rooms.get(key)
        if found is None:
            gaps = range(-self.over, self.deepest + 1)
            found = self._rooms[key] = Window([self._foot(gap, key) for gap in gaps], prices)
        self._windows[start] = found
        return found

    def _foot(self, gap: int, room: tuple[int, int, int]) -> Foot | None:
        """The foot of a column with such a gap; None where it cannot be brought up to the foot of the page."""
        longer, shorter, white = room
        if gap < 0:
            return Foot(gap, 0, gap) if -gap <= shorter else None
        if self._prices.white_first:
            added = min(gap, white)
            fits = min(gap - added, longer)
        else:
            fits = min(gap, longer)
            added = min(gap - fits, white)
        short = gap - fits - added
        return Foot(gap, gap) if short > self._prices.max_short else Foot(gap, short, fits, added)


class Setting:
    """A section in columns of one height.

    ``begin`` is the price of beginning a column with a line, ``full`` the ruler line where it then ends when full; a
    line higher than the column stands alone.
    """

    def __init__(self, ruler: Ruler, frame: Frame, prices: Prices, lines: int) -> None:
        self.ruler, self.frame, self.prices, self.lines = ruler, frame, prices, lines
        if any(ruler.carried) or max(ruler.heights) > lines:
            self.full = [
                max(head + lines - carried, foot)
                for head, carried, foot in zip(ruler.heads, ruler.carried, ruler.feet[1:], strict=True)
            ]
        else:
            self.full = [head + lines for head in ruler.heads]
        self.begin = [prices.broken_tie if penalty == inf else penalty for penalty in ruler.penalties]
        self.begin[0] = 0.0
        for line, height in enumerate(ruler.heights) if max(ruler.heights) > lines else ():
            if height > lines:
                self.begin[line] += prices.overfull
        self.feet = Feet(ruler, prices, lines)
