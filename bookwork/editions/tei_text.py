"""TEI text of a notice: its paragraphs with citations, cross-references and index marks, then its sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from bookwork.editions.accounts import Account, Archive, Cited
from bookwork.editions.markup import Child, Node, node, read_html, uri
from bookwork.editions.tei_terms import author_id, notice_id, person_id, source_id, to, work_id
from bookwork.model.citation import Locator

_NAMES: Final = {
    "p": ("p", {}), "em": ("hi", {"rend": "italic"}), "i": ("hi", {"rend": "italic"}),
    "strong": ("hi", {"rend": "bold"}), "b": ("hi", {"rend": "bold"}), "sub": ("hi", {"rend": "sub"}),
    "sup": ("hi", {"rend": "sup"}), "code": ("code", {}), "blockquote": ("quote", {}),
    "ul": ("list", {"rend": "bulleted"}), "ol": ("list", {"rend": "numbered"}), "li": ("item", {}), "br": ("lb", {}),
}  # fmt: skip
"""HTML of running prose, and the TEI for it; of any other element the content alone is kept."""
_BLOCKS: Final = ("p", "quote", "list")


def notice_node(account: Account, archive: Archive, language: str) -> Node:
    """The notice as it is read: name, life, sources, who signs."""
    notice = account.notice
    signed = [node("signed", {"corresp": to([author_id(each)])}, each) for each in notice.facts.authors]
    return node(
        "div",
        {"type": "notice", "subtype": notice.facts.status, "xml:id": notice_id(account.id), "xml:lang": language},
        node("head", {}, node("persName", {"ref": to([person_id(account.id)])}, notice.name.heading())),
        *_text(account, archive),
        _photograph(account),
        node("listBibl", {}, *(_source(source, account, archive) for source in account.sources)),
        node("closer", {}, *signed) if signed else None,
    )


def _text(account: Account, archive: Archive) -> Iterator[Node]:
    """Paragraphs and lists; words that stand in none get one."""
    reader = _TextReader(account, archive)
    loose: list[Child] = []
    for child in reader.read(read_html(account.notice.text.html)):
        if isinstance(child, Node) and child.name in _BLOCKS:
            yield from _paragraph(loose)
            loose = []
            yield child
        else:
            loose.append(child)
    yield from _paragraph(loose)


def _paragraph(children: list[Child]) -> Iterator[Node]:
    if any(isinstance(child, Node) or child.strip() for child in children):
        yield node("p", {}, *children)


class _TextReader:
    """The holes of a notice's text, filled."""

    def __init__(self, account: Account, archive: Archive) -> None:
        self._account, self._archive = account, archive
        self._holes: dict[str, Callable[[Node, int], Iterator[Child]]] = {
            "x-cite": self._citation,
            "x-ref": self._reference,
            "x-mark": self._mark,
        }

    def read(self, children: Iterable[Child]) -> Iterator[Child]:
        """These nodes of HTML as TEI."""
        for child in children:
            if isinstance(child, str):
                yield child
            elif child.name in self._holes:
                yield from self._holes[child.name](child, int(child.attributes.get("n", "0")))
            elif child.name == "a":
                yield node("ref", {"target": uri(child.attributes.get("href", ""))}, *self.read(child.children))
            elif child.name in _NAMES:
                name, attributes = _NAMES[child.name]
                yield Node(name, attributes, _trimmed(name, tuple(self.read(child.children))))
            else:
                yield from self.read(child.children)

    def _citation(self, _hole: Node, number: int) -> Iterator[Child]:
        for source in self._account.source_ids(self._account.notice.text.citations[number]):
            yield node("ref", {"type": "source", "target": to([source_id(self._account.id, source)])})

    def _reference(self, _hole: Node, number: int) -> Iterator[Child]:
        reference = self._account.notice.text.references[number]
        meant = self._archive.referred(reference.target)
        words = self._archive.words_of(reference)
        yield words if meant is None else node("ref", {"type": "renvoi", "target": to([person_id(meant)])}, words)

    def _mark(self, hole: Node, number: int) -> Iterator[Child]:
        mark = self._account.notice.text.marks[number]
        if mark.term and not mark.excluded:
            yield node("index", {"indexName": "termes"}, node("term", {}, mark.term))
        yield from self.read(hole.children)


def _trimmed(name: str, children: tuple[Child, ...]) -> tuple[Child, ...]:
    """A list holds items alone: the line ends between them go."""
    return tuple(child for child in children if isinstance(child, Node)) if name == "list" else children


def _source(source: Cited, account: Account, archive: Archive) -> Node:
    """A source of the notice: prefix, work in short, the place cited, suffix, as the author wrote them."""
    item = source.item
    known = item.key in archive.book.works
    words = _TextReader(account, archive).read(archive.words.short(item.key))
    return node(
        "bibl",
        {"xml:id": source_id(account.id, source.id), "type": "général" if source.general else ""},
        f"{item.prefix.strip()} " if item.prefix.strip() else None,
        node("ref", {"target": to([work_id(item.key)]) if known else ""}, *words),
        *_ranges(item.locators),
        f", {item.suffix}" if item.suffix else None,
    )


def _ranges(locators: Iterable[Locator]) -> Iterator[Child]:
    for locator in locators:
        yield ", "
        yield node("citedRange", {"unit": locator.label.replace(" ", "")}, locator.value)


def _photograph(account: Account) -> Node | None:
    shown = account.notice.facts.photograph
    if shown is None:
        return None
    credit = ", ".join(part for part in (shown.credit, shown.shelfmark) if part)
    return node(
        "figure",
        {},
        node("graphic", {"url": uri(shown.file)}),
        node("head", {}, shown.caption),
        node("bibl", {}, credit),
    )
