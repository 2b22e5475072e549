"""Who is meant by a name: notices by id and by every form of the name, for cross-references."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from bookwork.model.collation import french_letters
from bookwork.model.names import PersonName
from bookwork.model.notice import Notice


class Directory:
    """Finds notices by id, by « NOM Prénom », « Prénom Nom », the usual name, or the family name alone.

    A published id that is redirected finds the notice where its ``redirects`` end.
    """

    def __init__(self, notices: Iterable[Notice], redirects: Mapping[str, str]) -> None:
        self.by_id: dict[str, Notice] = {notice.id: notice for notice in notices}
        self._redirects = redirects

    @cached_property
    def _by_full_name(self) -> dict[str, list[Notice]]:
        found: dict[str, list[Notice]] = defaultdict(list)
        for notice in self.by_id.values():
            for form in _full_forms(notice.name):
                found[form].append(notice)
        return found

    @cached_property
    def _by_family(self) -> dict[str, list[Notice]]:
        found: dict[str, list[Notice]] = defaultdict(list)
        for notice in self.by_id.values():
            for family in {notice.name.family, notice.name.usual} - {""}:
                found[french_letters(family)].append(notice)
        return found

    def find(self, target: str) -> tuple[Notice, ...]:
        """The notices that a target may mean: none, the one, or several."""
        standing = target if target in self.by_id else self._redirects.get(target, "")
        if standing in self.by_id:
            return (self.by_id[standing],)
        letters = french_letters(target)
        return tuple(self._by_full_name.get(letters) or self._by_family.get(letters) or ())

    def names(self) -> tuple[str, ...]:
        """Every id and every « NOM Prénom », for suggestions."""
        return (*self.by_id, *(f"{each.name.family} {each.name.given}" for each in self.by_id.values()))


def _full_forms(name: PersonName) -> set[str]:
    """All given names or the first alone, before or after the family name, with the particle or without."""
    first = name.given.split(" ")[0]
    forms = set()
    for family in {name.family, name.usual, f"{name.particle} {name.family}"} - {""}:
        for given in {name.given, first}:
            forms |= {french_letters(f"{family} {given}"), french_letters(f"{given} {family}")}
            forms.add(french_letters(f"{family} {given} {name.particle}"))
    return forms
