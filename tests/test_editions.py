"""Editions for machines: valid, whole, true to the sources; nothing is invented and nothing breaks them.

People of the ten-notice book and of every small book here are fictional; those of the first edition are real, and are
only counted and compared with what their files say.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from fixtures_book import BOOK, command, small_book, write_notice
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from schemas import eac_schema, tei_schema

from bookwork.cli import EXPORTS, HOME
from bookwork.editions.accounts import Archive, open_archive
from bookwork.editions.exporting import FORMS
from bookwork.editions.folios import folio_range, read_folios
from bookwork.editions.markup import legal, node, read_html, words_of, xml_file, xml_id
from bookwork.editions.moments import Moment, moment_of
from bookwork.editions.spreadsheet import harmless
from bookwork.editions.tei_terms import date_node
from bookwork.model.dates import parse_edtf
from bookwork.project import read_project
from bookwork.sources.reading import read_book

TEI = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
EAC = "{https://archivists.org/ns/eac/v2}"
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def exported(root: Path, *forms: str) -> Path:
    for form in forms:
        answer = command(root, "export", form)
        assert answer.code == 0, answer.err
    return root / "build" / "export"


def copy_of(book: Path, root: Path) -> Path:
    for name in ("manuscript", "biographies"):
        shutil.copytree(book / name, root / name)
    shutil.copy(book / "bibliography.bib", root)
    return root


@pytest.fixture(scope="module")
def ten(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ten-notice book in every form."""
    root = copy_of(BOOK, tmp_path_factory.mktemp("dix") / "livre")
    exported(root, *EXPORTS)
    return root


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first edition in every form."""
    root = copy_of(HOME, tmp_path_factory.mktemp("premiere") / "livre")
    exported(root, *EXPORTS)
    return root


@pytest.fixture(scope="module")
def archive(first: Path) -> Archive:
    return open_archive(read_book(first)[0], {})


def tei_of(root: Path) -> etree._ElementTree:
    return etree.parse(root / "build" / "export" / "livre.tei.xml")


def database(root: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(root / "build" / "export" / "livre.sqlite"))


def things(root: Path) -> dict[str, dict]:
    graph = json.loads((root / "build" / "export" / "livre.jsonld").read_text("utf-8"))["@graph"]
    found = {thing["id"]: thing for thing in graph}
    assert len(found) == len(graph), "an id twice"
    return found


# Valid


@pytest.mark.parametrize("name", ["ten", "first"])
def test_tei_is_valid_against_tei_all(name: str, request: pytest.FixtureRequest) -> None:
    document = tei_of(request.getfixturevalue(name))
    schema = tei_schema(document)
    assert schema.validate(document), schema.error_log
    person = document.find(f".//{TEI}person")
    etree.SubElement(person, f"{TEI}head").text = "A person has no heading"
    assert not schema.validate(document)


@pytest.mark.parametrize("name", ["ten", "first"])
def test_authority_records_are_valid(name: str, request: pytest.FixtureRequest) -> None:
    root = request.getfixturevalue(name)
    schema = eac_schema()
    files = sorted((root / "build" / "export" / "eac").iterdir())
    assert {path.stem for path in files} == {path.stem for path in root.glob("biographies/*/*.md")}
    for path in files:
        document = etree.parse(path)
        assert schema.validate(document), schema.error_log
    document.find(f".//{EAC}recordId").text = " "
    assert not schema.validate(document)


@pytest.mark.parametrize("name", ["ten", "first"])
def test_every_pointer_of_the_tei_leads_to_something(name: str, request: pytest.FixtureRequest) -> None:
    document = tei_of(request.getfixturevalue(name))
    ids = Counter(element.get(XML_ID) for element in document.iter(etree.Element) if element.get(XML_ID))
    assert max(ids.values()) == 1
    pointing = ("source", "resp", "corresp", "where", "ref", "target", "exclude")
    pointers = [
        pointer
        for element in document.iter(etree.Element)
        for attribute in pointing
        for pointer in (element.get(attribute) or "").split()
        if pointer.startswith("#")
    ]
    assert pointers
    assert {pointer[1:] for pointer in pointers} <= set(ids)


@pytest.mark.parametrize("name", ["ten", "first"])
def test_every_address_of_the_graph_leads_to_something(name: str, request: pytest.FixtureRequest) -> None:
    found = things(request.getfixturevalue(name))

    def addresses(value: object) -> set[str]:
        if isinstance(value, dict):
            return set().union(*map(addresses, value.values()))
        if isinstance(value, list):
            return set().union(*map(addresses, value))
        return (
            {value} if isinstance(value, str) and re.match(r"#(personne|camp|convoi|réseau|source)/", value) else set()
        )

    assert set().union(*map(addresses, found.values())) <= set(found)


def test_the_context_names_every_key_of_the_graph(first: Path) -> None:
    graph = json.loads((first / "build" / "export" / "livre.jsonld").read_text("utf-8"))

    def keys(value: object) -> set[str]:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return set(value if isinstance(value, dict) else ()).union(*map(keys, inner))

    assert keys(graph["@graph"]) <= set(graph["@context"])


def test_every_name_of_the_context_and_every_type_expands_to_a_whole_address(first: Path) -> None:
    """What an expansion (JSON-LD 1.1) does to names: prefixes are put out, keywords and addresses in the file stay."""
    document = json.loads((first / "build" / "export" / "livre.jsonld").read_text("utf-8"))
    context = document["@context"]

    def expanded(name: str) -> str:
        prefix, colon, rest = name.partition(":")
        if colon and not rest.startswith("//"):
            return f"{context[prefix]}{rest}"
        return name

    defined = [value if isinstance(value, dict) else {"@id": value} for value in context.values()]
    names = {name for value in defined for key, name in value.items() if key in ("@id", "@type")}
    kinds = [thing["type"] for thing in document["@graph"]]
    types = {name for kind in kinds for name in ([kind] if isinstance(kind, str) else kind)}
    assert types
    assert [name for name in names | types if not expanded(name).startswith(("http://", "https://", "@", "#"))] == []


# Whole and true


def test_nobody_of_the_first_edition_is_missing(first: Path) -> None:
    notices = {path.stem for path in (HOME / "biographies").rglob("*.md")}
    assert len(notices) >= 83
    persons = tei_of(first).findall(f".//{TEI}person")
    assert {person.find(f"{TEI}idno").text for person in persons} == notices
    assert len(tei_of(first).findall(f".//{TEI}div[@type='notice']")) == len(notices)
    assert sum("schema:Person" in thing["type"] for thing in things(first).values()) == len(notices)
    with database(first) as found:
        assert found.execute("SELECT count(*) FROM personnes").fetchone() == (len(notices),)


def test_every_statement_of_the_first_edition_has_the_words_of_its_file(archive: Archive) -> None:
    """What an account says stands in the file of the notice, letter for letter."""
    for account in archive.accounts():
        text = (HOME / account.notice.file).read_text("utf-8")
        for statement in account.statements:
            words = [statement.text, statement.place, statement.department, statement.country, statement.note]
            words += [value for _, value in statement.details]
            words += [statement.date.text] if statement.date else []
            for word in filter(None, words):
                pieces = word.split(" et ") if statement.kind == "matricules" else [word]
                assert all(piece in text for piece in pieces), (account.id, statement.key, word)


def test_sources_of_a_statement_are_those_written_beside_it(archive: Archive, first: Path) -> None:
    """From the TEI back to the file: statement → source of the notice → work → the author's « source »."""
    document = tei_of(first)
    by_id = {element.get(XML_ID): element for element in document.iter(etree.Element) if element.get(XML_ID)}
    followed = 0
    for account in archive.accounts():
        person = by_id[xml_id("p", account.id)]
        pointers = [each.split() for each in person.xpath("*/@source")]
        stated = [each for each in account.statements if each.sources]
        stated += [version for dispute in account.disputes for version in dispute.versions if version.sources]
        assert Counter(map(len, pointers)) == Counter(len(each.sources) for each in stated)
        for pointer in (each for each in pointers for each in each):
            bibl = by_id[pointer[1:]]
            work = by_id[bibl.find(f"{TEI}ref").get("target")[1:]]
            assert f"@{work.get('n')}" in (HOME / account.notice.file).read_text("utf-8")
            assert work.get("n") in archive.book.works
            followed += 1
    assert followed >= 10


