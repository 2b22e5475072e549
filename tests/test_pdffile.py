"""The PDF file: what is written is what readers find, whatever its size, and the same calls give the same bytes."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfreading import needs_qpdf, said_by

from bookwork.press.outline import Entry, write_outline
from bookwork.press.pdffile import PdfFile, array, byte_string, name, number, reference, text_string


def written(bodies: list[bytes], streams: list[bytes]) -> tuple[bytes, list[int], list[int]]:
    """A file with these objects and one empty page, and their numbers."""
    out = BytesIO()
    pdf = PdfFile(out)
    page, tree = pdf.reserve(), pdf.reserve()
    numbers = [pdf.add(body) for body in bodies]
    data = [pdf.add_stream(stream) if place % 2 else pdf.add_deflated(stream) for place, stream in enumerate(streams)]
    pdf.add(b"<</Type/Page/Parent %s/MediaBox[0 0 9 9]>>" % reference(tree), page)
    pdf.add(b"<</Type/Pages/Count 1/Kids[%s]>>" % reference(page), tree)
    held = b"".join(b"/K%d %s" % (n, reference(n)) for n in (*numbers, *data))
    pdf.close(pdf.add(b"<</Type/Catalog/Pages %s%s>>" % (reference(tree), held)), pdf.add(b"<<>>"))
    return out.getvalue(), numbers, data


@given(st.lists(st.text(max_size=20), max_size=9), st.lists(st.binary(max_size=90), max_size=5))
def test_texts_and_streams_come_back(texts: list[str], streams: list[bytes]) -> None:
    file, numbers, data = written([text_string(text) for text in texts], streams)
    with pikepdf.open(BytesIO(file)) as pdf:
        assert [str(pdf.get_object(each, 0)) for each in numbers] == texts
        assert [pdf.get_object(each, 0).read_bytes() for each in data] == streams


@given(st.binary(max_size=40), st.text(min_size=1, max_size=12).filter(lambda text: "\0" not in text))
def test_strings_and_names_come_back(data: bytes, text: str) -> None:
    file, numbers, _ = written([byte_string(data), name(text)], [])
    with pikepdf.open(BytesIO(file)) as pdf:
        assert bytes(pdf.get_object(numbers[0], 0)) == data
        assert pdf.get_object(numbers[1], 0) == pikepdf.Name("/" + text)


@given(st.floats(-20_000, 20_000))
def test_numbers_are_right_to_four_places_and_have_no_exponent(value: float) -> None:
    assert float(number(value)) == pytest.approx(value, abs=0.00005001)
    assert number(value) != b"-0" and b"e" not in number(value)


def test_more_objects_than_one_object_stream_holds() -> None:
    file, numbers, _ = written([b"%d" % n for n in range(1001)], [])
    with pikepdf.open(BytesIO(file)) as pdf:
        assert [int(pdf.get_object(each, 0)) for each in numbers] == list(range(1001))


def test_the_same_calls_give_the_same_bytes_and_others_another_identifier() -> None:
    one, again, other = (written([array((1, 2.5, value))], [b"x"])[0] for value in (0, 0, 1))
    assert one == again
    with pikepdf.open(BytesIO(one)) as first, pikepdf.open(BytesIO(other)) as second:
        assert first.trailer.ID[0] != second.trailer.ID[0]


@needs_qpdf
def test_qpdf_finds_nothing_wrong(tmp_path: Path) -> None:
    path = tmp_path / "fiction.pdf"
    path.write_bytes(written([text_string("Œuvre fictive"), b"<<>>"] * 150, [b"q Q"] * 7)[0])
    assert "No syntax or stream encoding errors" in said_by("qpdf", "--check", str(path))


levels = st.lists(st.integers(1, 3), min_size=1, max_size=30)


@given(levels)
def test_an_outline_is_the_tree_of_its_levels(wanted: list[int]) -> None:
    out = BytesIO()
    pdf = PdfFile(out)
    page, tree = pdf.reserve(), pdf.reserve()
    root = write_outline(pdf, [Entry(level, f"Titre {n}", f"a-{n}") for n, level in enumerate(wanted)])
    pdf.add(b"<</Type/Page/Parent %s/MediaBox[0 0 9 9]>>" % reference(tree), page)
    pdf.add(b"<</Type/Pages/Count 1/Kids[%s]>>" % reference(page), tree)
    pdf.close(pdf.add(b"<</Type/Catalog/Pages %s/Outlines %s>>" % (reference(tree), reference(root))), pdf.add(b"<<>>"))
    with pikepdf.open(BytesIO(out.getvalue())) as found, found.open_outline() as outline:
        assert list(walk(outline.root, ())) == [(f"Titre {n}", parents) for n, parents in enumerate(branches(wanted))]


def walk(items: list[pikepdf.OutlineItem], parents: tuple[str, ...]):
    for item in items:
        yield item.title, parents
        yield from walk(item.children, (*parents, item.title))


def branches(levels: list[int]):
    """For each entry the entries it hangs on: the last of every level on the way down to its own."""
    branch: list[str] = []
    for n, level in enumerate(levels):
        del branch[level - 1 :]
        yield tuple(branch)
        branch.append(f"Titre {n}")
