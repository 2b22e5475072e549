"""The make-up report and the page map: what stands where, and what each column cost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape

from bookwork.makeup.settle import MadeBook
from bookwork.makeup.slugs import Column
from bookwork.model.pagemap import PageMap

_WORDS = {
    "break": "coupe dans une notice",
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
        notice: {
            "pages": list(dict.fromkeys(spot.folio for spot in spots)),
            "places": [{"sheet": s.sheet, "folio": s.folio, "column": s.column, "top_pt": s.top} for s in spots],
        }
        for notice, spots in sorted(pagemap.notices.items())
    }
    anchors = {name: [spot.sheet, spot.folio, spot.column, spot.top] for name, spot in sorted(pagemap.anchors.items())}
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
    return _json({"total": sum(column.cost for columns in made.columns.values() for column in columns), "pages": pages})


def _column(column: Column) -> dict[str, object]:
    widened = len(column.widened)
    return {"lines": column.height, "short": column.short, "widened": widened, "costs": dict(column.costs)}


def _json(value: Mapping[str, object]) -> str:
    """One line for each entry of each part: fit to be read and compared, and written without ``indent``'s slow way."""
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {_lines(part)}" for name, part in value.items()) + "\n}\n"


def _lines(part: object) -> str:
    if isinstance(part, Mapping):
        return "{\n" + ",\n".join(f"{_line(name)}: {_line(each)}" for name, each in part.items()) + "\n}"
    if isinstance(part, list):
        return "[\n" + ",\n".join(map(_line, part)) + "\n]"
    return _line(part)


_line = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


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
        f"<h1>Mise en pages</h1><p>{escape(title)} : {len(rows)} pages en colonnes.</p>"
        "<table><tr><th>page</th><th>partie</th><th>lignes manquant au pied de chaque colonne</th><th>blâme</th>"
        f"<th>raisons</th></tr>{''.join(rows)}</table></html>\n"
    )
