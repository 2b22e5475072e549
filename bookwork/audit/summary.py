"""How far the sources have been followed: shares of facts and citations, repositories, and the index of the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final
from urllib.parse import quote

from bookwork.audit.cells import utf8
from bookwork.audit.checklist import Checklist
from bookwork.audit.concordance import Concordance
from bookwork.audit.report import frame, place_link, table
from bookwork.audit.states import State
from bookwork.audit.tables import SUPPORTS
from bookwork.citing.coverage import Support
from bookwork.citing.filing import ARCHIVES
from bookwork.diagnostics import RULES, Diagnostic
from bookwork.records import Struct
from bookwork.reports.words import counted, level_word, share

_APART: Final = {
    "cite.unknown-key": "Citations sans entrée dans la bibliographie",
    "bib.unused": "Entrées que rien ne cite",
    "bib.near-duplicate": "Entrées qui décrivent sans doute la même source",
}
_MOST: Final = 200
"""Faults of one kind shown on the index; the page of faults has them all."""


class Summary(Struct, frozen=True):
    """The state of the sources in numbers: facts by what they rest on, citations of archives by state."""

    facts: Mapping[Support, int]
    citations: Mapping[State, int]
    notices: int
    lines: int

    @property
    def stated(self) -> int:
        """How many facts the front matter states."""
        return sum(self.facts.values())

    @property
    def proven(self) -> int:
        """Facts that a source of their own or a sentence with its source bears on."""
        return self.stated - self.facts.get(Support.GENERAL, 0) - self.facts.get(Support.NOTHING, 0)

    @property
    def archival(self) -> int:
        """How many citations of archives there are."""
        return sum(self.citations.values())

    @property
    def looked_up(self) -> int:
        """Those whose document was looked up, and that have not changed since."""
        return sum(count for state, count in self.citations.items() if not state.is_open)


def summarise(concordance: Concordance) -> Summary:
    """The numbers of this book."""
    notices = range(concordance.notices)
    supports = Counter(each.support for notice in notices for each in concordance.slips.facts(notice))
    facts = {Support(number): count for number, count in supports.items()}
    archival = [numbers for shelf, numbers in concordance.shelves if shelf.part == ARCHIVES]
    citations = Counter(concordance.state(number) for numbers in archival for number in numbers)
    return Summary(facts, citations, len(notices), len(concordance))


class Other(Struct, frozen=True):
    """What else the index shows."""

    faults: Sequence[Diagnostic]
    idle: str
    notice: str
    """Where the pages come from."""
    current: bool


def index_page(
    title: str, summary: Summary, lists: Sequence[Checklist], pages: Sequence[tuple[str, str]], other: Other
) -> bytes:
    """The index of the report."""
    warn = "" if other.current else ' class="warn"'
    parts = [
        f"<h1>Audit des sources – {escape(title)}</h1><p{warn}>{escape(other.notice)}</p>",
        "<p>"
        f"{counted(summary.notices, 'notice')}, {counted(summary.lines, 'citation')}. "
        "Faits avec leur propre source ou celle d’une phrase : "
        f"{share(summary.proven, summary.stated)}. Citations d’archives vérifiées : "
        f"{share(summary.looked_up, summary.archival)}.</p>",
        "<h2>Les faits, par ce qui les appuie</h2>",
        _counts(("appui", "faits"), [(SUPPORTS[each], summary.facts.get(each, 0)) for each in Support]),
        "<h2>Les citations d’archives, par état</h2>",
        _counts(
            ("état", "citations"),
            [(each.value, summary.citations.get(each, 0)) for each in State if each is not State.OUTSIDE],
        ),
        "<h2>Les services, les moins vérifiés d’abord</h2>",
        _repositories(lists),
        "<h2>La concordance</h2><ul class='sommaire'>",
        *(f'<li><a href="{quote(file)}">{escape(name)}</a></li>' for file, name in pages),
        "</ul>",
        *_faults(other.faults),
        other.idle,
        "<p>Les mêmes lignes en tableaux : <a href='audit.ods'>audit.ods</a>, <a href='csv/'>csv/</a>, "
        "<a href='audit.json'>audit.json</a>.</p>",
    ]
    return frame(f"Audit des sources – {title}", utf8("".join(parts)), back=False)


def _counts(heads: tuple[str, str], rows: Iterable[tuple[str, int]]) -> str:
    return table(
        heads, (f'<tr><td>{escape(name)}</td><td class="nombre">{count}</td></tr>' for name, count in rows), "compte"
    )


def _repositories(lists: Sequence[Checklist]) -> str:
    rows = []
    for each in lists:
        batch, mark = str(each.room.batch or ""), '<td class="nombre open"' if each.open else '<td class="nombre"'
        links = " · ".join(
            f'<a href="recolement/{quote(each.slug)}.{ending}">{name}</a>'
            for ending, name in (("html", "à imprimer"), ("ods", "à remplir"))
        )
        rows.append(
            f'<tr><td>{escape(each.name)}</td><td class="nombre">{len(each.documents)}</td>{mark}>'
            f'{each.open}</td><td class="nombre">{batch}</td><td>{links}</td></tr>'
        )
    return table(("service", "documents", "à voir ou à revoir", "par levée", "récolement"), rows, "compte")


def _faults(faults: Sequence[Diagnostic]) -> Iterable[str]:
    counts = Counter(fault.code for fault in faults)
    yield '<h2>Les fautes, par règle</h2><p><a href="fautes.html">Toutes les fautes</a></p>' if faults else ""
    rows = [
        f'<tr><td>{escape(code)}</td><td>{level_word(RULES[code].level, "fr")}</td><td class="nombre">{count}</td></tr>'
        for code, count in sorted(counts.items())
    ]
    yield table(("règle", "gravité", "fautes"), rows, "compte")
    for code, title in _APART.items():
        found = [fault for fault in faults if fault.code == code]
        if found:
            shown = [
                f'<tr><td>{escape(fault.message("fr"))}</td><td class="fichier">{place_link(fault.place)}</td></tr>'
                for fault in found[:_MOST]
            ]
            yield f"<h2>{title} ({len(found)})</h2>{table(('message', 'fichier'), shown)}"
