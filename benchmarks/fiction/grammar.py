"""French sentences with holes, filled with inflected words: plausible type matter, sense only by accident.

The words and the sentences stand in ``french.toml``; here they are inflected, joined and elided.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

_DATA: Final[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "french.toml").read_text("utf-8"))

Fillers = Mapping[str, Callable[[Random], str]]
"""What fills a hole, by its name; the hole’s first letter may be a capital."""


@dataclass(frozen=True, slots=True)
class Word:
    """A noun or an adjective: singular and plural; for an adjective of one gender."""

    one: str
    many: str
    feminine: bool = False


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith(("au", "eu", "genou", "caillou")) and word != "bleu":
        return f"{word}x"
    if word.endswith("al") and word not in ("récital", "final", "natal"):
        return f"{word[:-2]}aux"
    return "vitraux" if word == "vitrail" else f"{word}s"


_FEMININES: Final = (
    ("e", "e"), ("eux", "euse"), ("eur", "eure"), ("if", "ive"), ("el", "elle"), ("eil", "eille"), ("ul", "ulle"),
    ("en", "enne"), ("on", "onne"), ("et", "ette"), ("er", "ère"), ("s", "se"),
)  # fmt: skip
"""Endings of adjectives and what the feminine makes of them; all others take an « e »."""


def _feminine(adjective: str) -> str:
    masculine, _, written = adjective.partition("/")
    if written:
        return written
    for ending, feminine in _FEMININES:
        if masculine.endswith(ending):
            return masculine[: -len(ending)] + feminine
    return f"{masculine}e"


def _adjectives(words: str) -> dict[bool, list[Word]]:
    """The adjectives by gender, feminine under True."""
    forms: dict[bool, list[Word]] = {False: [], True: []}
    for adjective in words.split():
        masculine, feminine = adjective.partition("/")[0], _feminine(adjective)
        forms[False].append(Word(masculine, _plural(masculine)))
        forms[True].append(Word(feminine, _plural(feminine)))
    return forms


def _verb(infinitive: str) -> dict[str, str]:
    """The forms of a regular verb in -er, by the names of the holes they fill."""
    stem = infinitive[:-2]
    soft = stem + "e" if stem.endswith("g") else stem[:-1] + "ç" if stem.endswith("c") else stem
    strong = stem[:-1] + "i" if stem.endswith(("oy", "uy")) else _OPEN.sub("è", stem)
    return {
        "verber": infinitive,
        "verbe": f"{strong}e",
        "verbent": f"{strong}ent",
        "verbait": f"{soft}ait",
        "verbant": f"{soft}ant",
        "verbé": f"{stem}é",
    }


_OPEN: Final = re.compile(r"é(?=[^aeiouéèêyœ]+$)|(?<=[^aeiouéèêyœ])e(?=[lvnms]$)")
"""The vowel that opens before a silent e: « régler », « il règle »; « soulever », « il soulève »."""


def _professions(words: str) -> dict[bool, list[str]]:
    pairs = [each.partition("/") for each in words.split()]
    return {False: [pair[0] for pair in pairs], True: [pair[2] or pair[0] for pair in pairs]}


NOUNS: Final = [
    *(Word(noun, _plural(noun)) for noun in _DATA["noms"]["masculins"].split()),
    *(Word(noun, _plural(noun), True) for noun in _DATA["noms"]["feminins"].split()),
]
AFTER: Final = _adjectives(_DATA["adjectifs"]["apres"])
BEFORE: Final = _adjectives(_DATA["adjectifs"]["avant"])
VERBS: Final = [_verb(infinitive) for infinitive in _DATA["verbes"]["transitifs"].split()]
PROFESSIONS: Final = _professions(_DATA["metiers"]["liste"])
RANKS: Final[list[str]] = _DATA["metiers"]["grades"]
ADVERBS: Final[list[str]] = _DATA["adverbes"]["liste"].split()
DELAYS: Final[list[str]] = _DATA["adverbes"]["delais"]

_UNITS: Final = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
)  # fmt: skip
_TENS: Final = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}


def number_word(number: int) -> str:
    """« trente et un », from 0 to 79."""
    if number < 20:
        return _UNITS[number]
    tens, unit = min(number // 10, 6), number - 10 * min(number // 10, 6)
    if unit == 0:
        return _TENS[tens]
    return f"{_TENS[tens]} et {_UNITS[unit]}" if unit in (1, 11) else f"{_TENS[tens]}-{_UNITS[unit]}"


def _group(random: Random, *, many: bool = False, certain: bool = False) -> tuple[str, bool]:
    """A noun with its adjectives, and whether it is feminine."""
    noun = NOUNS[int(random.random() * len(NOUNS))]
    words = [noun.many if many else noun.one]
    chance = random.random()
    if chance < 0.6 or certain:
        adjectives = AFTER[noun.feminine]
        adjective = adjectives[int(random.random() * len(adjectives))]
        words.append(adjective.many if many else adjective.one)
    elif chance < 0.75 and not many:
        adjectives = BEFORE[noun.feminine]
        words.insert(0, adjectives[int(random.random() * len(adjectives))].one)
    return " ".join(words), noun.feminine


def singular(random: Random) -> str:
    """« un registre étroit »."""
    words, feminine = _group(random)
    return f"{'une' if feminine else 'un'} {words}"


def definite(random: Random) -> str:
    """« le registre », « la première échelle »; elision comes later."""
    words, feminine = _group(random)
    return f"{'la' if feminine else 'le'} {words}"


def possessive(random: Random) -> str:
    """« son registre », « son échelle », « sa petite échelle »."""
    words, feminine = _group(random)
    return f"{'sa' if feminine and not _starts_with_vowel(words) else 'son'} {words}"


def bare_plural(random: Random) -> str:
    """« registres étroits »."""
    return _group(random, many=True)[0]


def title(random: Random) -> str:
    """« Le Registre étroit », for a work or a newspaper."""
    words, feminine = _group(random, certain=True)
    article = "La " if feminine else "Le "
    return elided(article + words[0].upper() + words[1:])


def _verb_form(form: str) -> Callable[[Random], str]:
    return lambda random: VERBS[int(random.random() * len(VERBS))][form]


LANGUAGE: Final[Fillers] = {
    "un": singular,
    "le": definite,
    "son": possessive,
    "noms": bare_plural,
    "des": lambda random: f"des {bare_plural(random)}",
    "les": lambda random: f"les {bare_plural(random)}",
    "nombre": lambda random: number_word(random.randint(2, 69)),
    "numéro": lambda random: str(random.randint(2, 140)),
    "adverbe": lambda random: random.choice(ADVERBS),
    "délai": lambda random: random.choice(DELAYS),
    "grade": lambda random: random.choice(RANKS),
    "métier_h": lambda random: random.choice(PROFESSIONS[False]),
    "métier_f": lambda random: random.choice(PROFESSIONS[True]),
    "âge": lambda random: number_word(random.randint(12, 18)),
    "journal": title,
    **{form: _verb_form(form) for form in VERBS[0]},
}
"""The holes that need no life to fill them."""

_HOLE: Final = re.compile(r"\{([^{}]+)\}")
Template = tuple[str, ...]
"""A sentence cut at its holes: text, hole, text, hole … text."""


def template(sentence: str) -> Template:
    """A sentence of ``french.toml``, made ready to be filled."""
    return tuple(_HOLE.split(sentence))


SENTENCES: Final[dict[str, list[Template]]] = {
    stage: [template(sentence) for sentence in sentences] for stage, sentences in _DATA["phrases"].items()
}


def fill(sentence: Template, fillers: Fillers, random: Random) -> str:
    """The sentence with every hole filled."""
    parts = list(sentence)
    for number in range(1, len(parts), 2):
        hole = parts[number]
        if hole in fillers:
            parts[number] = fillers[hole](random)
        else:
            words = fillers[hole[0].lower() + hole[1:]](random)
            at = 1 if words.startswith("[") else 0
            parts[number] = words[:at] + words[at : at + 1].upper() + words[at + 1 :]
    return elided("".join(parts))


_VOWELS: Final = "aeiouâàéèêëîïôûœAEIOUÂÀÉÈÊËÎÏÔÛŒ"
_SOUNDED_H: Final = ("harang", "hott", "hiss", "haut")
_ELISION: Final = re.compile(
    rf"\b([DdLlNnSs]|(?:jus|lors|puis)?[Qq]u)(?:e|(?<=[Ll])a) (?=[{_VOWELS}hH])(?!{'|'.join(_SOUNDED_H)}|onz)"
)
_CONTRACTIONS: Final = (("de les ", "des "), ("de le ", "du "), ("à les ", "aux "), ("à le ", "au "))


def elided(text: str) -> str:
    """« de le abri » → « de l’abri », « que il » → « qu’il », « de le canal » → « du canal »."""
    text = _ELISION.sub(r"\1’", text)
    for apart, together in _CONTRACTIONS:
        if apart in text:
            text = text.replace(apart, together)
    return text


def _starts_with_vowel(text: str) -> bool:
    return text[0] in _VOWELS or (text[0] == "h" and not text.startswith(_SOUNDED_H))
