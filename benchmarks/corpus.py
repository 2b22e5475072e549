"""Writes a complete fictional book: ``python benchmarks/corpus.py --notices 8971 --seed 1943 DIR``.

The same seed gives the same bytes, and a notice is the same however many others there are, so that books of different
sizes can be compared. Nobody in it exists, and every notice says so.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

from fiction import lives, manuscript, prose, works
from fiction.markup import front_matter
from fiction.people import Person, people
from fiction.photographs import photograph
from fiction.world import world

SEED: Final = 1943
"""Unless another is asked for."""
CHARACTERS_PER_SOURCE: Final = 450
"""One more source for so many characters of text."""
CHUNK: Final = 150
"""Notices that a process writes at a time."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked: notices, seed, folder, with photographs or without."""

    notices: int
    seed: int
    root: Path
    pictures: bool = True


@dataclass(frozen=True, slots=True)
class Written:
    """What a book, or a part of it, came to: notices, characters of their texts and of their files, photographs."""

    notices: int = 0
    printed: int = 0
    source: int = 0
    photographs: int = 0
    picture_bytes: int = 0

    def __str__(self) -> str:
        texts = f"{self.printed / 1e6:.2f} millions de signes à imprimer ({self.source / 1e6:.2f} dans les fichiers)"
        pictures = f"{self.photographs} photographies ({self.picture_bytes / 1e6:.1f} Mo)"
        return f"{self.notices} notices, {texts}, {pictures}"

    def __add__(self, other: Written) -> Written:
        return Written(
            self.notices + other.notices,
            self.printed + other.printed,
            self.source + other.source,
            self.photographs + other.photographs,
            self.picture_bytes + other.picture_bytes,
        )


def write_book(order: Order, jobs: int = 2) -> Written:
    """Write the book into its folder, which must be empty or new."""
    for name, content in manuscript.files(order.seed).items():
        _write(order.root / "manuscript" / name, content)
    _write(order.root / "bibliography.bib", works.bibliography(order.seed, order.notices))
    chunks = [range(start, min(start + CHUNK, order.notices)) for start in range(0, order.notices, CHUNK)]
    if len(chunks) == 1:
        return write_notices(order, chunks[0])
    with ProcessPoolExecutor(jobs) as executor:
        return sum(executor.map(write_notices, [order] * len(chunks), chunks), Written())


def write_notices(order: Order, numbers: range) -> Written:
    """Write the notices of these numbers, with their photographs."""
    everybody = _everybody(order.seed, order.notices)
    return sum((_write_notice(order, everybody, number) for number in numbers), Written())


_everybody = cache(people)
"""Drawn once in each process: a name must differ from all before it."""


def _write_notice(order: Order, everybody: Sequence[Person], number: int) -> Written:
    person, random = everybody[number], Random(f"{order.seed} notice {number}")
    here, length = world(order.seed), prose.wished_length(random)
    life = lives.life(person, here, 2 + length // CHARACTERS_PER_SOURCE, random)
    body = prose.text(life, here, everybody, length, random)
    head = lives.front_matter(life, here, random)
    folder = order.root / "biographies" / person.letter
    size = 0
    if "photo" in head and order.pictures:
        picture = photograph(random)
        size = len(picture)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{person.id}.jpg").write_bytes(picture)
    else:
        head.pop("photo", None)
    content = front_matter(head) + body
    _write(folder / f"{person.id}.md", content)
    return Written(1, len(prose.without_marks(body)), len(content), int(size > 0), size)


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def main(argv: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Écrit un livre fictif complet.")
    parser.add_argument("folder", type=Path, metavar="DIR", help="dossier du livre, nouveau ou vide")
    parser.add_argument("--notices", type=int, default=8971, help="combien de notices (8971)")
    parser.add_argument("--seed", type=int, default=SEED, help="même graine, mêmes octets (1943)")
    parser.add_argument("--without-photographs", action="store_true", help="sans photographies")
    parser.add_argument("--jobs", type=int, default=2, help="processus (2)")
    options = parser.parse_args(argv)
    if options.folder.is_dir() and any(options.folder.iterdir()):
        parser.error(f"« {options.folder} » n’est pas vide")
    start = time.perf_counter()
    done = write_book(
        Order(options.notices, options.seed, options.folder, not options.without_photographs), options.jobs
    )
    print(f"{done}, {time.perf_counter() - start:.1f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
