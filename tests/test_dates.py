"""Dates: what EDTF texts mean, how they compare, how they are printed, what is said of French forms."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookwork.model.dates import DateError, edtf_of_french, french_day, french_days, of_day, parse_edtf

PRINTED = {
    "1944-01-17": "17 janvier 1944",
    "1944-05-01": "1er mai 1944",
    "1944-01": "janvier 1944",
    "1944": "1944",
    "1943~": "vers 1943",
    "1944-08-01~": "vers le 1er août 1944",
    "1944?": "1944 (?)",
    "1944%": "vers 1944 (?)",
    "194X": "années 1940",
    "19XX": "entre 1900 et 1999",
    "1944-XX": "1944",
    "1944-01-XX": "janvier 1944",
    "1943/1945": "de 1943 à 1945",
    "1944-04/1944-08": "d’avril 1944 à août 1944",
    "1944-01-17/1944-02-01": "du 17 janvier 1944 au 1er février 1944",
    "193X/194X": "des années 1930 aux années 1940",
    "/1920": "avant 1920",
    "/1920-07-01": "avant le 1er juillet 1920",
    "../1944-01-15": "jusqu’au 15 janvier 1944",
    "../1944": "jusqu’à 1944",
    "1943/..": "à partir de 1943",
    "1944-10/": "à partir d’octobre 1944",
}
BOUNDS = {
    "1944-02": (date(1944, 2, 1), date(1944, 2, 29)),
    "1900-02": (date(1900, 2, 1), date(1900, 2, 28)),
    "194X": (date(1940, 1, 1), date(1949, 12, 31)),
    "1944-XX-XX": (date(1944, 1, 1), date(1944, 12, 31)),
    "1944-01-XX": (date(1944, 1, 1), date(1944, 1, 31)),
    "/1920": (date.min, date(1920, 12, 31)),
    "1943-05/..": (date(1943, 5, 1), date.max),
    "1943~/1945?": (date(1943, 1, 1), date(1945, 12, 31)),
}
REFUSED = {
    "vers 1943": "écrivez « 1943~ »",
    "17 janvier 1944": "écrivez « 1944-01-17 »",
    "1er mai 1944": "écrivez « 1944-05-01 »",
    "17/01/1944": "écrivez « 1944-01-17 »",
    "mai 1943": "écrivez « 1943-05 »",
    "avant 1920": "écrivez « /1920 »",
    "entre 1943 et 1945": "écrivez « 1943/1945 »",
    "1943-1945": "écrivez « 1943/1945 »",
    "1944 (?)": "écrivez « 1944? »",
    "après le 2 mai 1945": "écrivez « 1945-05-02/.. »",
    "années 1940": "écrivez « 194X »",
    "1944-2-3": "écrivez « 1944-02-03 »",
    "1944-02-30": "février 1944 n’a pas de jour 30",
    "1900-02-29": "février 1900 n’a pas de jour 29",
    "1944-13": "il n’y a pas de mois 13",
    "1944-21": "les saisons s’écrivent en mois",
    "1944-XX-17": "les chiffres inconnus (X) sont à droite",
    "194X-01": "les chiffres inconnus (X) sont à droite",
    "1945/1943": "l’intervalle finit avant de commencer",
    "../..": "au moins une borne",
    "0000": "l’an 0",
    "1943/1944/1945": "une barre",
    "hier": "une date s’écrit",
    "": "une date s’écrit",
}

days = st.dates(min_value=date(1000, 1, 1))
texts = st.one_of(
    days.map(date.isoformat),
    days.map(lambda day: day.isoformat()[:7]),
    days.map(lambda day: day.isoformat()[:4]),
    days.map(lambda day: day.isoformat()[:3] + "X"),
).flatmap(lambda text: st.sampled_from(["", "?", "~", "%"]).map(lambda sign: text + sign))


@pytest.mark.parametrize(("text", "printed"), PRINTED.items())
def test_printed_in_french(text: str, printed: str) -> None:
    assert parse_edtf(text).in_french() == printed


@pytest.mark.parametrize(("text", "bounds"), BOUNDS.items())
def test_bounds(text: str, bounds: tuple[date, date]) -> None:
    parsed = parse_edtf(text)
    assert (parsed.earliest, parsed.latest) == bounds


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(DateError, match=re.escape(reason)) as caught:
        parse_edtf(text)
    assert isinstance(caught.value, ValueError)
    assert caught.value.english


def test_qualifiers_of_both_ends_are_kept() -> None:
    assert parse_edtf("1943~/1945?").qualifiers == "?~"


@pytest.mark.parametrize(
    ("first", "second", "certain"),
    [
        ("1943", "1944", True),
        ("1943", "1943-12-31", False),
        ("1943-08-02", "1943-08-03", True),
        ("1943~", "1944", False),
        ("1940~", "1944", True),
        ("1944-01-17~", "1944-01-20", False),
        ("1944-01-17?", "1944-03-20", True),
        ("/1920", "1921", True),
        ("1943/..", "1999", False),
    ],
)
def test_certainly_before(first: str, second: str, certain: bool) -> None:
    assert parse_edtf(first).certainly_before(parse_edtf(second)) is certain
    assert parse_edtf(second).certainly_after(parse_edtf(first)) is certain


@given(texts, texts)
def test_order_is_consistent(first: str, second: str) -> None:
    one, other = parse_edtf(first), parse_edtf(second)
    assert not (one.certainly_before(other) and other.certainly_before(one))
    assert one.may_equal(other) == (not one.certainly_before(other) and not one.certainly_after(other))
    assert one.may_equal(one)


@given(texts, texts, texts)
def test_order_is_transitive(first: str, second: str, third: str) -> None:
    one, two, three = parse_edtf(first), parse_edtf(second), parse_edtf(third)
    if one.certainly_before(two) and two.certainly_before(three):
        assert one.certainly_before(three)


@given(texts)
def test_bounds_are_in_order_and_hold_themselves(text: str) -> None:
    parsed = parse_edtf(text)
    assert parsed.earliest <= parsed.latest
    assert parsed.holds(parsed)
    assert parsed.in_french()


@given(days)
def test_a_printed_day_can_be_read_back(day: date) -> None:
    assert french_day(of_day(day).in_french()) == of_day(day)


@given(texts)
def test_printed_dates_suggest_what_was_written(text: str) -> None:
    suggested = edtf_of_french(parse_edtf(text).in_french())
    if text[-1] in "?~%":
        assert suggested in (text, "")
    else:
        assert suggested == text


@given(st.text(alphabet="0123456789-/.X?~% ", max_size=24) | st.text(max_size=24))
def test_any_text_is_a_date_or_a_date_error(text: str) -> None:
    try:
        assert parse_edtf(text).in_french()
    except DateError as error:
        assert error.french


def test_days_in_a_running_text() -> None:
    text = "Arrêté le 2 août 1943, déporté le 1er Mai 1944 (31 février 1944), matricule 12 345 en mai 1944."
    assert [(text[at : at + 3], day.text) for at, day in french_days(text)] == [
        ("2 a", "1943-08-02"),
        ("1er", "1944-05-01"),
    ]


def test_a_day_in_a_running_text_has_two_figures_and_no_letter_before_it() -> None:
    assert not list(french_days("le 112 mars 1943, a12 mars 1943, le 12 mars 19434, le 31 février 1944"))
    assert [day.text for _, day in french_days("12 mars 1943 avril 1944, 9 mai 1945")] == ["1943-03-12", "1945-05-09"]
