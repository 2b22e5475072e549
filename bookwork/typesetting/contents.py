"""What is in a piece: its paragraphs, what stands beside them, its lines of stations, the rest."""

from __future__ import annotations

from collections.abc import Iterator

from bookwork.records import Struct
from bookwork.typesetting.cascade import Cascade
from bookwork.typesetting.galley import Piece
from bookwork.typesetting.inline import Block, Spot, outline
from bookwork.typesetting.plate import Plate, read_plate


class Contents(Struct, frozen=True):
    """What is in a piece: paragraphs and other elements, what stands beside the text, lines of stations."""

    piece: Piece
    spots: tuple[Spot, ...]
    blocks: tuple[Block, ...]
    floats: tuple[Block, ...]
    plates: tuple[Plate, ...]

    def texts(self) -> Iterator[Spot]:
        """The paragraphs that do not stand beside the others."""
        return (spot for spot in self.spots if not self.is_beside(spot))

    def is_beside(self, spot: Spot) -> bool:
        """Whether a paragraph stands beside the others."""
        return any(block.start <= spot.start < block.end for block in self.floats)

    def name(self, element: Spot | Block) -> str:
        """The id of an element; one that has none is given a name that never leaves the galley."""
        return element.name or f"{self.piece.id}._{element.start}"


def survey(piece: Piece, cascade: Cascade) -> Contents | None:
    """What is in a piece, or None where nothing is to be set by hand."""
    outlined = outline(piece.html)
    if outlined is None or not outlined.spots:
        return None
    blocks = outlined.blocks
    cascade.learn(block.chain for block in blocks)
    floats = tuple(block for block in blocks if cascade.side(block.chain))
    drawn = [n for n, block in enumerate(blocks) if block.chain[-1].name == "svg"]
    around = [blocks[n - 1] for n in drawn if n and blocks[n - 1].chain == blocks[n].chain[:-1]]
    plates = tuple(plate for box in around if (plate := read_plate(piece.html, box, cascade)))
    return Contents(piece, outlined.spots, blocks, floats, plates)
