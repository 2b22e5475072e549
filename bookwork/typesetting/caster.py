"""Takes the galleys off a page on which they were set below each other, and sheets off the pages of a chapter."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence

from bookwork.records import Struct, field
from bookwork.typesetting.cutter import Cut, Stroke, Words, cut, glyph_numbers, settled
from bookwork.typesetting.galley import PT_PER_PX, Anchor, Face, Fault, Galley, Line, Link, Picture, Role, Span
from bookwork.typesetting.linotype import TOLERANCE, cast_lines, draw_line

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in px."""

_X_HEIGHT = 0.4
"""How far above its baseline a word surely stands, in em: tells to which frame it belongs."""

_SHOWN_INSIDE = re.compile(rb"(/\w+) [\d.]+ Tf\n(\[.*?\]) TJ")


class Laid(Struct, frozen=True):
    """A page as WeasyPrint laid it out: content, height in px, named boxes, links, the face of each font resource."""

    content: bytes
    height: float
    anchors: Mapping[str, Box]
    links: tuple[tuple[str, Box], ...]
    faces: Mapping[str, str]
    pictures: Mapping[str, Picture]


class Frame(Struct, frozen=True):
    """What stands in one box of a page, or would: the box, strokes, named boxes and links, all in px of the page."""

    box: Box
    strokes: tuple[Stroke, ...] = ()
    anchors: Mapping[str, Box] = field(default_factory=dict)
    links: tuple[tuple[str, Box], ...] = ()
    faces: Mapping[str, str] = field(default_factory=dict)
    """The face of each font resource; one that is not named here is named after its face."""
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def part(frames: Sequence[str], page: Laid) -> list[Frame]:
    """What stands in each of these named boxes, which stand below each other on a page of one column."""
    taken = cut(page.content)
    boxes = [page.anchors[frame] for frame in frames]
    tops = [box[1] for box in boxes]

    def frame_of(y: float) -> int:
        return max(0, bisect_right(tops, y + TOLERANCE) - 1)

    strokes: list[list[Stroke]] = [[] for _ in frames]
    for stroke in taken.strokes:
        strokes[frame_of(_top(stroke))].append(stroke)
    anchors: list[dict[str, Box]] = [{} for _ in frames]
    for name, box in page.anchors.items():
        if name not in frames:
            anchors[frame_of(box[1])][name] = box
    links: list[list[tuple[str, Box]]] = [[] for _ in frames]
    for target, box in page.links:
        links[frame_of((box[1] + box[3]) / 2)].append((target, box))
    faults = _faults([taken], ())
    return [
        Frame(box, tuple(strokes[n]), anchors[n], tuple(links[n]), page.faces, page.pictures, tuple(faults))
        for n, box in enumerate(boxes)
    ]


def cast(frame: Frame, leading: float) -> Galley:
    """The galley in a frame; ``leading`` in pt."""
    return _Mould(frame, leading / PT_PER_PX).cast()


