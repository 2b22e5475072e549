"""Values of the front matter that are right or wrong by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bookwork.diagnostics import Diagnostic, Level, notice_check, rule
from bookwork.model.book import Authorities
from bookwork.model.nearness import nearest
from bookwork.model.notice import Notice

SEX = rule(
    "notice.bad-sex",
    Level.ERROR,
    fr="« sexe » vaut H ou F, non « {value} ».",
    en="“sexe” is H or F, not “{value}”.",
    why="Les accords de la tête de notice et les comptes du livre en dépendent.",
)
STATUS = rule(
    "notice.bad-status",
    Level.ERROR,
    fr="« statut » vaut brouillon, relu ou validé, non « {value} ».",
    en="“statut” is brouillon, relu or validé, not “{value}”.",
    why="Le statut dit si une notice peut être imprimée.",
)
DRAFT = rule(
    "notice.draft",
    Level.INFORMATION,
    fr="La notice est encore au brouillon.",
    en="The notice is still a draft.",
    why="Avant l’impression, chaque notice est relue.",
)
STATE = rule(
    "fate.unknown-state",
    Level.WARNING,
    fr="L’état « {value} » n’est pas connu ; le plus proche : « {nearest} ».",
    en="The state “{value}” is not known; the nearest is “{nearest}”.",
    why="Les comptes des rentrés et des morts se font sur ce mot.",
)
EMPTY_TEXT = rule(
    "notice.empty-text",
    Level.WARNING,
    fr="La notice n’a pas de texte.",
    en="The notice has no text.",
    why="Une tête de notice sans vie est sans doute un fichier inachevé.",
)
FOLDER = rule(
    "notice.wrong-folder",
    Level.WARNING,
    fr="Le fichier est dans « {folder} », mais le nom se classe à la lettre {letter}.",
    en="The file is in “{folder}”, but the name files under {letter}.",
    why="On cherche un fichier à la lettre où le livre range la personne.",
)
CAPITALS = rule(
    "notice.name-in-capitals",
    Level.WARNING,
    fr="Le nom « {name} » est tout en capitales ; écrivez-le avec ses minuscules et ses accents.",
    en="The name “{name}” is all in capitals; write it with its small letters and accents.",
    why="La maquette met les capitales ; les accents perdus ne se retrouvent pas.",
)
NUMBER = rule(
    "number.bad-form",
    Level.WARNING,
    fr="« {value} » n’est pas un matricule : des chiffres, parfois une lettre devant.",
    en="“{value}” is no camp number: figures, sometimes a letter before them.",
    why="Un matricule mal saisi ne se retrouve pas dans les listes.",
)
ONE_VERSION = rule(
    "conflict.one-version",
    Level.ERROR,
    fr="Un conflit compte au moins deux versions ; « {field} » en a {count}.",
    en="A conflict has at least two versions; “{field}” has {count}.",
    why="Une contradiction s’imprime avec tout ce qui se contredit.",
)

STATES: Final = ("rentré", "libéré", "évadé", "rapatrié", "décédé", "disparu", "inconnu")
"""How a deportation ended, for a man; a woman’s takes an « e », but for « inconnu », which agrees with « sort »."""
_NUMBER: Final = re.compile(r"(?:[A-Z]{1,2}[ -]?)?[0-9]+(?:(?:, | et )(?:[A-Z]{1,2}[ -]?)?[0-9]+)*")


@notice_check
def values(notice: Notice, _: Authorities) -> Iterator[Diagnostic]:
    """Values out of their list."""
    facts = notice.facts
    if facts.sex not in ("H", "F"):
        yield SEX.at(notice.place("sexe"), notice.id, value=facts.sex)
    if facts.status == "brouillon":
        yield DRAFT.at(notice.place("statut"), notice.id)
    elif facts.status not in ("relu", "validé"):
        yield STATUS.at(notice.place("statut"), notice.id, value=facts.status)
    states = [state + "e" * (facts.sex == "F" and state != "inconnu") for state in STATES]
    if facts.fate and facts.fate.state not in states:
        near = nearest(facts.fate.state, states)
        yield STATE.at(notice.place("sort", "état"), notice.id, value=facts.fate.state, nearest=near)
    for camp, number in facts.numbers.items():
        if not _NUMBER.fullmatch(number.value):
            yield NUMBER.at(notice.place("matricules", camp), notice.id, value=number.value)


@notice_check
def head(notice: Notice, _: Authorities) -> Iterator[Diagnostic]:
    """The name, the place of the file, the text."""
    family = notice.name.family
    if len(family) > 3 and family.isupper():
        yield CAPITALS.at(notice.place("nom"), notice.id, name=family)
    if not notice.text.html:
        yield EMPTY_TEXT.at(notice.place("nom"), notice.id)
    yield from _folder(notice)


@notice_check
def conflicts(notice: Notice, _: Authorities) -> Iterator[Diagnostic]:
    """Conflicts that state no contradiction."""
    for number, conflict in enumerate(notice.facts.conflicts):
        if len(conflict.versions) < 2:
            place = notice.place("conflits", number)
            yield ONE_VERSION.at(place, notice.id, field=conflict.field, count=len(conflict.versions))


def _folder(notice: Notice) -> Iterator[Diagnostic]:
    folder, letter = notice.file.rpartition("/")[0].rpartition("/")[2], notice.name.filing_letter()
    if len(folder) == 1 and folder.upper() != letter:
        yield FOLDER.at(notice.place("nom"), notice.id, folder=folder, letter=letter)
