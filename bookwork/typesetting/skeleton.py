"""Skeletons: pieces with empty boxes for what is set by hand, as WeasyPrint stands them.

Boxes stand below each other, so one that is a line higher moves all that is below it down by a line. Each pattern of a
skeleton is tried at two heights of its boxes; where that holds, it is never asked for again, however many lines there
are. Where it does not, or where something is painted, the pattern is asked for at its true heights.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from bookwork.records import Struct, replace
from bookwork.typesetting.caster import Box, Frame
from bookwork.typesetting.galley import PT_PER_PX
from bookwork.typesetting.linotype import TOLERANCE

_ID: Final = re.compile(r"""\sid\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_TAGS: Final = re.compile(r"(?:\s*<[^<>]*>)*\s*")
_NOT_EMPTY: Final = re.compile(r"<(?:img|svg|input|object|embed)\b|\sid\s*=")
_MARK: Final = "\0"
"""Stands before the numbers that take the place of ids."""
_MOST: Final = 5_000
"""Patterns kept: a book has some dozens; some 5 MB."""

Lay = Callable[[float, Mapping[str, str]], list[Frame]]
"""Lays texts out below each other in a column of this measure in pt, each in a frame."""


class StandIn(NamedTuple):
    """An empty box for something that is set by hand: where that is in the piece, its start tag without id, its id."""

    start: int
    end: int
    tag: str
    name: str
    lines: int | None = 0
    """How many lines high; None: as its style sheet says."""
    style: str = ""


def without_id(tag: str) -> str:
    """The source of a start tag, but for its id and its end."""
    return _ID.sub("", tag).rstrip(">")


def filled(html: str, stand_ins: Iterable[StandIn], leading: float) -> str:
    """The piece with its stand-ins at their heights; ``leading`` in pt."""
    parts: list[str] = []
    end = 0
    for box in stand_ins:
        parts += [html[end : box.start], *_tagged(box, box.name)]
        if box.lines is not None:
            parts.insert(-1, _height(box.lines, leading))
        end = box.end
    return "".join([*parts, html[end:]])


def _height(lines: int, leading: float) -> str:
    return f"{lines * leading:.4f}"


def _tagged(box: StandIn, name: str) -> tuple[str, str]:
    """The source of a stand-in, in two parts: between them stands its height, where it has one."""
    head = f'{box.tag} id="{name}"'
    kind = box.tag[1:].split(maxsplit=1)[0]
    if box.lines is not None:
        return f'{head} style="height:', f'pt"></{kind}>'
    return head, f"{f' style={chr(34)}{box.style}{chr(34)}' if box.style else ''}></{kind}>"


class Pattern(NamedTuple):
    """What a skeleton looks like whatever its ids and heights are."""

    measure: float
    parts: tuple[str, ...]
    """Its HTML; between them stand the heights of its stand-ins. Ids are numbers behind a mark."""
    stand_ins: tuple[int, ...]
    """The numbers of the stand-ins that have a height."""

    def html(self, heights: Sequence[int], leading: float, prefix: str) -> str:
        """The HTML with these heights in lines, and ids that begin so."""
        sizes = [_height(lines, leading) for lines in heights]
        text = "".join(part + size for part, size in zip(self.parts, [*sizes, ""], strict=True))
        return text.replace(_MARK, prefix)


class Skeleton(Struct, frozen=True):
    """The skeleton of a piece: its pattern, its ids by number, the heights of its stand-ins in lines."""

    pattern: Pattern
    names: tuple[str, ...]
    heights: tuple[int, ...]


def skeleton(html: str, stand_ins: Sequence[StandIn], measure: float) -> Skeleton | None:
    """The skeleton of a piece, or None where more is left of it than empty boxes."""
    names: list[str] = []

    def number(name: str) -> str:
        names.append(name)
        return f"{_MARK}{len(names) - 1}"

    def numbered(source: str) -> str:
        return _ID.sub(lambda found: f' id="{number(found[1] or found[2] or "")}"', source)

    parts, text, end = [], "", 0
    ranks: list[int] = []
    for box in stand_ins:
        rest = html[end : box.start]
        if not _is_empty(rest):
            return None
        text += numbered(rest)
        if box.lines is not None:
            ranks.append(len(names))
        head, tail = _tagged(box, number(box.name))
        if box.lines is None:
            text += head + tail
        else:
            parts.append(text + head)
            text = tail
        end = box.end
    if not _is_empty(html[end:]):
        return None
    text += numbered(html[end:])
    heights = tuple(box.lines for box in stand_ins if box.lines is not None)
    return Skeleton(Pattern(measure, (*parts, text), tuple(ranks)), tuple(names), heights)


def _is_empty(source: str) -> bool:
    return _TAGS.fullmatch(source) is not None and _NOT_EMPTY.search(_ID.sub("", source)) is None


class StandingBox(NamedTuple):
    """A box of a pattern with stand-ins one line high: number, edges, how many of them are above its top and foot."""

    number: int
    edges: Box
    above: int
    within: int


