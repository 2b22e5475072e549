"""The audit: every statement leads to its source and page, every source to what it proves, and none is run by a sheet.

Everybody in the small books is fictional; the tests on the first edition are in ``test_first_edition``.
"""

from __future__ import annotations

import csv
import json
import os
import re
import threading
import zipfile
import zlib
from functools import partial
from html import escape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fixtures_audit import LIST, NOTICES, archive_book
from fixtures_book import Printed, built, command
from hypothesis import given
from hypothesis import strategies as st

from bookwork.audit.forms import csv_form, json_form, xml_form
from bookwork.audit.odsreading import read_spreadsheet
from bookwork.audit.opendocument import Sheet, cell_xml, write_spreadsheet
from bookwork.audit.report import ROWS
from bookwork.audit.slips import Drawer, FactSlip, Slip, Slips, leaf_of
from bookwork.citing import styles
from bookwork.cli import HOME
from bookwork.editions.markup import many
from bookwork.editions.spreadsheet import csv_cell
from bookwork.editions.tables import Column, Table
from bookwork.inspection import look_over
from bookwork.model.citation import CitationItem, Locator
from bookwork.records import replace
from bookwork.reports.words import counted
from bookwork.stages import Unwatched
from bookwork.window import Window
from bookwork.writing import write_at_once


def audited(book: Path, *argv: str) -> str:
    answer = command(book, "audit", *argv)
    assert answer.code == 0, answer.err + answer.out
    return answer.out


def rows_of(book: Path, name: str = "concordance") -> list[dict[str, str]]:
    path = book / "build" / "audit" / "csv" / f"{name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    root = archive_book(tmp_path / "livre")
    audited(root)
    return root


# The concordance


def test_documents_stand_by_repository_and_in_the_order_of_their_shelfmarks(book: Path) -> None:
    found = [(row["service"], row["cote"]) for row in rows_of(book) if row["partie"] == "Archives"]
    port, ville = "Archives fictives (Port-Mensonge)", "Bibliothèque imaginaire (Villefictive)"
    cotes = ["9 W 2", "9 W 2", "9 W 12", "9 W 31", "9 W 100", ""]
    assert found == [*((port, cote) for cote in cotes), (ville, "9 W 7")]


def test_a_line_says_where_it_stands_and_what_the_citation_closes(book: Path) -> None:
    (line,) = [row for row in rows_of(book) if row["cote"] == "9 W 12"]
    assert line["personne"] == "Paul (Jean)"
    assert line["repère"] == "f. 3"
    assert line["affirmation"] == "Personnage fictif, il naît en mai."
    written = (book / line["fichier"]).read_text("utf-8").split("\n")[int(line["ligne"]) - 1]
    assert "@prefecture, 9 W 12, f. 3" in written


def test_a_sentence_is_read_as_it_is_printed(book: Path) -> None:
    said = {row["source"]: row["affirmation"] for row in rows_of(book) if row["notice"] == "rene" and not row["champ"]}
    assert said["prefecture"] == "Personnage fictif, il ne part pas."
    assert said["ailleurs"] == "Il écrit à Jean Paul et à nul autre."


FRONT = """---
nom: Fictif
prénoms: Jean
sexe: H
naissance:
  date: 1907-03-21
  lieu: Grand-Songe (Somme)
  source: "@prefecture, 9 W 1, acte n° 812"
matricules: {Campfictif: {valeur: 17, source: "@fictif2001, p. 5"}}
conflits:
  - champ: départ
    versions: [{valeur: lundi, source: "@fictif2001, p. 6"}, {valeur: mardi, source: "@imaginaire1999, p. 40"}]
archives: ["@prefecture, 9 W 3"]
sources:
  - "@fictif2001"
  - "@imaginaire1999"
auteurs: [AF]
statut: relu
---
Personnage fictif.
"""


