"""Cutter and caster: content streams written by hand, taken apart and cast into lines."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookwork.typesetting import caster
from bookwork.typesetting.caster import Laid, cast_sheets, part
from bookwork.typesetting.cutter import BLACK, Drawing, Words, cut, glyph_numbers, settled
from bookwork.typesetting.galley import Galley, Picture, Role

PAGE = ["1 0 0 -1 0 750 cm", "0.75 0 0 0.75 0 0 cm"]
"""The flip of the page and the scale to points, with which WeasyPrint begins every page."""
LEADING_PT = 9.0
LEADING = 12.0
"""The grid of these tests, in px."""


def stream(*operators: str) -> bytes:
    return "\n".join([*PAGE, *operators]).encode()


def words(x: float, y: float, glyphs: str = "0041", font: str = "/AAAAAA", size: float = 10) -> list[str]:
    return ["BT", f"1 0 0 -1 {x:g} {y:g} Tm", f"{font} {size:g} Tf", f"[<{glyphs}>] TJ", "ET"]


def rule(x: float, y: float, width: float, height: float) -> list[str]:
    return [f"{x:g} {y:g} {width:g} {height:g} re", "f"]


# Cutter


def test_a_run_of_words_keeps_its_place_font_and_glyphs() -> None:
    (run,) = cut(stream(*words(10.5, 20, "00410042", size=9.5))).strokes
    assert run == Words(b"10.5", 20.0, b"/AAAAAA", 9.5, b"[<00410042>]", BLACK)


def test_a_run_without_a_font_of_its_own_keeps_the_one_before() -> None:
    taken = cut(
        stream("BT", "1 0 0 -1 0 10 Tm", "/AAAAAA 9 Tf", "[<0041>] TJ", "1 0 0 -1 50 10 Tm", "[<0042>] TJ", "ET")
    )
    assert [(run.font, run.size, run.x) for run in taken.strokes] == [(b"/AAAAAA", 9.0, b"0"), (b"/AAAAAA", 9.0, b"50")]


def test_glyph_numbers_are_read_two_bytes_each() -> None:
    assert glyph_numbers(b"[<00410042>12.5<09f7>-3<>]") == {0x41, 0x42, 0x9F7}


@pytest.mark.parametrize(
    ("ink", "kept"),
    [
        ("0 0 0 rg", b"0 0 0 1 k"),
        ("/DeviceCMYK cs\n0 0 0 .55 scn", b"0 0 0 .55 k"),
        ("0 0 0 .3 k", b"0 0 0 .3 k"),
    ],
)
def test_inks_of_black_are_kept(ink: str, kept: bytes) -> None:
    taken = cut(stream(*ink.split("\n"), *words(0, 10)))
    assert taken.strokes[0].ink == kept
    assert taken.faults == ()


@pytest.mark.parametrize("ink", ["1 0 0 rg", "0 .5 0 RG", "/lab cs\n50 0 0 scn"])
def test_a_colour_that_black_printing_cannot_keep_is_a_fault(ink: str) -> None:
    assert cut(stream(*ink.split("\n"), *words(0, 10))).faults == ("colour",)


def test_an_operator_that_the_press_cannot_keep_is_named_once() -> None:
    assert cut(stream("/x sh", "/x sh", "/a0.5 gs", "/a1.0 gs")).faults == ("sh", "gs")


def test_q_and_q_bring_back_the_ink() -> None:
    taken = cut(stream("q", "0 0 0 .5 k", *words(0, 10), "Q", *words(0, 20)))
    assert [run.ink for run in taken.strokes] == [b"0 0 0 .5 k", BLACK]


def test_a_rule_reaches_from_its_upper_to_its_lower_edge() -> None:
    (drawn,) = cut(stream(*rule(5, 30, 100, 0.5))).strokes
    assert (drawn.top, drawn.bottom) == (30.0, 30.5)
    assert b"5 30 100 0.5 re" in b"\n".join(drawn.operators) and b"\n".join(drawn.operators).endswith(b"f\nQ")


def test_a_stroked_path_takes_its_pen_with_it() -> None:
    (drawn,) = cut(stream("2 w", "0 0 0 .4 K", "0 10 m", "50 40 l", "S")).strokes
    assert (drawn.top, drawn.bottom) == (10.0, 40.0)
    assert b"2 w" in b"\n".join(drawn.operators) and b"0 0 0 .4 K" in b"\n".join(drawn.operators)


def test_a_transformed_picture_stands_where_its_corners_fall() -> None:
    (drawn,) = cut(stream("q", "80 0 0 -60 20 100 cm", "/Im1 Do", "Q")).strokes
    assert (drawn.top, drawn.bottom) == (40.0, 100.0)
    assert b"\n".join(drawn.operators) == b"q\n80 0 0 -60 20 100 cm\n/Im1 Do\nQ"


def test_transformations_multiply() -> None:
    taken = cut(stream("q", "1 0 0 1 0 100 cm", "2 0 0 2 0 0 cm", *rule(0, 10, 5, 5), *words(1, 3), "Q"))
    drawn, text = taken.strokes
    assert (drawn.top, drawn.bottom) == (120.0, 130.0)
    assert isinstance(text, Drawing) and text.bottom == 106.0


def test_what_is_drawn_in_a_clip_takes_the_clip_with_it_and_nothing_after_does() -> None:
    taken = cut(stream("q", "0 0 50 50 re", "W", "n", *words(0, 20), *rule(0, 30, 9, 9), "Q", *words(0, 60)))
    clipped, boxed, free = taken.strokes
    assert b"\n".join(clipped.operators).startswith(b"q\n0 0 50 50 re\nW\nn\n")
    assert b"\n".join(boxed.operators).startswith(b"q\n0 0 50 50 re\nW\nn\n")
    assert isinstance(free, Words)


def test_a_path_that_is_not_painted_leaves_no_ink() -> None:
    assert cut(stream("0 0 50 50 re", "n")).strokes == ()


# Caster


def laid(content: bytes, rows: dict[str, tuple[int, int]], links: tuple = (), **more) -> Laid:
    """A page with these boxes: name to first grid line and the one after the last."""
    boxes = {name: (0.0, first * LEADING, 200.0, stop * LEADING) for name, (first, stop) in rows.items()}
    return Laid(content, 1000.0, boxes, links, {"AAAAAA": "Livre"}, **{"pictures": {}, **more})


def cast_batch(frames: list[str], page: Laid) -> list[Galley]:
    return [caster.cast(frame, LEADING_PT) for frame in part(frames, page)]


def cast(content: bytes, height: int, links: tuple = (), **rows: tuple[int, int]) -> Galley:
    named = {name.replace("_", "."): span for name, span in rows.items()}
    (galley,) = cast_batch(["x"], laid(content, {"x": (0, height), **named}, links))
    assert galley is not None
    return galley


def shown(line: bytes) -> list[str]:
    return re.findall(r"<(\w+)>", line.decode())


def test_every_run_goes_to_the_line_on_which_it_stands() -> None:
    content = stream(*words(0, 9, "0001"), *words(0, 21, "0002"), *words(50, 9, "0003"), *words(0, 45, "0004"))
    galley = cast(content, 4)
    assert [shown(line.content) for line in galley.lines] == [["0001", "0003"], ["0002"], [], ["0004"]]
    assert [line.height for line in galley.lines] == [1, 1, 1, 1]
    assert galley.faults == ()
    assert galley.faces[0].numbers == (1, 2, 3, 4)


def test_small_type_raised_above_its_line_stays_on_it() -> None:
    galley = cast(stream(*words(0, 21), *words(30, 16, "00b2", size=6)), 2)
    assert [shown(line.content) for line in galley.lines] == [[], ["0041", "00b2"]]
    assert galley.faults == ()


def test_a_rule_over_several_lines_ties_them_into_one() -> None:
    content = stream(*words(0, 9), *rule(0, 14, 100, 20), *words(0, 21), *words(0, 33), *words(0, 45))
    galley = cast(content, 4)
    assert [line.height for line in galley.lines] == [1, 2, 1]
    assert b"re" in galley.lines[1].content and len(shown(galley.lines[1].content)) == 2


def test_a_hairline_on_the_edge_of_a_line_ties_nothing() -> None:
    galley = cast(stream(*words(0, 9), *rule(0, 12, 100, 0.5), *words(0, 21)), 2)
    assert [line.height for line in galley.lines] == [1, 1]


def test_a_picture_is_named_by_its_content_and_its_lines_are_one() -> None:
    content = stream("q", "80 0 0 -36 0 36 cm", "/Im7 Do", "Q", *words(0, 45))
    page = laid(content, {"x": (0, 4), "x.picture.0": (0, 3)}, pictures={"Im7": Picture("abc", 800, 360)})
    (galley,) = cast_batch(["x"], page)
    assert galley is not None
    assert [line.height for line in galley.lines] == [3, 1]
    assert b"/p-abc Do" in galley.lines[0].content
    assert galley.pictures == (Picture("abc", 800, 360),)


def test_a_line_off_the_grid_is_a_fault_that_names_its_paragraph() -> None:
    content = stream(*words(0, 9), *words(0, 21), *words(0, 33.5), *words(0, 45))
    galley = cast(content, 4, x_text_0=(0, 2), x_text_1=(2, 4))
    assert [(fault.code, dict(fault.particulars)) for fault in galley.faults] == [
        ("galley.off-grid", {"line": "3", "paragraph": "x.text.1"})
    ]


def test_a_galley_that_is_not_whole_lines_high_is_a_fault() -> None:
    page = Laid(stream(*words(0, 9)), 1000.0, {"x": (0.0, 0.0, 200.0, 2.5 * LEADING)}, (), {}, {})
    (galley,) = cast_batch(["x"], page)
    assert galley is not None
    assert [fault.code for fault in galley.faults] == ["galley.height"]


def test_paragraphs_keep_their_roles_and_lines() -> None:
    galley = cast(stream(*words(0, 9)), 6, x_note_0=(4, 6), x_head_0=(0, 1), x_text_0=(1, 4))
    assert [(span.role, span.first, span.count) for span in galley.spans] == [
        (Role.HEAD, 0, 1), (Role.TEXT, 1, 3), (Role.NOTE, 4, 2),
    ]  # fmt: skip


def test_anchors_and_links_know_their_line() -> None:
    links = (("#n-autre", (10.0, 24.0, 60.0, 36.0)), ("https://example.org", (0.0, 18.0, 9.0, 18.0)))
    galley = cast(stream(*words(0, 9), *words(0, 21), *words(0, 33)), 3, links, repère=(2, 3))
    assert [(anchor.name, anchor.line, anchor.y) for anchor in galley.anchors] == [("repère", 2, 24.0)]
    assert [(link.target, link.line) for link in galley.links] == [("#n-autre", 2), ("https://example.org", 1)]
    assert all(link.bottom - link.top >= LEADING - 0.01 for link in galley.links), "a link is as high as its line"


def test_a_line_alone_draws_with_its_own_ink_and_gives_black_back() -> None:
    content = stream("q", "0 0 0 .5 k", *words(0, 9), "Q", *words(0, 21))
    grey, black = cast(content, 2).lines
    assert grey.content.startswith(b"0 0 0 .5 k") and grey.content.endswith(BLACK)
    assert b" k" not in black.content


def test_every_line_says_its_font() -> None:
    content = stream("BT", "1 0 0 -1 0 9 Tm", "/AAAAAA 9 Tf", "[<0041>] TJ", "1 0 0 -1 0 21 Tm", "[<0042>] TJ", "ET")
    assert all(b"/AAAAAA 9 Tf" in line.content for line in cast(content, 2).lines)


def test_pieces_below_each_other_are_cast_apart_each_from_its_own_head() -> None:
    content = stream(*words(0, 9, "0001"), *words(0, 21, "0002"), *words(0, 33, "0003"))
    page = laid(content, {"x": (0, 1), "y": (1, 3), "y.text.0": (1, 3), "mark": (2, 3)})
    one, two = cast_batch(["x", "y"], page)
    assert one is not None and two is not None
    assert [shown(line.content) for line in one.lines] == [["0001"]]
    assert [shown(line.content) for line in two.lines] == [["0002"], ["0003"]]
    assert b"1 0 0 -1 0 9.00 Tm" in two.lines[0].content
    assert [(span.first, span.count) for span in two.spans] == [(0, 2)]
    assert [(anchor.name, anchor.line, anchor.y) for anchor in two.anchors] == [("mark", 1, 12.0)]


def test_a_drawing_is_the_same_wherever_its_galley_stands_on_the_page() -> None:
    one = laid(stream(*rule(0, 2, 9, 5)), {"y": (0, 1)})
    two = laid(stream(*words(0, 9), *rule(0, 2 + LEADING, 9, 5)), {"x": (0, 1), "y": (1, 2)})
    assert cast_batch(["y"], one)[0].lines == cast_batch(["x", "y"], two)[1].lines


def test_sheets_of_a_chapter_are_whole_lines() -> None:
    pages = [laid(stream(*words(0, 100, "0001")), {"a": (3, 4)}), laid(stream(*words(0, 700, "0002")), {"b": (5, 6)})]
    galley = cast_sheets(pages, ["something is wrong"])
    assert [shown(line.content) for line in galley.lines] == [["0001"], ["0002"]]
    assert [(anchor.name, anchor.line) for anchor in galley.anchors] == [("a", 0), ("b", 1)]
    assert [fault.code for fault in galley.faults] == ["galley.complaint"]


pieces_of_type = st.lists(
    st.one_of(
        st.tuples(st.just("words"), st.integers(0, 9), st.integers(1, 200)),
        st.tuples(st.just("rule"), st.integers(0, 100), st.integers(1, 30)),
    ),
    max_size=12,
)


@given(pieces_of_type)
def test_whatever_is_drawn_is_drawn_once_and_the_lines_fill_the_galley(drawn: list[tuple[str, int, int]]) -> None:
    operators: list[str] = []
    for number, (kind, place, size) in enumerate(drawn):
        operators += (
            words(size, place * LEADING + 9, f"{number:04x}") if kind == "words" else rule(number, place, 10, size)
        )
    galley = cast(stream(*operators), 12)
    assert sum(line.height for line in galley.lines) == 12
    whole = b"\n".join(line.content for line in galley.lines).decode()
    for number, (kind, place, size) in enumerate(drawn):
        once = f"<{number:04x}>" if kind == "words" else rf"\n{number} {place}(\.0*)? 10 {size}(\.0*)? re\n"
        assert len(re.findall(once, whole)) == 1
    assert whole.count("q\n") == whole.count("\nQ")
    assert whole.count("BT") == whole.count("ET")


@pytest.mark.parametrize("half", [0.005, 0.115, 10.245, 58.525, 421.335])
def test_a_length_between_two_hundredths_is_always_settled_alike(half: float) -> None:
    """Where a piece lies in its batch must not tell, though it makes a difference of a millionth."""
    assert settled(half - 2e-6) == settled(half) == settled(half + 2e-6) == pytest.approx(half + 0.005)
    assert settled(half - 0.002) == pytest.approx(half - 0.005)
    assert f"{settled(-0.001)}" == "0.0", "no minus zero"
