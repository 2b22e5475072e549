"""Any way to a book gives the same book: edits, deletions, renamings and their undoing, then a rebuild = a clean build.

The book is a function of choices: each slot has a few values, an edit takes another one, an undo an earlier one.
Everybody and everything in it is fictional.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from string import Template
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from bookwork.cli import HOME
from bookwork.diagnostics import Level
from bookwork.press import imprint
from bookwork.press.pdffile import PdfFile, Stretch
from bookwork.press.reprint import Plate, Plates
from bookwork.project import read_project
from bookwork.sources.reading import read_book
from bookwork.stages import Unwatched
from bookwork.store import Store, content_key
from bookwork.typesetting.batches import set_records
from bookwork.typesetting.compose import compose_notice, lay_out_desk
from bookwork.typesetting.crew import Workers
from bookwork.typesetting.encoding import Record, decode_shape
from bookwork.typesetting.figures import cited_in
from bookwork.typesetting.galley import Piece
from bookwork.typesetting.gleaning import glean
from bookwork.typesetting.pictures import make_prints
from bookwork.typesetting.provenance import Provenance, notices_made_from
from bookwork.typesetting.references import Wanted, word_references
from bookwork.typesetting.shop import Style
from bookwork.workshop import PRODUCTS, BuildOptions, print_book

LONGER = " Une phrase fictive de plus, assez longue pour déplacer la ligne, la colonne et peut-être le folio." * 9

SLOTS: Mapping[str, tuple[str, ...]] = {
    # notices
    "phrase": ("Il compte.", "Il compta.", f"Il compte.{LONGER}"),
    "nom": ("Bellor", "Zellor"),
    "prénoms": ("Jean", "Jean Marie"),
    "particule": ("", "de "),
    "lien": ("[[bellor]]", "[[ancien]]", "[[Cador Paul]]", "[[personne]]", "[[bellor|son ami Bellor]]"),
    "cite": (
        "@$clef, p. 3",
        "@deux, p. 3-4",
        "@partie, p. 9",
        "@acte, acte 12",
        "@page",
        "@json",
        "-@deux",
        "@rien",
        "@fonds, 9 Z 12345, f. 3",
    ),
    "convoi": ("convoi: fictif-1", "", "convoi: fictif-2"),
    "photo": (
        "photo: {fichier: large.png, légende: $légende, crédit: AF}",
        "",
        "photo: {fichier: haute.png, légende: $légende, crédit: AF}",
    ),
    "légende": ("Fictif", "Encore fictif"),
    "gris": ("90", "91"),
    "famille": ("Dilon", "Cador"),
    "evrard": ("oui", ""),
    # registers
    "parti": ("1944-01-17", "1944-01-16"),
    "gare": ("Villefictive", "Bourg-Fictif"),
    "camp": ("Campfictif", "Campimaginaire"),
    "variante": ("Camp Fictif", "annexe"),
    "second": ("", "  - {id: second, nom: Annexe-Fictive}\n"),
    "latitude": ("51.1", "51.2"),
    "réseau": ("Réseau Fictif", "Réseau Imaginaire"),
    "vers": ("bellor", "cador"),
    "sens": ("Réseau Fictif", "Registre Fictif"),
    # bibliography
    "titre": ("Un livre fictif", "Un livre {\\it imaginaire}"),
    "année": ("2002", "2001"),
    "jumeau": ("", "@book{jumeau, author={Fictif, Anne}, title={Autre livre fictif}, date={2001}}\n"),
    "devant": ("", "@book{avant, author={Avant, Abel}, title={Avant tout}, date={1990}}\n"),
    "clef": ("un", "uno"),
    "recueil": ("Un recueil fictif", "Un florilège fictif"),
    "éditeur": ("Éditions fictives", "Presses fictives"),
    "sorte": ("online", "misc"),
    "sigle": ("AF", "Arch. fict."),
    "fonds": ("archive", "book"),
    "json": ("Fiction en JSON", "Fable en JSON"),
    # chapters and settings
    "chapitre": ("Avant-propos fictif", "Préface fictive"),
    "nombre": ("{{ nombre.notices }}", "{{ nombre.femmes }}"),
    "identité": ("Petit livre fictif", "Livret fictif"),
    "langue": ("fr", "en"),
    "parties": ('"bibliographie", "index-personnes"', '"index-camps", "bibliographie"', '"index-convois"'),
    # layout
    "corps": ("8.8", "8.4"),
    "notes": ("7.4", "7.2"),
    "lignes": ("30", "27"),
    "marge": ("10", "12"),
    "trajet": ("true", "false"),
    "prix": ("1.0", "7.0"),
    "largeur": ("24.0", "20.0"),
    "romain": ("Regular", "SemiBold"),
    "style": ("universite-de-lausanne-histoire.csl", "le-tapuscrit-note.csl", "perso/mien.csl"),
    "perso": ("", " (fictif)"),
    "locale": ("p.", "pg."),
    "groupes": ("0", "3"),
    "modèle": ("", "<i>fictif</i> "),
    "ajout": ("", "<b>Fictif.</b> "),
    "encart": ("", "<b>Fictive.</b> "),
    "marque": ("3", "6"),
    "encre": ("1", "0.9"),
}
"""What can be changed in the book, and its values; the first stands in the first book."""

FIRST = {slot: values[0] for slot, values in SLOTS.items()}
Choices = Mapping[str, str]
EDITS = [(slot, value) for slot, values in SLOTS.items() for value in values]


def notice(name: str, text: str, more: str = "", sources: str = "'@$clef'") -> str:
    head = f"nom: {name}\nsexe: H\nsources: [{sources}]\nauteurs: [AF]\nstatut: relu\n{more}"
    return f"---\n{head}---\n{text} Personnage fictif.\n"


NOTICES = {
    "abel": notice(
        "Abel",
        "$phrase Avec $lien, il passe par $camp et par le camp d’Annexe-Fictive [$cite]. Engagé au $réseau.",
        "prénoms: Ion\n$photo\n"
        "conflits: [{champ: mariage, versions: [{valeur: 1940, source: '@$clef'}, "
        "{valeur: 1941, source: '@fonds, 9 Z 2'}]}]\n",
    ),
    "bellor": notice(
        "$nom", "Un mot[@deux].", "prénoms: $prénoms\nparticule: $particule\nengagement: [$réseau]\n", "'@deux'"
    ),
    "cador": notice(
        "Cador",
        "Parti de loin, le 17 janvier 1944 [@partie, p. 4].",
        "prénoms: Paul\n$convoi\nparcours: [{camp: $camp, date: 1944-02}, {lieu: Ailleurs, date: 1944-03}]\n"
        "sort: {état: rentré, date: 1945-05}\n",
        "'@partie', '@fonds, 9 Z 12345'",
    ),
    "dilon": notice("$famille", "Un homonyme, ou non [@acte, acte 12].", "prénoms: Paul\n"),
    "evrard": notice("Evrard", "Le dernier, avec [[cador]].", "prénoms: Luc\n", "'@json', '@page'"),
}

TEXTS = {
    "manuscript/book.toml": (
        '[livre]\ntitre = "$identité"\nlangue = "$langue"\ndate = 2001-01-17\n'
        '[ordre]\ndevant = ["titre", "10-avant.md", "table"]\nderriere = [$parties]\n'
    ),
    "manuscript/10-avant.md": (
        "---\ntitre: $chapitre\n---\n$nombre personnages fictifs [@$clef, p. 7], et [[bellor]].\n\n"
        "{{ carte }}\n\n{{ table_convois }}\n\n{{ table_abréviations }}\n"
    ),
    "manuscript/registers/registres.yml": (
        "convois:\n"
        "  - {id: fictif-1, départ: {date: $parti, lieu: $gare}, sources: ['@$clef']}\n"
        "  - {id: fictif-2, départ: {date: 1944-01-20, lieu: Ailleurs}, sources: ['@deux']}\n"
        "camps:\n"
        "  - {id: principal, nom: $camp, variantes: [$variante], coordonnées: {lat: $latitude, lon: 10.5}}\n${second}"
        "réseaux: [{nom: $réseau}]\n"
        "abréviations: [{sigle: RF, sens: $sens}]\n"
        "auteurs: [{initiales: AF, nom: Anne Fictif}]\n"
        "identifiants: [{id: ancien, publié: 2000-01-01, vers: $vers}]\n"
    ),
    "bibliography.bib": (
        "$devant@book{$clef, author={Fictif, Anne}, title={$titre}, date={$année}, publisher={$éditeur}}\n$jumeau"
        "@book{deux, author={Fictif, Anne}, title={Un livre fictif}, date={1999}}\n"
        "@collection{recueil, editor={Fictif, Anne and Songe, Basile}, title={$recueil}, date={1998}}\n"
        "@incollection{partie, crossref={recueil}, author={Songe, Basile}, title={Une part}, pages={3--12}}\n"
        "@$sorte{page, author={Fictif, Basile}, title={Page}, organization={Site fictif}, url={https://example.org/p}}\n"
        "@$fonds{fonds, library={Archives fictives}, shortlibrary={$sigle}, title={Dossiers}, shelfmark={9 Z}, "
        "pattern={libre}}\n"
        "@etat-civil{acte, library={Mairie fictive}, location={Bourg-Fictif}}\n"
    ),
    "bibliography.json": '[{"id": "json", "type": "book", "title": "$json", "issued": {"date-parts": [[1997]]}}]',
    "layout/archives.yml": "dépôts:\n  - {id: libre, nom: Archives fictives, groupes: $groupes}\n",
    "layout/templates/ajout.txt": "$ajout",
    "layout/templates/notices/encart.j2": "$encart",
    "layout/marque.svg": (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        '<rect width="$marque" height="5" fill="device-cmyk(0 0 0 1)"/></svg>'
    ),
}
"""The files whose text the choices fill in; the layout's own files are changed from those of the house."""


