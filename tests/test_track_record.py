"""The bench of the track record: labels replayed over past quarters, the rules of everyday practice, the tables."""

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from crimekit.errors import DataError
from crimekit.reports.cases.case import shipped_case

BENCH = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "benchmarks" / "track_record.py")))
CALIBRATION, TRACK_RECORD = BENCH.CALIBRATION, BENCH.TRACK_RECORD
Measured, Row, read_table = BENCH.Measured, BENCH.Row, BENCH.read_table
SHIPPED = pytest.mark.parametrize(("path", "kind"), [(CALIBRATION, Measured), (TRACK_RECORD, Row)])
FLAT = [50.0, 52, 48, 51, 49, 50, 52, 48, 51, 49, 50, 52]
TENTH, SAME, LAST = "year on year, 10 % either way", "same quarter last year, 10 %", "last quarter, 10 %"
POISSON, CHART = "year on year, Poisson z", "control chart (XmR), all rules"


@pytest.fixture(scope="module")
def case(gwent):
    """The shipped release of April 2026."""
    return shipped_case(gwent.parameters, release="2026-04-23")


def test_report_dates_have_history_and_a_year_after_and_keep_clear_of_the_pandemic(case):
    # 21 quarters from 2012-13 Q1 end in 2017-18 Q1. The last of twelve quarters that begin after 2020-21 Q4 is
    # 2023-24 Q4; four quarters before 2025-26 Q3 is 2024-25 Q3.
    found = [case.quarters[at].label for at in BENCH.report_dates(case)]
    assert found[:7] == [f"2017-18 Q{n}" for n in (1, 2, 3, 4)] + [f"2018-19 Q{n}" for n in (1, 2, 3)]
    assert found[7:] == ["2023-24 Q4", "2024-25 Q1", "2024-25 Q2", "2024-25 Q3"]


def replayed(case, counts):
    """The rows by rule, over all, where one force's homicides were these counts by quarter."""
    labels = [quarter.label for quarter in case.quarters]
    frame = pd.DataFrame({"force": "gwent", "period": labels, "series": "1", "value": counts})
    inputs = SimpleNamespace(quarters=case.inputs.quarters, population=case.inputs.population)
    inputs.release, inputs.observations = case.inputs.release, lambda codes, forces=None: frame
    own = replace(case, inputs=inputs)
    rows = BENCH.track_record([case.parameters.measures["homicide"]], ["gwent"], own)
    assert {(row.rule, row.by) for row in rows} >= {("short term", by) for by in ("all", "level", "measure", "force")}
    return {row.rule: row for row in rows if row.by == "all"}


def test_a_steady_rise_is_printed_and_held_and_never_flips(case):
    found = replayed(case, [round(200 * 1.04**at) for at in range(len(case.quarters))])
    short = found["short term"]
    assert (short.dates, short.printed, short.judged, short.held, short.pairs, short.flips) == (11, 11, 11, 11, 9, 0)
    assert found[SAME].held == 11


def test_a_zigzag_flips_from_quarter_to_quarter(case):
    found = replayed(case, [100 if at % 2 else 130 for at in range(len(case.quarters))])
    assert (found[LAST].flips, found["short term"].printed) == (9, 0)


def test_a_rise_that_falls_back_is_not_borne_out(case):
    # The newest year is a fifth higher at the first date, 2017-18 Q1; the year after is a fifth lower than ever.
    rising = replayed(case, [1000] * 17 + [1200] * 4 + [800] * (len(case.quarters) - 21))[TENTH]
    assert rising.held == rising.judged - 1


def test_a_missing_quarter_is_no_report_date(case):
    counts = [100.0] * len(case.quarters)
    counts[20] = float("nan")
    assert replayed(case, counts)["short term"].dates == 10


@pytest.mark.parametrize("measure", ["homicide", "neighbourhood-crime"])
def test_the_shipped_table_is_what_the_labels_say_today(case, measure):
    rows = BENCH.track_record([case.parameters.measures[measure]], list(case.parameters.forces), case, "0.1.0")
    shipped = [row for row in read_table(TRACK_RECORD, Row) if (row.by, row.name) == ("measure", measure)]
    assert sorted(shipped, key=str) == sorted((row for row in rows if row.by == "measure"), key=str)


@pytest.mark.slow
def test_the_bench_writes_the_whole_table_of_the_methods_page(tmp_path, monkeypatch, capsys):
    path = tmp_path / "record.csv"
    monkeypatch.setattr("sys.argv", ["track_record.py", "--release", "2026-04-23", "--write", str(path)])
    BENCH.main()
    assert path.read_bytes() == TRACK_RECORD.read_bytes()
    assert "short term" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("rule", "counts", "expected"),
    [
        (SAME, [*FLAT, 57], 1),  # 51 a year before
        (SAME, [*FLAT, 56], 0),
        (SAME, [*FLAT, 45], -1),
        (LAST, [*FLAT, 58], 1),  # 52 before
        (LAST, [*FLAT, 46], -1),
        (LAST, [*FLAT, 0, 1], 1),  # from nothing to something
        (TENTH, [*FLAT, 71], 1),  # 222 against 201, more than a tenth
        (SAME, [*FLAT[:-5], np.nan, *FLAT[-4:-1], 90], 0),  # a quarter that it needs is missing
        (POISSON, [*FLAT[:-5], np.nan, *FLAT[-4:-1], 90], 0),
        (POISSON, [25] * 4 + [29.5] * 4, 0),  # the difference over the root of the sum is 1.22
        (POISSON, [25] * 4 + [32.75] * 4, 1),  # 2.04
        (POISSON, [25] * 4 + [18] * 4, -1),  # -2.13
        (CHART, [*FLAT, 90], 1),  # outside the limits
        (CHART, [*FLAT, 12], -1),
        (CHART, [*FLAT, 51], 0),
        (CHART, [50, 60] * 5 + [51, 52, 53, 54, 55, 56, 57], 1),  # seven points that rise
        (CHART, [70, 50, 70, 50, 70, 50, 70, 50, 49, 50, 49, 50, 49, 50, 49], -1),  # seven points below the mean
        (CHART, [7] * 12, 0),
        (CHART, [*FLAT, np.nan, 90], 1),  # a missing quarter is left out
    ],
)
def test_the_rules_of_everyday_practice(rule, counts, expected):
    assert BENCH.EVERYDAY[rule](np.array(counts, dtype=float)) == expected


@SHIPPED
def test_what_is_written_is_read(tmp_path, path, kind):
    rows = read_table(path, kind)
    BENCH.write_table(rows, tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_bytes() == path.read_bytes()
    assert all(row.version for row in rows)


@SHIPPED
def test_other_columns_and_counts_that_are_none_are_refused(tmp_path, path, kind):
    header, first, *_ = path.read_text(encoding="utf-8").splitlines()
    many = first.replace("270", "many").replace("8514", "many")
    for text, message in {
        "rule,share\nshort term,0.2\n": "table.csv: found the columns rule, share; expected rule, ",
        f"{header}\n{many}\n": r"table.csv: found a number that is none \(.*'many'\)",
        f"{header}\nshort term,all\n": "table.csv: found a number that is none",
    }.items():
        (tmp_path / "table.csv").write_text(text, encoding="utf-8")
        with pytest.raises(DataError, match=message):
            read_table(tmp_path / "table.csv", kind)
