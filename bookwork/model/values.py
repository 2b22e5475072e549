"""The small shapes that statements are made of, in notices and registers alike."""

from __future__ import annotations

from bookwork.model.dates import EdtfDate, parse_edtf
from bookwork.model.schema import Annotated, AsText, Before, Record, key


def bare_text_as(name: str) -> Before:
    """A bare text stands for the mapping with that one key: ``profession: boulanger``."""
    return Before(lambda value: {name: value} if isinstance(value, str) else value)


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _as_date(value: object) -> object:
    return parse_edtf(value) if isinstance(value, str) else value


Date = Annotated[EdtfDate, Before(_as_date), AsText("date ISO ou EDTF : 1944-01-17, 1944-01, 1943~, /1920")]
"""A date of the front matter, written in EDTF."""

Texts = Annotated[tuple[str, ...], Before(_as_list)]
"""Several texts; one text alone needs no brackets."""


class Sourced(Record):
    """What any statement may carry beside its value."""

    note: str = key("note", "")
    source: Texts = key("source", (), "citations propres à ce fait : « @clé, p. 12 »")


class Stated(Sourced):
    """A plain value with its source: a profession, a number."""

    value: str = key("valeur")


Value = Annotated[Stated, bare_text_as("valeur")]
"""A value, bare or with its source."""
