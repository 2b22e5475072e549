"""Paragraphs found in a piece of HTML, and read: their text as it is set, the runs it is made of, ids and links in it.

Pieces are our own templates' and our own Markdown's HTML: every element that is opened is closed. A piece in which that
does not hold has no paragraphs for us, and WeasyPrint reads it as browsers do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final, NamedTuple

from bookwork.records import Struct

_TAG: Final = re.compile(r"""<(/?)([A-Za-z][\w-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
_ATTRIBUTE: Final = re.compile(r"""([\w:-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?""")
_BLANKS: Final = re.compile(r"[ \t\n\r\f]+")
_VOID: Final = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))
_NO_MATTER: Final = frozenset(("id", "class", "href", "title"))
"""Attributes of inline elements that the setter takes into account, or may forget in print."""
_FAMILY: Final = re.compile(r'<b>([^<]*)</b>|<span class="sc">([^<]*)</span>')
LETTERS: Final = re.compile(r"[^\W\d_⁰¹²³⁴-⁹]+")
_GATHERED: Final = ("p", "svg")
_STYLING: Final = ("style", "lang", "dir", "align", "hidden")
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))


class Element(NamedTuple):
    """What selectors can see of an element: its name, its classes, whether it is a link, the element before it."""

    name: str
    classes: str = ""
    link: bool = False
    own: str = ""
    """An attribute that gives it a style of its own, which no selector tells."""
    before: tuple[str, str] | None = None
    """Name and classes of the preceding sibling; of inline elements it is not looked at."""


Chain = tuple[Element, ...]
"""An element behind those it stands in, from the outermost inwards."""

_FRAME: Final = Element("article")
"""What every piece stands in."""


class UnknownMarkupError(Exception):
    """Something in a paragraph that the setter does not know; the message names it."""


class Spot(Struct, frozen=True):
    """A paragraph in its piece: where it begins and ends, its start tag, its id, its place, the HTML inside it."""

    start: int
    end: int
    tag: str
    name: str
    chain: Chain
    html: str


class Block(NamedTuple):
    """An element that is not in a paragraph: where it begins and ends in its piece, its id, its place."""

    start: int
    end: int
    name: str
    chain: Chain


class Outline(Struct, frozen=True):
    """The paragraphs of a piece, and the elements in it outside them, in order."""

    spots: tuple[Spot, ...]
    blocks: tuple[Block, ...]


class Run(NamedTuple):
    """Text between two tags: its end in the paragraph's text, and the inline elements it stands in."""

    end: int
    chain: Chain


class Mark(NamedTuple):
    """A stretch of text with an id, or one that leads somewhere (``#id`` or a URL)."""

    name: str
    link: bool
    start: int
    end: int


class Copy(Struct, frozen=True):
    """A paragraph's text with its white space as it is set (CSS Text 3, 4.1.1), its runs and its marks."""

    text: str
    runs: tuple[Run, ...]
    marks: tuple[Mark, ...]


def attributes(source: str) -> dict[str, str]:
    """The attributes in a tag's source, unescaped."""
    return {
        match[1].lower(): unescape(match[2] if match[2] is not None else match[3] or "")
        for match in _ATTRIBUTE.finditer(source)
    }


@dataclass(slots=True)
class _Open:
    """An element that is open while the tags are walked through."""

    element: Element
    block: int = -1
    """Its number among the blocks; -1 inside a paragraph."""
    child: tuple[str, str] | None = None
    """The last element inside it."""


def outline(html: str) -> Outline | None:
    """The paragraphs and blocks of a piece; None where tags do not match."""
    walk = _Walk()
    for tag in _TAG.finditer(html):
        if not (walk.close(tag, html) if tag[1] else walk.open(tag)):
            return None
    return Outline(tuple(walk.spots), tuple(walk.blocks)) if len(walk.stack) == 1 else None


