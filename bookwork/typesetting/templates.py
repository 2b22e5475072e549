"""The designers' templates and the chapters' placeholders, filled with plain values: the one door to jinja2."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

__all__ = ["Markup", "TemplateTroubleError", "Templates", "fill_text", "placeholder_faults"]

_ENDING = ".html.j2"


class TemplateTroubleError(Exception):
    """A template of the layout that cannot be filled: its file, the line if known, and why."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file, self.line, self.reason = file, line, reason


class Templates:
    """The templates of one layout folder; an undefined name is an error, never an empty place on the page."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            auto_reload=False,  # a build sees one state of its templates, and looks for changes in none
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def fill(self, name: str, **values: object) -> str:
        """The template of this name filled with these values; raises TemplateTroubleError."""
        try:
            return self._environment.get_template(name + _ENDING).render(**values)
        except TemplateError as error:
            raise self._fault(name, error) from error

    def faults(self, names: Collection[str]) -> Iterator[TemplateTroubleError]:
        """Templates that are missing or have a fault of syntax."""
        for name in names:
            try:
                self._environment.get_template(name + _ENDING)
            except TemplateError as error:
                yield self._fault(name, error)

    def _fault(self, name: str, error: TemplateError) -> TemplateTroubleError:
        line = error.lineno if isinstance(error, TemplateSyntaxError) else 0
        reason = error.message or "introuvable" if isinstance(error, TemplateSyntaxError) else str(error)
        return TemplateTroubleError(f"layout/templates/{name}{_ENDING}", line, reason)


def fill_text(text: str, **values: object) -> str:
    """A chapter's HTML with its placeholders ``{{ nombre.notices }}`` filled; what cannot be filled stays as it is."""
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    try:
        return environment.from_string(text).render(**values)
    except TemplateError:
        return text


def placeholder_faults(text: str, known: Mapping[str, Collection[str]]) -> Iterator[tuple[int, str]]:
    """Placeholders that nothing fills: line from 1, and the name, or what is wrong with the braces.

    ``known`` says which names there are, and which parts each has.
    """
    try:
        tree = SandboxedEnvironment().parse(text)
    except TemplateSyntaxError as error:
        yield error.lineno, error.message or ""
        return
    for name in sorted(find_undeclared_variables(tree) - set(known)):
        found = next(node for node in tree.find_all(nodes.Name) if node.name == name)
        yield found.lineno, name
    for part in tree.find_all(nodes.Getattr):
        if isinstance(part.node, nodes.Name) and part.attr not in known.get(part.node.name, (part.attr,)):
            yield part.lineno, f"{part.node.name}.{part.attr}"
