"""YAML, of front matter and registers: all values are text, every fault has its line and column.

YAML's implicit types are off, but for ``null``, ``true`` and ``false``: ``02`` stays a département, ``NO`` a word,
``1944-02-30`` a text that the schema refuses with a reason. The only module that imports ``yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final

import yaml

from bookwork.diagnostics import Diagnostic, Level, Place, Rule, rule
from bookwork.records import Struct, replace

_MAX_DEPTH: Final = 40
_SAFE_OPENERS: Final = 150
"""With fewer openings of lists and mappings, and no deep indent, the text cannot be nested dangerously deep."""
_DEEP_INDENT: Final = "\n" + 100 * " "
_OTHER_LINE_ENDS: Final = "\u0085", "\u2028", "\u2029"
_ANCHOR: Final = re.compile(r"(?:^|[\s\[{,])[&*][^\s&*]", re.MULTILINE)

EMPTY = rule(
    "front-matter.empty",
    Level.ERROR,
    fr="Le fichier ou son en-tête est vide.",
    en="The file or its front matter is empty.",
    why="Une notice vide n’a ni nom ni sources.",
)
TAB = rule(
    "yaml.tab",
    Level.ERROR,
    fr="Une tabulation sert de retrait ; mettez des espaces.",
    en="A tab is used to indent; use spaces.",
    why="YAML interdit les tabulations en retrait.",
)
AT_SIGN = rule(
    "yaml.unquoted-at",
    Level.ERROR,
    fr='Une citation se met entre guillemets dans l’en-tête : "@clé, p. 12".',
    en='In the front matter a citation stands in quotation marks: "@key, p. 12".',
    why="En YAML, une valeur ne peut pas commencer par « @ ».",
)
COLON = rule(
    "yaml.colon",
    Level.ERROR,
    fr='Un second « : » dans la ligne ; mettez la valeur entre guillemets : clé: "…".',
    en='A second “:” on the line; put the value in quotation marks: key: "…".',
    why="En YAML, « : » suivi d’une espace sépare une clé de sa valeur.",
)
SYNTAX = rule(
    "yaml.syntax",
    Level.ERROR,
    fr="Ce n’est pas du YAML correct : {reason_fr} ; regardez aussi la ligne précédente.",
    en="This is not correct YAML: {reason_en}; look at the line before, too.",
    why="Une faute de forme rend tout l’en-tête illisible.",
)
DUPLICATE = rule(
    "yaml.duplicate-key",
    Level.ERROR,
    fr="La clé « {key} » est écrite deux fois ; gardez-en une.",
    en="The key “{key}” is written twice; keep one.",
    why="YAML ne garderait que la dernière et perdrait la première sans rien dire.",
)
NOT_MAPPING = rule(
    "yaml.not-mapping",
    Level.ERROR,
    fr="On attend des lignes « clé: valeur ».",
    en="Lines “key: value” are expected.",
    why="Les faits d’une notice sont nommés par leurs clés.",
)
FORBIDDEN = rule(
    "yaml.forbidden",
    Level.ERROR,
    fr="Les renvois YAML (&, *), les types (!) et les imbrications profondes ne sont pas admis ici.",
    en="YAML anchors (&, *), types (!) and deep nesting are not allowed here.",
    why="Un auteur ne doit pas suivre des renvois pour lire une notice.",
)


class _Fault(Exception):  # noqa: N818 - raised and caught in this module only
    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


class _Loader(yaml.CSafeLoader):
    """Composes nodes; a plain scalar is null, a truth value or text, whatever YAML 1.1 would make of it."""

    def resolve(self, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool]) -> str:
        if kind is yaml.ScalarNode:
            return _CONSTANT_TAGS.get(value, _TEXT) if implicit[0] else _TEXT
        return _SEQUENCE if kind is yaml.SequenceNode else _MAPPING

    def descend_resolver(self, current_node: object, current_index: object) -> None:
        """Paths do not decide types here."""

    def ascend_resolver(self) -> None:
        """Paths do not decide types here."""


_TEXT, _SEQUENCE, _MAPPING = (f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map"))
_CONSTANT_TAGS: Final = {"": "null", "~": "null", "null": "null", "true": "bool", "false": "bool"}


def load(text: str, place: Place) -> tuple[dict[str, Any] | None, tuple[Diagnostic, ...]]:
    """The mapping that a YAML text holds, or None and the fault; ``place`` is where the text's first line stands.

    A key without a value is left out: it says nothing.
    """
    text = _with_newlines_only(text)
    try:
        node = _composed(text, place)
        value = None if node is None else _Values(text, place).of(node)
    except _Fault as fault:
        return None, (fault.diagnostic,)
    except yaml.YAMLError as error:
        return None, (_diagnostic(error, text, place),)
    if value is None:
        return None, (EMPTY.at(place),)
    if not isinstance(value, dict):
        return None, (NOT_MAPPING.at(place),)
    return value, ()


def _with_newlines_only(text: str) -> str:
    """YAML 1.1 ends lines at U+0085, U+2028 and U+2029, too; editors do not, so they count as spaces here."""
    for line_end in _OTHER_LINE_ENDS:
        text = text.replace(line_end, " ")
    return text


def _composed(text: str, place: Place) -> yaml.Node | None:
    _refuse_traps(text, place)
    loader = _Loader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


class _Values(Struct, frozen=True):
    """Makes nodes values: texts, lists, mappings, null and the truth values."""

    text: str
    place: Place

    def of(self, node: yaml.Node) -> Any:
        if node.__class__ is yaml.ScalarNode:
            return node.value if node.tag == _TEXT else self._constant(node)
        if node.tag == _SEQUENCE:
            return [self.of(item) for item in node.value]
        if node.tag == _MAPPING:
            return self._mapping(node)
        raise self._fault(FORBIDDEN, node)

    def _constant(self, node: yaml.Node) -> bool | None:
        if node.tag == "null":
            return None
        if node.tag != "bool":
            raise self._fault(FORBIDDEN, node)
        return bool(node.value == "true")

    def _mapping(self, node: yaml.Node) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if key_node.__class__ is not yaml.ScalarNode:
                raise self._fault(FORBIDDEN, key_node)
            if key in mapping:
                raise self._fault(DUPLICATE, key_node, key=key)
            mapping[key] = self.of(value_node)
        if None in mapping.values():
            # A key in several words without a value is what a comma leaves that should have been quoted: it is kept,
            # and becomes an unknown key.
            return {key: value for key, value in mapping.items() if value is not None or " " in key}
        return mapping

    def _fault(self, broken: Rule, node: yaml.Node, **particulars: str) -> _Fault:
        return _Fault(broken.at(_at(self.place, self.text, node.start_mark.index), None, **particulars))


class Positions:
    """Where the keys and values of a YAML text stand: the text is composed once more, when first asked."""

    def __init__(self, text: str, place: Place) -> None:
        self._text = _with_newlines_only(text)
        self._place = place

    @property
    def file(self) -> str:
        """The file where the text stands."""
        return self._place.file

    @cached_property
    def _root(self) -> yaml.Node | None:
        try:
            return _composed(self._text, self._place)
        except (yaml.YAMLError, _Fault):
            return None

    def place(self, path: Iterable[str | int], of_key: bool = False) -> Place:
        """The place of a value – or of its key – or of the nearest thing above it that exists."""
        node, keys = self._root, list(map(str, path))
        key_node, rest = node, keys
        while rest and node is not None and (found := _child(node, rest)):
            key_node, node, rest = found
        chosen = key_node if of_key else node
        if chosen is None:
            return replace(self._place, key=".".join(keys))
        return replace(_at(self._place, self._text, chosen.start_mark.index), key=".".join(keys))


def _child(node: yaml.Node, keys: list[str]) -> tuple[yaml.Node, yaml.Node, list[str]] | None:
    """Key and value of the next step of a path, and the rest of the path; a key may itself hold dots."""
    if isinstance(node, yaml.SequenceNode) and re.fullmatch("[0-9]+", keys[0]) and int(keys[0]) < len(node.value):
        item = node.value[int(keys[0])]
        return item, item, keys[1:]
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            length = str(key_node.value).count(".") + 1
            if key_node.value == ".".join(keys[:length]):
                return key_node, value_node, keys[length:]
    return None


def _refuse_traps(text: str, place: Place) -> None:
    """Refuse anchors and deep nesting: PyYAML's C composer recurses without a bound and would end the interpreter."""
    openers = sum(map(text.count, ("[", "{", "- ", "? ")))
    anchored = ("&" in text or "*" in text) and _ANCHOR.search(text)
    if openers < _SAFE_OPENERS and not anchored and _DEEP_INDENT not in f"\n{text}":
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        if depth > _MAX_DEPTH or getattr(event, "anchor", None):
            raise _Fault(FORBIDDEN.at(_at(place, text, event.start_mark.index if event.start_mark else 0)))