class _Walk:
    """A walk through the tags of a piece; of what is inside paragraphs and drawings, only the tags are matched."""

    def __init__(self) -> None:
        self.spots: list[Spot] = []
        self.blocks: list[Block] = []
        self.stack = [_Open(_FRAME)]
        self._within: re.Match[str] | None = None
        """The start tag of the paragraph or drawing that is open."""

    def open(self, tag: re.Match[str]) -> bool:
        name, source = tag[2].lower(), tag[3]
        if self._within is not None and name not in _GATHERED:
            if name not in _VOID and not source.endswith("/"):
                self.stack.append(_Open(Element(name)))
            return True
        values = attributes(source) if source else {}
        classes = values.get("class", "")
        parent = self.stack[-1]
        own = next((each for each in _STYLING if each in values), "")
        element = Element(name, classes, own=own, before=parent.child)
        parent.child = (name, classes)
        number = len(self.blocks)
        chain = (*(each.element for each in self.stack), element)
        self.blocks.append(Block(tag.start(), tag.end(), values.get("id", ""), chain))
        if name in _VOID or source.endswith("/"):
            return True
        if name in _GATHERED:
            if name == "p" and self._within is not None:
                return False
            self._within = self._within or tag
        self.stack.append(_Open(element, number))
        return True

    def close(self, tag: re.Match[str], html: str) -> bool:
        name = tag[2].lower()
        if self.stack[-1].element.name != name or len(self.stack) == 1:
            return False
        within = self._within
        if within is not None and within[2].lower() == name and name in _GATHERED:
            if name == "p":
                chain = tuple(each.element for each in self.stack)
                inner = html[within.end() : tag.start()]
                named = attributes(within[3]).get("id", "")
                self.spots.append(Spot(within.start(), tag.end(), within[0], named, chain, inner))
            self._within = None
        number = self.stack.pop().block
        if number >= 0:
            self.blocks[number] = self.blocks[number]._replace(end=tag.end())
        return True


def read(spot: Spot) -> Copy:
    """The copy of a paragraph; raises UnknownMarkupError."""
    reader = _CopyReader(spot.chain)
    end = 0
    for tag in _TAG.finditer(spot.html):
        reader.add_text(spot.html[end : tag.start()])
        reader.add_tag(tag)
        end = tag.end()
    reader.add_text(spot.html[end:])
    return reader.copy()


class _CopyReader:
    """Gathers the text of a paragraph while its tags are walked through."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._text = ""
        self._runs: list[Run] = []
        self._marks: list[Mark] = []
        self._open: list[tuple[str, str, int]] = []
        """Id, target and start of each open element."""

    def add_text(self, source: str) -> None:
        if not source:
            return
        text = _BLANKS.sub(" ", unescape(source)).translate(_INVISIBLE)
        if text.startswith(" ") and (not self._text or self._text.endswith(" ")):
            text = text[1:]
        if text:
            self._text += text
            self._runs.append(Run(len(self._text), self._chain))

    def add_tag(self, tag: re.Match[str]) -> None:
        name = tag[2].lower()
        if tag[1]:
            identifier, target, start = self._open.pop()
            end = len(self._text)
            if identifier:
                self._marks.append(Mark(identifier, False, start, end))
            if target:
                self._marks.append(Mark(target, True, start, end))
            self._chain = self._chain[:-1]
            return
        values = attributes(tag[3]) if tag[3] else {}
        if name in _VOID or tag[3].endswith("/"):
            raise UnknownMarkupError(f"<{name}>")
        for attribute in values:
            if attribute not in _NO_MATTER:
                raise UnknownMarkupError(f"<{name} {attribute}>")
        self._chain = (*self._chain, Element(name, values.get("class", ""), "href" in values))
        self._open.append((values.get("id", ""), values.get("href", ""), len(self._text)))

    def copy(self) -> Copy:
        """What was gathered, without the blank at its end."""
        text = self._text.rstrip(" ")
        runs = [Run(min(run.end, len(text)), run.chain) for run in self._runs]
        marks = tuple(Mark(m.name, m.link, min(m.start, len(text)), min(m.end, len(text))) for m in self._marks)
        return Copy(text, tuple(_merged(runs)), marks)


def _merged(runs: list[Run]) -> Iterator[Run]:
    """Neighbours in the same elements as one run; empty runs fall away."""
    end = 0
    held: Run | None = None
    for run in runs:
        if run.end == end:
            continue
        end = run.end
        if held is not None and held.chain != run.chain:
            yield held
        held = run
    if held is not None:
        yield held


def family_names(html: str) -> frozenset[str]:
    """The family names that a piece sets as such; they are not divided anywhere in it."""
    found = " ".join(bold or small for bold, small in _FAMILY.findall(html))
    return frozenset(LETTERS.findall(found.casefold()))
