"""Slips: what the audit writes of every citation, kept on the disk while it is written.

A book of 9 000 notices has some hundred thousand citations with their sentences; as objects they took 700 MB
(November 2026). In memory stay numbers: which source a slip cites, whose statement it is, where it stands and lies.
"""

from __future__ import annotations

import mmap
import shutil
from array import array
from collections.abc import Hashable, Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, TypeVar

from bookwork.model.citation import CitationItem
from bookwork.records import Struct, pack, unpack


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


class Leaf(Struct, frozen=True):
    """All that is filed of one holder: its sources once each, as bytes; of each citation the number of its source
    among them, its print, and column by column its slip; and the facts.
    """

    items: tuple[bytes, ...] = ()
    cited: tuple[int, ...] = ()
    prints: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    places: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    ends: tuple[int, ...] = ()
    """Where the statement of each slip ends among all of them."""
    words: bytes = b""
    facts: bytes = pack(())


def leaf_of(citations: Iterable[tuple[Slip, CitationItem, int]], facts: tuple[FactSlip, ...] = ()) -> Leaf:
    """A leaf of slips, each with its source and its print, and of facts."""
    slips, items, prints = zip(*citations, strict=True) if (citations := tuple(citations)) else ((), (), ())
    lines, columns, places, keys, words = zip(*slips, strict=True) if slips else ((), (), (), (), ())
    numbers = {item: number for number, item in enumerate(dict.fromkeys(items))}
    statements = [each.encode() for each in words]
    return Leaf(
        tuple(map(pack, numbers)),
        tuple(map(numbers.__getitem__, items)),
        prints,
        lines,
        columns,
        places,
        keys,
        tuple(accumulate(map(len, statements))),
        b"".join(statements),
        pack(facts),
    )


_ENDS: Final = ("words", "facts")
_NUMBERS: Final = ("cited", "holders", "prints", "lines", "columns", "places", "keys")


class _Index(Struct, frozen=True):
    """What is known of the slips in a file without reading them, as it goes from process to process."""

    items: tuple[bytes, ...]
    outside: tuple[Outside, ...]
    names: tuple[str, ...]
    """Places and keys."""
    numbers: dict[str, bytes]
    """Of each slip those of its source, of its holder and so on, by what they number."""
    ends: dict[str, bytes]


_Key = TypeVar("_Key", bound=Hashable)


class _Numbered(dict[_Key, int]):
    """Numbers things from 0, in the order in which they come up."""

    def __missing__(self, key: _Key) -> int:
        number = self[key] = len(self)
        return number


class Drawer:
    """Slips while they are filed, statements in one file and facts in another; use it as a context."""

    def __init__(self, folder: Path, name: str) -> None:
        self._words, self._facts = ((folder / f"{name}.{each}").open("wb") for each in _ENDS)
        self._index = folder / f"{name}.index"
        self._items: _Numbered[bytes] = _Numbered()
        self._outside: _Numbered[Outside] = _Numbered()
        self._names: _Numbered[str] = _Numbered()
        self._numbers = {each: array("I") for each in _NUMBERS}
        self._ends = {each: array("Q") for each in _ENDS}
        self._size = 0

    def __enter__(self) -> Drawer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._words.close()
        self._facts.close()
        numbers = {each: known.tobytes() for each, known in self._numbers.items()}
        ends = {each: known.tobytes() for each, known in self._ends.items()}
        index = _Index(tuple(self._items), tuple(self._outside), tuple(self._names), numbers, ends)
        self._index.write_bytes(pack(index))

    def put(self, leaf: Leaf, holder: int) -> None:
        """File the citations of this holder."""
        items, number_of = [self._items[item] for item in leaf.items], self._names.__getitem__
        numbers = self._numbers
        numbers["cited"].extend(map(items.__getitem__, leaf.cited))
        numbers["holders"].extend([holder] * len(leaf.cited))
        numbers["prints"].extend(leaf.prints)
        numbers["lines"].extend(leaf.lines)
        numbers["columns"].extend(leaf.columns)
        numbers["places"].extend(map(number_of, leaf.places))
        numbers["keys"].extend(map(number_of, leaf.keys))
        self._ends["words"].extend(map(self._size.__add__, leaf.ends))
        self._size += self._words.write(leaf.words)

    def put_facts(self, leaf: Leaf) -> None:
        """File the facts of the next notice."""
        self._ends["facts"].append(self._facts.tell() + self._facts.write(leaf.facts))

    def outside(self, holder: str, file: str) -> int:
        """The number, from 0, of a holder that is no notice."""
        return self._outside[Outside(holder, file)]


class Slips:
    """The slips of several drawers, one after the other, numbered from 0; use it as a context."""

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        filed = {each: array("I") for each in _NUMBERS}
        self.outside: tuple[Outside, ...] = ()
        self._words, self._facts = (_Pile(folder / each) for each in _ENDS)
        items: _Numbered[bytes] = _Numbered()
        known: _Numbered[str] = _Numbered()
        for name in names:
            index = unpack((folder / f"{name}.index").read_bytes(), _Index)
            cited, named = [items[each] for each in index.items], [known[each] for each in index.names]
            again = {"cited": cited, "places": named, "keys": named}
            for each, numbers in ((each, array("I", index.numbers[each])) for each in _NUMBERS):
                filed[each].extend(map(again[each].__getitem__, numbers) if each in again else numbers)
            self.outside += index.outside
            for pile, each in ((self._words, "words"), (self._facts, "facts")):
                pile.add(folder / f"{name}.{each}", array("Q", index.ends[each]))
        self.items = tuple(unpack(item, CitationItem) for item in items)
        """Every source as it is cited."""
        self.names = tuple(known)
        """Keys, and keys of places."""
        self.cited, self.holders, self.prints = filed["cited"], filed["holders"], filed["prints"]
        """Of each slip the number of its source, the number of its holder, its print."""
        self.lines, self.columns, self.places, self.keys = (filed[each] for each in _NUMBERS[3:])
        """Of each slip its line, its column, and among the names the numbers of its place and of its key."""
        self._words.open()
        self._facts.open()

    def __len__(self) -> int:
        return len(self.cited)

    def __enter__(self) -> Slips:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._words.close()
        self._facts.close()

    def slip(self, number: int) -> Slip:
        """The citation of this number."""
        place, key = self.names[self.places[number]], self.names[self.keys[number]]
        return Slip(self.lines[number], self.columns[number], place, key, *self.words((number,)))

    def words(self, numbers: Iterable[int]) -> list[str]:
        """The statements of the citations of these numbers."""
        return [record.decode() for record in self._words.records(numbers)]

    def facts(self, notice: int) -> tuple[FactSlip, ...]:
        """The facts of the notice of this number."""
        return unpack(self._facts.records((notice,))[0], tuple[FactSlip, ...])


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

    def records(self, numbers: Iterable[int]) -> list[bytes]:
        """The records of these numbers, from 0."""
        content, starts = self._content, self._starts
        return [content[starts[number] : starts[number + 1]] for number in numbers]

    def close(self) -> None:
        """Look no longer."""
        if isinstance(self._content, mmap.mmap):
            self._content.close()
