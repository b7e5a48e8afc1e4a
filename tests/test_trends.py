"""What the labels promise: each rule on a series made for it, then on every shipped figure."""

import math

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.stats import norm

import crimekit as ck
from crimekit.errors import DataError
from crimekit.statistics.labels import labels_frame
from crimekit.statistics.panel import panel_of
from crimekit.statistics.results import Label, TrendLabels
from crimekit.statistics.settings import Settings

MISSING = "fewer than 3 quarters of the year and of one before it"
ALONE = "its newest quarters differ"
LONE = math.sqrt(20 * 0.07**2 / 27)  # the wobble of eight quarters that it explains itself: 7 pairs of none, 20 of 0.07


def test_a_year_by_hand():
    found = ck.trend([100] * 4 + [110] * 4, population=[1000] * 4 + [1010] * 4)
    own = math.log(440.5 / 400.5 * 1000 / 1010)
    error = math.sqrt(1 / 440.5 + 1 / 400.5 + 2 * LONE**2 / 4)
    assert (found.year.now, found.year.then, found.year.confidence) == (440, 400, 0.95)
    assert (found.year.now_quarters, found.year.then_quarters) == ((4, 5, 6, 7), (0, 1, 2, 3))
    assert found.year.change == pytest.approx(1.1 / 1.01 - 1)
    assert found.year.noise == pytest.approx(LONE)
    assert found.year.statistic == pytest.approx(own / error)
    assert found.year.p == pytest.approx(2 * norm.sf(own / error))
    limits = (math.expm1(own - norm.ppf(0.975) * error), math.expm1(own + norm.ppf(0.975) * error))
    assert (found.year.lower, found.year.upper) == pytest.approx(limits)
    assert (found.year.label, found.year.reason) == ("No clear change", "")


@pytest.mark.parametrize(
    ("newest", "label", "reason"),
    [
        ([230, 230, 230, 230], "Increasing", ""),
        ([200, 215, 235, 255], "Increasing", ""),
        ([300, 260, 200, 195], "No clear change", ALONE),  # a fifth more, and the newest are back to 200
        ([170, 170, 170, 170], "Decreasing", ""),
        ([110, 160, 215, 220], "No clear change", ALONE),
    ],
)
def test_a_direction_is_one_that_the_newest_quarters_bear_out(newest, label, reason):
    found = ck.trend([200] * 16 + newest).year
    assert abs(found.statistic) > norm.ppf(0.975)  # beyond noise by itself, each of them
    assert (found.label, found.reason) == (label, reason)


@pytest.mark.parametrize(
    ("counts", "parts", "reason"),
    [
        ([50] * 4, {}, MISSING),
        ([50, 40, None, 45, 50, -40, 60, 45], {}, MISSING),  # records cancelled are no offences
        ([50] * 8 + [None] * 3 + [50], {}, MISSING),
        ([50] * 11 + [None], {}, "the current quarter is missing"),
        ([50] * 11 + [math.nan], {}, "the current quarter is missing"),
        ([50] * 11 + [-1], {}, "the current quarter is below zero"),
        ([50] * 12, {"mask": [False] * 11 + [True]}, "the current quarter is left out"),
        ([50] * 8, {"population": [1000] * 7 + [math.nan]}, "no residents are known for the current quarter"),
        ([2, 3, 2, 2] * 2, {}, "fewer than 10 offences a year"),
        *(([50] * 12, {"breaks": [at]}, "recording change") for at in (5, 8, 11)),
    ],
)
def test_a_year_that_cannot_be_judged_says_why_and_gives_no_change(counts, parts, reason):
    found = ck.trend(counts, **parts).year
    assert (found.label, found.reason) == ("Not known", reason)
    assert (found.change, found.lower, found.upper, found.statistic, found.p) == (None,) * 5


def test_a_recording_change_before_the_years_compared_does_not_matter():
    assert ck.trend([500] * 12, breaks=[-3, 0, 4, 12, 99]).year.label == "Stable"


@example([0] * 9 + [5, 5, 6, 6])
@example([6, 6, 6, 6, 5] + [0] * 8)
@given(st.lists(st.integers(0, 8), min_size=13, max_size=13))
@settings(max_examples=100, deadline=None)
def test_below_three_a_quarter_there_is_never_a_direction(counts):
    found = ck.trend(counts)
    assert found.year.direction == 0 or sum(counts[5:]) >= 24
    assert found.three_years.direction == 0 or sum(counts[1:5] + counts[9:]) >= 24
    assert found.quarter.label == "Not known" or sum(counts[8:12]) >= 12


def test_from_three_a_quarter_there_may_be_a_direction():
    found = ck.trend([0] * 9 + [5, 5, 6, 6]).year
    assert (found.label, found.reason) == ("No clear change", "fewer than 3 offences a quarter")
    assert ck.trend([0] * 9 + [6, 6, 6, 6]).year.label == "Increasing"


