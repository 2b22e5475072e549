"""Sets pieces of HTML in type, by hand what the setter knows and with WeasyPrint the rest, and casts them into galleys.

Setting is a pure function of the piece and the style: it can run in any process, on any machine, in any batch, and
gives the same bytes. (That is why a face must count 1 000 units to the em: WeasyPrint rounds advances to thousandths,
and only then is the rounding exact at every size.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import lru_cache, partial
from itertools import accumulate
from pathlib import Path

from bookwork.records import RecordError, replace, unpack
from bookwork.typesetting.caster import Box, Frame, cast_sheets, part
from bookwork.typesetting.galley import PT_PER_PX, Fault, Galley, Leeway, Picture, Piece
from bookwork.typesetting.handset import HandSet, HandSetter
from bookwork.typesetting.lessons import NO_LESSONS, KeptValues, Lessons, untaught
from bookwork.typesetting.photograph import picture_size
from bookwork.typesetting.shop import Style
from bookwork.typesetting.skeleton import Lay, Skeletons, filled, skeleton
from bookwork.typesetting.stack import cast_stack
from bookwork.typesetting.stick import lowered_box, moved
from bookwork.typesetting.values import Compute, Values
from bookwork.window import Window, stored_picture

TALLEST = 400_000
"""Height of a batch's page in grid lines: some 20 million characters."""


def set_pieces(style: Style, pieces: Sequence[Piece]) -> list[Galley]:
    """Set pieces of one measure; what WeasyPrint complains of becomes a fault of the piece it concerns."""
    if len(pieces) == 1 and pieces[0].paged:
        from bookwork.typesetting.engine import lay  # noqa: PLC0415 - slow to load, and not needed after lessons

        laid, complaints = lay(style, style.chapter_css, pieces[0].html)
        return [cast_sheets(laid, complaints)]
    if any(piece.paged for piece in pieces):
        return [galley for piece in pieces for galley in set_pieces(style, [piece])]
    return _stone(style).set(pieces)


def lessons_learnt(style: Style) -> Lessons:
    """All that WeasyPrint has said of a style, as far as this process knows."""
    return _stone(style).lessons


@lru_cache(maxsize=4)
def _stone(style: Style) -> Stone:
    with closing(Window(Path(style.store))) as window:
        record = window.read(style.lessons) if style.lessons else None
    try:
        lessons = unpack(record, Lessons) if record else NO_LESSONS
    except RecordError:
        lessons = NO_LESSONS
    return Stone(style, partial(_computed, style), partial(lay_frames, style), lessons)


def _computed(style: Style, body: str) -> Mapping[str, Values]:
    from bookwork.typesetting.engine import computed_values  # noqa: PLC0415

    return computed_values(style, body)


def stone_as_taught(style: Style, lessons: Lessons) -> Stone:
    """Sets without WeasyPrint, from what it said before; raises UntaughtError where it must be asked."""
    return Stone(style, untaught, untaught, lessons)


class Stone:
    """Where boxes and what was set by hand come together. (Compositors lock type into its frame on a stone.)"""

    def __init__(self, style: Style, compute: Compute, lay: Lay, lessons: Lessons = NO_LESSONS) -> None:
        self._style, self._lay = style, lay
        values = {chain: kept.values for chain, kept in lessons.values}
        self._setter = HandSetter(style.shop, compute, values) if style.shop else None
        self._skeletons = Skeletons(lay, style.leading, dict(lessons.stances))

    @property
    def lessons(self) -> Lessons:
        """What was learnt here of the style."""
        values = self._setter.values.items() if self._setter else ()
        return Lessons(
            tuple((chain, KeptValues.of(each)) for chain, each in values), tuple(self._skeletons.stances.items())
        )

    def set(self, pieces: Sequence[Piece]) -> list[Galley]:
        """The galleys of pieces of one measure."""
        stacks = [piece.stack for piece in pieces]
        done = iter(self._set([piece for stack in stacks for piece in stack]))
        return [self._cast([next(done) for _ in stack]) for stack in stacks]

    def _set(self, pieces: Sequence[Piece]) -> Iterator[tuple[Frame, HandSet]]:
        """How each piece stands without what was set by hand, and what was."""
        hand_set = [self._setter.set(piece) if self._setter else HandSet(piece) for piece in pieces]
        beside = self._beside(hand_set)
        unplaced = [each for each in hand_set if each.unplaced]
        if unplaced and self._setter:
            stood = zip(unplaced, self._stand(unplaced, beside), strict=True)
            placed = {each.piece.id: self._setter.set(each.piece, _boxes(frame)) for each, frame in stood}
            hand_set = [placed.get(each.piece.id, each) for each in hand_set]
        frames = self._stand(hand_set, beside)
        return zip(frames, hand_set, strict=True)

    def _cast(self, stack: Sequence[tuple[Frame, HandSet]]) -> Galley:
        """The galley of a piece, with what its paragraphs could be beside what they are; or that of a stack."""
        galley = cast_stack([_filled(frame, hand_set) for frame, hand_set in stack], self._style.leading)
        if len(stack) > 1:
            return galley
        ((frame, hand_set),) = stack
        single = {place: n for n, place in enumerate(_places(galley)) if galley.lines[n].height == 1}
        leeways: list[Leeway] = []
        hyphened: list[int] = []
        for paragraph in hand_set.paragraphs:
            top = frame.anchors[paragraph.name][1] - frame.box[1]
            first = round(top * PT_PER_PX / self._style.leading)
            hyphened += [single[first + line] for line in paragraph.hyphened if first + line in single]
            whole = all(line in single for line in range(first, first + paragraph.lines))
            if max(paragraph.leeway) >= 0 and whole:
                leeways.append(Leeway(paragraph.number, single[first + max(0, paragraph.lines - 3)], *paragraph.leeway))
        return replace(galley, leeways=tuple(leeways), hyphened=tuple(sorted(hyphened)))

    def _beside(self, hand_set: Sequence[HandSet]) -> dict[str, Frame]:
        """What stands beside the text of each piece that has such a thing, laid out by itself."""
        found = {each.piece.id: each.beside for each in hand_set if each.beside}
        frames = {
            name: frame for name, beside in found.items() if beside.frame and (frame := self._shown(beside.frame))
        }
        texts = {name: beside.html for name, beside in found.items() if name not in frames}
        return frames | dict(zip(texts, self._lay(hand_set[0].piece.measure, texts) if texts else (), strict=True))

    def _shown(self, frame: Frame) -> Frame | None:
        """A frame with the sizes of its pictures in pixels; None where the store has lost one."""
        store = Path(self._style.store)
        sizes = {name: picture_size(stored_picture(store, each.hash) or b"") for name, each in frame.pictures.items()}
        known = {name: Picture(name, *size) for name, size in sizes.items() if size}
        return replace(frame, pictures=known) if len(known) == len(sizes) else None

    def _stand(self, hand_set: Sequence[HandSet], beside: Mapping[str, Frame]) -> list[Frame]:
        """Each piece without what was set by hand: as its skeleton stands, or laid out where more than that is left."""
        frames: dict[str, Frame] = {}
        left: dict[str, str] = {}
        bare = []
        for each in hand_set:
            places = sorted((*each.stand_ins, each.beside.place)) if each.beside else each.stand_ins
            bones = skeleton(each.piece.html, places, each.piece.measure)
            if bones is None:
                left[each.piece.id] = filled(each.piece.html, each.stand_ins, self._style.leading)
            else:
                bare.append((each, bones))
        for (each, _), frame in zip(bare, self._skeletons.frames([bones for _, bones in bare]), strict=True):
            frames[each.piece.id] = (
                _joined(frame, beside[each.piece.id], each.beside.place.name) if each.beside else frame
            )
        if left:
            measure = hand_set[0].piece.measure
            frames.update(zip(left, self._lay(measure, left), strict=True))
        return [frames[each.piece.id] for each in hand_set]


