"""Labels replayed over past quarters."""

from dataclasses import replace

import pandas as pd
import pytest

from crimekit.reports.track_record import TRACK_RECORD, Tally, read_rows, track_record
from crimekit.reports.track_record.replay import report_dates
from crimekit.reports.track_record.shipped import shipped_case, shipped_track_record


@pytest.fixture(scope="module")
def case(gwent):
    """The shipped release of April 2026."""
    return shipped_case(gwent.parameters, release="2026-04-23")


def test_report_dates_have_history_and_a_year_after_and_keep_clear_of_the_pandemic(case):
    # 21 quarters from 2012-13 Q1 end in 2017-18 Q1. The last of twelve quarters that begin after 2020-21 Q4 is
    # 2023-24 Q4; four quarters before 2025-26 Q3 is 2024-25 Q3.
    found = [case.quarters[at].label for at in report_dates(case)]
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
    return track_record([measure], ["gwent"], with_counts(case, counts))


def test_a_steady_rise_is_printed_and_held_and_never_flips(case):
    found = tallies(case, [round(200 * 1.04**at) for at in range(len(case.quarters))])
    assert found["short term", "all", ""] == Tally(dates=11, printed=11, judged=11, held=11, pairs=9, flips=0)
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


def test_tallies_add_up():
    assert Tally(1, 1, 1, 0, 1, 1) + Tally(1, 0, 0, 0, 1, 0) == Tally(2, 1, 1, 0, 2, 1)


@pytest.mark.parametrize("measure", ["homicide", "neighbourhood-crime"])
def test_the_shipped_table_is_what_the_labels_say_today(case, measure):
    found = track_record([case.parameters.measures[measure]], list(case.parameters.forces), case)
    shipped = {row.rule: row.tally for row in read_rows(TRACK_RECORD) if (row.by, row.name) == ("measure", measure)}
    assert shipped == {rule: tally for (rule, by, _), tally in found.items() if by == "measure"}


@pytest.mark.slow
def test_the_whole_shipped_table_is_what_the_labels_say_today(case):
    rows = shipped_track_record(case.parameters, version="any", release="2026-04-23")
    shipped = {(row.rule, row.by, row.name): row.tally for row in read_rows(TRACK_RECORD)}
    assert shipped == {(row.rule, row.by, row.name): row.tally for row in rows}
    assert {row.release for row in rows} == {"2026-04-23"}
