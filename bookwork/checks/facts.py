"""Facts against the registers and against each other: convoys, camps, numbers, the order of a life."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from bookwork.diagnostics import Diagnostic, Level, check, notice_check, rule
from bookwork.model.book import Authorities, Book
from bookwork.model.dates import EdtfDate
from bookwork.model.nearness import nearest
from bookwork.model.notice import Facts, Notice
from bookwork.model.register import Convoy, Registers

UNKNOWN_CONVOY = rule(
    "convoy.unknown",
    Level.ERROR,
    fr="Le convoi « {value} » n’est pas au registre ; le plus proche : « {nearest} ».",
    en="The convoy “{value}” is not in the register; the nearest is “{nearest}”.",
    why="La date, le camp d’arrivée et les comptes d’un convoi viennent du registre.",
)
UNKNOWN_CAMP = rule(
    "camp.unknown",
    Level.ERROR,
    fr="Le camp « {value} » n’est pas au registre ; le plus proche : « {nearest} ».",
    en="The camp “{value}” is not in the register; the nearest is “{nearest}”.",
    why="Un camp hors registre n’entre ni dans l’index ni dans les contrôles ; un lieu s’écrit sous « lieu ».",
)
UNKNOWN_NETWORK = rule(
    "network.unknown",
    Level.WARNING,
    fr="« {value} » n’est pas au registre des réseaux ; le plus proche : « {nearest} ».",
    en="“{value}” is not in the register of networks; the nearest is “{nearest}”.",
    why="Un réseau écrit de deux façons ferait deux entrées d’index.",
)
NUMBER_OF_NO_CAMP = rule(
    "number.unknown-camp",
    Level.ERROR,
    fr="Le matricule {number} est d’un camp inconnu, « {value} » ; le plus proche : « {nearest} ».",
    en="The number {number} is of an unknown camp, “{value}”; the nearest is “{nearest}”.",
    why="Un matricule n’a de sens qu’avec son camp.",
)
NUMBER_OUTSIDE_CONVOY = rule(
    "number.outside-convoy",
    Level.INFORMATION,
    fr="Le matricule {number} est hors des tranches du convoi {convoy} ({ranges}).",
    en="The number {number} lies outside the ranges of convoy {convoy} ({ranges}).",
    why="Un chiffre mal lu, un autre convoi ou une seconde immatriculation : la source le dira.",
)
IMPOSSIBLE_ORDER = rule(
    "chronology.impossible",
    Level.ERROR,
    fr="« {late} » ({late_date}) vient avant « {early} » ({early_date}) ; corrigez, ou déclarez un conflit.",
    en="“{late}” ({late_edtf}) comes before “{early}” ({early_edtf}); correct it, or declare a conflict.",
    why="Une vie a un ordre ; l’une des deux dates est fausse ou disputée.",
)
STAGES_OUT_OF_ORDER = rule(
    "chronology.stages",
    Level.WARNING,
    fr="L’étape « {second} » ({second_date}) suit « {first} » ({first_date}) mais la précède dans le temps.",
    en="The stage “{second}” ({second_edtf}) follows “{first}” ({first_edtf}) but is earlier.",
    why="Le parcours se lit dans l’ordre du temps.",
)
IMPLAUSIBLE_AGE = rule(
    "chronology.age",
    Level.WARNING,
    fr="Né en {birth}, la personne aurait {age} ans en {year} ; vérifiez l’année.",
    en="Born in {birth}, the person would be {age} in {year}; check the year.",
    why="Les plus jeunes déportés de ces convois avaient treize ans ; une faute de siècle se voit ainsi.",
)

_YOUNGEST, _OLDEST = 13, 90
_RANGE = re.compile(r"([0-9]+)-([0-9]+)(?: \((.+)\))?")


@notice_check
def register_names(notice: Notice, authorities: Authorities) -> Iterator[Diagnostic]:
    """Convoys, camps and networks that no register holds."""
    registers = authorities.registers
    facts = notice.facts
    if facts.convoy and facts.convoy not in registers.convoys:
        near = nearest(facts.convoy, registers.convoys)
        yield UNKNOWN_CONVOY.at(notice.place("convoi"), notice.id, value=facts.convoy, nearest=near)
    for number, stage in enumerate(facts.stages):
        if stage.camp and not registers.camp(stage.camp):
            place, near = notice.place("parcours", number, "camp"), nearest(stage.camp, _camp_words(registers))
            yield UNKNOWN_CAMP.at(place, notice.id, value=stage.camp, nearest=near)
    for number, name in enumerate(facts.movements):
        if registers.networks and not registers.network(name):
            near = nearest(name, _network_words(registers))
            yield UNKNOWN_NETWORK.at(notice.place("engagement", number), notice.id, value=name, nearest=near)


@check
def register_camps(book: Book) -> Iterator[Diagnostic]:
    """Camps that a register names but the register of camps does not hold."""
    registers = book.registers
    named = [("convois", each.id, name) for each in registers.convoys.values() if each.arrival
             for name in each.arrival.camps]  # fmt: skip
    named += [("camps", each.id, attached.camp) for each in registers.camps.values() for attached in each.attachments]
    for register, entry, name in named:
        if name != "autonome" and not registers.camp(name):
            place = registers.places[register, entry]
            yield UNKNOWN_CAMP.at(place, value=name, nearest=nearest(name, _camp_words(registers)))


@notice_check
def numbers(notice: Notice, authorities: Authorities) -> Iterator[Diagnostic]:
    """Numbers of unknown camps, and numbers outside the ranges of the convoy."""
    registers = authorities.registers
    for name, number in notice.facts.numbers.items():
        place = notice.place("matricules", name)
        camp = registers.camp(camp_of_number(name))
        if not camp:
            near = nearest(name, _camp_words(registers))
            yield NUMBER_OF_NO_CAMP.at(place, notice.id, number=number.value, value=name, nearest=near)
            continue
        convoy = registers.convoys.get(notice.facts.convoy)
        ranges = _ranges(convoy, camp.id, registers) if convoy else []
        if convoy and name == camp_of_number(name) and _outside(number.value, ranges):
            shown = ", ".join("-".join(each) for each in ranges)
            yield NUMBER_OUTSIDE_CONVOY.at(place, notice.id, number=number.value, convoy=convoy.id, ranges=shown)


def _outside(number: str, ranges: list[tuple[str, str]]) -> bool:
    inside = [int(first) <= int(number) <= int(last) for first, last in ranges if number.isdigit()]
    return bool(inside) and not any(inside)


def camp_of_number(name: str) -> str:
    """The camp of a number's key: ``Buchenwald (second)`` is a second number at Buchenwald."""
    return re.sub(r" \([^)]*\)$", "", name)


