"""What each fact of a notice rests on: its own sources, those of the sentences that say it, or the list at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cached_property
from typing import Final

from bookwork.citing.sentences import Sentence, sentences_of
from bookwork.diagnostics import NoticeId
from bookwork.model.citation import CitationItem, Text
from bookwork.model.dates import EdtfDate, french_days
from bookwork.model.notice import Notice
from bookwork.model.register import Convoy
from bookwork.model.values import Stated
from bookwork.records import Struct

Path = tuple[str | int, ...]

PROVEN: Final = frozenset({"naissance", "décès", "arrestation", "convoi", "parcours", "matricules", "sort"})
"""Facts that no notice may state without a source."""


class Support(IntEnum):
    """What a fact rests on, from the weakest; sources that disagree are declared under « conflits »."""

    NOTHING = 0
    GENERAL = 1
    ONE = 2
    SEVERAL = 3
    DISPUTED = 4


class Fact(Struct, frozen=True):
    """A statement of the front matter: the path of its key, its value in French words, its date if it has one."""

    path: Path
    words: str
    date: EdtfDate | None = None

    @property
    def key(self) -> str:
        """The path as places write it: ``matricules.Buchenwald``."""
        return ".".join(map(str, self.path))


class FactCoverage(Struct, frozen=True):
    """A fact with the sources of its own and those of the sentences of the text that say it."""

    fact: Fact
    own: tuple[CitationItem, ...]
    in_text: tuple[CitationItem, ...]
    support: Support

    @property
    def sources(self) -> tuple[CitationItem, ...]:
        """Every source that bears on this very fact, each document or work once."""
        once: dict[tuple[str, str], CitationItem] = {}
        for item in (*self.own, *self.in_text):
            once.setdefault((item.key, item.cote), item)
        return tuple(once.values())


class NoticeCoverage(Struct, frozen=True):
    """The facts of a notice with their sources; how many sentences its text has, and how many cite a source."""

    notice: NoticeId
    facts: tuple[FactCoverage, ...]
    general: tuple[CitationItem, ...]
    sentences: int
    cited: int

    def with_support(self, support: Support) -> tuple[FactCoverage, ...]:
        """The facts that rest on this."""
        return tuple(each for each in self.facts if each.support is support)


def coverage(notice: Notice, convoys: Mapping[str, Convoy]) -> NoticeCoverage:
    """What every fact of this notice rests on."""
    reading = _CitedText(notice.text)
    general = items_of(notice.sources)
    disputed = {conflict.field.casefold() for conflict in notice.facts.conflicts}
    facts = []
    for fact in facts_of(notice, convoys):
        own = own_sources(notice, fact.path)
        in_text = reading.sources_of(fact)
        found = {(item.key, item.cote) for item in (*own, *in_text)}
        support = Support.SEVERAL if len(found) > 1 else Support.ONE if found else Support.GENERAL
        if not found and not general:
            support = Support.NOTHING
        if str(fact.path[0]).casefold() in disputed:
            support = Support.DISPUTED
        facts.append(FactCoverage(fact, own, in_text, support))
    parts = reading.sentences
    return NoticeCoverage(notice.id, tuple(facts), general, len(parts), sum(part.cited for part in parts))


def own_sources(notice: Notice, path: Path) -> tuple[CitationItem, ...]:
    """The sources that the value at this path carries itself."""
    return tuple(item for citation in notice.sources_of(*path) for item in citation.items)


def items_of(text: Text) -> tuple[CitationItem, ...]:
    """Every source that a text cites, in its order."""
    return tuple(item for citation in text.citations for item in citation.items)


def facts_of(notice: Notice, convoys: Mapping[str, Convoy]) -> Iterator[Fact]:
    """The statements of the front matter about this life; a convoy has the day on which the register lets it leave."""
    facts = notice.facts
    yield from _events(notice)
    for name, value in _plain_values(notice):
        yield Fact((name,), value.value)
    if facts.residence:
        yield Fact(("résidence",), _words(None, facts.residence.place or facts.residence.department))
    if facts.convoy:
        convoy = convoys.get(facts.convoy)
        yield Fact(("convoi",), facts.convoy, convoy.departure.date if convoy else None)
    for camp, stated in facts.numbers.items():
        yield Fact(("matricules", camp), stated.value)
    for number, stage in enumerate(facts.stages):
        yield Fact(("parcours", number), _words(stage.date, stage.camp or stage.place), stage.date)
    for number, milestone in enumerate(facts.milestones):
        yield Fact(("faits", number), milestone.fact, milestone.date)


def _events(notice: Notice) -> Iterator[Fact]:
    facts = notice.facts
    for name, event in (("naissance", facts.birth), ("arrestation", facts.arrest), ("décès", facts.death)):
        if event:
            yield Fact((name,), _words(event.date, event.place), event.date)
    for number, internment in enumerate(facts.internments):
        yield Fact(("internements", number), _words(internment.date, internment.place), internment.date)
    if facts.fate:
        yield Fact(("sort",), _words(facts.fate.date, facts.fate.place) or facts.fate.state, facts.fate.date)


def _plain_values(notice: Notice) -> Iterator[tuple[str, Stated]]:
    facts = notice.facts
    named = (("nationalité", facts.nationality), ("parents", facts.parents), ("famille", facts.family),
             ("profession", facts.profession))  # fmt: skip
    yield from ((name, value) for name, value in named if value)


def _words(day: EdtfDate | None, place: str) -> str:
    return ", ".join(part for part in (day.in_french() if day else "", place) if part)


class _CitedText:
    """The text of a notice, asked for the sources of what it says."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self.sentences: Sequence[Sentence] = sentences_of(text.source)

    @cached_property
    def _items(self) -> dict[tuple[int, int], tuple[CitationItem, ...]]:
        return {(each.place.line, each.place.column): each.items for each in self._text.citations}

    @cached_property
    def _cited(self) -> tuple[tuple[str, frozenset[str], tuple[CitationItem, ...]], ...]:
        """Each sentence that cites: its words with figures joined, the days in it, what it cites."""
        found = []
        for sentence in self.sentences:
            if sentence.cited:
                words = self._text.source[sentence.start : sentence.end]
                days = frozenset(day.text for _, day in french_days(words))
                found.append((_joined_figures(words), days, tuple(self._items_of(sentence))))
        return tuple(found)

    def _items_of(self, sentence: Sentence) -> Iterable[CitationItem]:
        for start, _ in sentence.citations:
            place = self._text.place("", start)
            yield from self._items.get((place.line, place.column), ())

    def sources_of(self, fact: Fact) -> tuple[CitationItem, ...]:
        """What the sentences cite that say this fact: its day, else its month, its number, its place, its words."""
        if fact.date and fact.date.is_day:
            said = [items for _, days, items in self._cited if fact.date.text in days]
        else:
            words = fact.words.partition(" (")[0].rpartition(", ")[2]
            said = [items for text, _, items in self._cited if words and words in text]
        return tuple(item for items in said for item in items)


def _joined_figures(text: str) -> str:
    return text.replace("\u202f", "").replace("\u00a0", " ")
