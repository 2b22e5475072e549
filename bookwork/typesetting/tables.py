"""The registers in print: chronology, convoys, camps, glossary, abbreviations, as HTML for chapters.

What a register does not say stays empty; nothing is computed but the folios.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from html import escape

from bookwork.citing.grammar import parse_citation
from bookwork.diagnostics import Place
from bookwork.model.book import Book
from bookwork.model.dates import EdtfDate
from bookwork.model.names import french_key
from bookwork.model.notice import Notice
from bookwork.model.pagemap import PageMap
from bookwork.model.register import Camp, Convoy, Count
from bookwork.model.source import archival_keys
from bookwork.records import Struct
from bookwork.typesetting.compose import notice_anchor
from bookwork.typesetting.references import References, closed
from bookwork.typesetting.templates import Markup

_NOWHERE = Place("")
_NAMED = 40
"""Notices that an entry of a register names with their folios; more of them are the matter of an index."""


class Pages(Struct, frozen=True):
    """Where notices stand, and the parts of the book: an index among them may say it instead of a table."""

    map: PageMap
    parts: Collection[str]

    def name(self, notices: Collection[Notice], index: str, title: str) -> str:
        """« Bronchart 3, Hessel 7 »: names that lead to their notices, each with its page; of many, how many."""
        if len(notices) > _NAMED:
            return f"{_thousands(len(notices))} notices{f' (voir l’{title})' if index in self.parts else ''}"
        return ", ".join(
            f'<a href="#{notice_anchor(notice.id)}">{escape(notice.name.family)}</a>&nbsp;{escape(spots[0].folio)}'
            for notice in notices
            if (spots := self.map.notices.get(notice.id, ()))
        )


def register_tables(book: Book, pages: Pages, references: References) -> dict[str, Markup]:
    """Every table under the name by which a chapter calls it: ``{{ table_convois }}``."""
    return {
        "chronologie": _chronology(book, references),
        "table_convois": _convoys(book, pages, references),
        "table_camps": _camps(book, pages, references),
        "glossaire": _glossary(book, references),
        "table_abréviations": _abbreviations(book),
    }


def _chronology(book: Book, references: References) -> Markup:
    """Events in the order of their dates, each with its sources as a footnote."""
    events = sorted(book.registers.events.values(), key=lambda event: (event.date.earliest, event.date.latest))
    rows = "".join(
        f'<p class="date">{escape(event.date.in_french())}</p>'
        f'<p class="fait">{escape(event.fact)}{_footnote(event.sources, book, references)}</p>'
        for event in events
    )
    return Markup(f'<div class="chronologie">{rows}</div>')


def _convoys(book: Book, pages: Pages, references: References) -> Markup:
    """Convoys in the order of their departure, with the notices of each and their pages."""
    heads = ("Départ", "De", "Vers", "Recensés", "Matricules", "Décédés", "Rentrés", "Notices")
    convoys = sorted(book.registers.convoys.values(), key=_departure)
    carried: dict[str, list[Notice]] = {}
    for notice in book.notices:
        carried.setdefault(notice.facts.convoy, []).append(notice)
    rows = "".join(
        _convoy_row(
            convoy, book, pages.name(carried.get(convoy.id, ()), "index-convois", "index des convois"), references
        )
        for convoy in convoys
    )
    head = "".join(f"<th>{name}</th>" for name in heads)
    return Markup(f'<table class="table-convois"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>')


def _departure(convoy: Convoy) -> tuple[str, str]:
    date = convoy.departure.date
    return (date.earliest.isoformat() if date else "9999", convoy.id)


def _convoy_row(convoy: Convoy, book: Book, folios: str, references: References) -> str:
    departure, arrival = convoy.departure, convoy.arrival
    anchor = f"c-{convoy.id}"
    date = departure.date.in_french() if departure.date else ""
    cells = (
        f'<span id="{anchor}">{escape(date)}</span>{_footnote(convoy.sources, book, references)}',
        escape(departure.place),
        escape(", ".join(arrival.camps) if arrival else ""),
        _count(convoy.counted) or escape(convoy.estimated),
        escape(" ; ".join(convoy.numbers)),
        _count(convoy.died),
        _count(convoy.returned),
        folios,
    )
    remarks = _convoy_remarks(convoy)
    row = "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    return row + (f'<tr class="remarque"><td colspan="{len(cells)}">{remarks}</td></tr>' if remarks else "")


def _convoy_remarks(convoy: Convoy) -> str:
    """What the columns have no room for: nickname, other fates, disputes, notes."""
    deaths = convoy.transport_deaths
    on_the_way = (str(deaths.counted or deaths.estimated or "") + f" {deaths.note}").strip() if deaths else ""
    parts = [
        convoy.nickname,
        convoy.composition,
        *(
            f"{label} : {text}"
            for label, text in (
                ("évadés", _count(convoy.escaped)),
                ("morts pendant le transport", on_the_way),
                ("libérés par les Allemands", _count(convoy.freed)),
                ("sort inconnu", _count(convoy.unknown)),
                ("matricules attestés", ", ".join(convoy.seen_numbers)),
            )
            if text
        ),
        *convoy.conflicts,
        convoy.note,
    ]
    return _sentences(escape(part) for part in parts if part)


def _sentences(texts: Iterable[str]) -> str:
    """Texts as sentences: a capital, one full stop."""
    return " ".join(f"{text[:1].upper()}{text[1:].rstrip('. ')}." for text in texts)


def _count(count: Count | None) -> str:
    """« 876 h., 220 f. », « 999 h. »; a total alone as a number."""
    if count is None:
        return ""
    parts = [f"{_thousands(count.men)} h."] if count.men is not None else []
    parts += [f"{_thousands(count.women)} f."] if count.women is not None else []
    if not parts and count.total is not None:
        parts = [_thousands(count.total)]
    text = ", ".join(parts)
    return f"{text} ({escape(count.note)})" if count.note and text else text or escape(count.note)


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", " ") if number >= 10_000 else str(number)


def _camps(book: Book, pages: Pages, references: References) -> Markup:
    """Camps and Kommandos in French order, with what the register says of each and the notices that pass there."""
    camps = sorted(book.registers.camps.values(), key=lambda camp: french_key(camp.name))
    passing = _passing(book)
    rows = (
        _camp(camp, book, pages.name(passing.get(camp.id, ()), "index-camps", "index des camps"), references)
        for camp in camps
    )
    return Markup(f'<div class="camps">{"".join(rows)}</div>')


def _passing(book: Book) -> dict[str, list[Notice]]:
    """The notices whose itinerary or internments name each camp."""
    found: dict[str, list[Notice]] = {}
    for notice in book.notices:
        names = [stage.camp or stage.place for stage in notice.facts.stages]
        names += [event.place for event in notice.facts.internments]
        camps = filter(None, map(book.registers.camp, names))
        for camp in dict.fromkeys(each.id for each in camps):
            found.setdefault(camp, []).append(notice)
    return found


def _camp(camp: Camp, book: Book, notices: str, references: References) -> str:
    where = ", ".join(part for part in (camp.place, camp.region, camp.country) if part)
    dates = [
        f"{label} {date.in_french()}"
        for label, date in (("ouverture", camp.opened), ("fermeture", camp.closed))
        if date is not None
    ]
    dates[-1:] = [f"{dates[-1]} ({camp.closing_note})"] if dates and camp.closing_note else dates[-1:]
    under = [
        ("autonome" if each.camp == "autonome" else f"rattaché à {_camp_name(each.camp, book)}")
        + (f" à partir {_of(each.since)}" if each.since else "")
        + (f" jusqu’{_until(each.until)}" if each.until else "")
        for each in camp.attachments
    ]
    if camp.official:
        official = camp.official
        span = [f"du {official.since.in_french()}"] if official.since else []
        span += [f"au {official.until.in_french()}"] if official.until else []
        under.append(
            " ".join(part for part in (f"registre BEGDV 6, n° {official.number}", *span, official.main_camp) if part)
        )
    if camp.coordinates:
        spot = camp.coordinates
        under.append(f"{_degrees(spot.latitude, 'N', 'S')}, {_degrees(spot.longitude, 'E', 'O')}")
    texts = (camp.type, where, *dates, *under, camp.strength, camp.victims, *camp.conflicts, camp.note)
    body = _sentences(escape(text) for text in texts if text)
    names = f" ({escape(', '.join(camp.variants))})" if camp.variants else ""
    passing = f" <i>Notices</i> : {notices}." if notices else ""
    return (
        f'<p class="camp" id="k-{escape(camp.id)}"><b>{escape(camp.name)}</b>{names}. {body}'
        f"{_footnote(camp.sources, book, references)}{passing}</p>"
    )


def _of(date: EdtfDate) -> str:
    """« du 28 octobre 1944 », « d’octobre 1944 », « de mai 1944 »."""
    text = date.in_french()
    if text[:1].isdigit() and " " in text:
        return f"du {text}"
    return f"d’{text}" if text[:1] in "aeiouéô" else f"de {text}"


def _until(date: EdtfDate) -> str:
    """« au 28 octobre 1944 », « en octobre 1944 »."""
    text = date.in_french()
    return f"au {text}" if text[:1].isdigit() and " " in text else f"en {text}"


def _camp_name(name: str, book: Book) -> str:
    camp = book.registers.camp(name)
    return camp.name if camp else name


def _degrees(value: float, positive: str, negative: str) -> str:
    side = positive if value >= 0 else negative
    return f"{abs(value):.4f}°".replace(".", ",") + f" {side}"


def _glossary(book: Book, references: References) -> Markup:
    terms = sorted(book.registers.terms.values(), key=lambda term: french_key(term.term))
    rows = []
    for term in terms:
        names = f" ({escape(', '.join(term.variants))})" if term.variants else ""
        note = f" {escape(term.note)}" if term.note else ""
        rows.append(
            f'<p class="terme"><b>{escape(term.term)}</b>{names}. {escape(term.definition)}{note}'
            f"{_footnote(term.sources, book, references)}</p>"
        )
    return Markup(f'<div class="glossaire">{"".join(rows)}</div>')


def _abbreviations(book: Book) -> Markup:
    rows = sorted(book.registers.abbreviations.values(), key=lambda each: french_key(each.short))
    cells = "".join(f"<tr><td>{escape(row.short)}</td><td>{escape(row.meaning)}</td></tr>" for row in rows)
    return Markup(f'<table class="sigles">{cells}</table>')


def _footnote(sources: Iterable[str], book: Book, references: References) -> str:
    """The sources of an entry as a note at the foot of the page."""
    archival = archival_keys(book.works)
    items = [item for text in sources for item in parse_citation(text, _NOWHERE, archival)[0].items]
    worded = references.together(items)
    return f'<span class="footnote">{closed(worded)}</span>' if worded else ""
