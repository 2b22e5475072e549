"""Reports: one list of diagnostics in four forms."""

from __future__ import annotations

import json

import pytest

from bookwork.checks import run_checks
from bookwork.diagnostics import NoticeId, Place
from bookwork.reports import FORMATS, github, records, sarif, text
from bookwork.sources.footnotes import UNKNOWN as NOTE_UNKNOWN
from bookwork.sources.text import RAW_HTML

assert run_checks

FOUND = (
    RAW_HTML.at(Place("biographies/F/fictif-été.md", 12, 9), NoticeId("fictif-ete"), tag="<b>").on_page("xii"),
    NOTE_UNKNOWN.at(Place("manuscript/10,a:b.md", 3, 1), label="50%\n1"),
    RAW_HTML.at(Place("biographies/F/fictif-été.md", 2), tag="</b>"),
)


def test_text() -> None:
    assert text.render(FOUND, "fr") == (
        "biographies/F/fictif-été.md:2: avertissement [text.raw-html] "
        "La balise « </b> » sera imprimée telle quelle ; écrivez en Markdown.\n"
        "biographies/F/fictif-été.md:12:9: avertissement [text.raw-html] "
        "La balise « <b> » sera imprimée telle quelle ; écrivez en Markdown. (p. xii)\n"
        "\n"
        "manuscript/10,a:b.md:3:1: erreur [text.note-unknown] "
        "L’appel « 50% 1 » n’a pas de note ; ajoutez une ligne « [^50% 1]: … ».\n"
        "\n"
        "1 erreur, 2 avertissements dans 2 fichiers.\n"
    )
    assert text.render(FOUND, "en").endswith("\n\n1 error, 2 warnings in 2 files.\n")
    assert text.render((), "en") == "No faults.\n"


def test_json() -> None:
    read = json.loads(records.render(FOUND, "en"))
    assert [each["line"] for each in read] == [2, 12, 3]
    assert read[1] == {
        "code": "text.raw-html",
        "level": "warning",
        "file": "biographies/F/fictif-été.md",
        "line": 12,
        "column": 9,
        "key": "",
        "notice": "fictif-ete",
        "folio": "xii",
        "message": "The tag “<b>” will be printed as it is; write Markdown.",
        "particulars": {"tag": "<b>"},
        "mendable": False,
    }
    assert json.loads(records.render((), "fr")) == []


def test_sarif() -> None:
    run = json.loads(sarif.render(FOUND, "fr"))["runs"][0]
    rules = [each["id"] for each in run["tool"]["driver"]["rules"]]
    assert rules == ["text.note-unknown", "text.raw-html"]
    results = run["results"]
    assert [rules[each["ruleIndex"]] for each in results] == [each["ruleId"] for each in results]
    assert [each["level"] for each in results] == ["warning", "warning", "error"]
    place = results[1]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "biographies/F/fictif-%C3%A9t%C3%A9.md"
    assert place["region"] == {"startLine": 12, "startColumn": 9}


def test_github() -> None:
    lines = github.render(FOUND, "en").splitlines()
    assert lines[2] == (
        "::error file=manuscript/10%2Ca%3Ab.md,line=3,col=1,title=text.note-unknown::"
        "The call “50%25%0A1” has no note; add a line “[^50%25%0A1]: …”."
    )
    assert lines[0].startswith("::warning file=biographies/F/fictif-été.md,line=2,title=text.raw-html::")


@pytest.mark.parametrize("render", FORMATS.values(), ids=FORMATS.keys())
@pytest.mark.parametrize("language", ["fr", "en"])
def test_order_of_finding_does_not_matter(render, language: str) -> None:
    assert render(FOUND, language) == render(tuple(reversed(FOUND)), language)
