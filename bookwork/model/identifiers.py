"""Numbers that prove themselves: ISBN, ISSN, ISIL, DOI, ARK. The only module that imports ``stdnum``."""

from __future__ import annotations

import re
from typing import Final

from stdnum import isbn, isil, issn

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_DOI_BEFORE = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_ARK = re.compile(r"(?:https?://[^\s/]+/)?ark:/?(?P<naan>[0-9b-df-hjkmnp-tv-z]{5,9})/(?P<name>[^\s/.?#]+)[^\s]*")
_NOID_ALPHABET: Final = "0123456789bcdfghjkmnpqrstvwxz"
"""NOID, « Template Syntax »: 29 signs without vowels and l, so that no word is made by chance."""
_NAME_ALONE: Final = frozenset({"12148"})
"""Naming authorities whose check character counts the name without the authority: BnF, 9 of 9 real ARK (2026)."""
_ISIL_FORM = re.compile(r"[A-Z]{2}-[A-Za-z0-9:/-]{1,11}")


def isbn_fault(text: str) -> tuple[str, str] | None:
    """What is wrong with the ISBN in a field, in French and English; several are separated by commas or semicolons."""
    for number in re.split(r"[,;]|\s\(|\s+(?=97[89])", text):
        bare = re.sub(r"[^0-9Xx]", "", number)
        if not number.strip() or number.strip().endswith(")"):
            continue
        if len(bare) not in (10, 13):
            return f"{len(bare)} chiffres au lieu de 10 ou 13", f"{len(bare)} figures instead of 10 or 13"
        if not isbn.is_valid(bare):
            return _wrong_check(_isbn_check(bare))
    return None


def isbn_form(text: str) -> str:
    """A right ISBN with its hyphens, « 978-2-7491-6644-5 »; none for several, or where its parts are not known."""
    bare = re.sub(r"[ -]", "", text)
    parts = isbn.split(bare) if isbn.is_valid(bare) else ()
    return "-".join(part for part in parts if part) if all(parts[-4:]) else ""


def issn_fault(text: str) -> tuple[str, str] | None:
    """What is wrong with an ISSN."""
    for number in filter(None, (each.strip() for each in re.split(r"[,;]", text))):
        bare = re.sub(r"[^0-9Xx]", "", re.sub(r"\(.*?\)", "", number))
        if len(bare) != 8:
            return f"{len(bare)} chiffres au lieu de 8", f"{len(bare)} figures instead of 8"
        if not issn.is_valid(bare):
            return _wrong_check(issn.calc_check_digit(bare[:7]) if bare[:7].isdigit() else "?")
    return None


def isil_fault(text: str) -> tuple[str, str] | None:
    """What is wrong with an ISIL, the identifier of a library or archive (ISO 15511)."""
    if _ISIL_FORM.fullmatch(text) and isil.is_valid(text):
        return None
    return "un ISIL s’écrit « FR-751131010 »", "an ISIL is written “FR-751131010”"


def doi_fault(text: str) -> tuple[str, str] | None:
    """What is wrong with a DOI: it has no check digit, only a form."""
    if _DOI.fullmatch(_DOI_BEFORE.sub("", text.strip())):
        return None
    return "un DOI s’écrit « 10.3917/vin.123.0045 »", "a DOI is written “10.3917/vin.123.0045”"


def ark_fault(text: str) -> tuple[str, str] | None:
    """What is wrong with an ARK: its form, and its check character where the naming authority has one."""
    match = _ARK.fullmatch(text.strip())
    if not match:
        return "un ARK s’écrit « ark:/12148/btv1b8449691v »", "an ARK is written “ark:/12148/btv1b8449691v”"
    name = match["name"]
    if match["naan"] in _NAME_ALONE and noid_check(name[:-1]) != name[-1]:
        return _wrong_check(noid_check(name[:-1]))
    return None


def noid_check(name: str) -> str:
    """The check character of a NOID: its signs times their places, modulo 29; signs outside the alphabet count 0."""
    total = sum(place * max(0, _NOID_ALPHABET.find(sign)) for place, sign in enumerate(name, start=1))
    return _NOID_ALPHABET[total % len(_NOID_ALPHABET)]


def plain_doi(text: str) -> str:
    """A DOI without what stands before it, in small letters: DOIs compare without case."""
    return _DOI_BEFORE.sub("", text.strip()).lower()


def plain_isbn(text: str) -> str:
    """An ISBN as thirteen figures, or an empty text where it is none."""
    bare = re.sub(r"[^0-9Xx]", "", re.split(r"[,;]|\s\(", text)[0])
    return isbn.to_isbn13(bare) if isbn.is_valid(bare) else ""


def _isbn_check(bare: str) -> str:
    digits = bare[:-1]
    if not digits.isdigit():
        return "?"
    if len(digits) == 12:
        return str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10)
    rest = sum(place * int(digit) for place, digit in enumerate(digits, start=1)) % 11
    return "X" if rest == 10 else str(rest)


def _wrong_check(right: str) -> tuple[str, str]:
    return (
        f"la clé de contrôle devrait être « {right} », un chiffre est donc faux",
        f"the check character should be “{right}”, so a figure is wrong",
    )
