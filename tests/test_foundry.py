"""The foundry: one subset for each face, with the widths, the glyph numbers and the letters of the font itself."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zlib import decompress

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from bookwork.cli import HOME
from bookwork.press.fonts import unicode_map
from bookwork.typesetting.foundry import cast_font, cast_fonts, coverage, face_trouble, glyph_texts, line_seat
from bookwork.typesetting.galley import Face, Shape

FACES = sorted((HOME / "layout" / "fonts").glob("*/*.ttf"))
REGULAR, ITALIC = (next(path for path in FACES if path.stem.endswith(name)) for name in ("-Regular", "-Italic"))
UPRIGHT = [path for path in FACES if "Italic" not in path.stem]
NAMES = "Aubremont Bévéziers Łobodowski Őrsi Șerban Œuvrard « 1944 » – ’ ; : ! ? ç ß ÿ Ÿ ñ ž ř đ"


def glyphs_of(font: TTFont, text: str) -> set[int]:
    return {font.getGlyphID(font.getBestCmap()[ord(sign)]) for sign in text if sign != " "}


def substituted(font: TTFont, feature: str, sign: str) -> list[str]:
    """The glyphs that a feature of the font puts for a character, read straight from its GSUB table."""
    table = font["GSUB"].table
    name = font.getBestCmap()[ord(sign)]
    found = []
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == feature:
            for index in record.Feature.LookupListIndex:
                for subtable in table.LookupList.Lookup[index].SubTable:
                    single = getattr(subtable, "ExtSubTable", subtable)
                    target = getattr(single, "mapping", {}).get(name)
                    found += [target] if target else []
    return found


def components(font: TTFont, glyph: str) -> set[str]:
    """The glyphs that an accented letter, or an i with its dot, is put together from."""
    parts = set(font["glyf"][glyph].getComponentNames(font["glyf"]))
    return parts.union(*(components(font, part) for part in parts))


# Letters


@pytest.mark.parametrize("face", FACES, ids=lambda path: path.stem)
def test_every_letter_of_the_book_reads_back_as_itself(face: Path) -> None:
    with TTFont(face) as font:
        texts = glyph_texts(font)
        for sign in NAMES.replace(" ", ""):
            assert texts[font.getBestCmap()[ord(sign)]] == sign


@pytest.mark.parametrize("face", FACES, ids=lambda path: path.stem)
@pytest.mark.parametrize(("feature", "signs"), [("smcp", "abcéèçñœ"), ("onum", "0123456789"), ("tnum", "0123456789")])
def test_small_capitals_and_figures_read_back_as_the_sign_they_stand_for(face: Path, feature: str, signs: str) -> None:
    with TTFont(face) as font:
        texts = glyph_texts(font)
        for sign in signs:
            for glyph in substituted(font, feature, sign):
                assert texts[glyph] == sign, glyph


def test_small_capitals_of_capitals_never_turn_small_letters_into_capitals() -> None:
    with TTFont(REGULAR) as font:
        texts = glyph_texts(font)
        for sign in "abcdefghijklmnopqrstuvwxyz":
            (glyph, *_) = substituted(font, "smcp", sign)
            assert texts[glyph] == sign


@pytest.mark.parametrize("face", UPRIGHT, ids=lambda path: path.stem)
def test_superior_figures_read_back_as_superiors_apart_from_the_figures_before_them(face: Path) -> None:
    with TTFont(face) as font:
        texts = glyph_texts(font)
        for sign in "⁰¹²³⁴⁵⁶⁷⁸⁹":
            assert texts[font.getBestCmap()[ord(sign)]] == sign


@pytest.mark.parametrize("face", FACES, ids=lambda path: path.stem)
def test_ligatures_read_back_as_the_letters_they_join(face: Path) -> None:
    with TTFont(face) as font:
        texts, cmap = glyph_texts(font), font.getBestCmap()
        for sign, joined in (("\ufb00", "ff"), ("\ufb01", "fi"), ("\ufb02", "fl"), ("\ufb03", "ffi")):
            if ord(sign) in cmap:
                assert texts[cmap[ord(sign)]] == joined
        for glyph in ("f_i", "f_f", "f_f_i", "T_h", "f_b"):
            if glyph in font.getGlyphOrder() and glyph in texts:
                assert texts[glyph] == glyph.replace("_", "")


def test_signs_that_share_a_glyph_read_back_as_the_one_that_is_typed() -> None:
    with TTFont(REGULAR) as font:
        texts, cmap = glyph_texts(font), font.getBestCmap()
        assert texts[cmap[0x20]] == " "
        assert texts[cmap[ord("-")]] == "-"


def test_the_unicode_map_holds_every_glyph_in_blocks_of_a_hundred() -> None:
    cmap = unicode_map({glyph: "fi" if glyph == 7 else chr(0x10000 + glyph) for glyph in range(250)}).decode()
    assert "<0007> <00660069>" in cmap
    assert "<0008> <d800dc08>" in cmap
    assert [line for line in cmap.splitlines() if "beginbfchar" in line] == [
        "100 beginbfchar", "100 beginbfchar", "50 beginbfchar",
    ]  # fmt: skip


# Subsets


@pytest.mark.parametrize("face", FACES, ids=lambda path: path.stem)
def test_a_subset_keeps_numbers_outlines_and_widths_of_its_glyphs(face: Path) -> None:
    with TTFont(face) as font:
        used = glyphs_of(font, NAMES)
        order, metrics, outlines = font.getGlyphOrder(), font["hmtx"].metrics, font["glyf"]
        cast = cast_font(face, used)
        with TTFont(BytesIO(decompress(cast.program))) as subset:
            left = subset["glyf"]
            for glyph in used:
                name = subset.getGlyphOrder()[glyph]
                assert left[name].getCoordinates(left)[0] == outlines[order[glyph]].getCoordinates(outlines)[0]
                assert subset["hmtx"].metrics[name] == metrics[order[glyph]]
        assert {glyph: metrics[order[glyph]][0] for glyph in used} == {
            glyph: round(width * font["head"].unitsPerEm / 1000)
            for glyph, width in cast.widths.items()
            if glyph in used
        }


def test_a_subset_holds_no_other_outlines() -> None:
    with TTFont(REGULAR) as font:
        used = glyphs_of(font, "Fictif")
        parts = {font.getGlyphID(part) for glyph in used for part in components(font, font.getGlyphOrder()[glyph])}
    cast = cast_font(REGULAR, used)
    assert set(cast.widths) == {0, *used}
    assert cast.length < REGULAR.stat().st_size / 4
    with TTFont(BytesIO(decompress(cast.program))) as subset:
        drawn = {number for number, name in enumerate(subset.getGlyphOrder()) if subset["glyf"][name].numberOfContours}
    assert drawn == {0, *used, *parts}


@settings(max_examples=5, deadline=None)
@given(st.sets(st.integers(1, 500), min_size=1, max_size=20))
def test_the_same_glyphs_give_the_same_bytes_in_any_order(used: set[int]) -> None:
    assert cast_font(REGULAR, sorted(used)) == cast_font(REGULAR, sorted(used, reverse=True))


def test_a_subset_does_not_say_when_it_was_made() -> None:
    with TTFont(REGULAR) as font, TTFont(BytesIO(decompress(cast_font(REGULAR, [5]).program))) as subset:
        assert subset["head"].modified == font["head"].modified


def test_names_of_subsets_tell_them_apart() -> None:
    one, other, italic = cast_font(REGULAR, [5]), cast_font(REGULAR, [6]), cast_font(ITALIC, [5])
    assert len({one.name, other.name, italic.name}) == 3
    assert one.name.partition("+")[2] == other.name.partition("+")[2] == "EBGaramond-Regular"
    assert all(len(each.name.partition("+")[0]) == 6 and each.name[:6].isupper() for each in (one, other, italic))
    assert one.italic_angle == 0 and italic.italic_angle < 0


def test_a_glyph_that_the_face_does_not_have_is_left_out() -> None:
    assert set(cast_font(REGULAR, [5, 0xFFFF]).widths) == {0, 5}


def test_a_book_has_one_font_for_each_face_whatever_its_resources_are_called() -> None:
    galleys = [
        Shape((), faces=(Face.of("AAAAAA", "Livre", (3, 4)), Face.of("BBBBBB", "Livre", (5,)))),
        Shape((), faces=(Face.of("CCCCCC", "Livre-Italic", (6,)), Face.of("AAAAAA", "Livre", (7,)))),
    ]
    fonts = cast_fonts({"Livre": REGULAR, "Livre-Italic": ITALIC, "Livre-Bold": REGULAR}, galleys)
    assert {name: set(font.widths) for name, font in fonts.items()} == {
        "Livre": {0, 3, 4, 5, 7},
        "Livre-Italic": {0, 6},
    }


# What the faces can do


def test_the_faces_can_be_cast_and_what_cannot_says_why(tmp_path: Path) -> None:
    """A face must be there, be a font, and count a thousand units to the em: only then are widths exact."""
    assert [face_trouble(path) for path in FACES] == [""] * len(FACES)
    assert face_trouble(tmp_path / "nowhere.ttf")
    (tmp_path / "letter.ttf").write_text("no font")
    assert face_trouble(tmp_path / "letter.ttf")
    with TTFont(REGULAR) as font:
        font["head"].unitsPerEm = 2048
        font.save(tmp_path / "other.ttf")
    assert "2048" in face_trouble(tmp_path / "other.ttf")


def test_the_faces_cover_the_names_of_the_book_and_not_everything() -> None:
    for face in FACES:
        assert set(NAMES) <= coverage(face)
        assert "漢" not in coverage(face)


def test_a_line_seats_its_text_by_the_metrics_of_the_face() -> None:
    with TTFont(REGULAR) as font:
        assert line_seat(REGULAR) == pytest.approx((font["hhea"].ascent + font["hhea"].descent) / 2000)
