"""Bibliographies of every make are read whole: entries, lines, names, what parts inherit; no text stops the reading.

Everybody in them is fictional. The forms of names and of inheritance are those that the manuals of BibTeX, biblatex and
biber give, and that the test files of those programs try.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookwork.checks import run_checks
from bookwork.checks.duplicates import near_duplicates
from bookwork.checks.works import dates
from bookwork.cli import HOME
from bookwork.diagnostics import Place
from bookwork.model.bibmodel import bib_model
from bookwork.model.book import Book
from bookwork.model.identifiers import ark_fault, doi_fault, isbn_fault, isil_fault, issn_fault, noid_check
from bookwork.model.register import Registers
from bookwork.model.source import Work, WorkName
from bookwork.sources.bibliography import read_bibliography, read_works
from bookwork.sources.bibnames import read_name, split_names
from bookwork.sources.bibsplit import Unread, cut
from bookwork.sources.bibvalues import read_value
from bookwork.sources.files import SourceText
from bookwork.sources.latex import decode_marked
from bookwork.sources.shelf import month_number

ENTRY_START = re.compile(r"^[ \t]*@(?!string|comment|preamble)\w+[ \t]*\{", re.MULTILINE | re.IGNORECASE)


def read(text: str):
    return read_works(SourceText("bibliography.bib", text))


def codes(faults) -> list[tuple[str, int]]:
    return [(fault.code, fault.place.line) for fault in faults]


def book_of(works: dict[str, Work]) -> Book:
    return Book((), (), {}, Registers(), works, {})


# Cutting


@pytest.mark.parametrize(
    ("text", "keys", "lines"),
    [
        ("@book{a, title={A}}\n@book{b, title={B}}\n", "ab", [1, 2]),
        ("@book(a, title={A (x)})\n@BOOK{b, title={B}}", "ab", [1, 2]),
        ("@book\n  {a,\n title={A}}\n@ book {b, title={B}}", "ab", [1, 4]),
        ("@book{a, title={A \\\n B}}\n@book{b, title={B}}", "ab", [1, 3]),
        ("@book{a, title={A}} @book{b, title={B}}", "ab", [1, 1]),
        ("@book{a}\n@book{b,}", "ab", [1, 2]),
        ("@etat-civil{a, title={A}}\n@xdata{b, title={B}}", "ab", [1, 2]),
        ('@book{a, title="A {"}x{"} {B}"}\n@book{b, title={"}}', "ab", [1, 2]),
        ('@book{a, title="A {u {v "b" c}} d"}\n@book{b, title={{"}}}', "ab", [1, 2]),
        ("@book{a, title={A@b.fr {c}}}\n@book{b, title={@}}", "ab", [1, 2]),
        ("@book{a, note={x\\\\}}\n@book{b, note={\\{ y \\}}}", "ab", [1, 2]),
        ("@comment{x}\n@preamble{\"\\newcommand{\\x}{y}\"}\n@book{a,}\n@book{b,}", "ab", [3, 4]),
        ("% @book{non, title={N}}\n@book{a,}\n%\n@book{b,}", "ab", [2, 4]),
    ],
)  # fmt: skip
def test_every_entry_is_read_with_its_line(text: str, keys: str, lines: list[int]) -> None:
    works, _ = read(text)
    assert list(works) == list(keys)
    assert [work.place for work in works.values()] == [Place("bibliography.bib", line, 1) for line in lines]


def test_quotation_marks_in_braces_end_no_value() -> None:
    text = '@string{s = "S {"} {é "s" t}"}\n@book{a,\n title = "{f{\\"u}r {"a} {x "b" c}}" # s,\n date = {2001},\n}\n'
    works, faults = read(text)
    assert dict(works["a"].fields) == {"title": 'für "a x "b" cS " é "s" t', "date": "2001"}
    assert works["a"].lines["date"] == 4
    assert faults == ()


def test_fields_have_lines() -> None:
    works, _ = read("@book{a,\n  title = {A},\n\n  date\n    = {2001},\n}\n")
    assert works["a"].place_of("title").line == 2
    assert works["a"].place_of("date").line == 5
    assert works["a"].place_of("isbn").line == 1


def test_comments_in_an_entry_are_reported_and_cost_nothing() -> None:
    works, faults = read(
        "@book{a,\n  title = {A 100 % sûr}, % un, deux = {trois\n  % date = {1999},\n  url = {http://a.fr/b%20c},\n}\n"
    )
    assert dict(works["a"].fields) == {"title": "A 100 % sûr", "url": "http://a.fr/b%20c"}
    assert codes(faults) == [("bib.field-swallowed", 2), ("bib.field-swallowed", 3)]


def test_a_field_that_a_missing_comma_swallowed_is_read_all_the_same() -> None:
    works, faults = read('@book{a,\n title = {A} # { B} year = 2000\n}\n@book{b, title="B" note={n}, isbn={1} x}')
    assert works["a"].fields["title"] == "A B"
    assert works["a"].fields["date"] == "2000"
    assert dict(works["b"].fields) == {"note": "n", "title": "B", "isbn": "1"}
    assert codes(faults) == [("bib.field-swallowed", 2), ("bib.field-swallowed", 4), ("bib.field-swallowed", 4)]


def test_braces_are_counted_as_bibtex_counts_them() -> None:
    works, faults = read("@book{a, title={A \\} B}}\n@book{b, title={\\{}}\n@book{c, title={C}}\n")
    assert works["a"].fields["title"] == "A } B"
    assert "c" in works
    assert codes(faults) == [("bib.braces", 1), ("bib.braces", 2)]


def test_duplicates_are_reported_with_both_places_and_the_entry_stays() -> None:
    works, faults = read("@book{a,\n title={A},\n title={B},\n}\n@book{a, title={C}}\n@book{A, title={D}}")
    assert works["a"].fields["title"] == "A"
    assert list(works) == ["a", "A"]
    assert [fault.message() for fault in faults] == [
        "Le champ « title » est déjà écrit à la ligne 2 ; le premier est gardé.",
        "La clé « a » est déjà celle d’une entrée : bibliography.bib:1 ; la première est gardée.",
        "La clé « A » ne diffère que par la casse de « a » (bibliography.bib:1).",
    ]


def test_odd_keys_are_reported_and_kept_if_they_are_keys_at_all() -> None:
    works, faults = read("@book{deux mots, title={A}}\n@book{, title={B}}\n@book{DBLP:conf/x+y_1, title={C}}")
    assert list(works) == ["deux mots", "DBLP:conf/x+y_1"]
    assert codes(faults) == [("bib.bad-key", 1), ("bib.bad-key", 2)]


def test_other_names_of_types_and_fields_are_those_of_biblatex() -> None:
    works, faults = read("@phdthesis{a, school={Université fictive}, journal={J}, journaltitle={K}, address={Songe}}")
    assert works["a"].type == "thesis"
    assert dict(works["a"].fields) == {
        "institution": "Université fictive", "journal": "J", "journaltitle": "K", "location": "Songe",
        "type": "phdthesis",
    }  # fmt: skip
    assert faults == ()


@pytest.mark.parametrize(
    ("raw", "text", "undefined", "rest"),
    [
        ("{a}", "a", (), ""),
        ('"a {"} b"', 'a {"} b', (), ""),
        ("2001", "2001", (), ""),
        ("edf # { et } # \"fils\" # 2", "Éditions et fils2", (), ""),
        ("MAR", "3", (), ""),
        ("inconnu", "inconnu", ("inconnu",), ""),
        ("{a} year = 2", "a", (), "year = 2"),
        ("", "", (), ""),
        ("#", "", (), "#"),
        ("{a", "a", (), ""),
    ],
)  # fmt: skip
def test_values(raw: str, text: str, undefined: tuple[str, ...], rest: str) -> None:
    value = read_value(raw, {"edf": "Éditions", "mar": "3"})
    assert (value.text, value.undefined, value.rest) == (text, undefined, rest)


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), ("mar", 3), ("March", 3), ("mars", 3), ("févr.", 2), ("août", 8), ("ju", 0), ("x", 0), ("13", 0)],
)
def test_months(text: str, number: int) -> None:
    assert month_number(text) == number


def test_hours_and_braces_are_no_part_of_a_date() -> None:
    works, _ = read(
        "@misc{a, date={2023-09-24T13:27:44+00:00}, urldate={{2024~}}, eventdate={2001-01-01/2001-01-02T10:00}}"
    )
    assert [works["a"].field(name) for name in ("date", "urldate", "eventdate")] == [
        "2023-09-24", "2024~", "2001-01-01/2001-01-02",
    ]  # fmt: skip


def test_a_parent_is_found_by_its_key_in_any_case() -> None:
    works, faults = read("@inbook{a, title={A}, crossref={LIVRE}}\n@book{livre, title={B}}")
    assert (works["a"].field("booktitle"), faults) == ("B", ())


def test_year_month_and_day_make_a_date() -> None:
    works, _ = read("@misc{a, year=1998, month=mar, day=5}\n@misc{b, year={s. d.}}\n@misc{c, year=1998, month={été}}")
    assert [work.field("date") for work in works.values()] == ["1998-03-05", "s. d.", "1998"]


# Names


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Bertie B. Songe", WorkName("Songe", "Bertie B.")),
        ("Francis van der valt Songe", WorkName("Songe", "Francis", "van der valt")),
        ("Songe, III, James", WorkName("Songe", "James", "", "III")),
        ("Songe, Jr. ,Joseph J.", WorkName("Songe", "Joseph J.", "", "Jr.")),
        ("van Songe, Jr., Kevin", WorkName("Songe", "Kevin", "van", "Jr.")),
        ("Charles Louis de la Vallée Songe", WorkName("Vallée Songe", "Charles Louis", "de la")),
        ("Van de Songe, R. J.", WorkName("Van de Songe", "R. J.")),
        ("Roger P.{\\,}G. van Songe", WorkName("Songe", "Roger P.{\\,}G.", "van")),
        ("{John Henry} Songe", WorkName("Songe", "{John Henry}")),
        ("{\\v S}onge Smith", WorkName("Smith", "{\\v S}onge")),
        ("{\\'e}meric Songe", WorkName("Songe", "", "{\\'e}meric")),
        ("{Amicale de Songe, section {A} et B}", WorkName("Amicale de Songe, section {A} et B")),
        ("E. S. El-{S}onge", WorkName("El-{S}onge", "E. S.")),
        ("Jean d’Ormesonge", WorkName("Ormesonge", "Jean", "d’")),
        ("de l’Étang Noir, Max", WorkName("l’Étang Noir", "Max", "de")),
        ("Songe, Charles d'", WorkName("Songe", "Charles", "d’")),
        ("'t Songe, Gerard", WorkName("Songe", "Gerard", "'t")),
        ("Songe y Fictif, José", WorkName("Songe y Fictif", "José")),
        ("Fictif née Songe, Anne", WorkName("Fictif née Songe", "Anne")),
        ("family=Songe, given={Jean, A.}, prefix=de la, suffix={Jr.}", WorkName("Songe", "Jean, A.", "de la", "Jr.")),
        ('"family=Songe, Jr.", given=Bob, useprefix=true', WorkName("Songe, Jr.", "Bob")),
        ("Ludwig~van Songe", WorkName("Songe", "Ludwig", "van")),
        ("Les Songe", WorkName("Songe", "Les")),
        ("Le Songe", WorkName("Le Songe")),
        ("Anne A.\\ Songe", WorkName("Songe", "Anne A.")),
        ("Anne \\FF{f} de Songe", WorkName("Songe", "Anne \\FF{f}", "de")),
        ("Anne \\ff{F} Songe", WorkName("Songe", "Anne", "\\ff{F}")),
        ("Max von und zu Songe", WorkName("Songe", "Max", "von und zu")),
        ("others", WorkName("et al.")),
    ],
)  # fmt: skip
def test_names(raw: str, name: WorkName) -> None:
    assert read_name(raw) == (name, "")


@pytest.mark.parametrize(
    ("raw", "doubt"),
    [
        ("Songe, Jean, Fictif, Anne", "commas"),
        ("Songe, Jean et al.", "and"),
        ("Anne Songe et Jean Fictif", "and"),
        ("Songe, A. ; Fictif, J.", "and"),
        ("SONGE, Anne", "capitals"),
        ("Songe, Anne, Jean", "three"),
        ("Louis-René Des Songes", "article"),
        ("and Anne Songe", "and"),
        ("Anne Songe and", "and"),
        ("{Anne et Jean ; al.}", ""),
        ("{INSEE}", ""),
        ("{INSEE}, Paris", ""),
    ],
)
def test_doubtful_names(raw: str, doubt: str) -> None:
    assert read_name(raw)[1] == doubt


def test_names_are_cut_where_bibtex_cuts_them() -> None:
    assert split_names("and Anne Songe AND\tJean {Fictif and Fils} and\nothers and") == [
        "and Anne Songe", "Jean {Fictif and Fils}", "others and",
    ]  # fmt: skip
    assert split_names("A~and B \\and C") == ["A~and B \\and C"]


def test_names_are_freed_of_latex() -> None:
    works, faults = read("@book{a, author={{\\'E}tienne {\\L}ucja de {\\OE}uvrard and {SNCF \\& fils}}}")
    assert works["a"].names["author"] == (WorkName("Œuvrard", "Étienne Łucja", "de"), WorkName("SNCF & fils"))
    assert faults == ()


# Marks


@pytest.mark.parametrize(
    ("latex", "text", "html"),
    [
        (r"\emph{La \textsc{Mort}} < 3", "La Mort < 3", '<i>La <span class="sc">Mort</span></i> &lt; 3'),
        (r"{\it a {b} c} d", "a b c d", "<i>a b c</i> d"),
        (r"XX\textsuperscript{e} \url{http://a_b%20c~d--e}", "XXe http://a_b%20c~d--e",
         "XX<sup>e</sup> http://a_b%20c~d--e"),
        (r"\href{http://a.fr/b}{un lien}", "un lien", ""),
        (r"\oe{}uvre {\v S}onge \~ Zelly", "œuvre Šonge Z̃elly", ""),
        (r"\foreignlanguage{german}{Haus} 100 % brut", "Haus 100 % brut", ""),
        (r"Aks{\i}n, \^{\i}le, na\"\i{}ve, \'{\j}", "Aksın, île, naïve, j́", ""),
        (r"H$_2$O, x_1, \(5^{e}\), a^b", "H2O, x_1, 5e, a^b", "H<sub>2</sub>O, x_1, 5<sup>e</sup>, a^b"),
        (r"\(\Sigma\Delta\) $O(n \log n)$ 20 $^\circ$", "ΣΔ O(n log n) 20 °", "ΣΔ O(n log n) 20 <sup>°</sup>"),
        (r"\og{} Dora \fg{}, ?`Qu\'e? \foreignquote{french}{Dora}", "« Dora », ¿Qué? « Dora »", ""),
        (r"\MakeUppercase{\'a \emph{b}} \textdagger", "Á B †", "Á <i>B</i> †"),
    ],
)  # fmt: skip
def test_marks(latex: str, text: str, html: str) -> None:
    assert (decode_marked(latex).text, decode_marked(latex).html) == (text, html)


def test_a_work_gives_its_title_with_marks() -> None:
    works, _ = read("@book{a, title={\\emph{A} & B}, note={C & D}}")
    assert works["a"].html("title") == "<i>A</i> &amp; B"
    assert works["a"].html("subtitle", "note") == "C &amp; D"


@given(st.text(alphabet="\\{}~$'`-ab\"^%t ", max_size=40))
def test_marks_are_closed_in_the_order_of_their_opening(latex: str) -> None:
    stack = []
    html = decode_marked(latex.replace("t", "\\textit{").replace("^", "\\sc ")).html
    for end, tag in re.findall(r"<(/?)(\w+)", html):
        if end:
            assert stack.pop() == tag
        else:
            stack.append(tag)
    assert not stack


# Inheritance


CHAPTER = """@incollection{chapitre, author={Songe, Anne}, title={Un chapitre}, crossref={recueil}, pages={1-9}}
@collection{recueil, editor={Fictif, Jean}, title={Un \\emph{recueil}}, subtitle={Sous-titre}, publisher={Éditions},
  year=2001, month=mar, isbn={978-2-86061-037-7}, shorttitle={Recueil}, note-source={x}, crossref={serie}}
