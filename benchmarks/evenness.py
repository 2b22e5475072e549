"""How even is a page? Counts, in any PDF, what the setting of paragraphs did: ``python benchmarks/evenness.py PDF …``.

Columns are found by the white between them, lines by their baselines. A line is full when it reaches the edge of its
column; word spaces are those of full lines, in em of the line's size. Spaces that French typography sets by rule
(before « ; : ! ? » », after « « », inside numbers) are not counted.

The feet of the columns of a page are compared, and those of facing pages (an even page and the odd one behind it).
Where a section ends no foot is wanted: a page with a foot more than ``--end`` lines above the lowest one of the file is
such an end, and left out. Widows and orphans cannot be seen in a PDF; the make-up and its tests hold them.
"""

from __future__ import annotations

import argparse
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path

from glyphs import Glyph, pages

_HYPHENS = ("-", "\u2010", "\u00ad")
_SAME_LINE = 0.45
"""How far, in em, a raised figure may stand from the baseline of its line."""
_NARROWEST = 60.0
"""Columns narrower than this, in pt, are tabs, folios, line numbers."""
_GUTTER = 6.0
"""White at least this wide, in pt, parts two columns."""
_SHORT, _HANGING = 0.06, 0.35
"""How far, in em, a full line may end before the edge of its column or, with a hanging hyphen, beyond it."""
_SPACE = 0.11
"""A gap at least this wide, in em, is a word space; fine spaces are narrower or beside their sign."""
_LOOSE = 0.5
_UNLIKE = 0.3
"""Gaps that differ by more, in em, are no word spaces of one justified line: a table, dot leaders."""
_FEWEST, _WIDEST = 2, 1.3
"""A line has at least so many spaces, and none so wide in em: else it may be a row of a table, or of labels."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a column: its glyphs from left to right (blanks left out), its size in pt."""

    glyphs: tuple[Glyph, ...]
    size: float

    @property
    def left(self) -> float:
        """Where its first glyph begins, in pt."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Where its last glyph ends, in pt."""
        return max(glyph.right for glyph in self.glyphs)

    @property
    def hyphened(self) -> bool:
        """Whether it ends in a hyphen."""
        return self.glyphs[-1].text.endswith(_HYPHENS)

    @property
    def baseline(self) -> float:
        """That of most of its glyphs: a figure may be raised."""
        return statistics.mode(round(glyph.baseline, 2) for glyph in self.glyphs)

    @property
    def folio(self) -> bool:
        """Whether it is but a number: a folio that stands below the column."""
        return all(glyph.text.isdigit() for glyph in self.glyphs)

    def reaches(self, edge: float) -> bool:
        """Whether it is full: ends at the right edge of its column, given in pt."""
        return -_SHORT < (self.right - edge) / self.size < _HANGING

    def spaces(self) -> Iterator[float]:
        """Its word spaces in em."""
        for before, after in pairwise(self.glyphs):
            gap = (after.left - before.right) / self.size
            if gap > _SPACE and not _by_rule(before.text, after.text):
                yield gap


def _by_rule(before: str, after: str) -> bool:
    return after[:1] in ";:!?»%" or before[-1:] in "«–—" or (before[-1:].isdigit() and after[:1].isdigit())


@dataclass(slots=True)
class Tally:
    """What was counted in one file."""

    lines: int = 0
    full: int = 0
    hyphens: int = 0
    runs: Counter[int] = field(default_factory=Counter)
    spaces: list[float] = field(default_factory=list)
    loose: int = 0
    widest: float = 0.0
    feet: dict[int, list[float]] = field(default_factory=dict)
    """By page, the baselines of the last lines of its columns, in pt."""
    columns: int = 0
    hyphened_feet: int = 0
    leading: float = 0.0

    def add(self, column: Sequence[Line], edge: float) -> None:
        """Count a column's lines; ``edge`` is its right edge in pt."""
        self.lines += len(column)
        self.columns += 1
        self.hyphened_feet += [line for line in column if not line.folio][-1].hyphened
        for hyphened, run in groupby(column, key=lambda line: line.hyphened):
            if hyphened:
                length = len(list(run))
                self.hyphens += length
                self.runs[length] += 1
        for line in column:
            spaces = list(line.spaces())
            if len(spaces) < _FEWEST or max(spaces) > _WIDEST or max(spaces) - min(spaces) > _UNLIKE:
                continue
            if line.reaches(edge):
                self.full += 1
                self.spaces += spaces
                mean = statistics.fmean(spaces)
                self.loose += mean > _LOOSE
                self.widest = max(self.widest, mean)

    def uneven(self, end: float) -> tuple[int, int, int, int]:
        """Uneven pages, of how many; facing pages whose feet are not all level, of how many. ``end`` in lines."""
        lowest = min((foot for feet in self.feet.values() for foot in feet), default=0.0)
        pages = {
            page: [round((foot - lowest) / (self.leading or 1.0)) for foot in feet] for page, feet in self.feet.items()
        }
        pages = {page: feet for page, feet in pages.items() if max(feet) <= end}
        facing = [pages[page] + pages[page + 1] for page in pages if page % 2 == 0 and page + 1 in pages]
        return (
            sum(len(set(feet)) > 1 for feet in pages.values()),
            len(pages),
            sum(len(set(feet)) > 1 for feet in facing),
            len(facing),
        )

    def report(self, end: float) -> str:
        """The counts in a few lines."""
        uneven, pages, spreads, facing = self.uneven(end)
        spaces = self.spaces or [0.0]
        deciles = statistics.quantiles(spaces, n=20) if len(spaces) > 1 else [0.0] * 19
        over = {least: sum(n for length, n in self.runs.items() if length > least) for least in (2, 3)}
        return (
            f"lines {self.lines}, full {self.full}; hyphens {_share(self.hyphens, self.lines)}; "
            f"runs over two {over[2]}, over three {over[3]}, longest {max(self.runs, default=0)}\n"
            f"word space: mean {statistics.fmean(spaces):.3f} em, sd {statistics.pstdev(spaces):.4f} em, "
            f"5 % {deciles[0]:.3f}, 95 % {deciles[-1]:.3f}, widest line {self.widest:.2f}; "
            f"loose lines (over {_LOOSE} em) {_share(self.loose, self.full)}\n"
            f"feet: uneven pages {uneven} of {pages} ({_share(uneven, pages)}), facing pages {spreads} of {facing} "
            f"({_share(spreads, facing)}); hyphens at feet {_share(self.hyphened_feet, self.columns)}"
        )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / max(1, whole):.2f} %"


