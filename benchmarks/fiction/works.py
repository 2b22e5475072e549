"""The fictional bibliography: books, articles, theses, pages on line, archival fonds, and citations of them.

The works that a notice may cite grow with its number, as a bibliography grows with its dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Final

from fiction import grammar, names

FIRST: Final = 60
"""Works that the first notice may cite."""
WORKS: Final = 2_000
NOTICES: Final = 8_971
"""Works of the full book, and its notices: one more work for some five notices."""

_KINDS: Final = {0: "archive", 3: "online", 7: "article", 11: "article", 13: "thesis", 18: "online", 20: "article"}
"""What a work is, by its number modulo 25; all others are books. (80 fonds, 160 pages, 240 articles, 80 theses.)"""


@dataclass(frozen=True, slots=True)
class Work:
    """A work: its key, and its entry as it stands in the file."""

    key: str
    kind: str
    entry: str
    fonds: str = ""
    """The shelfmark of an archival fonds, with which those of its documents begin."""
    pages: range = range(5, 490)
    """Those that it may be cited with."""


def works_known(notice: int) -> int:
    """How many works a notice of this number may cite."""
    return FIRST + (WORKS - FIRST) * notice // NOTICES


@cache
def works(seed: int) -> tuple[Work, ...]:
    """All works, in an order that does not hang on how many are printed."""
    return tuple(_work(number, Random(f"{seed} work {number}")) for number in range(WORKS + FIRST))


def _work(number: int, random: Random) -> Work:
    kind = _KINDS.get(number % 25, "book")
    if kind == "archive":
        return _fonds(number, random)
    author = f"{names.family(random)}, {names.given(random, woman=random.random() < 0.3).split(' ')[0]}"
    year = random.randint(1945, 2019)
    key = f"{names.plain(author.partition(',')[0])}{year}-{number}"
    fields = {"author": author, "title": grammar.title(random), "date": str(year)}
    pages = range(5, 490)
    if random.random() < 0.3:
        fields["subtitle"] = grammar.title(random)
    if kind == "online":
        fields["organization"] = f"Site imaginaire {grammar.definite(random).split(' ', 1)[1]}"
        fields["url"] = f"https://example.org/{names.plain(fields['title'])}/{number}"
        fields["urldate"] = f"{random.randint(2018, 2025)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    elif kind == "article":
        start = random.randint(3, 300)
        fields["journaltitle"] = f"Cahiers fictifs : {grammar.title(random)}"
        pages = range(start, start + random.randint(4, 40) + 1)
        fields |= {"number": str(random.randint(1, 240)), "pages": f"{pages[0]}-{pages[-1]}"}
    else:
        fields["location"] = random.choice(names.communes(random.choice(names.DEPARTMENTS)))
        owner = "institution" if kind == "thesis" else "publisher"
        fields[owner] = f"{'Université' if kind == 'thesis' else 'Éditions'} {names.family(random)}"
        fields |= {"type": "phdthesis"} if kind == "thesis" else {}
    return Work(key, kind, _entry(kind, key, fields), pages=pages)


def _fonds(number: int, random: Random) -> Work:
    place, cote = random.choice(names.DEPARTMENTS), f"{random.randint(1, 400)} {random.choice('JWZ')}"
    key = f"fonds-{names.plain(place)}-{number}"
    fields = {
        "library": f"Archives imaginaires {place}",
        "location": names.communes(place)[0],
        "title": f"Papiers fictifs {names.family(random)}",
        "shelfmark": cote,
        "pattern": "libre",
    }
    return Work(key, "archive", _entry("archive", key, fields), cote)


def _entry(kind: str, key: str, fields: dict[str, str]) -> str:
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{kind}{{{key},\n{lines}}}\n"


def bibliography(seed: int, notices: int) -> str:
    """The file of all works that so many notices may cite."""
    entries = [work.entry for work in works(seed)[: works_known(notices)]]
    return "\n".join(["% Bibliographie d’un livre d’essai : tout y est fictif.\n", *entries])


def citation(seed: int, notice: int, random: Random) -> str:
    """A source and the place in it, as a notice cites it, without brackets; often cited works come often."""
    known = works_known(notice)
    rank = random.random()
    work = works(seed)[int(known * (rank * rank if random.random() < 0.7 else rank))]
    return f"@{work.key}{_locator(work, random)}"


def _locator(work: Work, random: Random) -> str:
    if work.kind == "archive":
        document = f", {work.fonds} {random.randint(1, 900)}"
        place = random.choice((f"f. {random.randint(1, 90)}", f"pièce {random.randint(1, 30)}",
                               f"vue {random.randint(1, 120)}", f"dossier {random.randint(1, 400)}"))  # fmt: skip
        return f"{document}, {place}" if random.random() < 0.7 else document
    page = work.pages[(random.randint(5, 480) - 5) % len(work.pages)]
    if work.kind == "online" or random.random() < 0.15:
        return ""
    last = min(page + random.randint(1, 9), work.pages[-1]) if random.random() < 0.3 else page
    return f", p. {page}-{last}" if last > page else f", p. {page}"