def replaced(path: str, *changes: tuple[str, str]) -> str:
    """A file of the house's layout with these words replaced; each stands in it."""
    text = (HOME / "layout" / path).read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


AUTHOR_AND_YEAR = """\
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info><title>Fictif</title><id>fictif</id><updated>2001-01-17T00:00:00+00:00</updated></info>
  <macro name="source">
    <group delimiter=" "><names variable="author"/><text variable="title"/><date variable="issued" form="text"/></group>
  </macro>
  <citation disambiguate-add-year-suffix="true"><layout><text macro="source"/><text value="ICI"/></layout></citation>
  <bibliography><layout><text macro="source"/></layout></bibliography>
</style>
"""
"""A style that tells works of one author and year apart by letters."""


def layout_files(chosen: Choices) -> Iterator[tuple[str, str]]:
    """Designer's files."""
    yield (
        "layout.toml",
        replaced(
            "layout.toml",
            ("largeur_mm = 170", "largeur_mm = 120"),
            ("hauteur_mm = 240", "hauteur_mm = 160"),
            ("petit_fond_mm = 18", f"petit_fond_mm = {chosen['marge']}"),
            ("lignes = 60", f"lignes = {chosen['lignes']}"),
            ("corps_pt = 8.8", f"corps_pt = {chosen['corps']}"),
            ("notes_pt = 7.4", f"notes_pt = {chosen['notes']}"),
            ("parcours = true", f"parcours = {chosen['trajet']}"),
            ("ligne_courte = 8.0", f"ligne_courte = {chosen['prix']}"),
            ("largeur_mm = 22", f"largeur_mm = {chosen['largeur']}"),
            ("EBGaramond-Regular", f"EBGaramond-{chosen['romain']}"),
            ("universite-de-lausanne-histoire.csl", chosen["style"]),
        ),
    )
    yield "galley.css", replaced("galley.css") + f"p.vedette {{ color: device-cmyk(0 0 0 {chosen['encre']}) }}\n"
    yield "csl/perso/mien.csl", AUTHOR_AND_YEAR.replace("ICI", chosen["perso"])
    page = '<term name="page" form="short">\n      <single>'
    word = (f"{page}p.", f"{page}{chosen['locale']}")
    yield "csl/locales-fr-FR.xml", replaced("csl/locales-fr-FR.xml", word)
    included = "{% include 'ajout.txt' %}{% include 'notices/encart.j2' %}"
    for name, old, new in (
        ("notice", "{{ texte }}", included + "{{ texte }}"),
        ("référence", "{{ texte }}", chosen["modèle"] + "{{ texte }}"),
        ("titre", "<h1>", '<img src="marque.svg" style="width:9mm"><h1>'),
    ):
        yield f"templates/{name}.html.j2", replaced(f"templates/{name}.html.j2", (old, new))


