"""The prose against the front matter: dates and camp numbers that only the prose states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from bookwork.diagnostics import Diagnostic, Level, notice_check, rule
from bookwork.model.book import Authorities
from bookwork.model.citation import Mention
from bookwork.model.dates import EdtfDate, french_days, parse_edtf
from bookwork.model.notice import Notice
from bookwork.model.schema import Record

DATE_SLIP = rule(
    "prose.date-slip",
    Level.WARNING,
    fr="Le texte dit « {date} », l’en-tête « {stated} » : est-ce le même jour ?",
    en="The text says “{date}”, the front matter “{stated}”: is it the same day?",
    why="Deux dates qui ne diffèrent que d’un chiffre, d’un mois ou d’une année sont souvent une faute de frappe.",
)
DATE_NOT_STATED = rule(
    "prose.date-not-stated",
    Level.INFORMATION,
    fr="La date « {date} » n’est ni dans l’en-tête ni au registre des convois.",
    en="The date “{date}” is neither in the front matter nor in the register of convoys.",
    why="Ce qui n’est dit que dans la phrase ne peut être ni comparé ni indexé.",
)
NUMBER_NOT_STATED = rule(
    "prose.number-not-stated",
    Level.WARNING,
    fr="Le matricule {number} n’est pas dans l’en-tête, qui donne : {stated}.",
    en="The number {number} is not in the front matter, which gives: {stated}.",
    why="Un matricule écrit deux fois de deux façons est faux une fois.",
)

_MONTH_DAYS = 31


@notice_check
def days_and_numbers(notice: Notice, authorities: Authorities) -> Iterator[Diagnostic]:
    """Days and camp numbers in the prose that the front matter does not state."""
    if notice.text.mentions:
        said = _leaves(notice.facts)
        yield from _days(notice, authorities, said)
        yield from _numbers(notice, said)


def _days(notice: Notice, authorities: Authorities, said: Sequence[object]) -> Iterator[Diagnostic]:
    convoys = _convoy_days(authorities)
    mentioned = [mention for mention in notice.text.mentions if mention.kind == "date"]
    stated = [*_dates(said)] if mentioned else []
    strange = [each for each in mentioned if each.value not in convoys and not _holds(stated, each.value)]
    in_words = {day.text: day for day in _days_in_words(said)} if strange else {}
    for mention in strange:
        if mention.value not in in_words:
            yield _date_fault(mention, notice, [*stated, *in_words.values()])


@lru_cache(maxsize=1)
def _convoy_days(authorities: Authorities) -> frozenset[str]:
    """Every date that the register of convoys states."""
    return frozenset(each.text for convoy in authorities.registers.convoys.values() for each in _dates(_leaves(convoy)))


def _date_fault(mention: Mention, notice: Notice, stated: Iterable[EdtfDate]) -> Diagnostic:
    day = parse_edtf(mention.value).in_french()
    slip = next((each for each in stated if each.is_day and _one_slip(each.text, mention.value)), None)
    if slip:
        return DATE_SLIP.at(mention.place, notice.id, date=day, stated=slip.in_french())
    return DATE_NOT_STATED.at(mention.place, notice.id, date=day)


def _numbers(notice: Notice, said: Sequence[object]) -> Iterator[Diagnostic]:
    mentioned = [mention for mention in notice.text.mentions if mention.kind == "number"]
    stated = _runs_of_figures(said) if mentioned else []
    for mention in mentioned:
        if mention.value not in stated:
            shown = ", ".join(value.value for value in notice.facts.numbers.values()) or "–"
            yield NUMBER_NOT_STATED.at(mention.place, notice.id, number=mention.value, stated=shown)


def _one_slip(first: str, second: str) -> bool:
    """True for two ISO days of which one is easily mistyped for the other: year, month, or a figure of the day."""
    differing = [pair for pair in zip(first.split("-"), second.split("-"), strict=True) if pair[0] != pair[1]]
    if len(differing) != 1:
        return False
    one, other = differing[0]
    is_day = first[:7] == second[:7]
    return not is_day or one == other[::-1] or one[0] == other[0] or one[1] == other[1]


def _holds(stated: Iterable[EdtfDate], iso_day: str) -> bool:
    """True if one of these dates is the day, or a span of no more than a month around it."""
    day = parse_edtf(iso_day)
    return any(each.holds(day) and (each.latest - each.earliest).days < _MONTH_DAYS for each in stated)


def _dates(said: Iterable[object]) -> Iterator[EdtfDate]:
    """Every date that is stated, an interval with its ends."""
    for value in said:
        if isinstance(value, EdtfDate):
            yield value
            if "/" in value.text:
                yield from (parse_edtf(end) for end in value.text.split("/") if end not in ("", ".."))


def _days_in_words(said: Iterable[object]) -> Iterator[EdtfDate]:
    """Every day that texts name: a family, a note, a version of a conflict."""
    for value in said:
        if isinstance(value, str):
            yield from (day for _, day in french_days(value))


def _runs_of_figures(said: Iterable[object]) -> list[str]:
    """Every run of figures in texts: numbers, notes, versions of a conflict."""
    return _FIGURES.findall(_SPACED.sub("", "|".join(value for value in said if isinstance(value, str))))


_FIGURES = re.compile(r"[0-9]+")
_SPACED = re.compile(r"(?<=[0-9])\s(?=[0-9])")


def _leaves(record: Record) -> list[object]:
    """Every value that a record states, however deep it lies."""
    leaves: list[object] = []
    _gather(vars(record).values(), leaves)
    return leaves


def _gather(values: Iterable[object], leaves: list[object]) -> None:
    for value in values:
        if not value:
            continue
        if value.__class__ is str or isinstance(value, (str, EdtfDate)):
            leaves.append(value)
        elif isinstance(value, Record):
            _gather(vars(value).values(), leaves)
        elif isinstance(value, (tuple, list)):
            _gather(value, leaves)
        elif isinstance(value, dict):
            _gather(value.values(), leaves)
