"""RELAX NG schemas to hold our XML to, and only as much of them as a document needs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lxml import etree

SCHEMAS = Path(__file__).parent / "schemas"
RNG = "{http://relaxng.org/ns/structure/1.0}"


@cache
def _tei_all() -> bytes:
    return (SCHEMAS / "tei_all.rng").read_bytes()


def tei_schema(document: etree._ElementTree) -> etree.RelaxNG:
    """TEI All without the elements that this document does not use.

    Taking alternatives out of a grammar never makes it allow more, so what is valid here is valid against TEI All;
    compiled whole by libxml2 that takes 13 s, this 1 s (November 2026).
    """
    used = {etree.QName(element).localname for element in document.iter(etree.Element)}
    grammar = etree.fromstring(_tei_all())
    for definition in grammar.iter(f"{RNG}define"):
        element = definition.find(f"{RNG}element")
        if element is not None and len(definition) == 1 and element.get("name") not in used:
            definition.replace(element, etree.Element(f"{RNG}notAllowed"))
    return etree.RelaxNG(grammar)


@cache
def eac_schema() -> etree.RelaxNG:
    """The part of EAC-CPF 2.0 that our records use."""
    return etree.RelaxNG(etree.parse(SCHEMAS / "eac-cpf-2.0-used.rng"))
