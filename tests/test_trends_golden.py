"""The published and computed vectors of the trend labels, kept in tests/data/golden.json with their sources."""

import json
import math
from pathlib import Path

import pytest

from crimekit.statistics.medium_term import medium_term
from crimekit.statistics.short_term import short_term
from crimekit.statistics.wording import headline_list, outlook

GOLDEN = json.loads((Path(__file__).parent / "data" / "golden.json").read_text())["computed"]
LABELS = [case for case in GOLDEN if case["what"] == "trend_labels"]
DISCOVERIES = [case for case in GOLDEN if case["what"] == "benjamini_hochberg"]


def trends(case):
    given = case["input"]
    settings = {"population": given.get("pop"), "mask": given.get("mask", ()), "breaks": given.get("breaks", ())}
    return short_term(given["y"], **settings), medium_term(given["y"], **settings)


def percent(change):
    return None if change is None else 100 * change


def agrees(found, expected, tolerance):
    internal = {"method", "phi_hat", "season_terms", "n_used"}  # dispersion and df follow from them
    for name in expected.keys() - internal:
        same = expected[name] if isinstance(expected[name], str) else pytest.approx(expected[name], abs=tolerance)
        assert found[name] == same, name


@pytest.mark.parametrize("case", LABELS, ids=lambda case: case["name"])
def test_short_term_and_outlook(case):
    short, medium = trends(case)
    assert outlook(short, medium, "lower").text == case["label"]
    trend, expected = short, case["short"]
    found = {
        "label": trend.label,
        "A": trend.now,
        "B": trend.then,
        "years_back": (trend.now_quarters[0] - trend.then_quarters[0]) // 4,
        "matched": len(trend.now_quarters),
        "phi_star": trend.dispersion,
        "df": trend.df,
        "z": trend.statistic,
        "p": trend.p,
        "change_pct": percent(trend.change),
        "lo_pct": percent(trend.lower),
        "hi_pct": percent(trend.upper),
        "shrunk_pct": percent(trend.shrunk),
        "words": trend.words,
        "reason": trend.reason,
    }
    agrees(found, expected, case["tol"])


@pytest.mark.parametrize("case", LABELS, ids=lambda case: case["name"])
def test_medium_term(case):
    trend, expected = trends(case)[1], case["medium"]
    slope = math.log1p(trend.change)
    found = {
        "label": trend.label,
        "slope": slope,
        "se": slope / trend.statistic,
        "t": trend.statistic,
        "df": trend.df,
        "p": trend.p,
        "phi_star": trend.dispersion,
        "annual_pct": percent(trend.change),
        "lo_pct": percent(trend.lower),
        "hi_pct": percent(trend.upper),
    }
    agrees(found, expected, case["tol"])


@pytest.mark.parametrize("case", DISCOVERIES, ids=lambda case: f"{len(case['p'])} tests")
def test_benjamini_hochberg(case):
    assert list(headline_list(case["p"], rate=0.05)) == case["rejected_at_05"]
    for rate in (0.01, 0.10, 0.215, 0.5):
        assert list(headline_list(case["p"], rate=rate)) == [p <= rate for p in case["adjusted"]]
