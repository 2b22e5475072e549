"""Names out of syllables: families, communes, camps; and what files are called after them.

Départements and countries are real, so that indexes have their true shape; everything that stands in them is invented.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

_DATA: Final[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "names.toml").read_text("utf-8"))
_SYLLABLES: Final[dict[str, tuple[str, ...]]] = {
    kind: tuple(words.split()) for kind, words in _DATA["syllabes"].items()
}
_FOREIGN: Final[tuple[str, ...]] = tuple(_DATA["ailleurs"]["familles"].split())

DEPARTMENTS: Final[tuple[str, ...]] = tuple(name.replace("_", " ") for name in _DATA["departements"].split())
"""As they were called in 1943."""
COUNTRIES: Final[dict[str, str]] = _DATA["pays"]
"""Countries of birth, each with its nationality."""
MEN: Final[tuple[str, ...]] = tuple(_DATA["hommes"].split())
WOMEN: Final[tuple[str, ...]] = tuple(_DATA["femmes"].split())
COMMUNES: Final = 60
"""Invented communes to a département."""


def _word(ends: str, random: Random) -> str:
    """Three syllables, the last of this kind."""
    return "".join(random.choice(_SYLLABLES[kind]) for kind in ("debuts", "milieux", ends))


def family(random: Random) -> str:
    """A family name: most of one word, some composed, some with an article, some from elsewhere."""
    kind = random.random()
    if kind < 0.07:
        return random.choice(_FOREIGN)
    name = _word("familles", random)
    if kind < 0.12:
        return f"{name}-{family(random)}" if kind < 0.10 else f"Saint-{name}"
    if kind < 0.16:
        return f"{'La' if name.endswith(('ille', 'elle', 'tal')) else 'Le'} {name}"
    return name


def given(random: Random, *, woman: bool) -> str:
    """One to three given names, as registered."""
    return " ".join(random.sample(WOMEN if woman else MEN, random.choice((1, 1, 1, 2, 2, 3))))


@cache
def communes(department: str) -> tuple[str, ...]:
    """The invented communes of a département, always the same."""
    random, found = Random(f"communes {department}"), dict[str, None]()
    while len(found) < COMMUNES:
        name = _word("communes", random)
        chance = random.random()
        if chance < 0.12:
            name = f"Saint-{name}"
        elif chance < 0.24:
            name = f"{name}-{random.choice(('sur', 'en', 'les'))}-{_word('communes', random)}"
        found[name] = None
    return tuple(found)


def camps(random: Random, count: int) -> list[str]:
    """Names for so many camps, all different."""
    return random.sample([start + end for start in _SYLLABLES["camps"] for end in _SYLLABLES["fins_de_camps"]], count)


def foreign_place(random: Random) -> str:
    """A village on the way of an evacuation."""
    return f"{random.choice(_SYLLABLES['camps'])}bach"


_SPELLED: Final = str.maketrans({"œ": "oe", "Œ": "Oe", "ł": "l", "Ł": "L", "’": "-", "'": "-"})


def plain(text: str) -> str:
    """« Œuvrard-Nîmois » → « oeuvrard-nimois »: what an id or a key may hold."""
    bare = unicodedata.normalize("NFD", text.translate(_SPELLED))
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"[\u0300-\u036f]", "", bare).lower()).strip("-")
