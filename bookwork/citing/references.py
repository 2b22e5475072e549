"""Works in words: the short form that closes a notice, the full form of the bibliography.

The forms follow the usage of French historical publishing: « Nom (Prénom), *Titre*, lieu, éditeur, date ».
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bookwork.citing.locators import print_locator
from bookwork.model.citation import CitationItem
from bookwork.model.dates import parse_edtf
from bookwork.model.source import Work, WorkName

_CONTAINED = ("article", "incollection", "inbook", "inproceedings", "inreference", "online")
"""Types whose title stands between quotation marks: they are part of something larger."""

_ARCHIVES = ("archive", "etat-civil", "unpublished")


def kind(work: Work) -> str:
    """The part of the bibliography a work belongs to: ``archives``, ``online`` or ``printed``."""
    if work.type in _ARCHIVES:
        return "archives"
    return "online" if work.type == "online" else "printed"


def short_reference(work: Work) -> str:
    """The form of a notice's sources, in HTML: author or institution, title; enough to find the full form."""
    if kind(work) == "archives":
        return _join([escape(work.field("shortlibrary", "library")), escape(work.field("shelfmark", "title"))])
    who = _families(work) or escape(work.field("organization"))
    return _join([who, _title(work, short=True)])


def cited(work: Work, item: CitationItem) -> str:
    """A work with the place cited in it; a shelfmark replaces that of its fonds, which it repeats."""
    locators = list(item.locators)
    head = short_reference(work)
    if kind(work) == "archives" and locators and locators[0].label == "cote":
        head = _join([escape(work.field("shortlibrary", "library")), escape(locators.pop(0).value)])
    places = [escape(print_locator(locator)) for locator in locators]
    words = " ".join(part for part in (escape(item.prefix.strip()), head) if part)
    return _join([words, *places, escape(item.suffix.strip(" ,"))])


def full_reference(work: Work) -> str:
    """The form of the bibliography, in HTML."""
    if kind(work) == "archives":
        parts = ["library", "section", "location"]
        return _sentence([*(escape(work.field(part)) for part in parts), _fonds(work), _note(work)])
    who = _people(work.names.get("author", ())) or _editors(work) or escape(work.field("organization"))
    return _sentence([who, _title(work), *_contributors(work), *_container(work), *_imprint(work), _note(work)])


def _fonds(work: Work) -> str:
    shelfmark, title = escape(work.field("shelfmark")), escape(work.field("title"))
    return f"{shelfmark} ({title})" if shelfmark and title else shelfmark or title


def filing_words(work: Work) -> str:
    """What the bibliography is ordered by: the first author or editor, else the institution, then title and date."""
    people = work.names.get("author") or work.names.get("editor") or ()
    first = f"{people[0].family} {people[0].given}" if people else work.field("organization", "library")
    return " ".join([first, work.field("title"), work.field("date")])


def _people(names: Sequence[WorkName]) -> str:
    return (
        ", ".join(_person(name) for name in names[:-1])
        + (" et " if len(names) > 1 else "")
        + (_person(names[-1]) if names else "")
    )


def _person(name: WorkName) -> str:
    given = " ".join(part for part in (name.given, name.particle) if part)
    return f'<span class="sc">{escape(name.family)}</span>' + (f" ({escape(given)})" if given else "")


def _editors(work: Work) -> str:
    editors = work.names.get("editor", ())
    return f"{_people(editors)} (dir.)" if editors else ""


def _families(work: Work) -> str:
    names = work.names.get("author") or work.names.get("editor") or ()
    shown = [escape(name.family) for name in names[:2]]
    return " et ".join(shown) + (" <i>et al.</i>" if len(names) > 2 else "")


def _title(work: Work, *, short: bool = False) -> str:
    title = escape(work.field("title"))
    subtitle = escape(work.field("subtitle"))
    if subtitle and not short:
        title = f"{title}. {subtitle}"
    if title.startswith("["):
        return title
    return f"« {title} »" if work.type in _CONTAINED else f"<i>{title}</i>"


def _contributors(work: Work) -> list[str]:
    translators = work.names.get("translator", ())
    plain = [" ".join(part for part in (name.given, name.particle, name.family) if part) for name in translators]
    return [f"trad. {escape(' et '.join(plain))}"] if plain else []


def _container(work: Work) -> list[str]:
    larger = work.field("booktitle", "journaltitle", "journal", "maintitle")
    parts = [f"<i>{escape(larger)}</i>"] if larger else []
    if work.type == "thesis":
        parts.append(_THESES.get(work.field("type"), escape(work.field("type"))))
    labels = (("volume", "vol."), ("number", "n°"), ("series", "coll."), ("edition", "éd."))
    return parts + [f"{label} {escape(work.field(name))}" for name, label in labels if work.field(name)]


_THESES = {"phdthesis": "thèse de doctorat", "mathesis": "mémoire de master"}


def _imprint(work: Work) -> list[str]:
    parts = [escape(work.field(name)) for name in ("location", "publisher", "institution") if work.field(name)]
    if work.type != "online" and work.field("organization") and _families(work):
        parts.append(escape(work.field("organization")))
    if work.field("date", "year"):
        parts.append(_date(work.field("date", "year")))
    if work.field("pages"):
        parts.append(f"p. {escape(work.field('pages')).replace('--', '-')}")
    if work.field("pagetotal"):
        parts.append(f"{escape(work.field('pagetotal'))} p.")
    if work.field("isbn"):
        parts.append(f"ISBN {escape(work.field('isbn'))}")
    if work.field("url"):
        url = escape(work.field("url"))
        parts.append(f'en ligne : <a class="url" href="{url}">{url}</a>')
    if work.field("urldate"):
        parts.append(f"consulté le {_date(work.field('urldate'))}")
    return parts


def _date(text: str) -> str:
    try:
        return parse_edtf(text).in_french()
    except ValueError:
        return escape(text)


def _note(work: Work) -> str:
    return escape(work.field("note"))


def _join(parts: Sequence[str]) -> str:
    return ", ".join(part for part in parts if part)


def _sentence(parts: Sequence[str]) -> str:
    text = _join(parts)
    return text if text.endswith(".") else f"{text}."
