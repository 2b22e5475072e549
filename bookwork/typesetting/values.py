"""What style sheets give an element: computed values (CSS Cascade 4, 4.4) as WeasyPrint finds them, fit to be kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple


class Length(NamedTuple):
    """A length or another number with its unit."""

    value: float
    unit: str


Values = Mapping[str, Any]
"""The computed values of an element that are not the initial ones, by property: numbers (px), words, lists of words,
:class:`Length`; its ``features`` as OpenType tags, its ``ink`` as a PDF operator, its ``boxes``: the pseudo-elements
that generate boxes. What is none of that is :data:`STRANGE`."""
STRANGE: Final = "strange"
Compute = Callable[[str], Mapping[str, Values]]
"""The values of the elements of an HTML body that have an ``id``, by id."""
