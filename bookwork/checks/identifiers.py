"""Published ids: none may vanish, lead nowhere, turn in a circle or come back for somebody else."""

from __future__ import annotations

from collections.abc import Iterator

from bookwork.diagnostics import Diagnostic, Level, Place, check, rule
from bookwork.model.book import Book
from bookwork.model.nearness import NONE, nearest_few
from bookwork.model.register import Identifier
from bookwork.records import replace

VANISHED = rule(
    "id.vanished",
    Level.ERROR,
    fr="L’identifiant publié « {id} » n’a plus de notice : rendez-lui la sienne, ou redirigez-le (« vers »), ou "
    "retirez-le (« retiré »).",
    en="The published id “{id}” has no notice any more: give it back, or redirect it (“vers”), or withdraw it "
    "(“retiré”).",
    why="Un identifiant publié est cité ailleurs ; il peut être redirigé ou retiré, jamais disparaître.",
)
NOWHERE = rule(
    "id.redirect-nowhere",
    Level.ERROR,
    fr="« {id} » est redirigé vers « {target} », qui n’a pas de notice ; les plus proches : {nearest}.",
    en="“{id}” is redirected to “{target}”, which has no notice; the nearest are {nearest}.",
    why="Qui suit l’ancienne adresse doit arriver à une notice.",
)
LOOP = rule(
    "id.redirect-loop",
    Level.ERROR,
    fr="Les redirections de « {id} » tournent en rond : {way}.",
    en="The redirects of “{id}” turn in a circle: {way}.",
    why="Qui suit l’ancienne adresse n’arriverait jamais.",
)
REUSED = rule(
    "id.reused",
    Level.ERROR,
    fr="« {id} » est redirigé ou retiré, mais une notice porte cet identifiant : donnez-en un autre à la notice.",
    en="“{id}” is redirected or withdrawn, yet a notice bears this id: give the notice another one.",
    why="Ce qui a été cité sous cet identifiant désignerait soudain quelqu’un d’autre.",
)
BOTH = rule(
    "id.redirected-and-withdrawn",
    Level.ERROR,
    fr="« {id} » est à la fois redirigé et retiré : gardez « vers » ou « retiré ».",
    en="“{id}” is both redirected and withdrawn: keep “vers” or “retiré”.",
    why="On ne saurait pas si la notice a une suite.",
)


@check
def identifiers(book: Book) -> Iterator[Diagnostic]:
    """What is wrong with the register of published ids."""
    names = book.names
    for id_, entry in book.registers.identifiers.items():
        place = book.registers.places["identifiants", id_]
        if entry.redirect and entry.withdrawn:
            yield BOTH.at(place, id=id_)
        if id_ in names and (entry.redirect or entry.withdrawn):
            yield REUSED.at(place, id=id_)
        elif entry.redirect:
            yield from _redirect(book, entry, replace(place, key=f"{place.key}.vers"))
        elif id_ not in names and not entry.withdrawn:
            yield VANISHED.at(place, id=id_)


def _redirect(book: Book, entry: Identifier, place: Place) -> Iterator[Diagnostic]:
    way = book.registers.redirect_way(entry.id)
    if way[-1] in way[:-1]:
        yield LOOP.at(place, id=entry.id, way=" → ".join(way))
    elif way[-1] not in book.names:
        near = ", ".join(nearest_few(entry.redirect, book.names)) or NONE
        yield NOWHERE.at(place, id=entry.id, target=way[-1], nearest=near)
