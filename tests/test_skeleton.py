"""Skeletons: what WeasyPrint is asked for once stands as it would have been laid out whole."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from fixtures_book import BOOK, desk_of, inspected
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bookwork.cli import HOME
from bookwork.project import read_project
from bookwork.records import replace
from bookwork.store import Store, picture_key, picture_name
from bookwork.typesetting import galleys
from bookwork.typesetting.compose import compose_notice
from bookwork.typesetting.galley import Galley, Piece, Role
from bookwork.typesetting.galleys import lay_frames, set_pieces
from bookwork.typesetting.shop import Style
from bookwork.typesetting.skeleton import Skeletons, StandIn, filled, skeleton
from bookwork.typesetting.style import make_style

PROJECT, _ = read_project(BOOK, HOME / "layout")
assert PROJECT is not None
STYLE = make_style(PROJECT, PROJECT.build / "cache" / "galleys.sqlite")
LEADING = STYLE.leading
MEASURE = 185.0
PX = LEADING / 0.75


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Every piece laid out whole by WeasyPrint, as if it had no skeleton; what is set by hand stays so."""
    monkeypatch.setattr(galleys, "skeleton", lambda *_: None)
    return monkeypatch


# Patterns

heights = st.lists(st.integers(1, 40), min_size=1, max_size=6)
wrappers = st.sampled_from(["{}", "<div>{}</div>", '<div id="w{n}">{}</div>', "<blockquote>{}</blockquote>"])
margins = st.sampled_from(["", "margin-top:19pt", "margin:9.5pt 0 4pt", "padding:3pt 0", "margin-bottom:-9.5pt"])


def piece_of(boxes: list[tuple[int, str]]) -> tuple[str, list[StandIn]]:
    """A piece of empty paragraphs in these wrappers, and the stand-ins for them."""
    html = "".join(wrapper.format(f'<p id="p{n}">x</p>', n=n) for n, (_, wrapper) in enumerate(boxes))
    found = enumerate(re.finditer(r'<p id="p\d+">x</p>', html))
    return html, [StandIn(each.start(), each.end(), "<p", f"p{n}", boxes[n][0]) for n, each in found]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 40), wrappers), min_size=1, max_size=6), margins)
def test_a_skeleton_stands_as_the_piece_would_whatever_its_heights(boxes: list[tuple[int, str]], margin: str) -> None:
    style = replace(STYLE, galley_css=f"{STYLE.galley_css}div,blockquote{{{margin}}}")
    html, stand_ins = piece_of(boxes)
    bones = skeleton(html, stand_ins, MEASURE)
    assert bones is not None
    asked: list[int] = []

    def lay(measure: float, texts):
        asked.append(len(texts))
        return lay_frames(style, measure, texts)

    skeletons = Skeletons(lay, LEADING)
    for _ in range(2):
        (ours,) = skeletons.frames([bones])
        (theirs,) = lay_frames(style, MEASURE, {"n": filled(html, stand_ins, LEADING)})
        assert ours.box[3] - ours.box[1] == pytest.approx(theirs.box[3] - theirs.box[1], abs=0.02)
        assert ours.anchors.keys() == theirs.anchors.keys()
        for name, box in theirs.anchors.items():
            moved = (box[0], box[1] - theirs.box[1], box[2], box[3] - theirs.box[1])
            own = ours.anchors[name]
            assert (own[0], own[1] - ours.box[1], own[2], own[3] - ours.box[1]) == pytest.approx(moved, abs=0.02)
    assert sum(asked) <= 3, "asked for once"


def test_another_height_of_a_known_pattern_is_not_asked_for() -> None:
    asked: list[int] = []

    def lay(measure: float, texts):
        asked.append(len(texts))
        return lay_frames(STYLE, measure, texts)

    skeletons = Skeletons(lay, LEADING)
    for lines in (3, 1, 7):
        html, stand_ins = piece_of([(lines, "{}"), (2, "<div>{}</div>")])
        bones = skeleton(html, stand_ins, MEASURE)
        assert bones is not None
        (frame,) = skeletons.frames([bones])
        assert frame.box[3] == pytest.approx((lines + 2) * PX)
    assert asked == [2]


