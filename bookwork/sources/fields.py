"""From a mapping to a record: every fault of the mapping becomes a diagnostic that names the nearest right key.

A value that is wrong but not needed is reported and left out, so that one slip in a date does not cost the notice.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar, get_args

from bookwork.diagnostics import Diagnostic, Level, Rule, rule
from bookwork.model.dates import edtf_of_french
from bookwork.model.nearness import nearest
from bookwork.model.schema import Record, SchemaFault, known_keys, validate
from bookwork.records import Struct
from bookwork.sources.yamltext import Positions

RecordType = TypeVar("RecordType", bound=Record)
_ROUNDS = 5
"""A value left out can leave its parent incomplete, which then goes too; records are not deeper than this."""


class FieldRules(Struct, frozen=True):
    """The rules on keys and values, once for notices and once for registers."""

    missing: Rule
    unknown: Rule
    date: Rule
    shape: Rule


def _field_rules(family: str, *, dated: bool = True) -> FieldRules:
    shape = rule(
        f"{family}.bad-value",
        Level.ERROR,
        fr="« {key} » attend {expected_fr}.",
        en="“{key}” expects {expected_en}.",
        why="Une valeur d’une autre forme ne peut être ni vérifiée ni composée.",
    )
    return FieldRules(
        rule(
            f"{family}.missing-key",
            Level.ERROR,
            fr="Il manque la clé « {key} ».",
            en="The key “{key}” is missing.",
            why="Sans cette clé, l’article ne peut pas être composé ni classé.",
        ),
        rule(
            f"{family}.unknown-key",
            Level.ERROR,
            fr="La clé « {key} » n’existe pas ; la plus proche : « {nearest} ».",
            en="There is no key “{key}”; the nearest is “{nearest}”.",
            why="Une clé mal écrite ferait disparaître un fait du livre sans rien dire.",
        ),
        shape
        if not dated
        else rule(
            f"{family}.bad-date",
            Level.ERROR,
            fr="« {value} » n’est pas une date : {reason_fr}.",
            en="“{value}” is not a date: {reason_en}.",
            why="Les dates se comparent et se classent ; une forme libre ne le permet pas.",
            mend=("{value}", "{edtf}"),
        ),
        shape,
    )


NOTICE_FIELDS = _field_rules("notice")
REGISTER_FIELDS = _field_rules("register")
CHAPTER_FIELDS = _field_rules("chapter", dated=False)

_EXPECTED = {
    "text": ("un texte", "a text"),
    "list": ("une liste : [a, b]", "a list: [a, b]"),
    "mapping": ("des clés : {clé: valeur}", "keys: {key: value}"),
    "number": ("un nombre", "a number"),
    "date": ("une date", "a date"),
    "value": ("une autre forme de valeur", "another kind of value"),
}


class Reader(Struct, Generic[RecordType], frozen=True):
    """How one kind of record is read: its schema, its rules, where its YAML stands."""

    schema: type[RecordType]
    rules: FieldRules
    positions: Positions
    prefix: tuple[str | int, ...] = ()

    def read(self, mapping: Mapping[str, Any]) -> tuple[RecordType | None, tuple[Diagnostic, ...]]:
        """The record – without the values that are wrong – or None if what is needed is wrong; and all faults."""
        record, faults = validate(self.schema, mapping)
        diagnostics = tuple(map(self._diagnostic, faults))
        for _ in range(_ROUNDS):
            if record or not faults:
                break
            mapping = _without(mapping, faults)
            record, faults = validate(self.schema, mapping)
        return record, diagnostics

    def _diagnostic(self, fault: SchemaFault) -> Diagnostic:
        rules, path = self.rules, fault.path
        place = self.positions.place((*self.prefix, *path), of_key=fault.kind == "unknown")
        if fault.kind == "missing":
            return rules.missing.at(place, key=".".join(map(str, path)))
        if fault.kind == "unknown":
            near = nearest(str(path[-1]), _keys_at(self.schema, path[:-1]))
            return rules.unknown.at(place, key=path[-1], nearest=near)
        if fault.kind == "date":
            edtf = _sure_date(str(fault.value))
            return rules.date.at(place, value=fault.value, edtf=edtf, reason_fr=fault.reason, reason_en=fault.english)
        french, english = _EXPECTED[fault.kind]
        return rules.shape.at(place, key=".".join(map(str, path)), expected_fr=french, expected_en=english)


def _sure_date(text: str) -> str:
    """A date in words as it should be written; none where its century is not told (« les années 40 »)."""
    return edtf_of_french(text) if re.search(r"[0-9]{4}", text) else ""


def listed(key: str, strings: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each of these texts with the path of its key: ``sources.0``."""
    return ((f"{key}.{number}", string) for number, string in enumerate(strings))


def sources_in(value: object, path: str = "") -> list[tuple[str, str]]:
    """Every text under a key ``source`` or an inner ``sources``, with the path of its key: ``naissance.source.0``."""
    found: list[tuple[str, str]] = []
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "source" or (key == "sources" and path):
                strings = [inner] if isinstance(inner, str) else inner if isinstance(inner, list) else []
                found += listed(f"{path}{key}", (each for each in strings if isinstance(each, str)))
            elif inner.__class__ is not str and isinstance(inner, (dict, list)):
                found += sources_in(inner, f"{path}{key}.")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            if inner.__class__ is not str and isinstance(inner, (dict, list)):
                found += sources_in(inner, f"{path}{number}.")
    return found


def _keys_at(schema: type[Record], path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys that a record knows at a path of the mapping."""
    current: type[Record] | None = schema
    for part in path:
        if isinstance(part, int) or current is None:
            continue
        fields = {field.alias: field.annotation for field in current.model_fields.values()}
        current = _record_in(fields.get(part))
    return known_keys(current) if current else ()


def _record_in(annotation: object) -> type[Record] | None:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next((found for found in map(_record_in, get_args(annotation)) if found), None)


def _without(mapping: Mapping[str, Any], faults: list[SchemaFault]) -> Mapping[str, Any]:
    """The mapping without its faulty values, from the last to the first so that places in lists stay right."""
    pruned = copy.deepcopy(dict(mapping))
    paths = {fault.path[:-1] if fault.kind == "missing" else fault.path for fault in faults}
    for path in sorted(paths - {()}, key=_order, reverse=True):
        _drop(pruned, path)
    return pruned


def _order(path: tuple[str | int, ...]) -> tuple[tuple[int, str], ...]:
    return tuple((part, "") if isinstance(part, int) else (-1, part) for part in path)


def _drop(tree: Any, path: tuple[str | int, ...]) -> None:
    *above, last = path
    try:
        for part in above:
            tree = tree[part]
        del tree[last]
    except (KeyError, IndexError, TypeError):
        return
