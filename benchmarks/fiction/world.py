"""What all notices share: fictional convoys, camps, networks, authors, and the registers that list them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Final

from fiction import grammar, names
from fiction.markup import Value
from fiction.works import citation

MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
CONVOYS, MAIN_CAMPS, CAMPS, NETWORKS, AUTHORS, ABBREVIATIONS, EVENTS, TERMS = 36, 4, 64, 60, 70, 40, 56, 72
NUMBERS: Final = 2_000
"""Camp numbers to a convoy."""


def day_words(day: date) -> str:
    """« 1er mai 1944 »."""
    return f"{'1er' if day.day == 1 else day.day} {month_words(day)}"


def month_words(day: date) -> str:
    """« mai 1944 »."""
    return f"{MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True)
class Convoy:
    """A transport: its days, its station, its camp, the first of its numbers."""

    id: str
    departure: date
    arrival: date
    station: str
    camp: str
    first_number: int


@dataclass(frozen=True, slots=True)
class World:
    """All that is not told of one person alone."""

    seed: int
    camps: tuple[str, ...]
    """Main camps first."""
    convoys: tuple[Convoy, ...]
    networks: tuple[str, ...]
    authors: tuple[tuple[str, str], ...]
    """Initials and name."""

    def annexes(self, camp: str) -> tuple[str, ...]:
        """The camps that depend on a main camp."""
        return self.camps[MAIN_CAMPS + self.camps.index(camp) :: MAIN_CAMPS]


@cache
def world(seed: int) -> World:
    """The world of this seed."""
    random = Random(f"{seed} world")
    camps = tuple(names.camps(random, CAMPS))
    nouns = random.sample(grammar.NOUNS, NETWORKS)
    networks = tuple(noun.one.capitalize() for noun in nouns)
    return World(seed, camps, tuple(_convoys(random, camps)), networks, tuple(_authors(random)))


def _convoys(random: Random, camps: tuple[str, ...]) -> list[Convoy]:
    stations = [random.choice(names.communes(place)) for place in ("Oise", "Seine", "Marne", "Côte-d’Or")]
    found = []
    for number in range(CONVOYS):
        departure = date(1943, 1, 14) + timedelta(days=16 * number + random.randint(0, 9))
        arrival = departure + timedelta(days=random.randint(2, 4))
        camp = camps[number % MAIN_CAMPS]
        first = 10_000 + NUMBERS * number
        found.append(Convoy(f"fictif-{departure}", departure, arrival, random.choice(stations), camp, first))
    return found


def _authors(random: Random) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    while len(found) < AUTHORS:
        name = f"{names.given(random, woman=random.random() < 0.5).split(' ')[0]} {names.family(random)}"
        initials = "".join(word[0] for word in name.replace("-", " ").split())
        found.setdefault(initials, name)
    return list(found.items())


def registers(seed: int) -> dict[str, list[dict[str, Value]]]:
    """The entries of every register, by its name; they cite what the first notice may cite."""
    here, random = world(seed), Random(f"{seed} registers")
    return {
        "convois": [_convoy(convoy, seed, random) for convoy in here.convoys],
        "camps": [_camp(number, here, random) for number in range(CAMPS)],
        "réseaux": [{"nom": name, "variantes": [f"réseau {name}"]} for name in sorted(here.networks)],
        "auteurs": [{"initiales": initials, "nom": name} for initials, name in here.authors],
        "abréviations": _abbreviations(random),
        "événements": [_event(number, seed, random) for number in range(EVENTS)],
        "termes": _terms(seed, random),
    }


def _convoy(convoy: Convoy, seed: int, random: Random) -> dict[str, Value]:
    counted, died = random.randint(900, NUMBERS), random.randint(200, 700)
    return {
        "id": convoy.id,
        "départ": {"date": f"{convoy.departure}", "lieu": convoy.station},
        "arrivée": {"date": f"{convoy.arrival}", "camps": [convoy.camp]},
        "recensés": {"hommes": counted},
        "matricules": [f"{convoy.first_number}-{convoy.first_number + NUMBERS - 1}"],
        "décédés": {"hommes": died},
        "rentrés": {"hommes": counted - died},
        "sources": [citation(seed, 0, random)],
    }


def _camp(number: int, here: World, random: Random) -> dict[str, Value]:
    name = here.camps[number]
    main = "autonome" if number < MAIN_CAMPS else names.plain(here.camps[number % MAIN_CAMPS])
    return {
        "id": names.plain(name),
        "nom": name,
        "variantes": [f"{name}-Fictif"],
        "type": "camp fictif" if number < MAIN_CAMPS else "Kommando fictif",
        "rattachement": [{"camp": main}],
        "ouverture": f"1943-{random.randint(1, 12):02}",
        "fermeture": f"1945-04-{random.randint(1, 12):02}",
        "effectif": f"environ {random.randint(2, 90)}00 détenus imaginaires",
        "note": sentence(random),
        "sources": [citation(here.seed, 0, random)],
    }


def _abbreviations(random: Random) -> list[dict[str, Value]]:
    found: dict[str, str] = {}
    while len(found) < ABBREVIATIONS:
        words = [grammar.definite(random).split(" ")[-1], *grammar.bare_plural(random).split(" ")]
        found.setdefault("".join(word[0] for word in words).upper(), f"{words[0].capitalize()} {' '.join(words[1:])}")
    return [{"sigle": short, "sens": meaning} for short, meaning in sorted(found.items())]


def _event(number: int, seed: int, random: Random) -> dict[str, Value]:
    day = date(1942, 1, 5) + timedelta(days=22 * number + random.randint(0, 14))
    return {"date": f"{day}", "thème": "fiction", "fait": sentence(random), "sources": [citation(seed, 0, random)]}


def _terms(seed: int, random: Random) -> list[dict[str, Value]]:
    return [
        {"terme": noun.one.capitalize(), "définition": sentence(random), "sources": [citation(seed, 0, random)]}
        for noun in random.sample(grammar.NOUNS, TERMS)
    ]


_PLAIN_SENTENCES: Final = tuple(
    grammar.template(text)
    for text in (
        "{Le} {verbe} {adverbe} {des}, et {les} {verbent} {le}.",
        "On {verbe} {des} pour {verber} {un}, {délai}.",
        "{Nombre} {noms} {verbent} {un} sans {verber} {le}.",
        "Rien n’y {verbe} {le}, sinon {un} que {nombre} {noms} {verbent}.",
    )
)


def sentence(random: Random) -> str:
    """A sentence about nobody."""
    return grammar.fill(random.choice(_PLAIN_SENTENCES), grammar.LANGUAGE, random)
