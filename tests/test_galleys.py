"""Setting: a piece is set the same whatever it is set with, and every line can stand alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fixtures_book import BOOK, desk_of, inspected
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookwork.cli import HOME
from bookwork.project import Project, read_project
from bookwork.records import replace
from bookwork.typesetting.compose import compose_notice, superior
from bookwork.typesetting.crew import Workers
from bookwork.typesetting.engine import style_complaints
from bookwork.typesetting.faces import face_files
from bookwork.typesetting.foundry import cast_fonts
from bookwork.typesetting.galley import Galley, Piece, Role
from bookwork.typesetting.galleys import set_pieces
from bookwork.typesetting.setting import SettingRoom
from bookwork.typesetting.style import make_style

MEASURE = 185.0


def the_project() -> Project:
    project, _ = read_project(BOOK, HOME / "layout")
    assert project is not None
    return project


PROJECT = the_project()
STYLE = make_style(PROJECT, PROJECT.build / "cache" / "galleys.sqlite")
GRID = PROJECT.layout.grid.leading / 0.75


def set_alone(html: str, measure: float = MEASURE) -> Galley:
    (galley,) = set_pieces(STYLE, [Piece("n-x", html, measure)])
    return galley


def text_of(galley: Galley) -> list[str]:
    """The text of each line, by the fonts that the book would embed."""
    fonts = cast_fonts(face_files(PROJECT), [galley])
    texts = {face.resource: fonts[face.face].texts for face in galley.faces}
    lines = []
    for line in galley.lines:
        words = []
        for found in re.finditer(rb"/([\w-]+) [\d.]+ Tf|<([0-9a-f]+)>", line.content):
            if found[1]:
                font = found[1].decode()
            else:
                codes = [int(found[2][n : n + 4], 16) for n in range(0, len(found[2]), 4)]
                words.append("".join(texts[font].get(code, "\ufffd") for code in codes))
        lines.append("".join(words))
    return lines


# The law: alone or in any batch

words = st.sampled_from(
    [
        "personnage", "fictif", "Œuvrard", "l’horlogerie", "anticonstitutionnellement", "39570", "« entre guillemets »",
        "<i>italique</i>", "<b>gras</b>", "<i>m<b>ê</b>lé</i>", '<span class="sc">Duval-Ménard</span>',
        'XX<sup class="ord">e</sup>', '<span class="romain">XIV</span>', "fi", "affluent", "12&nbsp;h&nbsp;30",
        'mot<span class="appel">¹<span class="virgule">,</span>²</span>', '<span id="m.x.0">repère</span>',
        '<a href="#n-autre">Zoltán <span class="sc">Őrsi</span></a>',
    ]
)  # fmt: skip
paragraphs = st.lists(words, min_size=1, max_size=25).map(" ".join)
frames = st.just('<div class="manque"><p>Notice à corriger : personnage fictif</p></div>')


@st.composite
def batches(draw: st.DrawFn) -> list[str]:
    return draw(
        st.lists(
            st.lists(st.one_of(paragraphs, paragraphs, paragraphs, frames), min_size=1, max_size=3),
            min_size=2,
            max_size=5,
        )
    )


def pieces_of(batch: list[list[str]]) -> list[Piece]:
    pieces = []
    for number, paragraphs in enumerate(batch):
        name = f"n-{number}"
        body = "".join(
            each if each.startswith("<div") else f'<p id="{name}.text.{n}">{each}</p>'
            for n, each in enumerate(paragraphs)
        )
        head = f'<p id="{name}.head.0" class="vedette"><b>FICTIF</b> {number}</p>'
        note = (
            f'<p id="{name}.note.0" class="petit"><span>{superior(1)}&nbsp;Fictif, <i>Un livre</i>, p. 12.</span></p>'
        )
        pieces.append(Piece(name, (head + body + note).replace("m.x.", f"m.{number}."), MEASURE))
    return pieces


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(batches(), st.randoms(use_true_random=False))
def test_a_piece_is_set_alone_as_in_any_batch_in_any_order(batch: list[list[str]], chance) -> None:
    pieces = pieces_of(batch)
    alone = {piece.id: set_pieces(STYLE, [piece])[0] for piece in pieces}
    chance.shuffle(pieces)
    together = dict(zip([piece.id for piece in pieces], set_pieces(STYLE, pieces), strict=True))
    assert together == alone


def test_notices_of_the_book_are_set_alone_as_together() -> None:
    """The same for real notices in a batch high enough for rounding to show."""
    inspection = inspected(BOOK)
    assert inspection.book is not None
    desk = desk_of(inspection.book, PROJECT)
    pieces = [compose_notice(notice, desk) for notice in inspection.book.notices]
    together = set_pieces(STYLE, pieces[::-1])[::-1]
    for piece, galley in zip(pieces, together, strict=True):
        assert set_pieces(STYLE, [piece]) == [galley], piece.id


# Lines


def test_a_galley_is_whole_lines_and_its_paragraphs_fill_it() -> None:
    for piece in pieces_of([["personnage fictif " * 30, "<i>et</i> la suite"], ["un <b>mot</b>"]]):
        galley = set_alone(piece.html)
        assert galley.faults == ()
        rows = 0
        for span in galley.spans:
            assert span.first == rows
            rows += span.count
        assert rows == galley.height == len(galley.lines)
        assert [span.role for span in galley.spans] == [Role.HEAD, *[Role.TEXT] * (len(galley.spans) - 2), Role.NOTE]


def test_every_line_can_be_drawn_alone() -> None:
    """Its text stands in its own text object under its own font; what opens closes."""
    galley = set_alone("<p>" + "personnage <i>fictif</i> et <b>gras</b> " * 20 + "</p>")
    for line in galley.lines:
        assert line.content.count(b"BT") == line.content.count(b"ET") == 1
        assert re.match(rb"BT\n1 0 0 -1 [-\d.]+ [-\d.]+ Tm\n/[\w-]+ [\d.]+ Tf\n", line.content)
        assert line.content.count(b"q\n") == line.content.count(b"\nQ")


def test_anchors_and_links_stand_on_the_line_of_their_words() -> None:
    html = "<p>" + "mot " * 120 + '<a id="r.x.0" href="#n-autre">Zoltán Őrsi</a>' + " mot" * 40 + "</p>"
    galley = set_alone(html)
    (line,) = {number for number, text in enumerate(text_of(galley)) if "Őrsi" in text}
    assert [(link.target, link.line) for link in galley.links][-1] == ("#n-autre", line)
    assert all(link.bottom - link.top == pytest.approx(GRID, abs=0.02) for link in galley.links)
    assert next(anchor.line for anchor in galley.anchors if anchor.name == "r.x.0") in (line, line - 1)


def test_small_sizes_and_raised_signs_keep_to_the_grid() -> None:
    html = (
        '<p>XX<sup class="ord">e</sup> siècle, mot<span class="appel">¹<span class="virgule">,</span>²</span> '
        '<span class="sc">Duval</span></p>'
        '<p class="petit"><span>¹&nbsp;Fictif, n<sup class="ord">o</sup>&nbsp;12.</span></p>'
    )
    galley = set_alone(html)
    assert galley.faults == ()
    assert galley.height == 2


@pytest.mark.parametrize("css", ["line-height: 14pt", "padding-top: 3pt", "display: inline-block; padding: 4pt"])
def test_what_leaves_the_grid_is_a_fault_of_the_galley(css: str) -> None:
    galley = set_alone(f'<p id="n-x.text.0" style="{css}">mot</p><p id="n-x.text.1">un autre mot</p>')
    assert {fault.code for fault in galley.faults} & {"galley.off-grid", "galley.height"}


def test_what_weasyprint_complains_of_is_a_fault_of_the_piece_it_concerns_alone() -> None:
    good, bad = Piece("n-good", "<p>mot</p>", MEASURE), Piece("n-bad", '<p style="colour: red">mot</p>', MEASURE)
    one, other = set_pieces(STYLE, [good, bad])
    assert one.faults == ()
    assert [fault.code for fault in other.faults] == ["galley.complaint"]


def test_the_style_sheets_of_the_layout_are_understood_whole() -> None:
    """A property that WeasyPrint does not know is left out of every page."""
    assert style_complaints(STYLE) == ()
    wrong = replace(STYLE, chapter_css=STYLE.chapter_css + "p { colour: red }\n")
    assert len(style_complaints(wrong)) == 1


@pytest.mark.parametrize("measure", [80 + 4.4 * n for n in range(10)])
def test_a_first_line_is_never_cut_after_its_first_word(measure: float) -> None:
    """Before an inline element a text once broke after one word where it fits but for its last blank."""
    html = '<p class="entrée"><span>La Fauconnière (Maurice Hyacinthe de), <b><a href="#x">1-2</a></b>, 7</span></p>'
    first = text_of(set_alone(html, measure))[0]
    assert first.startswith("La Fauconnière"), first


def test_a_wider_measure_never_takes_less_on_its_first_line() -> None:
    html = (
        '<p class="petit"><span>¹&nbsp;Imaginaire et Songe, « Sur des convois qui », p. 36. '
        '<span class="auteurs">BF</span></span></p>'
    )
    taken = [len(text_of(set_alone(html, 90 + 2.3 * n))[0]) for n in range(12)]
    assert taken == sorted(taken)


def test_no_figure_of_a_source_is_taken_from_another_font() -> None:
    calls = "".join(f'mot<span class="appel">{superior(number)}</span> ' for number in (1, 10, 120))
    galley = set_alone(f"<p>{calls}<i>{calls}</i><b>{calls}</b><i><b>{calls}</b></i></p>")
    assert {face.face for face in galley.faces} <= set(face_files(PROJECT))
    assert "¹²⁰" in "".join(text_of(galley))


def test_a_word_that_no_column_holds_is_parted_or_reported() -> None:
    galley = set_alone(f"<p>mot {'a' * 300} mot</p>")
    assert galley.height >= 5 or galley.faults


def test_a_numbered_list_keeps_its_numbers() -> None:
    lines = text_of(set_alone("<ol><li>premier</li><li>second</li></ol><ul><li>tiret</li></ul>"))
    assert [line.split()[0].rstrip(".") for line in lines] == ["1", "2", "–"]


def test_what_stands_between_backticks_stays_in_the_faces_of_the_book() -> None:
    galley = set_alone("<p>mot <code>cote</code> mot</p>")
    assert {face.face for face in galley.faces} <= set(face_files(PROJECT))
    assert galley.faults == ()


def test_text_of_lines_is_the_text_of_the_piece() -> None:
    html = '<p>Un <i>fictif</i> « affluent » de l’Œuvre, <span class="sc">Duval-Ménard</span>, 1944&nbsp;: 39570.</p>'
    whole = "".join(text_of(set_alone(html, 90))).replace("-", "").replace(" ", "").replace("\u00a0", "")
    assert whole == "Unfictif«affluent»del’Œuvre,DuvalMénard,1944:39570."


# The setting room


def test_the_setting_room_sets_a_piece_once_and_keeps_it(tmp_path: Path) -> None:
    store = tmp_path / "galleys.sqlite"
    piece, other = Piece("n-x", "<p>mot</p>", MEASURE), Piece("n-y", "<p>mot</p>", MEASURE)
    with SettingRoom(PROJECT, store, Workers(1)) as room:
        first = room.set([piece, other, piece])
        again = room.set([piece])
        assert (room.tally.asked, room.tally.set) == (3, 2)
        assert again["n-x"] == first["n-x"]
    with SettingRoom(PROJECT, store, Workers(1)) as room:
        assert room.set([piece, other]) == first
        assert room.tally.set == 0


@pytest.mark.parametrize(
    "changed",
    [
        Piece("n-x", "<p>mots</p>", MEASURE),
        Piece("n-x", "<p>mot</p>", MEASURE + 1),
        Piece("n-z", "<p>mot</p>", MEASURE),
        Piece("n-x", "<p>mot</p>", 400.0, paged=True),
    ],
)
def test_whatever_shapes_a_piece_counts_for_its_key(tmp_path: Path, changed: Piece) -> None:
    store = tmp_path / "galleys.sqlite"
    for piece in (Piece("n-x", "<p>mot</p>", MEASURE), changed):
        with SettingRoom(PROJECT, store, Workers(1)) as room:
            room.set([piece])
            assert room.tally.set == 1


def test_another_style_sets_everything_anew(tmp_path: Path) -> None:
    store = tmp_path / "galleys.sqlite"
    type_ = PROJECT.layout.type
    larger = PROJECT.layout.model_copy(update={"type": type_.model_copy(update={"size": type_.size + 0.1})})
    other = Project(PROJECT.root, PROJECT.book, larger, PROJECT.layout_folder)
    for project in (PROJECT, other):
        with SettingRoom(project, store, Workers(1)) as room:
            room.set([Piece("n-x", "<p>mot</p>", MEASURE)])
            assert room.tally.set == 1
