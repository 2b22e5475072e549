"""The laws: the same sources give the same bytes by any way; one author's mistake costs no other author a page."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from fixtures_book import (
    BOOK,
    PEOPLE,
    SMALL_TOML,
    SUPERIOR,
    Printed,
    built,
    command,
    inspected,
    prose_of,
    small_book,
    write_notice,
)  # fmt: skip
from pdfreading import letters, needs_poppler, paints, said_by, text

from bookwork.cli import HOME
from bookwork.typesetting.crew import ALONE
from bookwork.writing import write_beside

EDITED = "biographies/S/saint-ygnace-jean-marie.md"
ADDED = " Une phrase de plus, fictive comme les autres, déplace tout ce qui la suit et change quelques folios." * 9


def edit(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    before = path.read_text("utf-8")
    assert before.count(old) == 1, f"{old} stands {before.count(old)} times in {file}"
    path.write_text(before.replace(old, new), "utf-8")


# Bytes


def printed_anew(book: Printed) -> dict[str, bytes]:
    """What a build makes that finds its store, but not what it printed last."""
    book.pdf.unlink()
    built(book.root)
    return book.files()


def test_a_second_build_with_nothing_changed_sets_nothing_and_gives_the_same_bytes(copied: Printed) -> None:
    before = copied.files()
    assert built(copied.root).set == 0
    assert copied.files() == before
    copied.pdf.unlink()
    assert built(copied.root).set == 0
    assert copied.files() == before


def test_a_printed_file_that_somebody_changed_is_printed_anew(copied: Printed) -> None:
    before = copied.files()
    copied.pdf.write_bytes(before["livre.pdf"][:-100])
    (copied.root / "build" / "pagemap.json").unlink()
    built(copied.root)
    assert copied.files() == before


def test_one_edition_is_never_taken_for_the_other(copied: Printed, for_print: Printed) -> None:
    screen = copied.files()
    built(copied.root, "--edition", "print")
    assert copied.files() == for_print.files()
    built(copied.root)
    assert copied.files() == screen


def test_warnings_are_said_again_though_nothing_is_set(tmp_path: Path) -> None:
    book = small_book(tmp_path, {"bref": "Personnage fictif <u>souligné</u>."})
    first, second = built(book), built(book)
    assert "text.raw-html" in first.err
    assert [line for line in second.err.splitlines() if "bref" in line] == [
        line for line in first.err.splitlines() if "bref" in line
    ]


def test_an_edit_gives_the_book_of_a_clean_build_and_taken_back_gives_the_first_bytes(copied: Printed) -> None:
    first = copied.files()
    edit(copied.root, EDITED, "dont on ne sait rien", f"dont on ne sait rien.{ADDED} Rien de plus")
    answer = built(copied.root)
    assert 0 < answer.set < 40, "only what changed is set"
    edited = copied.files()
    assert edited["livre.pdf"] != first["livre.pdf"]
    shutil.rmtree(copied.root / "build")
    built(copied.root)
    assert copied.files() == edited
    edit(copied.root, EDITED, f"dont on ne sait rien.{ADDED} Rien de plus", "dont on ne sait rien")
    built(copied.root)
    assert copied.files() == first


def test_an_edit_that_moves_notices_moves_their_folios_in_the_indexes(copied: Printed) -> None:
    before = copied.pagemap["notices"]["serban-ion"]["pages"]
    edit(copied.root, "biographies/A/aubremont-geoffroy-d.md", "dit-il", "dit-il." + ADDED * 9 + " Dit-il")
    built(copied.root)
    after = Printed(copied.root).pagemap
    pages = after["notices"]["serban-ion"]["pages"]
    assert pages != before
    sheet = after["anchors"]["index-personnes"][0]
    whole = letters("".join(text(copied.pdf, sheet + n) for n in range(2)))
    assert letters(f"Șerban (Ion), {pages[0]}") in whole


def test_a_book_gives_the_same_bytes_wherever_its_folder_lies(printed: Printed, tmp_path: Path) -> None:
    elsewhere = tmp_path / "un autre dossier, avec une espace"
    shutil.copytree(BOOK, elsewhere)
    built(elsewhere)
    assert Printed(elsewhere).files() == printed.files()


def test_four_workers_print_what_one_prints(tmp_path: Path) -> None:
    names = [f"{first}{second}eron" for first in "bcdfghjklmnp" for second in "aeiou"] + ["zaon", "zeon", "zion"]
    book = small_book(
        tmp_path, {name: f"Personnage fictif : *{name}*, le {n}e de la liste." for n, name in enumerate(names, 1)}
    )
    assert len(names) > ALONE, "fewer pieces are set without workers"
    made = []
    for jobs in ("1", "4"):
        answer = command(book, "build", "--jobs", jobs)
        assert answer.code == 0, answer.err
        assert answer.set > ALONE
        made.append(Printed(book).files())
        shutil.rmtree(book / "build")
    assert made[0] == made[1]


def test_a_damaged_store_is_set_aside_and_the_book_is_right(copied: Printed) -> None:
    before = copied.files()
    store = copied.root / "build" / "cache" / "galleys.sqlite"
    store.write_bytes(b"not a database at all" * 1000)
    assert printed_anew(copied) == before
    assert store.with_name("galleys.sqlite.damaged").exists()


@pytest.mark.parametrize("page", [2, 9])
def test_a_store_with_holes_gives_the_right_book(copied: Printed, page: int) -> None:
    """Whatever page of the database is spoilt: b-tree or records."""
    before = copied.files()
    store = copied.root / "build" / "cache" / "galleys.sqlite"
    content = bytearray(store.read_bytes())
    size = int.from_bytes(content[16:18], "big")
    content[(page - 1) * size : page * size] = b"\x0d" + b"\xff" * (size - 1)
    store.write_bytes(content)
    assert printed_anew(copied) == before


def test_a_store_cut_short_gives_the_right_book(copied: Printed) -> None:
    before = copied.files()
    store = copied.root / "build" / "cache" / "galleys.sqlite"
    os.truncate(store, store.stat().st_size // 3)
    assert printed_anew(copied) == before


# Mistakes

BROKEN_YAML = ("biographies/D/duval-menard-pierre.md", "nom: Duval-Ménard", "nom: [Duval-Ménard")
MISSING_FIELD = ("biographies/O/orsi-zoltan.md", "prénoms: Zoltán\n", "")
UNKNOWN_KEY = ("biographies/B/beveziers-anne-sophie.md", "profession: institutrice", "proffession: institutrice")
IMPOSSIBLE_DATE = ("biographies/S/serban-ion.md", "date: 1945-06-11", "date: 1945-06-31")
UNKNOWN_CONVOY = ("biographies/L/lobodowski-stanislaw.md", "convoi: fictif-1944-01-17", "convoi: fictif-1944-01-71")
UNKNOWN_SOURCE = ("biographies/S/saint-ygnace-jean-marie.md", "rien [@imaginaire1999", "rien [@imaginaire1989")
LINK_TO_NOBODY = ("biographies/O/oeuvrard-theophile.md", "[[aubremont-geoffroy-d]]", "[[aubremont-godefroy]]")
MISTAKES = (
    BROKEN_YAML, MISSING_FIELD, UNKNOWN_KEY, IMPOSSIBLE_DATE, UNKNOWN_CONVOY, UNKNOWN_SOURCE, LINK_TO_NOBODY,
)  # fmt: skip


def spoil(root: Path) -> None:
    for mistake in MISTAKES:
        edit(root, *mistake)


def place_of(root: Path, mistake: tuple[str, str, str], word: str) -> str:
    """``file:line:column`` of a word in a spoilt file."""
    for number, line in enumerate((root / mistake[0]).read_text("utf-8").split("\n"), 1):
        if word in line:
            return f"{mistake[0]}:{number}:{line.index(word) + 1}"
    raise AssertionError(word)


def test_check_names_every_mistake_with_its_place_in_one_run(copied: Printed) -> None:
    spoil(copied.root)
    answer = command(copied.root, "check")
    assert answer.code == 1
    said = {line.partition(" ")[0].rstrip(":"): line for line in answer.out.splitlines()}

    def line_at(mistake: tuple[str, str, str], word: str) -> str:
        place = place_of(copied.root, mistake, word)
        assert place in said, f"{place} is not among\n" + "\n".join(said)
        return said[place]

    assert "[yaml.syntax]" in next(line for place, line in said.items() if place.startswith(BROKEN_YAML[0]))
    missing = next(line for place, line in said.items() if place.startswith(MISSING_FIELD[0]))
    assert "prénoms" in missing and re.match(r".*\.md:\d+:\d+: ", missing)
    assert "« profession »" in line_at(UNKNOWN_KEY, "proffession")
    assert "1945-06-31" in line_at(IMPOSSIBLE_DATE, "1945-06-31")
    assert "fictif-1944-01-17" in line_at(UNKNOWN_CONVOY, "fictif-1944-01-71")
    assert "@imaginaire1999" in line_at(UNKNOWN_SOURCE, "[@imaginaire1989")
    assert "aubremont-geoffroy-d" in line_at(LINK_TO_NOBODY, "[[aubremont-godefroy]]")


def test_every_mistake_is_one_mistake(copied: Printed) -> None:
    """Nobody is blamed for another's file, and a notice that cannot be read does not make others wrong."""
    spoil(copied.root)
    errors = [line for line in command(copied.root, "check").out.splitlines() if " erreur [" in line]
    assert sorted(line.partition(":")[0] for line in errors) == sorted(mistake[0] for mistake in MISTAKES)


