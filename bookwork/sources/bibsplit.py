r"""A ``.bib`` text cut into entries and macros, each with its line. The only module that imports ``bibtexparser``.

The library cuts; what it gets wrong is set right before it sees the text, never moving a line:

- a newline after a backslash, which it does not count;
- ``\{`` and ``\}``, which BibTeX counts as braces and the library passes over;
- comments inside entries, which it takes for parts of names and values;
- quotation marks in braces in a value in quotation marks, of which it takes the first for the end of the value;
- ``@etat-civil{``, ``@ book{`` and ``@book`` with its brace on the next line, which it takes for comments.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ImplicitComment,
    ParsingFailedBlock,
    String,
)
from bibtexparser.splitter import Splitter

from bookwork.records import Struct

HIDDEN: Final = "\ufdef"
r"""Stands between ``\`` and a brace that counts; a noncharacter of Unicode, taken out of values again."""
_SILENT_AT: Final = "\ufdee"
"""Stands for the ``@`` of an entry that is commented out."""
_SILENT_QUOTE: Final = "\ufded"
"""Stands for a quotation mark in braces, which ends no value."""
_UNWRITTEN: Final = re.compile(f"[{HIDDEN}{_SILENT_AT}{_SILENT_QUOTE}]")
_REASONS: Final = {
    "comma after entry key": ("il manque une virgule après la clé", "a comma after the key is missing"),
    "Expected a `=`": ("il manque un signe égal ou une virgule", "an equals sign or a comma is missing"),
    "still looking for": ("une accolade ou un guillemet n’est pas refermé", "a brace or quotation mark is not closed"),
    "end of file": ("une accolade n’est pas refermée avant la fin du fichier", "a brace is not closed before the end"),
    "": ("vérifiez accolades, virgules et signes égal", "check braces, commas and equals signs"),
}
"""What the library says of a failed entry, in our words; the first that fits."""
_HYPHENED_TYPE = re.compile(r"@\w+(?:-\w+)+(?=\s*[{(])")
_LOOSE = re.compile(r"@[ \t]+\w|@\w+[ \t]*\n")
_LOOSE_TYPE = re.compile(r"^([ \t]*)@([ \t]*)(\w+)([ \t]*)(\n\s*)?([{(])", re.MULTILINE)
_ENTRY = re.compile(r"@\w+[ \t]*[{(]")
_ENTRY_LINE = re.compile(r"^[ \t]*@\w+[ \t]*[{(]", re.MULTILINE)
_STRAY_ENTRY = re.compile(r"^[ \t]*@\w[^\n]*$", re.MULTILINE)
_COMMENT = re.compile(r"%(?:(?<=[\n,}\"]%)|(?<=[ \t]%))")
"""Where a comment may start; a ``%`` right behind a letter or a figure stands in an address or a percentage."""
_COMMENTED_OUT = re.compile(r"%[^\n@]*@(?=\w+[ \t]*[{(])")
_QUOTED = re.compile(r'[=#]\s*"(?:[^"{\\]|\\.)*+\{', re.DOTALL)
"""A value in quotation marks with braces in it."""
_QUOTE_SIGN = re.compile(r'(?<!\\)[{}"]')
_SIGN = re.compile(r'(?<!\\)[{}"%\n]')

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL + 1)


class RawField(Struct, frozen=True):
    """A field as written: its value still has braces, macros and ``#``."""

    name: str
    value: str
    line: int


class RawEntry(Struct, frozen=True):
    """An entry as written, its type in small letters."""

    type: str
    key: str
    fields: tuple[RawField, ...]
    line: int


class RawMacro(Struct, frozen=True):
    """``@string{name = value}``."""

    name: str
    value: str
    line: int


class Unread(Struct, frozen=True):
    """Where an entry starts that cannot be read, and why, in French and English."""

    line: int
    reason_fr: str
    reason_en: str


class Oddity(Struct, frozen=True):
    """What the cutting set right: ``comment``, ``commented-out`` or ``braces``, its line and that of its entry."""

    kind: str
    line: int
    entry: int


Piece = RawEntry | RawMacro | Unread | Oddity


def cut(text: str) -> Iterator[Piece]:
    """The entries, macros and faults of a ``.bib`` text, entries in their order; nothing in it raises."""
    text, oddities = _prepared(text)
    pieces = [piece for block in Splitter(text).split().blocks for piece in _pieces(block)]
    unread = {piece.line for piece in pieces if isinstance(piece, Unread)}
    yield from (each for each in oddities if each.kind != "braces" or each.entry not in unread)
    yield from pieces


