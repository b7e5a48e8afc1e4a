"""The command that writes the track record."""

import pytest

from crimekit.errors import ParameterError
from crimekit.reports.track_record import TRACK_RECORD
from crimekit.store_commands import track_record


def test_a_release_that_is_not_shipped_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(ParameterError, match="release: no '2026-04-24'; expected 'latest' or a date; did you mean"):
        track_record(release="2026-04-24", to=tmp_path / "record.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_shipped_table_is_what_the_command_writes(tmp_path, capsys):
    track_record(release="2026-04-23", to=tmp_path / "record.csv")
    assert (tmp_path / "record.csv").read_bytes() == TRACK_RECORD.read_bytes()
    assert "rows written to record.csv" in capsys.readouterr().out