def test_a_book_with_mistakes_is_refused_and_the_last_good_one_left_alone(copied: Printed) -> None:
    before = copied.files()
    spoil(copied.root)
    answer = command(copied.root, "build", "--jobs", "1")
    assert answer.code == 1
    assert "n’est pas imprimé" in answer.err
    assert copied.files() == before


@needs_poppler
def test_a_draft_frames_every_faulty_notice_and_prints_the_others_whole(copied: Printed) -> None:
    frames_before = frames(copied)
    spoil(copied.root)
    answer = command(copied.root, "build", "--draft", "--jobs", "1")
    assert answer.code == 1
    assert f"{len(MISTAKES)} notices à corriger" in answer.out
    draft = Printed(copied.root)
    stream = notices_of(draft)
    for file, *_ in MISTAKES:
        assert stream.count(letters(f"Notice à corriger : {file}")) == 1
    gap = dict.fromkeys(PEOPLE, "\0")  # whoever is pointed to may be in a frame
    for notice in ("aubremont-geoffroy-d", "duval-menard-paul", "la-fauconniere-maurice-de"):
        for passage in prose_of(notice, gap).split("\0"):
            assert letters(passage) in SUPERIOR.sub("", stream), notice
    assert frames(draft) >= frames_before + len(MISTAKES)
    assert set(draft.pagemap["notices"]) == set(PEOPLE), "everybody keeps a place in the draft"


