"""Measures the reader of bibliographies: ``python benchmarks/bibliography.py --entries 10000``.

Writes a fictional ``bibliography.bib`` as libraries and authors write them (LaTeX accents, macros, several authors,
abstracts, parts that inherit from wholes), reads it some times in a process that has the program loaded, and says what
the best time was, in seconds of CPU beside those of a loop that is always the same (« étalon »). The budget is 2 s for
10 000 entries. As the program does, it reads with Python's cycle collector paused.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from fiction import grammar, names  # noqa: E402

from bookwork.checks import duplicates, works  # noqa: E402
from bookwork.model.book import Book  # noqa: E402
from bookwork.model.register import Registers  # noqa: E402
from bookwork.sources.bibliography import read_works  # noqa: E402
from bookwork.sources.files import SourceText  # noqa: E402

CHECKS: Final = (works.missing_fields, works.misplaced_fields, works.numbers, works.dates, duplicates.near_duplicates)
ACCENTS: Final = {"é": r"{\'e}", "è": r"\`e", "ê": r"{\^e}", "ç": r"{\c c}", "ô": r"{\^{o}}"}
SEED: Final = 1943
PEOPLE: Final = 4_000
"""Authors come again: four in ten entries of a large bibliography are by somebody who wrote another."""
GAUGE: Final = 10_000_000


def bibliography(entries: int) -> str:
    """A file of so many entries, about 450 bytes each, every tenth a chapter that inherits from a collection."""
    parts = ["% Tout est fictif.\n@string{edf = {Éditions fictives}}\n"]
    parts += [_entry(number, Random(f"{SEED} entry {number}")) for number in range(entries)]
    return "\n".join(parts)


def _entry(number: int, random: Random) -> str:
    kind = ("collection", "incollection", "article", "book", "book", "article", "thesis", "book", "article", "online")[
        number % 10
    ]
    people = " and ".join(_person(random) for _ in range(random.randint(1, 4)))
    fields = {"editor" if kind == "collection" else "author": f"{{{people}}}", "title": _title(random)}
    if kind == "incollection":
        fields |= {"crossref": f"{{fictif:{number - 1}}}", "pages": "{12--34}"}
    else:
        fields |= {"year": str(random.randint(1945, 2020)), "publisher": "edf # { et fils}", "address": "{Songe}"}
    if kind == "article":
        fields |= {"journal": f"{{Cahiers fictifs {number % 50}}}", "month": "mar", "volume": f"{{{number % 40}}}"}
    if number % 3 == 0:
        fields["abstract"] = f"{{{' '.join(grammar.title(random) for _ in range(12))}}}"
    fields["url"] = f"{{https://example.org/a_b%20{number}}}"
    lines = "".join(f"  {name:<12} = {value},\n" for name, value in fields.items())
    return f"@{kind}{{fictif:{number},\n{lines}}}\n"


def _person(random: Random) -> str:
    random = Random(f"{SEED} person {random.randrange(PEOPLE)}")
    particle = random.choice(("", "", "", "de ", "von ", "d'"))
    return f"{particle}{names.family(random)}, {names.given(random, woman=False)}"


def _title(random: Random) -> str:
    """A title in UTF-8, or as LaTeX writes its accents; one in five with italics."""
    title = grammar.title(random)
    for plain, latex in ACCENTS.items() if random.random() < 0.4 else ():
        title = title.replace(plain, latex)
    return f"{{{title} -- \\emph{{{grammar.title(random)}}}}}" if random.random() < 0.2 else f"{{{title}}}"


def main(argv: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Mesure la lecture d’une bibliographie fictive.")
    parser.add_argument("--entries", type=int, default=10_000, metavar="N", help="nombre d’entrées")
    parser.add_argument("--times", type=int, default=5, metavar="N", help="lectures ; la meilleure compte")
    options = parser.parse_args(argv)
    gc.disable()
    start = time.process_time()
    total = 0
    for number in range(GAUGE):
        total += number
    gauge = time.process_time() - start
    source = SourceText("bibliography.bib", bibliography(options.entries))
    seconds: list[float] = []
    for _ in range(options.times):
        start = time.process_time()
        found, faults = read_works(source)
        seconds.append(time.process_time() - start)
    start = time.process_time()
    book = Book((), (), {}, Registers(), found, {})
    said = sum(1 for one in CHECKS for _ in one(book))
    checked = time.process_time() - start
    size = len(source.text.encode()) / 1e6
    print(f"{len(found)} entrées, {size:.1f} Mo, {len(faults)} fautes")
    print(f"lecture : {min(seconds):.2f} s, étalon : {gauge:.2f} s")
    print(f"contrôles des entrées : {checked:.2f} s, {said} fautes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
