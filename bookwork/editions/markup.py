"""XML: nodes as values, HTML read into nodes, documents written while they are made. Alone in importing ``lxml``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import lxml.etree
import lxml.html

from bookwork.records import Struct


class Node(Struct, frozen=True):
    """An element: its name, its attributes, its children in order."""

    name: str
    attributes: Mapping[str, str]
    children: tuple[Node | str, ...] = ()


Child = Node | str

_XML_ID = "{http://www.w3.org/XML/1998/namespace}"
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document can hold, even as a reference (XML 1.0, 5th edition, production 2)."""
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9.\-À-ÖØ-öø-ıĴ-ľŁ-ňŊ-ž]")
"""What an id of ours writes as its number: all but the Latin letters that every edition of XML takes for letters."""


def node(name: str, attributes: Mapping[str, str] | None = None, *children: Child | None) -> Node:
    """An element without attributes and children that are empty: what is unknown is absent."""
    filled = {key: value for key, value in (attributes or {}).items() if value}
    return Node(name, filled, tuple(child for child in children if child))


def legal(text: str) -> str:
    """The text with U+FFFD for every character that XML cannot hold."""
    return _ILLEGAL.sub("\ufffd", text)


def many(change: Callable[[str], str], texts: Sequence[str]) -> list[str]:
    """Each of these texts as changed by what changes sign after sign and leaves line ends as they are.

    All are changed as one long text where none has lines of its own: that takes no longer than a few short ones.
    """
    changed = change("\n".join(texts)).split("\n")
    return changed if len(changed) == len(texts) else list(map(change, texts))


def xml_id(prefix: str, text: str) -> str:
    """An XML name for an id of ours, different for different ids: signs that a name cannot hold by their number."""
    return f"{prefix}-" + _NOT_IN_ID.sub(lambda sign: f"_{ord(sign[0]):X}_", legal(text))


def uri(text: str) -> str:
    """An address with its stranger signs written as bytes, as RFC 3986 wants them."""
    return quote(legal(text), safe="!#$%&'()*+,/:;=?@[]~")


def read_html(html: str) -> tuple[Child, ...]:
    """The nodes of a piece of HTML, well nested whatever it is."""
    return _children(lxml.html.fromstring(f"<div>{legal(html)}</div>"))


def words_of(children: tuple[Child, ...]) -> str:
    """The text in these nodes."""
    return "".join(child if isinstance(child, str) else words_of(child.children) for child in children)


def plain_text(html: str) -> str:
    """The text of a piece of HTML."""
    return words_of(read_html(html)) if "<" in html or "&" in html else html


def _children(element: Any) -> tuple[Child, ...]:
    found: list[Child] = [element.text] if element.text else []
    for child in element:
        if isinstance(child.tag, str):
            found.append(Node(child.tag, dict(child.attrib), _children(child)))
        if child.tail:
            found.append(child.tail)
    return tuple(found)


class XmlFile:
    """A document while it is written: one node after another, so that memory does not grow with the book."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer

    @contextmanager
    def within(self, name: str, attributes: Mapping[str, str] | None = None) -> Iterator[None]:
        """Everything written meanwhile stands in this element."""
        with self._writer.element(name, _named(attributes or {})):
            self._writer.write("\n")
            yield
        self._writer.write("\n")

    def write(self, node: Node) -> None:
        """Add a node, on a line of its own."""
        self._writer.write(_element(node))
        self._writer.write("\n")


@contextmanager
def xml_file(path: Path, root: Node, namespace: str) -> Iterator[XmlFile]:
    """A document in one namespace under this root; its children are written first.

    Attributes of ``xml:`` stand on written nodes alone: lxml would give them a prefix of its own here.
    """
    with lxml.etree.xmlfile(str(path), encoding="utf-8") as writer:
        writer.write_declaration()
        with writer.element(f"{{{namespace}}}{root.name}", _named(root.attributes), nsmap={None: namespace}):
            document = XmlFile(writer)
            writer.write("\n")
            for child in root.children:
                assert isinstance(child, Node)
                document.write(child)
            yield document


def _element(node: Node) -> Any:
    """The node for lxml, without namespace: written inside the root it takes the namespace declared there."""
    element = lxml.etree.Element(node.name, _named(node.attributes))
    _fill(element, node.children)
    return element


def _fill(element: Any, children: tuple[Child, ...]) -> None:
    """Put children into an element; made inside it, which is four times as fast as moved into it (November 2026)."""
    last: Any = None
    for child in children:
        if isinstance(child, Node):
            last = lxml.etree.SubElement(element, child.name, _named(child.attributes))
            _fill(last, child.children)
        elif last is None:
            element.text = (element.text or "") + legal(child)
        else:
            last.tail = (last.tail or "") + legal(child)


def _named(attributes: Mapping[str, str]) -> dict[str, str]:
    return {_XML_ID + key[4:] if key.startswith("xml:") else key: legal(value) for key, value in attributes.items()}
