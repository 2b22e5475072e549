"""Faults of the designers' files and of the chapters' placeholders, found before any type is set."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from bookwork.citing.csl import StyleTroubleError, read_style
from bookwork.diagnostics import Diagnostic, Level, Place, rule
from bookwork.model.book import Book
from bookwork.model.nearness import nearest
from bookwork.project import BookIdentity, Project
from bookwork.typesetting.figures import COUNTED

if TYPE_CHECKING:
    from bookwork.typesetting.templates import TemplateTroubleError

_TEMPLATES = (
    "brouillon", "chapitre", "cotes", "courant", "entrée", "faux-titre", "folio", "lettre", "ligne", "mentions",
    "notice", "onglet", "partie", "photographie", "repères", "rubrique", "référence", "table", "titre",
)  # fmt: skip
_SHEETS = ("galley.css", "chapter.css", "drawing.css")
MADE_VALUES = (
    "chronologie", "table_convois", "table_camps", "glossaire", "table_abréviations", "carte", "graphique_convois",
    "frise",
)  # fmt: skip
"""What a chapter may call into itself, beside ``nombre`` and ``livre``."""

TEMPLATE = rule(
    "layout.template",
    Level.ERROR,
    fr="ce modèle ne peut pas être rempli : {reason}",
    en="this template cannot be filled: {reason}",
    why="Chaque page vient d’un modèle ; un modèle fautif n’en donne aucune.",
)
FACE = rule(
    "layout.face",
    Level.ERROR,
    fr="la fonte ne convient pas : {reason}",
    en="the face will not do: {reason}",
    why="Les lignes ne sont exactes qu’avec des fontes lisibles de 1 000 unités au cadratin.",
)
SHEET = rule(
    "layout.sheet-missing",
    Level.ERROR,
    fr="il manque cette feuille de style",
    en="this style sheet is missing",
    why="Sans feuille de style, rien ne tient sur la grille.",
)
STYLE = rule(
    "layout.style",
    Level.ERROR,
    fr="ce style bibliographique ne peut pas servir : {reason_fr}",
    en="this citation style will not do: {reason_en}",
    why="Le style met en forme toutes les sources ; un style fautif n’en imprime aucune.",
)
PLACEHOLDER = rule(
    "chapter.placeholder",
    Level.ERROR,
    fr="« {name} » ne désigne rien entre accolades ; le plus proche : « {nearest} »",
    en="“{name}” stands for nothing between braces; the nearest is “{nearest}”",
    why="Un nombre ou une table que rien ne remplit s’imprimerait avec ses accolades.",
)


def layout_faults(project: Project) -> Iterator[Diagnostic]:
    """Faces that cannot be used; sheets, templates and citation styles that are missing or broken."""
    from bookwork.typesetting.foundry import face_trouble  # noqa: PLC0415 - slow to load, and for new files alone
    from bookwork.typesetting.templates import Templates  # noqa: PLC0415

    folder = project.layout_folder
    for face in project.layout.type.faces:
        if reason := face_trouble(folder / face.file):
            yield FACE.at(Place(f"layout/{face.file}", 1), reason=reason)
    for sheet in _SHEETS:
        if not (folder / sheet).is_file():
            yield SHEET.at(Place(f"layout/{sheet}", 1))
    for fault in Templates(folder / "templates").faults(_TEMPLATES):
        yield template_diagnostic(fault)
    yield from _style_faults(project)


def _style_faults(project: Project) -> Iterator[Diagnostic]:
    for name in (project.layout.citations.works, project.layout.citations.archives):
        try:
            read_style(project.layout_folder / "csl", name)
        except StyleTroubleError as trouble:
            yield csl_diagnostic(trouble)


def template_diagnostic(fault: TemplateTroubleError) -> Diagnostic:
    """A template's fault at its place."""
    return TEMPLATE.at(Place(fault.file, fault.line or 1), reason=fault.reason)


def csl_diagnostic(trouble: StyleTroubleError) -> Diagnostic:
    """A citation style's fault at its file."""
    return STYLE.at(Place(trouble.file, 1), reason_fr=trouble.french, reason_en=trouble.english)


def chapter_faults(book: Book) -> Iterator[Diagnostic]:
    """Placeholders of chapters that nothing fills."""
    if not any(sign in each.text.source for each in book.chapters.values() for sign in ("{{", "{%", "{#")):
        return
    from bookwork.typesetting.templates import placeholder_faults  # noqa: PLC0415 - slow to load

    known = _known()
    words = [*known, *(f"{name}.{part}" for name, parts in known.items() for part in parts)]
    for chapter in book.chapters.values():
        for line, name in placeholder_faults(chapter.text.source, known):
            place = Place(chapter.file, chapter.text.line + line - 1)
            yield PLACEHOLDER.at(place, name=name, nearest=nearest(name, words))


def _known() -> Mapping[str, Collection[str]]:
    livre = {*BookIdentity.model_fields, "date_longue"}
    return {"nombre": COUNTED, "livre": livre, **dict.fromkeys(MADE_VALUES, ())}
