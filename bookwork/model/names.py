"""Names of persons: how they are printed, turned round for an index, and put in order.

NF Z44-001: « de » and « d’ » stand after the name and do not count; « Le », « La », « Du », « Des », « L’ » belong to
it. The parts are data written by the author, never guessed from one string.
"""

from __future__ import annotations

from bookwork.model.collation import SortKey, filing_letter, french_key
from bookwork.records import Struct

__all__ = ["PersonName", "french_key"]


NameKey = tuple[tuple[str, str], tuple[SortKey, SortKey], str]
"""The letters of family and given names, then their accents, case and signs, then the particle."""


class PersonName(Struct, frozen=True):
    """A person's name in its parts; ``filing`` overrides the rule: « La Martinière », or « Nom, Prénom »."""

    family: str
    given: str = ""
    particle: str = ""
    usual: str = ""
    filing: str = ""

    def __str__(self) -> str:
        return self.natural()

    def heading(self) -> str:
        """As at the head of a notice: « SELLIER André », « LA PINTIÈRE Maurice de »."""
        return " ".join(part for part in (self.family.upper(), self.given, self._particle) if part)

    def inverted(self) -> str:
        """As in an index: « La Pintière (Maurice de) »."""
        given, particle = self.given, self._particle
        bracketed = f"{given} {particle}" if given and particle else given or particle
        return f"{self.family} ({bracketed})" if bracketed else self.family

    def natural(self) -> str:
        """As in a sentence: « Maurice de La Pintière », « Henri d’Aumale »."""
        return " ".join(part for part in (self.given, _joined(self._particle, self.family)) if part)

    def sort_key(self) -> NameKey:
        """The place of the name in the dictionary: family name, then given names, accents and signs last."""
        filing, _, given = self.filing.partition(",")
        keys = french_key(filing or self.family), french_key(given.strip() or self.given)
        return (keys[0][0], keys[1][0]), keys, self._particle

    def filing_letter(self) -> str:
        """The letter of the dictionary under which the name stands."""
        return filing_letter(self.filing or self.family)

    @property
    def _particle(self) -> str:
        """The particle with the typographic apostrophe."""
        return self.particle.strip().replace("'", "’")


def _joined(particle: str, family: str) -> str:
    if not particle:
        return family
    return particle + family if particle.endswith("’") else f"{particle} {family}"