class Form(Template):
    """A text with slots, whose names may have accents."""

    idpattern = r"[^\W\d]+"


def files(chosen: Choices) -> dict[str, str]:
    """The text of every file of the book, by its path."""

    def fill(text: str) -> str:
        return Form(Form(text).substitute(chosen)).substitute(chosen)

    people = {name: text for name, text in NOTICES.items() if chosen.get(name, "oui")}
    texts = TEXTS | {f"biographies/{name}.md": text for name, text in people.items()}
    return {path: fill(text) for path, text in texts.items()} | {
        f"layout/{path}": text for path, text in layout_files(chosen)
    }


def write(root: Path, chosen: Choices) -> None:
    """Make the folder hold this book: what stays as it is is not touched, what is no longer in it goes."""
    if not (root / "layout").exists():
        shutil.copytree(HOME / "layout", root / "layout")
    wanted = files(chosen)
    for path in [*(root / "biographies").glob("*.md"), *(root / "manuscript").rglob("*")]:
        if path.is_file() and path.relative_to(root).as_posix() not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = root / name
        if not path.is_file() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    gray = int(chosen["gris"])
    for name, size in (("large.png", (300, 200)), ("haute.png", (200, 400))):
        path = root / "biographies" / name
        if not path.is_file() or Image.open(path).getpixel((0, 0)) != gray:
            Image.new("L", size, gray).save(path)