def notices_of(book: Printed) -> str:
    sheets = [page["sheet"] for page in book.makeup["pages"] if page["part"] == "notices"]
    layout = book.layout
    area = (28.0, layout.head - 2, layout.page_width - 56, layout.text_height + 4)
    return letters(text(book.pdf, sheets[0], sheets[-1], area))


def frames(book: Printed) -> int:
    """How many rules and frames are drawn on the pages of notices."""
    with pikepdf.open(book.pdf) as pdf:
        sheets = [page["sheet"] for page in book.makeup["pages"] if page["part"] == "notices"]
        return sum(operator != "TJ" for sheet in sheets for operator in paints(pdf.pages[sheet - 1]))


# Sizes

SENTENCE = "Personnage fictif, il compte jusqu’à {n}, s’arrête, reprend son souffle et recompte à rebours depuis {n}. "


@needs_poppler
def test_a_notice_of_sixty_thousand_characters_and_one_of_a_line_stand_side_by_side(tmp_path: Path) -> None:
    long = "\n\n".join("".join(SENTENCE.format(n=n) for n in range(start, start + 12)) for start in range(0, 600, 12))
    assert len(long) > 60_000
    book = small_book(
        tmp_path, {"interminable": long, "bref": "Personnage fictif.", "dernier": "Personnage fictif aussi."}
    )
    built(book)
    made = Printed(book)
    assert len(made.pagemap["notices"]["interminable"]["pages"]) >= 9
    stream = notices_of(made)
    assert letters(long) in stream
    assert stream.startswith(letters("B BREF Jean Personnage fictif. Fictif, Un livre fictif. AF D DERNIER"))
    assert not any(
        {"forced", "broken-tie", "overfull"} & set(column["costs"])
        for page in made.makeup["pages"]
        for column in page["columns"]
    )


