"""Sentences and what they cite; facts and what they rest on. Everybody here is fictional."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookwork.citing.coverage import Support, coverage
from bookwork.citing.sentences import sentences
from bookwork.model.notice import Notice
from bookwork.model.register import Convoy
from bookwork.model.schema import validate
from bookwork.sources.files import SourceText
from bookwork.sources.notices import read_notice

HEAD = """---
nom: Fictif
prénoms: Jean
sexe: H
{keys}
auteurs: [AF]
statut: relu
---
{text}
"""


def notice(text: str, keys: str) -> Notice:
    found, _ = read_notice(SourceText("biographies/F/fictif-jean.md", HEAD.format(keys=keys, text=text)))
    assert isinstance(found, Notice)
    return found


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Il part [@a]. Il rentre.", [True, False]),
        ("Il part. [@a] Il rentre.", [True, False]),
        ("M. J. Fictif, né à St. Fictif, part. Il rentre [@a].", [False, True]),
        ("Il publie *Le camp. Un récit* [@a]. Puis rien.", [True, False]),
        ("Il dit : « Je pars. Je rentre. » [@a] Il part.", [True, False]),
        ("Il part\n\nIl rentre [voir @a, p. 12 ; @b].", [False, True]),
        ("- un\n- deux [@a]", [False, True]),
        ("Il part (voir [[fictif-paul]]). Il rentre [p. 12].", [False, False]),
        ("", []),
    ],
)
def test_sentences_and_whether_they_cite(text: str, cited: list[bool]) -> None:
    assert [each.cited for each in sentences(text)] == cited


@given(st.text(alphabet="aB .!?…«»*[]@\n-1", max_size=80))
def test_sentences_lie_behind_each_other_and_lose_nothing(text: str) -> None:
    at = 0
    for each in sentences(text):
        assert each.start >= at
        assert not text[at : each.start].strip()
        assert all(each.start <= start < end <= each.end for start, end in each.citations)
        at = each.end
    assert not text[at:].strip()


KEYS = """naissance: {date: 1920-07-01, lieu: Villefictive, source: "@a, p. 1"}
arrestation: {date: 1943-08-02, lieu: Bourg-Fictif}
profession: boulanger
convoi: fictif-1944
matricules: {Campfictif: 40314}
parcours: [{camp: Campfictif, date: 1944-01}]
décès: {date: 1990}
conflits: [{champ: décès, versions: [{valeur: 1990, source: "@a"}, {valeur: 1991, source: "@b"}]}]
"""
CONVOY, _ = validate(Convoy, {"id": "fictif-1944", "départ": {"date": "1944-01-17"}})
assert CONVOY
CONVOYS = {"fictif-1944": CONVOY}
TEXT = (
    "Né le 1er juillet 1920 [@b], arrêté le 2 août 1943 [@a ; @c]. Il reçoit le matricule 40314 [@c]. "
    "Parti le 17 janvier 1944 [@c]. Boulanger."
)


def test_what_facts_rest_on() -> None:
    found = coverage(notice(TEXT, KEYS + 'sources: ["@d"]'), CONVOYS)
    assert {each.fact.key: each.support for each in found.facts} == {
        "naissance": Support.SEVERAL, "arrestation": Support.SEVERAL, "décès": Support.DISPUTED,
        "profession": Support.GENERAL, "convoi": Support.ONE, "matricules.Campfictif": Support.ONE,
        "parcours.0": Support.GENERAL,
    }  # fmt: skip
    birth = next(each for each in found.facts if each.fact.key == "naissance")
    assert [item.key for item in birth.own] == ["a"]
    assert [item.key for item in birth.sources] == ["a", "b", "c"]
    assert (found.sentences, found.cited) == (4, 3)


def test_without_a_list_the_rest_rests_on_nothing() -> None:
    found = coverage(notice(TEXT, KEYS + "sources: []"), CONVOYS)
    assert {each.fact.key for each in found.with_support(Support.NOTHING)} == {"profession", "parcours.0"}
