"""Folio slots and stacks: an index whose folios the press puts in reads as if they had been set."""

from __future__ import annotations

from pathlib import Path

import pytest
from fixtures_book import BOOK

from bookwork.cli import HOME
from bookwork.makeup.entries import EntrySetting, stacks
from bookwork.makeup.indexes import IndexEntry
from bookwork.makeup.sections import line_penalties
from bookwork.makeup.sheets import Matter, Placed, Reference, Sheet
from bookwork.model.pagemap import Folio
from bookwork.press.strike import page_content
from bookwork.project import Project, read_project
from bookwork.typesetting.cutter import glyph_numbers
from bookwork.typesetting.galley import STACKED, Galley, Order, Piece, Role, Span
from bookwork.typesetting.galleys import set_pieces
from bookwork.typesetting.shop import Style
from bookwork.typesetting.slots import count, number_of, pattern, put_in, slot, target_of
from bookwork.typesetting.style import make_style
from bookwork.typesetting.templates import Templates


def the_project() -> Project:
    project, _ = read_project(BOOK, HOME / "layout")
    assert project is not None
    return project


PROJECT = the_project()


@pytest.fixture(scope="module")
def style(tmp_path_factory: pytest.TempPathFactory) -> Style:
    return make_style(PROJECT, tmp_path_factory.mktemp("store") / "galleys.sqlite")


def _references(sheet: int, anchor: str) -> tuple[Reference, ...]:
    return Reference(sheet, f"{sheet}-{sheet + 2}", anchor, main=True), Reference(sheet + 9, f"{sheet + 9}", "m")


ENTRIES = tuple(
    IndexEntry(
        f"Fictif ({name})",
        _references(number, f"n-{name}"),
        group="F",
    )
    for number, name in enumerate(("Anne", "Basile", "Claire", "Denis", "Élise"), 17)
)  # fmt: skip


def setting(*, slots: bool = True) -> EntrySetting:
    layout = PROJECT.layout
    return EntrySetting(Templates(HOME / "layout" / "templates"), layout.measure(layout.columns.index), b"", slots)


def matter(entries: tuple[IndexEntry, ...], *, slots: bool = True) -> list[Matter]:
    return [each for _, stack in stacks("index", entries, setting(slots=slots)) for each in stack]


def composed(order: Piece | Order | None) -> Piece:
    assert isinstance(order, Order)
    return order.compose()


def moved(entries: tuple[IndexEntry, ...], by: int) -> tuple[IndexEntry, ...]:
    """The entries, all of their pages so many further on."""

    def later(reference: Reference) -> Reference:
        folios = "-".join(str(int(folio) + by) for folio in reference.text.split("-"))
        return reference._replace(sheet=reference.sheet + by, text=folios)

    return tuple(entry._replace(references=tuple(map(later, entry.references))) for entry in entries)


@pytest.mark.parametrize(("folio", "noughts"), [("7", "0"), ("112-114", "000-000"), ("xii", None), ("", None)])
def test_a_pattern_is_as_long_as_its_folio(folio: str, noughts: str | None) -> None:
    assert pattern(folio) == noughts


def test_the_target_of_a_slot_tells_its_number() -> None:
    assert [number_of(target_of(number)) for number in (0, 7, 112)] == [0, 7, 112]
    assert number_of("#n-fictif-anne") is None


def test_the_press_puts_glyphs_of_the_folio_where_the_slot_was() -> None:
    glyphs = b"".join(b"%04x" % number for number in range(100, 111))
    content = b"[<0001>] TJ\n[%s] TJ\n[%s] TJ" % (slot(0, glyphs), slot(1, glyphs))
    assert count(content) == 2
    assert put_in(content, ["19-2", "7"]) == b"[<0001>] TJ\n[<0065006d006e0066>] TJ\n[<006b>] TJ"


def test_pages_that_move_change_no_stack_while_their_folios_are_as_long() -> None:
    before, after = matter(ENTRIES), matter(moved(ENTRIES, 2))
    assert [each.piece for each in before] != []
    assert all(isinstance(each.piece, Order) for each in before)
    made = [[each.piece.made_from for each in some if isinstance(each.piece, Order)] for some in (before, after)]
    assert made[0] == made[1]
    assert [each.references for each in before] != [each.references for each in after]
    longer = [each.piece.made_from for each in matter(moved(ENTRIES, 900)) if isinstance(each.piece, Order)]
    assert longer != made[0]


