"""What the citation engine gives, pandoc's inlines, as HTML of ours: italics, small capitals, superiors, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, Final

_TAGS: Final = {
    "Emph": ("<i>", "</i>"),
    "Strong": ("<b>", "</b>"),
    "SmallCaps": ('<span class="sc">', "</span>"),
    "Superscript": ("<sup>", "</sup>"),
    "Subscript": ("<sub>", "</sub>"),
    "Underline": ("<i>", "</i>"),
}
_QUOTES: Final = {"DoubleQuote": ("« ", " »"), "SingleQuote": ("“", "”")}
_BLANKS: Final = {"Space": " ", "SoftBreak": " ", "LineBreak": " "}
_RANGE = re.compile(r"(?<=[0-9rv])–(?=[0-9])|‑")
"""French printers set ranges with a hyphen; the no-break hyphen of CSL's locale is in few faces."""
_GIVEN_TITLE = re.compile(r"(?:<i>|«[\s\xa0\u202f]*)(\[[^\[\]<>]*\])(?:</i>|[\s\xa0\u202f]*»)")
"""A title in brackets is the editors' own words on what a page is about: no title, so neither italic nor quoted."""

Inline = Mapping[str, Any]


def inline_html(inlines: Iterable[Inline]) -> str:
    """The HTML of these inlines; whatever has no form of ours gives its text."""
    return _GIVEN_TITLE.sub(r"\1", "".join(map(_html, inlines))).strip()


def _html(inline: Inline) -> str:
    name, content = inline["t"], inline.get("c")
    if name == "Str":
        return escape(_RANGE.sub("-", str(content)), quote=False)
    if name == "Link" and content is not None:
        return _link(content[1], str(content[2][0]))
    signs = _QUOTES[content[0]["t"]] if name == "Quoted" and content is not None else _TAGS.get(name, ("", ""))
    inlines = content[-1] if isinstance(content, list) and content and isinstance(content[-1], list) else content
    return _BLANKS.get(name) or _between(signs, inlines if isinstance(inlines, list) else [])


def _between(signs: tuple[str, str], inlines: Any) -> str:
    """These inlines between two signs."""
    return signs[0] + "".join(map(_html, inlines)) + signs[1]


def _link(inlines: Any, address: str) -> str:
    """A printed address leads there; any other link would be a guess of the engine's."""
    words = "".join(map(_plain, inlines))
    if words != address or not address:
        return _between(("", ""), inlines)
    return f'<a class="url" href="{escape(address)}">{escape(address, quote=False)}</a>'


def _plain(inline: Inline) -> str:
    name, content = inline["t"], inline.get("c")
    if name == "Str":
        return str(content)
    if isinstance(content, list) and content:
        return "".join(map(_plain, content[-1] if isinstance(content[-1], list) else content))
    return _BLANKS.get(name, "")