def test_a_paragraph_of_a_thousand_lines_without_a_break_is_parted_all_the_same(tmp_path: Path) -> None:
    book = small_book(tmp_path, {"long": "".join(SENTENCE.format(n=n) for n in range(400))})
    built(book)
    lines = [column["lines"] for page in Printed(book).makeup["pages"] for column in page["columns"]]
    assert sum(lines) > 600
    assert max(lines) <= Printed(book).layout.grid.lines


# Books that are none


def test_a_book_without_notices_is_told_so(tmp_path: Path) -> None:
    book = small_book(tmp_path, {})
    answer = command(book, "build")
    assert answer.code == 1
    assert "book.empty" in answer.err and "biographies/" in answer.err
    assert not (book / "build" / "livre.pdf").exists()


def test_an_unknown_part_is_named_with_those_that_are_known(tmp_path: Path) -> None:
    toml = SMALL_TOML.replace("derriere = []", 'derriere = ["index-persones"]')
    answer = command(small_book(tmp_path, {"bref": "Personnage fictif."}, toml), "build")
    assert answer.code == 1
    assert "« index-persones »" in answer.err and "index-personnes" in answer.err
    assert "manuscript/book.toml:" in answer.err


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[livre\n", "settings.unreadable"),
        ("[livre]\ntitre = 'Sans ordre'\n", "ordre"),
        (SMALL_TOML.replace("date = 2001-01-17", "date = 'hier'"), "livre.date"),
        (SMALL_TOML + "dorriere = []\n", "dorriere"),
    ],
)
def test_a_book_toml_that_is_wrong_is_told_so(tmp_path: Path, toml: str, said: str) -> None:
    answer = command(small_book(tmp_path, {"bref": "Personnage fictif."}, toml), "build")
    assert answer.code == 1
    assert said in answer.err
    assert "manuscript/book.toml:" in answer.err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[grille]", "[grille", "settings.unreadable"),
        ("lignes = 60", "lignes = 'beaucoup'", "grille.lignes"),
        ("interligne_pt = 9.5", "interligne = 9.5", "grille.interligne"),
    ],
)
def test_a_layout_toml_that_is_wrong_is_told_so(tmp_path: Path, old: str, new: str, said: str) -> None:
    book = small_book(tmp_path, {"bref": "Personnage fictif."})
    shutil.copytree(HOME / "layout", book / "layout")
    edit(book, "layout/layout.toml", old, new)
    answer = command(book, "build")
    assert answer.code == 1
    assert said in answer.err
    assert "layout/layout.toml:" in answer.err


