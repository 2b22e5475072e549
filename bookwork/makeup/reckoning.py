"""What page breaks cost, kept from one make-up to the next: only the stretch in which a change tells is broken again.

Costs are reckoned from the section's end to its head, so a change alters none below it. Above it what it costs fades
from page to page, until costs are the old ones to the last bit: as soon as they are over all the feet that a column can
reach, they are up to the head. Then pages are the old ones, too, up to there, and again from the first page below the
change that begins where an old one began. (Compositors called it overrunning: lines are carried from page to page only
as far as they must.)
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from bookwork.makeup.slugs import Page, Ruler
from bookwork.records import Struct

Onward = tuple["array[float]", ...]
"""For each column of the page, by ruler line, the cost of all that follows when it ends there."""


class Overrun(NamedTuple):
    """Pages that take the places of those between two old page breaks: slugs ``start`` to ``stop`` of the stretch."""

    start: int
    stop: int
    pages: tuple[Page, ...]
    onward: Onward


class Stretch(Struct, frozen=True):
    """What is known of a stretch of a section that has changed: so many of its slugs, first and last, are the same."""

    same_above: int
    same_below: int
    slugs: int
    """How many slugs it has now."""
    grown: int
    """By how many ruler lines it has grown."""
    onward: Onward
    """What was reckoned before, by ruler line from the head of the stretch as it was."""
    began: frozenset[int]
    """The slugs with which pages began, among those that are the same, as they are counted now."""
    is_head: bool
    is_end: bool

    def resumption(self, ruler: Ruler) -> Resumption | None:
        """Where the old costs hold; None where too little is the same.

        Whether a line may begin a column hangs on the run that it is in, and what gives way on the white above it: so
        what is the same begins, and ends, with a line where a run begins, and not the first.
        """
        lines, penalties = ruler.slugs, ruler.penalties
        below = bisect_left(lines, self.slugs - self.same_below) + 1
        while below < len(lines) and penalties[below] == inf:
            below += 1
        above = bisect_left(lines, self.same_above) - 1
        while above > 0 and penalties[above] == inf:
            above -= 1
        if below >= len(lines):
            return None
        return Resumption(self.onward, below, ruler.feet[above] if above > 0 else 0, self.grown)

    def has_begun(self, ruler: Ruler, line: int) -> bool:
        """Whether a page began with this line."""
        return ruler.slugs[line] in self.began

    def last_start(self, ruler: Ruler, lowest: int) -> int | None:
        """The last line, down to this ruler line, with which a page began."""
        starts = (bisect_left(ruler.slugs, slug) for slug in self.began if slug < self.same_above)
        return max((start for start in starts if start and ruler.feet[start] <= lowest), default=None)


class Resumption:
    """Takes up old costs: from line ``below`` on, and from ruler line ``above`` to the head."""

    def __init__(self, old: Onward, below: int, above: int, grown: int) -> None:
        self.below, self.above, self._grown = below, above, grown
        self._old = [costs.tolist() for costs in old]

    def take_below(self, foot: int, onward: Sequence[list[float]]) -> None:
        """Take over the costs from this ruler line on."""
        for old, new in zip(self._old, onward, strict=True):
            own = old[foot - self._grown :][: len(new) - foot]
            new[foot : foot + len(own)] = own

    def rejoined(self, foot: int, reach: int, onward: Sequence[list[float]]) -> bool:
        """Whether the costs are the old ones at all these ruler lines."""
        reached = slice(foot, foot + reach)
        known = any(cost < inf for costs in onward for cost in costs[reached])
        return known and all(old[reached] == new[reached] for old, new in zip(self._old, onward, strict=True))

    def take_above(self, foot: int, onward: Sequence[list[float]]) -> None:
        """Take over the costs above this ruler line."""
        for old, new in zip(self._old, onward, strict=True):
            new[:foot] = old[:foot]
