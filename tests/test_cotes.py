"""Shelfmarks: forms of the repositories, what is typed and what is written, hostile texts and patterns."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookwork.citing.cotes import LONGEST, CoteForm, PatternError, expand, find_cotes, form_of, nearest_cote, parse_cote
from bookwork.citing.documents import Documents
from bookwork.diagnostics import Place
from bookwork.model.citation import CitationItem, Locator
from bookwork.model.source import Work
from bookwork.sources.archives import HOUSE, read_archives, read_repositories
from bookwork.sources.files import SourceText

REPOSITORIES, FAULTS = read_repositories(HOUSE)


def read(id_: str, text: str, department: str = "") -> str:
    cote = parse_cote(text, CoteForm(REPOSITORIES[id_], department))
    return cote.normal if cote else ""


def test_the_archives_of_the_house_hold_their_examples() -> None:
    assert FAULTS == ()
    assert {"shd-davcc", "shd-gr", "an", "ad", "anmt", "arolsen", "barch", "ushmm", "cdjc", "tna", "libre"} <= set(
        REPOSITORIES
    )
    assert all(each.passing and each.failing for each in REPOSITORIES.values() if each.patterns)


@pytest.mark.parametrize(
    "cote",
    ["72AJ/45", "F/7/15299", "F/1bI/1043", "F/1cIII/Pas-de-Calais/12", "19800035/1234/45678", "20130295/1-20130295/5",
     "AJ/38/1157", "BB/18/6001/1", "MC/ET/XVIII/800", "MC/RE/II/5", "Z/4/12", "Z/1j/1023", "X/1a/9", "AF/IV/1590",
     "AB/XIX/3368/4", "AE/II/123", "AG/5(4)/PM/1", "3AG/2/373", "256Mi/1", "94AP/1-94AP/9", "KK//1155", "Y//10001",
     "F/17/2890/A", "F/7/*/2200", "D/XXIXbis/31", "CP/F/21/1234", "AD/XIX/C/12", "V/6/12", "O/1/3", "JJ//79B"],
)  # fmt: skip
def test_the_forms_of_the_national_archives(cote: str) -> None:
    assert read("an", cote) == cote


@pytest.mark.parametrize(
    "cote",
    ["1 J 45/3", "E dépôt 123/BB 4", "E-dépôt 12", "115 E-dépôt 3", "H dépôt 4 E 12", "3 P 012/4", "5 Mi 123 R 1",
     "Per 45", "AC 12/1", "12 Fi Romegoux 12", "12 Fi La Rochelle (port) 3", "9 Fi 39", "33 Fi 105-106",
     "1 Num 1/89-8", "BB2",
     "194 EDT 4", "59 PUB 13", "74 J 58-61", "M 5123", "B 1234 bis", "1 L 45 [1]", "2 R 123*", "1bis J 4", "2 Mi EC 34",
     "E supplément 45", "1 BIB A 34", "230 J", "4 E 12/1-5", "J 12", "GG 12", "25 Fi 15/1/D1/COM", "5 E 447*", "I 142",
     "11 E 246/1-1", "E DEPOT 112/2 E 8-1", "BB FP 12", "109 W 1-423", "668 W 1-668 W 127", "6AV/1-113"],
)  # fmt: skip
def test_the_forms_of_the_departments(cote: str) -> None:
    assert read("ad", cote) == cote


@pytest.mark.parametrize(
    ("id_", "typed", "normal"),
    [("ad", "1W/2345", "1 W 2345"), ("ad", "1R113 – 115", "1 R 113-115"), ("ad", "2E33 16", "2 E 33 16"),
     ("an", "Archives nationales, F7 15299", "F/7/15299"), ("an", "AJ 38 1157", "AJ/38/1157"),
     ("shd-davcc", "21 P\u00a0432\u202f123", "AC 21 P 432123"), ("shd-gr", "GR16P123456", "GR 16 P 123456"),
     ("tna", "WO309/12", "WO 309/12"), ("barch", "BArch, N1022 / 32", "N 1022/32")],
)  # fmt: skip
def test_what_is_typed_otherwise(id_: str, typed: str, normal: str) -> None:
    cote = parse_cote(typed, CoteForm(REPOSITORIES[id_]))
    assert cote
    assert (cote.normal, cote.exact) == (normal, False)
    again = parse_cote(cote.normal, CoteForm(REPOSITORIES[id_]))
    assert again
    assert (again.normal, again.order, again.exact) == (normal, cote.order, True)


def test_a_department_may_write_otherwise() -> None:
    assert read("ad", "2E33 16", "95") == "2E33 16"
    assert read("ad", "9FI/BAG_10", "92") == "9FI/BAG_10"
    assert read("ad", "collection communale 3171", "86") == "collection communale 3171"
    assert read("ad", "collection communale 3171") == ""
    assert CoteForm(REPOSITORIES["ad"], "22").room.half_day == 10
    assert CoteForm(REPOSITORIES["ad"], "80").room.half_day is None


@pytest.mark.parametrize(
    ("id_", "typed", "series", "meant"),
    [("shd-davcc", "432123", "AC 21 P", "AC 21 P 432123"), ("ad", "1 Z 5OO", "1 Z", "1 Z 500"),
     ("an", "F.7.15299", "", "F/7/15299"), ("an", "234", "72AJ", "72AJ/234"), ("an", "zzz", "72AJ", ""),
     ("shd-gr", "GR 16 P 41603g", "GR 16 P", "")],
)  # fmt: skip
def test_the_nearest_shelfmark(id_: str, typed: str, series: str, meant: str) -> None:
    form = CoteForm(REPOSITORIES[id_], "", series)
    assert parse_cote(typed, form) is None
    assert nearest_cote(typed, form) == meant


def test_shelfmarks_sort_as_archivists_sort_them() -> None:
    typed = ["72AJ/45", "72AJ/9", "72AJ/234", "72AJ/45/2", "3AG/2/373"]
    found = [parse_cote(each, CoteForm(REPOSITORIES["an"])) for each in typed]
    assert [each.normal for each in sorted(filter(None, found), key=lambda each: each.order)] == [
        "3AG/2/373", "72AJ/9", "72AJ/45", "72AJ/45/2", "72AJ/234",
    ]  # fmt: skip


@given(st.text(max_size=300), st.sampled_from(sorted(REPOSITORIES)))
def test_no_text_stops_the_reading(text: str, id_: str) -> None:
    form = CoteForm(REPOSITORIES[id_], "95", text[:20])
    cote = parse_cote(text, form)
    nearest_cote(text, form)
    if cote:
        assert parse_cote(cote.normal, form)
    if len(text) > LONGEST:
        assert cote is None


@given(st.from_regex(r"[0-9]{1,4} ?[A-Z]{1,2}[ /]?[0-9]{1,5}([/-][0-9]{1,3})?", fullmatch=True))
def test_writing_a_shelfmark_anew_changes_nothing_more(text: str) -> None:
    form = CoteForm(REPOSITORIES["ad"])
    first = parse_cote(text, form)
    if first:
        second = parse_cote(first.normal, form)
        assert second
        assert (second.normal, second.order) == (first.normal, first.order)


def archives(**changes: str) -> SourceText:
    keys = {"id": "fictif", "nom": "Archives fictives", "motifs": "'9 Z [0-9]+'"} | changes
    lines = "".join(f"    {key}: {value}\n" for key, value in keys.items())
    return SourceText("layout/archives.yml", "dépôts:\n  -\n" + lines)


@pytest.mark.parametrize(
    ("changes", "code", "line"),
    [({"motifs": "'9 Z ('"}, "arch.pattern", 5), ({"motifs": "'(?<=9) Z'"}, "arch.pattern", 5),
     ({"motifs": "'((9{99}){99}){99}'"}, "arch.pattern", 5), ({"motifs": "['9', '\\p{Rien}']"}, "arch.pattern", 5),
     ({"réécrire": "[{cherche: '9', remplace: '\\2'}]"}, "arch.pattern", 6),
     ({"passent": "[9 Z]"}, "arch.example", 6), ({"échouent": "[9 Z 1]"}, "arch.example", 6),
     ({"gravité": "grave"}, "register.bad-value", 6), ({"motif": "x"}, "register.unknown-key", 6),
     ({"lecture": "{levee: trois}"}, "register.bad-value", 6)],
)  # fmt: skip
def test_a_fault_of_the_file_has_its_line(changes: dict[str, str], code: str, line: int) -> None:
    _, faults = read_archives(archives(**changes))
    assert (code, line) in {(fault.code, fault.place.line) for fault in faults}


@pytest.mark.parametrize(
    "text", ["", "[]", "dépôts: 3", "dépôts: [a]", "depots: []", "dépôts:\n  - {}", "\t", "dépôts: [{id: a"]
)
def test_a_broken_file_is_a_fault_and_no_more(text: str) -> None:
    found, faults = read_archives(SourceText("layout/archives.yml", text))
    assert not found
    assert faults


def test_a_pattern_that_would_backtrack_without_end_does_not() -> None:
    found, faults = read_archives(archives(motifs="'(9+)+(9+)+(9+)+(9+)+Z'", passent="[9Z]"))
    assert not [fault for fault in faults if fault.code == "arch.pattern"]
    form = CoteForm(found["fictif"])
    assert parse_cote("9" * (LONGEST - 1) + "X", form) is None
    assert parse_cote("9" * 100_000, form) is None


def test_a_repository_with_a_faulty_pattern_takes_any_shelfmark() -> None:
    found, _ = read_archives(archives(motifs="'9 Z ('", départements="{'80': {motifs: 'X'}}", échouent="[9 Z]"))
    assert parse_cote("n’importe quoi", CoteForm(found["fictif"], "80"))


def test_elements_may_use_those_before_them() -> None:
    assert re.fullmatch(expand("{b}+", {"a": "x", "b": "{a}y"}), "xyxy")
    with pytest.raises(PatternError):
        expand("{a}" * 9999, {"a": "xx"})


def work(**fields: str) -> Work:
    return Work("fonds", "archive", {}, fields, Place("bibliography.bib", 1, 1))


def test_an_entry_chooses_its_form() -> None:
    assert form_of(work(pattern="ad-95", shelfmark="9 Z"), REPOSITORIES) == CoteForm(REPOSITORIES["ad"], "95", "9 Z")
    assert form_of(work(pattern="ad"), REPOSITORIES) == CoteForm(REPOSITORIES["ad"])
    assert form_of(work(pattern="an-95"), REPOSITORIES) is None
    assert form_of(work(pattern="inconnu"), REPOSITORIES) is None


def test_two_spellings_are_one_document() -> None:
    documents = Documents({"fonds": work(pattern="shd-davcc", shelfmark="AC 21 P")}, REPOSITORIES)
    first, second, other = (
        documents.of(CitationItem("fonds", locators=(Locator("cote", cote), Locator("folio", "3"))))
        for cote in ("21 P 432 123", "AC 21P 432123", "AC 21 P 432124")
    )
    assert first
    assert second
    assert other
    assert first.identity == second.identity != other.identity
    assert first.normal == "AC 21 P 432123"
    assert documents.of(CitationItem("fonds")) is None


def test_shelfmarks_in_running_text_are_seen() -> None:
    text = "Voir 72AJ/234 et le dossier 21 P 432 123 ; en 1944, le bloc 51 ; 12 F 50."
    assert [text[at : at + len(found)] for at, found in find_cotes(text, REPOSITORIES)] == ["72AJ/234", "21 P 432 123"]
