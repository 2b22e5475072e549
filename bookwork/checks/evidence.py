"""Facts and their sources: facts without any, sources older than the fact, contradictions that nobody declared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from bookwork.citing.coverage import PROVEN, Support, coverage, facts_of, items_of, own_sources
from bookwork.citing.sentences import Sentence
from bookwork.diagnostics import Diagnostic, Level, Place, notice_check, rule
from bookwork.model.book import Authorities
from bookwork.model.citation import CitationItem
from bookwork.model.dates import EdtfDate, french_days, parse_edtf
from bookwork.model.notice import Notice
from bookwork.model.source import Work

NO_SOURCE = rule(
    "fact.notice-without-source",
    Level.ERROR,
    fr="La notice n’a aucune source ; il en faut au moins une sous « sources ».",
    en="The notice has no source; at least one is needed under “sources”.",
    why="Rien n’est dit d’une personne qu’une source ne dise.",
)
WITHOUT_SOURCE = rule(
    "fact.without-source",
    Level.WARNING,
    fr="« {key} » ({words}) n’a pas de source, ni la sienne, ni celle d’une phrase, ni celle de la notice.",
    en="“{key}” ({words}) has no source, neither of its own, nor of a sentence, nor of the notice.",
    why="Un fait sans source ne peut pas être vérifié.",
)
SOURCE_DATE = rule(
    "fact.source-date",
    Level.WARNING,
    fr="« @{key} » paraît en {published}, avant le fait qu’elle doit prouver : {fact}.",
    en="“@{key}” appeared in {published}, before the fact that it should prove: {fact}.",
    why="Un livre de 1946 ne prouve pas une mort en 1990 : la date ou la source est fausse.",
)
HIDDEN_CONFLICT = rule(
    "fact.conflict-hidden",
    Level.WARNING,
    fr="« {field} » : l’en-tête dit {stated}, une phrase avec sa source dit {said} ; déclarez-le sous « conflits ».",
    en="“{field}”: the front matter says {stated}, a sentence with its source says {said}; declare it under "
    "“conflits”.",
    why="Deux sources qui se contredisent s’impriment l’une et l’autre ; aucune n’est écartée en silence.",
)

_TIMELESS: Final = ("online", "archive", "etat-civil", "unpublished")
"""A page on line changes after its date, and a fonds goes on growing."""
_SAYS: Final = {
    "naissance": re.compile(r"\W*(?:Née?|(?:Il|Elle) naît|(?:Il|Elle) est née?)\b"),
    "arrestation": re.compile(r"\W*(?:Arrêtée?|(?:Il|Elle) est arrêtée?)\b"),
    "décès": re.compile(r"\W*(?:(?:Il|Elle) (?:meurt|décède)|(?:Il|Elle) est (?:morte?|décédée?))\b"),
}
"""How a sentence begins that states a fact of the person’s own, and of nobody else’s."""


@notice_check
def sources(notice: Notice, authorities: Authorities) -> Iterator[Diagnostic]:
    """A notice, or a fact of it, without a source."""
    if items_of(notice.sources):
        return
    yield NO_SOURCE.at(notice.place("sources"), notice.id)
    if items_of(notice.text) or items_of(notice.value_sources):
        for each in coverage(notice, authorities.registers.convoys).with_support(Support.NOTHING):
            if each.fact.path[0] in PROVEN:
                place = notice.place(*each.fact.path)
                yield WITHOUT_SOURCE.at(place, notice.id, key=each.fact.key, words=each.fact.words)


@lru_cache(maxsize=2)
def _publication_dates(authorities: Authorities) -> dict[str, EdtfDate]:
    """When the printed works appeared, where that is known."""
    return {key: day for key, work in authorities.works.items() if (day := _published(work))}


def against_sources(notice: Notice, parts: Sequence[Sentence], authorities: Authorities) -> Iterator[Diagnostic]:
    """Works older than what they should prove, and days that contradict the front matter without saying so."""
    published = _publication_dates(authorities)
    if notice.value_sources.citations:
        for fact in facts_of(notice, authorities.registers.convoys):
            items = own_sources(notice, fact.path) if fact.date else ()
            yield from _too_old(notice, notice.place(*fact.path), fact.date, items, published)
    days = {mention.value for mention in notice.text.mentions if mention.kind == "date"}
    if days and parts:
        cited = {item.key for item in items_of(notice.text)} & published.keys()
        if cited and min(published[key].latest for key in cited).isoformat() < max(days):
            for sentence, place, day in _dated(notice, parts):
                yield from _too_old(notice, place, day, _cited_in(notice, sentence), published)
        yield from _hidden_conflicts(notice, parts, days)


def _too_old(
    notice: Notice, place: Place, day: EdtfDate | None, items: Iterable[CitationItem], published: Mapping[str, EdtfDate]
) -> Iterator[Diagnostic]:
    """One fault if every source appeared before the day: one later source may prove it alone."""
    dated = [(published.get(item.key), item.key) for item in items]
    known = [(appeared, key) for appeared, key in dated if appeared]
    if day and known and len(known) == len(dated) and all(each.certainly_before(day) for each, _ in known):
        appeared, key = max(known, key=lambda each: each[0].latest)
        yield SOURCE_DATE.at(place, notice.id, key=key, published=appeared.latest.year, fact=day.in_french())


def _hidden_conflicts(notice: Notice, parts: Sequence[Sentence], days: set[str]) -> Iterator[Diagnostic]:
    """Days that a sentence with a source gives for a fact of the front matter, and that are not its day."""
    facts = notice.facts
    stated = (("naissance", facts.birth), ("arrestation", facts.arrest), ("décès", facts.death))
    disputed = {conflict.field.casefold() for conflict in facts.conflicts}
    for field, event in stated:
        if not event or not event.date or event.date.text in days or field in disputed:
            continue
        saying = [each for each in parts if each.cited and _SAYS[field].match(notice.text.source, each.start)]
        for _, place, day in _dated(notice, saying):
            if not day.may_equal(event.date):
                said = {"stated": event.date.in_french(), "said": day.in_french()}
                yield HIDDEN_CONFLICT.at(place, notice.id, field=field, **said)


def _dated(notice: Notice, parts: Iterable[Sentence]) -> Iterator[tuple[Sentence, Place, EdtfDate]]:
    """Those of these sentences that name one day, with that day and its place."""
    text = notice.text
    for sentence in parts:
        days = list(french_days(text.source[sentence.start : sentence.end]))
        if len(days) == 1:
            yield sentence, text.place(notice.file, sentence.start + days[0][0]), days[0][1]


def _cited_in(notice: Notice, sentence: Sentence) -> Iterator[CitationItem]:
    places = [notice.text.place(notice.file, start) for start, _ in sentence.citations]
    for citation in notice.text.citations:
        if citation.place in places:
            yield from citation.items


def _published(work: Work) -> EdtfDate | None:
    """When a printed work appeared."""
    if work.type in _TIMELESS:
        return None
    try:
        return parse_edtf(work.field("date"))
    except ValueError:
        return None
