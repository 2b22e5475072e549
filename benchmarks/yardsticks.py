"""The same notices in other hands: one WeasyPrint document in CSS columns, Typst, pdfLaTeX.

Each yardstick is a function that writes what its program reads and gives the command to measure, or says why it
cannot. They set the very text that our own galleys hold, in two columns with hyphenation, at our measures.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
FONTS: Final = ROOT / "layout" / "fonts" / "eb-garamond"


class NotInstalledError(Exception):
    """The program of a yardstick is not here; the message says which."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where yardsticks work: the composed notices, as HTML, their style sheet, a folder for what is made of them."""

    notices: Sequence[str]
    css: str
    folder: Path


Yardstick = Callable[[Bench], list[str]]


def lay_out(book: Path, folder: Path) -> Bench:
    """Compose the notices of a book in a process of its own, so that no yardstick pays for it."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "notices.json"
    subprocess.run([sys.executable, __file__, "compose", str(book), str(target)], check=True, stdout=subprocess.DEVNULL)
    return Bench(**json.loads(target.read_text("utf-8")), folder=folder)


def columns(bench: Bench) -> list[str]:
    """One WeasyPrint document in CSS columns, with its photographs."""
    source = bench.folder / "columns.html"
    body = "".join(f"<article>{notice}</article>" for notice in bench.notices)
    head = f'<meta charset="utf-8"><style>{bench.css}{_COLUMNS}</style>'
    source.write_text(f'<!DOCTYPE html><html lang="fr"><head>{head}</head><body>{body}</body></html>', "utf-8")
    return [sys.executable, __file__, "columns", str(source), str(bench.folder / "columns.pdf")]


def typst(bench: Bench) -> list[str]:
    """Typst, as PyPI has it; without photographs, round which it cannot lead text."""
    if importlib.util.find_spec("typst") is None:
        raise NotInstalledError("Typst n’est pas installé ici (pip install typst)")
    (bench.folder / "notices.typ").write_text(_TYPST_HEAD + "\n\n".join(map(_typst, bench.notices)), "utf-8")
    return [sys.executable, __file__, "typst", str(bench.folder / "notices.typ"), str(bench.folder / "typst.pdf")]


def pdflatex(bench: Bench) -> list[str]:
    """pdfLaTeX in two passes, as guide words and page references need; without photographs."""
    if shutil.which("pdflatex") is None:
        raise NotInstalledError("pdfLaTeX n’est pas installé ici (texlive-lang-french, lmodern)")
    body = "\n\n".join(map(_latex, bench.notices))
    source = bench.folder / "notices.tex"
    source.write_text(f"{_LATEX_HEAD}{body}\n\\end{{document}}\n", "utf-8")
    once = f"pdflatex -interaction=batchmode -halt-on-error -output-directory='{bench.folder}' '{source}'"
    return ["sh", "-c", f"{once} && {once}"]


YARDSTICKS: Final[Mapping[str, Yardstick]] = {
    "WeasyPrint en colonnes": columns,
    "Typst": typst,
    "pdfLaTeX, deux passes": pdflatex,
}

_COLUMNS: Final = """
@page { size: 170mm 240mm; margin: 21mm 16mm 18mm 18mm; @bottom-center { content: counter(page) } }
html { orphans: 2; widows: 2 }
body { columns: 2; column-gap: 5mm }
.vedette { break-after: avoid }
article { display: block; margin-bottom: var(--grille) }
"""
"""What makes pages of the galleys’ own style sheet."""
_TYPST_HEAD: Final = """\
#set document(title: "Dictionnaire fictif")
#set page(width: 170mm, height: 240mm, margin: (top: 21mm, bottom: 18mm, inside: 18mm, outside: 16mm), columns: 2,
  numbering: "1")
#set columns(gutter: 5mm)
#set text(font: "EB Garamond", size: 8.8pt, lang: "fr", hyphenate: true)
#set par(justify: true, first-line-indent: 1em, leading: 0.45em, spacing: 0.45em)

