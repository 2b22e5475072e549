"""Overrunning: in a part that has changed, pages are broken again only where the change tells; the others stand.

The stretch that is broken again is made of whole takes. If the change tells beyond it, more takes are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Final, NamedTuple

from bookwork.makeup.breaks import break_stretch
from bookwork.makeup.feet import levelled
from bookwork.makeup.fitting import Asking, Fitted
from bookwork.makeup.reckoning import Overrun, Stretch
from bookwork.makeup.sections import Bench, Cast, MadeUp, cast_part, frame_of, prices_of
from bookwork.makeup.sheets import Part, Placed
from bookwork.makeup.slugs import Column, Page
from bookwork.makeup.standing import MARK, Standing, set_again
from bookwork.makeup.takes import Take, costs_kept, keep_costs
from bookwork.project import Layout
from bookwork.records import Struct, replace
from bookwork.typesetting.galley import Shape
from bookwork.typesetting.setting import SettingRoom

_MARGINS: Final = ((24, 3), (72, 12))
"""So many takes above and below the changed ones are looked at; a line more tells over some 300 pages, or 20 takes."""


class Corrected(NamedTuple):
    """A part whose pages were broken again where they must, and its takes."""

    made: MadeUp
    takes: tuple[Take, ...]


def overrun(
    part: Part, galleys: Mapping[str, Shape], layout: Layout, room: SettingRoom, change: Change
) -> Corrected | None:
    """The part with its standing pages and new ones; None where it had better be made up anew."""
    for above, below in _MARGINS:
        window = change.window(above, below)
        if window.is_whole:
            return None
        bench = _Corrections(part, galleys, layout, room, change, window)
        found = bench.broken_again()
        if found is not None:
            return bench.made(found)
    return None


class _Window(NamedTuple):
    """The takes that are looked at, by number: from ``first``, up to as many as ``left`` from the end."""

    first: int
    left: int

    @property
    def is_whole(self) -> bool:
        """Whether these are all takes."""
        return not self.first and not self.left

    def of(self, takes: Sequence[Take]) -> Sequence[Take]:
        """These of the takes of a part."""
        return takes[self.first : len(takes) - self.left]


class Change(Struct, frozen=True):
    """A part as it stood, its takes now, and so many galleys, from its head and from its end, that are the same."""

    old: Standing
    now: tuple[Take, ...]
    galleys_above: int
    galleys_below: int

    @classmethod
    def between(cls, old: Standing, rows: bytes, takes: tuple[Take, ...]) -> Change:
        """What is the same in a part that stood so, and of which these are the marks of its galleys and its takes."""
        before = old.marks.rows
        head = _alike(before, rows)
        tail = min(_alike(before[::-1], rows[::-1]), min(len(before), len(rows)) // MARK - head)
        return cls(old, takes, head, max(0, tail - 1))  # the first of them may follow another heading than before

    @property
    def then(self) -> tuple[Take, ...]:
        """The takes as they were."""
        return self.old.takes

    @property
    def grown(self) -> int:
        """By how many slugs the part has grown."""
        return sum(take.slugs for take in self.now) - sum(take.slugs for take in self.then)

    def head(self, window: _Window) -> int:
        """How many slugs stand above these takes."""
        return sum(take.slugs for take in self.now[: window.first])

    def window(self, above: int, below: int) -> _Window:
        """The takes that have changed with so many around them."""
        first = max(0, self._same(1, self.galleys_above) - above)
        left = max(0, self._same(-1, self.galleys_below) - below)
        return _Window(first, left)

    def _same(self, step: int, galleys: int) -> int:
        """How many whole takes are the same, from one end, within so many galleys."""
        pairs = zip(self.then[::step], self.now[::step], strict=False)
        count = 0
        for _, take in takewhile(lambda pair: pair[0].is_like(pair[1]), pairs):
            galleys -= take.matters
            if galleys < 0:
                break
            count += 1
        return count


def _alike(one: bytes, other: bytes) -> int:
    """How many marks are the same from the head: halving, for bytes are compared in no time."""
    low, high = 0, min(len(one), len(other)) // MARK
    while low < high:
        middle = (low + high + 1) // 2
        if one[: middle * MARK] == other[: middle * MARK]:
            low = middle
        else:
            high = middle - 1
    return low


class _Corrections(Struct, frozen=True):
    """One attempt to break a part again between two places."""

    part: Part
    galleys: Mapping[str, Shape]
    layout: Layout
    room: SettingRoom
    change: Change
    window: _Window

    def broken_again(self) -> tuple[Overrun, Cast] | None:
        """The pages that change, with the lines of the stretch; None where it is too short to tell them."""
        change, window, matters = self.change, self.window, self.part.matter
        then, now = window.of(change.then), window.of(change.now)
        first = sum(take.matters for take in change.now[: window.first])
        stop = first + sum(take.matters for take in now)
        frame = frame_of(self.part, self.galleys, self.layout)
        lines_above = sum(take.lines for take in change.now[: window.first])
        onward = costs_kept(self.part.id, then, frame.columns, self.room.store)
        if onward is None or (window.first and lines_above < 2 * frame.columns * frame.lines):
            return None
        before = matters[first - 1] if first else None
        cast = cast_part(matters[first:stop], self.galleys, self.layout.prices.hyphen, before)
        above = self._slugs(first, change.galleys_above)
        below = self._slugs(len(matters) - change.galleys_below, stop)
        stretch = Stretch(
            same_above=above,
            same_below=below,
            slugs=len(cast.slugs),
            grown=sum(take.lines for take in now) - sum(take.lines for take in then),
            onward=onward,
            began=frozenset(self._began(above, len(cast.slugs) - below)),
            is_head=not window.first,
            is_end=not window.left,
        )
        found = break_stretch(cast.slugs, frame, prices_of(self.layout), stretch)
        return None if found is None else (found, cast)

    def _slugs(self, first: int, stop: int) -> int:
        matters = self.part.matter[first:stop]
        return sum(matter.blank + len(self.galleys[matter.piece.id].heights) for matter in matters)

    def _began(self, above: int, below: int) -> Iterator[int]:
        """With which slugs of the stretch pages began, above and below the change."""
        head, grown = self.change.head(self.window), self.change.grown
        for columns in self.change.old.columns:
            start = columns[0].start - head
            if 0 <= start < above:
                yield start
            elif start + grown >= below:
                yield start + grown

    def made(self, found: tuple[Overrun, Cast]) -> Corrected | None:
        """The whole part; None where a piece could not be set as it was asked for, or is asked for otherwise."""
        again, cast = found
        head, grown, old = self.change.head(self.window), self.change.grown, self.change.old
        prices, asking = prices_of(self.layout), Asking(cast.slugs, cast.origins, self.galleys)
        pages = [asking.page(levelled(page, prices)) for page in again.pages]
        starts = [columns[0].start for columns in old.columns]
        above = sum(start < head + again.start for start in starts)
        below = len(starts) - sum(start + grown >= head + again.stop for start in starts)
        columns = (
            *old.columns[:above],
            *(tuple(_moved(each, head) for each in page.columns) for page in pages),
            *(tuple(_moved(each, grown) for each in page) for page in old.columns[below:]),
        )
        fitted = Fitted((Page(page) for page in columns), self.galleys)
        before = Fitted((Page(page) for page in old.columns), self.galleys)
        if again.stop < len(cast.origins) and cast.origins[again.stop][1] > 0:
            name = cast.origins[again.stop][0].piece.id
            if fitted.asked(name) != before.asked(name):
                return None
        shapes = set_again(fitted, self.part, self.room)
        if shapes is None:
            return None
        bench = Bench(self.part, self.galleys, self.layout, cast).with_fitted(shapes)
        new = tuple(tuple(bench.place(page, fitted, not above + rank)) for rank, page in enumerate(pages))
        placed = (*old.placed(range(above), self.part), *new, *self._standing_below(below))
        return Corrected(MadeUp(placed, columns, shapes), self._takes(again))

    def _standing_below(self, first: int) -> Iterator[tuple[Placed, ...]]:
        old = self.change.old
        shift = len(self.part.matter) - len(old.marks.rows) // MARK
        return old.placed(range(first, len(old.pages)), self.part, shift)

    def _takes(self, again: Overrun) -> tuple[Take, ...]:
        window, now, then = self.window, self.change.now, self.change.then
        kept = keep_costs(self.part.id, window.of(now), again.onward, self.room.store)
        return (*then[: window.first], *kept, *then[len(then) - window.left :])


def _moved(column: Column, slugs: int) -> Column:
    """The column, where its slugs stand so many further on."""
    if not slugs:
        return column
    widened = tuple(white + slugs for white in column.widened)
    return replace(column, start=column.start + slugs, stop=column.stop + slugs, widened=widened)
