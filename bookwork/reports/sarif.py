"""Diagnostics in SARIF 2.1.0 (OASIS, 2020), which editors and code hosts show beside the line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from bookwork.diagnostics import RULES, Diagnostic, Level, Rule

_LEVELS: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFORMATION: "note"}
_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(diagnostics: Sequence[Diagnostic], language: str = "fr") -> str:
    """One run of the tool, with the rules that it names; columns count characters."""
    ordered = sorted(diagnostics, key=lambda each: each.order)
    codes = sorted({each.code for each in ordered})
    driver = {"name": "bookwork", "rules": [_rule(RULES[code], language) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, codes.index(each.code), language) for each in ordered],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _rule(rule: Rule, language: str) -> dict[str, object]:
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.fr if language == "fr" else rule.en},
        "fullDescription": {"text": rule.why},
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
    }


def _result(diagnostic: Diagnostic, number: int, language: str) -> dict[str, object]:
    place = diagnostic.place
    location: dict[str, object] = {"artifactLocation": {"uri": quote(place.file)}}
    if place.line:
        location["region"] = {"startLine": place.line, "startColumn": place.column or 1}
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": number,
        "level": _LEVELS[diagnostic.level],
        "message": {"text": diagnostic.message(language)},
        "properties": {"mendable": diagnostic.mend is not None},
        "locations": [{"physicalLocation": location}],
    }
