"""Who the notices are about: fictional names, all different, each drawn after those of smaller number only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Final

from fiction import names

NAMESAKES: Final = 0.2
"""Who bears the family name of somebody before."""


@dataclass(frozen=True, slots=True)
class Person:
    """A fictional person: the number of the notice, the id, the name in its parts."""

    number: int
    id: str
    family: str
    given: str
    woman: bool
    particle: str = ""
    usual: str = ""

    @property
    def letter(self) -> str:
        """The letter of the dictionary: the folder of the notice."""
        return names.plain(self.family)[0].upper()

    @property
    def first(self) -> str:
        """The given name in use."""
        return self.given.split(" ")[0]

    def __str__(self) -> str:
        joint = "" if not self.particle or self.particle.endswith("’") else " "
        return f"{self.first} {self.particle}{joint}{self.family}"


def people(seed: int, count: int) -> list[Person]:
    """The first so many people of this seed; a name that any cross-reference could confuse is drawn again."""
    found: list[Person] = []
    taken: set[str] = set()
    for number in range(count):
        random = Random(f"{seed} person {number}")
        person = _person(number, found, random)
        while not taken.isdisjoint(forms := set(_forms(person))):
            person = _person(number, [], random)
        taken |= forms
        found.append(person)
    return found


def _person(number: int, before: list[Person], random: Random) -> Person:
    woman = random.random() < 0.04
    family = random.choice(before).family if before and random.random() < NAMESAKES else names.family(random)
    given = names.given(random, woman=woman)
    particle = ""
    if random.random() < 0.03:
        particle = "d’" if names.plain(family)[0] in "aeiouy" else "de"
    usual = names.family(random) if woman and random.random() < 0.5 else ""
    id_ = names.plain(f"{family} {given.split(' ')[0]} {particle}")
    return Person(number, id_, family, given, woman, particle, usual)


def _forms(person: Person) -> Iterator[str]:
    """Every way to write the name in a cross-reference, letters alone."""
    families = {person.family, person.usual, f"{person.particle} {person.family}"} - {""}
    for family, given in product(families, {person.given, person.first}):
        for words in ((family, given), (given, family), (family, given, person.particle)):
            yield names.plain(" ".join(words)).replace("-", "")
