"""Takes: some dozens of galleys that follow each other in a part, and what page breaks cost in them.

(A take was as much copy as one compositor was given at a time.) A take begins where the name of a piece says so: a
galley more or less changes its own take and no other, and only that is written again.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from math import inf
from typing import Final
from zlib import crc32

from bookwork.makeup.reckoning import Onward
from bookwork.makeup.sheets import Matter
from bookwork.records import Struct, pack, recalled, replace
from bookwork.store import Store, content_key, program_key
from bookwork.typesetting.galley import Shape

_MATTERS: Final = 32
"""Galleys to a take, on the average."""
_COSTS: Final = content_key("costs", program_key(("makeup",), ()))


class Take(Struct, frozen=True):
    """A take: the piece it begins with; its galleys, slugs and ruler lines; once costs are kept, their digest.

    A ruler line is a grid line of the part as if it stood in one column (:class:`bookwork.makeup.slugs.Ruler`).
    """

    first: str
    matters: int
    slugs: int
    lines: int
    digest: bytes = b""


def divide(matters: Sequence[Matter], galleys: Mapping[str, Shape], most: int) -> Iterator[Take]:
    """The takes of these galleys; no line counts for more than ``most`` ruler lines."""
    start, slugs, lines = 0, 0, 0
    for number, matter in enumerate(matters):
        if number > start and not crc32(matter.piece.id.encode()) % _MATTERS:
            yield Take(matters[start].piece.id, number - start, slugs, lines)
            start, slugs, lines = number, 0, 0
        heights = galleys[matter.piece.id].heights
        slugs += matter.blank + len(heights)
        high = max(heights, default=0) > most
        lines += matter.blank + (sum(min(height, most) for height in heights) if high else sum(heights))
    if matters:
        yield Take(matters[start].piece.id, len(matters) - start, slugs, lines)


def keep_costs(part: str, takes: Sequence[Take], onward: Onward, store: Store) -> tuple[Take, ...]:
    """Keep what the breaks of a part, or of a stretch of it, cost; the takes with the digests of their costs."""
    records: dict[bytes, bytes] = {}
    kept = []
    head = 0
    for take in takes:
        own = pack([costs[head : head + take.lines].tobytes() for costs in onward])
        kept.append(replace(take, digest=blake2b(own, digest_size=16).digest()))
        records[_key(part, take)] = own
        head += take.lines
    store.write(records)
    return tuple(kept)


def costs_kept(part: str, takes: Iterable[Take], columns: int, store: Store) -> Onward | None:
    """What is kept of these takes, as it was when they had these digests."""
    found = [array("d") for _ in range(columns)]
    for take in takes:
        own = recalled(store, _key(part, take), list[bytes]) or []
        if len(own) != columns or blake2b(pack(own), digest_size=16).digest() != take.digest:
            return None
        for costs, more in zip(found, own, strict=True):
            costs.frombytes(more)
            costs.extend([inf] * (take.lines - len(more) // costs.itemsize))  # the white after the last line has none
    return tuple(found)


def _key(part: str, take: Take) -> bytes:
    return content_key(_COSTS, part, take.first)