def test_disputes_stand_with_every_version_and_none_is_preferred(archive: Archive, first: Path) -> None:
    disputes = [(account, dispute) for account in archive.accounts() for dispute in account.disputes]
    assert disputes
    states = tei_of(first).findall(f".//{TEI}state[@type='conflit']")
    assert len(states) == sum(len(dispute.versions) for _, dispute in disputes)
    assert all(state.get("exclude") for state in states)
    with database(first) as found:
        rows = found.execute("SELECT champ, version FROM desaccords").fetchall()
    assert Counter(rows) == Counter((each.field, version.text) for _, each in disputes for version in each.versions)


def test_what_a_notice_does_not_say_is_absent(tmp_path: Path) -> None:
    book = small_book(tmp_path, {"muet": "Personnage fictif, dont on ne sait rien [@fictif2001]."})
    out = exported(book, *EXPORTS)
    person = tei_of(book).find(f".//{TEI}person")
    assert [etree.QName(child).localname for child in person] == ["idno", "persName", "sex"]
    assert not etree.parse(out / "eac" / "muet.xml").findall(f".//{EAC}existDates")
    assert {"date_de_naissance", "date_de_décès", "événement", "profession"}.isdisjoint(things(book)["#personne/muet"])
    with database(book) as found:
        row = found.execute("SELECT naissance, décès, lieu_naissance, convoi, sort FROM personnes").fetchone()
    assert row == (None,) * 5


