"""The store: a record is right or it is not there; galleys come back as they went in."""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookwork.store import Store, content_key
from bookwork.typesetting.encoding import decode, encode
from bookwork.typesetting.galley import Anchor, Face, Fault, Galley, Line, Link, Picture, Role, Span

words = st.text(max_size=12)
numbers = st.integers(0, 10_000)
places = st.floats(-1e6, 1e6).map(lambda place: round(place, 2))
galleys = st.builds(
    Galley,
    lines=st.lists(st.builds(Line, st.integers(1, 30), st.binary(max_size=80)), max_size=6).map(tuple),
    spans=st.lists(st.builds(Span, st.sampled_from(Role), numbers, numbers), max_size=3).map(tuple),
    anchors=st.lists(st.builds(Anchor, words, numbers, places, places), max_size=3).map(tuple),
    links=st.lists(st.builds(Link, words, numbers, places, places, places, places), max_size=3).map(tuple),
    faces=st.lists(st.builds(Face, words, words, st.lists(numbers, max_size=9).map(tuple)), max_size=3).map(tuple),
    pictures=st.lists(st.builds(Picture, words, numbers, numbers), max_size=2).map(tuple),
    faults=st.lists(st.builds(Fault, words, st.lists(st.tuples(words, words), max_size=3).map(tuple)), max_size=2).map(
        tuple
    ),
)
GALLEY = Galley(
    (Line(2, b"BT\nET"), Line(1, b"")),
    (Span(Role.HEAD, 0, 2),),
    (Anchor("n-fictif", 0, 1.5, 0.0),),
    (Link("#n-autre", 1, 0.0, 1.0, 2.0, 3.0),),
    (Face("ABCDEF", "Livre", (1, 2, 3)),),
)


# Galleys as records


@given(galleys)
def test_a_galley_comes_back_as_it_went_in(galley: Galley) -> None:
    assert decode(encode(galley)) == galley


@given(galleys)
def test_the_same_galley_is_the_same_record(galley: Galley) -> None:
    again = decode(encode(galley))
    assert again is not None
    assert encode(again) == encode(galley)


@given(st.binary(max_size=200))
def test_rubbish_is_no_galley(record: bytes) -> None:
    assert decode(record) is None


@given(st.data())
def test_a_record_cut_short_is_no_galley(data: st.DataObject) -> None:
    record = encode(GALLEY)
    assert decode(record[: data.draw(st.integers(0, len(record) - 1))]) is None


def record(head: object, body: bytes = b"") -> bytes:
    text = json.dumps(head).encode()
    return zlib.compress(len(text).to_bytes(4, "big") + text + body)


def test_the_records_of_these_tests_are_like_ours() -> None:
    whole = json.loads(zlib.decompress(encode(GALLEY))[4:].split(b"]}")[0] + b"]}")
    assert decode(record(whole, b"BT\nET")) == GALLEY
    assert set(whole) == set(EMPTY)


EMPTY: dict[str, object] = {name: [] for name in ("lines", "spans", "anchors", "links", "faces", "pictures", "faults")}


@pytest.mark.parametrize(
    "head",
    [
        None, [], 7, "lines", {}, {**EMPTY, "lines": 5}, {**EMPTY, "lines": [[1]]}, {**EMPTY, "lines": [[1, 99]]},
        {**EMPTY, "lines": [["eins", 0]]}, {**EMPTY, "lines": [[None, 0]]}, {**EMPTY, "lines": [[float("inf"), 0]]},
        {**EMPTY, "lines": [[float("nan"), 0]]}, {**EMPTY, "lines": [[1, "x"]]}, {**EMPTY, "spans": [["dance", 0, 1]]},
        {**EMPTY, "spans": [[["head"], 0, 1]]}, {**EMPTY, "anchors": [["a", 0, "x", 0]]},
        {**EMPTY, "links": [["#a", 0, 1]]}, {**EMPTY, "faces": [["A", "B", 5]]}, {**EMPTY, "faces": [["A", "B", [{}]]]},
        {**EMPTY, "faults": [["c", [["only"]]]]}, {**EMPTY, "pictures": [["a", 1]]},
    ],
)  # fmt: skip
def test_a_record_with_a_hostile_head_is_no_galley(head: object) -> None:
    assert decode(record(head)) is None


