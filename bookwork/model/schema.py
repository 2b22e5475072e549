"""The schema library's only door: frozen records with French keys, validated from plain mappings.

All faults of a mapping are found at once, each with the path of its key, so that an author sees them in one run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema

from bookwork.model.dates import DateError

__all__ = [
    "After", "Annotated", "AsText", "Before", "Record", "SchemaFault", "json_schema", "key", "known_keys", "validate",
]  # fmt: skip

After = AfterValidator
Before = BeforeValidator
RecordType = TypeVar("RecordType", bound="Record")


class Record(BaseModel):
    """A frozen record; keys it does not know are faults, not silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False, arbitrary_types_allowed=True)


def key(
    french: str, default: object = ..., description: str = "", *, least: float | None = None, pattern: str = ""
) -> Any:
    """A field written under its French key; without a default it is mandatory.

    A number may have a least value, a text a pattern that it matches as a whole.
    """
    whole = f"^(?:{pattern})$" if pattern else None
    return Field(default=default, alias=french, description=description or None, ge=least, pattern=whole)


def AsText(description: str) -> WithJsonSchema:  # noqa: N802 - stands beside Before and After in annotations
    """In the JSON Schema, a value that is written as a text."""
    return WithJsonSchema({"type": "string", "description": description})


@dataclass(frozen=True, slots=True)
class SchemaFault:
    """One fault of a mapping: its kind, the path of its key, the value, and why (for a date in two languages).

    Kinds: ``missing``, ``unknown``, ``date``, ``text``, ``list``, ``mapping``, ``number``, ``value``.
    """

    kind: str
    path: tuple[str | int, ...]
    value: object
    reason: str
    english: str = ""


def validate(schema: type[RecordType], mapping: Mapping[str, Any]) -> tuple[RecordType | None, list[SchemaFault]]:
    """The record, or None and everything that is wrong with the mapping."""
    try:
        return schema.model_validate(mapping), []
    except ValidationError as error:
        return None, list(_faults(error))


_KINDS = {
    "missing": "missing", "extra_forbidden": "unknown", "string_type": "text", "tuple_type": "list",
    "dict_type": "mapping", "model_type": "mapping", "model_attributes_type": "mapping", "is_instance_of": "text",
    "int_parsing": "number", "int_type": "number", "float_parsing": "number", "float_type": "number",
    "int_from_float": "number", "int_parsing_size": "number",
}  # fmt: skip


def _faults(error: ValidationError) -> Iterator[SchemaFault]:
    for detail in error.errors(include_url=False):
        path = tuple(part for part in detail["loc"] if part != "[key]")
        reason = detail.get("ctx", {}).get("error")
        if isinstance(reason, DateError):
            yield SchemaFault("date", path, detail.get("input"), reason.french, reason.english)
        else:
            kind = _KINDS.get(detail["type"], "value")
            yield SchemaFault(kind, path, detail.get("input"), str(reason or detail["msg"]))


def known_keys(schema: type[Record]) -> tuple[str, ...]:
    """The French keys a record knows, in the order of its declaration."""
    return tuple(field.alias or name for name, field in schema.model_fields.items())


def json_schema(schema: type[Record]) -> dict[str, Any]:
    """The JSON Schema of a record, for editors."""
    return schema.model_json_schema(by_alias=True)
