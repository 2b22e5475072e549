"""Who is meant by a name: notices by id and by every form of the name, for cross-references."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple, Protocol

from bookwork.diagnostics import NoticeId
from bookwork.model.collation import french_letters
from bookwork.model.names import PersonName


class Person(Protocol):
    """Whoever has a notice."""

    @property
    def id(self) -> NoticeId:
        """The id of the notice."""

    @property
    def name(self) -> PersonName:
        """The name."""


class Named(NamedTuple):
    """A person of whom no more is known than the name."""

    id: NoticeId
    name: PersonName


class Directory:
    """Finds notices by id, by « NOM Prénom », « Prénom Nom », the usual name, or the family name alone.

    A published id that is redirected finds the notice where its ``redirects`` end.
    """

    def __init__(self, people: Iterable[Person], redirects: Mapping[str, str]) -> None:
        self.by_id: dict[str, Person] = {person.id: person for person in people}
        self.redirects = redirects
        self._notices = tuple(self.by_id.values())
        self._found: dict[str, tuple[Person, ...]] = {}

    @cached_property
    def _places(self) -> dict[str, list[tuple[int, str]]]:
        """The places of the notices by the letters of their family names, in every form that begins or ends a name.

        With each stands the first letter of the given names, for many people of a book share a family name.
        """
        found: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for place, notice in enumerate(self._notices):
            initial = _initial(notice.name.given.split(" ")[0])
            for form in {letters for family in _families(notice.name) for letters in _alone_and_followed(family)}:
                found[form].append((place, initial))
        return found

    def _by_full_name(self, letters: str) -> tuple[Person, ...]:
        """The notices one of whose full forms has these letters: only those are looked at whose family name fits."""
        places: set[int] = set()
        known = self._places
        for cut in range(len(letters) + 1):
            for family, given in ((letters[:cut], letters[cut:]), (letters[cut:], letters[:cut])):
                if family in known:
                    places.update(place for place, initial in known[family] if given.startswith(initial))
        notices = (self._notices[place] for place in sorted(places))
        return tuple(notice for notice in notices if letters in _full_forms(notice.name))

    @cached_property
    def _by_family(self) -> dict[str, list[Person]]:
        found: dict[str, list[Person]] = defaultdict(list)
        for notice in self.by_id.values():
            for family in {notice.name.family, notice.name.usual} - {""}:
                found[french_letters(family)].append(notice)
        return found

    def find(self, target: str) -> tuple[Person, ...]:
        """The notices that a target may mean: none, the one, or several."""
        standing = target if target in self.by_id else self.redirects.get(target, "")
        if standing in self.by_id:
            return (self.by_id[standing],)
        if target not in self._found:
            letters = french_letters(target)
            self._found[target] = self._by_full_name(letters) or tuple(self._by_family.get(letters, ()))
        return self._found[target]

    def found(self) -> dict[str, tuple[str, ...]]:
        """The ids of those that were found by a name, by that name."""
        return {target: tuple(person.id for person in found) for target, found in self._found.items()}

    def bring(self, found: Mapping[str, tuple[str, ...]]) -> None:
        """What another directory of the same people has found."""
        by_id = self.by_id
        self._found.update((target, tuple(by_id[id_] for id_ in ids if id_ in by_id)) for target, ids in found.items())

    def names(self) -> tuple[str, ...]:
        """Every id and every « NOM Prénom », for suggestions."""
        return (*self.by_id, *(f"{each.name.family} {each.name.given}" for each in self.by_id.values()))


def _families(name: PersonName) -> set[str]:
    """The family name, with the particle and without, and the usual name."""
    return {name.family, name.usual, f"{name.particle} {name.family}"} - {""}


@lru_cache(maxsize=1 << 12)
def _initial(given: str) -> str:
    return french_letters(given)[:1]


@lru_cache(maxsize=1 << 14)
def _alone_and_followed(family: str) -> tuple[str, str]:
    """The letters of a family name as they are and before given names: « Mc » and « St » wait for what follows."""
    return french_letters(family), french_letters(f"{family} X")[:-1]


def _full_forms(name: PersonName) -> set[str]:
    """All given names or the first alone, before or after the family name, with the particle or without."""
    first = name.given.split(" ")[0]
    forms = set()
    for family in _families(name):
        for given in {name.given, first}:
            forms |= {french_letters(f"{family} {given}"), french_letters(f"{given} {family}")}
            forms.add(french_letters(f"{family} {given} {name.particle}"))
    return forms
