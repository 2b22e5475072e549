"""Widths: what HarfBuzz measures is what WeasyPrint sets, glyph for glyph, over the whole first edition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, partial
from html import escape
from typing import NamedTuple

import pytest
from fixtures_book import desk_of, inspected
from fontTools.ttLib import TTFont

from bookwork.cli import HOME
from bookwork.project import read_project
from bookwork.records import replace
from bookwork.typesetting.cascade import Cascade, Typography
from bookwork.typesetting.compose import compose_notice
from bookwork.typesetting.cutter import glyph_numbers
from bookwork.typesetting.engine import computed_values
from bookwork.typesetting.faces import face_files
from bookwork.typesetting.galley import PT_PER_PX, Galley, Piece
from bookwork.typesetting.galleys import lay_frames, set_pieces
from bookwork.typesetting.inline import Chain, outline, read
from bookwork.typesetting.measure import Fount, MissingGlyphError, case
from bookwork.typesetting.shop import Style
from bookwork.typesetting.style import make_style

PROJECT, _ = read_project(HOME, HOME / "layout")
assert PROJECT is not None
FILES = face_files(PROJECT)
ROMAN = Fount("Livre", 8800, (("kern", 1), ("lnum", 1), ("pnum", 1)))
WIDE = 30_000.0
"""A measure in pt on which any paragraph is one line."""


def roman(fount: Fount = ROMAN):
    return case(fount, str(FILES["Livre"]))


@cache
def first_edition() -> tuple[Piece, ...]:
    """The notices of the first edition."""
    book = inspected(HOME).book
    assert book is not None and PROJECT is not None
    desk = desk_of(book, PROJECT)
    return tuple(compose_notice(notice, desk) for notice in book.notices)


@cache
def style() -> Style:
    """The book's style with spaces at their own width, as a line that is not justified has them."""
    assert PROJECT is not None
    made = make_style(PROJECT, PROJECT.build / "cache" / "galleys.sqlite")
    return replace(made, galley_css=made.galley_css + "html { word-spacing: 0; hyphens: manual; }")


class Word(NamedTuple):
    """A word of the first edition where it stands: the elements of its paragraph, those inside it, its text."""

    paragraph: Chain
    inside: Chain
    text: str


@cache
def words() -> tuple[Word, ...]:
    """Every word of every justified paragraph of the first edition, each once for the elements it stands in."""
    found: dict[Word, None] = {}
    for piece in first_edition():
        plan = outline(piece.html)
        assert plan is not None, f"{piece.id}: tags do not match"
        for spot in plan.spots:
            if "vedette" in spot.tag or not spot.name:
                continue
            copy, start = read(spot), 0
            for run in copy.runs:
                for text in re.findall(r"[^ \u00a0]+", copy.text[start : run.end]):
                    found[Word(spot.chain, run.chain[len(spot.chain) :], text)] = None
                start = run.end
    return tuple(found)


def pages_of(shown: Sequence[Word]) -> Iterator[Piece]:
    """Each word in elements like its own, with an id, those of one paragraph's kind in one piece."""
    kinds: dict[Chain, list[str]] = {}
    for number, word in enumerate(shown):
        html = f'<span id="w{number}">{escape(word.text)}</span>'
        for element in reversed(word.inside):
            html = f'<{element.name} class="{element.classes}">{html}</{element.name}>'
        kinds.setdefault(word.paragraph, []).append(html)
    for number, (chain, parts) in enumerate(kinds.items()):
        yield Piece(f"k{number}", f'<p class="{chain[-1].classes}">{" ".join(parts)}</p>', WIDE)


def test_widths_are_weasyprints_to_two_hundredths_of_a_point() -> None:
    shown = words()
    assert len(shown) > 3000
    pieces = list(pages_of(shown))
    frames = lay_frames(style(), WIDE, {piece.id: piece.html for piece in pieces})
    theirs = {
        name: (right - left) * PT_PER_PX for frame in frames for name, (left, _, right, _) in frame.anchors.items()
    }
    shop = style().shop
    assert shop is not None
    faces = {(face.weight, face.italic): face.name for face in shop.faces}
    cascade = Cascade(
        Typography(shop.family, faces, shop.language, shop.leading / PT_PER_PX), partial(computed_values, style())
    )
    cascade.learn([(*word.paragraph, *word.inside) for word in shown])
    for number, word in enumerate(shown):
        run = cascade.run((*word.paragraph, *word.inside), len(word.paragraph))
        ours = case(run.fount, str(FILES[run.fount.face]))[word.text].width / 1_000_000
        assert ours == pytest.approx(theirs[f"w{number}"], abs=0.02), word