@pytest.mark.parametrize(
    "css",
    [
        "p { break-inside: avoid; background: device-cmyk(0 0 0 .2) }",
        "article { display: flex }",
        "p { float: left; width: 50pt }",
        "p { max-height: 20pt }",
        "p:nth-child(2) { position: absolute; top: 50pt }",
    ],
)
def test_where_a_pattern_is_painted_or_does_not_stack_it_is_asked_for_at_its_own_heights(css: str) -> None:
    style = replace(STYLE, galley_css=STYLE.galley_css + css)
    skeletons = Skeletons(lambda measure, texts: lay_frames(style, measure, texts), LEADING)
    for boxes in ([(3, "{}"), (5, "{}")], [(2, "{}"), (9, "{}")]):
        html, stand_ins = piece_of(boxes)
        bones = skeleton(html, stand_ins, MEASURE)
        assert bones is not None
        (ours,) = skeletons.frames([bones])
        (theirs,) = lay_frames(style, MEASURE, {"n": filled(html, stand_ins, LEADING)})
        assert len(ours.strokes) == len(theirs.strokes)
        for name, box in theirs.anchors.items():
            own = ours.anchors[name]
            assert own[1] - ours.box[1] == pytest.approx(box[1] - theirs.box[1], abs=0.02)
            assert own[3] - ours.box[1] == pytest.approx(box[3] - theirs.box[1], abs=0.02)


@pytest.mark.parametrize("rest", ["mot", '<img src="picture:x" alt="">', "<svg></svg>", "<p id=a></p>", "a > b"])
def test_a_piece_of_which_more_is_left_than_boxes_has_no_skeleton(rest: str) -> None:
    html = f'<p id="p0">x</p>{rest}'
    assert skeleton(html, [StandIn(0, 16, "<p", "p0", 1)], MEASURE) is None


# Galleys

