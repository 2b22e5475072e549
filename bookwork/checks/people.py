"""People: who signs, and the same person twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bookwork.diagnostics import Diagnostic, Level, check, notice_check, rule
from bookwork.model.book import Authorities, Book
from bookwork.model.nearness import nearest
from bookwork.model.notice import Notice

UNKNOWN_AUTHOR = rule(
    "author.unknown",
    Level.ERROR,
    fr="L’auteur « {value} » n’est pas au registre ; le plus proche : « {nearest} ».",
    en="The author “{value}” is not in the register; the nearest is “{nearest}”.",
    why="Chaque notice est signée d’initiales que le livre explique.",
)
DUPLICATE_PERSON = rule(
    "person.duplicate",
    Level.WARNING,
    fr="Même nom et même naissance que {other} : est-ce la même personne ?",
    en="Same name and same birth as {other}: is it the same person?",
    why="Deux auteurs ont pu écrire la même vie.",
)


@notice_check
def authors(notice: Notice, authorities: Authorities) -> Iterator[Diagnostic]:
    """Initials that the register of authors does not hold."""
    known = authorities.registers.authors
    for number, initials in enumerate(notice.facts.authors):
        if initials not in known:
            place = notice.place("auteurs", number)
            yield UNKNOWN_AUTHOR.at(place, notice.id, value=initials, nearest=nearest(initials, known))


@check
def duplicates(book: Book) -> Iterator[Diagnostic]:
    """Two notices with the same family name, first given name and date of birth."""
    seen: dict[tuple[str, str, str], list[Notice]] = defaultdict(list)
    for notice in book.notices:
        birth = notice.facts.birth
        if birth and birth.date:
            (family, _), _, _ = notice.name.sort_key()
            given = notice.name.given.split(" ")[0].casefold()
            seen[family, given, birth.date.text].append(notice)
    for first, *others in seen.values():
        for other in others:
            yield DUPLICATE_PERSON.at(other.place("nom"), other.id, other=first.file)
