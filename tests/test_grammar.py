"""Citations: what is read, what is said of faults, and that printing and reading again changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookwork.citing.grammar import parse_citation, print_citation
from bookwork.citing.locators import LABELS
from bookwork.citing.scanner import Kind, scan
from bookwork.diagnostics import Place
from bookwork.model.citation import Citation, CitationItem, Locator

PLACE = Place("fictif.md", 1, 1)
ARCHIVAL = frozenset({"fonds"})


def read(text: str) -> Citation:
    return parse_citation(text, PLACE, ARCHIVAL)[0]


def codes(text: str) -> list[str]:
    return [fault.code for fault in parse_citation(text, PLACE, ARCHIVAL)[1]]


ONE_ITEM = {
    "@livre": CitationItem("livre"),
    "[@livre]": CitationItem("livre"),
    "-@livre": CitationItem("livre", suppress_author=True),
    "voir @livre": CitationItem("livre", "voir"),
    "@{clé bizarre}": CitationItem("clé bizarre"),
    "@doi:10.1000/182": CitationItem("doi:10.1000/182"),
    "@livre.": CitationItem("livre", suffix="."),
    "@livre, 12": CitationItem("livre", locators=(Locator("page", "12"),)),
    "@livre, xii": CitationItem("livre", locators=(Locator("page", "xii"),)),
    "@livre p. 12": CitationItem("livre", locators=(Locator("page", "12"),)),
    "@livre, p.\u00a012–15": CitationItem("livre", locators=(Locator("page", "12-15"),)),
    "@livre, p. 12, 15 et 18": CitationItem("livre", locators=(Locator("page", "12, 15 et 18"),)),
    "@livre, p. 12 sq.": CitationItem("livre", locators=(Locator("page", "12 sq."),)),
    "@livre, p. 12 et suivantes": CitationItem("livre", locators=(Locator("page", "12 sqq."),)),
    "@livre, {p. 274-275}": CitationItem("livre", locators=(Locator("page", "274-275"),)),
    "@livre, {p. iv, (xv)-(xvii)} de la préface": CitationItem(
        "livre", locators=(Locator("page", "iv, (xv)-(xvii)"),), suffix="de la préface"
    ),
    "@livre{hors texte}, passim": CitationItem("livre", locators=(Locator("", "hors texte"),), suffix="passim"),
    "@https://exemple.fr/a?b": CitationItem("https://exemple.fr/a?b"),
    "@livre {no comma, rien}": CitationItem("livre", locators=(Locator("", "no comma, rien"),)),
    "@livre {nos 3 et 4}": CitationItem("livre", locators=(Locator("numéro", "3 et 4"),)),
    "@livre, {hors texte}": CitationItem("livre", locators=(Locator("", "hors texte"),)),
    "@livre, p. 12, passim": CitationItem("livre", locators=(Locator("page", "12"),), suffix="passim"),
    "@livre, p. 12 pour la photo": CitationItem("livre", locators=(Locator("page", "12"),), suffix="pour la photo"),
    "@livre, t. II, p. 1356-1357": CitationItem(
        "livre", locators=(Locator("tome", "II"), Locator("page", "1356-1357"))
    ),
    "@livre, s. v. Dora": CitationItem("livre", locators=(Locator("s. v.", "Dora"),)),
    "@journal, 17 janvier 1944": CitationItem("journal", locators=(Locator("jour", "1944-01-17"),)),
    "@journal, 1944-01-17, p. 3": CitationItem(
        "journal", locators=(Locator("jour", "1944-01-17"), Locator("page", "3"))
    ),
    "@entretien, 00:12:30": CitationItem("entretien", locators=(Locator("minutage", "00:12:30"),)),
    "@registre, vue 45/120": CitationItem("registre", locators=(Locator("vue", "45/120"),)),
    "@livre, f. 3 v°": CitationItem("livre", locators=(Locator("folio", "3 v"),)),
    "@livre, f. 85r–88r": CitationItem("livre", locators=(Locator("folio", "85 r-88 r"),)),
    "@livre, n° spécial": CitationItem("livre", suffix="n° spécial"),
    "@livre, *nouvelle* édition": CitationItem("livre", suffix="*nouvelle* édition"),
    "@livre, voir [ici ; là](x)": CitationItem("livre", suffix="voir [ici ; là](x)"),
    "@fonds, 21 P 432 123, f. 3": CitationItem(
        "fonds", locators=(Locator("cote", "21 P 432 123"), Locator("folio", "3"))
    ),
    "@fonds 21 P 432 123 f. 3": CitationItem(
        "fonds", locators=(Locator("cote", "21 P 432 123"), Locator("folio", "3"))
    ),
    "@fonds, 1.1.5.3/5278635, doc. 12": CitationItem(
        "fonds", locators=(Locator("cote", "1.1.5.3/5278635"), Locator("document", "12"))
    ),
    "@fonds, naissances 1920, acte 812": CitationItem(
        "fonds", locators=(Locator("cote", "naissances 1920"), Locator("acte", "812"))
    ),
    "@livre, cote 8 Z 12": CitationItem("livre", locators=(Locator("cote", "8 Z 12"),)),
}


@pytest.mark.parametrize(("text", "item"), ONE_ITEM.items())
def test_one_source(text: str, item: CitationItem) -> None:
    assert read(text).items == (item,)
    assert codes(text) == []


@pytest.mark.parametrize("label", LABELS.values(), ids=lambda label: label.name)
def test_every_spelling_of_a_label(label) -> None:
    for spelling in label.spellings:
        assert read(f"@livre, {spelling} 12").items[0].locators == (Locator(label.name, "12"),), spelling


def test_several_sources() -> None:
    items = read("[voir @livre, p. 12 ; @fonds, 9 Z 12 ; -@autre]").items
    assert [item.key for item in items] == ["livre", "fonds", "autre"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("rien", ["cite.syntax"]),
        ("@", ["cite.syntax"]),
        ("@livre ;; @autre", ["cite.syntax"]),
        ("@livre @autre", ["cite.syntax"]),
        ("@livre ; sans clé", ["cite.syntax"]),
        ("jean@exemple.fr", ["cite.syntax"]),
        ("@livre, p. 12-7", ["cite.locator-form"]),
        ("@livre, f. 12x", ["cite.locator-form"]),
        ("@livre, p. iiiix", ["cite.locator-form"]),
        ("@livre, édition revue, p. 12", ["cite.locator-unknown"]),
        ("@livre, bloc 51", ["cite.locator-unknown"]),
        ("@livre, P. 12", ["cite.locator-unknown"]),
        ("@livre, p. [12]", ["cite.locator-unknown"]),
        ("@livre, note manuscrite", []),
        ("[@livre, p. 12", ["cite.syntax"]),
        ("@fonds, 9 Z 12, 3", ["cite.locator-unlabelled"]),
    ],
)
def test_faults(text: str, found: list[str]) -> None:
    assert codes(text) == found


def test_a_fault_does_not_lose_the_other_sources() -> None:
    assert [item.key for item in read("@livre ; sans clé ; @autre").items] == ["livre", "autre"]


PIECES = st.sampled_from(
    ["@livre", "@fonds", "@{clé bizarre}", "-@livre", "voir ", ", ", " ; ", "p. 12", "p. 12-15", "12", "xii", "f. 3 v°",
     "{p. 4}", "{libre}", "{}", "t. II", "s. v. Dora", "21 P 432 123", "acte n° 812", "passim", "sq.", "et", "à", "n.",
     "17 janvier 1944", "00:12:30", "vue 4/9", "[a, b]", "`c;d`", "\\;", "\u00a0", "bloc 51", "cote 9 Z", " ",
     "{p. (iv), v}"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=9).map("".join) | st.text(max_size=40))
def test_printing_and_reading_again_changes_nothing(text: str) -> None:
    citation = read(text)
    printed = print_citation(citation, ARCHIVAL)
    assert read(printed).items == citation.items
    assert print_citation(read(printed), ARCHIVAL) == printed


def spans(text: str) -> list[tuple[str, str]]:
    return [(each.kind.value, text[each.start : each.end]) for each in scan(text) if each.kind is not Kind.BRACKET]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("un [@livre, p. 1] mot", [("citation", "[@livre, p. 1]")]),
        ("un [@livre [note] fin] mot", [("citation", "[@livre [note] fin]")]),
        ("un [lien](https://exemple.fr/@livre)", []),
        ("un [@livre](https://exemple.fr)", [("bare key", "@livre")]),
        ("un [mot [@livre, 3].] et [« a » [voir @b]]", [("citation", "[@livre, 3]"), ("citation", "[voir @b]")]),
        ("[[@livre].] et [[voir @a] ; @b]", [("citation", "[@livre]"), ("citation", "[[voir @a] ; @b]")]),
        ("du `[@code]` et \\[@rien]", [("bare key", "@rien")]),
        ("jean@exemple.fr https://x.fr/@jean <https://y.fr/@a>", []),
        ("selon @livre, ici", [("bare key", "@livre")]),
        ("voir [[fictif-jean|Jean]]", [("reference", "[[fictif-jean|Jean]]")]),
        ("à [Dora]{.index terme=\"Dora\"}.", [("mark start", "["), ("mark end", "]{.index terme=\"Dora\"}")]),
        ("mot[^1]\n\n[^1]: note", [("note call", "[^1]")]),
        ("un <b>mot</b>, 3 < 4", [("html", "<b>"), ("html", "</b>")]),
        ("![image](a.jpg)", [("image", "![")]),
        ("un [@livre, p. 1\n\nsuite]", [("unclosed", "[@livre")]),
        ("un [[jean\n\nsuite]]", [("unclosed", "[[")]),
        ("[sic] et [voir plus loin]", []),
    ],
)  # fmt: skip
def test_scanner(text: str, found: list[tuple[str, str]]) -> None:
    assert spans(text) == found


@given(st.text(alphabet="[]@a{}.`\\<>!^| \n;,-()", max_size=40))
def test_spans_are_in_order_and_marks_are_paired(text: str) -> None:
    depth = at = 0
    for span in scan(text):
        assert at <= span.start < span.end <= len(text)
        at = span.end
        depth += {Kind.MARK_START: 1, Kind.MARK_END: -1}.get(span.kind, 0)
        assert depth >= 0
    assert depth == 0
