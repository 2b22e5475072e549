"""The designers' templates: ``layout/templates/*.html.j2``, filled with plain values."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

__all__ = ["Markup", "TemplateError", "Templates"]


class Templates:
    """The templates of one layout folder; an undefined name is an error, never an empty place on the page."""

    def __init__(self, folder: Path) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def fill(self, name: str, **values: object) -> str:
        """The template of this name filled with these values; raises TemplateError."""
        return self._environment.get_template(f"{name}.html.j2").render(**values)


def fill_text(text: str, **values: object) -> str:
    """A chapter's HTML with its placeholders ``{{ nombre.notices }}`` filled; raises TemplateError."""
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(text).render(**values)
