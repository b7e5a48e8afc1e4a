import pandas as pd
import pytest

from crimekit.errors import DataError
from crimekit.loaders.months import quarter_from_months
from crimekit.quarters import Quarter

NOVEMBER = Quarter.parse("quarter ending November 2021")


def observations(*rows):
    return pd.DataFrame(rows, columns=["force", "period", "series", "value"])


def rows(frame):
    return list(frame.itertuples(index=False, name=None))


def test_three_months_make_a_quarter_ending_in_any_month():
    monthly = observations(
        ("gwent", "2021-08", "lines", 100),
        ("gwent", "2021-09", "lines", 4),
        ("gwent", "2021-10", "lines", 0),
        ("gwent", "2021-11", "lines", -1),
        ("gwent", "2021-12", "lines", 100),
    )
    assert rows(quarter_from_months(monthly, NOVEMBER)) == [("gwent", "quarter ending November 2021", "lines", 3)]


def test_months_make_a_financial_quarter():
    monthly = observations(*(("gwent", month, "lines", 2) for month in ("2023-04", "2023-05", "2023-06")))
    assert rows(quarter_from_months(monthly, Quarter.parse("2023-24 Q1"))) == [("gwent", "2023-24 Q1", "lines", 6)]


@pytest.mark.parametrize("october", [[], [("gwent", "2021-10", "lines", float("nan"))]])
def test_a_missing_month_makes_the_quarter_missing(october):
    monthly = observations(("gwent", "2021-09", "lines", 4), *october, ("gwent", "2021-11", "lines", 3))
    assert rows(quarter_from_months(monthly, NOVEMBER)) == []


def test_a_quarter_given_as_a_whole_is_kept():
    given = observations(("gwent", "2023-24 Q1", "lines", 7), ("gwent", "2023-24 Q2", "lines", 9))
    assert rows(quarter_from_months(given, Quarter.parse("2023-24 Q1"))) == [("gwent", "2023-24 Q1", "lines", 7)]


def test_a_financial_quarter_cannot_be_cut_into_months():
    given = observations(("gwent", "2021-22 Q2", "45", 7), ("gwent", "2021-22 Q3", "45", 9))
    with pytest.raises(DataError) as refused:
        quarter_from_months(given, NOVEMBER, source="recorded crime")
    assert str(refused.value) == (
        "recorded crime: found 45 by financial quarter only; 'quarter ending November 2021' needs monthly figures, "
        "because no financial quarter ends in its last month; expected 2021-09, 2021-10, 2021-11, or a report on a "
        "financial quarter"
    )


def test_both_a_quarter_and_its_months():
    both = observations(
        ("gwent", "2023-24 Q1", "lines", 7), *(("gwent", f"2023-0{month}", "lines", 2) for month in (4, 5, 6))
    )
    with pytest.raises(DataError, match="found gwent, lines for '2023-24 Q1' and for its months; expected one of them"):
        quarter_from_months(both, Quarter.parse("2023-24 Q1"))
