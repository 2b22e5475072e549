"""Citations are read as pandoc reads them: same keys, same words before and behind, same places, on every shape that
pandoc's manual and tests show. What differs on purpose is named here.
"""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from itertools import product
from typing import Any

import pypandoc
import pytest

from bookwork.citing.grammar import parse_citation
from bookwork.citing.locators import print_locator
from bookwork.citing.scanner import Kind, scan
from bookwork.diagnostics import Place
from bookwork.model.citation import CitationItem

Cite = tuple[str, bool, str, str]
"""Key, without author, words before, words behind, without the marks of Markdown."""

BEFORE = ("", "voir ", "voir aussi ", "*cf.* ", "contra ")
KEYS = (
    "@livre", "-@livre", "@livre:1998", "@livre.2", "@_livre", "@2020livre", "@пункт3", "@écrit", "@{livre.}",
    "@{https://exemple.fr/?a=1&b=2}",
)  # fmt: skip
BEHIND = (
    "", ", p. 30", " p. 30", ", p. 33, 35-37, et rien d’autre", " et rien d’autre", ", chap. 3", "{ii, A, D-Z}, puis",
    ", {p. iv, vi-xi, (xv)-(xvii)} avec une suite", "{}, 99 ans plus tard", ", vol. 2, p. 45", ", 33-35", ", passim",
    ", p. 30 [sic]", ", p. **32**", ", p. 3, `a;b`", ", \"un; deux\"", ", *un; deux*", ", fig. 3", ", § 12", ", note 4",
    ", $x;y$", ", n° 4", ", col. 3", ", l. 4-5",
)  # fmt: skip
GROUPS = (
    "[@a; @b; @c]", "[voir @a, p. 3; aussi -@b, chap. 2]", "[@a, p. 3 ; @b]", "[@a,p. 3;@b]", "[ @a ]", "[@a\np. 3]",
    "mot[@a], mot", "[@a] [@b, p. 2]", "([@a, p. 3])", "**[@a]**", "*dit [@a, p. 3]*", "[@a, p. 3]: dit-il",
    "jean@exemple.fr", "[jean@exemple.fr]", "\\[@a]", "`[@a]`", "[lien](https://exemple.fr/@a)",
    "[@a](https://exemple.fr)", "[@a][renvoi]", "[@a]{.classe}", "<https://exemple.fr/[@a]>", "[rien]", "[@]", "[ ]",
    "[@a.] [@a,] [@a--b] [@a?b]",
    "[@a\\; suite]", "[voir \\@b et @a]", "[@a [b [c]]]", "[@a, https://exemple.fr/x;y]", "[@a et -@b]",
    "[-@a, p. 3 sq.]",
    "[@a, p.\u00a03]", "[@a, f. 3 v°]", "![image @a](x.jpg)", "[@a; @b", "@a]", "[@Foo_bar.baz.]", "[@{Foo_bar.baz.}]",
    "[@{clé et espaces}]", "[@a [-@b, p. 3]]", "@a [-@b, p. 3]", "@a [p. 3]", "[[@a]]", "[@a;]", "[sans clé; @a]",
    "[@a; 4]",
    "^[note @a]", "[*voir* @a]", "[@a, p. 3](", "[@a, p. 3] (suite)", "[@a, chap. 2]\n[@b]",
)  # fmt: skip
EXCEPTIONS = {
    "[@a et -@b]": "two sources without « ; »: a fault for us, words for pandoc",
    "[@a, https://exemple.fr/x;y]": "an address is words: its « ; » cuts, and is reported",
    "[@{clé et espaces}]": "a key in braces may hold spaces",
    "@a [-@b, p. 3]": "@a without brackets is no citation, so that the bracket stands by itself",
    "[[@a]]": "double brackets are cross-references; a check says so",
    "[@a;]": "a fault is reported, and the rest of the citation is kept",
    "[sans clé; @a]": "likewise",
    "[@a; 4]": "likewise",
    "^[note @a]": "notes within a line are not of our Markdown",
}
"""Shapes that are read otherwise, and why."""
PLACES = {
    "p. 30": "30", "p. 33, 35-37, et rien": "33, 35-37", "chap. 3": "3", "vol. 2": "2", "33-35": "33-35", "fig. 3": "3",
    "§ 12": "12", "col. 3, là": "3", "note 4": "4", "passim": "", "et rien d’autre": "", "p. xii-xv": "xii-xv",
    "{p. 30}": "30", "p. 30 pour la date": "30", "99 ans": "99",
}  # fmt: skip
"""What stands behind a key, and the value of the place that is in it."""
PLACES_OF_OURS = {"99 ans": "a number that words follow is no place for us: « 99 ans »"}
PROBE = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0" default-locale="fr-FR"><info>
<title>p</title><id>p</id><updated>2026-01-01T00:00:00+00:00</updated></info><citation><layout>
<text value="_"/><text variable="locator" prefix="⟦" suffix="⟧"/></layout></citation></style>"""


def pandoc(text: str, *options: str) -> Any:
    try:
        program = pypandoc.get_pandoc_path()
    except OSError:
        pytest.skip("pandoc is not here to say how it reads citations")
    command = [program, "-f", "markdown", "-t", "json", *options]
    return json.loads(subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=True).stdout)


def plain(node: Any) -> str:
    """The words of pandoc's inlines."""
    if isinstance(node, list):
        return "".join(map(plain, node))
    if not isinstance(node, dict):
        return ""
    name, content = node.get("t"), node.get("c")
    if name in ("Space", "SoftBreak"):
        return " "
    if name in ("Str", "Code", "Math"):
        return content if name == "Str" else content[1]
    return f'"{plain(content[1])}"' if name == "Quoted" else plain(content)


