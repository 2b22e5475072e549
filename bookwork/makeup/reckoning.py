"""What page breaks cost, kept from one make-up to the next: only what a change can alter is reckoned again.

Costs are reckoned from the section's end to its head, so a change alters none below it. Above it what it costs fades
from page to page, until costs are the old ones to the last bit: as soon as they are over all the feet that a column can
reach, they are up to the head.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from bookwork.makeup.slugs import Ruler


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The lines of a section as they were measured, and the costs that were reckoned; arrays as bytes."""

    setting: str
    """Frame and prices in words: under others, nothing holds."""
    heads: bytes
    feet: bytes
    heights: bytes
    penalties: bytes
    carried: bytes
    starts: bytes
    gives: bytes
    onward: tuple[bytes, ...]
    """For each column of the page, by ruler line, the cost of all that follows when it ends there."""


def reckoned(setting: str, ruler: Ruler, onward: Sequence[Sequence[float]]) -> Reckoning:
    """What was reckoned, ready to be kept."""
    return Reckoning(
        setting,
        array("q", ruler.heads).tobytes(),
        array("q", ruler.feet).tobytes(),
        array("q", ruler.heights).tobytes(),
        array("d", ruler.penalties).tobytes(),
        array("q", ruler.carried).tobytes(),
        array("q", ruler.starts).tobytes(),
        array("q", ruler.gives).tobytes(),
        tuple(array("d", costs).tobytes() for costs in onward),
    )


class Resumption:
    """Takes up an old reckoning for a section that has changed in places."""

    def __init__(self, old: Reckoning, ruler: Ruler) -> None:
        self.below, self.above, self._shift = _unchanged(old, ruler)
        self._onward = [_real(costs) for costs in old.onward]

    def take_below(self, foot: int, onward: Sequence[list[float]]) -> None:
        """Take over the costs from this ruler line on."""
        for old, new in zip(self._onward, onward, strict=True):
            new[foot:] = old[foot - self._shift :]

    def rejoined(self, foot: int, reach: int, onward: Sequence[list[float]]) -> bool:
        """Whether the costs are the old ones at all these ruler lines."""
        reached = slice(foot, foot + reach)
        known = any(cost < inf for costs in onward for cost in costs[reached])
        return known and all(old[reached] == new[reached] for old, new in zip(self._onward, onward, strict=True))

    def take_above(self, foot: int, onward: Sequence[list[float]]) -> None:
        """Take over the costs above this ruler line."""
        for old, new in zip(self._onward, onward, strict=True):
            new[:foot] = old[:foot]


def _unchanged(old: Reckoning, ruler: Ruler) -> tuple[int, int, int]:
    """What has not changed, and by how many ruler lines the end has moved.

    The first line from which on nothing has changed (never a section's first, which costs nothing to begin), and the
    ruler line down to which nothing has, from the head. The lists that say so take 150 MB where there are 620 000
    lines, and are let go.
    """
    feet, heights = _whole(old.feet), _whole(old.heights)
    marks = heights, _real(old.penalties), _whole(old.carried), _whole(old.gives)
    then = (_whole(old.heads), feet, marks, _whole(old.starts))
    marks_now = ruler.heights, ruler.penalties, ruler.carried, ruler.gives
    now = (ruler.heads, ruler.feet, marks_now, ruler.starts)
    alike = min(map(_alike, _from_end(*then), _from_end(*now)))
    below = len(ruler.heights) - min(alike, len(ruler.heights) - 1, len(heights) - 1)
    above = ruler.feet[min(map(_alike, _from_head(*then), _from_head(*now)))]
    return below, above, ruler.feet[-1] - feet[-1]


def _from_head(
    heads: Sequence[int], feet: Sequence[int], marks: Sequence[Sequence[float]], starts: Sequence[int]
) -> Iterator[list[float]]:
    """The same, line by line from the first, with places from the head."""
    begin = frozenset(starts)
    yield list(heads)
    yield list(feet[1:])
    yield [line in begin for line in range(len(heads))]
    for mark in marks:
        yield list(mark)


def _from_end(
    heads: Sequence[int], feet: Sequence[int], marks: Sequence[Sequence[float]], starts: Sequence[int]
) -> Iterator[list[float]]:
    """All that the costs of a section's lines hang on, line by line from the last, with places from the end."""
    end, begin = feet[-1], frozenset(starts)
    yield [end - head for head in reversed(heads)]
    yield [end - foot for foot in reversed(feet[:-1])]
    yield [line in begin for line in range(len(heads) - 1, -1, -1)]
    for mark in marks:
        yield list(reversed(mark))


def _alike(one: list[float], other: list[float]) -> int:
    """How many of the first values are the same: halving, for lists are compared as a whole in no time."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _whole(data: bytes) -> list[int]:
    return array("q", data).tolist()


def _real(data: bytes) -> list[float]:
    return array("d", data).tolist()
