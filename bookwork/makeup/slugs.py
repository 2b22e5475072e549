"""What page make-up takes and gives: slugs, the frame they go into, prices, columns and pages.

A slug is the trade's word for a line of type cast in one piece. Heights are whole grid lines throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise, repeat, takewhile
from math import inf
from operator import sub
from typing import NamedTuple

from bookwork.records import Struct
from bookwork.typesetting.galley import Role

INSIDE_NOTICE = 1.0
"""Price of a break inside a notice; between notices it is 0, so make-up prefers to break there."""
INSIDE_SHORT_PARAGRAPH = 3.0
"""Price of a break inside a paragraph of :data:`SHORT_PARAGRAPH` lines or fewer: few lines are left on either side."""
SHORT_PARAGRAPH = 5
_SHORTER, _WHITE = 1 << 20, 1 << 40
"""Units of :attr:`Ruler.gives`."""
KEPT_LINES = 2
"""Lines that a heading keeps below it in its column."""


class Slug(Struct, frozen=True):
    """A cast line: its height, the price of beginning a column with it (``inf``: never), or white space.

    White space (``blank``) falls away at the head and foot of a column; its own penalty is not read.
    """

    height: int = 1
    penalty: float = 0.0
    blank: bool = False
    carried: int = 0
    """Grid lines of the heading that is repeated (« Nord (suite) ») above a column that begins with this slug."""
    longer: bool = False
    """Whether it stands for a paragraph that could be a line longer."""
    shorter: bool = False
    """Whether it stands for one that could be a line shorter."""


class Frame(Struct, frozen=True):
    """The type area: lines per column, columns per page, and lines per column on the section's first page."""

    lines: int
    columns: int
    first_lines: int

    def __post_init__(self) -> None:
        if self.columns < 1 or not 1 <= self.first_lines <= self.lines:
            raise ValueError(f"no type can stand in {self}")


class Prices(Struct, frozen=True):
    """What a fault of make-up costs; whole numbers, halves and quarters keep equal costs exactly equal.

    ``short_line`` and ``uneven_line`` are multiplied by the square of the lines that are missing at a foot, or that two
    neighbouring feet differ by. ``rising_line`` does the same for a column of the last page that hangs lower than the
    one before. ``fit_line`` is paid for each line by which a paragraph is set longer or shorter, at most
    ``most_longer`` and ``most_shorter`` in a column; ``white_line`` for each line of white that is set double. The
    three flat prices at the end must outweigh all the rest: nothing else being possible, and only then, a column runs
    more than ``max_short`` lines short, a tie is broken, a slug is higher than its column.
    """

    short_line: float = 4.0
    uneven_line: float = 16.0
    rising_line: float = 200.0
    max_short: int = 4
    fit_line: float = 4.0
    white_line: float = 2.0
    most_longer: int = 2
    most_shorter: int = 1
    forced: float = 1e6
    broken_tie: float = 1e7
    overfull: float = 1e7

    def __post_init__(self) -> None:
        if not all(0 <= getattr(self, name) < inf for name in self.__struct_fields__):
            raise ValueError(f"a price is neither negative nor infinite: {self}")

    @property
    def white_first(self) -> bool:
        """Whether white is set double before a paragraph is set longer."""
        return self.white_line <= self.fit_line

    def uneven(self, before: int, short: int) -> float:
        """Price of two neighbouring feet, each so many lines short; beside a forced column nothing need be level."""
        if max(before, short) > self.max_short:
            return 0.0
        return self.uneven_line * (before - short) ** 2

    def short(self, lines: int) -> float:
        """Price of a column that is so many lines short, where the section goes on after its page."""
        return self.short_line * lines**2 + (self.forced if lines > self.max_short else 0.0)

    def last(self, before: int, short: int) -> float:
        """Price of two neighbouring feet on the last page, each so many lines short."""
        return (self.rising_line if short < before else self.uneven_line) * (before - short) ** 2


class Asked(NamedTuple):
    """A paragraph asked for a line more (1) or less (-1): its piece, its number, the demerits that this costs."""

    piece: str
    paragraph: int
    lines: int
    demerits: int


class Column(Struct, frozen=True):
    """``slugs[start:stop]`` set in a column: lines filled, lines missing at the foot, and what it costs, by name.

    Names: ``break`` (the first slug's penalty), ``fit``, ``white``, ``short``, ``uneven`` and ``rising`` (next to the
    column before), ``empty`` (next to the empty columns of the last page); and the flags ``forced`` (shorter than
    ``max_short`` allows), ``broken-tie`` (begins where no column may), ``overfull`` (a slug higher than the frame).
    """

    start: int
    stop: int
    height: int
    short: int
    costs: tuple[tuple[str, float], ...] = ()
    fits: int = 0
    """Lines that paragraphs are longer (or, below 0, shorter) than they were cast, to bring the foot to its place."""
    white: int = 0
    """White lines that are to be set double, to the same end."""
    widened: tuple[int, ...] = ()
    """Which ones."""
    asked: tuple[Asked, ...] = ()
    """Which paragraphs."""

    @property
    def cost(self) -> float:
        """All that the column costs."""
        return sum(price for _, price in self.costs)


class Page(Struct, frozen=True):
    """The columns of one page, from the left; only the last page of a section may have fewer than the frame."""

    columns: tuple[Column, ...]


class Paragraph(Struct, frozen=True):
    """A paragraph of a galley: how many cast lines, and what it is."""

    lines: int
    role: Role = Role.TEXT


