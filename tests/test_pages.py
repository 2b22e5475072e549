"""Pages: type on the grid, paragraphs whole enough, guide words, folios, indexes and contents that tell the truth."""

from __future__ import annotations

import re
import shutil
from itertools import groupby
from pathlib import Path

import pikepdf
import pytest
from fixtures_book import ABBREVIATIONS, BOOK, FOREWORD, Printed, built, small_book
from hypothesis import given
from hypothesis import strategies as st
from pdfreading import Box, Run, letters, needs_poppler, paints, runs, text

from bookwork import workshop
from bookwork.cli import HOME
from bookwork.makeup.pages import Bench, map_pages, page_book, roman
from bookwork.makeup.settle import MadeBook, make_book
from bookwork.makeup.sheets import Matter, Opening, Part
from bookwork.project import Layout, read_project
from bookwork.typesetting.galley import Anchor, Piece, Role, Shape, Span

SMALLEST_TEXT = 7.0
"""In pt; what is smaller – superior figures, raised commas, ordinals – stands off the grid on purpose."""

INVERTED = {
    "aubremont-geoffroy-d": "Aubremont (Geoffroy Marie d’)",
    "beveziers-anne-sophie": "Bévéziers (Anne-Sophie)",
    "duval-menard-paul": "Duval-Ménard (Paul Aimé)",
    "duval-menard-pierre": "Duval-Ménard (Pierre)",
    "la-fauconniere-maurice-de": "La Fauconnière (Maurice Hyacinthe de)",
    "lobodowski-stanislaw": "Łobodowski (Stanisław)",
    "oeuvrard-theophile": "Œuvrard (Théophile)",
    "orsi-zoltan": "Őrsi (Zoltán)",
    "saint-ygnace-jean-marie": "Saint-Ygnace (Jean-Marie)",
    "serban-ion": "Șerban (Ion)",
}
"""Everybody in the order of the book, as an index prints them."""

HEADS = {name: re.sub(r" \(.*", "", inverted).upper() for name, inverted in INVERTED.items()}


def folios_of(book: Printed, notice: str) -> list[str]:
    return book.pagemap["notices"][notice]["pages"]


def sheets_of(book: Printed, part: str) -> list[int]:
    return [page["sheet"] for page in book.makeup["pages"] if page["part"] == part]


def column_boxes(book: Printed, sheet: int, columns: int) -> list[Box]:
    """The columns of a sheet, from the left and below the title of the part, as poppler wants a box."""
    layout = book.layout
    left, measure = layout.left_edge(recto=sheet % 2 == 1), layout.measure(columns)
    (page,) = (page for page in book.makeup["pages"] if page["sheet"] == sheet)
    height = layout.grid.leading * (page["columns"][0]["lines"] + page["columns"][0]["short"])
    top = layout.head + layout.text_height - height
    return [(left + n * (measure + layout.gutter) - 2, top - 2, measure + 4, height + 4) for n in range(columns)]


# The grid


