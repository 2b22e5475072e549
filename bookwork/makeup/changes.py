"""What has changed in a part since it was made up: stretches of takes, and as much around each as its change may tell.

All that stands between two changes stands as it stood: each is dealt with by itself unless they come too near.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from itertools import accumulate, pairwise, takewhile

from bookwork.makeup.standing import MARK, Standing
from bookwork.makeup.takes import Take
from bookwork.records import Struct, replace


class Change(Struct, frozen=True):
    """Takes that have changed, or are looked at because they stand near: ``first`` to ``stop``, as they are now.

    They were ``first_then`` to ``stop_then``; of their galleys so many, from the head and from the end, are the same.
    """

    first: int
    stop: int
    first_then: int
    stop_then: int
    galleys_above: int
    galleys_below: int


class Comparison:
    """A part as it stood, the marks of its galleys now, and its takes."""

    def __init__(self, old: Standing, rows: bytes, now: tuple[Take, ...]) -> None:
        self.old, self.rows, self.now = old, rows, now

    @property
    def then(self) -> tuple[Take, ...]:
        """The takes as they were."""
        return self.old.takes

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The takes that have changed, from the head to the end."""
        then, now = list(_marks(self.then, self.old.marks.rows)), list(_marks(self.now, self.rows))
        found = SequenceMatcher(None, then, now, autojunk=False).get_opcodes()
        return tuple(
            Change(first, stop, before, end, *_alike(then[before:end], now[first:stop]))
            for kind, before, end, first, stop in found
            if kind != "equal"
        )

    @property
    def most_grown(self) -> int:
        """By how many ruler lines the part has grown or shrunk most in one of its changes."""
        return max((abs(self.grown(change)) for change in self.changes), default=0)

    def grown(self, window: Change) -> int:
        """By how many ruler lines these takes have grown."""
        now, then = self.now[window.first : window.stop], self.then[window.first_then : window.stop_then]
        return sum(take.lines for take in now) - sum(take.lines for take in then)

    def windows(self, above: int, below: int) -> tuple[Change, ...]:
        """The changes with so many takes above and below each; those that meet are one."""
        found: list[Change] = []
        for change in self.changes:
            window = self._wider(change, above, below)
            if found and window.first <= found[-1].stop:
                last = found.pop()
                window = replace(window, first=last.first, first_then=last.first_then, galleys_above=last.galleys_above)
            found.append(window)
        return tuple(found)

    def _wider(self, change: Change, above: int, below: int) -> Change:
        above = min(above, change.first, change.first_then)
        below = min(below, len(self.now) - change.stop, len(self.then) - change.stop_then)
        return Change(
            change.first - above,
            change.stop + below,
            change.first_then - above,
            change.stop_then + below,
            change.galleys_above + galleys_in(self.now[change.first - above : change.first]),
            change.galleys_below + galleys_in(self.now[change.stop : change.stop + below]),
        )


def galleys_in(takes: Sequence[Take]) -> int:
    """How many galleys there are in these takes."""
    return sum(take.matters for take in takes)


def _marks(takes: Sequence[Take], rows: bytes) -> Iterator[bytes]:
    """The marks of the galleys of each take."""
    places = accumulate((take.matters * MARK for take in takes), initial=0)
    for start, stop in pairwise(places):
        yield rows[start:stop]


def _alike(then: Sequence[bytes], now: Sequence[bytes]) -> tuple[int, int]:
    """How many galleys are the same from the head of these takes, and from their end."""
    before, after = _parted(then), _parted(now)
    head = _common(before, after)
    return head, min(_common(before[::-1], after[::-1]), min(len(before), len(after)) - head)


def _parted(takes: Sequence[bytes]) -> list[bytes]:
    return [take[start : start + MARK] for take in takes for start in range(0, len(take), MARK)]


def _common(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    """How many are the same from the head."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