class _Mould(Struct, frozen=True):
    """A galley's frame, and the leading in px."""

    frame: Frame
    leading: float

    def cast(self) -> Galley:
        """The galley; a picture beside its last lines may make it higher than these."""
        frame, leading = self.frame, self.leading
        top = frame.box[1]
        spans = {name: _span(name, box, leading, top) for name, box in frame.anchors.items() if role_of(name)}
        pictures = [name for name, span in spans.items() if span.role is Role.PICTURE]
        height = (max([frame.box[3], *(frame.anchors[name][3] for name in pictures)]) - top) / leading
        count = max(1, round(height))
        ties = [(spans[name].first, spans[name].first + spans[name].count - 1) for name in pictures]
        lines, off_grid = cast_lines(frame.strokes, leading, count, (top, ties))
        shown, lines, strange = _name_pictures(lines, frame.pictures)
        own = [*strange, *(_off_grid_fault(row, spans) for row in off_grid)]
        if abs(height - count) > TOLERANCE * count / leading:
            own.append(Fault("galley.height", (("height", f"{height:.2f}"),)))
        number_of = _line_numbers(lines, count)

        def line_at(y: float) -> int:
            return number_of[max(0, min(count - 1, int((y - top + TOLERANCE) // leading)))]

        return Galley(
            lines=tuple(line for _, line in lines),
            spans=tuple(sorted(spans.values(), key=lambda span: span.first)),
            anchors=tuple(
                Anchor(name, line_at(box[1]), settled(box[0]), settled(box[1] - top))
                for name, box in frame.anchors.items()
                if name not in spans
            ),
            links=tuple(_outermost([self._link(target, box, line_at) for target, box in frame.links])),
            faces=_faces(frame.strokes, frame.faces),
            pictures=shown,
            faults=(*own, *frame.faults),
        )

    def _link(self, target: str, box: Box, line_at: Callable[[float], int]) -> Link:
        """A link as high as its grid line: an inline box of ``line-height: 0`` has no height of its own."""
        middle = (box[1] + box[3]) / 2 - self.frame.box[1]
        top = (middle + TOLERANCE) // self.leading * self.leading
        line = line_at(middle + self.frame.box[1])
        return Link(target, line, settled(box[0]), settled(top), settled(box[2]), settled(top + self.leading))


def _outermost(links: Sequence[Link]) -> Iterator[Link]:
    """Links that lie in no other, each once: WeasyPrint lists an ``<a>`` and each inline box inside it."""
    alike: dict[tuple[str, int], list[Link]] = {}
    for link in links:
        alike.setdefault((link.target, link.line), []).append(link)
    for link in dict.fromkeys(links):
        if not any(_holds(each, link) for each in alike[link.target, link.line]):
            yield link


def _holds(outer: Link, inner: Link) -> bool:
    """Whether a link lies in another that leads to the same from the same line."""
    across = outer.left <= inner.left and inner.right <= outer.right
    return outer != inner and across and outer.top <= inner.top + 1 and inner.bottom <= outer.bottom + 1


def _top(stroke: Stroke) -> float:
    return stroke.baseline - _X_HEIGHT * stroke.size if isinstance(stroke, Words) else stroke.top


def cast_sheets(pages: Sequence[Laid], complaints: Sequence[str]) -> Galley:
    """A paged piece as a galley of which every line is a whole sheet."""
    taken = [cut(page.content) for page in pages]
    drawn = [(number, Line(1, draw_line(sheet.strokes, 0.0))) for number, sheet in enumerate(taken)]
    pictures, sheets, strange = _name_pictures(drawn, pages[0].pictures)
    return Galley(
        lines=tuple(line for _, line in sheets),
        anchors=tuple(
            Anchor(name, number, settled(box[0]), settled(box[1]))
            for number, page in enumerate(pages)
            for name, box in page.anchors.items()
        ),
        links=tuple(
            link
            for number, page in enumerate(pages)
            for link in _outermost([Link(target, number, *map(settled, box)) for target, box in page.links])
        ),
        faces=_faces([stroke for sheet in taken for stroke in sheet.strokes], pages[0].faces),
        pictures=pictures,
        faults=(*strange, *_faults(taken, complaints)),
    )


def _name_pictures(
    lines: Sequence[tuple[int, Line]], pictures: Mapping[str, Picture]
) -> tuple[tuple[Picture, ...], list[tuple[int, Line]], tuple[Fault, ...]]:
    """The pictures that these lines show, the lines with each picture under the name of its content, and what is wrong.

    What is no photograph is left out: the press would not find it.
    """
    shown: dict[str, Picture] = {}
    strange: set[bytes] = set()

    def rename(match: re.Match[bytes]) -> bytes:
        picture = pictures.get(match[1].decode())
        if picture is None:
            strange.add(match[1])
            return b""
        shown[picture.hash] = picture
        return b"/p-%s Do" % picture.hash.encode()

    named = [
        (first, Line(line.height, _DRAWN.sub(rename, line.content)) if b" Do" in line.content else line)
        for first, line in lines
    ]
    return tuple(shown[name] for name in sorted(shown)), named, (Fault("galley.picture", ()),) * bool(strange)


_DRAWN = re.compile(rb"/(\S+) Do")


def role_of(anchor: str) -> Role | None:
    """Paragraphs name themselves ``piece.role.number`` (``n-sellier-andre.text.2``)."""
    role = anchor.rpartition(".")[0].rpartition(".")[2]
    return Role(role) if role in Role._value2member_map_ else None


def _span(name: str, box: Box, leading: float, top: float) -> Span:
    role = role_of(name)
    assert role is not None
    first = round((box[1] - top) / leading)
    return Span(role, first, round((box[3] - top) / leading) - first)


def _line_numbers(cast: Sequence[tuple[int, Line]], count: int) -> list[int]:
    """For each grid line, the number of its cast line."""
    numbers = [0] * count
    for number, (first, line) in enumerate(cast):
        numbers[first : first + line.height] = [number] * line.height
    return numbers


def _off_grid_fault(row: int, spans: Mapping[str, Span]) -> Fault:
    inside = [name for name, span in spans.items() if span.first <= row < span.first + span.count]
    return Fault("galley.off-grid", (("line", str(row + 1)), ("paragraph", inside[0] if inside else "?")))


def _faults(taken: Sequence[Cut], complaints: Sequence[str]) -> list[Fault]:
    operators = dict.fromkeys(fault for page in taken for fault in page.faults)
    return [Fault("galley.operator", (("operator", name),)) for name in operators] + [
        Fault("galley.complaint", (("complaint", text),)) for text in complaints
    ]


def _faces(strokes: Sequence[Stroke], faces: Mapping[str, str]) -> tuple[Face, ...]:
    glyphs: dict[str, set[int]] = {}
    for stroke in strokes:
        if isinstance(stroke, Words):
            shown = [(stroke.font, stroke.shown)]
        else:
            shown = _SHOWN_INSIDE.findall(b"\n".join(stroke.operators))
        for font, text in shown:
            glyphs.setdefault(font.decode()[1:], set()).update(glyph_numbers(text))
    return tuple(Face.of(name, faces.get(name, name), numbers) for name, numbers in sorted(glyphs.items()))
