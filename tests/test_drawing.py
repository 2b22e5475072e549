"""Pictures drawn from the registers: formulas against known values, names that never touch, bars true to their numbers.

Every person, camp and convoy here is fictional, but for the one test that reads the places of the layout itself.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from itertools import combinations, pairwise
from math import hypot, isclose
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from fixtures_book import BOOK
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benchmarks import outlines as conversion
from bookwork.cli import HOME
from bookwork.diagnostics import NoticeId
from bookwork.drawing import Faces, Outlines, Size, camp_map, convoy_bars, itinerary, read_outlines, timeline
from bookwork.drawing.bars import SHADES, tally
from bookwork.drawing.clipping import clip_ring, runs_inside
from bookwork.drawing.itinerary import abbreviated, stations
from bookwork.drawing.labels import Box, Ground, Mark, place_labels
from bookwork.drawing.outlines import Gazetteer
from bookwork.drawing.pen import ink, number
from bookwork.drawing.projection import bowed, distance_km, fit, lambert
from bookwork.drawing.shortdates import short_date
from bookwork.drawing.sites import survey
from bookwork.drawing.timeline import dense_run, spread
from bookwork.model.dates import parse_edtf
from bookwork.model.names import PersonName
from bookwork.model.notice import Facts, Notice, Prose
from bookwork.model.register import Camp, Convoy, HistoricalEvent, Registers
from bookwork.model.schema import validate
from bookwork.project import read_project
from bookwork.records import Packed, replace
from bookwork.sources.registers import read_registers
from bookwork.typesetting.galley import Piece, Role
from bookwork.typesetting.galleys import set_pieces
from bookwork.typesetting.shop import Style
from bookwork.typesetting.style import make_style

FACES = Faces(*[lambda text, size: 0.46 * size * len(text)] * 3)
"""Every sign a little less than half an em: a Garamond on the average."""
COLUMN = 185.7


def record(schema, **values):
    """A fictional entry of a register, under the French keys of authors."""
    made, faults = validate(schema, values)
    assert made is not None, faults
    return made


def convoy(id_: str, start: str = "Depart-Fictif", end: str = "Camp A", **more) -> Convoy:
    departure = {"date": "1944-01-17", "lieu": start}
    return record(Convoy, **{"id": id_, "départ": departure, "arrivée": {"camps": [end]}, **more})


def camp(id_: str, name: str, place: tuple[float, float] | None = None, **more) -> Camp:
    where = {"coordonnées": {"lat": place[1], "lon": place[0]}} if place else {}
    return record(Camp, **{"id": id_, "nom": name, **where, **more})


def registers(camps: list[Camp], convoys: list[Convoy] = ()) -> Registers:
    names = {name.casefold(): each.id for each in camps for name in (each.name, *each.variants)}
    return Registers({each.id: each for each in convoys}, {each.id: each for each in camps}, camp_names=names)


def ground(towns: list[dict] = (), **more) -> Outlines:
    square = ((0.0, 44.0), (20.0, 44.0), (20.0, 55.0), (0.0, 55.0))
    border = ((8.0, 44.0), (8.0, 55.0))
    return Outlines((square,), (border,), record(Gazetteer, lieux=list(towns), **more))


def person(**facts) -> Notice:
    whole = {
        "nom": "Fictif",
        "prénoms": "Jean",
        "sexe": "H",
        "sources": [],
        "auteurs": ["XX"],
        "statut": "relu",
        **facts,
    }
    name = PersonName("Fictif", "Jean")
    return Notice(NoticeId("fictif-jean"), "fictif-jean.md", record(Facts, **whole), name, Packed.of(Prose()))


def parsed(html: str) -> ET.Element:
    """The markup as a tree: whatever is not well formed fails here."""
    return ET.fromstring(html.replace("\u00a0", " ").replace(' xmlns="http://www.w3.org/2000/svg"', ""))


# The projection


def test_lambert_agrees_with_the_worked_example_of_snyder() -> None:
    """*Map Projections. A Working Manual*, p. 295: parallels 33° and 45°, origin 96° W 23° N, the point 75° W 35° N."""
    projection = lambert(33, 45, (-96, 23))
    assert isclose(projection.cone, 0.6304777, abs_tol=5e-8)
    x, y = projection.project((-75, 35))
    assert isclose(x, 0.2966785, abs_tol=5e-8)
    assert isclose(y, 0.2462112, abs_tol=5e-8)


def test_lambert_is_true_to_scale_on_its_parallels_and_conformal() -> None:
    projection = lambert(45, 53, (9, 49))
    for latitude in (45, 53):
        (x1, y1), (x2, y2) = projection.project((9, latitude)), projection.project((9.01, latitude))
        assert isclose(hypot(x2 - x1, y2 - y1) * 6371, distance_km((9, latitude), (9.01, latitude)), rel_tol=1e-4)
    (x, y), east, north = (projection.project(point) for point in ((12, 50), (12.001, 50), (12, 50.001)))
    assert abs((east[0] - x) * (north[0] - x) + (east[1] - y) * (north[1] - y)) < 1e-11


def test_a_quarter_of_the_earth_is_ten_thousand_kilometres() -> None:
    assert isclose(distance_km((0, 0), (90, 0)), 10007.5, abs_tol=0.1)
    assert distance_km((10.7, 51.5), (10.7, 51.5)) == 0


points = st.tuples(st.floats(-5, 25), st.floats(43, 56))


@given(st.lists(points, min_size=2, max_size=8), st.floats(150, 500), st.floats(150, 500))
def test_a_fitted_sheet_shows_every_point_inside_its_margins(places, width, height) -> None:
    assume(max(lat for _, lat in places) - min(lat for _, lat in places) > 0.2)
    sheet = fit(places, Size(width, height), Size(30, 20))
    for x, y in map(sheet.place, places):
        assert 29.99 <= x <= width - 29.99
        assert 19.99 <= y <= height - 19.99


def test_a_road_bows_to_its_left_so_that_the_way_back_is_another() -> None:
    _, out, _ = bowed((0, 100), (100, 100), 0.1)
    _, back, _ = bowed((100, 100), (0, 100), 0.1)
    assert out == (50, 80)
    assert back == (50, 120)


# The outlines


TOPOLOGY = {
    "transform": {"scale": [0.1, 0.5], "translate": [2, 40]},
    "arcs": [[[0, 0], [0, 10]], [[0, 10], [-20, 0], [0, -10], [20, 0]], [[0, 10], [20, 0], [0, -10], [-20, 0]]],
    "objects": {
        "countries": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]]},
                {"type": "MultiPolygon", "arcs": [[[-1, 2]]]},
            ],
        },
        "land": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[1, -3]]}]},
    },
}
"""Two fictional countries side by side, 2° by 5° each; they meet on the first arc."""


def test_the_arcs_of_a_topology_are_steps_to_be_scaled_and_moved() -> None:
    first, second, _ = conversion.decode(TOPOLOGY)
    assert first == [(2.0, 40.0), (2.0, 45.0)]
    assert second[-1] == (2.0, 40.0)
    assert conversion.join([-1], [first]) == [(2.0, 45.0), (2.0, 40.0)]
    assert conversion.join([0, 1], [first, second])[:3] == [(2.0, 40.0), (2.0, 45.0), (0.0, 45.0)]


def test_a_border_is_an_arc_of_two_countries() -> None:
    assert conversion.shared(TOPOLOGY["objects"]["countries"]) == [0]
    made = conversion.convert(TOPOLOGY, (-10, 30, 10, 50))
    assert made["frontières"] == [[[2, 40], [2, 45]]]
    (shore,) = made["terres"]
    assert {tuple(point) for point in shore} == {(0, 40), (0, 45), (2, 45), (4, 45), (4, 40), (2, 40)}


@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10)), min_size=2, max_size=30), st.floats(0.01, 2))
def test_a_thinned_line_keeps_its_ends_and_leaves_no_point_farther_off_than_allowed(line, tolerance) -> None:
    thinned = conversion.thin(line, tolerance)
    assert (thinned[0], thinned[-1]) == (line[0], line[-1])
    for point in line:
        assert min(conversion.distance(point, *pair) for pair in pairwise(thinned)) <= tolerance + 1e-9


@given(st.lists(st.tuples(st.floats(-20, 20), st.floats(-20, 20)), min_size=3, max_size=12))
def test_a_clipped_ring_lies_inside_its_box(ring) -> None:
    for x, y in clip_ring(ring, (-5, -4, 5, 4)):
        assert -5 - 1e-6 <= x <= 5 + 1e-6
        assert -4 - 1e-6 <= y <= 4 + 1e-6


def test_a_ring_round_the_box_fills_it_and_a_line_keeps_one_point_beyond() -> None:
    assert conversion.area(clip_ring([(-9, -9), (9, -9), (9, 9), (-9, 9)], (-1, -1, 1, 1))) == 4
    line = [(float(x), 0.0) for x in range(-9, 10)]
    assert [[x for x, _ in run] for run in runs_inside(line, (-1, -1, 1, 1))] == [[-2, -1, 0, 1, 2]]


def test_the_places_of_the_layout_stand_for_camps_and_departures_of_the_register() -> None:
    outlines = read_outlines(HOME / "layout" / "outlines")
    known, _ = read_registers(HOME)
    assert {id_ for town in outlines.gazetteer.towns for id_ in town.camps} <= set(known.camps)
    leaving = {re.sub(r"\s*\(.*\)", "", each.departure.place) for each in known.convoys.values()}
    assert {name for town in outlines.gazetteer.towns for name in town.departures} <= leaving
    assert all(town.source for town in outlines.gazetteer.towns)
    west, south, east, north = conversion.EUROPE
    for line in (*outlines.land, *outlines.borders):
        assert all(west - 2 <= x <= east + 2 and south - 2 <= y <= north + 2 for x, y in line)


def test_a_place_without_its_source_is_refused(tmp_path: Path) -> None:
    (tmp_path / "europe.json").write_text('{"terres": [], "frontières": []}', encoding="utf-8")
    (tmp_path / "places.toml").write_text('[[lieux]]\nnom = "Nulle Part"\nlat = 1.0\nlon = 2.0\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"lieux\.0\.source"):
        read_outlines(tmp_path)
    (tmp_path / "places.toml").write_text("[[lieux]", encoding="utf-8")
    with pytest.raises(tomllib.TOMLDecodeError):
        read_outlines(tmp_path)


# Names on the map


marks = st.builds(
    lambda name, x, y, rank: Mark(name, 7.0, 3.2 * len(name), (x, y), 1.6, rank),
    st.text("abcdefghijkl", min_size=3, max_size=14),
    st.floats(10, 290),
    st.floats(10, 190),
    st.integers(0, 2),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(marks, max_size=14), st.randoms(use_true_random=False))
def test_names_touch_neither_each_other_nor_a_mark_nor_the_frame(places, chance) -> None:
    frame = Box(2, 2, 298, 198)
    labels, homeless = place_labels(places, Ground(frame))
    assert len(labels) + len(homeless) == len(places)
    for one, other in combinations(labels, 2):
        assert not one.box.touches(other.box)
    for label in labels:
        assert label.box.within(frame)
        for mark in places:
            x, y = mark.centre
            assert not label.box.touches(Box(x - 1.6, y - 1.6, x + 1.6, y + 1.6))
    chance.shuffle(places)
    again, _ = place_labels(places, Ground(frame))
    assert {(each.mark, each.box) for each in again} == {(each.mark, each.box) for each in labels}


def test_a_name_far_from_its_mark_has_a_leader_and_one_beside_it_has_none() -> None:
    alone = Mark("Seul", 7, 14, (100, 100), 1.5)
    ((label,), _) = place_labels([alone], Ground(Box(0, 0, 200, 200)))
    assert label.leader is None
    assert label.box.left > 101.5
    crowd = (Box(78, 80, 98, 120), Box(102, 80, 122, 120))
    ((label,), _) = place_labels([alone], Ground(Box(0, 0, 200, 200), crowd))
    assert label.leader is not None


def test_names_keep_off_the_roads_where_they_can() -> None:
    road = tuple((100 + x / 2, 100.0) for x in range(100))
    ((label,), _) = place_labels([Mark("Ville", 7, 16, (100, 100), 1.5)], Ground(Box(0, 0, 200, 200), roads=road))
    assert not any(label.box.holds(point) for point in road)


# The map


def small_world() -> tuple[Registers, Outlines]:
    camps = [
        camp("a", "Camp A", (11.0, 51.0), type="camp de concentration"),
        camp("b", "Kommando B", type="Kommando"),
        camp("c", "Kommando C", (11.1, 51.05), type="Kommando"),
        camp("d", "Nulle Part", type="Kommando"),
        camp("e", "Bunker E", (4.0, 50.5), type="bunker"),
        camp("f", "Kommando F", (11.6, 51.3), type="Kommando"),
    ]
    convoys = [
        convoy("c1"), convoy("c2", "Depart-Fictif (gare)"), convoy("c3", "Ailleurs"), convoy("c4", end="Nulle Part"),
    ]  # fmt: skip
    towns = [
        {"nom": "Ville", "lat": 49.0, "lon": 2.0, "departs": ["Depart-Fictif"], "source": "atlas fictif"},
        {"nom": "Bourg", "lat": 50.95, "lon": 10.9, "camps": ["b"], "source": "atlas fictif"},
    ]
    words = [{"nom": "Pays", "lat": 47.0, "lon": 6.0}, {"nom": "mer", "lat": 54.0, "lon": 3.0, "eau": True}]
    inset = {"centre": "a", "rayon_km": 25, "portee_km": 60, "titre": "Autour de A"}
    return registers(camps, convoys), ground(towns, mots=words, carton=inset)


def test_a_survey_locates_by_the_register_first_then_by_the_gazetteer_and_never_by_likeness() -> None:
    known, outlines = small_world()
    found = survey(known, outlines.gazetteer)
    assert {site.name: site.exact for site in found.sites} == {
        "Bunker E": True, "Camp A": True, "Kommando B (Bourg)": False, "Kommando C": True, "Kommando F": True,
        "Ville": False,
    }  # fmt: skip
    assert [(road.start.name, road.end.name, road.convoys) for road in found.roads] == [("Ville", "Camp A", 2)]
    assert [each.id for each in found.unplaced] == ["d"]
    assert [each.id for each in found.roadless] == ["c3", "c4"]
    assert [site.name for site in found.sites if site.other] == ["Bunker E"]


def test_the_map_names_every_place_once_and_says_what_it_cannot_place() -> None:
    known, outlines = small_world()
    tree = parsed(camp_map(known, outlines, FACES, Size(385, 500)))
    names = [span.text for span in tree.iter("span") if "carte-nom" in span.get("class", "")]
    assert sorted(names) == sorted([
        "Bunker E", "Ville", "Camp A", "200 km",
        "Camp A", "Kommando B (Bourg)", "Kommando C", "Kommando F, 54 km", "5 km",
    ])  # fmt: skip
    caption = "".join(tree.find("figcaption").itertext())
    assert "faute de coordonnées : Nulle Part" in caption
    assert "de 1 à 2" in caption
    assert "Frontières d’aujourd’hui" in caption
    alternatives = [plate.get("aria-label") for plate in tree.iter("div")]
    assert alternatives[0] == "Carte d’Europe. Chemins des convois : de Ville à Camp A (2 convois)."


def test_a_map_has_the_size_it_was_asked_for_and_is_drawn_alike_each_time() -> None:
    known, outlines = small_world()
    html = camp_map(known, outlines, FACES, Size(385, 500))
    heights = [float(height) for height in re.findall(r'class="planche"[^>]*height:([\d.]+)pt', html)]
    assert isclose(sum(heights) + 9.5, 500, abs_tol=0.02)
    assert html == camp_map(known, outlines, FACES, Size(385, 500))
    assert not re.search(r"\d\.\d{3}", html)


def test_a_register_without_places_has_no_map() -> None:
    assert camp_map(registers([camp("x", "Sans Lieu")]), ground(), FACES, Size(385, 500)) == ""


def test_places_on_one_spot_share_a_mark() -> None:
    known = registers([
        camp("a", "Camp A", (2.0, 49.0)), camp("b", "Camp B", (2.01, 49.0)), camp("c", "Loin", (12.0, 52.0)),
    ])  # fmt: skip
    assert ">Camp A, Camp B<" in camp_map(known, ground(), FACES, Size(385, 400))


def test_names_are_escaped() -> None:
    known = registers([camp("a", "<Camp & Cie>", (2.0, 49.0)), camp("b", "B", (12.0, 52.0))])
    parsed(camp_map(known, ground(), FACES, Size(300, 300)))


# The bars


WHOLE = {"recensés": {"hommes": 90, "femmes": 10}, "décédés_transport": {"recensés": 5, "estimés": 50},
         "décédés": {"hommes": 35, "femmes": 5}, "inconnus": {"total": 10}, "rentrés": {"hommes": 42},
         "évadés": {"hommes": 2}, "libérés": {"total": 1}}  # fmt: skip


def bars_of(html: str) -> list[list[float]]:
    """The widths of the filled parts of each bar; the swatches of the legend left out."""
    rows = [row for row in parsed(html).iter("tr") if row.find("td") is not None]
    shapes = [[path.get("d") for path in row.iter("path") if path.get("fill") != "none"] for row in rows]
    return [[float(re.search(r"h([\d.]+)v", data)[1]) for data in row] for row in shapes]


def test_a_tally_is_what_the_register_counts_and_nothing_else() -> None:
    row = tally(convoy("c", **WHOLE))
    assert (row.total, row.parts) == (100, (5, 40, 10, 42, 3))
    assert (row.known, row.gap, row.at_least) == (100, 0, False)
    assert len(row.parts) == len(SHADES)
    assert tally(convoy("c")).parts == (None,) * 5
    assert tally(convoy("c", décédés_transport={"estimés": 50})).parts[0] is None


def test_a_bar_is_as_long_as_its_convoy_is_large() -> None:
    half = {"recensés": {"total": 50}, "décédés": {"total": 25}, "rentrés": {"total": 25}}
    whole, part = bars_of(convoy_bars([convoy("a", **WHOLE), convoy("b", **half)], 385))
    assert isclose(sum(whole), 2 * sum(part), abs_tol=0.05)
    for width, count in zip(whole, (5, 40, 10, 42, 3), strict=True):
        assert isclose(width, sum(whole) * count / 100, abs_tol=0.02)


def test_what_the_numbers_leave_open_is_shown_as_not_stated() -> None:
    html = convoy_bars([convoy("a", recensés={"total": 100}, décédés={"total": 40}), convoy("b", **WHOLE)], 385)
    assert "sort non précisé" in html
    first, second = html.split("<tr><th scope")[1:]
    assert "stroke-dasharray" in first
    assert "stroke-dasharray" not in second
    assert "sort non précisé" not in convoy_bars([convoy("b", **WHOLE)], 385)


def test_a_minimum_is_called_one_and_its_bar_stays_open() -> None:
    html = convoy_bars([convoy("a", recensés={"minimum": 2200})], 385)
    assert "≥\u202f2\u202f200" in html
    assert "l’effectif est un minimum" in html
    dotted = re.search(r'd="([^"]*)"[^>]*stroke-dasharray', html)[1]
    assert not dotted.endswith("Z")


def test_numbers_that_contradict_their_total_are_named() -> None:
    row = tally(convoy("a", recensés={"total": 10}, décédés={"total": 20}))
    assert (row.gap, row.length) == (0, 20)
    assert "dépassent l’effectif" in convoy_bars([convoy("a", recensés={"total": 10}, décédés={"total": 20})], 385)


def test_convoys_stand_in_the_order_of_departure_and_those_without_numbers_are_listed() -> None:
    late = convoy("a", départ={"date": "1944-08-15", "lieu": "Y"})
    undated = record(
        Convoy, id="b", départ={"lieu": "X"}, arrivée={"date": "1944-06-19", "camps": ["Camp A", "Camp B"]}
    )
    html = convoy_bars([late, undated, convoy("c")], 385)
    heads = ["".join(head.itertext()) for head in parsed(html).iter("th") if head.get("scope")]
    assert heads == [
        "17 janvier 1944Depart-Fictif – Camp A", "arrivée : 19 juin 1944X – Camp A, Camp B", "15 août 1944Y – Camp A",
    ]  # fmt: skip
    assert html.count("nombres non donnés") == 3
    assert convoy_bars([], 385) == ""


# The timeline


def event(day: str, theme: str = "thème") -> HistoricalEvent:
    return record(HistoricalEvent, date=day, thème=theme, fait=f"Fait fictif du {day}")


def test_the_dense_years_are_the_longest_run_without_half_a_year_of_silence() -> None:
    dates = [parse_edtf(day) for day in ("1937", "1943-01", "1943-05", "1943-09", "1945-01", "1945-03", "1968")]
    assert dense_run(dates) == (1, 4)
    assert dense_run(dates[:1]) == (0, 1)


@given(st.lists(st.floats(0, 400), min_size=1, max_size=30))
def test_rows_keep_their_order_and_their_distance(wanted) -> None:
    wanted.sort()
    heights = spread(wanted, 10, 0, 400)
    assert all(two - one >= 10 - 1e-6 for one, two in pairwise(heights))
    assert heights[0] >= 0
    assert heights[-1] <= 400 + 1e-6


def test_rows_far_apart_stay_where_they_belong_and_a_crowd_gives_way_on_both_sides() -> None:
    assert spread([10, 50, 100], 10, 0, 200) == [10, 50, 100]
    assert spread([100, 100, 100], 10, 0, 200) == [90, 100, 110]


def test_the_timeline_gives_every_date_once_in_order_inside_its_page() -> None:
    days = ["1945-04-11", "1937-07", "1944-01~", "1944-01-17", "1944-02", "1975"]
    html = timeline([event(day, f"thème {number % 2}") for number, day in enumerate(days)], Size(385, 300))
    tree = parsed(html)
    dates = [span for span in tree.iter("span") if span.get("class") == "frise-date"]
    assert [span.text for span in dates] == [
        "juil. 1937", "v. janv. 1944", "17 janv. 1944", "févr. 1944", "11 avril 1945", "1975",
    ]  # fmt: skip
    tops = [float(re.search(r"top:([\d.]+)pt", span.get("style"))[1]) for span in dates]
    assert all(two - one > 8 for one, two in pairwise(tops))
    assert tops[-1] <= 300
    themes = [span.text for span in tree.iter("span") if span.get("class") == "frise-thème"]
    assert themes == ["thème 1", "thème 0"]
    assert timeline([], Size(385, 300)) == ""


@pytest.mark.parametrize("count", [1, 2, 60])
def test_a_timeline_of_any_length_fits_its_page(count: int) -> None:
    days = [date.fromordinal(date(1944, 1, 1).toordinal() + 9 * number).isoformat() for number in range(count)]
    tree = parsed(timeline(map(event, days), Size(385, 540)))
    tops = [float(re.search(r"top:([\d.]+)pt", span.get("style"))[1]) for span in tree.iter("span")]
    assert min(tops) >= 0
    assert max(tops) <= 541


@pytest.mark.parametrize(
    ("edtf", "long", "short"),
    [
        ("1944-01-17", "17 janv. 1944", "17 janv. 44"),
        ("1944-05-01", "1er mai 1944", "1er mai 44"),
        ("1944-08", "août 1944", "août 44"),
        ("1944", "1944", "1944"),
        ("1943~", "v. 1943", "v. 1943"),
        ("1944-01?", "janv. 1944 ?", "janv. 44 ?"),
        ("194X", "années 1940", "années 1940"),
        ("1944-01-XX", "janv. 1944", "janv. 44"),
        ("../1945-04", "avant avril 1945", "avant avril 45"),
        ("1944-06/..", "dès juin 1944", "dès juin 44"),
        ("1943/1945", "1943 – 1945", "1943 – 1945"),
    ],
)
def test_short_dates(edtf: str, long: str, short: str) -> None:
    assert short_date(parse_edtf(edtf)).replace("\u00a0", " ") == long
    assert short_date(parse_edtf(edtf), century=False).replace("\u00a0", " ") == short


# The itinerary


WAY = [{"camp": "Camp A", "date": "1944-01-19"}, {"camp": "Camp B"}, {"camp": "Camp C", "date": "1944-03"}]
KNOWN = registers([], [convoy("c1")])


def test_the_stations_are_what_the_notice_states_and_the_departure_that_the_register_dates() -> None:
    notice = person(convoi="c1", parcours=WAY, sort={"état": "libéré", "date": "1945-04-15"})
    assert [(each.name, each.date and each.date.text) for each in stations(notice, KNOWN)] == [
        ("Depart-Fictif", "1944-01-17"), ("Camp A", "1944-01-19"), ("Camp B", None), ("Camp C", "1944-03"),
        ("libération", "1945-04-15"),
    ]  # fmt: skip
    assert stations(person(sort={"état": "inconnu", "date": "1945"}), KNOWN) == ()
    woman = person(sexe="F", sort={"état": "décédée", "date": "1945"})
    assert [each.name for each in stations(woman, KNOWN)] == ["mort"]


def test_an_itinerary_asks_for_three_dates_in_order_and_room() -> None:
    assert itinerary(person(convoi="c1", parcours=WAY), KNOWN, FACES, COLUMN)
    assert itinerary(person(parcours=WAY), KNOWN, FACES, COLUMN) == ""
    assert itinerary(person(convoi="c1", parcours=WAY[::-1]), KNOWN, FACES, COLUMN) == ""
    crowd = [*WAY, *[{"camp": "Camp D", "date": "1944-05-01"}] * 5]
    assert itinerary(person(convoi="c1", parcours=crowd), KNOWN, FACES, COLUMN) == ""
    assert itinerary(person(), KNOWN, FACES, COLUMN) == ""


def test_names_of_camps_are_abbreviated_before_a_vowel_and_words_never() -> None:
    assert abbreviated("Sachsenhausen") == "Sachsenhaus."
    assert abbreviated("Sachsenhaus.") == "Sachsenh."
    assert abbreviated("Sachsenh.") == "Sachs."
    assert abbreviated("Sachs.") == ""
    assert abbreviated("Dora") == ""
    names = ("Sachsenhausen", "Buchenwald", "Ravensbrück", "Bergen-Belsen")
    long = [{"camp": name, "date": f"1944-0{month}"} for month, name in enumerate(names, 1)]
    assert "Sachsenh.<" in itinerary(person(parcours=long), KNOWN, FACES, 165)
    words = [{"lieu": each["camp"], "date": each["date"]} for each in long]
    assert itinerary(person(parcours=words), KNOWN, FACES, 165) == ""


def test_an_itinerary_can_be_heard() -> None:
    html = itinerary(person(convoi="c1", parcours=WAY), KNOWN, FACES, COLUMN)
    assert parsed(html).get("role") == "img"
    assert parsed(html).get("aria-label") == (
        "Parcours : Depart-Fictif, 17 janvier 1944 ; Camp A, 19 janvier 1944 ; Camp B ; Camp C, mars 1944"
    )


@given(
    st.lists(st.sampled_from(["Camp A", "Dora", "Ellrich", "Bergen-Belsen", "Sachsenhausen"]), min_size=3, max_size=7)
)
def test_the_stations_of_an_itinerary_stand_side_by_side(camps) -> None:
    way = [{"camp": name, "date": f"1944-0{month}-11"} for month, name in enumerate(camps, 1)]
    html = itinerary(person(parcours=way), KNOWN, FACES, COLUMN)
    assume(html)
    words = [div for div in parsed(html).iter("div") if div.get("style")]
    places = [(float(re.search(r"left:([\d.]+)", div.get("style"))[1]), "".join(div.itertext())) for div in words]
    for row in (places[::2], places[1::2]):
        assert all(left + FACES.roman(text, 7) < following for (left, text), (following, _) in pairwise(row))
        assert row[-1][0] + FACES.roman(row[-1][1], 7) <= COLUMN + 0.01


# In print


@pytest.fixture(scope="module")
def style(tmp_path_factory: pytest.TempPathFactory) -> Style:
    project, _ = read_project(BOOK, HOME / "layout")
    assert project is not None
    return make_style(project, tmp_path_factory.mktemp("magasin") / "galleys.sqlite")


@pytest.mark.parametrize("leading", [9.5, 11.0])
def test_an_itinerary_takes_two_lines_of_the_grid_and_sits_on_it(style: Style, leading: float) -> None:
    notice = person(convoi="c1", parcours=WAY[::2], sort={"état": "libéré", "date": "1945-04-15"})
    line = itinerary(notice, KNOWN, FACES, COLUMN)
    html = f'<p id="n.head.0">FICTIF Jean</p><div id="n.picture.0">{line}</div><p id="n.text.0">Il est fictif.</p>'
    css = f"{style.galley_css}:root{{--grille:{leading}pt}}"
    (galley,) = set_pieces(replace(style, galley_css=css, leading=leading, shop=None), [Piece("n-x", html, COLUMN)])
    assert galley.faults == ()
    assert galley.height == 4
    assert [(span.role, span.first, span.count) for span in galley.spans] == [
        (Role.HEAD, 0, 1), (Role.PICTURE, 1, 2), (Role.TEXT, 3, 1),
    ]  # fmt: skip


def test_drawings_are_printed_in_black_alone_without_transparency(style: Style) -> None:
    known, outlines = small_world()
    drawings = (
        camp_map(known, outlines, FACES, Size(385, 400))
        + convoy_bars([convoy("a", **WHOLE), convoy("b", recensés={"minimum": 20}), convoy("c")], 385)
        + timeline(map(event, ("1937", "1944-01", "1944-01-17", "1975")), Size(385, 300))
    )
    (sheets,) = set_pieces(style, [Piece("chapitre", f"<section>{drawings}</section>", 480, paged=True)])
    assert sheets.faults == ()
    content = b"\n".join(line.content for line in sheets.lines)
    assert not re.search(rb"(?:^|\s)(?:rg|RG|g|G|scn|SCN|Do|gs|sh)$", content, re.MULTILINE)
    for cyan, magenta, yellow in re.findall(rb"^(\S+) (\S+) (\S+) \S+ [kK]$", content, re.MULTILINE):
        assert (float(cyan), float(magenta), float(yellow)) == (0, 0, 0)


def test_rows_of_convoys_may_run_over_several_pages(style: Style) -> None:
    many = [convoy(f"c{number}", **WHOLE) for number in range(60)]
    (sheets,) = set_pieces(style, [Piece("chapitre", f"<section>{convoy_bars(many, 385)}</section>", 480, paged=True)])
    assert len(sheets.lines) >= 3
    assert sheets.faults == ()


def test_numbers_and_inks_are_short_and_have_no_sign_before_zero() -> None:
    assert [number(value) for value in (1.0, -0.001, 2.346, 10.10, 100)] == ["1", "0", "2.35", "10.1", "100"]
    assert ink(0.5) == "device-cmyk(0 0 0 0.5)"
