"""Folio slots: places left in a galley for folios, so that an index is not set again when pages move.

A slot is as wide as its number of figures, all of one width (``tabular-nums``); it holds the glyphs of all of them, and
the press puts in those of the folio. In the HTML it is a link to ``#~n`` with noughts for figures (``0000-0000``): the
reference of this number, counted from 0 in its piece.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

FIGURES: Final = "0123456789-"
_TARGET: Final = "#~"
_SLOT: Final = re.compile(rb"\{(\d+)\}<([0-9a-f]{44})>")
_WIDTH: Final = 4
"""Hexadecimal digits to a glyph number."""


@lru_cache(maxsize=1 << 16)
def pattern(folio: str) -> str | None:
    """The folio with noughts for its figures; None where it has none of its own, such as a roman one."""
    first, dash, last = folio.partition("-")
    if not first.isdecimal() or (dash and not last.isdecimal()):
        return None
    return f"{'0' * len(first)}{dash}{'0' * len(last)}"


def target_of(number: int) -> str:
    """What the link of this slot leads to."""
    return f"{_TARGET}{number}"


def number_of(target: str) -> int | None:
    """The number of the slot that a link leads to; None where it leads elsewhere."""
    return int(target[len(_TARGET) :]) if target.startswith(_TARGET) else None


def slot(number: int, glyphs: bytes) -> bytes:
    """What stands in a line for this slot; ``glyphs`` are the numbers of those of :data:`FIGURES`, in hexadecimal."""
    return b"{%d}<%s>" % (number, glyphs)


def count(content: bytes) -> int:
    """How many slots there are in the operators of a line."""
    return len(_SLOT.findall(content))


def put_in(content: bytes, folios: Sequence[str]) -> bytes:
    """The operators with these folios in their slots."""

    def figures(found: re.Match[bytes]) -> bytes:
        places = (FIGURES.index(figure) * _WIDTH for figure in folios[int(found[1])])
        return b"<%s>" % b"".join(found[2][place : place + _WIDTH] for place in places)

    return _SLOT.sub(figures, content)