def _places(galley: Galley) -> Iterator[int]:
    """On which grid line each line of a galley begins."""
    return accumulate((line.height for line in galley.lines[:-1]), initial=0)


def lay_frames(style: Style, measure: float, texts: Mapping[str, str]) -> list[Frame]:
    """Texts below each other on one page, as wide as the measure in pt and far taller than any batch."""
    from bookwork.typesetting.engine import lay  # noqa: PLC0415

    if not texts:
        return []
    page = f"@page{{size:{measure:.4f}pt {TALLEST * style.leading:.4f}pt;margin:0}}"
    body = "".join(f'<article id="{frame_anchor(name)}">{text}</article>' for name, text in texts.items())
    laid, complaints = lay(style, style.galley_css, body, page)
    if len(laid) != 1:
        raise ValueError(f"a batch is higher than {TALLEST} lines: {', '.join(texts)}")
    frames = part([frame_anchor(name) for name in texts], laid[0])
    if len(frames) > 1 and (complaints or any(frame.faults for frame in frames)):
        return [frame for name, text in texts.items() for frame in lay_frames(style, measure, {name: text})]
    said = tuple(Fault("galley.complaint", (("complaint", text),)) for text in complaints)
    return [replace(frame, faults=(*frame.faults, *said)) if said else frame for frame in frames]


def frame_anchor(name: str) -> str:
    """The name of the box that holds a whole text; it never leaves the galley."""
    return f"{name}._"


def _boxes(frame: Frame) -> dict[str, Box]:
    """The named boxes of a frame, from its own head."""
    return {name: lowered_box(box, -frame.box[1]) for name, box in frame.anchors.items()}


def _joined(frame: Frame, beside: Frame, place: str) -> Frame:
    """A frame with what stands beside its text in its place, which the frame has marked."""
    height = frame.anchors[place][1] - beside.box[1]
    left, top, right, bottom = frame.box
    return Frame(
        (left, top, right, max(bottom, beside.box[3] + height)),
        (*frame.strokes, *(moved(stroke, height) for stroke in beside.strokes)),
        {**frame.anchors, **{name: lowered_box(box, height) for name, box in beside.anchors.items()}},
        (*frame.links, *((target, lowered_box(box, height)) for target, box in beside.links)),
        {**frame.faces, **beside.faces},
        beside.pictures,
        (*frame.faults, *beside.faults),
    )


def _filled(frame: Frame, hand_set: HandSet) -> Frame:
    """A frame with the lines of its paragraphs where their stand-ins are."""
    strokes = list(frame.strokes)
    anchors = dict(frame.anchors)
    links = list(frame.links)
    own = frame_anchor(hand_set.piece.id)
    for paragraph in hand_set.paragraphs:
        top = anchors[paragraph.name][1]
        strokes += [moved(stroke, top) for stroke in paragraph.strokes]
        anchors.update((name, lowered_box(box, top)) for name, box in paragraph.anchors.items())
        links += [(target, lowered_box(box, top)) for target, box in paragraph.links]
    return replace(
        frame,
        strokes=tuple(strokes),
        anchors={name: box for name, box in anchors.items() if not name.startswith(own)},
        links=tuple(links),
        faults=(*frame.faults, *hand_set.faults),
    )