def test_the_text_is_kept_with_names_for_cross_references(ten: Path) -> None:
    with database(ten) as found:
        query = "SELECT texte FROM personnes WHERE identifiant = 'la-fauconniere-maurice-de'"
        (prose,) = found.execute(query).fetchone()
    assert "composée par Théophile Œuvrard, n’est jamais sortie" in prose
    assert "@" not in prose
    assert " ." not in prose
    tei = tei_of(ten).find(f".//{TEI}div[@{XML_ID}='n-la-fauconniere-maurice-de']")
    refs = [ref for ref in tei.iter(f"{TEI}ref") if ref.get("type") == "renvoi"]
    assert refs[0].get("target") == "#p-oeuvrard-theophile"
    terms = [term.text for term in tei.iter(f"{TEI}term")]
    assert terms == ["Calendrier de Paul Duval-Ménard"]
    assert {"9 Z 1", "812"} <= {each.text for each in tei.iter(f"{TEI}citedRange")}


EVERYTHING = """---
nom: Nomfictif
particule: de
prénoms: Prénomfictif
nom_usage: Usagefictif
pseudonymes: [Pseudofictif]
classement: Classementfictif
sexe: F
nationalité: {valeur: nationfictive, source: "@fictif2001, p. 1"}
naissance: {date: 1900~, lieu: Lieufictif-un, pays: Paysfictif-un, note: notefictive-un, source: "@fictif2001, p. 2"}
parents: parentsfictifs
famille: famillefictive
profession: {valeur: métierfictif, note: notefictive-deux}
résidence: {lieu: Lieufictif-deux, département: Somme, pays: Paysfictif-deux, note: notefictive-trois}
engagement: [Réseau Fictif]
arrestation: {date: 1943?, lieu: Lieufictif-trois, par: parfictif, motif: motiffictif, note: notefictive-quatre}
internements: [{date: 1943/1944, lieu: Lieufictif-quatre, note: notefictive-cinq}]
convoi: fictif-1944-01-17
matricules: {Campfictif: {valeur: "40314", note: notefictive-six, source: "@fonds-fictif, 9 Z 4"}}
parcours: [{camp: Campfictif, date: 194X, note: notefictive-sept}, {lieu: Lieufictif-cinq}]
sort: {état: disparue, date: 1945~, lieu: Lieufictif-six, cause: causefictive, note: notefictive-huit}
décès: {date: /1946, lieu: Lieufictif-sept, note: notefictive-neuf}
œuvres: [œuvrefictive]
distinctions: [distinctionfictive]
archives: ["@fonds-fictif, 9 Z 5"]
faits: [{date: 1950-05%, fait: faitfictif, note: notefictive-dix}]
conflits:
  - champ: champfictif
    note: notefictive-onze
    versions:
      - {valeur: versionfictive-un, source: "@fictif2001, p. 3"}
      - {valeur: versionfictive-deux, source: "@fictif2001, p. 4"}
sources: ["voir @fictif2001, p. 5, suffixefictif"]
auteurs: [AF]
statut: relu
---
Personnage fictif [@fictif2001, p. 6].
"""
SAID = re.compile(r"\b[\w-]*fictif[\w-]*|\b[\w-]+fictive[\w-]*|40314|9 Z [45]|(?<=p. )[1-6]")
DOUBTFUL = {"1900~", "1943?", "194X", "/1946", "1950-05%"}


