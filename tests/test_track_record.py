"""The bench of the track record: labels replayed over past quarters, the rules of everyday practice, the tables."""

import runpy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crimekit.errors import DataError
from crimekit.reports.cases.case import shipped_case
from crimekit.reports.track_record import CALIBRATION, TRACK_RECORD, Measured, Row, read_table

BENCH = runpy.run_path(str(Path(__file__).parent / "benchmarks" / "track_record.py"))
EVERYDAY, track_record = BENCH["EVERYDAY"], BENCH["track_record"]
FLAT = [50.0, 52, 48, 51, 49, 50, 52, 48, 51, 49, 50, 52]


@pytest.fixture(scope="module")
def case(gwent):
    """The shipped release of April 2026."""
    return shipped_case(gwent.parameters, release="2026-04-23")


def test_report_dates_have_history_and_a_year_after_and_keep_clear_of_the_pandemic(case):
    # 21 quarters from 2012-13 Q1 end in 2017-18 Q1. The last of twelve quarters that begin after 2020-21 Q4 is
    # 2023-24 Q4; four quarters before 2025-26 Q3 is 2024-25 Q3.
    found = [case.quarters[at].label for at in BENCH["report_dates"](case)]
    assert found[:7] == [f"2017-18 Q{n}" for n in (1, 2, 3, 4)] + [f"2018-19 Q{n}" for n in (1, 2, 3)]
    assert found[7:] == ["2023-24 Q4", "2024-25 Q1", "2024-25 Q2", "2024-25 Q3"]


def with_counts(case, counts):
    """The case with one force's counts of homicide by quarter."""
    labels = [quarter.label for quarter in case.quarters]
    frame = pd.DataFrame({"force": "gwent", "period": labels, "series": "1", "value": counts})
    return replace(case, inputs=replace(case.inputs, figures=_Given(frame)))


class _Given:
    """Observations as an analyst's own release holds them."""

    def __init__(self, observations):
        self.observations = observations


def tallies(case, counts):
    measure = case.parameters.measures["homicide"]
    rows = track_record([measure], ["gwent"], with_counts(case, counts))
    return {(row.rule, row.by, row.name): row for row in rows}


def test_a_steady_rise_is_printed_and_held_and_never_flips(case):
    found = tallies(case, [round(200 * 1.04**at) for at in range(len(case.quarters))])
    steady = found["short term", "all", ""]
    assert (steady.dates, steady.printed, steady.judged, steady.held) == (11, 11, 11, 11)
    assert (steady.pairs, steady.flips) == (9, 0)
    assert found["same quarter last year, 10 %", "force", "gwent"].held == 11
    assert found["short term", "level", "above 300"].dates == 11


def test_a_zigzag_flips_from_quarter_to_quarter(case):
    found = tallies(case, [100 if at % 2 else 130 for at in range(len(case.quarters))])
    assert found["last quarter, 10 %", "all", ""].flips == 9
    assert found["short term", "all", ""].printed == 0


def test_a_rise_that_falls_back_is_not_borne_out(case):
    # The newest year is a fifth higher at the first date, 2017-18 Q1; the year after is a fifth lower than ever.
    counts = [1000] * 17 + [1200] * 4 + [800] * (len(case.quarters) - 21)
    found = tallies(case, counts)
    rising = found["year on year, 10 % either way", "all", ""]
    assert rising.held == rising.judged - 1


def test_a_missing_quarter_is_no_report_date(case):
    counts = [100.0] * len(case.quarters)
    counts[20] = float("nan")
    assert tallies(case, counts)["short term", "all", ""].dates == 10


@pytest.mark.parametrize("measure", ["homicide", "neighbourhood-crime"])
def test_the_shipped_table_is_what_the_labels_say_today(case, measure):
    rows = track_record([case.parameters.measures[measure]], list(case.parameters.forces), case, "0.1.0")
    shipped = [row for row in read_table(TRACK_RECORD, Row) if (row.by, row.name) == ("measure", measure)]
    assert sorted(shipped, key=str) == sorted((row for row in rows if row.by == "measure"), key=str)