def penalties(galley: Iterable[Paragraph]) -> tuple[float, ...]:
    """Price of breaking a column before each line of one galley (one notice).

    Never: inside a heading or a picture, between a heading and the two lines below it, after the first line of a
    paragraph (orphan) or before its last (widow), so never inside three lines or fewer.
    """
    prices: list[float] = []
    kept = 0
    for paragraph in galley:
        count = paragraph.lines
        own = [INSIDE_NOTICE if prices else 0.0, *repeat(inf, count - 1)] if count else []
        if count > 3 and paragraph.role not in (Role.HEAD, Role.PICTURE):
            inside = INSIDE_SHORT_PARAGRAPH if count <= SHORT_PARAGRAPH else INSIDE_NOTICE
            own[2:-1] = repeat(inside, count - 3)
        own[:kept] = repeat(inf, min(kept, count))
        prices += own
        kept = max(0, kept - count)
        if paragraph.role is Role.HEAD and count:
            kept = KEPT_LINES
    return tuple(prices)


class Ruler(Struct, frozen=True):
    """A section without its white space, measured: for each line of type its slug, and where it stands on the grid.

    Places are grid lines from the section's head; no line counts for more than the frame holds. A column that stops
    before line ``k`` ends at ``feet[k]``, one that begins with it at ``heads[k]``: the white space between them falls
    away. ``starts`` are the lines that may begin a column, ``after[foot]`` is the one after a column that ends there.
    """

    slugs: list[int]
    heights: list[int]
    heads: list[int]
    feet: list[int]
    penalties: list[float]
    carried: list[int]
    starts: list[int]
    after: list[int]
    gives: list[int]
    """What gives way with each line, in one number: paragraphs that may be longer, shorter, white above it."""

    @classmethod
    def measure(cls, slugs: Sequence[Slug], frame: Frame, over: int = 0) -> Ruler:
        """Lay a section along the ruler; columns may be so many lines over their height as they were cast."""
        inked = [number for number, slug in enumerate(slugs) if not slug.blank]
        lines = [slugs[number] for number in inked]
        heights = [slug.height for slug in lines]
        if min(heights, default=1) < 1:
            raise ValueError(f"slug {next(n for n in inked if slugs[n].height < 1)} is less than one grid line high")
        counted = [min(height, frame.lines) for height in heights] if max(heights, default=0) > frame.lines else heights
        every = [slug.height for slug in slugs]
        for number, height in zip(inked, counted, strict=True) if counted is not heights else ():
            every[number] = height
        places = list(accumulate(every))
        feet = [0, *(places[number] for number in inked)]
        heads = list(map(sub, feet[1:], counted))
        carried = [0, *(slug.carried for slug in lines[1:])]
        whites = [number - before - 1 for before, number in pairwise([-1, *inked])]
        gives = [s.longer + s.shorter * _SHORTER + white * _WHITE for s, white in zip(lines, whites, strict=True)]
        ruler = cls(inked, heights, heads, feet, [slug.penalty for slug in lines], carried, [], [], gives)
        ruler.starts.extend(ruler._starts(frame))
        ruler.after.extend([0] * (ruler.feet[-1] + frame.lines + over + 1))
        for line in (*ruler.starts, len(ruler.heights)):
            ruler.after[ruler.feet[line]] = line
        return ruler

    @staticmethod
    def parted(gives: int) -> tuple[int, int, int]:
        """Sums of ``gives`` as three numbers."""
        return gives % _SHORTER, gives % _WHITE // _SHORTER, gives // _WHITE

    def first_page(self, frame: Frame, over: int = 0) -> int:
        """How many lines at most could begin a column of the first page: those before them must fit in the others."""
        return 1 + _fitting(self.heights, frame.first_lines, (frame.columns - 1) * (frame.first_lines + over))

    def page_reach(self, frame: Frame, over: int) -> int:
        """How many ruler lines below its head a page looks at, at most: its columns with the white between them."""
        white = max(map(sub, self.heads[1:], self.feet[1:]), default=0)
        return (frame.columns + 1) * (frame.lines + over + white)

    @property
    def has_parted_runs(self) -> bool:
        """Whether a column may begin inside a run that should not be parted."""
        return any(self.penalties[line] == inf for line in self.starts[1:])

    def last_lines(self, frame: Frame, columns: int) -> int:
        """From which line on the section's rest could stand in so many columns, all white fallen away."""
        return len(self.heights) - _fitting(reversed(self.heights), frame.lines, columns * frame.lines)

    def _starts(self, frame: Frame) -> Iterator[int]:
        """Where a column may begin; in a run higher than its column at every line, for it has to be parted."""
        end = len(self.heights)
        if not end:
            return
        bounds = [0, *(k for k in range(1, end) if self.penalties[k] < inf), end]
        heads, feet = (map(places.__getitem__, bounds) for places in (self.heads, self.feet))
        next(feet)
        if max(map(sub, feet, heads)) <= min(frame.first_lines, frame.lines):
            yield from bounds[:-1]
            return
        first_page = self.first_page(frame)
        for this, following in pairwise(bounds):
            yield this
            if self.feet[following] - self.heads[this] > (frame.first_lines if this < first_page else frame.lines):
                yield from range(this + 1, following)


def _fitting(heights: Iterable[int], most: int, room: int) -> int:
    """How many of these lines, none counted higher than ``most``, fill the room."""
    filled = accumulate(min(height, most) for height in heights)
    return sum(1 for _ in takewhile(lambda ink: ink <= room, filled))
