"""Galleys as bytes for the store: a JSON head, then the lines' operators, compressed together."""

from __future__ import annotations

import json
import zlib
from typing import Any

from bookwork.typesetting.galley import Anchor, Face, Fault, Galley, Line, Link, Picture, Role, Span


def encode(galley: Galley) -> bytes:
    """The galley as a record of the store."""
    head = {
        "lines": [[line.height, len(line.content)] for line in galley.lines],
        "spans": [[span.role.value, span.first, span.count] for span in galley.spans],
        "anchors": [[anchor.name, anchor.line, anchor.x, anchor.y] for anchor in galley.anchors],
        "links": [[k.target, k.line, k.left, k.top, k.right, k.bottom] for k in galley.links],
        "faces": [[face.resource, face.face, list(face.glyphs)] for face in galley.faces],
        "pictures": [[each.hash, each.width, each.height] for each in galley.pictures],
        "faults": [[fault.code, [list(pair) for pair in fault.particulars]] for fault in galley.faults],
    }
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    body = b"".join(line.content for line in galley.lines)
    return zlib.compress(len(text).to_bytes(4, "big") + text + body, 1)


def decode(record: bytes) -> Galley | None:
    """The galley of a record, or None where the record is not one."""
    try:
        data = zlib.decompress(record)
        size = int.from_bytes(data[:4], "big")
        head = json.loads(data[4 : 4 + size])
        return _galley(head, data[4 + size :])
    except (zlib.error, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def _galley(head: dict[str, Any], body: bytes) -> Galley:
    lines, start = [], 0
    for height, length in head["lines"]:
        lines.append(Line(int(height), body[start : start + length]))
        start += int(length)
    if start != len(body):
        raise ValueError("the lines do not fill the record")
    return Galley(
        tuple(lines),
        tuple(Span(Role(role), int(first), int(count)) for role, first, count in head["spans"]),
        tuple(Anchor(str(name), int(line), float(x), float(y)) for name, line, x, y in head["anchors"]),
        tuple(Link(str(target), int(line), *(float(n) for n in box)) for target, line, *box in head["links"]),
        tuple(Face(str(name), str(face), tuple(int(g) for g in glyphs)) for name, face, glyphs in head["faces"]),
        tuple(Picture(str(name), int(width), int(height)) for name, width, height in head["pictures"]),
        tuple(
            Fault(str(code), tuple((str(name), str(value)) for name, value in particulars))
            for code, particulars in head["faults"]
        ),
    )
