"""Finds the book's own marks in running text: citations, cross-references, index marks, calls of notes, stray HTML.

Code, escapes, addresses and the text of ordinary links stay Markdown's business. The time grows with the length of the
text alone, whatever stands in it: brackets are paired once, and nothing is searched for farther than it may stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from bookwork.citing.brackets import code_end, pair_brackets
from bookwork.citing.grammar import KEY, holds_key


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
    BRACKET = "bracket"
    UNCLOSED = "unclosed"


class Span(NamedTuple):
    """A stretch of the text from ``start`` to ``end``; ``content`` is what stands inside its brackets or braces.

    A ``BRACKET`` is one that means itself: neither a mark of ours nor an ordinary link.
    """

    kind: Kind
    start: int
    end: int
    content: str


_SIGN = re.compile(r"[\\`<!\[\]@]")
_HTML = re.compile(r"</?[A-Za-z][^<>]*>|<!--(?:(?!<!--).)*?-->|<[!?][^<>]*>", re.DOTALL)
_ADDRESS = re.compile(r"<(?:https?://|mailto:)[^<>\s]+>")
_BARE = re.compile(rf"(?<![\w/.:@\\-])@(?:{KEY})")
_OPENING = re.compile(rf"\[[^@\[\]\n]{{0,40}}(?<!\w)@(?:{KEY})")
_ATTRIBUTES = re.compile(r"\{(?P<content>[^{}\n]*)\}")
_NOTE_CALL = re.compile(r"\[\^(?P<label>[^\]\[\s]+)\](?P<definition>:)?")
_ADDRESS_LENGTH = 2000
_REFERENCE_LENGTH = 300
"""A cross-reference is an id or a name and a few words; a longer one has lost its end."""


def scan(text: str) -> Iterator[Span]:
    """The marks of a text in order; what stands inside an index mark comes between its start and its end."""
    return _Scanner(text).spans()


class _Scanner:
    """Walks through one text from sign to sign."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._pairs = pair_brackets(text) if "[" in text else {}
        self._closing = set(self._pairs.values())
        self._mark_ends: list[Span] = []

    def spans(self) -> Iterator[Span]:
        """The marks from here to the end of the text."""
        while sign := _SIGN.search(self._text, self._at):
            span = self._span(sign[0], sign.start())
            self._at = span.end if span else max(self._at, sign.end())
            if span:
                yield span

    def _span(self, sign: str, start: int) -> Span | None:
        """The mark that a sign begins, or None; plain Markdown is stepped over."""
        match sign:
            case "[":
                return self._bracket(start)
            case "]":
                return self._closing_bracket(start)
            case "\\":
                self._at = start + 2
            case "`":
                self._at = code_end(self._text, start)
            case "<":
                return self._angle(start)
            case "!":
                return Span(Kind.IMAGE, start, start + 2, "") if self._text.startswith("![", start) else None
            case _:
                key = _BARE.match(self._text, start, self._limit)
                return Span(Kind.BARE_KEY, start, key.end(), key[0][1:].strip("{}")) if key else None
        return None

    @property
    def _limit(self) -> int:
        """Nothing inside an index mark runs over its end."""
        return self._mark_ends[-1].start if self._mark_ends else len(self._text)

    def _angle(self, start: int) -> Span | None:
        address = _ADDRESS.match(self._text, start, self._limit)
        if address:
            self._at = address.end()
            return None
        tag = _HTML.match(self._text, start, self._limit)
        return Span(Kind.HTML, start, tag.end(), tag[0]) if tag else None

    def _closing_bracket(self, start: int) -> Span | None:
        if self._mark_ends and self._mark_ends[-1].start == start:
            return self._mark_ends.pop()
        return None if start in self._closing else Span(Kind.BRACKET, start, start + 1, "]")

    def _bracket(self, start: int) -> Span | None:
        text = self._text
        if text.startswith("[[", start):
            reference = self._reference(start)
            if reference:
                return reference
        note = _NOTE_CALL.match(text, start, self._limit) if text.startswith("[^", start) else None
        if note:
            is_definition = note["definition"] and text.rfind("\n", 0, start) + 1 == start
            return None if is_definition else Span(Kind.NOTE_CALL, start, note.end("label") + 1, note["label"])
        close = self._pairs.get(start)
        if close is None:
            key = _OPENING.match(text, start)
            return Span(Kind.UNCLOSED, start, key.end(), "[") if key else Span(Kind.BRACKET, start, start + 1, "[")
        return self._paired(start, close)

    def _paired(self, start: int, close: int) -> Span | None:
        after = self._text[close + 1 : close + 2]
        attributes = _ATTRIBUTES.match(self._text, close + 1) if after == "{" else None
        if attributes:
            content = self._text[start + 1 : close]
            self._mark_ends.append(Span(Kind.MARK_END, close, attributes.end(), content))
            return Span(Kind.MARK_START, start, start + 1, attributes["content"])
        if after == "[" or (after == "(" and self._text.find(")", close, close + _ADDRESS_LENGTH) > 0):
            return None
        if after == ":" and not self._text[self._text.rfind("\n", 0, start) + 1 : start].strip():
            return None
        if holds_key(self._text[start + 1 : close]):
            return Span(Kind.CITATION, start, close + 1, self._text[start + 1 : close])
        self._closing.discard(close)
        return Span(Kind.BRACKET, start, start + 1, "[")

    def _reference(self, start: int) -> Span | None:
        close = self._text.find("]]", start, min(start + _REFERENCE_LENGTH, self._limit))
        inner = self._text[start + 2 : close]
        if close < 0 or "[[" in inner or re.search(r"\n[ \t]*\n", inner):
            return None if start in self._pairs else Span(Kind.UNCLOSED, start, start + 2, "[[")
        return Span(Kind.REFERENCE, start, close + 2, inner)
