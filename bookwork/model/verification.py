"""What the récolement found: a document seen at its repository, and the citations that it was seen for."""

from __future__ import annotations

from bookwork.model.dates import DateError, EdtfDate
from bookwork.model.schema import After, Annotated, Record, key
from bookwork.model.values import Date, Texts

FINDINGS = ("vu", "conforme", "à corriger", "absent")
"""What a reader writes of a document: seen, says what the book says, does not, not there."""


def _one_day(value: EdtfDate) -> EdtfDate:
    if not value.is_day:
        raise DateError("il faut un jour : 2001-01-17", "a day is needed: 2001-01-17")
    return value


class Verification(Record):
    """One document as somebody found it, one day."""

    fonds: str = key("fonds")
    cote: str = key("cote", "", "cote normale ; vide pour un fonds sans cote")
    finding: str = key("état", pattern="|".join(FINDINGS))
    by: str = key("par")
    day: Annotated[Date, After(_one_day)] = key("le")
    remark: str = key("remarque", "")
    prints: Texts = key("citations", (), "empreintes des citations vues")
