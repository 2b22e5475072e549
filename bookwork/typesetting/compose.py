"""Model to HTML: notices and chapters as pieces, with citations worded and cross-references resolved."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape

from bookwork.diagnostics import Diagnostic, NoticeId
from bookwork.model.book import Book, Chapter
from bookwork.model.citation import Citation, CitationItem, CrossReference
from bookwork.model.directory import Directory
from bookwork.model.names import PersonName
from bookwork.model.notice import BrokenNotice, Notice
from bookwork.model.values import Stated
from bookwork.project import Project
from bookwork.records import Struct
from bookwork.typesetting.drawings import way_drawer
from bookwork.typesetting.faces import face_coverage
from bookwork.typesetting.figures import Cited, cited_works
from bookwork.typesetting.galley import Piece
from bookwork.typesetting.gleaning import Harvest
from bookwork.typesetting.pictures import Print
from bookwork.typesetting.recognition import anchor_names
from bookwork.typesetting.references import References, closed
from bookwork.typesetting.templates import Markup, Templates, fill_text
from bookwork.typography.rules import set_html

_CITE = re.compile(r'\s*<x-cite n="(\d+)"></x-cite>')
_CITES = re.compile(r'\s*<x-cite n="(\d+)"></x-cite>(?:\s*<x-cite n="(\d+)"></x-cite>)*')
_REF = re.compile(r'<x-ref n="(\d+)"></x-ref>')
_MARK = re.compile(r'<x-mark n="(\d+)">(.*?)</x-mark>', re.DOTALL)
_BLOCK = re.compile(r"<(p|li)>")
_FOOTNOTE = re.compile(r'(<span class="footnote">.*?</span>)', re.DOTALL)

_ALONE = re.compile(r"<p>\s*(\{\{[^{}]*\}\})\s*</p>")
"""A placeholder that is a paragraph by itself stands for blocks, which no paragraph may hold."""

SourceKey = tuple[str, str, tuple[tuple[str, str], ...], str]


class Desk(Struct, frozen=True):
    """What the compositor has on the desk: the book, the templates, the measure of the notices' column in pt."""

    book: Book
    directory: Directory
    shared_names: Mapping[str, int]
    """How many people of the book bear each family name."""
    templates: Templates
    harvest: Harvest
    cited: Cited
    prints: Mapping[NoticeId, Print]
    references: References
    way: Callable[[Notice], str]
    """Draws the line of stations under the head of a notice, or nothing."""
    coverage: Callable[[], frozenset[str]]
    """The characters that every one of the book's faces has."""
    measure: float
    page_width: float


def notice_anchor(notice: str) -> str:
    """The anchor of a notice's head."""
    return f"n-{notice}"


def mention_anchor(notice: str, number: int) -> str:
    """The anchor of the nth cross-reference in a notice's text."""
    return f"r.{notice}.{number}"


def mark_anchor(notice: str, number: int) -> str:
    """The anchor of the nth index mark in a notice's text."""
    return f"m.{notice}.{number}"


def compose_notice(notice: Notice, desk: Desk) -> Piece:
    """A notice: head, life, what sources dispute, sources, initials."""
    numbered, listed = _number_sources(notice)
    body = _photograph(notice, desk) + _body(notice, desk, numbered)
    html = desk.templates.fill(
        "notice",
        id=notice_anchor(notice.id),
        **_head(notice),
        parcours=Markup(desk.way(notice)),
        texte=Markup(body),
        conflits=[Markup(_conflict(number, notice, numbered)) for number in range(len(notice.facts.conflicts))],
        sources=[
            {
                "appel": superior(numbered[key]) if key in numbered else "",
                "texte": Markup(_linked(item, desk.references)),
            }
            for key, item in listed
            if item.key in desk.book.works
        ],
        auteurs=", ".join(notice.facts.authors),
    )
    return Piece(notice_anchor(notice.id), set_html(html), desk.measure)


def compose_placeholder(notice: Notice | BrokenNotice, desk: Desk, faults: Sequence[Diagnostic]) -> Piece:
    """The frame that stands in a draft for a notice with faults, and names them."""
    html = desk.templates.fill(
        "brouillon",
        id=notice_anchor(notice.id),
        nom=_spelled(notice.name.family.upper(), desk),
        prénoms=_spelled(notice.name.given, desk),
        fichier=_spelled(notice.file, desk),
        fautes=[_spelled(f"{fault.place} : {fault.message()}", desk) for fault in faults],
    )
    return Piece(notice_anchor(notice.id), set_html(html), desk.measure)


