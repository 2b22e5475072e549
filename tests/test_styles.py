"""Sources in words: what a style prints does not hang on its neighbours, and pandoc runs only for what is new.

The works are those of the stock book and some made up here; all are fictional.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
from pathlib import Path

import pypandoc
import pytest
from fixtures_book import BOOK, inspected, worded

from bookwork.citing import styles
from bookwork.citing.csl import CslStyle, StyleTroubleError, read_style
from bookwork.citing.filing import filing_key
from bookwork.citing.grammar import parse_citation
from bookwork.citing.inlines import inline_html
from bookwork.citing.items import cote_item, edition_marks, fonds_item, marked_item, work_item, year_letters
from bookwork.citing.styles import Request, word_sources
from bookwork.cli import HOME
from bookwork.diagnostics import Place
from bookwork.inspection import inspect
from bookwork.model.archive import Repository
from bookwork.model.citation import CitationItem
from bookwork.model.schema import validate
from bookwork.model.source import Work, archival_keys
from bookwork.progress import StageProgress
from bookwork.records import replace
from bookwork.sources.bibliography import read_works
from bookwork.sources.files import SourceText
from bookwork.store import Store
from bookwork.typesetting.references import Wanted, closed, marked, word_references

CSL = HOME / "layout" / "csl"
SHIPPED = ("universite-de-lausanne-histoire.csl", "le-tapuscrit-note.csl")
BIBLIOGRAPHY = """
@book{songe1998, author = {Songe, Anne}, title = {Un songe}, subtitle = {récit}, date = {1998}, location = {Rêve},
  publisher = {Éditions fictives}, pagetotal = {210}}
@book{songe1998b, author = {Songe, Anne}, title = {Un autre songe}, date = {1998-03}}
@book{songe2005, author = {Songe, Anne}, title = {Un songe}, publisher = {Poche fictive}, date = {2005}}
@book{songepoche, author = {Songe, Anne}, title = {Un songe}, publisher = {Poche fictive}}
@book{songejean, author = {Songe, Jean}, title = {Le fils}, date = {1998}}
@article{chimere, author = {Chimère, Léo and Songe, Anne and de Mirage, Ève and Fictif, Paul}, title = {Où ?},
  journaltitle = {Revue}, volume = {4}, date = {1943/1945}, pages = {12-}}