def test_a_quarter_after_a_recording_change_is_set_against_the_new_level_alone():
    found = ck.trend([100] * 8 + [150] * 4, breaks=[8]).quarter
    assert (found.then_quarters, found.then, found.label) == ((8, 9, 10), pytest.approx(150), "As expected")
    once = ck.trend([100] * 8 + [150] * 2, breaks=[8]).quarter
    assert (once.label, once.reason) == ("Not known", "fewer than 2 of the four quarters before can be used")
    assert ck.trend([100] * 8 + [150], breaks=[8]).quarter.reason == "recording change"


def test_a_quarter_is_named_exactly_where_its_count_lies_outside_the_range_printed():
    """Every fifth measure, every force and quarter that ships."""
    known = ck.measures().query("source == 'recorded-crime'")["measure"]
    shipped = pd.concat([ck.labels(key) for key in known[::5]])
    found, outside = shipped[(shipped["horizon"] == "quarter") & shipped["lower"].notna()], []
    for now, lower, upper in found[["now", "lower", "upper"]].to_numpy():
        low, high = Label("", now=now, lower=lower, upper=upper).expected
        outside.append("higher" if now > high else "lower" if now < low else "as")
    words = found["label"].str.lower().str.replace("far ", "").str.split().str[0]
    assert words.tolist() == outside
    assert len(found) > 6_000
    assert set(found["label"].str.split().str[0]) == {"Far", "Higher", "Lower", "As"}


@pytest.mark.parametrize(
    ("counts", "parts", "message"),
    [
        ([], {}, "trend: found no counts; expected at least one quarter"),
        ([50, math.inf], {}, "trend: found an infinite count in quarter 1; expected counts"),
        ([50] * 12, {"mask": [True]}, "trend: mask: found 1 quarters; expected 12, as many as counts"),
        ([50] * 12, {"population": [9] * 11}, "trend: population: found 11 quarters; expected 12, as many as counts"),
        ([50] * 2, {"population": [9, 0]}, "trend: population: found 0 in quarter 1; expected residents above zero"),
        ([50] * 2, {"population": [-9, 9]}, "trend: population: found -9 in quarter 0; expected residents above zero"),
    ],
)
def test_parts_of_a_series_must_fit(counts, parts, message):
    with pytest.raises(DataError) as refused:
        ck.trend(counts, **parts)
    assert str(refused.value) == message


@pytest.mark.parametrize("forces", [1, 8])
@pytest.mark.parametrize("residents", [None, 1.0])
@pytest.mark.parametrize(
    "column",
    [[math.nan] * 24, [0.0] * 24, [-5.0] * 24, [50.0], [math.nan], [50.0] * 23 + [-5.0], [1e15] * 23 + [math.nan]],
    ids=["missing", "none", "cancelled", "one quarter", "one missing", "cancelled at last", "missing at last"],
)
def test_what_says_nothing_is_not_known_with_a_reason(column, residents, forces):
    table = pd.DataFrame(dict.fromkeys(range(forces), column))
    people = None if residents is None else pd.DataFrame(residents, table.index, table.columns)
    found = labels_frame(panel_of(table, residents=people), at=[-1])
    assert len(found) == 3 * forces
    assert set(found["label"]) == {"Not known"}
    assert (found["reason"] != "").all()


@given(st.lists(st.one_of(st.none(), st.integers(-5, 60), st.integers(0, 10**6)), min_size=1, max_size=26), st.data())
@settings(max_examples=100, deadline=None)
def test_every_series_gets_an_answer(counts, data):
    flags = st.lists(st.booleans(), min_size=len(counts), max_size=len(counts))
    found = ck.trend(counts, mask=data.draw(flags), breaks=data.draw(st.lists(st.integers(0, 26), max_size=3)))
    for label in (found.quarter, found.year, found.three_years):
        assert label.reason or not label.label.startswith("Not")
        numbers = (label.change, label.lower, label.upper, label.statistic, label.pooled, label.p, label.noise)
        assert all(number is None or math.isfinite(number) for number in numbers)
        assert not label.direction or label.lower > 0 or label.upper < 0


def test_settings_move_the_label():
    rise = [100] * 4 + [120] * 4
    assert ck.trend(rise).year.label == "Increasing"
    assert ck.trend(rise, settings=Settings(alone_confidence=0.999)).year.label == "No clear change"


def test_a_result_shows_its_fields_and_those_of_its_parts_in_jupyter():
    falling = Label("Decreasing <b>", change=-0.25, now=300.0)
    shown = TrendLabels(Label("Not known", "too few"), falling, Label("Not comparable"))
    bundle = shown._repr_mimebundle_()
    assert "year: change        -0.25" in bundle["text/plain"].splitlines()
    assert "quarter: reason     too few" in bundle["text/plain"].splitlines()
    assert "None" not in bundle["text/plain"]
    assert '<th scope="row">year: label</th><td>Decreasing &lt;b&gt;</td>' in bundle["text/html"]
