"""The bibliography while it is gathered from its files: drafts of works, their keys, what parts inherit from wholes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from bookwork.citing.grammar import PLAIN_KEY
from bookwork.diagnostics import Diagnostic, Place
from bookwork.model.bibmodel import bib_model
from bookwork.model.dates import MONTHS
from bookwork.model.source import Work, WorkName
from bookwork.sources.bibfaults import BAD_KEY, CROSSREF, DUPLICATE_KEY, KEY_CASE, LOOP, SINGLE_FIELD, UNKNOWN_PARENT

_KEY = re.compile(PLAIN_KEY)
_HOURS = re.compile(r"(?<=\d)T\d\d:\d\d[^/]*")
_GENERATIONS: Final = 100
"""Entries that inherit from entries that inherit … are taken for a loop beyond this."""
_ENGLISH: Final = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                   "november", "december")  # fmt: skip


@dataclass(slots=True)
class Draft:
    """A work while it is read: its fields may still grow by inheritance."""

    key: str
    type: str
    place: Place
    names: dict[str, tuple[WorkName, ...]] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    marked: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    inherited: set[str] = field(default_factory=set)

    def holds(self, name: str) -> bool:
        """Whether this field is filled."""
        return name in self.fields or name in self.names

    @property
    def place_in_words(self) -> str:
        """« bibliography.bib:3 », which both languages can read."""
        return f"{self.place.file}:{self.place.line}"

    def tidy_dates(self) -> None:
        """Take hours and braces off dates; fill ``date`` from ``year``, ``month`` and ``day`` where it is not given."""
        for name in bib_model().dates:
            if name in self.fields:
                self.fields[name] = _HOURS.sub("", self.fields[name].strip("{}"))
        self._date_from_parts()

    def _date_from_parts(self) -> None:
        year = self.fields.get("year", "")
        if "date" in self.fields or not year:
            return
        month, day = month_number(self.fields.get("month", "")), self.fields.get("day", "")
        if not (month and re.fullmatch(r"\d{4}", year)):
            self.fields["date"] = year
        elif day.isdigit() and int(day) <= 31:
            self.fields["date"] = f"{year}-{month:02}-{int(day):02}"
        else:
            self.fields["date"] = f"{year}-{month:02}"
        self.lines["date"] = self.lines.get("year", 0)

    def work(self) -> Work:
        """The finished work."""
        return Work(
            self.key,
            self.type,
            MappingProxyType(self.names),
            MappingProxyType(self.fields),
            self.place,
            MappingProxyType(self.marked),
            MappingProxyType(self.lines),
            tuple(sorted(self.inherited)),
        )


def month_number(text: str) -> int:
    """The number of a month written in figures, in English or in French, whole or cut short; 0 for none."""
    word = text.strip(" .{}").lower()
    if word.isdigit():
        return int(word) if 1 <= int(word) <= 12 else 0
    for months in (_ENGLISH, MONTHS):
        found = [number for number, name in enumerate(months, start=1) if len(word) > 2 and name.startswith(word)]
        if len(found) == 1:
            return found[0]
    return 0


class Shelf:
    """Drafts by key, in their order; the first of two with one key stays."""

    def __init__(self) -> None:
        self.drafts: dict[str, Draft] = {}
        self.diagnostics: list[Diagnostic] = []
        self._folded: dict[str, Draft] = {}
        self._aliases: dict[str, str] = {}

    def put(self, draft: Draft) -> None:
        """Add a draft; one without a key, or with the key of another, is reported and left out."""
        key = draft.key
        if not _KEY.fullmatch(key):
            self.diagnostics.append(BAD_KEY.at(draft.place, key=key))
        if not key:
            return
        draft.tidy_dates()
        if key in self.drafts:
            self.diagnostics.append(DUPLICATE_KEY.at(draft.place, key=key, other=self.drafts[key].place_in_words))
            return
        other = self._folded.setdefault(key.casefold(), draft)
        if other is not draft:
            self.diagnostics.append(KEY_CASE.at(draft.place, key=key, other=other.key, where=other.place_in_words))
        self.drafts[key] = draft
        for alias in draft.fields.get("ids", "").split(","):
            self._aliases.setdefault(alias.strip(), key)

    def works(self) -> dict[str, Work]:
        """All works, with what they inherit."""
        heirs = [draft for draft in self.drafts.values() if draft.holds("crossref") or draft.holds("xdata")]
        settled: set[str] = set()
        for draft in heirs:
            self._settle(draft, settled, ())
        for draft in self.drafts.values():
            self.diagnostics += self._missing(draft)
        return {key: draft.work() for key, draft in self.drafts.items()}

    def _find(self, key: str) -> Draft | None:
        """The entry of this key, of this other key (``ids``), or of this key in other case, as in BibTeX."""
        return self.drafts.get(key) or self.drafts.get(self._aliases.get(key, "")) or self._folded.get(key.casefold())

    def _missing(self, draft: Draft) -> Iterator[Diagnostic]:
        """References to entries that do not exist, or in biblatex's form for single fields, which is not read."""
        for name in bib_model().references:
            for key in keys_of(draft.fields.get(name, "")):
                if not self._find(key):
                    yield _crossref_fault(draft, name, key, UNKNOWN_PARENT)
        for name, value in draft.fields.items():
            if value.startswith("xdata=") and name not in draft.inherited:
                yield _crossref_fault(draft, name, value, SINGLE_FIELD)
        for name, people in draft.names.items():
            for each in people if name not in draft.inherited else ():
                if each.family.startswith("xdata="):
                    yield _crossref_fault(draft, name, each.family, SINGLE_FIELD)

    def _settle(self, draft: Draft, settled: set[str], way: tuple[str, ...]) -> None:
        """Let a draft inherit, its parents first: ``xdata`` before ``crossref``, as biber does."""
        if draft.key in settled:
            return
        way = (*way, draft.key)
        for name in ("xdata", "crossref"):
            for key in keys_of(draft.fields.get(name, "")):
                parent = self._find(key)
                if parent is None:
                    continue
                if parent.key in way or len(way) == _GENERATIONS:
                    self.diagnostics.append(_crossref_fault(draft, name, key, LOOP))
                    continue
                self._settle(parent, settled, way)
                _inherit(draft, parent, by=name)
        settled.add(draft.key)


def keys_of(value: str) -> list[str]:
    """The keys in a field that refers to entries."""
    return [key.strip() for key in value.split(",") if key.strip()] if value else []


def _inherit(child: Draft, parent: Draft, by: str) -> None:
    """Give a child what it lacks; ``xdata`` under the same names, ``crossref`` under those of the model."""
    inheritance = bib_model().inheritance
    for name in (*parent.names, *parent.fields):
        if by == "xdata":
            targets: tuple[str, ...] = (name,) if name not in inheritance.never else ()
        else:
            targets = inheritance.names_in_child(parent.type, child.type, name)
        for target in targets:
            if child.holds(target):
                continue
            if name in parent.names:
                child.names[target] = parent.names[name]
            else:
                child.fields[target] = parent.fields[name]
            if name in parent.marked:
                child.marked[target] = parent.marked[name]
            child.inherited.add(target)


def _crossref_fault(draft: Draft, name: str, key: str, reason: tuple[str, str]) -> Diagnostic:
    place = Place(draft.place.file, draft.lines.get(name) or draft.place.line, 1)
    return CROSSREF.at(place, field=name, parent=key, reason_fr=reason[0], reason_en=reason[1])
