"""What results say of themselves, and which thresholds are refused."""

import pytest

from crimekit.errors import ParameterError
from crimekit.statistics.results import Label, Rank, TrendLabels
from crimekit.statistics.settings import Settings


@pytest.mark.parametrize(
    ("low", "high", "informative"), [(2, 6, True), (2, 7, False), (1, 8, False), (None, None, False)]
)
def test_a_rank_that_could_be_six_of_eight_places_is_not_informative(low, high, informative):
    assert Rank(position=3, of=8, low=low, high=high).informative is informative


def test_a_result_shows_its_fields_and_those_of_its_parts_in_jupyter():
    falling = Label("Decreasing <b>", change=-0.25, now=300.0)
    shown = TrendLabels(Label("Not known", "too few"), falling, Label("Not comparable"))
    bundle = shown._repr_mimebundle_()
    assert "year: change        -0.25" in bundle["text/plain"].splitlines()
    assert "quarter: reason     too few" in bundle["text/plain"].splitlines()
    assert "None" not in bundle["text/plain"]
    assert '<th scope="row">year: label</th><td>Decreasing &lt;b&gt;</td>' in bundle["text/html"]


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        (-0.2, 0.25, (80, 125)),  # 100.5 / 1.25 - 0.5 is 79.9, 100.5 / 0.8 - 0.5 is 125.125
        (0.1, 0.25, (80, 90)),
        (-0.5, 300, (0, 200)),  # never below none
        (None, None, None),
    ],
)
def test_the_range_expected_is_of_whole_counts(lower, upper, expected):
    assert Label("As expected", now=100.0, lower=lower, upper=upper).expected == expected


def test_a_probability_above_one_and_a_threshold_below_zero_are_refused():
    with pytest.raises(ParameterError) as told:
        Settings(alpha=5, group_excess=-1)
    alpha = "alpha: found 5; expected a fraction between 0 and 1"
    assert str(told.value) == f"settings: {alpha}; group_excess: found -1; expected a number from 0"