def test_all_that_a_notice_can_say_is_kept_by_every_edition(tmp_path: Path) -> None:
    """Each word of a front matter with every key stands in each edition; only EAC-CPF has no keys and no EDTF."""
    book = small_book(tmp_path, {})
    (book / "biographies").mkdir()
    (book / "biographies" / "tout-fictif.md").write_text(EVERYTHING, "utf-8")
    read, faults = read_book(book)
    assert not faults
    project, _ = read_project(book, HOME / "layout")
    assert project is not None
    out = book / "build" / "export"
    for form in FORMS.values():
        form(open_archive(read, {}), project.book.identity, out)
    tei = tei_of(book)
    schema = tei_schema(tei)
    assert schema.validate(tei), schema.error_log
    record = etree.parse(out / "eac" / "tout-fictif.xml")
    assert eac_schema().validate(record), eac_schema().error_log
    told = {
        "tei": etree.tostring(tei, encoding="unicode"),
        "eac": etree.tostring(record, encoding="unicode"),
        "jsonld": (out / "livre.jsonld").read_text("utf-8"),
        "csv": "".join(path.read_text("utf-8") for path in sorted((out / "csv").iterdir())),
    }
    words = set(SAID.findall(EVERYTHING))
    assert len(words) > 50
    for form, text in told.items():
        wanted = words - {"fictif2001", "fonds-fictif"} if form == "eac" else words | DOUBTFUL
        assert {word for word in wanted if word not in text} == set(), form
    assert 'notBefore="1940-01-01"' in told["eac"]
    assert 'certainty="approximatif"' in told["eac"]


def test_folios_come_from_the_page_map_of_the_last_build(tmp_path: Path) -> None:
    book = small_book(tmp_path, {"paul": "Personnage fictif [@fictif2001]."})
    (book / "build").mkdir()
    spots = [{"sheet": 45 + n, "folio": str(12 + n), "column": 1, "top_pt": 59.5} for n in (0, 1)]
    pagemap = {"notices": {"paul": {"places": spots}}, "anchors": {}}
    (book / "build" / "pagemap.json").write_text(json.dumps(pagemap), "utf-8")
    exported(book, "tei", "table")
    assert tei_of(book).find(f".//{TEI}person/{TEI}bibl/{TEI}citedRange").text == "12-13"
    with database(book) as found:
        assert found.execute("SELECT page FROM personnes").fetchone() == ("12-13",)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"notices": {"a": 1}}', '{"notices": []}', '{"notices": null}'])
def test_a_damaged_page_map_gives_no_folios(tmp_path: Path, text: str) -> None:
    (tmp_path / "pagemap.json").write_text(text, "utf-8")
    assert read_folios(tmp_path / "pagemap.json") == {}
    assert folio_range(()) == ""


