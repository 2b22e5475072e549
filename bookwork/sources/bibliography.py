"""``bibliography.bib``: entries as works, each fault with its line. The only module that imports ``bibtexparser``.

The library only cuts the file into entries and fields (its lines count from 0); macros, ``#``, names and LaTeX are read
here, because its own decoder loses text.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    Field,
    ImplicitComment,
    ParsingFailedBlock,
    String,
)
from bibtexparser.splitter import Splitter

from bookwork.diagnostics import Diagnostic, Level, Place, rule
from bookwork.model.source import Work, WorkName
from bookwork.sources.bibnames import read_name, split_names
from bookwork.sources.files import SourceText, read_text
from bookwork.sources.latex import decode_latex

SYNTAX = rule(
    "bib.syntax",
    Level.ERROR,
    fr="L’entrée n’est pas lisible : {reason_fr}.",
    en="The entry cannot be read: {reason_en}.",
    why="Une entrée illisible manque à la bibliographie et à toutes les notices qui la citent.",
)
BAD_KEY = rule(
    "bib.bad-key",
    Level.ERROR,
    fr="« {key} » n’est pas une clé d’entrée ; écrivez des lettres, chiffres et traits d’union.",
    en="“{key}” is no entry key; write letters, figures and hyphens.",
    why="C’est par sa clé que les notices citent une source.",
)
DUPLICATE_KEY = rule(
    "bib.duplicate-key",
    Level.ERROR,
    fr="La clé « {key} » est déjà celle de l’entrée de la ligne {line}.",
    en="The key “{key}” is already that of the entry on line {line}.",
    why="Une citation ne peut désigner deux sources.",
)
KEY_CASE = rule(
    "bib.key-case",
    Level.WARNING,
    fr="La clé « {key} » ne diffère que par la casse de « {other} ».",
    en="The key “{key}” differs only by case from “{other}”.",
    why="Deux clés si proches se confondent à la frappe.",
)
DUPLICATE_FIELD = rule(
    "bib.duplicate-field",
    Level.ERROR,
    fr="Le champ « {field} » est écrit deux fois ; le premier est gardé.",
    en="The field “{field}” is written twice; the first is kept.",
    why="L’une des deux valeurs serait perdue sans qu’on le sache.",
)
SWALLOWED = rule(
    "bib.field-swallowed",
    Level.ERROR,
    fr="Il manque une virgule après le champ « {field} », ou un commentaire y est pris.",
    en="A comma is missing after the field “{field}”, or a comment is caught in it.",
    why="Le champ suivant disparaîtrait dans celui-ci.",
)
MACRO = rule(
    "bib.macro-undefined",
    Level.ERROR,
    fr="« {macro} » n’est ni entre accolades ni défini par @string.",
    en="“{macro}” is neither in braces nor defined by @string.",
    why="Une abréviation non définie s’imprimerait telle quelle.",
)
LATEX = rule(
    "bib.latex-unknown",
    Level.WARNING,
    fr="La commande LaTeX « \\{macro} » n’est pas connue ; écrivez le caractère en UTF-8.",
    en="The LaTeX command “\\{macro}” is not known; write the character in UTF-8.",
    why="Le texte est gardé, mais la commande s’imprimerait.",
)
NAME = rule(
    "bib.name",
    Level.WARNING,
    fr="Le nom « {name} » est douteux : {advice}.",
    en="The name “{name}” is doubtful; write “Family, Given and Family, Given”.",
    why="Un nom mal coupé se classe mal dans la bibliographie.",
)

FILE: Final = "bibliography.bib"
ROLES: Final = ("author", "editor", "editora", "translator", "commentator", "annotator", "introduction", "foreword",
                "afterword", "bookauthor", "holder", "director", "namea")  # fmt: skip
VERBATIM: Final = frozenset({"url", "doi", "isbn", "issn", "eprint", "file", "isil", "ark", "note-source", "pattern"})
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_REASONS: Final = {
    "comma after entry key": ("il manque une virgule après la clé", "a comma after the key is missing"),
    "still looking for": ("une accolade ou un guillemet n’est pas refermé", "a brace or quotation mark is not closed"),
    "end of file": ("une accolade n’est pas refermée avant la fin du fichier", "a brace is not closed before the end"),
    "": ("vérifiez accolades, virgules et signes égal", "check braces, commas and equals signs"),
}
"""What the library says of a failed entry, in our words; the first that fits."""
_PIECE = re.compile(r'\s*(?:(?P<braced>\{)|"(?P<quoted>(?:[^"{}]|\{[^{}]*\})*)"|(?P<bare>[^\s#{}"]+))\s*')
_HYPHENED_TYPE = re.compile(r"^[ \t]*@\w+(?:-\w+)+(?=\s*[{(])", re.MULTILINE)
"""The library takes ``@etat-civil{`` for a comment; the type is read with an underscore and given back its hyphen."""
_STRAY_ENTRY = re.compile(r"^[ \t]*@\w", re.MULTILINE)
_FIELD_NAME = re.compile(r"[A-Za-z][\w:-]*")
_KEY = re.compile(r"\w(?:[:.#$%&\-+?<>~/]?\w)*")

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL + 1)


def read_bibliography(root: Path) -> tuple[dict[str, Work], tuple[Diagnostic, ...]]:
    """The works of the book's ``bibliography.bib`` by key, in the order of the file; none if there is no file."""
    path = root / FILE
    if not path.is_file():
        return {}, ()
    source, faults = read_text(root, path)
    return read_works(source) if source else ({}, faults)


def read_works(source: SourceText) -> tuple[dict[str, Work], tuple[Diagnostic, ...]]:
    """The works that a .bib text holds, and its faults."""
    reading = _Reading(source.file)
    text = _HYPHENED_TYPE.sub(lambda match: match[0].replace("-", "_"), source.text)
    for block in Splitter(text).split().blocks:
        reading.take(block)
    return reading.works, tuple(reading.diagnostics)


def archival_keys(works: Mapping[str, Work]) -> frozenset[str]:
    """The keys of archival fonds, which are cited by shelfmark."""
    return frozenset(key for key, work in works.items() if work.type in ("archive", "etat-civil"))


@dataclass(slots=True)
class _Reading:
    """The bibliography while it is read."""

    file: str
    works: dict[str, Work] = field(default_factory=dict)
    macros: dict[str, str] = field(default_factory=lambda: {m: str(n) for n, m in enumerate(MONTHS, start=1)})
    folded: dict[str, str] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def take(self, block: Block) -> None:
        """Read one block of the file."""
        place = Place(self.file, (block.start_line or 0) + 1, 1)
        if isinstance(block, DuplicateBlockKeyBlock) and block.ignore_error_block:
            block = block.ignore_error_block
        if isinstance(block, DuplicateFieldKeyBlock):
            block = block.ignore_error_block or block
        if isinstance(block, String):
            self.macros[block.key.lower()] = self._value(block.value, place, block.key)
        elif isinstance(block, Entry):
            self._entry(block, place)
        elif isinstance(block, ParsingFailedBlock):
            reason = getattr(block.error, "abort_reason", "") or str(block.error)
            french, english = next(words for sign, words in _REASONS.items() if sign in reason)
            self.diagnostics.append(SYNTAX.at(place, reason_fr=french, reason_en=english))
        elif isinstance(block, ImplicitComment):
            self._stray(block)

    def _stray(self, comment: ImplicitComment) -> None:
        """What looks like an entry but was taken for a comment, such as ``@book`` with its brace on the next line."""
        found = _STRAY_ENTRY.search(comment.comment)
        if found:
            line = (comment.start_line or 0) + 1 + comment.comment.count("\n", 0, found.start())
            french, english = _REASONS[""]
            self.diagnostics.append(SYNTAX.at(Place(self.file, line, 1), reason_fr=french, reason_en=english))

    def _entry(self, entry: Entry, place: Place) -> None:
        key = entry.key.strip()
        if not _KEY.fullmatch(key):
            self.diagnostics.append(BAD_KEY.at(place, key=key))
            return
        if key in self.works:
            self.diagnostics.append(DUPLICATE_KEY.at(place, key=key, line=self.works[key].place.line))
            return
        other = self.folded.setdefault(key.casefold(), key)
        if other != key:
            self.diagnostics.append(KEY_CASE.at(place, key=key, other=other))
        fields: dict[str, str] = {}
        names: dict[str, tuple[WorkName, ...]] = {}
        for each in entry.fields:
            self._field(each, fields, names)
        if "date" not in fields and "year" in fields:
            month = fields.get("month", "")
            fields["date"] = f"{fields['year']}-{int(month):02}" if month.isdigit() else fields["year"]
        self.works[key] = Work(
            key, entry.entry_type.lower().replace("_", "-"), MappingProxyType(names), MappingProxyType(fields), place
        )

    def _field(self, each: Field, fields: dict[str, str], names: dict[str, tuple[WorkName, ...]]) -> None:
        place = Place(self.file, each.start_line + 1, 1)
        name = each.key.strip().split("\n")[-1].strip().lower()
        if not _FIELD_NAME.fullmatch(each.key.strip()):
            self.diagnostics.append(SWALLOWED.at(place, field=name))
        if name in fields or name in names:
            self.diagnostics.append(DUPLICATE_FIELD.at(place, field=name))
            return
        value = self._value(each.value, place, name)
        if name in ROLES:
            names[name] = tuple(self._names(value, place))
        elif name in VERBATIM:
            fields[name] = value
        else:
            fields[name] = self._text(" ".join(value.split()), place)

    def _names(self, value: str, place: Place) -> Iterator[WorkName]:
        for raw in split_names(value):
            name, doubt = read_name(raw)
            if doubt:
                self.diagnostics.append(NAME.at(place, name=raw, advice=doubt))
            yield WorkName(*(self._text(part, place) for part in (name.family, name.given, name.particle)))

    def _text(self, value: str, place: Place) -> str:
        text, unknown = decode_latex(value)
        for macro in unknown:
            self.diagnostics.append(LATEX.at(place, macro=macro))
        return text

    def _value(self, raw: str, place: Place, name: str) -> str:
        """A value without its braces or quotes, macros and ``#`` resolved."""
        pieces: list[str] = []
        at = 0
        while at < len(raw):
            match = _PIECE.match(raw, at)
            if not match:
                break
            piece, at = self._piece(raw, match, place)
            pieces.append(piece)
            if not raw.startswith("#", at):
                break
            at += 1
        if raw[at:].strip():
            self.diagnostics.append(SWALLOWED.at(place, field=name))
        return "".join(pieces)

    def _piece(self, raw: str, match: re.Match[str], place: Place) -> tuple[str, int]:
        if match["quoted"] is not None:
            return match["quoted"], match.end()
        if match["braced"]:
            start = match.end("braced")
            end = _closing_brace(raw, start)
            return raw[start:end], end + 1 + len(raw[end + 1 :]) - len(raw[end + 1 :].lstrip())
        word = match["bare"]
        if word.isdigit():
            return word, match.end()
        if word.lower() not in self.macros:
            self.diagnostics.append(MACRO.at(place, macro=word))
        return self.macros.get(word.lower(), word), match.end()


def _closing_brace(text: str, start: int) -> int:
    """The index of the brace that closes the group before ``start``, or the end of the text."""
    depth = 1
    for match in re.finditer(r"\\.|[{}]", text[start:], re.DOTALL):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return start + match.start()
    return len(text)