@pytest.mark.parametrize("verb", [("build",), ("check",), ("proof", "bref")])
@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("autre.csl", "pas du XML", "ce n’est pas du XML"),
        ("autre.csl", "", "le fichier ne se lit pas"),
        ("locales-fr-FR.xml", "<html/>", "ce ne sont pas des termes CSL"),
    ],
)
def test_a_style_that_will_not_do_is_told_so(
    tmp_path: Path, verb: tuple[str, ...], file: str, text: str, said: str
) -> None:
    book = small_book(tmp_path, {"bref": "Personnage fictif."})
    shutil.copytree(HOME / "layout", book / "layout")
    if file == "autre.csl":
        edit(book, "layout/layout.toml", "universite-de-lausanne-histoire.csl", file)
    if text:
        (book / "layout" / "csl" / file).write_text(text, "utf-8")
    answer = command(book, *verb)
    assert answer.code == 1
    assert f"layout/csl/{file}:1" in answer.err + answer.out
    assert said in answer.err + answer.out


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("lignes = 60", "lignes = 0"),
        ("interligne_pt = 9.5", "interligne_pt = -9.5"),
        ("notices = 2", "notices = 0"),
        ("largeur_mm = 170", "largeur_mm = 30"),
    ],
)
def test_measures_that_can_hold_no_type_are_told_so(tmp_path: Path, old: str, new: str) -> None:
    book = small_book(tmp_path, {"bref": "Personnage fictif."})
    shutil.copytree(HOME / "layout", book / "layout")
    edit(book, "layout/layout.toml", old, new)
    answer = command(book, "build", "--jobs", "1")
    assert answer.code == 1
    assert "layout/layout.toml:" in answer.err


def with_chapters(root: Path, **chapters: str) -> Path:
    """A small book with these chapters in front; in the names, « _ » stands for the hyphen."""
    names = [f"{name.replace('_', '-').removeprefix('n')}.md" for name in chapters]
    listed = ", ".join(f'"{name}"' for name in names)
    book = small_book(root, {"bref": "Personnage fictif."}, SMALL_TOML.replace("devant = []", f"devant = [{listed}]"))
    for name, words in zip(names, chapters.values(), strict=True):
        (book / "manuscript" / name).write_text(f"---\ntitre: Chapitre fictif\n---\n{words}\n", "utf-8")
    return book


@pytest.mark.parametrize(
    "slip", ["{{ nombre.noticse }} notices", "{{ nombre.", "Trois signes : {% si", "{{ inconnu }}"]
)
def test_a_slip_in_a_placeholder_of_a_chapter_is_a_fault_of_the_chapter(tmp_path: Path, slip: str) -> None:
    book = with_chapters(tmp_path, n10_avant_propos=slip)
    answer = command(book, "build", "--jobs", "1")
    assert answer.code == 1
    assert "manuscript/10-avant-propos.md:" in answer.err


@needs_poppler
def test_two_chapters_of_like_name_are_both_printed_or_refused(tmp_path: Path) -> None:
    book = with_chapters(tmp_path, n10_annexe="Premier texte fictif.", n20_annexe="Second texte fictif.")
    answer = command(book, "build", "--jobs", "1")
    if answer.code:
        assert "20-annexe.md" in answer.err
    else:
        whole = text(book / "build" / "livre.pdf", 1, 4)
        assert whole.count("Premier texte") == whole.count("Second texte") == 1


@needs_poppler
@pytest.mark.parametrize("name", ["notices", "table", "titre", "index_personnes"])
def test_a_chapter_called_like_a_made_part_is_printed_or_refused(tmp_path: Path, name: str) -> None:
    book = with_chapters(tmp_path, **{f"n10_{name}": "Un texte fictif."})
    answer = command(book, "build", "--jobs", "1")
    if answer.code:
        assert f"10-{name.replace('_', '-')}.md" in answer.err
    else:
        assert text(book / "build" / "livre.pdf", 1, 2).count("Un texte fictif") == 1


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("fonts/eb-garamond/EBGaramond-Italic.ttf", None),
        ("fonts/eb-garamond/EBGaramond-Italic.ttf", "no font"),
        ("galley.css", None),
        ("templates/notice.html.j2", None),
        ("templates/notice.html.j2", "<p>{% if nom %}</p>"),
        ("templates/notice.html.j2", "<p>{{ inconnu }}</p>"),
    ],
)
def test_a_fault_of_the_designer_is_told_with_its_file(tmp_path: Path, file: str, content: str | None) -> None:
    book = small_book(tmp_path, {"bref": "Personnage fictif."})
    shutil.copytree(HOME / "layout", book / "layout")
    (book / "layout" / file).unlink()
    if content is not None:
        (book / "layout" / file).write_text(content, "utf-8")
    answer = command(book, "build", "--jobs", "1")
    assert answer.code == 1
    assert Path(file).name in answer.err