class Shown(NamedTuple):
    """A glyph on a line: its face, size in px, height of its baseline in px, number."""

    face: str
    size: float
    baseline: float
    glyph: int


_OPERATOR = re.compile(rb"1 0 0 -1 \S+ (\S+) Tm|/(\S+) (\S+) Tf|(\[.*?\]) TJ")
_GLYPH = re.compile(rb"[0-9a-f]{4}")


@cache
def blanks(face: str) -> frozenset[int]:
    """The glyphs of spaces."""
    with TTFont(FILES[face]) as font:
        names = font.getBestCmap()
        return frozenset(font.getGlyphID(names[code]) for code in (0x20, 0xA0) if code in names)


def inked(galley: Galley) -> list[Shown]:
    """The glyphs of a galley that leave ink, in the order in which they are drawn."""
    faces = {face.resource: face.face for face in galley.faces}
    found: list[Shown] = []
    face, size, baseline = "", 0.0, 0.0
    for line in galley.lines:
        for place, font, points, shown in _OPERATOR.findall(line.content):
            if place:
                baseline = float(place)
            elif font:
                face, size = faces[font.decode()], round(float(points), 2)
            else:
                strings = b"".join(re.findall(rb"<([0-9a-f]+)>", shown))
                numbers = [int(number, 16) for number in _GLYPH.findall(strings)]
                found += [Shown(face, size, baseline, each) for each in numbers if each not in blanks(face)]
    return found


def test_paragraphs_set_by_hand_show_the_glyphs_that_weasyprint_shows() -> None:
    pieces = [replace(piece, measure=WIDE) for piece in first_edition()]
    by_hand = set_pieces(style(), pieces)
    by_weasyprint = set_pieces(replace(style(), shop=None), pieces)
    for piece, ours, theirs in zip(pieces, by_hand, by_weasyprint, strict=True):
        assert not ours.faults, piece.id
        assert ours.spans == theirs.spans
        one, other = sorted(inked(ours), key=lambda each: each[2:]), sorted(inked(theirs), key=lambda each: each[2:])
        assert [(each.face, each.size, each.glyph) for each in one] == [
            (each.face, each.size, each.glyph) for each in other
        ], piece.id
        assert all(abs(a.baseline - b.baseline) < 0.02 for a, b in zip(one, other, strict=True)), piece.id


# Shaping


def test_a_width_is_a_whole_number_of_micropoints() -> None:
    """A hyphen of EB Garamond is 274 thousandths of an em wide: at 8.8 pt, 2.4112 pt."""
    assert roman()["-"].width == 274 * 8800 == 2_411_200


def test_a_word_is_its_glyphs_and_their_kerning() -> None:
    shaped = roman()["Avoir"]
    assert shaped.shown.startswith(b"<") and shaped.shown.endswith(b">")
    assert len(glyph_numbers(b"[" + shaped.shown + b"]")) == shaped.glyphs == 5
    kerning = sum(int(number) for number in re.findall(rb">(-?\d+)<", shaped.shown))
    apart = sum(roman()[letter].width for letter in "Avoir")
    assert kerning > 0
    assert shaped.width == apart - kerning * ROMAN.size


def test_tracked_letters_are_not_joined() -> None:
    assert roman()["fi"].glyphs == 1
    tracked, apart = (
        roman(replace(ROMAN, **own))["fi"] for own in ({"tracking": 20}, {"features": (*ROMAN.features, ("liga", 0))})
    )
    assert tracked.glyphs == apart.glyphs == 2
    assert tracked.width == apart.width + 2 * 20 * ROMAN.size


def test_a_character_that_the_face_lacks_is_told() -> None:
    with pytest.raises(MissingGlyphError):
        roman()["דורה"]


def test_no_letter_is_kerned_with_a_space() -> None:
    """Rows are measured word by word; that is exact as long as this holds for the book's faces."""
    for name, file in FILES.items():
        letters = case(replace(ROMAN, face=name), str(file))
        space = letters.space_advance * ROMAN.size
        for word in ("AVTYLPFW", "fjryvwkg", "1947", "«»’,.;-"):
            for sign in word:
                assert letters[f"{sign} {sign}"].width == 2 * letters[sign].width + space, (name, sign)
