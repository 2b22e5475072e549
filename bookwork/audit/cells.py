"""Cells of the report: what lines have in common is made once, by the numbers of sources, holders and findings.

They are bytes, as they go into the file: a French text in memory takes two bytes for every sign, and to join and encode
it takes three times as long (November 2026).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Final
from urllib.parse import quote

from bookwork.audit.checklist import alone, before_statement
from bookwork.audit.concordance import Concordance, Runs, places_of
from bookwork.audit.slips import Slips
from bookwork.audit.states import Finding
from bookwork.editions.markup import many


def utf8(text: str) -> bytes:
    """A text of the report as it is written."""
    return text.encode("utf-8", "replace")


class Cells:
    """The cells of the concordance, and its rows by source and by notice."""

    def __init__(
        self, concordance: Concordance, holder_file: Mapping[str, str], source_file: Mapping[str, str]
    ) -> None:
        self._slips, self._found = concordance.slips, concordance.found
        holders = concordance.holders
        links = [_link(holder_file[each.id], each.id, each.name) if each.id in holder_file else "" for each in holders]
        printed = [_printed(each.runs) for each in holders]
        people = [f"<td>{link}</td>{pages}<td>" for link, pages in zip(links, printed, strict=True)]
        self._printed, self._people = [utf8(f"<tr>{pages}<td>") for pages in printed], list(map(utf8, people))
        self._files = [utf8(file_link(each.file)) for each in holders]
        fonds = {key: f"<td>{_link(file, key, f'@{key}')}</td>" for key, file in source_file.items()}
        cotes = many(escape, [each.cote for each in concordance.sources])
        locators = many(escape, [each.locator for each in concordance.sources])
        documents = [
            f'<td class="cote">{cote}</td><td>{locator}</td>' for cote, locator in zip(cotes, locators, strict=True)
        ]
        self._documents = [utf8(f"<tr>{each}") for each in documents]
        self._sources = [
            utf8(fonds[source.fonds] + document)
            for source, document in zip(concordance.sources, documents, strict=True)
        ]
        self._states = [utf8(_state(each)) for each in concordance.findings]
        self._statements = list(_statements(self._slips))
        lines = range(1, max(self._slips.lines, default=0) + 1)
        self._lines = [b"</a></td></tr>", *(b":%d</a></td></tr>" % line for line in lines)]

    def by_source(self, numbers: Sequence[int]) -> Iterator[bytes]:
        """The lines of these numbers as rows that begin with the place in the source."""
        documents = map(self._documents.__getitem__, map(self._slips.cited.__getitem__, numbers))
        people = map(self._people.__getitem__, map(self._slips.holders.__getitem__, numbers))
        return map(b"".join, zip(documents, people, self._told(numbers), *self._endings(numbers), strict=True))

    def by_notice(self, numbers: Sequence[int]) -> Iterator[bytes]:
        """The lines of these numbers as rows that begin with the page."""
        printed = map(self._printed.__getitem__, map(self._slips.holders.__getitem__, numbers))
        sources = map(self._sources.__getitem__, map(self._slips.cited.__getitem__, numbers))
        return map(b"".join, zip(printed, self._told(numbers), sources, *self._endings(numbers), strict=True))

    def _told(self, numbers: Sequence[int]) -> Iterator[bytes]:
        """What is stated in each of these lines."""
        return map(self._statements.__getitem__, numbers)

    def _endings(self, numbers: Sequence[int]) -> tuple[Iterator[bytes], ...]:
        """The states of these citations, the files and the lines where they stand."""
        slips = self._slips
        return (
            map(self._states.__getitem__, map(self._found.__getitem__, numbers)),
            map(self._files.__getitem__, map(slips.holders.__getitem__, numbers)),
            map(self._lines.__getitem__, map(slips.lines.__getitem__, numbers)),
        )


_AT_ONCE: Final = 2000
"""Statements put into a form at once."""


def _statements(slips: Slips) -> Iterator[bytes]:
    """What is stated in each line, up to the end of the cell; those that say no more than a key are one object."""
    before = many(escape, [before_statement(name) for name in slips.names])
    wordless = [utf8(f"{each}</td>") for each in many(escape, [alone(name) for name in slips.names])]
    for start in range(0, len(slips), _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, len(slips)))
        words = many(escape, slips.words(numbers))
        for key, told in zip(slips.keys[start : start + _AT_ONCE], words, strict=True):
            yield utf8(f"{before[key]}{told}</td>") if told else wordless[key]


def _link(file: str, place: str, words: str) -> str:
    """These words as a link to a place in a page of the report."""
    return f'<a href="{quote(file)}#{quote(place)}">{escape(words)}</a>'


def _printed(runs: Runs) -> str:
    """The page with its link into the PDF, each run of the notice with its column."""
    links = " ; ".join(
        f'<a href="../livre.pdf#page={spot.sheet}">{escape(places_of((spot,)))}</a>' for spot in runs.spots
    )
    return f'<td class="page">{links}</td>'


def _state(finding: Finding) -> str:
    told, found = finding
    known = f"{found.by}, {found.day.text}{' : ' + found.remark if found.remark else ''}" if found else ""
    state = f'<span title="{escape(known)}">{told.value}</span>' if known else told.value
    mark = "état open" if told.is_open else "état"
    return f'<td class="{mark}">{state}</td><td class="fichier">'


def file_link(file: str) -> str:
    """The start of a link to a file of the book."""
    return f'<a href="../../{quote(file)}">{escape(file)}'
