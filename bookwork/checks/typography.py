"""Typography in the sources: habits the setting puts right in print but that are better lost, and what it cannot know.

Plain apostrophes and ordinary spaces before « ; : ! ? » are no faults: the setting makes them what they should be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple
from unicodedata import normalize

from bookwork.diagnostics import RULES, Diagnostic, Level, NoticeId, Place, Rule, check, notice_check, rule
from bookwork.model.book import Authorities, Book
from bookwork.model.notice import Notice
from bookwork.records import replace
from bookwork.typography.rules import ENDINGS
from bookwork.typography.standins import SOLID

ORDINAL = rule(
    "typo.ordinal",
    Level.INFORMATION,
    fr="« {wrong} » s’abrège « {right} ».",
    en="“{wrong}” is abbreviated “{right}”.",
    why="Lexique de l’Imprimerie nationale : 1er, 1re, 2e, XXe, jamais 2ème. À l’impression, le programme corrige.",
    mend=("{wrong}", "{right}"),
)
QUOTES = rule(
    "typo.quotes",
    Level.INFORMATION,
    fr="Les guillemets sont droits : {wrong} s’écrit {right}.",
    en="The quotation marks are straight: {wrong} is written {right}.",
    why="À l’impression, une paire devient « … », mais un guillemet seul reste droit : on ne sait s’il ouvre ou ferme.",
    mend=("{wrong}", "{pair}"),
)
ELLIPSIS = rule(
    "typo.ellipsis",
    Level.INFORMATION,
    fr="« {wrong} » : les points de suspension sont un seul signe, « {right} ».",
    en="“{wrong}”: an ellipsis is one character, “{right}”.",
    why="Trois points peuvent être coupés en bout de ligne. À l’impression, le programme corrige.",
    mend=("{wrong}", "{right}"),
)
DOUBLE_SPACE = rule(
    "typo.double-space",
    Level.INFORMATION,
    fr="Plusieurs espaces de suite ; une seule suffit.",
    en="Several spaces in a row; one is enough.",
    why="Une espace double est souvent la trace d’un mot effacé. À l’impression, il n’en reste qu’une.",
    mend=("  ", " "),
)
CAPITAL_ACCENT = rule(
    "typo.capital-accent",
    Level.WARNING,
    fr="« {wrong} » s’écrit « {right} » : la capitale garde son accent.",
    en="“{wrong}” is written “{right}”: a capital keeps its accent.",
    why="Lexique de l’Imprimerie nationale : l’accent a pleine valeur orthographique. Le programme ne change pas les "
    "noms : si une personne signe sans accent, dites-le dans « ignorer ».",
)

_ACCENTED: Final = re.findall(
    r"\w+",
    "Âge Âgé Âgée Ébéniste Échappé Échappée Éclaireur École Écoles Écolier Économiste Écosse Écrit Écrivain "
    "Écrivains Écroué Écrouée Éditeur Édition Éditions Édouard Également Église Églises Égypte Électricien "
    "Électricité Élève Élèves Élisabeth Éloi Élu Élue Émigré Émigrés Émile Émilie Émilien Épernay Épicier "
    "Épicière Épinal Épouse Époux Équipe Établi Étaient Était Étampes Étant Étaples État États Été Étienne Étoile "
    "Étude Études Étudiant Étudiante Étudiants Eugène Eugénie Évacuation Évacué Évacuée Évadé Évadée Évariste Évasion "
    "Évêque Évreux Île Îles",
)


def _bare(word: str) -> str:
    """The word without its accents."""
    return re.sub(r"[\u0300-\u036f]", "", normalize("NFD", word))


_WITHOUT_ANY: Final = {_bare(word): word for word in reversed(_ACCENTED)}
_WITHOUT_FIRST: Final = {_bare(word[0]) + word[1:]: word for word in _ACCENTED if word[0] != "E"}
_RIGHT_WORDS: Final = {**_WITHOUT_ANY, **_WITHOUT_FIRST}
_WRONG_WORD: Final = "|".join(
    rf"(?<={initial})(?:{'|'.join(word[1:] for word in _RIGHT_WORDS if word.startswith(initial))})" for initial in "AEI"
)
_WRONG_ENDING: Final = "|".join(wrong for wrong, right in ENDINGS.items() if wrong != right)


class Finding(NamedTuple):
    """Something an author may mend: the rule's code, where it starts in the text, as it is and as it should be."""

    code: str
    offset: int
    wrong: str
    right: str


