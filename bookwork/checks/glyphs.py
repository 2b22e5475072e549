"""Characters that the book's faces do not have: they would be set in whatever font the machine happens to hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from html import unescape

from bookwork.diagnostics import Diagnostic, Level, Place, rule
from bookwork.model.book import Book
from bookwork.model.notice import Notice

MISSING = rule(
    "type.missing-character",
    Level.ERROR,
    fr="les caractères du livre n’ont pas « {character} » (U+{code}) ; remplacez ce signe, ou choisissez dans "
    "layout/layout.toml une fonte qui l’a",
    en="the book’s faces lack “{character}” (U+{code}); replace this sign, or choose a face in layout/layout.toml that "
    "has it",
    why="Un signe absent serait pris à une autre fonte, différente d’une machine à l’autre.",
)

Coverage = Mapping[tuple[bool, bool], frozenset[str]]
"""The characters of each cut of the family: (bold, italic)."""

_ROMAN, _BOLD = (False, False), (True, False)
_MADE_BY_THE_SHAPER = frozenset("\n\r\t \u00a0\u00ad\u2009\u200a\u202f\u2011")
"""Spaces and hyphens that HarfBuzz makes from others when a face lacks them."""
_TAG = re.compile(r"<(/?)(em|i|strong|b)\b[^>]*>|<[^>]*>")


def missing_characters(notice: Notice, coverage: Coverage) -> Iterator[Diagnostic]:
    """Every character of a notice that its cut of the family lacks, each once."""
    html = notice.text.html
    printed = _printed_of_head(notice)
    if _is_plain(html, coverage):
        if _everywhere(*coverage.values())[0].issuperset("".join(text for _, text in printed)):
            return
    else:
        printed += _cuts(html)
    for character in _missing(printed, coverage):
        yield MISSING.at(Place(notice.file, 1), notice.id, character=character, code=f"{ord(character):04X}")


def missing_in_chapters(book: Book, coverage: Coverage) -> Iterator[Diagnostic]:
    """Every character of a chapter that its cut of the family lacks, once for each chapter."""
    for chapter in book.chapters.values():
        for character in _missing(_cuts(chapter.text.html), coverage):
            yield MISSING.at(Place(chapter.file, 1), character=character, code=f"{ord(character):04X}")


def _is_plain(html: str, coverage: Coverage) -> bool:
    """True if every cut can set every character; the ASCII ones are taken out first, as bytes, and few are left."""
    if "&" in html:
        return False
    everywhere, ascii_everywhere = _everywhere(*coverage.values())
    others = html.encode("utf-8", "surrogatepass").translate(None, ascii_everywhere)
    return everywhere.issuperset(others.decode("utf-8", "surrogatepass"))


@lru_cache(maxsize=4)
def _everywhere(*cuts: frozenset[str]) -> tuple[frozenset[str], bytes]:
    """The characters that every cut can set, and the ASCII ones of them: such a text need not be looked at by cuts."""
    everywhere = cuts[0].intersection(*cuts[1:]) | _MADE_BY_THE_SHAPER
    return everywhere, "".join(sorted(filter(str.isascii, everywhere))).encode("ascii")


def _missing(printed: Iterable[tuple[tuple[bool, bool], str]], coverage: Coverage) -> list[str]:
    signs: dict[tuple[bool, bool], set[str]] = {}
    for cut, text in printed:
        signs.setdefault(cut, set()).update(text)
    return sorted(set().union(*(used - coverage[cut] - _MADE_BY_THE_SHAPER for cut, used in signs.items())))


def _cuts(html: str) -> Iterator[tuple[tuple[bool, bool], str]]:
    """The texts of a piece of HTML, each with the cut it is set in."""
    bold = italic = 0
    start = 0
    for tag in _TAG.finditer(html):
        yield (bold > 0, italic > 0), unescape(html[start : tag.start()])
        start, step = tag.end(), -1 if tag[1] else 1
        bold += step if tag[2] in ("strong", "b") else 0
        italic += step if tag[2] in ("em", "i") else 0
    yield (bold > 0, italic > 0), unescape(html[start:])


def _printed_of_head(notice: Notice) -> list[tuple[tuple[bool, bool], str]]:
    """What is printed of the front matter of a notice: its head and its disputes."""
    name, facts = notice.name, notice.facts
    plain = [name.family, name.given, name.usual, *facts.pseudonyms, *facts.numbers, *facts.authors]
    plain += [number.value for number in facts.numbers.values()]
    for conflict in facts.conflicts:
        plain += [conflict.field, conflict.note, *(version.value for version in conflict.versions)]
    return [(_BOLD, name.family.upper()), (_ROMAN, "".join(plain))]