@mvcollection{serie, title={Une série}, location={Songe}}
"""


def test_a_chapter_inherits_from_its_book_under_the_names_of_biblatex() -> None:
    works, faults = read(CHAPTER)
    chapter = works["chapitre"]
    assert faults == ()
    assert dict(chapter.fields) == {
        "title": "Un chapitre", "crossref": "recueil", "pages": "1-9", "booktitle": "Un recueil",
        "booksubtitle": "Sous-titre", "publisher": "Éditions", "isbn": "978-2-86061-037-7", "date": "2001-03",
        "maintitle": "Une série", "location": "Songe",
    }  # fmt: skip
    assert chapter.marked["booktitle"] == "Un <i>recueil</i>"
    assert chapter.names["editor"] == (WorkName("Fictif", "Jean"),)
    assert "booktitle" in chapter.inherited
    assert "title" not in chapter.inherited
    assert chapter.place_of("isbn") == chapter.place


@pytest.mark.parametrize(
    ("parent", "child", "field", "names"),
    [
        ("book", "inbook", "author", ("author", "bookauthor")),
        ("mvbook", "book", "title", ("maintitle",)),
        ("mvbook", "inbook", "subtitle", ("mainsubtitle",)),
        ("proceedings", "inproceedings", "titleaddon", ("booktitleaddon",)),
        ("periodical", "article", "title", ("journaltitle",)),
        ("book", "inbook", "shorttitle", ()),
        ("book", "article", "title", ("title",)),
        ("book", "inbook", "keywords", ("keywords",)),
        ("book", "inbook", "crossref", ()),
    ],
)
def test_names_of_inherited_fields(parent: str, child: str, field: str, names: tuple[str, ...]) -> None:
    assert bib_model().inheritance.names_in_child(parent, child, field) == names


def test_own_fields_stay_and_own_dates_are_whole() -> None:
    works, _ = read(
        "@inbook{a, title={A}, year=1999, crossref={b}}\n@book{b, title={B}, date={2001-05-03}, author={X}}"
    )
    assert works["a"].field("date") == "1999"
    assert works["a"].field("booktitle") == "B"
    assert works["a"].names["bookauthor"] == works["a"].names["author"] == (WorkName("X"),)


def test_xdata_gives_its_fields_and_may_be_called_by_another_key() -> None:
    works, faults = read(
        "@xdata{pub, ids={maison, edf}, publisher={Éditions}, xdata={ville}}\n@xdata{ville, location={Songe}}\n"
        "@book{a, title={A}, xdata={maison, absent}}\n"
    )
    assert works["a"].field("publisher") == "Éditions"
    assert works["a"].field("location") == "Songe"
    assert codes(faults) == [("bib.crossref", 3)]


def test_single_fields_of_xdata_are_not_read_and_that_is_said() -> None:
    _, faults = read("@xdata{x, title={T}}\n@book{a, author={Songe, A. and xdata=x-author-1},\n title={xdata=x-title}}")
    assert codes(faults) == [("bib.crossref", 2), ("bib.crossref", 3)]


def test_loops_end_and_are_reported_once() -> None:
    works, faults = read("@misc{a, crossref={b}, note={n}}\n@misc{b, crossref={c}}\n@misc{c, crossref={a}}")
    assert works["b"].field("note") == ""
    assert codes(faults) == [("bib.crossref", 3)]


def test_a_long_chain_of_parents_does_not_stop_the_reading() -> None:
    works, _ = read("".join(f"@misc{{k{n}, crossref={{k{n + 1}}}}}\n" for n in range(3000)))
    assert len(works) == 3000


# CSL-JSON


ZOTERO = """[
  {
    "id": "songe1999", "type": "article-journal", "title": "Un <i>article</i> &amp; plus",
    "container-title": "Revue fictive", "volume": "3", "page": "12-34", "DOI": "10.5555/a",
    "author": [{"family": "Songe", "given": "Anne", "non-dropping-particle": "de"}, {"literal": "Amicale fictive"}],
    "issued": {"date-parts": [[1999, 5, 2]]}
  },
  {
    "id": "http://zotero.org/users/1/items/A", "citation-key": "dossier", "type": "manuscript",
    "title": "Dossier fictif", "archive": "Archives fictives", "archive_location": "9 Z 12",
    "archive-place": "Villefictive", "archive_collection": "Papiers fictifs",
    "issued": {"date-parts": [["1943"], [1945]], "circa": true}
  },
  {"id": "fonds", "type": "collection", "archive": "Archives fictives", "archive_collection": "Papiers fictifs"}
]
"""


def csl(folder: Path, text: str, bib: str = ""):
    (folder / "bibliography.json").write_text(text, encoding="utf-8")
    if bib:
        (folder / "bibliography.bib").write_text(bib, encoding="utf-8")
    return read_bibliography(folder)


def test_csl_json_keeps_archive_and_shelfmark(tmp_path: Path) -> None:
    works, faults = csl(tmp_path, ZOTERO)
    assert faults == ()
    assert list(works) == ["songe1999", "dossier", "fonds"]
    article, item, fonds = works.values()
    assert article.place == Place("bibliography.json", 2, 1)
    assert item.place == Place("bibliography.json", 8, 1)
    assert dict(article.fields) == {
        "title": "Un article & plus", "journaltitle": "Revue fictive", "volume": "3", "pages": "12-34",
        "doi": "10.5555/a", "date": "1999-05-02",
    }  # fmt: skip
    assert article.marked["title"] == "Un <i>article</i> &amp; plus"
    assert article.names["author"] == (WorkName("Songe", "Anne", "de"), WorkName("Amicale fictive"))
    assert item.type == "archive"
    assert dict(item.fields) == {
        "title": "Dossier fictif", "date": "1943~/1945~", "library": "Archives fictives", "location": "Villefictive",
        "shelfmark": "9 Z 12", "level": "item", "collection": "Papiers fictifs",
    }  # fmt: skip
    assert item.is_document
    assert dict(fonds.fields) == {"library": "Archives fictives", "title": "Papiers fictifs"}
    assert not fonds.is_document


def test_lines_of_zoteros_extra_are_data_and_no_note(tmp_path: Path) -> None:
    note = "Lettre signée : deux feuillets.\\nCitation Key: lettre\\ntex.shelfmark: 9 Z 3"
    works, _ = csl(tmp_path, f'[{{"id": "x", "type": "letter", "title": "L", "note": "{note}"}}]')
    assert dict(works["lettre"].fields) == {
        "title": "L",
        "note": "Lettre signée : deux feuillets.",
        "shelfmark": "9 Z 3",
    }


def test_an_item_without_a_type_is_kept(tmp_path: Path) -> None:
    works, faults = csl(tmp_path, '[{"id": "x", "title": "T"}, {"title": "sans identifiant"}]')
    assert (works["x"].type, dict(works["x"].fields)) == ("misc", {"title": "T"})
    assert codes(faults) == [("bib.syntax", 1)]


def test_both_files_make_one_bibliography(tmp_path: Path) -> None:
    works, faults = csl(tmp_path, ZOTERO, "@book{songe1999, title={A}}\n@book{Dossier, title={B}}\n")
    assert list(works) == ["songe1999", "Dossier", "dossier", "fonds"]
    assert [(fault.code, str(fault.place)) for fault in faults] == [
        ("bib.duplicate-key", "bibliography.json:2:1"),
        ("bib.key-case", "bibliography.json:8:1"),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("{}", 1),
        ('[{"id": "a", "type": "book"},\n{"id": }]', 2),
        ('[{"id": "a", "type": "book"},\n 3]', 2),
        ("[\n" + "[" * 100_000, 2),
        ('[{"id": "a", "type": "book"}', 1),
    ],
)
def test_broken_json_is_reported_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    _, faults = csl(tmp_path, text)
    assert codes(faults) == [("bib.syntax", line)]


def test_exports_that_wrap_their_items_are_read(tmp_path: Path) -> None:
    works, faults = csl(tmp_path, '{"collection": "x", "items": [{"id": "a", "type": "book", "title": "A"}]}')
    assert (list(works), faults) == (["a"], ())


# Checks


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ("date={1943/1945}", False), ("date={1943~}", False), ("date={194X}", False), ("date={/1945}", False),
        ("date={2001-02-30}", True), ("date={vers 1945}", True), ("date={1945/1943}", True),
        ("date={2001}, year={2002}", True), ("date={2001-05}, year={2001}", False), ("year={[1943]}", False),
        ("year={s. d.}", False), ("year={bientôt}", True), ("urldate={2001-05-03T12:00:00Z}", False),
        ("date={1943/1945}, year={1944}", False), ("urldate={hier}", True),
    ],
)  # fmt: skip
def test_dates(fields: str, faulty: bool) -> None:
    works, _ = read(f"@misc{{a, title={{A}}, {fields}}}")
    assert bool(list(dates(book_of(works)))) is faulty


@pytest.mark.parametrize(
    ("fault_of", "right", "wrong"),
    [
        (isbn_fault, ["978-2-86061-037-7", "2-07-036822-X", "0-201-53082-1 (br.)", "2-07-036822-X, 978-2-86061-037-7"],
         ["978-2-86061-037-8", "12", "2-07-036822-1", "2-07-0368X2-2"]),
        (issn_fault, ["0035-2950", "0097-8493 ; 0035-2950"], ["0035-2951", "0035"]),
        (isil_fault, ["FR-751131010", "DE-1"], ["751131010", "FR751131010"]),
        (doi_fault, ["10.1002/(SICI)1096-987X(199803)19:4<377::AID-JCC1>3.0.CO;2-P", "https://doi.org/10.5555/a"],
         ["10/abc", "doi:11.1/x", "10.5555/a b"]),
        (ark_fault, ["ark:/12148/btv1b8449691v", "ark:12148/bpt6k5619759j/f12", "ark:/13030/xf93gt2q"],
         ["ark:/12148/btv1b8449691x", "12148/btv1b8449691v"]),
    ],
)  # fmt: skip
def test_numbers(fault_of, right: list[str], wrong: list[str]) -> None:
    assert [text for text in right if fault_of(text)] == []
    assert [text for text in wrong if not fault_of(text)] == []


def test_the_check_character_of_the_noid_specification() -> None:
    assert noid_check("13030/xf93gt2") == "q"


@pytest.mark.parametrize(
    ("one", "two", "found"),
    [
        ("title={Un long titre de livre fictif}", "title={Un long titre de livre fictifs}", True),
        ("title={Un long titre de livre fictif}", "title={Un tout autre titre}", False),
        ("title={Le livre}, volume={1}", "title={Le livre}, volume={2}", False),
        ("title={Histoire fictive de Songe, tome 1}", "title={Histoire fictive de Songe, tome 2}", False),
        ("title={A}, isbn={978-2-86061-037-7}", "title={B}, isbn={2-86061-037-5}", True),
        ("title={A}, doi={10.5555/A}", "title={B}, doi={https://doi.org/10.5555/a}", True),
    ],
)
def test_near_duplicates(one: str, two: str, found: bool) -> None:
    head = "author={Songe, Anne}, date={2001}"
    works, _ = read(f"@book{{a, {head}, {one}}}\n@book{{b, {head}, {two}}}")
    assert bool(list(near_duplicates(book_of(works)))) is found


def test_chapters_of_one_book_are_no_duplicates() -> None:
    works, _ = read(CHAPTER + "@incollection{autre, author={Songe, Anne}, title={Autre chose}, crossref={recueil}}")
    assert list(near_duplicates(book_of(works))) == []


# Any text


FRAGMENTS = (
    "@book{", "@string{", "@comment{", "@etat-civil{", "@book(", "clé", ",", "title", " = ", "{", "}", '"', "#", "\\",
    "%", "\n", "@", "author = {de La Songe, Max and ", "crossref = {clé}", "xdata={a,b}", "1998", "{\\'e}",
    "\\textit{",
    " and ", "date = {1943/", "isbn={97", "ids={x}", ")", "~", "$", "family=", "\\}", "\\{", "é", "\u00a0", "\ufdd0",
    "\ufdef",
)  # fmt: skip


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
def test_reading_never_raises_and_every_start_is_an_entry_or_a_fault(text: str) -> None:
    works, faults = read(text)
    at = {work.place.line for work in works.values()} | {fault.place.line for fault in faults}
    assert all(fault.message("fr") and fault.message("en") for fault in faults)
    inside = [piece for piece in cut(text) if isinstance(piece, Unread)]
    starts = [text.count("\n", 0, match.start()) + 1 for match in ENTRY_START.finditer(text)]
    assert inside or set(starts) <= at
    list(run_checks(book_of(works), faults))


@given(st.text(max_size=60))
def test_any_name_is_read(text: str) -> None:
    name, doubt = read_name(text)
    assert isinstance(name, WorkName)
    assert isinstance(doubt, str)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "type", "title", "author", "family", "issued", "date-parts", "archive", "literal"]),
        inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(JSON, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_is_a_bibliography(tmp_path: Path, items: list) -> None:
    works, faults = csl(tmp_path, json.dumps(items))
    assert len(works) + len(faults) >= len([each for each in items if not isinstance(each, dict)])
    list(run_checks(book_of(works), faults))


def test_works_are_the_same_bytes_in_every_run() -> None:
    """What is found in notices is kept under the works, packed."""
    program = (
        "from bookwork.records import pack\n"
        "from bookwork.sources.bibliography import read_works\n"
        "from bookwork.sources.files import SourceText\n"
        "text = '@collection{tout, title = {Recueil fictif}, date = {2001}, publisher = {Fictif}, location = {Ici}}'\n"
        "text += '@incollection{part, crossref = {tout}, title = {Une part}, author = {Fictif, Paul}}'\n"
        "works, _ = read_works(SourceText('bibliography.bib', text))\n"
        "assert len(works['part'].inherited) > 2\n"
        "print(pack(list(works.values())).hex())\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(HOME)},
            check=True, capture_output=True, text=True,
        ).stdout
        for seed in "123"
    }  # fmt: skip
    assert len(said) == 1
