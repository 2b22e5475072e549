"""Running text of a notice or chapter: HTML with numbered holes for citations, cross-references and index marks.

The house's marks are taken out first, each with its exact place in the file, and put back as holes when the Markdown
is HTML.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from html import escape

from bookwork.citing.grammar import NO_ARCHIVES, parse_citation
from bookwork.citing.scanner import Kind, Span, scan
from bookwork.diagnostics import Diagnostic, Level, NoticeId, Place, rule
from bookwork.model.citation import Citation, CrossReference, IndexMark, Mention, Text
from bookwork.model.dates import french_days
from bookwork.records import Struct, replace
from bookwork.sources.footnotes import UNUSED, Call, faults_of_calls, unused_notes, without_notes
from bookwork.sources.markdown import chapter_html, inline_html, prose_html

RAW_HTML = rule(
    "text.raw-html",
    Level.WARNING,
    fr="La balise « {tag} » sera imprimée telle quelle ; écrivez en Markdown.",
    en="The tag “{tag}” will be printed as it is; write Markdown.",
    why="La mise en forme appartient à la maquette ; du HTML dans un texte la contourne.",
)
HEADING = rule(
    "text.heading",
    Level.WARNING,
    fr="Une notice n’a pas d’intertitre ; faites-en une phrase.",
    en="A notice has no sub-headings; make it a sentence.",
    why="Dans le livre, la vie d’une personne se lit d’un trait.",
)
IMAGE = rule(
    "text.image",
    Level.WARNING,
    fr="Une image ne se place pas dans le texte ; déclarez-la dans l’en-tête sous « photo ».",
    en="A picture is not placed in the text; declare it in the front matter under “photo”.",
    why="Une photographie s’imprime avec sa légende, son crédit et sa cote.",
)
TOO_DEEP = rule(
    "text.too-deep",
    Level.ERROR,
    fr="Listes ou citations imbriquées sur plus de dix niveaux ; cette ligne est prise pour du texte.",
    en="Lists or quotations nested more than ten deep; this line is taken for plain text.",
    why="C’est une erreur de collage ; une telle imbrication ne se compose pas.",
)
UNCLOSED = rule(
    "text.unclosed",
    Level.ERROR,
    fr="« {sign} » n’est pas refermé dans ce paragraphe.",
    en="“{sign}” is not closed in this paragraph.",
    why="Une citation ou un renvoi ouvert se perd dans le texte.",
)
MARK_UNKNOWN = rule(
    "text.mark-unknown",
    Level.WARNING,
    fr='« {attributes} » n’est pas une marque d’index ; écrivez .index terme="…" ou .noindex.',
    en='“{attributes}” is no index mark; write .index terme="…" or .noindex.',
    why="Une marque mal écrite laisserait un terme hors de l’index.",
)
REFERENCE_EMPTY = rule(
    "link.empty",
    Level.ERROR,
    fr="Le renvoi est vide ; écrivez [[identifiant]] ou [[NOM Prénom]].",
    en="The cross-reference is empty; write [[id]] or [[NAME First name]].",
    why="Un renvoi sans but ne mène nulle part.",
)
CITED_AS_LINK = rule(
    "cite.double-brackets",
    Level.WARNING,
    fr="« [[@{key}]] » : une citation n’a qu’un crochet, [@{key}].",
    en="“[[@{key}]]”: a citation has single brackets, [@{key}].",
    why="Les doubles crochets sont des renvois à une notice.",
    mend=("[[@{key}]]", "[@{key}]"),
)

_HOLE, _HOLE_END, _MARK, _MARK_END, _CALL, _OPEN, _CLOSE = (chr(0xFDD0 + number) for number in range(7))
"""Noncharacters of Unicode: they cannot stand in a text, so they can hold its places."""
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef\x02\x03]")
_HOLES = re.compile(rf"{_HOLE}([cr])([0-9]+){_HOLE_END}")
_MARKS = re.compile(rf"{_MARK}([0-9]+){_HOLE_END}")
_CALLS = re.compile(rf"{_CALL}([0-9]+){_HOLE_END}")
_TOO_DEEP = re.compile(r"\n(?:(?:(?:[-*+]|[0-9]+[.)])[ \t]+|>[ \t]*){11,}|[ \t]{41,})(?=\S)")
"""Starts with a line end, so that the search can leap from line to line; wants one before the first line, too."""
_HEADING = re.compile(r"^#{1,6}[ \t]+(?P<words>.*)$", re.MULTILINE)
_TERM = re.compile(r"terme\s*=\s*(?:\"([^\"]*)\"|“([^”]*)”|«\s*([^»]*?)\s*»|([^\s}]+))")
_NUMBER = re.compile(r"atricule(?<=[Mm]atricule)\s+(?:n[°ᵒ]\s*)?([0-9](?:[0-9\s]*[0-9])?)")
"""Starts with the same letters always, so that the search can leap (a fifth of the time, November 2026)."""


class Body(Struct, frozen=True):
    """A text to read: its file, the number of its first line, and the notice it belongs to; None for a chapter."""

    file: str
    text: str
    line: int = 1
    notice: NoticeId | None = None


def read_body(body: Body, archival: frozenset[str] = NO_ARCHIVES) -> tuple[Text, tuple[Diagnostic, ...]]:
    """The text as HTML with its holes, and all that is wrong with it."""
    reading = _Reading(body, archival)
    source, notes = without_notes(reading.without_marks())
    if body.notice is not None:
        html = prose_html(_HEADING.sub(_as_bold_line, source) if "#" in source else source)
    else:
        html = chapter_html(source)
    if notes or reading.calls:
        html = reading.with_notes(html, notes)
    return reading.finished(_filled(html).replace(_OPEN, "[").replace(_CLOSE, "]"))


def _as_bold_line(heading: re.Match[str]) -> str:
    words = heading["words"].rstrip(" \t#")
    return f"**{words}**"


def _filled(html: str) -> str:
    """The HTML with elements for holes. One kind after the other: each begins with one sign, which is found at once."""
    html = _HOLES.sub(_element, html)
    if _MARK in html:
        html = _MARKS.sub(r'<x-mark n="\1">', html)
    return html.replace(_MARK_END, "</x-mark>")


def _element(hole: re.Match[str]) -> str:
    name = "x-cite" if hole[1] == "c" else "x-ref"
    return f'<{name} n="{hole[2]}"></{name}>'


def _without_noncharacters(text: str) -> str:
    """The text with no sign of ours in it; bytes are searched in a tenth of the time of the expression."""
    encoded = text.encode("utf-8", "surrogatepass")
    if b"\xef\xb7" in encoded or b"\x02" in encoded or b"\x03" in encoded:
        return _NONCHARACTERS.sub("\ufffd", text)
    return text


@dataclass(slots=True)
class _Reading:
    """One body while it is read: what was found so far, in the order of the text."""

    body: Body
    archival: frozenset[str]
    citations: list[Citation] = field(default_factory=list)
    references: list[CrossReference] = field(default_factory=list)
    marks: list[IndexMark | None] = field(default_factory=list)
    open_marks: list[int] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    line_starts: list[int] = field(default_factory=list)

    def place(self, index: int) -> Place:
        """Line and column in the file of a character of the body."""
        if not self.line_starts:
            self.line_starts = [0, *(match.end() for match in re.finditer("\n", self.body.text))]
        line = bisect_right(self.line_starts, index)
        return Place(self.body.file, self.body.line + line - 1, index - self.line_starts[line - 1] + 1)

    def without_marks(self) -> str:
        """The text with a hole for each mark of the house."""
        text = _without_noncharacters(self.body.text)
        pieces: list[str] = []
        done = 0
        for span in scan(text):
            hole = self._hole(span, text[span.start : span.end])
            if hole is not None:
                pieces += (text[done : span.start], hole)
                done = span.end
        self._look_over(text)
        source = "".join([*pieces, text[done:]]) if pieces else text
        return _TOO_DEEP.sub("\n", f"\n{source}")[1:]

    def _hole(self, span: Span, text: str) -> str | None:
        """What stands for a span while the rest becomes HTML, or None where its text stays."""
        place = self.place(span.start)
        match span.kind:
            case Kind.CITATION:
                hole = self._citation(span.content, place)
            case Kind.REFERENCE:
                hole = self._reference(span.content, place)
            case Kind.MARK_START:
                hole = self._mark(span.content, place)
            case Kind.MARK_END:
                hole = self._end_of_mark(span.content)
            case Kind.BRACKET:
                hole = _OPEN if text == "[" else _CLOSE
            case Kind.UNCLOSED:
                self.diagnostics.append(UNCLOSED.at(place, self.body.notice, sign=span.content))
                hole = text.replace("[", _OPEN)
            case Kind.NOTE_CALL:
                self.calls.append(Call(span.content, place))
                hole = f"{_CALL}{len(self.calls) - 1}{_HOLE_END}"
            case _:
                self._stray(span, place)
                return None
        return hole

    def _citation(self, content: str, place: Place) -> str:
        citation, faults = parse_citation(content, place, self.archival)
        self.diagnostics.extend(faults)
        self.citations.append(citation)
        return f"{_HOLE}c{len(self.citations) - 1}{_HOLE_END}"

    def _reference(self, content: str, place: Place) -> str:
        target, _, shown = (part.strip() for part in " ".join(content.split()).partition("|"))
        if target.startswith("@"):
            self.diagnostics.append(CITED_AS_LINK.at(place, self.body.notice, key=target[1:]))
            return self._citation(content, place)
        if not target:
            self.diagnostics.append(REFERENCE_EMPTY.at(place, self.body.notice))
            return escape(shown)
        self.references.append(CrossReference(target, shown, place))
        return f"{_HOLE}r{len(self.references) - 1}{_HOLE_END}"

    def _mark(self, attributes: str, place: Place) -> str:
        classes = [word for word in attributes.split() if word.startswith(".")]
        self.open_marks.append(len(self.marks))
        if classes not in ([".index"], [".noindex"]):
            self.diagnostics.append(MARK_UNKNOWN.at(place, self.body.notice, attributes="{" + attributes + "}"))
            self.marks.append(None)
            return ""
        term = _TERM.search(attributes)
        words = next((group for group in term.groups() if group), "") if term else ""
        self.marks.append(IndexMark(words, "", classes == [".noindex"], place))
        return f"{_MARK}{len(self.marks) - 1}{_HOLE_END}"

    def _end_of_mark(self, content: str) -> str:
        number = self.open_marks.pop()
        mark = self.marks[number]
        if mark is None:
            return ""
        text = " ".join(content.split())
        self.marks[number] = replace(mark, text=text, term=mark.term or ("" if mark.excluded else text))
        return _MARK_END

    def _stray(self, span: Span, place: Place) -> None:
        notice = self.body.notice
        if span.kind is Kind.HTML:
            self.diagnostics.append(RAW_HTML.at(place, notice, tag=span.content[:40]))
        elif span.kind is Kind.IMAGE and notice is not None:
            self.diagnostics.append(IMAGE.at(place, notice))
        elif span.kind is Kind.BARE_KEY:
            self.mentions.append(Mention("key", span.content, place))

    def _look_over(self, text: str) -> None:
        """Note the days and numbers that the prose states, and headings in a notice."""
        for index, day in french_days(text):
            self.mentions.append(Mention("date", day.text, self.place(index)))
        for match in _NUMBER.finditer(text):
            self.mentions.append(Mention("number", "".join(match[1].split()), self.place(match.start(1))))
        for match in _TOO_DEEP.finditer(f"\n{text}"):
            self.diagnostics.append(TOO_DEEP.at(self.place(match.start()), self.body.notice))
        if self.body.notice is not None and "#" in text:
            for match in _HEADING.finditer(text):
                self.diagnostics.append(HEADING.at(self.place(match.start()), self.body.notice))

    def with_notes(self, html: str, notes: dict[str, str]) -> str:
        """The HTML with each footnote at its call – in a notice in brackets – and the faults of calls and notes."""
        notice = self.body.notice
        self.diagnostics.extend(faults_of_calls(self.calls, notes, notice))
        for label in unused_notes(self.calls, notes):
            place = self.place(max(0, self.body.text.find(f"[^{label}]:")))
            self.diagnostics.append(UNUSED.at(place, notice, label=label))

        def note(match: re.Match[str]) -> str:
            text = inline_html(_CALLS.sub("", notes.get(self.calls[int(match[1])].label, "")))
            return f'<span class="footnote">{text}</span>' if notice is None else f" ({text})"

        return _CALLS.sub(note, html)

    def finished(self, html: str) -> tuple[Text, tuple[Diagnostic, ...]]:
        """The text and the diagnostics; marks that were none have left a gap that no hole points to."""
        gap = IndexMark("", "", True, Place(self.body.file, self.body.line))
        marks = tuple(mark or gap for mark in self.marks)
        found = (tuple(self.citations), tuple(self.references), marks, tuple(self.mentions))
        return Text(html, *found, self.body.text, self.body.line), tuple(self.diagnostics)