def _diagnostic(error: yaml.YAMLError, text: str, place: Place) -> Diagnostic:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).strip()
    index = mark.index if mark else getattr(error, "position", 0)
    where = _at(place, text, index)
    start = text.rfind("\n", 0, index) + 1
    indent = re.match(r"\s*", text[start:])
    if "\t" in (indent[0] if indent else ""):
        return TAB.at(where)
    if text[index : index + 1] == "@":
        return AT_SIGN.at(where)
    if "mapping values are not allowed" in problem and ":" in text[start:index]:
        return COLON.at(where)
    french = next((words for sign, words in _PROBLEMS.items() if sign in problem), problem)
    return SYNTAX.at(where, reason_fr=french, reason_en=problem)


_PROBLEMS: Final = {
    "',' or ']'": "il manque « , » ou « ] » dans une liste",
    "',' or '}'": "il manque « , » ou « } » entre des clés",
    "expected ':'": "il manque « : » après une clé",
    "mapping values": "une clé n’est pas à sa place ; vérifiez le retrait",
    "expected key": "une clé est attendue ; vérifiez le retrait",
    "block entry": "un tiret de liste n’est pas à sa place",
    "quoted scalar": "un guillemet n’est pas refermé",
    "end of stream": "un guillemet ou un crochet n’est pas refermé",
    "node content": "une valeur est attendue ici",
    "document start": "le texte finit avant la fin du fichier ; vérifiez le retrait",
    "control characters": "un caractère de contrôle, invisible, est dans le texte",
    "cannot start any token": "ce signe ne peut pas commencer une valeur ; mettez-la entre guillemets",
}
"""What libyaml says, in French; the first that fits."""


def _at(place: Place, text: str, index: int) -> Place:
    """The place of a character of a text that starts at ``place``."""
    line = text.count("\n", 0, index)
    return Place(place.file, place.line + line, index - text.rfind("\n", 0, index))