# Dates


@pytest.mark.parametrize(
    ("edtf", "moment"),
    [
        ("1944", Moment(point="1944")),
        ("1944-01-17", Moment(point="1944-01-17")),
        ("1944~", Moment(point="1944")),
        ("194X", Moment(not_before="1940-01-01", not_after="1949-12-31")),
        ("1944-02-XX", Moment(not_before="1944-02-01", not_after="1944-02-29")),
        ("1943/1945", Moment(start="1943", end="1945")),
        ("1943/..", Moment(start="1943")),
        ("/1920", Moment(not_after="1920-12-31")),
        ("1943-05/", Moment(not_before="1943-05-01")),
    ],
)
def test_dates_in_iso_forms(edtf: str, moment: Moment) -> None:
    assert moment_of(parse_edtf(edtf)) == moment


@pytest.mark.parametrize(
    ("edtf", "cert", "precise"), [("1944", "", 0), ("1944?", "low", 0), ("1944~", "", 1), ("1944%", "low", 1)]
)
def test_doubt_stands_in_the_date(edtf: str, cert: str, precise: int) -> None:
    made = date_node(parse_edtf(edtf))
    assert made is not None
    assert made.attributes.get("cert", "") == cert
    assert sum(not isinstance(child, str) for child in made.children) == precise
    assert made.attributes.get("when-custom", "") == ("" if edtf == "1944" else edtf)


# Any text


