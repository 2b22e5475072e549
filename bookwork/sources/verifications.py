"""``manuscript/registers/recolement.yml``: the state of each document that was looked up, as the audit keeps it.

The book does not depend on it: the audit alone reads it, and writes it when a filled list is imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bookwork.citing.cotes import clean, natural_key
from bookwork.diagnostics import Diagnostic, Place
from bookwork.model.archive import NaturalKey
from bookwork.model.verification import Verification
from bookwork.records import Struct
from bookwork.sources.fields import REGISTER_FIELDS, Reader
from bookwork.sources.files import read_text
from bookwork.sources.registers import DUPLICATE, FOLDER, NOT_A_LIST, RECOLEMENT, UNKNOWN_LIST
from bookwork.sources.yamltext import Positions, load

FILE: Final = f"{FOLDER}/{RECOLEMENT}"
LIST: Final = "récolement"

Identity = tuple[str, NaturalKey]
"""A fonds and the natural key of a shelfmark: equal for two spellings of one document."""


class Verifications(Struct, frozen=True):
    """Every document that was looked up, and where its entry stands."""

    by_document: Mapping[Identity, Verification]
    places: Mapping[Identity, Place]


def identity(fonds: str, cote: str) -> Identity:
    """What a document of a fonds is known by, however its shelfmark is spaced."""
    return fonds, natural_key(clean(cote))


def read_verifications(root: Path) -> tuple[Verifications, tuple[Diagnostic, ...]]:
    """The register of this book, empty where nothing was looked up, and its faults at their lines."""
    found: dict[Identity, Verification] = {}
    places: dict[Identity, Place] = {}
    if not (root / FILE).exists():
        return Verifications(found, places), ()
    source, faults = read_text(root, root / FILE)
    if source is None:
        return Verifications(found, places), faults
    mapping, faults = load(source.text, Place(source.file, 1, 1))
    positions, diagnostics = Positions(source.text, Place(source.file, 1)), [*faults]
    for name, entries in (mapping or {}).items():
        if name != LIST:
            diagnostics.append(UNKNOWN_LIST.at(positions.place([name], of_key=True), key=name, nearest=LIST))
            continue
        if not isinstance(entries, list):
            diagnostics.append(NOT_A_LIST.at(positions.place([name]), key=name))
            continue
        for number, entry in enumerate(entries):
            if not isinstance(entry, dict):
                diagnostics.append(NOT_A_LIST.at(positions.place([name, number]), key=f"{name}.{number}"))
                continue
            record, wrong = Reader(Verification, REGISTER_FIELDS, positions, (name, number)).read(entry)
            diagnostics.extend(wrong)
            if record is None:
                continue
            known = identity(record.fonds, record.cote)
            if known in found:
                entry_name = f"{record.fonds} {record.cote}"
                diagnostics.append(DUPLICATE.at(positions.place([name, number]), entry=entry_name))
                continue
            found[known] = record
            places[known] = Place(source.file, key=f"{name}.{number}")
    return Verifications(found, places), tuple(diagnostics)