def printed(root: Path) -> dict[str, bytes]:
    """What the last build left: the book, its page map, its make-up."""
    return {name: (root / "build" / name).read_bytes() for name in PRODUCTS[:3]}


def build(root: Path, progress: Unwatched | None = None, **options: Any) -> dict[str, bytes]:
    """A draft of the book, so that mistakes are framed and the rest is printed."""
    made = print_book(root, HOME / "layout", BuildOptions(draft=True, **options), progress or Unwatched())
    assert made.path is not None, [str(each.place) + each.message() for each in made.diagnostics]
    return printed(root)


def clean(folder: Path, chosen: Choices) -> dict[str, bytes]:
    """The same book made in a folder where nothing was before."""
    shutil.rmtree(folder, ignore_errors=True)
    write(folder, chosen)
    return build(folder)


# What a notice is composed from


@dataclass(frozen=True)
class Composed:
    """A notice as composed: the hash of what it is made from, and its piece."""

    made_from: bytes
    piece: Piece


def composed(root: Path, kept: Path) -> dict[str, Composed]:
    """Every notice of the book that can be read, whatever the checks say of it."""
    book, _ = read_book(root)
    project, _ = read_project(root, HOME / "layout")
    assert project is not None
    with Store(kept) as store:
        prints = make_prints(book, root, project.layout, store)
        references = word_references(project, book.works, book.repositories, Wanted(cited_in(book.notices)), store)
        desk = lay_out_desk(book, project, glean(book, store), prints, references)
        hashes = notices_made_from(desk, Provenance(project, desk), store)
        assert notices_made_from(desk, Provenance(project, desk), store) == hashes, "as they are kept"
    return {each.id: Composed(hashes[each.id], compose_notice(each, desk)) for each in book.notices}


