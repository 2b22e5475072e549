"""The measurements as a table for people, as Markdown, as JSON and as a plot."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from plot import Line, Panel, svg
from stopwatch import Cost

GAUGE: Final = "étalon (boucle Python)"
CLEAN: Final = "livre à neuf"
COLUMNS: Final = "WeasyPrint en colonnes"
STEPS: Final = ("contrôle", "livre", "audit", "épreuve", "repères", "retouches")
"""Groups of steps that can be asked for."""
BUDGETS: Final = {
    "contrôle à froid": 15, "contrôle à chaud": 2, "rien de changé": 2, "épreuve d’une notice": 1, "même longueur": 6,
    "une ligne de plus": 6, "notice nouvelle": 6, "personne renommée": 6, "convoi modifié": 6,
    "premier audit": 10, "audit": 10,
}  # fmt: skip
"""Seconds of wall that a step may take on the full book and two cores."""
FULL: Final = 8971
_PER_NOTICE: Final = (CLEAN, "contrôle à froid", COLUMNS, "Typst", "pdfLaTeX, deux passes")
_REBUILDS: Final = ("rien de changé", "même longueur", "une ligne de plus", "personne renommée", "contrôle à chaud")


@dataclass(frozen=True, slots=True)
class Row:
    """One step on one book: its cost, or why there is none; whether its PDF is that of a clean build, if compared.

    ``trouble`` says what kept the step from being measured at all.
    """

    notices: int
    step: str
    cost: Cost | None
    note: str = ""
    lawful: bool | None = None
    trouble: str = ""

    @property
    def failed(self) -> bool:
        """Whether the command ended otherwise than well, or could not be run."""
        return bool(self.trouble) or (self.cost is not None and self.cost.code != 0)


def line(row: Row) -> str:
    """A step in one line."""
    if row.cost is None:
        return f"{row.notices:>5}  {row.step:<24} {_why_none(row)}"
    cost = row.cost
    figures = f"{cost.wall:8.2f} s {cost.cpu:8.2f} s CPU {1000 * cost.cpu / row.notices:7.1f} ms CPU/notice"
    memory = f"{cost.main_mb:6.0f} Mo" + (f" + {cost.worker_mb:.0f} Mo" if cost.workers else "")
    memory += f" ({_other(cost)})" if cost.other else ""
    return f"{row.notices:>5}  {row.step:<24} {figures}  {memory}{_remark(row)}"


def _why_none(row: Row) -> str:
    return f"ÉCHEC : {row.trouble}" if row.trouble else row.note


def _other(cost: Cost) -> str:
    """The largest process of another program: « pandoc 210 Mo »."""
    return f"{cost.other} {cost.other_mb:.0f} Mo" if cost.other else ""


def _remark(row: Row) -> str:
    budget = BUDGETS.get(row.step) if row.notices == FULL else None
    remarks = [f"ÉCHEC ({row.cost.code}) {row.note}".strip()] if row.failed and row.cost else []
    remarks += {None: [], True: ["mêmes octets qu’à neuf"], False: ["AUTRES OCTETS QU’À NEUF"]}[row.lawful]
    if budget and row.cost:
        remarks.append(f"budget {budget} s : {'tenu' if row.cost.wall <= budget else 'DÉPASSÉ'}")
    return "".join(f"  {remark}" for remark in remarks)


def table(rows: Sequence[Row]) -> str:
    """All steps, then the ratios to a clean build of the same run."""
    return "\n".join([*map(line, rows), "", *ratios(rows)])


def ratios(rows: Sequence[Row]) -> Iterator[str]:
    """What each yardstick and rebuild is to a clean build in the same run, where machines differ."""
    for size in dict.fromkeys(row.notices for row in rows):
        costs = {row.step: row.cost for row in rows if row.notices == size and row.cost and not row.failed}
        clean = costs.get(CLEAN)
        if clean is None:
            continue
        for step, cost in costs.items():
            if step not in (CLEAN, GAUGE):
                wall, cpu = cost.wall / clean.wall, cost.cpu / clean.cpu
                yield f"{size:>5}  {step} : {wall:.2f} fois le livre à neuf ({cpu:.2f} en CPU)"


def write(folder: Path, label: str, rows: Sequence[Row]) -> None:
    """Write the three files of a run; they are written anew after each step, so a stopped run leaves its figures."""
    folder.mkdir(parents=True, exist_ok=True)
    figures = {"machine": _machine(), "rows": [{**asdict(row), "failed": row.failed} for row in rows]}
    (folder / f"{label}.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (folder / f"{label}.svg").write_text(svg(_panels(rows)), "utf-8")
    (folder / f"{label}.md").write_text(_markdown(label, rows), "utf-8")


def _machine() -> dict[str, str | float | int | None]:
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "weasyprint": version("weasyprint"),
    }


def _markdown(label: str, rows: Sequence[Row]) -> str:
    head = "| notices | étape | durée (s) | CPU (s) | CPU par notice (ms) "
    head += "| mémoire (Mo) | ouvriers (Mo) | autre programme | |\n"
    head += "|--:|---|--:|--:|--:|--:|--:|---|---|\n"
    machine = ", ".join(f"{name} {value}" for name, value in _machine().items())
    body = "".join(map(_markdown_row, rows))
    listed = "".join(f"- {ratio.strip()}\n" for ratio in ratios(rows))
    return f"# Mesures : {label}\n\n{machine}.\n\n{head}{body}\n![Coûts selon la taille]({label}.svg)\n\n{listed}"


def _markdown_row(row: Row) -> str:
    if row.cost is None:
        return f"| {row.notices} | {row.step} | | | | | | | {_why_none(row)} |\n"
    cost = row.cost
    worker = f"{cost.worker_mb:.0f}" if cost.workers else ""
    return (
        f"| {row.notices} | {row.step} | {cost.wall:.2f} | {cost.cpu:.2f} | {1000 * cost.cpu / row.notices:.1f} "
        f"| {cost.main_mb:.0f} | {worker} | {_other(cost)} |{_remark(row)} |\n"
    )


def _panels(rows: Iterable[Row]) -> tuple[Panel, ...]:
    """Cost per notice, which should be flat, and seconds of what is done again and again."""
    known = [row for row in rows if row.cost is not None and not row.failed]

    def lines(steps: Sequence[str], *, each: bool) -> tuple[Line, ...]:
        found = []
        for step in steps:
            points = [
                (row.notices, 1000 * row.cost.cpu / row.notices if each else row.cost.wall)
                for row in known
                if row.step == step and row.cost is not None
            ]
            if points:
                found.append(Line(step, tuple(points)))
        return tuple(found)

    return (
        Panel("CPU par notice (ms)", lines(_PER_NOTICE, each=True)),
        Panel("durée (s)", lines(_REBUILDS, each=False)),
    )