@pytest.mark.parametrize(
    ("part", "columns"), [("notices", 2), ("bibliographie", 2), ("index-personnes", 3), ("index-départements", 3)]
)
def test_every_baseline_of_every_column_stands_on_the_grid(printed: Printed, part: str, columns: int) -> None:
    layout = printed.layout
    top = layout.page_height - layout.head
    seats, columns_seen = set(), set()
    with pikepdf.open(printed.pdf) as pdf:
        for sheet in sheets_of(printed, part):
            left = layout.left_edge(recto=sheet % 2 == 1)
            for run in type_runs(pdf.pages[sheet - 1], layout, left):
                lines = (top - run.y) / layout.grid.leading
                seats.add(round(lines - int(lines), 2))
                columns_seen.add(int((run.x - left + 0.5) // (layout.measure(columns) + layout.gutter)))
    assert max(seats) - min(seats) <= 0.01, sorted(seats)
    assert columns_seen == set(range(columns))


def type_runs(page: pikepdf.Page, layout: Layout, left: float) -> list[Run]:
    """The runs inside the type area, but for the small type that is raised on purpose."""
    top = layout.page_height - layout.head
    return [
        run
        for run in runs(page)
        if run.size >= SMALLEST_TEXT
        and top - layout.text_height <= run.y <= top
        and left - 1 <= run.x <= left + layout.text_width
    ]


def test_no_run_of_type_begins_outside_its_column(printed: Printed) -> None:
    layout = printed.layout
    with pikepdf.open(printed.pdf) as pdf:
        for sheet in sheets_of(printed, "notices"):
            left = layout.left_edge(recto=sheet % 2 == 1)
            for run in type_runs(pdf.pages[sheet - 1], layout, left):
                inside = (run.x - left + 0.01) % (layout.measure(2) + layout.gutter)
                assert inside < layout.measure(2), run


def test_no_line_is_torn_open(printed: Printed) -> None:
    """Words stand at most three ems apart: a line of two words pushed to its ends is a fault of line breaking."""
    layout = printed.layout
    with pikepdf.open(printed.pdf) as pdf:
        for sheet in sheets_of(printed, "notices"):
            left = layout.left_edge(recto=sheet % 2 == 1)
            for run in type_runs(pdf.pages[sheet - 1], layout, left):
                assert run.widest_gap < 3 * run.size, run


def test_columns_hold_no_more_lines_than_the_grid_has(printed: Printed) -> None:
    for page in printed.makeup["pages"]:
        for column in page["columns"]:
            assert 0 < column["lines"] <= printed.layout.grid.lines
            assert not {"forced", "broken-tie", "overfull"} & set(column["costs"])


def test_the_report_says_how_even_the_pages_are_and_what_gave_way(printed: Printed) -> None:
    pages = printed.makeup["pages"]
    last = {page["part"]: page["sheet"] for page in pages}
    inner = [page["columns"] for page in pages if page["sheet"] != last[page["part"]]]
    fits = [fit for columns in inner for column in columns for fit in column.get("fits", ())]
    assert {fit["lines"] for fit in fits} <= {"+1", "-1"}
    told = printed.makeup["evenness"]
    assert told["pages"] == len(inner)
    assert told["uneven"] == sum(len({column["short"] for column in columns}) > 1 for columns in inner)
    assert told["short"] == sum(any(column["short"] for column in columns) for columns in inner)
    assert told["fits"] == len(fits) and told["pieces_set_again"] == len({fit["piece"] for fit in fits})
    assert told["widened"] == sum(column["widened"] for columns in inner for column in columns)


# Breaks


@pytest.fixture(scope="module")
def made(printed: Printed, tmp_path_factory: pytest.TempPathFactory) -> MadeBook:
    """The make-up of the book as a value, overheard while it is built once more from its store."""
    root = tmp_path_factory.mktemp("encore") / "livre"
    shutil.copytree(printed.root, root)
    overheard: list[MadeBook] = []

    def overhear(*values) -> MadeBook:
        overheard.append(make_book(*values))
        return overheard[-1]

    (root / "build" / "livre.pdf").unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workshop, "make_book", overhear)
        built(root)
    return overheard[0]


def test_no_column_begins_with_a_widow_or_behind_an_orphan_or_parts_a_heading(made: MadeBook) -> None:
    breaks = 0
    for sheet in made.paged.sheets:
        for placed in sheet.placed:
            if placed.matter is not None and placed.first:
                breaks += 1
                assert_break_is_good(made.galleys[placed.galley], placed.first)
    assert breaks >= 2, "the longest notice runs over two pages"


def test_no_notice_leaves_a_single_line_in_a_column(made: MadeBook) -> None:
    for sheet in made.paged.sheets:
        for placed in sheet.placed:
            if placed.matter is not None and placed.matter.notice and len(made.galleys[placed.galley].heights) > 1:
                assert placed.stop - placed.first >= 2, f"{placed.galley} on page {sheet.folio}"


def assert_break_is_good(galley: Shape, first: int) -> None:
    """A column may begin with this line: at least two lines of the paragraph on either side, no heading left alone."""
    row = sum(galley.heights[:first])
    for span in galley.spans:
        before, after = row - span.first, span.first + span.count - row
        if before > 0 and after > 0:
            assert span.role not in (Role.HEAD, Role.PICTURE), "a heading or a picture is parted"
            assert before >= 2, "an orphan"
            assert after >= 2, "a widow"
        if span.role is Role.HEAD:
            assert not 0 <= row - (span.first + span.count) < 2, "a heading keeps two lines"


def test_lines_of_a_notice_run_on_from_column_to_column(made: MadeBook) -> None:
    """Nothing is left out and nothing comes twice, whatever columns a galley runs over."""
    placed = [each for sheet in made.paged.sheets for each in sheet.placed if each.matter is not None]
    for galley, parts in groupby(placed, key=lambda each: each.galley):
        ends = 0
        for part in parts:
            assert part.first == ends
            ends = part.stop
        assert ends == len(made.galleys[galley].heights)


def test_a_letter_stands_above_its_first_notice(made: MadeBook) -> None:
    columns = groupby(
        (
            (number, each.column, each)
            for number, sheet in enumerate(made.paged.sheets)
            for each in sheet.placed
            if each.matter
        ),
        key=lambda each: each[:2],
    )
    for _, column in columns:
        last = [each for _, _, each in column][-1]
        assert not (last.matter.letter and last.matter.notice is None), "a letter at the foot of a column"


# What stands round the page


@needs_poppler
def test_guide_words_are_the_first_and_the_last_person_of_the_page(printed: Printed) -> None:
    shared = {"Duval-Ménard"}
    for sheet in sheets_of(printed, "notices"):
        people = [
            name
            for name in INVERTED
            if sheet in {place["sheet"] for place in printed.pagemap["notices"][name]["places"]}
        ]
        guides = []
        for name in (people[0], people[-1]):
            family = INVERTED[name].partition(" (")[0]
            guides.append(INVERTED[name] if family in shared else family)
        wanted = guides[0] if guides[0] == guides[1] else " – ".join(guides)
        layout = printed.layout
        over = text(printed.pdf, sheet, box=(0, 0, layout.page_width, layout.head - 2))
        assert " ".join(over.split()) == wanted


@needs_poppler
def test_every_page_with_a_folio_prints_its_own(printed: Printed) -> None:
    layout = printed.layout
    below = layout.head + layout.text_height + 3
    bare = {printed.sheet_of(part) for part in ("faux-titre", "titre", "mentions")}
    for sheet, folio in enumerate(printed.pagemap["sheets"], 1):
        foot = text(printed.pdf, sheet, box=(0, below, layout.page_width, layout.page_height - below)).strip()
        blank = not text(printed.pdf, sheet).strip()
        assert foot == ("" if blank or sheet in bare else folio)


@needs_poppler
def test_letter_tabs_name_the_letter_that_the_page_opens_with_on_its_outer_edge(printed: Printed) -> None:
    layout = printed.layout
    tab = 8 * 72 / 25.4
    heights = []
    for sheet in sheets_of(printed, "notices"):
        left = layout.page_width - tab if sheet % 2 else 0
        edge = text(printed.pdf, sheet, box=(left, layout.head - 20, tab, layout.text_height + 40)).split()
        first = next(
            name for name in INVERTED if sheet in {p["sheet"] for p in printed.pagemap["notices"][name]["places"]}
        )
        assert edge == [{"Ł": "L", "Œ": "O", "Ő": "O", "Ș": "S"}.get(INVERTED[first][0], INVERTED[first][0])]
        heights.append(edge[0])
    assert heights == sorted(heights)


# Order of pages


def test_every_part_opens_on_a_recto_and_blank_versos_are_blank(printed: Printed) -> None:
    parts = [
        "faux-titre",
        "titre",
        FOREWORD,
        "table",
        "notices",
        ABBREVIATIONS,
        "bibliographie",
        "index-personnes",
    ]
    sheets = [printed.sheet_of(part) for part in parts]
    assert all(sheet % 2 for sheet in sheets)
    assert sheets == sorted(sheets)
    assert printed.sheet_of("mentions") == printed.sheet_of("titre") + 1
    assert printed.sheet_of("index-départements") == printed.sheet_of("index-personnes") + 1, (
        "an index runs on after another"
    )
    with pikepdf.open(printed.pdf) as pdf:
        empty = [number for number, page in enumerate(pdf.pages, 1) if not paints(page)]
        assert empty, "this book has blank versos"
        for number in empty:
            assert number % 2 == 0
            assert number + 1 in sheets
            assert "/Annots" not in pdf.pages[number - 1]


@needs_poppler
def test_the_notice_stands_on_the_page_and_at_the_height_that_the_page_map_says(printed: Printed) -> None:
    layout = printed.layout
    with pikepdf.open(printed.pdf) as pdf:
        for notice, head in HEADS.items():
            place = printed.pagemap["notices"][notice]["places"][0]
            assert pdf.pages[place["sheet"] - 1].label == place["folio"]
            left, _, width, _ = column_boxes(printed, place["sheet"], 2)[place["column"] - 1]
            line = text(printed.pdf, place["sheet"], box=(left, place["top_pt"], width, layout.grid.leading))
            assert letters(line).startswith(letters(head)), (notice, line)


def test_the_longest_notice_runs_over_two_pages(printed: Printed) -> None:
    assert len(folios_of(printed, "la-fauconniere-maurice-de")) == 2


# Indexes and contents


def index_text(book: Printed, part: str) -> str:
    """An index as one run of letters, column by column."""
    pages = sheets_of(book, part)
    return letters_keeping_hyphens(
        "".join(text(book.pdf, sheet, box=box) for sheet in pages for box in column_boxes(book, sheet, 3))
    )


def letters_keeping_hyphens(text: str) -> str:
    return re.sub(r"\s+", "", text)


def folios_in_index(index: str, heading: str) -> list[str]:
    """What stands behind a heading: folios and ranges of folios, with nothing else between."""
    found = re.findall(re.escape(letters_keeping_hyphens(heading)) + r",((?:[0-9]+(?:[-–][0-9]+)?,?)+)", index)
    assert len(found) == 1, f"{heading} stands {len(found)} times in the index"
    return found[0].strip(",").split(",")


def spread(folios: list[str]) -> set[int]:
    """1, 4-6 → 1, 4, 5, 6."""
    pages: set[int] = set()
    for folio in folios:
        first, _, last = folio.replace("–", "-").partition("-")
        pages |= set(range(int(first), int(last or first) + 1))
    return pages


@needs_poppler
def test_everybody_stands_on_the_pages_that_the_index_of_persons_prints(printed: Printed) -> None:
    index = index_text(printed, "index-personnes")
    for notice, inverted in INVERTED.items():
        printed_pages = spread(folios_in_index(index, inverted))
        own = {int(folio) for folio in folios_of(printed, notice)}
        assert own <= printed_pages, inverted
        for folio in own:
            sheet = printed.pagemap["sheets"].index(str(folio)) + 1
            if folio == min(own):
                assert letters(HEADS[notice]) in letters(text(printed.pdf, sheet))


@needs_poppler
def test_the_index_of_persons_names_the_pages_where_others_mention_them(printed: Printed) -> None:
    index = index_text(printed, "index-personnes")
    mentions: dict[str, set[str]] = {notice: set() for notice in INVERTED}
    for path in BOOK.glob("biographies/*/*.md"):
        for target in re.findall(r"\[\[([^\]|]+)", path.read_text("utf-8")):
            notice = {
                "LA FAUCONNIÈRE Maurice": "la-fauconniere-maurice-de",
                "Bévéziers Anne-Sophie": "beveziers-anne-sophie",
            }.get(target, target)
            mentions[notice].add(path.stem)
    for notice, by in mentions.items():
        pages = spread(folios_in_index(index, INVERTED[notice]))
        own = {int(folio) for folio in folios_of(printed, notice)}
        possible = {int(folio) for other in by for folio in folios_of(printed, other)}
        assert pages <= own | possible, f"{notice}: a page where nobody mentions them"
        for other in by:
            assert pages & {int(folio) for folio in folios_of(printed, other)}, f"{notice} is mentioned in {other}"


@needs_poppler
def test_other_names_send_to_the_name_and_marked_terms_have_their_page(printed: Printed) -> None:
    index = index_text(printed, "index-personnes")
    for form, name in (
        ("Caslon", "Œuvrard (Théophile)"),
        ("Fontclairet (Anne-Sophie)", "Bévéziers (Anne-Sophie)"),
        ("Lucien Bodot", "Łobodowski (Stanisław)"),
    ):
        assert letters_keeping_hyphens(f"{form}, voir {name}") in index
    tree = folios_in_index(index, "Tilleul de Bourg-Imaginaire")
    assert tree == folios_of(printed, "beveziers-anne-sophie")
    assert folios_in_index(index, "Calendrier de Paul Duval-Ménard")[0] in folios_of(
        printed, "la-fauconniere-maurice-de"
    )
    assert "lesdixpaires" not in index


@needs_poppler
def test_the_index_is_in_french_order(printed: Printed) -> None:
    index = index_text(printed, "index-personnes")
    entries = [re.escape(letters_keeping_hyphens(inverted)) + ",[0-9]" for inverted in INVERTED.values()]
    places = [re.search(entry, index).start() for entry in entries]
    assert places == sorted(places)


@needs_poppler
def test_everybody_stands_in_the_index_of_departments_under_their_own(printed: Printed) -> None:
    index = index_text(printed, "index-départements")
    groups = {
        "Doubs": ["orsi-zoltan", "serban-ion"],
        "Ille-et-Vilaine": ["beveziers-anne-sophie"],
        "Nord": ["aubremont-geoffroy-d", "oeuvrard-theophile"],
        "Somme": ["duval-menard-paul", "duval-menard-pierre", "la-fauconniere-maurice-de"],
        "Pologne": ["lobodowski-stanislaw"],
    }
    for group in groups:
        index = index.replace(letters_keeping_hyphens(f"{group} (suite)"), "")  # at the head of a column
    wanted = ""
    for group, people in groups.items():
        wanted += letters_keeping_hyphens(group)
        for notice in people:
            pages = folios_of(printed, notice)
            run = pages[0] if len(pages) == 1 else f"{pages[0]}-{pages[-1]}"
            wanted += letters_keeping_hyphens(f"{INVERTED[notice]},{run}")
    assert index.replace("–", "-") == wanted


@needs_poppler
def test_the_contents_print_the_folio_on_which_each_part_opens(printed: Printed) -> None:
    lines = re.sub(r"(?:\s*\.)+\s*", "|", text(printed.pdf, printed.sheet_of("table"), mode="-layout")).splitlines()
    contents = dict(line.strip().split("|") for line in lines if "|" in line)
    titles = {
        "Avant-propos fictif": FOREWORD,
        "Notices": "notices",
        "Abréviations fictives": ABBREVIATIONS,
        "Bibliographie": "bibliographie",
        "Index des personnes": "index-personnes",
        "Index des départements de résidence": "index-départements",
    }
    assert contents == {title: printed.pagemap["sheets"][printed.sheet_of(part) - 1] for title, part in titles.items()}
    for title, part in titles.items():
        if part != "notices":
            assert title in text(printed.pdf, printed.sheet_of(part))


# Other layouts


def laid_out(root: Path, notices: dict[str, str], *changes: tuple[str, str]) -> Printed:
    """A small book in the repository's layout, with these settings in the place of those."""
    book = small_book(root, notices)
    shutil.copytree(HOME / "layout", book / "layout")
    settings = book / "layout" / "layout.toml"
    text = settings.read_text("utf-8")
    for old, new in changes:
        assert text.count(f"\n{old}") == 1, old
        text = text.replace(f"\n{old}", f"\n{new}")
    settings.write_text(text, "utf-8")
    built(book)
    return Printed(book)


@needs_poppler
@pytest.mark.parametrize(
    ("columns", "changes"),
    [
        (1, [("notices = 2", "notices = 1")]),
        (3, [("notices = 2", "notices = 3")]),
        (2, [("interligne_pt = 9.5", "interligne_pt = 10.123"), ("lignes = 60", "lignes = 50")]),
        (
            2,
            [
                ("largeur_mm = 170", "largeur_mm = 210"),
                ("lignes = 60", "lignes = 40"),
                ("blanc_lignes = 1", "blanc_lignes = 2"),
            ],
        ),
    ],
)
def test_other_layouts_keep_to_their_own_grid_and_lose_nothing(
    tmp_path: Path, columns: int, changes: list[tuple[str, str]]
) -> None:
    long = " ".join(f"Personnage fictif, il compte jusqu’à {n} et recommence." for n in range(330))
    book = laid_out(tmp_path, {"long": long, "bref": "Personnage fictif.", "zoe": "Personnage *fictif*."}, *changes)
    layout = book.layout
    top = layout.page_height - layout.head
    seats, whole = set(), ""
    with pikepdf.open(book.pdf) as pdf:
        for sheet in sheets_of(book, "notices"):
            left = layout.left_edge(recto=sheet % 2 == 1)
            for run in type_runs(pdf.pages[sheet - 1], layout, left):
                seats.add(round((top - run.y) / layout.grid.leading % 1, 2))
                assert (run.x - left + 0.01) % (layout.measure(columns) + layout.gutter) < layout.measure(columns)
            whole += "".join(text(book.pdf, sheet, box=box) for box in column_boxes(book, sheet, columns))
    assert max(seats) - min(seats) <= 0.02, sorted(seats)
    assert letters(long) in letters(whole)
    assert letters(whole).endswith("ZOEJeanPersonnagefictif.Fictif,Unlivrefictif.AF")


@pytest.mark.parametrize(("opening", "step"), [("page", 1), ("belle_page", 2)])
def test_letters_open_pages_where_the_layout_says_so(tmp_path: Path, opening: str, step: int) -> None:
    names = ("anne", "bruno", "basile", "claire")
    book = laid_out(
        tmp_path, dict.fromkeys(names, "Personnage fictif."), ('ouverture = "suite"', f'ouverture = "{opening}"')
    )
    sheets = [book.sheet_of(f"lettre-{letter}") for letter in "ABC"]
    assert sheets == [1, 1 + step, 1 + 2 * step]
    assert [folios_of(book, name) for name in ("anne", "basile", "bruno", "claire")] == [
        ["1"], [str(1 + step)], [str(1 + step)], [str(1 + 2 * step)],
    ]  # fmt: skip
    with pikepdf.open(book.pdf) as pdf:
        assert len(pdf.pages) == sheets[-1]
        assert [bool(paints(page)) for page in pdf.pages] == [
            number in sheets for number in range(1, len(pdf.pages) + 1)
        ]


# Small books, made by hand


def layout_of_the_repository() -> Layout:
    project, _ = read_project(BOOK, HOME / "layout")
    assert project is not None
    return project.layout


LAYOUT = layout_of_the_repository()


def chapter(name: str, opening: Opening = Opening.RECTO) -> Part:
    return Part(name, name, opening=opening, chapter=Piece(name, "", 100.0, paged=True))


def sheets(count: int) -> Shape:
    return Shape((1,) * count)


chapters = st.lists(st.tuples(st.integers(1, 5), st.booleans()), min_size=2, max_size=8)


@given(chapters, st.data())
def test_whatever_the_parts_rectos_open_them_and_folios_run_on(
    wanted: list[tuple[int, bool]], data: st.DataObject
) -> None:
    parts = [chapter(f"p{n}", Opening.RECTO if recto else Opening.NEXT) for n, (_, recto) in enumerate(wanted)]
    galleys = {f"p{n}": sheets(count) for n, (count, _) in enumerate(wanted)}
    body = data.draw(st.sampled_from([part.id for part in parts if part.opening is Opening.RECTO] or ["none"]))
    book = page_book(parts, body, Bench(galleys, LAYOUT, {})).sheets
    for part in parts:
        own = [index for index, sheet in enumerate(book) if sheet.part == part.id]
        assert len(own) == len(galleys[part.id].heights)
        assert own == list(range(own[0], own[-1] + 1))
        assert book[own[0]].opens
        if part.opening is Opening.RECTO:
            assert own[0] % 2 == 0
    blanks = [index for index, sheet in enumerate(book) if not sheet.part]
    assert all(
        index % 2 and book[index + 1].opens and not book[index].placed and not book[index].folio for index in blanks
    )
    first = next((index for index, sheet in enumerate(book) if sheet.part == body), len(book))
    assert [sheet.number for sheet in book[first:]] == [str(n) for n in range(1, len(book) - first + 1)]
    assert [sheet.number for sheet in book[:first]] == [roman(n) for n in range(1, first + 1)]
    assert [sheet.recto for sheet in book] == [index % 2 == 0 for index in range(len(book))]


def test_roman_folios() -> None:
    assert [roman(n) for n in (1, 4, 9, 14, 40, 90, 444, 1999)] == [
        "i",
        "iv",
        "ix",
        "xiv",
        "xl",
        "xc",
        "cdxliv",
        "mcmxcix",
    ]


@given(st.integers(1, 3000))
def test_roman_folios_read_back(number: int) -> None:
    values = dict(zip("ivxlcdm", (1, 5, 10, 50, 100, 500, 1000), strict=True))
    figures = [values[sign] for sign in roman(number)]
    pairs = zip(figures, [*figures[1:], 0], strict=True)
    assert sum(-value if value < after else value for value, after in pairs) == number


def test_the_page_map_follows_a_galley_over_columns_and_pages() -> None:
    """An anchor stands where its line stands, an unbroken count of grid lines from the head of the column."""
    lines = 3 * LAYOUT.grid.lines
    leading = LAYOUT.grid.leading / 0.75
    galley = Shape(
        (1,) * lines,
        (Span(Role.TEXT, 0, lines),),
        tuple(Anchor(f"line-{n}", n, 0.0, n * leading) for n in range(lines)),
    )
    part = Part("notices", "", matter=(Matter(Piece("n-x", "", 100.0), notice="x"),), columns=2)
    paged = page_book([part], "notices", Bench({"n-x": galley}, LAYOUT, {}))
    pagemap = map_pages(paged.sheets, {"n-x": galley})
    spots = [pagemap.anchors[f"line-{n}"] for n in range(lines)]
    assert spots == sorted(spots)
    assert [spot.sheet for spot in spots] == [1] * (2 * LAYOUT.grid.lines) + [2] * LAYOUT.grid.lines
    assert [spot.column for spot in spots[: LAYOUT.grid.lines]] == [1] * LAYOUT.grid.lines
    for spot in spots:
        rows = (spot.top - LAYOUT.head) / LAYOUT.grid.leading
        assert abs(rows - round(rows)) < 0.01
        assert 0 <= round(rows) < LAYOUT.grid.lines
    assert [spot.folio for spot in pagemap.notices["x"]] == ["1", "1", "2", "2"]


def letter_galley() -> Shape:
    return Shape((1,) * LAYOUT.letters.lines, (Span(Role.HEAD, 0, LAYOUT.letters.lines),))


def notice_galley(paragraphs: tuple[int, ...]) -> Shape:
    """A head of one line, paragraphs of so many, sources of one."""
    spans = [Span(Role.HEAD, 0, 1)]
    for lines in paragraphs:
        spans.append(Span(Role.TEXT, spans[-1].first + spans[-1].count, lines))
    spans.append(Span(Role.NOTE, spans[-1].first + spans[-1].count, 1))
    return Shape((1,) * (spans[-1].first + 1), tuple(spans))


dictionaries = st.lists(
    st.tuples(st.booleans(), st.lists(st.integers(1, 25), min_size=1, max_size=4).map(tuple)), min_size=1, max_size=60
)


@given(dictionaries)
def test_whatever_the_notices_no_column_ends_with_a_letter_or_parts_what_belongs_together(
    notices: list[tuple[bool, tuple[int, ...]]],
) -> None:
    galleys: dict[str, Shape] = {}
    matter: list[Matter] = []
    for number, (opens, paragraphs) in enumerate(notices):
        if opens or not number:
            galleys[f"lettre-{number}"] = letter_galley()
            matter.append(Matter(Piece(f"lettre-{number}", "", 100.0), 1, letter="A"))
        galleys[f"n-{number}"] = notice_galley(paragraphs)
        space = 0 if opens or not number else 1
        matter.append(Matter(Piece(f"n-{number}", "", 100.0), space, notice=f"{number}", letter="A"))
    part = Part("notices", "", matter=tuple(matter), columns=2)
    paged = page_book([part], "notices", Bench(galleys, LAYOUT, {}))
    faults = {name for page in paged.columns.values() for column in page for name, _ in column.costs}
    assert not {"broken-tie", "overfull"} & faults
    ends: dict[str, int] = {}
    for sheet in paged.sheets:
        for _, column in groupby(sheet.placed, key=lambda placed: placed.column):
            runs_ = list(column)
            assert not runs_[-1].galley.startswith("lettre")
            bottom = runs_[-1].top + (runs_[-1].stop - runs_[-1].first) * LAYOUT.grid.leading
            assert bottom <= LAYOUT.head + LAYOUT.text_height + 0.01
            for placed in runs_:
                assert placed.first == ends.get(placed.galley, 0), "lines are left out or come twice"
                ends[placed.galley] = placed.stop
                if placed.first:
                    assert_break_is_good(galleys[placed.galley], placed.first)
    assert ends == {name: len(galley.heights) for name, galley in galleys.items()}
