"""A book’s folders, and its settings as frozen values: ``book.toml`` says what it is, ``layout.toml`` how it looks."""

from __future__ import annotations

import datetime
import re
import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, TypeVar

from bookwork.diagnostics import Diagnostic, Level, Place, rule
from bookwork.model.dates import parse_edtf
from bookwork.model.prices import MakeupPrices, Paragraphs
from bookwork.model.schema import Record, SchemaFault, key, validate
from bookwork.records import Struct

PT_PER_MM = 72 / 25.4

UNREADABLE_SETTINGS = rule(
    "settings.unreadable",
    Level.ERROR,
    fr="Les réglages ne se lisent pas : {reason}. Corrigez cette ligne (syntaxe TOML).",
    en="The settings cannot be read: {reason}. Mend this line (TOML syntax).",
    why="Sans réglages lisibles, on ne sait ni ce qu’est le livre ni comment le mettre en page.",
)
WRONG_SETTING = rule(
    "settings.value",
    Level.ERROR,
    fr="Réglage « {key} » : {reason}.",
    en="Setting “{key}”: {reason}.",
    why="Un réglage inconnu ou hors de ses valeurs serait ignoré en silence.",
)

SettingsType = TypeVar("SettingsType", bound=Record)


class BookIdentity(Record):
    """The book's bibliographic identity; nothing here has a default that would invent a fact."""

    title: str = key("titre")
    subtitle: str = key("sous-titre", "")
    edition: str = key("edition", "")
    language: str = key("langue", "fr", pattern=r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
    author: str = key("auteur", "")
    publisher: str = key("editeur", "")
    town: str = key("lieu", "")
    isbn: str = key("isbn", "")
    printer: str = key("imprimeur", "")
    legal_deposit: str = key("depot_legal", "")
    price: str = key("prix", "")
    licence: str = key("licence", "")
    isil: str = key("isil", "")
    date: datetime.date = key("date")

    @property
    def date_longue(self) -> str:
        """The date of the edition in French, for chapters and title pages."""
        return parse_edtf(self.date.isoformat()).in_french()


class Order(Record):
    """What stands before and behind the notices, in order: chapter files and made parts."""

    front: tuple[str, ...] = key("devant")
    body: Literal["notices"] = key("corps", "notices")
    back: tuple[str, ...] = key("derriere")


class BookSettings(Record):
    """``manuscript/book.toml``."""

    identity: BookIdentity = key("livre")
    order: Order = key("ordre")


class Trim(Record):
    """The trimmed page, in mm."""

    width: float = key("largeur_mm", least=40)
    height: float = key("hauteur_mm", least=60)
    bleed: float = key("fond_perdu_mm", 5.0, least=0)


class Margins(Record):
    """The white round the type area, in mm, on a recto; a verso mirrors it."""

    inner: float = key("petit_fond_mm", least=0)
    outer: float = key("grand_fond_mm", least=0)
    head: float = key("tete_mm", least=0)


class Grid(Record):
    """The baseline grid: leading in pt, and lines to a column."""

    leading: float = key("interligne_pt", least=4)
    lines: int = key("lignes", least=16)


class Columns(Record):
    """Columns to a page, and the gutter between them in mm."""

    notices: int = key("notices", 2, least=1)
    index: int = key("index", 3, least=1)
    gutter: float = key("gouttiere_mm", least=0)


class FontFile(Record):
    """One face of the book's family: file below ``layout/``, weight, slope."""

    file: str = key("fichier")
    weight: int = key("graisse", 400)
    italic: bool = key("italique", False)


class Type(Record):
    """The book's family, its faces, its sizes in pt."""

    family: str = key("famille")
    size: float = key("corps_pt", least=4)
    notes_size: float = key("notes_pt", least=4)
    index_size: float = key("index_pt", least=4)
    word_space: float = key("approche_mot_em", 0.0)
    faces: tuple[FontFile, ...] = key("fontes")


class LetterOpening(StrEnum):
    """Where a new letter of the alphabet begins: in the column, on a page, on a recto."""

    RUN_ON = "suite"
    PAGE = "page"
    RECTO = "belle_page"


class Letters(Record):
    """How a new letter of the alphabet opens."""

    opening: LetterOpening = key("ouverture", LetterOpening.RUN_ON)
    lines: int = key("hauteur_lignes", 4, least=2)
    tabs: bool = key("onglets", True)


class NoticeSpace(Record):
    """White lines between two notices, and whether the way through the camps is drawn under the head."""

    blank: int = key("blanc_lignes", 1, least=0)
    way: bool = key("parcours", True)


class Photographs(Record):
    """Photographs beside the text of a notice."""

    width: float = key("largeur_mm", 24.0, least=8)


class Citations(Record):
    """The CSL styles of works and of archives, files of ``layout/csl/``."""

    works: str = key("ouvrages")
    archives: str = key("archives")


class Layout(Record):
    """``layout/layout.toml``."""

    trim: Trim = key("format")
    margins: Margins = key("marges")
    grid: Grid = key("grille")
    columns: Columns = key("colonnes")
    type: Type = key("caracteres")
    letters: Letters = key("lettres")
    notices: NoticeSpace = key("notices")
    photographs: Photographs = key("photographies")
    citations: Citations = key("citations")
    prices: MakeupPrices = key("composition")
    reserve: float = key("reserve_go", 2.0, least=0)  # GB (10⁹ bytes) that set pieces may take between builds
    paragraphs: Paragraphs | None = key("paragraphes", None)
    """None: WeasyPrint breaks all lines itself."""

    @property
    def page_width(self) -> float:
        """Trimmed width in pt."""
        return self.trim.width * PT_PER_MM

    @property
    def page_height(self) -> float:
        """Trimmed height in pt."""
        return self.trim.height * PT_PER_MM

    @property
    def text_width(self) -> float:
        """Width of the type area in pt."""
        return (self.trim.width - self.margins.inner - self.margins.outer) * PT_PER_MM

    @property
    def text_height(self) -> float:
        """Height of the type area in pt: whole lines of the grid."""
        return self.grid.lines * self.grid.leading

    @property
    def head(self) -> float:
        """Distance from the top edge to the type area, in pt."""
        return self.margins.head * PT_PER_MM

    @property
    def gutter(self) -> float:
        """Width of the gutter in pt."""
        return self.columns.gutter * PT_PER_MM

    def trouble(self) -> str:
        """Why the type area cannot stand on the page, or an empty text."""
        if self.head + self.text_height > self.page_height:
            return "la tête et les lignes sont plus hautes que la page / head and lines are higher than the page"
        if self.letters.lines > self.grid.lines - 3:
            return "lettres.hauteur_lignes ne laisse pas de place au texte / letters leave no room for text"
        if min(self.measure(self.columns.notices), self.measure(self.columns.index)) < 40:
            return "les colonnes sont trop étroites (40 pt au moins) / the columns are too narrow (40 pt at least)"
        return ""

    def measure(self, columns: int) -> float:
        """Width of one of so many columns, in pt."""
        return (self.text_width - (columns - 1) * self.gutter) / columns

    def left_edge(self, *, recto: bool) -> float:
        """Distance from the left edge of the page to the type area, in pt."""
        return (self.margins.inner if recto else self.margins.outer) * PT_PER_MM


class Project(Struct, frozen=True):
    """A book's folders and settings."""

    root: Path
    book: BookSettings
    layout: Layout
    layout_folder: Path

    @property
    def build(self) -> Path:
        """Where finished files go."""
        return self.root / "build"

    @property
    def galleys(self) -> Path:
        """Where galleys and the words of sources are kept between builds."""
        return galleys_in(self.root)


def galleys_in(root: Path) -> Path:
    """Where the book in this folder keeps its galleys."""
    return root / "build" / "cache" / "galleys.sqlite"


def read_project(root: Path, default_layout: Path) -> tuple[Project | None, list[Diagnostic]]:
    """The project in this folder; a book without its own ``layout/`` takes the default one."""
    layout_folder = root / "layout" if (root / "layout" / "layout.toml").exists() else default_layout
    book, faults = _read_settings(root, root / "manuscript" / "book.toml", BookSettings)
    layout, layout_faults = _read_settings(root, layout_folder / "layout.toml", Layout)
    faults += layout_faults
    if layout is not None and (room := layout.trouble()):
        faults.append(WRONG_SETTING.at(_settings_place(root, layout_folder / "layout.toml"), key="grille", reason=room))
        layout = None
    if book is None or layout is None:
        return None, faults
    return Project(root, book, layout, layout_folder), faults


def _settings_place(root: Path, path: Path, key: str = "") -> Place:
    """The settings file, and the first line that sets this key."""
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else f"layout/{path.name}"
    lines = path.read_text(encoding="utf-8").splitlines() if key else []
    found = (number for number, line in enumerate(lines, 1) if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line))
    return Place(name, next(found, 1))


def _read_settings(root: Path, path: Path, schema: type[SettingsType]) -> tuple[SettingsType | None, list[Diagnostic]]:
    try:
        mapping: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return None, [UNREADABLE_SETTINGS.at(_settings_place(root, path), reason=str(error))]
    settings, faults = validate(schema, mapping)
    return settings, [_wrong_setting(root, path, fault) for fault in faults]


def _wrong_setting(root: Path, path: Path, fault: SchemaFault) -> Diagnostic:
    place, name = _settings_place(root, path, str(fault.path[-1])), ".".join(map(str, fault.path))
    reason = _REASONS.get(fault.kind, f"« {fault.value} » ne convient pas / will not do: {fault.reason}")
    return WRONG_SETTING.at(place, key=name, reason=reason)


_REASONS = {
    "missing": "il manque / it is missing", "unknown": "ce réglage n’existe pas / there is no such setting",
    "text": "un texte est attendu / a text is wanted", "list": "une liste est attendue / a list is wanted",
    "mapping": "une table est attendue / a table is wanted", "number": "un nombre est attendu / a number is wanted",
}  # fmt: skip
