"""What the file says of the book: the XMP packet (ISO 16684-1) and the information dictionary (ISO 32000-2, 14.3)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from bookwork.press.pdffile import text_string
from bookwork.project import BookIdentity

_PRODUCER = "bookwork"


def xmp_packet(identity: BookIdentity) -> bytes:
    """The metadata stream; its date is the edition's, since the same sources give the same bytes."""
    body = "\n".join(_properties(identity))
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">\n'
        f"{body}\n"
        "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n"
        '<?xpacket end="w"?>'
    ).encode()


def full_title(identity: BookIdentity) -> str:
    """Title and subtitle."""
    return f"{identity.title}. {identity.subtitle}" if identity.subtitle else identity.title


def _properties(identity: BookIdentity) -> Iterator[str]:
    stamp = f"{identity.date:%Y-%m-%d}T00:00:00+00:00"
    title = f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(full_title(identity))}</rdf:li></rdf:Alt>'
    yield f"<dc:title>{title}</dc:title>"
    yield f"<dc:language><rdf:Bag><rdf:li>{escape(identity.language)}</rdf:li></rdf:Bag></dc:language>"
    if identity.author:
        yield f"<dc:creator><rdf:Seq><rdf:li>{escape(identity.author)}</rdf:li></rdf:Seq></dc:creator>"
    if identity.publisher:
        yield f"<dc:publisher><rdf:Bag><rdf:li>{escape(identity.publisher)}</rdf:li></rdf:Bag></dc:publisher>"
    for name in ("CreateDate", "ModifyDate", "MetadataDate"):
        yield f"<xmp:{name}>{stamp}</xmp:{name}>"
    yield f"<xmp:CreatorTool>{_PRODUCER}</xmp:CreatorTool>"
    yield f"<pdf:Producer>{_PRODUCER}</pdf:Producer>"


def information(identity: BookIdentity) -> bytes:
    """The information dictionary."""
    day = f"D:{identity.date:%Y%m%d}000000Z"
    rows = {
        "Title": full_title(identity),
        "Author": identity.author,
        "Creator": _PRODUCER,
        "Producer": _PRODUCER,
        "CreationDate": day,
        "ModDate": day,
    }
    return b"<<%s>>" % b"".join(b"/%s%s" % (key.encode(), text_string(text)) for key, text in rows.items() if text)
