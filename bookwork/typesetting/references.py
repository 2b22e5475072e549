"""Everything the book cites, in words: each source once, from the store or else from the citation engine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from html import escape

from bookwork.citing.csl import CslStyle, read_style
from bookwork.citing.documents import Documents
from bookwork.citing.filing import is_archival
from bookwork.citing.items import cote_item, edition_marks, fonds_item, marked_item, work_item, year_letters
from bookwork.citing.locators import LABELS, print_locator
from bookwork.citing.styles import ENGINE, Request, word_sources
from bookwork.model.archive import Repositories
from bookwork.model.citation import COTE, CitationItem, Locator
from bookwork.model.source import Work
from bookwork.project import Project
from bookwork.recollection import Keeper
from bookwork.records import Struct, pack, recalled
from bookwork.store import content_key, program_key

_ENTRIES = ("citing", "model", "typesetting/references")
"""What makes the entries of a bibliography of its works."""
_TOGETHER = 5000
"""Sources to one run of the engine: its answer is a tree of Python objects, many times as large as its words."""
_PROGRAM = ("citing/inlines", "citing/styles")
_EMPHASIS = re.compile(r"(?<![\w\\])([*_]{1,2})(?=\S)(.+?)(?<=\S)\1(?!\w)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_END = re.compile(r"[.!?…](?:</\w+>|[\s\xa0\u202f»])*$")
_BRACES = re.compile(r"[{}]")


class References(Struct, frozen=True):
    """The words, in HTML, of every citation and of every work's entry in the bibliography."""

    cites: Mapping[CitationItem, str]
    entries: Mapping[str, str]

    def together(self, items: Iterable[CitationItem]) -> str:
        """Several sources side by side, as a note at the foot of a page holds them."""
        return " ; ".join(self.cites[item] for item in items if item in self.cites)


class Wanted(Struct, frozen=True):
    """What is to be worded: citations, and the keys of works whose entry is printed."""

    cites: frozenset[CitationItem]
    entries: frozenset[str] = frozenset()


class _Order(Struct, frozen=True):
    """A citation as an order to the engine, and what we print round its words."""

    style: CslStyle
    request: Request
    before: str = ""
    behind: tuple[str, ...] = ()


def word_references(
    project: Project, works: Mapping[str, Work], repositories: Repositories, wanted: Wanted, store: Keeper
) -> References:
    """The words of all that is wanted; raises :class:`StyleTroubleError` where a style will not do.

    Works that are not in the bibliography get none: a check has named them. Any other citation is worded when it is
    asked for: of a notice that was composed before and is set again to fit its page.
    """
    desk = _OrderDesk(project, works, Documents(works, repositories))
    kept = _entries_key(desk, works, wanted.entries)
    known = recalled(store, kept, dict[str, str]) if wanted.entries else {}
    cites = {item: desk.cite(item) for item in wanted.cites if item.key in works}
    entries = {key: desk.entry(works[key]) for key in wanted.entries if key in works and known is None}
    words = _words([*cites.values(), *entries.values()], store)
    if known is None:
        known = {key: _entry(words[order.request], works[key]) for key, order in entries.items()}
        store.write({kept: pack(known)})
    return References(
        _Cites(
            {item: _cited(order, words[order.request], works[item.key]) for item, order in cites.items()},
            partial(_word, desk, works, store),
        ),
        known,
    )


def _entries_key(desk: _OrderDesk, works: Mapping[str, Work], wanted: frozenset[str]) -> bytes:
    """Under which the entries of a bibliography are kept together: few edits touch one (0.15 s for 2 000 works).

    Where a work stands in its file does not count, but for the order: letters behind years follow it.
    """
    said = [(work.key, work.type, work.names, work.fields, work.marked) for work in works.values()]
    styles = (style.xml for style in desk.styles)
    return content_key("entries", ENGINE, program_key(_ENTRIES, ()), *styles, pack(said), *sorted(wanted))


class _Cites(dict[CitationItem, str]):
    """The words of citations; those that nobody wanted in time are found one by one."""

    def __init__(self, known: Mapping[CitationItem, str], word: Callable[[CitationItem], str]) -> None:
        super().__init__(known)
        self._word = word

    def __missing__(self, item: CitationItem) -> str:
        """Word a citation; raises KeyError where its work is unknown."""
        words = self[item] = self._word(item)
        return words


def _word(desk: _OrderDesk, works: Mapping[str, Work], store: Keeper, item: CitationItem) -> str:
    order = desk.cite(item)
    return _cited(order, _words([order], store)[order.request], works[item.key])


def closed(html: str) -> str:
    """The words as a sentence: a full stop, unless a sign that ends one stands there."""
    return html if _END.search(html) else f"{html}."


