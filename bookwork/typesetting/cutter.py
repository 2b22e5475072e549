"""Takes a page of WeasyPrint's PDF content apart into strokes that can each be drawn alone.

The content stream is read operator by operator while the graphics state is tracked (ISO 32000-2, 8.4); every painting
operator becomes a stroke with the state it needs. The caster puts strokes on the lines of the grid.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from bookwork.records import Struct

BLACK = b"0 0 0 1 k"
"""The ink a column starts with: black alone (K100). A line that uses another puts this back."""

_OPAQUE = (b"/a1.0", b"/A1.0", b"/a1", b"/A1")
_PATH = frozenset((b"m", b"l", b"c", b"v", b"y", b"h", b"re"))
_PAINT = frozenset((b"f", b"f*", b"F", b"S", b"s", b"B", b"B*", b"b", b"b*"))
_INKS = frozenset((b"scn", b"SCN", b"rg", b"RG", b"g", b"G", b"k", b"K"))
_STROKE_STATE = frozenset((b"w", b"J", b"j", b"M", b"d"))
_LONG_NUMBER = re.compile(rb"(-?\d+\.\d{3})\d+")
_SHOWN = re.compile(rb"<([0-9a-f]+)>")

_X_HEIGHT = 0.4
"""How far above its baseline type is inked at least, in em: enough to tell on which line it stands."""

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Words(Struct, frozen=True):
    """A run of text: where it starts (x as written, baseline in px from the head of the page), font, glyphs, ink.

    ``fit`` scales its glyphs and sets the white between them (Tz, Tc: ISO 32000-2, 9.3); empty where that is not done.
    """

    x: bytes
    baseline: float
    font: bytes
    size: float
    shown: bytes
    ink: bytes
    fit: bytes = b""


class Drawing(Struct, frozen=True):
    """Anything else that is painted: from which y to which, and its operators with the state they need."""

    top: float
    bottom: float
    operators: tuple[bytes, ...]
    sunk: float = 0.0
    """How far below where its operators put it, in px."""


Stroke = Words | Drawing


class Cut(Struct, frozen=True):
    """A page taken apart: its strokes in painting order, and the operators that the press cannot keep."""

    strokes: tuple[Stroke, ...]
    faults: tuple[str, ...]


def glyph_numbers(shown: bytes) -> set[int]:
    """The glyph numbers in the operand of TJ: two bytes each, in hexadecimal."""
    pairs = bytes.fromhex(b"".join(_SHOWN.findall(shown)).decode("ascii"))
    return set(struct.unpack(f">{len(pairs) // 2}H", pairs))


@dataclass(slots=True)
class _State:
    """The part of the graphics state that a later line would miss; ``geometry`` are cm and clips since the base."""

    matrix: Matrix = IDENTITY
    geometry: tuple[bytes, ...] = ()
    fill: bytes = BLACK
    stroke: bytes = b"0 0 0 1 K"
    pen: dict[bytes, bytes] = field(default_factory=dict)


def cut(stream: bytes) -> Cut:
    """Take a page's content stream apart."""
    reader = _Reader()
    for operator in stream.split(b"\n"):
        reader.read(operator)
    return Cut(tuple(reader.strokes), tuple(dict.fromkeys(reader.faults)))