LAST = {slot: values[-1] for slot, values in SLOTS.items()}


@pytest.mark.parametrize("base", [FIRST, LAST], ids=["first", "last"])
def test_what_is_composed_from_the_same_is_the_same(tmp_path: Path, base: Choices) -> None:
    """Of all that can be edited, one thing at a time: two pieces of one hash are one piece."""
    write(tmp_path / "livre", base)
    pieces = {each.made_from: each.piece for each in composed(tmp_path / "livre", tmp_path / "store").values()}
    for slot, value in EDITS:
        write(tmp_path / "livre", {**base, slot: value})
        for each in composed(tmp_path / "livre", tmp_path / "store").values():
            assert pieces.setdefault(each.made_from, each.piece) == each.piece, (slot, value)


@pytest.mark.parametrize(
    ("slot", "value", "changed"),
    [
        ("devant", SLOTS["devant"][1], set()),
        ("latitude", "51.2", set()),
        ("sens", "Registre Fictif", set()),
        ("prix", "7.0", set()),
        ("lignes", "27", set()),
        ("parti", "1944-01-16", {"cador"}),
        ("second", SLOTS["second"][1], {"abel"}),
        ("titre", SLOTS["titre"][1], {"abel", "bellor", "dilon"}),
        ("phrase", SLOTS["phrase"][1], {"abel"}),
        ("nom", "Zellor", {"abel", "bellor"}),
    ],
)
def test_an_edit_composes_again_what_it_concerns_and_nothing_else(
    tmp_path: Path, slot: str, value: str, changed: set[str]
) -> None:
    write(tmp_path / "livre", FIRST)
    before = composed(tmp_path / "livre", tmp_path / "store")
    write(tmp_path / "livre", {**FIRST, slot: value})
    after = composed(tmp_path / "livre", tmp_path / "store")
    assert {name for name in before if after[name].made_from != before[name].made_from} == changed


HASHES = (
    "import sys; from pathlib import Path; from test_edits import composed; root = Path(sys.argv[1]); "
    "print({name: each.made_from.hex() for name, each in composed(root, root / 'store').items()})"
)


