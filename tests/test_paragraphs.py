"""Paragraphs set by hand: the best breaks, lines that fill their measure, nothing lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, pairwise
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookwork.cli import HOME
from bookwork.project import read_project
from bookwork.records import replace
from bookwork.typesetting.beside import Aside, free_edges
from bookwork.typesetting.division import Kind, Limits, divisions
from bookwork.typesetting.faces import face_files
from bookwork.typesetting.foundry import CastFont, cast_fonts
from bookwork.typesetting.galley import PT_PER_PX, Galley, Piece, Role
from bookwork.typesetting.galleys import set_pieces
from bookwork.typesetting.inline import outline, read
from bookwork.typesetting.measure import Fount, case
from bookwork.typesetting.paragraphs import break_lines, choose, demerits, ways
from bookwork.typesetting.row import Row, RowMaker, Text
from bookwork.typesetting.search import Breakpoints, Room
from bookwork.typesetting.shop import Style
from bookwork.typesetting.stick import justify
from bookwork.typesetting.style import make_style
from bookwork.typesetting.taste import Taste, ragged

PROJECT, _ = read_project(HOME, HOME / "layout")
assert PROJECT is not None
FILES = face_files(PROJECT)
STYLE: Style = make_style(PROJECT, PROJECT.build / "cache" / "galleys.sqlite")
MEASURE = 185.0
ROMAN = Fount("Livre", 8800, (("kern", 1), ("lnum", 1), ("pnum", 1)))
TASTE = Taste()
EVERY_WAY = replace(TASTE, tolerance=10**9)
"""A taste that looks at every line, however loose."""

WORDS = [
    "le", "de", "il", "à", "un", "et", "en", "par", "sur", "dans", "camp", "train", "convoi", "transport", "matricule",
    "arrestation", "résistance", "déportation", "Buchenwald", "Dora", "Compiègne", "Ellrich", "Mittelbau-Dora",
    "sous-officier", "l’arrondissement", "aujourd’hui", "anniversaire", "1944", "16", "29", "39570", "(Somme)", "«",
    "»,", "Lucien", "Saint-Étienne", "constitution", "quelques-uns", "officier", "affaires", "www.exemple.fr",
]  # fmt: skip
prose = st.lists(st.sampled_from(WORDS), min_size=1, max_size=70).map(" ".join)


def row_of(text: str, taste: Taste = TASTE) -> Row:
    letters = case(ROMAN, str(FILES["Livre"]))
    return RowMaker(taste, Limits()).row([Text(text, letters, 0, b"0 0 0 1 k", True, False)], frozenset())


def room_of(row: Row, *widths: float) -> Room:
    return Room(tuple(round(width * 1_000_000) for width in widths), row.em)


# Choosing the breaks


def greedy(points: Breakpoints, room: Room, taste: Taste) -> list[int] | None:
    """Each line as full as it can be; what a browser does."""
    places: list[int] = []
    start, last = 0, len(points.ends) - 1
    while start < last:
        further = range(start + 1, last + 1)
        fitting = [end for end in further if demerits(points, room, taste, [*places, end]) is not None]
        if not fitting:
            return None
        start = fitting[-1]
        places.append(start)
    return places


@settings(max_examples=60)
@given(prose, st.floats(90, 400))
def test_no_way_is_better_than_the_one_chosen_greed_least_of_all(text: str, width: float) -> None:
    row = row_of(text)
    room = room_of(row, width - 8.8, width)
    chosen, filled = break_lines(row.points, room, TASTE), greedy(row.points, room, TASTE)
    if chosen is None:
        assert filled is None
        return
    assert chosen[-1] == len(row.cuts) - 1
    assert all(a < b for a, b in pairwise(chosen))
    price = demerits(row.points, room, TASTE, chosen)
    assert price is not None, "a line overflows"
    if filled is not None:
        other = demerits(row.points, room, TASTE, filled)
        assert other is not None and price <= other


@settings(max_examples=60)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join), st.floats(60, 120))
def test_the_best_of_all_ways_is_found(text: str, width: float) -> None:
    row = row_of(text)
    room, last = room_of(row, width), len(row.cuts) - 1
    inner = range(1, last)
    ways = [[*some, last] for count in range(min(last, 5)) for some in combinations(inner, count)]
    prices = [price for way in ways if (price := demerits(row.points, room, EVERY_WAY, way)) is not None]
    chosen = break_lines(row.points, room, EVERY_WAY)
    if chosen is None:
        assert not prices
    elif prices:
        price = demerits(row.points, room, EVERY_WAY, chosen)
        assert price is not None and price <= min(prices)


def test_three_hyphens_never_stand_below_each_other_where_another_way_exists() -> None:
    """Without the price, hyphens would stand in a column: every word can be divided, few fit their line whole."""
    row = row_of(" ".join(["constitution", "affaires", "anniversaire"] * 15))
    careless = replace(TASTE, twice=0, thrice=1, prices=(0,) * len(Kind), last_hyphen=0)

    def longest_run(width: float, taste: Taste) -> int:
        places = break_lines(row.points, room_of(row, width), taste)
        assert places is not None
        signs = "".join("-" if row.points.hyphens[place] else " " for place in places)
        return max(map(len, signs.split()), default=0)

    widths = range(80, 160, 4)
    assert max(longest_run(width, careless) for width in widths) > 2
    assert max(longest_run(width, replace(careless, thrice=TASTE.thrice)) for width in widths) <= 2
    assert max(longest_run(width, TASTE) for width in widths) <= 2


ANY_PRICE = 10**60


@settings(max_examples=40)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join), st.floats(60, 120))
def test_of_each_length_the_best_way_is_found(text: str, width: float) -> None:
    row = row_of(text)
    room, last = room_of(row, width), len(row.cuts) - 1
    found = ways(row.points, room, EVERY_WAY, ANY_PRICE)
    cheapest: dict[int, int] = {}
    for count in range(min(last, 4)):
        for some in combinations(range(1, last), count):
            price = demerits(row.points, room, EVERY_WAY, [*some, last])
            if price is not None and price <= cheapest.get(count + 1, price):
                cheapest[count + 1] = price
    for count, way in found.items():
        assert len(way.places) == count
        if count <= 4:
            assert way.demerits == cheapest[count]
    best = min(found, key=lambda count: found[count].demerits, default=0)
    assert {count for count in cheapest if abs(count - best) <= 1} <= set(found) or best > 3


@settings(max_examples=60)
@given(prose, st.floats(100, 300), st.integers(0, 5_000_000))
def test_ways_of_other_lengths_keep_to_the_limits_they_were_chosen_under(text: str, width: float, more: int) -> None:
    row = row_of(text)
    room = room_of(row, width - 8.8, width)
    found, chosen = ways(row.points, room, TASTE, more), break_lines(row.points, room, TASTE)
    if chosen is None:
        assert not found
        return
    best = found[len(chosen)]
    assert list(best.places) == chosen
    assert set(found) <= {len(chosen) - 1, len(chosen), len(chosen) + 1}
    for count, way in found.items():
        assert len(way.places) == count and way.places[-1] == len(row.cuts) - 1
        assert way.demerits == demerits(row.points, room, TASTE, way.places)
        assert best.demerits <= way.demerits <= best.demerits + more
        if count != len(chosen):
            assert all(ratio <= TASTE.tolerance for ratio in stretched(row, room, way.places))


def stretched(row: Row, room: Room, places: Sequence[int]) -> Iterator[int]:
    """How far each line of a paragraph but the last is stretched, in thousandths of what it may; nothing overflows."""
    points, em = row.points, row.em
    for number, (start, end) in enumerate(pairwise([0, *places])):
        width = room.widths[min(number, len(room.widths) - 1)]
        natural = points.ends[end] - points.starts[start]
        spaces = points.spaces_before[end] - points.spaces_after[start]
        glyphs = natural - spaces * TASTE.space * em // 1000
        gives = spaces * (TASTE.widest - TASTE.space) * em + glyphs * (TASTE.expansion + TASTE.tracking)
        takes = spaces * (TASTE.space - TASTE.narrowest) * em + glyphs * (TASTE.expansion + TASTE.tightening)
        assert natural - width <= takes // 1000
        if end != places[-1]:
            yield max(0, width - natural) * 1_000_000 // max(gives, 1)


def test_some_paragraphs_can_be_a_line_longer_or_shorter() -> None:
    row = row_of(" ".join(WORDS * 6))
    lengths = [set(ways(row.points, room_of(row, float(width)), TASTE, 10**8)) for width in range(150, 220, 5)]
    assert any(len(found) == 3 for found in lengths)
    assert all(len(found) >= 2 for found in lengths)


@settings(max_examples=30)
@given(prose, st.floats(90, 400))
def test_breaks_come_out_the_same_on_any_machine(text: str, width: float) -> None:
    """Lengths, counts and demerits are whole numbers, of which every machine has the same sums."""
    row = row_of(text)
    points = row.points
    assert {type(each) for column in points[:4] for each in column} <= {int}
    found = ways(points, room_of(row, width), TASTE, ANY_PRICE)
    assert {type(number) for way in found.values() for number in (way.demerits, *way.places)} <= {int}


def test_a_word_wider_than_the_line_has_no_way() -> None:
    row = row_of("mot " + "a" * 300 + " mot")
    assert break_lines(row.points, room_of(row, 60.0), TASTE) is None


def test_lines_may_have_widths_of_their_own() -> None:
    text = " ".join(WORDS * 5)
    row = row_of(text)
    widths = [90.0, 90.0, 90.0, 185.0]
    places = break_lines(row.points, room_of(row, *widths), TASTE)
    assert places is not None
    for number, (start, end) in enumerate(pairwise([0, *places])):
        natural = (row.points.ends[end] - row.points.starts[start]) / 1_000_000
        width = widths[min(number, 3)]
        assert natural <= 1.12 * width
        assert end == places[-1] or natural >= 0.6 * width


def test_a_price_of_its_own_keeps_a_line_from_ending_there() -> None:
    row = row_of("la cote GR 16 P 416039 du fonds et la suite du texte qui va jusqu’à la troisième ligne de la colonne")
    inside = [place for place, kind in enumerate(row.points.kinds) if kind is Kind.NUMBER]
    assert [row.parts[row.cuts[place].part - 1].text for place in inside] == ["GR", "16", "P"]
    for width in range(80, 140, 3):
        dear = replace(TASTE, prices=(0, 10**11, *TASTE.prices[2:]))
        places = break_lines(row.points, room_of(row, float(width)), dear)
        assert places is not None and not set(places) & set(inside)


def test_a_last_line_is_more_than_the_call_of_a_source() -> None:
    """Of a paragraph whose last word only just falls on a line of its own, another word comes down with it."""
    text = (
        "Il naît à Amiens, y va à l’école et y apprend un métier, puis sert au fort de Metz de 1936 à 1938 ; il meurt "
        "à Dora, dans les premiers jours du mois d’avril de l’an 1945, sans que l’on sache où¹."
    )
    careless = replace(TASTE, short_last=0)
    row, short = row_of(text), TASTE.short_em * 8800

    def last_line(width: float, taste: Taste) -> int:
        places = break_lines(row.points, room_of(row, width), taste)
        assert places is not None
        start = places[-2] if len(places) > 1 else 0
        return row.points.ends[places[-1]] - row.points.starts[start]

    widths = [width / 2 for width in range(240, 440)]
    before, after = (sum(last_line(width, taste) < short for width in widths) for taste in (careless, TASTE))
    assert before > 10 * after


def divided(row: Row, taste: Taste, width: float) -> list[str]:
    places = break_lines(row.points, room_of(row, width), taste)
    assert places is not None
    ends = [row.cuts[place] for place in places]
    return [row.parts[cut.part].text[: cut.at] for cut in ends if cut.at]


def test_a_person_is_divided_only_where_the_line_would_gape_and_one_of_the_notice_never() -> None:
    letters = case(ROMAN, str(FILES["Livre"]))
    text = "Le soir du 3 mai, par le bois, la mère et la fille de Pia Montmorency s’en vont à pied au bourg et dorment"
    runs = [Text(text, letters, 0, b"0 0 0 1 k", True, False)]
    maker = RowMaker(TASTE, Limits())
    free, kept = maker.row(runs, frozenset()), maker.row(runs, frozenset(("montmorency",)))
    assert {kind for kind in free.points.kinds if kind in _NAMES} == {Kind.PERSON}
    assert {kind for kind in kept.points.kinds if kind in _NAMES} == {Kind.FAMILY}
    cheap = replace(TASTE, prices=(0,) * len(Kind))
    widths = [width / 2 for width in range(360, 430)]

    def often(row: Row, taste: Taste) -> int:
        return sum(any(x.startswith("M") for x in divided(row, taste, width)) for width in widths)

    assert often(free, cheap) > often(free, TASTE) > 0
    assert often(free, TASTE) >= often(kept, TASTE)


_NAMES = (Kind.NAME, Kind.PERSON, Kind.FAMILY)


def loosest(row: Row, width: float, taste: Taste) -> int:
    """How far the loosest line of a paragraph is stretched."""
    return max(stretched(row, room_of(row, width), break_lines(row.points, room_of(row, width), taste) or ()))


def test_a_family_name_is_divided_where_the_line_would_be_torn_open_and_nowhere_else() -> None:
    letters = case(ROMAN, str(FILES["Livre"]))
    words = "Du même convoi font partie le docteur Jean Pamplemoussier et deux autres hommes de la même rue"
    head, tail = words.split("Pamplemoussier")
    runs = [Text(head, letters, 0, b"", True, False), Text("Pamplemoussier", letters, 0, b"", False, False)]
    runs.append(Text(tail, letters, 0, b"", True, False))
    names = frozenset(("pamplemoussier",))
    row = RowMaker(TASTE, Limits()).row(runs, names)
    whole = replace(TASTE, prices=(*TASTE.prices[: Kind.FAMILY], 10**9, *TASTE.prices[Kind.FAMILY + 1 :]))
    widths = [width / 2 for width in range(300, 440)]
    parted = [width for width in widths if any(x.startswith("Pam") for x in divided(row, TASTE, width))]
    torn = [width for width in parted if not any(x.startswith("Pam") for x in divided(row, whole, width))]
    assert torn and len(parted) < len(widths) / 2
    assert all(loosest(row, width, TASTE) < TASTE.item < 2_000 < loosest(row, width, whole) for width in torn)
    ragged_row = RowMaker(ragged(TASTE, 250), Limits()).row(runs, names)
    assert not set(ragged_row.points.kinds) & set(_NAMES), "in lines that are not justified nothing is torn open"


def test_a_division_leaves_two_letters_only_where_nothing_else_helps() -> None:
    row = row_of("il est parti de la cité, reparti de la mer, arrivé au port, libre et inconnu de tous les amis " * 3)
    short = [place for place, kind in enumerate(row.points.kinds) if kind is Kind.REMNANT]
    assert short
    cheap = replace(TASTE, prices=(0,) * len(Kind))
    used = {
        taste: sum(
            len({*short} & {*(break_lines(row.points, room_of(row, float(width)), taste) or ())})
            for width in range(90, 190, 2)
        )
        for taste in (cheap, TASTE)
    }
    assert used[cheap] > 3 * used[TASTE]


ENTRY = "¹ Durand, Les Camps de la vallée inconnue, tome premier, p. {page}."


def list_of(count: int) -> Row:
    """A run-in list of sources, all of them fictional: its items are parted by « . – »."""
    return row_of(" – ".join(ENTRY.format(page=7 * number) for number in range(1, count + 1)))


def test_items_of_a_run_in_list_are_parted_by_a_full_stop_and_a_dash() -> None:
    row = row_of("Un. – Deux, p. 3. – Trois – quatre. Cinq")
    ends = [
        row.parts[row.cuts[place].part - 1].text for place, kind in enumerate(row.points.kinds) if kind is Kind.ITEM
    ]
    assert ends == ["Un.", "3."]


@pytest.mark.parametrize("width", [float(width) for width in range(120, 260, 7)])
def test_a_line_that_ends_an_item_stays_short_instead_of_being_torn_open(width: float) -> None:
    row = list_of(8)
    places = break_lines(row.points, room_of(row, width), TASTE)
    assert places is not None
    short = 0
    for start, end in pairwise([0, *places[:-1]]):
        line = justify(row, (start, end), (0, round(width * 1_000_000)), TASTE)
        ends = line.stood[-1].right / 1_000_000
        if ends < width - 0.1:
            assert row.points.kinds[end] is Kind.ITEM
            spaces = [right.left - left.right for left, right in pairwise(line.stood)]
            assert max(spaces) <= TASTE.space * row.em // 1000 + 1, "its spaces are as they are"
            short += 1
    whole = replace(TASTE, item=10**9)
    torn = break_lines(row.points, room_of(row, width), whole)
    assert torn is not None
    assert short or [*stretched(row, room_of(row, width), torn)] == [*stretched(row, room_of(row, width), places)]


def test_some_lines_that_end_an_item_stay_short_and_the_rest_of_them_are_full() -> None:
    row, widths = list_of(8), [float(width) for width in range(120, 260)]
    left = full = 0
    for width in widths:
        places = break_lines(row.points, room_of(row, width), TASTE) or []
        ends = [end for end in places[:-1] if row.points.kinds[end] is Kind.ITEM]
        ratios = dict(zip(places, stretched(row, room_of(row, width), places), strict=False))
        left += sum(ratios[end] > TASTE.item for end in ends)
        full += sum(ratios[end] <= TASTE.item for end in ends)
    assert left > 10 and full > 10


# Setting the lines


class Ink(NamedTuple):
    """A run of glyphs as it is drawn: left and right edge and baseline in px, its text, the width of its spaces."""

    left: float
    right: float
    baseline: float
    text: str
    spaces: tuple[float, ...]


_OPERATOR = re.compile(
    rb"1 0 0 -1 (?P<x>\S+) (?P<y>\S+) Tm|/(?P<font>\S+) (?P<size>\S+) Tf|(?P<scale>\S+) Tz (?P<white>\S+) Tc"
    rb"|\[(?P<shown>.*?)\] TJ"
)
_SHOWN = re.compile(rb"<([0-9a-f]+)>|(-?[\d.]+)")


def drawn(galley: Galley) -> Iterator[list[Ink]]:
    """The runs of each line, by the operators of its content (ISO 32000-2, 9.3 and 9.4)."""
    fonts = cast_fonts(FILES, [galley])
    faces = {face.resource: fonts[face.face] for face in galley.faces}
    for line in galley.lines:
        found: list[Ink] = []
        x = y = size = 0.0
        scale, white = 1.0, 0.0
        face: CastFont | None = None
        for operator in _OPERATOR.finditer(line.content):
            if operator["x"]:
                x, y = float(operator["x"]), float(operator["y"])
            elif operator["font"]:
                face, size = faces[operator["font"].decode()], float(operator["size"])
            elif operator["scale"]:
                scale, white = float(operator["scale"]) / 100, float(operator["white"])
            else:
                assert face is not None
                found.append(_run(operator["shown"], (x, y), face, (size, scale, white)))
        assert (scale, white) == (1.0, 0.0), "a line leaves the text state as it found it"
        yield found


def _run(shown: bytes, place: tuple[float, float], face: CastFont, state: tuple[float, float, float]) -> Ink:
    size, scale, white = state
    left = x = place[0]
    text, spaces = "", []
    for glyphs, number in _SHOWN.findall(shown):
        if number:
            x -= float(number) / 1000 * size * scale
            if spaces and text.endswith(" "):
                spaces[-1] -= float(number) / 1000 * size * scale
            continue
        for start in range(0, len(glyphs), 4):
            glyph = int(glyphs[start : start + 4], 16)
            advance = (face.widths[glyph] / 1000 * size + white) * scale
            x += advance
            text += face.texts[glyph]
            spaces += [advance] if text.endswith(" ") else []
    return Ink(left, x - white * scale, place[1], text, tuple(spaces))


def set_html(html: str, measure: float = MEASURE) -> Galley:
    (galley,) = set_pieces(STYLE, [Piece("n-x", html, measure)])
    return galley


def paragraph(text: str, number: int = 0) -> str:
    return f'<p id="n-x.text.{number}">{text}</p>'


def lines_of(galley: Galley) -> list[str]:
    return ["".join(run.text for run in line).strip() for line in drawn(galley)]


def joined(lines: Sequence[str], source: str) -> str:
    """The lines as one text, without the hyphens that the setter added: those that the source does not have."""
    text = ""
    for line in lines:
        if text.endswith("-") and not source.startswith(text + line[:1]):
            text = text[:-1] if source.startswith(text[:-1] + line[:1]) else text + " "
        elif text and not source.startswith(text + line[:1]):
            text += " "
        text += line
    return text


@settings(max_examples=25)
@given(prose, st.floats(110, 300))
def test_no_character_is_lost_or_doubled(text: str, measure: float) -> None:
    galley = set_html(paragraph(text.replace("&", "&amp;")), measure)
    assert not galley.faults
    source = text.replace("\u00a0", " ")
    assert joined(lines_of(galley), source) == source


@settings(max_examples=25)
@given(prose, st.floats(150, 300))
def test_lines_reach_the_edge_and_hang_their_hyphens_beyond_it(text: str, measure: float) -> None:
    galley = set_html(paragraph("le " + text), measure)
    *full, last = [(line[0].left, line[-1].right, line[-1].text) for line in drawn(galley)]
    for left, right, words in full:
        hangs = case(ROMAN, str(FILES["Livre"]))[words[-1]].width / 2e6 if words[-1] in "-.," else 0.0
        assert left == pytest.approx(0.0, abs=0.001)
        if " " in words.strip():
            assert right * PT_PER_PX == pytest.approx(measure + hangs, abs=0.02)
    assert last[1] * PT_PER_PX <= measure + 0.02


@settings(max_examples=25)
@given(prose)
def test_spaces_and_glyphs_stay_within_the_limits_they_were_chosen_under(text: str) -> None:
    shop = STYLE.shop
    assert shop is not None
    galley = set_html(paragraph(text), 220.0)
    for line, runs in zip(galley.lines, drawn(galley), strict=True):
        for scale in re.findall(rb"(\S+) Tz", line.content):
            assert abs(float(scale) - 100) <= shop.taste.expansion / 10 + 0.01
        em = 8.8 / PT_PER_PX
        assert all(space >= shop.taste.narrowest / 1000 * em - 0.01 for run in runs for space in run.spaces)


def test_styles_mix_in_a_line_each_at_its_size_on_its_baseline() -> None:
    galley = set_html(
        paragraph('Au <i>lycée</i> le 1<sup class="ord">er</sup> mai, par <span class="sc">Durand</span>.')
    )
    (line,) = drawn(galley)
    assert "".join(run.text for run in line) == "Au lycée le 1er mai, par Durand."
    assert len({run.baseline for run in line}) == 2
    assert [pytest.approx(a.right, abs=4.0) for a in line[:-1]] == [b.left for b in line[1:]]


def test_paragraphs_are_indented_as_the_style_sheet_says() -> None:
    text = " ".join(WORDS * 3)
    html = (
        '<p id="n-x.head.0" class="vedette"><b>NOM</b></p>'
        + paragraph(text)
        + paragraph(text, 1)
        + f'<p id="n-x.note.1" class="petit"><span>{text}</span></p>'
    )
    galley = set_html(html)
    firsts = [list(drawn(galley))[span.first][0].left * PT_PER_PX for span in galley.spans]
    assert firsts == pytest.approx([0.0, 0.0, 8.8, 0.0], abs=0.001)
    assert [span.role for span in galley.spans] == [Role.HEAD, Role.TEXT, Role.TEXT, Role.NOTE]
    assert sum(span.count for span in galley.spans) == galley.height == len(list(drawn(galley)))


def test_ids_and_links_go_with_their_words_over_the_end_of_a_line() -> None:
    before, inside = " ".join(["mot"] * 9), " ".join(["lien"] * 6)
    galley = set_html(paragraph(f'{before} <a id="r.x.0" href="#n-y">{inside}</a>, puis <span id="m.x.0">fin</span>.'))
    lines = lines_of(galley)
    carrying = [number for number, line in enumerate(lines) if "lien" in line]
    assert len(carrying) == 2
    assert [link.line for link in galley.links] == carrying
    assert all(link.target == "#n-y" and link.left < link.right for link in galley.links)
    anchors = {anchor.name: anchor for anchor in galley.anchors}
    assert anchors["r.x.0"].line == carrying[0]
    assert anchors["m.x.0"].line == next(number for number, line in enumerate(lines) if "fin" in line)
    fin = next(run for run in list(drawn(galley))[anchors["m.x.0"].line] if "fin" in run.text)
    assert fin.left < anchors["m.x.0"].x < fin.right


def test_a_link_inside_a_word_begins_where_its_letters_do() -> None:
    galley = set_html(paragraph('mot (<a id="r.x.0" href="#n-y">lien</a>) mot'))
    (link,) = galley.links
    letters = case(ROMAN, str(FILES["Livre"]))
    start = (letters["mot"].width + letters["("].width) / 1e6 + 0.25 * 8.8
    assert link.left * PT_PER_PX == pytest.approx(start, abs=0.05)
    assert (link.right - link.left) * PT_PER_PX == pytest.approx(letters["lien"].width / 1e6, abs=0.05)


PHOTOGRAPH = (
    '<div id="n-x.picture.1" class="photo" style="width:60pt"><p class="légende" style="height:28.5pt"></p></div>'
)


def test_lines_beside_a_picture_leave_it_its_place_and_those_below_are_full() -> None:
    galley = set_html(PHOTOGRAPH + paragraph(" ".join(WORDS * 4)))
    assert not galley.faults
    lines = [(run.left * PT_PER_PX, run.right * PT_PER_PX) for line in drawn(galley) for run in line]
    beside, below = lines[:3], lines[3:]
    assert all(left == pytest.approx(66.0, abs=0.02) for left, _ in beside)
    assert all(left == pytest.approx(0.0, abs=0.02) for left, _ in below)
    assert all(MEASURE - 0.02 <= right < MEASURE + 2.0 for _, right in lines[:-1])


def test_columns_are_free_above_beside_and_below() -> None:
    aside = Aside(top=19_000_000, bottom=38_000_000, left=0, right=66_000_000, on_left=True)
    edges = free_edges((0, 185_000_000), 0, 9_500_000, [aside])
    assert [left for left, _ in edges] == [0, 0, 66_000_000, 66_000_000, 0]
    assert {right for _, right in edges} == {185_000_000}


# What is left to WeasyPrint


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        (paragraph("un<br>deux"), "<br>"),
        (paragraph('un <img src="picture:x" alt=""> deux'), "<img>"),
        (paragraph('un <span style="color:red">mot</span>'), "<span style>"),
        (paragraph('un <span lang="de">Wort</span>'), "<span lang>"),
        ('<p id="n-x.text.0" style="padding-left:3pt">mot</p>', "style"),
        (f'<div style="width:50pt">{paragraph("mot")}</div>', "style"),
        (paragraph("דורה"), "right-to-left"),
        (paragraph("un <u>mot</u>"), "text-decoration-line"),
        (paragraph("a" * 200), "width"),
        (f'{PHOTOGRAPH}<ul><li id="n-x.text.1">{" ".join(WORDS * 2)}</li></ul>{paragraph("mot")}', "float"),
    ],
)
def test_what_the_setter_does_not_know_is_left_and_said(html: str, reason: str) -> None:
    galley = set_html(html)
    reasons = [dict(fault.particulars)["reason"] for fault in galley.faults if fault.code == "galley.paragraph-left"]
    assert reasons == [reason]
    assert any(line.content for line in galley.lines)


@pytest.mark.parametrize(
    "html",
    [
        '<p id="n-x.head.0" class="vedette"><b>NOM</b> Prénom</p>',
        "<p>sans nom</p>",
        paragraph("") + paragraph("mot", 1),
        '<table style="border-spacing:0"><tr><td id="n-x.text.0"><p>case</p></td></tr></table>',
    ],
)
def test_what_is_not_justified_or_has_no_name_gives_no_fault(html: str) -> None:
    assert "galley.paragraph-left" not in {fault.code for fault in set_html(html).faults}


def test_lines_aligned_left_keep_their_own_spaces_and_hang() -> None:
    names = ", ".join(["matricule 39570 à Buchenwald"] * 4)
    galley = set_html(f'<p id="n-x.head.0" class="vedette"><b>NOM</b> Prénom, <i>{names}</i></p>')
    lines = list(drawn(galley))
    assert len(lines) > 2
    assert [line[0].left * PT_PER_PX for line in lines] == pytest.approx([0.0] + [8.8] * (len(lines) - 1), abs=0.001)
    spaces = [
        space / (8.8 / PT_PER_PX) for line in lines for run in line for space in run.spaces if "NOM" not in run.text
    ]
    assert spaces == pytest.approx([0.2] * len(spaces), abs=0.001)
    assert all(line[-1].right * PT_PER_PX <= MEASURE + 0.02 for line in lines)


def test_without_the_table_in_the_layout_all_lines_are_weasyprints() -> None:
    piece = Piece("n-x", paragraph(" ".join(WORDS * 2)), MEASURE)
    (galley,) = set_pieces(replace(STYLE, shop=None), [piece])
    assert b"Tz" not in b"".join(line.content for line in galley.lines)


def test_a_piece_is_set_the_same_whatever_was_set_before() -> None:
    texts = [paragraph(" ".join(WORDS[number:] + WORDS[:number])) for number in range(4)]
    pieces = [Piece(f"n-{number}", text.replace("n-x", f"n-{number}"), MEASURE) for number, text in enumerate(texts)]
    assert set_pieces(STYLE, pieces) == list(reversed(set_pieces(STYLE, list(reversed(pieces)))))


# Dividing words


@cache
def parted(word: str, *kinds: Kind) -> str:
    """The word with a stroke wherever it may be divided in one of these ways."""
    cuts = [each.at for each in divisions(word, "fr", Limits()) if not kinds or each.kind in kinds]
    return "|".join(word[a:b] for a, b in pairwise([0, *cuts, len(word)]))


@pytest.mark.parametrize(
    "parts",
    [
        "dé|por|ta|tion", "l’ar|ron|dis|se|ment", "au|jour|d’hui", "après", "re|par|ti", "a-t-il", "dit-il",
        "sous-|of|fi|cier",
        "chef-|d’œuvre", "Com|piègne-|Royal|lieu", "d’Ora|nien|burg", "Dora", "SNCF", "RATP-", "1939-|1945", "16-18",
        "72AJ/234", "et/|ou", "resistance|-brest|.net", "https://exemple|.org/|wiki/|Dora", "https://exemple|.org/|Dora/.",
        "http://www.exemple|.fr",
        "of|fi|cier¹", "(Somme)",
    ],
)  # fmt: skip
def test_where_words_may_be_divided(parts: str) -> None:
    assert parted(parts.replace("|", "")) == parts


def test_a_person_s_name_is_not_divided_at_the_price_of_a_place_s() -> None:
    """Neither the family name that the notice sets as such, nor capitals that stand together, nor a short name."""

    def names_divided(text: str, *names: str) -> bool:
        letters = case(ROMAN, str(FILES["Livre"]))
        row = RowMaker(TASTE, Limits()).row([Text(text, letters, 0, b"", True, False)], frozenset(names))
        return Kind.NAME in row.points.kinds

    assert names_divided("le train de Buchenwald arrive")
    assert not names_divided("le train de Buchenwald arrive", "buchenwald")
    assert not names_divided("le docteur Lucien Bourguignon arrive")
    assert not names_divided("Bourguignon Lucien arrive")
    assert not names_divided("le train de Nantua arrive")


# Reading paragraphs


def test_white_space_collapses_as_in_css() -> None:
    plan = outline('<p id="a">  un\n <i> deux </i>\t trois&nbsp;<b> </b>quatre\u00ad </p>')
    assert plan is not None
    (spot,) = plan.spots
    copy = read(spot)
    assert copy.text == "un deux trois\u00a0 quatre"
    assert [copy.text[a:b] for a, b in pairwise([0, *(run.end for run in copy.runs)])] == [
        "un ", "deux ", "trois\u00a0", " ", "quatre",
    ]  # fmt: skip


@pytest.mark.parametrize("html", ["<p>un<p>deux</p>", "<p>un</div>", "</p>", "<div><p>un</p>"])
def test_tags_that_do_not_match_leave_the_piece_alone(html: str) -> None:
    assert outline(html) is None


# Paragraphs a line longer or shorter


def fitting_texts() -> Iterator[str]:
    """Fictional paragraphs of some ten lines, each with an end of its own."""
    for number in range(12):
        yield " ".join(WORDS[number * 3 :] + WORDS[: number * 3] + WORDS[: len(WORDS) - number])


def test_a_paragraph_is_as_long_as_it_is_asked_to_be_where_it_can_be() -> None:
    seen = set()
    for text in fitting_texts():
        row = row_of(text)
        room = room_of(row, MEASURE)
        best = break_lines(row.points, room, TASTE)
        plain = choose(row.points, room, TASTE, 0)
        assert best is not None and plain is not None and list(plain.places) == best
        for asked, price in zip((1, -1), plain.leeway, strict=True):
            found = choose(row.points, room, TASTE, asked)
            assert found is not None and found.leeway == plain.leeway
            assert len(found.places) == len(best) + (asked if price >= 0 else 0)
            assert price <= TASTE.leeway
            seen.add((asked, price >= 0))
    assert {(1, True), (1, False)} <= seen


def test_a_paragraph_that_is_asked_for_another_length_does_not_end_in_a_syllable() -> None:
    met = 0
    for text in fitting_texts():
        row = row_of(text)
        for width in range(150, 300, 3):
            room = room_of(row, float(width))
            plain = choose(row.points, room, TASTE, 0)
            if plain is None or plain.leeway[0] < 0:
                continue
            chosen = choose(row.points, room, TASTE, 1)
            assert chosen is not None
            met += 1
            last = row.points.ends[-1] - row.points.starts[chosen.places[-2]]
            assert last >= TASTE.short_em * room.em // 1000
    assert met > 20


def test_ragged_paragraphs_may_be_longer_from_two_lines_on_and_shorter_from_five() -> None:
    ragged_taste = ragged(TASTE, 250)
    row = row_of(" ".join(WORDS[:18]), ragged_taste)
    given_way = set()
    for width in range(120, 400):
        room = room_of(row, float(width))
        plain, longer = (choose(row.points, room, ragged_taste, asked) for asked in (0, 1))
        assert plain is not None and longer is not None
        lines = len(plain.places)
        assert lines >= 5 or plain.leeway[1] == -1
        assert len(longer.places) == lines + (plain.leeway[0] >= 0)
        if plain.leeway[0] >= 0:
            given_way.add(lines)
    assert 1 not in given_way and given_way & {2, 3}


def test_heads_have_no_leeway() -> None:
    texts = list(fitting_texts())
    (cast,) = set_pieces(STYLE, [Piece("n-x", "".join(map(paragraph, texts, range(len(texts)))), MEASURE)])
    giving = {give.paragraph for give in cast.leeways}
    assert giving
    for as_head in (".head.", ".picture."):
        html = "".join(paragraph(text, number).replace(".text.", as_head) for number, text in enumerate(texts))
        assert set_pieces(STYLE, [Piece("n-x", html, MEASURE)])[0].leeways == ()


def test_short_paragraphs_have_no_leeway() -> None:
    row = row_of(" ".join(WORDS[:18]))
    for width in range(120, 300, 4):
        chosen = choose(row.points, room_of(row, float(width)), TASTE, 1)
        assert chosen is not None
        assert len(chosen.places) >= 5 or chosen.leeway == (-1, -1)


def test_a_piece_is_set_with_the_fits_that_it_is_asked_for() -> None:
    texts = list(fitting_texts())
    html = "".join(paragraph(text, number) for number, text in enumerate(texts))
    piece = Piece("n-x", html, MEASURE)
    (cast,) = set_pieces(STYLE, [piece])
    longer = {give.paragraph: give for give in cast.leeways if give.longer >= 0}
    assert longer
    for give in cast.leeways:
        span = cast.spans[give.paragraph]
        assert span.count >= 5 and give.line == span.first + span.count - 3
    first = min(longer)
    (fitted,) = set_pieces(STYLE, [replace(piece, fits=((first, 1),))])
    counts = [span.count + (number == first) for number, span in enumerate(cast.spans)]
    assert [span.count for span in fitted.spans] == counts
    assert joined(lines_of(fitted), " ".join(texts)) == " ".join(texts)


def test_a_galley_names_its_lines_that_end_in_a_hyphen() -> None:
    galley = set_html("".join(paragraph(text, number) for number, text in enumerate(fitting_texts())))
    ended = [number for number, line in enumerate(lines_of(galley)) if line.endswith("-")]
    assert ended and list(galley.hyphened) == ended


def test_what_stands_beside_a_picture_has_no_leeway() -> None:
    galley = set_html(PHOTOGRAPH + "".join(paragraph(text, number) for number, text in enumerate(fitting_texts())))
    assert galley.leeways and all(give.paragraph for give in galley.leeways)
