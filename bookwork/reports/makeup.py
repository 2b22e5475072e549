"""The make-up report and the page map: what stands where, and what each column cost."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from bookwork.makeup.settle import MadeBook
from bookwork.makeup.slugs import Column
from bookwork.model.pagemap import PageMap
from bookwork.records import astuple, json_lines, json_text

_WORDS = {
    "break": "coupe dans une notice",
    "fit": "alinéa refait",
    "white": "blanc doublé",
    "short": "colonne courte",
    "uneven": "pieds inégaux",
    "rising": "dernière page : colonne plus longue que la précédente",
    "forced": "aucune coupe permise plus bas",
    "empty": "colonne laissée vide",
    "broken-tie": "bloc plus haut que la colonne, coupé",
    "overfull": "ligne plus haute que la colonne",
}


def pagemap_json(pagemap: PageMap) -> str:
    """``pagemap.json``: for each notice its printed pages and where each run of it begins; every anchor's place."""
    notices = {
        notice: {"pages": list(dict.fromkeys([spot.folio for spot in spots])), "places": spots}
        for notice, spots in sorted(pagemap.notices.items())
    }
    anchors = {name: astuple(pagemap.anchors[name]) for name in sorted(pagemap.anchors)}
    return _json({"sheets": list(pagemap.sheets), "notices": notices, "anchors": anchors})


def makeup_json(made: MadeBook) -> str:
    """``makeup.json``: page by page, columns with their lines, what is missing at the foot, and the costs by name."""
    pages = [
        {
            "sheet": number,
            "folio": made.paged.sheets[number - 1].number,
            "part": made.paged.sheets[number - 1].part,
            "columns": [_column(column) for column in columns],
            "cost": sum(column.cost for column in columns),
        }
        for number, columns in sorted(made.columns.items())
    ]
    total = sum(column.cost for columns in made.columns.values() for column in columns)
    return _json({"total": total, "evenness": _evenness(made), "pages": pages})


def _column(column: Column) -> dict[str, object]:
    widened = len(column.widened)
    fits = [
        {"piece": piece, "paragraph": n, "lines": f"{lines:+d}", "demerits": d} for piece, n, lines, d in column.asked
    ]
    shown = {"lines": column.height, "short": column.short, "widened": widened, "costs": dict(column.costs)}
    return {**shown, "fits": fits} if fits else shown


def _evenness(made: MadeBook) -> dict[str, int]:
    """Pages whose feet stand level, as they are and as they would be if nothing had given way; what gave way.

    The last page of each part ends where its text does, and is not counted.
    """
    ending = {sheet.part: number for number, sheet in enumerate(made.paged.sheets, 1)}
    pages = [
        columns for number, columns in made.columns.items() if number != ending[made.paged.sheets[number - 1].part]
    ]
    cast = [{column.short + column.fits + column.white for column in columns} for columns in pages]
    asked = [asked for columns in pages for column in columns for asked in column.asked]
    return {
        "pages": len(pages),
        "uneven": sum(len({column.short for column in columns}) > 1 for columns in pages),
        "uneven_as_cast": sum(len(feet) > 1 for feet in cast),
        "short": sum(any(column.short for column in columns) for columns in pages),
        "short_as_cast": sum(feet != {0} for feet in cast),
        "fits": len(asked),
        "pieces_set_again": len({each.piece for each in asked}),
        "widened": sum(len(column.widened) for columns in pages for column in columns),
    }


def _json(value: Mapping[str, object]) -> str:
    """One line for each entry of each part: fit to be read and compared, and written without ``indent``'s slow way."""
    return "{\n" + ",\n".join(f"{json_text(name)}: {_lines(part)}" for name, part in value.items()) + "\n}\n"


def _lines(part: object) -> str:
    if isinstance(part, Mapping):
        names, values = json_lines(part), json_lines(part.values())
        return "{\n" + ",\n".join(f"{name}: {value}" for name, value in zip(names, values, strict=True)) + "\n}"
    if isinstance(part, list):
        return "[\n" + ",\n".join(json_lines(part)) + "\n]"
    return json_text(part)


def _told(evenness: Mapping[str, int]) -> str:
    """The evenness of the pages in words."""
    return (
        "Pages dont les pieds ne sont pas de niveau, hors fins de parties : {uneven} (telles que fondues : "
        "{uneven_as_cast}) ; pas pleines : {short} (telles que fondues : {short_as_cast}). Alinéas refaits : {fits}, "
        "dans {pieces_set_again} galées ; blancs doublés : {widened}."
    ).format_map(evenness)


def makeup_html(made: MadeBook, title: str) -> str:
    """``makeup.html``: the same as a table for people, costly pages in bold."""
    rows = []
    for number, columns in sorted(made.columns.items()):
        sheet = made.paged.sheets[number - 1]
        shorts = " / ".join(str(column.short) for column in columns)
        words = sorted({_WORDS[name] for column in columns for name, price in column.costs if price})
        link = f'<a href="livre.pdf#page={number}">{escape(sheet.number)}</a>'
        cost = sum(column.cost for column in columns)
        rows.append(
            f"<tr><td>{link}</td><td>{escape(sheet.part)}</td><td>{shorts}</td><td>{cost:g}</td>"
            f"<td>{escape(' ; '.join(words))}</td></tr>"
        )
    return (
        f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>Mise en pages – {escape(title)}</title>'
        "<style>body{font:16px/1.4 serif;margin:2em}td,th{padding:.1em .8em .1em 0;text-align:left}"
        "tr:nth-child(even){background:#f4f4f4}</style>"
        f"<h1>Mise en pages</h1><p>{escape(title)} : {len(rows)} pages en colonnes. {_told(_evenness(made))}</p>"
        "<table><tr><th>page</th><th>partie</th><th>lignes manquant au pied de chaque colonne</th><th>blâme</th>"
        f"<th>raisons</th></tr>{''.join(rows)}</table></html>\n"
    )
