"""Lessons: what WeasyPrint has said of a style, kept, so that whoever sets a few notices need not load it.

It says two things, and neither hangs on what is set: the values that the style sheets give a kind of element, and how
a pattern of boxes stands. Both are the same as if WeasyPrint were asked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NoReturn

from bookwork.records import Struct, field
from bookwork.typesetting.inline import Chain
from bookwork.typesetting.skeleton import Pattern, Stance
from bookwork.typesetting.values import Length, Values

_APART: Final = ("features", "ink", "boxes")


class UntaughtError(Exception):
    """Something that no lesson tells: WeasyPrint must be asked."""


def untaught(*_question: object) -> NoReturn:
    """Stands where WeasyPrint would be asked; raises UntaughtError."""
    raise UntaughtError


class KeptValues(Struct, frozen=True):
    """The values of an element (:data:`bookwork.typesetting.values.Values`), each among those of its kind."""

    single: Mapping[str, float | str]
    lengths: Mapping[str, Length]
    lists: Mapping[str, tuple[str, ...]]
    features: Mapping[str, int] = field(default_factory=dict)
    ink: bytes | None = None
    boxes: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: Values) -> KeptValues:
        """Values as they are kept."""
        own = {name: value for name, value in values.items() if name not in _APART}
        return cls(
            {name: value for name, value in own.items() if isinstance(value, (int, float, str))},
            {name: value for name, value in own.items() if isinstance(value, Length)},
            {name: value for name, value in own.items() if isinstance(value, tuple) and not isinstance(value, Length)},
            **{name: values[name] for name in _APART if name in values},
        )

    @property
    def values(self) -> Values:
        """The values again."""
        found: dict[str, Any] = {**self.single, **self.lengths, **self.lists}
        return {**found, "features": self.features, "ink": self.ink, "boxes": self.boxes}


class Lessons(Struct, frozen=True):
    """The values of kinds of elements; the stances of patterns, None where one pattern does not tell all heights."""

    values: tuple[tuple[Chain, KeptValues], ...] = ()
    stances: tuple[tuple[Pattern, Stance | None], ...] = ()

    def __len__(self) -> int:
        return len(self.values) + len(self.stances)

    def with_more(self, more: Lessons) -> Lessons:
        """These and others, each once."""
        values, stances = dict(self.values) | dict(more.values), dict(self.stances) | dict(more.stances)
        return Lessons(tuple(values.items()), tuple(stances.items()))


NO_LESSONS: Final = Lessons()
