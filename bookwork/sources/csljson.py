"""CSL-JSON, as Zotero exports it: unlike Zotero's BibTeX, it keeps the archive and the shelfmark of a document.

Items with an archive become works of the type ``archive``. Each fault has the line on which its item starts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any, Final

from bookwork.diagnostics import Diagnostic, Place
from bookwork.model.source import WorkName
from bookwork.records import Struct
from bookwork.sources.bibfaults import SYNTAX
from bookwork.sources.files import SourceText
from bookwork.sources.shelf import Draft, Shelf

_TYPES: Final = {
    "article": "article", "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "bill": "legislation", "book": "book", "broadcast": "audio", "chapter": "incollection", "classic": "book",
    "collection": "archive", "dataset": "dataset", "document": "misc", "entry": "inreference",
    "entry-dictionary": "inreference", "entry-encyclopedia": "inreference", "event": "misc", "figure": "image",
    "graphic": "image", "hearing": "legal", "interview": "interview", "legal_case": "jurisdiction",
    "legislation": "legislation", "manuscript": "unpublished", "map": "misc", "motion_picture": "movie",
    "musical_score": "music", "pamphlet": "booklet", "paper-conference": "inproceedings", "patent": "patent",
    "performance": "performance", "periodical": "periodical", "personal_communication": "letter", "post": "online",
    "post-weblog": "online", "regulation": "legislation", "report": "report", "review": "review",
    "review-book": "review", "software": "software", "song": "audio", "speech": "unpublished", "standard": "standard",
    "thesis": "thesis", "treaty": "legal", "webpage": "online",
}  # fmt: skip
"""Types of CSL 1.0.2 (appendix III) and what the bibliography calls them."""
_NAMES: Final = {
    "author": "author", "editor": "editor", "collection-editor": "editorb", "translator": "translator",
    "container-author": "bookauthor", "director": "director", "interviewer": "interviewer", "recipient": "recipient",
    "editorial-director": "editora", "original-author": "namea",
}  # fmt: skip
_FIELDS: Final = {
    "title": "title", "title-short": "shorttitle", "publisher": "publisher", "publisher-place": "location",
    "collection-title": "series", "collection-number": "number", "volume": "volume", "issue": "number",
    "number": "number", "number-of-volumes": "volumes", "number-of-pages": "pagetotal", "page": "pages",
    "edition": "edition", "ISBN": "isbn", "ISSN": "issn", "DOI": "doi", "URL": "url", "genre": "type",
    "language": "langid", "abstract": "abstract", "note": "note", "event-title": "eventtitle", "event": "eventtitle",
    "event-place": "venue", "version": "version", "original-title": "origtitle",
    "original-publisher": "origpublisher", "chapter-number": "chapter", "section": "chapter", "status": "pubstate",
}  # fmt: skip
_DATES: Final = {"issued": "date", "accessed": "urldate", "event-date": "eventdate", "original-date": "origdate"}
_OWNERS: Final = {"thesis": "institution", "report": "institution", "online": "organization"}
"""What the publisher is called where the bibliography has another word."""
_MARK = re.compile(r"</?(?:i|b|sup|sub|sc|span)\b[^<>]*>")
_SMALL_CAPITALS = re.compile(r"<span[^<>]*small-caps[^<>]*>")
_EXTRA = re.compile(r"^[ \t]*(citation key|tex\.[a-z-]+)[ \t]*:[ \t]*(\S.*)$", re.MULTILINE | re.IGNORECASE)
_SPACE = re.compile(r"[\s,]*")
_NOT_JSON = "ce n’est pas du JSON ({place})", "it is no JSON ({place})"
_NOT_ITEMS = "une liste d’éléments CSL est attendue", "a list of CSL items is wanted"
_NO_ITEM = "un élément CSL est un objet avec « id »", "a CSL item is an object with “id”"


class _Item(Struct, frozen=True):
    """An item as read, and the line on which it starts."""

    value: Any
    line: int


class _BrokenError(Exception):
    """The text is no list of items from this line on."""

    def __init__(self, line: int, words: tuple[str, str]) -> None:
        super().__init__(*words)
        self.line = line
        self.words = words


def read_csl(source: SourceText, shelf: Shelf) -> list[Diagnostic]:
    """Put the works of a CSL-JSON text on the shelf; its faults, but for those of keys."""
    faults: list[Diagnostic] = []
    try:
        for item in _items(source.text):
            place = Place(source.file, item.line, 1)
            if isinstance(item.value, dict) and _text_of(item.value, "id"):
                shelf.put(_draft(item.value, place))
            else:
                faults.append(SYNTAX.at(place, reason_fr=_NO_ITEM[0], reason_en=_NO_ITEM[1]))
    except _BrokenError as broken:
        place = Place(source.file, broken.line, 1)
        faults.append(SYNTAX.at(place, reason_fr=broken.words[0], reason_en=broken.words[1]))
    return faults


def _items(text: str) -> Iterator[_Item]:
    """The items of a list, or of the list « items » of an object, one by one, so that each has its line."""
    at = _start(text)
    decoder, line, counted = json.JSONDecoder(), 1, 0
    while True:
        at = _after_space(text, at)
        line, counted = line + text.count("\n", counted, at), at
        if text.startswith("]", at):
            return
        try:
            value, end = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            words = tuple(each.format(place=f"{error.lineno}:{error.colno}") for each in _NOT_JSON)
            raise _BrokenError(error.lineno, (words[0], words[1])) from None
        except (RecursionError, ValueError):
            raise _BrokenError(line, _NOT_ITEMS) from None
        yield _Item(value, line)
        at = end


def _start(text: str) -> int:
    """The index behind the bracket that opens the list."""
    match = re.match(
        r"\s*(?:\{\s*(?:\"[\w-]+\"\s*:\s*(?:\"(?:[^\"\\]|\\.)*\"|[\w.-]+)\s*,\s*)*\"items\"\s*:\s*)?\[", text
    )
    if not match:
        raise _BrokenError(1, _NOT_ITEMS)
    return match.end()


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _draft(item: Mapping[str, Any], place: Place) -> Draft:
    item, extra = _without_extra(item)
    typed = extra.pop("citation key", "")
    key = _text_of(item, "citation-key") or typed or _text_of(item, "id")
    kind = _text_of(item, "type") or "document"
    draft = Draft(key, _TYPES.get(kind, kind), place)
    for name, ours in _NAMES.items():
        names = tuple(_names(item.get(name)))
        if names:
            draft.names[ours] = names
    for name, ours in _FIELDS.items():
        if _text_of(item, name):
            _put(draft, ours, _text_of(item, name))
    for name, ours in _DATES.items():
        date = _date(item.get(name))
        if date:
            draft.fields[ours] = date
    _container(item, draft)
    _archive(item, draft)
    owner = _OWNERS.get(draft.type)
    if owner and "publisher" in draft.fields:
        draft.fields[owner] = draft.fields.pop("publisher")
    draft.fields |= extra
    return draft


def _without_extra(item: Mapping[str, Any]) -> tuple[Mapping[str, Any], dict[str, str]]:
    """The item without the lines of its note that are data: « Citation Key: … », « tex.shelfmark: … »."""
    note = item.get("note")
    if not isinstance(note, str):
        return item, {}
    extra = {match[1].lower().removeprefix("tex."): match[2].strip() for match in _EXTRA.finditer(note)}
    return {**item, "note": _EXTRA.sub("", note)}, extra


def _text_of(item: Mapping[str, Any], name: str) -> str:
    """A value as text on one line; empty for what is neither text nor number."""
    value = item.get(name)
    return " ".join(str(value).split()) if isinstance(value, str | int | float) and value is not True else ""


def _put(draft: Draft, name: str, text: str) -> None:
    """A field, plain, and with its marks if it has any: CSL-JSON writes them as HTML."""
    if name in draft.fields:
        return
    draft.fields[name] = unescape(_MARK.sub("", text)) if "<" in text else text
    if _MARK.search(text):
        draft.marked[name] = _SMALL_CAPITALS.sub('<span class="sc">', text)


def _container(item: Mapping[str, Any], draft: Draft) -> None:
    """The larger work: a journal for articles, a site for pages, a book for the rest."""
    title = _text_of(item, "container-title")
    homes = {"article": "journaltitle", "review": "journaltitle", "online": "organization", "archive": ""}
    name = homes.get(draft.type, "booktitle")
    if title and name:
        _put(draft, name, title)


def _archive(item: Mapping[str, Any], draft: Draft) -> None:
    """Make archives of an item that has an archive: of a whole fonds if it has no shelfmark, else of a document."""
    library, shelfmark = _text_of(item, "archive"), _text_of(item, "archive_location")
    if not library:
        return
    draft.type = "archive"
    draft.fields["library"] = library
    fonds = _text_of(item, "archive_collection")
    if _text_of(item, "archive-place"):
        draft.fields["location"] = _text_of(item, "archive-place")
    if shelfmark:
        draft.fields |= {"shelfmark": shelfmark, "level": "item"}
    if fonds and draft.fields.setdefault("title", fonds) != fonds:
        draft.fields["collection"] = fonds


def _names(value: Any) -> Iterator[WorkName]:
    for each in value if isinstance(value, list) else ():
        if not isinstance(each, dict):
            continue
        literal = _text_of(each, "literal")
        particles = (_text_of(each, "dropping-particle"), _text_of(each, "non-dropping-particle"))
        particle = " ".join(part for part in particles if part)
        family = literal or _text_of(each, "family")
        if family or _text_of(each, "given"):
            yield WorkName(family, _text_of(each, "given"), particle, _text_of(each, "suffix"))


def _date(value: Any) -> str:
    """A CSL date as EDTF; a date in words stays as it is, to be reported by the checks."""
    if not isinstance(value, dict):
        return ""
    parts = value.get("date-parts")
    points = [_point(each) for each in parts if isinstance(each, list)] if isinstance(parts, list) else []
    about = "~" if value.get("circa") else ""
    if points and all(points[:2]):
        return "/".join(f"{point}{about}" for point in points[:2])
    return _text_of(value, "raw") or _text_of(value, "literal")


def _point(parts: Sequence[Any]) -> str:
    numbers = [int(each) for each in parts[:3] if str(each).isdecimal()]
    if not numbers:
        return ""
    return "-".join([f"{numbers[0]:04}", *(f"{number:02}" for number in numbers[1:])])