"""
_LATEX_HEAD: Final = r"""\documentclass[10pt,twoside,twocolumn]{article}
\usepackage[T1]{fontenc}\usepackage{lmodern}\usepackage[french]{babel}
\usepackage[paperwidth=170mm,paperheight=240mm,top=21mm,bottom=18mm,inner=18mm,outer=16mm]{geometry}
\setlength{\columnsep}{5mm}\setlength{\parindent}{1em}\emergencystretch=1em\hbadness=10000
\AtBeginDocument{\fontsize{8.8}{9.5}\selectfont}
\begin{document}
"""


@dataclass(frozen=True, slots=True)
class _Tongue:
    """How a typesetting language says what our HTML says: tags, classes, and characters that mean something to it."""

    marks: Mapping[str, tuple[str, str]]
    escapes: Mapping[int, str]


_TYPST: Final = _Tongue(
    marks={
        "b": ("#strong[", "]"), "i": ("#emph[", "]"), "em": ("#emph[", "]"), "sc": ("#smallcaps[", "]"),
        "petit": ("#text(size: 7.4pt)[", "]\n\n"), "p": ("", "\n\n"), "li": ("", "\n\n"),
    },
    escapes=str.maketrans({sign: f"\\{sign}" for sign in "\\#$*_`<>@[]~=-+/'\""}),
)  # fmt: skip
_LATEX: Final = _Tongue(
    marks={
        "b": (r"\textbf{", "}"), "i": (r"\emph{", "}"), "em": (r"\emph{", "}"), "sc": (r"\textsc{", "}"),
        "petit": (r"{\fontsize{7.4}{9.5}\selectfont\noindent ", "\\par}\n\n"), "p": ("", "\n\n"), "li": ("", "\n\n"),
    },
    escapes=str.maketrans(
        {sign: f"\\{sign}" for sign in "#$%&_{}"}
        | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
        | {"\u00a0": "~", "\u202f": r"\,"}
        | {sign: rf"\textsuperscript{{{n}}}" for n, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
    ),
)  # fmt: skip


class _Translator(HTMLParser):
    """Says a notice’s HTML in another language; photographs are left out."""

    def __init__(self, tongue: _Tongue) -> None:
        super().__init__()
        self._tongue = tongue
        self._open: list[str] = []
        self._skipped = 0
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            return
        classes = (dict(attrs).get("class") or "").split()
        if tag == "div" or self._skipped:
            self._skipped += 1
        name = next((each for each in classes if each in self._tongue.marks), tag)
        opening, closing = ("", "") if self._skipped else self._tongue.marks.get(name, ("", ""))
        self.parts.append(opening)
        self._open.append(closing)

    def handle_endtag(self, tag: str) -> None:
        if tag != "img":
            self.parts.append(self._open.pop())
            self._skipped = max(0, self._skipped - 1)

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.parts.append(" ".join(data.split("\n")).translate(self._tongue.escapes))


def _translated(html: str, tongue: _Tongue) -> str:
    translator = _Translator(tongue)
    translator.feed(html)
    translator.close()
    return "".join(translator.parts)


def _typst(html: str) -> str:
    return _translated(html, _TYPST)


def _latex(html: str) -> str:
    return _translated(html, _LATEX)


def _compose(book: str, target: str) -> None:
    """Write the HTML of every notice, as our galleys hold it, with the photographs’ own addresses."""
    sys.path.insert(0, str(ROOT))
    from bookwork.inspection import inspect  # noqa: PLC0415 - a yardstick must not pay for our modules
    from bookwork.progress import StageProgress  # noqa: PLC0415
    from bookwork.store import Store  # noqa: PLC0415
    from bookwork.typesetting.compose import compose_notice, lay_out_desk  # noqa: PLC0415
    from bookwork.typesetting.figures import cited_in  # noqa: PLC0415
    from bookwork.typesetting.gleaning import gleaned  # noqa: PLC0415
    from bookwork.typesetting.pictures import Print  # noqa: PLC0415
    from bookwork.typesetting.references import Wanted, word_references  # noqa: PLC0415
    from bookwork.typesetting.style import make_style  # noqa: PLC0415

    inspected = inspect(Path(book), ROOT / "layout", StageProgress("fr"))
    assert inspected.book is not None and inspected.project is not None, "the book cannot be read"
    prints = {
        notice.id: Print(((Path(book) / notice.file).with_suffix(".jpg")).as_uri(), 68.0, 9)
        for notice in inspected.book.notices
        if notice.facts.photograph is not None
    }
    wanted = Wanted(cited_in(inspected.book.notices))
    with Store(Path(target).with_suffix(".sqlite")) as store:
        references = word_references(
            inspected.project, inspected.book.works, inspected.book.repositories, wanted, store
        )
    harvest = {notice.id: gleaned(notice, inspected.book.registers) for notice in inspected.book.notices}
    desk = lay_out_desk(inspected.book, inspected.project, harvest, prints, references)
    html = [compose_notice(notice, desk).html.replace("picture:file:", "file:") for notice in inspected.book.notices]
    css = make_style(inspected.project, Path(target)).galley_css
    Path(target).write_text(json.dumps({"notices": html, "css": css}, ensure_ascii=False), "utf-8")


def _weasyprint(source: str, target: str) -> None:
    import weasyprint  # noqa: PLC0415

    weasyprint.HTML(filename=source).write_pdf(target)


def _run_typst(source: str, target: str) -> None:
    import typst as program  # noqa: PLC0415

    program.compile(source, output=target, font_paths=[str(FONTS)])


if __name__ == "__main__":
    {"compose": _compose, "columns": _weasyprint, "typst": _run_typst}[sys.argv[1]](*sys.argv[2:])
