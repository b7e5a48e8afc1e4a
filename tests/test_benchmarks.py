"""The benchmark in a group and the ranks, against computed vectors and by hand."""

import json
import math
from operator import attrgetter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimekit.errors import DataError
from crimekit.statistics.benchmarks import benchmark, rank, rank_of_change
from crimekit.statistics.results import Rank

GOLDEN = json.loads((Path(__file__).parent / "data" / "golden.json").read_text())["computed"]
GROUPS = [case for case in GOLDEN if case["what"] == "msg_benchmark"]

LEVELS = {"avon": 25, "essex": 30, "kent": 100, "sussex": 22}  # a quarter, without scatter
RESIDENTS = dict.fromkeys(LEVELS, 1_000_000)


def steady(**changes):
    return {force: [level] * 8 for force, level in LEVELS.items()} | changes


@pytest.mark.parametrize("case", GROUPS, ids=lambda case: case["name"])
def test_benchmark_agrees_with_computed_vectors(case):
    names = [f"force {at}" for at in range(len(case["series"]))]
    series = dict(zip(names, case["series"], strict=True))
    populations = dict(zip(names, case["populations"], strict=True))
    found, expected = benchmark(names[case["own"]], series, populations, better="lower", per=1), case["expect"]
    assert found.label == expected["label"]
    assert found.reason == expected.get("reason", "")
    assert (found.rank.position, found.rank.low, found.rank.high) == tuple(
        expected[name] for name in ("rank", "rank_low", "rank_high")
    )
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


def test_benchmark_by_hand():
    # 100 a year against the mean of 120, 400 and 88: E = 608/3, V = E + 608/9
    found = benchmark("avon", steady(), RESIDENTS, better="lower")
    assert found.expected == pytest.approx(608 / 3)
    assert found.statistic == pytest.approx((100 - 608 / 3) / math.sqrt(608 / 3 + 608 / 9))
    assert found.rate == pytest.approx(0.1)
    assert found.average == pytest.approx((100 + 120 + 400 + 88) / 4 / 1000)
    assert found.difference == pytest.approx(100 / 177 - 1)
    assert found.label == "below MSG average rates"
    assert (
        benchmark("kent", steady(), RESIDENTS, better="lower", group="peer").label == "higher than peer average rates"
    )
    larger = benchmark("avon", steady(), RESIDENTS | {"kent": 4_000_000}, better="lower")
    assert larger.average == pytest.approx((100 + 120 + 100 + 88) / 4 / 1000)  # every force counts alike


def test_rank_range_by_hand():
    # z: essex 20/sqrt(220) = 1.35, kent 300/sqrt(500) = 13.4, sussex -12/sqrt(188) = -0.88; the limit is 1.645
    assert benchmark("avon", steady(), RESIDENTS, better="lower").rank == Rank(position=2, of=4, low=1, high=3)
    assert benchmark("avon", steady(), RESIDENTS, better="higher").rank == Rank(position=3, of=4, low=2, high=4)
    assert benchmark("kent", steady(), RESIDENTS, better="higher").rank == Rank(position=1, of=4, low=1, high=1)


def test_a_difference_under_ten_percent_is_similar_however_sure():
    alike = {force: [level * 1000] * 8 for force, level in {"a": 105, "b": 100, "c": 100, "d": 100}.items()}
    found = benchmark("a", alike, dict.fromkeys(alike, 1_000_000), better="lower")
    assert found.p < 1e-6
    assert found.label == "Similar to MSG average rates"


def test_a_force_without_figures_is_named():
    forces = steady(kent=[100, 100, 100, 100, 100, None, 100, 100], dorset=[20] * 8, surrey=[])
    found = benchmark("avon", forces, RESIDENTS | {"dorset": 1_000_000}, better="lower")
    assert found.missing == ("kent", "surrey")
    assert found.rank.of == 4
    assert [force for force, _ in found.rates] == ["avon", "essex", "sussex", "dorset"]


@pytest.mark.parametrize(
    ("own", "forces", "reason", "place"),
    [
        ("avon", steady(kent=[None] * 8), "fewer than 4 forces with figures", (2, 3)),
        ("avon", {"avon": [25] * 8}, "fewer than 4 forces with figures", (1, 1)),
        ("kent", steady(kent=[100] * 7 + [None]), "no figures of the force itself for the twelve months", None),
        ("avon", steady() | {force: [n] * 4 for force, n in LEVELS.items()}, "too few quarters to know", (2, 4)),
        ("avon", {force: [0] * 8 for force in LEVELS}, "fewer than 10 offences expected", (1, 4)),
    ],
)
def test_why_a_side_is_not_known(own, forces, reason, place):
    found = benchmark(own, forces, RESIDENTS, better="lower")
    assert (found.label, found.reason.startswith(reason)) == ("Not known", True)
    assert (found.rank and (found.rank.position, found.rank.of)) == place