texts = st.lists(st.sampled_from(["personnage", "fictif", "<i>m<b>ê</b>lé</i>", "39570", "l’horlogerie"]), max_size=60)
bodies = st.lists(texts.map(" ".join), min_size=1, max_size=5)
ITEMS = "<ul><li>un tiret</li></ul>"
FRAMED = '<div class="manque"><p>Notice à corriger : personnage fictif</p></div>'


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bodies, st.lists(st.sampled_from(["", ITEMS, FRAMED, "<blockquote>{}</blockquote>"]), min_size=1, max_size=3))
def test_galleys_are_the_same_by_skeletons_and_whole(paragraphs: list[str], others: list[str]) -> None:
    parts = [f'<p id="n-x.text.{n}">{text}</p>' for n, text in enumerate(paragraphs)]
    parts += [each.format(f'<p id="n-x.note.{n}">fictif</p>') for n, each in enumerate(others)]
    piece = Piece("n-x", "".join(parts), MEASURE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(galleys, "skeleton", lambda *_: None)
        by_whole = set_pieces(STYLE, [piece])
    assert set_pieces(STYLE, [piece]) == by_whole


def test_notices_of_the_book_are_the_same_by_skeletons_and_whole(whole: pytest.MonkeyPatch) -> None:
    inspection = inspected(HOME)
    assert inspection.book is not None and PROJECT is not None
    desk = desk_of(inspection.book, PROJECT)
    pieces = [compose_notice(notice, desk) for notice in inspection.book.notices]
    by_whole = set_pieces(STYLE, pieces)
    whole.undo()
    for piece, ours, theirs in zip(pieces, set_pieces(STYLE, pieces), by_whole, strict=True):
        assert ours == theirs, piece.id


def test_what_stands_round_the_page_is_set_by_hand_where_weasyprint_sets_it() -> None:
    htmls = [
        '<p class="folio">127</p>',
        '<p class="repères belle">Imaginaire – Invention (Jean)</p>',
        '<p class="repères fausse">Imaginaire – Invention (Jean)</p>',
        '<p class="courant belle">Avant-propos fictif</p>',
        '<p class="onglet belle">F</p>',
    ]
    pieces = [Piece(f"f-{n}", html, 380.0) for n, html in enumerate(htmls)]
    for ours, theirs in zip(set_pieces(STYLE, pieces), set_pieces(replace(STYLE, shop=None), pieces), strict=True):
        assert ours.faults == theirs.faults == ()
        assert {face.resource for face in ours.faces} == {face.face for face in theirs.faces}
        assert [face.glyphs for face in ours.faces] == [face.glyphs for face in theirs.faces]
        (one,), (other,) = places(ours), places(theirs)
        assert one == pytest.approx(other, abs=0.12)


def places(galley: Galley) -> list[tuple[float, float]]:
    """Where each run of a galley begins, in px."""
    found = re.findall(rb"1 0 0 -1 (\S+) (\S+) Tm", b"\n".join(line.content for line in galley.lines))
    return [(float(x), float(y)) for x, y in found]


# Photographs


@pytest.fixture
def shown(tmp_path: Path) -> tuple[Style, str]:
    """A style whose store has a picture, and its hash."""
    data = BytesIO()
    Image.new("L", (300, 400), 128).save(data, "JPEG")
    path, name = tmp_path / "galleys.sqlite", picture_name(data.getvalue())
    with Store(path) as store:
        store.write({picture_key(name): data.getvalue()})
    return replace(STYLE, store=str(path)), name


def photograph(name: str, text: str, size: str = "height:calc(8 * var(--grille) - 3pt)") -> Piece:
    return Piece(
        "n-x",
        f'<p id="n-x.head.0" class="vedette"><b>FICTIF</b> Jean</p><div id="n-x.picture.1" class="photo" '
        f'style="width:60pt"><img src="picture:{name}" alt="Fictif" style="width:60pt;{size}">'
        f'<p class="légende"><span>Fictif <i>atelier</i></span></p></div><p id="n-x.text.0">{text}</p>',
        MEASURE,
    )


def test_a_photograph_is_laid_out_by_hand_as_weasyprint_lays_it_out(
    shown: tuple[Style, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    style, name = shown
    piece = photograph(name, "personnage fictif " * 40)
    (ours,) = set_pieces(style, [piece])
    monkeypatch.setattr("bookwork.typesetting.handset.read_photograph", lambda *_: None)
    (theirs,) = set_pieces(style, [piece])
    assert ours.faults == ()
    assert (ours.spans, ours.pictures, ours.height) == (theirs.spans, theirs.pictures, theirs.height)
    assert [(picture.width, picture.height) for picture in ours.pictures] == [(300, 400)]
    drawn = re.compile(rb"1 0 0 1 (\S+) (\S+) cm\n(\S+) 0 0 (\S+) 0 (\S+) cm\n/(p-\w+) Do")
    one, other = drawn.search(ours.lines[1].content), drawn.search(theirs.lines[1].content)
    assert one and other and one[6] == other[6]
    assert [float(number) for number in one.groups()[:5]] == pytest.approx(
        [float(number) for number in other.groups()[:5]], abs=0.01
    )
    assert places(ours)[:1] + places(ours)[-9:] == places(theirs)[:1] + places(theirs)[-9:]


def test_a_photograph_higher_than_its_text_makes_the_galley_whole_lines_high(shown: tuple[Style, str]) -> None:
    style, name = shown
    for size in ("height:calc(8 * var(--grille) - 3pt)", "height:73.0pt"):
        (galley,) = set_pieces(style, [photograph(name, "court", size)])
        assert galley.faults == ()
        (picture,) = [span for span in galley.spans if span.role is Role.PICTURE]
        assert galley.height == picture.first + picture.count == 10


def test_a_photograph_that_the_store_has_lost_is_said(shown: tuple[Style, str]) -> None:
    (galley,) = set_pieces(shown[0], [photograph("0" * 32, "court")])
    assert "galley.complaint" in {fault.code for fault in galley.faults}


@pytest.mark.parametrize("more", ["<i>et</i>", '<p class="légende">encore</p>'])
def test_what_is_not_a_photograph_as_the_template_writes_it_is_left_to_weasyprint(
    shown: tuple[Style, str], more: str
) -> None:
    style, name = shown
    piece = photograph(name, "personnage fictif " * 40)
    other = replace(piece, html=piece.html.replace("</span></p></div>", f"</span></p>{more}</div>"))
    (plain,), (galley,) = set_pieces(style, [piece]), set_pieces(style, [other])
    assert galley.pictures == plain.pictures
    assert sum(span.count for span in galley.spans) > sum(span.count for span in plain.spans)
