"""Reading: files to values, and that nothing in a file can stop it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bookwork.checks import run_checks
from bookwork.checks.fields import SEX
from bookwork.diagnostics import NoticeId, Place
from bookwork.model.directory import Directory
from bookwork.model.notice import BrokenNotice, Facts, Notice
from bookwork.model.schema import json_schema
from bookwork.model.source import WorkName, archival_keys
from bookwork.reports import text as text_report
from bookwork.sources import markdown
from bookwork.sources.bibliography import read_works
from bookwork.sources.bibnames import read_name, split_names
from bookwork.sources.files import SourceText, decode
from bookwork.sources.frontmatter import split
from bookwork.sources.latex import decode_latex
from bookwork.sources.manuscript import read_chapter
from bookwork.sources.notices import read_notice
from bookwork.sources.reading import locate, read_book
from bookwork.sources.text import Body, read_body
from bookwork.sources.yamltext import load

BASE = Path(__file__).parent / "cases" / "base"
NOTICE = """---
nom: Fictif
particule: de
prénoms: Jean Marie
sexe: H
nom_usage:
naissance: {date: 1920-07-01, lieu: Villefictive, source: "@fictif2001, p. 3"}
engagement: Réseau Fictif
matricules: {Campfictif: 0123, Annexe-Fictive: {valeur: 77, source: ["@fictif2001, p. 4", "@fonds-fictif, 9 Z 1"]}}
parcours:
  - {camp: Campfictif, date: 1944-01}
conflits:
  - champ: mariage
    versions:
      - {valeur: NO, source: "@fictif2001, p. 5"}
      - {valeur: 02}
sources: ["@fictif2001, p. 12"]
archives: ["@fonds-fictif, 9 Z 12, f. 3"]
auteurs: [AF]
statut: relu
---
Jean naît [@fictif2001, p. 1 ; @fonds-fictif, 9 Z 2]
le 1er juillet 1920, matricule 0 123.

