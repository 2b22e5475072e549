"""What the text of a notice says without a source: quotations, sentences, references typed by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bookwork.checks.evidence import against_sources
from bookwork.citing.sentences import Sentence, sentences
from bookwork.diagnostics import Diagnostic, Level, notice_check, rule
from bookwork.model.book import Authorities
from bookwork.model.notice import Notice

QUOTE = rule(
    "cite.quote-without-source",
    Level.WARNING,
    fr="Les mots cités, « {words} … », n’ont pas de source dans leur phrase.",
    en="The words quoted, “{words} …”, have no source in their sentence.",
    why="Des mots entre guillemets sont ceux d’un autre : le lecteur doit savoir de qui, et où.",
)
SENTENCE = rule(
    "cite.sentence-without-source",
    Level.INFORMATION,
    fr="Ce texte cite ses sources phrase à phrase ; phrases sans source : {count}, d’abord « {words} … ».",
    en="This text cites its sources sentence by sentence; sentences without: {count}, the first “{words} …”.",
    why="Le lecteur ne peut pas savoir sur quoi repose une phrase sans source.",
)
TYPED_IBID = rule(
    "cite.ibid-typed",
    Level.WARNING,
    fr="« {words} » est écrit à la main ; répétez la citation : [@clé, p. 12].",
    en="“{words}” is typed by hand; repeat the citation: [@key, p. 12].",
    why="Une phrase ajoutée plus tard changerait la source que ces mots désignent.",
)

_GUILLEMETS = re.compile(r"«[^«»]{24,}»")
_BLOCK = re.compile(r"^>[^\n]+(?:\n>[^\n]*)*", re.MULTILINE)
_LEAST_WORDS: Final = 6
"""Fewer words between guillemets are a name, a title or a turn of phrase."""
_LEAST_SAID = re.compile(r"\s*(?!#)(?:\S*\w\S*\s+){2}\S*\w")
"""Three words and no heading."""
_IBID = re.compile(
    r"(?<![\w-])(?:[Ii]bid(?:em)?\b\.?|[Oo]p\. ?cit\.|[Ll]oc\. ?cit\.|[Ii]dem\b|[Ii]d\.(?=,? (?:p\.|f\.))"
    r"|(?:[Vv]oir|[Cc]f\.) (?:supra|infra)\b)"
)
_IN_IBID: Final = ("bid.", "cit.", "idem", "Idem", " id.", "Id.", "supra", "infra")
"""One of these stands in each of them: a search for a word is ten times as fast as one for the pattern."""


@notice_check
def statements(notice: Notice, authorities: Authorities) -> Iterator[Diagnostic]:
    """Words of others, sentences and references in a notice, and what it says against its sources."""
    text = notice.text.source
    parts = tuple(sentences(text)) if notice.text.citations else ()
    yield from _uncited(notice, parts)
    yield from against_sources(notice, parts, authorities)
    if "«" in text or ">" in text:
        yield from _quotations(notice, parts)
    if any(sign in text for sign in _IN_IBID):
        for match in _IBID.finditer(text):
            yield TYPED_IBID.at(notice.text.place(notice.file, match.start()), notice.id, words=match[0])


def _uncited(notice: Notice, parts: Sequence[Sentence]) -> Iterator[Diagnostic]:
    """One fault for a text most of whose sentences cite a source: others rest on the list at its end."""
    bare = [each for each in parts if not each.citations]
    if bare and 2 * len(bare) < len(parts):
        text = notice.text.source
        told = [each for each in bare if _LEAST_SAID.match(text, each.start, each.end)]
        if told:
            stretch = text[told[0].start : told[0].end]
            place = notice.text.place(notice.file, told[0].start + len(stretch) - len(stretch.lstrip()))
            yield SENTENCE.at(place, notice.id, count=len(told), words=_first_words(stretch))


def _quotations(notice: Notice, parts: Sequence[Sentence]) -> Iterator[Diagnostic]:
    text = notice.text.source
    found = [*_GUILLEMETS.finditer(text), *(_BLOCK.finditer(text) if ">" in text else ())]
    for match in found:
        start, end = match.span()
        words = match[0].strip("«»> \u00a0\u202f")
        if len(words.split()) < _LEAST_WORDS:
            continue
        if not any(part.cited for part in parts if part.start < end and part.end > start):
            yield QUOTE.at(notice.text.place(notice.file, start), notice.id, words=_first_words(words))


def _first_words(text: str) -> str:
    return " ".join(text.split()[:_LEAST_WORDS])
