"""Filled lists: each citation gets its state, keeps it while it says the same, and a bad list changes nothing.

Everybody in these books is fictional.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from fixtures_audit import LIST, NOTICES, archive_book, filled, libreoffice, packed, seen
from fixtures_book import Answer, command, write_notice
from test_audit import rows_of

from bookwork.audit import odsreading
from bookwork.audit.odsreading import SpreadsheetError, read_spreadsheet
from bookwork.sources.verifications import FILE, read_verifications


@pytest.fixture
def book(tmp_path: Path) -> Path:
    root = archive_book(tmp_path / "livre")
    assert command(root, "audit").code == 0
    return root


def ours(book: Path) -> Path:
    return book / "build" / "audit" / "recolement" / LIST


def imported(book: Path, filling, name: str = "rempli.ods") -> Answer:
    return command(book, "audit", "--import", str(filled(ours(book), filling, book / name)))


def states(book: Path) -> dict[tuple[str, str], str]:
    return {(row["notice"], row["cote"]): row["état"] for row in rows_of(book) if row["partie"] == "Archives"}


def refused(book: Path, answer: Answer) -> str:
    """What was said of a list that changed nothing."""
    assert answer.code == 1, answer.out
    assert "Rien n’est importé" in answer.out
    assert not (book / FILE).exists()
    return answer.err


# What was seen


def test_every_citation_of_a_document_gets_what_was_found(book: Path) -> None:
    answer = imported(book, {"9 W 2": seen(remark="page déchirée : « = »"), "9 W 100": seen("absent", by="BF")})
    assert answer.code == 0, answer.err
    assert "2 documents inscrits" in answer.out
    assert "vérifiées : 3 sur 7 (42 %)" in answer.out
    found = states(book)
    assert (found["paul", "9 W 2"], found["zoe", "9 W 2"], found["rene", "9 W 100"]) == (
        "conforme",
        "conforme",
        "absent",
    )
    assert found["paul", "9 W 12"] == "à voir"
    (line,) = [row for row in rows_of(book) if (row["notice"], row["cote"]) == ("zoe", "9 W 2")]
    assert (line["par"], line["le"], line["remarque"]) == ("AF", "2001-01-17", "page déchirée : « = »")


def test_the_register_is_text_in_order_and_read_without_fault(book: Path) -> None:
    imported(book, {"9 W 100": seen(), "9 W 12": seen("à corriger"), "": seen("vu")})
    lines = (book / FILE).read_text("utf-8").split("\n")
    cotes = [line.split('cote: "')[1].split('"')[0] for line in lines if "cote:" in line]
    assert cotes == ["", "9 W 12", "9 W 100"]
    known, faults = read_verifications(book)
    assert len(known.by_document) == 3
    assert not faults
    assert "erreur" not in command(book, "check").out


def test_the_same_list_twice_changes_nothing(book: Path) -> None:
    imported(book, {"9 W 2": seen()})
    before = (book / FILE).read_bytes()
    answer = command(book, "audit", "--import", str(book / "rempli.ods"))
    assert answer.code == 0
    assert "0 document inscrit dans" in answer.out
    assert (book / FILE).read_bytes() == before


def test_a_later_list_adds_and_replaces_and_keeps_the_rest(book: Path) -> None:
    imported(book, {"9 W 2": seen(), "9 W 12": seen("à corriger")})
    imported(book, {"9 W 12": seen("conforme", "2001-02-01")}, "plus-tard.ods")
    assert (states(book)["paul", "9 W 2"], states(book)["paul", "9 W 12"]) == ("conforme", "conforme")


def test_an_old_list_does_not_undo_what_was_seen_since(book: Path) -> None:
    imported(book, {"9 W 2": seen(day="2001-02-01")})
    before = (book / FILE).read_bytes()
    old = filled(
        ours(book), {"9 W 2": seen("absent", "2000-12-01"), "9 W 12": seen(day="2001-03-01")}, book / "vieux.ods"
    )
    answer = command(book, "audit", "--import", str(old))
    assert answer.code == 1
    assert "recolement.older" in answer.err
    assert (book / FILE).read_bytes() == before


# To be seen again


CHANGES = {
    "the statement": ("il naît en mai", "il naît en juin"),
    "the place in the document": ("9 W 12, f. 3", "9 W 12, f. 4"),
}
SAME = {
    "line ends": ("Personnage fictif, il naît", "Personnage fictif,\nil naît"),
    "another citation": ("9 W 12, f. 3]", "9 W 12, f. 3 ; @fictif2001, p. 4]"),
    "another sentence": ("Personnage fictif, il naît", "Personnage fictif. Personnage fictif, il naît"),
    "another spelling": ("9 W 12, f. 3", "9W12, f. 3"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changes_is_to_be_seen_again_until_it_is_as_it_was(book: Path, change: tuple[str, str]) -> None:
    imported(book, {"9 W 12": seen(), "9 W 2": seen()})
    write_notice(book, "paul", NOTICES["paul"].replace(*change))
    command(book, "audit")
    assert (states(book)["paul", "9 W 12"], states(book)["paul", "9 W 2"]) == ("à revoir", "conforme")
    write_notice(book, "paul", NOTICES["paul"])
    command(book, "audit")
    assert states(book)["paul", "9 W 12"] == "conforme"


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_what_says_the_same_stays_seen(book: Path, change: tuple[str, str]) -> None:
    imported(book, {"9 W 12": seen()})
    assert change[0] in NOTICES["paul"]
    write_notice(book, "paul", NOTICES["paul"].replace(*change))
    command(book, "audit")
    assert states(book)["paul", "9 W 12"] == "conforme"


def test_a_new_citation_of_a_document_that_was_seen_is_to_be_seen(book: Path) -> None:
    imported(book, {"9 W 12": seen()})
    write_notice(book, "ida", "Personnage fictif, elle part [@prefecture, 9 W 12, f. 9].")
    command(book, "audit")
    assert (states(book)["ida", "9 W 12"], states(book)["paul", "9 W 12"]) == ("à revoir", "conforme")


def test_what_changed_between_list_and_import_was_not_seen(book: Path) -> None:
    """The finding is of what the reader had on the list, not of what the book says by now."""
    path = filled(ours(book), {"9 W 12": seen()}, book / "rempli.ods")
    write_notice(book, "paul", NOTICES["paul"].replace("en mai", "en juin"))
    assert command(book, "audit", "--import", str(path)).code == 0
    assert states(book)["paul", "9 W 12"] == "à revoir"


def test_a_verification_without_citation_stays_in_the_register_and_is_told(book: Path) -> None:
    imported(book, {"9 W 12": seen()})
    write_notice(book, "paul", "Personnage fictif, il part [@prefecture, 9 W 2].")
    imported(book, {"9 W 2": seen()}, "autre.ods")
    assert "9 W 12" in (book / FILE).read_text("utf-8")
    assert "Vérifications sans citation" in (book / "build" / "audit" / "index.html").read_text("utf-8")


def test_a_list_filled_in_where_it_stands_is_not_overwritten(book: Path) -> None:
    filled(ours(book), {"9 W 12": seen()}, ours(book))
    mine = ours(book).read_bytes()
    for _ in range(3):
        command(book, "audit")
    assert (ours(book).parent / LIST.replace(".ods", "-rempli.ods")).read_bytes() == mine
    assert ours(book).read_bytes() != mine


# Lists as people fill them in


@pytest.mark.parametrize(
    "day",
    [("date", "2001-01-17"), ("date", "2001-01-17T00:00:00"), ("string", "17/01/2001"), ("string", "17 janvier 2001")],
)
def test_a_day_is_read_however_the_spreadsheet_writes_it(book: Path, day: tuple[str, str]) -> None:
    assert imported(book, {"9 W 2": {**seen(), "date": day}}).code == 0
    assert "le: 2001-01-17," in (book / FILE).read_text("utf-8")


@pytest.mark.parametrize("word", ["Conforme", "CONFORME", "conforme "])
def test_states_are_read_in_any_case(book: Path, word: str) -> None:
    assert imported(book, {"9 W 2": seen(word)}).code == 0


def test_columns_and_rows_may_stand_in_any_order_with_others_between(book: Path) -> None:
    rows = {
        name: [[cell.text for cell in cells] for _, cells in found]
        for name, found in read_spreadsheet(ours(book)).items()
    }
    heads = ["à moi", "cote", "remarque", "date", "état", "initiales", "fonds"]
    lines = [
        ["", "9 W 31", "", "17/1/2001", "vu", "AF", "prefecture"],
        ["", "9 W 2", "", "17/1/2001", "vu", "AF", "prefecture"],
    ]
    sheets = {"Récolement": [["ma liste"], [], heads, *lines], "Citations": rows["Citations"]}
    path = libreoffice(
        {name: [[("string", each) for each in row] for row in found] for name, found in sheets.items()}, book / "a.ods"
    )
    assert "2 documents" in command(book, "audit", "--import", str(path)).out


WRONG = {
    "état": ({"état": ("string", "presque")}, "recolement.bad-cell", "l’un de : vu, conforme"),
    "no état": ({"état": ("string", "")}, "recolement.bad-cell", "« état »"),
    "number for a day": ({"date": ("float", "36908")}, "recolement.bad-cell", "36908"),
    "no such day": ({"date": ("string", "31/02/2001")}, "recolement.bad-cell", "31/02/2001"),
    "a month": ({"date": ("string", "2001-01")}, "recolement.bad-cell", "un jour"),
    "nobody": ({"initiales": ("string", "")}, "recolement.bad-cell", "initiales"),
    "no fonds": ({"fonds": ("string", "")}, "recolement.bad-cell", "clé du fonds"),
    "other cote": ({"cote": ("string", "9 W 999")}, "recolement.unknown-cote", "9 W 999"),
    "twice": ({"cote": ("string", "9 W  31")}, "recolement.duplicate-line", "9 W 31"),
}


@pytest.mark.parametrize(("change", "code", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_line_is_named_and_nothing_is_entered(book: Path, change, code: str, words: str) -> None:
    said = refused(book, imported(book, {"9 W 2": seen(), "9 W 12": {**seen(), **change}, "9 W 31": seen()}))
    assert f"[{code}]" in said
    assert words in said
    number = 4 if code == "recolement.duplicate-line" else 3
    assert f"\nrempli.ods:{number}:" in said


# Files that are none


def bomb() -> bytes:
    return b"<a>" + b" " * 5_000_000 + b"</a>"


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>\n'


def foreign(folder: Path) -> dict[str, Path]:
    """Files that are no list of ours, each with its trap."""
    (folder / "texte.ods").write_text("fonds;cote;état\n", "utf-8")
    (folder / "vide.ods").write_bytes(b"")
    whole = packed(folder / "entier.ods", b"<a/>").read_bytes()
    (folder / "coupé.ods").write_bytes(whole[: len(whole) // 2])
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    (folder / "xlsx.ods").write_bytes(other.getvalue())
    return {
        "text": folder / "texte.ods",
        "empty": folder / "vide.ods",
        "cut": folder / "coupé.ods",
        "xlsx": folder / "xlsx.ods",
        "odt": packed(folder / "odt.ods", b"<a/>", "application/vnd.oasis.opendocument.text"),
        "no xml": packed(folder / "chiffré.ods", bytes(range(256))),
        "no list": packed(folder / "autre.ods", b"<a/>"),
        "entities": libreoffice({"Récolement": [[("string", "cote")]]}, folder / "dtd.ods", doctype=ENTITIES),
        "other columns": libreoffice({"Récolement": [[("string", "cote"), ("string", "prix")]]}, folder / "prix.ods"),
    }


@pytest.mark.parametrize("name", [
    "text", "empty", "cut", "xlsx", "odt", "no xml", "no list", "entities", "other columns",
])  # fmt: skip
def test_a_foreign_file_is_refused_with_a_reason(book: Path, tmp_path: Path, name: str) -> None:
    said = refused(book, command(book, "audit", "--import", str(foreign(tmp_path)[name])))
    assert "[recolement.unreadable]" in said or "[recolement.columns]" in said


def test_a_small_file_cannot_become_a_large_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(odsreading, "MOST_BYTES", 1_000_000)
    with pytest.raises(SpreadsheetError, match="dépasse"):
        read_spreadsheet(packed(tmp_path / "bombe.ods", bomb()))


def test_rows_cannot_be_repeated_without_end(tmp_path: Path) -> None:
    path = libreoffice({"a": [[("string", "x")]]}, tmp_path / "a.ods")
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode()
    many = content.replace(
        'table:style-name="ro1"><table:table-cell o', 'table:number-rows-repeated="99999999"><table:table-cell o'
    )
    assert many != content
    with pytest.raises(SpreadsheetError):
        read_spreadsheet(packed(tmp_path / "b.ods", many.replace("99999999", "1000000").encode()))


def test_columns_cannot_be_repeated_without_end(tmp_path: Path) -> None:
    path = libreoffice({"a": [[("string", "x")] * 5000]}, tmp_path / "a.ods")
    ((_, cells),) = read_spreadsheet(path)["a"]
    assert len(cells) == odsreading.MOST_COLUMNS


def test_notes_and_earlier_versions_of_cells_are_no_values(tmp_path: Path) -> None:
    tracked = (
        "<table:tracked-changes><table:cell-content-change><table:previous><table:change-track-table-cell>"
        "<text:p>ancien</text:p></table:change-track-table-cell></table:previous></table:cell-content-change>"
        '<table:table table:name="a"><table:table-row><table:table-cell><text:p>caché</text:p></table:table-cell>'
        "</table:table-row></table:table></table:tracked-changes>"
    )
    path = libreoffice(
        {"a": [[("string", "vu"), ("string", ""), ("string", "vu")]]}, tmp_path / "a.ods", before=tracked
    )
    assert [[cell.text for cell in cells] for _, cells in read_spreadsheet(path)["a"]] == [["vu", "", "vu"]]


# The register


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("{fonds: prefecture, cote: 9 W 2, état: presque, par: AF, le: 2001-01-17}", "register.bad-value"),
        ("{fonds: prefecture, cote: 9 W 2, état: vu, par: AF, le: 2001-01}", "register.bad-date"),
        ("{fonds: prefecture, cote: 9 W 2, état: vu, le: 2001-01-17}", "register.missing-key"),
        ("{fonds: prefecture, cote: 9 W 2, état: vu, par: AF, le: 2001-01-17, vu: x}", "register.unknown-key"),
        ("{fonds: prefecture, cote: 9 W 12, état: vu, par: AF, le: 2001-01-17}", "register.duplicate-entry"),
        ("texte", "register.not-a-list"),
    ],
)
def test_a_fault_of_the_register_is_named_at_its_line_and_nothing_is_written_over_it(
    book: Path, entry: str, code: str
) -> None:
    good = "{fonds: prefecture, cote: 9W12, état: vu, par: AF, le: 2001-01-17}"
    text = f"récolement:\n  - {good}\n  - {entry}\n"
    (book / FILE).write_text(text, "utf-8")
    said = command(book, "audit")
    assert said.code == 1
    assert f"{FILE}:3:" in said.err
    assert f"[{code}]" in said.err
    assert "recolement.unwritable" in imported(book, {"9 W 2": seen()}).err
    assert (book / FILE).read_text("utf-8") == text


def test_a_missing_list_is_wrong_use(book: Path) -> None:
    assert command(book, "audit", "--import", "nulle-part.ods").code == 2
