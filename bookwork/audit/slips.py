"""Slips: what the audit writes of every citation, kept on the disk while it is written.

A book of 9 000 notices has some hundred thousand citations with their sentences; as objects they took 700 MB
(November 2026). In memory stay numbers: which source a slip cites, whose statement it is, where it lies in the file.
"""

from __future__ import annotations

import mmap
import shutil
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from bookwork.model.citation import CitationItem
from bookwork.records import pack, unpack


class Slip(NamedTuple):
    """A citation: its line and column, the key of its place, the key that it is cited for, the statement."""

    line: int
    column: int
    place: str
    key: str
    words: str


class Outside(NamedTuple):
    """A holder of citations that is no notice: a chapter, an entry of a register; and its file."""

    holder: str
    file: str


class FactSlip(NamedTuple):
    """A fact of a notice: its key, its words, how well it is supported, by what."""

    key: str
    words: str
    support: int
    cited: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """All that is filed of one holder, as bytes: its sources once each; of each citation the number of its source
    among them, its print, its slip; and the facts.
    """

    items: tuple[bytes, ...] = ()
    cited: tuple[int, ...] = ()
    prints: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    """Where each slip ends."""
    slips: bytes = b""
    facts: bytes = pack(())


def leaf_of(citations: Iterable[tuple[Slip, CitationItem, int]], facts: tuple[FactSlip, ...] = ()) -> Leaf:
    """A leaf of slips, each with its source and its print, and of facts."""
    slips, items, prints = zip(*citations, strict=True) if (citations := tuple(citations)) else ((), (), ())
    numbers = {item: number for number, item in enumerate(dict.fromkeys(items))}
    packed = [pack(slip) for slip in slips]
    return Leaf(
        tuple(map(pack, numbers)),
        tuple(map(numbers.__getitem__, items)),
        prints,
        tuple(accumulate(map(len, packed))),
        b"".join(packed),
        pack(facts),
    )


@dataclass(frozen=True, slots=True)
class _Index:
    """What is known of the slips in a file without reading them, as it goes from process to process."""

    items: tuple[bytes, ...]
    outside: tuple[Outside, ...]
    cited: bytes
    holders: bytes
    prints: bytes
    ends: bytes
    fact_ends: bytes


class Drawer:
    """Slips while they are filed, citations in one file and facts in another; use it as a context."""

    def __init__(self, folder: Path, name: str) -> None:
        self._citations = (folder / f"{name}.citations").open("wb")
        self._facts = (folder / f"{name}.facts").open("wb")
        self._index = folder / f"{name}.index"
        self._items: dict[bytes, int] = {}
        self._cited, self._holders, self._prints = array("I"), array("I"), array("I")
        self._ends, self._fact_ends = array("Q"), array("Q")
        self._size = 0
        self._outside: dict[Outside, int] = {}

    def __enter__(self) -> Drawer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._citations.close()
        self._facts.close()
        numbers = (self._cited, self._holders, self._prints, self._ends, self._fact_ends)
        index = _Index(tuple(self._items), tuple(self._outside), *(each.tobytes() for each in numbers))
        self._index.write_bytes(pack(index))

    def put(self, leaf: Leaf, holder: int) -> None:
        """File the citations of this holder."""
        numbers = [self._items.setdefault(item, len(self._items)) for item in leaf.items]
        self._cited.extend(map(numbers.__getitem__, leaf.cited))
        self._holders.extend([holder] * len(leaf.cited))
        self._prints.extend(leaf.prints)
        self._ends.extend(self._size + end for end in leaf.ends)
        self._size += self._citations.write(leaf.slips)

    def put_facts(self, leaf: Leaf) -> None:
        """File the facts of the next notice."""
        self._fact_ends.append(self._facts.tell() + self._facts.write(leaf.facts))

    def outside(self, holder: str, file: str) -> int:
        """The number, from 0, of a holder that is no notice."""
        return self._outside.setdefault(Outside(holder, file), len(self._outside))


class Slips:
    """The slips of several drawers, one after the other, numbered from 0; use it as a context."""

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        self.items: dict[CitationItem, int] = {}
        """Every source as it is cited, and its number."""
        self.cited, self.holders, self.prints = array("I"), array("I"), array("I")
        """Of each slip the number of its source, the number of its holder, its print."""
        self.outside: tuple[Outside, ...] = ()
        self._citations, self._facts = _Pile(folder / "citations"), _Pile(folder / "facts")
        for name in names:
            index = unpack((folder / f"{name}.index").read_bytes(), _Index)
            items = (unpack(item, CitationItem) for item in index.items)
            numbers = [self.items.setdefault(item, len(self.items)) for item in items]
            self.cited.extend(map(numbers.__getitem__, _numbers("I", index.cited)))
            self.holders.extend(_numbers("I", index.holders))
            self.prints.extend(_numbers("I", index.prints))
            self.outside += index.outside
            self._citations.add(folder / f"{name}.citations", _numbers("Q", index.ends))
            self._facts.add(folder / f"{name}.facts", _numbers("Q", index.fact_ends))
        self._citations.open()
        self._facts.open()

    def __len__(self) -> int:
        return len(self.cited)

    def __enter__(self) -> Slips:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._citations.close()
        self._facts.close()

    def slip(self, number: int) -> Slip:
        """The citation of this number."""
        return unpack(self._citations.record(number), Slip)

    def facts(self, notice: int) -> tuple[FactSlip, ...]:
        """The facts of the notice of this number."""
        return unpack(self._facts.record(notice), tuple[FactSlip, ...])


class _Pile:
    """Records of several files in one, looked into where they lie."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._starts = array("Q", [0])
        self._content: mmap.mmap | bytes = b""

    def add(self, path: Path, ends: array[int]) -> None:
        """Put the records of another file, which end at these places in it, behind those that are there."""
        before = self._starts[-1]
        self._starts.extend(before + end for end in ends)
        with self._path.open("ab") as file, path.open("rb") as more:
            shutil.copyfileobj(more, file)
        path.unlink()

    def open(self) -> None:
        """Begin to look."""
        if self._starts[-1]:
            with self._path.open("rb") as file:
                self._content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def record(self, number: int) -> bytes:
        """The record of this number, from 0."""
        return self._content[self._starts[number] : self._starts[number + 1]]

    def close(self) -> None:
        """Look no longer."""
        if isinstance(self._content, mmap.mmap):
            self._content.close()


def _numbers(kind: str, data: bytes) -> array[int]:
    return array(kind, data)