def test_one_entry_more_changes_no_stack_but_its_own() -> None:
    many = tuple(ENTRIES[0]._replace(heading=f"Fictif ({number:04})") for number in range(600))
    more = (*many[:300], many[300]._replace(heading="Fictif (0299 bis)"), *many[300:])
    known = {each.piece.made_from for each in matter(many) if isinstance(each.piece, Order)}
    fresh = [each for each in matter(more) if isinstance(each.piece, Order) and each.piece.made_from not in known]
    assert 1 <= len(fresh) <= 2  # two, where the hash of the new one parts its stack
    assert sum(len(each.guides) for each in matter(more)) == 601


def test_slots_read_as_folios_that_were_set(style: Style) -> None:
    """The same glyphs at the same places, whether folios are set as text or put in by the press."""
    (with_slots,), (as_text,) = matter(ENTRIES), matter(ENTRIES, slots=False)
    slotted, plain = set_pieces(style, [composed(with_slots.piece), composed(as_text.piece)])
    assert slotted.shape.slots == len(with_slots.references) == 2 * len(ENTRIES)
    assert plain.shape.slots == 0

    def page(galley: Galley, of: Matter) -> bytes:
        placed = Placed("index", 0, len(galley.lines), 0.0, 0.0, matter=of)
        sheet = Sheet(Folio("1"), Folio("1"), recto=True, part="index", placed=(placed,))
        return page_content(sheet, {"index": galley.type}, 680.0, 0.0)

    def glyphs(content: bytes) -> list[int]:
        shown = [line for line in content.split(b"\n") if line.endswith(b"TJ")]
        return sorted(number for line in shown for number in _in_order(line))

    assert glyphs(page(slotted, with_slots)) == glyphs(page(plain, as_text))
    assert plain.shape.heights == slotted.shape.heights


def _in_order(line: bytes) -> list[int]:
    text = b"".join(line.partition(b"[")[2].split(b"<")[1:])
    digits = bytes(sign for sign in text.split(b"]")[0] if sign in b"0123456789abcdef>")
    runs = [run for run in digits.split(b">") if len(run) % 4 == 0 and run]
    return [int(run[place : place + 4], 16) for run in runs for place in range(0, len(run), 4)]


def test_a_stack_is_its_pieces_below_each_other(style: Style) -> None:
    html = composed(matter(ENTRIES)[0].piece).html
    alone = set_pieces(style, [Piece(f"x.{n}", part, 150.0) for n, part in enumerate(html.split(STACKED))])
    (stack,) = set_pieces(style, [Piece("x", html, 150.0)])
    assert stack.shape.heights == tuple(height for galley in alone for height in galley.shape.heights)
    assert stack.joints == tuple(sum(len(each.lines) for each in alone[:n]) for n in range(len(alone)))
    assert [link.target for link in stack.links] == [link.target for galley in alone for link in galley.links]
    shown = [set().union(*(glyph_numbers(line.content) for line in each.lines)) for each in (*alone, stack)]
    assert set().union(*shown[:-1]) == shown[-1]
    last = stack.links[-1]
    assert alone[-1].links[-1].top + stack.joints[-1] * style.leading / 0.75 == pytest.approx(last.top, abs=0.02)


def test_a_column_may_break_between_the_pieces_of_a_stack() -> None:
    spans = (Span(Role.TEXT, 0, 1), Span(Role.TEXT, 1, 3), Span(Role.TEXT, 4, 1))
    prices = list(line_penalties((1, 1, 1, 1, 1), spans, (0, 1, 4)))
    assert [prices[0], prices[1], prices[4]] == [0.0, 0.0, 0.0]
    assert prices[2] == prices[3] == float("inf")


def test_each_piece_of_a_stack_has_its_guide_word() -> None:
    of = matter(ENTRIES)[0]
    assert [of.guide(number) for number in range(5)] == [entry.heading for entry in ENTRIES]
    assert Matter(of.piece, guides=("Nord",)).guide(3) == "Nord"


def test_the_layout_lets_slots_stand(tmp_path: Path) -> None:
    """The figures of the index are all of one width in the faces of the layout."""
    style = make_style(PROJECT, tmp_path / "galleys.sqlite")
    assert not [fault for galley in set_pieces(style, [composed(matter(ENTRIES)[0].piece)]) for fault in galley.faults]