def test_a_folder_that_is_no_book_is_wrong_use(tmp_path: Path) -> None:
    answer = command(tmp_path, "check")
    assert answer.code == 2
    assert "manuscript/" in answer.err


def test_an_unknown_verb_or_option_is_wrong_use(printed: Printed) -> None:
    assert command(printed.root, "bild").code == 2
    assert command(printed.root, "build", "--editon", "print").code == 2
    assert command(printed.root, "build", "--jobs", "0").code == 2


def test_an_unknown_notice_is_wrong_use_and_the_nearest_are_named(printed: Printed) -> None:
    answer = command(printed.root, "proof", "orsi-zolton")
    assert answer.code == 2
    assert "orsi-zoltan" in answer.err


def test_a_character_that_no_face_has_is_an_error_and_a_draft_frames_its_notice(tmp_path: Path) -> None:
    book = small_book(tmp_path, {"bref": "Personnage fictif.", "muet": "Personnage fictif qui signe 漢."})
    answer = command(book, "check")
    assert answer.code == 1
    (line,) = [line for line in answer.out.splitlines() if "type.missing-character" in line]
    assert line.startswith("biographies/muet.md:") and "« 漢 » (U+6F22)" in line
    assert command(book, "build").code == 1
    assert command(book, "build", "--draft", "--jobs", "1").code == 1
    with pikepdf.open(book / "build" / "livre.pdf") as pdf:
        assert len(pdf.pages) == 1


def test_the_command_itself_never_shows_a_traceback_for_a_fault_in_the_book(tmp_path: Path) -> None:
    book = small_book(tmp_path, {"bref": "Personnage fictif."}, "[livre\n")
    environment = {**os.environ, "BOOKWORK_NO_VENV": "1", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, str(HOME / "make_book.py"), "--lang", "fr", "--book", str(book), "build"],
        capture_output=True, encoding="utf-8", env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "book.toml" in done.stderr


# Proofs


@needs_poppler
def test_a_proof_shows_the_galley_with_every_line_numbered(copied: Printed) -> None:
    answer = command(copied.root, "proof", "orsi-zoltan", "la-fauconniere-maurice-de")
    assert answer.code == 0, answer.err
    short, long = (
        copied.root / "build" / "proofs" / f"{name}.pdf" for name in ("orsi-zoltan", "la-fauconniere-maurice-de")
    )
    assert [path.split("/")[-1] for path in answer.out.split()] == [short.name, long.name]
    with pikepdf.open(short) as pdf:
        assert len(pdf.pages) == 1
    with pikepdf.open(long) as pdf:
        assert len(pdf.pages) > 1
        count = len(pdf.pages)
    assert letters("Il joue encore, à Rivière-Absente, un air que nul n’a noté.") in letters(text(short, 1))
    margin = [int(n) for n in text(long, 1, count, box=(60, 40, 32, 760)).split()]
    assert margin == list(range(1, len(margin) + 1))
    assert len(margin) > 100
    column = letters(text(long, 1, count, box=(95, 40, 260, 760)))
    assert letters("Un bouquet y flotte chaque printemps.") in column


def test_a_proof_of_a_faulty_notice_is_its_frame(copied: Printed) -> None:
    spoil(copied.root)
    answer = command(copied.root, "proof", "duval-menard-pierre")
    assert answer.code == 1
    assert "yaml.syntax" in answer.err
    proof = copied.root / "build" / "proofs" / "duval-menard-pierre.pdf"
    assert "Notice à corriger" in " ".join(said_by("pdftotext", str(proof), "-").split())


