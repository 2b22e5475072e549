"""The store: a record is right or it is not there; galleys come back as they went in."""

from __future__ import annotations

import errno
import hashlib
import os
import sqlite3
import subprocess
import sys
import zlib
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookwork.cli import HOME
from bookwork.records import pack, replace
from bookwork.store import Store, content_key, picture_key, picture_name
from bookwork.typesetting.encoding import decode_shape, decode_type, encode
from bookwork.typesetting.galley import (
    Anchor,
    Face,
    Fault,
    Galley,
    Line,
    Link,
    Picture,
    Role,
    SetType,
    Shape,
    Span,
)  # fmt: skip
from bookwork.window import stored_picture

words = st.text(max_size=12)
numbers = st.integers(0, 10_000)
places = st.floats(-1e6, 1e6).map(lambda place: round(place, 2))
galleys = st.builds(
    Galley,
    lines=st.lists(st.builds(Line, st.integers(1, 30), st.binary(max_size=80)), max_size=6).map(tuple),
    spans=st.lists(st.builds(Span, st.sampled_from(Role), numbers, numbers), max_size=3).map(tuple),
    anchors=st.lists(st.builds(Anchor, words, numbers, places, places), max_size=3).map(tuple),
    links=st.lists(st.builds(Link, words, numbers, places, places, places, places), max_size=3).map(tuple),
    faces=st.lists(st.builds(Face.of, words, words, st.sets(st.integers(0, 65_535), max_size=9)), max_size=3).map(
        tuple
    ),
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
    (Face.of("ABCDEF", "Livre", (1, 2, 3)),),
)


# Galleys as records


@given(galleys)
def test_a_galley_comes_back_as_it_went_in(galley: Galley) -> None:
    shape, type_ = encode(galley)
    assert (decode_shape(shape), decode_type(type_)) == (galley.shape, galley.type)


@given(galleys)
def test_the_same_galley_is_the_same_records(galley: Galley) -> None:
    assert encode(replace(galley)) == encode(galley)


def test_shape_and_type_are_all_of_a_galley() -> None:
    kept = {*Shape.__struct_fields__, *SetType.__struct_fields__} - {"heights", "contents", "slots"}
    assert kept == {*Galley.__struct_fields__} - {"lines"}


@given(st.binary(max_size=200))
def test_rubbish_is_no_galley(record: bytes) -> None:
    assert decode_type(record) is None
    assert decode_type(zlib.compress(record)) is None or record[:1] == b"\x81"


@given(st.data())
def test_a_record_cut_short_is_no_galley(data: st.DataObject) -> None:
    shape, type_ = encode(GALLEY)
    assert decode_shape(shape[: data.draw(st.integers(0, len(shape) - 1))]) is None
    assert decode_type(type_[: data.draw(st.integers(0, len(type_) - 1))]) is None


@pytest.mark.parametrize(
    "value",
    [
        None, [], 7, "heights", {}, {"heights": 5}, {"heights": ["eins"]}, {"heights": [None]}, {"heights": [1.5]},
        {"heights": [1], "spans": [{"role": "dance", "first": 0, "count": 1}]}, {"heights": [1], "spans": [7]},
        {"heights": [1], "anchors": [{"name": "a", "line": 0, "x": "x", "y": 0.0}]},
        {"heights": [1], "faces": [{"resource": "A", "face": "B", "glyphs": 5}]},
        {"heights": [1], "faces": [{"resource": "A", "face": "B", "glyphs": [{}]}]},
        {"heights": [1], "faults": [{"code": "c", "particulars": [["only"]]}]},
    ],
)  # fmt: skip
def test_a_record_of_another_form_is_no_galley(value: object) -> None:
    assert decode_shape(pack(value)) is None
    assert decode_type(zlib.compress(pack(value))) is None


def test_a_record_nested_without_end_is_no_galley() -> None:
    assert decode_shape(b"\x91" * 100_000) is None


