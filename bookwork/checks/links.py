"""Cross-references between notices: to nobody, to two people, to oneself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from bookwork.diagnostics import Diagnostic, Level, NoticeId, check, rule
from bookwork.model.book import Book
from bookwork.model.citation import CrossReference
from bookwork.model.directory import Directory
from bookwork.model.nearness import NONE, nearest_few

UNKNOWN = rule(
    "link.unknown",
    Level.ERROR,
    fr="Le renvoi « {target} » ne mène à personne ; les plus proches : {nearest}.",
    en="The cross-reference “{target}” leads to nobody; the nearest are {nearest}.",
    why="Un lecteur ne trouverait pas la page.",
)
AMBIGUOUS = rule(
    "link.ambiguous",
    Level.ERROR,
    fr="Le renvoi « {target} » convient à plusieurs personnes : {candidates} ; écrivez l’identifiant.",
    en="The cross-reference “{target}” fits several people: {candidates}; write the id.",
    why="Le livre ne choisit pas entre deux homonymes.",
)
SELF = rule(
    "link.self",
    Level.WARNING,
    fr="Le renvoi « {target} » mène à cette notice même.",
    en="The cross-reference “{target}” leads to this very notice.",
    why="Un renvoi à soi-même n’apprend rien.",
)


@check
def references(book: Book) -> Iterator[Diagnostic]:
    """Cross-references that do not lead to exactly one other person."""
    broken = {notice.id for notice in book.broken}
    of_notices = [(notice.references, notice.id) for notice in book.notices]
    of_chapters = [(chapter.text.references, None) for chapter in book.chapters.values()]
    yield from unresolved([*of_notices, *of_chapters], book.directory, broken)


def unresolved(
    made: Iterable[tuple[Iterable[CrossReference], NoticeId | None]], directory: Directory, broken: Set[str]
) -> Iterator[Diagnostic]:
    """Those of these cross-references, each with the notice it is made in, that lead nowhere, to oneself or to two."""
    for references, notice in made:
        for reference in references:
            target, place = reference.target, reference.place
            found = directory.find(target)
            if not found and not broken & {target, directory.redirects.get(target)}:
                near = ", ".join(nearest_few(target, directory.names())) or NONE
                yield UNKNOWN.at(place, notice, target=target, nearest=near)
            elif len(found) > 1:
                candidates = ", ".join(sorted(each.id for each in found))
                yield AMBIGUOUS.at(place, notice, target=target, candidates=candidates)
            elif found and found[0].id == notice:
                yield SELF.at(place, notice, target=target)
