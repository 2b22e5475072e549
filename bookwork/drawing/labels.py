"""Puts the names of places beside their marks so that no two touch.

The greatest name first, each takes the best free spot of a fixed list around its mark: close before far, to the right
before the left, off the roads before across them (E. Imhof, « Die Anordnung der Namen in der Karte », 1962). A name
that must stand far off gets a leader. The same marks give the same map.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, inf, pi, sin

from bookwork.drawing.pen import XY
from bookwork.records import Struct

_ASCENT, _DESCENT = 0.70, 0.26
"""How far a name reaches above and below its baseline, in em."""
_DISTANCES = (1.6, 4.5, 8.0, 12.0, 17.0, 23.0, 30.0, 38.0, 48.0, 60.0)
"""How far from the edge of its mark a name may stand, in pt, in order of preference."""
_DIRECTIONS = (0, 4, -4, 2, -2, 14, 10, 12, -6, 1, -1, 7, 9, 3, -3, 13, 11, 8)
"""Sixteenths of a turn from the east, towards the south; in order of preference."""
_LEADER_FROM = 3.0
"""A name this far from its mark, in pt, is tied to it by a line."""
_AIR = 0.8
"""White between two names, in pt."""


class Box(Struct, frozen=True):
    """A rectangle of the drawing, in pt."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box) -> bool:
        """True if the two share any point."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, other: Box) -> bool:
        """True if nothing of it lies outside the other."""
        beside = other.left <= self.left and self.right <= other.right
        return beside and other.top <= self.top and self.bottom <= other.bottom

    def holds(self, point: XY) -> bool:
        """True if the point lies inside."""
        return self.left < point[0] < self.right and self.top < point[1] < self.bottom


class Mark(Struct, frozen=True):
    """A place with its mark: name, size of its letters and width of its name in pt, centre and radius of the mark."""

    name: str
    size: float
    width: float
    centre: XY
    radius: float
    rank: int = 0
    """The least is lettered first."""


class Label(Struct, frozen=True):
    """A name in its place: the box it fills, its baseline, and the leader from its mark where there is one."""

    mark: Mark
    box: Box
    baseline: float
    to_the_left: bool
    """The name ends at its mark: it is set flush right."""
    leader: tuple[XY, XY] | None


class Ground(Struct, frozen=True):
    """What names have to keep clear of: the frame they may not leave, boxes that are taken, points better left free."""

    frame: Box
    taken: tuple[Box, ...] = ()
    roads: tuple[XY, ...] = ()

    def is_free(self, box: Box) -> bool:
        """True if the box lies inside the frame and touches nothing, not even a road."""
        touched = any(box.touches(other) for other in self.taken) or any(box.holds(point) for point in self.roads)
        return box.within(self.frame) and not touched


def place_labels(marks: Sequence[Mark], ground: Ground) -> tuple[tuple[Label, ...], tuple[Mark, ...]]:
    """The labels of all marks that find room, and the marks that find none.

    By rank, size and name; where a name finds no room, all are placed anew with that one first of its rank.
    """
    order = sorted(marks, key=lambda each: (each.rank, -each.size, each.name, each.centre))
    tries = []
    for _ in range(len(marks) + 1):
        placed, homeless = _place(order, ground)
        tries.append((len(homeless), placed, homeless))
        if not homeless:
            break
        order = sorted(order, key=lambda each: (each.rank, each != homeless[0]))
    _, best, left = min(tries, key=lambda each: each[0])
    return best, left


def _place(order: Sequence[Mark], ground: Ground) -> tuple[tuple[Label, ...], tuple[Mark, ...]]:
    taken = [*ground.taken, *(_around(mark) for mark in order)]
    placed: list[Label] = []
    homeless: list[Mark] = []
    for mark in order:
        best = _best_spot(mark, ground, taken, placed)
        if best is None:
            homeless.append(mark)
        else:
            placed.append(best)
            taken.append(_aired(best.box))
    return tuple(placed), tuple(homeless)


def _best_spot(mark: Mark, ground: Ground, taken: Sequence[Box], placed: Sequence[Label]) -> Label | None:
    """The cheapest free spot inside the frame; farther ones are looked at only while they can be cheaper."""
    found: Label | None = None
    least = inf
    x, y = mark.centre
    reach = mark.width + mark.radius + _DISTANCES[-1] + mark.size
    roads = [point for point in ground.roads if hypot(point[0] - x, point[1] - y) < reach]
    for step, distance in enumerate(_DISTANCES):
        if 6.0 * step >= least:
            break
        for preference, direction in enumerate(_DIRECTIONS):
            label = _spot(mark, distance, direction * pi / 8)
            if label.box.within(ground.frame) and _is_free(label, taken, placed):
                cost = 6.0 * step + 0.5 * preference + 1.2 * sum(label.box.holds(point) for point in roads)
                if cost < least:
                    found, least = label, cost
    return found


def _around(mark: Mark) -> Box:
    (x, y), reach = mark.centre, mark.radius
    return Box(x - reach, y - reach, x + reach, y + reach)


def _aired(box: Box) -> Box:
    return Box(box.left - _AIR, box.top, box.right + _AIR, box.bottom)


def _is_free(label: Label, taken: Sequence[Box], placed: Sequence[Label]) -> bool:
    if any(label.box.touches(box) for box in taken):
        return False
    if any(other.leader and _crosses(other.leader, label.box) for other in placed):
        return False
    own = _around(label.mark)
    return not (label.leader and any(box != own and _crosses(label.leader, box) for box in taken))


def _crosses(leader: tuple[XY, XY], box: Box) -> bool:
    (x1, y1), (x2, y2) = leader
    count = max(2, round(hypot(x2 - x1, y2 - y1)))
    return any(box.holds((x1 + (x2 - x1) * n / count, y1 + (y2 - y1) * n / count)) for n in range(count + 1))


def _spot(mark: Mark, distance: float, angle: float) -> Label:
    """The name at this distance from the edge of its mark, in this direction."""
    reach = mark.radius + distance
    x, y = mark.centre[0] + reach * cos(angle), mark.centre[1] + reach * sin(angle)
    ascent, descent = _ASCENT * mark.size, _DESCENT * mark.size
    above = abs(cos(angle)) < 0.2
    left = x - mark.width / 2 if above else x if cos(angle) > 0 else x - mark.width
    baseline = y + (ascent - descent) / 2 + sin(angle) * ((ascent + descent) / 2 if above else (ascent - descent) / 2)
    box = Box(left, baseline - ascent, left + mark.width, baseline + descent)
    leader = None
    if distance > _LEADER_FROM:
        edge = (mark.centre[0] + mark.radius * cos(angle), mark.centre[1] + mark.radius * sin(angle))
        leader = (edge, (x - cos(angle), y - sin(angle)))
    return Label(mark, box, baseline, cos(angle) < 0 and not above, leader)
