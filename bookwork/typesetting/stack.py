"""Stacks: pieces set one by one and cast below each other, so that thousands of index entries are some hundreds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from bookwork.records import replace
from bookwork.typesetting.caster import Frame, cast
from bookwork.typesetting.galley import PT_PER_PX, Galley
from bookwork.typesetting.stick import lowered_box, moved


def cast_stack(frames: Sequence[Frame], leading: float) -> Galley:
    """The galley of what stands in these frames, each below the one before; ``leading`` in pt."""
    if len(frames) == 1:
        return cast(frames[0], leading)
    height = leading / PT_PER_PX
    rows = [0, *accumulate(max(1, round((frame.box[3] - frame.box[1]) / height)) for frame in frames)]
    galley = cast(_stacked(frames, [row * height for row in rows]), leading)
    line_at = {row: line for line, row in enumerate([0, *accumulate(line.height for line in galley.lines)])}
    return replace(galley, joints=tuple(line_at.get(row, 0) for row in rows[:-1]))


def _stacked(frames: Sequence[Frame], tops: Sequence[float]) -> Frame:
    """The frames as one, with their heads so many px below its own; it begins at 0."""
    moves = [(frame, top - frame.box[1]) for frame, top in zip(frames, tops, strict=False)]
    faces = {name: face for frame in frames for name, face in frame.faces.items()}
    pictures = {name: picture for frame in frames for name, picture in frame.pictures.items()}
    return Frame(
        (frames[0].box[0], 0.0, frames[0].box[2], tops[-1]),
        tuple(moved(stroke, down) for frame, down in moves for stroke in frame.strokes),
        {name: lowered_box(box, down) for frame, down in moves for name, box in frame.anchors.items()},
        tuple((target, lowered_box(box, down)) for frame, down in moves for target, box in frame.links),
        faces,
        pictures,
        tuple(dict.fromkeys(fault for frame in frames for fault in frame.faults)),
    )