def test_a_value_leads_to_its_line_whether_it_has_one_line_or_several(book: Path) -> None:
    path = book / "biographies" / "fictif.md"
    path.write_text(FRONT, "utf-8")
    audited(book)
    found = {(row["champ"], row["source"]): row for row in rows_of(book) if row["notice"] == "fictif"}
    assert found["naissance", "prefecture"]["affirmation"] == "21 mars 1907, Grand-Songe (Somme)"
    assert found["matricules.Campfictif", "fictif2001"]["affirmation"] == "17"
    assert found["conflits.0.versions.1", "imaginaire1999"]["affirmation"] == "départ : mardi"
    lines = FRONT.split("\n")
    for (_, source), row in found.items():
        assert f"@{source}" in lines[int(row["ligne"]) - 1], row
    assert len(found) == 7


def test_both_ways_have_the_same_lines(book: Path) -> None:
    pages = (book / "build" / "audit").glob
    by_source, by_notice = (
        "".join(page.read_text("utf-8") for page in pages(each)) for each in ("sources-*", "notices-*")
    )
    lines = rows_of(book)
    assert by_source.count('<td class="fichier">') == len(lines)
    assert by_notice.count('<td class="fichier">') == len([row for row in lines if row["notice"]])


# The pages


def test_without_a_build_the_audit_says_so_and_gives_no_page(tmp_path: Path) -> None:
    root = archive_book(tmp_path / "livre")
    assert "n’est pas construit" in audited(root)
    assert {row["pages"] for row in rows_of(root)} == {""}
    assert "Les pages manquent" in (root / "build" / "audit" / "index.html").read_text("utf-8")


def test_pages_are_those_of_the_page_map(copied: Printed) -> None:
    assert "construi" not in audited(copied.root)
    for row in rows_of(copied.root):
        if row["notice"]:
            places = copied.pagemap["notices"][row["notice"]]["places"]
            assert row["feuille"] == str(places[0]["sheet"])
            assert row["places"] == " ; ".join(f"{each['folio']}, col. {each['column']}" for each in places)


def test_camps_and_convoys_stand_where_their_tables_print_them(copied: Printed) -> None:
    register = copied.root / "manuscript" / "registers" / "registers.yml"
    camp, sourced = "  - id: campfictif\n", '  - id: campfictif\n    sources: ["@fictif2001, p. 3"]\n'
    register.write_text(register.read_text("utf-8").replace(camp, sourced), "utf-8")
    pagemap = copied.root / "build" / "pagemap.json"
    found = json.loads(pagemap.read_text("utf-8"))
    found["anchors"] |= {"c-fictif-1944-01-17": [14, "5", 1, 60.0], "k-campfictif": [15, "6", 2, 80.0]}
    pagemap.write_text(json.dumps(found), "utf-8")
    audited(copied.root)
    places = {
        row["personne"]: (row["feuille"], row["places"]) for row in rows_of(copied.root) if " : " in row["personne"]
    }
    assert places["convois : fictif-1944-01-17"] == ("14", "5, col. 1")
    assert places["camps : campfictif"] == ("15", "6, col. 2")
    assert places["convois : fictif-1944-05-12"] == ("", ""), "a convoy that no table prints"


def test_an_old_build_is_called_old(copied: Printed) -> None:
    notice = next(copied.root.glob("biographies/*/*.md"))
    later = (copied.root / "build" / "pagemap.json").stat().st_mtime_ns + 10**9
    os.utime(notice, ns=(later, later))
    assert "plus ancien que les sources" in audited(copied.root)


def test_links_into_files_and_pdf_lead_somewhere(copied: Printed) -> None:
    audited(copied.root)
    folder = copied.root / "build" / "audit"
    for page in [*folder.glob("*.html"), *folder.glob("*/*.html")]:
        text = page.read_text("utf-8")
        assert not re.search(r"\ssrc=|url\(|@import|<link|<iframe", text)
        for target in re.findall(r'href="([^"]+)"', text):
            file, _, anchor = target.partition("#")
            there = (page.parent / file).resolve()
            assert there.exists(), target
            if anchor and there.suffix == ".html":
                assert f'id="{anchor}"' in there.read_text("utf-8"), target


# The same bytes, and none of them runs