class _Reader:
    """Walks one content stream; WeasyPrint writes one operator to a line."""

    def __init__(self) -> None:
        self.strokes: list[Stroke] = []
        self.faults: list[str] = []
        self._state = _State()
        self._stack: list[_State] = []
        self._base = 2
        self._path: list[bytes] = []
        self._heights: list[float] = []
        self._clip = b""
        self._x = b"0"
        self._baseline = 0.0
        self._font = b""
        self._size = 0.0
        self._space: dict[bytes, bytes] = {}

    def read(self, line: bytes) -> None:
        """Take one operator with its operands."""
        operands, _, operator = line.rpartition(b" ")
        if operator == b"TJ":
            self._show(operands)
        elif operator == b"Tm":
            *_, self._x, y = operands.split(b" ")
            self._baseline = float(y)
        elif operator == b"Tf":
            name, _, size = operands.partition(b" ")
            self._font, self._size = name, float(size)
        elif operator in _PATH:
            self._path.append(line)
            self._heights += self._ordinates(operator, operands)
        elif operator in _PAINT:
            self._paint(operator)
        else:
            self._set_state(operator, operands, line)

    def _set_state(self, operator: bytes, operands: bytes, line: bytes) -> None:
        if operator in _INKS:
            self._set_ink(operator, operands)
        elif operator in _STROKE_STATE:
            self._state.pen[operator] = line
        elif operator in (b"cs", b"CS"):
            self._space[operator] = operands
        elif operator in (b"W", b"W*"):
            self._clip = operator
        else:
            self._change_frame(operator, operands, line)

    def _change_frame(self, operator: bytes, operands: bytes, line: bytes) -> None:
        if operator == b"q":
            self._stack.append(replace(self._state, pen=dict(self._state.pen)))
        elif operator == b"Q":
            self._state = self._stack.pop()
        elif operator == b"cm":
            self._transform(operands, line)
        elif operator == b"n":
            self._end_clip()
        elif operator == b"Do":
            self._draw_picture(line)
        elif operator == b"gs":
            self.faults += ["gs"] if operands not in _OPAQUE else []
        elif operator not in (b"BT", b"ET", b""):
            self.faults.append(operator.decode("latin-1"))

    def _transform(self, operands: bytes, line: bytes) -> None:
        if self._base:  # the flip of the page and the scale to points: the imprint does these for every line
            self._base -= 1
            return
        matrix = _matrix(operands)
        self._state.matrix = _multiply(matrix, self._state.matrix)
        self._state.geometry += (line,)

    def _end_clip(self) -> None:
        if self._clip:
            self._state.geometry += (*self._path, self._clip, b"n")
        self._path, self._heights, self._clip = [], [], b""

    def _set_ink(self, operator: bytes, operands: bytes) -> None:
        stroking = operator.isupper()
        if operator in (b"scn", b"SCN"):
            space = self._space.get(b"CS" if stroking else b"cs", b"")
            if space != b"/DeviceCMYK":
                self.faults.append("colour")
            operator = b"K" if stroking else b"k"
        elif operator in (b"rg", b"RG"):
            if operands.split() != [b"0", b"0", b"0"]:
                self.faults.append("colour")
            operator, operands = (b"K" if stroking else b"k"), b"0 0 0 1"
        if stroking:
            self._state.stroke = operands + b" " + operator
        else:
            self._state.fill = operands + b" " + operator

    def _show(self, operands: bytes) -> None:
        shown = operands.replace(b">0<", b"").replace(b">0]", b">]").replace(b"<>", b" ")
        shown = _LONG_NUMBER.sub(rb"\1", shown)
        state = self._state
        if not state.geometry:
            self.strokes.append(Words(self._x, self._baseline, self._font, self._size, shown, state.fill))
            return
        place = b"1 0 0 -1 %s %.6f Tm" % (self._x, self._baseline)
        text = (b"BT", place, b"%s %g Tf" % (self._font, self._size), shown + b" TJ", b"ET")
        baseline = _apply(state.matrix, 0.0, self._baseline)[1]
        operators = (b"q", *state.geometry, state.fill, *text, b"Q")
        self.strokes.append(Drawing(baseline - _X_HEIGHT * self._size, baseline, operators))

    def _paint(self, operator: bytes) -> None:
        state = self._state
        inks = [state.fill] if operator in (b"f", b"f*", b"F") else [state.fill, state.stroke, *state.pen.values()]
        operators = (b"q", *state.geometry, *inks, *self._path, operator, b"Q")
        if self._heights:
            self.strokes.append(Drawing(min(self._heights), max(self._heights), operators))
        self._path, self._heights = [], []

    def _draw_picture(self, line: bytes) -> None:
        state = self._state
        corners = [_apply(state.matrix, x, y)[1] for x in (0.0, 1.0) for y in (0.0, 1.0)]
        operators = (b"q", *state.geometry, line, b"Q")
        self.strokes.append(Drawing(min(corners), max(corners), operators))

    def _ordinates(self, operator: bytes, operands: bytes) -> Iterator[float]:
        numbers = [float(number) for number in operands.split()]
        if operator == b"re":
            x, y, width, height = numbers
            numbers = [x, y, x + width, y + height]
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            yield _apply(self._state.matrix, x, y)[1]


def _matrix(operands: bytes) -> Matrix:
    a, b, c, d, e, f = (float(number) for number in operands.split())
    return (a, b, c, d, e, f)


def _multiply(m: Matrix, n: Matrix) -> Matrix:
    """First m, then n (ISO 32000-2, 8.3.4)."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])


def raised(operators: Iterable[bytes], height: float) -> Iterator[bytes]:
    """A drawing's operators moved up by so many px; whatever follows its own first transformation moves with that."""
    fixed = False
    for line in operators:
        operands, _, operator = line.rpartition(b" ")
        if fixed or operator not in _PLACED:
            yield line
            continue
        fixed = operator == b"cm"
        numbers = [float(number) for number in operands.split()]
        for index in _PLACED[operator]:
            numbers[index] -= height
        yield b" ".join([*(_written(number) for number in numbers), operator])


def settled(length: float) -> float:
    """A length to 0.01 px, the same wherever in a batch a piece was laid: WeasyPrint's six decimals differ there.

    A length may lie on half a hundredth (58.525 px), and there a millionth would decide. So what lies up to 0.0003 px
    below a half counts as the half.
    """
    return round(length + _NUDGE, 2) + 0.0  # + 0.0: no minus zero


_NUDGE = 0.0003


def _written(number: float) -> bytes:
    return (b"%.2f" % settled(number)).rstrip(b"0").rstrip(b".")


_PLACED = {
    b"cm": (5,), b"Tm": (5,), b"re": (1,), b"m": (1,), b"l": (1,), b"c": (1, 3, 5), b"v": (1, 3), b"y": (1, 3),
}  # fmt: skip
"""Operators that place something, and which of their operands are heights."""