@pytest.mark.slow
def test_the_bench_writes_the_whole_table_of_the_methods_page(tmp_path, monkeypatch, capsys):
    path = tmp_path / "record.csv"
    monkeypatch.setattr("sys.argv", ["track_record.py", "--release", "2026-04-23", "--write", str(path)])
    BENCH["main"]()
    assert path.read_bytes() == TRACK_RECORD.read_bytes()
    assert "short term" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("rule", "latest", "expected"),
    [
        ("same quarter last year, 10 %", 57, 1),  # 51 a year before
        ("same quarter last year, 10 %", 56, 0),
        ("same quarter last year, 10 %", 45, -1),
        ("last quarter, 10 %", 58, 1),  # 52 before
        ("last quarter, 10 %", 46, -1),
        ("year on year, 10 % either way", 71, 1),  # 222 against 201, more than a tenth
    ],
)
def test_a_tenth_either_way_is_a_direction(rule, latest, expected):
    assert EVERYDAY[rule](np.array([*FLAT, latest])) == expected


def test_from_nothing_to_something_is_up():
    assert EVERYDAY["last quarter, 10 %"](np.array([*FLAT[:-1], 0.0, 1.0])) == 1


@pytest.mark.parametrize("rule", ["same quarter last year, 10 %", "year on year, Poisson z"])
def test_a_missing_quarter_gives_no_direction(rule):
    assert EVERYDAY[rule](np.array([*FLAT[:-5], np.nan, *FLAT[-4:-1], 90.0])) == 0


@pytest.mark.parametrize(("now", "expected"), [(118, 0), (131, 1), (72, -1)])
def test_two_poisson_years_are_tested_at_five_in_a_hundred(now, expected):
    # Against 100: the difference over the root of the sum is 1.22, 2.04 and -2.13.
    assert BENCH["poisson_year"](np.array([25.0] * 4 + [now / 4] * 4)) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([*FLAT, 90.0], 1),  # outside the limits
        ([*FLAT, 12.0], -1),
        ([*FLAT, 51.0], 0),
        ([50.0, 60] * 5 + [51.0, 52, 53, 54, 55, 56, 57], 1),  # seven points that rise
        ([70.0, 50, 70, 50, 70, 50, 70, 50, 49, 50, 49, 50, 49, 50, 49], -1),  # seven points below the mean
    ],
)
def test_the_control_chart_applies_its_rules(counts, expected):
    assert BENCH["control_chart"](np.array(counts)) == expected


def test_a_constant_series_is_in_control():
    assert BENCH["control_chart"](np.full(12, 7.0)) == 0


def test_the_control_chart_leaves_missing_quarters_out():
    assert BENCH["control_chart"](np.array([*FLAT, np.nan, 90.0])) == 1


@pytest.mark.parametrize(("path", "kind"), [(CALIBRATION, Measured), (TRACK_RECORD, Row)])
def test_what_is_written_is_read(tmp_path, path, kind):
    rows = read_table(path, kind)
    BENCH["write_table"](rows, tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_bytes() == path.read_bytes()
    assert all(row.version for row in rows)


@pytest.mark.parametrize("kind", [Measured, Row])
def test_other_columns_are_refused(tmp_path, kind):
    path = tmp_path / "table.csv"
    path.write_text("rule,share\nshort term,0.2\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"table.csv: found the columns rule, share; expected rule, "):
        read_table(path, kind)


@pytest.mark.parametrize(("path", "kind"), [(CALIBRATION, Measured), (TRACK_RECORD, Row)])
def test_a_count_that_is_none_is_refused(tmp_path, path, kind):
    header, first, *_ = path.read_text(encoding="utf-8").splitlines()
    bad = tmp_path / "table.csv"
    bad.write_text(f"{header}\n{first.replace('270', 'many').replace('8514', 'many')}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"table.csv: found a number that is none \(.*'many'\)"):
        read_table(bad, kind)
    bad.write_text(f"{header}\nshort term,all\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"table.csv: found a number that is none"):
        read_table(bad, kind)