def test_a_proof_says_the_same_as_the_book(copied: Printed) -> None:
    command(copied.root, "proof", "serban-ion")
    proof = copied.root / "build" / "proofs" / "serban-ion.pdf"
    column = letters(text(proof, 1, 1, box=(95, 40, 260, 760)))
    assert column in notices_of(copied)


def test_writing_a_notice_anew_without_changing_it_changes_nothing(tmp_path: Path) -> None:
    book = small_book(tmp_path, {"bref": "Personnage fictif.", "autre": "Personnage fictif."})
    built(book)
    before = Printed(book).files()
    write_notice(book, "bref", "Personnage fictif.")
    assert inspected(book).errors == ()
    assert built(book).set == 0
    assert Printed(book).files() == before


# Builds that are disturbed


def test_a_build_that_is_killed_leaves_the_last_book_whole_and_the_next_build_right(copied: Printed) -> None:
    before = copied.files()
    edit(copied.root, EDITED, "dont on ne sait rien", f"dont on ne sait rien.{ADDED} Rien de plus")
    killed = subprocess.Popen(
        [sys.executable, "-c", "import sys; from bookwork.cli import main; main(sys.argv[1:])",
         "--lang", "fr", "--book", str(copied.root), "build", "--jobs", "1"],
        cwd=HOME, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert killed.stderr is not None
    while "composition" not in killed.stderr.readline():  # it has begun to set
        assert killed.poll() is None
    killed.kill()
    killed.wait()
    assert copied.files() == before
    built(copied.root)
    after = copied.files()
    shutil.rmtree(copied.root / "build")
    built(copied.root)
    assert copied.files() == after


def test_two_builds_that_finish_together_both_leave_a_whole_file(tmp_path: Path) -> None:
    target = tmp_path / "livre.pdf"

    def slow(path: Path) -> None:
        path.write_bytes(b"one, begun")
        other = [sys.executable, "-c", OTHER_BUILD, str(target)]
        subprocess.run(other, cwd=HOME, check=True)
        path.write_bytes(b"one, whole")

    write_beside(target, slow)
    assert target.read_bytes() == b"one, whole"
    assert list(tmp_path.iterdir()) == [target]


OTHER_BUILD = (
    "import sys; from pathlib import Path; from bookwork.writing import write_beside; "
    "write_beside(Path(sys.argv[1]), lambda path: path.write_bytes(b'other, whole'))"
)


def test_whoever_reads_the_last_book_reads_it_to_the_end(tmp_path: Path) -> None:
    target = tmp_path / "livre.pdf"
    target.write_bytes(b"the last book, whole")
    with target.open("rb", buffering=0) as reader:
        assert reader.read(8) == b"the last"
        write_beside(target, lambda path: path.write_bytes(b"the new book") and None)
        assert reader.read() == b" book, whole"
    assert target.read_bytes() == b"the new book"


def test_a_file_that_cannot_be_finished_leaves_the_last_one(tmp_path: Path) -> None:
    target = tmp_path / "livre.pdf"
    target.write_bytes(b"the last good one")

    def fails(path: Path) -> None:
        path.write_bytes(b"half of the ne")
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        write_beside(target, fails)
    assert target.read_bytes() == b"the last good one"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_build_leaves_nothing_in_the_temporary_folder(tmp_path: Path, jobs: str) -> None:
    """WeasyPrint makes a file of each font there, two megabytes for each process."""
    book, temporary = small_book(tmp_path / "livre", {"bref": "Personnage fictif."}), tmp_path / "tmp"
    temporary.mkdir()
    command = [sys.executable, str(HOME / "make_book.py"), "--book", str(book), "build", "--jobs", jobs]
    environment = {**os.environ, "BOOKWORK_NO_VENV": "1", "TMPDIR": str(temporary)}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert (book / "build" / "livre.pdf").is_file()
    assert not list(temporary.iterdir())
