"""Sources worded by a CSL style. The only module that imports ``pypandoc``, and runs pandoc's citeproc.

One run words any number of sources. Each is a paragraph by itself, and the style has been made blind to neighbours
(:mod:`bookwork.citing.csl`): what comes out for one does not depend on the others.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from bookwork.citing.csl import CslStyle, StyleTroubleError
from bookwork.citing.inlines import inline_html
from bookwork.records import Struct

ENGINE: Final = f"pandoc {version('pypandoc_binary')}"
"""What shapes a worded source beside the style: the name of the engine."""

_API: Final = [1, 23, 1]
"""The version of pandoc's document type that we write."""


class Request(Struct, frozen=True):
    """A source to be worded: as an entry of the bibliography, or as cited at a place in it."""

    item: str
    """A CSL item, in JSON."""
    entry: bool = False
    place: str = ""
    """The place with its CSL label in the style's words: ``page 12-15``."""
    nameless: bool = False
    """True without the author (``-@key``)."""


def word_sources(style: CslStyle, requests: Sequence[Request]) -> list[str]:
    """Each source in HTML, in the order asked for; raises :class:`StyleTroubleError` where pandoc refuses the style."""
    if not requests:
        return []
    names = {item: f"s{number}" for number, item in enumerate(dict.fromkeys(each.item for each in requests))}
    output = _run(style, json.dumps(_document(requests, names), ensure_ascii=False))
    blocks = output["blocks"]
    entries = dict(_entries(blocks))
    return [
        inline_html(entries.get(names[request.item], [])) if request.entry else inline_html(block["c"][0]["c"][1])
        for request, block in zip(requests, blocks, strict=False)
    ]


def _document(requests: Sequence[Request], names: dict[str, str]) -> dict[str, Any]:
    references = [_meta({**json.loads(item), "id": name}) for item, name in names.items()]
    meta: dict[str, Any] = {
        "lang": _meta("fr-FR"),
        "references": {"t": "MetaList", "c": references},
        "link-bibliography": {"t": "MetaBool", "c": True},
        "suppress-bibliography": {"t": "MetaBool", "c": not any(each.entry for each in requests)},
    }
    paragraphs = [{"t": "Para", "c": [_cite(each, names[each.item])]} for each in requests]
    return {"pandoc-api-version": _API, "meta": meta, "blocks": paragraphs}


def _cite(request: Request, name: str) -> dict[str, Any]:
    citation = {
        "citationId": name,
        "citationPrefix": [],
        "citationSuffix": [{"t": "Str", "c": f"{{{request.place}}}"}] if request.place else [],
        "citationMode": {"t": "SuppressAuthor" if request.nameless else "NormalCitation"},
        "citationNoteNum": 0,
        "citationHash": 0,
    }
    return {"t": "Cite", "c": [[citation], []]}


def _meta(value: Any) -> dict[str, Any]:
    """A value as metadata: texts stay as they are, where pandoc's own readers would look for quotes and tags."""
    if isinstance(value, dict):
        return {"t": "MetaMap", "c": {name: _meta(each) for name, each in value.items()}}
    if isinstance(value, list):
        return {"t": "MetaList", "c": [_meta(each) for each in value]}
    return {"t": "MetaString", "c": value}


def _run(style: CslStyle, document: str) -> Any:
    import pypandoc  # noqa: PLC0415 - slow to load, and for new sources alone

    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "style.csl"
        sheet.write_text(style.xml, encoding="utf-8")
        try:
            command = [pypandoc.get_pandoc_path(), "--citeproc", f"--csl={sheet}", "-f", "json", "-t", "json"]
            run = subprocess.run(command, input=document, capture_output=True, encoding="utf-8", check=False)
        except OSError as error:
            raise StyleTroubleError(style.file, f"pandoc manque ({error})", f"pandoc is missing ({error})") from error
    if run.returncode:
        reason = " ".join(run.stderr.replace(str(sheet), style.file).split())
        raise StyleTroubleError(style.file, f"pandoc le refuse ({reason})", f"pandoc refuses it ({reason})")
    return json.loads(run.stdout)


def _entries(blocks: Sequence[Any]) -> Iterator[tuple[str, list[Any]]]:
    """The entries of the bibliography that pandoc adds at the end, by the name of their item."""
    for block in blocks:
        if block["t"] == "Div" and block["c"][0][0] == "refs":
            for entry in block["c"][1]:
                yield entry["c"][0][0].removeprefix("ref-"), [each for part in entry["c"][1] for each in part["c"]]