Avec [[autre-jean|un autre]], à [Dora *camp*]{.index terme="Mittelbau"}.
"""
FILE = "biographies/F/fictif-jean.md"
ARCHIVAL = frozenset({"fonds-fictif"})


def notice_of(text: str) -> Notice:
    notice, faults = read_notice(SourceText(FILE, text), ARCHIVAL)
    assert faults == ()
    assert isinstance(notice, Notice)
    return notice


def body(text: str, *, chapter: bool = False):
    return read_body(Body("f.md", text, 10, None if chapter else NoticeId("f")), ARCHIVAL)


# Notices


def test_a_whole_notice() -> None:
    notice = notice_of(NOTICE)
    facts = notice.facts
    assert notice.id == "fictif-jean"
    assert notice.name.inverted() == "Fictif (Jean Marie de)"
    assert facts.birth is not None
    assert facts.birth.date is not None
    assert facts.birth.date.is_day
    assert facts.usual_name == ""
    assert facts.movements == ("Réseau Fictif",)
    assert {camp: number.value for camp, number in facts.numbers.items()} == {
        "Campfictif": "0123",
        "Annexe-Fictive": "77",
    }
    assert [version.value for version in facts.conflicts[0].versions] == ["NO", "02"]
    assert [citation.items[0].key for citation in notice.sources.citations] == ["fictif2001", "fonds-fictif"]
    assert [citation.place.key for citation in notice.value_sources.citations] == [
        "naissance.source.0",
        "matricules.Annexe-Fictive.source.0",
        "matricules.Annexe-Fictive.source.1",
        "conflits.0.versions.0.source.0",
    ]
    assert [each.items[0].key for each in notice.sources_of("naissance")] == ["fictif2001"]
    assert notice.sources_of("conflits", 0, "versions", 1) == ()


def test_marks_become_holes_with_their_places() -> None:
    text = notice_of(NOTICE).text
    assert text.html == (
        '<p>Jean naît <x-cite n="0"></x-cite>\nle 1er juillet 1920, matricule 0 123.</p>\n'
        '<p>Avec <x-ref n="0"></x-ref>, à <x-mark n="0">Dora <em>camp</em></x-mark>.</p>'
    )
    lines = NOTICE.split("\n")
    places = [text.citations[0].place, text.references[0].place, text.marks[0].place]
    assert [lines[place.line - 1][place.column - 1 :][:5] for place in places] == ["[@fic", "[[aut", "[Dora"]
    assert (text.references[0].target, text.references[0].text) == ("autre-jean", "un autre")
    assert (text.marks[0].term, text.marks[0].text, text.marks[0].excluded) == ("Mittelbau", "Dora *camp*", False)
    assert [(mention.kind, mention.value) for mention in text.mentions] == [("date", "1920-07-01"), ("number", "0123")]
    date_place = text.mentions[0].place
    assert lines[date_place.line - 1][date_place.column - 1 :].startswith("1er juillet")


def test_two_numbers_of_one_camp() -> None:
    notice = notice_of(NOTICE.replace("Campfictif: 0123,", "Campfictif: [10, 81],"))
    assert notice.facts.numbers["Campfictif"].value == "10 et 81"


@pytest.mark.parametrize(
    ("old", "new"), [("\n", "\r\n"), ("---\nnom", "\ufeff---\nnom"), ("---\nnom", "\n\n--- \nnom")]
)
def test_line_ends_and_byte_order_marks_change_nothing(old: str, new: str) -> None:
    source, faults = decode(FILE, NOTICE.replace(old, new).encode())
    assert source is not None
    assert faults == ()
    assert notice_of(source.text).text.html == notice_of(NOTICE).text.html


def test_a_wrong_value_costs_only_itself() -> None:
    wrong = NOTICE.replace("1920-07-01, lieu", "vers 1920, lieu").replace("parcours:", "parcour:")
    notice, faults = read_notice(SourceText(FILE, wrong), ARCHIVAL)
    assert isinstance(notice, Notice)
    assert notice.facts.birth is not None
    assert (notice.facts.birth.place, notice.facts.birth.date, notice.facts.stages) == ("Villefictive", None, ())
    assert [fault.code for fault in faults] == ["notice.bad-date", "notice.unknown-key"]


def test_an_incomplete_part_goes_with_its_wrong_value() -> None:
    notice, faults = read_notice(
        SourceText(FILE, NOTICE.replace("statut: relu", "statut: relu\nsort: {état: [a]}")), ARCHIVAL
    )
    assert isinstance(notice, Notice)
    assert notice.facts.fate is None
    assert [fault.code for fault in faults] == ["notice.bad-value"]


def test_a_broken_notice_keeps_what_name_it_has() -> None:
    notice, faults = read_notice(SourceText(FILE, NOTICE.replace("sexe: H\n", "")))
    assert isinstance(notice, BrokenNotice)
    assert notice.name.inverted() == "Fictif (Jean Marie de)"
    assert [(fault.code, fault.notice) for fault in faults] == [("notice.missing-key", "fictif-jean")]
    broken, _ = read_notice(SourceText(FILE, "---\n@"))
    assert broken.name.family == "fictif-jean"


def test_the_schema_is_json() -> None:
    schema = json_schema(Facts)
    assert schema["required"] == ["nom", "prénoms", "sexe", "sources", "auteurs", "statut"]
    assert schema["properties"]["convoi"]["description"]


# Running text


def test_emphasis_links_and_escapes() -> None:
    text, faults = body(r"Un *mot*, **deux**, [lien](https://exemple.fr) et \[@rien\] & 3 < 4.")
    assert text.html == (
        "<p>Un <em>mot</em>, <strong>deux</strong>, "
        '<a href="https://exemple.fr">lien</a> et [@rien] &amp; 3 &lt; 4.</p>'
    )
    assert text.citations == ()
    assert faults == ()


def test_raw_html_is_printed_and_reported() -> None:
    text, faults = body("a <script>alert(1)</script>\n<!-- caché --> b")
    assert "<script" not in text.html
    assert "&lt;script&gt;" in text.html
    assert "&lt;!-- caché --&gt;" in text.html
    assert [str(fault.place) for fault in faults] == ["f.md:10:3", "f.md:10:19", "f.md:11:1"]


def test_a_heading_in_a_notice_is_a_bold_line() -> None:
    text, faults = body("# Titre [@livre] #\n\nTexte n° #3.")
    assert text.html == '<p><strong>Titre <x-cite n="0"></x-cite></strong></p>\n<p>Texte n° #3.</p>'
    assert [fault.code for fault in faults] == ["text.heading"]


def test_footnotes_of_a_chapter_stand_at_their_calls() -> None:
    text, faults = body(
        "Un[^1] et deux[^b].\n\n[^1]: Note *une* [@livre, p. 2]\n  et suite.\n\n[^b]: Deux.\n\nFin.", chapter=True
    )
    assert text.html == (
        '<p>Un<span class="footnote">Note <em>une</em> <x-cite n="0"></x-cite>\net suite.</span> et deux'
        '<span class="footnote">Deux.</span>.</p>\n<p>Fin.</p>'
    )
    assert faults == ()


def test_chapters_have_tables_headings_and_placeholders() -> None:
    source = SourceText(
        "manuscript/10-essai-fictif.md",
        "---\ntitre: Essai\n---\n## Un\n\n{{ table_des_convois }}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    )
    chapter, faults = read_chapter(source)
    assert (chapter.id, chapter.title, chapter.short_title) == ("ch-10-essai-fictif", "Essai", "Essai")
    assert "<h2>Un</h2>\n<p>{{ table_des_convois }}</p>\n<table>" in chapter.text.html
    assert faults == ()


def test_marks_inside_marks() -> None:
    text, faults = body("[au camp de [Dora]{.index} [@livre]]{.index terme=«Camp»} [là]{.noindex}")
    assert text.html == (
        '<p><x-mark n="0">au camp de <x-mark n="1">Dora</x-mark> <x-cite n="0"></x-cite></x-mark> '
        '<x-mark n="2">là</x-mark></p>'
    )
    assert [(mark.term, mark.excluded) for mark in text.marks] == [("Camp", False), ("Dora", False), ("", True)]
    assert faults == ()


WORDS = st.sampled_from(
    [
        "Jean",
        "naît",
        "*",
        "**",
        "_",
        "un mot",
        "1944",
        "«",
        "»",
        "-",
        "a*b",
        " ",
        "\n",
        "\n\n",
        ".",
        "1. ",
        "n°",
        "  \n",
    ]
)


@given(st.lists(WORDS, max_size=14).map("".join))
@example("*a* et *b*")
@example("a *b\nc* d")
def test_plain_paragraphs_are_as_the_library_makes_them(source: str) -> None:
    ours = markdown.prose_html(source)
    theirs = markdown._convert(markdown._prose(), source)
    assert ours == theirs


@given(st.text(alphabet="[]@a1{}.`*_\\<>!^|# \n;,-()éX\ufdd0\ufdd1\ufdd2\x02\x03", max_size=60), st.booleans())
def test_any_text_is_read_and_no_hole_is_lost(source: str, chapter: bool) -> None:
    text, faults = body(source, chapter=chapter)
    assert not re.search("[\ufdd0-\ufdef\x02\x03]", text.html)
    holes = [int(number) for number in re.findall(r'<x-ref n="(\d+)">', text.html)]
    assert set(holes) <= set(range(len(text.references)))
    assert text.html.count("<x-mark ") == text.html.count("</x-mark>") or "[^" in source
    lines = source.split("\n")
    for place in [each.place for each in (*text.citations, *text.references, *text.marks, *faults)]:
        assert 10 <= place.line < 10 + len(lines)
        assert 1 <= place.column <= len(lines[place.line - 10]) + 1


HOSTILE = {
    "brackets": "[" * 20_000,
    "paired brackets": "[a" * 20_000 + "@k" + "]" * 20_000,
    "references": "[[ " * 20_000,
    "marks": "[a" * 3_000 + "]{.index}" * 3_000,
    "keys": "[@a " * 20_000,
    "items": "[@a" + ";@a" * 20_000 + "]",
    "braces": "[@a, " + "{" * 20_000 + "}" * 20_000 + "]",
    "comments": "<!--" * 20_000,
    "addresses": "<http://" * 20_000,
    "code": "`" * 20_000 + "` a" * 20_000,
    "stars": "*a **b " * 5_000,
    "bullets": "- " * 20_000 + "a",
    "numbers": "1. " * 20_000,
    "quotations": ">" * 20_000 + "a",
    "steps": "\n".join("    " * (i % 400) + "- a" for i in range(2_000)),
    "escapes": "\\" * 20_000,
    "links": "[a](" * 20_000,
    "headings": "# " * 20_000 + "x",
    "notes": "[^1]" * 20_000 + "\n\n[^1]: x",
    "blanks": " \n" * 20_000,
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("chapter", [False, True], ids=["notice", "chapter"])
def test_hostile_text_takes_no_longer_than_other_text(source: str, chapter: bool) -> None:
    text, _ = body(source, chapter=chapter)
    assert isinstance(text.html, str)


# YAML


def test_all_values_are_text_but_null_and_truth() -> None:
    value, faults = load(
        "a: 02\nb: NO\nc: 12:30\nd: 1944-02-30\ne: 21e4\nf: true\ng: null\nh: ~\ni:\nj: '~'\n<<: 1\n", Place("f", 1, 1)
    )
    assert faults == ()
    assert value == {"a": "02", "b": "NO", "c": "12:30", "d": "1944-02-30", "e": "21e4", "f": True, "j": "~", "<<": "1"}


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: 1\nb: [1, 2\nc: 3", "yaml.syntax", 7, 2),
        ("a: 1\na: 2", "yaml.duplicate-key", 6, 1),
        ("b: {a: 1, a: 2}", "yaml.duplicate-key", 5, 11),
        ("a: 1\nb: @livre", "yaml.unquoted-at", 6, 4),
        ("a: b: c", "yaml.colon", 5, 5),
        ("a:\n\tb: c", "yaml.tab", 6, 1),
        ("a: &x 1\nb: *x", "yaml.forbidden", 5, 4),
        ("a: !!python/object:os.system x", "yaml.forbidden", 5, 4),
        ("? [a, b]\n: c", "yaml.forbidden", 5, 3),
        ("a: x\u2028\u2028b\nc: @", "yaml.unquoted-at", 6, 4),
        ("- a", "yaml.not-mapping", 5, 1),
        ("", "front-matter.empty", 5, 1),
        ("# rien", "front-matter.empty", 5, 1),
        ("a: \x07", "yaml.syntax", 5, 4),
    ],
)
def test_yaml_faults_have_their_place(text: str, code: str, line: int, column: int) -> None:
    value, (fault,) = load(text, Place("f", 5, 1))
    assert value is None
    assert (fault.code, fault.place.line, fault.place.column) == (code, line, column)
    assert fault.message("fr")
    assert fault.message("en")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "- " * 100_000,
        "a: " + "{a: " * 50_000,
        "? " * 100_000,
        "a: " + "[" * 300 + "]" * 300,
        "\n".join(" " * i + "a:" for i in range(600)),
    ],
)
def test_deep_nesting_is_a_fault_and_no_crash(text: str) -> None:
    value, (fault,) = load(text, Place("f", 1, 1))
    assert value is None
    assert fault.code.startswith("yaml.")


def test_places_of_values_are_found_when_asked(tmp_path: Path) -> None:
    book = shutil.copytree(BASE, tmp_path / "book")
    (book / "biographies").mkdir()
    (book / "biographies/fictif-jean.md").write_text(NOTICE, encoding="utf-8")
    read, _ = read_book(book)
    notice = read.notices[0]
    paths = {
        ("nom",): "Fictif",
        ("parcours", 0, "date"): "1944-01}",
        ("conflits", 0, "versions", 1, "valeur"): "02}",
        ("décès", "date"): "nom: ",
    }
    for path, start in paths.items():
        (located,) = locate(book, [SEX.at(notice.place(*path), value="")])
        line = NOTICE.split("\n")[located.place.line - 1]
        assert line[located.place.column - 1 :].startswith(start), path


def test_split_numbers_the_lines() -> None:
    parts, _ = split(SourceText("f", "\n---\na: 1\n---\n\ntexte\n"))
    assert parts is not None
    assert (parts.yaml, parts.yaml_line, parts.body, parts.body_line) == ("a: 1\n", 3, "\ntexte\n", 5)


# Bibliography


def works_of(text: str):
    return read_works(SourceText("bibliography.bib", text))


def test_works() -> None:
    works, faults = works_of(
        """@string{edf = "Éditions fictives"}