def _spelled(text: str, desk: Desk) -> str:
    """The text with every sign that no face has written as its number, U+6F22."""
    coverage = desk.coverage()
    return "".join(sign if sign in coverage or sign.isspace() else f"U+{ord(sign):04X}" for sign in text)


def compose_chapter(chapter: Chapter, desk: Desk, **values: object) -> Piece:
    """A chapter on pages of its own; its citations become notes at the foot of the page."""
    text = _ALONE.sub(r"\1", "".join(_chapter_parts(chapter, desk)))
    html = desk.templates.fill("chapitre", id=chapter.id, titre=chapter.title, texte=Markup(fill_text(text, **values)))
    return Piece(chapter.id, set_html(html), desk.page_width, paged=True)


def compose_page(name: str, desk: Desk, **values: object) -> Piece:
    """A made part with a template of its own: half-title, title, imprint, contents."""
    return Piece(name, set_html(desk.templates.fill(name, **values)), desk.page_width, paged=True)


def _head(notice: Notice) -> dict[str, object]:
    facts, name = notice.facts, notice.name
    return {
        "nom": name.family.upper(),
        "prénoms": " ".join(part for part in (name.given, name.particle) if part),
        "usage": f"nom d’usage {name.usual}" if name.usual else "",
        "dit": "dite" if facts.sex == "F" else "dit",
        "dits": " ou ".join(facts.pseudonyms),
        "matricules": _numbers(facts.numbers),
    }


def _numbers(numbers: Mapping[str, Stated]) -> str:
    """« matricule 39570 à Buchenwald », « matricules 185409 à Auschwitz, 53083 à Buchenwald »."""
    shown = [f"{number.value} à {camp}" for camp, number in numbers.items()]
    several = len(shown) > 1 or any(" et " in number.value for number in numbers.values())
    return (("matricules " if several else "matricule ") + ", ".join(shown)) if shown else ""


def _source_key(item: CitationItem) -> SourceKey:
    return (item.key, item.prefix, tuple((each.label, each.value) for each in item.locators), item.suffix)


def _linked(item: CitationItem, references: References) -> str:
    """A source in words, as a sentence, which leads to its full form in the bibliography."""
    return closed(f'<a href="#b-{escape(item.key)}">{references.cites[item]}</a>')


def _number_sources(notice: Notice) -> tuple[dict[SourceKey, int], list[tuple[SourceKey, CitationItem]]]:
    """The number of each source called in the text or a conflict, and all sources in the order they are printed."""
    disputes = _sources_under("conflits.", notice)
    called = {_source_key(item): item for item in _items([*notice.text.citations, *disputes])}
    numbered = {key: number for number, key in enumerate(called, 1)}
    keys_called = {item.key for item in called.values()}
    others = {_source_key(item): item for item in _items([*notice.sources.citations, *notice.value_sources.citations])}
    rest = [
        (key, item)
        for key, item in others.items()
        if key not in called and (item.locators or item.key not in keys_called)
    ]
    return numbered, [*called.items(), *rest]


def _items(citations: Iterable[Citation]) -> Iterator[CitationItem]:
    for citation in citations:
        yield from citation.items


def _calls(citation: Citation, numbered: Mapping[SourceKey, int]) -> list[int]:
    return [numbered[_source_key(item)] for item in citation.items]


def superior(number: int) -> str:
    """A source's number in true superior figures, which stay apart from a year or a number when text is copied."""
    return str(number).translate(_SUPERIORS)


_SUPERIORS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_COMMA = '<span class="virgule">,</span>'


def _superscript(numbers: Iterable[int]) -> str:
    figures = _COMMA.join(superior(number) for number in sorted(set(numbers)))
    return f'<span class="appel">{figures}</span>' if figures else ""


def _body(notice: Notice, desk: Desk, numbered: Mapping[SourceKey, int]) -> str:
    text = notice.text

    def call(match: re.Match[str]) -> str:
        numbers = [
            number for n in re.findall(r'n="(\d+)"', match[0]) for number in _calls(text.citations[int(n)], numbered)
        ]
        return _superscript(numbers)

    def refer(match: re.Match[str]) -> str:
        return _cross_reference(text.references[int(match[1])], mention_anchor(notice.id, int(match[1])), desk)

    def mark(match: re.Match[str]) -> str:
        return f'<span id="{mark_anchor(notice.id, int(match[1]))}">{match[2]}</span>'

    html = anchor_names(text.html, desk.harvest[notice.id].names, desk.book.registers)
    html = _MARK.sub(mark, _REF.sub(refer, _CITES.sub(call, html)))
    counter = iter(range(len(html)))
    return _BLOCK.sub(lambda found: f'<{found[1]} id="{notice_anchor(notice.id)}.text.{next(counter)}">', html)


