"""What a page should look like: how far lines give way, and what the setter pays for what it does not like."""

from __future__ import annotations

from typing import Final

from bookwork.records import Struct, replace

_WHOLE: Final = 1000


class Taste(Struct, frozen=True):
    """How far lines give way, and what the setter pays for what it does not like.

    Spaces are in thousandths of an em of the paragraph's fount, shares of width in thousandths, prices in demerits: a
    line stretched as far as it should be has (10 + 100)² = 12 100 of them (*The TeXbook*, ch. 14).
    """

    justified: bool = True
    space: int = 250
    narrowest: int = 200
    widest: int = 270
    """The space at which a line counts as fully stretched; it may go beyond, at a steeply rising price."""
    expansion: int = 20
    """How much wider or narrower glyphs may become."""
    tracking: int = 20
    """How much letter-spacing may widen a line that would be loose otherwise."""
    tightening: int = 20
    """How much it may narrow a line that would be tight otherwise."""
    hanging: int = 500
    """The part of a hyphen, point or comma that hangs in the margin."""
    prices: tuple[int, ...] = (
        0, 150_000, 350_000, 450_000, 800_000, 100_000, 150_000, 1_800_000, 0, 2_500_000, 900_000,
    )  # fmt: skip
    """Of what a line ends with, by :class:`Kind`."""
    twice: int = 60_000
    """Two hyphens below each other."""
    thrice: int = 10**12
    """A third one, and any more."""
    mismatch: int = 20_000
    """Neighbours that are not of neighbouring classes: a tight line beside a loose one."""
    last_hyphen: int = 60_000
    """A hyphen on the last line but one."""
    short_last: int = 900_000
    """A last line shorter than ``short_em``."""
    short_em: int = 2_000
    tolerance: int = 8_000
    """The ratio up to which lines are weighed against each other; looser ones are taken where nothing else is."""
    item: int = 1_500
    """The ratio beyond which a line that ends an item of a run-in list is left short: its spaces grow no wider."""
    line: int = 10
    """What any line costs, before it is squared with its badness."""
    leeway: int = 2_000_000
    """What a way of a line more or less may cost beyond the best one, where the page asks for it."""
    spread: int = 4
    """What each space costs beside that, times the square of the thousandths of an em that it is wider or narrower."""


def ragged(taste: Taste, space: int) -> Taste:
    """The taste for lines that are not justified, with such spaces: they may fall short by a tenth of their width."""
    return replace(
        taste, justified=False, space=space, narrowest=space, widest=space, expansion=0, tracking=100, tightening=0,
        hanging=0, mismatch=0, short_last=0, spread=0,
    )  # fmt: skip


def ratio(taste: Taste, missing: int, spaces: int, glyphs: int, em: int) -> int:
    """How far a line that is short by so much must stretch, in thousandths of what it may; lengths in micropoints."""
    stretch = (taste.widest - taste.space) * em // _WHOLE
    give = taste.expansion + taste.tracking
    return missing * _WHOLE // max(spaces * stretch + glyphs * give // _WHOLE, 1)


def badness(ratio: int) -> int:
    """How bad a line is that is stretched or shrunk by so many thousandths of what it may (*The TeXbook*, p. 97)."""
    return _BADNESS[abs(ratio)] if ratio < len(_BADNESS) else _badness(ratio)


def loosest(worst: int) -> int:
    """The greatest ratio of which the badness is no more than this."""
    cube = (worst + 1) * _WHOLE**3 // 100 - 1
    root: int = round(cube ** (1 / 3))  # a float may be wrong in its last place, whole numbers are not
    while root**3 > cube:
        root -= 1
    while (root + 1) ** 3 <= cube:
        root += 1
    return root


def _badness(ratio: int) -> int:
    return 100 * abs(ratio) ** 3 // _WHOLE**3


_BADNESS: Final = tuple(_badness(ratio) for ratio in range(4 * _WHOLE))
"""Of the ratios that lines have, reckoned once."""