def contents(book: Path) -> dict[str, bytes]:
    folder = book / "build" / "audit"
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_sources_give_the_same_bytes(book: Path, tmp_path: Path) -> None:
    first = contents(book)
    audited(book)
    assert contents(book) == first
    other = archive_book(tmp_path / "autre")
    audited(other)
    assert contents(other) == first


def test_no_table_holds_a_formula(book: Path) -> None:
    calculation = [row for row in rows_of(book) if "1+1" in row["affirmation"]]
    assert [row["affirmation"][:2] for row in calculation] == ["'="]
    for path in (book / "build" / "audit").rglob("*.ods"):
        with zipfile.ZipFile(path) as archive:
            root = ElementTree.fromstring(archive.read("content.xml"))
        cells = [each for each in root.iter() if each.tag.endswith("}table-cell")]
        assert cells
        assert not [name for cell in cells for name in cell.attrib if name.endswith("}formula")]
    sheets = read_spreadsheet(book / "build" / "audit" / "audit.ods")
    assert any(
        cell.text.startswith("=1+1") and cell.type == "string" for _, row in sheets["concordance"] for cell in row
    )


def test_every_form_has_the_same_rows(book: Path) -> None:
    tables = json.loads((book / "build" / "audit" / "audit.json").read_text("utf-8"))
    sheets = read_spreadsheet(book / "build" / "audit" / "audit.ods")
    for name, rows in tables.items():
        assert len(rows_of(book, name)) == len(rows) == len(sheets[name]) - 1


HOSTILE = ["=cmd|' /C calc'!A0", "\x00\x1f", "]]>", "<script>alert(1)</script>", "a  b", "\ud800", "&amp;", "'", '"']


def test_any_text_is_written_and_read_as_text(tmp_path: Path) -> None:
    table = Table("Essai <&>", (Column("a"), Column("n", "entier")), tuple((text, n) for n, text in enumerate(HOSTILE)))
    write_spreadsheet([Sheet(table, choices={"a": ["x", "y"]})], tmp_path / "essai.ods")
    rows = read_spreadsheet(tmp_path / "essai.ods")["Essai <&>"]
    assert [cells[1].text for _, cells in rows[1:]] == [str(n) for n in range(len(HOSTILE))]
    assert rows[1][1][0].text == HOSTILE[0]
    assert rows[4][1][0].text == HOSTILE[3]


@given(st.lists(st.text(max_size=6) | st.sampled_from(["", "=1", "a\nb", '"<&>"', "\ufffe", "é…"]), max_size=8))
def test_cells_put_into_a_form_together_are_those_put_into_it_alone(texts: list[str]) -> None:
    column = Column("affirmation")
    assert list(csv_form(column)(texts)) == list(map(csv_cell, texts))
    assert list(xml_form(column)(texts)) == list(map(cell_xml, texts))
    told = json.loads("[" + ",".join(f"{{{member}}}" for member in json_form(column)(texts)) + "]")
    assert told == [{"affirmation": text} for text in texts]
    assert many(escape, texts) == list(map(escape, texts))


def test_a_spreadsheet_is_compressed_as_fast_as_was_asked_and_tells_no_clock(tmp_path: Path) -> None:
    table = Table("essai", (Column("a"),), tuple((f"fictif {n * n}",) for n in range(2000)))
    write_spreadsheet([Sheet(table)], tmp_path / "essai.ods")
    with zipfile.ZipFile(tmp_path / "essai.ods") as archive:
        first, *others = archive.infolist()
        assert (first.filename, first.compress_type, first.header_offset) == ("mimetype", zipfile.ZIP_STORED, 0)
        for entry in others:
            packer = zlib.compressobj(2, zlib.DEFLATED, -15)
            assert entry.compress_size == len(packer.compress(archive.read(entry)) + packer.flush())
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {each.external_attr >> 16 for each in archive.infolist()} == {0o644}


def test_nobody_can_put_a_script_into_the_report(tmp_path: Path) -> None:
    text = "Personnage fictif, il dit <script>alert(1)</script> & « >" + ' " [@prefecture, 9 W 2].'
    root = archive_book(tmp_path / "livre", {"paul": text})
    command(root, "audit")
    for page in (root / "build" / "audit").glob("*.html"):
        assert "<script>alert" not in page.read_text("utf-8")


