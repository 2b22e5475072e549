"""Page breaks: a section's slugs made up into columns and pages at the least total cost.

Every line stands on one grid, so a break is a place on a ruler of grid lines. Reckoning goes from the section's end
to its head: what it costs to go on from a break does not depend on how one came there, save for the foot of the
column just ended, which the next foot on the page is compared with. So a break has one cost for each place in the
page and each shortness of the column before it, and a column may end in a window of ruler lines: as far below its foot
as paragraphs set shorter bring it up, as far above it as it may be short once others are set longer
(:mod:`bookwork.makeup.feet`). Ends above the window are weighed only where no bound rules them out: the cost found is
the least of all, never an estimate. One walk from the head then takes, at equal cost, the fuller column.

What follows a page counts a little less than the page (:data:`FADING`): what stands a hundred pages on decides nothing.
Else two ways through a book may cost the same for a thousand pages, and a line more in one notice sends all of them
the other way. After a change in the section, only the stretch is broken again in which the change tells
(:mod:`bookwork.makeup.reckoning`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from math import floor, inf
from operator import add
from typing import NamedTuple

from bookwork.makeup.feet import Foot, Setting, foot_costs
from bookwork.makeup.reckoning import Onward, Resumption
from bookwork.makeup.slugs import Column, Page

FADING = 0.98
"""What the costs of a page weigh beside those of the page before.

A line more in the middle of 5 450 pages moved 1 064 of them without it, and 1 with it; in 14 other places up to 13. It
costs two in a hundred of the blame for short columns, fits and breaks (November 2026).
"""
_PARTS = 16
"""Costs that have faded are whole parts of a point, so that what is far away fades to nothing."""
_SELDOM = 32
"""Of so many places one is looked at, whether costs are the old ones again."""


def faded(cost: float) -> float:
    """What costs weigh on the page before."""
    return floor(cost * FADING * _PARTS) / _PARTS if cost < inf else inf


class _Cut(NamedTuple):
    """A column as reckoned: lines ``start`` to ``end`` of the ruler, and its foot."""

    start: int
    end: int
    foot: Foot

    @property
    def short(self) -> int:
        """How many lines it is short at last."""
        return self.foot.short


class _Plan(ABC):
    """One kind of page: what its columns cost, and all that follows them."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting

    @abstractmethod
    def end(self, column: int, start: int, before: int | None) -> tuple[float, Foot]:
        """Least cost of a column that begins with line ``start`` and of all that follows it, and its foot.

        ``before`` is how short the column before it is, if there is one on the page.
        """

    @abstractmethod
    def foot_costs(self, cuts: Sequence[_Cut]) -> Iterator[tuple[str, float]]:
        """What the foot of the last of these columns costs, by name."""

    def cuts(self, start: int) -> list[_Cut]:
        """The cheapest columns of a page; at equal cost the fuller, from the left."""
        setting = self.setting
        cuts: list[_Cut] = []
        short = None
        while len(cuts) < setting.frame.columns and start < len(setting.ruler.heights):
            foot = self.end(len(cuts), start, short)[1]
            end = setting.ruler.after[setting.full[start] - foot.gap]
            cuts.append(_Cut(start, end, foot))
            start, short = end, foot.short
        return cuts

    def page(self, start: int) -> tuple[Page, int]:
        """The cheapest page, with the costs of each column by name, and the line that follows it."""
        cuts = self.cuts(start)
        return Page(tuple(self._column(cuts[: place + 1]) for place in range(len(cuts)))), cuts[-1].end

    def _column(self, cuts: Sequence[_Cut]) -> Column:
        ruler, prices = self.setting.ruler, self.setting.prices
        start, end, foot = cuts[-1]
        height = max(ruler.heights[start], ruler.feet[end] - ruler.heads[start]) + ruler.carried[start]
        costs = []
        if start and ruler.penalties[start]:
            tied = ruler.penalties[start] == inf
            costs.append(("broken-tie", prices.broken_tie) if tied else ("break", ruler.penalties[start]))
        if ruler.heights[start] > self.setting.lines:
            costs.append(("overfull", prices.overfull))
        costs.extend(self.foot_costs(cuts))
        first, stop = ruler.slugs[start], ruler.slugs[end - 1] + 1
        return Column(first, stop, height + foot.fits + foot.white, foot.short, tuple(costs), foot.fits, foot.white)