def citations_of(node: Any) -> list[tuple[str, str, Any, Any]]:
    if isinstance(node, list):
        return [each for part in node for each in citations_of(part)]
    if not isinstance(node, dict):
        return []
    if node.get("t") == "Cite":
        modes = [cite["citationMode"]["t"] for cite in node["c"][0]]
        return [] if "AuthorInText" in modes else [
            (cite["citationId"], cite["citationMode"]["t"], cite["citationPrefix"], cite["citationSuffix"])
            for cite in node["c"][0]
        ]  # fmt: skip
    return citations_of(node.get("c"))


def bare(text: str) -> str:
    """Words without marks of Markdown, spaces and commas; labels and sides in one spelling."""
    text = re.sub(r"[*`{}$\\\"“”,\s\xa0]", "", text)
    return text.replace("pp.", "p.").replace("v°", "v").replace("–", "--").replace("page", "p.")


@cache
def read_by_pandoc(fragments: tuple[str, ...]) -> dict[str, list[Cite]]:
    """Each fragment in a paragraph of its own; one run."""
    text = "\n\n".join(f"q{number}q {fragment}" for number, fragment in enumerate(fragments))
    found: dict[str, list[Cite]] = {}
    for block in pandoc(text)["blocks"]:
        number = re.match(r"q(\d+)q", plain(block))
        assert number, block
        found[fragments[int(number[1])]] = [
            (key, mode == "SuppressAuthor", bare(plain(before)), bare(plain(behind)))
            for key, mode, before, behind in citations_of(block)
        ]
    return found


def read_by_us(fragment: str) -> list[Cite]:
    spans = [span for span in scan(f"q {fragment}") if span.kind is Kind.CITATION]
    groups = [parse_citation(span.content, Place(""))[0] for span in spans]
    return [
        (item.key, item.suppress_author, bare(item.prefix), bare(_behind(item)))
        for group in groups
        for item in group.items
    ]


def _behind(item: CitationItem) -> str:
    return "".join([*map(print_locator, item.locators), item.suffix])


FRAGMENTS = (*(f"[{before}{key}{behind}]" for before, key, behind in product(BEFORE, KEYS, BEHIND)), *GROUPS)


def labels_apart(cites: list[Cite]) -> list[Cite]:
    """A number without a label is a page: pandoc leaves that to its styles."""
    return [(key, minus, before, re.sub(r"^p\.(?=\d)", "", behind)) for key, minus, before, behind in cites]


def test_citations_are_read_as_pandoc_reads_them() -> None:
    expected = read_by_pandoc(FRAGMENTS)
    different = {each for each in FRAGMENTS if labels_apart(read_by_us(each)) != labels_apart(expected[each])}
    assert different == set(EXCEPTIONS)
    assert len(different) <= len(FRAGMENTS) / 20


@pytest.mark.parametrize(("behind", "value"), PLACES.items())
def test_places_are_cut_off_as_pandoc_cuts_them(behind: str, value: str, tmp_path) -> None:
    (tmp_path / "probe.csl").write_text(PROBE, "utf-8")
    text = f"---\nlang: fr-FR\nreferences:\n- {{id: livre, type: book}}\n---\n[@livre, {behind}]\n"
    found = re.search("⟦(.*?)⟧", plain(pandoc(text, "--citeproc", f"--csl={tmp_path / 'probe.csl'}")["blocks"]))
    assert (found[1] if found else "").replace("‑", "-").replace("–", "-") == value
    ours = parse_citation(f"@livre, {behind}", Place(""))[0].items[0].locators
    if behind not in PLACES_OF_OURS:
        assert "".join(locator.value for locator in ours) == value