def test_a_record_never_runs_code() -> None:
    """What pickle would obey is rubbish here."""
    assert decode_shape(b"cos\nsystem\n(S'false'\ntR.") is None


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


# Strangers


def a_view_called_record(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (key, digest, body)")
        connection.execute("CREATE VIEW record AS SELECT * FROM t")


def a_trigger(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TRIGGER eat AFTER INSERT ON record BEGIN DELETE FROM record; END")


def a_generated_column(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE record (key BLOB PRIMARY KEY, digest BLOB, body AS (zeroblob(1 << 20)))")
        connection.execute("INSERT INTO record (key) VALUES (x'00')")


def another_table(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE guest (name)")


def another_form(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=999")


def a_schema_that_cannot_be_read(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = 'CREATE TABLE record (' WHERE name = 'record'")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_folder_for_a_journal(path: Path) -> None:
    path.with_name(path.name + "-wal").mkdir()


def a_huge_record(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE record SET body = zeroblob(100000000) WHERE key = ?", (next(iter(RECORDS)),))


STRANGE = [
    a_view_called_record, a_trigger, a_generated_column, another_table, another_form, a_schema_that_cannot_be_read,
    a_folder, a_folder_for_a_journal, a_huge_record,
]  # fmt: skip


@pytest.mark.parametrize("change", STRANGE)
def test_a_stranger_in_the_place_of_the_store_is_set_aside(path: Path, change) -> None:
    with Store(path) as store:
        store.write(RECORDS)
    change(path)
    with Store(path) as store:
        for key, body in store.read(RECORDS).items():
            assert body == RECORDS[key]
        store.write(RECORDS)
        assert store.read(RECORDS) == RECORDS
        assert store.set_aside is not None
        assert store.set_aside.exists()
    with Store(path) as store:
        assert store.read(RECORDS) == RECORDS
        assert store.set_aside is None


# The limit


def test_what_was_used_longest_ago_goes_first_and_the_file_shrinks(path: Path) -> None:
    keys = list(RECORDS)
    with Store(path) as store:
        store.write(RECORDS)
        store.keep_within(10**9)
    whole = path.stat().st_size
    for used in (keys[:800], keys[:400]):  # idle: 800.. since the first of these builds, 400..800 since the second
        with Store(path) as store:
            assert len(store.read(used)) == len(used)
            store.write({content_key(f"new with {len(used)}"): bytes(whole // 50)})
            assert store.keep_within(whole * 1.2) == 0
    with Store(path) as store:
        store.read(keys[:400])
        assert store.keep_within(whole * 0.62) == 0
    assert path.stat().st_size <= whole * 0.62
    with Store(path) as store:
        found = store.read(keys)
        assert found.items() <= RECORDS.items()
        assert set(keys[:400]) <= set(found), "what the last build used"
        assert not set(keys[800:]) & set(found), "what was idle longest"


def test_a_store_that_was_full_has_room_for_corrections(path: Path) -> None:
    keys = list(RECORDS)
    with Store(path) as store:
        store.write(RECORDS)
        store.keep_within(10**9)
    limit = path.stat().st_size * 0.8
    with Store(path) as store:
        store.read(keys[:600])
        assert store.keep_within(limit) == 0
    assert path.stat().st_size <= limit * 0.95
    noted = path.read_bytes()[100:]
    with Store(path) as store:
        store.read(keys[:500])
        store.keep_within(limit)
    assert path.read_bytes()[100:] == noted, "a build that writes next to nothing does not note what it used"


def test_what_is_used_again_is_young_again(path: Path) -> None:
    keys = list(RECORDS)
    with Store(path) as store:
        store.write(RECORDS)
    whole = path.stat().st_size
    for used in (keys[:600], keys[600:]):
        with Store(path) as store:
            store.read(used)
            store.keep_within(whole * 1.5)
    with Store(path) as store:
        store.read(keys[600:])
        store.keep_within(path.stat().st_size * 0.55)
    with Store(path) as store:
        assert set(keys[600:]) <= set(store.read(keys))


def test_a_limit_too_small_for_the_book_is_kept_and_told(path: Path) -> None:
    with Store(path) as store:
        store.write(RECORDS)
        assert store.keep_within(500_000) > 0
    assert path.stat().st_size <= 500_000
    with Store(path) as store:
        store.write(RECORDS)
        assert store.keep_within(0) == len(RECORDS)
        assert store.read(RECORDS) == {}


def test_a_build_like_the_one_before_writes_nothing(path: Path) -> None:
    for _ in range(2):
        with Store(path) as store:
            known = store.read(RECORDS)
            store.write({key: body for key, body in RECORDS.items() if key not in known})
            store.keep_within(10**9)
    before = path.read_bytes()[100:]  # behind the header, which counts openings
    with Store(path) as store:
        store.read(RECORDS)
        store.keep_within(10**9)
    assert path.read_bytes()[100:] == before


# Kills and disks


WRITER = """
import sys
from pathlib import Path
from bookwork.store import Store, content_key
with Store(Path(sys.argv[1])) as store:
    for build in range(1000):
        for n in range(20):
            store.write({content_key(f"{build} {n} {m}"): f"{build} {n} {m}".encode() * 300 for m in range(20)})
            print("written", flush=True)
        store.keep_within(1_000_000)
"""


@pytest.mark.parametrize("lines", [1, 7, 43])
def test_a_process_killed_while_it_writes_leaves_sound_records_alone(path: Path, lines: int) -> None:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, cwd=HOME)
    assert writer.stdout is not None
    for _ in range(lines):
        assert writer.stdout.readline() == b"written\n"
    writer.kill()
    writer.communicate()
    with Store(path) as store:
        assert store.set_aside is None
        store.write({content_key("after"): b"after"})
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = connection.execute("SELECT key, digest, body FROM record").fetchall()
    assert len(rows) > 1
    for key, digest, body in rows:
        assert digest == hashlib.blake2b(body, digest_size=16).digest()
        assert key == content_key("after") or key == content_key(body[: len(body) // 300].decode())


def test_several_may_note_at_once_what_they_used(path: Path) -> None:
    with Store(path) as store:
        store.write({content_key(f"{n}"): bytes(100) for n in range(4000)})
    enough = path.stat().st_size * 1.5

    def note(used: int) -> None:
        with Store(path) as store:
            store.read([content_key(f"{used}")])
            store.keep_within(enough)

    for turn in range(8):
        threads = [Thread(target=note, args=(turn * 4 + n,)) for n in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert sorted(each.name for each in path.parent.iterdir() if "damaged" in each.name) == []


def test_a_full_disk_is_an_error_of_the_disk_and_what_was_kept_stays(path: Path) -> None:
    with Store(path) as store:
        store.write(RECORDS)
        store._connection.execute(f"PRAGMA max_page_count={path.stat().st_size // 4096 + 200}")
        with pytest.raises(OSError) as full:
            for n in range(100):
                store.write({content_key(f"more {n}"): bytes(1_000_000)})
        assert full.value.errno == errno.ENOSPC
        assert store.read(RECORDS) == RECORDS
    with Store(path) as store:
        assert store.set_aside is None
        assert store.read(RECORDS) == RECORDS


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_where_nothing_can_be_written_records_live_for_this_run(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with Store(tmp_path / "cache" / "galleys.sqlite") as store:
        store.write(RECORDS)
        assert store.read(RECORDS) == RECORDS
    tmp_path.chmod(0o755)


def test_a_photograph_is_read_beside_the_process_that_writes(path: Path) -> None:
    name = picture_name(b"fictional jpeg")
    with Store(path) as store:
        store.write({picture_key(name): b"fictional jpeg"})
        assert stored_picture(path, name) == b"fictional jpeg"
        assert stored_picture(path, "0" * 32) is None
    path.write_bytes(b"no database" * 1000)
    assert stored_picture(path, name) is None
    assert path.read_bytes() == b"no database" * 1000, "a worker mends nothing"
