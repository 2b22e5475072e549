"""Repositories of archives and the shelfmarks (« cotes ») that they give, as ``layout/archives.yml`` states them."""

from __future__ import annotations

from collections.abc import Mapping

from bookwork.diagnostics import Level
from bookwork.model.schema import Record, key
from bookwork.model.values import Texts
from bookwork.records import Struct

NaturalKey = tuple[tuple[int, int, str], ...]
"""Figures count as numbers and stand before words: ``72AJ/9`` before ``72AJ/45``."""


class Rewriting(Record):
    """One step from what people type to what the repository writes; both sides in the syntax of RE2."""

    search: str = key("cherche")
    replacement: str = key("remplace")


class ReadingRoom(Record):
    """What a reading room allows: documents brought at once, and in half a day."""

    batch: int | None = key("levee", None, "documents par levée", least=1)
    half_day: int | None = key("par_demi_journee", None, "documents par demi-journée", least=1)


class Department(Record):
    """What the archives of one département do otherwise than the others; their forms are tried before rewriting."""

    patterns: Texts = key("motifs", ())
    room: ReadingRoom | None = key("lecture", None)


class CoteRange(Record):
    """Shelfmarks that the repository says to be those of one kind of people: their last number, from, to."""

    search: str = key("cherche", description="motif RE2, le numéro entre parenthèses")
    first: int = key("de", least=0)
    last: int = key("à", least=0)
    fates: Texts = key("sorts", (), "états de « sort » qui s’accordent avec cet intervalle")
    source: str = key("source", "")


class Repository(Record):
    """How one repository writes its shelfmarks; without patterns it takes any text."""

    id: str = key("id", pattern="[a-z0-9]+(?:-[a-z0-9]+)*")
    name: str = key("nom")
    isil: str = key("isil", "")
    elements: dict[str, str] = key("éléments", {}, "morceaux de motifs, appelés par leur nom : {nombre}")
    patterns: Texts = key("motifs", (), "formes admises, en majuscules sans accent, syntaxe RE2")
    departments: dict[str, Department] = key("départements", {}, "ce qu’un département fait autrement")
    words: Texts = key("retirer", (), "mots ôtés de devant la cote")
    rewritings: tuple[Rewriting, ...] = key("réécrire", ())
    grouped: int = key("groupes", 0, "chiffres par groupe à l’impression ; 0 : d’un trait", least=0)
    severity: str = key("gravité", "avertissement", pattern="erreur|avertissement")
    seen: Texts = key("repérer", (), "cotes qui se voient dans le texte courant, syntaxe RE2")
    personal: Texts = key("personnels", (), "cotes de dossiers d’une seule personne, syntaxe RE2")
    ranges: tuple[CoteRange, ...] = key("intervalles", ())
    room: ReadingRoom = key("lecture", ReadingRoom())
    passing: Texts = key("passent", (), "exemples : « tapé », ou « tapé => cote normale »")
    failing: Texts = key("échouent", ())
    source: str = key("source", "")

    @property
    def level(self) -> Level:
        """How grave a shelfmark out of pattern is here."""
        return Level.ERROR if self.severity == "erreur" else Level.WARNING


Repositories = Mapping[str, Repository]


class Cote(Struct, frozen=True):
    """A shelfmark that fits its repository.

    ``normal`` is what the repository writes, ``printed`` the same with no-break spaces and figures in groups,
    ``comparison`` the same in capitals without accents, as patterns see it. ``order`` sorts naturally, and is equal
    for two spellings of one shelfmark. ``exact`` is false if only the rewriting of what was ``written`` made it fit.
    """

    written: str
    normal: str
    printed: str
    comparison: str
    order: NaturalKey
    exact: bool
