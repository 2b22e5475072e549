"""Reading by content: with a store or without, by one reader or by several, after any edits, the book is the same.

Everybody in these books is fictional.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from fixtures_book import BOOK, inspected, small_book, write_notice
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from PIL import Image

from bookwork.cli import HOME
from bookwork.diagnostics import Diagnostic
from bookwork.inspection import Inspected, find_faults, inspect
from bookwork.progress import StageProgress
from bookwork.readers import ALONE
from bookwork.readings import Readings, open_readings
from bookwork.records import pack, unpack
from bookwork.sources.ledger import Ledger
from bookwork.sources.reading import Frame, read_book, read_frame
from bookwork.store import Store

PEOPLE = {
    "abelin": "Personnage fictif, arrêté le 3 mars 1944 avec [[cabrol]] [@fictif2001, p. 12].",
    "bastide": 'Personnage fictif : "droit", voir [[Abelin Jean]] et [[personne]] [@inconnu].',
    "cabrol": "Personnage fictif, matricule 12345, au <u>block</u> 4 [@fictif2001].",
}


def anew(root: Path, copy: Path) -> Inspected:
    """The book as one reads it who keeps nothing."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns("build"))
    found = inspected(copy)
    shutil.rmtree(copy / "build")
    return found


def same(first: Inspected, second: Inspected) -> None:
    assert first.diagnostics == second.diagnostics
    assert first.book == second.book
    assert first.book is not None
    assert second.book is not None
    for one, other in zip(first.book.notices, second.book.notices, strict=True):
        assert list(one.facts.numbers) == list(other.facts.numbers), "numbers are printed in the author’s order"
    assert first.book.prints == second.book.prints


def store_of(root: Path) -> Path:
    return root / "build" / "cache" / "reading.sqlite"


# Laws


def edit_text(root: Path, draw: DataObject) -> None:
    path = draw.draw(st.sampled_from(sorted((root / "biographies").glob("*.md"))))
    sign = draw.draw(st.sampled_from(['"mot" droit', "[[cabrol]]", "le 4 mars 1944", "…", "[@fictif2001, f. 3]", "ǂ"]))
    path.write_text(f"{path.read_text('utf-8')}{sign}\n", "utf-8")


def spoil(root: Path, draw: DataObject) -> None:
    path = draw.draw(st.sampled_from(sorted((root / "biographies").glob("*.md"))))
    path.write_bytes(draw.draw(st.sampled_from([b"", b"\xff\xfe", b"---\nnom: [\n---\n", b"---\nnom: X\n---\nfictif"])))


def rename(root: Path, draw: DataObject) -> None:
    path = draw.draw(st.sampled_from(sorted((root / "biographies").glob("*.md"))))
    path.rename(path.with_name(draw.draw(st.sampled_from(["dax.md", "Élan.md", "abelin.md", "zola.md"]))))


def move(root: Path, draw: DataObject) -> None:
    path = draw.draw(st.sampled_from(sorted((root / "biographies").glob("*.md"))))
    folder = root / "biographies" / draw.draw(st.sampled_from("AZ"))
    folder.mkdir(exist_ok=True)
    shutil.copy(path, folder / path.name)


def delete(root: Path, draw: DataObject) -> None:
    paths = sorted((root / "biographies").glob("*.md"))
    if len(paths) > 1:
        draw.draw(st.sampled_from(paths)).unlink()


def undo(root: Path, draw: DataObject) -> None:
    for name, text in PEOPLE.items():
        write_notice(root, name, text)


def edit_bibliography(root: Path, draw: DataObject) -> None:
    """A work becomes a fonds, or another one is there: the same citations are read or judged otherwise."""
    kind = draw.draw(st.sampled_from(["book", "archive"]))
    (root / "bibliography.bib").write_text(f"@{kind}{{fictif2001, title = {{Un titre fictif}}, date = {{2001}}}}\n")


def edit_register(root: Path, draw: DataObject) -> None:
    rename_author(root, *draw.draw(st.sampled_from([("AF", "ZZ"), ("ZZ", "AF")])))


def rename_author(root: Path, old: str, new: str) -> None:
    path = root / "manuscript" / "registers" / "registers.yml"
    path.write_text(path.read_text("utf-8").replace(f"initiales: {old}", f"initiales: {new}"), "utf-8")


def edit_other_bibliography(root: Path, draw: DataObject) -> None:
    """A work that Zotero writes: cited or not, it is checked like the others."""
    id_ = draw.draw(st.sampled_from(["inconnu", "fictif1999"]))
    work = {"id": id_, "type": "book", "title": "Un autre titre fictif"}
    (root / "bibliography.json").write_text(json.dumps([work]), "utf-8")


def edit_photograph(root: Path, draw: DataObject) -> None:
    """A photograph comes, goes, or is another file."""
    notice = root / "biographies" / "abelin.md"
    if notice.is_file() and "photo:" not in notice.read_text("utf-8"):
        text = notice.read_text("utf-8").replace("---\n", "---\nphoto: {fichier: a.jpg, légende: F, crédit: F}\n", 1)
        notice.write_text(text, "utf-8")
    picture = root / "biographies" / "a.jpg"
    size = draw.draw(st.sampled_from([0, 1, 20, 900]))
    if size > 1:
        Image.new("L", (size, size)).save(picture)
    elif size:
        picture.write_bytes(b"no picture")
    else:
        picture.unlink(missing_ok=True)


