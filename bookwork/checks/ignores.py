"""``ignorer: {code: raison}`` in a notice silences a rule there; an ignore that silences nothing is a fault itself."""

from __future__ import annotations

from collections.abc import Iterator

from bookwork.diagnostics import RULES, Diagnostic, Level, NoticeId, rule
from bookwork.model.book import Book
from bookwork.model.nearness import nearest

UNKNOWN_RULE = rule(
    "ignore.unknown-rule",
    Level.WARNING,
    fr="Il n’y a pas de règle « {code} » à ignorer ; la plus proche : « {nearest} ».",
    en="There is no rule “{code}” to ignore; the nearest is “{nearest}”.",
    why="Un code mal écrit n’ignore rien.",
)
UNUSED = rule(
    "ignore.unused",
    Level.WARNING,
    fr="La règle « {code} » ne signale plus rien ici ; ôtez-la de « ignorer ».",
    en="The rule “{code}” reports nothing here any more; take it out of “ignorer”.",
    why="Une exception oubliée cacherait la prochaine faute du même genre.",
)
WITHOUT_REASON = rule(
    "ignore.without-reason",
    Level.WARNING,
    fr="Dites pourquoi la règle « {code} » est ignorée.",
    en="Say why the rule “{code}” is ignored.",
    why="Le prochain relecteur doit savoir si la raison vaut encore.",
)


def settled(book: Book, found: tuple[Diagnostic, ...], checked: tuple[Diagnostic, ...]) -> Iterator[Diagnostic]:
    """The diagnostics that stand. Errors ``found`` in reading stand always: nobody can decide that they are right."""
    ignored = {(notice.id, code) for notice in book.notices for code in notice.facts.ignored}
    used: set[tuple[NoticeId | None, str]] = set()
    stands = {id(each) for each in found if each.level == Level.ERROR}
    for diagnostic in (*found, *checked):
        pair = (diagnostic.notice, diagnostic.code)
        if pair in ignored and id(diagnostic) not in stands:
            used.add(pair)
        else:
            yield diagnostic
    for notice in book.notices:
        for code, reason in notice.facts.ignored.items():
            place = notice.place("ignorer", code)
            if code not in RULES:
                yield UNKNOWN_RULE.at(place, notice.id, code=code, nearest=nearest(code, RULES))
            elif (notice.id, code) not in used:
                yield UNUSED.at(place, notice.id, code=code)
            elif not reason.strip():
                yield WITHOUT_REASON.at(place, notice.id, code=code)
