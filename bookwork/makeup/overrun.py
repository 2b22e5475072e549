"""Overrunning: in a part that has changed, pages are broken again only where the change tells; the others stand.

The stretch that is broken again is made of whole takes. If the change tells beyond it, more takes are looked at.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple, TypeVar

from bookwork.makeup.breaks import break_stretch
from bookwork.makeup.changes import Change, Comparison, galleys_in
from bookwork.makeup.feet import levelled
from bookwork.makeup.fitting import Asking, Fitted
from bookwork.makeup.reckoning import Overrun, Stretch
from bookwork.makeup.sections import Bench, Cast, MadeUp, cast_part, frame_of, prices_of
from bookwork.makeup.sheets import Part, Placed
from bookwork.makeup.slugs import Column, Page
from bookwork.makeup.standing import Standing, set_again
from bookwork.makeup.takes import Take, costs_kept, keep_costs
from bookwork.project import Layout
from bookwork.records import Struct, replace
from bookwork.typesetting.galley import Shape
from bookwork.typesetting.setting import SettingRoom

_Page = TypeVar("_Page")
_ALL: Final = 1 << 32
_NEAR: Final = ((24, 3), (72, 12), (72, _ALL))
"""So many takes above and below the changed ones are looked at: a line more tells over some 300 pages, or 20 takes."""
_FAR: Final = ((24, 96), (72, _ALL))
"""A notice more tells over hundreds of pages below it, until pages come to begin where they began."""
_MUCH: Final = 8
"""Ruler lines more or less that tell far below."""


class Corrected(NamedTuple):
    """A part whose pages were broken again where they must, and its takes."""

    made: MadeUp
    takes: tuple[Take, ...]


def overrun(
    part: Part, galleys: Mapping[str, Shape], layout: Layout, room: SettingRoom, compared: Comparison
) -> Corrected | None:
    """The part with its standing pages and new ones; None where it had better be made up anew."""
    bench = _Corrections(part, galleys, layout, room, compared)
    for above, below in _FAR if compared.most_grown > _MUCH else _NEAR:
        windows = compared.windows(above, below)
        if not windows or any(bench.is_whole(window) for window in windows):
            return None
        found = list(bench.broken_again(windows))
        if len(found) == len(windows):
            return bench.made(found)
    return None


class _Found(NamedTuple):
    """Pages that take the places of others, and where: in slugs of the part, as they were and as they are now."""

    window: Change
    again: Overrun
    cast: Cast
    head: int
    """Where the window begins, in slugs."""
    head_then: int
    end: int
    """Where it ends."""
    end_then: int

    @property
    def start_then(self) -> int:
        """Where the first of the new pages begins, as slugs were counted."""
        return self.head_then + self.again.start

    @property
    def stop_then(self) -> int:
        """Where the next old page begins, as slugs were counted."""
        return self.end_then - (self.end - self.head - self.again.stop)


class _Corrections(Struct, frozen=True):
    """One attempt to break a part again where it has changed."""

    part: Part
    galleys: Mapping[str, Shape]
    layout: Layout
    room: SettingRoom
    compared: Comparison

    def is_whole(self, window: Change) -> bool:
        """Whether these are all takes, or all there were."""
        then, now = self.compared.then, self.compared.now
        all_now = not window.first and window.stop == len(now)
        return all_now or (not window.first_then and window.stop_then == len(then))

    def broken_again(self, windows: Sequence[Change]) -> Iterator[_Found]:
        """The pages that change, until a window is too small to tell them."""
        then, now = self.compared.then, self.compared.now
        for window in reversed(windows):
            found = self._broken_again(window)
            if found is None:
                return
            heads = _slugs(now[: window.first]), _slugs(then[: window.first_then])
            ends = _slugs(now[: window.stop]), _slugs(then[: window.stop_then])
            yield _Found(window, *found, *heads, *ends)

    def _broken_again(self, window: Change) -> tuple[Overrun, Cast] | None:
        """The pages of one window, with its lines; None where it is too small."""
        matters = self.part.matter
        then = self.compared.then[window.first_then : window.stop_then]
        first = galleys_in(self.compared.now[: window.first])
        stop = first + galleys_in(self.compared.now[window.first : window.stop])
        frame = frame_of(self.part, self.galleys, self.layout)
        lines_above = sum(take.lines for take in self.compared.now[: window.first])
        onward = costs_kept(self.part.id, then, frame.columns, self.room.store)
        if onward is None or (window.first and lines_above < 2 * frame.columns * frame.lines):
            return None
        before = matters[first - 1] if first else None
        cast = cast_part(matters[first:stop], self.galleys, self.layout.prices.hyphen, before)
        above = self._slugs(first, first + window.galleys_above)
        # The first galley below may follow another heading than before.
        below = self._slugs(min(stop, stop - window.galleys_below + 1), stop)
        stretch = Stretch(
            same_above=above,
            same_below=below,
            slugs=len(cast.slugs),
            grown=self.compared.grown(window),
            onward=onward,
            began=frozenset(self._began(window, above, len(cast.slugs) - below)),
            is_head=not window.first,
            is_end=window.stop == len(self.compared.now),
        )
        found = break_stretch(cast.slugs, frame, prices_of(self.layout), stretch)
        return None if found is None else (found, cast)

    def _slugs(self, first: int, stop: int) -> int:
        matters = self.part.matter[first:stop]
        return sum(matter.blank + len(self.galleys[matter.piece.id].heights) for matter in matters)

    def _began(self, window: Change, above: int, below: int) -> Iterator[int]:
        """With which slugs of the window pages began, above and below the change."""
        then = self.compared.then
        head, slugs = _slugs(then[: window.first_then]), _slugs(then[window.first_then : window.stop_then])
        grown = _slugs(self.compared.now[window.first : window.stop]) - slugs
        for columns in self.compared.old.columns:
            start = columns[0].start - head
            if 0 <= start < above:
                yield start
            elif below <= start + grown < slugs + grown:
                yield start + grown

    def made(self, found: Sequence[_Found]) -> Corrected | None:
        """The whole part; None where a piece could not be set as it was asked for, or is asked for otherwise."""
        found = sorted(found, key=lambda each: each.head)
        standing = list(self._standing(found))
        new = [self._pages(each) for each in found]
        own = [
            [tuple(_moved(column, each.head) for column in page.columns) for page in pages]
            for each, pages in zip(found, new, strict=True)
        ]
        columns = _in_turn([each.columns(self.compared.old) for each in standing], own)
        fitted = Fitted((Page(page) for page in columns), self.galleys)
        before = Fitted((Page(page) for page in self.compared.old.columns), self.galleys)
        if any(fitted.asked(name) != before.asked(name) for name in _parted(found)):
            return None
        shapes = set_again(fitted, self.part, self.room)
        if shapes is None:
            return None
        bench = Bench(self.part, self.galleys, self.layout, found[0].cast).with_fitted(shapes)
        placed = [
            [
                tuple(replace(bench, cast=each.cast).place(page, fitted, not each.head + each.again.start + rank))
                for rank, page in enumerate(pages)
            ]
            for each, pages in zip(found, new, strict=True)
        ]
        pages = _in_turn([each.pages(self.compared.old, self.part) for each in standing], placed)
        return Corrected(MadeUp(pages, columns, shapes), self._takes(found))

    def _pages(self, found: _Found) -> list[Page]:
        """The new pages, with the paragraphs that give way in them; in slugs of their window."""
        prices, asking = prices_of(self.layout), Asking(found.cast.slugs, found.cast.origins, self.galleys)
        return [asking.page(levelled(page, prices)) for page in found.again.pages]

    def _standing(self, found: Sequence[_Found]) -> Iterator[_Standing]:
        """The pages that stand: above the first of the new ones, between them, below the last."""
        starts = [columns[0].start for columns in self.compared.old.columns]
        number = slugs = matters = 0
        for each in found:
            yield _Standing(range(number, bisect_left(starts, each.start_then)), slugs, matters)
            number = bisect_left(starts, each.stop_then)
            slugs = each.end - each.end_then
            now, then = self.compared.now[: each.window.stop], self.compared.then[: each.window.stop_then]
            matters = galleys_in(now) - galleys_in(then)
        yield _Standing(range(number, len(starts)), slugs, matters)

    def _takes(self, found: Sequence[_Found]) -> tuple[Take, ...]:
        """The takes, with the costs that were reckoned again."""
        takes: list[Take] = []
        last = 0
        for window, again, *_ in found:
            takes += self.compared.then[last : window.first_then]
            own = self.compared.now[window.first : window.stop]
            takes += keep_costs(self.part.id, own, again.onward, self.room.store)
            last = window.stop_then
        return (*takes, *self.compared.then[last:])


class _Standing(NamedTuple):
    """Old pages, by number, that stand so many slugs and matters further on now."""

    numbers: range
    slugs: int
    matters: int

    def columns(self, old: Standing) -> list[tuple[Column, ...]]:
        """Their columns."""
        return [tuple(_moved(each, self.slugs) for each in old.columns[number]) for number in self.numbers]

    def pages(self, old: Standing, part: Part) -> list[tuple[Placed, ...]]:
        """What stands on them."""
        return list(old.placed(self.numbers, part, self.matters))


def _in_turn(standing: Sequence[list[_Page]], new: Sequence[list[_Page]]) -> tuple[_Page, ...]:
    """Old pages and new ones in their order: some that stand before, between and behind all that are new."""
    first, *others = standing
    pairs = zip(new, others, strict=True)
    return tuple(chain(first, *chain.from_iterable(pairs)))


def _slugs(takes: Sequence[Take]) -> int:
    return sum(take.slugs for take in takes)


def _parted(found: Sequence[_Found]) -> Iterator[str]:
    """The pieces of which lines stand on the last of new pages and on the old page that follows it."""
    for each in found:
        origins, stop = each.cast.origins, each.again.stop
        if stop < len(origins) and origins[stop][1] > 0:
            yield origins[stop][0].piece.id


def _moved(column: Column, slugs: int) -> Column:
    """The column, where its slugs stand so many further on."""
    if not slugs:
        return column
    widened = tuple(white + slugs for white in column.widened)
    return replace(column, start=column.start + slugs, stop=column.stop + slugs, widened=widened)