EDITS: list[Callable[[Path, DataObject], None]] = [
    edit_text, spoil, rename, move, delete, undo, edit_bibliography, edit_other_bibliography, edit_register,
    edit_photograph,
]  # fmt: skip


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.sampled_from(EDITS), min_size=1, max_size=4), st.data())
def test_after_any_edits_the_book_is_that_of_one_who_keeps_nothing(
    tmp_path_factory: pytest.TempPathFactory, edits: list[Callable[[Path, DataObject], None]], data: DataObject
) -> None:
    folder = tmp_path_factory.mktemp("lecture")
    root = small_book(folder / "livre", PEOPLE)
    inspected(root)
    for edit in edits:
        edit(root, data)
        clean = anew(root, folder / "copie")
        if data.draw(st.booleans()):
            assert faults(root) == clean.diagnostics
        same(inspected(root), clean)
        assert faults(root) == clean.diagnostics, "as they were kept"


def faults(root: Path) -> tuple[Diagnostic, ...]:
    return find_faults(root, HOME / "layout", StageProgress("fr"))


def test_the_ten_notice_book_is_the_same_from_its_store(tmp_path: Path) -> None:
    shutil.copytree(BOOK, tmp_path / "dix", ignore=shutil.ignore_patterns("build"))
    first, second = inspected(tmp_path / "dix"), inspected(tmp_path / "dix")
    same(first, second)
    plain, _ = read_book(tmp_path / "dix")
    assert second.book == plain