@given(st.text(), st.text())
def test_any_text_survives_xml(text: str, value: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "essai.xml"
        with xml_file(path, node("TEI"), "http://www.tei-c.org/ns/1.0") as document:
            document.write(node("p", {"n": value}, text, node("hi"), text))
        found = etree.parse(path).getroot()[0]
    assert (found.text or "") == legal(text)
    assert (found[0].tail or "") == legal(text)
    assert (found.get("n") or "") == legal(value)
    assert legal(text) == CONTROLS.sub("\ufffd", text)


@given(st.text(), st.text())
def test_ids_are_names_and_never_the_same_for_two(first: str, second: str) -> None:
    one, other = xml_id("p", first), xml_id("p", second)
    assert (one == other) == (legal(first) == legal(second))
    etree.fromstring(f'<a xml:id="{one}"/>'.encode())
    assert re.fullmatch(r"p-[\w.\-]*", one)


@given(st.text(alphabet="<>/apemx -nrcit=\"'0&;bé\x00"))
def test_any_html_is_read(html: str) -> None:
    assert isinstance(words_of(read_html(html)), str)


BODY = (
    'Personnage fictif \x01 *avec [des mots*]{.index terme="Terme"} <b>crus</b> & \uffff, '
    "une liste :\n\n- un [@fictif2001, p. 3]\n- deux\n\n> cité [[paul]]\n\n[lien](http://example.org/a b|é)"
)


def test_strange_texts_of_notices_stop_no_edition_and_stay_valid(tmp_path: Path) -> None:
    book, _ = read_book(small_book(tmp_path, {"jean": BODY, "paul": "Personnage fictif [@fictif2001]."}))
    project, _ = read_project(tmp_path, HOME / "layout")
    assert project is not None
    for form in FORMS.values():
        form(open_archive(book, {}), project.book.identity, tmp_path / "build" / "export")
    document = tei_of(tmp_path)
    schema = tei_schema(document)
    assert schema.validate(document), schema.error_log
    assert eac_schema().validate(etree.parse(tmp_path / "build" / "export" / "eac" / "jean.xml"))


# Tables


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-5", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "\n=1"])
def test_no_cell_opens_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@given(st.text())
def test_no_text_opens_a_formula(text: str) -> None:
    cell = harmless(text)
    assert isinstance(cell, str)
    assert not re.match(r"\s*[=+\-@＝＋－＠]|[\t\r\n\0]", cell)
    assert cell.removeprefix("'") == text.encode("utf-8", "replace").decode().replace("\0", "\ufffd").removeprefix("'")


@pytest.mark.parametrize("number", [-3, -2.5, 0, 10])
def test_numbers_stay_numbers(number: float) -> None:
    assert harmless(number) == number


def test_spreadsheets_and_database_say_the_same(first: Path) -> None:
    with database(first) as found:
        names = [path.stem for path in (first / "build" / "export" / "csv").iterdir()]
        assert len(names) == 11
        for name in names:
            path = first / "build" / "export" / "csv" / f"{name}.csv"
            assert path.read_bytes().startswith(b"\xef\xbb\xbf")
            with path.open(encoding="utf-8-sig", newline="") as file:
                head, *rows = csv.reader(file, delimiter=";")
            cursor = found.execute(f'SELECT * FROM "{name}"')
            assert head == [column[0] for column in cursor.description]
            told = [["" if cell is None else str(harmless(cell)) for cell in row] for row in cursor]
            assert rows == told


def test_the_database_holds_its_references_and_finds_words_without_accents(first: Path) -> None:
    with database(first) as found:
        assert found.execute("PRAGMA foreign_key_check").fetchall() == []
        assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        query = "SELECT count(*) FROM personnes_fts WHERE personnes_fts MATCH ?"
        (accented,), (plain,) = (found.execute(query, [word]).fetchone() for word in ("déporté", "deporte"))
        assert accented == plain > 10
        proved = "SELECT count(*) FROM preuves JOIN citations c ON c.id = citation JOIN sources s ON s.clé = c.source"
        assert found.execute(proved).fetchone() == found.execute("SELECT count(*) FROM preuves").fetchone()


def test_without_pyarrow_the_tables_say_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bookwork.editions.parquet.PACKAGE", "kein_pyarrow")
    book = small_book(tmp_path, {"paul": "Personnage fictif [@fictif2001]."})
    answer = command(book, "export", "table")
    assert answer.code == 0
    assert "Parquet" in answer.err
    assert not (book / "build" / "export" / "parquet").exists()


def test_parquet_says_what_the_database_says(ten: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the optional package pyarrow is not installed")
    with database(ten) as found:
        for path in (ten / "build" / "export" / "parquet").iterdir():
            rows = found.execute(f'SELECT * FROM "{path.stem}"').fetchall()
            assert [tuple(row.values()) for row in parquet.read_table(path).to_pylist()] == rows


# Laws


def test_the_same_sources_give_the_same_bytes(ten: Path, tmp_path: Path) -> None:
    def files(folder: Path) -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    again = exported(copy_of(BOOK, tmp_path / "ailleurs"), *EXPORTS)
    assert files(again) == files(ten / "build" / "export")
    exported(tmp_path / "ailleurs", *EXPORTS)
    assert files(again) == files(ten / "build" / "export")


@pytest.mark.parametrize("form", EXPORTS)
def test_a_book_with_errors_is_refused_and_the_last_export_left_alone(form: str, tmp_path: Path) -> None:
    book = small_book(tmp_path, {"paul": "Personnage fictif [@fictif2001]."})
    out = exported(book, form)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    (book / "biographies" / "paul.md").write_text("---\nnom: [\n---\n", "utf-8")
    answer = command(book, "export", form)
    assert answer.code == 1
    assert "Rien n’est exporté" in answer.err
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_records_of_notices_that_are_gone_do_not_stay(tmp_path: Path) -> None:
    book = small_book(tmp_path, dict.fromkeys(("paul", "pierre"), "Personnage fictif [@fictif2001]."))
    assert len(list((exported(book, "eac") / "eac").iterdir())) == 2
    (book / "biographies" / "pierre.md").unlink()
    assert [path.name for path in (exported(book, "eac") / "eac").iterdir()] == ["paul.xml"]


def test_each_form_is_offered_by_the_command() -> None:
    assert tuple(FORMS) == EXPORTS


# Identifiers

ENTRY = "  - {{id: {id}, publié: 2001-01-17{more}}}\n"


def registered(root: Path, *entries: tuple[str, str]) -> None:
    lines = "".join(ENTRY.format(id=id_, more=more) for id_, more in entries)
    (root / "manuscript" / "registers" / "identifiers.yml").write_text(f"identifiants:\n{lines}", "utf-8")


def test_publishing_enters_every_id_once_and_keeps_what_stands_there(tmp_path: Path) -> None:
    book = small_book(tmp_path, dict.fromkeys(("paul", "pierre"), "Personnage fictif [@fictif2001]."))
    register = book / "manuscript" / "registers" / "identifiers.yml"
    answer = command(book, "publish")
    assert answer.code == 0
    assert answer.out.startswith("2 identifiants inscrits")
    before = register.read_text("utf-8")
    assert "- {id: paul, publié: 2001-01-17}" in before
    assert command(book, "publish").out.startswith("Tous les identifiants sont déjà inscrits")
    assert register.read_text("utf-8") == before
    write_notice(book, "prosper", "Personnage fictif [@fictif2001].")
    command(book, "publish")
    assert register.read_text("utf-8") == before + "  - {id: prosper, publié: 2001-01-17}\n"
    assert command(book, "check").code == 0


def test_publishing_never_spoils_a_file_of_another_shape(tmp_path: Path) -> None:
    book = small_book(tmp_path, {"paul": "Personnage fictif [@fictif2001]."})
    register = book / "manuscript" / "registers" / "identifiers.yml"
    register.write_text(
        "identifiants:\n- {id: x, publié: 2001, retiré: {date: 2001, raison: essai}}\ntermes: []\n", "utf-8"
    )
    before = register.read_text("utf-8")
    answer = command(book, "publish")
    assert answer.code == 1
    assert "id.unwritable" in answer.err
    assert register.read_text("utf-8") == before


def test_a_notice_that_was_published_cannot_vanish(tmp_path: Path) -> None:
    book = small_book(tmp_path, dict.fromkeys(("paul", "pierre"), "Personnage fictif [@fictif2001]."))
    command(book, "publish")
    (book / "biographies" / "pierre.md").unlink()
    answer = command(book, "check")
    assert answer.code == 1
    assert "[id.vanished]" in answer.out
    assert command(book, "export", "tei").code == 1


def test_a_redirect_is_followed_by_cross_references_and_kept_in_every_edition(tmp_path: Path) -> None:
    texts = {
        "paul": "Personnage fictif, ami de [[ancien]] [@fictif2001].",
        "pierre": "Personnage fictif [@fictif2001].",
    }
    book = small_book(tmp_path, texts)
    gone = ("parti", ", retiré: {date: 2002, raison: doublon}")
    registered(book, ("plus-ancien", ", vers: ancien"), ("ancien", ", vers: pierre"), ("pierre", ""), gone)
    out = exported(book, *EXPORTS)
    tei = tei_of(book)
    assert tei.find(f".//{TEI}ref[@type='renvoi']").get("target") == "#p-pierre"
    pierre = tei.find(f".//{TEI}person[@{XML_ID}='p-pierre']")
    assert [each.text for each in pierre.iterfind(f"{TEI}idno[@type='redirigé']")] == ["ancien", "plus-ancien"]
    record = etree.parse(out / "eac" / "pierre.xml")
    assert [each.text for each in record.iter(f"{EAC}otherRecordId")] == ["ancien", "plus-ancien"]
    assert eac_schema().validate(record)
    assert record.find(f".//{EAC}control").get("publicationStatus") == "published"
    found = things(book)
    assert found["#personne/paul"]["renvoie_à"] == ["#personne/pierre"]
    assert found["#personne/plus-ancien"]["remplacé_par"] == "#personne/pierre"
    assert found["#personne/parti"]["note"] == "doublon"
    with database(book) as found:
        assert ("ancien", "pierre") in found.execute("SELECT identifiant, vers FROM identifiants").fetchall()
