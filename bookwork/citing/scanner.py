"""Finds the book's own marks in running text: citations, cross-references, index marks, calls of notes, stray HTML.

Code, escapes, addresses and the text of ordinary links stay Markdown's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from bookwork.citing.grammar import KEY, closing_bracket, holds_key


class Kind(Enum):
    """What a span of running text is."""

    CITATION = "citation"
    REFERENCE = "reference"
    MARK_START = "mark start"
    MARK_END = "mark end"
    NOTE_CALL = "note call"
    BARE_KEY = "bare key"
    HTML = "html"
    IMAGE = "image"
    UNCLOSED = "unclosed"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text from ``start`` to ``end``; ``content`` is what stands inside its brackets or braces."""

    kind: Kind
    start: int
    end: int
    content: str


_SIGN = re.compile(r"[\\`<!\[@]")
_SIGNS = re.compile(
    r"(?P<escape>\\.)|(?P<code>(?P<ticks>`+)(?!`)(?:(?!\n\s*\n).)*?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<address><(?:https?://|mailto:)[^>\s]+>)"
    r"|(?P<html></?[A-Za-z][^<>]*>|<!--.*?-->|<[!?][^<>]*>)|(?P<image>!\[)|(?P<reference>\[\[)"
    rf"|(?P<bracket>\[)|(?P<bare>(?<![\w/.:@\\-])@(?:{KEY}))",
    re.DOTALL,
)
_OPENING = re.compile(rf"\[[^@\[\]\n]{{0,40}}(?<!\w)@(?:{KEY})")
_ATTRIBUTES = re.compile(r"\{(?P<content>[^{}\n]*)\}")
_NOTE_CALL = re.compile(r"\[\^(?P<label>[^\]\s]+)\](?P<definition>:)?")


def scan(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """The marks of a text in order; what stands inside an index mark comes between its start and its end."""
    stop = len(text) if end is None else end
    while candidate := _SIGN.search(text, start, stop):
        match = _SIGNS.match(text, candidate.start(), stop)
        start = match.end() if match else candidate.end()
        sign = match.lastgroup if match else None
        if match is None or match["ticks"]:
            continue
        if sign == "html":
            yield Span(Kind.HTML, *match.span(), match[0])
        elif sign == "bare":
            yield Span(Kind.BARE_KEY, *match.span(), match[0][1:].strip("{}"))
        elif sign == "image":
            yield Span(Kind.IMAGE, *match.span(), "")
        elif sign == "reference":
            span = _reference(text, match.start())
            yield span
            start = span.end
        elif sign == "bracket":
            for span in _bracket(text, match.start()):
                yield span
                start = span.end


def _reference(text: str, start: int) -> Span:
    close = text.find("]]", start)
    paragraph_end = text.find("\n\n", start)
    if close < 0 or 0 <= paragraph_end < close or "[[" in text[start + 2 : close]:
        return Span(Kind.UNCLOSED, start, start + 2, "[[")
    return Span(Kind.REFERENCE, start, close + 2, text[start + 2 : close])


def _bracket(text: str, start: int) -> Iterator[Span]:
    note = _NOTE_CALL.match(text, start)
    if note:
        starts_line = text.rfind("\n", 0, start) + 1 == start
        if not (note["definition"] and starts_line):
            yield Span(Kind.NOTE_CALL, start, note.end("label") + 1, note["label"])
        return
    close = closing_bracket(text, start)
    if close < 0:
        key = _OPENING.match(text, start)
        if key:
            yield Span(Kind.UNCLOSED, start, key.end(), "[")
        return
    after = text[close + 1 : close + 2]
    attributes = _ATTRIBUTES.match(text, close + 1) if after == "{" else None
    if attributes:
        yield Span(Kind.MARK_START, start, start + 1, attributes["content"])
        yield from scan(text, start + 1, close)
        yield Span(Kind.MARK_END, close, attributes.end(), text[start + 1 : close])
    elif after not in ("(", "[") and holds_key(text[start + 1 : close]):
        yield Span(Kind.CITATION, start, close + 1, text[start + 1 : close])