def test_two_readers_read_what_one_reads(tmp_path: Path) -> None:
    names = [f"fictif{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(ALONE + 5)]
    root = small_book(tmp_path / "livre", {name: f'Personnage "fictif" [[{name}]] [@inconnu].' for name in names})
    found = []
    for jobs in (1, 2):
        found.append(inspect(root, HOME / "layout", StageProgress("fr"), jobs))
        shutil.rmtree(root / "build")
    same(*found)


def test_a_frame_comes_back_equal_and_in_its_order(tmp_path: Path) -> None:
    frame = read_frame(BOOK)
    kept = unpack(pack(frame), Frame)
    assert kept == frame
    assert list(kept.registers.camps) == list(frame.registers.camps)
    assert list(kept.works) == list(frame.works)


# Stores that cannot be trusted


def hostile(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        keys = [key for (key,) in connection.execute("SELECT key FROM record")]
    with Store(path) as store:
        store.write(dict.fromkeys(keys, pack(["another", "program", "wrote this"])))


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def overwritten(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 999)


@pytest.mark.parametrize("spoilt", [hostile, truncated, overwritten])
def test_a_store_that_cannot_be_trusted_is_not(tmp_path: Path, spoilt: Callable[[Path], None]) -> None:
    root = small_book(tmp_path / "livre", PEOPLE)
    first = inspected(root)
    spoilt(store_of(root))
    same(inspected(root), first)
    same(inspected(root), first)


def test_where_nothing_can_be_kept_the_book_is_read_all_the_same(tmp_path: Path) -> None:
    root = small_book(tmp_path / "livre", PEOPLE)
    (root / "build").write_text("no folder", "utf-8")
    found = inspected(root)
    (root / "build").unlink()
    same(found, inspected(root))


def test_the_store_does_not_grow_with_every_edit(tmp_path: Path) -> None:
    for run in range(12):
        with open_readings(tmp_path / "reading.sqlite") as readings:
            readings.write({bytes([run, *divmod(number, 256)]): bytes(10_000) for number in range(600)})
    with sqlite3.connect(tmp_path / "reading.sqlite") as connection:
        (kept,) = connection.execute("SELECT sum(length(body)) FROM record").fetchone()
        (last,) = connection.execute("SELECT sum(length(body)) FROM record WHERE key >= x'0B'").fetchone()
    assert last == 6_000_000
    assert kept <= 24_000_000


def test_a_prose_that_the_store_has_lost_is_read_from_its_file(tmp_path: Path) -> None:
    root = small_book(tmp_path / "livre", PEOPLE)
    same(inspected(root), anew(root, tmp_path / "copie"))
    book = inspected(root).book
    assert book is not None
    shutil.rmtree(root / "build")
    assert [notice.text.source for notice in book.notices] == [f"{text}\n" for text in PEOPLE.values()]


def test_a_prose_whose_file_is_another_meanwhile_is_not_guessed(tmp_path: Path) -> None:
    root = small_book(tmp_path / "livre", PEOPLE)
    inspected(root)
    book = inspected(root).book
    assert book is not None
    shutil.rmtree(root / "build")
    write_notice(root, "abelin", "Une autre vie fictive.")
    with pytest.raises(OSError, match="changed while") as caught:
        _ = book.notices[0].text
    assert caught.value.errno == errno.ESTALE


def test_a_prose_is_not_thrown_away_because_nobody_looked_at_it(tmp_path: Path) -> None:
    root = small_book(tmp_path / "livre", PEOPLE)
    for run in range(9):
        write_notice(root, "bastide", f"Personnage fictif numéro {run}, {'x' * 3_000_000}.")
        book = inspected(root).book
    assert book is not None
    (root / "biographies" / "abelin.md").unlink()
    assert book.notices[0].text.source.startswith("Personnage fictif, arrêté")


# Files as last seen


def digest(path: str) -> bytes:
    return Path(path).read_bytes()


def test_a_file_that_is_the_same_is_not_opened_again(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("un", "utf-8")
    later = file.stat().st_mtime_ns + 10_000_000_000
    first = Ledger({}, later)
    assert first.learn(str(file), digest) == b"un"
    assert first.news(whole=True) is not None
    second = Ledger(first.news(whole=True), later)
    assert second.learn(str(file), lambda path: b"opened again") == b"un"
    assert second.news(whole=True) is None


def test_what_was_written_in_the_tick_of_reading_is_read_again(tmp_path: Path) -> None:
    """Git’s « racily clean »: the file may change again without a new date."""
    file = tmp_path / "a.md"
    file.write_text("un", "utf-8")
    ledger = Ledger({}, file.stat().st_mtime_ns)
    ledger.learn(str(file), digest)
    assert not ledger.news(whole=True)


def test_a_file_with_its_old_size_and_date_set_again_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("un", "utf-8")
    stat = file.stat()
    ledger = Ledger({}, stat.st_mtime_ns + 10_000_000_000)
    ledger.learn(str(file), digest)
    (tmp_path / "b.md").write_text("el", "utf-8")
    os.utime(tmp_path / "b.md", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    (tmp_path / "b.md").replace(file)
    assert Ledger(ledger.news(whole=True) or {}, 0).learn(str(file), digest) == b"el"


def test_who_looks_at_one_file_takes_nothing_away_from_what_is_known_of_others(tmp_path: Path) -> None:
    files = [tmp_path / "a.md", tmp_path / "b.md"]
    for file in files:
        file.write_text("un", "utf-8")
    later = files[1].stat().st_mtime_ns + 10_000_000_000
    first = Ledger({}, later)
    for file in files:
        first.learn(str(file), digest)
    second = Ledger(first.news(whole=True) or {}, later)
    files[0].write_text("deux", "utf-8")
    second.learn(str(files[0]), digest)
    third = Ledger(second.news(whole=False) or {}, later)
    assert third.learn(str(files[1]), lambda path: b"opened again") == b"un"
    assert third.learn(str(files[0]), lambda path: b"opened again") == b"deux"
    assert list(second.news(whole=True) or {}) == [str(files[0])]


def test_a_file_is_opened_once_in_a_run(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("un", "utf-8")
    ledger = Ledger({}, file.stat().st_mtime_ns)
    assert ledger.learn(str(file), digest) == ledger.learn(str(file), lambda path: b"opened again") == b"un"


def test_the_ledger_is_kept_with_the_readings(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("un", "utf-8")
    later = file.stat().st_mtime_ns + 10_000_000_000
    with Store(tmp_path / "reading.sqlite") as store:
        readings = Readings(store, later)
        readings.ledger.learn(str(file), digest)
        readings.close()
        again = Readings(store, later)
        assert again.ledger.learn(str(file), lambda path: b"opened again") == b"un"


# Prints


def prints(root: Path) -> dict[str, bytes]:
    book = inspected(root).book
    assert book is not None
    assert set(book.prints) == set(book.names)
    return dict(book.prints)


def test_a_print_changes_with_the_notice_and_with_the_fonds_among_its_sources_alone(tmp_path: Path) -> None:
    root = small_book(tmp_path / "livre", PEOPLE)
    first = prints(root)
    write_notice(root, "abelin", "Personnage fictif, tout autre.")
    second = prints(root)
    assert {name for name in first if first[name] != second[name]} == {"abelin"}
    bib = root / "bibliography.bib"
    bib.write_text(
        bib.read_text("utf-8") + "@archive{inconnu, title = {Fonds fictif}, library = {Nulle part}}\n", "utf-8"
    )
    third = prints(root)
    assert {name for name in first if second[name] != third[name]} == {"bastide"}
    write_notice(root, "abelin", PEOPLE["abelin"])
    assert prints(root)["abelin"] == first["abelin"]


def test_a_register_changes_what_is_found_but_no_print(tmp_path: Path) -> None:
    root = small_book(tmp_path / "livre", PEOPLE)
    first = inspected(root)
    rename_author(root, "AF", "ZZ")
    second = inspected(root)
    assert first.book is not None
    assert second.book is not None
    assert first.book.prints == second.book.prints
    unknown = [each.code for each in second.diagnostics].count("author.unknown")
    assert unknown == len(PEOPLE)
    assert not any(each.code == "author.unknown" for each in first.diagnostics)
