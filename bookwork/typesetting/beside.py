"""Lines beside pictures: how much of the column is free at each height (CSS 2, 9.5.1).

Lengths are micropoints; heights count from the head of the piece, downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

_TOLERANCE: Final = 15_000
"""How far edges may lie off the grid: 0.015 pt. Pango counts in 1/1024 px."""


class Aside(NamedTuple):
    """What stands beside the text: its top and bottom, its outer edges with the white round it, its side."""

    top: int
    bottom: int
    left: int
    right: int
    on_left: bool


def free_edges(edges: tuple[int, int], top: int, leading: int, asides: Sequence[Aside]) -> list[tuple[int, int]]:
    """The edges of each line of a paragraph that begins at ``top``; the last pair is that of all further lines."""
    lowest = max((aside.bottom for aside in asides), default=top)
    free: list[tuple[int, int]] = []
    while top < lowest - _TOLERANCE:
        left, right = edges
        for aside in asides:
            if aside.top < top + leading - _TOLERANCE and aside.bottom > top + _TOLERANCE:
                left, right = (max(left, aside.right), right) if aside.on_left else (left, min(right, aside.left))
        free.append((left, right))
        top += leading
    return [*free, edges]
