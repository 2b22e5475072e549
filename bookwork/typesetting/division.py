"""Where words may be divided at the end of a line, and what kind of division each is.

French patterns come from pyphen (Hunspell's ``hyph_fr``). *Lexique des règles typographiques en usage à l’Imprimerie
nationale*, « Coupures » : at least two letters stay before a division, three after it; no division behind an
apostrophe, in an abbreviation, in a number; proper names only where nothing else helps.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import Any, Final

import pyphen

from bookwork.records import Struct

PATTERNS = f"pyphen {pyphen.__version__}"
"""The version of the patterns: another one may divide otherwise."""


class Kind(IntEnum):
    """What a line ends with: a space, part of a call number or of a range, a hyphen of the word's own, a division, a
    divided name, a stroke, another part of an address, a person's name that is divided, an item of a run-in list, a
    divided family name that the piece sets as such, a division that leaves no more than two letters to the next line.
    """

    SPACE = 0
    NUMBER = 1
    HYPHEN = 2
    DIVISION = 3
    NAME = 4
    STROKE = 5
    ADDRESS = 6
    PERSON = 7
    ITEM = 8
    FAMILY = 9
    REMNANT = 10


class Division(Struct, frozen=True):
    """A place inside a word where it may be divided, and the hyphen that is added there, if one is."""

    at: int
    kind: Kind
    hyphen: str = ""


class Limits(Struct, frozen=True):
    """Letters that stay before and after a division, and letters that a divided word has at least."""

    before: int = 2
    after: int = 3
    shortest: int = 5


_NAME_LENGTH: Final = 7
_NAME_BEFORE: Final = 3
"""A proper name is divided only when it is long, and keeps more of its beginning; others at the price of a person's."""
_SHORT_NAME: Final = 5
"""A name with fewer letters is never divided."""
_FEWEST: Final = 2
"""Letters that stay behind a division where nothing else helps."""

_LETTER: Final = r"[^\W\d_⁰¹²³⁴-⁹]"
_WORD: Final = re.compile(rf"{_LETTER}+(?:[’'ʼ]{_LETTER}+)*")
_LINK: Final = re.compile(rf"(?<={_LETTER})[-\u2010–](?={_LETTER})")
_APOSTROPHE: Final = re.compile("[’'ʼ]")
_ADDRESS: Final = re.compile(r"://|^\W*www\.|@|^\W*(?:[\w-]+\.)+[a-z]{2,6}(?:/|\W*$)")
_JOINT: Final = re.compile(r"(?<=[^/:])/(?=[^/\s]*\w)|(?<=\w\w)(?<!\bwww)(?=[.-]\w\w)")
"""In an address: behind a stroke that more than a full stop follows; before a point or a hyphen, which then stands at
the head of the next line and is seen to be the address's own (Chicago Manual of Style, 14.18)."""
_RANGE: Final = re.compile(r"(?<=\d{4})[-\u2010–](?=\d{4})")
_STROKE: Final = re.compile(rf"(?<={_LETTER}{_LETTER})/(?={_LETTER}{_LETTER})")


@lru_cache(maxsize=65_536)
def divisions(word: str, language: str, limits: Limits) -> tuple[Division, ...]:
    """The places where this word – all that stands between two spaces – may be divided, from left to right."""
    if _ADDRESS.search(word):
        kinds = {"/": Kind.STROKE, "": Kind.ADDRESS}
        return tuple(Division(joint.end(), kinds[joint[0]]) for joint in _JOINT.finditer(word))
    found = [Division(stroke.end(), Kind.STROKE) for stroke in _STROKE.finditer(word)]
    found += [
        Division(link.end(), Kind.HYPHEN)
        for link in _LINK.finditer(word)
        if _letters_before(word, link.start()) >= limits.before and _letters_after(word, link.end()) >= limits.after
    ]
    found += [Division(link.end(), Kind.NUMBER) for link in _RANGE.finditer(word)]
    patterns = _patterns(language)
    if patterns is not None:
        for part in _WORD.finditer(word):
            found += _inside(part[0], part.start(), patterns, limits)
    return tuple(sorted(found, key=lambda division: division.at))


def _inside(word: str, start: int, patterns: Any, limits: Limits) -> list[Division]:
    """The divisions of one word of letters, elision and all."""
    stem = _APOSTROPHE.split(word)[-1]
    capital = not word.islower()
    if capital and (not (stem[:1].isupper() and stem[1:].islower()) or len(stem) < _SHORT_NAME):
        return []
    if len(word) < limits.shortest:
        return []
    elided = len(word) - len(stem)
    first = max(limits.before, elided + limits.before if capital else 0)
    last = len(word) - (limits.after if capital else min(_FEWEST, limits.after))
    places = [at for at in patterns.positions(word) if first <= at <= last and word[at - 1] not in "’'ʼ"]
    if capital:
        long = elided + _NAME_BEFORE if len(stem) >= _NAME_LENGTH else len(word)
        return [Division(start + at, Kind.NAME if at >= long else Kind.PERSON, "-") for at in places]
    short = len(word) - limits.after
    return [Division(start + at, Kind.DIVISION if at <= short else Kind.REMNANT, "-") for at in places]


def _letters_before(word: str, end: int) -> int:
    part = re.search(rf"{_LETTER}*$", word[:end])
    return len(part[0]) if part else 0


def _letters_after(word: str, start: int) -> int:
    part = _WORD.match(word, start)
    return len(part[0]) if part else 0


@lru_cache(maxsize=8)
def _patterns(language: str) -> Any:
    """The patterns of a language; None where there are none: its words are not divided."""
    known = pyphen.language_fallback(language)
    return pyphen.Pyphen(lang=known) if known else None
