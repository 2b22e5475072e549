"""Names of the registers found in the text of notices: they are indexed without any mark by the author.

The first occurrence of each in a notice gets an anchor, so that the index can name the page on which it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
from html import escape

from bookwork.model.departments import is_department
from bookwork.model.notice import Notice
from bookwork.model.register import Registers
from bookwork.records import Struct


class Kind(StrEnum):
    """The index that a recognised name belongs to."""

    CAMP = "camp"
    NETWORK = "network"
    PLACE = "place"


class PlaceName(Struct, frozen=True):
    """A commune with its département or country; for the index of places."""

    name: str
    department: str = ""
    country: str = ""


class Recognised(Struct, frozen=True):
    """A name in a notice: its index, what it is indexed under, its anchor."""

    kind: Kind
    subject: str | PlaceName
    anchor: str

    def words(self, registers: Registers) -> tuple[str, ...]:
        """The words that may stand for it in the text."""
        if isinstance(self.subject, PlaceName):
            return (self.subject.name,)
        named = (registers.camps if self.kind is Kind.CAMP else registers.networks)[self.subject]
        return (named.name, *named.variants)


_PLACE = re.compile(r"(?P<name>[^()]+?)\s*\((?P<inside>[^()]+)\)\s*")


def parse_place(text: str, department: str = "", country: str = "") -> PlaceName | None:
    """« Amiens (Somme) » → Amiens, Somme; a place in words that names no commune is none."""
    match = _PLACE.fullmatch(text)
    if match is None:
        return PlaceName(text, department, country) if text and (department or country) else None
    inside = match["inside"]
    if department or country:
        return PlaceName(match["name"], department, country)
    return PlaceName(match["name"], inside) if is_department(inside) else PlaceName(match["name"], country=inside)


def recognised(notice: Notice, registers: Registers) -> tuple[Recognised, ...]:
    """What this notice is indexed under, from its front matter and its text."""
    found = [*_camps(notice, registers), *_networks(notice, registers), *_places(notice)]
    return tuple(Recognised(kind, subject, f"t.{notice.id}.{number}") for number, (kind, subject) in enumerate(found))


Subject = tuple[Kind, str | PlaceName]


def _camps(notice: Notice, registers: Registers) -> Iterator[Subject]:
    """Camps named in the itinerary, the internments and the prose."""
    facts = notice.facts
    named = [stage.camp for stage in facts.stages] + [event.place for event in facts.internments] + [*facts.numbers]
    ids = {camp.id for name in named if (camp := registers.camp(name))}
    ids |= {registers.camp_names[word.casefold()] for word in _pattern(registers).findall(_plain(notice))}
    for id_ in sorted(ids):
        yield Kind.CAMP, id_


def _networks(notice: Notice, registers: Registers) -> Iterator[Subject]:
    """Networks and movements of the front matter: many of their names are common words (« Combat », « Liberté »)."""
    for name in dict.fromkeys(notice.facts.movements):
        network = registers.network(name)
        if network is not None:
            yield Kind.NETWORK, network.name


def _places(notice: Notice) -> Iterator[Subject]:
    facts = notice.facts
    events = [facts.birth, facts.residence, facts.arrest, facts.death, *facts.internments]
    places = [parse_place(event.place, event.department, event.country) for event in events if event is not None]
    for place in dict.fromkeys(place for place in places if place is not None):
        yield Kind.PLACE, place


def _plain(notice: Notice) -> str:
    """The prose without titles of works (« Histoire du camp de Dora » is no stay) and what ``{.noindex}`` holds."""
    marks = notice.text.marks
    html = _MARK.sub(lambda match: " " if marks[int(match[1])].excluded else match[2], notice.text.html)
    return re.sub(r"<(em|i)>.*?</\1>|<[^>]*>", " ", html, flags=re.DOTALL)


_MARK = re.compile(r'<x-mark n="(\d+)">(.*?)</x-mark>', re.DOTALL)


@lru_cache(maxsize=2)
def _names_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])") if names else re.compile(r"(?!)")


def _pattern(registers: Registers) -> re.Pattern[str]:
    return _names_pattern(tuple(name for camp in registers.camps.values() for name in (camp.name, *camp.variants)))


_SKIPPED = re.compile(r"(<(?:em|i|a)\b.*?</(?:em|i|a)>|<[^>]*>)", re.DOTALL)


def anchor_names(html: str, names: Iterable[Recognised], registers: Registers) -> str:
    """The HTML with an anchor round the first occurrence of each name that stands in plain prose."""
    parts = _SKIPPED.split(html)
    for name in names:
        _anchor_first(parts, _words_pattern(name.words(registers)), name)
    return "".join(parts)


@lru_cache(maxsize=4096)
def _words_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(escape(word, quote=False)) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])")


def _anchor_first(parts: list[str], pattern: re.Pattern[str], name: Recognised) -> None:
    for number in range(0, len(parts), 2):
        match = pattern.search(parts[number])
        if match:
            before, after = parts[number][: match.start()], parts[number][match.end() :]
            parts[number : number + 1] = [before, f'<span id="{name.anchor}">', match[0], "</span>", after]
            return
