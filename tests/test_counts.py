"""The negative binomial, against scipy."""

import pytest
from scipy import stats

from crimekit.statistics.counts import NegativeBinomial


def reference(mean, variance):
    return stats.nbinom(mean**2 / (variance - mean), mean / variance)


@pytest.mark.parametrize(("mean", "variance"), [(0.4, 0.5), (12, 30), (640, 4000), (90_000, 1e7), (50, 50.0001)])
def test_agrees_with_scipy(mean, variance):
    ours, theirs = NegativeBinomial(mean, variance), reference(mean, variance)
    for share in (0.01, 0.1, 0.5, 0.9, 0.99):
        assert ours.quantile(share) == theirs.ppf(share)
    for count in (0, 1, round(mean), round(2 * mean)):
        assert ours.below(count) == pytest.approx(theirs.cdf(count))
        assert ours.above(count) == pytest.approx(theirs.sf(count))
        assert ours.at(count) == pytest.approx(theirs.pmf(count), rel=1e-4)


def test_mid_z_of_an_impossible_count_is_finite():
    assert NegativeBinomial(5, 6).mid_z(100_000) > 30


def test_nothing_lies_below_zero():
    assert NegativeBinomial(5, 6).below(-1) == 0
    assert NegativeBinomial(5, 6).above(-1) == 1
