"""The benchmark in a group and the ranks, against computed vectors and by hand."""

import json
import math
from operator import attrgetter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimekit.errors import DataError
from crimekit.statistics.benchmarks import benchmark, rank_of_change
from crimekit.statistics.panel import panel_of
from crimekit.statistics.results import Rank

GOLDEN = json.loads((Path(__file__).parent / "data" / "golden.json").read_text())["computed"]
GROUPS = [case for case in GOLDEN if case["what"] == "msg_benchmark"]

LEVELS = {"avon": 25, "essex": 30, "kent": 100, "sussex": 22}  # a quarter, without scatter


def steady(**changes):
    return {force: [level] * 8 for force, level in LEVELS.items()} | changes


def placed(own, counts, residents=1_000_000, *, better="lower", mask=(), **given):
    """The benchmark of a group by its counts; residents are one number for all, or of some forces, else a million."""
    table = pd.DataFrame(counts, dtype=float)
    some = residents if isinstance(residents, dict) else dict.fromkeys(counts, residents)
    people = pd.DataFrame(dict.fromkeys(counts, 1_000_000) | some, table.index)[[*counts]]
    masked = np.zeros(table.shape, dtype=bool)
    masked[list(mask)] = True
    return benchmark(panel_of(table, residents=people, masked=masked), own, [*counts], better=better, **given)


@pytest.mark.parametrize("case", GROUPS, ids=lambda case: case["name"])
def test_benchmark_agrees_with_computed_vectors(case):
    names = [f"force {at}" for at in range(len(case["series"]))]
    series, residents = (dict(zip(names, case[name], strict=True)) for name in ("series", "populations"))
    found, expected = placed(names[case["own"]], series, residents, per=1), case["expect"]
    assert (found.label, found.reason) == (expected["label"], expected.get("reason", ""))
    assert PLACES(found.rank) == tuple(expected[name] for name in ("rank", "rank_low", "rank_high"))
    assert found.rank.of == len(found.rates) == expected["forces_used"]
    assert found.rank.of + len(found.missing) == expected["forces"]
    numbers = {
        "rate": found.rate,
        "msg_average": found.average,
        "diff_pct": 100 * found.difference,
        "expected": found.expected,
        "phi_star": found.dispersion,
        "z": found.statistic,
        "p": found.p,
    }
    for name, number in numbers.items():
        assert number == pytest.approx(expected[name], abs=case["tol"]), name


@pytest.mark.parametrize(("better", "place"), [("lower", (2, 1, 3)), ("higher", (3, 2, 4))])
def test_rank_range_by_hand_and_the_name_of_the_group(better, place):
    # z: essex 20/sqrt(220) = 1.35, kent 300/sqrt(500) = 13.4, sussex -12/sqrt(188) = -0.88; the limit is 1.645
    found = placed("avon", steady(), better=better, group="peer")
    assert (PLACES(found.rank), found.label) == (place, "below peer average rates")


def test_a_difference_under_ten_percent_is_similar_however_sure():
    alike = {force: [level * 1000] * 8 for force, level in {"a": 105, "b": 100, "c": 100, "d": 100}.items()}
    found = placed("a", alike)
    assert found.p < 1e-6
    assert found.label == "Similar to MSG average rates"


def test_a_force_without_figures_is_named():
    forces = steady(kent=[100, 100, 100, 100, 100, None, 100, 100], dorset=[20] * 8, surrey=[None] * 8)
    found = placed("avon", forces)
    assert found.missing == ("kent", "surrey")
    assert found.rank.of == 4
    assert [force for force, _ in found.rates] == ["avon", "essex", "sussex", "dorset"]


@pytest.mark.parametrize(
    ("own", "forces", "reason", "place"),
    [
        ("avon", steady(kent=[None] * 8), "fewer than 4 forces with figures", (2, 3)),
        ("avon", {"avon": [25] * 8}, "no other force has figures for the twelve months", None),
        ("kent", steady(kent=[100] * 7 + [None]), "no figures of the force itself for the twelve months", None),
        ("avon", {force: [n] * 3 for force, n in LEVELS.items()}, "no figures of the force itself", None),
        ("avon", {force: [n] * 4 for force, n in LEVELS.items()}, "too few quarters to know", (2, 4)),
        ("avon", {force: [0] * 8 for force in LEVELS}, "fewer than 10 offences expected", (1, 4)),
    ],
)
def test_why_a_side_is_not_known_and_what_is_not_known_is_none(own, forces, reason, place):
    found = placed(own, forces)
    assert (found.label, found.reason.startswith(reason)) == ("Not known", True)
    assert (found.rank and (found.rank.position, found.rank.of)) == place
    assert (found.expected is None) == (place is None)
    assert (found.dispersion is None) == (place is None or len(forces["avon"]) == 4)
    assert (found.difference is None) == (place is None or forces["avon"][0] == 0)


@pytest.mark.parametrize(
    ("own", "residents", "message"),
    [
        ("essx", {}, "benchmark: found no counts of 'essx'; did you mean 'essex'"),
        ("avon", {"kent": math.nan}, "benchmark: found no residents of 'kent' for 7; expected an estimate above zero"),
    ],
)
def test_what_does_not_fit_is_refused(own, residents, message):
    with pytest.raises(DataError, match=message):
        placed(own, steady(), residents)


def test_equal_changes_share_the_better_rank_and_the_forces_that_rose_are_counted():
    changes = {"a": 4.0, "b": 0.0, "c": 0.0, "d": None, "e": math.nan, "f": -1.0}
    for own, better, position in (("b", "higher", 2), ("c", "lower", 2), ("a", "neither", 4)):
        place = rank_of_change(own, changes, better=better)
        assert (place.rank, place.increased, place.missing) == (Rank(position, 4), 1, ("d", "e"))
    with pytest.raises(DataError, match="rank: found no value of 'kemt'; did you mean 'kent'"):
        rank_of_change("kemt", {"kent": 1.0}, better="lower")


QUARTERS = st.lists(st.one_of(st.integers(0, 30), st.integers(0, 900), st.none()), min_size=12, max_size=12)
PLACES = attrgetter("position", "low", "high")
GROUP = st.dictionaries(st.sampled_from("abcdefgh"), QUARTERS, min_size=1)


@given(GROUP, st.sampled_from(["lower", "higher", "neither"]), st.floats(0.01, 1000))
@settings(max_examples=80, deadline=None)
def test_every_group_gets_an_answer_that_does_not_change_with_the_unit_or_the_order(group, better, scale):
    populations = {force: 300_000 + 170_000 * "abcdefgh".index(force) for force in group}
    one = placed(min(group), group, populations, better=better)
    assert (one.label == "Not known") == bool(one.reason)
    turned = dict(reversed(group.items()))
    other = placed(min(group), turned, {force: scale * n for force, n in populations.items()}, better=better)
    assert (other.label, other.p) == (one.label, pytest.approx(one.p))
    assert (one.rank is None) == (other.rank is None)
    if one.rank:
        assert PLACES(one.rank) == PLACES(other.rank)
    if one.rank and one.rank.low is not None:
        assert 1 <= one.rank.low <= one.rank.position <= one.rank.high <= one.rank.of
