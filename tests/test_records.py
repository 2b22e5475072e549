"""Records of the store: what is packed comes back equal; anything else is refused, never trusted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookwork.records import RecordError, pack, unpack
from bookwork.typesetting.galley import Anchor, Face, Galley, Line, Role, Span

lines = st.builds(Line, st.integers(1, 40), st.binary(max_size=30))
spans = st.builds(Span, st.sampled_from(list(Role)), st.integers(0, 9), st.integers(0, 9))
anchors = st.builds(Anchor, st.text(max_size=9), st.integers(0, 99), st.floats(0, 900), st.floats(0, 900))
faces = st.builds(Face.of, st.text(max_size=9), st.text(max_size=9), st.sets(st.integers(0, 65535)))
galleys = st.builds(
    Galley,
    st.lists(lines, max_size=5).map(tuple),
    st.lists(spans, max_size=5).map(tuple),
    st.lists(anchors, max_size=5).map(tuple),
    faces=st.lists(faces, max_size=3).map(tuple),
)


@given(galleys)
def test_a_record_comes_back_equal(galley: Galley) -> None:
    assert unpack(pack(galley), Galley) == galley


@given(st.binary(max_size=60))
def test_foreign_bytes_are_refused_or_make_a_sound_value(data: bytes) -> None:
    try:
        found = unpack(data, tuple[Line, ...])
    except RecordError:
        return
    assert all(isinstance(line.height, int) and isinstance(line.content, bytes) for line in found)


@given(galleys, st.integers(1, 20))
def test_a_cut_record_is_refused(galley: Galley, cut: int) -> None:
    with pytest.raises(RecordError):
        unpack(pack(galley)[:-cut], Galley)
