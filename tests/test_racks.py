"""Galley racks: what was set to order comes back, and nothing else does; all fictional."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookwork.records import pack
from bookwork.store import Store
from bookwork.typesetting.galley import Order, Piece, Shape
from bookwork.typesetting.racks import Racked, Racks

STYLE = b"a style"


def order(name: str, made_from: bytes = b"this") -> Order:
    return Order(name, made_from, lambda: Piece(name, "", 100.0))


def racked(name: str, made_from: bytes = b"this", lines: int = 2) -> Racked:
    return Racked(name, made_from, f"key of {name}".encode(), Shape((1,) * lines))


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "galleys.sqlite") as store:
        yield store


def filled(store: Store, *galleys: Racked) -> Racks:
    racks = Racks(store, STYLE)
    racks.put(galleys)
    racks.keep()
    return racks


def test_what_was_put_on_a_rack_is_found_there_by_another_build(store: Store) -> None:
    galleys = [racked(f"n-{number}") for number in range(600)]
    filled(store, *galleys)
    found = Racks(store, STYLE).find(order(each.name) for each in galleys)
    assert found == {each.name: each for each in galleys}


def test_what_is_made_from_something_else_is_not_found(store: Store) -> None:
    filled(store, racked("n-un"))
    assert Racks(store, STYLE).find([order("n-un", b"that"), order("n-deux")]) == {}
    assert Racks(store, b"another style").find([order("n-un")]) == {}


def test_two_galleys_of_one_piece_lie_beside_each_other(store: Store) -> None:
    cast, fitted = racked("n-un"), racked("n-un", b"this, a line longer", 3)
    filled(store, cast, fitted)
    racks = Racks(store, STYLE)
    assert racks.find([order("n-un")]) == {"n-un": cast}
    assert racks.find([order("n-un", b"this, a line longer")]) == {"n-un": fitted}


def test_only_what_a_whole_build_asked_for_stays(store: Store) -> None:
    filled(store, racked("n-un"), racked("n-deux"), racked("n-un", b"as it was"))
    racks = Racks(store, STYLE)
    racks.find([order("n-un"), order("n-deux")])
    racks.keep(alone=True)
    assert racks.find([order("n-un", b"as it was")]) == {}
    after = Racks(store, STYLE)
    assert set(after.find([order("n-un"), order("n-deux")])) == {"n-un", "n-deux"}
    assert after.find([order("n-un", b"as it was")]) == {}


def test_a_build_that_changes_nothing_writes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(store, racked("n-un"))
    racks = Racks(store, STYLE)
    racks.find([order("n-un")])
    monkeypatch.setattr(store, "write", lambda records: pytest.fail("written"))
    racks.keep(alone=True)


def test_a_galley_whose_type_is_lost_is_taken_from_its_rack(store: Store) -> None:
    racks = filled(store, racked("n-un"), racked("n-deux"))
    racks.forget(frozenset([b"key of n-un"]))
    assert set(racks.find([order("n-un"), order("n-deux")])) == {"n-deux"}
    racks.keep()
    assert set(Racks(store, STYLE).find([order("n-un"), order("n-deux")])) == {"n-deux"}


@pytest.mark.parametrize("record", [b"", b"\xc1nothing of ours", pack([1, 2]), pack({"n-un": 1})])
def test_a_strange_record_is_an_empty_rack(store: Store, record: bytes) -> None:
    racks = filled(store, racked("n-un"))
    store.write({racks._key(number): record for number in range(256)})
    assert Racks(store, STYLE).find([order("n-un")]) == {}
