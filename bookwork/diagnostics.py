"""Faults as values: what is wrong (a rule), where (a place), and with which particulars.

A stage never raises for a fault in the book: it returns diagnostics beside its values. The sentence that people
read is made last, by the reports, in their language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from typing import NewType, TypeVar

from bookwork.records import Struct, replace

NoticeId = NewType("NoticeId", str)
"""The file name of a notice without its ending: ``sellier-andre``."""

Check = TypeVar("Check", bound=Callable[..., Iterator["Diagnostic"]])


class Level(IntEnum):
    """How grave a fault is: an error forbids a finished book, a warning asks for a look, information only tells."""

    INFORMATION = 1
    WARNING = 2
    ERROR = 3


class Place(Struct, frozen=True, order=True):
    """Where in the sources: a file relative to the book's folder, line and column from 1, 0 where unknown.

    A fault in a value of the front matter names its ``key`` (``parcours.2.camp``); the line is found from it when the
    fault is reported, by reading the faulty file once more (``sources.frontmatter.locate``).
    """

    file: str
    line: int = 0
    column: int = 0
    key: str = ""

    def __str__(self) -> str:
        numbers = [str(n) for n in (self.line, self.column) if n]
        return ":".join([self.file, *numbers])


class Rule(Struct, frozen=True):
    """A thing that can be wrong: its stable code, its level, the sentence in French and English, and why it matters.

    The sentences are ``str.format`` templates over the particulars given to :meth:`at`; so is ``mend``, where there is
    one: the words that a program may replace, and those that it puts in their place, none where it cannot know.
    """

    code: str
    level: Level
    fr: str
    en: str
    why: str
    mend: tuple[str, str] | None = None

    def at(self, place: Place, notice: NoticeId | None = None, **particulars: object) -> Diagnostic:
        """A diagnostic of this rule at this place."""
        values = tuple(sorted((name, str(value)) for name, value in particulars.items()))
        return Diagnostic(self.code, self.level, place, notice, values)


class Diagnostic(Struct, frozen=True):
    """One fault at one place; ``folio`` is the page as printed, known once the pages are made up."""

    code: str
    level: Level
    place: Place
    notice: NoticeId | None = None
    particulars: tuple[tuple[str, str], ...] = ()
    folio: str = ""

    def message(self, language: str = "fr") -> str:
        """The sentence for people, in French or in English."""
        rule = RULES[self.code]
        return (rule.fr if language == "fr" else rule.en).format(**dict(self.particulars))

    @property
    def mend(self) -> tuple[str, str] | None:
        """The words that stand there and those that should, where that is sure; None where a person must look."""
        templates = RULES[self.code].mend
        if templates is None:
            return None
        old, new = (template.format(**dict(self.particulars)) for template in templates)
        return (old, new) if new and old != new else None

    def on_page(self, folio: str) -> Diagnostic:
        """The same fault, with its printed page."""
        return replace(self, folio=folio)

    @property
    def order(self) -> tuple[str, int, int, str, str, tuple[tuple[str, str], ...]]:
        """Reports list faults by place, then by code, whatever the order in which they were found."""
        place = self.place
        return (place.file, place.line, place.column, place.key, self.code, self.particulars)


RULES: dict[str, Rule] = {}
"""Every rule by its code; filled by :func:`rule` when the modules are imported."""

CHECKS: list[Callable[..., Iterator[Diagnostic]]] = []
"""Every check of the whole book, in the order of import; filled by :func:`check`."""

NOTICE_CHECKS: list[Callable[..., Iterator[Diagnostic]]] = []
"""Every check of one notice, in the order of import; filled by :func:`notice_check`."""


def rule(code: str, level: Level, *, fr: str, en: str, why: str, mend: tuple[str, str] | None = None) -> Rule:
    """Declare a rule; its code must be new."""
    if code in RULES:
        raise ValueError(f"rule {code} is declared twice")
    RULES[code] = Rule(code, level, fr, en, why, mend)
    return RULES[code]


def check(function: Check) -> Check:
    """Register a function *book → diagnostics* among the checks of the whole book."""
    CHECKS.append(function)
    return function


def notice_check(function: Check) -> Check:
    """Register a function *notice, authorities → diagnostics* among the checks of one notice.

    It must look at nothing else – not at other notices, not at files: what it finds is kept by content.
    """
    NOTICE_CHECKS.append(function)
    return function


def errors_among(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Those of these faults that are errors."""
    return tuple(each for each in diagnostics if each.level is Level.ERROR)


def worst(diagnostics: Iterable[Diagnostic]) -> Level | None:
    """The gravest level present, or None."""
    return max((diagnostic.level for diagnostic in diagnostics), default=None)
