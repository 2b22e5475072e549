"""What the style sheets say of paragraphs and of the runs in them, as far as the setter of paragraphs understands it.

The values are WeasyPrint's own computed ones (CSS Cascade 4, 4.4), asked for once for every kind of element: a
designer changes ``galley.css`` and the setter follows. What it does not understand is refused with its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any, Final, NamedTuple

from bookwork.typesetting.measure import Fount

MILLIPOINTS_PER_PX: Final = 750
MICROPOINTS_PER_PX: Final = 750_000


class Element(NamedTuple):
    """What selectors can see of an element: its name, its classes, whether it is a link, the element before it."""

    name: str
    classes: str = ""
    link: bool = False
    before: tuple[str, str] | None = None
    """Name and classes of the preceding sibling."""


Chain = tuple[Element, ...]
"""An element behind those it stands in, from the piece's frame inwards."""
Values = Mapping[str, Any]
"""Computed values of an element by property, in px; of its generated boxes under ``::before`` and ``::after``."""
Compute = Callable[[str], Mapping[str, Values]]
"""Computes the values of the elements of an HTML body that have an ``id``, by id."""


class UnknownStyleError(Exception):
    """A property that the setter of paragraphs does not know; the message is for people."""


@dataclass(frozen=True, slots=True)
class RunStyle:
    """How a run of text stands in its paragraph."""

    fount: Fount
    rise: int
    """How far above the baseline, in micropoints."""
    ink: bytes
    """The operator that sets its colour."""
    divides: bool
    """Whether its words may be divided (``hyphens: auto``)."""
    bound: bool
    """Whether it stays on one line (``white-space: nowrap``)."""


@dataclass(frozen=True, slots=True)
class BlockStyle:
    """How a paragraph stands in its column: white on both sides and indent in micropoints, its main run."""

    left: int
    right: int
    indent: int
    justified: bool
    text: RunStyle


@dataclass(slots=True)
class Cascade:
    """The styles of every kind of element met so far; what is unknown of one is kept as the error it raises."""

    compute: Compute
    family: str
    faces: Mapping[tuple[int, bool], str]
    """Names of the family's faces by weight and slope."""
    language: str
    leading: int
    """In micropoints."""

    def __post_init__(self) -> None:
        self._values: dict[Chain, Values] = {}
        self._blocks: dict[Chain, BlockStyle | UnknownStyleError] = {}
        self._runs: dict[Chain, RunStyle | UnknownStyleError] = {}
