"""Archival references: shelfmarks against the forms of their repository, against the person, against each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from bookwork.checks.citations import Cited, cited_by, cited_elsewhere
from bookwork.citing.cotes import comparison_form, find_cotes, form_of, is_personal, nearest_cote, number_in
from bookwork.citing.documents import Document, Documents
from bookwork.diagnostics import Diagnostic, Level, Place, check, notice_check, rule
from bookwork.model.archive import CoteRange
from bookwork.model.book import Authorities, Book
from bookwork.model.directory import Directory
from bookwork.model.nearness import nearest
from bookwork.model.notice import Notice
from bookwork.records import replace

LIBRARY = rule(
    "arch.library-missing",
    Level.ERROR,
    fr="Le fonds « {key} » ne dit pas quel service le conserve : library = {{…}}.",
    en="The fonds “{key}” does not say who keeps it: library = {{…}}.",
    why="Une cote sans son service d’archives ne mène nulle part.",
)
REPOSITORY = rule(
    "arch.repository-unknown",
    Level.ERROR,
    fr="« {pattern} » n’est pas une forme de cote de layout/archives.yml ; la plus proche : « {nearest} ».",
    en="“{pattern}” is no form of shelfmark of layout/archives.yml; the nearest is “{nearest}”.",
    why="Sans forme connue, les cotes de ce fonds ne sont pas contrôlées.",
)
COTE = rule(
    "arch.cote",
    Level.ERROR,
    fr="« {cote} » n’a pas la forme d’une cote de « {repository} » ; {advice_fr}.",
    en="“{cote}” has not the form of a shelfmark of “{repository}”; {advice_en}.",
    why="Une cote fausse ne se retrouve pas en salle de lecture. Un avertissement seulement là où la forme varie d’un "
    "service à l’autre.",
)
FORM = rule(
    "arch.cote-form",
    Level.INFORMATION,
    fr="La cote « {cote} » s’écrit « {normal} ».",
    en="The shelfmark “{cote}” is written “{normal}”.",
    why="Un document n’a qu’une cote ; écrite de deux façons, elle semble en désigner deux.",
    mend=("{cote}", "{normal}"),
)
SERIES = rule(
    "arch.cote-outside-series",
    Level.WARNING,
    fr="La cote « {cote} » n’est pas du fonds « {key} » ({series}).",
    en="The shelfmark “{cote}” is not of the fonds “{key}” ({series}).",
    why="La cote d’une autre série se cite par le fonds de cette série.",
)
RANGE = rule(
    "arch.cote-range",
    Level.INFORMATION,
    fr="« {cote} » : les dossiers de sort « {fates} » vont de {ranges} ; la notice dit « {fate} ».",
    en="“{cote}”: the files of fate “{fates}” run from {ranges}; the notice says “{fate}”.",
    why="Un chiffre mal lu, ou le dossier d’une autre personne : la source le dira.",
)
SAME = rule(
    "arch.same-cote-two-people",
    Level.WARNING,
    fr="« {cote} », dossier d’une seule personne, est cité aussi dans la notice « {other} », sans renvoi.",
    en="“{cote}”, the file of one person, is cited in the notice “{other}” too, with no cross-reference.",
    why="Un dossier personnel cité pour deux personnes l’est sans doute pour l’une par erreur.",
)
PLACE = rule(
    "arch.place",
    Level.INFORMATION,
    fr="« {cote} » ressemble à une cote dans le texte ; citez-la : [@fonds, {cote}].",
    en="“{cote}” looks like a shelfmark in the text; cite it: [@fonds, {cote}].",
    why="Une cote hors citation n’entre ni dans la concordance ni dans les listes de récolement.",
)


@check
def fonds(book: Book) -> Iterator[Diagnostic]:
    """Fonds whose repository is not named, or whose form of shelfmarks is not known."""
    for work in book.works.values():
        if work.type != "archive":
            continue
        if not work.field("library"):
            yield LIBRARY.at(work.place, key=work.key)
        pattern = work.field("pattern")
        if pattern and book.repositories and form_of(work, book.repositories) is None:
            near = nearest(pattern, book.repositories)
            yield REPOSITORY.at(work.place, pattern=pattern, nearest=near)


@notice_check
def cotes(notice: Notice, authorities: Authorities) -> Iterator[Diagnostic]:
    """Shelfmarks out of form, of another series than their fonds, of people of another fate, or without brackets."""
    documents = _documents(authorities)
    ranged: dict[object, Document] = {}
    for cited in cited_by(notice):
        document = documents.of(cited.item) if cited.item.locators else None
        if document and document.form:
            yield from _form(document, cited)
            if document.form.repository.ranges:
                ranged[document.identity] = document
    for document in ranged.values():
        yield from _ranges(notice, document)
    text = notice.text.source
    for start, cote in find_cotes(text, authorities.repositories):
        if not _in_citation(text, start):
            yield PLACE.at(notice.text.place(notice.file, start), notice.id, cote=cote)


@check
def cotes_elsewhere(book: Book) -> Iterator[Diagnostic]:
    """Shelfmarks in chapters and registers."""
    documents = _documents(book.authorities)
    for cited in cited_elsewhere(book):
        document = documents.of(cited.item)
        if document:
            yield from _form(document, cited)


@lru_cache(maxsize=2)
def _documents(authorities: Authorities) -> Documents:
    return Documents(authorities.works, authorities.repositories)


def _form(document: Document, cited: Cited) -> Iterator[Diagnostic]:
    place, notice, form, cote = cited.citation.place, cited.notice, document.form, document.cote
    if form and cote is None:
        found = nearest_cote(document.typed, form)
        model = next(iter(form.repository.passing), "").partition(" => ")[0]
        advice_fr = f"la plus proche : « {found} »" if found else f"un exemple : « {model} »"
        advice_en = f"the nearest: “{found}”" if found else f"an example: “{model}”"
        particulars = {"repository": form.repository.name, "advice_fr": advice_fr, "advice_en": advice_en}
        wrong = COTE.at(place, notice, cote=document.typed, **particulars)
        yield replace(wrong, level=form.repository.level)
    elif form and cote:
        if not cote.exact:
            yield FORM.at(place, notice, cote=document.typed, normal=cote.normal)
        if form.repository.patterns and not _in_series(cote.normal, form.series):
            yield SERIES.at(place, notice, cote=cote.normal, key=document.fonds, series=form.series)


def _in_series(cote: str, series: str) -> bool:
    """True if a shelfmark begins as that of its series does, or the series is told in words."""
    start = _PARTS.findall(comparison_form(series))
    return not _SERIES.fullmatch(series) or _PARTS.findall(comparison_form(cote))[: len(start)] == start


_PARTS = re.compile(r"[0-9]+|[A-Z]+")
_SERIES = re.compile(r"(?=.*[0-9])[\w /.-]{1,30}")


@check
def personal_files(book: Book) -> Iterator[Diagnostic]:
    """Files of one person that are cited for two people."""
    directory, documents = book.directory, Documents(book.works, book.repositories)
    readers: dict[object, list[tuple[Notice, Document]]] = defaultdict(list)
    personal = documents.fonds_of_persons
    for notice in book.notices:
        for document in _documents_of(notice, personal, documents):
            if document.form and document.cote and is_personal(document.cote, document.form.repository):
                readers[document.identity].append((notice, document))
    for found in readers.values():
        first = found[0][0]
        for notice, document in found[1:]:
            if not _linked(first, notice, directory):
                place = _place_of(notice, document)
                yield SAME.at(place, notice.id, cote=document.normal, other=first.id)


def _documents_of(notice: Notice, fonds: Collection[str], documents: Documents) -> Iterable[Document]:
    """The documents of these fonds that a notice cites, each once."""
    found = (documents.of(item) for item in notice.cited if item.key in fonds and item.locators)
    return {document.identity: document for document in found if document}.values()


def _linked(first: Notice, second: Notice, directory: Directory) -> bool:
    """True if one notice points to the other."""
    return any(
        other in directory.find(reference.target)
        for one, other in ((first, second), (second, first))
        for reference in one.references
    )


def _place_of(notice: Notice, document: Document) -> Place:
    """Where a notice cites a document first."""
    for text in (notice.text, notice.sources, notice.value_sources):
        for citation in text.citations:
            if any(item.key == document.fonds and item.cote == document.typed for item in citation.items):
                return citation.place
    return notice.place("sources")


def _ranges(notice: Notice, document: Document) -> Iterator[Diagnostic]:
    fate = notice.facts.fate.state if notice.facts.fate else "inconnu"
    if not document.form or not document.cote or fate == "inconnu":
        return
    by_kind: dict[tuple[str, tuple[str, ...]], list[CoteRange]] = defaultdict(list)
    for each in document.form.repository.ranges:
        by_kind[each.search, each.fates].append(each)
    for (search, fates), ranges in by_kind.items():
        number = number_in(document.cote, search)
        if number is None:
            continue
        inside = any(each.first <= number <= each.last for each in ranges)
        if inside != (fate in fates or fate.removesuffix("e") in fates):
            shown = ", ".join(f"{each.first}-{each.last}" for each in ranges)
            particulars = {"fates": ", ".join(fates), "ranges": shown, "fate": fate}
            yield RANGE.at(_place_of(notice, document), notice.id, cote=document.normal, **particulars)


def _in_citation(text: str, index: int) -> bool:
    opening = text.rfind("[", 0, index)
    return opening >= 0 and "@" in text[opening:index] and text.find("]", opening) > index
