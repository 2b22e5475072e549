"""What a bibliography may hold, from ``bibmodel.toml``: types, fields, what each type needs, what parts inherit."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from bookwork.records import Struct

_FILE: Final = Path(__file__).with_suffix(".toml")


class EntryType(Struct, frozen=True):
    """A type of entry: the fields it may have (None: any) and those it needs, each as a choice of fields."""

    name: str
    fields: frozenset[str] | None
    needs: tuple[tuple[str, ...], ...]

    def allows(self, field: str) -> bool:
        """Whether an entry of this type may have this field."""
        return self.fields is None or field in self.fields


class Inheritance(Struct, frozen=True):
    """What fields of parents are called in their children."""

    never: frozenset[str]
    own_titles: frozenset[str]
    rules: Mapping[tuple[str, str], tuple[tuple[str, str], ...]]

    def names_in_child(self, parent: str, child: str, field: str) -> tuple[str, ...]:
        """What a parent's field is called in a child of this type; nothing if it stays with the parent."""
        renames = self.rules.get((parent, child), ())
        if field in self.never or (renames and field in self.own_titles):
            return ()
        return tuple(new for old, new in renames if old == field) or (field,)


class BibModel(Struct, frozen=True):
    """The whole model."""

    types: Mapping[str, EntryType]
    type_aliases: Mapping[str, str]
    type_field: Mapping[str, str]
    field_aliases: Mapping[str, str]
    names: frozenset[str]
    lists: frozenset[str]
    dates: tuple[str, ...]
    verbatim: frozenset[str]
    """Fields without LaTeX: in a date, « ~ » means about."""
    references: tuple[str, ...]
    fields: frozenset[str]
    inheritance: Inheritance


@cache
def bib_model() -> BibModel:
    """The model that stands beside this module."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    fields = data["fields"]
    types = {name: _entry_type(name, data) for name in data["types"]}
    known = {name for each in types.values() for name in each.fields or ()}
    known.update(fields["everywhere"], fields["names"], fields["lists"], fields["dates"], fields["verbatim"])
    return BibModel(
        types,
        data["type_aliases"],
        data["type_field"],
        data["field_aliases"],
        frozenset(fields["names"]),
        frozenset(fields["lists"]),
        tuple(fields["dates"]),
        frozenset(fields["verbatim"]) | frozenset(fields["dates"]),
        tuple(fields["references"]),
        frozenset(known),
        _inheritance(data["inheritance"]),
    )


def _entry_type(name: str, data: Mapping[str, Any]) -> EntryType:
    """A type with the fields of its groups, of the type that it is like, and of all."""
    own = data["types"][name]
    model = data["types"][own["like"]] if "like" in own else own
    groups = [*model.get("groups", ()), *own.get("groups", ())]
    fields = {field for group in groups for field in data["groups"][group]}
    fields.update(data["fields"]["everywhere"], model.get("fields", ()), own.get("fields", ()))
    needs = tuple(tuple(need.split("|")) for need in own.get("needs", model.get("needs", ())))
    return EntryType(name, None if model.get("anything") else frozenset(fields), needs)


def _inheritance(data: Mapping[str, Any]) -> Inheritance:
    rules: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
    for each in data["rules"]:
        for pair in ((parent, child) for parent in each["parents"] for child in each["children"]):
            rules[pair] = rules.get(pair, ()) + tuple((old, new) for old, new in each["renames"])
    return Inheritance(frozenset(data["never"]), frozenset(data["not_when_renamed"]), rules)
