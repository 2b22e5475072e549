"""The registers under ``manuscript/registers/``: convoys, camps, networks, chronology, glossary and the like.

A file may hold any of the lists; which one is told by its key (``convois:``, ``camps:`` …), not by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bookwork.citing.grammar import NO_ARCHIVES, parse_citation
from bookwork.diagnostics import Diagnostic, Level, Place, rule
from bookwork.model.citation import Citation
from bookwork.model.nearness import nearest
from bookwork.model.register import (
    Abbreviation,
    Author,
    Camp,
    Convoy,
    HistoricalEvent,
    Identifier,
    Network,
    Registers,
    Term,
)  # fmt: skip
from bookwork.model.schema import Record
from bookwork.records import Struct
from bookwork.sources.fields import REGISTER_FIELDS, Reader, sources_in
from bookwork.sources.files import read_text, walk
from bookwork.sources.yamltext import Positions, load

UNKNOWN_LIST = rule(
    "register.unknown-list",
    Level.ERROR,
    fr="Il n’y a pas de registre « {key} » ; le plus proche : « {nearest} ».",
    en="There is no register “{key}”; the nearest is “{nearest}”.",
    why="Un registre mal nommé ne serait lu par personne.",
)
NOT_A_LIST = rule(
    "register.not-a-list",
    Level.ERROR,
    fr="« {key} » attend une liste d’articles, un tiret devant chacun.",
    en="“{key}” expects a list of entries, a dash before each.",
    why="Chaque article d’un registre a ses propres clés.",
)
DUPLICATE = rule(
    "register.duplicate-entry",
    Level.ERROR,
    fr="« {entry} » est déjà dans ce registre.",
    en="“{entry}” is already in this register.",
    why="Deux articles de même identifiant se contrediraient.",
)
AMBIGUOUS = rule(
    "register.ambiguous-name",
    Level.WARNING,
    fr="« {name} » désigne à la fois « {first} » et « {second} ».",
    en="“{name}” stands for both “{first}” and “{second}”.",
    why="Un nom qui désigne deux articles ne peut être ni indexé ni vérifié.",
)

FOLDER = "manuscript/registers"
RECOLEMENT = "recolement.yml"
"""A register of the audit’s own, which shapes nothing in the book (``sources.verifications``)."""


class _List(Struct, frozen=True):
    """A register: the schema of its entries, and what they are known by."""

    schema: type[Record]
    id_of: Callable[[Any], str]


LISTS: dict[str, _List] = {
    "convois": _List(Convoy, lambda entry: entry.id),
    "camps": _List(Camp, lambda entry: entry.id),
    "réseaux": _List(Network, lambda entry: entry.name),
    "abréviations": _List(Abbreviation, lambda entry: entry.short),
    "auteurs": _List(Author, lambda entry: entry.initials),
    "événements": _List(HistoricalEvent, lambda entry: f"{entry.date.text} {entry.fact}"),
    "termes": _List(Term, lambda entry: entry.term),
    "identifiants": _List(Identifier, lambda entry: entry.id),
}


def read_registers(root: Path, archival: frozenset[str] = NO_ARCHIVES) -> tuple[Registers, tuple[Diagnostic, ...]]:
    """All registers of the book."""
    reading = _Reading(archival)
    for path in walk(root / FOLDER, ".yml", ".yaml"):
        if path.name == RECOLEMENT:
            continue
        source, faults = read_text(root, path)
        reading.diagnostics.extend(faults)
        if source is not None:
            reading.file(source.file, source.text)
    return reading.registers(), tuple(reading.diagnostics)


@dataclass(slots=True)
class _Reading:
    """The registers while they are read."""

    archival: frozenset[str]
    entries: dict[str, dict[str, Any]] = field(default_factory=lambda: {name: {} for name in LISTS})
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    citations: list[Citation] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def file(self, file: str, text: str) -> None:
        """Take in one file."""
        mapping, faults = load(text, Place(file, 1, 1))
        self.diagnostics.extend(faults)
        positions = Positions(text, Place(file, 1))
        for name, entries in (mapping or {}).items():
            if name not in LISTS:
                place = positions.place([name], of_key=True)
                self.diagnostics.append(UNKNOWN_LIST.at(place, key=name, nearest=nearest(name, LISTS)))
            elif not isinstance(entries, list):
                self.diagnostics.append(NOT_A_LIST.at(positions.place([name]), key=name))
            else:
                for number, entry in enumerate(entries):
                    self._entry((name, number), entry, positions)

    def _entry(self, path: tuple[str, int], entry: object, positions: Positions) -> None:
        name, number = path
        if not isinstance(entry, dict):
            self.diagnostics.append(NOT_A_LIST.at(positions.place(path), key=f"{name}.{number}"))
            return
        record, faults = Reader(LISTS[name].schema, REGISTER_FIELDS, positions, path).read(entry)
        self.diagnostics.extend(faults)
        if record is None:
            return
        id_ = LISTS[name].id_of(record)
        place = Place(positions.file, key=f"{name}.{number}")
        if id_ in self.entries[name]:
            self.diagnostics.append(DUPLICATE.at(place, entry=id_))
            return
        self.entries[name][id_] = record
        self.places[name, id_] = place
        for key, string in sources_in(entry, f"{name}.{number}."):
            citation, faults = parse_citation(string, Place(positions.file, key=key), self.archival)
            self.citations.append(citation)
            self.diagnostics.extend(faults)

    def registers(self) -> Registers:
        """The registers, with the names by which camps and networks can be found."""
        found = self.entries
        return Registers(
            found["convois"], found["camps"], found["réseaux"], found["abréviations"], found["auteurs"],
            found["événements"], found["termes"], self._names("camps"), self._names("réseaux"),
            tuple(self.citations), self.places, found["identifiants"],
        )  # fmt: skip

    def _names(self, name: str) -> Mapping[str, str]:
        names: dict[str, str] = {}
        for id_, entry in self.entries[name].items():
            for word in (entry.name, *entry.variants):
                other = names.setdefault(word.casefold(), id_)
                if other != id_:
                    place = self.places[name, id_]
                    self.diagnostics.append(AMBIGUOUS.at(place, name=word, first=other, second=id_))
        return names
