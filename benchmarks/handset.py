"""What does setting by hand cost? CPU, notice by notice, beside WeasyPrint's own breaking of lines.

``python benchmarks/handset.py BOOK``. The notices of a book (a fictional one: ``corpus.py``) are set in batches, by
hand and with WeasyPrint's own breaking in turn, in one process and one run, so that a busy machine slows both alike.
Those of which a paragraph could be a line longer are also set so, as the make-up would ask: that is the third figure.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as with_fields
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bookwork.cli import HOME
from bookwork.inspection import inspect
from bookwork.records import replace
from bookwork.stages import Unwatched
from bookwork.store import Store
from bookwork.typesetting.compose import compose_notice, lay_out_desk
from bookwork.typesetting.figures import cited_in
from bookwork.typesetting.galley import Galley, Piece
from bookwork.typesetting.galleys import set_pieces
from bookwork.typesetting.gleaning import gleaned
from bookwork.typesetting.references import Wanted, word_references
from bookwork.typesetting.shop import Style
from bookwork.typesetting.style import make_style

BATCH = 20


@dataclass(slots=True)
class Clock:
    """Seconds of CPU that one way of setting took, for so many pieces."""

    seconds: float = 0.0
    pieces: int = 0

    def set(self, style: Style, pieces: Sequence[Piece]) -> list[Galley]:
        """Set pieces, and count what that took."""
        start = time.process_time()
        galleys = set_pieces(style, pieces)
        self.seconds += time.process_time() - start
        self.pieces += len(pieces)
        return galleys

    @property
    def each(self) -> float:
        """Milliseconds to a piece."""
        return 1000 * self.seconds / max(1, self.pieces)


def notices(root: Path, most: int) -> tuple[Style, list[Piece]]:
    """The style of a book, and its first notices, composed."""
    inspected = inspect(root, HOME / "layout", Unwatched())
    project, book = inspected.project, inspected.book
    assert project is not None and book is not None
    cache = project.build / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    chosen = book.notices[:most]
    with Store(cache / "galleys.sqlite") as store:
        from bookwork.typesetting.pictures import make_prints  # noqa: PLC0415 - Pillow is slow to load

        own = with_fields(book, notices=chosen)
        prints = make_prints(own, project.root, project.layout, store)
        wanted = Wanted(cited_in(chosen))
        references = word_references(project, book.works, book.repositories, wanted, store)
    harvest = {notice.id: gleaned(notice, book.registers) for notice in chosen}
    desk = lay_out_desk(book, project, harvest, prints, references)
    return make_style(project, cache / "galleys.sqlite"), [compose_notice(notice, desk) for notice in chosen]


def longer(piece: Piece, galley: Galley) -> Piece | None:
    """The piece with one of its paragraphs a line longer, where one could be."""
    gives = [give for give in galley.leeways if give.longer >= 0]
    return replace(piece, fits=((min(gives, key=lambda give: give.longer).paragraph, 1),)) if gives else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("book", type=Path)
    parser.add_argument("--notices", type=int, default=120)
    wanted = parser.parse_args()
    style, pieces = notices(wanted.book, wanted.notices)
    plain = replace(style, shop=None)
    hand, weasyprint, again = Clock(), Clock(), Clock()
    for each in (style, plain):
        set_pieces(each, pieces[:2])  # fonts are loaded and sheets parsed before the clocks run
    for start in range(0, len(pieces), BATCH):
        batch = pieces[start : start + BATCH]
        galleys = hand.set(style, batch)
        weasyprint.set(plain, batch)
        asked = [found for piece, galley in zip(batch, galleys, strict=True) if (found := longer(piece, galley))]
        again.set(style, asked)
    print(f"{hand.pieces} notices, CPU each: by hand {hand.each:.1f} ms, WeasyPrint alone {weasyprint.each:.1f} ms")
    print(
        f"ratio {100 * hand.each / weasyprint.each:.0f} %; {again.pieces} set again, longer: {again.each:.1f} ms each"
    )


if __name__ == "__main__":
    main()