class Stance(Struct, frozen=True):
    """How the boxes of a pattern stand, where they stand below each other; the frame comes last."""

    boxes: tuple[StandingBox, ...]

    def frame(self, names: Sequence[str], heights: Sequence[int], leading: float) -> Frame:
        """The frame with stand-ins of these heights in lines; ``leading`` in px."""
        sunk = [0.0]
        for lines in heights:
            sunk.append(sunk[-1] + (lines - 1) * leading)
        *boxes, frame = (
            (edges[0], edges[1] + sunk[above], edges[2], edges[3] + sunk[within])
            for _, edges, above, within in self.boxes
        )
        return Frame(frame, anchors={names[each.number]: box for each, box in zip(self.boxes, boxes, strict=False)})


class Skeletons:
    """The patterns of one style that WeasyPrint was asked for."""

    def __init__(self, lay: Lay, leading: float, taught: Mapping[Pattern, Stance | None] | None = None) -> None:
        self._lay = lay
        self._leading = leading
        self._stances: dict[Pattern, Stance | None] = dict(taught or {})
        self._exact: dict[tuple[Pattern, tuple[int, ...]], Frame] = {}

    @property
    def stances(self) -> Mapping[Pattern, Stance | None]:
        """How each pattern asked for stands; None for one that is asked for at its true heights."""
        return self._stances

    def frames(self, wanted: Sequence[Skeleton]) -> list[Frame]:
        """The frame of each of these skeletons, which are of one measure."""
        if len(self._stances) + len(self._exact) > _MOST:
            self._stances.clear()
            self._exact.clear()
        self._try([each.pattern for each in wanted if each.pattern not in self._stances])
        self._ask([(each.pattern, each.heights) for each in wanted if self._stances[each.pattern] is None])
        return [self._frame(each) for each in wanted]

    def _frame(self, wanted: Skeleton) -> Frame:
        stance = self._stances[wanted.pattern]
        if stance is not None:
            return stance.frame(wanted.names, wanted.heights, self._leading / PT_PER_PX)
        found = self._exact[wanted.pattern, wanted.heights]
        return replace(found, anchors={wanted.names[int(name)]: box for name, box in found.anchors.items()})

    def _try(self, patterns: Iterable[Pattern]) -> None:
        """Stand patterns at two heights, and see whether the first one tells the second."""
        unknown = list(dict.fromkeys(patterns))
        tries = [(pattern, heights) for pattern in unknown for heights in _trial(len(pattern.stand_ins))]
        laid = list(self._laid(tries))
        for number, pattern in enumerate(unknown):
            stance, other = _stance(pattern, laid[2 * number]), laid[2 * number + 1]
            told = stance.frame(_numbers(stance), tries[2 * number + 1][1], self._leading / PT_PER_PX)
            self._stances[pattern] = stance if _is_told(told, laid[2 * number], other) else None

    def _ask(self, wanted: Iterable[tuple[Pattern, tuple[int, ...]]]) -> None:
        unknown = [each for each in dict.fromkeys(wanted) if each not in self._exact]
        self._exact.update(zip(unknown, self._laid(unknown), strict=True))

    def _laid(self, wanted: Sequence[tuple[Pattern, tuple[int, ...]]]) -> Iterator[Frame]:
        """Each of these patterns at these heights, with its numbers for names."""
        if not wanted:
            return
        texts = {str(n): pattern.html(heights, self._leading, f"{n}.") for n, (pattern, heights) in enumerate(wanted)}
        frames = self._lay(wanted[0][0].measure, texts)
        boxes: list[dict[str, Box]] = [{} for _ in frames]
        for name, box in (item for frame in frames for item in frame.anchors.items()):
            number, _, own = name.partition(".")
            boxes[int(number)][own] = box
        for frame, anchors in zip(frames, boxes, strict=True):
            yield replace(frame, anchors=anchors)


def _numbers(stance: Stance) -> list[str]:
    return [str(number) for number in range(1 + max(each.number for each in stance.boxes))]


def _trial(count: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return (1,) * count, tuple(2 + number % 3 for number in range(count))


def _stance(pattern: Pattern, frame: Frame) -> Stance:
    middles = [(frame.anchors[str(n)][1] + frame.anchors[str(n)][3]) / 2 for n in pattern.stand_ins]

    def above(y: float) -> int:
        return sum(middle < y for middle in middles)

    top = frame.box[1]
    boxes = [(int(name), box) for name, box in frame.anchors.items()]
    return Stance(tuple(
        StandingBox(number, (box[0], box[1] - top, box[2], box[3] - top), above(box[1]), above(box[3]))
        for number, box in [*boxes, (-1, frame.box)]
    ))  # fmt: skip


def _is_told(told: Frame, one: Frame, other: Frame) -> bool:
    """Whether nothing is painted in a pattern, and its second standing is as the first one tells."""
    if any(each.strokes or each.links or each.faults for each in (one, other)):
        return False
    pairs = [(told.box, other.box), *((box, other.anchors[name]) for name, box in told.anchors.items())]
    top = other.box[1]
    return all(
        abs(edge - true + (top if side % 2 else 0.0)) < TOLERANCE
        for box, real in pairs
        for side, (edge, true) in enumerate(zip(box, real, strict=True))
    )