class _OrderDesk:
    """Writes the orders: which style, which item, which place."""

    def __init__(self, project: Project, works: Mapping[str, Work], documents: Documents) -> None:
        self._documents = documents
        folder, names = project.layout_folder / "csl", project.layout.citations
        self._works, self._archives = read_style(folder, names.works), read_style(folder, names.archives)
        self.styles = self._works, self._archives
        self._sources = works
        self._letters = year_letters(works.values()) if self._works.by_year else {}
        self._marks = {} if self._works.by_year else edition_marks(works.values())
        self._items: dict[str, str] = {}

    def entry(self, work: Work) -> _Order:
        if is_archival(work):
            return _Order(self._archives, Request(fonds_item(work), entry=True))
        return _Order(self._works, Request(work_item(work, self._letters.get(work.key, "")), entry=True))

    def cite(self, item: CitationItem) -> _Order:
        work, places = self._sources[item.key], list(item.locators)
        before, suffix = marked(item.prefix.strip()), marked(item.suffix.strip(" ,"))
        behind = (suffix,) if suffix else ()
        if is_archival(work):
            document = self._documents.of(item)
            cote = places.pop(0).value if places and places[0].label == COTE else ""
            cote = document.printed if document else cote
            request = Request(cote_item(work, cote, nameless=item.suppress_author), place=self._piece(places))
            return _Order(self._archives, request, before, behind)
        place, rest = self._place(places)
        request = Request(self._item(work), place=place, nameless=item.suppress_author)
        return _Order(self._works, request, before, (*rest, *behind))

    def _item(self, work: Work) -> str:
        """A work as it is cited; made once, for works are cited by the thousand."""
        if work.key not in self._items:
            item = work_item(work, self._letters.get(work.key, ""))
            self._items[work.key] = marked_item(item, self._marks.get(work.key, ""))
        return self._items[work.key]

    def _place(self, places: list[Locator]) -> tuple[str, tuple[str, ...]]:
        """The place for the style, where CSL has a name for its kind; else the places as text of ours."""
        printed = [print_locator(place) for place in places]
        label = (
            self._works.labels.get(LABELS[places[0].label].csl, "") if places[:1] and places[0].label in LABELS else ""
        )
        if label and not any(map(_BRACES.search, printed)):
            return f"{label} {', '.join([places[0].value, *printed[1:]])}", ()
        return "", tuple(escape(each, quote=False) for each in printed)

    def _piece(self, places: list[Locator]) -> str:
        """The places in a file as one text, with labels of ours: ``archives.csl`` prints it without one."""
        text = ", ".join(map(print_locator, places))
        return f"{self._archives.labels.get('page', 'page')} {_BRACES.sub('', text)}" if text else ""


def _words(orders: Iterable[_Order], store: Keeper) -> dict[Request, str]:
    """The words of each request: from the store, or else from one run of the engine for each style."""
    words: dict[Request, str] = {}
    for style, requests in _by_style(orders):
        shape = content_key(ENGINE, program_key(_PROGRAM, ()), style.xml)
        keys = {_request_key(shape, request): request for request in requests}
        found = {keys[key]: body.decode() for key, body in store.read(list(keys)).items()}
        words |= found
        missing = [request for request in requests if request not in found]
        for start in range(0, len(missing), _TOGETHER):
            asked = missing[start : start + _TOGETHER]
            fresh = dict(zip(asked, word_sources(style, asked), strict=True))
            store.write({_request_key(shape, request): text.encode() for request, text in fresh.items()})
            words |= fresh
    return words


def _by_style(orders: Iterable[_Order]) -> Iterator[tuple[CslStyle, list[Request]]]:
    styles: dict[str, CslStyle] = {}
    requests: dict[str, dict[Request, None]] = {}
    for order in orders:
        styles[order.style.file] = order.style
        requests.setdefault(order.style.file, {})[order.request] = None
    for file in sorted(styles):
        yield styles[file], list(requests[file])


def _request_key(shape: bytes, request: Request) -> bytes:
    marks = f"{request.entry:d}{request.nameless:d}"
    return content_key("reference", shape, request.item, request.place, marks)


def _cited(order: _Order, words: str, work: Work) -> str:
    whole = ", ".join(part for part in (_shown(words, work), *order.behind) if part)
    return f"{order.before} {whole}" if order.before else whole


def _entry(words: str, work: Work) -> str:
    """The style's entry, and behind dashes what it left out: series, ISBN, the editors' note (ISBD, areas 6 to 8)."""
    series, isbn = escape(work.field("series"), quote=False), work.field("isbn")
    notes = [series if work.type == "article" else f"coll. {series}"] if series and series not in words else []
    notes += [f"ISBN&nbsp;{escape(isbn)}"] if isbn and isbn not in words else []
    notes += [escape(work.field("note"), quote=False)] if work.field("note") else []
    return " – ".join(closed(part) for part in (_shown(words, work), *notes))


def _shown(words: str, work: Work) -> str:
    """The style's words; an institution that stands for the author of a page is no person and keeps its roman letters.

    A work of which the style says nothing is shown by its title, or else by its key: no source is left out.
    """
    if not words:
        return escape(work.field("title") or work.key, quote=False)
    if work.type != "online" or work.names.get("author"):
        return words
    name = escape(work.field("organization"), quote=False)
    return words.replace(f'<span class="sc">{name}</span>', name)


def marked(text: str) -> str:
    """Words that authors write round a source, with their emphasis, as HTML."""
    html = _EMPHASIS.sub(lambda found: f"<i>{found[2]}</i>", escape(text, quote=False))
    return _ESCAPED.sub(r"\1", html)
