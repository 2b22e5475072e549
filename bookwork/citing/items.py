"""Sources as CSL 1.0.2 items: what a style is given of a work, of an archival fonds, of a shelfmark in it.

Only what the entry says is given; nothing is filled in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from bookwork.citing.filing import filing_key, is_archival
from bookwork.model.dates import parse_edtf
from bookwork.model.source import Work, WorkName

_TYPES: Final = {
    "article": "article-journal", "book": "book", "mvbook": "book", "collection": "book", "mvcollection": "book",
    "proceedings": "book", "manual": "book", "booklet": "pamphlet", "inbook": "chapter", "incollection": "chapter",
    "bookinbook": "chapter", "suppbook": "chapter", "inproceedings": "paper-conference", "reference": "book",
    "mvreference": "book", "inreference": "entry-encyclopedia", "thesis": "thesis", "phdthesis": "thesis",
    "mastersthesis": "thesis", "report": "report", "techreport": "report", "online": "webpage", "www": "webpage",
    "electronic": "webpage", "unpublished": "manuscript",
    "letter": "personal_communication", "interview": "interview",
    "video": "motion_picture", "movie": "motion_picture", "audio": "song", "image": "graphic", "artwork": "graphic",
    "periodical": "periodical", "legislation": "legislation", "jurisdiction": "legal_case", "patent": "patent",
    "dataset": "dataset", "software": "software",
}  # fmt: skip
"""Entry types of biblatex, and CSL's; any other is a document."""
_ROLES: Final = {"author": "author", "editor": "editor", "translator": "translator", "bookauthor": "container-author",
                 "director": "director", "introduction": "introduction"}  # fmt: skip
_FIELDS: Final = {
    "container-title": ("booktitle", "journaltitle", "journal", "maintitle"), "collection-title": ("series",),
    "volume": ("volume",), "number-of-volumes": ("volumes",), "edition": ("edition",), "page": ("pages",),
    "number-of-pages": ("pagetotal",), "publisher": ("publisher", "institution", "school", "organization"),
    "publisher-place": ("location", "address"), "title-short": ("shorttitle",), "URL": ("url",), "DOI": ("doi",),
    "ISBN": ("isbn",), "ISSN": ("issn",), "event-title": ("eventtitle",), "version": ("version",),
}  # fmt: skip
_GENRES: Final = {"phdthesis": "thèse de doctorat", "mathesis": "mémoire de master", "techreport": "rapport"}
_LANGUAGES: Final = {"french": "fr", "german": "de", "ngerman": "de", "english": "en", "american": "en",
                     "italian": "it", "spanish": "es", "polish": "pl", "russian": "ru",
                     "czech": "cs", "dutch": "nl"}  # fmt: skip
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


def work_item(work: Work, letter: str = "") -> str:
    """A printed work or a page on line as a CSL item, in JSON; a letter tells works of one author and year apart."""
    kind = _TYPES.get(work.type, "document")
    if kind == "legislation" and work.field("journaltitle"):
        kind = "article-journal"  # Printed in a gazette, which no French style prints for a law.
    item: dict[str, Any] = {name: work.field(*fields) for name, fields in _FIELDS.items()}
    item |= {name: [_name(each) for each in work.names.get(role, ())] for role, name in _ROLES.items()}
    item |= {"type": kind, "title": _title(work), "genre": _genre(work), "page": _pages(work.field("pages"))}
    item |= {"language": _LANGUAGES.get(work.field("langid"), work.field("langid")), **_dates(work, letter)}
    item["issue" if kind.startswith("article") else "number"] = work.field("number")
    if work.type == "online":
        item |= _site(work)
    if item["edition"].isdigit() and not work.field("date", "year"):
        item["edition"] += "e éd."  # Some styles raise the figure over the year; without one it would stand alone.
    if work.field("subtitle"):
        item["title-short"] = item["title-short"] or work.field("title")
    return _json(item)


def marked_item(item: str, mark: str) -> str:
    """The item of a work as cited, its title told apart from its namesakes: « La Peinture à Dora (1999) »."""
    values = json.loads(item)
    titles = {name: f"{values[name]} ({mark})" for name in ("title", "title-short") if name in values}
    return _json(values | titles) if mark else item


def fonds_item(work: Work) -> str:
    """An archival fonds as the bibliography describes it."""
    return _json(
        {
            "type": "document",
            "archive": work.field("library", "shortlibrary"),
            "section": work.field("section"),
            "archive-place": work.field("location"),
            "archive_collection": work.field("title"),
            "archive_location": work.field("shelfmark"),
            **_dates(work, ""),
        }
    )