def test_what_is_not_known_is_none():
    assert benchmark("avon", {"avon": [25] * 8}, RESIDENTS, better="lower").expected is None
    year = benchmark("avon", {force: [level] * 4 for force, level in LEVELS.items()}, RESIDENTS, better="lower")
    assert (year.rank, year.p) == (Rank(position=2, of=4), None)  # one year of quarters has no dispersion
    zeros = benchmark("avon", {force: [0] * 8 for force in LEVELS}, RESIDENTS, better="lower")
    assert (zeros.difference, len(zeros.rank.tied)) == (None, 3)
    absent = benchmark("kent", steady(kent=[100] * 7 + [None]), RESIDENTS, better="lower")
    assert len(absent.rates) == 3


def test_masked_quarters_do_not_count_as_scatter():
    peak = {force: [level] * 8 + [level * 3] + [level] * 7 for force, level in LEVELS.items()}
    mask = [False] * 8 + [True] + [False] * 7
    assert benchmark("avon", peak, RESIDENTS, better="lower").dispersion > 1
    assert benchmark("avon", peak, RESIDENTS, better="lower", mask=mask).dispersion == 1


@pytest.mark.parametrize(
    ("own", "residents", "mask", "message"),
    [
        ("avon", RESIDENTS, [True] * 3, "mask: found 3 quarters; expected 8, as many as counts"),
        ("essx", RESIDENTS, (), "benchmark: found no counts of 'essx'; did you mean 'essex'"),
        ("avon", {**RESIDENTS, "kent": 0}, (), "found no residents of 'kent'; expected a population above zero"),
    ],
)
def test_what_does_not_fit_is_refused(own, residents, mask, message):
    with pytest.raises(DataError, match=message):
        benchmark(own, steady(), residents, better="lower", mask=mask)


def test_ties_share_the_better_rank():
    values = {"a": 1.0, "b": 2.0, "c": 2.0, "d": 3.0}
    assert rank("c", values, better="lower") == Rank(position=2, of=4, tied=("b",))
    assert rank("b", values, better="higher").position == 2
    assert rank("d", values, better="neither").position == 4
    with pytest.raises(DataError, match="rank: found no value of 'kemt'; did you mean 'kent'"):
        rank("kemt", {"kent": 1.0}, better="lower")


def test_rank_of_change_counts_the_forces_that_rose():
    place = rank_of_change("b", {"a": 4.0, "b": 0.0, "c": -1.0, "d": None, "e": math.nan}, better="higher")
    assert place.rank == Rank(position=2, of=3)
    assert place.increased == 1
    assert place.missing == ("d", "e")


QUARTERS = st.lists(st.one_of(st.integers(0, 30), st.integers(0, 900), st.none()), min_size=12, max_size=12)
PLACES = attrgetter("position", "low", "high")
GROUP = st.dictionaries(st.sampled_from("abcdefgh"), QUARTERS, min_size=1)


@given(GROUP, st.sampled_from(["lower", "higher", "neither"]))
@settings(max_examples=60, deadline=None)
def test_every_group_gets_an_answer(group, better):
    populations = {force: 300_000 + 170_000 * "abcdefgh".index(force) for force in group}
    found = benchmark(min(group), group, populations, better=better)
    assert (found.label == "Not known") == bool(found.reason)
    if found.rank and found.rank.low is not None:
        assert 1 <= found.rank.low <= found.rank.position <= found.rank.high <= found.rank.of


@given(GROUP, st.floats(0.01, 1000))
@settings(max_examples=60, deadline=None)
def test_answers_do_not_change_with_the_unit_or_the_order(group, scale):
    populations = {force: 300_000 + 170_000 * "abcdefgh".index(force) for force in group}
    one = benchmark(min(group), group, populations, better="lower")
    turned = dict(reversed(group.items()))
    other = benchmark(min(group), turned, {force: scale * n for force, n in populations.items()}, better="lower")
    assert one.label == other.label
    assert one.p == pytest.approx(other.p)
    assert (one.rank is None) == (other.rank is None)
    if one.rank:
        assert PLACES(one.rank) == PLACES(other.rank)


@given(GROUP)
@settings(max_examples=60, deadline=None)
def test_the_other_direction_mirrors_the_rank(group):
    populations = dict.fromkeys(group, 500_000)
    low = benchmark(min(group), group, populations, better="lower").rank
    high = benchmark(min(group), group, populations, better="higher").rank
    if low:
        assert low.position + high.position + len(low.tied) == low.of + 1
    if low and low.low is not None:
        assert (low.low + high.high, low.high + high.low) == (low.of + 1, low.of + 1)