def _cross_reference(reference: CrossReference, anchor: str, desk: Desk) -> str:
    """A person's name that leads to the notice; a pointer to nobody keeps its words (a check has named it)."""
    found = desk.directory.find(reference.target)
    words = escape(reference.text)
    if len(found) != 1:
        return words or escape(reference.target)
    family = escape(found[0].name.family)
    shown = words.replace(family, f'<span class="sc">{family}</span>', 1) if words else _person(found[0].name)
    return f'<a id="{anchor}" href="#{notice_anchor(found[0].id)}">{shown}</a>'


def _person(name: PersonName) -> str:
    family = f'<span class="sc">{escape(name.family)}</span>'
    particle = name.particle if not name.particle or name.particle.endswith(("’", "'")) else f"{name.particle} "
    return f"{escape(name.given)} {escape(particle)}{family}".strip()


def _conflict(number: int, notice: Notice, numbered: Mapping[SourceKey, int]) -> str:
    """« Mariage : 12 décembre 1940 ¹ ou 23 décembre 1940 ² »."""
    conflict = notice.facts.conflicts[number]
    versions = []
    for n, version in enumerate(conflict.versions):
        calls = [
            call
            for cite in _sources_under(f"conflits.{number}.versions.{n}.", notice)
            for call in _calls(cite, numbered)
        ]
        versions.append(escape(version.value) + _superscript(calls))
    note = f" ({escape(conflict.note)})" if conflict.note else ""
    return f"{escape(conflict.field[:1].upper() + conflict.field[1:])} : {' ou '.join(versions)}{note}"


def _sources_under(key: str, notice: Notice) -> list[Citation]:
    """The citations that values under this key of the front matter carry."""
    return [citation for citation in notice.value_sources.citations if f"{citation.place.key}.".startswith(key)]


def _chapter_parts(chapter: Chapter, desk: Desk) -> Iterator[str]:
    """The HTML of a chapter: a citation in a footnote is worded there, elsewhere it becomes a footnote."""
    text = chapter.text

    def worded(match: re.Match[str]) -> str:
        return desk.references.together(text.citations[int(match[1])].items)

    def refer(match: re.Match[str]) -> str:
        number = int(match[1])
        return _cross_reference(text.references[number], mention_anchor(chapter.id, number), desk)

    html = _MARK.sub(lambda match: match[2], _REF.sub(refer, text.html))
    for part in _FOOTNOTE.split(html):
        if part.startswith('<span class="footnote">'):
            yield _CITE.sub(lambda match: " " + worded(match), part)
        else:
            yield _CITE.sub(lambda match: f'<span class="footnote">{closed(worded(match))}</span>', part)


def _photograph(notice: Notice, desk: Desk) -> str:
    """The photograph at the side of the text, with caption, credit and shelfmark."""
    shown, ready = notice.facts.photograph, desk.prints.get(notice.id)
    if shown is None or ready is None:
        return ""
    return desk.templates.fill(
        "photographie",
        id=notice_anchor(notice.id),
        image=f"picture:{ready.hash}",
        largeur=ready.width,
        lignes=ready.lines,
        légende=shown.caption,
        crédit=", ".join(part for part in (shown.credit, shown.shelfmark) if part),
    )


def lay_out_desk(
    book: Book, project: Project, harvest: Harvest, prints: Mapping[NoticeId, Print], references: References
) -> Desk:
    """The desk for this book in this layout, with its photographs made ready and its sources in words."""
    layout = project.layout
    return Desk(
        book=book,
        directory=book.directory,
        shared_names=Counter(name.family for name in book.names.values()),
        templates=Templates(project.layout_folder / "templates"),
        harvest=harvest,
        cited=cited_works(book, harvest),
        prints=prints,
        references=references,
        way=way_drawer(book, project),
        coverage=lambda: frozenset.intersection(*face_coverage(project).values()),
        measure=layout.measure(layout.columns.notices),
        page_width=layout.page_width,
    )