# The whole


def test_a_book_with_errors_is_audited_too(tmp_path: Path) -> None:
    root = archive_book(tmp_path / "livre", {**NOTICES, "jean": "Personnage fictif [@inconnue, p. 3]."})
    answer = command(root, "audit")
    assert answer.code == 1
    (line,) = [row for row in rows_of(root) if row["source"] == "inconnue"]
    assert line["partie"] == "Clés sans entrée"
    index = (root / "build" / "audit" / "index.html").read_text("utf-8")
    assert "Citations sans entrée dans la bibliographie (1)" in index
    assert "Entrées que rien ne cite" in index


def test_the_repository_that_needs_most_comes_first(book: Path) -> None:
    said = audited(book)
    assert "Archives fictives (Port-Mensonge), 5 documents sur 5" in said.split("À voir d’abord")[1]


def test_one_and_none_are_singular_in_french_and_the_english_is_english(tmp_path: Path) -> None:
    root = archive_book(tmp_path / "livre", {"rene": "Personnage fictif, il part [@prefecture, 9 W 100]."})
    assert "Port-Mensonge), 1 document sur 1." in audited(root)
    said = command(root, "--lang", "en", "audit").out
    assert "1 document of 1." in said
    assert "Citations of archives verified: 0 of 1 (0%)." in said
    assert [counted(number, "notice") for number in (0, 1, 2)] == ["0 notice", "1 notice", "2 notices"]
    assert [counted(number, "notice", "en") for number in (0, 1, 2)] == ["0 notices", "1 notice", "2 notices"]
    page = (root / "build" / "audit" / "recolement" / LIST.replace(".ods", ".html")).read_text("utf-8")
    assert "1 document, 1 à voir" in page


def test_no_shelfmark_breaks_over_a_line_of_the_report(book: Path) -> None:
    report = (book / "build" / "audit" / "sources-archives-fictives-port-mensonge.html").read_text("utf-8")
    heading = re.search(r'<h2 id="prefecture">(.*?)</h2>', report)
    assert heading
    assert '<span class="cote">9 W</span>' in heading[1]
    style = re.search(r"\.cote\{([^}]*)\}", report)
    assert style
    assert "white-space:nowrap" in style[1]


def test_shares_are_those_of_the_facts(book: Path) -> None:
    facts = rows_of(book, "faits")
    proven = [row for row in facts if row["appui"] not in ("aucune source", "les sources de la notice")]
    assert f"d’une phrase : {len(proven)} sur {len(facts)}" in audited(book) or not facts


def test_long_reports_are_cut_into_pages_that_hold_every_line(tmp_path: Path) -> None:
    cites = " ".join(f"Il lit [@prefecture, 9 W {n % 900 + 1}, f. {n + 1}]." for n in range(ROWS + 20))
    root = archive_book(tmp_path / "livre", {"paul": f"Personnage fictif. {cites}"})
    command(root, "audit")
    pages = [path.read_text("utf-8") for path in (root / "build" / "audit").glob("sources-archives-*.html")]
    counts = [page.count('<td class="fichier">') for page in pages]
    assert sum(counts) == ROWS + 20
    assert max(counts) <= ROWS
    assert len(counts) == 2


def test_the_list_on_paper_has_a_line_and_four_boxes_for_each_document(book: Path) -> None:
    page = (book / "build" / "audit" / "recolement" / LIST).with_suffix(".html").read_text("utf-8")
    cotes = re.findall(r"<tr><td><b(?: class=\"cote\")?>([^<]*)</b>", page)
    assert cotes == ["9 W 2", "9 W 12", "9 W 31", "9 W 100", "Papiers de la famille Songe, fictive, sans cote"]
    assert page.count("☐") == 4 * len(cotes)
    assert re.findall(r"Levée (\d)", page) == ["1", "2"]


def test_the_audit_of_the_ten_notice_book_is_kept_out_of_the_build(copied: Printed) -> None:
    before = copied.files()
    audited(copied.root)
    built(copied.root)
    assert copied.files() == before


