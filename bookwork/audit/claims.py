"""What rests on what: each source cited, where it is cited, and the statement that it is cited for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

from bookwork.citing.coverage import FactCoverage
from bookwork.citing.scanner import Kind, scan
from bookwork.citing.sentences import sentences_of
from bookwork.diagnostics import NoticeId, Place
from bookwork.editions.accounts import Archive
from bookwork.model.citation import Citation, CitationItem, CrossReference, Text
from bookwork.model.notice import Notice
from bookwork.records import Struct, replace
from bookwork.sources.frontmatter import lines_in

WHOLE: Final = ("sources", "archives")
"""Keys whose sources stand for the notice as a whole, or for the person."""
_SOURCE_KEY = re.compile(r"\.?sources?\.[0-9]+$")
_MARKS = re.compile(r"\\([!-/:-@\[-`{-~])|\*+|^[ \t]*(?:>|[-+] |#+ )", re.MULTILINE)
_MARK_SIGN = re.compile(r"[\\*>#+-]")
_CUT: Final = (Kind.CITATION, Kind.MARK_START, Kind.MARK_END, Kind.NOTE_CALL)


NamesOf = Callable[[CrossReference], str]
"""The words of a cross-reference."""


class Claim(Struct, frozen=True):
    """A source cited in one place, and the statement that it is cited for.

    ``key`` is the key of the front matter or register, empty in running text. ``words`` is the value under it, or the
    sentence; empty for a source of the notice as a whole. ``holder`` is whose statement it is: the id of a notice,
    else the id of a chapter or the name of a register’s entry.
    """

    item: CitationItem
    place: Place
    notice: NoticeId | None
    holder: str
    key: str
    words: str

    @property
    def field(self) -> str:
        """The key without the numbers of items, which move when another is put before them: ``parcours``."""
        return ".".join(part for part in self.key.split(".") if not part.isdigit()) if "." in self.key else self.key


def claims_elsewhere(archive: Archive, root: Path) -> Iterator[Claim]:
    """The claims of chapters and registers."""
    for chapter in archive.book.chapters.values():
        prose = _Prose(chapter.text, archive.words_of)
        for citation in chapter.text.citations:
            for item in citation.items:
                yield Claim(item, citation.place, None, chapter.id, "", prose.sentence_at(citation.place))
    yield from _in_registers(archive, root)


def claims_in(notice: Notice, facts: Iterable[FactCoverage], words_of: NamesOf, root: Path) -> Iterator[Claim]:
    """The claims of a notice: its text first, then what its front matter states."""
    prose = _Prose(notice.text, words_of)
    for citation in notice.text.citations:
        words = prose.sentence_at(citation.place)
        for item in citation.items:
            yield Claim(item, citation.place, notice.id, notice.id, "", words)
    stated = [*notice.value_sources.citations, *notice.sources.citations]
    if stated:
        values = dict(_values(notice, facts))
        for citation in _placed(stated, root):
            key = _SOURCE_KEY.sub("", citation.place.key)
            key = key or citation.place.key.partition(".")[0]
            key = "archives" if key.startswith("archives.") else key
            for item in citation.items:
                yield Claim(item, citation.place, notice.id, notice.id, key, values.get(key, ""))


def _placed(citations: list[Citation], root: Path) -> Iterator[Citation]:
    """The citations of one file with the lines of their keys."""
    file = citations[0].place.file
    lines = lines_in(root, file, [citation.place.key for citation in citations])
    for citation in citations:
        key = citation.place.key
        yield replace(citation, place=Place(file, lines.get(key, 0), 0, key))


def _values(notice: Notice, facts: Iterable[FactCoverage]) -> Iterator[tuple[str, str]]:
    """The words of every value that can carry a source, by its key."""
    for each in facts:
        yield each.fact.key, each.fact.words
    for number, conflict in enumerate(notice.facts.conflicts):
        for position, version in enumerate(conflict.versions):
            yield f"conflits.{number}.versions.{position}", f"{conflict.field} : {version.value}"
    if notice.facts.photograph:
        yield "photo", notice.facts.photograph.caption


def _in_registers(archive: Archive, root: Path) -> Iterator[Claim]:
    registers = archive.book.registers
    entries = {(place.file, place.key): name for name, place in registers.places.items()}
    by_file: dict[str, list[Citation]] = {}
    for citation in registers.citations:
        by_file.setdefault(citation.place.file, []).append(citation)
    for citations in by_file.values():
        for citation in _placed(citations, root):
            listed, number, *inner = citation.place.key.split(".")
            _, entry = entries.get((citation.place.file, f"{listed}.{number}"), ("", ""))
            key = ".".join((listed, *(part for part in inner[:-2] if part not in ("source", "sources"))))
            for item in citation.items:
                yield Claim(item, citation.place, None, f"{listed} : {entry}", key, entry)


class _Prose:
    """A text asked for the sentence round a place in it, as it is read aloud: names for cross-references, no marks."""

    def __init__(self, text: Text, words_of: NamesOf) -> None:
        self._text, self._words_of = text, words_of

    @cached_property
    def _lines(self) -> list[int]:
        """Where each line starts."""
        return [0, *(match.end() for match in re.finditer("\n", self._text.source))]

    @cached_property
    def _sentences(self) -> tuple[list[int], list[int]]:
        found = sentences_of(self._text.source)
        return [each.start for each in found], [each.end for each in found]

    @cached_property
    def _changes(self) -> list[tuple[int, int, str]]:
        """What is not read as it is written: start, end, and the cross-reference that is read there."""
        changes = []
        source = self._text.source
        for span in scan(source):
            if span.kind in _CUT:
                start = span.start
                while span.kind is Kind.CITATION and source[start - 1 : start].isspace():
                    start -= 1
                changes.append((start, span.end, ""))
            elif span.kind is Kind.REFERENCE:
                changes.append((span.start, span.end, span.content))
        return changes

    @cached_property
    def _read(self) -> dict[int, str]:
        return {}

    def sentence_at(self, place: Place) -> str:
        """The sentence that holds this place."""
        line = place.line - self._text.line
        if not 0 <= line < len(self._lines):
            return ""
        index = self._lines[line] + place.column - 1
        starts, ends = self._sentences
        number = bisect_right(starts, index) - 1
        if number < 0:
            return ""
        if number not in self._read:
            self._read[number] = self._aloud(starts[number], ends[number])
        return self._read[number]

    def _name(self, referred: str) -> str:
        target, _, words = referred.partition("|")
        return self._words_of(CrossReference(target.strip(), words.strip(), Place("")))

    def _aloud(self, start: int, end: int) -> str:
        source, parts, at = self._text.source, [], start
        first = bisect_right(self._changes, (start, -1, ""))
        for begin, stop, referred in self._changes[first:]:
            if begin >= end:
                break
            parts += [source[at:begin] if begin > at else "", self._name(referred) if referred else ""]
            at = max(at, stop)
        parts.append(source[at:end] if end > at else "")
        read = "".join(parts)
        if _MARK_SIGN.search(read):
            read = _MARKS.sub(lambda mark: mark[1] or "", read)
        return " ".join(read.split())
