"""The text of a notice: stages of a life in order, sentences until the wished length, a citation in every fourth."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from math import log
from random import Random
from typing import Final

from fiction import grammar, names
from fiction.lives import LIBERATION, Life
from fiction.people import Person
from fiction.world import World, day_words, month_words

MEAN: Final = 3_230
"""Characters of printed prose in a notice of ordinary kind, on the average; short ones draw the mean to 3 200."""
SPREAD: Final = 0.65
"""The lengths follow a log-normal law; this is its sigma."""
STUBS: Final = 0.03
"""Notices of people of whom nearly nothing is known."""
SHORTEST, LONGEST = 200, 16_000
CITED, JOINED, PROLONGED, PARAGRAPH = 0.24, 0.15, 0.35, 750
"""Sentences with a citation, citations of two sources, sentences with a tail; characters to a paragraph.

With these a notice has some seven citations, as those of the first edition have: 60 000 in a book of 8 971 notices.
"""
MARKED: Final = 0.2
"""Names of houses, streets and societies that carry an index mark."""

_SHARES: Final = {
    "enfance": 0.15, "metier": 0.2, "resistance": 0.22, "arrestation": 0.1, "convoi": 0.08, "camp": 0.14,
    "evacuation": 0.04, "sort": 0.07,
}  # fmt: skip
"""What each stage of a life takes of the text."""
_OPENINGS: Final = (
    "Personnage fictif, {prénom} {nom} naît {naissance} à {berceau}.",
    "Personnage fictif, {métier}, {il} naît {naissance} à {berceau} et {verbe} {des} dès l’enfance.",
    "Personnage fictif né{e} {naissance} à {berceau}, {prénom} {nom} est {métier} à {domicile}.",
    "Personnage fictif, né{e} {naissance}, {il} vit à {domicile} et {verbe} {des} comme {métier}.",
)
_OPENING_TEMPLATES: Final = tuple(map(grammar.template, _OPENINGS))
_MARKS: Final = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]|\[([^\]]*)\]\{[^}]*\}")
_CITATIONS: Final = re.compile(r" \[@[^\]]*\]")
Filler = Callable[[Random], str]


def wished_length(random: Random) -> int:
    """How many characters a notice shall have."""
    if random.random() < STUBS:
        return random.randint(SHORTEST, 500)
    length = random.lognormvariate(log(MEAN) - SPREAD**2 / 2, SPREAD)
    return round(min(max(length, SHORTEST), LONGEST))


def printed(sentence: str) -> str:
    """The words of a sentence without its marks; citations are put in later."""
    return _MARKS.sub(lambda match: match[1] or match[2], sentence)


def without_marks(body: str) -> str:
    """The text of a notice as far as it is printed as such: no citations, no marks."""
    return printed(_CITATIONS.sub("", body))


def text(life: Life, here: World, people: Sequence[Person], length: int, random: Random) -> str:
    """The text of the notice, about so many characters of print long."""
    fillers = _fillers(life, here, people)
    paragraphs: list[list[str]] = [[]]
    written = in_paragraph = 0
    for sentence in _sentences(life, fillers, length, random):
        words = len(printed(sentence)) + 1
        if in_paragraph > PARAGRAPH:
            paragraphs.append([])
            in_paragraph = 0
        paragraphs[-1].append(_cited(sentence, life, random))
        written += words
        in_paragraph += words
        if written >= length:
            break
    body = "\n\n".join(" ".join(each) for each in paragraphs if each)
    return f"{body}\n{_list(fillers, random) if random.random() < 0.005 else ''}"


def _sentences(life: Life, fillers: grammar.Fillers, length: int, random: Random) -> Iterator[str]:
    """Sentences of all stages, each as long as its share; then more of the last, without an end."""
    yield grammar.fill(random.choice(_OPENING_TEMPLATES), fillers, random)
    stage, due, done = "", 0.0, 0
    for stage, share in _SHARES.items():
        due += share * length
        for sentence in _endless(_chapter(stage, life), random):
            if done >= due:
                break
            filled = grammar.fill(_prolonged(sentence, random), fillers, random)
            done += len(printed(filled)) + 1
            yield filled
    yield from (grammar.fill(each, fillers, random) for each in _endless(_chapter(stage, life), random))


def _chapter(stage: str, life: Life) -> list[grammar.Template]:
    name = stage if stage != "sort" else "mort" if life.died else "rentre"
    return grammar.SENTENCES[name]


def _endless(sentences: list[grammar.Template], random: Random) -> Iterator[grammar.Template]:
    """The sentences in ever new orders."""
    while True:
        yield from random.sample(sentences, len(sentences))


@cache
def _with_tail(sentence: grammar.Template, tail: grammar.Template) -> grammar.Template:
    if not tail[1:]:
        return sentence
    return (*sentence[:-1], sentence[-1].removesuffix(".") + tail[0], *tail[1:-1], f"{tail[-1]}.")


def _prolonged(sentence: grammar.Template, random: Random) -> grammar.Template:
    if random.random() >= PROLONGED:
        return sentence
    return _with_tail(sentence, random.choice(grammar.SENTENCES["suites"]))


def _cited(sentence: str, life: Life, random: Random) -> str:
    if random.random() >= CITED and "«" not in sentence:
        return sentence
    sources = [random.choice(life.sources)]
    if random.random() < JOINED and (other := random.choice(life.sources)) not in sources:
        sources.append(other)
    return f"{sentence.removesuffix('.')} [{' ; '.join(sources)}]."


def _list(fillers: grammar.Fillers, random: Random) -> str:
    items = " ;\n- ".join(grammar.singular(random) for _ in range(3))
    return f"\nDe {fillers['prénom'](random)} il reste :\n\n- {items}.\n"


def _fillers(life: Life, here: World, people: Sequence[Person]) -> grammar.Fillers:
    """The holes of the language, and those that this life fills."""
    he, commune = "elle" if life.person.woman else "il", _somewhere(life)
    constant = {
        "il": he,
        "lui": "elle" if life.person.woman else "lui",
        "e": life.ending,
        "prénom": life.person.first,
        "nom": str(life.person).removeprefix(f"{life.person.first} "),
        "naissance": life.birth_words,
        "berceau": life.birthplace,
        "domicile": life.home[0],
        "métier": life.profession,
        "prison": life.prison,
        "gare": life.convoy.station,
        "camp": life.convoy.camp,
        "matricule": life.numbers[life.convoy.camp],
        "surnom": life.alias or "Personne",
        "lieu_arrestation": life.home[0],
        "où_arrestation": "à son domicile",
        "rentré": f"{'rentré' if not life.died else 'mort'}{life.ending}",
        "mort": f"{'mort' if life.end else 'disparu'}{life.ending}",
        **_days(life),
    }
    return {
        **grammar.LANGUAGE,
        **{hole: _always(words) for hole, words in constant.items()},
        "lieu": commune,
        "lieu_étranger": names.foreign_place,
        "inconnu": lambda random: _stranger(random, woman=False),
        "inconnu_f": lambda random: _stranger(random, woman=True),
        "réseau": lambda random: f"réseau {random.choice(life.networks or here.networks)}",
        "annexe": lambda random: random.choice(life.stages[1:])[0],
        "renvoi": _referrer(life.person, people),
        **_marked(life.person.number, commune),
    }


def _days(life: Life) -> dict[str, str]:
    """The dates of the life, in words."""
    stage = life.stages[1][1]
    return {
        "le_arrestation": f"le {day_words(life.arrest)}",
        "le_départ": f"le {day_words(life.convoy.departure)}",
        "le_arrivée": f"le {day_words(life.convoy.arrival)}",
        "le_étape": f"en {month_words(stage)}",
        "le_sort": f"le {day_words(life.end)}" if life.end else "à une date inconnue",
        "mois_arrestation": month_words(life.arrest),
        "mois_engagement": month_words(life.engagement),
        "mois_avant": month_words(date(1940, 1 + life.person.number % 6, 1)),
        "mois_mobilisation": "septembre 1939",
        "mois_évacuation": month_words(min(life.end or LIBERATION, LIBERATION)),
    }


def _always(words: str) -> Filler:
    return lambda random: words


def _somewhere(life: Life) -> Filler:
    """Mostly the place of the home, and places near it."""
    commune, department = life.home
    near = (commune, *names.communes(department))
    return lambda random: near[int(len(near) * random.random() ** 2)]


def _stranger(random: Random, *, woman: bool) -> str:
    return f"{names.given(random, woman=woman).split(' ')[0]} {names.family(random)}"


def _referrer(person: Person, people: Sequence[Person]) -> Filler:
    """Cross-references to people of smaller number: by id, by id with other words, by name."""

    def refer(random: Random) -> str:
        if not person.number:
            return _stranger(random, woman=False)
        other = people[int(person.number * random.random())]
        form = random.random()
        if form < 0.5:
            return f"[[{other.id}]]"
        return f"[[{other.id}|{other}]]" if form < 0.85 else f"[[{other.family.upper()} {other.first}]]"

    return refer


def _marked(number: int, commune: Filler) -> dict[str, Filler]:
    """Names of things that the index may list; as many are known as works are, in proportion."""

    def thing(words: str, term: str) -> Filler:
        def name(random: Random) -> str:
            family = _house(int(random.random() * (40 + number // 6)))
            shown = grammar.elided(f"{words} {family}")
            return f'[{shown}]{{.index terme="{family} ({term})"}}' if random.random() < MARKED else shown

        return name

    return {
        "index_maison": thing("la maison", "maison"),
        "index_société": thing("l’Amicale de", "amicale"),
        "index_rue": thing("la rue", "rue"),
        "index_lieudit": lambda random: f"{commune(random)}-le-Vieux",
        "index_tunnel": thing("le tunnel de", "tunnel"),
    }


@cache
def _house(number: int) -> str:
    return names.family(Random(f"house {number}")).split(" ")[-1]
