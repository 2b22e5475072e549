"""The facts of a fictional life, in an order that no check can fault, and the front matter that states them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from fiction import grammar, names
from fiction.markup import Value
from fiction.people import Person
from fiction.works import citation
from fiction.world import NUMBERS, Convoy, World, day_words

PHOTOGRAPHS: Final = 3_000
NOTICES: Final = 8_971
"""Of so many notices, so many have a photograph."""
LIBERATION: Final = date(1945, 4, 25)
_STATES: Final = (("rentré", 0.45), ("décédé", 0.87), ("disparu", 0.93), ("libéré", 0.97), ("évadé", 1.0))
"""How a deportation ended, with the sum of the shares up to it."""


@dataclass(frozen=True, slots=True)
class Life:
    """What the front matter states and the text tells."""

    person: Person
    birth: date
    birth_edtf: str
    birthplace: str
    country: str
    profession: str
    home: tuple[str, str]
    """Commune and département."""
    networks: tuple[str, ...]
    alias: str
    engagement: date
    arrest: date
    prison: str
    convoy: Convoy
    numbers: dict[str, str]
    stages: tuple[tuple[str, date], ...]
    state: str
    end: date | None
    sources: tuple[str, ...]

    @property
    def ending(self) -> str:
        """What a participle takes: « arrêté », « arrêtée »."""
        return "e" if self.person.woman else ""

    @property
    def died(self) -> bool:
        """Whether the person did not come back."""
        return self.state in ("décédé", "disparu")

    @property
    def birth_words(self) -> str:
        """« le 3 mai 1911 », « vers 1911 », « en 1911 »."""
        if len(self.birth_edtf) == 10:
            return f"le {day_words(self.birth)}"
        return f"{'vers' if self.birth_edtf.endswith('~') else 'en'} {self.birth.year}"


def has_photograph(number: int) -> bool:
    """Whether the notice of this number has a photograph: one in three, evenly."""
    return (number + 1) * PHOTOGRAPHS // NOTICES > number * PHOTOGRAPHS // NOTICES


def life(person: Person, here: World, sources: int, random: Random) -> Life:
    """A life with so many sources, drawn from this random alone."""
    convoy = random.choice(here.convoys)
    arrest = convoy.departure - timedelta(days=random.randint(20, 240))
    birth = date(arrest.year - random.randint(17, 62), random.randint(1, 12), random.randint(1, 28))
    annexes = random.sample(here.annexes(convoy.camp), random.choice((1, 1, 2, 3)))
    chance = random.random()
    state = next(state for state, share in _STATES if chance < share)
    end = _end(state, convoy, random)
    number = str(convoy.first_number + random.randrange(NUMBERS))
    numbers = {convoy.camp: number} | ({annexes[0]: str(random.randint(3, 99_999))} if random.random() < 0.15 else {})
    department = random.choice(names.DEPARTMENTS)
    abroad = random.random() < 0.07
    return Life(
        person=person,
        birth=birth,
        birth_edtf=random.choices((f"{birth}", f"{birth.year}~", f"{birth.year}"), (92, 4, 4))[0],
        birthplace=random.choice(names.communes(random.choice(list(names.COUNTRIES)) if abroad else department)),
        country=random.choice(list(names.COUNTRIES)) if abroad else "",
        profession=random.choice(grammar.PROFESSIONS[person.woman]),
        home=(random.choice(names.communes(department)), department),
        networks=tuple(random.sample(here.networks, random.choice((0, 1, 1, 2)))),
        alias=f"{random.choice(names.MEN)} {names.family(random)}" if random.random() < 0.15 else "",
        engagement=arrest - timedelta(days=random.randint(60, 500)),
        arrest=arrest,
        prison=_prison(department, random),
        convoy=convoy,
        numbers=numbers,
        stages=tuple(_stages(convoy, annexes, end)),
        state=state,
        end=end,
        sources=tuple(dict.fromkeys(citation(here.seed, person.number, random) for _ in range(sources))),
    )


def _prison(department: str, random: Random) -> str:
    place = random.choice(("la citadelle", "la prison", "la caserne"))
    return grammar.elided(f"{place} de {random.choice(names.communes(department))}")


def _end(state: str, convoy: Convoy, random: Random) -> date | None:
    if state == "disparu":
        return None
    if state == "décédé":
        first = convoy.arrival + timedelta(days=40)
        return first + timedelta(days=random.randrange((LIBERATION - first).days))
    start = {"rentré": date(1945, 5, 5), "libéré": date(1945, 4, 11), "évadé": date(1945, 4, 2)}[state]
    return start + timedelta(days=random.randint(0, 60 if state == "rentré" else 14))


def _stages(convoy: Convoy, annexes: list[str], end: date | None) -> list[tuple[str, date]]:
    """The main camp, then the others in even steps of time."""
    last = min(end or LIBERATION, LIBERATION)
    step = (last - convoy.arrival) / (len(annexes) + 1)
    return [(convoy.camp, convoy.arrival), *((name, convoy.arrival + step * n) for n, name in enumerate(annexes, 1))]


def front_matter(life: Life, here: World, random: Random) -> dict[str, Value]:
    """The front matter of the notice; keys in the order in which authors write them."""
    return _identity(life, random) | _way(life, random) | _apparatus(life, here, random)


def _identity(life: Life, random: Random) -> dict[str, Value]:
    person, (commune, department) = life.person, life.home
    birth: dict[str, Value] = {"date": life.birth_edtf, "lieu": f"{life.birthplace} ({department})"}
    if life.country:
        birth |= {"lieu": life.birthplace, "pays": life.country}
    if random.random() < 0.25:
        birth["source"] = life.sources[0]
    values: dict[str, Value] = {"nom": person.family, "particule": person.particle, "prénoms": person.given}
    values |= {"nom_usage": person.usual, "pseudonymes": [life.alias] if life.alias else ""}
    values |= {"sexe": "F" if person.woman else "H", "nationalité": names.COUNTRIES.get(life.country, "")}
    values |= {"naissance": birth, "profession": life.profession}
    values |= {"résidence": {"lieu": commune, "département": department}, "engagement": list(life.networks)}
    return {key: value for key, value in values.items() if value}


def _way(life: Life, random: Random) -> dict[str, Value]:
    commune, department = life.home
    fate: dict[str, Value] = {"état": life.state + life.ending}
    if life.end:
        fate["date"] = f"{life.end}"
    values: dict[str, Value] = {
        "arrestation": {"date": f"{life.arrest}", "lieu": f"{commune} ({department})"},
        "internements": [{"lieu": life.prison}],
        "convoi": life.convoy.id,
        "matricules": life.numbers,
        "parcours": [
            {"camp": camp, "date": f"{day}" if day == life.convoy.arrival else f"{day:%Y-%m}"}
            for camp, day in life.stages
        ],
        "sort": fate | ({"lieu": life.stages[-1][0]} if life.state == "décédé" else {}),
    }
    if not life.died and random.random() < 0.55:
        death = date(random.randint(1950, 1990), random.randint(1, 12), random.randint(1, 28))
        values["décès"] = {"date": f"{death}", "lieu": f"{random.choice(names.communes(department))} ({department})"}
    return values


def _apparatus(life: Life, here: World, random: Random) -> dict[str, Value]:
    values: dict[str, Value] = {"sources": list(life.sources)}
    if random.random() < 0.12 and len(life.sources) > 1:
        wedding = date(life.birth.year + 24, random.randint(1, 12), random.randint(1, 27))
        days = (wedding, wedding + timedelta(days=1))
        told = zip(days, life.sources, strict=False)
        versions = [{"valeur": day_words(day), "source": source} for day, source in told]
        values["conflits"] = [{"champ": "mariage", "versions": versions}]
    if has_photograph(life.person.number):
        values["photo"] = {
            "fichier": f"{life.person.id}.jpg",
            "légende": "Image d’essai : un ovale, personne",
            "crédit": "Atelier fictif",
        }
    signed = random.sample(here.authors, random.choices((1, 2), (90, 10))[0])
    return values | {"auteurs": [initials for initials, _ in signed], "statut": random.choices(("relu", "validé"))[0]}