def columns(glyphs: Sequence[Glyph]) -> Iterator[tuple[list[Line], float]]:
    """The columns of a page, from the left: their lines from head to foot, and their right edge."""
    inked = [glyph for glyph in glyphs if glyph.text.strip() and glyph.right > glyph.left]
    for left, right in _strips(inked):
        inside = [glyph for glyph in inked if left <= (glyph.left + glyph.right) / 2 <= right]
        lines = list(_lines(inside))
        if len(lines) >= 5:
            yield lines, _edge(lines)


def _strips(glyphs: Sequence[Glyph]) -> Iterator[tuple[float, float]]:
    """Where columns stand: ranges that more than a few baselines ink, parted by gutters."""
    inked: dict[int, set[int]] = {}
    for glyph in glyphs:
        for x in range(int(glyph.left), int(glyph.right) + 1):
            inked.setdefault(x, set()).add(round(glyph.baseline))
    few = 0.06 * max(map(len, inked.values()), default=0)
    strips: list[tuple[int, int]] = []
    for x in sorted(x for x, baselines in inked.items() if len(baselines) > few):
        if strips and x - strips[-1][1] <= _GUTTER:
            strips[-1] = strips[-1][0], x
        else:
            strips.append((x, x))
    for left, right in strips:
        if right - left > _NARROWEST:
            yield left - _GUTTER / 2, right + _GUTTER / 2


def _lines(glyphs: Sequence[Glyph]) -> Iterator[Line]:
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda each: -each.baseline):
        if rows and rows[-1][-1].baseline - glyph.baseline < _SAME_LINE * max(glyph.size, rows[-1][-1].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    for row in rows:
        widths: dict[float, float] = {}
        for glyph in row:
            size = round(glyph.size, 2)
            widths[size] = widths.get(size, 0.0) + glyph.right - glyph.left
        yield Line(tuple(sorted(row, key=lambda each: each.left)), max(widths, key=lambda size: widths[size]))


def _edge(lines: Sequence[Line]) -> float:
    """The right edge of a column: where most of its lines end."""
    ends = Counter(round(line.right) for line in lines)
    best = max(ends, key=lambda end: (sum(ends[end + off] for off in (-1, 0, 1)), end))
    near = [line.right for line in lines if abs(line.right - best) <= 1.5]
    return statistics.median(near)


def measure(path: Path, least: int) -> Tally:
    """Count the pages of a file that have at least so many columns."""
    tally = Tally()
    leadings: Counter[float] = Counter()
    for number, glyphs in enumerate(pages(path), 1):
        found = list(columns(glyphs))
        for column, edge in found if len(found) >= least else ():
            tally.add(column, edge)
            baselines = sorted({round(line.baseline, 1) for line in column if not line.folio})
            tally.feet.setdefault(number, []).append(baselines[0])
            leadings.update(round(b - a, 1) for a, b in pairwise(baselines))
    tally.leading = leadings.most_common(1)[0][0] if leadings else 0.0
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pdf", type=Path, nargs="+")
    parser.add_argument("--columns", type=int, default=2, help="count pages with at least so many (default: 2)")
    parser.add_argument(
        "--end", type=float, default=5, help="a foot more lines above the lowest is an end (default: 5)"
    )
    wanted = parser.parse_args()
    for path in wanted.pdf:
        print(f"{path}\n{measure(path, wanted.columns).report(wanted.end)}")


if __name__ == "__main__":
    main()
