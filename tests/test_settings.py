import pytest

from crimekit.errors import ParameterError
from crimekit.statistics.settings import DEFAULTS, Settings


def test_defaults_are_the_measured_ones():
    assert (DEFAULTS.alpha, DEFAULTS.short_excess, DEFAULTS.medium_excess, DEFAULTS.group_excess) == (
        0.05,
        2.5,
        2.75,
        2,
    )
    assert (DEFAULTS.medium_window, DEFAULTS.outturn_drift, DEFAULTS.rank_confidence) == (20, 0.08, 0.9)


def test_a_probability_above_one_and_a_threshold_below_zero_are_refused():
    with pytest.raises(ParameterError) as told:
        Settings(alpha=5, group_excess=-1)
    alpha = "alpha: found 5; expected a fraction between 0 and 1"
    assert str(told.value) == f"settings: {alpha}; group_excess: found -1; expected a number from 0"
