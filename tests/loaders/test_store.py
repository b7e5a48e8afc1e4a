import dataclasses
import datetime as dt

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from crimekit.errors import DataError, ParameterError
from crimekit.loaders.store import (
    Offence,
    Release,
    ReleaseInfo,
    find_release,
    read_observations,
    read_offences,
    releases,
    write_store,
)


def a_release(released=dt.date(2024, 1, 25), theft=5):
    observations = pd.DataFrame(
        [
            ("gwent", "2020-21 Q1", "4.10", 0),
            ("gwent", "2020-21 Q1", "45", theft),
            ("gwent", "2020-21 Q2", "45", -2),
            ("kent", "2020-21 Q1", "45", 9),
        ],
        columns=["force", "period", "series", "value"],
    )
    info = ReleaseInfo(
        "prc.ods",
        "ab" * 32,
        released,
        periods=("2020-21 Q1", "2020-21 Q2"),
        forces=("gwent", "kent"),
        excluded={"Action Fraud": 3},
        warnings=("no figures for kent in 2020-21 Q2",),
    )
    return Release(info, observations, {"45": Offence("45", "Theft, “from” a vehicle", "Theft offences", "Theft")})


def rows(frame):
    return sorted(frame.itertuples(index=False, name=None))


def test_a_release_comes_back_as_it_went_in(tmp_path):
    release = a_release()
    write_store([release], tmp_path)
    stored = read_observations(tmp_path).sort_values(["force", "period", "series"], ignore_index=True)
    assert_frame_equal(stored, release.observations.astype(stored.dtypes.to_dict()))
    assert str(stored["value"].dtype) == "int64"
    assert releases(tmp_path) == (release.info,)
    assert read_offences(tmp_path) == release.offences


def test_a_measure_reads_its_codes_and_forces_only(tmp_path):
    write_store([a_release()], tmp_path)
    assert rows(read_observations(tmp_path, series=["4.10"])) == [("gwent", "2020-21 Q1", "4.10", 0)]
    assert rows(read_observations(tmp_path, forces=["kent"], series=["45", "48"])) == [("kent", "2020-21 Q1", "45", 9)]
    assert len(read_observations(tmp_path, series=["4.1"])) == 0
    nothing = read_observations(tmp_path, forces=[])
    assert (len(nothing), list(nothing.columns)) == (0, ["force", "period", "series", "value"])


def test_releases_stand_side_by_side(tmp_path):
    write_store([a_release(dt.date(2024, 7, 24), theft=6), a_release()], tmp_path)
    assert [info.key for info in releases(tmp_path)] == ["2024-01-25", "2024-07-24"]
    assert find_release(tmp_path, "latest").key == "2024-07-24"
    by_release = {
        asked: read_observations(tmp_path, release=asked, forces=["gwent"], series=["45"])["value"].sum()
        for asked in ("latest", "2024-07-24", "2024-01-25")
    }
    assert by_release == {"latest": 4, "2024-07-24": 4, "2024-01-25": 3}


def test_the_same_figures_give_the_same_bytes(tmp_path):
    shuffled = dataclasses.replace(a_release(), observations=a_release().observations.iloc[::-1])
    first, second = write_store([a_release()], tmp_path / "a"), write_store([shuffled], tmp_path / "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_release_without_a_date_goes_by_its_source(tmp_path):
    write_store([a_release(released=None)], tmp_path)
    assert releases(tmp_path) == (a_release(released=None).info,)
    assert len(read_observations(tmp_path, release="prc.ods")) == 4


def test_an_unknown_release(tmp_path):
    write_store([a_release()], tmp_path)
    with pytest.raises(ParameterError, match=r"release: no '2024-01-26'; .*did you mean '2024-01-25'"):
        read_observations(tmp_path, release="2024-01-26")


def test_an_empty_store(tmp_path):
    with pytest.raises(DataError, match="found no release of recorded crime; write one with 'crimekit data build'"):
        releases(tmp_path)


def test_a_truncated_store(tmp_path):
    path, _ = write_store([a_release()], tmp_path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DataError, match=r"recorded-crime-2024-01-25.parquet: found no release that can be read"):
        releases(tmp_path)


def test_a_flipped_byte_among_the_figures_is_noticed(tmp_path):
    path, _ = write_store([a_release()], tmp_path)
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(DataError, match="found no release that can be read"):
        read_observations(tmp_path)


def test_a_parquet_file_that_is_no_release(tmp_path):
    a_release().observations.to_parquet(tmp_path / "recorded-crime-2024-01-25.parquet")
    with pytest.raises(DataError, match="found no release that can be read"):
        releases(tmp_path)