def test_slips_of_several_drawers_are_one_pile(tmp_path: Path) -> None:
    one, other = CitationItem("fictif2001"), CitationItem("prefecture", locators=(Locator("cote", "9 W 2"),))
    filed = [(Slip(n, 1, "", "", f"phrase fictive {n}"), (one, other)[n % 2], n) for n in range(5)]
    for name, part in (("empty", filed[:0]), ("first", filed[:2]), ("second", filed[2:])):
        with Drawer(tmp_path, name) as drawer:
            for slip, item, mark in part:
                drawer.put(leaf_of([(slip, item, 0xFFFFFFFF - mark)]), mark)
            facts = tuple(FactSlip(name, slip.words, 1, "") for slip, _, _ in part)
            drawer.put_facts(leaf_of([], facts))
    with Slips(tmp_path, ("empty", "first", "second")) as slips:
        items = list(slips.items)
        for number, (slip, item, mark) in enumerate(filed):
            assert (slips.slip(number), items[slips.cited[number]]) == (slip, item)
            assert (slips.holders[number], slips.prints[number]) == (mark, 0xFFFFFFFF - mark)
        assert [len(slips.facts(number)) for number in range(3)] == [0, 2, 3]
        assert len(slips) == len(filed)


def test_notices_whose_records_are_lost_are_read_anew(book: Path) -> None:
    whole = look_over(book, HOME / "layout", Unwatched())
    known = [whole.shelf.notice(each) for each in whole.notices]
    for path in (book / "build" / "cache").glob("reading.sqlite*"):
        path.unlink()
    lost = replace(whole.shelf, window=Window(book / "build" / "cache" / "reading.sqlite"))
    assert [lost.notice(each) for each in whole.notices] == known
    assert [each.id for each in whole.notices] == ["paul", "rene", "zoe"]
    assert look_over(book, HOME / "layout", Unwatched()).notices == whole.notices


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system makes no copies of processes")
@pytest.mark.parametrize(("daemon", "copied"), [(True, True), (False, False)])
def test_bars_of_a_terminal_do_not_keep_work_from_being_shared(tmp_path: Path, daemon: bool, copied: bool) -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait, daemon=daemon)
    thread.start()
    try:
        write_at_once(lambda: (tmp_path / "one").write_text(str(os.getpid())) and None, (tmp_path / "other").touch)
    finally:
        done.set()
        thread.join()
    assert ((tmp_path / "one").read_text() != str(os.getpid())) is copied


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system makes no copies of processes")
def test_what_either_may_do_is_done_once(tmp_path: Path) -> None:
    def note(name: str) -> None:
        with (tmp_path / name).open("a", encoding="utf-8") as file:
            file.write(f"{name} ")

    names = [f"work{number}" for number in range(40)]
    write_at_once(partial(note, "one"), partial(note, "other"), [partial(note, name) for name in names])
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == {
        name: f"{name} " for name in ("one", "other", *names)
    }


def test_after_a_build_the_audit_words_no_source_again(copied: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (copied.root / "build" / "cache").glob("references.sqlite*"):
        path.unlink()
    monkeypatch.setattr(styles, "_run", lambda *_: pytest.fail("pandoc was run"))
    audited(copied.root)
    told = {row["source"]: row["description"] for row in rows_of(copied.root)}
    assert any("fictif" in each for each in told.values())
    assert all(told.values())


def test_what_fails_in_the_copy_is_done_here_again(tmp_path: Path) -> None:
    here = os.getpid()

    def one() -> None:
        if os.getpid() != here:
            raise OSError("only in the copy")
        (tmp_path / "one").write_text("1", "utf-8")

    write_at_once(one, (tmp_path / "other").touch)
    assert (tmp_path / "one").read_text("utf-8") == "1"
    assert (tmp_path / "other").exists()
    with pytest.raises(FileNotFoundError):
        write_at_once((tmp_path / "missing").unlink, (tmp_path / "third").touch)
    assert (tmp_path / "third").exists()
