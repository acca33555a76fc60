"""A file of arrays gives back what was written, or says that it has changed."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from index.arrays import CHUNK, Array, read_arrays, write_arrays
from index.engine import NeedsRebuild
from index.packed import pack, unpack

KINDS = st.sampled_from([np.uint8, np.int32, np.uint32, np.int64, np.float32])
ARRAYS = st.dictionaries(st.text(max_size=5), KINDS.flatmap(lambda kind: arrays_of.arrays(kind, st.integers(0, 40))))


@given(ARRAYS)
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, arrays: dict[str, Array]) -> None:
    path = tmp_path_factory.mktemp("arrays") / "file"
    write_arrays(path, arrays.items())
    read = read_arrays(path)
    assert read.keys() == arrays.keys()
    for name, column in read.items():
        assert column.all().tobytes() == arrays[name].tobytes()
        assert column.all().dtype == arrays[name].dtype


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    write_arrays(path, [("small", np.arange(3, dtype=np.int32)), ("large", np.arange(CHUNK, dtype=np.int32))])
    return path


def flipped(path: Path, place: int) -> None:
    held = bytearray(path.read_bytes())
    held[place] ^= 1
    path.write_bytes(held)


def test_a_changed_byte_is_noticed_where_it_is_read_and_only_there(written: Path) -> None:
    flipped(written, 2 * CHUNK)  # in the large one
    read = read_arrays(written)
    assert read["small"].all().tolist() == [0, 1, 2]
    assert read["large"].part(0, 5).tolist() == [0, 1, 2, 3, 4]
    with pytest.raises(NeedsRebuild):
        read["large"].all()


@pytest.mark.parametrize("place", [0, -1, -20, -60])
def test_a_changed_head_or_table_is_noticed_at_once(written: Path, place: int) -> None:
    flipped(written, place)
    with pytest.raises(NeedsRebuild):
        read_arrays(written)


@pytest.mark.parametrize("kept", [0, 1, 100, CHUNK, -1])
def test_a_file_that_was_cut_off_is_noticed_at_once(written: Path, kept: int) -> None:
    written.write_bytes(written.read_bytes()[:kept])
    with pytest.raises(NeedsRebuild):
        read_arrays(written)


@given(st.lists(st.binary(max_size=20)))
def test_packed_texts_come_out_as_they_went_in(texts: list[bytes]) -> None:
    packed = dict(pack("name", texts))
    assert unpack(packed["name"], packed["name.at"]) == texts
