"""Every rule is declared whole: code, two sentences with the same particulars, a reason, a case folder."""

from __future__ import annotations

import importlib
import pkgutil
import re
import string
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

import bookwork.checks
import bookwork.citing
import bookwork.sources
from bookwork.diagnostics import CHECKS, NOTICE_CHECKS, RULES, Level, Place, Rule, rule, worst

CASES = Path(__file__).parent / "cases"
TWICE = ("reason", "expected", "got", "date", "edtf")
"""Particulars that are given once in each language."""


def rules_of(*packages) -> dict[str, Rule]:
    """The rules that stand in the modules of these packages."""
    found: dict[str, Rule] = {}
    for package in packages:
        for module in pkgutil.iter_modules(package.__path__):
            if module.name in WITH_LAYOUT:
                continue
            for value in vars(importlib.import_module(f"{package.__name__}.{module.name}")).values():
                inner = [getattr(value, each.name) for each in fields(value)] if is_dataclass(value) else []
                for each in (value, *inner):
                    if isinstance(each, Rule):
                        found[each.code] = each
    return found


WITH_LAYOUT = ("order", "glyphs")
"""Checks that need the settings or the faces of the layout as well: a case folder has neither."""
OURS = rules_of(bookwork.sources, bookwork.checks, bookwork.citing)


def particulars(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def common(names: set[str]) -> set[str]:
    return {re.sub(r"_(?:fr|en|date|edtf)$", "", name) for name in names}


def test_there_are_rules_and_checks() -> None:
    assert len(OURS) > 80
    assert len(CHECKS) + len(NOTICE_CHECKS) >= 15
    assert set(OURS) <= set(RULES)


@pytest.mark.parametrize("each", OURS.values(), ids=OURS.keys())
def test_rule_is_whole(each: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*", each.code)
    assert each.fr.endswith((".", "?"))
    assert each.en.endswith((".", "?"))
    assert each.why.endswith(".")
    assert each.fr[0] == each.fr[0].upper()
    assert each.fr != each.en
    assert common(particulars(each.fr)) == common(particulars(each.en))


@pytest.mark.parametrize("code", OURS)
def test_rule_has_a_case(code: str) -> None:
    assert (CASES / code / "wrong").is_dir()
    assert (CASES / code / "right").is_dir()
    assert (CASES / code / "expected.txt").is_file()


@pytest.mark.parametrize("each", OURS.values(), ids=OURS.keys())
def test_french_sentences_have_french_signs(each: Rule) -> None:
    assert "'" not in each.fr + each.why
    assert not re.search(r"\w[:;?!] ", each.fr.replace("clé: ", ""))


def test_a_code_is_declared_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        rule("convoy.unknown", Level.ERROR, fr="", en="", why="")


def test_worst_level() -> None:
    found = [OURS["notice.draft"].at(Place("a")), OURS["cite.bare"].at(Place("a"), key="x")]
    assert worst(found) == Level.WARNING
    assert worst([]) is None