def test_a_record_nested_without_end_is_no_galley() -> None:
    text = b"[" * 100_000
    assert decode(zlib.compress(len(text).to_bytes(4, "big") + text)) is None


def test_a_record_never_runs_code() -> None:
    """What pickle would obey is rubbish here."""
    assert decode(zlib.compress(b"cos\nsystem\n(S'false'\ntR.")) is None


# The file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "galleys.sqlite"


RECORDS = {content_key("piece", f"{n}"): f"record {n}".encode() * 200 for n in range(1200)}


@given(st.lists(st.text(max_size=4), max_size=4), st.lists(st.text(max_size=4), max_size=4))
def test_keys_differ_where_parts_differ(one: list[str], other: list[str]) -> None:
    assert (content_key(*one) == content_key(*other)) == (one == other)


def test_records_are_kept_from_one_opening_to_the_next(path: Path) -> None:
    with Store(path) as store:
        store.write(RECORDS)
    with Store(path) as store:
        assert store.read(RECORDS) == RECORDS
        assert store.read([content_key("never")]) == {}


def test_a_record_written_again_is_the_new_one(path: Path) -> None:
    key = content_key("piece")
    with Store(path) as store:
        store.write({key: b"old"})
        store.write({key: b"new"})
        assert store.read([key]) == {key: b"new"}


def test_two_builds_may_hold_one_store(path: Path) -> None:
    with Store(path) as one, Store(path) as other:
        one.write({content_key("one"): b"1"})
        other.write({content_key("other"): b"2"})
        assert one.read([content_key("other")]) == {content_key("other"): b"2"}
        assert other.read([content_key("one")]) == {content_key("one"): b"1"}


def test_a_record_changed_behind_our_back_counts_as_missing(path: Path) -> None:
    with Store(path) as store:
        store.write(RECORDS)
    with sqlite3.connect(path) as connection:
        key = next(iter(RECORDS))
        connection.execute("UPDATE record SET body = ? WHERE key = ?", (b"forged", key))
        connection.execute("UPDATE record SET body = 'text' WHERE key = ?", (list(RECORDS)[1],))
    with Store(path) as store:
        found = store.read(RECORDS)
        assert set(RECORDS) - set(found) == set(list(RECORDS)[:2])
        store.write({key: RECORDS[key]})
        assert store.read([key]) == {key: RECORDS[key]}


def spoil_head(path: Path) -> None:
    path.write_bytes(os.urandom(5000))


def spoil_middle(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 : len(content) // 2] = b"\xee" * (len(content) // 2 - 4096)
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def shorten(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 + 100)


def replace_by_other_database(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE record (colour TEXT)")


@pytest.mark.parametrize("spoil", [spoil_head, spoil_middle, empty, shorten, replace_by_other_database])
def test_whatever_happened_to_the_file_reading_and_writing_go_on(path: Path, spoil) -> None:
    with Store(path) as store:
        store.write(RECORDS)
    spoil(path)
    with Store(path) as store:
        for key, body in store.read(RECORDS).items():
            assert body == RECORDS[key]
        store.write(RECORDS)
        assert store.read(RECORDS) == RECORDS


def test_writing_alone_mends_a_damaged_file_too(path: Path) -> None:
    with Store(path) as store:
        store.write(RECORDS)
    spoil_middle(path)
    with Store(path) as store:
        store.write(RECORDS)
        assert store.read(RECORDS) == RECORDS


def test_a_damaged_file_is_set_aside_not_lost(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"somebody's notes, no database")
    with Store(path) as store:
        store.write({content_key("x"): b"x"})
    assert path.with_name("galleys.sqlite.damaged").read_bytes() == b"somebody's notes, no database"