def test_the_hash_of_what_a_notice_is_made_from_is_the_same_in_every_process(tmp_path: Path) -> None:
    """Sets of words come in another order in another process: then everything would be composed again."""
    write(tmp_path, FIRST)
    path = os.pathsep.join([str(HOME), str(Path(__file__).parent)])
    said = [
        subprocess.run(
            [sys.executable, "-c", HASHES, str(tmp_path)], check=True, capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert said[0] and said[0] == said[1]


# Bytes

STEPS = st.lists(st.one_of(st.sampled_from(EDITS), st.just("undo")), min_size=3, max_size=9)


def way(steps: Iterable[tuple[str, str] | str]) -> Iterator[Choices]:
    """The books that these steps lead through; an undo goes back to the one before."""
    past: list[Choices] = [FIRST]
    for step in steps:
        if step != "undo":
            past.append({**past[-1], step[0]: step[1]})
        elif len(past) > 1:
            past.pop()
        yield past[-1]


BYTES = settings(max_examples=8, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
"""Without shrinking: an example takes seconds, and is short."""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the first book, built once."""
    folder = tmp_path_factory.mktemp("retouches")
    write(folder / "premier", FIRST)
    build(folder / "premier")
    return folder


def opened(folders: Path) -> Path:
    """A copy of the first book as it was built, with its store."""
    shutil.rmtree(folders / "livre", ignore_errors=True)
    shutil.copytree(folders / "premier", folders / "livre")
    return folders / "livre"


@pytest.fixture(autouse=True, scope="module")
def few_pages_to_a_node() -> Iterator[None]:
    """So that even these small books have pages that are taken from the last printing beside others that are not."""
    usual, imprint._KIDS = imprint._KIDS, 3
    yield
    imprint._KIDS = usual


MARK = '<p><img src="marque.svg" style="width:3mm"></p>'


@BYTES
@given(steps=STEPS)
@example(steps=[("ajout", MARK), ("marque", "6")])
def test_any_edits_and_rebuilds_give_the_book_of_a_clean_build(folders: Path, steps: list[Any]) -> None:
    root = opened(folders)
    chosen: Choices = FIRST
    for number, chosen in enumerate(way(steps)):
        write(root, chosen)
        if number % 3 == 0:
            build(root)
    assert build(root) == clean(folders / "propre", chosen)


# Pages taken from the last printing


def counted(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each plate that was asked for from now on, whether it was given."""
    given: list[bool] = []
    copy = Plates.copy

    def counting(self: Plates, plate: Plate, pdf: PdfFile) -> Stretch | None:
        stretch = copy(self, plate, pdf)
        given.append(stretch is not None)
        return stretch

    monkeypatch.setattr(Plates, "copy", counting)
    return given


def test_pages_that_stay_the_same_are_taken_from_the_last_printing(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = opened(folders)
    given = counted(monkeypatch)
    *_, chosen = way([("phrase", SLOTS["phrase"][2])])
    write(root, chosen)
    made = build(root)
    assert given
    assert all(given)
    assert made == clean(folders / "propre", chosen)


def test_a_printed_book_that_somebody_has_changed_is_not_taken_for_what_it_was(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = opened(folders)
    before = printed(root)
    book = root / "build" / "livre.pdf"
    content = bytearray(book.read_bytes())
    for place in range(len(content) // 3, len(content), len(content) // 5):
        content[place] ^= 1
    book.write_bytes(content)
    given = counted(monkeypatch)
    assert build(root) == before
    assert not all(given)


# A store that is not what it was

GALLEYS = "build/cache/galleys.sqlite"
FATES = (
    "DELETE FROM record WHERE key = ?",
    "UPDATE record SET body = CAST(x'00' || body AS BLOB) WHERE key = ?",
    "UPDATE record SET body = x'00' || body WHERE key = ?",  # a text that is none: SQLite gives up the whole answer
)


def spoil_records(store: Path, fates: Random, share: float) -> None:
    """Lose or damage so large a share of the records, any of them."""
    with closing(sqlite3.connect(store)) as connection, connection:
        for (key,) in connection.execute("SELECT key FROM record ORDER BY key").fetchall():
            if fates.random() < share:
                connection.execute(fates.choice(FATES), [key])


def spoil_pages(store: Path, fates: Random, share: float) -> None:
    """Overwrite so large a share of the pages of the file, but for the first, which says that it is a store."""
    content = bytearray(store.read_bytes())
    size = int.from_bytes(content[16:18], "big")
    for start in range(size, len(content), size):
        if fates.random() < share:
            content[start : start + size] = fates.randbytes(size)
    store.write_bytes(content)


@BYTES
@given(
    fates=st.randoms(use_true_random=False),
    share=st.sampled_from((0.02, 0.1, 0.5)),
    spoil=st.sampled_from((spoil_records, spoil_pages)),
)
def test_whatever_the_store_has_lost_the_book_is_the_same(
    folders: Path, fates: Random, share: float, spoil: Callable[[Path, Random, float], None]
) -> None:
    root = opened(folders)
    before = printed(root)
    spoil(root / GALLEYS, fates, share)
    (root / "build" / "livre.pdf").unlink()
    assert build(root) == before


def test_type_that_is_lost_while_its_shape_is_kept_is_set_again(folders: Path) -> None:
    """Records of sheets and of type go, those of shapes and of what they were composed from stay."""
    root = opened(folders)
    before = printed(root)
    with closing(sqlite3.connect(root / GALLEYS)) as connection, connection:
        for key, body in connection.execute("SELECT key, body FROM record").fetchall():
            if decode_shape(body) is None and len(body) != len(content_key()):
                connection.execute("DELETE FROM record WHERE key = ?", [key])
    (root / "build" / "livre.pdf").unlink()
    assert build(root) == before


def test_a_store_with_no_room_for_anything_gives_the_same_book(folders: Path) -> None:
    root = opened(folders)
    layout = root / "layout" / "layout.toml"
    for chosen in way([("phrase", SLOTS["phrase"][2]), ("nom", "Zellor"), "undo"]):
        write(root, chosen)
        layout.write_text(layout.read_text("utf-8").replace("reserve_go = 2.0", "reserve_go = 0"), "utf-8")
        made = build(root)
    with closing(sqlite3.connect(root / GALLEYS)) as connection:
        assert connection.execute("SELECT count(*) FROM record").fetchone() == (0,)
    assert made == clean(folders / "propre", chosen)


class Loser(Unwatched):
    """Loses all that is in a store, once, when a stage begins."""

    def __init__(self, store: Path, stage: str) -> None:
        self._store, self._when = store, stage

    def stage(self, name: str) -> None:
        if name == self._when:
            self._when = ""
            with closing(sqlite3.connect(self._store)) as connection, connection:
                connection.execute("DELETE FROM record")


@pytest.mark.parametrize("stage", ["typesetting", "makeup", "press"])
def test_a_store_that_is_lost_in_the_middle_of_a_build_is_made_good(folders: Path, stage: str) -> None:
    """What was known when the work was planned is known to the end, or asked for again."""
    root = opened(folders)
    before = printed(root)
    (root / "build" / "livre.pdf").unlink()
    assert build(root, progress=Loser(root / GALLEYS, stage)) == before


def test_a_stand_in_is_never_taken_for_the_piece(folders: Path) -> None:
    """A piece that cannot be set today is set tomorrow, though all about it is the same."""
    root = opened(folders)
    before = printed(root)
    shutil.rmtree(root / "build")

    def weak(style: Style, pieces: Sequence[Piece]) -> list[Record]:
        if any(piece.id in ("n-bellor", "lettre-A") or piece.id.startswith("f-") for piece in pieces):
            raise MemoryError
        return set_records(style, pieces)

    assert build(root, crew=Workers(1, weak)) != before
    (root / "build" / "livre.pdf").unlink()
    assert build(root) == before


@pytest.mark.parametrize("stage", ["composition", "mise en pages", "impression"])
def test_a_build_that_is_killed_anywhere_leaves_the_last_book_and_the_next_build_is_right(
    folders: Path, stage: str
) -> None:
    root = opened(folders)
    before = printed(root)
    chosen = {**FIRST, "phrase": SLOTS["phrase"][2], "notes": "7.2"}
    write(root, chosen)
    command = "import sys; from bookwork.cli import main; main(sys.argv[1:])"
    killed = subprocess.Popen(
        [sys.executable, "-c", command, "--lang", "fr", "--book", str(root), "build", "--draft", "--jobs", "1"],
        cwd=HOME, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert killed.stderr is not None
    said = ""
    while stage not in said:
        said = killed.stderr.readline()
        assert said, "it ended before"
    killed.kill()
    killed.wait()
    assert printed(root) == before
    assert build(root) == clean(folders / "propre", chosen)


# Drawings of the layout


@pytest.mark.parametrize("picture", ["marque.png", "marque.jpg"])
def test_a_picture_of_a_template_that_the_press_does_not_know_is_named(tmp_path: Path, picture: str) -> None:
    write(tmp_path, FIRST)
    Image.new("L", (20, 20), 90).save(tmp_path / "layout" / picture)
    title = tmp_path / "layout" / "templates" / "titre.html.j2"
    title.write_text(title.read_text("utf-8").replace("marque.svg", picture), "utf-8")
    made = print_book(tmp_path, HOME / "layout", BuildOptions(), Unwatched())
    assert made.path is None
    assert [each.code for each in made.diagnostics if each.level is Level.ERROR] == ["galley.picture"]
    assert [each.place.file for each in made.diagnostics if each.code == "galley.picture"] == ["layout (titre)"]
