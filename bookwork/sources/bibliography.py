"""The bibliography of a book: ``bibliography.bib``, and ``bibliography.json`` (CSL-JSON from Zotero) beside it.

Each fault has its line. Cutting is done in ``bibsplit``, values, names and LaTeX are read in modules of their own,
``shelf`` keeps the works and lets parts inherit from wholes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bookwork.diagnostics import Diagnostic, Place
from bookwork.model.bibmodel import bib_model
from bookwork.model.source import Work, WorkName
from bookwork.sources.bibfaults import (
    BRACES,
    COMMENT_IN_ENTRY,
    COMMENTED_OUT,
    DUPLICATE_FIELD,
    LATEX,
    MACRO,
    MISSING_COMMA,
    NAME,
    SWALLOWED,
    SYNTAX,
)
from bookwork.sources.bibnames import advice, read_name, split_list
from bookwork.sources.bibsplit import Oddity, RawEntry, RawField, RawMacro, Unread, cut
from bookwork.sources.bibvalues import MONTHS, read_value, simple_value
from bookwork.sources.csljson import read_csl
from bookwork.sources.files import BIBLIOGRAPHY, CSL_JSON, SourceText, read_text
from bookwork.sources.latex import decode_marked, has_latex
from bookwork.sources.shelf import Draft, Shelf

_SPACES = re.compile(r"[ \t\n]+")
"""White that is one space; a no-break space is a sign of its own."""
_FIELD_NAME = re.compile(r"[A-Za-z][\w:+-]*")


def read_bibliography(root: Path) -> tuple[dict[str, Work], tuple[Diagnostic, ...]]:
    """The works of a book's ``bibliography.bib`` and ``bibliography.json`` by key, in their order."""
    shelf = Shelf()
    faults: list[Diagnostic] = []
    for name, read in ((BIBLIOGRAPHY, _read_bib), (CSL_JSON, read_csl)):
        if (root / name).is_file():
            source, found = read_text(root, root / name)
            faults += found
            faults += read(source, shelf) if source else ()
    works = shelf.works()
    return works, (*faults, *shelf.diagnostics)


def read_works(source: SourceText) -> tuple[dict[str, Work], tuple[Diagnostic, ...]]:
    """The works that a .bib text holds, and its faults."""
    shelf = Shelf()
    faults = _read_bib(source, shelf)
    works = shelf.works()
    return works, tuple(sorted((*faults, *shelf.diagnostics), key=lambda fault: fault.order))


def _read_bib(source: SourceText, shelf: Shelf) -> list[Diagnostic]:
    """Put the works of a .bib text on the shelf; its faults, but for those of keys."""
    reading = _BibReading(source.file)
    for piece in cut(source.text):
        if isinstance(piece, RawEntry):
            shelf.put(reading.entry(piece))
        elif isinstance(piece, RawMacro):
            reading.macro(piece)
        else:
            reading.fault(piece)
    return reading.diagnostics


class _BibReading:
    """A .bib file while it is read: its macros and its faults."""

    def __init__(self, file: str) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._file = file
        self._macros = dict(MONTHS)
        self._model = bib_model()

    def fault(self, piece: Unread | Oddity) -> None:
        """Report what could not be cut, or was cut otherwise than it stands."""
        place = Place(self._file, piece.line, 1)
        if isinstance(piece, Unread):
            self.diagnostics.append(SYNTAX.at(place, reason_fr=piece.reason_fr, reason_en=piece.reason_en))
        elif piece.kind == "comment":
            french, english = COMMENT_IN_ENTRY
            self.diagnostics.append(SWALLOWED.at(place, reason_fr=french, reason_en=english))
        else:
            self.diagnostics.append((COMMENTED_OUT if piece.kind == "commented-out" else BRACES).at(place))

    def macro(self, piece: RawMacro) -> None:
        """Keep a macro of the file; a later one of the same name takes its place, as in BibTeX."""
        self._macros[piece.name.lower()] = self._value(RawField(piece.name, piece.value, piece.line), None)

    def entry(self, raw: RawEntry) -> Draft:
        """The draft of an entry, its fields and types under the names of the model."""
        draft = Draft(raw.key, self._model.type_aliases.get(raw.type, raw.type), Place(self._file, raw.line, 1))
        named = {each.name.lower() for each in raw.fields}
        for each in raw.fields:
            self._field(each, draft, named)
        kind = self._model.type_field.get(raw.type)
        if kind:
            draft.fields.setdefault("type", kind)
        return draft

    def _field(self, raw: RawField, draft: Draft, named: set[str]) -> None:
        name = raw.name.lower()
        if not name.isalpha():
            name = self._cleaned(raw)
        alias = self._model.field_aliases.get(name, name)
        name = name if alias in named else alias
        if draft.holds(name):
            place = Place(self._file, raw.line, 1)
            self.diagnostics.append(DUPLICATE_FIELD.at(place, field=name, line=draft.lines[name]))
            return
        draft.lines[name] = raw.line
        value = simple_value(raw.value)
        value = self._value(raw, draft) if value is None else value
        if "\n" in value or "  " in value or "\t" in value:
            value = _SPACES.sub(" ", value)
        value = value.strip(" ")
        if name in self._model.names:
            draft.names[name] = tuple(self._names(value, raw.line))
        elif name in self._model.verbatim or not has_latex(value):
            draft.fields[name] = value
        else:
            draft.fields[name] = self._text(value, raw.line, draft, name)
        if name in self._model.lists and " and " in value:
            items = [self._text(item, raw.line) for item in split_list(value)]
            draft.fields[name] = " ; ".join(items)

    def _cleaned(self, raw: RawField) -> str:
        """A field's name that is not letters alone; what it caught of a comment is reported and cut off."""
        name = raw.name.split("\n")[-1].strip().lower()
        if not _FIELD_NAME.fullmatch(raw.name):
            self._swallowed(name or "?", raw.line)
        return name

    def _names(self, value: str, line: int) -> Iterator[WorkName]:
        latex = has_latex(value)
        for raw in split_list(value):
            name, doubt = read_name(raw)
            if doubt:
                french, english = advice(doubt, raw)
                place = Place(self._file, line, 1)
                self.diagnostics.append(NAME.at(place, name=raw, reason_fr=french, reason_en=english))
            parts = (name.family, name.given, name.particle, name.suffix)
            yield WorkName(*(self._text(part, line) for part in parts)) if latex else name

    def _text(self, value: str, line: int, draft: Draft | None = None, name: str = "") -> str:
        decoded = decode_marked(value)
        for macro in decoded.unknown:
            self.diagnostics.append(LATEX.at(Place(self._file, line, 1), macro=macro))
        if draft and decoded.html:
            draft.marked[name] = decoded.html
        return decoded.text

    def _value(self, raw: RawField, draft: Draft | None) -> str:
        """A value without its braces, macros and ``#`` resolved; a field that it swallowed is read as well."""
        value = read_value(raw.value, self._macros)
        for macro in value.undefined:
            self.diagnostics.append(MACRO.at(Place(self._file, raw.line, 1), macro=macro))
        if value.rest:
            self._swallowed(raw.name.strip().lower(), raw.line)
        if value.swallowed and draft:
            name, rest = value.swallowed
            self._field(RawField(name, rest, raw.line), draft, set())
        return value.text

    def _swallowed(self, field: str, line: int) -> None:
        place = Place(self._file, line, 1)
        french, english = (text.format(field=field) for text in MISSING_COMMA)
        self.diagnostics.append(SWALLOWED.at(place, reason_fr=french, reason_en=english))
