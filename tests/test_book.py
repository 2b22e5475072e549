"""The ten-notice book off the press: its fonts, its text as readers copy it, its links, labels and boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pikepdf
import pytest
from fixtures_book import BY_NAME, FOREWORD, PEOPLE, SUPERIOR, Printed, prose_of, source_of
from pdfreading import Box, letters, needs_poppler, needs_qpdf, runs, said_by, sheets_of_names, text

from bookwork.typesetting.engine import versions

GOLDEN = Path(__file__).parent / "golden" / "dix-vies-fictives.txt"
PT_PER_MM = 72 / 25.4

HEADS = {
    "aubremont-geoffroy-d": "AUBREMONT Geoffroy Marie d’, matricule 39570 à Campfictif",
    "beveziers-anne-sophie": "BÉVÉZIERS Anne-Sophie, nom d’usage Fontclairet, matricule 51208 à Campfictif",
    "la-fauconniere-maurice-de": "LA FAUCONNIÈRE Maurice Hyacinthe de, matricules 40314 à Campfictif, "
    "12 à Annexe-Fictive",
    "lobodowski-stanislaw": "ŁOBODOWSKI Stanisław, dit Lucien Bodot, matricule 41200 à Campfictif",
    "oeuvrard-theophile": "ŒUVRARD Théophile, dit Caslon, matricule 39571 à Campfictif",
    "orsi-zoltan": "ŐRSI Zoltán, matricule 52888 à Campfictif",
    "saint-ygnace-jean-marie": "SAINT-YGNACE Jean-Marie",
    "serban-ion": "ȘERBAN Ion, matricules 52889 à Campfictif, 7 à Annexe-Fictive",
}


def type_area(book: Printed) -> Box:
    """The type area of any page, a little wider than the columns, narrower than the letter tabs."""
    layout = book.layout
    return (10 * PT_PER_MM, layout.head - 2, (layout.trim.width - 20) * PT_PER_MM, layout.text_height + 4)


def sheets_of_part(book: Printed, part: str) -> list[int]:
    return [page["sheet"] for page in book.makeup["pages"] if page["part"] == part]


def notices_text(book: Printed, mode: str = "-raw") -> str:
    sheets = sheets_of_part(book, "notices")
    return text(book.pdf, sheets[0], sheets[-1], type_area(book), mode)


# Fonts and file


@needs_poppler
def test_each_face_is_embedded_once_as_a_subset_with_its_unicode_map(printed: Printed) -> None:
    rows = [line.split() for line in said_by("pdffonts", str(printed.pdf)).splitlines()[2:]]
    names = [row[0] for row in rows]
    assert sorted(name.partition("+")[2] for name in names) == [
        "EBGaramond-Italic", "EBGaramond-Regular", "EBGaramond-SemiBold",
    ]  # fmt: skip
    assert all(re.fullmatch(r"[A-Z]{6}\+.+", name) for name in names)
    assert [row[-5:-2] for row in rows] == [["yes", "yes", "yes"]] * 3


@needs_qpdf
def test_qpdf_finds_nothing_wrong_in_either_edition(printed: Printed, for_print: Printed) -> None:
    for book in (printed, for_print):
        assert "No syntax or stream encoding errors found" in said_by("qpdf", "--check", str(book.pdf))


# Text


@needs_poppler
def test_every_notice_is_printed_whole_once_and_in_the_order_of_the_dictionary(printed: Printed) -> None:
    stream = SUPERIOR.sub("", letters(notices_text(printed)))
    places = []
    for notice in PEOPLE:
        wanted = letters(prose_of(notice))
        assert stream.count(wanted) == 1, f"{notice}: {first_difference(wanted, stream)}"
        places.append(stream.index(wanted))
    assert places == sorted(places)


def first_difference(wanted: str, stream: str) -> str:
    """Where the printed text leaves the wanted one, for the message of a failing test."""
    length = next((n for n in range(len(wanted), 0, -5) if wanted[:n] in stream), 0)
    return f"wanted …{wanted[max(0, length - 30) : length + 40]}…"


@needs_poppler
def test_heads_name_people_with_their_particles_names_and_numbers(printed: Printed) -> None:
    stream = letters(notices_text(printed))
    for head in HEADS.values():  # the way through the camps may be drawn below it
        assert len(re.findall(re.escape(letters(head)) + ".{0,200}?Personnagefictif", stream)) == 1, head


@needs_poppler
def test_words_are_parted_for_search_and_copy(printed: Printed) -> None:
    found = words_of(notices_text(printed, mode="-layout"), notices_text(printed, mode="-raw"))
    for notice in PEOPLE:
        assert words_of(prose_of(notice)) - found == set(), notice


def words_of(*texts: str) -> set[str]:
    """The words of these texts; one parted at the end of a line counts whole, and without its hyphens."""
    words = set()
    for each in texts:
        whole = re.sub(r"-\n", "", SUPERIOR.sub("", each))
        words |= {re.sub(r"\W", "", word) for word in re.split(r"[\s,.;:’()]+", whole)}
    return words - {""}


@needs_poppler
def test_ligatures_copy_as_the_letters_they_join(printed: Printed) -> None:
    whole = text(printed.pdf, 1, len(printed.pagemap["sheets"]))
    assert whole.count("fictif") > 20
    assert not re.search("[\ufb00-\ufb06]", whole)


@needs_poppler
def test_small_capitals_copy_as_names_are_written(printed: Printed) -> None:
    stream = letters(notices_text(printed))
    for words in (
        "minuteries avec Paul Aimé Duval-Ménard ;",
        "composée par Théophile Œuvrard,",
        "doit à Anne-Sophie Bévéziers",
    ):
        assert letters(words) in stream


@needs_poppler
def test_source_numbers_are_superior_figures_apart_from_the_number_they_follow(printed: Printed) -> None:
    stream = letters(notices_text(printed))
    assert letters("au Campfictif le matricule 39570².") in stream
    assert letters("il reçoit le matricule 40314⁷.") in stream
    assert letters("n’a pas tort », dit-il²,³.") in stream


@needs_poppler
def test_sources_are_listed_under_their_numbers_with_the_initials_at_the_end(printed: Printed) -> None:
    stream = letters(notices_text(printed))
    sources = "¹ Fictif, Un livre fictif, p. 12. – ² Archives fictives, 9 Z 101. – ³ Fictif, « Une page fictive ». AF"
    assert letters(sources) in stream
    assert letters("Évasion : 8 avril 1945⁶ ou 10 avril 1945¹³.") in stream
    assert letters("Mariage : 12 avril 1941¹ ou 21 avril 1941² (deux registres fictifs).") in stream


@needs_poppler
def test_the_foreword_counts_the_notices_and_carries_its_notes_on_its_page(printed: Printed) -> None:
    sheet = printed.sheet_of(FOREWORD)
    page = letters(text(printed.pdf, sheet))
    assert letters("réunit 10 personnages fictifs, dont 1 femme.") in page
    assert letters("compose et met en pages¹.") in page
    for note in (
        "1. Une note de bas de page cite aussi : Fictif, « Une page fictive ».",
        "2. Archives fictives, 9 Z 12, f. 3.",
        "3. Fictif, Un livre fictif, p. 7.",
        "4. Ainsi Geoffroy d’Aubremont se cherche à la lettre A.",
    ):
        assert letters(note) in page


@needs_poppler
def test_a_chapter_may_point_to_people(printed: Printed) -> None:
    page = letters(text(printed.pdf, printed.sheet_of(FOREWORD)))
    assert (
        letters("celui de Maurice Hyacinthe de La Fauconnière, le plus court celui de Jean-Marie Saint-Ygnace.") in page
    )


def test_pages_read_as_they_did_when_last_reviewed(printed: Printed, golden, update_golden: bool) -> None:
    made_with = f"# {versions()}\n"
    if not update_golden and not GOLDEN.read_text("utf-8").startswith(made_with):
        pytest.skip("reviewed with other versions of WeasyPrint, Pango or HarfBuzz, which may break lines elsewhere")
    with pikepdf.open(printed.pdf) as pdf:
        pages = [f"=== {page.label}\n{''.join(lines_of(page))}" for page in pdf.pages]
    golden(GOLDEN, made_with + "".join(pages))


def lines_of(page: pikepdf.Page) -> Iterator[str]:
    """The lines of a page in the order of drawing; what is raised a little stays on its line."""
    line, y, x = "", 0.0, 0.0
    for run in runs(page):
        if line and (abs(run.y - y) > 4 or run.x < x):
            yield from [line.strip() + "\n"] if line.strip(" .") else []
            line = ""
        line, x, y = line + run.text, run.x, run.y
    yield f"{line.strip()}\n" if line else ""


# The edition for the screen


def test_the_screen_edition_says_what_it_is(printed: Printed) -> None:
    with pikepdf.open(printed.pdf) as pdf:
        assert str(pdf.Root.Lang) == "fr"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo["/Title"]) == "Dix vies fictives. Livre d’essai"
        assert str(pdf.docinfo["/Author"]) == "Anne Fictif"
        assert str(pdf.docinfo["/CreationDate"]) == "D:20010117000000Z"
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "Dix vies fictives. Livre d’essai"
            assert metadata["dc:creator"] == ["Anne Fictif"]
            assert metadata["xmp:CreateDate"].startswith("2001-01-17")


def test_page_labels_are_roman_before_the_notices_and_arabic_from_them(printed: Printed) -> None:
    first = sheets_of_part(printed, "notices")[0]
    with pikepdf.open(printed.pdf) as pdf:
        labels = [page.label for page in pdf.pages]
    assert labels[: first - 1] == ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii"][: first - 1]
    assert labels[first - 1 :] == [str(n) for n in range(1, len(labels) - first + 2)]
    assert labels == printed.pagemap["sheets"]


def test_the_outline_leads_to_parts_letters_and_people(printed: Printed) -> None:
    with pikepdf.open(printed.pdf) as pdf, pdf.open_outline() as outline:
        sheets = sheets_of_names(pdf)
        parts = [item.title for item in outline.root]
        notices = outline.root[parts.index("Notices")]
        found = {
            person.title: (letter.title, sheets[str(person.destination)])
            for letter in notices.children
            for person in letter.children
        }
    assert parts == [
        "Avant-propos fictif", "Notices", "Abréviations fictives", "Bibliographie", "Index des personnes",
        "Index des départements de résidence",
    ]  # fmt: skip
    assert len(found) == 10
    assert found["La Fauconnière (Maurice Hyacinthe de)"] == ("L", printed.sheet_of("n-la-fauconniere-maurice-de"))
    assert found["Łobodowski (Stanisław)"] == ("L", printed.sheet_of("n-lobodowski-stanislaw"))
    assert found["Œuvrard (Théophile)"][0] == found["Őrsi (Zoltán)"][0] == "O"
    assert found["Șerban (Ion)"][0] == "S"


def links_of(book: Printed) -> list[tuple[int, int | str]]:
    """Every link: the sheet where it stands, and the sheet or address to which it leads."""
    found: list[tuple[int, int | str]] = []
    with pikepdf.open(book.pdf) as pdf:
        sheets = sheets_of_names(pdf)
        for number, page in enumerate(pdf.pages, 1):
            for link in page.get("/Annots", []):
                left, bottom, right, top = map(float, link.Rect)
                assert 0 <= left < right <= book.layout.page_width + 1
                assert 0 <= bottom < top <= book.layout.page_height
                leads = sheets[str(link.Dest)] if "/Dest" in link else str(link.A.URI)
                found.append((number, leads))
    return found


def test_every_cross_reference_is_a_link_to_the_page_of_the_person(printed: Printed) -> None:
    links = links_of(printed)
    body = set(sheets_of_part(printed, "notices"))
    for notice in PEOPLE:
        own = {place["sheet"] for place in printed.pagemap["notices"][notice]["places"]}
        for target in re.findall(r"\[\[([^\]|]+)", source_of(notice)):
            goal = printed.sheet_of("n-" + BY_NAME.get(target, target))
            assert any(here in own and leads == goal for here, leads in links), f"{notice} to {target}"
    goals = {printed.sheet_of(f"n-{notice}") for notice in PEOPLE} | set(sheets_of_part(printed, "bibliographie"))
    assert {leads for here, leads in links if here in body} <= goals


def test_no_link_lies_upon_another_with_the_same_goal(printed: Printed) -> None:
    with pikepdf.open(printed.pdf) as pdf:
        for page in pdf.pages:
            areas = [(box(link.Rect), str(link.get("/Dest", ""))) for link in page.get("/Annots", [])]
            for (one, goal), (other, same) in combinations(areas, 2):
                apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
                assert apart or goal != same, (one, other)


def test_contents_and_indexes_are_links_too(printed: Printed) -> None:
    links = links_of(printed)
    contents = [leads for here, leads in links if here == printed.sheet_of("table")]
    openings = [printed.sheet_of(part) for part in (FOREWORD, "notices", "bibliographie", "index-personnes")]
    assert set(openings) <= set(contents)
    index = [leads for here, leads in links if here in sheets_of_part(printed, "index-personnes")]
    assert {printed.sheet_of(f"n-{notice}") for notice in PEOPLE} <= set(index)


# The edition for the printer


def test_the_print_edition_has_no_annotation_no_outline_and_no_labels(for_print: Printed) -> None:
    with pikepdf.open(for_print.pdf) as pdf:
        assert not any("/Annots" in page for page in pdf.pages)
        assert "/Outlines" not in pdf.Root
        assert "/PageLabels" not in pdf.Root


def test_the_print_edition_is_trimmed_to_the_format_with_its_bleed_all_round(for_print: Printed) -> None:
    width, height, bleed = 170 * PT_PER_MM, 240 * PT_PER_MM, 5 * PT_PER_MM
    with pikepdf.open(for_print.pdf) as pdf:
        for page in pdf.pages:
            whole = [0, 0, width + 2 * bleed, height + 2 * bleed]
            assert box(page.MediaBox) == pytest.approx(whole, abs=0.01)
            assert box(page.BleedBox) == pytest.approx(whole, abs=0.01)
            assert box(page.TrimBox) == pytest.approx([bleed, bleed, bleed + width, bleed + height], abs=0.01)


def test_the_screen_edition_is_the_trimmed_page(printed: Printed) -> None:
    with pikepdf.open(printed.pdf) as pdf:
        for page in pdf.pages:
            assert box(page.MediaBox) == pytest.approx([0, 0, 170 * PT_PER_MM, 240 * PT_PER_MM], abs=0.01)
            assert box(page.TrimBox) == box(page.MediaBox)


def box(array: pikepdf.Object) -> list[float]:
    return [float(edge) for edge in array]


def test_both_editions_print_the_same_words_in_the_same_places(printed: Printed, for_print: Printed) -> None:
    bleed = 5 * PT_PER_MM
    with pikepdf.open(printed.pdf) as screen, pikepdf.open(for_print.pdf) as press:
        for one, other in zip(screen.pages, press.pages, strict=True):
            here = [(run.text, run.x + bleed, run.y + bleed) for run in runs(one)]
            there = [(run.text, run.x, run.y) for run in runs(other)]
            assert [each[0] for each in here] == [each[0] for each in there]
            assert [each[1:] for each in here] == [pytest.approx(each[1:], abs=0.01) for each in there]