@notice_check
def chronology(notice: Notice, authorities: Authorities) -> Iterator[Diagnostic]:
    """Dates that cannot follow each other as they do, whatever the doubt they carry."""
    events = _events(notice.facts, authorities.registers.convoys.get(notice.facts.convoy))
    disputed = {conflict.field.casefold() for conflict in notice.facts.conflicts}
    for early, late in _ORDER:
        first, last = events.get(early), events.get(late)
        if first and last and last.certainly_before(first) and not disputed & {early, late}:
            path = (late,) if late == "convoi" else (late, "date")
            dates = {**_both("early", first), **_both("late", last)}
            yield IMPOSSIBLE_ORDER.at(notice.place(*path), notice.id, early=early, late=late, **dates)
    yield from _stages(notice)
    yield from _age(notice, events)


_ORDER = (
    ("naissance", "arrestation"), ("naissance", "décès"), ("arrestation", "convoi"), ("arrestation", "sort"),
    ("convoi", "sort"), ("arrestation", "décès"), ("convoi", "décès"), ("sort", "décès"),
)  # fmt: skip


def _events(facts: Facts, convoy: Convoy | None) -> dict[str, EdtfDate]:
    """The dated events of a life, by the key under which the notice states them."""
    stated = (("naissance", facts.birth), ("arrestation", facts.arrest), ("sort", facts.fate), ("décès", facts.death))
    events = {key: event.date for key, event in stated if event and event.date}
    if convoy and convoy.departure.date:
        events["convoi"] = convoy.departure.date
    return events


def _stages(notice: Notice) -> Iterator[Diagnostic]:
    dated = [(number, stage, stage.date) for number, stage in enumerate(notice.facts.stages) if stage.date]
    for (_, first, first_date), (number, second, second_date) in pairwise(dated):
        if second_date.certainly_before(first_date):
            yield STAGES_OUT_OF_ORDER.at(
                notice.place("parcours", number, "date"),
                notice.id,
                first=first.camp or first.place,
                second=second.camp or second.place,
                **_both("first", first_date),
                **_both("second", second_date),
            )


def _both(name: str, value: EdtfDate) -> dict[str, str]:
    """A date for the sentence in French and for the one in English."""
    return {f"{name}_date": value.in_french(), f"{name}_edtf": value.text}


def _age(notice: Notice, events: dict[str, EdtfDate]) -> Iterator[Diagnostic]:
    birth, later = events.get("naissance"), events.get("arrestation") or events.get("convoi")
    if not birth or not later or date.min in (birth.earliest, later.earliest):
        return
    age = later.earliest.year - birth.latest.year
    if not _YOUNGEST - 1 <= age <= _OLDEST and not later.certainly_before(birth):
        particulars = {"birth": birth.latest.year, "age": age, "year": later.earliest.year}
        yield IMPLAUSIBLE_AGE.at(notice.place("naissance", "date"), notice.id, **particulars)


def _ranges(convoy: Convoy, camp_id: str, registers: Registers) -> list[tuple[str, str]]:
    """The number ranges of a convoy for one camp; a range without a camp belongs to the convoy's only camp."""
    arrival = convoy.arrival.camps if convoy.arrival else ()
    only = registers.camp(arrival[0]) if len(arrival) == 1 else None
    found = []
    for text in convoy.numbers:
        match = _RANGE.fullmatch(text)
        camp = registers.camp(match[3]) if match and match[3] else only
        if match and camp and camp.id == camp_id:
            found.append((match[1], match[2]))
    return found


def _camp_words(registers: Registers) -> list[str]:
    return [word for camp in registers.camps.values() for word in (camp.name, *camp.variants)]


def _network_words(registers: Registers) -> list[str]:
    return [word for network in registers.networks.values() for word in (network.name, *network.variants)]