def _in_guillemets(match: re.Match[str], wrong: str) -> str:
    inner = wrong.strip('"').strip()
    if inner:
        return f"« {inner} »"
    return "»" if match.string[: match.start()][-1:].strip() else "«"


Mending = Callable[[re.Match[str], str], str]
_STRAIGHT_QUOTES: Final = re.compile(r'"(?<![0-9]")(?:(?:[^"\n]|\n(?!\s*\n))+")?')
_POINTS: Final = re.compile(r"\.\.\.+")
_SPACES: Final = re.compile(r"  (?<=[^\s|]..) *(?=[^\s|])")
_PATTERNS: Final[tuple[tuple[Rule, re.Pattern[str], Mending], ...]] = (
    (
        ORDINAL,
        re.compile(rf"([0-9IVX](?<!\w.)[0-9IVX]*)({_WRONG_ENDING})(?!\w)"),
        lambda match, _: match[1] + ENDINGS[match[2]],
    ),
    (QUOTES, _STRAIGHT_QUOTES, _in_guillemets),
    (ELLIPSIS, _POINTS, lambda *_: "…"),
    (DOUBLE_SPACE, _SPACES, lambda *_: " "),
    (CAPITAL_ACCENT, re.compile(rf"[AEI](?<!\w.)(?:{_WRONG_WORD})(?!\w)"), lambda _, wrong: _RIGHT_WORDS[wrong]),
)
_WITH_SIGNS: Final = (('"', _STRAIGHT_QUOTES), ("...", _POINTS), ("  ", _SPACES))
"""A sign is looked for in a tenth of the time of an expression, and most texts have none."""
_WRONG_SPELLING: Final = re.compile(
    rf"[0-9IVXAE](?<!\w.)(?:(?<=[0-9IVX])[0-9IVX]*(?:{_WRONG_ENDING})|{_WRONG_WORD})(?!\w)"
)
"""A wrong ordinal or a word without its accent, both in one search."""
_NOT_PROSE: Final = re.compile(
    r"[`\[\]{<hw](?:(?<=`)(?P<ticks>`*)(?!`).+?(?<!`)`(?P=ticks)(?!`)|(?<=\[)(?:\[[^\]]*\]|[^\[\]]*@[^\[\]]*)\]"
    r"|(?<=\])\([^)\n]*\)|(?<=\{)[^}\n]*\}|(?<=<)[^<>\n]*>|(?<=h)(?<!\w.)ttps?://\S+|(?<=w)(?<!\w.)ww\.\S+)",
    re.DOTALL,
)
"""Starts with one class of signs, so that the search leaps from sign to sign (a fifth of the time, November 2026)."""
_ADDRESS: Final = re.compile(r"[\w.+-]{1,64}@[\w.-]+")


def findings(text: str) -> Iterator[Finding]:
    """What an author may mend in Markdown; code, citations, links, addresses and attributes are not looked at."""
    if _WRONG_SPELLING.search(text) or any(sign in text and found.search(text) for sign, found in _WITH_SIGNS):
        prose = _NOT_PROSE.sub(_solid, text)
        if "@" in prose:
            prose = _ADDRESS.sub(_solid, prose)
        for found, pattern, mended in _PATTERNS:
            for match in pattern.finditer(prose):
                wrong = text[match.start() : match.end()]
                yield Finding(found.code, match.start(), wrong, mended(match, wrong))


def _solid(match: re.Match[str]) -> str:
    return SOLID * len(match[0])


@notice_check
def typography(notice: Notice, _: Authorities) -> Iterator[Diagnostic]:
    """The findings in a notice."""
    return faults(notice.text.source, Place(notice.file, notice.text.line), notice.id)


@check
def typography_of_chapters(book: Book) -> Iterator[Diagnostic]:
    """The findings in every chapter."""
    for chapter in book.chapters.values():
        yield from faults(chapter.text.source, Place(chapter.file, chapter.text.line))


def faults(text: str, start: Place, notice: NoticeId | None = None) -> Iterator[Diagnostic]:
    """The findings in a text that starts in column 1 of a line, each with its line and column."""
    for found in findings(text):
        line = start.line + text.count("\n", 0, found.offset)
        column = found.offset - text.rfind("\n", 0, found.offset)
        wrong, right = " ".join(found.wrong.split()), " ".join(found.right.split())
        told = {"wrong": wrong, "right": right}
        if found.code == QUOTES.code:
            told["pair"] = right if wrong.count('"') == 2 and "«" in right and "»" in right else ""
        yield RULES[found.code].at(replace(start, line=line, column=column), notice, **told)