def _pieces(block: Block) -> Iterator[Piece]:
    line = (block.start_line or 0) + 1
    if isinstance(block, DuplicateBlockKeyBlock) and block.ignore_error_block:
        block = block.ignore_error_block
    if isinstance(block, DuplicateFieldKeyBlock) and block.ignore_error_block:
        block = block.ignore_error_block
    if isinstance(block, String):
        yield RawMacro(block.key.strip(), _audible(block.value), line)
    elif isinstance(block, Entry):
        fields = tuple(RawField(each.key, _audible(each.value), each.start_line + 1) for each in block.fields)
        yield RawEntry(block.entry_type.lower().replace("_", "-"), block.key.strip(), fields, line)
    elif isinstance(block, ParsingFailedBlock):
        reason = getattr(block.error, "abort_reason", "") or str(block.error)
        yield Unread(line, *next(words for sign, words in _REASONS.items() if sign in reason))
    elif isinstance(block, ImplicitComment):
        for stray in _STRAY_ENTRY.finditer(block.comment):
            yield Unread(line + block.comment.count("\n", 0, stray.start()), *_REASONS[""])
        for at in (match.start() for match in re.finditer(_SILENT_AT, block.comment)):
            yield Oddity("commented-out", line + block.comment.count("\n", 0, at), line)


def _audible(value: str) -> str:
    """A value with the signs that the library was not to see."""
    return value.replace(_SILENT_AT, "@").replace(_SILENT_QUOTE, '"')


def _prepared(text: str) -> tuple[str, list[Oddity]]:
    """The text as the library reads it rightly, line for line, and what had to be set right."""
    text = _UNWRITTEN.sub("", text).replace("\\\n", "\\ \n")
    text = _COMMENTED_OUT.sub(_silenced, text)
    text = _HYPHENED_TYPE.sub(_underscored, text)
    if _LOOSE.search(text):
        text = _LOOSE_TYPE.sub(r"\1@\3\2\4\6\5", text)
    if not (_COMMENT.search(text) or "\\{" in text or "\\}" in text or _QUOTED.search(text)):
        return text, []
    oddities: list[Oddity] = []
    starts = [*(match.start() for match in _ENTRY_LINE.finditer(text)), len(text)]
    parts, line = [text[: starts[0]]], 1
    for start, end in pairwise(starts):
        line += parts[-1].count("\n")
        part, miscounted = _braces_as_bibtex(text[start:end], line)
        part, found = _without_comments(part, line)
        part = _without_inner_quotes(part)
        oddities += miscounted + found
        parts.append(part)
    return "".join(parts), oddities


def _starts_line(match: re.Match[str]) -> bool:
    """Whether nothing but spaces stands before a match in its line."""
    text = match.string
    return not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()


def _silenced(match: re.Match[str]) -> str:
    """An entry commented out, with a sign for its ``@`` that the library does not know."""
    return match[0][:-1] + _SILENT_AT if _starts_line(match) else match[0]


def _underscored(match: re.Match[str]) -> str:
    """A type with hyphens as the library can read it."""
    return match[0].replace("-", "_") if _starts_line(match) else match[0]


def _without_comments(entry: str, line: int) -> tuple[str, list[Oddity]]:
    """The entry with spaces for its comments: a ``%`` outside braces and quotes, to the end of the line."""
    if not _COMMENT.search(entry) or entry.lstrip()[:8].lower() == "@comment":
        return entry, []
    found: list[Oddity] = []
    pieces: list[str] = []
    depth = done = 0
    quoted = silent = False
    for match in _SIGN.finditer(entry):
        sign = match[0]
        if sign == "\n":
            if silent:
                pieces.append(" " * (match.start() - done))
                done, silent = match.start(), False
        elif silent:
            continue
        elif sign == "%" and depth == 1 and not quoted:
            pieces.append(entry[done : match.start()])
            done, silent = match.start(), True
            found.append(Oddity("comment", line + entry.count("\n", 0, done), line))
        elif sign == '"' and depth == 1:
            quoted = not quoted
        else:
            depth += {"{": 1, "}": -1}.get(sign, 0)
            if depth == 0:
                break
    return "".join([*pieces, entry[done:]]), found


def _without_inner_quotes(entry: str) -> str:
    """The entry with signs that the library does not know for the quotation marks in braces in a quoted value."""
    if not _QUOTED.search(entry):
        return entry
    pieces: list[str] = []
    depth = done = 0
    quoted = False
    for match in _QUOTE_SIGN.finditer(entry):
        sign = match[0]
        if sign != '"':
            depth += 1 if sign == "{" else -1
            if depth == 0:
                break
        elif depth == 1:
            quoted = not quoted
        elif quoted:
            pieces += [entry[done : match.start()], _SILENT_QUOTE]
            done = match.end()
    return "".join([*pieces, entry[done:]])


def _braces_as_bibtex(entry: str, line: int) -> tuple[str, list[Oddity]]:
    r"""The entry with ``\{`` and ``\}`` counted as BibTeX counts them, unless they balance only when passed over."""
    first = re.search(r"\\[{}]", entry)
    if not first:
        return entry, []
    if _closes(entry):
        return re.sub(r"\\([{}])", rf"\\{HIDDEN}\1", entry), []
    return entry, [Oddity("braces", line + entry.count("\n", 0, first.start()), line)]


def _closes(entry: str) -> bool:
    """Whether the entry's first brace is closed by BibTeX's count, with nothing but comment behind."""
    depth = 0
    for match in re.finditer(r"[{}]", entry):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            rest = re.sub(r"^[ \t]*%.*$", "", entry[match.end() :], flags=re.MULTILINE)
            return "}" not in rest.partition("@")[0] or bool(_ENTRY.search(rest))
    return False
