"""Entries of indexes as matter: stacked by some dozens to a piece, their folios put in by the press.

A stack ends where the hash of an entry says so: an entry more or less changes its own stack and no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Final
from zlib import crc32

from bookwork.makeup.indexes import IndexEntry
from bookwork.makeup.sheets import Matter, Reference
from bookwork.records import Struct, pack
from bookwork.store import content_key
from bookwork.typesetting.galley import STACKED, Order, Piece
from bookwork.typesetting.slots import pattern, target_of
from bookwork.typesetting.templates import Templates
from bookwork.typography.rules import set_html

_MOST: Final = 96
"""Entries to a stack; on the average a third of that."""
_HEAVY: Final = 40
"""References with which an entry is a stack of its own: they come and go with every page that moves."""


class EntrySetting(Struct, frozen=True):
    """What entries are set with: templates, measure in pt, the hash of all that shapes them, whether with slots."""

    templates: Templates
    measure: float
    base: bytes
    slots: bool


def stacks(index: str, entries: Sequence[IndexEntry], setting: EntrySetting) -> Iterator[tuple[str, list[Matter]]]:
    """The entries of an index, stacked: for each group its heading, and its matter."""
    seen: set[str] = set()
    for group, members in groupby(entries, key=lambda entry: entry.group):
        matter = []
        for stack in _parted(members):
            first = stack[0]
            # Stacks are named by what they begin with, not by their rank: a new one renames no other.
            name = f"{index}.{content_key(first.group, first.heading, first.see).hex()[:12]}"
            while name in seen:
                name += "-2"
            seen.add(name)
            matter.append(_Stack(name, tuple(stack), setting).matter())
        yield group, matter


def _parted(entries: Iterable[IndexEntry]) -> Iterator[list[IndexEntry]]:
    stack: list[IndexEntry] = []
    for entry in entries:
        heavy = len(entry.references) >= _HEAVY
        if heavy and stack:
            yield stack
            stack = []
        stack.append(entry)
        if heavy or len(stack) == _MOST or crc32(f"{entry.heading}{entry.see}".encode()) % _MOST < 3:
            yield stack
            stack = []
    if stack:
        yield stack


class _Stack(Struct, frozen=True):
    """Entries to be set in one piece."""

    name: str
    entries: tuple[IndexEntry, ...]
    setting: EntrySetting

    def matter(self) -> Matter:
        """As it is made up: with slots where they may be, and their folios beside."""
        guides = tuple(entry.heading for entry in self.entries)
        references = [each for entry in self.entries for each in entry.references]
        plain = partial(self._plain, references)
        if not self.setting.slots:
            return Matter(plain(), guides=guides)
        patterns = [pattern(each.text) for each in references]
        shown = [noughts or f"{each.text} {each.anchor}" for noughts, each in zip(patterns, references, strict=True)]
        slotted = tuple(each for noughts, each in zip(patterns, references, strict=True) if noughts)
        order = self._order(shown, slots=True)
        return Matter(order, guides=guides, references=slotted, plain=plain if slotted else None)

    def _plain(self, references: Sequence[Reference]) -> Order:
        """The same with its folios set as text."""
        return self._order([f"{each.text} {each.anchor}" for each in references], slots=False)

    def _order(self, shown: Sequence[str], *, slots: bool) -> Order:
        said = [(each.heading, each.see, each.also, [it.main for it in each.references]) for each in self.entries]
        made_from = content_key(self.setting.base, "entrées", pack((slots, said, shown)))
        return Order(self.name, made_from, partial(self._compose, slots=slots))

    def _compose(self, *, slots: bool) -> Piece:
        parts = []
        number = 0
        for rank, entry in enumerate(self.entries):
            folios = []
            for each in entry.references:
                noughts = pattern(each.text) if slots else None
                target = f"#{each.anchor}" if noughts is None else target_of(number)
                number += noughts is not None
                folios.append({"texte": noughts or each.text, "cible": target, "principal": each.main})
            html = self.setting.templates.fill(
                "entrée",
                id=f"{self.name}.{rank}",
                vedette=entry.heading,
                voir=entry.see,
                aussi=entry.also,
                folios=folios,
            )
            parts.append(set_html(html))
        return Piece(self.name, STACKED.join(parts), self.setting.measure)
