"""What TEI elements of this book have in common: ids, pointers to sources, dates with their doubt, places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bookwork.editions.markup import Node, node, xml_id
from bookwork.editions.moments import moment_of
from bookwork.model.dates import EdtfDate

EDTF = "https://www.loc.gov/standards/datetime/"
"""How the values of ``@when-custom`` are to be read."""


def person_id(notice: str) -> str:
    """The XML id of a person."""
    return xml_id("p", notice)


def notice_id(notice: str) -> str:
    """The XML id of a notice's text."""
    return xml_id("n", notice)


def source_id(notice: str, source: str) -> str:
    """The XML id of a source, with its place cited, of a notice."""
    return f"{notice_id(notice)}.{source}"


def work_id(key: str) -> str:
    """The XML id of a work of the bibliography."""
    return xml_id("b", key)


def camp_id(key: str) -> str:
    """The XML id of a camp of the register."""
    return xml_id("camp", key)


def convoy_id(key: str) -> str:
    """The XML id of a convoy of the register."""
    return xml_id("convoi", key)


def network_id(name: str) -> str:
    """The XML id of a network of the register."""
    return xml_id("org", name)


def author_id(initials: str) -> str:
    """The XML id of an author of notices."""
    return xml_id("a", initials)


def to(ids: Iterable[str]) -> str:
    """The value of an attribute that points to these ids."""
    return " ".join(f"#{id_}" for id_ in ids)


def dating(value: EdtfDate | None) -> dict[str, str]:
    """The attributes of a date: ISO forms, the EDTF as written where they do not say all."""
    if value is None:
        return {}
    moment = moment_of(value)
    found = {
        "when": moment.point,
        "from": moment.start,
        "to": moment.end,
        "notBefore": moment.not_before,
        "notAfter": moment.not_after,
    }
    if value.qualifiers or not moment.is_exact:
        found |= {"when-custom": value.text, "datingMethod": EDTF}
    return found


def certain_dating(value: EdtfDate | None) -> dict[str, str]:
    """The attributes of a date for a whole statement: a doubtful date stands in ``<date>`` alone, with its doubt."""
    return dating(value) if value is not None and not value.qualifiers else {}


def date_node(value: EdtfDate | None) -> Node | None:
    """The date in French words: ``?`` as ``@cert="low"``, ``~`` as an element ``<precision>``, ``%`` as both."""
    if value is None:
        return None
    attributes = dating(value)
    uncertain = any(sign in value.qualifiers for sign in "?%")
    about = any(sign in value.qualifiers for sign in "~%")
    names = [f"@{name}" for name in ("when", "from", "to", "notBefore", "notAfter") if attributes.get(name)]
    precision = [node("precision", {"match": name, "precision": "low"}) for name in names] if about else []
    return node("date", attributes | {"cert": "low" if uncertain else ""}, value.in_french(), *precision)


def place_nodes(place: str, department: str = "", country: str = "", reference: str = "") -> Iterator[Node]:
    """A place in the author's words, with département and country where he gives them."""
    if place:
        yield node("placeName", {"ref": reference}, place)
    if department:
        yield node("region", {"type": "département"}, department)
    if country:
        yield node("country", {}, country)


def listed(nodes: Iterable[Node | None]) -> tuple[Node | str, ...]:
    """These nodes with a comma and a space between them."""
    found: list[Node | str] = []
    for each in nodes:
        if each is not None:
            found += [", ", each] if found else [each]
    return tuple(found)
