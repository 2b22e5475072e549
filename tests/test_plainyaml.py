"""Plain front matter: read in a shorter way, it says what YAML says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookwork.citing import brackets
from bookwork.diagnostics import Place
from bookwork.sources import yamltext
from bookwork.sources.files import SourceText
from bookwork.sources.frontmatter import split
from bookwork.sources.plainyaml import plain_mapping

PLACE = Place("biographies/F/fictif-jean.md", 2)
PLAIN = """nom: L’Fictif-Dupont
naissance: {date: 1920-07-01, lieu: Villefictive (Nord), source: ["@a, p. 3", "@b"]}
engagement: [Réseau Fictif, Autre]
matricules: {Campfictif: 0123}
profession: "boulanger : à Villefictive"
parcours:
  - {camp: Campfictif, date: 1944-01}
  - Annexe fictive
"""
WITH_CARE = [
    "", "nom:\n", "nom: null\n", "nom: a: b\n", "nom: a # b\n", "nom: 'a'\n", 'nom: "a\\n"\n', "nom: a\nnom: b\n",
    "nom: [a, b\n", "nom: [a, , b]\n", "nom: {a: b, a: c}\n", "nom: {a: null}\n", "nom: {a}\n", "nom: {a:b}\n",
    "nom: a\n  b\n", "nom: >\n  a\n", "nom: &a b\n", "nom: a", "nom:\n  - a\n  - \n", "- a\n", "nom: [1 , 2]\n",
    "nom: a\x7f\n", "nom:\ta\n", "parcours:\n  - camp: a\n    date: b\n", "\n", "nom: [~]\n", "nom: b \n",
]  # fmt: skip
TEXTS = st.lists(
    st.sampled_from(
        [
            *"[]{},:\"' #-~?&*!|>%@`\\=<.ab1é«’\u00a0\t\x7f",
            ": ",
            ", ",
            "null",
            "true",
            '"a"',
            "{a: b}",
            "[a, b]",
            "\n  - ",
        ]
    ),
    max_size=12,
).map("".join)
LINES = st.sampled_from(["{} ", "k: {}", "k: [{}]", "k: {{{}}}", "k: {{a: {}}}", "k:\n  - {}", 'k: ["a", {}]', "{}: a"])
HEADS = st.lists(st.builds(lambda line, text: line.format(text), LINES, TEXTS), min_size=1, max_size=3)


def test_plain_front_matter_needs_no_care() -> None:
    assert plain_mapping(PLAIN) == yamltext._load_with_care(PLAIN, PLACE)[0]
    assert plain_mapping(PLAIN) is not None


@pytest.mark.parametrize("text", WITH_CARE)
def test_what_is_not_quite_plain_is_left_to_yaml(text: str) -> None:
    assert plain_mapping(text) is None


@given(HEADS)
def test_plain_front_matter_says_what_yaml_says(lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    plain = plain_mapping(text)
    if plain is not None:
        found, faults = yamltext._load_with_care(text, PLACE)
        assert (repr(plain), ()) == (repr(found), faults)


def test_most_notices_of_the_first_edition_are_plain() -> None:
    files = sorted((Path(__file__).parent.parent / "biographies").rglob("*.md"))
    heads = [parts.yaml for file in files if (parts := split(SourceText("", file.read_text("utf-8")))[0])]
    assert sum(plain_mapping(head) is not None for head in heads) > len(heads) / 2


@given(st.lists(st.sampled_from(["---", "--- ", "----", "", " ", "a: b", "\u00a0", "x---"]), max_size=8))
def test_front_matter_lies_between_the_first_two_fences(lines: list[str]) -> None:
    parts, _ = split(SourceText("f.md", "\n".join(lines)))
    fences = [number for number, line in enumerate(lines) if line.rstrip() == "---"]
    first = next((number for number, line in enumerate(lines) if line.strip()), -1)
    if len(fences) < 2 or fences[0] != first:
        assert parts is None
    else:
        begin, end = fences[:2]
        assert parts is not None
        assert (parts.yaml, parts.yaml_line) == ("\n".join(lines[begin + 1 : end]) + "\n", begin + 2)
        assert (parts.body, parts.body_line) == ("\n".join(lines[end + 1 :]), end + 2)


@given(st.text(alphabet="[] a\n", max_size=60))
def test_brackets_pair_alike_with_signs_and_without(text: str) -> None:
    assert list(brackets._pairs_of_brackets(text).items()) == list(brackets._pairs_among_signs(text).items())
