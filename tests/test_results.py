"""What results say of themselves, and which thresholds are refused."""

import pytest

from crimekit.errors import ParameterError
from crimekit.statistics.results import Outlook, Rank, Trend
from crimekit.statistics.settings import Settings


@pytest.mark.parametrize(
    ("low", "high", "informative"), [(2, 6, True), (2, 7, False), (1, 8, False), (None, None, False)]
)
def test_a_rank_that_could_be_six_of_eight_places_is_not_informative(low, high, informative):
    assert Rank(position=3, of=8, low=low, high=high).informative is informative


def test_a_result_shows_its_fields_and_those_of_its_parts_in_jupyter():
    falling = Trend("short", "Decreasing", "score test", change=-0.25, now=300.0)
    shown = Outlook("Decreasing <b>", "improving", falling, Trend("medium", "Not known", "", reason="too few"))
    bundle = shown._repr_mimebundle_()
    assert "short: change   -0.25" in bundle["text/plain"].splitlines()
    assert "medium: reason  too few" in bundle["text/plain"].splitlines()
    assert "None" not in bundle["text/plain"]
    assert '<th scope="row">text</th><td>Decreasing &lt;b&gt;</td>' in bundle["text/html"]


def test_a_probability_above_one_and_a_threshold_below_zero_are_refused():
    with pytest.raises(ParameterError) as told:
        Settings(alpha=5, group_excess=-1)
    alpha = "alpha: found 5; expected a fraction between 0 and 1"
    assert str(told.value) == f"settings: {alpha}; group_excess: found -1; expected a number from 0"