class _Closing(_Plan):
    """The last page: its emptiness costs nothing, its feet are levelled, and no foot should hang below the one before.

    Columns left empty count as feet at the head of the page, or all the rest could stand in the first column.
    """

    def __init__(self, setting: Setting, is_end: bool) -> None:
        super().__init__(setting)
        frame, columns = setting.frame, setting.frame.columns
        never = [len(setting.ruler.heights)] * columns
        last_lines = (setting.ruler.last_lines(frame, columns - column) for column in range(columns))
        self.earliest = list(last_lines) if is_end else never
        self.known: dict[tuple[int, int], list[float]] = {}
        lines, last = setting.lines, setting.prices.last
        self.levels = {before: [last(before, short) for short in range(lines)] for before in range(lines)}

    def end(self, column: int, start: int, before: int | None) -> tuple[float, Foot]:
        """The same for the last page; infinite where it cannot hold the rest of the section."""
        setting = self.setting
        if start < self.earliest[column]:
            return inf, Foot(0, 0)
        if (column, start) not in self.known:
            self.known[column, start] = self._ends(column, start)
        costs = self.known[column, start]
        if before is not None:
            costs = list(map(add, costs, self.levels[before]))
        cost = min(costs)
        short = costs.index(cost)
        return setting.begin[start] + cost, Foot(short, short)

    def _ends(self, column: int, start: int) -> list[float]:
        """Cost of what follows, by the lines that the column is short, before it is compared with the one before."""
        setting = self.setting
        feet, starts = setting.ruler.feet, setting.ruler.starts
        full = setting.full[start]
        more = column + 1 < setting.frame.columns
        costs = [inf] * setting.lines
        if full >= feet[-1]:
            costs[full - feet[-1]] = setting.prices.last(full - feet[-1], setting.lines) if more else 0.0
        for place in range(bisect_right(starts, start), len(starts) if more else 0):
            short = full - feet[starts[place]]
            if short < 0:
                break
            costs[short] = self.end(column + 1, starts[place], short)[0]
        return costs

    def foot_costs(self, cuts: Sequence[_Cut]) -> Iterator[tuple[str, float]]:
        """The difference from the column before, and from an empty one behind."""
        setting, short = self.setting, cuts[-1].short
        if len(cuts) > 1 and short != cuts[-2].short:
            yield "rising" if short < cuts[-2].short else "uneven", setting.prices.last(cuts[-2].short, short)
        if cuts[-1].end == len(setting.ruler.heights) and len(cuts) < setting.frame.columns:
            yield "empty", setting.prices.last(short, setting.lines)