@Book{fictif, AUTHOR = {de La Fictive, Max and d'Arc, {Jeanne} and {Amicale de Fictavie} and others},
  title = {L'\\'{e}t\\'e -- \\emph{un} {\\oe}uvre \\& 100\\,\\%}, publisher = edf # { et fils}, year = 1998,
  month = mar, url = {http://exemple.fr/a_b%20c~d--e} }
@archive{fonds, title = "Un {"}fonds{"}"}
@etat-civil{ec, library = {AD}}
"""
    )
    assert faults == ()
    work = works["fictif"]
    assert work.type == "book"
    assert work.place == Place("bibliography.bib", 2, 1)
    assert work.names["author"] == (
        WorkName("La Fictive", "Max", "de"),
        WorkName("Arc", "Jeanne", "d’"),
        WorkName("Amicale de Fictavie"),
        WorkName("et al."),
    )
    assert dict(work.fields) == {
        "title": "L’été – un œuvre & 100\u202f%".replace("’", "'"),
        "publisher": "Éditions fictives et fils",
        "year": "1998",
        "month": "3",
        "date": "1998-03",
        "url": "http://exemple.fr/a_b%20c~d--e",
    }
    assert works["fonds"].fields["title"] == 'Un "fonds"'
    assert archival_keys(works) == {"fonds", "ec"}


def test_faulty_entries_do_not_cost_their_neighbours() -> None:
    works, faults = works_of(
        "@book{a, title={A}}\n@book{b, title={B\n@book{c, title={C}}\n@book{a, title={D}}\n@book{e\ntitle={E}}\n"
    )
    assert list(works) == ["a", "c"]
    assert works["a"].fields["title"] == "A"
    stray, (fault,) = works_of("\n@book: {f, title={F}}")
    assert (dict(stray), fault.code, fault.place.line) == ({}, "bib.syntax", 2)
    assert [(fault.code, fault.place.line) for fault in faults] == [
        ("bib.syntax", 2),
        ("bib.duplicate-key", 4),
        ("bib.syntax", 5),
    ]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("von Braun, Wernher", WorkName("Braun", "Wernher", "von")),
        ("Gaulle, Charles de", WorkName("Gaulle", "Charles", "de")),
        ("de l'Étang, Max", WorkName("l'Étang", "Max", "de")),
        ("d’Arc, Jean", WorkName("Arc", "Jean", "d’")),
        ("Dupont dit Durand, Jean", WorkName("Dupont dit Durand", "Jean")),
        ("Le Maner, Yves", WorkName("Le Maner", "Yves")),
        ("Fictif, fils, Jean", WorkName("Fictif", "Jean", "", "fils")),
        ("family=Braun, given=Wernher, prefix=von", WorkName("Braun", "Wernher", "von")),
        ("Jean de La Fictive", WorkName("La Fictive", "Jean", "de")),
        ("Fictif", WorkName("Fictif")),
        ("Le Fictif", WorkName("Le Fictif")),
    ],
)
def test_names_of_authors(raw: str, name: WorkName) -> None:
    assert read_name(raw) == (name, "")


@pytest.mark.parametrize("raw", ["Jean-Pierre Le Goff", "FICTIF, Jean", "Fictif, J. et Autre, P.", "a, b, c, d"])
def test_doubtful_names(raw: str) -> None:
    assert read_name(raw)[1]


def test_names_are_cut_outside_braces() -> None:
    assert split_names("{Fils and Cie} and Fictif, Jean\n  and others") == ["{Fils and Cie}", "Fictif, Jean", "others"]


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\'El\`eve, \^{o}, na\"{\i}f, gar\c{c}on, \v{S}koda, \~n", "Élève, ô, naïf, garçon, Škoda, ñ"),
        (r"{\OE}uvre, c\oe ur, Stra{\ss}e, {\L}\'od\'z", "Œuvre, cœur, Straße, Łódź"),
        (r"``a'' --- b -- c~d", "“a” — b – c\u00a0d"),
        (r"\enquote{un \textsc{mot}} \textsuperscript{e}", "« un mot » e"),
        (r"100 \% brut \& 5 \$ \_ \#", "100 % brut & 5 $ _ #"),
        ("100 % brut", "100 % brut"),
        (r"{D}ora {SS}", "Dora SS"),
        (r"fin \\ ligne \{x\}", "fin   ligne {x}"),
        ("}{ seul", " seul"),
        ("\\", "\\"),
        (r"\emph{" * 5000 + "a" + "}" * 5000, "a"),
    ],
)
def test_latex(latex: str, text: str) -> None:
    assert decode_latex(latex) == (text, ())


def test_accents_upon_accents_end() -> None:
    assert "a" in decode_latex(r"\c" * 5000 + "a")[0]


def test_unknown_macros_keep_their_words() -> None:
    assert decode_latex(r"un \foo{mot} et \bar") == ("un foo mot et bar", ("foo", "bar"))


@given(st.text(alphabet="\\{}~$'`-abc\"^ ", max_size=30))
def test_latex_never_loses_plain_letters(latex: str) -> None:
    text, _ = decode_latex(re.sub(r"\\.?", "", latex))
    plain = re.sub(r"\\.?|[^abc]", "", latex)
    assert re.sub(r"[^abc]", "", text) == plain


@given(
    st.text(alphabet='@book{},="#a1 \n%\\(', max_size=80)
    | st.binary(max_size=80).map(lambda raw: raw.decode("utf-8", "replace"))
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_a_bibliography(text: str) -> None:
    works, faults = works_of("@book{avant, title={A}}\n" + text)
    assert "avant" in works or faults
    assert all(fault.message() for fault in faults)


# People


def test_a_name_leads_to_a_person_in_every_form() -> None:
    notice = notice_of(NOTICE.replace("nom_usage:", "nom_usage: Lafictive"))
    directory = Directory([notice], {})
    for target in ["fictif-jean", "FICTIF Jean", "Jean Fictif", "Fictif Jean Marie", "Jean Marie de Fictif", "fictif",
                   "LAFICTIVE Jean", "Fictif Jean de", "de Fictif Jean"]:  # fmt: skip
        assert directory.find(target) == (notice,), target
    assert directory.find("Fictif Paul") == ()


# Nothing stops the reading


def write_book(root: Path, files: dict[str, bytes]) -> Path:
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(BASE, root)
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def mutated(text: str) -> st.SearchStrategy[bytes]:
    """The text with a few stretches cut out, doubled, or replaced by signs that mean something."""
    signs = st.sampled_from(
        [
            b"",
            b"\n",
            b"---\n",
            b"\t",
            b"@",
            b": ",
            b"[",
            b"]",
            b"{",
            b"}",
            b'"',
            b"- ",
            b"&a ",
            b"*a",
            b"!!int ",
            b"\xff",
            b"\0",
            b"\xe2\x80\xa8",
            b"null",
            b"|",
            b"#",
            b"[[",
            b"]]",
            b"1944-99-99",
            "é".encode(),
        ]
    )
    cut = st.tuples(st.integers(0, len(text.encode())), st.integers(0, 40), signs)

    def apply(cuts: list[tuple[int, int, bytes]]) -> bytes:
        content = text.encode()
        for at, length, sign in cuts:
            content = content[:at] + sign + content[at + length :]
        return content

    return st.lists(cut, min_size=1, max_size=6).map(apply)


REGISTERS = (BASE / "manuscript/registers/registers.yml").read_text(encoding="utf-8")
BIBLIOGRAPHY = (BASE / "bibliography.bib").read_text(encoding="utf-8")


@given(st.binary(max_size=300) | mutated(NOTICE), mutated(REGISTERS), mutated(BIBLIOGRAPHY))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_nothing_in_a_file_stops_the_reading(
    tmp_path: Path, notice: bytes, registers: bytes, bibliography: bytes
) -> None:
    book = write_book(
        tmp_path / "book",
        {
            "biographies/F/fictif-jean.md": notice,
            "biographies/A/autre-jean.md": NOTICE.encode(),
            "manuscript/10-essai.md": notice,
            "manuscript/registers/registers.yml": registers,
            "bibliography.bib": bibliography,
        },
    )
    read, found = read_book(book)
    assert len(read.notices) + len(read.broken) == 2
    assert "autre-jean" in {each.id for each in read.notices}
    faults = locate(book, run_checks(read, found))
    assert text_report.render(faults, "fr")
    assert text_report.render(faults, "en")
    if len(read.notices) == 1:
        assert any(fault.place.file == FILE for fault in faults)


def test_an_empty_folder_is_a_book(tmp_path: Path) -> None:
    read, faults = read_book(tmp_path)
    assert (read.notices, read.chapters, read.works, faults) == ((), {}, {}, ())
    assert run_checks(read) == ()


def test_reading_twice_gives_the_same_book(tmp_path: Path) -> None:
    book = write_book(tmp_path / "book", {FILE: NOTICE.encode(), "biographies/F/autre.md": NOTICE.encode()})
    assert read_book(book) == read_book(book)
