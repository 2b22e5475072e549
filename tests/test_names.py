"""Names: their printed forms, their order, and how a cross-reference finds them."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Collection, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookwork.diagnostics import NoticeId
from bookwork.model import collation
from bookwork.model.collation import filing_letter, french_key, french_letters
from bookwork.model.directory import Directory, Named
from bookwork.model.names import PersonName
from bookwork.model.notice import Facts, Notice, Prose
from bookwork.recollection import people_kept, sort_keys_kept
from bookwork.records import Packed

LA_PINTIERE = PersonName("La Pintière", "Maurice", "de")

LABONTE = """@@@@@|0000|9999|Aalborg|aide|aïeul|air|@@@air|air@@@|Ålborg|août|bohème|Bohême|Bohémien|caennais|cæsium
çà et là|C.A.F.|Canon|cañon|casanier|cølibat|colon|côlon|coop|co-op|COOP|CO-OP|Copenhagen|cote|COTE|côte|CÔTE|coté
COTÉ|côté|CÔTÉ|du|dû|élève|élevé|gène|gêne|gêné|Größe|Grossist|haie|haïe|île|Île d’Orléans|lame|l’âme|lamé|les|LÈS
lèse|lésé|L’Haÿ-les-Roses|McArthur|Mc Arthur|Mc Mahon|MÂCON|maçon|Noël|NOËL|notre|nôtre|ou|OÙ|ovoïde|pèche|PÈCHE
pêche|PÊCHE|péché|PÉCHÉ|pécher|pêcher|relève|relevé|resume|resumé|résumé|révèle|révélé|vice-president
vice-président|vice-president’s offices|vice versa|vice-versa|VICE-VERSA"""
"""Words in the order of the Canadian standard, after A. LaBonté’s reference list for French."""


def test_labonte_reference_list() -> None:
    ordered = LABONTE.replace("\n", "|").split("|")
    shuffled = random.Random(1).sample(ordered, len(ordered))
    assert sorted(shuffled, key=french_key) == ordered


def test_names_in_order() -> None:
    ordered = ["Dupont", "Du Pont", "Duponteil", "Le Goff", "Legoff", "Le Guen", "Mac Donald", "McDonald", "Œuvrard",
               "Ofter", "Sainte-Beuve", "Ste-Croix", "Sainteville", "Saint-Exupéry", "St-Exupéry", "Zola"]  # fmt: skip
    keys = [french_key(name)[0] for name in ordered]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("short", "full"),
    [("St-Exupéry", "Saint-Exupéry"), ("Ste Croix", "Sainte Croix"), ("St. Denis", "Saint Denis"),
     ("Mc Mahon", "Mac Mahon"), ("Œuvrard", "Oeuvrard"), ("Lævens", "Laevens"), ("Groß", "Gross")],
)  # fmt: skip
def test_letters_of_spelled_out_forms(short: str, full: str) -> None:
    assert french_key(short)[0] == french_key(full)[0]


@pytest.mark.parametrize("word", ["Stern", "Ste", "Stéphane", "Mcité", "est-ce"])
def test_what_is_no_saint_and_no_mac(word: str) -> None:
    bare = unicodedata.normalize("NFD", word.lower())
    assert french_key(word)[0] == "".join(letter for letter in bare if letter.isalpha())


@given(st.lists(st.text(max_size=12), max_size=12))
def test_order_is_total(words: list[str]) -> None:
    keys = [french_key(word) for word in words]
    assert sorted(keys) == sorted(sorted(keys, reverse=True))
    for word in words:
        assert french_key(word) == french_key(unicodedata.normalize("NFD", word))


@given(st.text(alphabet="aeiouéèêëàâîïôöùûüç", min_size=1, max_size=8), st.integers(1, 7))
def test_accents_and_hyphens_do_not_move_a_word(word: str, at: int) -> None:
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    hyphened = word[:at] + "-" + word[at:]
    assert french_key(word)[0] == french_key(plain)[0] == french_key(hyphened)[0]
    assert french_key(plain) <= french_key(word)
    assert french_key(word) < french_key(hyphened)


def test_printed_forms() -> None:
    assert LA_PINTIERE.inverted() == "La Pintière (Maurice de)"
    assert LA_PINTIERE.heading() == "LA PINTIÈRE Maurice de"
    assert LA_PINTIERE.natural() == "Maurice de La Pintière"
    assert PersonName("Aumale", "Henri", "d'").inverted() == "Aumale (Henri d’)"
    assert PersonName("Aumale", "Henri", "d'").natural() == "Henri d’Aumale"
    assert PersonName("Fictif").inverted() == "Fictif"


def test_particles_do_not_count_but_articles_do() -> None:
    assert LA_PINTIERE.filing_letter() == "L"
    assert PersonName("Galzain", "Eudes", "de").filing_letter() == "G"
    assert PersonName("Éluard", "Paul").filing_letter() == "E"
    assert PersonName("Œuvrard", "Jean").filing_letter() == "O"
    assert filing_letter("1944") == "#"


def test_filing_form_overrides_the_rule() -> None:
    name = PersonName("Birin", "Joseph", filing="Untereiner, Alfred")
    assert name.filing_letter() == "U"
    assert name.sort_key()[0] == PersonName("Untereiner", "Alfred").sort_key()[0]


def test_names_that_differ_by_accents_are_filed_together_by_first_name() -> None:
    names = [PersonName("Lefèvre", "Zoé"), PersonName("Lefevre", "Marc"), PersonName("Lefèvre", "Anne")]
    assert [name.given for name in sorted(names, key=PersonName.sort_key)] == ["Anne", "Marc", "Zoé"]


def test_a_name_comes_before_longer_names_whatever_the_first_name() -> None:
    names = [PersonName("Martinet", "Alain"), PersonName("Martin", "Zoé")]
    assert [name.family for name in sorted(names, key=PersonName.sort_key)] == ["Martin", "Martinet"]


# Who is meant by a name

WORDS = st.lists(st.sampled_from(["St", "Mc", "Le", "Jean", "Élan", "a", "-", "d’", "Saint", "Donald"]), max_size=3)
NAME = st.builds(
    PersonName, WORDS.map(" ".join), WORDS.map(" ".join), st.sampled_from(["", "de", "d’"]), WORDS.map("-".join)
)


def forms(name: PersonName) -> list[str]:
    """Every full form in which a cross-reference may write this name."""
    families = {name.family, name.usual, f"{name.particle} {name.family}"} - {""}
    pairs = [(family, given) for family in sorted(families) for given in (name.given, name.given.split(" ")[0])]
    return [
        form
        for family, given in pairs
        for form in (f"{family} {given}", f"{given} {family}", f"{family} {given} {name.particle}")
    ]


@given(st.lists(NAME, min_size=1, max_size=5), st.data())
def test_a_full_name_finds_everybody_who_may_be_written_so(names: list[PersonName], data: st.DataObject) -> None:
    facts = Facts.__new__(Facts)
    people = [
        Notice(NoticeId(f"n{place}"), f"n{place}.md", facts, name, Packed.of(Prose()))
        for place, name in enumerate(names)
    ]
    target = data.draw(st.sampled_from([form for name in names for form in forms(name)] or ["Personne"]))
    wanted = french_letters(target)
    meant = [each.id for each in people if wanted in map(french_letters, forms(each.name))]
    found = [each.id for each in Directory(people, {}).find(target)]
    assert found == meant or not meant


# What is kept of names between runs


class Keeper:
    """A store in memory."""

    def __init__(self) -> None:
        self.records: dict[bytes, bytes] = {}

    def read(self, keys: Collection[bytes]) -> dict[bytes, bytes]:
        return {key: self.records[key] for key in keys if key in self.records}

    def write(self, records: Mapping[bytes, bytes]) -> None:
        self.records |= records


def test_sort_keys_that_were_kept_are_those_that_would_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Keeper()
    names = ["Łobodowski", "Le Maner", "St-Ygnace", "d’Aubremont", "Œuvrard", "côté", "cote", "coté"]
    monkeypatch.setattr(collation, "_keys", {})
    with sort_keys_kept(shelf):
        made = {name: french_key(name) for name in names}
    monkeypatch.setattr(collation, "_keys", {})
    monkeypatch.setattr(collation, "_french_key", lambda text: pytest.fail(f"made again: {text}"))
    with sort_keys_kept(shelf):
        assert {name: french_key(name) for name in names} == made


def test_whom_a_name_means_is_kept_for_the_same_people_and_for_no_others() -> None:
    shelf = Keeper()
    people = [Named(NoticeId(f"fictif-{n}"), PersonName(family, "Jean")) for n, family in enumerate(("Aa", "Bé", "Bé"))]
    for those in (people, people, people[:2], people):
        directory = Directory(those, {"ancien": "fictif-0"})
        with people_kept(directory, shelf):
            found = {target: directory.find(target) for target in ("Aa Jean", "BÉ Jean", "ancien", "personne")}
        plain = Directory(those, {"ancien": "fictif-0"})
        assert found == {target: plain.find(target) for target in found}
    assert len(shelf.records) == 2