@online{page, title = {[Une page]}, organization = {Amicale fictive}, url = {https://exemple.fr/a_b?c=1&d=2},
  urldate = {2024-03-01}}
@book{sansrien, title = {Un <i> & un "mot" *seul*…}, subtitle = {suite}}
@archive{fonds, library = {Archives fictives}, shortlibrary = {AF}, title = {Papiers}, shelfmark = {9 Z}}
@archive{boite, library = {Amicale fictive}, title = {Papiers}, shelfmark = {sans cote}, pattern = {libre}}
"""
WORKS, _ = read_works(SourceText("bibliography.bib", BIBLIOGRAPHY))
PRINTED = [work for work in WORKS.values() if work.type != "archive"]


def style(name: str = SHIPPED[0]) -> CslStyle:
    return read_style(CSL, name)


def plain(html: str) -> str:
    return re.sub("<[^>]*>", "", html).replace("\xa0", " ").replace("\u202f", " ")


def cited(text: str, works: dict[str, Work] = WORKS) -> str:
    citation, faults = parse_citation(text, Place(""), archival_keys(works))
    assert not faults
    project = inspected(BOOK).project
    assert project is not None
    return plain(references(works, frozenset(citation.items)).together(citation.items))


def references(works, items, entries=frozenset(), store=None):
    project = inspected(BOOK).project
    with Store(Path(":memory:")) if store is None else store as shelf:
        return word_references(project, works, {}, Wanted(items, entries), shelf)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_source_alone_is_worded_as_among_others(name: str) -> None:
    """Byte laws: the words of a source are kept, so no other source of the same run may have shaped them."""
    chance = random.Random(7)
    requests = [Request(work_item(work), entry=True) for work in PRINTED]
    requests += [Request(work_item(work), place="page 3") for work in PRINTED for _ in range(2)]
    requests += [Request(work_item(work), nameless=True) for work in PRINTED]
    chance.shuffle(requests)
    together = list(zip(requests, word_sources(style(name), requests), strict=True))
    assert len(dict(together)) == len(set(together))
    for request, words in together[:12]:
        assert word_sources(style(name), [request]) == [words]
        assert words


AUTHOR_DATE = """<style xmlns="http://purl.org/net/xbiblio/csl" class="{kind}" version="1.0"><info><title>Fictif</title>
<id>fictif</id><updated>2026-01-01T00:00:00+00:00</updated></info>
<citation disambiguate-add-year-suffix="{letters}" disambiguate-add-names="true" disambiguate-add-givenname="true"
 collapse="year" et-al-min="2" et-al-use-first="1" et-al-subsequent-min="4" et-al-subsequent-use-first="2">
<layout prefix="(" suffix=")" delimiter="; ">{citation}</layout></citation>
<bibliography subsequent-author-substitute="———"><sort><key variable="title"/></sort><layout suffix=".">
<names variable="author"/><text variable="title" prefix=", "/></layout></bibliography></style>"""
SHORT = """<names variable="author"><name form="short"/></names>
<date variable="issued" prefix=" "><date-part name="year"/></date>"""


def made(folder: Path, citation: str = SHORT, kind: str = "in-text", letters: str = "false") -> CslStyle:
    """A style of an author-date kind with everything in it that looks at neighbours."""
    text = AUTHOR_DATE.format(kind=kind, letters=letters, citation=citation)
    (folder / "fictif.csl").write_text(text, "utf-8")
    (folder / "locales-fr-FR.xml").write_bytes((CSL / "locales-fr-FR.xml").read_bytes())
    return read_style(folder, "fictif.csl")


def test_a_style_that_looks_at_neighbours_is_made_blind_to_them(tmp_path: Path) -> None:
    items = [work_item(work) for work in PRINTED]
    requests = [Request(item) for item in items for _ in range(2)] + [Request(item, entry=True) for item in items]
    together = word_sources(made(tmp_path), requests)
    assert together == [word_sources(made(tmp_path), [each])[0] for each in requests[:4]] + together[4:]
    assert len(set(zip(requests, together, strict=True))) == len(set(requests))
    assert plain(together[0]) == "Songe 1998"
    assert not any("———" in words for words in together)


CASES = {
    '<choose><if position="first"><text value="A"/></if><else><text value="B"/></else></choose>': "B",
    '<choose><if position="subsequent"><text value="A"/></if><else><text value="B"/></else></choose>': "A",
    '<choose><if position="ibid ibid-with-locator near-note" match="any"><text value="A"/></if>'
    '<else-if position="first" match="none"><text value="B"/></else-if></choose>': "B",
    '<choose><if position="subsequent" type="book"><text value="A"/></if><else><text value="B"/></else></choose>': "A",
    '<choose><if position="subsequent" type="song"><text value="A"/></if><else><text value="B"/></else></choose>': "B",
    '<choose><if position="first" type="song" match="any"><text value="A"/></if>'
    '<else><text value="B"/></else></choose>': "B",
    '<choose><if position="first" type="book" match="any"><text value="A"/></if>'
    '<else><text value="B"/></else></choose>': "A",
    '<choose><if disambiguate="true"><text value="A"/></if><else><text value="B"/></else></choose>': "B",
    '<group delimiter=", "><text value="A"/><text value="op. cit."/><text value="[s. l.] : "/><text term="ibid"/>'
    '<text variable="first-reference-note-number" prefix="n. "/><text variable="title"/></group>': "A, Un songe. Récit",
}  # fmt: skip


@pytest.mark.parametrize(("layout", "words"), CASES.items())
def test_positions_have_one_answer(layout: str, words: str, tmp_path: Path) -> None:
    requests = [Request(work_item(WORKS["songe1998"]))] * 3
    assert word_sources(made(tmp_path, layout, "note"), requests) == [words] * 3


def test_letters_tell_works_of_one_author_and_year_apart() -> None:
    """In the order of the bibliography: Songe (Anne), « Un autre songe », « Un songe », then Songe (Jean)."""
    assert year_letters(WORKS.values()) == {"songe1998b": "a", "songe1998": "b", "songejean": "c"}


def test_letters_are_printed_by_a_style_of_years(tmp_path: Path) -> None:
    letters, by_year = year_letters(WORKS.values()), made(tmp_path, letters="true")
    assert by_year.by_year
    assert not style().by_year
    item = work_item(WORKS["songe1998b"], letters["songe1998b"])
    assert plain(word_sources(by_year, [Request(item)])[0]) == "Songe 1998a"


def test_editions_of_one_work_are_told_apart() -> None:
    assert edition_marks(WORKS.values()) == {"songe1998": "1998", "songe2005": "2005", "songepoche": "Poche fictive"}
    item = marked_item(work_item(WORKS["songe1998"]), "1998")
    assert plain(word_sources(style(), [Request(item)])[0]) == "Songe, Un songe (1998)"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@songejean", "Songe, Le fils"),
        ("@songejean, p. 12-15", "Songe, Le fils, p. 12-15"),
        ("-@songejean, p. 12", "Le fils, p. 12"),
        ("@songejean, chap. 3", "Songe, Le fils, chap. 3"),
        ("@songejean, vol. 2, p. 45", "Songe, Le fils, vol. 2, p. 45"),
        ("@songejean, t. 2, p. 45", "Songe, Le fils, t. 2, p. 45"),
        ("@songejean, vue 45/120", "Songe, Le fils, vue 45/120"),
        ("@songejean, {hors texte}, p. 4", "Songe, Le fils, hors texte, p. 4"),
        ("voir @songejean, p. 12, *passim*", "voir Songe, Le fils, p. 12, passim"),
        ("@songe1998, p. 3", "Songe, Un songe (1998), p. 3"),
        ("@chimere, p. 3", "Chimère et alii, « Où ? », p. 3"),
        ("@page", "Amicale fictive, [Une page]"),
        ("@sansrien", 'Un &lt;i&gt; &amp; un "mot" *seul*…'),
        ("@fonds, 9 Z 12, f. 3", "AF, 9 Z 12, f. 3"),
        ("@fonds, 9 Z 12, dossier 4, pièce 2", "AF, 9 Z 12, dossier 4, pièce 2"),
        ("-@fonds, 9 Z 12", "9 Z 12"),
        ("@fonds", "AF, Papiers, 9 Z"),
        ("@boite, carnet noir", "Amicale fictive, Papiers, carnet noir"),
        ("@songejean, p. 1 ; @fonds, 9 Z 1", "Songe, Le fils, p. 1 ; AF, 9 Z 1"),
    ],
)
def test_a_citation_in_words(text: str, words: str) -> None:
    assert cited(text) == words


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("songe1998", "Songe Anne, Un songe. Récit, Rêve : Éditions fictives, 1998, 210 p."),
        ("songepoche", "Songe Anne, Un songe, Poche fictive."),
        ("chimere", "Chimère Léo et alii, « Où ? », Revue, vol. 4, 1943-1945, p. 12 sqq."),
        ("page", "Amicale fictive, [Une page], https://exemple.fr/a_b?c=1&amp;d=2, consulté le 1er mars 2024."),
        ("sansrien", 'Un &lt;i&gt; &amp; un "mot" *seul*… Suite.'),
        ("fonds", "Archives fictives, 9 Z (Papiers)."),
    ],
)
def test_an_entry_of_the_bibliography(key: str, words: str) -> None:
    assert plain(references(WORKS, frozenset(), frozenset({key})).entries[key]) == words


def test_what_styles_leave_out_stands_behind_a_dash() -> None:
    text = "@book{a, author={Songe, Anne}, title={T}, series={Fictions}, isbn={978-2-0000}, note={récit <fictif>}}"
    works, _ = read_works(SourceText("bibliography.bib", text))
    entry = references(works, frozenset(), frozenset({"a"})).entries["a"]
    assert (
        plain(entry.replace("&nbsp;", " "))
        == "Songe Anne, T. – coll. Fictions. – ISBN 978-2-0000. – récit &lt;fictif&gt;."
    )


def test_a_work_of_which_a_style_says_nothing_is_shown_by_its_key() -> None:
    works, _ = read_works(SourceText("bibliography.bib", "@misc{nu, langid={french}}"))
    found = references(works, frozenset({CitationItem("nu")}), frozenset({"nu"}))
    assert (found.cites[CitationItem("nu")], found.entries["nu"]) == ("nu", "nu.")


def test_dates_that_are_not_certain_stand_in_words() -> None:
    text = "@book{a, title={T}, date={1943?}} @book{b, title={T}, date={1945/..}} @book{c, title={T}, date={1945-02}}"
    works, _ = read_works(SourceText("bibliography.bib", text.replace(" @", "\n@")))
    dates = [json.loads(work_item(work))["issued"] for work in works.values()]
    assert dates == [{"literal": "1943 (?)"}, {"literal": "à partir de 1945"}, {"date-parts": [["1945", "2"]]}]


def test_archives_are_ordered_by_repository_and_fonds() -> None:
    text = "".join(
        f"@archive{{k{n}, library={{{library}}}, shelfmark={{{cote}}}, title={{x}}}}\n"
        for n, (library, cote) in enumerate([("Zone", "1 A"), ("Écart", "9 Z"), ("Écart", "2 B"), ("Dune", "3 C")])
    )
    works, _ = read_works(SourceText("bibliography.bib", text))
    assert [work.key for work in sorted(works.values(), key=filing_key)] == ["k3", "k2", "k1", "k0"]


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        ("fin", "fin."), ("fin.", "fin."), ("p.", "p."), ("<i>Où ?</i>", "<i>Où ?</i>"), ("« Où ? »", "« Où ? »"),
        ('<a href="#b">Un Normand dans…</a>', '<a href="#b">Un Normand dans…</a>'), ("« Dora »", "« Dora »."),
    ],
)  # fmt: skip
def test_no_sentence_ends_twice(html: str, sentence: str) -> None:
    assert closed(html) == sentence


def test_words_of_authors_keep_their_emphasis() -> None:
    assert marked(r"voir *passim* & \*\_") == "voir <i>passim</i> &amp; *_"
    assert marked("nom_de_fichier") == "nom_de_fichier"


def test_only_printed_addresses_are_links() -> None:
    words = [{"t": "Str", "c": "Dora"}]
    assert inline_html([{"t": "Link", "c": [["", [], []], words, ["https://exemple.fr", ""]]}]) == "Dora"
    address = [{"t": "Str", "c": "https://exemple.fr?a&b"}]
    assert (
        inline_html([{"t": "Link", "c": [["", [], []], address, ["https://exemple.fr?a&b", ""]]}])
        == '<a class="url" href="https://exemple.fr?a&amp;b">https://exemple.fr?a&amp;b</a>'
    )


def test_the_locale_of_the_house_gives_the_words(tmp_path: Path) -> None:
    for name in SHIPPED[:1]:
        (tmp_path / name).write_bytes((CSL / name).read_bytes())
    terms = (CSL / "locales-fr-FR.xml").read_text("utf-8")
    (tmp_path / "locales-fr-FR.xml").write_text(
        terms.replace("<single>chap.</single>", "<single>ch.</single>"), "utf-8"
    )
    request = Request(work_item(WORKS["songejean"]), place="chapitre 3")
    assert plain(word_sources(read_style(tmp_path, SHIPPED[0]), [request])[0]) == "Songe, Le fils, ch. 3"


# The store


def test_pandoc_runs_once_for_each_style_and_never_again(tmp_path: Path, monkeypatch) -> None:
    runs: list[int] = []

    def counted(style: CslStyle, requests) -> list[str]:
        runs.append(len(requests))
        return word_sources(style, requests)

    monkeypatch.setattr("bookwork.typesetting.references.word_sources", counted)
    store = tmp_path / "store.sqlite"
    items = frozenset(CitationItem(key) for key in WORKS)
    first = references(WORKS, items, frozenset(WORKS), Store(store))
    assert sorted(runs) == [4, 16]
    runs.clear()
    assert references(WORKS, items, frozenset(WORKS), Store(store)) == first
    assert [each for each in runs if each] == []
    citation, _ = parse_citation("@songejean, p. 7", Place(""))
    references(WORKS, items | set(citation.items), frozenset(WORKS), Store(store))
    assert [each for each in runs if each] == [1]


@pytest.mark.parametrize("key", ["songe1998", "songe1998b", "page", "fonds"])
def test_entries_that_are_kept_together_are_those_of_the_works_as_they_are(tmp_path: Path, key: str) -> None:
    store, every = tmp_path / "store.sqlite", frozenset(WORKS)
    before = references(WORKS, frozenset(), every, Store(store)).entries
    edited = {**WORKS, key: replace(WORKS[key], fields={**WORKS[key].fields, "title": "Autre", "date": "1999"})}
    for works in (edited, dict(reversed(WORKS.items())), WORKS):
        anew = references(works, frozenset(), every).entries
        assert references(works, frozenset(), every, Store(store)).entries == anew
        assert references(works, frozenset(), every, Store(store)).entries == anew
    assert anew == before != references(edited, frozenset(), every, Store(store)).entries
    assert list(references(WORKS, frozenset(), frozenset({key}), Store(store)).entries) == [key]


def test_checking_never_runs_pandoc(monkeypatch) -> None:
    monkeypatch.setattr(styles, "_run", lambda *_: pytest.fail("pandoc was run"))
    assert inspect(BOOK, HOME / "layout", StageProgress("fr")).project is not None


# Pandoc itself

ALIKE, _ = read_works(
    SourceText(
        "bibliography.bib",
        """
@book{livre, author = {Songe, Anne}, title = {Un songe}, date = {1998}, location = {Rêve}, pagetotal = {210},
  publisher = {Éditions fictives}}
@article{article, author = {Chimère, Léo and Songe, Jean and de Mirage, Ève and Fictif, Paul}, title = {Un rêve},
  journaltitle = {Revue fictive}, volume = {4}, number = {2}, date = {1943}, pages = {12-15}}
@incollection{chapitre, author = {Fictif, Paul}, title = {Le tunnel}, booktitle = {Les lieux}, date = {2001-03},
  editor = {Mirage, Marc}, publisher = {Éditions fictives}, location = {Rêve}, pages = {1-9}}
@thesis{these, author = {Oubli, Ève}, title = {Une thèse}, type = {thèse de doctorat}, date = {2010},
  institution = {Université fictive}, location = {Rêve}}
""",
    )
)
"""Works that no style must tell apart, with all that styles ask for: what pandoc says of them hangs on nothing else."""
ROUND = [*(f"[@{key}]" for key in ALIKE), "[@livre, p. 12]", "[@chapitre]", "[-@livre, p. 12-15]"]
"""No work is cited twice running, for which there is « ibid. »."""


def straight_from_pandoc(sheet: Path, folder: Path) -> tuple[list[str], dict[str, str]]:
    """The later citations of each work, and the bibliography, as pandoc gives them without us."""
    references = [json.loads(work_item(work)) | {"id": key} for key, work in ALIKE.items()]
    (folder / "references.json").write_text(json.dumps(references), "utf-8")
    command = [pypandoc.get_pandoc_path(), "--citeproc", f"--csl={sheet}", "--metadata=lang:fr-FR",
               f"--bibliography={folder / 'references.json'}", "-f", "markdown", "-t", "json"]  # fmt: skip
    text = "\n\n".join([*ROUND[: len(ALIKE)], *ROUND])
    run = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=True)
    *paragraphs, entries = json.loads(run.stdout)["blocks"]
    cites = [
        inline_html(inline for each in paragraph["c"][0]["c"][1] for inline in _in_note(each))
        for paragraph in paragraphs[len(ALIKE) :]
    ]
    listed = {
        block["c"][0][0].removeprefix("ref-"): inline_html(each for part in block["c"][1] for each in part["c"])
        for block in entries["c"][1]
    }
    return cites, listed


def _in_note(inline):
    return inline["c"][0]["c"] if inline["t"] == "Note" else [inline]


def letters(html: str) -> str:
    """What is printed, without the punctuation that is the paragraph’s, and the « op. cit. » that we leave out."""
    return re.sub(r"[^\w-]+|\b(?:op|art)\W+cit\b", "", plain(html).lower())


@pytest.mark.parametrize("name", [*SHIPPED, "pandoc", "écrit ici"])
def test_pandoc_asked_straight_gives_the_same_words(name: str, tmp_path: Path) -> None:
    sheet = tmp_path / "style.csl"
    if name in SHIPPED:
        text = (CSL / name).read_text("utf-8")
    elif name == "pandoc":  # its own: Chicago, author and date, in English
        command = [pypandoc.get_pandoc_path(), "--print-default-data-file=default.csl"]
        text = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    else:
        text = AUTHOR_DATE.format(kind="in-text", letters="false", citation='<names variable="author"/>')
    sheet.write_text(text, "utf-8")
    (tmp_path / "locales-fr-FR.xml").write_bytes((CSL / "locales-fr-FR.xml").read_bytes())
    items = {key: work_item(work) for key, work in ALIKE.items()}
    cited = [Request(item) for item in items.values()]
    cited += [
        Request(items["livre"], place="page 12"),
        Request(items["chapitre"]),
        Request(items["livre"], place="page 12-15", nameless=True),
    ]
    ours = word_sources(
        read_style(tmp_path, sheet.name), [*cited, *(Request(each, entry=True) for each in items.values())]
    )
    cites, entries = straight_from_pandoc(sheet, tmp_path)
    assert [letters(each) for each in ours[: len(cited)]] == [letters(each) for each in cites]
    assert dict(zip(items, map(letters, ours[len(cited) :]), strict=True)) == {
        key: letters(html) for key, html in entries.items()
    }


# Styles that will not do


def refused(folder: Path, text: str) -> str:
    (folder / "faux.csl").write_text(text, "utf-8")
    (folder / "locales-fr-FR.xml").write_bytes((CSL / "locales-fr-FR.xml").read_bytes())
    with pytest.raises(StyleTroubleError) as trouble:
        word_sources(read_style(folder, "faux.csl"), [Request(work_item(WORKS["songejean"]), entry=True)])
    assert trouble.value.file == "layout/csl/faux.csl"
    return trouble.value.french


NUMBERED = '<text variable="citation-number"/>'
DEPENDENT = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0"><info>
<link href="http://www.zotero.org/styles/annales" rel="independent-parent"/></info></style>"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pas du XML", "ce n’est pas du XML"),
        ("<html/>", "ce n’est pas un style CSL 1.0"),
        (DEPENDENT, "renvoyer au style « annales »"),
        (AUTHOR_DATE.format(kind="note", letters="false", citation=NUMBERED), "numérote"),
        (AUTHOR_DATE.format(kind="note", letters="false", citation='<text macro="nulle"/>'), "macro « nulle »"),
        (re.sub("<bibliography.*</bibliography>", "", AUTHOR_DATE, flags=re.DOTALL), "« bibliography »"),
        (
            AUTHOR_DATE.format(kind="note", letters="false", citation='<names variable="rien"><nom/></names><x/>'),
            "pandoc",
        ),
    ],
)
def test_a_style_that_will_not_do_is_refused(text: str, said: str, tmp_path: Path) -> None:
    assert said in refused(tmp_path, text)


def test_a_style_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(StyleTroubleError, match=r"layout/csl/absent\.csl"):
        read_style(tmp_path, "absent.csl")


@pytest.mark.parametrize("name", [*SHIPPED, "archives.csl"])
def test_shipped_styles_word_the_stock_book(name: str) -> None:
    requests = [Request(item(work), entry=True) for work in WORKS.values() for item in (work_item, fonds_item)]
    assert any(word_sources(style(name), [*requests, Request(cote_item(WORKS["fonds"], "9 Z 1"))]))


def test_every_source_of_the_stock_book_has_words() -> None:
    book, project = inspected(BOOK).book, inspected(BOOK).project
    assert book is not None
    assert project is not None
    found = worded(book, project)
    assert found.cites
    assert all(map(plain, found.cites.values()))
    assert all(map(plain, found.entries.values()))


def test_shelfmarks_are_printed_as_their_repository_writes_them() -> None:
    book, project = inspected(BOOK).book, inspected(BOOK).project
    assert book is not None
    assert project is not None
    fonds = next(work for work in book.works.values() if work.type == "archive")
    form, faults = validate(Repository, {"id": "fictif", "nom": "Archives", "motifs": [r"\d+ Z \d+"], "groupes": 3})
    assert form is not None, faults
    work = replace(fonds, fields={**fonds.fields, "pattern": "fictif"})
    citation, _ = parse_citation(f"@{work.key}, 9 Z 123456", Place(""), frozenset({work.key}))
    with Store(Path(":memory:")) as store:
        wanted = Wanted(frozenset(citation.items))
        plainly = word_references(project, {work.key: work}, {}, wanted, store).together(citation.items)
        grouped = word_references(project, {work.key: work}, {"fictif": form}, wanted, store).together(citation.items)
    assert (plain(plainly), plain(grouped)) == ("Archives fictives, 9 Z 123456", "Archives fictives, 9 Z 123 456")