def cote_item(work: Work, cote: str, *, nameless: bool = False) -> str:
    """A shelfmark in a fonds; where the fonds has none of its own, its title is wanted to find it."""
    free = work.type == "etat-civil" or work.field("shelfmark") in ("", "sans cote")
    return _json(
        {
            "type": "document",
            "archive": "" if nameless else work.field("shortlibrary", "library"),
            "archive_collection": _collection(work) if free or not cote else "",
            "archive_location": cote or work.field("shelfmark"),
        }
    )


def year_letters(works: Iterable[Work]) -> dict[str, str]:
    """For works of one author and year the letters that tell them apart, in the order of the bibliography."""
    groups: dict[tuple[object, ...], list[Work]] = {}
    for work in sorted(works, key=filing_key):
        if _year(work) and not is_archival(work):
            groups.setdefault((_families(work) or work.field("organization", "title"), _year(work)), []).append(work)
    return {
        work.key: _LETTERS[rank] if rank < len(_LETTERS) else f"-{rank + 1}"
        for group in groups.values()
        if len(group) > 1
        for rank, work in enumerate(group)
    }


def edition_marks(works: Iterable[Work]) -> dict[str, str]:
    """For works that a short form cannot tell apart, by author and title, the year of each, or else its publisher."""
    groups: dict[tuple[object, ...], list[Work]] = {}
    for work in works:
        if not is_archival(work):
            groups.setdefault((_families(work), work.field("title").casefold()), []).append(work)
    namesakes = (work for group in groups.values() if len(group) > 1 for work in group)
    return {work.key: _year(work) or work.field("publisher") for work in namesakes}


def _families(work: Work) -> tuple[str, ...]:
    return tuple(name.family for name in work.names.get("author") or work.names.get("editor") or ())


def _year(work: Work) -> str:
    year = work.field("date", "year")[:4]
    return year if year.isdigit() else ""


def _collection(work: Work) -> str:
    if work.type == "etat-civil" and not work.field("title"):
        return f"état civil, {work.field('location')}" if work.field("location") else "état civil"
    return work.field("title")


def _genre(work: Work) -> str:
    return _GENRES.get(work.field("type"), work.field("type")) if "thesis" in work.type or "report" in work.type else ""


def _site(work: Work) -> dict[str, Any]:
    """A page without an author is its institution's; with one, it stands in the institution's site."""
    site = work.field("organization")
    if work.names.get("author"):
        return {"publisher": "", "container-title": site}
    return {"publisher": "", "author": [{"literal": site}] if site else []}


def _title(work: Work) -> str:
    title, subtitle = work.field("title"), work.field("subtitle")
    stop = "" if title.endswith((".", "!", "?", "…")) else "."
    return f"{title}{stop} {subtitle[:1].upper()}{subtitle[1:]}" if subtitle else title


def _name(name: WorkName) -> dict[str, str]:
    if not name.given and not name.particle:
        return {"literal": name.family}
    parts = {
        "family": name.family, "given": name.given, "dropping-particle": name.particle, "suffix": name.suffix,
    }  # fmt: skip
    return {part: text for part, text in parts.items() if text}


def _pages(text: str) -> str:
    """``579-`` is where a text begins whose end is not known."""
    pages = text.replace("--", "-").replace("–", "-")
    return f"{pages.rstrip('- ')} sqq." if pages.rstrip().endswith("-") else pages


def _dates(work: Work, letter: str) -> dict[str, Any]:
    issued, accessed = work.field("date", "year"), work.field("urldate")
    dates = {"issued": {"literal": issued[:4] + letter} if letter else _date(issued)} if issued else {}
    return dates | ({"accessed": _in_words(accessed)} if accessed else {})


def _date(text: str) -> dict[str, Any]:
    """A certain date in its parts; what is open or uncertain, in words."""
    ends = text.split("/")
    if len(ends) <= 2 and all(end.replace("-", "").isdigit() for end in ends):
        return {"date-parts": [[str(int(part)) for part in end.split("-")] for end in ends]}
    return _in_words(text)


def _in_words(text: str) -> dict[str, Any]:
    """A date as French has it, « 1er mars 2024 », which some styles would give in figures."""
    try:
        return {"literal": parse_edtf(text).in_french()}
    except ValueError:
        return {"literal": text}


def _json(item: Mapping[str, Any]) -> str:
    return json.dumps({name: value for name, value in item.items() if value}, ensure_ascii=False, sort_keys=True)
