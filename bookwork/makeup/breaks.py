"""Breaking a section into pages, or again a stretch of it in which something has changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from bookwork.makeup.columns import Running
from bookwork.makeup.feet import Setting
from bookwork.makeup.reckoning import Onward, Overrun, Stretch
from bookwork.makeup.slugs import Frame, Page, Prices, Ruler, Slug
from bookwork.records import replace


def break_pages(slugs: Sequence[Slug], frame: Frame, prices: Prices) -> tuple[Page, ...]:
    """Make up one section: least cost over all its columns, the last page balanced, at equal cost the fuller columns.

    Nothing stops it: a run of slugs that may not be parted and that no column can hold is parted all the same, and a
    slug higher than the column stands alone in it; the costs of the column say so.
    """
    return break_section(slugs, frame, prices)[0]


def break_section(slugs: Sequence[Slug], frame: Frame, prices: Prices) -> tuple[tuple[Page, ...], Onward]:
    """The same, and what all that follows each ruler line costs."""
    ruler = Ruler.measure(slugs, frame, prices.most_shorter)
    if not ruler.heights:
        return (), ()
    later = Running(Setting(ruler, frame, prices, frame.lines))
    later.reckon(ruler.starts)
    walk = _Walk(later, _first_page(later))
    start = 0
    while start < len(ruler.heights):
        start = walk.on(start)
    return tuple(walk.pages), later.costs()


def break_stretch(slugs: Sequence[Slug], frame: Frame, prices: Prices, known: Stretch) -> Overrun | None:
    """Break a stretch of a section in which something has changed, from what is known of it: see :class:`Overrun`.

    None where the change tells beyond the stretch, or might: then more of the section must be looked at.
    """
    inner = frame if known.is_head else replace(frame, first_lines=frame.lines)
    ruler = Ruler.measure(slugs, inner, prices.most_shorter)
    resumption, reach = known.resumption(ruler), ruler.page_reach(frame, prices.most_shorter)
    if resumption is None or (known.is_head and frame.first_lines < frame.lines and ruler.has_parted_runs):
        return None
    if not known.is_end and ruler.feet[-1] - ruler.feet[resumption.below] <= 2 * reach:
        return None
    later = Running(Setting(ruler, inner, prices, frame.lines), is_end=known.is_end)
    rejoined = later.reckon(ruler.starts, resumption)
    start = known.last_start(ruler, rejoined - reach)
    if start is None and not known.is_head:
        return None
    walk = _Walk(later, None if start else _first_page(later))
    first = start = start or 0
    while start < len(ruler.heights) and not (start >= resumption.below and known.has_begun(ruler, start)):
        if not known.is_end and ruler.feet[start] + reach > ruler.feet[-1]:
            return None
        start = walk.on(start)
    if start < len(ruler.heights) and (known.is_end or ruler.feet[start] + reach <= ruler.feet[-1]):
        start = walk.on(start)  # as it was, but for the lines of a piece that is asked for otherwise on the page before
    stop = ruler.slugs[start] if start < len(ruler.heights) else len(slugs)
    return Overrun(ruler.slugs[first] if first else 0, stop, tuple(walk.pages), later.costs())


def _first_page(later: Running) -> Running | None:
    """The plan of a section's first page, where its columns are lower than those of the others."""
    ruler, frame, prices = later.setting.ruler, later.setting.frame, later.setting.prices
    if frame.first_lines == frame.lines:
        return None
    plan = Running(Setting(ruler, frame, prices, frame.first_lines), later)
    plan.reckon(ruler.starts[: bisect_left(ruler.starts, ruler.first_page(frame, prices.most_shorter))])
    return plan


class _Walk:
    """The way from the head: the cheapest page after page."""

    def __init__(self, later: Running, first_page: Running | None) -> None:
        self.pages: list[Page] = []
        self._later, self._plan = later, first_page or later

    def on(self, start: int) -> int:
        """Take the page that begins with this line; the line that follows it."""
        page, after = self._plan.cheapest(start).page(start)
        self.pages.append(page)
        self._plan = self._later
        return after