class Running(_Plan):
    """A page after which the section goes on.

    ``onward[c][f]`` is the cost of all that follows column ``c`` when it ends at ruler line ``f``: exact after the last
    column of the page; after the others a lower bound, for it leaves out that their feet should be level.
    """

    def __init__(self, setting: Setting, later: Running | None = None, *, is_end: bool = True) -> None:
        super().__init__(setting)
        prices, columns = setting.prices, setting.frame.columns
        self.closing = _Closing(setting, is_end)
        self.over, self.deepest = setting.feet.over, setting.feet.deepest
        self.shorts = range(self.deepest + 1, setting.lines)
        self.above = [prices.short(short) for short in self.shorts]
        self.bonuses = sum(penalty for penalty in setting.ruler.penalties if penalty < 0)
        self.least_forced = prices.forced + self.bonuses if is_end else -inf
        self.forced: dict[tuple[int, int], float] = {}
        self.onward = [[inf] * len(setting.ruler.after) for _ in range(columns)]
        self.opened = self.onward[-1]
        if later:
            self.onward[-1] = later.opened

    def cheapest(self, start: int) -> _Plan:
        """Whether the section goes on after the page that begins with this line, or ends; at equal cost, the fuller."""
        if start < self.closing.earliest[0]:
            return self
        going_on, ending = self.end(0, start, None)[0], self.closing.end(0, start, None)[0]
        if going_on == ending:
            return min(self, self.closing, key=lambda plan: [cut.foot.gap for cut in plan.cuts(start)])
        return self if going_on < ending else self.closing

    def costs(self) -> Onward:
        """What all that follows costs, by column and ruler line, to the end of the section."""
        stop = self.setting.ruler.feet[-1] + 1
        return tuple(array("d", costs[:stop]) for costs in self.onward)

    def reckon(self, starts: Sequence[int], known: Resumption | None = None) -> int:
        """Fill ``onward`` from the last of these starts to the first; what follows the last is known.

        The ruler line above which costs are the old ones again, with all that a column reaches from there; or 0.
        """
        feet, last = self.setting.ruler.feet, len(self.onward) - 1
        if known:
            known.take_below(feet[known.below], self.onward)
            if not self.bonuses and min(map(min, self.onward)) >= 0:  # nor are there bonuses below the stretch
                self.least_forced = self.setting.prices.forced
            starts = starts[: bisect_left(starts, known.below)]
        reach, above = 2 * self.setting.lines, known.above if known else 0
        for count, start in enumerate(reversed(starts)):
            near = known and not count % _SELDOM and feet[start] + reach < above
            if known and near and known.rejoined(feet[start] + 1, reach, self.onward):
                known.take_above(feet[start] + 1, self.onward)
                return feet[start]
            for column in range(last, 0, -1):
                self.onward[column - 1][feet[start]] = self._bound(column, start)
            cost = self._least(0, start, None)
            if start >= self.closing.earliest[0]:
                cost = min(cost, self.closing.end(0, start, None)[0])
            self.opened[feet[start]] = faded(cost)
        return 0

    def _bound(self, column: int, start: int) -> float:
        """What a column and all that follows costs at least, whatever stands before it."""
        full, onward = self.setting.full[start], self.onward[column]
        foot = full - self.deepest - 1
        cost: float = min(map(add, onward[full + self.over : foot : -1], self.setting.feet.window(start, full).costs))
        if cost > self.least_forced and self._may_force(column, full, cost):
            cost = min(cost, *map(add, onward[foot : foot - len(self.above) : -1], self.above))
        return self.setting.begin[start] + cost

    def _least(self, column: int, start: int, before: int | None) -> float:
        """What a column and all that follows costs; what stands before matters only to ends in the window."""
        full = self.setting.full[start]
        window, top = self.setting.feet.window(start, full), full + self.over
        costs = window.beside.get(before, window.costs)
        cost: float
        if column + 1 == len(self.onward):
            cost = min(map(add, self.onward[column][top : full - self.deepest - 1 : -1], costs))
        else:
            cost = self._search(column, top, costs, window.shorts)
        if cost > self.least_forced and self._may_force(column, full, cost):
            if (column, start) not in self.forced:
                self.forced[column, start] = self._search(column, full - self.deepest - 1, self.above, self.shorts)
            cost = min(cost, self.forced[column, start])
        return self.setting.begin[start] + cost

    def _may_force(self, column: int, full: int, cost: float) -> bool:
        """Whether a column shorter than the window could cost less than this.

        It costs the price of force and what follows; and all that follows costs at least its bonuses, so that a cost
        up to ``least_forced`` need not be asked about.
        """
        above = self.onward[column][full - self.deepest - 1 : full - self.setting.lines : -1]
        return bool(above) and min(above) + self.above[0] < cost

    def _search(self, column: int, foot: int, costs: Sequence[float], shorts: Sequence[int]) -> float:
        """The least cost of ending a column at one of these feet, the first of them at this ruler line."""
        bounds = map(add, self.onward[column][foot : foot - len(costs) : -1], costs)
        if column + 1 == len(self.onward):
            return min(bounds, default=inf)
        cost, after = inf, self.setting.ruler.after
        for place, bound in enumerate(bounds):
            if bound < cost:
                cost = min(cost, costs[place] + self._least(column + 1, after[foot - place], shorts[place]))
        return cost

    def end(self, column: int, start: int, before: int | None) -> tuple[float, Foot]:
        """The same for a page after which the section goes on."""
        full = self.setting.full[start]
        window = self.setting.feet.window(start, full)
        feet, prices = window.feet, window.beside.get(before, window.costs)
        costs = [
            self._search(column, full + self.over - place, [price], [window.shorts[place]])
            for place, price in enumerate(prices)
        ]
        if self._may_force(column, full, min(costs)):
            feet = [*feet, *(Foot(short, short) for short in self.shorts)]
            costs += [
                self._search(column, full - short, [price], [short])
                for short, price in zip(self.shorts, self.above, strict=True)
            ]
        cost = min(costs)
        return self.setting.begin[start] + cost, feet[costs.index(cost)]

    def foot_costs(self, cuts: Sequence[_Cut]) -> Iterator[tuple[str, float]]:
        """What gave way, the lines missing, and the difference from the column before."""
        yield from foot_costs([cut.foot for cut in cuts], self.setting.prices)
